"""When a rule is stable: all characteristic roots inside the unit circle, as inequalities.

The polynomial is factored first; each irreducible factor goes through the bilinear map z = (1 + w)/(1 - w), which turns
the unit disc into the left half plane, where the Lienard-Chipart form of the Hurwitz criterion applies. For orders one
and two this gives exactly Jury's conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.algebra import Fractions, cancel
from theory.domain import Domain
from theory.inequality import positive_on


def irreducible_factors(polynomial: sp.Expr, variable: sp.Symbol) -> list[tuple[sp.Poly, int]]:
    """Factors of a polynomial over the rational functions in its other symbols, with multiplicity, each made monic."""
    field = Fractions([polynomial])
    numerator, _ = field.ratio(polynomial)
    _, factors = sp.factor_list(numerator)
    result = []
    for f, multiplicity in factors:
        p = sp.Poly(f.as_expr(), variable)
        if p.degree() > 0:
            lead = p.LC()
            monic = [cancel((k / lead).xreplace(field._back)) for k in p.all_coeffs()]
            result.append((sp.Poly(monic, variable), multiplicity))
    return sorted(result, key=lambda item: (item[0].degree(), str(item[0])))


def schur_conditions(polynomial: sp.Poly) -> list[sp.Expr]:
    """Expressions that are all positive exactly when every root of the monic polynomial has modulus below 1.

    Schur-Cohn by way of the bilinear map and Lienard-Chipart (Gantmacher, Theory of Matrices II, ch. XV).
    """
    n = polynomial.degree()
    if n == 0:
        return []
    w = sp.Dummy("w")
    coefficients = list(reversed(polynomial.all_coeffs()))  # a_0 ... a_n
    mapped = sp.Poly(sum(a * (1 + w) ** k * (1 - w) ** (n - k) for k, a in enumerate(coefficients)), w)
    p = [cancel(mapped.coeff_monomial(w ** (n - k))) for k in range(n + 1)]  # p_0 w^n + ... + p_n
    if n <= 2:
        return p
    # All coefficients positive, and every second Hurwitz minor.
    hurwitz = [[p[2 * j - i + 1] if 0 <= 2 * j - i + 1 <= n else sp.S.Zero for j in range(n)] for i in range(n)]
    minors = [cancel(sp.Matrix([row[:k] for row in hurwitz[:k]]).det(method="berkowitz")) for k in range(n - 1, 1, -2)]
    return p + minors


def essential_conditions(conditions: Sequence[sp.Expr], domain: Domain) -> list[sp.Expr]:
    """What remains of "all positive" once everything that holds on the whole domain is left out.

    A factor whose sign on the domain is settled by a certificate is dropped (with its sign).
    """
    result: list[sp.Expr] = []
    for condition in conditions:
        rest: sp.Expr = sp.S.One
        for part in sp.Mul.make_args(cancel(condition)):
            base, exponent = part.as_base_exp() if part.is_Pow and part.exp.is_Integer else (part, sp.S.One)
            if exponent % 2 == 0:
                continue
            if base.is_number:
                rest *= sp.sign(base)
            elif positive_on(base, domain):
                continue
            elif positive_on(-base, domain):
                rest = -rest
            else:
                rest *= base
        if rest != 1 and rest not in result:
            result.append(rest)
    return result


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
