"""Exact arithmetic in a field of rational functions.

Every expression that the theory meets is rational in its symbols, in functions of them (a schedule's cosine or minimum, whatever is
inside) and in powers such as ``h**p`` or ``r**t`` whose exponent is symbolic. Such a power is split as
``h**(2 - p) = h**2 / (h**p)``; functions and ``h**p`` become generators of their own, so that equality is decided by a zero test of a
fraction. No heuristics (``simplify``) are involved.

Generators are treated as independent. A zero found is therefore always a true identity; a non-zero says
"not identical in these generators", which refutes nothing by itself.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from functools import reduce
from typing import Any

import sympy as sp
from sympy.polys.rings import PolyElement

from theory.algebra.factoring import Factors, Polynomial, factored
from theory.algebra.symbols import in_order

Element = Any  # an element of a SymPy fraction field (the class is made per field)


def exactly(expression: Any) -> Any:
    """The expression, or matrix of them. Raises ``ValueError`` if a float stands in it: what it is meant to be nobody can say."""
    expression = sp.sympify(expression)
    if expression.has(sp.Float):
        raise ValueError(f"{expression} holds a float; write a fraction")
    return expression


class Fractions:
    """The fraction field over the rationals that holds the given expressions.

    Parameters
    ----------
    expressions : rational in their symbols and in powers with symbolic exponents.

    ``lift`` maps an expression into the field, ``lower`` maps back.
    """

    def __init__(self, expressions: Iterable[Any]) -> None:
        self._dummies: dict[sp.Expr, sp.Dummy] = {}
        self._roots: dict[sp.Symbol, sp.Expr] = {}
        prepared = [self._prepare(exactly(e)) for e in expressions]
        self._tie_roots()
        prepared = [e.xreplace(self._roots) for e in prepared]
        symbols = in_order(set().union(*[e.free_symbols for e in prepared]) | set(self._dummies.values()) - self._roots.keys())
        self.generators: tuple[sp.Symbol, ...] = tuple(symbols)
        self.domain = sp.QQ.frac_field(*symbols) if symbols else sp.QQ
        self._back = {dummy: power for power, dummy in self._dummies.items()}

    def _tie_roots(self) -> None:
        """Roots of one base are powers of one root, and so is the base itself if it is a symbol."""
        orders: dict[sp.Expr, list[int]] = {}
        for power in self._dummies:
            base, exponent = power.as_base_exp()
            if power.is_Pow and exponent.is_Rational and exponent.p == 1:
                orders.setdefault(base, []).append(int(exponent.q))
        for base, found in orders.items():
            order = math.lcm(*found)
            root = self._generator(sp.Pow(base, sp.Rational(1, order)))
            self._roots |= {self._dummies[sp.Pow(base, sp.Rational(1, q))]: root ** (order // q) for q in found if q != order}
            if base.is_Symbol:
                self._roots[base] = root**order

    def _prepare(self, expression: sp.Expr) -> sp.Expr:
        """Replace every power with a non-integer exponent by whole powers of generators, functions and constants by generators."""
        if expression.is_Pow and not expression.exp.is_Integer:
            base, exponent = expression.args
            if base.args and any(e.is_Pow and not e.exp.is_Integer for e in sp.preorder_traversal(base)):
                base = cancel(base)  # powers inside may cancel, and one base must be one generator
            elif base.is_Add and exponent.is_Rational:
                base = sp.expand(base)
            return self._split(base, exponent)
        if isinstance(expression, sp.exp):
            return self._split(sp.E, expression.args[0])
        if expression.is_Function or expression.is_NumberSymbol:
            return self._generator(expression)
        if not expression.args:
            return expression
        return expression.func(*[self._prepare(part) for part in expression.args])

    def _generator(self, expression: sp.Expr) -> sp.Expr:
        if isinstance(expression, sp.sin | sp.cos):
            expression = expression.func(sp.expand(expression.args[0]))  # one form of the angle
        return self._dummies.setdefault(expression, sp.Dummy(str(expression)))

    def _split(self, base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        """``base**exponent`` through generators ``base**u`` whose exponent has a positive coefficient."""
        if isinstance(base, sp.Mul):  # (x y)^u is x^u y^u where at most one factor is not known to be >= 0
            apart = [part for part in base.args if part.is_nonnegative]
            rest = sp.Mul(*[part for part in base.args if not part.is_nonnegative])
            if apart and rest != base:
                return sp.Mul(*[self._split(part, exponent) for part in (*apart, rest) if part != 1])
            if exponent.is_integer:
                return sp.Mul(*[self._split(part, exponent) for part in base.args])
        if base.is_Pow and (base.base.is_positive or exponent.is_integer):
            return self._split(base.base, sp.expand(base.exp * exponent))
        result: sp.Expr = sp.S.One
        for term in sp.Add.make_args(sp.expand(exponent)):
            coefficient, rest = term.as_coeff_Mul()
            if rest == 1:
                whole = sp.floor(coefficient)
                result *= self._prepare(base) ** whole
                coefficient -= whole
            if coefficient:
                times, denominator = sp.fraction(coefficient)
                power = sp.Pow(base, rest / denominator)
                result *= self._generator(power) ** times
        return result

    def lift(self, expression: Any) -> Element:
        """The field element of an expression."""
        prepared = self._prepare(exactly(expression)).xreplace(self._roots)
        return self._element(prepared) if self.generators else self.domain.from_sympy(prepared)

    def _element(self, expression: sp.Expr) -> Element:
        """A prepared expression in the field. Sums and products of polynomials are made in the ring, where nothing is to be cancelled."""
        found = self._polynomial_or_fraction(expression)
        return self.domain.field.field_new(found) if isinstance(found, PolyElement) else found

    def _polynomial_or_fraction(self, expression: sp.Expr) -> Polynomial | Element:
        ring = self.domain.field.ring
        if expression.is_Add or expression.is_Mul:
            parts = [self._polynomial_or_fraction(part) for part in expression.args]
            polynomials = [p for p in parts if isinstance(p, PolyElement)]
            fractions = [p for p in parts if not isinstance(p, PolyElement)]
            operation = operator.add if expression.is_Add else operator.mul
            start = [reduce(operation, polynomials)] if polynomials else []
            return reduce(operation, [*fractions, *start])
        if expression.is_Pow and expression.exp.is_Integer:
            base, exponent = self._polynomial_or_fraction(expression.base), int(expression.exp)
            return base**exponent if exponent > 0 else self.domain.field.field_new(base) ** exponent
        if expression.is_Symbol:
            return ring.gens[self.generators.index(expression)]
        return ring.ground_new(self.domain.domain.from_sympy(expression))

    def lower(self, element: Element) -> sp.Expr:
        """The expression of a field element, in lowest terms, not factored."""
        return self.domain.to_sympy(element).xreplace(self._back)

    def factored(self, element: Element) -> sp.Expr:
        """An element in lowest terms, factored over the rationals, signs arranged for reading."""
        if not self.generators:
            return self.lower(element)
        parts = [(p, e * sign) for p, sign in ((element.numer, 1), (element.denom, -1)) for p, e in factored([p])]
        return self.product(parts)

    def product(self, factors: Factors) -> sp.Expr:
        """The expression of a product of irreducible polynomials, signs arranged for reading."""
        number, parts = sp.S.One, []
        for polynomial, exponent in factors:
            if _reads_better_negated(polynomial):
                polynomial = -polynomial
                number *= sp.S.NegativeOne**exponent
            base = polynomial.as_expr()
            if base.is_number:
                number *= base**exponent
            else:
                parts.append((base.xreplace(self._back) if self._back else base) ** exponent)
        return number * sp.Mul(*parts)  # the number last: SymPy would multiply it into a first sum

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


def whole(element: Element) -> Polynomial:
    """The polynomial that an element is whose denominator is a number."""
    return element.numer.quo_ground(element.denom.LC)


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


def _reads_better_negated(polynomial: Polynomial) -> bool:
    """Write 1 - beta and not beta - 1: positive constant term, else more positive terms than negative."""
    if len(polynomial) < 2:
        return False
    constant = polynomial.coeff(1)
    if constant:
        return bool(constant < 0)
    return 2 * sum(1 for k in polynomial.values() if k < 0) > len(polynomial)


def coefficients(expression: sp.Expr, variable: sp.Symbol) -> list[sp.Expr]:
    """Coefficients of a polynomial in ``variable``, lowest degree first."""
    polynomial = sp.Poly(sp.expand(expression), variable)
    return list(reversed(polynomial.all_coeffs()))
