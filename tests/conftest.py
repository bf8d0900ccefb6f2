"""Hypothesis profiles: the default one, and ``thorough`` (HYPOTHESIS_PROFILE=thorough) with many more examples."""

import os

from hypothesis import HealthCheck, settings

import theory  # noqa: F401  (before SymPy, whose numbers it chooses)

COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}
settings.register_profile("default", max_examples=30, derandomize=True, **COMMON)
settings.register_profile("thorough", max_examples=2000, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
