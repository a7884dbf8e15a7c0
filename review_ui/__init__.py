"""The desk: pages and small native ES modules, served by the program itself."""
