"""Lemmas that many claims share: how a closed form, a stationary law and a bound are settled for any linear rule.

Each function returns steps made from the claim's own statement, so a statement with an error in it fails one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sympy as sp

from theory.algebra.field import cancel
from theory.analysis import risk
from theory.analysis.derivation import Derivation, derive
from theory.proof.asymptotics import Vanishing
from theory.proof.certificate import Certificate, Identity, Induction, Lyapunov, Together, polynomial_identity
from theory.proof.inequality import Growth, NonZero, PositiveMultiple, positive_on, positivity
from theory.rule.domain import Domain, Positive
from theory.rule.filter import LinearSystem
from theory.rule.model import B, c, h, initial_risk, t, z
from theory.statements.claim import Claim, Quantity, Step

SCHUR_COHN = "Schur-Cohn criterion (Jury 1964; Gantmacher, Theory of Matrices II, ch. XV)"
CAYLEY_HAMILTON = "Cayley-Hamilton theorem"
LYAPUNOV = "a stable linear recursion has one stationary covariance, the solution of its Lyapunov equation"
GEOMETRIC_DECAY = "$r^t$ tends to 0 exactly when $|r| < 1$"


def response(derivation: Derivation, claim: Claim, start: sp.Matrix) -> sp.Expr:
    """read A^t start in the claim's root symbols (derived, then verified by ``induction``)."""
    roots = claim.statement.roots
    assert roots is not None
    top = risk.numerator(derivation.system, start)
    if roots.double:
        return risk.double_root_sums(top, roots.symbols[0])[0]
    amplitudes = risk.distinct_root_response(top, roots.symbols)
    return sp.Add(*[a * r**t for a, r in zip(amplitudes, roots.symbols, strict=True)])


def accumulated(derivation: Derivation, claim: Claim) -> sp.Expr:
    """h c/(2B) sum_{k<t} g_k^2 in the claim's root symbols: the risk that noise has added after t steps."""
    roots = claim.statement.roots
    assert roots is not None
    top = risk.numerator(derivation.system, derivation.system.b[:, 0])
    if roots.double:
        total = risk.double_root_sums(top, roots.symbols[0])[1]
    else:
        total = risk.accumulated_square(risk.distinct_root_response(top, roots.symbols), roots.symbols)
    return h * c / (2 * B) * total


def induction(derivation: Derivation, claim: Claim, sequence: sp.Expr, start: sp.Matrix) -> Induction:
    """``sequence`` equals read A^t start: initial values, and the recurrence of the characteristic polynomial."""
    recurrence = tuple(derivation.characteristic_polynomial.all_coeffs()[1:])
    initial = tuple(risk.responses(derivation.system, start, derivation.system.order))
    roots = claim.statement.roots
    assert roots is not None
    return Induction(sequence, t, initial, recurrence, substitution=roots.substitution)


def root_step(derivation: Derivation, claim: Claim) -> Step:
    """The claim's root symbols are the roots of the rule's characteristic polynomial."""
    roots = claim.statement.roots
    assert roots is not None
    symbols = roots.symbols * (2 if roots.double else 1)
    product = sp.prod(z - r for r in symbols)
    certificate = polynomial_identity(derivation.characteristic_polynomial.as_expr(), product, z, roots.substitution)
    return Step("roots", r"The root symbols are the roots of $\det(zI - A)$, with $A$ taken from the update rule.", certificate)


def defined_steps(derivation: Derivation, claim: Claim, sums: bool = False) -> list[Step]:
    """The formula's denominators vanish nowhere on the domain: r_i - r_j, and 1 - r_i r_j where powers are summed."""
    p = derivation.characteristic_polynomial
    roots = claim.statement.roots
    assert roots is not None
    nowhere_zero = [] if roots.double or p.degree() < 2 else [p.discriminant()]
    if sums:  # prod (1 - r_i r_j) over i <= j, through symmetric functions
        nowhere_zero += [p.eval(1), p.eval(-1)] + ([1 - p.eval(0)] if p.degree() == 2 else [])
    if not nowhere_zero:
        return []
    certificate = Together(tuple(NonZero(e, claim.domain) for e in nowhere_zero))
    return [Step("defined", "No denominator of the formula vanishes on the domain.", certificate)]


