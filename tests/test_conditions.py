"""Every condition of every certificate is needed: beside a certificate that holds, one that breaks this condition alone and does not."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

from theory.proof.asymptotics import Series, Vanishing
from theory.proof.certificate import Counterexample, Identity, Induction, Lyapunov, Together, holds, polynomial_identity
from theory.proof.inequality import (
    Growth,
    HarmonicSum,
    NonZero,
    PositiveMultiple,
    PositiveThroughout,
    Positivity,
    Square,
    holds_on,
    positive_given,
    positivity,
)  # fmt: skip
from theory.proof.sequences import Follows, Increasing, InPower, Sum, facts
from theory.rule.domain import Distinct, Domain, Interval, Positive, between, domain

x, y, r = sp.symbols("x y r", positive=True)
n = sp.Symbol("n", nonnegative=True)
p, q = sp.symbols("p q", real=True)
t = sp.Symbol("t", integer=True, nonnegative=True)
m = sp.Symbol("m", integer=True, nonnegative=True)
ONE, ZERO, HALF = sp.S.One, sp.S.Zero, sp.S.Half
UNIT = domain(between(x, 0, 1, closed="["))
WHOLE = domain(between(x, 0, 1, closed="[]"))
INSIDE = domain(between(p, -1, 1))
SWAP = ((x, y), (y, x))
KNOWN = Domain(UNIT.hypotheses, (), (Positive(p),))
M = sp.ImmutableMatrix
A, PI = M([[HALF, 1], [0, sp.Rational(1, 3)]]), M([[1, 2], [2, 5]])
FORCING = M(PI - A * PI * A.T)
RATIONAL = M([[1 / (1 - x), 1 / (1 + x)], [1 / (1 + x), x]])


def changed(matrix: Any, i: int, j: int) -> Any:
    return M(matrix + M(2, 2, lambda a, b: int((a, b) == (i, j))))


STEP_DOWN = InPower(x**t - x ** (t + 1), x, t, UNIT, False, True)

HOLD: dict[str, Any] = {
    "identity: substitution": Identity(x, y, ((x, y),)),
    "identity: matrices": Identity(M([[x, 1]]), M([[x, 1]])),
    "lyapunov: two states": Lyapunov(A, PI, FORCING),
    "lyapunov: fractions": Lyapunov(A, RATIONAL, M(RATIONAL - A * RATIONAL * A.T)),
    "induction: forcing": Induction(t, t, (ZERO,), (-ONE,), ONE),
    "induction: two terms": Induction(2**t + 3**t, t, (sp.Integer(2), sp.Integer(5)), (sp.Integer(-5), sp.Integer(6))),
    "induction: more beginnings than needed": Induction(2**t, t, (ONE, sp.Integer(2)), (-sp.Integer(2),)),
    "induction: substitution": Induction(r**t, t, (y,), (-x,), substitution=((y, ONE), (x, r))),
    "counterexample": Counterexample(x, ">=", HALF, ((x, HALF / 2),), UNIT),
    "together": Together((Identity(x, x), Identity(y, y))),
    "positivity: both signs negative": Positivity(-1 / (-x - 1), UNIT),
    "positivity: of a symbol alone": Positivity(1 + n + x),
    "positivity: zero, not strict": Positivity(n, strict=False),
    "positivity: substitution": Positivity(p, substitution=((p, x),)),
    "positivity: not strict at an end": Positivity(x + x**2, UNIT, strict=False),
    "throughout": PositiveThroughout(1 + x, WHOLE),
    "throughout: not strict at both ends": PositiveThroughout(x * (1 - x), WHOLE, strict=False),
    "throughout: chain": PositiveThroughout(1 + p - q, domain(between(p, 0, 1, closed="[]"), between(q, 0, p, closed="[]"))),
    "multiple": PositiveMultiple((1 + x) * p, p, 1 + x, KNOWN),
    "nonzero: number": NonZero(sp.Integer(2), Domain()),
    "nonzero: negative": NonZero(-1 - x, UNIT),
    "nonzero: multiple of what is excluded": NonZero(2 * (x - y) ** 3, Domain((), (Distinct(x, y),))),
    "nonzero: multiple of what is positive": NonZero(-p * (1 + x), KNOWN),
    "square: factor on the domain": Square(q * p**2, q, p, domain(between(q, 0, 1))),
    "square: substitution": Square(q * p**2, q, p, substitution=((q, x),)),
    "growth": Growth(q * t, t, q, ONE, domain(between(q, 0, 1))),
    "growth: substitution": Growth(q * t + y - x, t, q, ONE, substitution=((q, x), (y, x))),
    "harmonic: above": HarmonicSum(ONE, 0, 4, sp.Rational(25, 12) - sp.Rational(1, 10**6), False),
    "harmonic: scale and offset": HarmonicSum(HALF, 2, 2, sp.Rational(7, 24) + sp.Rational(1, 10**9), True),
    "harmonic: enough bits": HarmonicSum(ONE, 0, 3, sp.Integer(3), True, 1),
    "harmonic: above, tight": HarmonicSum(ONE, 0, 1, 1 - sp.Rational(1, 10**9), False),
    "vanishing: zero": Vanishing(ZERO, t, ()),
    "vanishing: substitution": Vanishing(x**t, t, (r,), ((x, r),)),
    "series": Series(1 / (1 - x), x, (ONE, ONE, ONE), 1 / (1 - x)),
    "power: positive": InPower(2 - x**t, x, t, UNIT, True, True),
    "power: of either sign": InPower(2 - p**t, p, t, INSIDE),
    "power: 1 at the start, not strict": InPower(1 - x**t, x, t, UNIT, False, True),
    "power: not negative": InPower(x**t, x, t, UNIT, False, True),
    "power: even": InPower(p ** (2 * t), p, t, INSIDE, False),
    "power: even, falling": InPower(p ** (2 * t) - p ** (4 * t), p, t, INSIDE, False),
    "power: even and more": InPower(p ** (4 * t) + p ** (2 * t), p, t, INSIDE, False),
    "power: shifted": InPower(x - x ** (t + 1), x, t, UNIT, False, True),
    "power: twice and shifted": InPower(x - x ** (2 * t + 1), x, t, UNIT, False, True),
    "increasing": Increasing(1 - x**t, t, STEP_DOWN),
    "sum": Sum(1 + 2 * x, (Positivity(1 + x, UNIT), Positivity(x, UNIT, False))),
    "sum: of squares": Sum(p**2 + q**2, (Square(p**2, ONE, p), Square(q**2, ONE, q))),
    "follows": Follows(2 * x + 2, x + 1, Positivity(x + 1, UNIT), UNIT),
    "follows: itself": Follows(x, x, Positivity(x, UNIT, False), UNIT),
    "follows: a part": Follows(x, x, Together((Identity(x, x), Positivity(x, UNIT, False))), UNIT),
}  # fmt: skip

FAIL: dict[str, Any] = {
    "identity: substitution in turn": Identity(x, y, SWAP),
    "identity: shapes": Identity(M([[x, x]]), M([[x], [x]])),
    "identity: one entry": Identity(M([[x, 1]]), M([[x, 2]])),
    "lyapunov: covariance of another shape": Lyapunov(A, M([[1, 2]]), FORCING),
    "lyapunov: larger covariance": Lyapunov(M([[HALF]]), M([[1, 0], [0, 1]]), M([[sp.Rational(3, 4)]])),
    "lyapunov: larger forcing": Lyapunov(M([[HALF]]), M([[1]]), M([[sp.Rational(3, 4), 0], [0, 1]])),
    "lyapunov: forcing with a row more": Lyapunov(M([[HALF]]), M([[1]]), M([[sp.Rational(3, 4)], [1]])),
    **{f"lyapunov: forcing {i}{j}": Lyapunov(A, PI, changed(FORCING, i, j)) for i in (0, 1) for j in (0, 1)},
    **{f"lyapunov: covariance {i}{j}": Lyapunov(A, changed(PI, i, j), FORCING) for i in (0, 1) for j in (0, 1)},
    "lyapunov: transposed": Lyapunov(M(A.T), PI, FORCING),
    "lyapunov: fractions": Lyapunov(A, M(2 * RATIONAL), M(RATIONAL - A * RATIONAL * A.T)),
    "induction: forcing": Induction(t, t, (ZERO,), (-ONE,)),
    "induction: no beginning": Induction(2 * r**t, t, (), (-r,)),
    "induction: one beginning of two": Induction(2**t + 3**t, t, (sp.Integer(2),), (sp.Integer(-5), sp.Integer(6))),
    "induction: last beginning": Induction(2**t, t, (ONE, sp.Integer(3)), (-sp.Integer(2),)),
    "induction: first beginning": Induction(2**t, t, (sp.Integer(2), sp.Integer(2)), (-sp.Integer(2),)),
    "induction: order of the recurrence": Induction(2**t + 3**t, t, (sp.Integer(2), sp.Integer(5)), (sp.Integer(6), sp.Integer(-5))),
    "induction: substitution": Induction(r**t, t, (ONE,), (-x,)),
    "counterexample: a symbol without a value": Counterexample(sp.Integer(2), "<", ONE, (), UNIT),
    "counterexample: outside": Counterexample(x, "<", ONE, ((x, ONE),), UNIT),
    "counterexample: left irrational": Counterexample(sp.sqrt(2), "<", ONE, ()),
    "counterexample: right irrational": Counterexample(ONE, "<", -sp.sqrt(2), ()),
    "counterexample: right open": Counterexample(ONE, "=", y, ((x, ONE),)),
    "together: one of two": Together((Identity(x, x), Identity(x, y), Identity(x, x))),
    "positivity: of unknown sign": Positivity(1 + p),
    "positivity: infinite": Positivity(sp.zoo),
    "positivity: infinity": Positivity(sp.oo),
    "positivity: zero": Positivity(ZERO),
    "positivity: zero at an end": Positivity(x + x**2, UNIT),
    "positivity: may be zero": Positivity(n),
    "positivity: denominator of two signs": Positivity(1 / (x - y), strict=False),
    "positivity: denominator zero at an end": Positivity(1 / x, UNIT, strict=False),
    "positivity: denominator negative": Positivity(1 / (-x - 1), UNIT),
    "positivity: denominator negative, not strict": Positivity(1 / (-x - 1), UNIT, strict=False),
    "positivity: both ends closed": Positivity(1 + x, WHOLE),
    "positivity: substitution in turn": Positivity(x - y, strict=False, substitution=SWAP),
    "throughout: zero at the upper end": PositiveThroughout(1 - x, WHOLE),
    "throughout: zero at the lower end": PositiveThroughout(x, WHOLE),
    "throughout: below zero at an end": PositiveThroughout(1 - 2 * x, WHOLE, strict=False),
    "throughout: infinite at an end": PositiveThroughout(1 / (1 - x), WHOLE),
    "throughout: at two ends": PositiveThroughout(p - q, domain(between(p, 0, 1, closed="[]"), between(q, 0, p, closed="[]"))),
    "multiple: not given": PositiveMultiple((1 + x) * p, p, 1 + x, UNIT),
    "multiple: of another": PositiveMultiple((2 + x) * p, p, 1 + x, KNOWN),
    "multiple: by what is not positive": PositiveMultiple((x - 1) * p, p, x - 1, KNOWN),
    "multiple: by what may be zero": PositiveMultiple(x * p, p, x, KNOWN),
    "nonzero: zero": NonZero(ZERO, Domain()),
    "nonzero: written zero": NonZero((x + 1) ** 2 - x**2 - 2 * x - 1, Domain()),
    "nonzero: one factor of two": NonZero((x - y) * (x - 2 * y), Domain((), (Distinct(x, y),))),
    "nonzero: power of a factor": NonZero((x - y) ** 2, Domain()),
    "nonzero: zero at an end": NonZero(x, UNIT),
    "nonzero: what is excluded squared": NonZero(x**2 - y, Domain((), (Distinct(x, y),))),
    "nonzero: positive times what may be zero": NonZero(p * (x - HALF), KNOWN),
    "square: of another": Square(q * p**2 + 1, q, p, domain(between(q, 0, 1))),
    "square: factor of unknown sign": Square(q * p**2, q, p),
    "growth: starts above": Growth(q * t + 1, t, q, ONE, domain(between(q, 0, 1))),
    "growth: factor of unknown sign": Growth(q * t, t, q, ONE),
    "growth: by another": Growth(q * t, t, q, sp.Integer(2), domain(between(q, 0, 1))),
    "harmonic: above": HarmonicSum(ONE, 0, 4, sp.Rational(25, 12) + sp.Rational(1, 10**6), False),
    "harmonic: scale and offset": HarmonicSum(HALF, 2, 2, sp.Rational(7, 24) - sp.Rational(1, 10**9), True),
    "harmonic: too few bits": HarmonicSum(ONE, 0, 3, sp.Rational(5, 2), True, 1),
    "harmonic: too few bits, above": HarmonicSum(ONE, 0, 3, sp.Rational(3, 2), False, 1),
    "vanishing: another power beside": Vanishing(r**t * x**t, t, (r,)),
    "vanishing: step below": Vanishing(r**t / t, t, (r,)),
    "vanishing: power below": Vanishing(r**t / (r**t + x), t, (r,)),
    "vanishing: one term of two": Vanishing(r**t + t, t, (r,)),
    "vanishing: substitution in turn": Vanishing(x - y, t, (r,), SWAP),
    "series: variable among the terms": Series(x, x, (x,), ZERO),
    "series: sum": Series(1 / (1 - x), x, (ONE, sp.Integer(2)), 1 / (1 - x)),
    "power: base beyond 1": InPower(3 + y**t, y, t, domain(between(y, 0, 2, closed="["))),
    "power: base below -1": InPower(5 + p**t, p, t, domain(between(p, -2, 0))),
    "power: base may be -1": InPower(5 + p**t, p, t, domain(between(p, -1, 0, closed="["))),
    "power: positive base that is not": InPower(p**t, p, t, INSIDE, False, True),
    "power: 1 at the start": InPower(1 - x**t, x, t, UNIT, True, True),
    "power: dies out": InPower(x**t, x, t, UNIT, True, True),
    "power: of either sign": InPower(p**t, p, t, INSIDE, False),
    "power: odd": InPower(p ** (3 * t), p, t, INSIDE, False),
    "power: even and odd": InPower(p ** (2 * t) + p**t, p, t, INSIDE, False),
    "power: shifted": InPower(x / 2 - x ** (t + 1), x, t, UNIT, False, True),
    "power: twice and shifted": InPower(x / 2 - x ** (2 * t + 1), x, t, UNIT, False, True),
    "power: another base": InPower(2 - r**t, x, t, UNIT),
    "power: squared step": InPower(2 - x ** (t**2), x, t, UNIT),
    "power: step that may be a half": InPower(2 - p**y, p, y, INSIDE),
    "power: root of the step": InPower(2 - x ** (1 / (t + 1)), x, t, UNIT),
    "power: half the step": InPower(2 - x ** (t / 2), x, t, UNIT),
    "power: step downwards": InPower(2 - x ** (-t), x, t, UNIT),
    "power: step times a symbol": InPower(2 - x ** (t * m), x, t, UNIT),
    "power: another base beside": InPower(2 + r**t - x**t, x, t, UNIT),
    "increasing: starts above": Increasing(2 - x**t, t, STEP_DOWN),
    "increasing: starts below": Increasing(-(x**t), t, STEP_DOWN),
    "increasing: by another": Increasing(2 - 2 * x**t, t, STEP_DOWN),
    "increasing: by what is not shown": Increasing(x**t - 1, t, InPower(x ** (t + 1) - x**t, x, t, UNIT, False, True)),
    "increasing: by what is only not zero": Increasing(-t, t, NonZero(-ONE, Domain())),  # type: ignore[arg-type]
    "sum: of others": Sum(2 + 2 * x, (Positivity(1 + x, UNIT), Positivity(x, UNIT, False))),
    "sum: with a part that fails": Sum(x - y, (Positivity(x), Positivity(-y))),
    "sum: with a part that says nothing": Sum(x, (Positivity(x), Identity(x, x))),
    "sum: with a part that is only not zero": Sum(-1 - x, (NonZero(-1 - x, UNIT),)),
    "sum: with a part that only vanishes": Sum(-(r**t), (Vanishing(-(r**t), t, (r,)),)),
    "sum: with a part elsewhere": Sum(p, (Positivity(p, substitution=((p, x),)),)),
    "follows: by what fails": Follows(2 * x - 2, x - 1, Positivity(x - 1, UNIT), UNIT),
    "follows: a negative multiple": Follows(-x - 1, x + 1, Positivity(x + 1, UNIT), UNIT),
    "follows: by what shows another": Follows(-x, -x, Positivity(x + 1, UNIT), UNIT),
    "follows: by what shows nothing": Follows(-x, -x, Identity(x, x), UNIT),
    "follows: on another domain": Follows(p, p, Positivity(p, domain(between(p, 0, 1))), INSIDE),
    "follows: by what is only not zero": Follows(-x - 1, -x - 1, NonZero(-x - 1, UNIT), UNIT),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLD)
def test_it_holds(name: str) -> None:
    """With every condition met the certificate is accepted."""
    assert HOLD[name].check()


@pytest.mark.parametrize("name", FAIL)
def test_with_one_condition_broken_it_does_not(name: str) -> None:
    """One condition broken, the others met: rejected."""
    assert not FAIL[name].check()


def test_every_class_of_certificates_has_conditions_here() -> None:
    """None is left out."""
    from theory.proof import asymptotics, certificate, inequality, sequences

    classes = {
        v.__name__ for m in (asymptotics, certificate, inequality, sequences) for v in vars(m).values()
        if isinstance(v, type) and v.__module__ == m.__name__ and hasattr(v, "check") and v.__name__ != "Certificate"
    }  # fmt: skip
    assert {type(k).__name__ for k in FAIL.values()} == classes == {type(k).__name__ for k in HOLD.values()}


@pytest.mark.parametrize(
    ("relation", "less", "equal", "greater"),
    [("=", False, True, False), ("<=", True, True, False), ("<", True, False, False), (">=", False, True, True), (">", False, False, True)],
)  # fmt: skip
def test_relations_between_numbers(relation: str, less: bool, equal: bool, greater: bool) -> None:
    """Each relation below, at and above equality."""
    assert [holds(ONE, relation, k) for k in (sp.Integer(2), ONE, ZERO)] == [less, equal, greater]


@pytest.mark.parametrize(
    ("interval", "inside"),
    [
        (Interval(ZERO, ONE, True, False), True), (Interval(ZERO, ONE, False, False), False), (Interval(ZERO, HALF, True, False), False),
        (Interval(HALF, ONE, True, False), False), (Interval(ZERO, None, True), True), (Interval(None, ONE), True),
        (Interval(None, HALF), False), (Interval(HALF, None), False), (Interval(-ONE, 2 * ONE, True, True), True), (Interval(), True),
    ],
)  # fmt: skip
def test_an_expression_lies_in_an_interval(interval: Interval, inside: bool) -> None:
    """x on [0, 1): both ends are asked for, open ones strictly."""
    assert holds_on(interval, x, UNIT) is inside


def test_a_closed_end_on_both_sides() -> None:
    """On (0, 1] and [0, 1]: the closed upper end is reached."""
    upper = domain(between(x, 0, 1, closed="]"))
    assert holds_on(Interval(ZERO, ONE, False, True), x, upper)
    assert not holds_on(Interval(ZERO, ONE, False, False), x, upper)
    assert isinstance(positivity(x, WHOLE), PositiveThroughout) and not positivity(x, WHOLE).check()
    assert isinstance(positivity(1 + x, UNIT), Positivity)
    assert isinstance(positivity(x, upper), Positivity)
    assert positivity(x, UNIT, strict=False).check() and not positivity(x, UNIT).check()
    assert positivity(x, WHOLE, strict=False).check()


def test_what_is_given_is_used() -> None:
    """A multiple of a condition is certified by it; what is none, on its own."""
    found = positive_given(2 * p, KNOWN)
    assert isinstance(found, PositiveMultiple) and found.check()
    assert not positive_given(-2 * p, KNOWN).check()
    assert positive_given(1 + x, KNOWN).check()
    both = Domain((), (), (Positive(q), Positive(p)))
    assert positive_given(3 * p, both).check()


POSITIVE, LEAST = Positivity(1 + x, UNIT), Positivity(x, UNIT, False)


@pytest.mark.parametrize(
    ("by", "strict", "shown"),
    [
        (POSITIVE, True, [1 + x]), (POSITIVE, False, [1 + x]), (LEAST, True, []), (LEAST, False, [x]),
        (Together((POSITIVE, LEAST)), True, [1 + x]), (Together((POSITIVE, LEAST)), False, [1 + x, x]),
        (Square(p**2, ONE, p), True, []), (Square(p**2, ONE, p), False, [p**2]),
        (Square(q * p**2, q, p, substitution=((q, x),)), False, []), (STEP_DOWN, False, [STEP_DOWN.expression]), (STEP_DOWN, True, []),
        (PositiveThroughout(1 + x, UNIT), True, [1 + x]), (Positivity(2 - x, domain(between(x, 0, HALF))), True, []),
        (Sum(1 + 2 * x, (POSITIVE, LEAST)), False, [1 + 2 * x]), (Sum(1 + 2 * x, (POSITIVE, LEAST)), True, []),
        (Sum(ZERO, ()), False, []), (Sum(2 - x, (Positivity(2 - x, domain(between(x, 0, HALF))),)), False, []),
        (Sum(1 + x, (POSITIVE, NonZero(x, UNIT))), False, []), (NonZero(1 + x, UNIT), False, []), (Identity(x, x), False, []),
    ],
)  # fmt: skip
def test_what_a_certificate_shows(by: Any, strict: bool, shown: list[Any]) -> None:
    """Of which expressions it says that they are positive (not negative), on the whole domain asked about."""
    found = list(facts([by], UNIT, strict))
    assert [expression for expression, _ in found] == shown
    assert all(type(expression).__module__.startswith("sympy") for expression, _ in found)


@pytest.mark.parametrize(
    ("left", "right", "under", "same"),
    [
        (x * p + 1, x * p + 1, (), True), (x * p, y * p, ((x, y),), True), ((p - x) ** 2, p**2 - 2 * x * p + x**2, (), True),
        (x * p, y * p, (), False), (p**2 + p, p, (), False), (p, p**2 + p, (), False), (p**2 + 1, p**2 + 2, (), False),
    ],
)  # fmt: skip
def test_polynomials_agree_in_every_coefficient(left: Any, right: Any, under: Any, same: bool) -> None:
    """Of the lower and of the higher powers, on either side, after the substitution; and a coefficient is compared with its like."""
    found = polynomial_identity(left, right, p, under)
    assert found.check() is same
    pairs = [(part.left, part.right) for part in found.parts]  # type: ignore[attr-defined]
    assert (len(pairs) <= 3 and all(a != b for a, b in pairs)) or sp.expand(left - right) == 0
