"""The desk: server-rendered pages and small native modules."""
