"""What follows from risks and counts: critical batch sizes, noise scales, distances, bounds."""
