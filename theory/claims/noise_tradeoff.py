"""The trade-off between steps and examples: the hyperbola, the critical batch size as an average, the adaptive batch size.

Progress is counted in steps with unlimited batches: at noise scale b a stretch of w such steps takes w (1 + b/B) steps and
w (B + b) examples at batch size B, by noise-scale.best-gain. Stretches (two here) add up, so two settle any number by induction.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.claims.common import at
from theory.claims.noise_scale import PAPER
from theory.proof.certificate import Identity
from theory.proof.inequality import Square
from theory.rule.domain import between, domain
from theory.rule.model import B
from theory.statements.claim import Claim
from theory.statements.statement import Statement, Step

S_min = sp.Symbol("S_min", positive=True)
b = sp.Symbol(r"\mathcal{B}", positive=True)  # noise scale
w1, w2 = sp.symbols("w_1 w_2", positive=True)  # noise-free steps of two stretches
b1, b2 = sp.symbols("b_1 b_2", positive=True)  # square roots of the noise scales there
rho = sp.Symbol("rho", positive=True)  # square root of the price r of a step in examples
B1, B2 = sp.symbols("B_1 B_2", positive=True)

TWO = tuple(between(s, 0, None) for s in (w1, w2, b1, b2))
SMALL_GAINS = "the loss is followed by many steps, each at the best learning rate and gaining little"
WITNESS = ((w1, sp.S.One), (w2, sp.Integer(2)), (b1, sp.S.One), (b2, sp.Integer(3)))


def steps(stretches: tuple[tuple[sp.Expr, sp.Expr, sp.Expr], ...]) -> sp.Expr:
    """Steps over stretches (noise-free steps, noise scale, batch size)."""
    return sum((w * (1 + scale / size) for w, scale, size in stretches), sp.S.Zero)


def examples(stretches: tuple[tuple[sp.Expr, sp.Expr, sp.Expr], ...]) -> sp.Expr:
    """Examples over the same stretches."""
    return sum((w * (size + scale) for w, scale, size in stretches), sp.S.Zero)


def excess_product(stretches: tuple[tuple[sp.Expr, sp.Expr, sp.Expr], ...]) -> sp.Expr:
    """(S/S_min - 1)(E/E_min - 1)."""
    fewest = sum(w for w, _, _ in stretches)
    cheapest = sum(w * scale for w, scale, _ in stretches)
    return (steps(stretches) / fewest - 1) * (examples(stretches) / cheapest - 1)


ADAPTIVE = ((w1, b1**2, rho * b1), (w2, b2**2, rho * b2))  # B = sqrt(r b)
GAMMA = (w1 * b1 + w2 * b2) ** 2 / ((w1 + w2) * (w1 * b1**2 + w2 * b2**2))


def identity_steps(claim: Claim) -> list[Step]:
    """Both sides as rational functions."""
    s = claim.statement
    return [Step("identity", "As rational functions.", Identity(s.left, s.right))]


def square_steps(claim: Claim, factor: sp.Expr, base: sp.Expr) -> list[Step]:
    """The larger side exceeds the smaller by a square."""
    s = claim.statement
    gap = s.right - s.left if s.relation in ("<=", "<") else s.left - s.right
    return [Step("square", "The excess is a square.", Square(gap, factor, base, claim.domain))]


def claims() -> Iterator[Claim]:
    one = ((S_min, b, B),)
    yield Claim(
        id="noise-scale.hyperbola",
        title="(S/S_min - 1)(E/E_min - 1) = 1 while the noise scale stays the same",
        source=f"{PAPER}, section 2.3",
        domain=domain(between(S_min, 0, None), between(b, 0, None), between(B, 0, None)),
        statement=Statement(excess_product(one), "=", sp.S.One),
        proof=identity_steps,
        witness=((S_min, sp.Integer(100)), (b, sp.Integer(7)), *at(B=4)),
        uses=("noise-scale.best-gain",),
        assumes=(SMALL_GAINS,),
        remark="Exact only with the learning rate at its best in every step. Against tuned constant learning rates on the "
        "standard problem see the page on the noise scale in numbers.",
    )
    yield Claim(
        id="noise-scale.critical-average",
        title="With a constant batch size the hyperbola stays exact while the noise scale changes, its critical batch size "
        "E_min/S_min being the noise scale averaged over the noise-free steps (two stretches)",
        source=f"{PAPER}, section 2.3 and appendix D",
        domain=domain(*TWO, between(B, 0, None)),
        statement=Statement(excess_product(((w1, b1**2, B), (w2, b2**2, B))), "=", sp.S.One),
        proof=identity_steps,
        witness=WITNESS + at(B=4),
        uses=("noise-scale.hyperbola",),
        assumes=(SMALL_GAINS,),
    )
    yield Claim(
        id="noise-scale.adaptive-batch",
        title="If a step costs as much as r examples, B = sqrt(r B_noise) is the cheapest batch size, at the cost (1 + sqrt(B_noise/r))^2",
        source=f"{PAPER}, appendix D",
        domain=domain(between(b1, 0, None), between(rho, 0, None), between(B, 0, None)),
        statement=Statement((1 + b1**2 / B) + (B + b1**2) / rho**2, ">=", (1 + b1 / rho) ** 2),
        proof=lambda claim: square_steps(claim, 1 / (rho**2 * B), B - rho * b1),
        witness=((b1, sp.Integer(2)), (rho, sp.Integer(3)), *at(B=4)),
        uses=("noise-scale.hyperbola",),
        remark="Here B_noise = b_1^2 and r = rho^2.",
    )
    yield Claim(
        id="noise-scale.adaptive-hyperbola",
        title="With the adaptive batch size the 1 of the hyperbola becomes gamma, whatever the price of a step (two stretches)",
        source=f"{PAPER}, appendix D",
        domain=domain(*TWO, between(rho, 0, None)),
        statement=Statement(excess_product(ADAPTIVE), "=", GAMMA),
        proof=identity_steps,
        witness=((*WITNESS, (rho, sp.Integer(2)))),
        uses=("noise-scale.adaptive-batch", "noise-scale.critical-average"),
        assumes=(SMALL_GAINS,),
        remark="gamma is the squared mean of the root of the noise scale over its mean.",
    )
    yield Claim(
        id="noise-scale.adaptive-gain",
        title="gamma is at most 1, and 1 only if the noise scale does not change (two stretches)",
        source=f"{PAPER}, appendix D",
        domain=domain(*TWO),
        statement=Statement(GAMMA, "<=", sp.S.One),
        proof=lambda claim: square_steps(claim, w1 * w2 / ((w1 + w2) * (w1 * b1**2 + w2 * b2**2)), b1 - b2),
        witness=WITNESS,
        uses=("noise-scale.adaptive-hyperbola",),
    )
    yield Claim(
        id="noise-scale.batch-schedule",
        title="For a given number of examples the batch sizes of a fixed rule are best in proportion to the root of kappa, the "
        "risk that a step's noise leaves at the end (two steps)",
        source="derived here",
        domain=domain(*TWO[2:], between(B1, 0, None), between(B2, 0, None)),
        statement=Statement(b1**2 / B1 + b2**2 / B2, ">=", (b1 + b2) ** 2 / (B1 + B2)),
        proof=lambda claim: square_steps(claim, 1 / (B1 * B2 * (B1 + B2)), b1 * B2 - b2 * B1),
        witness=WITNESS[2:] + ((B1, sp.Integer(3)), (B2, sp.Integer(5))),
        remark="kappa_k = b_k^2; equality exactly if B_1/b_1 = B_2/b_2. For SGD kappa of the step j before the last is "
        r"$\tfrac12\alpha^2\sum_i h_i c_i (1-\alpha h_i)^{2j}$.",
    )
