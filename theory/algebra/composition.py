"""Polynomials with polynomials put in for their generators: expanded where that stays short, nested where it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any

import sympy as sp

from theory.algebra.factoring import Polynomial

Step = Callable[[Any, Any, int, Any], Any]
LONGEST = 250
"""Terms beyond which a polynomial is left nested instead of being expanded: nobody reads it."""


class TooLong(Exception):
    """An expanded polynomial would have more terms than allowed."""


def coefficients_of(polynomial: Polynomial, position: int, first: int, count: int) -> list[Polynomial]:
    """The coefficients of ``count`` powers of one generator, from the power ``first`` on."""
    result = [polynomial.ring.zero for _ in range(count)]
    for monomial, coefficient in polynomial.terms():
        if first <= monomial[position] < first + count:
            result[monomial[position] - first][(*monomial[:position], 0, *monomial[position + 1 :])] = coefficient
    return result


def expanded(
    polynomial: Polynomial,
    values: Sequence[Polynomial],
    shorten: Callable[[Polynomial], Polynomial] = lambda p: p,
    longest: int = LONGEST,
) -> Polynomial:
    """A polynomial with values for its generators, by Horner's rule; ``shorten`` drops what is not wanted. Raises ``TooLong``."""
    ring = values[0].ring

    def step(result: Polynomial, value: Polynomial, power: int, term: Polynomial) -> Polynomial:
        for _ in range(power):
            result = shorten(result * value)
        result = result + term
        if len(result) > longest:
            raise TooLong
        return result

    return _horner(dict(polynomial), values, ring, step) if polynomial else ring.zero


def unexpanded(polynomial: Polynomial, values: Sequence[sp.Expr]) -> sp.Expr:
    """The same as an expression nested by Horner's rule, the values put in as they are."""
    symbols = polynomial.ring.symbols

    def step(result: sp.Expr, value: sp.Expr, power: int, term: sp.Expr) -> sp.Expr:
        return result * value**power + term

    nested = _horner(dict(polynomial), symbols, polynomial.ring.domain.to_sympy, step) if polynomial else sp.S.Zero
    return nested.xreplace(dict(zip(symbols, values, strict=True)))


def _horner(terms: dict[tuple[int, ...], Any], values: Sequence[Any], constant: Callable[[Any], Any], step: Step) -> Any:
    """The value of a polynomial, one generator after the other; ``step(r, x, k, a)`` is r x^k + a."""

    def value(terms: dict[tuple[int, ...], Any], position: int) -> Any:
        if position == len(values):
            return constant(next(iter(terms.values())))
        by_power: dict[int, dict[tuple[int, ...], Any]] = {}
        for monomial, coefficient in terms.items():
            by_power.setdefault(monomial[position], {})[monomial] = coefficient
        last, *following = sorted(by_power, reverse=True)
        result = value(by_power[last], position + 1)
        for power in following:
            result = step(result, values[position], last - power, value(by_power[power], position + 1))
            last = power
        return step(result, values[position], last, constant(0)) if last else result

    return value(terms, 0)


def value(expression: sp.Expr, known: dict[sp.Expr, Fraction]) -> Fraction:
    """A rational expression at fractions for its symbols; ``known`` starts with them and keeps what nested expressions share."""
    if expression not in known:
        if expression.is_Rational:
            known[expression] = Fraction(int(expression.p), int(expression.q))
        elif expression.is_Pow:
            known[expression] = value(expression.base, known) ** int(expression.exp)
        else:
            start, combine = (Fraction(0), add) if expression.is_Add else (Fraction(1), mul)
            known[expression] = reduce(combine, (value(part, known) for part in expression.args), start)
    return known[expression]
