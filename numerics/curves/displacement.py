"""How far the iterates of a linear optimizer move from their start, and how fast that grows.

Hoffer et al. 2017 call it ultra-slow diffusion when the distance grows like log t; a power law has a constant local exponent.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.dynamics.moments import moments
from numerics.model.quadratic import Quadratic
from numerics.model.run import check_run
from theory.errors import InputError
from theory.rule.optimizer import Optimizer

Floats = NDArray[np.float64]


def displacement(optimizer: Optimizer, problem: Quadratic, steps: Sequence[int], batch_size: float) -> Floats:
    """E ||theta_t - theta_0||^2, exact up to rounding; shape hyperparameter shape + (len(steps),).

    The sum over coordinates of (1 - phi_t)^2 E theta_0^2 + V_t c/B (claim diffusion.exact). Raises ``InputError`` for bad
    input, ``NotLinear`` for a rule that is not linear.
    """
    whole, size = check_run(steps, batch_size)
    m = moments(optimizer, problem.h, whole)
    start = (problem.counts * problem.theta0_sq)[:, None]
    noise = (problem.counts * problem.c / size)[:, None]
    with np.errstate(over="ignore", invalid="ignore"):
        added = np.where(noise > 0, m.variance * noise, 0.0)
        return np.asarray(((1 - m.mean) ** 2 * start + added).sum(axis=-2))


def local_exponents(steps: Sequence[int], squared: ArrayLike) -> tuple[Floats, Floats]:
    """The exponent of ||theta_t - theta_0|| ~ t^a between neighbouring steps; (geometric middles, exponents).

    ``squared`` : squared distances at the steps (last axis). 1/2 is a random walk, 0 a standstill; log t has 1/log t.
    Raises ``InputError`` unless the steps increase from at least 1.
    """
    t = np.asarray(steps, dtype=float)
    if len(t) < 2 or t[0] < 1 or np.any(np.diff(t) <= 0):
        raise InputError("local_exponents: at least two increasing steps from 1 on are needed")
    logs = np.log(np.asarray(squared, dtype=float)) / 2
    return np.sqrt(t[1:] * t[:-1]), np.diff(logs, axis=-1) / np.diff(np.log(t))
