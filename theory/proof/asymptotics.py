"""Certificates for limits: terms that die out, and Taylor formulas with their exact remainder."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from theory.algebra.field import Fractions, is_zero
from theory.algebra.printing import tex
from theory.proof.certificate import Identity, Substitution


@dataclass(frozen=True)
class Vanishing:
    """``expression`` tends to 0: every term carries a power base**step of some ``decaying`` base (modulus below 1).

    Polynomial factors of ``step`` are allowed beside it.
    """

    expression: sp.Expr
    step: sp.Symbol
    decaying: tuple[sp.Expr, ...]
    substitution: Substitution = ()

    def check(self) -> bool:
        expression = sp.sympify(self.expression).subs(list(self.substitution), simultaneous=True)
        if is_zero(expression):
            return True
        field = Fractions([expression])
        numerator, denominator = field.ratio(expression)
        powers = [field.power_of(g) for g in field.generators]
        decays = [i for i, p in enumerate(powers) if p.is_Pow and p.exp == self.step and p.base in self.decaying]
        if any(self.step in p.free_symbols and i not in decays and p != self.step for i, p in enumerate(powers)):
            return False
        moving = {g for g, p in zip(field.generators, powers, strict=True) if self.step in p.free_symbols}
        if denominator.free_symbols & moving:
            return False
        return all(any(monomial[i] > 0 for i in decays) for monomial, _ in numerator.terms())

    def explain(self) -> str:
        bases = ", ".join(f"${tex(b)}^{{{self.step}}}$" for b in self.decaying)
        return (
            f"Each term of $${tex(self.expression)}$$ carries a factor {bases}, which tends to 0 as ${self.step}\\to\\infty$."
        )


@dataclass(frozen=True)
class Series:
    """``expression = sum terms[k] variable^k + variable^n remainder``, the remainder regular at 0: an exact Taylor formula."""

    expression: sp.Expr
    variable: sp.Symbol
    terms: tuple[sp.Expr, ...]
    remainder: sp.Expr

    def check(self) -> bool:
        if any(self.variable in sp.sympify(k).free_symbols for k in self.terms):
            return False
        n = len(self.terms)
        total = sum(k * self.variable**i for i, k in enumerate(self.terms)) + self.variable**n * self.remainder
        bottom = Fractions([self.remainder]).ratio(self.remainder)[1].as_expr()
        return Identity(self.expression, total).check() and not is_zero(bottom.subs(self.variable, 0))

    def explain(self) -> str:
        n = len(self.terms)
        shown = sum(k * self.variable**i for i, k in enumerate(self.terms))
        return (
            f"$${tex(self.expression)} = {tex(shown)} + {tex(self.variable**n)}\\cdot {tex(self.remainder)}$$\n"
            f"exactly, and the last factor is regular at ${tex(self.variable)} = 0$."
        )
