"""A linear rule as matrices of numbers: the one way from symbols to any number type, and what a problem weighs them with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.arithmetic.matrices import Entry, Matrix, Row, shaped
from numerics.model.quadratic import Quadratic
from theory.errors import InputError
from theory.rule.filter import extract
from theory.rule.model import h as CURVATURE
from theory.rule.model import t as STEP
from theory.rule.optimizer import Optimizer

Array = NDArray[np.floating[Any]]
Floats = NDArray[np.float64]
QUIET: Any = {"over": "ignore", "invalid": "ignore", "under": "ignore", "divide": "ignore"}  # what diverges ends as infinity


class Matrices(NamedTuple):
    """s' = A s + b noise, iterate = read s, s_0 = e theta_0; ``increment``: A - I, which keeps the digits of a slow rule."""

    increment: Matrix
    A: Matrix
    b: Matrix
    read: Row
    e: Row

    @property
    def growth(self) -> tuple[Matrix, Matrix, Row, Row]:
        """A, b, read and e: what moments grow by."""
        return self.A, self.b, self.read, self.e

    def arrays(self, shape: tuple[int, ...]) -> tuple[Floats, Floats, Floats, Floats]:
        """A (..., n, n), b (..., n, m), read (..., n) and e (..., n) in float64, with ``shape`` in front."""
        A, b, read, e = (stacked(m, shape) for m in (self.A, self.b, [self.read], [self.e]))
        return A, b, read[..., 0, :], e[..., 0, :]


class Evaluator:
    """The system of a rule, ready for numbers. ``system``: its symbols; ``symbols``: its hyperparameters, in their order."""

    def __init__(self, optimizer: Optimizer) -> None:
        symbolic = optimizer.symbolic()
        self.system = extract(symbolic)
        self.symbols: tuple[sp.Symbol, ...] = tuple(symbolic.values())
        self._compiled = self.system.compiled((*self.symbols, CURVATURE, STEP))

    @property
    def order(self) -> int:
        """Number of states."""
        return self.system.order

    @property
    def time_varying(self) -> bool:
        """Whether the matrices depend on the step."""
        return self.system.time_varying

    def at(
        self, one: Entry, values: Mapping[sp.Symbol, Entry], h: Entry, step: Entry = 0, zero: Entry | None = None
    ) -> Matrices:
        """The matrices for hyperparameters and curvatures of a number type whose 1 is ``one``.

        Constants keep their own shape, and 0 and 1 stay whole numbers that cost no work, unless a ``zero`` is given, which is added
        to every entry. ``step``: of the same type, or 0 for a rule that does not depend on it.
        """
        groups = self._compiled(one, *(values[s] for s in self.symbols), h, step)
        if zero is not None:
            groups = tuple([zero + entry for entry in group] for group in groups)
        increment, A, b, read, e = groups
        n = self.order
        return Matrices(shaped(increment, n), shaped(A, n), shaped(b, n), list(read), list(e))


def stacked(matrix: Matrix, shape: tuple[int, ...]) -> Floats:
    """A matrix of entries as one float64 array of shape ``shape`` + (rows, columns)."""
    full = [[np.broadcast_to(np.asarray(entry, dtype=np.float64), shape) for entry in row] for row in matrix]
    return np.stack([np.stack(row, axis=-1) for row in full], axis=-2)


def numeric_values(optimizer: Optimizer) -> dict[sp.Symbol, Array]:
    """The hyperparameters as float64 arrays; ``InputError`` names one that is still a symbol."""
    result: dict[sp.Symbol, Array] = {}
    for (name, _), (symbol, value) in zip(optimizer.hyperparameters().items(), optimizer.values().items(), strict=True):
        if isinstance(value, sp.Basic) and not value.is_number:
            raise InputError(f"{optimizer}: {name} is not set; give it a number, e.g. {name}=0.1")
        result[symbol] = np.asarray(value, dtype=np.float64)
    return result


class Weights(NamedTuple):
    """What a coordinate's squared mean response and variance add to the risk; shape (coordinates,) each."""

    start: Floats
    noise: Floats

    @classmethod
    def in_problem(cls, problem: Quadratic, batch_size: float = 1.0) -> Weights:
        """Those of a problem's coordinates."""
        with np.errstate(over="ignore"):  # a tiny batch's noise may be infinite
            noise = problem.counts * problem.h * problem.c / 2 / batch_size
        return cls(problem.counts * problem.h * problem.theta0_sq / 2, noise)

    def of(self, coordinates: Any) -> Weights:
        """Those of some coordinates."""
        return Weights(self.start[coordinates], self.noise[coordinates])

    def risk(self, mean: Array, variance: Array) -> Array:
        """The sum over the coordinates (the last axis). What has no weight adds nothing, even where it has grown to infinity."""
        with np.errstate(**QUIET):
            left = np.where((self.start > 0) & (mean != 0), mean**2 * self.start, 0.0)
            added = np.where((self.noise > 0) & (variance > 0), variance * self.noise, 0.0)
            return np.asarray((left + added).sum(axis=-1))
