"""Makes the weights that the program ships; never imported by it."""
