"""Fits how sure the program is to what turned out to be right."""