def mean_response_steps(claim: Claim) -> list[Step]:
    """The statement's right side is phi_t."""
    derivation = derive(claim.statement.quantity("mean response").optimizer)
    certificate = induction(derivation, claim, claim.statement.right, derivation.system.e)
    return [
        *defined_steps(derivation, claim),
        root_step(derivation, claim),
        Step("induction", "The formula has the right initial values and obeys the recurrence.", certificate),
    ]


def stable_step(derivation: Derivation, domain: Domain) -> Step:
    """Every Jury condition is positive on the domain: all roots lie inside the unit circle."""
    parts = tuple(positive_given(condition, domain) for condition in derivation.jury_conditions)
    return Step("stable", "All characteristic roots lie inside the unit circle on the whole domain.", Together(parts))


def positive_given(expression: sp.Expr, domain: Domain) -> Certificate:
    """Positive on the domain, or a positive multiple of something that is positive by hypothesis."""
    for known in domain.positive:
        factor = cancel(expression / known.expression)
        if not factor.free_symbols & z.free_symbols and positive_on(factor, domain):
            return PositiveMultiple(expression, known.expression, factor, domain)
    return positivity(expression, domain)


def stability_region_steps(claim: Claim) -> list[Step]:
    """``stable iff right > 0``, for any rule: the right sides give every Jury condition, and each follows from one of them."""
    conditions = derive(claim.statement.quantity("stable").optimizer).jury_conditions
    right = claim.statement.right
    inside = replace(claim.domain, positive=(*claim.domain.positive, *map(Positive, right)))
    sufficient = tuple(positive_given(k, inside) for k in conditions)
    given = replace(claim.domain, positive=(*claim.domain.positive, *map(Positive, conditions)))
    necessary = tuple(positive_given(e, given) for e in right)
    return [
        Step("sufficient", "Where the right sides are positive, every Jury condition is.", Together(sufficient)),
        Step("necessary", "Where the Jury conditions are positive, the right sides are.", Together(necessary)),
    ]


def transfer_steps(claim: Claim) -> list[Step]:
    """The statement's right side is sum_t phi_t z^t = read (I - zA)^-1 e, by a vector that solves the linear system."""
    system = derive(claim.statement.quantity("mean transfer function").optimizer).system
    starts = [sp.ImmutableMatrix(1, system.order, lambda _, j, k=k: int(j == k)) for k in range(system.order)]
    field = [LinearSystem(system.names, system.A, system.b, row, system.e) for row in starts]
    polynomial = risk.characteristic_polynomial(system, z).all_coeffs()
    bottom = sp.Add(*[k * z**j for j, k in enumerate(polynomial)])
    vector = sp.ImmutableMatrix([sum(k * z**j for j, k in enumerate(risk.numerator(s, s.e))) / bottom for s in field])
    solves = Identity(sp.ImmutableMatrix((sp.eye(system.order) - z * system.A) * vector), system.e)
    return [
        Step("resolvent", "A vector that solves (I - zA) v = e.", solves),
        Step("read", "The iterate's share of it is the formula.", Identity(claim.statement.right, (system.read * vector)[0])),
    ]


def lyapunov_step(derivation: Derivation) -> Step:
    """The derived covariance solves Pi = A Pi A' + b b' c/B."""
    s, covariance = derivation.system, derivation.stationary_covariance
    certificate = Lyapunov(s.A, covariance, sp.ImmutableMatrix(s.b * s.b.T * c / B))
    return Step("lyapunov", "The stationary covariance solves its equation.", certificate)


def steady_state_steps(claim: Claim) -> list[Step]:
    """The statement's right side is the steady-state risk, and the rule is stable."""
    derivation = derive(claim.statement.quantity("steady-state risk").optimizer)
    return [
        stable_step(derivation, claim.domain),
        lyapunov_step(derivation),
        Step(
            "formula",
            "The iterate's share of it is the formula.",
            Identity(claim.statement.right, derivation.steady_state_risk),
        ),
    ]


