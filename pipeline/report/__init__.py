"""The morning report: what a night came to, as figures, as JSON, and as one page to read and to print."""
