"""What a statement names, computed by running its update rule on balls: never from a formula.

The statement's own formulas are evaluated by mpmath's intervals, so that the two sides share no arithmetic either.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import sympy as sp

from numerics.arithmetic.ball import Ball
from numerics.arithmetic.matrices import Matrix, added, congruence, form, product, transpose
from numerics.dynamics.precise import interval_value
from theory.rule.model import B, Gradient, c, h, initial_risk, t, theta, z
from theory.rule.optimizer import Optimizer, leaves, rebuild
from theory.statements import update
from theory.statements.statement import Quantity

Values = Mapping[sp.Symbol, Ball]


def quantity_value(quantity: Quantity, values: Values, bits: int) -> Any:
    """A quantity at a point, by running its rule on balls: a ball, a matrix of them, or whether something is so (None: not known)."""
    one = Ball.exact([1], bits)
    here = {s: interval_value(e, values, one) for s, e in quantity.environment}
    return KINDS[quantity.kind](quantity, {**values, **here}, one)


def numeric_rule(optimizer: Optimizer, values: Values, one: Ball) -> Optimizer:
    """The rule with balls put for its hyperparameters (domain checks do not apply to them)."""
    clone = object.__new__(type(optimizer))
    for name, value in vars(optimizer).items():
        if isinstance(value, Optimizer):
            value = numeric_rule(value, values, one)
        elif isinstance(value, sp.Basic):
            value = interval_value(value, values, one)
        object.__setattr__(clone, name, value)
    return clone


class Step(Ball):
    """A step number that knows whether a rule has looked at it."""

    __slots__ = ("_known", "looked_at")

    def __init__(self, number: Ball) -> None:
        self.bits, self._known, self.looked_at = number.bits, number.values, False

    @property
    def values(self) -> Any:  # type: ignore[override]
        """The number."""
        self.looked_at = True
        return self._known


def matrices(
    quantity: Quantity, values: Values, one: Ball, step: Ball | None = None
) -> tuple[Matrix, Matrix, list[Any], list[Any]]:
    """(A, b, read, e) by running the rule on unit vectors and on unit noise, minibatch by minibatch."""
    whole = {symbol: int(values[symbol]) for _, symbol in quantity.counts}
    rule = numeric_rule(quantity.rule(whole), values, one)
    zero = one * 0
    at = zero if step is None else step
    curvature = values[h]
    start = rule.init(one)
    n = len(leaves(start))
    minibatches = 0

    def unit(k: int) -> Any:
        return rebuild(start, iter([one if j == k else zero for j in range(n)]))

    def respond(state: Any, noisy: int | None) -> list[Any]:
        """One update, with unit noise on minibatch number ``noisy`` alone; the minibatches are counted."""
        nonlocal minibatches
        minibatches = 0

        def draw() -> Any:
            nonlocal minibatches
            minibatches += 1
            return one if minibatches - 1 == noisy else zero

        return leaves(rule.advance(state, Gradient(curvature, draw), at))

    columns = [respond(unit(k), None) for k in range(n)]
    A = [[columns[j][i] for j in range(n)] for i in range(n)]
    noises = [respond(unit(-1), k) for k in range(minibatches)]
    b = [[noise[i] for noise in noises] for i in range(n)]
    return A, b, [rule.read(unit(k)) for k in range(n)], leaves(start)


def _mean_and_variance(quantity: Quantity, values: Values, one: Ball) -> tuple[Ball, Ball]:
    """phi_t and the sum of g_k^2 over k < t, step by step."""
    _, _, read, e = matrices(quantity, values, one)
    state = [[entry] for entry in e]
    S = [[one * 0] * len(e) for _ in e]
    step = None
    for k in range(int(values[t])):
        if step is None or step.looked_at:
            step = Step(one * k)
            A, b, _, _ = matrices(quantity, values, one, step)
        state = product(A, state)
        S = added(congruence(A, S), product(b, transpose(b)))
    return product([read], state)[0][0], form(read, S)


def _mean(quantity: Quantity, values: Values, one: Ball) -> Any:
    return _mean_and_variance(quantity, values, one)[0]


def _risk(quantity: Quantity, values: Values, one: Ball) -> Any:
    mean, variance = _mean_and_variance(quantity, values, one)
    return mean * mean * values[initial_risk] + values[h] * values[c] * variance / (2 * values[B])


def _steady_state(quantity: Quantity, values: Values, one: Ball) -> Ball:
    """Sum of g_k^2 by doubling, with a rigorous bound on what is left out once A^N is small."""
    A, b, read, _ = matrices(quantity, values, one)
    Q = product(b, transpose(b))
    small = Fraction(1, 1 << 2 * one.bits)
    for _ in range(80):
        Q = added(Q, congruence(A, Q))
        A = product(A, A)
        if _squared_norm(A).below(small).all():
            break
    else:
        raise ArithmeticError("no decay seen: the rule is not stable here")
    # Sigma = Q + A Sigma A' gives |Sigma| <= |Q|/(1 - |A|^2).
    rest = sum((abs(entry) for row in Q for entry in row), one * 0) * small * 2
    spread = sum((abs(entry) for entry in read), one * 0) ** 2 * rest * Ball.between(Fraction(-1), Fraction(1), one.bits)
    total: Ball = values[h] * values[c] / (2 * values[B]) * (form(read, Q) + spread)
    return total


def _squared_norm(A: Matrix) -> Ball:
    """Sum of the squared entries."""
    entries = [entry for row in A for entry in row]
    total: Ball = sum((entry * entry for entry in entries[1:]), entries[0] * entries[0])
    return total


def _stable(quantity: Quantity, values: Values, one: Ball) -> bool | None:
    """Norm of A^N below 1: stable. |trace A^N| above n: not."""
    return _powers_vanish(matrices(quantity, values, one)[0], one)


def _within(quantity: Quantity, values: Values, one: Ball) -> bool | None:
    """The same of A over the radius."""
    radius = interval_value(quantity.scale[0], values, one)
    return _powers_vanish([[entry / radius for entry in row] for row in matrices(quantity, values, one)[0]], one)


def _powers_vanish(A: Matrix, one: Ball) -> bool | None:
    for _ in range(60):
        if _squared_norm(A).below(1).all():
            return True
        if (one * len(A)).below(abs(sum((A[i][i] for i in range(1, len(A))), A[0][0]))).all():
            return False
        A = product(A, A)
    return None


def _determinant(m: Matrix) -> Any:
    if len(m) == 1:
        return m[0][0]
    minors = ([row[:j] + row[j + 1 :] for row in m[1:]] for j in range(len(m)))
    return sum((-1) ** j * m[0][j] * _determinant(minor) for j, minor in enumerate(minors))


def _shifted(variable: Any, m: Matrix) -> Matrix:
    return [[(variable if i == j else 0) - entry for j, entry in enumerate(row)] for i, row in enumerate(m)]


def _characteristic(quantity: Quantity, values: Values, one: Ball) -> Any:
    A, _, _, _ = matrices(quantity, values, one)
    return _determinant(_shifted(values[z], A))


def _mean_transfer(quantity: Quantity, values: Values, one: Ball) -> Any:
    """sum_t phi_t z^t = read (I - z A)^-1 e, by Cramer's rule."""
    A, _, read, e = matrices(quantity, values, one)
    variable = values[z]
    resolvent = [[(1 if i == j else 0) - variable * entry for j, entry in enumerate(row)] for i, row in enumerate(A)]
    bordered = [[one * 0, *(-r for r in read)], *([entry, *row] for entry, row in zip(e, resolvent, strict=True))]
    return _determinant(bordered) / _determinant(resolvent)


