"""Chance: runs update rules on arrays of samples. Knows nothing of closed forms."""

import theory as theory  # before SymPy, whose numbers it chooses
