"""Certificates for inequalities that hold at every step: in a power that stays between two ends, by growth, as a sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sympy as sp

from theory.algebra.field import cancel, is_zero
from theory.algebra.printing import tex
from theory.algebra.symbols import ModelSymbol
from theory.proof.certificate import Certificate, Identity, Together, checked
from theory.proof.inequality import PositiveThroughout, Positivity, Square, positive_on
from theory.rule.domain import Domain, Hypothesis, Interval


@dataclass(frozen=True)
class InPower:
    """``expression`` > 0 (>= 0 if not ``strict``) at every step: its powers base^(k t + m) are w^k base^m with w = base^t.

    ``base`` lies in (-1, 1) on the domain, or in [0, 1) if ``positive``; so w lies in (-1, 1] or in [0, 1] whatever t >= 0.
    """

    expression: sp.Expr
    base: sp.Expr
    step: sp.Symbol
    domain: Domain
    strict: bool = True
    positive: bool = False

    def inside(self) -> PositiveThroughout | None:
        """The certificate with w free between its ends (w^2, where only even powers occur); None if the step stays in an exponent."""
        powers = [
            p for p in sp.sympify(self.expression).atoms(sp.Pow) if p.base == self.base and self.step in p.exp.free_symbols
        ]
        if any(not p.exp.is_polynomial(self.step) or sp.degree(p.exp, self.step) > 1 for p in powers):
            return None
        written = {p: sp.Poly(p.exp, self.step).all_coeffs() for p in powers}
        if any(not (part.is_Integer and part >= 0) for parts in written.values() for part in parts):
            return None  # a root, or a power in a denominator
        even = all(times % 2 == 0 for times, _ in written.values())
        positive = self.positive or even
        w = ModelSymbol("w", real=True, nonnegative=True if positive else None)
        put = {p: w ** (times / 2 if even else times) * self.base**rest for p, (times, rest) in written.items()}
        inside = sp.sympify(self.expression).xreplace(put)
        if any(self.step in p.exp.free_symbols for p in inside.atoms(sp.Pow)):
            return None
        ends = Interval(sp.S.Zero if positive else sp.S.NegativeOne, sp.S.One, positive, True)
        whole = Domain((*self.domain.hypotheses, Hypothesis(w, ends)), self.domain.excluded, self.domain.positive)
        return PositiveThroughout(inside, whole, self.strict)

    def check(self) -> bool:
        if not (self.step.is_integer and self.step.is_nonnegative):
            return False  # w is a power that is real, and at most 1
        below = positive_on(self.base, self.domain, strict=False) if self.positive else positive_on(1 + self.base, self.domain)
        found = self.inside()
        return below and positive_on(1 - self.base, self.domain) and found is not None and found.check()

    def explain(self) -> str:
        ends = "[0, 1]" if self.positive else "(-1, 1]"
        relation = "> 0" if self.strict else r"\ge 0"
        power = f"$w = \\left({tex(self.base)}\\right)^{{{self.step}}}$"
        return f"$${tex(self.expression)} {relation}$$\nfor every {power} in ${ends}$, where it always lies."


@dataclass(frozen=True)
class Increasing:
    """``expression`` >= 0 at every step from 0 on: it is 0 at 0, and ``growth`` shows what a step adds to be >= 0."""

    expression: sp.Expr
    step: sp.Symbol
    growth: InPower | PositiveThroughout

    def check(self) -> bool:
        e = sp.sympify(self.expression)
        added = Identity(e.subs(self.step, self.step + 1) - e, self.growth.expression)
        shows = isinstance(self.growth, InPower | PositiveThroughout)
        return shows and is_zero(e.subs(self.step, 0)) and added.check() and self.growth.check()

    def explain(self) -> str:
        return f"$${tex(self.expression)}$$\nis 0 at ${self.step} = 0$, and a step adds:\n\n{self.growth.explain()}"


@dataclass(frozen=True)
class Sum:
    """``expression`` is the sum of what the parts show to be >= 0."""

    expression: sp.Expr
    parts: tuple[Certificate, ...]

    def check(self) -> bool:
        shown = [_shown(part) for part in self.parts]
        return None not in shown and is_zero(self.expression - sp.Add(*shown)) and all(map(checked, self.parts))

    def explain(self) -> str:
        return f"$${tex(self.expression)}$$\nis a sum of what is not negative.\n\n" + "\n\n".join(
            p.explain() for p in self.parts
        )


def facts(certificates: Iterable[Certificate], domain: Domain, strict: bool) -> Iterator[tuple[sp.Expr, Certificate]]:
    """What certificates show to be positive (if ``strict``) or not negative on the domain, each with the certificate."""
    for by in certificates:
        if isinstance(by, Together):
            yield from facts(by.parts, domain, strict)
        elif isinstance(by, Sum) and not strict:
            if by.parts and all(list(facts([part], domain, strict)) for part in by.parts):
                yield sp.sympify(by.expression), by
        elif (shown := _shown(by)) is not None:
            sharp = bool(getattr(by, "strict", False))  # a square is no more than not negative
            if (sharp or not strict) and set(getattr(by, "domain", ())) <= set(domain):
                yield shown, by


def _shown(by: Certificate) -> sp.Expr | None:
    """What a certificate shows to be at least not negative on its own domain; None for one that says no such thing, or after a substitution."""
    sign = isinstance(by, Positivity | PositiveThroughout | Square | InPower) or getattr(type(by), "SHOWS_A_SIGN", False)
    says = sign and not getattr(by, "substitution", ())
    return sp.sympify(by.expression) if says else None  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Follows:
    """``gap`` is a positive multiple of something that a certificate shows to be positive (or not negative) on the same domain."""

    gap: sp.Expr
    shown: sp.Expr
    by: Certificate
    domain: Domain

    def check(self) -> bool:
        if not any(is_zero(self.shown - known) for known, _ in facts([self.by], self.domain, strict=False)):
            return False
        factor = cancel(self.gap / self.shown)
        return (
            checked(self.by) and is_zero(self.gap - factor * self.shown) and (factor == 1 or positive_on(factor, self.domain))
        )

    def explain(self) -> str:
        return self.by.explain()
