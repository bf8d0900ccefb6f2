"""Proofs for Rocq, put together from certificates."""

import theory as theory
