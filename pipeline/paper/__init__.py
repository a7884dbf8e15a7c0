"""Synthetic paper: blank forms drawn, filled and degraded, with the truth beside."""
