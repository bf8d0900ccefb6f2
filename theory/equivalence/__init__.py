"""Whether two rules are the same."""
