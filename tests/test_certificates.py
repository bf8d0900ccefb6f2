"""Every kind of certificate accepts a truth and rejects the same with an error planted in it."""

from __future__ import annotations

import json

import pytest
import sympy as sp

from theory.algebra.symbols import ModelSymbol
from theory.claims import ledger
from theory.proof.asymptotics import Series, Vanishing
from theory.proof.certificate import Counterexample, Identity, Induction, Lyapunov, Together, polynomial_identity
from theory.proof.export import export, load
from theory.proof.inequality import Growth, HarmonicSum, NonZero, Positivity, Square
from theory.proof.irrational import BesideRoot, Powers, Rising, settled
from theory.rule.domain import Distinct, Domain, between, domain

x, y, r = sp.symbols("x y r", positive=True)
p = sp.Symbol("p", real=True)
t = sp.Symbol("t", integer=True, nonnegative=True)
UNIT = domain(between(x, 0, 1, closed="["))
INSIDE = domain(between(x, 0, 1), between(p, 0, 1))
w, v = (ModelSymbol(name, positive=True) for name in "wv")
WRITTEN = Positivity(1 - w, domain(between(w, 0, 1)))
RISES = domain(between(v, 0, 1, closed="]"), between(w, 0, 1))


def power(base: sp.Expr, exponent: sp.Expr, where: Domain, inside: Positivity | Rising = WRITTEN) -> Powers:
    """1 - base^exponent > 0, or what stands inside."""
    return Powers(inside.expression.subs(w, base**exponent), where, ((w, base, exponent),), inside)