def _second_moments(quantity: Quantity, values: Values, one: Ball) -> Matrix:
    A, _, _, _ = matrices(quantity, values, one)
    s = [interval_value(e, values, one) for e in quantity.scale]
    (p, q), (r, w) = [[s[i] * A[i][j] / s[j] for j in range(2)] for i in range(2)]
    return [[p * p, q * q, 2 * p * q], [r * r, w * w, 2 * r * w], [p * r, q * w, p * w + q * r]]


def _second_moment_polynomial(quantity: Quantity, values: Values, one: Ball) -> Any:
    variable = next(v for s, v in values.items() if s.name == "lambda")
    return _determinant(_shifted(variable, _second_moments(quantity, values, one)))


def _trace_and_determinant(quantity: Quantity, values: Values, one: Ball) -> tuple[Any, Any]:
    A, _, _, _ = matrices(quantity, values, one)
    return A[0][0] + A[1][1], _determinant(A)


def _larger_root(quantity: Quantity, values: Values, one: Ball) -> Any:
    trace, det = _trace_and_determinant(quantity, values, one)
    return (trace + (trace * trace - 4 * det).sqrt()) / 2


def _squared_radius(quantity: Quantity, values: Values, one: Ball) -> Any:
    trace, det = _trace_and_determinant(quantity, values, one)
    discriminant = trace * trace - 4 * det
    if discriminant.below(0).all():
        return det
    return ((abs(trace) + discriminant.sqrt()) / 2) ** 2


