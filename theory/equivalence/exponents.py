"""Exponents of the curvature that an unknown power may take: those at which terms of two rules come to stand at the same power."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import sympy as sp

from theory.algebra.field import Fractions
from theory.algebra.symbols import in_order
from theory.analysis import risk
from theory.equivalence.coefficients import exponent_symbols, noise_terms
from theory.rule.filter import LinearSystem
from theory.rule.model import h

Values = dict[sp.Symbol, sp.Expr]


def choices(left: LinearSystem, right: LinearSystem, steps: int, unknowns: Sequence[sp.Symbol]) -> Iterator[Values]:
    """Values for the unknowns in an exponent of ``right``: a power of ``left``, 0, 1, or what has two terms coincide.

    A rule's terms are told apart by their powers of the curvature. An unknown power that leaves all of them apart cannot make one rule
    the other, so that only these values need be tried.
    """
    if not unknowns:
        yield {}
        return
    unknown, rest = unknowns[0], unknowns[1:]
    others = dict.fromkeys(rest, sp.S.Zero)
    options = [*in_order(exponent_symbols(left)), sp.S.Zero, sp.S.One]
    options += _coinciding(left, right.subs(others) if others else right, steps, unknown)
    for value in dict.fromkeys(options):
        chosen = {unknown: value}
        for further in choices(left, right.subs(chosen), steps, rest):
            yield {**chosen, **further}


def _coinciding(left: LinearSystem, right: LinearSystem, steps: int, unknown: sp.Symbol) -> list[sp.Expr]:
    """Values of the unknown at which two powers of the curvature are one, in the first terms that it moves."""
    for pair in _terms(left, right, steps):
        powers = _powers(*pair)
        if any(unknown in e.free_symbols for e in powers):
            found = {sp.expand(v) for a in powers for b in powers for v in _meeting(a, b, unknown)}
            return sorted(found, key=sp.default_sort_key)
    return []


def _terms(left: LinearSystem, right: LinearSystem, steps: int) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Terms of the mean responses, then sums of squares of the first noise terms: what both have to share."""
    count = left.order + right.order
    means = zip(risk.response_terms(left, left.e), islice(risk.response_terms(right, right.e), 0, None, steps), strict=False)
    yield from islice(means, count)
    sides = [noise_terms(system, k, count) for system, k in ((left, 1), (right, steps))]
    for k in range(count):
        mine, theirs = (sum((g[k] ** 2 for g in side), sp.S.Zero) for side in sides)
        yield mine, theirs


def _powers(left: sp.Expr, right: sp.Expr) -> list[sp.Expr]:
    """The exponents of the curvature in ``left = right`` without denominators."""
    field = Fractions([left, right])
    (top, bottom), (other_top, other_bottom) = field.ratio(left), field.ratio(right)
    exponents: list[sp.Expr] = []
    for generator in field.generators:
        power = field.power_of(generator)
        base, exponent = (power.base, power.exp) if power.is_Pow else (power, sp.S.One)
        exponents.append(exponent if base == h else sp.S.Zero)

    def of(polynomial: sp.Poly) -> set[sp.Expr]:
        return {sp.Add(*[d * e for d, e in zip(m, exponents, strict=False)]) for m in polynomial.monoms()}

    sums = {sp.expand(a + b) for one, other in ((top, other_bottom), (other_top, bottom)) for a in of(one) for b in of(other)}
    return sorted(sums, key=sp.default_sort_key)


def _meeting(a: sp.Expr, b: sp.Expr, unknown: sp.Symbol) -> Iterator[sp.Expr]:
    """Where two exponents, both linear in the unknown, are equal."""
    gap = sp.expand(a - b)
    slope = gap.coeff(unknown)
    if slope.is_Rational and slope != 0:
        yield -(gap - slope * unknown) / slope
