"""Momentum SGD over many dimensions: which is the slowest, what momentum gains, what less momentum does; and where its risk may go."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import CURVATURE, MOMENTUM, MOMENTUM_STABLE, NOISE, PAPER, alpha, at, beta, counterexample_step
from theory.claims.momentum_rates import CRITICAL
from theory.claims.momentum_risk import STABLE, STEADY_STATE, steady
from theory.claims.sgd_setup import RATE, any_axes
from theory.optimizers import HeavyBall
from theory.proof.certificate import Counterexample, Identity
from theory.rule.domain import Positive, between, domain
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import SCHUR_COHN
from theory.statements.statement import Quantity, Statement, Step

x = alpha * h
hd = sp.Symbol("h_d", positive=True)  # the smallest curvature
a, b = sp.symbols("a b", positive=True)  # roots of the largest and of the smallest curvature
less = sp.Symbol(r"\beta'", nonnegative=True)  # a smaller momentum
rho, other = sp.Symbol("r_1", positive=True), sp.Symbol("r_2", nonnegative=True)  # the roots on h_d, overdamped
NOISY = (between(c, 0, None), between(B, 0, None))

TUNED = HeavyBall(learning_rate=4 / (a + b) ** 2, momentum=((a - b) / (a + b)) ** 2)
tuned = Quantity(sp.Symbol(r"\max_j|r_j|^2"), "squared spectral radius", TUNED)
after = Quantity(sp.Symbol("S'"), "steady-state risk", HeavyBall(momentum=less))
before = Quantity(sp.Symbol("S"), "steady-state risk", HeavyBall())


def slowest_claims() -> Iterator[Claim]:
    """Which dimension is the last."""
    rate, momentum = (1 - rho) * (1 - other) / hd, rho * other
    within = Quantity(
        sp.Symbol(r"|r_j| < r_1(h_d)"), "roots within", HeavyBall(learning_rate=rate, momentum=momentum), scale=(rho,)
    )
    flatter = (between(hd, 0, None), between(h, hd, None))
    yield Claim(
        id="momentum.slowest-dimension",
        title="If the flattest dimension is overdamped (roots r_1 > r_2), any other one with h > h_d converges faster exactly for "
        "alpha (h + h_d) < 2(1 + beta)",
        source=f"{PAPER}, section 3.2: 'dominated by the slowest converging dimension (which corresponds to the smallest curvature h_d)'",
        domain=domain(*flatter, between(rho, 0, 1), between(other, 0, rho, closed="[")),
        statement=Statement(within.symbol, "iff", (2 * (1 + momentum) - rate * (h + hd),), (within,)),
        witness=((hd, sp.S.One), (h, sp.Integer(2)), (rho, sp.Rational(3, 4)), (other, sp.Rational(1, 2))),
        assumes=(SCHUR_COHN,),
        remark="Here alpha = (1 - r_1)(1 - r_2)/h_d and beta = r_1 r_2. Without momentum: alpha (h_1 + h_d) < 2.",
    )
    edge = derive(HeavyBall()).characteristic_polynomial.eval(-1)
    yield Claim(
        id="momentum.slowest-is-flattest",
        title="That condition, alpha (h + h_d) <= 2(1 + beta), holds wherever both dimensions are stable",
        source=f"{PAPER}, section 3.2: 'which corresponds to the smallest curvature h_d', read for every stable learning rate",
        domain=domain(*flatter, MOMENTUM, between(alpha, 0, 2 * (1 + beta) / h)),
        statement=Statement(alpha * (h + hd), "<=", 2 * (1 + beta)),
        proof=lambda claim: [
            Step("edge", "The right side is the edge of stability.", Identity(edge, claim.statement.right - x)),
            counterexample_step(claim, "Near the edge of stability the steepest dimension is the slowest."),
        ],
        witness=((hd, sp.S.One), *at(h=2, beta=0, alpha="9/10")),
        expected=Verdict.REFUTED,
        limit_of="momentum.slowest-dimension",
    )


def gain_claims() -> Iterator[Claim]:
    """What momentum gains in rate."""
    spectrum = (between(b, 0, None), between(a, b, None), between(h, b**2, a**2))
    witness = ((b, sp.S.One), (a, sp.Integer(3)), (h, sp.Integer(4)))
    yield Claim(
        id="momentum.tuned-rate",
        title="At alpha = 4/(sqrt(h_1) + sqrt(h_d))^2, beta = ((sqrt(kappa) - 1)/(sqrt(kappa) + 1))^2 all roots between the extreme "
        "curvatures have modulus (sqrt(kappa) - 1)/(sqrt(kappa) + 1)  (a = sqrt(h_1), b = sqrt(h_d))",
        source=f"{PAPER}, section 3.1: 'acceleration techniques (e.g., momentum ...) help improve the convergence rate'; Polyak 1964",
        domain=domain(*spectrum),
        statement=Statement(tuned.symbol, "=", ((a - b) / (a + b)) ** 2, (tuned,)),
        witness=witness,
        remark="At the extreme curvatures themselves the root is double, of the same modulus.",
    )
    yield Claim(
        id="momentum.improves-rate",
        title="Tuned momentum has a better rate than the best of SGD, (kappa - 1)/(kappa + 1)  (a = sqrt(h_1), b = sqrt(h_d))",
        source=f"{PAPER}, section 3.1: 'acceleration techniques (e.g., momentum ...) help improve the convergence rate'",
        domain=domain(*spectrum),
        statement=Statement(tuned.symbol, "<", ((a**2 - b**2) / (a**2 + b**2)) ** 2, (tuned,)),
        witness=witness,
        uses=("sgd.best-rate", "momentum.tuned-rate"),
    )
    yield Claim(
        id="momentum.batch-scaling",
        title="The steady-state risk of momentum SGD falls in proportion to 1/B",
        source=f"{PAPER}, section 3.2: 'steady state risk also decreases proportionally to increases in batch size'",
        domain=domain(*STABLE),
        statement=Statement(steady.symbol, "=", STEADY_STATE.subs(B, 1) / B, (steady,)),
        witness=at(h=1, c=1, B=4, beta="1/2", alpha=1),
        uses=("momentum.steady-state",),
    )


def higher_claim() -> Claim:
    """The learning rate must fall for a lower steady state."""
    smaller = sp.Symbol(r"\alpha'", positive=True)
    low = Quantity(sp.Symbol("S(\\alpha')"), "steady-state risk", HeavyBall(learning_rate=smaller))
    high = Quantity(sp.Symbol(r"S(\alpha)"), "steady-state risk", HeavyBall())
    return Claim(
        id="momentum.higher-steady-state",
        title="A higher learning rate gives momentum SGD a higher steady-state risk",
        source=f"{PAPER}, section 3.2: 'to achieve a certain target loss we must either drive the learning rate down, or the batch size up'",
        domain=domain(CURVATURE, *NOISY, MOMENTUM, MOMENTUM_STABLE, between(smaller, 0, alpha)),
        statement=Statement(low.symbol, "<", high.symbol, (low, high)),
        witness=(*at(h=1, c=1, B=1, beta="1/2", alpha=1), (smaller, sp.Rational(1, 2))),
        uses=("momentum.steady-state",),
    )


def less_momentum_claims() -> Iterator[Claim]:
    """'We can easily improve the convergence rate and steady state risk by reducing beta', all dimensions underdamped."""
    source = f"{PAPER}, section 3.2: 'we can easily improve the convergence rate and steady state risk by reducing beta'"
    momenta = (between(beta, 0, 1), between(less, 0, beta))
    underdamped = (*momenta, RATE, Positive(less - CRITICAL, note="underdamped"))
    fast, slow = (
        Quantity(sp.Symbol(rf"\max_j|r_j({name})|^2"), "squared spectral radius", HeavyBall(momentum=m))
        for name, m in (("\\beta'", less), ("\\beta", beta))
    )
    yield Claim(
        id="momentum.less-momentum-rate",
        title="Underdamped, less momentum improves the rate",
        source=source,
        domain=domain(CURVATURE, *underdamped, Positive(beta - CRITICAL, note="underdamped")),
        statement=Statement(fast.symbol, "<", slow.symbol, (fast, slow)),
        witness=(*at(h=1, beta="1/2"), (less, sp.Rational(1, 3)), *at(alpha=1)),
        uses=("momentum.underdamped-modulus",),
    )
    yield Claim(
        id="momentum.less-momentum-steady-state",
        title="Less momentum lowers the steady-state risk exactly for alpha h < (1 + beta)(1 + beta')",
        source=source + ", corrected",
        domain=domain(CURVATURE, *NOISY, *momenta, between(alpha, 0, 2 * (1 + less) / h, stated=False, note="stability")),
        statement=Statement((before.symbol - after.symbol,), "iff", ((1 + beta) * (1 + less) - x,), (before, after)),
        witness=(*at(h=1, c=1, B=1, beta="1/2"), (less, sp.Rational(1, 3)), *at(alpha=1)),
        uses=("momentum.steady-state",),
    )
    formula = STEADY_STATE.subs(beta, less)
    yield Claim(
        id="momentum.less-momentum-helps",
        title="Underdamped, less momentum lowers the steady-state risk",
        source=source,
        domain=domain(CURVATURE, *NOISY, *underdamped),
        statement=Statement(after.symbol, "<", before.symbol, (before, after)),
        proof=lambda claim: [
            Step("counterexample", "At alpha h = 2, which is above (1 + beta)(1 + beta') = 3/2, it raises it.",
                 Counterexample(formula, claim.statement.relation, STEADY_STATE, claim.witness, claim.domain), refutes=True)
        ],
        witness=(*at(h=1, c=1, B=1, beta="1/4"), (less, sp.Rational(1, 5)), *at(alpha=2)),
        expected=Verdict.REFUTED,
        uses=("momentum.less-momentum-steady-state",),
        remark="The rate does improve (momentum.less-momentum-rate).",
    )  # fmt: skip


def claims() -> Iterator[Claim]:
    yield any_axes("momentum", HeavyBall(), (RATE, MOMENTUM), True)
    yield from slowest_claims()
    yield from gain_claims()
    yield higher_claim()
    yield from less_momentum_claims()
    risk = Quantity(sp.Symbol(r"\mathbb{E}\ell_1"), "risk", HeavyBall(), environment=((t, sp.S.One),))
    yield Claim(
        id="momentum.best-achievable",
        title="The risk of momentum SGD that starts above its steady-state risk is never below it (after one step)",
        source=f"{PAPER}, section 3.2: 'With a fixed learning rate, the steady state risk will be constant, and the best achievable "
        "expected risk will be lower bounded by it'",
        domain=domain(CURVATURE, *NOISE, MOMENTUM, between(alpha, 0, 2 * (1 + beta) / h), between(initial_risk, STEADY_STATE, None)),
        statement=Statement(risk.symbol, ">=", STEADY_STATE, (risk,)),
        proof=lambda claim: [
            Step("counterexample", "At alpha h = 1 one step removes the start and adds alpha^2 h c/(2B) = 1/2, below 3/4.",
                 Counterexample((1 - x) ** 2 * initial_risk + h * alpha**2 * c / (2 * B), claim.statement.relation,
                                claim.statement.right, claim.witness, claim.domain), refutes=True)
        ],
        witness=at(h=1, c=1, B=1, beta="1/2", alpha=1, ell=10),
        expected=Verdict.REFUTED,
        remark="True of plain SGD started above it (sgd.risk-above-steady-state), and of momentum in the limit of many steps.",
    )  # fmt: skip