def _next_moments(quantity: Quantity, values: Values, one: Ball) -> Matrix:
    (row,), noise, _, _ = matrices(quantity, values, one)
    added = sum((g * g for g in noise[0]), one * 0) * values[c] / values[B]
    return [[row[0] * values[update.mean]], [row[0] * row[0] * values[update.variance] + added]]


def _turned_update(quantity: Quantity, values: Values, one: Ball) -> Matrix:
    """The rule run on balls of two numbers."""
    Q = update.rotation(one * values[update.turn])
    back = transpose(Q)
    zero = one * 0

    def seen(symbols: Sequence[sp.Symbol], by: Matrix | None = None) -> Ball:
        column = [[values[s]] for s in symbols]
        return _pair([one * row[0] for row in (product(by, column) if by else column)])

    def act(matrix: Matrix, vector: Ball) -> Ball:
        parts = [[Ball(vector.values[k : k + 1], vector.bits)] for k in (0, 1)]
        return _pair([one * row[0] for row in product(matrix, parts)])

    (first, second), place = (values[k] for k in update.curvatures), seen(update.optimum)
    hessian = product(product(Q, [[first, zero], [zero, second]]), back)
    gradient = update.TurnedGradient(act, hessian, seen(update.noises, Q), place)
    rule = numeric_rule(quantity.optimizer, values, one)
    start = seen(update.points, Q) + place
    kind = type(rule.init(start))
    state = kind(start, *([seen(update.velocities, Q)] if len(kind._fields) > 1 else []))
    after = act(back, rule.read(rule.advance(state, gradient, zero)) - place)
    return [[Ball(after.values[k : k + 1], after.bits)] for k in (0, 1)]


def _pair(entries: Sequence[Ball]) -> Ball:
    return Ball(np.concatenate([entry.values for entry in entries]), entries[0].bits)


def _gradient(quantity: Quantity, values: Values, one: Ball) -> Any:
    return Gradient(values[h], lambda: (values[c] / values[B]).sqrt() * values[update.noise])(values[theta])


def _harmonic_sum(quantity: Quantity, values: Values, one: Ball) -> Any:
    """The Bayes risk of the standard problem after N examples: half the sum over h = 1/i of h/(1 + N h), in whole multiples of 2^-bits."""
    (examples,) = [v for s, v in values.items() if s.name == "N"]
    bits, first, terms = one.bits + 32, int(examples), 10_000
    below = sum((1 << bits) // (i + first) for i in range(1, terms + 1))  # each term less than one too low
    return Ball.between(Fraction(below, 1 << (bits + 1)), Fraction(below + terms, 1 << (bits + 1)), one.bits)


def _squared_gradient(quantity: Quantity, values: Values, one: Ball) -> Any:
    """E of the squared minibatch gradient at theta: the oracle called with either sign of a noise of unit variance."""
    spread = (values[c] / values[B]).sqrt()
    plus, minus = (Gradient(values[h], partial(operator.mul, sign, spread))(values[theta]) for sign in (1, -1))
    return (plus * plus + minus * minus) / 2


KINDS: dict[str, Callable[[Quantity, Values, Ball], Any]] = {
    "mean response": _mean,
    "risk": _risk,
    "steady-state risk": _steady_state,
    "stable": _stable,
    "roots within": _within,
    "characteristic polynomial": _characteristic,
    "mean transfer function": _mean_transfer,
    "second-moment map": _second_moments,
    "second-moment polynomial": _second_moment_polynomial,
    "larger root": _larger_root,
    "squared spectral radius": _squared_radius,
    "squared gradient": _squared_gradient,
    "gradient": _gradient,
    "next mean and variance": _next_moments,
    "update along any axes": _turned_update,
    "harmonic sum": _harmonic_sum,
}
