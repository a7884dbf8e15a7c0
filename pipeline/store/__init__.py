"""Files and rows, so that a replay changes nothing."""
