"""The noise scale along SGD and in its stationary state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from theory.algebra.field import cancel
from theory.analysis.derivation import derive
from theory.claims.common import CURVATURE, NOISE, SGD_STABLE, TIME, alpha, at, counterexample_step
from theory.claims.noise_scale import PAPER, SUMS, c1, c2, h1, h2
from theory.optimizers import SGD
from theory.proof.asymptotics import Series
from theory.proof.certificate import Identity
from theory.proof.inequality import Positivity, Square
from theory.rule.domain import Positive, between, domain
from theory.rule.filter import extract
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import with_derived
from theory.statements.statement import Quantity, Statement, Step

delta = sp.Symbol("delta", nonnegative=True)  # initial risk above the steady state
l1, l2 = sp.symbols("ell_1 ell_2", nonnegative=True)  # initial risks of two coordinates

system = extract(SGD())
STEADY = derive(SGD()).steady_state_risk


def steady(index: int, curvature: sp.Symbol, noise: sp.Symbol) -> Quantity:
    """Steady-state risk of one of two coordinates."""
    return Quantity(sp.Symbol(f"S_{index}"), "steady-state risk", SGD(), environment=((h, curvature), (c, noise)))


def once(index: int, curvature: sp.Symbol, noise: sp.Symbol, start: sp.Symbol) -> Quantity:
    """Risk of one of two coordinates after one step."""
    here = ((h, curvature), (c, noise), (initial_risk, start), (t, sp.S.One))
    return Quantity(sp.Symbol(rf"\mathbb{{E}}\ell_{{{index},1}}"), "risk", SGD(), environment=here)


STEADY_TWO = (steady(1, h1, c1), steady(2, h2, c2))
AFTER_ONE = (once(1, h1, c1, l1), once(2, h2, c2, l2))
risk_t = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", SGD())
above = ((initial_risk, STEADY + delta),)
now = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", SGD(), environment=above)
later = Quantity(sp.Symbol(r"\mathbb{E}\ell_{t+1}"), "risk", SGD(), environment=(*above, (t, t + 1)))

TWO = (between(h1, 0, None), between(h2, 0, h1, closed="]"), between(c1, 0, None), between(c2, 0, None), between(B, 0, None),
       between(alpha, 0, 2 / h1))  # fmt: skip
WITNESS = ((h1, sp.Integer(2)), (h2, sp.S.One), (c1, sp.Integer(2)), (c2, sp.S.One), *at(B=4, alpha="1/2"))
NOISE_1, NOISE_2 = c1 / (2 - alpha * h1), c2 / (2 - alpha * h2)
PER_STEP = B / alpha  # what the paper calls the temperature's inverse


def at_steady_state(expression: sp.Expr) -> sp.Expr:
    """An expression with each coordinate's steady-state risk put in, derived from the rule."""
    values = {q.symbol: with_derived(q.symbol, (q,)).subs(dict(q.environment), simultaneous=True) for q in STEADY_TWO}
    return expression.subs(values)


def gradient_square(risks: tuple[sp.Expr, sp.Expr], power: int) -> sp.Expr:
    """E G'H^(power - 1) G of two coordinates from their risks: E (h theta)^2 = 2 h times the risk."""
    return 2 * h1**power * risks[0] + 2 * h2**power * risks[1]


S = (STEADY_TWO[0].symbol, STEADY_TWO[1].symbol)
SIMPLE = (c1 + c2) / gradient_square(S, 1)
FULL = (h1 * c1 + h2 * c2) / gradient_square(S, 2)


def stationary_steps(claim: Claim) -> list[Step]:
    """With the steady-state risks of the rule it is an identity."""
    s = claim.statement
    return [Step("identity", "With the steady-state risks of the rule.", Identity(at_steady_state(s.left), s.right))]


def small_step_steps(claim: Claim) -> list[Step]:
    """The gap to the exact value, and the limit at small learning rates."""
    s = claim.statement
    exact = at_steady_state(s.left)
    gap = (s.right - exact) * (1 if s.relation in ("<", "<=") else -1)
    scaled, limit = cancel(alpha / B * exact), cancel(alpha / B * s.right)
    return [
        Step("gap", "The right side exceeds it.", Positivity(gap, claim.domain)),
        Step("limit", "As the learning rate tends to 0 both agree.",
             Series(scaled, alpha, (limit,), cancel((scaled - limit) / alpha))),
    ]  # fmt: skip


