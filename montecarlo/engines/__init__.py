"""Ways to run a rule on arrays of samples."""