CASES = {
    "identity": (Identity((x + y) ** 2, x**2 + 2 * x * y + y**2), Identity((x + y) ** 2, x**2 + y**2)),
    "identity-powers": (Identity(x ** (2 - p) * x**p, x**2), Identity(x ** (2 - p) * x**p, x**3)),
    "identity-symbolic-exponents": (Identity(r ** (2 * t + 1), r * (r**t) ** 2), Identity(r ** (2 * t), r * (r**t) ** 2)),
    "identity-undefined": (Identity(1 / x, 1 / x), Identity(1 / (x - x), 1 / (x - x))),
    "induction": (
        Induction(2**t + 1, t, (sp.Integer(2), sp.Integer(3)), (sp.Integer(-3), sp.Integer(2))),
        Induction(2**t + 1, t, (sp.Integer(2), sp.Integer(4)), (sp.Integer(-3), sp.Integer(2))),
    ),
    "induction-recurrence": (
        Induction(r**t, t, (sp.S.One,), (-r,)),
        Induction(r**t, t, (sp.S.One,), (-r * sp.Rational(101, 100),)),
    ),
    "lyapunov": (
        Lyapunov(sp.ImmutableMatrix([[x]]), sp.ImmutableMatrix([[1 / (1 - x**2)]]), sp.ImmutableMatrix([[1]])),
        Lyapunov(sp.ImmutableMatrix([[x]]), sp.ImmutableMatrix([[1 / (1 - x)]]), sp.ImmutableMatrix([[1]])),
    ),
    "positivity": (Positivity(1 - x, UNIT), Positivity(1 - 2 * x, UNIT)),
    "positivity-closed-end": (Positivity(1 + x, UNIT), Positivity(x, UNIT)),
    "positivity-weak": (Positivity(x, UNIT, strict=False), Positivity(x - y, UNIT, strict=False)),
    "positivity-chain": (
        Positivity(2 * (1 + x) - y, domain(between(x, 0, 1), between(y, 0, 2 * (1 + x)))),
        Positivity(2 * (1 + x) - y, domain(between(x, 0, 1), between(y, 0, None))),
    ),
    "nonzero": (
        NonZero((x - y) * (1 + x), Domain((), (Distinct(x, y),))),
        NonZero((x - y) * (1 + x), Domain()),
    ),
    "square": (
        Square(x**2 - 2 * x * p + p**2, sp.S.One, x - p),
        Square(x**2 - 2 * x * p + p**2, sp.S.NegativeOne, x - p),
    ),
    "growth": (
        Growth((1 - r ** (2 * t)) / (1 - r**2), t, sp.S.One, r**t),
        Growth((1 - r ** (2 * t)) / (1 - r**2), t, sp.S.One, r ** (t + 1)),
    ),
    "growth-start": (
        Growth(sp.Integer(4) * t, t, sp.S.One, sp.Integer(2)),
        Growth(4 * t + 1, t, sp.S.One, sp.Integer(2)),
    ),
    "vanishing": (Vanishing(t * r**t + 3 * r ** (2 * t), t, (r,)), Vanishing(1 + r**t, t, (r,))),
    "vanishing-base": (Vanishing(r**t, t, (r,)), Vanishing(r**t, t, (x,))),
    "series": (
        Series(1 / (1 - x), x, (sp.S.One, sp.S.One), 1 / (1 - x)),
        Series(1 / (1 - x), x, (sp.S.One, sp.S.One), 1 / (1 + x)),
    ),
    "root-leads": (
        BesideRoot(sp.sqrt(1 + x) - 1 - x / 4, 1 + x, domain(between(x, 0, 1)), True),
        BesideRoot(sp.sqrt(1 + x) - 1 - x / 2, 1 + x, domain(between(x, 0, 1)), True),
    ),
    "root-follows": (
        BesideRoot(1 + x / 2 - sp.sqrt(1 + x), 1 + x, domain(between(x, 0, None)), False),
        BesideRoot(1 + x / 3 - sp.sqrt(1 + x), 1 + x, domain(between(x, 0, 1)), False),
    ),
    "root-sign": (  # the squares are right, the sign is not
        BesideRoot(2 + sp.sqrt(1 + x), 1 + x, domain(between(x, 0, 1)), False),
        BesideRoot(-2 - sp.sqrt(1 + x), 1 + x, domain(between(x, 0, 1)), False),
    ),
    "root-not-real": (
        BesideRoot(2 - sp.sqrt(1 - x), 1 - x, domain(between(x, 0, 1)), False),
        BesideRoot(2 - sp.sqrt(1 - x), 1 - x, domain(between(x, 0, 2)), False),
    ),
    "powers": (power(x, p, INSIDE), power(1 / x, p, INSIDE)),
    "powers-exponent": (power(x, p, INSIDE), power(x, p - 1, INSIDE)),
    "powers-end": (power(x, p, INSIDE), power(x, p, domain(between(x, 0, 1), between(p, 0, 1, closed="[")))),
    "powers-written": (power(x, p, INSIDE), Powers(2 - x**p, INSIDE, ((w, x, p),), WRITTEN)),
    "powers-domain": (
        power(x, p, INSIDE),
        power(x, p, INSIDE, Positivity(1 - 2 * w, domain(between(w, 0, sp.Rational(1, 2))))),
    ),
    "powers-taken-name": (power(x, p, INSIDE), power(w, p, domain(between(w, 0, 1), between(p, 0, 1)))),
    "rising": (
        Rising(sp.atanh(w) - sp.atanh(w * v) / v, w, RISES),
        Rising(sp.atanh(w * v) / v - sp.atanh(w), w, RISES),
    ),
    "rising-start": (Rising(w**2, w, domain(between(w, 0, 1))), Rising(w**2 - 1, w, domain(between(w, 0, 1)))),
    "rising-pole": (Rising(w / (2 - w), w, domain(between(w, 0, 1))), Rising(w / (2 - 3 * w), w, domain(between(w, 0, 1)))),
    "rising-lower-end": (Rising(w**2, w, domain(between(w, 0, 1))), Rising(w**2, w, domain(between(w, -1, 1)))),
    "rising-smooth": (  # a root has no derivative at 0
        Rising(w**3, w, domain(between(w, 0, 1))),
        Rising(sp.sqrt(w), w, domain(between(w, 0, 1))),
    ),
    "rising-strict": (Rising(w, w, domain(between(w, 0, 1))), Rising(w, w, domain(between(w, 0, 1)), strict=True)),
    "series-singular-remainder": (Series(x, x, (sp.S.Zero,), sp.S.One), Series(sp.S.One, x, (sp.S.Zero,), 1 / x)),
    "counterexample": (
        Counterexample(x, "<=", x**2, ((x, sp.Rational(1, 2)),), UNIT),
        Counterexample(x, ">=", x**2, ((x, sp.Rational(1, 2)),), UNIT),
    ),
    "counterexample-outside": (
        Counterexample(x, ">=", x**2, ((x, sp.Integer(2)),), domain(between(x, 0, 3))),
        Counterexample(x, ">=", x**2, ((x, sp.Integer(2)),), UNIT),
    ),
    "counterexample-irrational": (
        Counterexample(x**2, "<", sp.S.One, ((x, sp.Integer(2)),)),
        Counterexample(x, "<", sp.S.One, ((x, sp.sqrt(2)),)),
    ),
    "harmonic-sum": (
        HarmonicSum(sp.S.One, 0, 4, sp.Rational(25, 12) + sp.Rational(1, 10**6), True),
        HarmonicSum(sp.S.One, 0, 4, sp.Rational(25, 12) - sp.Rational(1, 10**6), True),
    ),
    "together": (Together((Identity(x, x), Identity(y, y))), Together((Identity(x, x), Identity(x, y)))),
    "polynomial": (polynomial_identity((x - 1) ** 2, x**2 - 2 * x + 1, x), polynomial_identity((x - 1) ** 2, x**2 + 1, x)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_certificate_accepts_the_truth_and_rejects_the_error(name: str) -> None:
    """The right certificate checks; the wrong one, alike but for one planted error, does not."""
    right, wrong = CASES[name]
    assert right.check()
    assert not wrong.check()


@pytest.mark.parametrize("name", CASES)
def test_a_certificate_explains_itself_and_exports(name: str) -> None:
    """Each certificate prints a paragraph; through JSON and back it is the same and decides the same."""
    for certificate in CASES[name]:
        assert len(certificate.explain()) > 10
        again = load(json.loads(json.dumps(export(certificate))))
        assert again == certificate
        assert again.check() == certificate.check()


def test_every_proof_can_be_checked_from_its_export() -> None:
    """The whole ledger's certificates, written out as JSON and read back, check again without the claims."""
    exported = json.dumps([export(step.certificate) for claim in ledger() for step in claim.steps])
    assert all(certificate.check() for certificate in load(json.loads(exported)))


def test_only_certificates_are_exported() -> None:
    """A float has no place in a certificate."""
    with pytest.raises(TypeError, match="cannot export"):
        export(0.5)


def test_powers_and_roots_are_found_and_not_invented() -> None:
    """The search gives a certificate that checks where the statement is true, and none that does where it is not."""
    where = domain(between(y, 0, None), between(x, 0, y), between(p, 0, 1, closed="["))
    true, false = y * x**p - x * y**p, x * y**p - y * x**p
    assert settled(true, where).check()
    assert not settled(false, where).check()
    assert not settled(true, domain(between(y, 0, None), between(x, 0, None), between(p, 0, 1, closed="["))).check()
    assert settled(2 - sp.sqrt(1 + x), UNIT).check()
    assert not settled(sp.Rational(7, 5) - sp.sqrt(1 + x), UNIT).check()


def test_an_empty_collection_of_certificates_settles_nothing() -> None:
    """No parts, no proof."""
    assert not Together(()).check()