def along_steps(claim: Claim) -> list[Step]:
    """The reciprocal of the right side obeys the rule's recursion for 2 h E l_t / c."""
    f = c / (2 * h * claim.statement.right)
    moved = system.A[0, 0] ** 2 * f + h / 2 * system.b[0, 0] ** 2 * c / B
    return [
        Step("start", "At t = 0 the risk is that of the start.", Identity(f.subs(t, 0), initial_risk)),
        Step("update", "One update of the rule carries it on.", Identity(f.subs(t, t + 1), moved)),
    ]


def falling_steps(claim: Claim) -> list[Step]:
    """The risk above the steady state is multiplied by r^2 a step."""
    r = system.A[0, 0]
    sign = 1 if claim.statement.relation in ("<", "<=") else -1
    risk = STEADY + r ** (2 * t) * delta
    moved = r**2 * risk + h / 2 * system.b[0, 0] ** 2 * c / B
    return [
        Step("start", "At t = 0 it is the initial risk.", Identity(risk.subs(t, 0), STEADY + delta)),
        Step("update", "One update of the rule carries the risk on.", Identity(risk.subs(t, t + 1), moved)),
        Step("fall", "What is lost in a step is not negative.",
             Square(sign * (risk - risk.subs(t, t + 1)), delta * (1 - r**2), r**t, claim.domain)),
    ]  # fmt: skip


def after_one(curvature: sp.Expr, noise: sp.Expr, start: sp.Expr) -> sp.Expr:
    """Risk of a coordinate after one step, from the rule's matrices."""
    moved = system.A[0, 0] ** 2 * start + h / 2 * system.b[0, 0] ** 2 * c / B
    return moved.subs({h: curvature, c: noise}, simultaneous=True)


