"""Exponential moving averages: Theorem 2 with its parts (equations 11, 12 and 38)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis import risk
from theory.analysis.derivation import derive
from theory.claims.common import (
    CURVATURE,
    DECAY,
    EMA_STABLE,
    MODEL,
    NOISE,
    PAPER,
    TIME,
    alpha,
    at,
    counterexample_step,
    gamma,
    gap_step,
)
from theory.optimizers import SGD, Averaged
from theory.proof.asymptotics import Vanishing
from theory.proof.certificate import Identity, Together
from theory.proof.inequality import Positivity
from theory.rule.domain import Distinct, between, domain
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import BuiltIn, Claim, Verdict
from theory.statements.lemmas import (
    CAYLEY_HAMILTON,
    GEOMETRIC_DECAY,
    LYAPUNOV,
    SCHUR_COHN,
)
from theory.statements.statement import Quantity, RootForm, Statement, Step

r1, r2 = sp.symbols("r_1 r_2")
ROOTS = RootForm(
    (r1, r2),
    substitution=((alpha, (1 - r1) / h), (gamma, r2)),
    explicit=((r1, 1 - alpha * h), (r2, gamma)),
)
DISTINCT = Distinct(gamma, 1 - alpha * h, stated=False, note="the bracket is 0/0 at gamma = 1 - alpha h")

rule = Averaged()
x = alpha * h
AT_START = BuiltIn(r"\tilde\theta_0 = \theta_0", "ema.start-elsewhere")
phi_t = Quantity(sp.Symbol(r"\phi_t"), "mean response", rule)
risk_t = Quantity(sp.Symbol(r"\mathbb{E}\tilde\ell_t"), "risk", rule)
steady = Quantity(sp.Symbol(r"\mathbb{E}\tilde\ell_\infty"), "steady-state risk", rule)
plain = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty"), "steady-state risk", SGD())
moments = Quantity(sp.Symbol("M"), "second-moment map", rule, scale=(sp.S.One, 1 / (1 - gamma)))

PHI = ((r1 ** (t + 1) - r2 ** (t + 1)) - gamma * (1 - x) * (r1**t - r2**t)) / (r1 - r2)
FACTOR = (1 - gamma) * (1 + gamma * (1 - x)) / ((1 + gamma) * (1 - gamma * (1 - x)))
STEADY_STATE = alpha * c / (2 * B * (2 - x)) * FACTOR
TAIL = (
    h
    / 2
    * alpha**2
    * c
    / B
    * (1 - gamma) ** 2
    / (r1 - gamma) ** 2
    * (r1 ** (2 * t + 2) / (1 - r1**2) + r2 ** (2 * t + 2) / (1 - gamma**2) - 2 * (r1 * r2) ** (t + 1) / (1 - r1 * gamma))
)
POINT = at(h=1, c=1, B=2, ell="1/2", t=3, gamma="1/4", alpha="1/2")


Q = sp.Symbol("q")  # gamma/(1 - alpha h)
hd = sp.Symbol("h_d", positive=True)  # the smallest curvature


def gamma_amplitude() -> sp.Expr:
    """The amplitude of gamma^t in the derived mean response."""
    system = derive(rule).system
    top = risk.numerator(system, system.e)
    return risk.distinct_root_response(top, (r1, r2))[1].subs(ROOTS.substitution, simultaneous=True)


def claims() -> Iterator[Claim]:
    yield Claim(
        id="ema.mean-response",
        title="Mean response of the average, gamma different from 1 - alpha h",
        source=f"{PAPER}, Theorem 2, the bracket of eq. 12",
        domain=domain(CURVATURE, TIME, DECAY, between(alpha, 0, None), DISTINCT),
        built_in=(AT_START,),
        statement=Statement(phi_t.symbol, "=", PHI, (phi_t,), ROOTS),
        witness=at(h=1, t=3, gamma="1/4", alpha="1/2"),
        assumes=(CAYLEY_HAMILTON,),
    )
    double = Quantity(phi_t.symbol, "mean response", Averaged(SGD(learning_rate=(1 - gamma) / h)))
    yield Claim(
        id="ema.mean-response-double",
        title="Mean response of the average at gamma = 1 - alpha h",
        source=f"{PAPER}, Theorem 2, an excluded case that it does not name",
        domain=domain(CURVATURE, TIME, between(gamma, 0, 1)),
        statement=Statement(phi_t.symbol, "=", gamma**t * (1 + t * (1 - gamma)), (double,)),
        witness=at(h=1, t=3, gamma="1/4"),
        built_in=(AT_START,),
        assumes=(CAYLEY_HAMILTON,),
    )
    yield Claim(
        id="ema.steady-state",
        title="The steady-state risk of the average",
        source=f"{PAPER}, eq. 12",
        domain=domain(CURVATURE, *NOISE, DECAY, EMA_STABLE),
        statement=Statement(steady.symbol, "=", STEADY_STATE, (steady,)),
        witness=at(h=1, c=1, B=2, gamma="1/4", alpha="1/2"),
        assumes=(SCHUR_COHN, LYAPUNOV),
    )
    yield Claim(
        id="ema.risk-bound",
        title="Theorem 2: the bound on the expected risk of the average",
        source=f"{PAPER}, Theorem 2, eq. 12",
        domain=domain(*MODEL, DECAY, EMA_STABLE, DISTINCT),
        built_in=(AT_START,),
        statement=Statement(risk_t.symbol, "<=", PHI**2 * initial_risk + STEADY_STATE, (risk_t,), ROOTS),
        witness=POINT,
        uses=("ema.mean-response", "ema.steady-state"),
        assumes=(SCHUR_COHN, LYAPUNOV, CAYLEY_HAMILTON, GEOMETRIC_DECAY),
        remark="The paper omits 0 < alpha h < 2, gamma != 1 - alpha h, and that the average starts at theta_0 (ema.start-elsewhere).",
        monte_carlo=True,
    )
    yield Claim(
        id="ema.exact-risk",
        title="The exact risk behind Theorem 2, stable or not",
        source=f"{PAPER}, Theorem 2, as an equality",
        domain=domain(*MODEL, DECAY, between(alpha, 0, None), DISTINCT, Distinct(x, sp.Integer(2), stated=False)),
        built_in=(AT_START,),
        statement=Statement(risk_t.symbol, "=", PHI**2 * initial_risk + STEADY_STATE - TAIL, (risk_t,), ROOTS),
        witness=POINT,
        uses=("ema.mean-response",),
        assumes=(CAYLEY_HAMILTON,),
        monte_carlo=True,
    )
    noisy = (CURVATURE, between(c, 0, None), between(B, 0, None))
    yield Claim(
        id="ema.reduction-factor",
        title="Averaging lowers the steady-state risk for every gamma > 0",
        source=f"{PAPER}, below Theorem 2: 'the red part of eqn. (12) is strictly less than 1'",
        domain=domain(*noisy, between(gamma, 0, 1, stated=False), EMA_STABLE),
        statement=Statement(steady.symbol, "<", plain.symbol, (steady, plain)),
        witness=at(h=1, c=1, B=1, gamma="1/4", alpha="1/2"),
        uses=("ema.steady-state", "sgd.steady-state"),
        remark="Needs gamma > 0 and 0 < alpha h < 2; 1 - alpha h < 1, the paper's reason, does not suffice.",
    )
    yield Claim(
        id="ema.reduction-at-zero-decay",
        title="The reduction factor is strictly less than 1 for all 0 <= gamma < 1",
        source=f"{PAPER}, below Theorem 2, under Theorem 2's own hypothesis on gamma",
        domain=domain(CURVATURE, DECAY, between(alpha, 0, 2 / h)),
        statement=Statement(FACTOR, "<", sp.S.One),
        proof=lambda claim: [counterexample_step(claim, "At gamma = 0 the average is the iterate and the factor is 1.")],
        witness=at(h=1, gamma=0, alpha="1/2"),
        expected=Verdict.REFUTED,
        limit_of="ema.reduction-factor",
        remark="The paper chooses gamma 'properly'; without averaging nothing is reduced.",
    )
    leading = r1 * (1 - gamma) / (r1 - gamma)
    yield Claim(
        id="ema.rate-asymptotic",
        title="For gamma < 1 - alpha h the mean response is K (1 - alpha h)^t plus a term in gamma^t",
        source=f"{PAPER}, below Theorem 2: 'without sacrificing the convergence rate'",
        domain=domain(CURVATURE, TIME, between(alpha, 0, 1 / h), between(gamma, 0, 1 - x)),
        statement=Statement(phi_t.symbol, "=", leading * r1**t - (1 - r1) * r2 / (r1 - r2) * r2**t, (phi_t,), ROOTS),
        proof=lambda claim: [
            Step(
                "vanishes",
                "Over r_1^t the second term is a multiple of q^t, where q = gamma/(1 - alpha h).",
                Vanishing((claim.statement.right.coeff(r2**t) * Q**t).subs(ROOTS.substitution), t, (Q,)),
            ),
            Step("ratio", "q < 1 on the domain.", Positivity(1 - gamma / (1 - x), claim.domain)),
            Step("leading", "K > 0: the leading term is there.", Positivity((leading.subs(r1, 1 - x)), claim.domain)),
        ],
        witness=at(h=1, t=3, alpha="1/2", gamma="1/4"),
        built_in=(AT_START,),
        assumes=(CAYLEY_HAMILTON, GEOMETRIC_DECAY),
        uses=("ema.mean-response",),
        remark="The rate is kept asymptotically, for the coordinates with gamma < 1 - alpha h only.",
    )
    yield Claim(
        id="ema.bias-prefactor",
        title="The prefactor K of the average's bias exceeds 1: averaging delays convergence by a constant factor",
        source=f"{PAPER}, below Theorem 2, what 'without sacrificing' leaves out",
        domain=domain(CURVATURE, between(alpha, 0, 1 / h), between(gamma, 0, 1 - x)),
        statement=Statement((1 - x) * (1 - gamma) / (1 - x - gamma), ">", sp.S.One),
        proof=lambda claim: [
            Step("same", "The left side is K of ema.rate-asymptotic.", Identity(claim.statement.left, leading.subs(r1, 1 - x))),
            gap_step(claim, "The gap is positive on the domain."),
        ],
        witness=at(h=1, alpha="1/2", gamma="1/4"),
        uses=("ema.rate-asymptotic",),
    )  # fmt: skip
    slow = Quantity(sp.Symbol(r"|r_j| < 1 - \alpha h_d"), "roots within", rule, scale=(1 - alpha * hd,))
    flatter = (between(hd, 0, None), between(h, hd, None))
    yield Claim(
        id="ema.slowest-rate",
        title="With gamma < 1 - alpha h_d, on every coordinate with h > h_d both roots lie within 1 - alpha h_d, the slowest rate "
        "of SGD, exactly for alpha (h + h_d) < 2",
        source=f"{PAPER}, below Theorem 2: 'choosing an averaging coefficient gamma < 1 - alpha h_d such that r1 > r2 ... without "
        "sacrificing the convergence rate'",
        domain=domain(*flatter, between(alpha, 0, 1 / hd), between(gamma, 0, 1 - alpha * hd, closed="[")),
        statement=Statement(slow.symbol, "iff", (2 - alpha * (h + hd),), (slow,)),
        witness=((hd, sp.Rational(1, 4)), *at(h=1, alpha="1/2", gamma="1/2")),
        assumes=(SCHUR_COHN,),
        remark="So the loss as a whole keeps its rate wherever h_d sets it for SGD; on h_d itself see ema.rate-asymptotic.",
    )
    yield Claim(
        id="ema.rate-kept",
        title="Under that condition averaging keeps the convergence rate of every single coordinate",
        source=f"{PAPER}, below Theorem 2: 'EMA reduces the steady state risk without sacrificing the convergence rate', read of each "
        "coordinate",
        domain=domain(*flatter, between(alpha, 0, 1 / h), between(gamma, 0, 1 - alpha * hd, closed="[")),
        statement=Statement(gamma, "<=", 1 - x),
        proof=lambda claim: [
            Step(
                "mode",
                "gamma is a characteristic root, and its amplitude -(1 - r_1) gamma/(r_1 - gamma) is not zero.",
                Together((
                    Identity(gamma_amplitude(), -(1 - r1) * r2 / (r1 - r2)),
                    Positivity(x * gamma, domain(CURVATURE, between(alpha, 0, 1 / h), between(gamma, 0, 1))),
                )),
            ),
            counterexample_step(claim, "A coordinate with 1 - alpha h < gamma converges at rate gamma instead: it slows down."),
        ],
        witness=((hd, sp.Rational(1, 100)), *at(h=1, alpha="1/2", gamma="9/10")),
        expected=Verdict.REFUTED,
        limit_of="ema.slowest-rate",
        uses=("ema.mean-response",),
        remark="Those with 1 - alpha h < gamma slow down, but stay faster than the slowest.",
    )  # fmt: skip
    start = sp.Symbol(r"\tilde\theta_0", real=True)
    yield Claim(
        id="ema.start-elsewhere",
        title="Theorem 2 wherever the average starts (one step from theta_0 = 0, no noise)",
        source=f"{PAPER}, Theorem 2: where the average starts is not specified",
        domain=domain(CURVATURE, DECAY, between(start, None, None), between(alpha, 0, 2 / h)),
        statement=Statement(h * (gamma * start) ** 2 / 2, "<=", sp.S.Zero),
        proof=lambda claim: [
            Step(
                "one-step",
                "From theta_0 = 0 the average moves to gamma times its start; the bound is 0 (ell_0 = 0, c = 0).",
                Identity(claim.statement.left, h * (derive(rule).system.A[1, 1] * start) ** 2 / 2),
            ),
            counterexample_step(claim, "Any start other than 0 exceeds the bound."),
        ],
        witness=at(h=1, gamma="1/2", alpha=1) + ((start, sp.S.One),),
        expected=Verdict.REFUTED,
        limit_of="ema.risk-bound",
        remark="Theorem 2 needs the average to start at theta_0, which the paper leaves open.",
    )
    r = 1 - x
    yield Claim(
        id="ema.second-moments",
        title="One step of the second moments (E theta^2, E w^2, E theta w), w = average/(1 - gamma)",
        source=f"{PAPER}, appendix C, eq. 38",
        domain=domain(CURVATURE, between(alpha, 0, None), DECAY),
        statement=Statement(
            moments.symbol,
            "=",
            sp.ImmutableMatrix([[r**2, 0, 0], [r**2, gamma**2, 2 * gamma * r], [r**2, 0, gamma * r]]),
            (moments,),
        ),
        witness=at(h=1, alpha="1/2", gamma="1/3"),
    )
