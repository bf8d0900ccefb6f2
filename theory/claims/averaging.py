"""Plain averages of SGD's iterates and the learning rate that makes SGD an average: time-varying rules with closed forms."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import CURVATURE, NOISE, START, alpha, at
from theory.optimizers import SGD, InverseTimeDecay, PolyakAverage
from theory.proof.certificate import Identity, Together
from theory.proof.inequality import Positivity
from theory.rule.domain import between, domain, natural
from theory.rule.filter import extract
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim, Quantity, Statement, Step

r = derive(SGD()).system.A[0, 0]
N = alpha**2 * c / B
BIAS = r * (1 - r**t) / (t * (1 - r))
VARIANCE = N / (t**2 * (1 - r) ** 2) * (t - 2 * r * (1 - r**t) / (1 - r) + r**2 * (1 - r ** (2 * t)) / (1 - r**2))
LIMIT = c / (2 * B * t * h)
AFTER_ONE = natural(t, 1)
STABLE = between(alpha, 0, 2 / h)

average = PolyakAverage(SGD())
decaying = InverseTimeDecay(SGD(learning_rate=1 / h), decay_rate=1)
mean = Quantity(sp.Symbol(r"\phi_t"), "mean response", average)
risk_t = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", average)
noise_only = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", average, environment=((initial_risk, sp.S.Zero),))
decayed = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", decaying)


def _means(bias: sp.Expr) -> sp.ImmutableMatrix:
    """(E theta_t, E average_t) for theta_0 = 1."""
    return sp.ImmutableMatrix([r**t, bias])


def _covariances(variance: sp.Expr) -> sp.ImmutableMatrix:
    """Covariance of (theta_t, average_t)."""
    own = N * (1 - r ** (2 * t)) / (1 - r**2)
    mixed = N * (1 - r**t) * (1 - r ** (t + 1)) / ((1 - r**2) * (1 - r) * t)
    return sp.ImmutableMatrix([[own, mixed], [mixed, variance]])


def bias_steps(bias: sp.Expr) -> list[Step]:
    """By induction on t, with the rule's own matrix A(t)."""
    system = extract(average)
    means = _means(bias)
    return [
        Step("bias-start", "After one step the average is that step's iterate.",
             Identity(means.subs(t, 1), sp.ImmutableMatrix(system.A.subs(t, 0) * system.e))),
        Step("bias-update", "One update carries both means from t to t + 1.",
             Identity(means.subs(t, t + 1), sp.ImmutableMatrix(system.A * means))),
    ]  # fmt: skip


def exact_risk_steps(claim: Claim) -> list[Step]:
    """Bias and covariance by induction on t."""
    system = extract(average)
    rest = claim.statement.right.subs(initial_risk, 0)
    slope = claim.statement.right.subs(initial_risk, 1) - rest
    covariances = _covariances(rest * 2 / h)
    added = sp.ImmutableMatrix(system.b * system.b.T * c / B)
    moved = sp.ImmutableMatrix(system.A * covariances * system.A.T + added)
    return [
        *bias_steps(BIAS),
        Step("transient", "The transient of the statement is the squared bias.", Identity(slope, BIAS**2)),
        Step("variance-start", "After one step the covariance is that of one minibatch.",
             Identity(covariances.subs(t, 1), added.subs(t, 0))),
        Step("variance-update", "One update carries the covariance of iterate and average from t to t + 1.",
             Identity(covariances.subs(t, t + 1), moved)),
    ]  # fmt: skip


def noise_bound_steps(claim: Claim) -> list[Step]:
    """With r = 1 - alpha h in [0, 1) and w = r^t in [0, 1) the gap is a product of positive factors."""
    root, w = sp.Symbol("r", nonnegative=True), sp.Symbol("w", nonnegative=True)
    gap = (claim.statement.right - h / 2 * VARIANCE) * (1 if claim.statement.relation == "<=" else -1)
    written = gap.subs(alpha, (1 - root) / h).subs(root**t, w)
    unit = domain(*NOISE, CURVATURE, AFTER_ONE, between(root, 0, 1, closed="["), between(w, 0, 1, closed="["))
    return [
        Step("gap", "The right side minus the exact risk of averaging.exact-risk.", Positivity(written, unit, strict=False))
    ]


def decayed_steps(claim: Claim) -> list[Step]:
    """At alpha = 1/h, rho = 1 the first step forgets the start; then the recursion."""
    system = extract(decaying)
    f = claim.statement.right
    moved = system.A[0, 0] ** 2 * f + h / 2 * system.b[0, 0] ** 2 * c / B
    return [
        Step("start", "The first step forgets the start and has the risk of one minibatch.",
             Together((Identity(system.A[0, 0].subs(t, 0), sp.S.Zero),
                       Identity(f.subs(t, 1), h / 2 * (system.b[0, 0] ** 2).subs(t, 0) * c / B)))),
        Step("update", "One update carries the formula from t to t + 1.", Identity(f.subs(t, t + 1), moved)),
    ]  # fmt: skip


def claims() -> Iterator[Claim]:
    yield Claim(
        id="averaging.bias",
        title="The mean of the plain average of SGD's iterates 1, ..., t",
        source="Polyak and Juditsky 1992, on a quadratic",
        domain=domain(CURVATURE, STABLE, AFTER_ONE),
        statement=Statement(mean.symbol, "=", BIAS, (mean,)),
        proof=lambda claim: bias_steps(claim.statement.right),
        witness=at(h=1, alpha="1/2", t=4),
    )
    yield Claim(
        id="averaging.exact-risk",
        title="The exact risk of the plain average of SGD's iterates",
        source="Polyak and Juditsky 1992, on a quadratic",
        domain=domain(CURVATURE, *NOISE, START, STABLE, AFTER_ONE),
        statement=Statement(risk_t.symbol, "=", BIAS**2 * initial_risk + h / 2 * VARIANCE, (risk_t,)),
        proof=exact_risk_steps,
        witness=at(h=1, c=1, B=2, ell="1/2", alpha="1/2", t=4),
        uses=("averaging.bias",),
        monte_carlo=True,
    )
    yield Claim(
        id="averaging.noise-bound",
        title="The noise costs the average at most c/(2Bth), the risk of the maximum likelihood estimate, for alpha h <= 1",
        source="derived here",
        domain=domain(CURVATURE, *NOISE, between(alpha, 0, 1 / h, closed="]"), AFTER_ONE),
        statement=Statement(noise_only.symbol, "<=", LIMIT, (noise_only,)),
        proof=noise_bound_steps,
        witness=at(h=1, c=1, B=2, alpha="1/2", t=4),
        uses=("averaging.exact-risk",),
        remark="At any learning rate: what the optimum of alpha would have to trade, the average has for nothing, but for its bias 1/t.",
    )
    yield Claim(
        id="averaging.inverse-time-decay",
        title="SGD at the learning rate 1/(h(t+1)) has the risk c/(2Bth) of maximum likelihood after t steps, whatever the start",
        source="Robbins and Monro 1951, on a quadratic",
        domain=domain(CURVATURE, *NOISE, START, AFTER_ONE),
        statement=Statement(decayed.symbol, "=", LIMIT, (decayed,)),
        proof=decayed_steps,
        witness=at(h=1, c=1, B=2, ell="1/2", t=4),
        uses=("information.maximum-likelihood",),
        monte_carlo=True,
    )
