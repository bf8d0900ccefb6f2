"""Distance from the start and the limit of the batch size."""
