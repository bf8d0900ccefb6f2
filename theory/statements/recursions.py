"""Statements on a rule at every step, by its recursion: in the characteristic roots, or in its one state."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.analysis import risk
from theory.proof.asymptotics import Vanishing
from theory.proof.certificate import (
    Identity,
    Induction,
    Substitution,
    Together,
    polynomial_identity,
)
from theory.proof.inequality import (
    Growth,
    NonZero,
)
from theory.rule.model import B, c, h, initial_risk, t, z
from theory.statements.inequalities import defined
from theory.statements.statement import Goal, Quantity, Step
from theory.statements.values import NotReduced, put, stable_on, system_of


def under(goal: Goal) -> Substitution:
    """How the statement's parameters are written in its root symbols."""
    return goal.statement.roots.substitution if goal.statement.roots else ()


def _recurrence(quantity: Quantity, start: sp.Matrix, sequence: sp.Expr, under: Any) -> Induction:
    """``sequence`` is read A^t start: it begins so, and obeys the recurrence of the characteristic polynomial."""
    system = system_of(quantity)
    polynomial = risk.characteristic_polynomial(system, z).all_coeffs()
    initial = tuple(put(quantity, v) for v in risk.responses(system, start, system.order))
    return Induction(sequence, t, initial, tuple(put(quantity, k) for k in polynomial[1:]), substitution=under)


def mean_response(goal: Goal) -> list[Step]:
    """The statement's right side is the mean response at every step."""
    (quantity,) = goal.statement.quantities
    system = system_of(quantity)
    if system.time_varying or put(quantity, t) != t:
        raise NotReduced("time-varying, or at another step")
    certificate = _recurrence(quantity, system.e, goal.statement.right, under(goal))
    return [*_roots(goal, quantity), Step("statement", "Begins and continues as the rule's mean response.", certificate)]


def _roots(goal: Goal, quantity: Quantity, sums: bool = False) -> list[Step]:
    """The root symbols are the roots of the characteristic polynomial, and the formula is defined."""
    roots = goal.statement.roots
    if roots is None:
        return defined(goal, goal.statement.right)
    polynomial = sp.Poly(put(quantity, risk.characteristic_polynomial(system_of(quantity), z).as_expr()), z)
    symbols = roots.symbols * (2 if roots.double else 1)
    product = sp.prod(z - r for r in symbols)
    steps = [
        Step(
            "roots",
            "The root symbols are the roots of the rule.",
            polynomial_identity(polynomial.as_expr(), product, z, roots.substitution),
        )
    ]
    nowhere = [] if roots.double or polynomial.degree() < 2 else [polynomial.discriminant()]
    if sums:
        nowhere += [polynomial.eval(1), polynomial.eval(-1)] + ([1 - polynomial.eval(0)] if polynomial.degree() == 2 else [])
    if nowhere:
        steps.append(
            Step("defined", "No denominator vanishes on the domain.", Together(tuple(NonZero(e, goal.domain) for e in nowhere)))
        )
    return steps


def risk_at_every_step(goal: Goal) -> list[Step] | None:
    """A statement on the risk at every step: in the roots, or by the recursion of a rule of one state; None for others."""
    (quantity,) = goal.statement.quantities
    if quantity.counts or t in dict(quantity.environment):
        return None
    if goal.statement.roots:
        return _risk_in_roots(goal, quantity)
    system = system_of(quantity)
    if system.order == 1 and goal.statement.relation == "=":
        return _risk_by_recursion(goal, quantity)
    return None


def _risk_by_recursion(goal: Goal, quantity: Quantity) -> list[Step]:
    """One state: the formula begins as the risk does, and one update carries it on, whatever depends on the step."""
    system, formula = system_of(quantity), goal.statement.right
    (when,) = [k for k in goal.domain.hypotheses if k.symbol == t]
    first = int(when.interval.lower or 0)
    if system.read[0, 0] != 1 or system.e[0, 0] != 1:
        raise NotReduced("the iterate is a multiple of the state")

    def moved(now: sp.Expr, step: sp.Expr) -> sp.Expr:
        A, b = (put(quantity, m.subs(t, step)) for m in (system.A[0, 0], sum((g**2 for g in system.b), sp.S.Zero)))
        return A**2 * now + put(quantity, h * c / (2 * B)) * b

    start = put(quantity, initial_risk)
    for k in range(first):
        start = moved(start, sp.Integer(k))
    return [
        *defined(goal, formula),
        Step("start", "The formula begins as the risk does.", Identity(formula.subs(t, first), start)),
        Step("statement", "One update carries it from t to t + 1.", Identity(formula.subs(t, t + 1), moved(formula, t))),
    ]


def _risk_in_roots(goal: Goal, quantity: Quantity) -> list[Step]:
    """E l_t = phi_t^2 ell_0 + W_t, phi and W in the roots; what remains of the statement is compared in every power of ell_0."""
    s, roots_for = goal.statement, under(goal)
    system = system_of(quantity)
    phi = _response(system, goal, system.e)
    noise = [_response(system, goal, system.b[:, k]) for k in range(system.b.cols)]
    if len(noise) != 1:
        raise NotReduced("several minibatches an update")
    slope, rest = sp.diff(s.right, initial_risk), s.right.subs(initial_risk, 0)
    factor = put(quantity, h * c / (2 * B))
    affine = Together(
        (
            Identity(sp.diff(slope, initial_risk), sp.S.Zero, roots_for),
            Identity(s.right, slope * initial_risk + rest, roots_for),
        )
    )
    steps = [
        *_roots(goal, quantity, sums=True),
        Step("mean response", "phi_t in the roots.", _recurrence(quantity, system.e, phi, roots_for)),
        Step("noise response", "g_t in the roots.", _recurrence(quantity, system.b[:, 0], noise[0], roots_for)),
        Step("affine", "The statement is affine in the initial risk.", affine),
        Step("transient", "Its factor is phi_t^2.", Identity(slope, phi**2, roots_for)),
    ]
    if s.relation == "=":
        growth = Growth(rest, t, factor, noise[0], goal.domain, roots_for)
        return [*steps, Step("statement", "The rest begins at 0 and grows by what a step adds.", growth)]
    if s.relation != "<=":
        raise NotReduced("a bound from below")
    top = risk.numerator(system, system.b[:, 0])
    roots = s.roots
    assert roots is not None
    sums = (
        risk.double_root_sums(top, roots.symbols[0])[1]
        if roots.double
        else risk.accumulated_square(risk.distinct_root_response(top, roots.symbols), roots.symbols)
    )
    added = factor * sums
    return [
        *steps,
        stable_on(quantity, goal.domain),
        Step("constant", "The rest does not depend on t.", Identity(rest.subs(t, t + 1), rest, roots_for)),
        Step("growth", "The risk from noise, W_t, begins at 0 and grows by a square each step.",
             Growth(added, t, factor, noise[0], goal.domain, roots_for)),
        Step("statement", "The rest minus W_t decreases to 0, so it is never negative.",
             Vanishing(rest - added, t, roots.symbols, roots_for)),
    ]  # fmt: skip


def _response(system: Any, goal: Goal, start: sp.Matrix) -> sp.Expr:
    """read A^t start in the claim's root symbols."""
    roots = goal.statement.roots
    assert roots is not None
    top = risk.numerator(system, start)
    if roots.double:
        return risk.double_root_sums(top, roots.symbols[0])[0]
    return sp.Add(*[a * r**t for a, r in zip(risk.distinct_root_response(top, roots.symbols), roots.symbols, strict=True)])
