"""Symbols: what can be proved. No floats, no files, no randomness."""
