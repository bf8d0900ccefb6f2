"""Exact arithmetic in a field of rational functions.

Every expression that the theory meets is rational in its symbols and in powers such as ``h**p`` or ``r**t`` whose
exponent is symbolic. Such a power is split as ``h**(2 - p) = h**2 / (h**p)`` and ``h**p`` becomes a generator of its
own, so that equality is decided by a zero test of a fraction. No heuristics (``simplify``) are involved.

Generators are treated as independent. A zero found is therefore always a true identity; a non-zero says
"not identical in these generators", which refutes nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.polys.matrices import DomainMatrix

Element = Any  # an element of a SymPy fraction field (the class is made per field)


class Fractions:
    """The fraction field over the rationals that holds the given expressions.

    Parameters
    ----------
    expressions : rational in their symbols and in powers with symbolic exponents.

    ``lift`` maps an expression into the field, ``lower`` maps back.
    """

    def __init__(self, expressions: Iterable[Any]) -> None:
        self._dummies: dict[sp.Expr, sp.Dummy] = {}
        prepared = [self._prepare(sp.sympify(e)) for e in expressions]
        symbols = sorted(set().union(*[e.free_symbols for e in prepared]) | set(self._dummies.values()), key=str)
        self.generators: tuple[sp.Symbol, ...] = tuple(symbols)
        self.domain = sp.QQ.frac_field(*symbols) if symbols else sp.QQ
        self._back = {dummy: power for power, dummy in self._dummies.items()}

    def _prepare(self, expression: sp.Expr) -> sp.Expr:
        """Replace every power with a non-integer exponent by whole powers of generators, Max, Min and sin by generators."""
        return expression.replace(_irregular, lambda e: self._split(*e.args) if e.is_Pow else self._generator(e))

    def _generator(self, expression: sp.Expr) -> sp.Expr:
        if isinstance(expression, sp.sin):
            expression = sp.sin(sp.expand(expression.args[0]))  # one form of the angle
        return self._dummies.setdefault(expression, sp.Dummy(str(expression)))

    def _split(self, base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        """``base**exponent`` through generators ``base**u`` whose exponent has a positive coefficient."""
        if isinstance(base, sp.Mul):
            return sp.Mul(*[self._split(part, exponent) for part in base.args])
        if base.is_Pow and (base.base.is_positive or exponent.is_integer):
            return self._split(base.base, sp.expand(base.exp * exponent))
        result: sp.Expr = sp.S.One
        for term in sp.Add.make_args(sp.expand(exponent)):
            coefficient, rest = term.as_coeff_Mul()
            if rest == 1:
                whole = sp.floor(coefficient)
                result *= base**whole
                coefficient -= whole
            if coefficient:
                times, denominator = sp.fraction(coefficient)
                power = sp.Pow(base, rest / denominator)
                result *= self._generator(power) ** times
        return result

    def lift(self, expression: Any) -> Element:
        """The field element of an expression."""
        return self.domain.from_sympy(self._prepare(sp.sympify(expression)))

    def lower(self, element: Element) -> sp.Expr:
        """The expression of a field element, in lowest terms, not factored."""
        return self.domain.to_sympy(element).xreplace(self._back)

    def factored(self, element: Element) -> sp.Expr:
        """An element in lowest terms, factored over the rationals, signs arranged for reading."""
        if not self.generators:
            return self.lower(element)
        result: sp.Expr = sp.S.One
        for polynomial, power in ((element.numer, 1), (element.denom, -1)):
            content, factors = polynomial.factor_list()
            result *= sp.Rational(int(content.numerator), int(content.denominator)) ** power
            for part, exponent in factors:
                base = part.as_expr()
                readable = _readable(base)
                if readable != base and exponent % 2:
                    result = -result
                result *= readable.xreplace(self._back) ** (power * exponent)
        return result

    def power_of(self, generator: sp.Symbol) -> sp.Expr:
        """The expression behind a generator: itself, or the power it stands for."""
        return self._back.get(generator, generator)

    def ratio(self, expression: Any) -> tuple[sp.Poly, sp.Poly]:
        """Numerator and denominator, in lowest terms, as polynomials in ``generators``."""
        element = self.lift(expression)
        if not self.generators:
            return sp.Poly(sp.S(int(element.numerator)), sp.Dummy()), sp.Poly(sp.S(int(element.denominator)), sp.Dummy())
        return (
            sp.Poly(element.numer.as_expr(), *self.generators),
            sp.Poly(element.denom.as_expr(), *self.generators),
        )


def _irregular(e: sp.Basic) -> bool:
    return (e.is_Pow and not e.exp.is_Integer) or isinstance(e, sp.Max | sp.Min | sp.sin)


def is_zero(expression: Any) -> bool:
    """Decide whether a rational expression vanishes identically. A matrix: whether every entry does."""
    if isinstance(expression, sp.MatrixBase):
        return all(is_zero(entry) for entry in expression)
    if expression.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        return False
    return bool(Fractions([expression]).lift(expression) == 0)


def cancel(expression: Any) -> sp.Expr:
    """Lowest terms, factored: the printed form of a rational expression."""
    field = Fractions([expression])
    return field.factored(field.lift(expression))


def _readable(base: sp.Expr) -> sp.Expr:
    """Write 1 - beta and not beta - 1: positive constant term, else more positive terms than negative."""
    if not isinstance(base, sp.Add):
        return base
    constant = base.as_coeff_Add()[0]
    if constant:
        return -base if constant < 0 else base
    negative = sum(1 if t.could_extract_minus_sign() else -1 for t in base.args)
    return sp.expand(-base) if negative > 0 else base


def coefficients(expression: sp.Expr, variable: sp.Symbol) -> list[sp.Expr]:
    """Coefficients of a polynomial in ``variable``, lowest degree first."""
    polynomial = sp.Poly(sp.expand(expression), variable)
    return list(reversed(polynomial.all_coeffs()))


@dataclass(frozen=True)
class Solution:
    """A solved linear system, its entries over one common denominator: each is brought to lowest terms when asked for."""

    field: Fractions
    numerators: tuple[Element, ...]
    denominator: Element

    def combination(self, weights: Mapping[int, Element]) -> sp.Expr:
        """sum of weight times entry, weights being field elements, in lowest terms and factored."""
        total = sum((w * self.numerators[k] for k, w in weights.items()), self.field.domain.zero)
        return self.field.factored(total / self.denominator)

    def entry(self, k: int) -> sp.Expr:
        """One entry, in lowest terms."""
        return self.field.lower(self.numerators[k] / self.denominator)


def solve(matrix: Sequence[Sequence[Element]], right: Sequence[Element], field: Fractions) -> Solution | None:
    """Solve a square linear system over the field; ``None`` when it is singular.

    Division-free, by the characteristic polynomial over the polynomial ring: measured on a ten-equation system, ``lu_solve`` over
    the fraction field needs over two minutes, fraction-free elimination two seconds, this a third of one. (Solving block by block is no better: the
    intermediate fractions cost more than the smaller systems save.)
    """
    n = len(right)
    augmented = DomainMatrix([[*row, r] for row, r in zip(matrix, right, strict=True)], (n, n + 1), field.domain)
    _, cleared = augmented.clear_denoms_rowwise(convert=True)
    try:
        numerator, denominator = cleared[:, :n].solve_den(cleared[:, n:], method="charpoly")
    except (sp.polys.matrices.exceptions.DMNonInvertibleMatrixError, ZeroDivisionError):
        return None
    ring, domain = numerator.domain, field.domain
    tops = tuple(domain.convert_from(numerator[i, 0].element, ring) for i in range(n))
    return Solution(field, tops, domain.convert_from(denominator, ring))
