"""The usual way to compute steps to target, written plainly: the yardstick of the benchmark and a foil in a test.

For every pair of the grid: each coordinate's second-moment matrix (Zhang et al. 2019, eq. 21) is diagonalised, the risk is its
eigenvalues' powers, and t is found by bisection. First hits of an oscillating risk can be missed, double roots lose
digits, and the grid is coarse: that is the point of comparing.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

ALPHAS = np.geomspace(1e-8, 10, 100)
BETAS = 1 - np.geomspace(1e-5, 1, 20)
CAP = 2**24


def momentum_matrix(x: Any, beta: float) -> tuple[Any, Any]:
    """Second moments of (theta, v) with v = -alpha m, and where noise enters: state (E theta^2, E v^2, E theta v)."""
    b = np.full_like(x, beta)
    rows = [[(1 - x) ** 2, b**2, 2 * (1 - x) * b], [x**2, b**2, -2 * x * b], [-x * (1 - x), b**2, (1 - 2 * x) * b]]
    return np.stack([np.stack(row, -1) for row in rows], -2), np.ones(3)


def ema_matrix(x: Any, gamma: float) -> tuple[Any, Any]:
    """Second moments of (average, theta): state (E average^2, E theta^2, E average theta)."""
    g, r, zero = np.full_like(x, gamma), 1 - x, 0 * x
    rows = [[g**2, ((1 - g) * r) ** 2, 2 * g * (1 - g) * r], [zero, r**2, zero], [zero, (1 - g) * r**2, g * r]]
    return np.stack([np.stack(row, -1) for row in rows], -2), np.array([(1 - gamma) ** 2, 1.0, 1 - gamma])


def steps(problem: Any, matrix: Any, alpha: float, other: float, batch_size: float, target: float, start: Any) -> int | None:
    """Steps to target at one setting by bisection, or None."""
    M, entry = matrix(alpha * problem.h, other)
    noise = (alpha**2 * problem.c / batch_size)[:, None] * entry
    eigenvalues, vectors = np.linalg.eig(M)
    if np.abs(eigenvalues).max() >= 1:
        return None
    try:
        fixed = np.linalg.solve(np.eye(3) - M, noise[..., None])[..., 0]
        amplitudes = np.linalg.solve(vectors, (start - fixed)[..., None].astype(complex))[..., 0]
    except np.linalg.LinAlgError:
        return None
    weights = problem.counts * problem.h / 2

    def risk(t: int) -> float:
        second = (vectors[:, 0, :] * amplitudes * eigenvalues**t).sum(-1).real + fixed[:, 0]
        return float(weights @ second)

    low, high = 0, 1
    while risk(high) > target:
        low, high = high, 2 * high
        if high > CAP:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if risk(middle) > target else (low, middle)
    return high


def grid(
    problem: Any,
    matrix: Any,
    batch_size: float,
    target: float,
    start: Sequence[float],
    alphas: Any = ALPHAS,
    others: Any = BETAS,
) -> list[tuple[int, float, float]]:
    """(steps, alpha, other) over the grid, fewest first; ``start``: second moments per unit E theta_0^2."""
    first = problem.theta0_sq[:, None] * np.asarray(start)
    results = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for alpha in alphas:
            for other in others:
                found = steps(problem, matrix, float(alpha), float(other), batch_size, target, first)
                if found is not None:
                    results.append((found, float(alpha), float(other)))
    return sorted(results)
