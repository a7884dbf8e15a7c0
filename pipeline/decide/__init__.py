"""The only place that compares scores with thresholds."""
