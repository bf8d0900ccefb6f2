"""Momentum SGD: Theorem 1 with its parts (equations 5 and 6, and the second moments of its proof)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import (
    CURVATURE,
    MODEL,
    MOMENTUM,
    MOMENTUM_STABLE,
    NOISE,
    PAPER,
    TIME,
    alpha,
    at,
    beta,
    counterexample_step,
)
from theory.optimizers import HeavyBall
from theory.proof.certificate import Identity
from theory.rule.domain import Distinct, between, domain
from theory.rule.model import B, c, h, initial_risk, t, z
from theory.statements.claim import BuiltIn, Claim, Verdict
from theory.statements.lemmas import (
    CAYLEY_HAMILTON,
    GEOMETRIC_DECAY,
    LYAPUNOV,
    SCHUR_COHN,
)
from theory.statements.statement import Quantity, RootForm, Statement, Step

r1, r2 = sp.symbols("r_1 r_2")
lam = sp.Symbol("lambda")
TRACE = 1 - alpha * h + beta
HALF = sp.sqrt(TRACE**2 - 4 * beta) / 2
ROOTS = RootForm(
    (r1, r2),
    substitution=((alpha, (1 - r1) * (1 - r2) / h), (beta, r1 * r2)),
    explicit=((r1, TRACE / 2 + HALF), (r2, TRACE / 2 - HALF)),
)
rho = sp.Symbol("rho", positive=True)  # the double root's modulus, sqrt(beta)
DISTINCT = Distinct(
    TRACE**2, 4 * beta, note="the paper's beta != (1 - sqrt(alpha h))^2: sqrt(alpha h) = 1 -+ sqrt(beta), both double roots"
)

rule = HeavyBall()
phi_t = Quantity(sp.Symbol(r"\phi_t"), "mean response", rule)
risk_t = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", rule)
steady = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty"), "steady-state risk", rule)
stable = Quantity(sp.Symbol(r"\text{stable}"), "stable", rule)
polynomial = Quantity(sp.Symbol(r"\det(zI-A)"), "characteristic polynomial", rule)
moments = Quantity(sp.Symbol("M"), "second-moment map", rule, scale=(sp.S.One, -alpha))

PHI = ((r1 ** (t + 1) - r2 ** (t + 1)) - beta * (r1**t - r2**t)) / (r1 - r2)
STEADY_STATE = (1 + beta) * alpha * c / (2 * B * (2 * beta + 2 - alpha * h) * (1 - beta))
N = alpha**2 * c / B
TAIL = (
    h
    * N
    / 2
    / (r1 - r2) ** 2
    * (r1 ** (2 * t + 2) / (1 - r1**2) + r2 ** (2 * t + 2) / (1 - r2**2) - 2 * (r1 * r2) ** (t + 1) / (1 - r1 * r2))
)

AT_REST = BuiltIn("m_0 = 0", "momentum.start-at-rest")
STABLE = (CURVATURE, *NOISE, MOMENTUM, MOMENTUM_STABLE)
TRANSIENT = domain(*MODEL, MOMENTUM, MOMENTUM_STABLE, DISTINCT)


def double_root_claims(name: str, sign: int) -> Iterator[Claim]:
    """Theorem 1 where both roots are sign * rho: alpha h = (1 - sign rho)^2, beta = rho^2."""
    rule_there = HeavyBall(learning_rate=(1 - sign * rho) ** 2 / h, momentum=rho**2)
    mean = Quantity(phi_t.symbol, "mean response", rule_there)
    risk = Quantity(risk_t.symbol, "risk", rule_there)
    root, r = sign * rho, sp.Symbol("r")
    form = RootForm((r,), substitution=((rho, sign * r),), explicit=((r, root),), double=True)
    phi = (t + 1) * root**t - rho**2 * t * root ** (t - 1)
    steady_there = STEADY_STATE.subs({alpha: (1 - root) ** 2 / h, beta: rho**2}, simultaneous=True)
    where = "(1 - sqrt(beta))^2" if sign > 0 else "(1 + sqrt(beta))^2"
    source = f"{PAPER}, Theorem 1, its excluded case, sqrt(alpha h) = 1 {'-' if sign > 0 else '+'} sqrt(beta)"
    half = (rho, sp.Rational(1, 2))
    yield Claim(
        id=f"momentum.mean-response-{name}",
        title=f"Mean response at the double root alpha h = {where}",
        source=source,
        domain=domain(CURVATURE, TIME, between(rho, 0, 1)),
        statement=Statement(mean.symbol, "=", phi, (mean,), form),
        witness=(*at(h=1, t=5), half),
        built_in=(AT_REST,),
        assumes=(CAYLEY_HAMILTON,),
    )
    yield Claim(
        id=f"momentum.risk-bound-{name}",
        title=f"Theorem 1 extends to the double root alpha h = {where}",
        source=source,
        domain=domain(*MODEL, between(rho, 0, 1)),
        statement=Statement(risk.symbol, "<=", phi**2 * initial_risk + steady_there, (risk,), form),
        witness=(*at(h=1, c=1, B=2, ell="1/2", t=3), half),
        built_in=(AT_REST,),
        uses=(f"momentum.mean-response-{name}", "momentum.steady-state"),
        assumes=(SCHUR_COHN, LYAPUNOV, CAYLEY_HAMILTON, GEOMETRIC_DECAY),
        monte_carlo=True,
    )


def claims() -> Iterator[Claim]:
    yield Claim(
        id="momentum.characteristic-polynomial",
        title="The characteristic polynomial of momentum SGD",
        source=f"{PAPER}, Theorem 1",
        domain=domain(CURVATURE, between(alpha, 0, None), MOMENTUM, between(z, None, None)),
        statement=Statement(polynomial.symbol, "=", z**2 - (1 - alpha * h + beta) * z + beta, (polynomial,)),
        witness=at(h=1, alpha="1/2", beta="1/4") + ((z, sp.Integer(3)),),
    )
    yield Claim(
        id="momentum.stability-region",
        title="Momentum SGD is stable exactly for 0 < alpha h < 2(1 + beta)",
        source=f"{PAPER}, Theorem 1 (not stated)",
        domain=domain(CURVATURE, MOMENTUM, between(alpha, 0, None)),
        statement=Statement(stable.symbol, "iff", (2 * (1 + beta) - alpha * h,), (stable,)),
        witness=at(h=1, beta="1/2", alpha=2),
        assumes=(SCHUR_COHN,),
    )
    yield Claim(
        id="momentum.mean-response",
        title="Mean response for distinct roots",
        source=f"{PAPER}, Theorem 1, the bracket of eq. 5",
        domain=domain(CURVATURE, TIME, MOMENTUM, between(alpha, 0, None), DISTINCT),
        built_in=(AT_REST,),
        statement=Statement(phi_t.symbol, "=", PHI, (phi_t,), ROOTS),
        witness=at(h=1, t=5, beta="1/4", alpha="1/2"),
        assumes=(CAYLEY_HAMILTON,),
    )
    yield from double_root_claims("double-lower", 1)
    yield from double_root_claims("double-upper", -1)
    yield Claim(
        id="momentum.steady-state",
        title="The steady-state risk of momentum SGD",
        source=f"{PAPER}, eq. 6",
        domain=domain(*STABLE),
        statement=Statement(steady.symbol, "=", STEADY_STATE, (steady,)),
        witness=at(h=1, c=1, B=2, beta="1/2", alpha=1),
        uses=("momentum.stability-region",),
        assumes=(SCHUR_COHN, LYAPUNOV),
        remark="Holds for alpha h < 2(1 + beta), which the paper does not state; beyond, the formula is negative.",
    )
    yield Claim(
        id="momentum.risk-bound",
        title="Theorem 1: the bound on the expected risk of momentum SGD",
        source=f"{PAPER}, Theorem 1, eqs. 5-6",
        domain=TRANSIENT,
        statement=Statement(risk_t.symbol, "<=", PHI**2 * initial_risk + STEADY_STATE, (risk_t,), ROOTS),
        witness=at(h=1, c=1, B=2, ell="1/2", t=3, beta="1/2", alpha=1),
        built_in=(AT_REST,),
        uses=("momentum.mean-response", "momentum.steady-state", "momentum.stability-region"),
        assumes=(SCHUR_COHN, LYAPUNOV, CAYLEY_HAMILTON, GEOMETRIC_DECAY),
        remark="The paper omits 0 < alpha h < 2(1 + beta) and m_0 = 0 (see momentum.start-at-rest).",
        monte_carlo=True,
    )
    yield Claim(
        id="momentum.exact-risk",
        title="The exact risk behind Theorem 1, stable or not",
        source=f"{PAPER}, Theorem 1, as an equality",
        domain=domain(*MODEL, MOMENTUM, between(alpha, 0, None), DISTINCT, Distinct(alpha * h, 2 * (1 + beta), stated=False)),
        built_in=(AT_REST,),
        statement=Statement(risk_t.symbol, "=", PHI**2 * initial_risk + STEADY_STATE - TAIL, (risk_t,), ROOTS),
        witness=at(h=1, c=1, B=2, ell="1/2", t=3, beta="1/2", alpha=1),
        uses=("momentum.mean-response",),
        assumes=(CAYLEY_HAMILTON,),
        monte_carlo=True,
    )
    m0 = sp.Symbol("m_0", real=True)
    yield Claim(
        id="momentum.start-at-rest",
        title="Theorem 1 whatever the initial velocity (one step from the optimum, no noise)",
        source=f"{PAPER}, Theorem 1: m_0 is not specified",
        domain=domain(CURVATURE, MOMENTUM, between(m0, None, None), between(alpha, 0, 2 * (1 + beta) / h)),
        statement=Statement(h * (alpha * beta * m0) ** 2 / 2, "<=", sp.S.Zero),
        proof=lambda claim: [
            Step(
                "one-step",
                "From theta_0 = 0 the rule moves to theta_1 = -alpha beta m_0; the bound is 0 (ell_0 = 0, c = 0).",
                Identity(claim.statement.left, h * (derive(rule).system.A[0, 1] * m0) ** 2 / 2),
            ),
            counterexample_step(claim, "Any m_0 other than 0 exceeds the bound."),
        ],
        witness=at(h=1, beta="1/2", alpha=1) + ((m0, sp.S.One),),
        expected=Verdict.REFUTED,
        limit_of="momentum.risk-bound",
        remark="Theorem 1 needs m_0 = 0, which the paper leaves open.",
    )
    yield Claim(
        id="momentum.second-moments",
        title="One step of the second moments (E theta^2, E v^2, E theta v), v = -alpha m",
        source=f"{PAPER}, appendix C, eq. 21",
        domain=domain(CURVATURE, between(alpha, 0, None), MOMENTUM),
        statement=Statement(
            moments.symbol,
            "=",
            sp.ImmutableMatrix(
                [
                    [(1 - alpha * h) ** 2, beta**2, 2 * beta * (1 - alpha * h)],
                    [(alpha * h) ** 2, beta**2, -2 * alpha * h * beta],
                    [-alpha * h * (1 - alpha * h), beta**2, beta * (1 - 2 * alpha * h)],
                ]
            ),
            (moments,),
        ),
        witness=at(h=1, alpha="1/2", beta="1/3"),
    )
    spectrum = Quantity(sp.Symbol(r"\det(\lambda I-M)"), "second-moment polynomial", rule, scale=moments.scale)
    yield Claim(
        id="momentum.second-moment-eigenvalues",
        title="The second-moment matrix has eigenvalues r_1^2, r_2^2 and beta = r_1 r_2",
        source=f"{PAPER}, appendix C, after eq. 21",
        domain=domain(CURVATURE, MOMENTUM, between(alpha, 0, None), between(lam, None, None)),
        statement=Statement(spectrum.symbol, "=", (lam - r1**2) * (lam - r2**2) * (lam - beta), (spectrum,), ROOTS),
        witness=at(h=1, beta="1/4", alpha="1/5") + ((lam, sp.Integer(2)),),
        uses=("momentum.second-moments",),
    )
