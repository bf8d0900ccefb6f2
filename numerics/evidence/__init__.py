"""Interval evidence for printed statements."""
