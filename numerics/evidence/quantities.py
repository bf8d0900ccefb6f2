"""What a statement names, computed by running its update rule on interval numbers: never from a formula."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import sympy as sp

from numerics.dynamics.precise import interval_value, whole_number
from theory.rule.model import B, Gradient, c, h, initial_risk, t, theta, z
from theory.rule.optimizer import Optimizer, leaves, rebuild
from theory.statements.claim import Quantity

Matrix = list[list[Any]]
Values = Mapping[sp.Symbol, Any]


def quantity_value(quantity: Quantity, values: Values, context: Any) -> Any:
    """A quantity at a point, by running its rule on interval numbers."""
    here = {s: interval_value(e, values, context) for s, e in quantity.environment}
    return KINDS[quantity.kind](quantity, {**values, **here}, context)


def numeric_rule(optimizer: Optimizer, values: Values, context: Any) -> Optimizer:
    """The rule with interval numbers put for its hyperparameters (domain checks do not apply to intervals)."""
    clone = object.__new__(type(optimizer))
    for name, value in vars(optimizer).items():
        if isinstance(value, Optimizer):
            value = numeric_rule(value, values, context)
        elif isinstance(value, sp.Basic):
            value = interval_value(value, values, context)
        object.__setattr__(clone, name, value)
    return clone


def matrices(quantity: Quantity, values: Values, context: Any, step: int = 0) -> tuple[Matrix, Matrix, list[Any], list[Any]]:
    """(A, b, read, e) by running the rule on unit vectors and on unit noise, minibatch by minibatch."""
    whole = {symbol: whole_number(values[symbol]) for _, symbol in quantity.counts}
    rule = numeric_rule(quantity.rule(whole), values, context)
    zero, one, at = context.mpf(0), context.mpf(1), context.mpf(step)
    curvature = context.mpf(values[h])
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


def _product(a: Matrix, b: Matrix) -> Matrix:
    return [[sum(p * q for p, q in zip(row, column, strict=True)) for column in zip(*b, strict=True)] for row in a]


def _transpose(a: Matrix) -> Matrix:
    return [list(row) for row in zip(*a, strict=True)]


def _plus(a: Matrix, b: Matrix) -> Matrix:
    return [[p + q for p, q in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def _form(read: list[Any], S: Matrix) -> Any:
    return _product(_product([read], S), _transpose([read]))[0][0]


def _mean_and_variance(quantity: Quantity, values: Values, context: Any) -> tuple[Any, Any]:
    """phi_t and the sum of g_k^2 over k < t, step by step."""
    A, b, read, e = matrices(quantity, values, context)
    state = [[entry] for entry in e]
    S = [[context.mpf(0)] * len(e) for _ in e]
    for k in range(whole_number(values[t])):
        A, b, _, _ = matrices(quantity, values, context, k)
        state = _product(A, state)
        S = _plus(_product(_product(A, S), _transpose(A)), _product(b, _transpose(b)))
    return _product([read], state)[0][0], _form(read, S)


def _mean(quantity: Quantity, values: Values, context: Any) -> Any:
    return _mean_and_variance(quantity, values, context)[0]


def _risk(quantity: Quantity, values: Values, context: Any) -> Any:
    mean, variance = _mean_and_variance(quantity, values, context)
    return mean * mean * values[initial_risk] + values[h] * values[c] * variance / (2 * context.mpf(values[B]))


def _steady_state(quantity: Quantity, values: Values, context: Any) -> Any:
    """Sum of g_k^2 by doubling, with a rigorous bound on what is left out once A^N is small."""
    A, b, read, _ = matrices(quantity, values, context)
    Q = _product(b, _transpose(b))
    for _ in range(80):
        Q = _plus(Q, _product(_product(A, Q), _transpose(A)))
        A = _product(A, A)
        if _squared_norm(A) < context.mpf(2) ** (-2 * context.prec):
            break
    else:
        raise ArithmeticError("no decay seen: the rule is not stable here")
    # Sigma = Q + A Sigma A' gives |Sigma| <= |Q|/(1 - |A|^2).
    rest = sum(abs(entry) for row in Q for entry in row) * context.mpf(2) ** (1 - 2 * context.prec)
    spread = sum(abs(entry) for entry in read) ** 2 * rest * context.mpf([-1, 1])
    return values[h] * values[c] / (2 * context.mpf(values[B])) * (_form(read, Q) + spread)


def _squared_norm(A: Matrix) -> Any:
    """Sum of the squared entries, as an interval."""
    return sum(entry * entry for row in A for entry in row)


def _stable(quantity: Quantity, values: Values, context: Any) -> bool | None:
    """Norm of A^N below 1: stable. |trace A^N| above n: not."""
    A, _, _, _ = matrices(quantity, values, context)
    for _ in range(60):
        if _squared_norm(A) < 1:
            return True
        trace = abs(sum(A[i][i] for i in range(len(A))))
        if trace > len(A):
            return False
        A = _product(A, A)
    return None


def _determinant(m: Matrix) -> Any:
    if len(m) == 1:
        return m[0][0]
    minors = ([row[:j] + row[j + 1 :] for row in m[1:]] for j in range(len(m)))
    return sum((-1) ** j * m[0][j] * _determinant(minor) for j, minor in enumerate(minors))


def _shifted(variable: Any, m: Matrix) -> Matrix:
    return [[(variable if i == j else 0) - entry for j, entry in enumerate(row)] for i, row in enumerate(m)]


def _characteristic(quantity: Quantity, values: Values, context: Any) -> Any:
    A, _, _, _ = matrices(quantity, values, context)
    return _determinant(_shifted(context.mpf(values[z]), A))


def _mean_transfer(quantity: Quantity, values: Values, context: Any) -> Any:
    """sum_t phi_t z^t = read (I - z A)^-1 e, by Cramer's rule."""
    A, _, read, e = matrices(quantity, values, context)
    variable = context.mpf(values[z])
    resolvent = [[(1 if i == j else 0) - variable * entry for j, entry in enumerate(row)] for i, row in enumerate(A)]
    bordered = [[context.mpf(0), *(-r for r in read)], *([entry, *row] for entry, row in zip(e, resolvent, strict=True))]
    return _determinant(bordered) / _determinant(resolvent)


