"""A linear rule with its numbers, run on curvatures: mean and variance at any step, in float64, vectorised.

Time-invariant rules use powers by doubling in delta form (``powers``). No eigenvectors: they break at double roots. Inside,
NumPy's longdouble is used; where near-coincident roots could magnify even its rounding over many steps beyond 1e-13, those
settings are repeated in double-double arithmetic. Time-varying rules run step by step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import sympy as sp

from numerics.arithmetic.double_double import DoubleDouble
from numerics.arithmetic.doubling import Progress, stepped
from numerics.arithmetic.matrices import Matrix, Row, dot, form
from numerics.arithmetic.powers import Power, powers, visited
from numerics.dynamics.evaluator import Array, Evaluator, Weights, numeric_values, stacked
from theory.rule.optimizer import Optimizer

DOUBT = 1e-13  # estimated relative rounding error from which the work is repeated in double-double arithmetic
MANY = 50_000  # coordinates from which the risk is interpolated in the curvature: less work than each for itself
BLOCK = 200_000  # matrix entries handled at once, step by step: keeps memory flat
TABLES = 32_000  # the same where tables of powers are kept: keeps the work in cache


class Run:
    """A linear rule with its numbers, run on some curvatures, a part of them at a time. Use it with overflow and NaN ignored."""

    def __init__(self, optimizer: Optimizer, h: Array) -> None:
        self.optimizer, self.system = optimizer, Evaluator(optimizer)
        values = numeric_values(optimizer)
        self.h = h
        self.shape = np.broadcast_shapes(*[v.shape for v in values.values()]) if values else ()
        self._values = {s: np.broadcast_to(v, self.shape)[..., None] for s, v in values.items()}
        each = self.system.order**2 * max(1, int(np.prod(self.shape)))
        size = max(1, (BLOCK if self.system.time_varying else TABLES) // each)
        self.parts = [slice(k, min(k + size, len(h))) for k in range(0, len(h), size)]

    def at(self, steps: Sequence[int], progress: Progress | None = None) -> Iterator[tuple[slice, int, Array, Array]]:
        """(coordinates, k, phi, V) at the increasing steps[k], part by part; phi and V of shape ``shape`` + (coordinates,)."""
        for number, part in enumerate(self.parts):
            if self.system.time_varying:
                index = {step: k for k, step in enumerate(steps)}
                for step, pair in zip(range(steps[-1] + 1), self.stepped(part), strict=False):
                    if step in index:
                        yield part, index[step], *pair
                    if progress and step:
                        progress(number * steps[-1] + step, len(self.parts) * steps[-1])
            else:
                for k, pair in enumerate(self.doubled(part, steps)):
                    yield part, k, *pair
                if progress:
                    progress(number + 1, len(self.parts))

    def stepped(self, part: slice) -> Iterator[tuple[Array, Array]]:
        """phi and V of some coordinates after 0, 1, 2, ... steps of a time-varying rule."""
        values, h = self._numbers(part, np.float64)
        shape = (*self.shape, part.stop - part.start)
        zero = np.zeros(shape)

        def matrices(step: int) -> tuple[Matrix, Matrix, Row, Row]:
            return self.system.at(1.0, values, h, float(step)).growth

        read = matrices(0)[2]
        for state, covariance in stepped(matrices, zero):
            yield _settled(dot(read, state), shape), _settled(form(read, covariance), shape)

    def doubled(self, part: slice, steps: Sequence[int]) -> Iterator[tuple[Array, Array]]:
        """phi and V of some coordinates at increasing steps of a time-invariant rule, by powers in delta form."""
        values, h = self._numbers(part, np.longdouble)
        shape = (*self.shape, part.stop - part.start)
        increment, _, b, read, e = self.system.at(np.longdouble(1), values, h)
        table = powers(Power.of_step(increment, b), steps[-1])
        rate, amplification = _decay_and_amplification(stacked(increment, shape))
        with np.errstate(divide="ignore"):
            lifetime = 1 / np.maximum(rate, 0)

        def doubtful(step: int) -> Any:
            return np.finfo(np.longdouble).eps * np.minimum(float(step), lifetime) * amplification > DOUBT

        chosen = doubtful(steps[-1])
        again = self._in_double_double(part, steps, chosen) if chosen.any() else repeat(None)
        for step, (row, variance), better in zip(steps, visited(table, read, steps), again, strict=False):
            result = _settled(dot(row, e), shape), _settled(variance, shape)
            if better is not None:
                where = doubtful(step)  # whatever the other steps are
                for mine, theirs in zip(result, better, strict=True):
                    mine[where] = theirs[where[chosen]]
            yield result

    def _in_double_double(self, part: slice, steps: Sequence[int], where: Any) -> Iterator[tuple[Array, Array]]:
        """The same for selected settings and coordinates, in double-double arithmetic; shape (selected,)."""
        values, h = self._numbers(part, np.float64)

        def chosen(numbers: Array) -> DoubleDouble:
            return DoubleDouble(np.broadcast_to(numbers, where.shape)[where])

        zero = DoubleDouble(np.zeros(int(np.count_nonzero(where))))
        _, A, b, read, e = self.system.at(DoubleDouble(1.0), {s: chosen(v) for s, v in values.items()}, chosen(h), zero=zero)
        table = powers(Power.of_step(A, b, base=0), steps[-1])
        for row, variance in visited(table, read, steps):
            pair = dot(row, e), zero + variance
            yield _settled(pair[0].value(), zero.high.shape), _settled(pair[1].value(), zero.high.shape)

    def _numbers(self, part: slice, dtype: type[np.floating[Any]]) -> tuple[dict[sp.Symbol, Array], Array]:
        """The hyperparameters and some of the curvatures in a type."""
        return {s: v.astype(dtype) for s, v in self._values.items()}, self.h[part].astype(dtype)


def summed(run: Run, weights: Weights, steps: Sequence[int], progress: Progress | None = None) -> Array:
    """The risk at increasing steps, coordinate by coordinate; hyperparameter shape + (steps,)."""
    total = np.zeros((*run.shape, len(steps)))
    for part, k, mean, variance in run.at(steps, progress):
        total[..., k] += weights.of(part).risk(mean, variance)
    return total


def _settled(entry: Any, shape: tuple[int, ...]) -> Array:
    """An entry as a float64 array of its own; infinite where numbers have overflowed (inf - inf, -inf: the rule diverges)."""
    values = np.array(np.broadcast_to(np.asarray(entry, dtype=np.float64), shape))
    values[~np.isfinite(values)] = np.inf
    return values


def _decay_and_amplification(D: Array) -> tuple[Any, Any]:
    """-log of the spectral radius of I + D, and (norm over smallest gap between roots)^2, which bounds how far a rounding
    error is magnified. Both only decide which arithmetic is used, so their own rounding is harmless."""
    plain = np.where(np.isfinite(D), D, 0.0).astype(np.float64)
    n = plain.shape[-1]
    roots: Any
    if n == 1:
        roots, amplification = plain[..., 0], np.ones(plain.shape[:-2])
    else:
        roots = np.linalg.eigvals(plain)
        i, j = np.triu_indices(n, 1)
        gap = np.abs(roots[..., i] - roots[..., j]).min(axis=-1)
        with np.errstate(divide="ignore"):
            amplification = (np.linalg.norm(plain, axis=(-2, -1)) / gap) ** 2
    rate = -0.5 * np.max(np.log1p(np.maximum(2 * roots.real + np.abs(roots) ** 2, -1.0)), axis=-1)
    return rate, amplification
