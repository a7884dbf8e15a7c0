"""Files become scans and pages; what cannot is a Problem."""
