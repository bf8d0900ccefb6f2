"""Momentum SGD against plain SGD: effective learning rate, amplified noise, and the choice of momentum."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis import risk
from theory.analysis.derivation import derive
from theory.claims.common import (
    CURVATURE,
    MOMENTUM,
    PAPER,
    alpha,
    at,
    beta,
    counterexample_step,
    identity_step,
)
from theory.optimizers import SGD, HeavyBall
from theory.proof.asymptotics import Series
from theory.proof.certificate import Identity
from theory.proof.inequality import Positivity
from theory.rule.domain import between, domain
from theory.rule.model import B, c, h
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import with_derived
from theory.statements.statement import Quantity, Statement, Step

x = alpha * h
momentum = Quantity(sp.Symbol(r"S_{\text{mom}}"), "steady-state risk", HeavyBall())
plain = Quantity(sp.Symbol(r"S_{\text{sgd}}"), "steady-state risk", SGD())
effective = Quantity(sp.Symbol(r"S_{\text{eff}}"), "steady-state risk", SGD(learning_rate=alpha / (1 - beta)))

NOISY = (between(c, 0, None), between(B, 0, None))
BOTH_STABLE = domain(CURVATURE, *NOISY, MOMENTUM, between(alpha, 0, 2 * (1 - beta) / h, stated=False))
SGD_STABLE = domain(CURVATURE, *NOISY, MOMENTUM, between(alpha, 0, 2 / h, stated=False))
SGD_STABLE_WITH_MOMENTUM = domain(CURVATURE, *NOISY, between(beta, 0, 1), between(alpha, 0, 2 / h, stated=False))
POINT = at(h=1, c=1, B=1, beta="1/2", alpha="1/2")


def first_order_steps(claim: Claim) -> list[Step]:
    """The ratio is 1 + alpha times a factor regular at 0."""
    ratio = with_derived(claim.statement.left, claim.statement.quantities)
    remainder = sp.cancel((claim.statement.right - 1) / alpha)
    return [
        identity_step(claim, "The derived steady-state risks have this ratio."),
        Step(
            "series", "It is 1 at alpha = 0, with an exact first-order remainder.", Series(ratio, alpha, (sp.S.One,), remainder)
        ),
        Step(
            "defined",
            "Both risks are positive on the domain.",
            Positivity(derive(effective.optimizer).steady_state_risk, claim.domain),
        ),
    ]


def monotone_steps(claim: Claim) -> list[Step]:
    """phi_1 and phi_2 from the rule, and a point where |phi| grows."""
    system = derive(HeavyBall()).system
    _, one, two = risk.responses(system, system.e, 3)
    return [
        Step("phi-2", "The left side is phi_2^2.", Identity(claim.statement.left, two**2)),
        Step("phi-1", "The right side is phi_1^2.", Identity(claim.statement.right, one**2)),
        counterexample_step(claim, "phi_1 = 0 and phi_2 = -1/2: the noise-free risk rises from 0."),
    ]


def claims() -> Iterator[Claim]:
    ratio = momentum.symbol / effective.symbol
    yield Claim(
        id="momentum.effective-rate-ratio",
        title="Steady-state risk of momentum over that of SGD at the effective learning rate, exactly",
        source=f"{PAPER}, section 3.2: 'the same as the ones in plain SGD, except ... effective learning rate'",
        domain=BOTH_STABLE,
        statement=Statement(ratio, "=", (2 - x / (1 - beta)) / (2 - x / (1 + beta)), (momentum, effective)),
        proof=lambda claim: [
            identity_step(claim, "The derived steady-state risks have this ratio."),
            Step("defined", "The denominator is positive on the domain.", Positivity(derive(effective.optimizer).steady_state_risk, claim.domain)),
        ],
        witness=POINT,
        uses=("momentum.steady-state", "sgd.steady-state"),
    )  # fmt: skip
    yield Claim(
        id="momentum.effective-rate-first-order",
        title="To first order in alpha momentum has the steady-state risk of SGD at alpha/(1 - beta)",
        source=f"{PAPER}, section 3.2, the effective learning rate",
        domain=BOTH_STABLE,
        statement=Statement(ratio, "=", 1 - 2 * alpha * h * beta / ((1 - beta) * (2 * (1 + beta) - x)), (momentum, effective)),
        proof=first_order_steps,
        witness=POINT,
        uses=("momentum.effective-rate-ratio",),
    )
    yield Claim(
        id="momentum.effective-rate-exact",
        title="Momentum has exactly the steady-state risk of SGD at the effective learning rate",
        source=f"{PAPER}, section 3.2: 'are the same as the ones in plain SGD', read beyond small learning rates",
        domain=BOTH_STABLE,
        statement=Statement(momentum.symbol, "=", effective.symbol, (momentum, effective)),
        proof=lambda claim: [counterexample_step(claim, "The two risks differ.", derived=True)],
        witness=POINT,
        expected=Verdict.REFUTED,
        limit_of="momentum.effective-rate-first-order",
        remark="Equal to first order only; momentum's is smaller (momentum.effective-rate-below).",
    )
    yield Claim(
        id="momentum.effective-rate-below",
        title="At the same effective learning rate momentum has the smaller steady-state risk",
        source=f"{PAPER}, section 3.2, corrected",
        domain=domain(CURVATURE, *NOISY, between(beta, 0, 1), between(alpha, 0, 2 * (1 - beta) / h, stated=False)),
        statement=Statement(momentum.symbol, "<", effective.symbol, (momentum, effective)),
        witness=POINT,
    )
    amplification = momentum.symbol / plain.symbol
    yield Claim(
        id="momentum.amplification",
        title="Momentum amplifies the steady-state risk at equal alpha by this exact factor",
        source=f"{PAPER}, section 3.2: 'roughly amplifies by a factor of 1/(1 - beta)'",
        domain=SGD_STABLE,
        statement=Statement(
            amplification, "=", 1 / (1 - beta) * (2 - x) / (2 - x / (1 + beta)), (momentum, plain)
        ),
        proof=lambda claim: [
            identity_step(claim, "The derived steady-state risks have this ratio."),
            Step("defined", "The denominator is positive on the domain.", Positivity(derive(SGD()).steady_state_risk, claim.domain)),
        ],
        witness=POINT,
        uses=("momentum.steady-state", "sgd.steady-state"),
    )  # fmt: skip
    yield Claim(
        id="momentum.amplification-upper",
        title="The amplification is always less than 1/(1 - beta)",
        source=f"{PAPER}, section 3.2, made precise",
        domain=SGD_STABLE_WITH_MOMENTUM,
        statement=Statement(amplification, "<", 1 / (1 - beta), (momentum, plain)),
        witness=POINT,
    )
    yield Claim(
        id="momentum.amplification-below-one",
        title="Momentum lowers the steady-state risk at equal alpha exactly when alpha h > 1 + beta",
        source=f"{PAPER}, section 3.2: 'With beta > 0, the steady state risk roughly amplifies'",
        domain=SGD_STABLE_WITH_MOMENTUM,
        statement=Statement((plain.symbol - momentum.symbol,), "iff", (x - 1 - beta,), (momentum, plain)),
        witness=POINT,
        remark="So the 'amplification' is a reduction at large learning rates.",
    )
    y = sp.Symbol("y", positive=True)  # sqrt(alpha h_d), h_d the smallest curvature; h is the largest
    yield Claim(
        id="momentum.optimal-beta",
        title="Reducing beta to (1 - sqrt(alpha h_d))^2 keeps a stable rule stable (y = sqrt(alpha h_d), h = h_1)",
        source=f"{PAPER}, section 3.2: 'the optimal beta should be equal to or smaller than (1 - sqrt(alpha h_d))^2'",
        domain=domain(
            CURVATURE,
            between(y, 0, 2),
            between(beta, (1 - y) ** 2, 1),
            between(alpha, y**2 / h, 2 * (1 + beta) / h, closed="["),
        ),
        statement=Statement(alpha * h, "<", 2 * (1 + (1 - y) ** 2)),
        proof=lambda claim: [
            Step(
                "edge",
                "The right side is the edge of stability of alpha h at the reduced momentum.",
                Identity(derive(HeavyBall(momentum=(1 - y) ** 2)).jury_conditions[0], claim.statement.right - x),
            ),
            counterexample_step(claim, "All coordinates are underdamped and stable at beta = 9/10; at the reduced beta the first diverges."),
        ],
        witness=at(h=1) + ((y, sp.Rational(5, 4)),) + at(beta="9/10", alpha="25/8"),
        expected=Verdict.REFUTED,
        uses=("momentum.stability-region",),
        remark="The advice holds only if alpha may be lowered with beta.",
    )  # fmt: skip
    yield Claim(
        id="momentum.monotone-risk",
        title="Without noise the risk does not rise from the first to the second step",
        source=f"{PAPER}, section 3.2: 'the first one decays exponentially', read step by step",
        domain=domain(CURVATURE, MOMENTUM, between(alpha, 0, 2 * (1 + beta) / h)),
        statement=Statement(((1 - x) * (1 - x + beta) - beta) ** 2, "<=", (1 - x) ** 2),
        proof=monotone_steps,
        witness=at(h=1, beta="1/2", alpha=1),
        expected=Verdict.REFUTED,
        limit_of="momentum.rate",
        remark="With complex roots the mean response oscillates; only its envelope decays.",
    )
