"""A second program, z3, asked what the certificates decide."""
