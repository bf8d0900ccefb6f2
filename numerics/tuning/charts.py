"""The hyperparameters' whole domain as compact boxes, and on each the scalar recurrences that the responses obey.

By Cayley and Hamilton x_t = read A^t s obeys x_t = a_1 x_{t-1} + ... + a_n x_{t-n} with the coefficients of A's characteristic
polynomial, whatever s is: for the mean response phi_t s = e, for the noise s is a column of b. In backward differences,
x_t = sum_j f_j nabla^j x_{t-1}: near z = 1, where slow modes lie, little cancels.

A learning rate alpha without upper end is covered by two charts: alpha in [low, far], and sigma = 1/alpha in [0, 1/far], where
y_t = sigma^(r t) x_t obeys the recurrence with a_i sigma^(r i), polynomial in sigma. As y_t is |x_t| shrunk, |x_t| >= |y_t| far^(r t).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.arithmetic.exact import around, exact_number
from numerics.arithmetic.spans import Jet, Span
from numerics.model.quadratic import Quadratic
from numerics.tuning.axes import Axis
from theory.algebra.field import cancel
from theory.analysis.risk import characteristic_polynomial, response_terms
from theory.rule.domain import Interval
from theory.rule.filter import LinearSystem, compile_plain, extract
from theory.rule.model import h as CURVATURE
from theory.rule.optimizer import Optimizer

Floats = NDArray[np.float64]
ORDER = 4  # states at most
FAR = 8.0  # over the largest curvature: where the second chart begins
SIGMA = sp.Symbol("sigma", nonnegative=True)


@dataclass(frozen=True)
class Chart:
    """A box of coordinates and the recurrences over it.

    ``functions`` maps (one, *symbols, h) to [f_0.., the first n of phi, the first n of each noise response] as one flat list.
    ``inverted`` is the index of the coordinate that is an inverse, with ``power`` r; else None.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    order: int
    signals: int
    functions: Any
    constants: tuple[Span, ...]  # of the hyperparameters that are set
    operations: int  # of the functions
    inverted: int | None = None
    power: int = 0

    def jets(self, low: Floats, high: Floats, h: Span, second: bool) -> list[Jet]:
        """All functions over boxes of shape (boxes, k), each of shape (boxes, coordinates), with or without second derivatives."""
        k = low.shape[1]
        variables = [Jet.variable(Span(low[:, j : j + 1], high[:, j : j + 1]), j, k, second) for j in range(k)]
        like = variables[0].constant
        values = self.functions(like(1), *variables, *(like(s) for s in (*self.constants, h)))
        return [v if isinstance(v, Jet) else like(v) for v in values]

    def settings(self, points: Floats) -> dict[str, Floats]:
        """Hyperparameters by name at points of shape (points, k)."""
        columns = {name: points[:, j] for j, name in enumerate(self.names)}
        if self.inverted is not None:
            name = self.names[self.inverted]
            with np.errstate(divide="ignore"):
                columns[name] = 1 / columns[name]
        return columns