def _risk_parts(claim: Claim) -> tuple[Derivation, sp.Expr, sp.Expr, sp.Expr, sp.Expr]:
    """Derivation, phi_t, g_t, and the statement's right side as (coefficient of ell_0, rest)."""
    derivation = derive(claim.statement.quantity("risk").optimizer)
    phi = response(derivation, claim, derivation.system.e)
    g = response(derivation, claim, derivation.system.b[:, 0])
    rest = claim.statement.right.subs(initial_risk, 0)
    slope = claim.statement.right.subs(initial_risk, 1) - rest
    return derivation, phi, g, slope, rest


def _response_steps(claim: Claim, derivation: Derivation, phi: sp.Expr, g: sp.Expr, slope: sp.Expr) -> list[Step]:
    roots = claim.statement.roots
    assert roots is not None
    return [
        *defined_steps(derivation, claim, sums=True),
        root_step(derivation, claim),
        Step("mean-response", r"$\phi_t$ in the roots.", induction(derivation, claim, phi, derivation.system.e)),
        Step("transient", r"The transient of the statement is $\phi_t^2$.", Identity(slope, phi**2, roots.substitution)),
        Step("noise-response", "$g_t$ in the roots.", induction(derivation, claim, g, derivation.system.b[:, 0])),
    ]


def exact_risk_steps(claim: Claim) -> list[Step]:
    """The statement's right side is E l(theta_t) = phi_t^2 ell_0 + (h c/2B) sum_{k<t} g_k^2."""
    derivation, phi, g, slope, rest = _risk_parts(claim)
    roots = claim.statement.roots
    assert roots is not None
    growth = Growth(rest, t, h * c / (2 * B), g, claim.domain, roots.substitution)
    return [
        *_response_steps(claim, derivation, phi, g, slope),
        Step("variance", r"The rest is 0 at $t = 0$ and grows by $\frac{hc}{2B}\,g_t^2$ a step.", growth),
    ]


def risk_bound_steps(claim: Claim) -> list[Step]:
    """The statement's right side is phi_t^2 ell_0 + steady-state risk, and exceeds the risk by a sum of squares."""
    derivation, phi, g, slope, rest = _risk_parts(claim)
    roots = claim.statement.roots
    assert roots is not None
    under = roots.substitution
    risk_of_noise = accumulated(derivation, claim)
    tail = rest - risk_of_noise
    sign = 1 if claim.statement.relation == "<=" else -1  # the direction the squares must prove
    growth = Growth(sign * risk_of_noise, t, h * c / (2 * B), g, claim.domain, under)
    return [
        *_response_steps(claim, derivation, phi, g, slope),
        Step("growth", "The risk from noise, $W_t$, starts at 0 and grows by a square each step.", growth),
        stable_step(derivation, claim.domain),
        lyapunov_step(derivation),
        Step(
            "steady-state", "The constant term is the steady-state risk.", Identity(rest, derivation.steady_state_risk, under)
        ),
        Step(
            "tail",
            "What the bound drops, $S - W_t$, decreases to 0, so it is never negative.",
            Vanishing(tail, t, roots.symbols, under),
        ),
    ]


def derived(quantity: Quantity) -> sp.Expr:
    """The closed expression of a steady-state quantity, derived from its rule."""
    return derive(quantity.optimizer).steady_state_risk


def with_derived(expression: sp.Expr, quantities: Sequence[Quantity]) -> sp.Expr:
    """An expression with each steady-state quantity replaced by what the rule gives for it."""
    values: Mapping[sp.Symbol, sp.Expr] = {q.symbol: derived(q) for q in quantities if q.kind == "steady-state risk"}
    return expression.subs(values)


def second_moment_map(quantity: Quantity) -> sp.ImmutableMatrix:
    """The matrix that maps (E u^2, E v^2, E uv) of the scaled state one step on (two-state rules, without noise)."""
    system = derive(quantity.optimizer).system
    scale = sp.diag(*quantity.scale)
    a = (scale * system.A * scale.inv()).applyfunc(cancel)
    (p, q), (r, s) = a.tolist()
    rows = [[p * p, q * q, 2 * p * q], [r * r, s * s, 2 * r * s], [p * r, q * s, p * s + q * r]]
    return sp.ImmutableMatrix(rows).applyfunc(cancel)