def _second_moments(quantity: Quantity, values: Values, context: Any) -> Matrix:
    A, _, _, _ = matrices(quantity, values, context)
    s = [interval_value(e, values, context) for e in quantity.scale]
    (p, q), (r, w) = [[s[i] * A[i][j] / s[j] for j in range(2)] for i in range(2)]
    return [[p * p, q * q, 2 * p * q], [r * r, w * w, 2 * r * w], [p * r, q * w, p * w + q * r]]


def _second_moment_polynomial(quantity: Quantity, values: Values, context: Any) -> Any:
    variable = next(v for s, v in values.items() if s.name == "lambda")
    return _determinant(_shifted(context.mpf(variable), _second_moments(quantity, values, context)))


def _trace_and_determinant(quantity: Quantity, values: Values, context: Any) -> tuple[Any, Any]:
    A, _, _, _ = matrices(quantity, values, context)
    return A[0][0] + A[1][1], _determinant(A)


def _larger_root(quantity: Quantity, values: Values, context: Any) -> Any:
    trace, det = _trace_and_determinant(quantity, values, context)
    return (trace + context.sqrt(trace * trace - 4 * det)) / 2


def _squared_radius(quantity: Quantity, values: Values, context: Any) -> Any:
    trace, det = _trace_and_determinant(quantity, values, context)
    discriminant = trace * trace - 4 * det
    if discriminant < 0:
        return det
    return ((abs(trace) + context.sqrt(discriminant)) / 2) ** 2


def _harmonic_sum(quantity: Quantity, values: Values, context: Any) -> Any:
    """The Bayes risk of the standard problem after N examples: half the sum over h = 1/i of h/(1 + N h), in whole multiples of 2^-bits."""
    (examples,) = [v for s, v in values.items() if s.name == "N"]
    bits, first, terms = context.prec + 32, whole_number(examples), 10_000
    below = sum((1 << bits) // (i + first) for i in range(1, terms + 1))  # each term less than one too low
    return (context.mpf(below) + terms * context.mpf([0, 1])) / (1 << (bits + 1))


def _squared_gradient(quantity: Quantity, values: Values, context: Any) -> Any:
    """E of the squared minibatch gradient at theta: the oracle called with either sign of a noise of unit variance."""
    spread = context.sqrt(context.mpf(values[c]) / context.mpf(values[B]))
    found = [Gradient(context.mpf(values[h]), partial(operator.mul, sign, spread))(values[theta]) for sign in (1, -1)]
    return sum((g * g for g in found), context.mpf(0)) / 2


KINDS: dict[str, Callable[[Quantity, Values, Any], Any]] = {
    "mean response": _mean,
    "risk": _risk,
    "steady-state risk": _steady_state,
    "stable": _stable,
    "characteristic polynomial": _characteristic,
    "mean transfer function": _mean_transfer,
    "second-moment map": _second_moments,
    "second-moment polynomial": _second_moment_polynomial,
    "larger root": _larger_root,
    "squared spectral radius": _squared_radius,
    "squared gradient": _squared_gradient,
    "harmonic sum": _harmonic_sum,
}
