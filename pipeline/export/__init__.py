"""Reviewed records leave the house."""
