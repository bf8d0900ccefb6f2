"""What is to be proved, made from the statement: its relation between the values that the definitions give to its quantities.

A claim's own steps argue; here their certificates are taken as what they say of which expression on which domain, and the statement
itself is settled by them or by a certificate made for it. A statement that nothing here reduces is not proved, whatever its steps.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import sympy as sp

from theory.algebra.field import cancel
from theory.analysis.derivation import derive
from theory.proof.certificate import (
    Certificate,
    Counterexample,
    Identity,
    Together,
)
from theory.proof.inequality import (
    HarmonicSum,
    positive_given,
)
from theory.rule.domain import Positive
from theory.rule.model import B, c, h, initial_risk, t, z
from theory.statements.inequalities import at_witness, defined, is_open, positive
from theory.statements.recursions import mean_response, risk_at_every_step, under
from theory.statements.statement import Goal, Step
from theory.statements.values import NotReduced, inside_circle, put, reduced, system_of, value

STRICT = {"<", ">"}


def conclusion(goal: Goal) -> list[Step]:
    """The steps that settle the statement itself.

    Raises ``NotReduced`` where no procedure makes an elementary statement of it, or no certificate for an inequality is found that the
    witness does not contradict.
    """
    steps = _conclusion(goal)
    failing = [step for step in steps if not step.holds()]
    if failing and all(is_open(step.certificate, dict(goal.witness)) for step in failing):
        raise NotReduced("an inequality is not settled")
    return [replace(step, name=f"goal: {step.name}") for step in steps]


def _conclusion(goal: Goal) -> list[Step]:
    s = goal.statement
    if any(step.refutes for step in goal.arguments):
        return _refutation(goal)
    if s.relation == "iff":
        return _equivalence(goal)
    kinds = {q.kind for q in s.quantities}
    lone = isinstance(s.left, sp.Symbol) and len(s.quantities) == 1 and s.left == s.quantities[0].symbol
    if lone and kinds == {"mean response"} and s.relation == "=" and s.quantities[0].moments is None:
        return mean_response(goal)
    if lone and kinds == {"risk"} and (found := risk_at_every_step(goal)):
        return found
    if lone and kinds == {"harmonic sum"} and s.relation == "<=":
        return _harmonic(goal)
    if (
        kinds == {"risk"}
        and len(s.quantities) == 2
        and s.relation == "="
        and {s.left, s.right} == {q.symbol for q in s.quantities}
    ):
        with suppress(NotReduced):
            return _same_law(goal)
    left, right, steps = reduced(goal.statement, goal.domain)
    return [*steps, *defined(goal, left, right), _related(goal, left, right)]


def _harmonic(goal: Goal) -> list[Step]:
    """The Bayes risk of the standard problem decreases in the number of examples: the least of the domain decides."""
    (examples,) = goal.domain.hypotheses
    first = int(examples.interval.lower or 0)
    certificate = HarmonicSum(sp.Rational(1, 2), first, 10_000, goal.statement.right, True)
    return [Step("statement", "At the fewest examples of the domain; the sum decreases in their number.", certificate)]


def _same_law(goal: Goal) -> list[Step]:
    """Two rules have the same risk at every step if their mean responses agree and their noise responses up to a constant factor.

    The responses are generating functions of the rules' own matrices, each on its problem.
    """
    ours, theirs = goal.statement.quantities
    derived = [derive(q.optimizer) for q in (ours, theirs)]
    means = [put(q, d.mean_response) for q, d in zip((ours, theirs), derived, strict=True)]
    noises = [[put(q, g) for g in d.noise_responses] for q, d in zip((ours, theirs), derived, strict=True)]
    scales = [put(q, h * c / (2 * B)) for q in (ours, theirs)]
    starts = [put(q, initial_risk) for q in (ours, theirs)]
    times = {put(q, t) for q in (ours, theirs)}
    if len(times) > 1:
        raise NotReduced("at different steps")
    if [len(k) for k in noises] != [1, 1]:
        raise NotReduced("several minibatches an update")
    factor = cancel(noises[0][0] / noises[1][0])
    if z in factor.free_symbols:
        raise NotReduced("noise responses of another shape")
    return [
        *(step for q in (ours, theirs) for step in value(replace(q, kind="mean transfer function"), goal.domain).steps),
        Step("mean", "The mean responses agree, and so do the initial risks.", Together((Identity(*means), Identity(*starts)))),
        Step("noise", "So do the noise responses, but for a factor.", Identity(noises[0][0], factor * noises[1][0])),
        Step("statement", "What the noise adds is the same.", Identity(scales[0] * factor**2, scales[1])),
    ]


def _related(goal: Goal, left: Any, right: Any) -> Step:
    """The relation between two elementary sides."""
    s = goal.statement
    under = s.roots.substitution if s.roots else ()
    says = "The statement, each quantity at its value."
    if s.relation == "=":
        return Step("statement", says, Identity(left, right, under))
    gap = right - left if s.relation in ("<", "<=") else left - right
    return Step("statement", says, positive(gap, goal, strict=s.relation in STRICT))


def _refutation(goal: Goal) -> list[Step]:
    """The statement fails at the witness, its quantities at their values there."""
    s = goal.statement
    left, right, found = reduced(goal.statement, goal.domain)
    steps = [replace(step, certificate=at_witness(step.certificate, goal.witness)) for step in found]
    if s.roots:
        left, right = (side.xreplace(dict(s.roots.explicit)) for side in (left, right))
    certificate = Counterexample(left, s.relation, right, goal.witness, goal.domain)
    return [*steps, Step("statement", "Fails at the witness.", certificate, refutes=True)]


def _equivalence(goal: Goal) -> list[Step]:
    """Each condition of one side follows from the other side's; the roots lie inside a circle exactly where Jury conditions are positive."""
    s = goal.statement
    if isinstance(s.left, sp.Symbol):
        (quantity,) = s.quantities
        system_of(quantity)
        left: tuple[sp.Expr, ...] = inside_circle(quantity)
        right: tuple[sp.Expr, ...] = s.right
        steps: list[Step] = []
    else:
        left, right, steps = reduced(goal.statement, goal.domain)
        left, right = (tuple(k.subs(list(under(goal)), simultaneous=True) for k in side) for side in (left, right))

    def given(known: tuple[sp.Expr, ...], wanted: tuple[sp.Expr, ...]) -> Certificate:
        inside = replace(goal.domain, positive=(*goal.domain.positive, *map(Positive, known)))
        return Together(tuple(positive_given(k, inside) for k in wanted))

    return [
        *steps,
        *defined(goal, left, right),
        Step("sufficient", "Where the right side holds, the left does.", given(right, left)),
        Step("necessary", "Where the left side holds, the right does.", given(left, right)),
    ]
