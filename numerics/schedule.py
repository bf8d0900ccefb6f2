"""A run in pieces: hyperparameters and batch size constant on each."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.ball import Ball
from numerics.doubling import advanced
from numerics.enclosure import Enclosure
from numerics.matrices import Matrix, dot, form, product, transpose
from numerics.precise import ball_matrices, exact_number, sharpen
from numerics.problem import NoisyQuadratic
from theory.filter import extract
from theory.model import h as CURVATURE
from theory.optimizer import Optimizer


@dataclass(frozen=True)
class Schedule:
    """A run in pieces. ``lengths`` and ``batch_sizes`` have one entry a piece, as has each of ``values`` by name.

    ``risk`` is the expected risk at the end (float64); hyperparameters not in ``values`` are those of ``optimizer``.
    ``evaluations``: of the objective with its gradient, in the search that found it.
    """

    optimizer: Optimizer
    problem: NoisyQuadratic
    lengths: NDArray[np.int64]
    values: dict[str, NDArray[np.float64]]
    batch_sizes: NDArray[np.float64]
    risk: float
    evaluations: int = field(default=0, compare=False)

    @property
    def steps(self) -> int:
        """Steps in all."""
        return int(self.lengths.sum())

    @property
    def examples(self) -> float:
        """Examples in all."""
        return float(self.lengths @ self.batch_sizes)

    def piece(self, k: int) -> dict[sp.Symbol, Any]:
        """The hyperparameters of piece k as exact numbers, by the symbols of ``optimizer.symbolic()``."""
        names = self.optimizer.hyperparameters()
        here = {n: float(self.values[n][k]) if n in self.values else v for n, v in names.items()}
        return {s: exact_number(here[n]) for n, s in zip(names, self.optimizer.values(), strict=True)}

    def precise_risk(self, digits: int = 15) -> Enclosure:
        """The risk at the end as an interval that contains it, for the float64 numbers of the schedule.

        Composed piece by piece with exact powers in ball arithmetic, independently of the floating-point path.
        """
        system = extract(self.optimizer.symbolic())
        problem = self.problem
        start, noise = (
            [Fraction(n) * Fraction(h) * Fraction(v) / 2 for n, h, v in zip(*columns, strict=True)]
            for columns in (
                [v.tolist() for v in (problem.counts, problem.h, problem.theta0_sq)],
                [v.tolist() for v in (problem.counts, problem.h, problem.c)],
            )
        )

        def attempt(bits: int) -> list[Enclosure]:
            zero = Ball.exact([0] * len(problem.h), bits)
            curvature = {CURVATURE: Ball.exact(problem.h.tolist(), bits)}
            state: Matrix = []
            for k, (length, batch_size) in enumerate(zip(self.lengths.tolist(), self.batch_sizes.tolist(), strict=True)):
                exact = self.piece(k)
                balls = {s: Ball.exact([v], bits) for s, v in exact.items()}
                A, b, read, e = ball_matrices(system, balls | curvature, exact, zero, 0)
                if not state:
                    state, covariance = [[entry] for entry in e], [[zero] * len(e) for _ in e]
                share = Ball.exact([0 if np.isinf(batch_size) else 1 / Fraction(batch_size)], bits)
                growth = [[entry * share for entry in row] for row in product(b, transpose(b))]
                state, covariance = advanced(A, growth, state, covariance, length)
            mean, variance = dot(read, [row[0] for row in state]), form(read, covariance)
            total = mean * mean * Ball.exact(start, bits) + variance * Ball.exact(noise, bits)
            return [Enclosure(*total.total())]

        return sharpen(attempt, digits, 1, extra=64)[0]
