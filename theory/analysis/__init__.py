"""What follows from a rule's linear system: stability, stationary law, risk, small steps."""
