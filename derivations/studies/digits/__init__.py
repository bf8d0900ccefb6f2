"""Prediction against training on real data."""
