"""A page is laid over its template, or refused."""
