"""Symbols: what can be proved. No floats, no files, no randomness."""

import os

# SymPy computes with python-flint's numbers wherever that is installed, unless told which to take before it is imported.
os.environ.setdefault("SYMPY_GROUND_TYPES", "gmpy")
