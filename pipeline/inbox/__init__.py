"""Watched folders: what a scanner or a person puts in is taken in, and moved away once the database has it."""
