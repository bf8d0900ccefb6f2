"""The problem as plain numbers, and what may be asked of it."""