def charts(optimizer: Optimizer, problem: Quadratic, axes: Sequence[Axis]) -> list[Chart] | None:
    """Charts that together cover the domain of the free hyperparameters; None where this module knows none.

    It knows none for a rule with more than four states, for two or more unbounded hyperparameters, for one without lower end, and
    for coefficients that are more than fractions in the free hyperparameters and powers of the curvature.
    """
    symbolic = optimizer.symbolic()
    system = extract(symbolic)
    if system.time_varying or system.order > ORDER:
        return None
    domains = symbolic.hypotheses_by_symbol()
    intervals = [domains[a.symbol].interval for a in axes]
    unbounded = [j for j, i in enumerate(intervals) if i.upper is None]
    if any(i.lower is None for i in intervals) or len(unbounded) > 1:
        return None
    values = optimizer.values()
    free = tuple(a.symbol for a in axes)
    if not all(_fractional(m, free) for m in (system.A, system.b, system.read, system.e)):
        return None
    others = tuple(s for s in values if s not in free)
    constants = tuple(Span.around([exact_number(values[s])]) for s in others)
    low, high = _ends(intervals, "lower"), _ends(intervals, "upper")
    names = tuple(a.name for a in axes)
    far = max(FAR / float(problem.h.max()), 2 * max([low[j] for j in unbounded], default=0.0))
    compiled, operations, _ = _compiled(system, free, others, None)
    signals = 1 + system.minibatches
    near = Chart(names, low, np.where(np.isfinite(high), high, far), system.order, signals, compiled, constants, operations)
    if not unbounded:
        return [near]
    (j,) = unbounded
    compiled, operations, power = _compiled(system, free, others, free[j])
    if compiled is None:
        return None
    low, high = low.copy(), high.copy()
    low[j], high[j] = 0.0, np.nextafter(1 / far, 1.0)
    return [near, Chart(names, low, high, system.order, signals, compiled, constants, operations, j, power)]


def _fractional(matrix: sp.ImmutableMatrix, free: Sequence[sp.Symbol]) -> bool:
    """Whether the entries are fractions in the free symbols and in powers of other bases, with no number but rational ones."""
    powers = [p for p in matrix.atoms(sp.Pow) if not p.exp.is_Integer]
    return not matrix.atoms(sp.Function, sp.Max, sp.Min, sp.NumberSymbol) and not any(
        p.base.free_symbols & set(free) for p in powers
    )


def _ends(intervals: Sequence[Interval], side: str) -> Floats:
    """One end of each domain, rounded outwards; infinite where there is none."""
    ends = [getattr(i, side) for i in intervals]
    outwards = 0 if side == "lower" else 1
    return np.array([math.inf if v is None else around(exact_number(v))[outwards] for v in ends])


@lru_cache(maxsize=64)
def _compiled(
    system: LinearSystem, free: tuple[sp.Symbol, ...], others: tuple[sp.Symbol, ...], inverse: sp.Symbol | None
) -> tuple[Any, int, int]:
    """The functions of a chart, their operations and the power r of the inverted coordinate; None where not polynomial in it."""
    z = sp.Dummy("z")
    n = system.order
    a = [-c for c in characteristic_polynomial(system, z).all_coeffs()[1:]]
    starts = [sp.Matrix(system.e), *(sp.Matrix(system.b[:, j]) for j in range(system.minibatches))]
    responses = [list(islice(response_terms(system, start), n)) for start in starts]
    power = 0
    if inverse is not None:
        powers = [-(-_degree(c, inverse) // i) for i, c in enumerate(a, 1)]
        powers += [-(-_degree(x, inverse) // max(k, 1)) for x_s in responses[:1] for k, x in enumerate(x_s)]
        if any(p < 0 for p in powers) or _degree(responses[0][0], inverse) > 0:
            return None, 0, 0
        power = max(powers)
        a = [cancel(c.subs(inverse, 1 / SIGMA) * SIGMA ** (power * i)) for i, c in enumerate(a, 1)]
        responses = [
            [cancel(x.subs(inverse, 1 / SIGMA) * SIGMA ** (power * k)) for k, x in enumerate(x_s)] for x_s in responses
        ]
    f = [cancel((-1) ** j * sum(sp.binomial(i, j) * c for i, c in enumerate(a))) for j in range(n)]
    symbols = tuple(SIGMA if s is inverse else s for s in free)
    listed = [sp.factor(v) if v.free_symbols else v for v in (*f, *(x for x_s in responses for x in x_s))]
    return compile_plain(listed, (*symbols, *others, CURVATURE)), int(sp.count_ops(listed)), power


def _degree(expression: sp.Expr, symbol: sp.Symbol) -> int:
    """Degree of a polynomial; a large negative number for what is none."""
    if not expression.is_polynomial(symbol):
        return -10_000
    return int(sp.degree(sp.expand(expression), symbol)) if expression.has(symbol) else 0
