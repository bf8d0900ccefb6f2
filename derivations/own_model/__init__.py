"""A user's own model: what was measured of it, and advice."""
