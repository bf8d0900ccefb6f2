"""Hyperparameters and batch sizes that change along a run."""
