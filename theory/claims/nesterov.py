"""Nesterov's momentum at both of its points, and quasi-hyperbolic momentum between SGD, heavy ball and Nesterov."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims import momentum_risk
from theory.claims.common import (
    CURVATURE,
    MODEL,
    MOMENTUM,
    NOISE,
    alpha,
    at,
    beta,
    counterexample_step,
)
from theory.optimizers import QHM, HeavyBall, Nesterov, NesterovLookahead
from theory.proof.certificate import Identity
from theory.rule.domain import Distinct, between, domain
from theory.rule.model import B, c, h, initial_risk, z
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import (
    CAYLEY_HAMILTON,
    LYAPUNOV,
    SCHUR_COHN,
)
from theory.statements.statement import Quantity, RootForm, Statement, Step

KNOWN = "a known result, in the notation of Zhang et al. 2019"
nu = QHM().discount
x = alpha * h
N = alpha**2 * c / B
LIMIT = 2 * (1 + beta) / (1 + 2 * beta)
QHM_LIMIT = 2 * (1 + beta) / (1 + beta * (1 - 2 * nu))
STABLE = (CURVATURE, *NOISE, MOMENTUM, between(alpha, 0, LIMIT / h))
DISCOUNT = between(nu, 0, 1, closed="[]")

stable = Quantity(sp.Symbol(r"\text{stable}"), "stable", Nesterov())
steady = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty"), "steady-state risk", Nesterov())
ahead = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty^{\text{look-ahead}}"), "steady-state risk", NesterovLookahead())
plain = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty^{\text{heavy ball}}"), "steady-state risk", HeavyBall())
transfer = Quantity(sp.Symbol(r"\sum_t \phi_t z^t"), "mean transfer function", Nesterov())
risk_t = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", Nesterov())
qhm_stable = Quantity(sp.Symbol(r"\text{stable}"), "stable", QHM())
qhm_steady = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty"), "steady-state risk", QHM())

VARIANCE = N * (1 + beta - x * beta) / (x * (1 - beta + x * beta) * (2 * (1 + beta) - x * (1 + 2 * beta)))
AHEAD = N * (1 + beta + x * beta + 2 * x * beta**2) / (x * (1 - beta + x * beta) * (2 * (1 + beta) - x * (1 + 2 * beta)))
QHM_VARIANCE = (
    N
    * (1 - beta**2 + x * beta * (1 - nu) * (1 + beta - 2 * beta * nu))
    / (x * (1 - beta + x * beta * (1 - nu)) * (2 * (1 + beta) - x * (1 + beta - 2 * beta * nu)))
)
DAMPED = beta * (1 - x)
"""The momentum at which heavy ball does, on this coordinate, what Nesterov does."""
r1, r2 = sp.symbols("r_1 r_2")
DISTINCT = Distinct((1 + beta) ** 2 * (1 - x), 4 * beta, note="with alpha h = 1 the double roots")
TRACE = (1 + beta) * (1 - x)
HALF = sp.sqrt(TRACE**2 - 4 * DAMPED) / 2
ROOTS = RootForm(
    (r1, r2),
    substitution=((alpha, (1 - r1) * (1 - r2) / h), (beta, r1 * r2 / (r1 + r2 - r1 * r2))),
    explicit=((r1, TRACE / 2 + HALF), (r2, TRACE / 2 - HALF)),
)


def heavy_ball_steps(claim: Claim) -> list[Step]:
    """Both transfer functions are heavy ball's at the momentum beta (1 - alpha h)."""
    here, there = derive(Nesterov()), derive(HeavyBall())
    noise = Identity(here.noise_response, there.noise_response.subs(beta, DAMPED))
    return [
        Step("noise", "The noise response, too, is heavy ball's at that momentum.", noise),
    ]


