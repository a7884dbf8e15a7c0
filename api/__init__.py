"""The doors: thin routes over the store, one error shape."""
