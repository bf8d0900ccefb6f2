"""Simulations: set up, run, added up, continued."""
