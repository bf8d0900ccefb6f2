"""What is needed of a goal besides identities: that a gap is positive, that no denominator vanishes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp

from theory.algebra.field import is_zero
from theory.proof.certificate import (
    Certificate,
    Counterexample,
    Together,
    checked,
)
from theory.proof.inequality import (
    NonZero,
    PositiveMultiple,
    PositiveThroughout,
    Positivity,
)
from theory.proof.irrational import BesideRoot, Powers, settled, with_powers, with_roots
from theory.proof.sequences import Follows, Increasing, InPower, facts
from theory.rule.domain import Domain
from theory.rule.model import t, z
from theory.statements.statement import Goal, Step
from theory.statements.values import NotReduced, denominators_of


def is_open(certificate: Certificate, point: dict[sp.Symbol, Any]) -> bool:
    """Whether a certificate fails on inequalities alone, that hold at the point: then nothing says that they are wrong."""
    if isinstance(certificate, Together):
        failing = [part for part in certificate.parts if not Step("", "", part).holds()]
        return bool(failing) and all(is_open(part, point) for part in failing)
    if not isinstance(certificate, Positivity | PositiveThroughout | NonZero | InPower) or Step("", "", certificate).holds():
        return False
    there = sp.sympify(certificate.expression).subs(point)
    return bool(
        there.is_nonzero
        if isinstance(certificate, NonZero)
        else there.is_positive or (not certificate.strict and there.is_zero)
    )


def at_witness(certificate: Certificate, witness: Any) -> Certificate:
    """The same, of conditions that are needed at one point only."""
    if isinstance(certificate, Together):
        return Together(tuple(at_witness(part, witness) for part in certificate.parts))
    if isinstance(certificate, Follows):
        return Counterexample(certificate.gap, "<=", sp.S.Zero, witness)
    if isinstance(certificate, NonZero | Positivity | PositiveThroughout | PositiveMultiple | Powers | BesideRoot):
        wrong = "=" if isinstance(certificate, NonZero) else "<="
        return Counterexample(certificate.expression, wrong, sp.S.Zero, witness)
    return certificate


def nonzero(bottom: sp.Expr, domain: Domain) -> Certificate:
    """A denominator vanishes nowhere; one with powers whose exponents are symbols is positive, in every power if that is the step."""
    plain = NonZero(bottom, domain)
    if checked(plain):
        return plain
    if t not in bottom.free_symbols:
        return next((k for k in with_powers(bottom, domain) if checked(k)), plain)
    bases = {p.base for p in bottom.atoms(sp.Pow) if t in p.exp.free_symbols}
    found = [InPower(bottom, base, t, domain) for base in sorted(bases, key=sp.default_sort_key)]
    return next((k for k in found if checked(k)), plain)


def defined(goal: Goal, *sides: Any) -> list[Step]:
    """No denominator of either side vanishes on the domain, and no base of a power that is not whole is negative there.

    Raises ``NotReduced`` for denominators of a statement in root symbols, of which the domain says nothing.
    """
    parts = [part for side in sides for part in (side if isinstance(side, tuple | sp.MatrixBase) else (side,))]
    bottoms = denominators_of(parts)
    if goal.statement.roots:
        if bottoms:
            raise NotReduced("denominators in the roots")
        return []
    at_zero = [bottom.subs(z, 0) for bottom in bottoms]  # a generating function is defined as a power series
    found = [nonzero(bottom, goal.domain) for bottom in dict.fromkeys(at_zero)]
    found += [_not_negative(base, goal.domain) for base in _bases(parts)]
    return [Step("defined", "No denominator vanishes on the domain.", Together(tuple(found)))] if found else []


def _not_negative(base: sp.Expr, domain: Domain) -> Certificate:
    plain = PositiveThroughout(base, domain, strict=False)
    return plain if checked(plain) else settled(base, domain)


def _bases(parts: Iterable[Any]) -> list[sp.Expr]:
    """What is raised to a power that is not whole, and not plainly positive or zero."""
    powers = {power for part in parts for power in sp.sympify(part).atoms(sp.Pow)}
    return sorted({p.base for p in powers if not p.exp.is_integer and not p.base.is_nonnegative}, key=sp.default_sort_key)


def positive(gap: sp.Expr, goal: Goal, strict: bool) -> Certificate:
    """A certificate that the gap is positive: one of the claim's own that says so, or one made for it."""
    for shown, by in facts([step.certificate for step in goal.arguments], goal.domain, strict):
        found = Follows(gap, shown, by, goal.domain)
        if not is_zero(shown) and checked(found):
            return found
    plain = PositiveThroughout(gap, goal.domain, strict)
    if checked(plain):
        return plain
    for candidate in (*with_powers(gap, goal.domain), *with_roots(gap, goal.domain)):
        if checked(candidate):
            return candidate
    bases = {p.base for p in sp.sympify(gap).atoms(sp.Pow) if t in p.exp.free_symbols}
    for base in sorted(bases, key=sp.default_sort_key):
        for upward in (False, True):
            power = InPower(gap, base, t, goal.domain, strict, upward)
            if checked(power):
                return power
            added = sp.sympify(gap).subs(t, t + 1) - gap
            growing = Increasing(gap, t, InPower(added, base, t, goal.domain, False, upward))
            if not strict and checked(growing):
                return growing
    return plain
