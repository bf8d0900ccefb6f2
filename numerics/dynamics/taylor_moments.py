"""Fewer distinct coordinates, with a rigorous bound on what that does to the risk.

Within a bin the risk of a coordinate is an analytic function of a chart u in [-1, 1] (the curvature itself for arrays, the
index for spectra given by a formula). Gauss quadrature for the bin's own discrete measure replaces its coordinates by a
few nodes. What that changes is sum_k a_k (true moment - nodes' moment) + remainder, with a_k the Taylor model of the
risk, computed by the same doubling as the risk itself, so it holds for any linear rule, at any step. Cost does not
depend on the number of coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.arithmetic.matrices import added, congruence, dot, product, shifted, transpose
from numerics.arithmetic.powers import Power, visited
from numerics.arithmetic.taylor import DEGREE, POWER_ERROR, UP, Series
from numerics.dynamics.evaluator import Evaluator, numeric_values
from theory.errors import InputError
from theory.rule.optimizer import Optimizer

Floats = NDArray[np.float64]
NODES = 4  # Gauss nodes a bin
MOMENT_ERROR = 1e-14  # relative error allowed for in moments of nodes and weights in float64


@dataclass(frozen=True)
class Charts:
    """How curvature depends on u in each bin: (centre + width u)^exponent, or exp(centre + width u) if ``exponent`` is None."""

    centre: Floats
    width: Floats
    exponent: float | None = 1.0

    def series(self) -> Series:
        """The curvature as a Taylor model, one a bin."""
        line = Series.linear(self.centre, self.width)
        if self.exponent is not None:
            return line if self.exponent == 1 else line**self.exponent
        coefficients = np.exp(self.centre) * np.cumprod(
            np.concatenate([np.ones((1, len(self.width))), self.width / np.arange(1, DEGREE + 1)[:, None]]), axis=0
        )
        size = np.abs(self.width)
        tail = np.abs(coefficients[-1]) * size / (DEGREE + 1) * np.exp(size)
        return Series(coefficients, tail * UP + POWER_ERROR * np.abs(coefficients).sum(axis=0))


@dataclass(frozen=True)
class Defects:
    """What the nodes get wrong: true minus nodes' moments of u under E theta_0^2 and under c, and the mass of both measures.

    Shapes (DEGREE + 1, bins) and (bins,). Where c is proportional to curvature times E theta_0^2 its measure is taken
    before the factor ``h`` (``noise_has_curvature``).
    """

    charts: Charts
    start: Floats
    noise: Floats
    start_mass: Floats
    noise_mass: Floats
    noise_has_curvature: bool = False


def risk_defect(optimizer: Optimizer, defects: Defects, steps: Sequence[int], batch_size: float) -> Floats:
    """A bound on what the defects change the risk by at each step: behind ``BinnedQuadratic.error_bound``."""
    order = sorted(set(steps))
    bounds = []
    ratio = np.abs(defects.charts.centre / defects.charts.width)  # the chart magnifies the rounding of a curvature so much
    with np.errstate(invalid="ignore", over="ignore"):
        h = defects.charts.series()
        for mean, variance in models(optimizer, h, order):
            start = mean * mean * h * 0.5
            noise = variance * h * (0.5 / batch_size)
            if defects.noise_has_curvature:
                noise = noise * h
            bound = np.zeros_like(start.rest)
            for model, moments, mass in (
                (start, defects.start, defects.start_mass),
                (noise, defects.noise, defects.noise_mass),
            ):
                used = mass > 0
                slope = np.abs(model.coefficients * np.arange(DEGREE + 1)[:, None]).sum(axis=0) * ratio
                rounding = MOMENT_ERROR * (model.norm() + slope)
                error = np.abs(model.total(moments)) + mass * (2 * model.rest + rounding)
                bound += np.where(used, np.where(np.isnan(error), np.inf, error), 0.0)
            bounds.append(float(bound.sum()) * (1 + 1e-12))
    return np.array(bounds)[np.searchsorted(order, steps)]


def models(optimizer: Optimizer, h: Series, steps: Sequence[int]) -> Iterator[tuple[Series, Series]]:
    """phi_t and V_t as Taylor models at increasing steps, by doubling, after balancing the states' scales bin by bin."""
    system = Evaluator(optimizer)
    if system.time_varying:
        raise InputError(f"{optimizer} is time-varying: the error of binning is bounded for time-invariant rules only")
    values = {s: float(v) for s, v in numeric_values(optimizer).items()}
    zero, n = (h * 0.0 + 1.0) * 0.0, system.order
    D, _, b, read, e = system.at(1.0, values, h, zero=zero)
    scale = _balance(np.array([[entry.coefficients[0] for entry in row] for row in D]))
    D = [[entry * (scale[j] / scale[i]) for j, entry in enumerate(row)] for i, row in enumerate(D)]
    noises = [[entry * (1 / scale[i]) for entry in row] for i, row in enumerate(b)]
    table = [Power([1] * n, D, product(noises, transpose(noises)))]
    while len(table) < steps[-1].bit_length():
        table.append(_doubled(table[-1]))
    start = [e[i] * (1 / scale[i]) for i in range(n)]
    for row, variance in visited(table, [read[j] * scale[j] for j in range(n)], steps):
        yield dot(row, start), zero + variance


def _doubled(power: Power) -> Power:
    """The same of twice as many steps: near the identity D(D + 2) keeps relative accuracy, far from it A^2 - 1 contracts."""
    A, D, Q = power.matrix, power.offset, power.covariance
    small = np.max([[entry.norm() for entry in row] for row in D], axis=(0, 1)) < 0.5
    near, far = product(D, shifted(D, 2)), shifted(product(A, A), -1)
    following = [[_choose(small, p, q) for p, q in zip(*rows, strict=True)] for rows in zip(near, far, strict=True)]
    return Power(power.base, following, added(Q, congruence(A, Q)))


def _choose(where: Any, a: Series, b: Series) -> Series:
    return Series(np.where(where, a.coefficients, b.coefficients), np.where(where, a.rest, b.rest))


def _balance(matrix: Floats) -> Floats:
    """Diagonal scales (n, bins) that bring rows and columns to like size (Osborne 1960)."""
    n = len(matrix)
    scale = np.ones(matrix.shape[1:])
    off = np.abs(matrix) * (1 - np.eye(n))[..., None]
    for _ in range(4):
        for i in range(n):
            row, column = (off[i] * scale / scale[i]).sum(axis=0), (off[:, i] * scale[i] / scale).sum(axis=0)
            usable = (row > 0) & (column > 0)
            scale[i] *= np.sqrt(np.where(usable, row, 1.0) / np.where(usable, column, 1.0))
    return np.asarray(2.0 ** np.round(np.log2(scale)))  # powers of two: scaling makes no rounding error
