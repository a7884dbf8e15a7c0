"""Measuring: what was read, held against the truth beside the scans."""
