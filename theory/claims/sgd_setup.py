"""Plain SGD: the set-up of section 3.1 (equations 2 and 3, the axes), its best rate, and what its risk cannot go below."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import BELOW_EDGE, CURVATURE, MODEL, NOISE, PAPER, TIME, alpha, at
from theory.claims.sgd import STEADY_STATE
from theory.optimizers import SGD, HeavyBall
from theory.proof.certificate import Identity
from theory.rule.domain import Hypothesis, between, domain, natural
from theory.rule.model import B, c, h, initial_risk, t
from theory.rule.optimizer import Optimizer
from theory.statements import update
from theory.statements.claim import Claim
from theory.statements.statement import Quantity, Statement, Step

h1, hd = sp.symbols("h_1 h_d", positive=True)  # largest and smallest curvature
first, second = update.curvatures
e1, e2 = sp.symbols("epsilon_1 epsilon_2", real=True)
c1, c2 = sp.symbols("c_1 c_2", nonnegative=True)
r = 1 - alpha * h

risk_t = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", SGD())
AXES = tuple(between(k, 0, None) for k in update.curvatures)
RATE = between(alpha, 0, None)


def somewhere(*symbols: sp.Symbol) -> tuple[tuple[sp.Symbol, sp.Expr], ...]:
    """Different numbers for symbols that may be any."""
    return tuple((s, sp.Rational(k + 2, 3)) for k, s in enumerate(symbols))


def any_axes(name: str, rule: Optimizer, hypotheses: tuple[Hypothesis, ...], velocity: bool) -> Claim:
    """One update along turned axes, with the optimum elsewhere, is the update of each coordinate."""
    moved = Quantity(sp.Symbol(r"Q^\top(\theta_{t+1} - \theta^*)"), "update along any axes", rule)
    beta = HeavyBall().momentum
    speeds = [beta * m if velocity else sp.S.Zero for m in update.velocities]
    after = [
        p - alpha * (m + k * p + n) for p, m, k, n in zip(update.points, speeds, update.curvatures, update.noises, strict=True)
    ]
    places = (update.turn, *update.points, *(update.velocities if velocity else ()), *update.noises, *update.optimum)
    where = domain(*AXES, *hypotheses, *(between(k, None, None) for k in places))
    free = [k.symbol for k in where.hypotheses if k.symbol != beta]
    return Claim(
        id=f"{name}.any-axes",
        title=f"One update of {rule} along any axes and with the optimum anywhere, seen along the Hessian's axes from the optimum, "
        "is the update of each coordinate (two coordinates)",
        source=f"{PAPER}, section 3.1: 'rotation-invariant and translation-invariant optimizers ... without loss of generality'",
        domain=where,
        statement=Statement(moved.symbol, "=", sp.ImmutableMatrix(after), (moved,)),
        witness=somewhere(*free) + (((beta, sp.Rational(1, 2)),) if velocity else ()),
        assumes=("every rotation is a product of turns of two coordinates",),
        remark="The turn is by twice the angle whose tangent is s: every turn but the half one.",
    )


def setup_claims() -> Iterator[Claim]:
    """The covariance of an average, equations 2 and 3."""
    n = sp.Symbol("n", integer=True, positive=True)
    yield Claim(
        id="sgd.batch-average",
        title="Averaging in one more independent query takes the variance of the mean from c/n to c/(n + 1)",
        source=f"{PAPER}, section 3.1: 'Cov(g_B(theta)) = C/B'",
        domain=domain(NOISE[0], natural(n, 1)),
        statement=Statement((n / (n + 1)) ** 2 * c / n + c / (n + 1) ** 2, "=", c / (n + 1)),
        witness=((c, sp.Integer(3)), (n, sp.Integer(4))),
        assumes=("variances of what is independent add up",),
        remark="The mean of n + 1 is n/(n + 1) of the mean of n and 1/(n + 1) of the new one; the first query has variance c.",
    )
    along = (
        (update.turn, sp.S.Zero),
        *((o, sp.S.Zero) for o in update.optimum),
        *((n, -sp.sqrt(k / B) * e) for n, k, e in zip(update.noises, (c1, c2), (e1, e2), strict=True)),
    )
    moved = Quantity(sp.Symbol(r"\theta_{t+1}"), "update along any axes", SGD(), environment=along)
    noisy = (between(c1, 0, None, closed="["), between(c2, 0, None, closed="["), NOISE[1])
    where = domain(*AXES, *noisy, RATE, *(between(k, None, None) for k in (*update.points, e1, e2)))
    yield Claim(
        id="sgd.update",
        title="Each dimension evolves by itself: theta_i <- (1 - alpha h_i) theta_i + alpha sqrt(c_i/B) epsilon_i (two dimensions)",
        source=f"{PAPER}, eq. 2",
        domain=where,
        statement=Statement(
            moved.symbol,
            "=",
            sp.ImmutableMatrix(
                [
                    (1 - alpha * k) * p + alpha * sp.sqrt(v / B) * e
                    for k, p, v, e in zip(update.curvatures, update.points, (c1, c2), (e1, e2), strict=True)
                ]
            ),
            (moved,),
        ),
        witness=somewhere(*where.symbols),
        remark="The paper's epsilon is minus that of the query g = h theta + sqrt(c/B) epsilon: of zero mean and unit variance as well.",
    )
    moments = Quantity(sp.Symbol(r"(\mathbb{E}\theta_{t+1}, \mathbb{V}\theta_{t+1})"), "next mean and variance", SGD())
    where = domain(CURVATURE, *NOISE, RATE, between(update.mean, None, None), between(update.variance, 0, None, closed="["))
    yield Claim(
        id="sgd.mean-and-variance",
        title="Mean and variance of the iterate after one update, from those before it (mu and V)",
        source=f"{PAPER}, eq. 3",
        domain=where,
        statement=Statement(
            moments.symbol,
            "=",
            sp.ImmutableMatrix([r * update.mean, r**2 * update.variance + alpha**2 * c / B]),
            (moments,),
        ),
        witness=somewhere(*where.symbols),
    )


def claims() -> Iterator[Claim]:
    yield from setup_claims()
    yield any_axes("sgd", SGD(), (RATE,), False)
    yield Claim(
        id="sgd.exponential",
        title="The risk converges to the steady-state risk exponentially, from above or from below",
        source=f"{PAPER}, section 3.1: 'each dimension converges exponentially to a steady state risk'",
        domain=domain(*MODEL, BELOW_EDGE),
        statement=Statement(risk_t.symbol - STEADY_STATE, "=", r ** (2 * t) * (initial_risk - STEADY_STATE), (risk_t,)),
        witness=at(h=1, c=1, B=2, ell="1/2", t=3, alpha="1/3"),
        uses=("sgd.exact-risk",),
    )
    excess = sp.Symbol("delta", real=True)  # initial risk above the steady state
    above = Quantity(risk_t.symbol, "risk", SGD(), environment=((initial_risk, STEADY_STATE + excess),))
    yield Claim(
        id="sgd.risk-above-steady-state",
        title="The risk of SGD that starts above its steady-state risk (by delta) stays above it",
        source=f"{PAPER}, section 3.2: 'the best achievable expected risk will be lower bounded by it', of plain SGD",
        domain=domain(CURVATURE, *NOISE, TIME, BELOW_EDGE, between(excess, 0, None, closed="[", stated=False)),
        statement=Statement(above.symbol, ">=", STEADY_STATE, (above,)),
        witness=(*at(h=1, c=1, B=2, t=3, alpha="1/3"), (excess, sp.Integer(2))),
        uses=("sgd.exact-risk",),
        remark="From a start below it the risk stays below; with momentum it may fall below from any start (momentum.best-achievable).",
    )
    yield Claim(
        id="sgd.noise-floor",
        title="Whatever the start, the risk after t steps is at least (1 - r^(2t)) of the steady-state risk",
        source=f"{PAPER}, section 3.3: 'the steady state risk will eventually become the limiting factor'",
        domain=domain(*MODEL, BELOW_EDGE),
        statement=Statement(risk_t.symbol, ">=", (1 - r ** (2 * t)) * STEADY_STATE, (risk_t,)),
        witness=at(h=1, c=1, B=2, ell="1/2", t=3, alpha="1/3"),
        uses=("sgd.exact-risk",),
        remark="Of preconditioned SGD on the transformed problem (preconditioning.equivalence-sgd).",
    )
    best = (h1 - hd) / (h1 + hd)
    yield Claim(
        id="sgd.best-rate",
        title="The flattest coordinate is faster than rho = (h_1 - h_d)/(h_1 + h_d) exactly where the steepest is slower: rho, at "
        "alpha = 2/(h_1 + h_d), is the best rate of SGD",
        source=f"{PAPER}, section 3.3: 'with optimal alpha'",
        domain=domain(between(h1, 0, None), between(hd, 0, h1), RATE),
        statement=Statement((best - (1 - alpha * hd),), "iff", (alpha * h1 - 1 - best,)),
        proof=lambda claim: [
            Step("root", "1 - alpha h is the characteristic root.", Identity(1 - alpha * h, derive(SGD()).system.A[0, 0])),
        ],
        witness=((h1, sp.Integer(4)), (hd, sp.S.One), (alpha, sp.Rational(1, 2))),
    )
