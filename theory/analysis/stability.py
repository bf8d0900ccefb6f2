"""When a rule is stable: all characteristic roots inside the unit circle, as inequalities.

The polynomial is factored first; each irreducible factor goes through the bilinear map z = (1 + w)/(1 - w), which turns
the unit disc into the left half plane, where the Lienard-Chipart form of the Hurwitz criterion applies. For orders one
and two this gives exactly Jury's conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp
from sympy.polys.matrices import DomainMatrix
from sympy.polys.rings import PolyRing

from theory.algebra.composition import TooLong, coefficients_of, expanded, unexpanded
from theory.algebra.factoring import factor_list
from theory.algebra.field import Element, Fractions, whole
from theory.errors import OutsideDomain
from theory.proof.inequality import positive_on
from theory.rule.domain import Domain
from theory.rule.model import h, z

TRIED = 60


def irreducible_factors(polynomial: sp.Expr, variable: sp.Symbol) -> list[tuple[sp.Poly, int]]:
    """Factors of a polynomial over the rational functions in its other symbols, with multiplicity, each made monic."""
    field = Fractions([polynomial, variable])
    position = field.generators.index(variable)
    result = []
    for part, multiplicity in factor_list(field.lift(polynomial).numer)[1]:
        degree = part.degree(position)
        if degree > 0:
            coefficients = [field.domain(k) for k in coefficients_of(part, position, 0, degree + 1)]
            monic = [field.factored(k / coefficients[-1]) for k in reversed(coefficients)]
            result.append((sp.Poly(monic, variable), multiplicity))
    return sorted(result, key=lambda item: (item[0].degree(), str(item[0])))


def schur_conditions(polynomial: sp.Poly) -> list[sp.Expr]:
    """Expressions that are all positive exactly when every root of the monic polynomial has modulus below 1.

    Schur-Cohn by way of the bilinear map and Lienard-Chipart (Gantmacher, Theory of Matrices II, ch. XV).
    """
    n = polynomial.degree()
    if n == 0:
        return []
    a = list(reversed(polynomial.all_coeffs()))  # a_0 ... a_n
    field = Fractions([*a, h])
    # p_k, the coefficient of w^(n - k) in the sum of a_j (1 + w)^j (1 - w)^(n - j)
    weights = [[int(x) for x in sp.Poly((1 + z) ** j * (1 - z) ** (n - j), z).all_coeffs()] for j in range(n + 1)]
    lifted = [field.lift(k) for k in a]
    elements = [sum((lifted[j] * weights[j][k] for j in range(n + 1)), field.domain.zero) for k in range(n + 1)]
    p = [field.factored(e) for e in elements]
    if n <= 2:
        return p
    # All coefficients positive, and every second Hurwitz minor.
    return p + [hurwitz_minor(elements, k, field) for k in range(n - 1, 1, -2)]


def hurwitz_minor(p: Sequence[Element], size: int, field: Fractions) -> sp.Expr:
    """The leading minor of the Hurwitz matrix of p_0 w^n + ... + p_n: factored, or nested in the p_k where that is too long to read."""
    n = len(p) - 1
    ring = PolyRing([sp.Dummy(f"p_{k}") for k in range(n + 1)], sp.QQ)
    symbols = [g if e != 0 else ring.zero for g, e in zip(ring.gens, p, strict=True)]
    rows = [[symbols[2 * j - i + 1] if 0 <= 2 * j - i + 1 <= n else ring.zero for j in range(size)] for i in range(size)]
    minor = ring(DomainMatrix(rows, (size, size), ring.to_domain()).charpoly()[-1]) * (-1) ** size
    scale = field.domain.field.ring.one
    for e in p:
        scale = scale.lcm(e.denom)
    try:
        value = expanded(minor, [whole(e * field.domain(scale)) for e in p])
    except TooLong:
        return unexpanded(minor, [field.factored(e) for e in p])
    return field.factored(field.domain(value) / field.domain(scale) ** size)


def essential_conditions(conditions: Sequence[sp.Expr], domain: Domain) -> list[sp.Expr]:
    """What remains of "all positive" once everything that holds on the whole domain is left out.

    The conditions come factored. A factor whose sign on the domain is settled by a certificate is dropped (with its sign); one of
    more than ``TRIED`` terms, or seen to take both signs, is kept without trying.
    """
    points = _points(domain)
    result: list[sp.Expr] = []
    for condition in conditions:
        if _nested(condition):
            result.append(condition)
            continue
        rest: sp.Expr = sp.S.One
        for part in sp.Mul.make_args(condition):
            base, exponent = part.as_base_exp() if part.is_Pow and part.exp.is_Integer else (part, sp.S.One)
            if exponent % 2 == 0:
                continue
            seen = {base.xreplace(point).is_positive for point in points}
            if base.is_number:
                rest *= sp.sign(base)
            elif len(sp.Add.make_args(base)) > TRIED:
                rest *= base
            elif False not in seen and positive_on(base, domain):
                continue
            elif True not in seen and positive_on(-base, domain):
                rest = -rest
            else:
                rest *= base
        if rest != 1 and rest not in result:
            result.append(rest)
    return result


def _points(domain: Domain) -> list[dict[sp.Symbol, sp.Rational]]:
    """Some settings and curvatures; none if the domain is empty or too narrow to find one."""
    rng = Random(0)
    try:
        return [{**domain.sample(rng), h: sp.Rational(rng.randint(1, 40), 10)} for _ in range(10)]
    except OutsideDomain:
        return []


def _nested(condition: sp.Expr) -> bool:
    """Whether it was left unexpanded."""
    bases = [part.as_base_exp()[0] for part in sp.Mul.make_args(condition)]
    return any(arg.has(sp.Add) for base in bases if base.is_Add for arg in base.args)


def is_stable(coefficients: Sequence[Any]) -> bool:
    """The Schur-Cohn step-down recursion on exact numbers: an independent check of the symbolic conditions.

    Parameters
    ----------
    coefficients : of the characteristic polynomial, highest degree first, as fractions or integers.
    """
    a = [Fraction(int(k.p), int(k.q)) if isinstance(k, sp.Rational) else Fraction(k) for k in coefficients]
    while len(a) > 1:
        if abs(a[-1]) >= abs(a[0]):
            return False
        a = [a[0] * a[k] - a[-1] * a[-1 - k] for k in range(len(a) - 1)]
    return True
