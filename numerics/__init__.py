"""Numbers: float64, high precision and intervals. Knows theory/, not montecarlo/."""

import theory as theory  # before SymPy, whose numbers it chooses
