"""Chance: runs update rules on arrays of samples. Knows nothing of closed forms."""
