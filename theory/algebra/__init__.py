"""Exact arithmetic with symbols: fields of rational functions, factors, branches."""
