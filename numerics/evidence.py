"""Interval evidence for claims: both sides of a statement at random rational points, the left side from the rule itself.

Quantities are computed by running the update rule on interval numbers, never from a formula, so that an error shared by
a statement and its proof would still show.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from numerics.enclosure import Enclosure
from numerics.precise import interval_context, interval_value, lift, real_part, whole_number
from theory.claim import Claim, Quantity, RootForm, Verdict
from theory.model import B, Gradient, c, h, initial_risk, t, z
from theory.optimizer import Optimizer, leaves, rebuild

Matrix = list[list[Any]]
Values = Mapping[sp.Symbol, Any]
DIGITS = 50


@dataclass(frozen=True)
class IntervalEvidence:
    """What interval evaluation found: ``verdict``, number of points, digits, seed; ``worst`` is the widest relative width."""

    verdict: Verdict
    points: int
    digits: int
    seed: int
    failures: tuple[str, ...] = ()

    kind = "interval"

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "verdict": str(self.verdict),
            "points": self.points,
            "digits": self.digits,
            "seed": self.seed,
            "failures": list(self.failures),
        }


def interval_evidence(claim: Claim, points: int = 8, digits: int = DIGITS, seed: int = 0) -> IntervalEvidence:
    """Evaluate the statement at its witness and at random rational points of its domain.

    Equality: the enclosures must overlap at every point, at a width that shows ``digits`` digits. An inequality must hold
    with certainty or, where it is weak, not fail. A claim expected to be refuted must fail at its witness.
    """
    rng = random.Random(f"{claim.id}/{seed}")
    witness = dict(claim.witness)
    if claim.expected is Verdict.REFUTED:
        holds = statement_holds(claim, witness, digits)
        verdict = Verdict.REFUTED if holds is False else Verdict.UNDECIDED
        return IntervalEvidence(verdict, 1, digits, seed)
    failures, unsettled, tested = [], 0, 0
    for point in [witness, *(_sample(claim, rng) for _ in range(points - 1))]:
        outcome = statement_holds(claim, point, digits)
        tested += 1
        if outcome is False:
            failures.append(", ".join(f"{s} = {v}" for s, v in point.items()))
        unsettled += outcome is None
    if failures:
        return IntervalEvidence(Verdict.REFUTED, tested, digits, seed, tuple(failures))
    return IntervalEvidence(Verdict.UNDECIDED if unsettled else Verdict.PROVED, tested, digits, seed)


def _sample(claim: Claim, rng: random.Random) -> dict[sp.Symbol, Any]:
    return dict(claim.domain.sample(rng))


def statement_holds(claim: Claim, point: Mapping[sp.Symbol, Any], digits: int = DIGITS) -> bool | None:
    """Whether the statement holds at an exact point: True, False, or None if the intervals cannot tell.

    Raises ``OutsideDomain`` at a point where the hypotheses do not hold.
    """
    claim.at(point)
    bits = int(digits * 3.33) + 96
    for _ in range(6):
        try:
            outcome = _compare(claim, point, interval_context(bits), digits)
        except (ZeroDivisionError, ArithmeticError):
            outcome = None
        if outcome is not None:
            return outcome
        bits *= 2
    return None


def _compare(claim: Claim, point: Mapping[sp.Symbol, Any], context: Any, digits: int) -> bool | None:
    s = claim.statement
    values: dict[sp.Symbol, Any] = {k: lift(v, context) for k, v in point.items()}
    if s.roots:
        values |= root_values(s.roots, values, context)
    quantities = {q.symbol: quantity_value(q, values, context) for q in s.quantities}
    if s.relation == "iff":
        left = (
            [quantities[s.left]]
            if isinstance(s.left, sp.Symbol)
            else [_sign(e, {**values, **quantities}, context) for e in s.left]
        )
        right = [_sign(e, values, context) for e in s.right]
        if None in left or None in right:
            return None
        return all(left) == all(right)
    if isinstance(s.right, sp.MatrixBase):
        wanted = [interval_value(e, values, context) for e in s.right]
        found = [entry for row in quantities[s.left] for entry in row]
        return _all(_related(real_part(a), "=", real_part(b), digits) for a, b in zip(found, wanted, strict=True))
    left_value, right_value = (real_part(interval_value(side, {**values, **quantities}, context)) for side in (s.left, s.right))
    return _related(left_value, s.relation, right_value, digits)


def _all(outcomes: Iterable[bool | None]) -> bool | None:
    found = list(outcomes)
    return False if False in found else None if None in found else True


def _sign(expression: Any, values: Values, context: Any) -> bool | None:
    """Whether an expression is positive, if its interval tells."""
    e = real_part(interval_value(expression, values, context))
    assert e.upper is not None
    return True if e.lower > 0 else False if e.upper <= 0 else None


def _related(a: Enclosure, relation: str, b: Enclosure, digits: int) -> bool | None:
    """Whether a relation holds between two enclosed numbers, as far as the intervals tell."""
    assert a.upper is not None and b.upper is not None
    if relation == "=":
        if not a.overlaps(b):
            return False
        scale = max(abs(a.lower), abs(a.upper), abs(b.lower), abs(b.upper), Fraction(1, 10**12))
        return True if max(a.upper - a.lower, b.upper - b.lower) * Fraction(10) ** digits <= scale else None
    if relation in (">", ">="):
        a, b, relation = b, a, {">": "<", ">=": "<="}[relation]
    assert a.upper is not None and b.upper is not None
    if a.upper < b.lower:
        return True
    if a.lower > b.upper or (relation == "<" and a == b and a.lower == a.upper):
        return False
    if relation == "<=" and max(a.upper, b.upper) - min(a.lower, b.lower) <= Fraction(1, 10**digits) * max(
        abs(a.upper), Fraction(1)
    ):
        return True  # equal to all digits shown, which a weak inequality allows
    return None


def root_values(roots: RootForm, values: Values, context: Any) -> dict[sp.Symbol, Any]:
    """The root symbols in the parameters, or the parameters in the roots where those are the variables."""
    if roots.explicit:
        return {s: _complex_value(e, values, context) for s, e in roots.explicit}
    return {s: interval_value(e, values, context) for s, e in roots.substitution}


def _complex_value(expression: sp.Expr, values: Values, context: Any) -> Any:
    """Evaluate an expression with one square root, whose radicand may be negative."""
    radicals = [p for p in expression.atoms(sp.Pow) if p.exp == sp.Rational(1, 2)]
    if not radicals:
        return interval_value(expression, values, context)
    (radical,) = radicals
    inside = interval_value(radical.base, values, context)
    inside = context.mpf(inside)
    e = real_part(inside)
    assert e.upper is not None
    if e.lower <= 0 <= e.upper:
        raise ZeroDivisionError("a double root: the discriminant's interval contains zero")
    root = context.sqrt(inside) if e.lower > 0 else context.mpc(0, context.sqrt(-inside))
    stand_in = sp.Symbol("radical")
    return interval_value(expression.xreplace({radical: stand_in}), {**values, stand_in: root}, context)


# -- quantities from the rule itself ---------------------------------------------------------------------------


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


def matrices(optimizer: Optimizer, values: Values, context: Any, step: int = 0) -> tuple[Matrix, Matrix, list[Any], list[Any]]:
    """(A, b, read, e) by running the rule on unit vectors and unit noise."""
    rule = numeric_rule(optimizer, values, context)
    zero, one = context.mpf(0), context.mpf(1)
    curvature = context.mpf(values[h])
    start = rule.init(one)
    n = len(leaves(start))

    def unit(k: int) -> Any:
        return rebuild(start, iter([one if j == k else zero for j in range(n)]))

    def respond(state: Any, noise: Any) -> list[Any]:
        return leaves(rule.advance(state, Gradient(curvature, lambda: noise), step))

    columns = [respond(unit(k), zero) for k in range(n)]
    A = [[columns[j][i] for j in range(n)] for i in range(n)]
    b = [[entry] for entry in respond(unit(-1), one)]
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
    A, b, read, e = matrices(quantity.optimizer, values, context)
    state = [[entry] for entry in e]
    S = [[context.mpf(0)] * len(e) for _ in e]
    for k in range(whole_number(values[t])):
        A, b, _, _ = matrices(quantity.optimizer, values, context, k)
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
    A, b, read, _ = matrices(quantity.optimizer, values, context)
    Q = _product(b, _transpose(b))
    for _ in range(80):
        Q = _plus(Q, _product(_product(A, Q), _transpose(A)))
        A = _product(A, A)
        size = _frobenius(A)
        if size < 2.0**-context.prec:
            break
    else:
        raise ArithmeticError("no decay seen: the rule is not stable here")
    # Sigma = Q + A Sigma A' gives |Sigma| <= |Q|/(1 - |A|^2).
    rest = sum(abs(entry) for row in Q for entry in row) * context.mpf(2) ** (1 - 2 * context.prec)
    spread = sum(abs(entry) for entry in read) ** 2 * rest * context.mpf([-1, 1])
    return values[h] * values[c] / (2 * context.mpf(values[B])) * (_form(read, Q) + spread)


def _frobenius(A: Matrix) -> float:
    return float(np.sqrt(sum(max(abs(x) for x in map(float, (entry.a, entry.b))) ** 2 for row in A for entry in row)))


def _stable(quantity: Quantity, values: Values, context: Any) -> bool | None:
    """Norm of A^N below 1: stable. |trace A^N| above n: not."""
    A, _, _, _ = matrices(quantity.optimizer, values, context)
    for _ in range(60):
        if _frobenius(A) < 1:
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
    A, _, _, _ = matrices(quantity.optimizer, values, context)
    return _determinant(_shifted(context.mpf(values[z]), A))


def _second_moments(quantity: Quantity, values: Values, context: Any) -> Matrix:
    A, _, _, _ = matrices(quantity.optimizer, values, context)
    s = [interval_value(e, values, context) for e in quantity.scale]
    (p, q), (r, w) = [[s[i] * A[i][j] / s[j] for j in range(2)] for i in range(2)]
    return [[p * p, q * q, 2 * p * q], [r * r, w * w, 2 * r * w], [p * r, q * w, p * w + q * r]]


def _second_moment_polynomial(quantity: Quantity, values: Values, context: Any) -> Any:
    variable = next(v for s, v in values.items() if s.name == "lambda")
    return _determinant(_shifted(context.mpf(variable), _second_moments(quantity, values, context)))


def _trace_and_determinant(quantity: Quantity, values: Values, context: Any) -> tuple[Any, Any]:
    A, _, _, _ = matrices(quantity.optimizer, values, context)
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
    """The Bayes risk of the standard problem after N examples: half the sum over h = 1/i of h/(1 + N h)."""
    (examples,) = [v for s, v in values.items() if s.name == "N"]
    one = context.mpf(1)
    return sum((one / (i + whole_number(examples)) for i in range(1, 10_001)), context.mpf(0)) / 2


KINDS: dict[str, Callable[[Quantity, Values, Any], Any]] = {
    "mean response": _mean,
    "risk": _risk,
    "steady-state risk": _steady_state,
    "stable": _stable,
    "characteristic polynomial": _characteristic,
    "second-moment map": _second_moments,
    "second-moment polynomial": _second_moment_polynomial,
    "larger root": _larger_root,
    "squared spectral radius": _squared_radius,
    "harmonic sum": _harmonic_sum,
}
