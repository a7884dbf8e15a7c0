"""Which form a page is, and which way up."""
