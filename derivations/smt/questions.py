"""What z3 is asked: the inequalities that certificates settle, the denominators of statements, whether domains have points.

Read off the claims' own data; nothing here decides anything, and z3 is not needed to write the questions down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from theory.algebra.field import cancel
from theory.proof.asymptotics import Series, Vanishing
from theory.proof.certificate import (
    Certificate,
    Counterexample,
    Identity,
    Induction,
    Lyapunov,
    Substitution,
    Together,
)
from theory.proof.inequality import Growth, HarmonicSum, NonZero, PositiveMultiple, PositiveThroughout, Positivity, Square
from theory.proof.irrational import BesideRoot, Powers, Rising
from theory.proof.sequences import Follows, Increasing, InPower, Sum
from theory.rule.domain import Domain, Positive
from theory.statements.claim import Claim
from theory.statements.statement import Statement
from theory.statements.values import NotReduced, value

NOT_ASKED: Mapping[type, str] = {
    Identity: "equalities",
    Lyapunov: "equalities",
    Induction: "equalities",
    Series: "equalities",
    Vanishing: "limits",
    Counterexample: "values at one point",
    HarmonicSum: "sums of fractions",
}
"""Certificates without a condition on a domain, and what they are instead."""


@dataclass(frozen=True)
class Condition:
    """``expression relation 0`` everywhere on ``domain``; relation one of > >= !=, or "somewhere": the domain has a point."""

    expression: sp.Expr
    relation: str
    domain: Domain

    def __str__(self) -> str:
        return "the domain has a point" if self.relation == "somewhere" else f"{self.expression} {self.relation} 0"


@dataclass(frozen=True)
class Question:
    """A condition, with the claim and the place that need it. ``kind``: certificate, denominator or domain.

    ``unasked``: why it cannot be written down for z3, if it cannot.
    """

    claim: str
    place: str
    kind: str
    condition: Condition
    witness: Substitution = ()
    unasked: str = ""


def questions(claims: Iterable[Claim]) -> Iterator[Question]:
    """Everything that z3 is asked about some claims."""
    for claim in claims:
        for step in claim.steps:
            for condition in conditions(step.certificate):
                yield Question(claim.id, step.name, "certificate", condition, claim.witness)
        for bottom in denominators(claim.statement):
            yield from _of_denominator(claim, bottom)
        yield Question(claim.id, "domain", "domain", Condition(sp.S.One, "somewhere", claim.domain), claim.witness)


def conditions(certificate: Certificate) -> Iterator[Condition]:
    """The inequalities that a certificate rests on or states, those of its parts included."""
    for c in parts(certificate):
        if isinstance(c, Positivity | PositiveThroughout):
            yield Condition(_put(c.expression, getattr(c, "substitution", ())), ">" if c.strict else ">=", c.domain)
        elif isinstance(c, PositiveMultiple):
            yield Condition(sp.sympify(c.expression), ">", c.domain)
        elif isinstance(c, NonZero):
            yield Condition(sp.sympify(c.expression), "!=", c.domain)
        elif isinstance(c, Square | Growth):
            yield Condition(_put(c.factor, c.substitution), ">=", c.domain)
        elif isinstance(c, InPower):
            yield Condition(c.base, ">=", c.domain) if c.positive else Condition(1 + c.base, ">", c.domain)
            yield Condition(1 - c.base, ">", c.domain)
        elif isinstance(c, BesideRoot):
            yield Condition(c.expression, ">", c.domain)
        elif isinstance(c, Powers):
            for _, base, exponent in c.names:
                yield Condition(base, ">", c.domain)
                yield Condition(1 - base, ">", c.domain)
                yield Condition(exponent, ">=", c.domain)
        elif isinstance(c, Rising):
            yield Condition(c.slope(), ">=", c.domain)
        elif isinstance(c, Follows):
            yield Condition(cancel(c.gap / c.shown), ">", c.domain)


def parts(certificate: Certificate) -> Iterator[Any]:
    """A certificate and all those inside it."""
    yield certificate
    inside: tuple[Certificate | None, ...] = ()
    if isinstance(certificate, Together | Sum):
        inside = certificate.parts
    elif isinstance(certificate, InPower):
        inside = (certificate.inside(),)
    elif isinstance(certificate, Increasing):
        inside = (certificate.growth,)
    elif isinstance(certificate, Powers):
        inside = (certificate.inside,)
    elif isinstance(certificate, Follows):
        inside = (certificate.by,)
    for part in inside:
        if part is not None:
            yield from parts(part)


def not_asked(claims: Iterable[Claim]) -> dict[str, int]:
    """How many certificates hold no condition on a domain, by what they are instead."""
    found: dict[str, int] = {}
    for claim in claims:
        for step in claim.steps:
            for c in parts(step.certificate):
                if isinstance(c, Together | Sum | Increasing) or any(True for _ in conditions(c)):
                    continue
                reason = NOT_ASKED.get(type(c), f"a kind unknown here ({type(c).__name__})")
                found[reason] = found.get(reason, 0) + 1
    return found


def denominators(statement: Statement) -> list[sp.Expr]:
    """What a statement divides by: bases of powers whose exponent carries a minus sign."""
    sides = [part for side in (statement.left, statement.right) for part in (side if isinstance(side, tuple) else (side,))]
    powers = {p for side in sides for p in sp.sympify(side).atoms(sp.Pow)}
    found = {p.base for p in powers if not p.base.is_number and p.exp.could_extract_minus_sign()}
    return sorted(found, key=sp.default_sort_key)


def _of_denominator(claim: Claim, bottom: sp.Expr) -> Iterator[Question]:
    """A denominator is not zero; quantities are put at their values, root symbols at their formulas, real or not."""
    s, place, unasked = claim.statement, f"statement, denominator {bottom}", ""
    domain, asked = claim.domain, [bottom]
    if s.quantities and bottom.free_symbols & {q.symbol for q in s.quantities}:
        try:
            asked = [bottom.xreplace({q.symbol: value(q, domain).expression for q in s.quantities})]
        except NotReduced as why:
            unasked = f"a quantity of the statement is not put at its value: {why}"
    cases = [domain]
    if s.roots and bottom.free_symbols & set(s.roots.symbols) - set(domain.symbols):
        explicit = bottom.xreplace(dict(s.roots.explicit))
        inside = {p.base for p in explicit.atoms(sp.Pow) if p.exp == sp.S.Half and not p.base.is_nonnegative}
        if not s.roots.explicit or len(inside) > 1:
            unasked = "the roots are not given by one discriminant"
        asked, cases = [explicit], [domain]
        for discriminant in inside if not unasked else ():
            real, complex_ = (replace(domain, positive=(*domain.positive, Positive(k))) for k in (discriminant, -discriminant))
            at_zero, squared = _of_a_pair(explicit, discriminant)
            asked, cases = [explicit, at_zero, squared], [real, domain, complex_]
    for expression, where in zip(asked, cases, strict=True):
        yield Question(claim.id, place, "denominator", Condition(expression, "!=", where), claim.witness, unasked)


def _of_a_pair(explicit: sp.Expr, discriminant: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """For a + b sqrt(d): a sum of squares that vanishes only where d = 0 and a = 0, and |a + b sqrt(d)|^2 where d < 0."""
    root = sp.Dummy()
    rest = sp.Poly(sp.expand(explicit.xreplace({sp.sqrt(discriminant): root})), root).rem(sp.Poly(root**2 - discriminant, root))
    a, b = rest.coeff_monomial(1), rest.coeff_monomial(root)
    return a**2 + discriminant**2, a**2 - discriminant * b**2


def _put(expression: Any, substitution: Substitution) -> sp.Expr:
    return sp.sympify(expression).subs(list(substitution), simultaneous=True)
