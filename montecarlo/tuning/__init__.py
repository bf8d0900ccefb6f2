"""Tuning by simulation."""
