"""The doors: thin FastAPI routes over the store, one error shape."""
