"""Preconditioning by a power of the Hessian: equations 8 to 10."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.algebra.field import cancel
from theory.algebra.symbols import ModelSymbol
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
    power,
)
from theory.optimizers import SGD, Averaged, HeavyBall, Preconditioned
from theory.proof.certificate import Identity, Together
from theory.proof.inequality import PositiveThroughout
from theory.proof.irrational import Name, Powers, Rising
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
ARTANH = ("artanh(u) = log((1 + u)/(1 - u))/2", "a function whose derivative is not negative does not fall")
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
    u, w, v = (ModelSymbol(name, positive=True) for name in "uwv")  # q^p_1, q^(p_2 - p_1), q^(1 - p_2)
    sign = 1 if s.relation == "<" else -1
    inside = cancel(sign * (1 / (u * w * (1 - v)) - 1 / (u * (1 - w * v))))
    where = domain(between(u, 0, 1, closed="]"), between(w, 0, 1), between(v, 0, 1))
    names = ((u, q, p1), (w, q, p2 - p1), (v, q, 1 - p2))
    return [
        Step("form", "The left side is 1/(q^p - q).", Identity(s.left, 1 / (q**p1 - q))),
        Step("order", "In q^(p_1), q^(p_2 - p_1) and q^(1 - p_2), each between 0 and 1, the gap is positive.",
             Powers(sign * (s.right - s.left), claim.domain, names, PositiveThroughout(inside, where))),
    ]  # fmt: skip


def total(exponent: sp.Rational, s: sp.Symbol, n: sp.Symbol) -> sp.Expr:
    """Total steady-state risk (B = 1, C = H) at the rate-optimal alpha: curvature 1 once and s^4 n times."""
    low = s ** (4 * (1 - exponent))
    single = derive(rule).steady_state_risk.subs({p: exponent, B: 1, c: h, alpha: 2 / (1 + low)})
    return cancel(single.subs(h, 1) + n * single.subs(h, s**4))


def beyond(claim: Claim, names: tuple[Name, ...], inside: sp.Expr) -> Powers:
    """That the gap of an inequality is not negative: in its powers it rises with the first from 0."""
    s = claim.statement
    sign = 1 if s.relation in (">=", ">") else -1
    where = domain(*(between(w, 0, 1, closed="" if exponent != p else "]") for w, _, exponent in names))
    return Powers(sign * (s.left - s.right), claim.domain, names, Rising(sign * inside, names[0][0], where))


def kappa_steps(claim: Claim) -> list[Step]:
    """With w = kappa^(p-1), v = kappa^(-p): artanh(w) - artanh(w v)/v is 0 at w = 0 and does not fall."""
    kappa = next(k for k in claim.domain.symbols if k.name == "kappa")
    w, v = (ModelSymbol(name, positive=True) for name in "wv")
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
        Step(
            "rising",
            "The gap rises from 0.",
            beyond(claim, ((w, 1 / kappa, 1 - p), (v, 1 / kappa, p)), sp.atanh(w) - sp.atanh(w * v) / v),
        ),
    ]


def exponent_steps(claim: Claim) -> list[Step]:
    """artanh(w) - w rises from 0."""
    (kappa,) = claim.domain.symbols
    w = ModelSymbol("w", positive=True)
    return [Step("rising", "The gap rises from 0.", beyond(claim, ((w, 1 / kappa, sp.S.One),), 2 * sp.atanh(w) - 2 * w))]


def faster_steps(claim: Claim) -> list[Step]:
    """In v = kappa^(p_2 - 1) and w = kappa^(p_1 - p_2) the rates are (1 - v)/(1 + v) and (1 - v w)/(1 + v w)."""
    s = claim.statement
    kappa = claim.domain.symbols[0]
    w, v = (ModelSymbol(name, positive=True) for name in "wv")
    sign = 1 if s.relation == "<" else -1
    inside = cancel(sign * ((1 - v * w) / (1 + v * w) - (1 - v) / (1 + v)))
    where = domain(between(w, 0, 1), between(v, 0, 1, closed="]"))
    names = ((w, 1 / kappa, p2 - p1), (v, 1 / kappa, 1 - p2))
    return [
        Step(
            "order",
            "The gap is positive.",
            Powers(sign * (s.right - s.left), claim.domain, names, PositiveThroughout(inside, where)),
        )
    ]


def rate_claims() -> Iterator[Claim]:
    """'Converges exponentially at a rate of approximately 2/kappa~' and what follows from kappa~ = kappa^(1-p)."""
    kappa = sp.Symbol("kappa", positive=True)
    many, below = between(kappa, 1, None), f"{PAPER}, section 3.3, below eq. 9"
    power, point = (p, sp.Rational(1, 2)), (kappa, sp.Integer(16))
    h_tilde, k_tilde = h ** (1 - p), kappa ** (1 - p)
    tuned = Preconditioned(SGD(learning_rate=2 / (k_tilde * h_tilde + h_tilde)))
    once = Quantity(sp.Symbol(r"\phi_1"), "mean response", tuned, environment=((t, sp.S.One),))
    plain = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", SGD())
    unpowered = Quantity(sp.Symbol(r"\mathbb{E}\ell_t[p = 0]"), "risk", Preconditioned(SGD(), power=sp.S.Zero))
    yield Claim(
        id="preconditioning.zero-power",
        title="With p = 0 preconditioned SGD is SGD",
        source=f"{PAPER}, section 3.3: 'we can recover standard SGD by setting p = 0'",
        domain=domain(*MODEL, between(alpha, 0, None)),
        statement=Statement(unpowered.symbol, "=", plain.symbol, (unpowered, plain)),
        witness=at(h=4, c=1, B=2, ell=1, t=3, alpha="1/4"),
    )
    yield Claim(
        id="preconditioning.condition-number",
        title="The transformed problem has the condition number kappa^(1-p)",
        source=below + ": 'since kappa~ = kappa^(1-p)'",
        domain=domain(between(h1, 0, None), between(h, 0, h1), POWER),
        statement=Statement(h1 ** (1 - p) / h ** (1 - p), "=", (h1 / h) ** (1 - p)),
        witness=((h1, sp.Integer(16)), (h, sp.S.One), power),
    )
    yield Claim(
        id="preconditioning.rate",
        title="At alpha = 2/(h~_1 + h~_d) the flattest coordinate loses 2/kappa~ - 2/(kappa~ (kappa~ + 1)) of itself a step, "
        "kappa~ = kappa^(1-p)",
        source=below + ": 'with optimal alpha ~ 2/h~_1 converges exponentially at a rate of approximately 2/kappa~'",
        domain=domain(CURVATURE, many, POWER),
        statement=Statement(1 - once.symbol, "=", 2 / k_tilde - 2 / (k_tilde * (k_tilde + 1)), (once,)),
        witness=((h, sp.S.One), point, power),
        uses=("sgd.best-rate", "preconditioning.equivalence-sgd"),
        remark="So 2/kappa~ is right up to a relative error of 1/(kappa~ + 1). h is the smallest curvature.",
    )
    yield Claim(
        id="preconditioning.rate-exponent",
        title="2/kappa is at most the exponent of decay a step, 2 artanh(1/kappa) = -log((kappa - 1)/(kappa + 1))",
        source=below + ": 'a rate of approximately 2/kappa~', as an exponent",
        domain=domain(many),
        statement=Statement(2 * sp.atanh(1 / kappa), ">=", 2 / kappa),
        proof=exponent_steps,
        witness=(point,),
        assumes=ARTANH,
        uses=("preconditioning.rate",),
    )
    yield Claim(
        id="preconditioning.kappa-power",
        title="Preconditioning multiplies the exponent of the best rate, 2 artanh(1/kappa), by at least kappa^p",
        source=below + ": 'this implies a factor of kappa^p improvement in the rate of convergence'",
        domain=domain(many, BELOW_ONE),
        statement=Statement(sp.atanh(kappa ** (p - 1)), ">=", kappa**p * sp.atanh(1 / kappa)),
        proof=kappa_steps,
        witness=(point, power),
        assumes=ARTANH,
        remark="kappa^p is a lower bound and the leading term for large kappa, not an equality.",
    )
    yield Claim(
        id="preconditioning.faster-in-power",
        title="The best rate, (kappa~ - 1)/(kappa~ + 1), improves with p",
        source=below
        + ": 'values of p closer to 1 correspond to better preconditioners, and result in much faster convergence'",
        domain=domain(many, between(p1, 0, 1, closed="["), between(p2, p1, 1, closed="]")),
        statement=Statement(
            (kappa ** (1 - p2) - 1) / (kappa ** (1 - p2) + 1), "<", (kappa ** (1 - p1) - 1) / (kappa ** (1 - p1) + 1)
        ),
        proof=faster_steps,
        witness=(point, (p1, sp.S.Zero), (p2, sp.Rational(1, 2))),
        uses=("preconditioning.rate",),
    )


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
        title="Steady-state risk of a coordinate at alpha = 2/h~_1 (an equality)",
        source=f"{PAPER}, eq. 10 (printed with an approximate sign)",
        domain=domain(between(h1, 0, None), between(h, 0, h1, stated=False), *NOISE, BELOW_ONE),
        statement=Statement(edge.symbol, "=", c / (2 * B * h1) * (h / h1) ** (-p) / (1 - (h / h1) ** (1 - p)), (edge,)),
        witness=((h1, sp.S.One), (h, sp.Rational(1, 4))) + at(c=1, B=1) + ((p, sp.Rational(1, 2)),),
        remark="Exact, and only for h_i < h_1: the first coordinate does not settle (preconditioning.first-coordinate).",
    )
    yield Claim(
        id="preconditioning.first-coordinate",
        title="At alpha = 2/h~_1 every coordinate is stable (q = h/h_1)",
        source=f"{PAPER}, eq. 10, read for i = 1 and at alpha = 2/h~_1 itself",
        domain=domain(between(q, 0, 1, closed="]"), BELOW_ONE),
        statement=Statement((1 - 2 * q ** (1 - p)) ** 2, "<", sp.S.One),
        proof=lambda claim: [counterexample_step(claim, "The first coordinate has root -1: its risk grows without bound.")],
        witness=((q, sp.S.One), (p, sp.Rational(1, 2))),
        expected=Verdict.REFUTED,
        limit_of="preconditioning.max-rate-steady-state",
        remark="The paper's sign is approximate, and alpha a little below 2/h~_1 is stable.",
    )
    yield Claim(
        id="preconditioning.monotone-in-power",
        title="Equation 10 increases in p for h < h_1 (q = h/h_1; factor c/(2B h_1) left out)",
        source=f"{PAPER}, below eq. 10: 'a monotonically increasing function with respect to p'",
        domain=domain(between(q, 0, 1, stated=False), between(p1, 0, 1, closed="["), between(p2, p1, 1)),
        statement=Statement(q ** (-p1) / (1 - q ** (1 - p1)), "<", q ** (-p2) / (1 - q ** (1 - p2))),
        proof=monotone_steps,
        witness=((q, sp.Rational(1, 4)), (p1, sp.S.Zero), (p2, sp.Rational(1, 2))),
        uses=("preconditioning.max-rate-steady-state",),
    )
    s, n = sp.Symbol("s", positive=True), sp.Symbol("n", positive=True)
    start, middle, end = (total(e, s, n) for e in (sp.S.Zero, sp.Rational(1, 2), sp.Rational(3, 4)))
    yield Claim(
        id="preconditioning.total-steady-state",
        title="At the rate-optimal alpha the total steady-state risk is monotone in p "
        "(p = 0, 1/2, 3/4; curvatures 1 once and s^4 n times)",
        source=f"{PAPER}, section 3.3: 'larger values of p will also increase the second term (steady state risk)', read of the sum over "
        "dimensions",
        domain=domain(between(s, 0, 1), between(n, 1, None, closed="[")),
        statement=Statement((middle - start) * (end - middle), ">=", sp.S.Zero),
        proof=lambda claim: [counterexample_step(claim, "It falls from p = 0 to 1/2 and rises from 1/2 to 3/4.")],
        witness=((s, sp.Rational(1, 2)), (n, sp.Integer(20))),
        expected=Verdict.REFUTED,
        limit_of="preconditioning.monotone-in-power",
        remark="alpha = 2/(h~_1 + h~_d), C = H. On the standard spectrum too (tests/test_moments.py).",
    )
    yield from rate_claims()