def claims() -> Iterator[Claim]:
    yield Claim(
        id="noise-scale.along-sgd",
        title="The noise scale of one coordinate along SGD is inversely proportional to the loss, at every step",
        source=f"{PAPER}, abstract: 'the noise scale increases as the loss decreases', on a quadratic",
        domain=domain(CURVATURE, between(c, 0, None), NOISE[1], between(initial_risk, 0, None), SGD_STABLE, TIME),
        statement=Statement(
            c / (2 * h * risk_t.symbol),
            "=",
            c / (2 * h * ((1 - alpha * h) ** (2 * t) * (initial_risk - STEADY) + STEADY)),
            (risk_t,),
        ),
        proof=along_steps,
        witness=at(h=1, c=1, B=4, alpha="1/2", t=3, ell=2),
        uses=("sgd.exact-risk",),
        remark="E (h theta)^2 = 2 h E l, so this is c/E G^2; with one coordinate both noise scales are the same.",
    )
    yield Claim(
        id="noise-scale.grows",
        title="The loss of a coordinate that starts above its steady state falls at every step, so its noise scale grows",
        source=f"{PAPER}, section 2.3",
        domain=domain(CURVATURE, *NOISE, between(delta, 0, None, closed="["), between(alpha, 0, 2 / h), TIME),
        statement=Statement(later.symbol, "<=", now.symbol, (now, later)),
        proof=falling_steps,
        witness=(*at(h=1, c=1, B=4, alpha="1/2", t=3), (delta, sp.S.One)),
        uses=("sgd.exact-risk",),
        assumes=(SUMS,),
        remark="If every coordinate starts above its steady state, |G|^2 falls with the loss. Here delta is by how much.",
    )
    yield Claim(
        id="noise-scale.grows-whenever-loss-falls",
        title="Whenever the loss falls, the noise scale grows (two coordinates, one step of SGD)",
        source=f"{PAPER}, abstract: 'the noise scale increases as the loss decreases over a training run', read strictly",
        domain=domain(
            *TWO[:-1], between(l1, 0, None, closed="["), between(l2, 0, None, closed="["), TWO[-1],
            Positive(l1 + l2 - after_one(h1, c1, l1) - after_one(h2, c2, l2)),
        ),
        statement=Statement(
            (c1 + c2) / gradient_square((AFTER_ONE[0].symbol, AFTER_ONE[1].symbol), 1),
            ">=",
            (c1 + c2) / gradient_square((l1, l2), 1),
            AFTER_ONE,
        ),
        proof=lambda claim: [
            counterexample_step(_after_one_step(claim), "A steep coordinate at its minimum is heated while a flat one descends.")
        ],
        witness=((h1, sp.Integer(10)), (h2, sp.S.One), (c1, sp.S.One), (c2, sp.S.One), *at(B=1, alpha="1/16"),
                 (l1, sp.S.Zero), (l2, sp.S.One)),
        expected=Verdict.REFUTED,
        limit_of="noise-scale.grows",
        uses=("noise-scale.grows",),
        remark="True where every coordinate starts above its steady state (noise-scale.grows).",
    )  # fmt: skip
    yield Claim(
        id="noise-scale.stationary-simple",
        title="The simple noise scale in the stationary state of SGD (two coordinates)",
        source=f"{PAPER}, appendix C.2, corrected",
        domain=domain(*TWO),
        statement=Statement(SIMPLE, "=", PER_STEP * (c1 + c2) / (h1 * NOISE_1 + h2 * NOISE_2), STEADY_TWO),
        proof=stationary_steps,
        witness=WITNESS,
        uses=("sgd.steady-state",),
        assumes=(SUMS,),
    )
    yield Claim(
        id="noise-scale.stationary-full",
        title="The noise scale B_noise in the stationary state of SGD (two coordinates)",
        source=f"{PAPER}, appendix C.2, corrected",
        domain=domain(*TWO),
        statement=Statement(FULL, "=", PER_STEP * (h1 * c1 + h2 * c2) / (h1**2 * NOISE_1 + h2**2 * NOISE_2), STEADY_TWO),
        proof=stationary_steps,
        witness=WITNESS,
        uses=("sgd.steady-state",),
        assumes=(SUMS,),
    )
    yield Claim(
        id="noise-scale.stationary-small-step",
        title="It is below 2 (B/alpha) tr(Sigma)/tr(H Sigma), and equal to it in the limit of small learning rates",
        source=f"{PAPER}, appendix C.2, corrected",
        domain=domain(*TWO),
        statement=Statement(SIMPLE, "<", 2 * PER_STEP * (c1 + c2) / (h1 * c1 + h2 * c2), STEADY_TWO),
        proof=small_step_steps,
        witness=WITNESS,
        uses=("noise-scale.stationary-simple",),
        assumes=(SUMS,),
        remark="So the noise scale there tells the temperature alpha/B, not a useful batch size.",
    )
    yield Claim(
        id="noise-scale.stationary-paper",
        title="In the stationary state of SGD the noise scale is (B/alpha) tr(Sigma)/tr(H^2 Sigma) (two coordinates)",
        source=f"{PAPER}, appendix C.2",
        domain=domain(*TWO),
        statement=Statement(SIMPLE, "=", PER_STEP * (c1 + c2) / (h1**2 * c1 + h2**2 * c2), STEADY_TWO),
        proof=lambda claim: [
            counterexample_step(
                replace(claim, statement=replace(claim.statement, left=at_steady_state(claim.statement.left))),
                "The exact value is noise-scale.stationary-simple.",
            )
        ],
        witness=WITNESS,
        expected=Verdict.REFUTED,
        uses=("noise-scale.stationary-simple",),
        remark="Already its unit is wrong: a noise scale must not change when the loss is measured in other units, alpha in their inverse.",
    )


def _after_one_step(claim: Claim) -> Claim:
    """The claim with the risks after one step written out."""
    values = {AFTER_ONE[0].symbol: after_one(h1, c1, l1), AFTER_ONE[1].symbol: after_one(h2, c2, l2)}
    return replace(claim, statement=replace(claim.statement, left=claim.statement.left.subs(values)))
