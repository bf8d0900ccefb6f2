"""Plain SGD: equation 4 and what the paper says about it."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import (
    BELOW_EDGE,
    CURVATURE,
    MODEL,
    NOISE,
    PAPER,
    START,
    TIME,
    alpha,
    at,
    counterexample_step,
    gap_step,
    identity_step,
)
from theory.optimizers import SGD
from theory.proof.asymptotics import Series
from theory.proof.certificate import Identity
from theory.proof.inequality import Positivity
from theory.rule.domain import Distinct, between, domain
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import GEOMETRIC_DECAY, LYAPUNOV, SCHUR_COHN
from theory.statements.statement import Quantity, RootForm, Statement, Step

r = sp.Symbol("r_1")
ROOT = RootForm((r,), substitution=((alpha, (1 - r) / h),), explicit=((r, 1 - alpha * h),))

risk_t = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", SGD())
steady = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty"), "steady-state risk", SGD())
stable = Quantity(sp.Symbol(r"\text{stable}"), "stable", SGD())
edge_risk = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", SGD(learning_rate=2 / h))

STEADY_STATE = alpha * c / (2 * B * (2 - alpha * h))
STABLE = (CURVATURE, *NOISE, BELOW_EDGE)


def exact_risk() -> sp.Expr:
    """E l_t (equation 4), which other rules that contain SGD quote."""
    return (1 - alpha * h) ** (2 * t) * initial_risk + (1 - (1 - alpha * h) ** (2 * t)) * STEADY_STATE


def _root() -> sp.Expr:
    """The characteristic root of SGD."""
    return -derive(SGD()).characteristic_polynomial.all_coeffs()[1]


def rate_steps(claim: Claim) -> list[Step]:
    """d r^2/d alpha < 0 below 1/h: the rate |1 - alpha h| improves with alpha."""
    same = Identity(claim.statement.left, sp.diff(_root() ** 2, alpha))
    return [
        Step("derivative", "The left side is the derivative of the squared characteristic root.", same),
        gap_step(claim, "It is negative up to alpha = 1/h."),
    ]


def claims() -> Iterator[Claim]:
    yield Claim(
        id="sgd.exact-risk",
        title="The expected risk of SGD after t steps (an equality)",
        source=f"{PAPER}, eq. 4",
        domain=domain(*MODEL, between(alpha, 0, 2 / h, closed="]"), Distinct(alpha * h, sp.Integer(2), stated=False)),
        statement=Statement(
            risk_t.symbol,
            "=",
            exact_risk(),
            (risk_t,),
            ROOT,
        ),
        witness=at(h=1, c=1, B=2, ell="1/2", t=7, alpha="1/3"),
        monte_carlo=True,
    )
    yield Claim(
        id="sgd.steady-state",
        title="The steady-state risk of SGD",
        source=f"{PAPER}, eq. 4",
        domain=domain(*STABLE),
        statement=Statement(steady.symbol, "=", STEADY_STATE, (steady,)),
        witness=at(h=1, c=1, B=2, alpha="1/3"),
        assumes=(SCHUR_COHN, LYAPUNOV),
    )
    yield Claim(
        id="sgd.stability-region",
        title="SGD is stable exactly for 0 < alpha h < 2",
        source=f"{PAPER}, below eq. 4 (printed with <= 2)",
        domain=domain(CURVATURE, between(alpha, 0, None)),
        statement=Statement(stable.symbol, "iff", (2 - alpha * h,), (stable,)),
        witness=at(h=1, alpha="1/3"),
        assumes=(SCHUR_COHN,),
        remark="The end alpha h = 2, which the paper includes, is not stable.",
    )
    yield Claim(
        id="sgd.closed-edge",
        title="The characteristic root of SGD lies inside the unit circle for all 0 < alpha h <= 2",
        source=f"{PAPER}, below eq. 4: 'we have assumed that alpha h <= 2 ... each dimension converges exponentially'",
        domain=domain(CURVATURE, between(alpha, 0, 2 / h, closed="]")),
        statement=Statement((1 - alpha * h) ** 2, "<", sp.S.One),
        proof=lambda claim: [
            Step("root", "The left side is the squared root.", Identity(claim.statement.left, _root() ** 2)),
            counterexample_step(claim, "At alpha h = 2 the root is -1 and nothing decays (see sgd.edge-growth)."),
        ],
        witness=at(h=1, alpha=2),
        expected=Verdict.REFUTED,
        uses=("sgd.edge-growth",),
        remark="Equation 4 needs alpha h < 2: at 2 its denominator vanishes and the risk is unbounded.",
    )
    yield Claim(
        id="sgd.edge-growth",
        title="At alpha h = 2 the risk grows linearly in t",
        source=f"{PAPER}, eq. 4, its excluded case",
        domain=domain(CURVATURE, *NOISE, START, TIME),
        statement=Statement(edge_risk.symbol, "=", EDGE_RISK, (edge_risk,)),
        witness=at(h=1, c=1, B=1, ell="1/2", t=9),
        monte_carlo=True,
    )
    yield Claim(
        id="sgd.faster-rate",
        title="Up to alpha = 1/h a higher learning rate converges faster",
        source=f"{PAPER}, section 3.1: 'higher learning rates (up to 1/h_i) give faster convergence'",
        domain=domain(CURVATURE, between(alpha, 0, 1 / h)),
        statement=Statement(-2 * h * (1 - alpha * h), "<", sp.S.Zero),
        proof=rate_steps,
        witness=at(h=1, alpha="1/3"),
        assumes=(GEOMETRIC_DECAY,),
    )
    yield Claim(
        id="sgd.higher-steady-state",
        title="A higher learning rate gives a higher steady-state risk",
        source=f"{PAPER}, section 3.1: 'but also produce higher values of the steady-state risk'",
        domain=domain(CURVATURE, between(c, 0, None), between(B, 0, None), BELOW_EDGE),
        statement=Statement(c / (B * (2 - alpha * h) ** 2), ">", sp.S.Zero),
        proof=lambda claim: [
            Step(
                "derivative",
                "The left side is the derivative of the steady-state risk in alpha.",
                Identity(claim.statement.left, sp.diff(derive(SGD()).steady_state_risk, alpha)),
            ),
            gap_step(claim, "It is positive wherever there is noise."),
        ],
        witness=at(h=1, c=1, B=1, alpha="1/3"),
        uses=("sgd.steady-state",),
    )
    scaled = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty(kB)"), "steady-state risk", SGD())
    yield Claim(
        id="sgd.batch-scaling",
        title="The steady-state risk falls in proportion to 1/B",
        source=f"{PAPER}, section 3.1: 'decreases proportionally to increases in batch size'",
        domain=domain(*STABLE),
        statement=Statement(steady.symbol, "=", STEADY_STATE.subs(B, 1) / B, (steady,)),
        proof=lambda claim: [
            Step(
                "scaling",
                "B times the derived steady-state risk is free of B.",
                Identity(sp.diff(B * derive(scaled.optimizer).steady_state_risk, B), sp.S.Zero),
            ),
            identity_step(claim, "Hence it is its value at B = 1 over B."),
        ],
        witness=at(h=1, c=1, B=4, alpha="1/3"),
        uses=("sgd.steady-state",),
    )
    yield Claim(
        id="sgd.small-step-steady-state",
        title="To first order in alpha the steady-state risk is alpha c/(4B), whatever the curvature",
        source=f"{PAPER}, eq. 4, its small-step limit",
        domain=domain(*STABLE),
        statement=Statement(steady.symbol, "=", alpha * c / (4 * B) + alpha**2 * h * c / (4 * B * (2 - alpha * h)), (steady,)),
        proof=lambda claim: [
            Step(
                "series",
                "Expansion with its exact remainder.",
                Series(
                    derive(SGD()).steady_state_risk,
                    alpha,
                    (sp.S.Zero, c / (4 * B)),
                    h * c / (4 * B * (2 - alpha * h)),
                ),
            ),
            identity_step(claim, "The statement is that expansion."),
            Step(
                "remainder", "The remainder is not negative.", Positivity(h * c / (2 - alpha * h), claim.domain, strict=False)
            ),
        ],
        witness=at(h=1, c=1, B=1, alpha="1/100"),
        uses=("sgd.steady-state",),
    )


EDGE_RISK = initial_risk + h * c / (2 * B) * (2 / h) ** 2 * t
