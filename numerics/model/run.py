"""What every evaluator is asked: a problem, steps and a batch size, checked."""

from __future__ import annotations

import reprlib
from typing import Any

import numpy as np

from numerics.model.quadratic import Quadratic
from theory.errors import InputError


def check_problem(problem: Any) -> None:
    """Raise ``InputError`` for what is no problem."""
    if not isinstance(problem, Quadratic):
        raise InputError(
            f"a problem is needed, such as nqm.NoisyQuadratic([1.0, 0.1], [1.0, 0.1]), got {reprlib.repr(problem)}"
        )


def check_run(steps: Any, batch_size: Any) -> tuple[list[int], float]:
    """Validate step counts and batch size, shared by every evaluator.

    Returns the steps as ints and the batch size as float. Raises ``InputError``.
    """
    try:
        values = [int(s) for s in np.atleast_1d(np.asarray(steps)).tolist()]
        exact = all(int(s) == s for s in np.atleast_1d(np.asarray(steps)).tolist())
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"steps must be whole numbers >= 0, got {steps!r}") from None
    if not exact or not values or min(values) < 0:
        raise InputError(f"steps must be whole numbers >= 0, got {steps!r}")
    try:
        size = float("nan" if isinstance(batch_size, str) else batch_size)
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            f"batch_size must be a number > 0, up to 1.8e308 or infinite, got {reprlib.repr(batch_size)}"
        ) from None
    if not size > 0:
        raise InputError(f"batch_size must be > 0, got {batch_size}")
    return values, size
