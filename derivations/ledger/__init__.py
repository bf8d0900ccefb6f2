"""The claims settled, and a rule examined."""
