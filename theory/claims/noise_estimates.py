"""Estimating the noise scale from gradients at two batch sizes: what is unbiased and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import sympy as sp

from theory.claims.common import CURVATURE, NOISE, at, counterexample_step
from theory.claims.noise_scale import PAPER, SUMS
from theory.optimizers import SGD
from theory.proof.certificate import Identity
from theory.proof.inequality import NonZero
from theory.rule.domain import Distinct, between, domain
from theory.rule.model import B, Gradient, c, h, theta
from theory.statements.claim import Claim, Verdict
from theory.statements.statement import Quantity, Statement, Step

SECTION = f"{PAPER}, appendix A.1"
small, big = sp.symbols("B_s B_b", positive=True)
sigma = sp.Symbol("sigma", positive=True)  # deviation of one example's gradient
G = sp.Symbol("G", positive=True)

squared = Quantity(sp.Symbol(r"\mathbb{E}|G_B|^2"), "squared gradient", SGD())
at_small = Quantity(sp.Symbol(r"\mathbb{E}|G_s|^2"), "squared gradient", SGD(), environment=((B, small),))
at_big = Quantity(sp.Symbol(r"\mathbb{E}|G_b|^2"), "squared gradient", SGD(), environment=((B, big),))

SIZES = (between(small, 0, None), between(big, 0, None))
DIFFERENT = Distinct(small, big, stated=False, note="two different batch sizes")
WITNESS = at(h=2, c=3) + ((theta, sp.Rational(1, 2)), (small, sp.Integer(2)), (big, sp.Integer(8)))


def expected_square(batch_size: sp.Expr) -> sp.Expr:
    """E of the squared gradient, from the oracle: E eps = 0 and E eps^2 = 1 for the powers of eps."""
    eps = sp.Symbol("eps", real=True)
    gradient = Gradient(h, lambda: sp.sqrt(c / batch_size) * eps)(theta)
    moments = (sp.S.One, sp.S.Zero, sp.S.One)
    terms = reversed(sp.Poly(sp.expand(gradient**2), eps).all_coeffs())
    return sum((k * m for k, m in zip(terms, moments, strict=True)), sp.S.Zero)


def moment_steps(claim: Claim) -> list[Step]:
    """The left side with the oracle's moments put in."""
    s = claim.statement
    values = {squared.symbol: expected_square(B), at_small.symbol: expected_square(small), at_big.symbol: expected_square(big)}
    defined = (
        [Step("defined", "The batch sizes differ.", NonZero(big - small, claim.domain))] if squared not in s.quantities else []
    )
    return [*defined, Step("moments", "Only the first two moments of the noise enter; expectations are linear, so the two batches may "
                 "share examples.", Identity(s.left.subs(values), s.right))]  # fmt: skip


def mean_ratio() -> sp.Expr:
    """E of the ratio of both estimators, batch sizes 1 and 2, every example's gradient G + sigma or G - sigma: exactly."""
    signs = (sp.S.One, -sp.S.One)
    total = sp.S.Zero
    for first, second, third in product(signs, repeat=3):
        one = (G + sigma * first) ** 2
        two = (G + sigma * (second + third) / 2) ** 2
        total += (one - two) / (1 - sp.Rational(1, 2)) / (2 * two - one)
    return total / 8


def claims() -> Iterator[Claim]:
    model = (CURVATURE, *NOISE[:1], between(theta, None, None))
    yield Claim(
        id="noise-scale.gradient-norm",
        title="The expected squared norm of a minibatch gradient is |G|^2 + tr(Sigma)/B",
        source=SECTION,
        domain=domain(*model, between(B, 0, None)),
        statement=Statement(squared.symbol, "=", (h * theta) ** 2 + c / B, (squared,)),
        proof=moment_steps,
        witness=(*at(h=2, c=3, B=4), (theta, sp.Rational(1, 2))),
        assumes=(SUMS,),
    )
    yield Claim(
        id="noise-scale.signal-estimator",
        title="(B_b |G_b|^2 - B_s |G_s|^2)/(B_b - B_s) estimates |G|^2 without bias",
        source=SECTION,
        domain=domain(*model, *SIZES, DIFFERENT),
        statement=Statement(
            (big * at_big.symbol - small * at_small.symbol) / (big - small), "=", (h * theta) ** 2, (at_small, at_big)
        ),
        proof=moment_steps,
        witness=WITNESS,
        uses=("noise-scale.gradient-norm",),
        assumes=(SUMS,),
    )
    yield Claim(
        id="noise-scale.noise-estimator",
        title="(|G_s|^2 - |G_b|^2)/(1/B_s - 1/B_b) estimates tr(Sigma) without bias",
        source=SECTION,
        domain=domain(*model, *SIZES, DIFFERENT),
        statement=Statement((at_small.symbol - at_big.symbol) / (1 / small - 1 / big), "=", c, (at_small, at_big)),
        proof=moment_steps,
        witness=WITNESS,
        uses=("noise-scale.gradient-norm",),
        assumes=(SUMS,),
    )
    yield Claim(
        id="noise-scale.ratio-unbiased",
        title="The ratio of the two estimators estimates the simple noise scale without bias (batch sizes 1 and 2, gradients "
        "G + sigma or G - sigma with equal chance)",
        source=f"{SECTION} estimates the noise scale by the ratio, and does not say that this is unbiased",
        domain=domain(
            between(G, 0, None),
            between(sigma, 0, None),
            Distinct(2 * G**2, (G - sigma) ** 2, stated=False),
            Distinct(2 * G**2, (G + sigma) ** 2, stated=False),
            Distinct(2 * (G - sigma) ** 2, (G + sigma) ** 2, stated=False),
        ),
        statement=Statement(mean_ratio(), "=", sigma**2 / G**2),
        proof=lambda claim: [counterexample_step(claim, "All eight outcomes, at |G|^2 = 100 and tr(Sigma) = 1.")],
        witness=((G, sp.Integer(10)), (sigma, sp.S.One)),
        expected=Verdict.REFUTED,
        conjecture=True,
        uses=("noise-scale.signal-estimator", "noise-scale.noise-estimator"),
        remark="Each is unbiased, their ratio is not; nqm.measure takes the interval of the angle between the two, which is smooth "
        "also where the denominator comes near 0.",
    )
