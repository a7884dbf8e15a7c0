"""Nothing is lost: what is kept is looked over, backed up, and brought back."""
