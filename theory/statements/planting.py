"""Planted errors: wrong variants of a claim that its checks must not accept.

For every claim: its statement with a sign changed, a factor 1.01 put in, t shifted by one, or one hypothesis dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sympy as sp

from theory.rule.domain import Hypothesis
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim, Verdict

FACTOR = sp.Rational(101, 100)
FLIPPED = {"=": "=", "<=": ">", "<": ">=", ">=": "<", ">": "<="}


def planted_errors(claim: Claim) -> Iterator[tuple[str, Claim]]:
    """Wrong variants of a claim, each with a name. For a refuted claim, the opposite statement."""
    s = claim.statement

    def variant(**changes: Any) -> Claim:
        return replace(claim, statement=replace(s, **changes))

    if claim.expected is Verdict.REFUTED:
        if s.relation == "=":  # the corrected left side is put on the right: what was refuted becomes true
            yield "made true", variant(right=s.left)
        elif s.relation != "iff":
            yield "relation turned round", variant(relation=FLIPPED[s.relation])
        return
    yield from _other_rules(claim)
    if s.relation == "iff":
        yield "bound times 1.01", variant(right=tuple(_bend(e) for e in s.right))
        yield "sign", variant(right=tuple(-e for e in s.right))
        if isinstance(s.left, tuple):
            yield "another left side", variant(left=tuple(-e for e in s.left))
    elif s.relation == "=":
        if not isinstance(s.right, sp.MatrixBase):
            yield "= made <", variant(relation="<")
        yield "factor 1.01", variant(right=s.right * FACTOR)
        yield "sign", variant(right=-s.right)
        yield "factor 1.01 on the left", variant(left=s.left * FACTOR)
        if t in getattr(s.right, "free_symbols", ()):
            yield "t for t+1", variant(right=s.right.subs(t, t + 1))
        if initial_risk in getattr(s.right, "free_symbols", ()):
            yield "ell_0 squared", variant(right=s.right.subs(initial_risk, initial_risk**2))
    else:
        yield "relation turned round", variant(relation=FLIPPED[s.relation])
        if claim.monte_carlo:  # a bound: its constant term too small, its transient one step late
            rest = s.right.subs(initial_risk, 0)
            yield "steady state / 1.01", variant(right=s.right - rest + rest / FACTOR)
            yield "t for t+1", variant(right=s.right.subs(t, t + 1))
            yield "ell_0 squared", variant(right=s.right.subs(initial_risk, initial_risk**2))
    for k, condition in enumerate(claim.domain):
        model = isinstance(condition, Hypothesis) and condition.symbol in (h, c, B, t, initial_risk)
        if not model and not condition.stated:
            yield f"without {condition}", replace(claim, domain=claim.domain.without(k))


def _other_rules(claim: Claim) -> Iterator[tuple[str, Claim]]:
    """The statement of another number, or of the same number on another curvature, where that is not the same number."""
    s = claim.statement
    if not s.quantities or not isinstance(s.left, sp.Symbol):
        return
    quantity = s.quantities[0]
    if quantity.symbol == s.left and s.relation != "iff" and quantity.kind != "harmonic sum":
        beyond = {"=": 1, "<": 1, "<=": 1, ">": -1, ">=": -1}[s.relation]
        if not isinstance(s.right, sp.MatrixBase):
            yield "another left side", replace(claim, statement=replace(s, left=s.right + beyond))
    bent = replace(
        quantity,
        environment=(*((k, v) for k, v in quantity.environment if k != h), (h, 2 * dict(quantity.environment).get(h, h))),
    )
    if h in _mentioned(claim) and not quantity.counts and s.relation in ("=", "iff"):
        yield "curvature doubled", replace(claim, statement=replace(s, quantities=(bent, *s.quantities[1:])))


def _mentioned(claim: Claim) -> set[sp.Symbol]:
    """The symbols of the statement's formulas."""
    sides = [
        part
        for side in (claim.statement.left, claim.statement.right)
        for part in (side if isinstance(side, tuple) else (side,))
    ]
    return set().union(*(sp.sympify(side).free_symbols for side in sides))


def _bend(expression: sp.Expr) -> sp.Expr:
    """Change one coefficient by 1%: the leading constant term, or the first term."""
    first, *others = sp.Add.make_args(sp.expand(expression))
    return first * FACTOR + sp.Add(*others) if others else expression - sp.Rational(1, 100)


def is_caught(claim: Claim) -> bool:
    """Whether a step of a wrong variant fails: that its statement is left undecided is not enough."""
    verdict, steps = claim.settle()
    return verdict is not claim.expected and not all(result.holds for result in steps)
