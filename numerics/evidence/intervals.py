"""Interval evidence for claims: both sides of a statement at random rational points, the left side from the rule itself.

Quantities are computed by running the update rule on balls (Arb), never from a formula, so that an error shared by a statement and
its proof would still show; the formulas of the statement on intervals of mpmath's: each library is the other's second opinion.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from numerics.arithmetic.ball import Ball
from numerics.arithmetic.enclosure import Enclosure
from numerics.dynamics.precise import NotReal, interval_context, interval_value, lift, real_part
from numerics.evidence.quantities import quantity_value
from theory.algebra.symbols import ModelSymbol
from theory.statements.claim import Claim, Verdict
from theory.statements.statement import RootForm

Values = Mapping[sp.Symbol, Any]  # intervals of mpmath's
DIGITS = 50


@dataclass(frozen=True)
class IntervalEvidence:
    """What interval evaluation found at ``points`` exact points, to ``digits`` digits.

    ``failures`` are points where the statement certainly fails, ``unsettled`` counts those where the intervals cannot tell.
    Points are samples, so the verdict is "refuted" after a failure and else "undecided", never "proved".
    """

    expected: Verdict
    points: int
    digits: int
    seed: int
    failures: tuple[str, ...] = ()
    unsettled: int = 0

    kind = "interval"

    @property
    def verdict(self) -> Verdict:
        """Refuted after a certain failure, else undecided."""
        return Verdict.REFUTED if self.failures else Verdict.UNDECIDED

    @property
    def consistent(self) -> bool:
        """Whether the evidence is what the claim's expected verdict implies, at every point."""
        return bool(self.failures) == (self.expected is Verdict.REFUTED) and not self.unsettled

    def as_dict(self) -> dict[str, Any]:
        """The evidence for JSON."""
        return {
            "kind": self.kind,
            "verdict": str(self.verdict),
            "consistent": self.consistent,
            "points": self.points,
            "digits": self.digits,
            "seed": self.seed,
            "failures": list(self.failures),
        }


def interval_evidence(claim: Claim, points: int = 8, digits: int = DIGITS, seed: int = 0) -> IntervalEvidence:
    """Evaluate the statement at its witness and at random rational points of its domain.

    Equality: the enclosures must overlap at every point, at a width that shows ``digits`` digits. An inequality must hold
    with certainty or, where it is weak, not fail. A claim expected to be refuted is evaluated at its witness alone.
    """
    rng = random.Random(f"{claim.id}/{seed}")
    refuted = claim.expected is Verdict.REFUTED
    where = [dict(claim.witness), *(claim.domain.sample(rng) for _ in range(0 if refuted else points - 1))]
    outcomes = [statement_holds(claim, point, digits) for point in where]
    failures = tuple(
        ", ".join(f"{s} = {v}" for s, v in point.items())
        for point, holds in zip(where, outcomes, strict=True)
        if holds is False
    )
    return IntervalEvidence(claim.expected, len(where), digits, seed, failures, outcomes.count(None))


def statement_holds(claim: Claim, point: Mapping[sp.Symbol, Any], digits: int = DIGITS) -> bool | None:
    """Whether the statement holds at an exact point: True, False, or None if the intervals cannot tell.

    Raises ``OutsideDomain`` at a point where the hypotheses do not hold.
    """
    claim.at(point)
    bits = int(digits * 3.33) + 96
    for _ in range(6):
        try:
            outcome = _compare(claim, point, bits, digits)
        except (ZeroDivisionError, ArithmeticError):
            outcome = None
        if outcome is not None:
            return outcome
        bits *= 2
    return None


def _compare(claim: Claim, point: Mapping[sp.Symbol, Any], bits: int, digits: int) -> bool | None:
    s, context = claim.statement, interval_context(bits)
    values: dict[sp.Symbol, Any] = {k: lift(v, context) for k, v in point.items()}
    if s.roots:
        values |= root_values(s.roots, values, context)
    found = {q.symbol: quantity_value(q, dict(_balls(values, bits)), bits) for q in s.quantities}
    quantities = {k: _interval(v, context) if isinstance(v, Ball) else v for k, v in found.items()}
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
        wanted = [interval_value(e, values, context.one) for e in s.right]
        entries = [entry.enclosure() for row in quantities[s.left] for entry in row]
        return _all(_related(a, "=", real_part(b), digits) for a, b in zip(entries, wanted, strict=True))
    left_value, right_value = (
        real_part(interval_value(side, {**values, **quantities}, context.one)) for side in (s.left, s.right)
    )
    return _related(left_value, s.relation, right_value, digits)


def _balls(values: Values, bits: int) -> Iterator[tuple[sp.Symbol, Ball]]:
    """The real ones among mpmath's intervals as balls around them. (Complex roots are no hyperparameters.)"""
    for symbol, value in values.items():
        try:
            e = real_part(value)
        except NotReal:
            continue
        assert e.upper is not None
        yield symbol, Ball.between(e.lower, e.upper, bits)


def _interval(value: Ball, context: Any) -> Any:
    """A ball as an interval of mpmath's around it."""
    e = value.enclosure()
    return context.mpf([lift(e.lower, context).a, lift(e.upper, context).b])


def _all(outcomes: Iterable[bool | None]) -> bool | None:
    found = list(outcomes)
    return False if False in found else None if None in found else True


def _sign(expression: Any, values: Values, context: Any) -> bool | None:
    """Whether an expression is positive, if its interval tells."""
    e = real_part(interval_value(expression, values, context.one))
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
    return {s: interval_value(e, values, context.one) for s, e in roots.substitution}


def _complex_value(expression: sp.Expr, values: Values, context: Any) -> Any:
    """Evaluate an expression with one square root, whose radicand may be negative."""
    radicals = [p for p in expression.atoms(sp.Pow) if p.exp == sp.Rational(1, 2)]
    if not radicals:
        return interval_value(expression, values, context.one)
    (radical,) = radicals
    inside = interval_value(radical.base, values, context.one)
    inside = context.mpf(inside)
    e = real_part(inside)
    assert e.upper is not None
    if e.lower <= 0 <= e.upper:
        raise ZeroDivisionError("a double root: the discriminant's interval contains zero")
    root = context.sqrt(inside) if e.lower > 0 else context.mpc(0, context.sqrt(-inside))
    stand_in = ModelSymbol("radical")
    return interval_value(expression.xreplace({radical: stand_in}), {**values, stand_in: root}, context.one)
