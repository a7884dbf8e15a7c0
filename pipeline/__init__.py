"""The verbs: one folder a step, in the order in which a sheet travels."""
