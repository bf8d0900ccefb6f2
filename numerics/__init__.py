"""Numbers: float64, high precision and intervals. Knows theory/, not montecarlo/."""
