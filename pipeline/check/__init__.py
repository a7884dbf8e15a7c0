"""Readings become values in normal form, with every rule's objection."""
