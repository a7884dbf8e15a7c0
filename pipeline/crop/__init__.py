"""Fields are cut out of an aligned page, print taken out."""
