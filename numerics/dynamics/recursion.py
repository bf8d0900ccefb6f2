"""Risk of many settings of a rule at once: plain float64 doubling, laid out as one array an entry of the matrices.

This is the engine of searches, where thousands of settings are tried. It carries D = A^(2^k) - I (a learning rate of 1e-9
must not be lost) and the row read A^t. For one and two states the variance comes from the derived stationary covariance Pi,
V_t = read Pi read' - (read A^t) Pi (read A^t)': half the work of doubling covariances, at the price of some digits. What a
search finds is therefore decided again elsewhere (``hitting``). Because risk = M_t + V_t/B, one pair (M, V) serves every
batch size.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.arithmetic.exact import exact_number, extended
from numerics.arithmetic.matrices import (
    Entry,
    Matrix,
    Row,
    added,
    congruence,
    dot,
    form,
    plus,
    product,
    shaped,
    shifted,
    times,
    transpose,
)
from numerics.dynamics.evaluator import Evaluator, Weights
from numerics.model.quadratic import Quadratic
from theory.analysis.stationary import StationaryLaw
from theory.errors import InputError, NoStationaryState
from theory.rule.filter import LinearSystem, compile_plain
from theory.rule.model import h as CURVATURE
from theory.rule.optimizer import Optimizer

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
CHUNK = 16_000  # settings times coordinates handled at once: what stays in the second-level cache


class Recursion:
    """A linear, time-invariant rule on a problem, ready to be run at many settings.

    Settings are given as a mapping from the symbols of ``optimizer.symbolic()`` to arrays of shape (settings,); the other
    hyperparameters keep the optimizer's numbers. Raises ``InputError`` for a time-varying rule, ``NotLinear`` for a
    nonlinear one.
    """

    def __init__(self, optimizer: Optimizer, problem: Quadratic) -> None:
        self.optimizer, self.problem = optimizer, problem
        self.system = Evaluator(optimizer)
        if self.system.time_varying:
            raise InputError(
                f"{optimizer} is time-varying: its steps can only be run one by one; set its hyperparameters and use risk"
            )
        values = optimizer.values()
        given = {s: v for s, v in values.items() if not (isinstance(v, sp.Basic) and not v.is_number)}
        self.fixed = {s: float(v) for s, v in given.items()}
        self._longer = {s: extended(exact_number(v)) for s, v in given.items() if _is_rational(v)}
        self._symbols = (*values, CURVATURE)
        # with three states the formula for Pi has lost up to a quarter of V in extreme settings, with two 2e-5 at most; but with
        # the four hyperparameters of accelerated SGD it has lost all of it, and a search was led astray
        plain = self.system.order <= 2 and len(values) <= 3
        self._stationary = _stationary(self.system.system, self._symbols) if plain else None
        self.start, self.noise = Weights.in_problem(problem)

    def restricted(self, kept: NDArray[np.bool_]) -> Recursion:
        """The same on some of the coordinates."""
        result = copy(self)
        p = self.problem
        result.problem = p.part(kept)
        result.start, result.noise = self.start[kept], self.noise[kept]
        return result

    def matrices(
        self, values: Mapping[sp.Symbol, Any], dtype: type[np.floating[Any]] = np.float64
    ) -> tuple[Matrix, Matrix, Row, Row, Matrix | None]:
        """A - I, b b', read, e and Pi (None if the rule has none); entries broadcast to (settings, coordinates)."""
        given, one = {**self.fixed, **values}, dtype(1)
        long = dtype is np.longdouble  # then what float64 does not hold enters with its further digits
        if long:
            given |= {s: v for s, v in self._longer.items() if s not in values}
        h = self.problem.extended("h") if long else self.problem.h.astype(dtype)
        columns = {s: np.asarray(given[s], dtype=dtype).reshape(-1, 1) for s in self._symbols[:-1]}
        increment, _, b, read, e = self.system.at(one, columns, h)
        growth = product(b, transpose(b))
        stationary = None if self._stationary is None else self._stationary(one, *columns.values(), h)
        return increment, growth, read, e, None if stationary is None else shaped(stationary, self.system.order)

    def numbers(self, values: Mapping[str, float]) -> dict[sp.Symbol, float]:
        """Hyperparameters by name as a mapping from symbols."""
        names = dict(zip(self.optimizer.hyperparameters(), self._symbols, strict=False))
        return {names[name]: value for name, value in values.items()}

    def parts(self, values: Mapping[sp.Symbol, Floats], steps: Integers) -> tuple[Floats, Floats]:
        """(M_t, V_t) with risk = M_t + V_t/B, setting i at step ``steps[i]``; shapes (settings,). Diverging: inf."""
        M, V = np.empty(len(steps)), np.empty(len(steps))
        order = np.argsort(-steps, kind="stable")  # long runs first: those that are done drop off the end
        rows = max(1, CHUNK // len(self.problem.h))
        with np.errstate(all="ignore"):
            for first in range(0, len(steps), rows):
                part = order[first : first + rows]
                M[part], V[part] = self._parts({s: v[part] for s, v in values.items()}, steps[part])
        return _finite(M), _finite(V)

    def _parts(self, values: Mapping[sp.Symbol, Floats], steps: Integers) -> tuple[Floats, Floats]:
        D, Q, read, e, stationary = self.matrices(values)
        M, V = np.empty(len(steps)), np.empty(len(steps))
        point = Point(read, 0)
        active = len(steps)
        for bit in range(int(steps[0]).bit_length() + 1):
            left = int(np.count_nonzero(steps >> bit))
            if left < active:
                done = slice(left, active)
                M[done], V[done] = self._totals(point, read, e, stationary, active, done)
                if not left:
                    break
                D, Q = ([[_head(x, left) for x in row] for row in m] for m in (D, Q))
                stationary = None if stationary is None else [[_head(x, left) for x in row] for row in stationary]
                read, e = ([_head(x, left) for x in row] for row in (read, e))
                point = Point([_head(x, left) for x in point.row], _head(point.variance, left))
                active = left
            here = (steps[:active] >> bit & 1).astype(bool)
            if here.any():
                point = point.moved(D, None if stationary else Q, 1 if here.all() else here[:, None].astype(np.float64))
            if stationary is None:
                Q = added(Q, congruence(shifted(D, 1), Q))
            D = product(D, shifted(D, 2))
        return M, V

    def octaves(self, values: Mapping[sp.Symbol, Floats], top: int) -> tuple[Integers, Floats, Floats]:
        """(steps, M, V) at 0, 1, 2, 3 and four points an octave up to 2^top; M and V have shape (settings, steps)."""
        grid = [0, 1, 2, 3, *(2**k * (4 + q) // 4 for k in range(2, top) for q in range(4)), 2**top]
        count = len(next(iter(values.values())))
        M, V = np.empty((count, len(grid))), np.empty((count, len(grid)))
        rows = max(1, CHUNK // len(self.problem.h))
        with np.errstate(all="ignore"):
            for first in range(0, count, rows):
                part = slice(first, min(first + rows, count))
                self._octaves({s: v[part] for s, v in values.items()}, top, M[part], V[part])
        return np.array(grid), _finite(M), _finite(V)

    def _octaves(self, values: Mapping[sp.Symbol, Floats], top: int, M: Floats, V: Floats) -> None:
        D, Q, read, e, stationary = self.matrices(values)
        tables: list[tuple[Matrix, Matrix | None]] = []  # the last two powers of two
        column = 0

        def note(point: Point) -> Point:
            nonlocal column
            M[:, column], V[:, column] = self._totals(point, read, e, stationary, len(M), slice(None))
            column += 1
            return point

        start = note(Point(read, 0))
        for k in range(top + 1):
            table = D, None if stationary else Q
            here = note(start.moved(*table))
            if k == 1:
                note(here.moved(*tables[-1]))
            elif 1 < k < top:
                quarter = note(here.moved(*tables[-2]))
                note(here.moved(*tables[-1]))
                note(quarter.moved(*tables[-1]))
            tables = [*tables[-1:], table]
            if stationary is None:
                Q = added(Q, congruence(shifted(D, 1), Q))
            D = product(D, shifted(D, 2))

    def _totals(
        self, point: Point, read: Row, e: Row, stationary: Matrix | None, count: int, rows: slice
    ) -> tuple[Floats, Floats]:
        """Sums over the coordinates for some of ``count`` settings."""
        shape = (count, len(self.problem.h))
        spread = point.variance if stationary is None else form(read, stationary) - form(point.row, stationary)
        mean = np.broadcast_to(np.asarray(dot(point.row, e), dtype=np.float64), shape)[rows]
        return (mean * mean) @ self.start, np.broadcast_to(np.asarray(spread, dtype=np.float64), shape)[rows] @ self.noise


@dataclass(frozen=True)
class Point:
    """Where a run stands after t steps: the row read A^t and, if there is no Pi, the variance V_t."""

    row: Row
    variance: Entry

    def moved(self, D: Matrix, Q: Matrix | None, which: Entry = 1) -> Point:
        """s further steps, with D = A^s - I and Q the covariance that s steps build up: V_(t+s) = V_t + row Q row'.

        ``which`` is 1 for the settings that move and 0 for the others. (Where D has overflowed the setting diverges and is
        NaN either way.)
        """
        row = [plus(r, times(which, dot(self.row, [line[j] for line in D]))) for j, r in enumerate(self.row)]
        return Point(row, self.variance if Q is None else plus(self.variance, times(which, form(self.row, Q))))


@lru_cache(maxsize=64)
def _stationary(system: LinearSystem, symbols: tuple[sp.Symbol, ...]) -> Any:
    """Pi as a function of (one, *symbols); factored, because sums of products cancel near the ends of the domain."""
    try:
        covariance = StationaryLaw(system).covariance()
    except NoStationaryState:
        return None
    return compile_plain([sp.factor(entry) for entry in covariance], symbols)


def _is_rational(value: Any) -> bool:
    return not isinstance(value, sp.Basic) or bool(value.is_Rational or value.is_Float)


def _head(entry: Entry, count: int) -> Entry:
    """The first settings of an entry that has one row a setting."""
    return entry[:count] if isinstance(entry, np.ndarray) and entry.ndim == 2 and entry.shape[0] > 1 else entry


def _finite(values: Floats) -> Floats:
    """Infinite instead of NaN (inf - inf: the rule diverges), zero instead of rounding below it."""
    return np.maximum(np.where(np.isnan(values), np.inf, values), 0.0)