def claims() -> Iterator[Claim]:
    yield Claim(
        id="nesterov.stability-region",
        title="Nesterov's momentum is stable exactly for 0 < alpha h < 2(1 + beta)/(1 + 2 beta)",
        source=KNOWN,
        domain=domain(CURVATURE, MOMENTUM, between(alpha, 0, None)),
        statement=Statement(stable.symbol, "iff", (2 * (1 + beta) - alpha * h * (1 + 2 * beta),), (stable,)),
        witness=at(h=1, beta="1/2", alpha=1),
        assumes=(SCHUR_COHN,),
    )
    yield Claim(
        id="nesterov.steady-state",
        title="The steady-state risk of Nesterov's momentum at theta",
        source=KNOWN,
        domain=domain(*STABLE),
        statement=Statement(steady.symbol, "=", h / 2 * VARIANCE, (steady,)),
        witness=at(h=1, c=1, B=2, beta="1/2", alpha=1),
        uses=("nesterov.stability-region",),
        assumes=(SCHUR_COHN, LYAPUNOV),
    )
    yield Claim(
        id="nesterov.lookahead-steady-state",
        title="The steady-state risk at the look-ahead point, which is PyTorch's iterate",
        source=KNOWN,
        domain=domain(*STABLE),
        statement=Statement(ahead.symbol, "=", h / 2 * AHEAD, (ahead,)),
        witness=at(h=1, c=1, B=2, beta="1/2", alpha=1),
        uses=("nesterov.stability-region",),
        assumes=(SCHUR_COHN, LYAPUNOV),
    )
    yield Claim(
        id="nesterov.points-agree",
        title="It does not matter at which of Nesterov's two points the risk is read",
        source="left open wherever 'Nesterov momentum' is reported without saying which iterate",
        domain=domain(*STABLE),
        statement=Statement(steady.symbol, "=", ahead.symbol, (steady, ahead)),
        proof=lambda claim: [counterexample_step(claim, "The look-ahead point has the larger risk.", derived=True)],
        witness=at(h=1, c=1, B=2, beta="1/2", alpha="1/2"),
        expected=Verdict.REFUTED,
        conjecture=True,
        uses=("nesterov.lookahead-larger",),
    )
    yield Claim(
        id="nesterov.lookahead-larger",
        title="The look-ahead point has the larger steady-state risk wherever there is momentum and noise",
        source="derived here",
        domain=domain(CURVATURE, between(c, 0, None), NOISE[1], between(beta, 0, 1), between(alpha, 0, LIMIT / h)),
        statement=Statement(steady.symbol, "<", ahead.symbol, (steady, ahead)),
        witness=at(h=1, c=1, B=2, beta="1/2", alpha=1),
        uses=("nesterov.steady-state", "nesterov.lookahead-steady-state"),
    )
    yield Claim(
        id="nesterov.is-damped-heavy-ball",
        title="On one coordinate Nesterov's momentum is heavy ball with momentum beta (1 - alpha h), at the same learning rate",
        source="derived here",
        domain=domain(CURVATURE, MOMENTUM, between(alpha, 0, LIMIT / h), between(z, 0, 1)),
        statement=Statement(transfer.symbol, "=", derive(HeavyBall()).mean_response.subs(beta, DAMPED), (transfer,)),
        proof=heavy_ball_steps,
        witness=at(h=1, beta="1/2", alpha=1) + ((z, sp.Rational(1, 3)),),
        remark="The momentum is smaller where the curvature is larger: that is all that looking ahead does.",
    )
    yield Claim(
        id="nesterov.exact-risk",
        title="The exact risk of Nesterov's momentum: Theorem 1's with momentum beta (1 - alpha h)",
        source="derived here",
        domain=domain(*MODEL, MOMENTUM, between(alpha, 0, LIMIT / h), Distinct(x, sp.S.One), DISTINCT),
        statement=Statement(
            risk_t.symbol,
            "=",
            (momentum_risk.PHI**2 * initial_risk + momentum_risk.STEADY_STATE - momentum_risk.TAIL).subs(beta, DAMPED),
            (risk_t,),
            ROOTS,
        ),
        witness=at(h=1, c=1, B=2, ell="1/2", t=3, beta="1/2", alpha="1/2"),
        uses=("nesterov.is-damped-heavy-ball",),
        assumes=(CAYLEY_HAMILTON,),
        monte_carlo=True,
    )
    yield Claim(
        id="nesterov.lower-steady-state",
        title="At equal settings with alpha h <= 1 Nesterov's momentum has a lower steady-state risk than heavy ball",
        source="derived here",
        domain=domain(CURVATURE, between(c, 0, None), NOISE[1], between(beta, 0, 1), between(alpha, 0, 1 / h, closed="]")),
        statement=Statement(steady.symbol, "<", plain.symbol, (steady, plain)),
        witness=at(h=1, c=1, B=2, beta="1/2", alpha=1),
        uses=("nesterov.steady-state", "momentum.steady-state"),
    )
    yield Claim(
        id="nesterov.lower-steady-state-everywhere",
        title="At equal settings Nesterov's momentum has a lower steady-state risk than heavy ball wherever it is stable",
        source="a tempting generalisation of nesterov.lower-steady-state",
        domain=domain(CURVATURE, between(c, 0, None), NOISE[1], between(beta, 0, 1), between(alpha, 0, LIMIT / h)),
        statement=Statement(steady.symbol, "<", plain.symbol, (steady, plain)),
        proof=lambda claim: [counterexample_step(claim, "Its region is smaller: near its edge the order turns.", derived=True)],
        witness=at(h=1, c=1, B=2, beta="1/2", alpha="7/5"),
        expected=Verdict.REFUTED,
        conjecture=True,
        uses=("nesterov.stability-region",),
    )
    yield Claim(
        id="nesterov.qhm-stability-region",
        title="QHM is stable exactly for 0 < alpha h < 2(1 + beta)/(1 + beta (1 - 2 nu))",
        source=KNOWN,
        domain=domain(CURVATURE, MOMENTUM, DISCOUNT, between(alpha, 0, None)),
        statement=Statement(qhm_stable.symbol, "iff", (2 * (1 + beta) - alpha * h * (1 + beta * (1 - 2 * nu)),), (qhm_stable,)),
        witness=at(h=1, beta="1/2", alpha=1) + ((nu, sp.Rational(3, 4)),),
        assumes=(SCHUR_COHN,),
    )
    yield Claim(
        id="nesterov.qhm-steady-state",
        title="The steady-state risk of QHM",
        source=KNOWN,
        domain=domain(CURVATURE, *NOISE, MOMENTUM, DISCOUNT, between(alpha, 0, QHM_LIMIT / h)),
        statement=Statement(qhm_steady.symbol, "=", h / 2 * QHM_VARIANCE, (qhm_steady,)),
        witness=at(h=1, c=1, B=2, beta="1/2", alpha=1) + ((nu, sp.Rational(3, 4)),),
        uses=("nesterov.qhm-stability-region",),
        assumes=(SCHUR_COHN, LYAPUNOV),
    )
