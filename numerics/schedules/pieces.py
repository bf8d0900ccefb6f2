"""A run in pieces: hyperparameters and batch size constant on each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.arithmetic.ball import Ball
from numerics.arithmetic.double_double import DoubleDouble
from numerics.arithmetic.doubling import advanced
from numerics.arithmetic.enclosure import Enclosure, bounded_by
from numerics.arithmetic.matrices import Matrix, Row, dot, form, product, transpose
from numerics.dynamics.evaluator import Evaluator
from numerics.dynamics.hitting import MARGIN
from numerics.dynamics.precise import exact_number, sharpen
from numerics.model.quadratic import Quadratic
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer
from theory.show import Shown, axes


@dataclass(frozen=True)
class Schedule(Shown):
    """A run in pieces. ``lengths`` and ``batch_sizes`` have one entry a piece, as has each of ``values`` by name.

    Hyperparameters not in ``values`` are those of ``optimizer``. ``evaluations``: of the objective with its gradient, in the
    search that found it. The risk is computed from these numbers alone, by none of the search's formulas.
    """

    optimizer: Optimizer
    problem: Quadratic
    lengths: NDArray[np.int64]
    values: dict[str, NDArray[np.float64]]
    batch_sizes: NDArray[np.float64]
    evaluations: int = field(default=0, compare=False)

    def columns(self) -> dict[str, Any]:
        """First step of each piece, batch size and the hyperparameters that vary."""
        return {"first_step": np.cumsum(self.lengths) - self.lengths, "batch_size": self.batch_sizes, **self.values}

    def plot(self, ax: Any = None) -> Any:
        """Every hyperparameter that varies, and the batch size if it does, against the steps; on new axes if none are given."""
        ax = axes(ax)
        ends = np.concatenate([[0], np.cumsum(self.lengths)])
        constant = np.ptp(self.batch_sizes) == 0 if np.all(np.isfinite(self.batch_sizes)) else True
        shown = self.values if constant else {"batch size": self.batch_sizes, **self.values}
        for name, values in shown.items():
            ax.stairs(values, ends, label=name)
        ax.set(xlabel="steps", yscale="log")
        ax.legend()
        return ax

    @property
    def steps(self) -> int:
        """Steps in all."""
        return int(self.lengths.sum())

    @cached_property
    def examples(self) -> float:
        """Examples in all (a rule in rounds takes several minibatches a step)."""
        return float(self.lengths @ self.batch_sizes) * extract(self.optimizer.symbolic()).minibatches

    @property
    def risk(self) -> float:
        """The expected risk at the end (float64, rounded once); infinite where the run overflows."""
        return sum(self.parts)

    @cached_property
    def parts(self) -> tuple[float, float]:
        """What of the risk at the end is left of the start, and what the noise has added."""
        problem, system = self.problem, Evaluator(self.optimizer)
        zero, curvature = DoubleDouble(np.zeros(len(problem.h))), DoubleDouble(problem.h)

        def rule(k: int) -> tuple[Matrix, Matrix, Row, Row]:
            numbers = {s: DoubleDouble(float(v)) for s, v in self.piece(k).items()}
            return system.at(DoubleDouble(1.0), numbers, curvature, zero=zero).growth

        with np.errstate(all="ignore"):
            mean, variance = self._moments(rule, [DoubleDouble(1 / b) for b in self.batch_sizes], zero)
            weight = problem.counts * problem.h / 2
            left = weight @ np.where(problem.theta0_sq > 0, (mean * mean).value() * problem.theta0_sq, 0.0)
            added = weight @ np.where(problem.c > 0, variance.value() * problem.c, 0.0)
        return tuple(float(x) if np.isfinite(x) else np.inf for x in (left, added))  # type: ignore[return-value]

    def reaches(self, target: float) -> bool:
        """Whether the risk at the end is at most the target; intervals decide where float64 is too near to tell."""
        if not abs(self.risk - target) <= MARGIN * target:
            return self.risk < target
        return bool(bounded_by(self.precise_risk, Fraction(target)))  # what is not told apart from it is not said to be below

    def piece(self, k: int) -> dict[sp.Symbol, Any]:
        """The hyperparameters of piece k as exact numbers, by the symbols of ``optimizer.symbolic()``."""
        names = self.optimizer.hyperparameters()
        here = {n: float(self.values[n][k]) if n in self.values else v for n, v in names.items()}
        return {s: exact_number(here[n]) for n, s in zip(names, self.optimizer.values(), strict=True)}

    def precise_risk(self, digits: int = 15) -> Enclosure:
        """The risk at the end as an interval that contains it, for the float64 numbers of the schedule.

        Composed piece by piece with exact powers in ball arithmetic, independently of the floating-point path.
        """
        problem, system = self.problem, Evaluator(self.optimizer)
        start, noise = problem.exact_weights()

        def attempt(bits: int) -> list[Enclosure]:
            zero = Ball.exact([0] * len(problem.h), bits)
            one, curvature = Ball.exact([1], bits), Ball.exact(problem.exact("h"), bits)

            def rule(k: int) -> tuple[Matrix, Matrix, Row, Row]:
                balls = {s: Ball.exact([v], bits) for s, v in self.piece(k).items()}
                return system.at(one, balls, curvature, zero, zero).growth

            shares = [Ball.exact([0 if np.isinf(b) else 1 / Fraction(b)], bits) for b in self.batch_sizes.tolist()]
            mean, variance = self._moments(rule, shares, zero)
            total = mean * mean * Ball.exact(start, bits) + variance * Ball.exact(noise, bits)
            return [total.sum().enclosure()]

        return sharpen(attempt, digits, 1, extra=64)[0]

    def _moments(self, rule: Callable[[int], tuple[Matrix, Matrix, Row, Row]], shares: list[Any], zero: Any) -> tuple[Any, Any]:
        """Mean response and variance for unit noise at the end; ``rule`` gives A, b, read, e of a piece in any number type."""
        state: Matrix = []
        for k, (length, share) in enumerate(zip(self.lengths.tolist(), shares, strict=True)):
            A, b, read, e = rule(k)
            if not state:
                state, covariance = [[entry] for entry in e], [[zero] * len(e) for _ in e]
            growth = [[entry * share for entry in row] for row in product(b, transpose(b))]
            state, covariance = advanced(A, growth, state, covariance, length)
        return dot(read, [row[0] for row in state]), form(read, covariance)
