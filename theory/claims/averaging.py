"""Plain averages of SGD's iterates and the learning rate that makes SGD an average: time-varying rules with closed forms."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import CURVATURE, NOISE, START, alpha, at
from theory.optimizers import SGD, InverseTimeDecay, PolyakAverage
from theory.rule.domain import between, domain, natural
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim
from theory.statements.statement import Quantity, Statement, StateMoments

r = derive(SGD()).system.A[0, 0]
N = alpha**2 * c / B
BIAS = r * (1 - r**t) / (t * (1 - r))
VARIANCE = N / (t**2 * (1 - r) ** 2) * (t - 2 * r * (1 - r**t) / (1 - r) + r**2 * (1 - r ** (2 * t)) / (1 - r**2))
LIMIT = c / (2 * B * t * h)
AFTER_ONE = natural(t, 1)
STABLE = between(alpha, 0, 2 / h)

average = PolyakAverage(SGD())
MOMENTS = StateMoments(
    sp.ImmutableMatrix([r**t, BIAS]),
    sp.ImmutableMatrix([
        [N * (1 - r ** (2 * t)) / (1 - r**2), N * (1 - r**t) * (1 - r ** (t + 1)) / ((1 - r**2) * (1 - r) * t)],
        [N * (1 - r**t) * (1 - r ** (t + 1)) / ((1 - r**2) * (1 - r) * t), VARIANCE],
    ]),
    first=1,
)  # fmt: skip
decaying = InverseTimeDecay(SGD(learning_rate=1 / h), decay_rate=1)
mean = Quantity(sp.Symbol(r"\phi_t"), "mean response", average, moments=MOMENTS)
risk_t = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", average, moments=MOMENTS)
noise_only = Quantity(
    sp.Symbol(r"\mathbb{E}\ell_t"), "risk", average, environment=((initial_risk, sp.S.Zero),), moments=MOMENTS
)
decayed = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", decaying)


def claims() -> Iterator[Claim]:
    yield Claim(
        id="averaging.bias",
        title="The mean of the plain average of SGD's iterates 1, ..., t",
        source="Polyak and Juditsky 1992, on a quadratic",
        domain=domain(CURVATURE, STABLE, AFTER_ONE),
        statement=Statement(mean.symbol, "=", BIAS, (mean,)),
        witness=at(h=1, alpha="1/2", t=4),
    )
    yield Claim(
        id="averaging.exact-risk",
        title="The exact risk of the plain average of SGD's iterates",
        source="Polyak and Juditsky 1992, on a quadratic",
        domain=domain(CURVATURE, *NOISE, START, STABLE, AFTER_ONE),
        statement=Statement(risk_t.symbol, "=", BIAS**2 * initial_risk + h / 2 * VARIANCE, (risk_t,)),
        witness=at(h=1, c=1, B=2, ell="1/2", alpha="1/2", t=4),
        uses=("averaging.bias",),
        monte_carlo=True,
    )
    yield Claim(
        id="averaging.noise-bound",
        title="The noise costs the average at most c/(2Bth), the risk of the maximum likelihood estimate, for alpha h <= 1",
        source="derived here",
        domain=domain(CURVATURE, *NOISE, between(alpha, 0, 1 / h, closed="]"), AFTER_ONE),
        statement=Statement(noise_only.symbol, "<=", LIMIT, (noise_only,)),
        witness=at(h=1, c=1, B=2, alpha="1/2", t=4),
        uses=("averaging.exact-risk",),
        remark="At any learning rate: what the optimum of alpha would have to trade, the average has for nothing, but for its bias 1/t.",
    )
    yield Claim(
        id="averaging.inverse-time-decay",
        title="SGD at the learning rate 1/(h(t+1)) has the risk c/(2Bth) of maximum likelihood after t steps, whatever the start",
        source="Robbins and Monro 1951, on a quadratic",
        domain=domain(CURVATURE, *NOISE, START, AFTER_ONE),
        statement=Statement(decayed.symbol, "=", LIMIT, (decayed,)),
        witness=at(h=1, c=1, B=2, ell="1/2", t=4),
        uses=("information.maximum-likelihood",),
        monte_carlo=True,
    )
