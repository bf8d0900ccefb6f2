"""Preconditioning by a power of the Hessian: equations 8 to 10."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.algebra.field import cancel
from theory.analysis.derivation import derive
from theory.claims.common import (
    CURVATURE,
    DECAY,
    MODEL,
    MOMENTUM,
    NOISE,
    PAPER,
    START,
    TIME,
    alpha,
    at,
    beta,
    counterexample_step,
    gamma,
    identity_step,
    power,
)
from theory.optimizers import SGD, Averaged, HeavyBall, Preconditioned
from theory.proof.certificate import Identity, Together
from theory.proof.inequality import Positivity
from theory.rule.domain import Hypothesis, between, domain
from theory.rule.model import B, c, h, initial_risk, t
from theory.rule.optimizer import Optimizer
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import GEOMETRIC_DECAY, LYAPUNOV, SCHUR_COHN
from theory.statements.statement import Quantity, RootForm, Statement, Step

p = power
h1 = sp.Symbol("h_1", positive=True)
q = sp.Symbol("q", positive=True)  # h/h_1
p1, p2 = sp.symbols("p_1 p_2", nonnegative=True)
r = sp.Symbol("r_1")

POWER = between(p, 0, 1, closed="[]")
BELOW_ONE = between(p, 0, 1, closed="[")
rule = Preconditioned()
TRANSFORMED = ((h, h ** (1 - p)), (c, c * h ** (-p)))


def equivalence_claim(name: str, inner: Optimizer, hypotheses: tuple[Hypothesis, ...]) -> Claim:
    """Preconditioned(inner) on (h, c) is inner on (h^(1-p), c h^(-p)) for the scaled iterate h^(p/2) theta."""
    left = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", Preconditioned(inner))
    right = Quantity(sp.Symbol(r"\mathbb{E}\ell_t[h^{1-p},\, c h^{-p}]"), "risk", inner, environment=TRANSFORMED)

    point = {h: 4, c: 1, B: 2, initial_risk: 1, t: 6, p: sp.Rational(1, 2), alpha: sp.Rational(1, 4)}
    point |= {beta: sp.Rational(1, 2), gamma: sp.Rational(1, 3)}
    symbols = [k.symbol for k in hypotheses]
    return Claim(
        id=f"preconditioning.equivalence-{name}",
        title=f"Preconditioned {inner} is {inner} on the transformed NQM h^(1-p), c h^(-p)",
        source=f"{PAPER}, section 3.3, below eq. 8" + ("" if name == "sgd" else " (carried over)"),
        domain=domain(*hypotheses),
        statement=Statement(left.symbol, "=", right.symbol, (left, right)),
        witness=tuple((k, sp.sympify(point[k])) for k in symbols),
    )


def standard_step(alpha_rate: sp.Expr) -> Quantity:
    """Steady-state risk of preconditioned SGD at a given learning rate."""
    return Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty"), "steady-state risk", Preconditioned(SGD(learning_rate=alpha_rate)))


def monotone_steps(claim: Claim) -> list[Step]:
    """q^(-p)/(1 - q^(1-p)) = 1/(q^p - q), which grows as q^p falls towards q."""
    s = claim.statement
    a, b = sp.Symbol("a", positive=True), sp.Symbol("b", positive=True)
    gap = (s.right - s.left) if s.relation == "<" else (s.left - s.right)
    rational = gap.subs({q ** (1 - p1): q / a, q ** (-p1): 1 / a, q ** (1 - p2): q / b, q ** (-p2): 1 / b})
    order = domain(between(q, 0, None), between(b, q, None), between(a, b, None))
    return [
        Step("form", "The left side is 1/(q^p - q).", Identity(s.left, 1 / (q**p1 - q))),
        Step("powers", "q < 1, so that q^p falls with p, and stays above q.", Positivity(1 - q, claim.domain)),
        Step("order", "With a = q^(p_1) > b = q^(p_2) > q the gap is positive.", Positivity(rational, order)),
    ]


def total(exponent: sp.Rational, s: sp.Symbol, n: sp.Symbol) -> sp.Expr:
    """Total steady-state risk (B = 1, C = H) at the rate-optimal alpha: curvature 1 once and s^4 n times."""
    low = s ** (4 * (1 - exponent))
    single = derive(rule).steady_state_risk.subs({p: exponent, B: 1, c: h, alpha: 2 / (1 + low)})
    return cancel(single.subs(h, 1) + n * single.subs(h, s**4))


def kappa_steps(claim: Claim) -> list[Step]:
    """With u = 1/kappa, L = kappa^p: artanh(Lu) - L artanh(u) is 0 at u = 0 and has a derivative >= 0."""
    s = claim.statement
    kappa = s.left.args[0].free_symbols and next(k for k in s.left.free_symbols if k.name == "kappa")
    u, big = sp.Symbol("u", positive=True), sp.Symbol("L", positive=True)
    sign = 1 if s.relation in (">=", ">") else -1
    gap = sp.expand(sign * (s.left - s.right) * sp.atanh(1 / kappa))
    gap = gap.subs(kappa ** (p - 1), big * u).subs(kappa**p, big).subs(1 / kappa, u)
    region = domain(between(big, 1, None, closed="["), between(u, 0, 1 / big))
    rate = 1 - alpha * h
    ends = Together((
        Identity(rate.subs({alpha: 2 / (h1 + h)}), (h1 / h - 1) / (h1 / h + 1)),
        Identity(1 - 2 * h1 / (h1 + h), -(h1 / h - 1) / (h1 / h + 1)),
    ))  # fmt: skip
    return [
        Step(
            "rate",
            "At alpha = 2/(h_1 + h_d) both extreme roots have modulus (kappa - 1)/(kappa + 1) = exp(-2 artanh(1/kappa)).",
            ends,
        ),
        Step("origin", "The gap vanishes at u = 0.", Identity(gap.subs(u, 0), sp.S.Zero)),
        Step(
            "slope",
            "Its derivative in u is not negative, so neither is the gap.",
            Positivity(sp.diff(gap, u), region, strict=False),
        ),
    ]


def claims() -> Iterator[Claim]:
    rate = between(alpha, 0, None)
    common = (CURVATURE, *NOISE, START, TIME, POWER, rate)
    yield equivalence_claim("sgd", SGD(), common)
    yield equivalence_claim("momentum", HeavyBall(), (*common, MOMENTUM))
    yield equivalence_claim("ema", Averaged(), (*common, DECAY))
    yield equivalence_claim("ema-momentum", Averaged(HeavyBall()), (*common, MOMENTUM, DECAY))

    risk_t = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", rule)
    h_tilde = h ** (1 - p)
    form = RootForm((r,), substitution=((alpha, (1 - r) * h ** (p - 1)),), explicit=((r, 1 - alpha * h_tilde),))
    yield Claim(
        id="preconditioning.risk-bound",
        title="The bound on the risk of preconditioned SGD (one coordinate of the sum)",
        source=f"{PAPER}, eq. 9",
        domain=domain(*MODEL, POWER, between(alpha, 0, 2 / h_tilde, stated=False)),
        statement=Statement(
            risk_t.symbol,
            "<=",
            (1 - alpha * h_tilde) ** (2 * t) * initial_risk + alpha * c * h ** (-p) / (2 * B * (2 - alpha * h_tilde)),
            (risk_t,),
            form,
        ),
        witness=at(h=4, c=1, B=2, ell=1, t=3) + ((p, sp.Rational(1, 2)), (alpha, sp.Rational(1, 4))),
        assumes=(SCHUR_COHN, LYAPUNOV, GEOMETRIC_DECAY),
        monte_carlo=True,
    )
    edge = standard_step(2 * h1 ** (p - 1))
    yield Claim(
        id="preconditioning.max-rate-steady-state",
        expected=Verdict.ARGUED,
        title="Steady-state risk of a coordinate at alpha = 2/h~_1 (an equality)",
        source=f"{PAPER}, eq. 10 (printed with an approximate sign)",
        domain=domain(between(h1, 0, None), between(h, 0, h1, stated=False), *NOISE, BELOW_ONE),
        statement=Statement(edge.symbol, "=", c / (2 * B * h1) * (h / h1) ** (-p) / (1 - (h / h1) ** (1 - p)), (edge,)),
        proof=lambda claim: [
            identity_step(claim, "The derived steady-state risk at that learning rate."),
            Step(
                "stable",
                "The root is above -1: with w = h^(1-p) < w_1 = h_1^(1-p), 2 - alpha w = 2(1 - w/w_1) > 0.",
                below_first_coordinate(claim),
            ),
        ],
        witness=((h1, sp.S.One), (h, sp.Rational(1, 4))) + at(c=1, B=1) + ((p, sp.Rational(1, 2)),),
        remark="Exact, and only for h_i < h_1: the first coordinate does not settle (preconditioning.first-coordinate).",
    )
    yield Claim(
        id="preconditioning.first-coordinate",
        title="At alpha = 2/h~_1 every coordinate is stable (q = h/h_1)",
        source=f"{PAPER}, eq. 10, for i = 1",
        domain=domain(between(q, 0, 1, closed="]"), BELOW_ONE),
        statement=Statement((1 - 2 * q ** (1 - p)) ** 2, "<", sp.S.One),
        proof=lambda claim: [counterexample_step(claim, "The first coordinate has root -1: its risk grows without bound.")],
        witness=((q, sp.S.One), (p, sp.Rational(1, 2))),
        expected=Verdict.REFUTED,
    )
    yield Claim(
        id="preconditioning.monotone-in-power",
        expected=Verdict.ARGUED,
        title="Equation 10 increases in p for h < h_1 (q = h/h_1; factor c/(2B h_1) left out)",
        source=f"{PAPER}, below eq. 10: 'a monotonically increasing function with respect to p'",
        domain=domain(between(q, 0, 1, stated=False), between(p1, 0, 1, closed="["), between(p2, p1, 1)),
        statement=Statement(q ** (-p1) / (1 - q ** (1 - p1)), "<", q ** (-p2) / (1 - q ** (1 - p2))),
        proof=monotone_steps,
        witness=((q, sp.Rational(1, 4)), (p1, sp.S.Zero), (p2, sp.Rational(1, 2))),
        assumes=("q^p is decreasing in p for 0 < q < 1",),
        uses=("preconditioning.max-rate-steady-state",),
    )
    s, n = sp.Symbol("s", positive=True), sp.Symbol("n", positive=True)
    start, middle, end = (total(e, s, n) for e in (sp.S.Zero, sp.Rational(1, 2), sp.Rational(3, 4)))
    yield Claim(
        id="preconditioning.total-steady-state",
        title="At the rate-optimal alpha the total steady-state risk is monotone in p "
        "(p = 0, 1/2, 3/4; curvatures 1 once and s^4 n times)",
        source=f"{PAPER}, section 3.3: 'larger values of p will also increase the second term (steady state risk)'",
        domain=domain(between(s, 0, 1), between(n, 1, None, closed="[")),
        statement=Statement((middle - start) * (end - middle), ">=", sp.S.Zero),
        proof=lambda claim: [counterexample_step(claim, "It falls from p = 0 to 1/2 and rises from 1/2 to 3/4.")],
        witness=((s, sp.Rational(1, 2)), (n, sp.Integer(20))),
        expected=Verdict.REFUTED,
        remark="alpha = 2/(h~_1 + h~_d), C = H. On the standard spectrum too (tests/test_preconditioning.py).",
    )
    kappa = sp.Symbol("kappa", positive=True)
    yield Claim(
        id="preconditioning.kappa-power",
        expected=Verdict.ARGUED,
        title="Preconditioning improves the optimal rate by artanh(kappa^(p-1))/artanh(1/kappa), at least kappa^p",
        source=f"{PAPER}, below eq. 9: 'this implies a factor of kappa^p improvement in the rate of convergence'",
        domain=domain(between(kappa, 1, None), BELOW_ONE),
        statement=Statement(sp.atanh(kappa ** (p - 1)) / sp.atanh(1 / kappa), ">=", kappa**p),
        proof=kappa_steps,
        witness=((kappa, sp.Integer(16)), (p, sp.Rational(1, 2))),
        assumes=("mean value theorem", "artanh(u) = log((1 + u)/(1 - u))/2"),
        remark="kappa^p is a lower bound and the leading term for large kappa, not an equality.",
    )


def below_first_coordinate(claim: Claim) -> Together:
    """The Jury conditions below the first coordinate, through w = h^(1-p) < w_1 = h_1^(1-p)."""
    w, w1 = sp.Symbol("w", positive=True), sp.Symbol("w_1", positive=True)
    below = any(k.symbol == h and k.interval.upper == h1 for k in claim.domain.hypotheses)
    order = domain(between(w1, 0, None), between(w, 0, w1 if below else None))
    conditions = derive(claim.statement.quantities[0].optimizer).jury_conditions
    return Together(tuple(Positivity(k, order, substitution=((h**p, h / w), (h1**p, h1 / w1))) for k in conditions))
