"""How far SGD moves from its start: the exact counterpart of "ultra-slow diffusion", and what is left at infinite batch size.

The displacement is a rule of its own (theory/optimizers/displacement.py); h/2 times its square is a risk, so all evidence is that of a risk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import CURVATURE, NOISE, SGD_STABLE, START, TIME, alpha, at, counterexample_step
from theory.optimizers import SGD
from theory.optimizers.displacement import Displacement
from theory.proof.certificate import Identity
from theory.proof.inequality import Growth, Square
from theory.proof.sequences import InPower, Sum
from theory.rule.domain import between, domain, natural
from theory.rule.filter import extract
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim, Verdict
from theory.statements.statement import Quantity, Statement, StateMoments, Step

HOFFER = "Hoffer et al. 2017"
SECTION = f"{HOFFER}, section 4"
system = extract(SGD())
r = system.A[0, 0]
N = alpha**2 * c / B
MOVED = (1 - r**t) ** 2 * initial_risk + h / 2 * N * (1 - r ** (2 * t)) / (1 - r**2)
LIMIT = derive(SGD()).steady_state_risk
a = sp.Symbol("a", positive=True)  # learning rate at batch size 1
b = sp.Symbol("b", positive=True)  # root of the batch size
q = sp.Symbol("q", positive=True)
RUNGS = 4

AT_REST = ((initial_risk, sp.S.Zero),)


def moved(symbol: str, optimizer: SGD, environment: tuple[tuple[sp.Expr, sp.Expr], ...] = ()) -> Quantity:
    """h/2 E (theta_t - theta_0)^2."""
    rate = optimizer.learning_rate
    shrunk = (1 - rate * h) ** t
    spread = rate**2 * c / B * (1 - shrunk**2) / (1 - (1 - rate * h) ** 2)
    moments = StateMoments(sp.ImmutableMatrix([shrunk, 1]), sp.ImmutableMatrix([[spread, 0], [0, 0]]))
    return Quantity(sp.Symbol(symbol), "risk", Displacement(optimizer), environment=environment, moments=moments)


distance = moved(r"\tfrac h2\mathbb{E}(\theta_t - \theta_0)^2", SGD())
from_rest = moved(r"\tfrac h2\mathbb{E}(\theta_t - \theta_0)^2", SGD(), AT_REST)
squared_time = moved("D_{t^2}", SGD(), ((t, t**2),))
at_time = moved("D_t", SGD())
sqrt_first = moved("D_1(B)", SGD(learning_rate=a * b), (*AT_REST, (B, b**2), (t, sp.S.One)))
sqrt_large = moved("D_t(B)", SGD(learning_rate=a * b), (*AT_REST, (B, b**2)))
sqrt_one = moved("D_t(1)", SGD(learning_rate=a), (*AT_REST, (B, sp.S.One)))
linear_large = Quantity(sp.Symbol("S_B"), "steady-state risk", SGD(learning_rate=a * B))
linear_one = Quantity(sp.Symbol("S_1"), "steady-state risk", SGD(learning_rate=a), environment=((B, sp.S.One),))
risk_t = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", SGD())


def variance_growth(claim: Claim, variance: sp.Expr) -> Growth:
    """The part from noise starts at 0 and grows by h/2 N r^(2t) a step."""
    return Growth(variance, t, h * N / 2, r**t, claim.domain)


def bound_steps(claim: Claim) -> list[Step]:
    """Start and noise apart."""
    start = InPower(initial_risk * (4 - (1 - r**t) ** 2), r, t, claim.domain, strict=False)
    noise = Square(LIMIT - MOVED.subs(initial_risk, 0), LIMIT, r**t, claim.domain)
    return [
        Step("parts", "The start's part, with r^t between -1 and 1, and what is missing to the bound of the noise's: a square.",
             Sum(start.expression + noise.expression, (start, noise))),
    ]  # fmt: skip


def doubling(exponent: sp.Expr) -> sp.Expr:
    """Squared displacement without noise of RUNGS unit coordinates with roots q, q^2, q^4, ... at a time."""
    return sum(((1 - q ** (2**k * exponent)) ** 2 for k in range(RUNGS)), sp.S.Zero)


def rung(k: int, time: sp.Expr, name: str) -> Quantity:
    """One coordinate of the ladder: h = 1 - q^(2^k) at alpha = 1, E theta_0^2 = 1, no noise."""
    curvature = 1 - q ** (2**k)
    here = ((h, curvature), (c, sp.S.Zero), (B, sp.S.One), (initial_risk, curvature / 2), (t, time))
    return moved(f"D_{{{name},{k}}}", SGD(learning_rate=sp.S.One), here)


EARLY = tuple(rung(k, t, "t") for k in range(RUNGS))
LATE = tuple(rung(k, 2 * t, "2t") for k in range(RUNGS))
LADDER = sum((2 / (1 - q ** (2**k)) * (late.symbol - early.symbol) for k, (early, late) in enumerate(zip(EARLY, LATE, strict=True))),
             sp.S.Zero)  # fmt: skip


def claims() -> Iterator[Claim]:
    model = (CURVATURE, *NOISE, START, SGD_STABLE, TIME)
    everything = at(h=1, c=1, B=4, ell="1/2", alpha="1/2", t=3)
    yield Claim(
        id="diffusion.exact",
        title="The exact mean squared displacement of SGD from its start",
        source=f"{SECTION}, on a quadratic",
        domain=domain(*model),
        statement=Statement(distance.symbol, "=", MOVED, (distance,)),
        witness=everything,
        remark="Dividing by h/2: E(theta_t - theta_0)^2 = (1 - r^t)^2 E theta_0^2 + N (1 - r^(2t))/(1 - r^2), r = 1 - alpha h.",
        monte_carlo=True,
    )
    yield Claim(
        id="diffusion.bounded",
        title="The displacement stays bounded for all time, so no law that grows without end, log t among them, holds for ever",
        source=f"{SECTION}: 'ultra-slow diffusion', ||w_t - w_0|| ~ log t, on a quadratic",
        domain=domain(*model),
        statement=Statement(distance.symbol, "<=", 4 * initial_risk + LIMIT, (distance,)),
        proof=bound_steps,
        witness=everything,
        uses=("diffusion.exact",),
        remark="For alpha h <= 1 the 4 is a 1. Any finite spectrum is a sum of such coordinates: a logarithmic law can only be a passage.",
    )
    yield Claim(
        id="diffusion.log-law",
        title="||theta_t - theta_0|| grows like log t: squared, it is four times as large at t^2 as at t (one coordinate)",
        source=f"{SECTION}: ||w_t - w_0|| ~ log t, read of one coordinate",
        domain=domain(CURVATURE, *NOISE, START, SGD_STABLE, natural(t, 2)),
        statement=Statement(squared_time.symbol, "=", 4 * at_time.symbol, (squared_time, at_time)),
        proof=lambda claim: [counterexample_step(_written_out(claim), "Without noise, at alpha h = 1/2 and t = 2.")],
        witness=at(h=1, c=0, B=1, ell="1/2", alpha="1/2", t=2),
        expected=Verdict.REFUTED,
        limit_of="diffusion.ladder",
        uses=("diffusion.exact",),
        remark="A curve k (log t)^2 has this property exactly. A spectrum can imitate the law over a range of times: see diffusion.ladder.",
    )
    yield Claim(
        id="diffusion.random-walk",
        title="Noise moves SGD no further than a random walk with its steps would: the exponent is at most 1/2",
        source=f"{SECTION}: standard diffusion",
        domain=domain(CURVATURE, *NOISE, SGD_STABLE, TIME),
        statement=Statement(from_rest.symbol, "<=", h / 2 * N * t, (from_rest,)),
        witness=at(h=1, c=1, B=4, alpha="1/2", t=3),
        uses=("diffusion.exact",),
        remark="Started at the minimum, where only noise moves it. The start's own contraction is ballistic at first, exponent 1.",
    )
    yield Claim(
        id="diffusion.ladder",
        title="On curvatures 1 - q^(2^k) (log-uniform at the flat end) the squared displacement grows by nearly the same amount "
        f"each time that the time doubles: a logarithmic law, until the flattest coordinate has moved ({RUNGS} coordinates)",
        source="derived here",
        domain=domain(between(q, 0, 1), TIME),
        statement=Statement(LADDER, "=", (1 - q ** (2**RUNGS * t)) ** 2 - (1 - q**t) ** 2, (*EARLY, *LATE)),
        witness=((q, sp.Rational(9, 10)), (t, sp.Integer(3))),
        uses=("diffusion.exact",),
        remark="Without noise, alpha = 1, E theta_0^2 = 1. The right side is 1 but for terms that vanish while 1/h_1 << t << 1/h_d. "
        "It is the square of the distance that is logarithmic, so the distance goes like the root of log t, slower than Hoffer's law.",
    )
    yield Claim(
        id="diffusion.sqrt-scaling-first",
        title="Under alpha = a sqrt(B) the first step's noise moves the iterate equally far at every batch size",
        source=f"{SECTION}: the learning rate in proportion to the root of the batch size",
        domain=domain(CURVATURE, NOISE[0], between(a, 0, None), between(b, 0, None)),
        statement=Statement(sqrt_first.symbol, "=", h / 2 * a**2 * c, (sqrt_first,)),
        proof=lambda claim: [
            Step("identity", "The displacement after one step, from rest.",
                 Identity(claim.statement.right, MOVED.subs(initial_risk, 0).subs({alpha: a * b, B: b**2, t: 1}, simultaneous=True)))
        ],
        witness=at(h=1, c=1) + ((a, sp.Rational(1, 4)), (b, sp.Integer(2))),
        uses=("diffusion.exact",),
        remark="B = b^2.",
    )  # fmt: skip
    yield Claim(
        id="diffusion.sqrt-scaling",
        title="Under alpha = a sqrt(B) the displacement after t steps does not depend on the batch size",
        source=f"{SECTION}: the root rule meant to keep the distance from the start",
        domain=domain(CURVATURE, NOISE[0], between(b, 0, None), between(a, 0, 2 / (h * b)), TIME),
        statement=Statement(sqrt_large.symbol, "=", sqrt_one.symbol, (sqrt_large, sqrt_one)),
        proof=lambda claim: [
            counterexample_step(_written_out(claim), "From the second step on the curvature tells the learning rates apart.")
        ],
        witness=at(h=1, c=1) + ((b, sp.Integer(2)), (a, sp.Rational(1, 4)), (t, sp.Integer(2))),
        expected=Verdict.REFUTED,
        limit_of="diffusion.sqrt-scaling-first",
        uses=("diffusion.sqrt-scaling-first",),
        remark="True to first order in alpha h, as long as t alpha h is small.",
    )
    yield Claim(
        id="diffusion.linear-scaling",
        title="Under alpha = a B the stationary spread grows with the batch size, by (2 - a h)/(2 - a B h)",
        source="the linear scaling rule, exactly",
        domain=domain(CURVATURE, between(c, 0, None), between(B, 1, None), between(a, 0, 2 / (B * h))),
        statement=Statement(linear_large.symbol / linear_one.symbol, "=", (2 - a * h) / (2 - a * B * h), (linear_large, linear_one)),
        proof=lambda claim: [
            Step("identity", "Both steady states from the rule.",
                 Identity(LIMIT.subs(alpha, a * B) / LIMIT.subs({alpha: a, B: 1}, simultaneous=True), claim.statement.right)),
            Step("steady-state", "The formula solves V = r^2 V + N.", Identity(LIMIT, r**2 * LIMIT + h / 2 * N)),
        ],
        witness=at(h=1, c=1, B=4) + ((a, sp.Rational(1, 4)),),
        uses=("sgd.steady-state",),
        remark="Equal to first order: that is why the rule works while a B h is small, and fails before a B h = 2.",
    )  # fmt: skip
    yield Claim(
        id="diffusion.fewest-steps",
        title="At no batch size is the risk after t steps below r^(2t) times the initial one: the steps at infinite batch size are the fewest",
        source="S_min, You et al. 2020 and McCandlish et al. 2018",
        domain=domain(*model),
        statement=Statement(risk_t.symbol, ">=", r ** (2 * t) * initial_risk, (risk_t,)),
        witness=everything,
        uses=("sgd.exact-risk",),
    )  # fmt: skip


def _written_out(claim: Claim) -> Claim:
    """The claim with its displacements written out (diffusion.exact)."""
    s = claim.statement
    values = {}
    for quantity in s.quantities:
        rate = quantity.optimizer.inner.learning_rate  # type: ignore[attr-defined]
        values[quantity.symbol] = MOVED.subs(alpha, rate).subs(dict(quantity.environment), simultaneous=True)
    return replace(claim, statement=replace(s, left=sp.sympify(s.left).subs(values), right=sp.sympify(s.right).subs(values)))
