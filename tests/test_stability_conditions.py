"""Stability as inequalities: every part of the way from a polynomial to its conditions, against the roots and by hand."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
import sympy as sp

from theory.algebra.field import Fractions
from theory.analysis import stability
from theory.analysis.stability import essential_conditions, hurwitz_minor, irreducible_factors, is_stable, schur_conditions
from theory.rule.domain import Domain, between, domain
from theory.rule.model import z

x, y = sp.symbols("x y", positive=True)
p, q, r = sp.symbols("p q r", real=True)


@pytest.mark.parametrize("degree", [1, 2, 3, 4, 5])
def test_conditions_and_recursion_are_the_roots_verdict(degree: int) -> None:
    """Random polynomials near the edge of stability, degrees one to five: all conditions positive exactly where all roots lie inside."""
    rng, verdicts = Random(degree), set()
    for _ in range(60):
        roots = []
        while len(roots) < degree:
            size = sp.Rational(rng.choice([3, 5, 8, 9, 11, 12]), 10)
            if degree - len(roots) > 1 and rng.random() < 0.5:
                cosine = sp.Rational(rng.randint(-9, 9), 10)
                roots += [(2 * size * cosine, size**2)]
                roots += [None]  # type: ignore[list-item]
            else:
                roots += [rng.choice([-1, 1]) * size]
        factors = [z**2 - k[0] * z + k[1] if isinstance(k, tuple) else z - k for k in roots if k is not None]
        polynomial = sp.Poly(sp.prod(factors), z)
        inside = max(abs(np.roots([float(k) for k in polynomial.all_coeffs()]))) < 1
        conditions = schur_conditions(polynomial)
        assert all(k > 0 for k in conditions) == inside
        assert is_stable(polynomial.all_coeffs()) is inside
        assert is_stable([Fraction(int(3 * k.p), int(k.q)) for k in polynomial.all_coeffs()]) is inside
        verdicts.add(bool(inside))
    assert verdicts == {True, False}


def test_jurys_conditions() -> None:
    """Degrees none, one and two by hand: the polynomial at 1 and -1, and the product of the roots."""
    assert schur_conditions(sp.Poly(1, z)) == []
    assert [sp.expand(k) for k in schur_conditions(sp.Poly(z - p, z))] == [1 - p, 1 + p] or [
        sp.expand(k) for k in schur_conditions(sp.Poly(z - p, z))
    ] == [1 + p, 1 - p]
    found = [sp.expand(k) for k in schur_conditions(sp.Poly(z**2 + p * z + q, z))]
    assert found == [1 - p + q, 2 - 2 * q, 1 + p + q]
    assert len(schur_conditions(sp.Poly(z**3 + p, z))) == 5
    assert len(schur_conditions(sp.Poly(z**4 + p, z))) == 6
    assert len(schur_conditions(sp.Poly(z**5 + p, z))) == 8


@pytest.mark.parametrize("coefficients", [[1, -1], [1, 1], [1, 0, 1], [1, -2, 1], [1, 0, -1]])
def test_a_root_on_the_circle_is_not_stable(coefficients: list[int]) -> None:
    """Neither by the recursion nor by the conditions."""
    assert not is_stable(coefficients)
    assert not all(k > 0 for k in schur_conditions(sp.Poly(coefficients, z)))
    assert is_stable([Fraction(1)])
    assert is_stable([1, Fraction(1, 2)])


def test_hurwitz_minors_are_determinants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes one to four of a polynomial with fractions and zeros among its coefficients; nested where they would be too long."""
    coefficients = [1 / (1 + x), x, sp.S.Zero, x / (2 + x), sp.Integer(3), x**2]
    field = Fractions([*coefficients, x])
    lifted = [field.lift(k) for k in coefficients]
    n = len(coefficients) - 1

    def wanted(size: int) -> sp.Expr:
        rows = [[coefficients[2 * j - i + 1] if 0 <= 2 * j - i + 1 <= n else 0 for j in range(size)] for i in range(size)]
        return sp.Matrix(rows).det(method="berkowitz")

    for size in (1, 2, 3, 4):
        assert sp.cancel(hurwitz_minor(lifted, size, field) - wanted(size)) == 0

    def too_long(*_: object) -> None:
        raise stability.TooLong

    monkeypatch.setattr(stability, "expanded", too_long)
    for size in (2, 3):
        assert sp.cancel(hurwitz_minor(lifted, size, field) - wanted(size)) == 0


def test_factors_are_monic_and_sorted() -> None:
    """With multiplicity, constants left out, by degree and then by text."""
    found = irreducible_factors(sp.expand((3 * z - x) ** 2 * (x * z**2 + z + y) * (z + 1) * (1 + x)), z)
    assert found == [(sp.Poly(z + 1, z), 1), (sp.Poly(z - x / 3, z), 2), (sp.Poly(z**2 + z / x + y / x, z), 1)]
    assert irreducible_factors(1 + x, z) == []


UNIT = domain(between(p, 0, 1), between(q, -1, 1))


@pytest.mark.parametrize(
    ("conditions", "left"),
    [
        ([1 + p], []), ([-1 - p], [sp.S.NegativeOne]), ([q], [q]), ([q * (1 + p)], [q]), ([-q], [-q]), ([q * (-1 - p)], [-q]),
        ([2 * q], [q]), ([-3 * q], [-q]), ([q**2], []), ([q**3], [q]), ([q / (1 + p)], [q]), ([q / (q - 3)], [-q]), ([q, q * (2 - p)], [q]),
        ([q, q - p], [q, q - p]), ([q * (q - p)], [q * (q - p)]), ([(1 + p) ** sp.S.Half * q], [q]), ([sp.Integer(5)], []),
        ([(1 + p * (2 + q)) * 1], [1 + p * (2 + q)]), ([q, 1 + p, q - p], [q, q - p]), ([1 / q], [q]),
    ],
)  # fmt: skip
def test_what_remains_of_conditions(conditions: list[sp.Expr], left: list[sp.Expr]) -> None:
    """Factors of one sign are dropped with it, even powers too; numbers leave their sign; what is nested is kept; no condition twice."""
    assert essential_conditions(conditions, UNIT) == left


def test_long_factors_are_kept_without_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than ``TRIED`` terms, though positive."""
    long = sum((p**k for k in range(1, 61)), sp.S.Zero)
    assert essential_conditions([long], UNIT) == []
    assert essential_conditions([long + p**61], UNIT) == [long + p**61]


def test_an_empty_domain_leaves_signs_to_certificates() -> None:
    """No point to look at, and nothing raised."""
    empty = domain(between(p, 1, 2), between(q, 0, 1 - p))
    assert essential_conditions([p], empty) == []
    assert essential_conditions([r], Domain()) == [r]


def test_no_certificate_is_tried_against_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """An expression seen to take both signs is kept at once."""
    tried = []

    def noted(expression: sp.Expr, where: Domain) -> bool:
        tried.append(expression)
        return False

    monkeypatch.setattr(stability, "positive_on", noted)
    assert essential_conditions([q, 1 + p], UNIT) == [q, 1 + p]
    assert tried == [1 + p]
