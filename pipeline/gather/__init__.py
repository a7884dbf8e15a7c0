"""From the pages of a scan to documents: which pages belong together, and what becomes of the others."""
