"""SGD on gradients that are tau steps old, for any delay."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import CURVATURE, NOISE, alpha, at
from theory.optimizers import DelayedSGD
from theory.proof.certificate import Identity, Induction, Together
from theory.proof.inequality import Positivity
from theory.rule.domain import between, domain, natural
from theory.rule.model import B, c, h, z
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import LYAPUNOV, SCHUR_COHN
from theory.statements.statement import Quantity, Statement, Step

tau = sp.Symbol("tau", integer=True, nonnegative=True)
x = alpha * h
DELAY = natural(tau, 0, 5)
CONTINUITY = "the roots of a polynomial depend continuously on its coefficients"
EXPANSION = "the expansion of det(zI - A) along its last column is the same for every delay (compared for delays up to 6)"

rule = DelayedSGD()
polynomial = Quantity(sp.Symbol(r"\det(zI-A)"), "characteristic polynomial", rule, counts=(("delay", tau),))
stable = Quantity(sp.Symbol(r"\text{stable}"), "stable", rule, counts=(("delay", tau),))
steady = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty"), "steady-state risk", DelayedSGD(1))
POLYNOMIAL = z ** (tau + 1) - z**tau + x
ONE_STEP = h / 2 * alpha**2 * c / B * (1 + x) / (x * (1 - x) * (2 + x))


def polynomial_steps(claim: Claim) -> list[Step]:
    """D_0 from the rule, D_(tau+1) = z D_tau + x (1 - z) by expansion, hence the formula by induction."""
    derived = [derive(DelayedSGD(k)).characteristic_polynomial.as_expr() for k in range(7)]
    forcing = x * (1 - z)
    grown = tuple(Identity(derived[k + 1], z * derived[k] + forcing) for k in range(6))
    return [
        Step("expansion", "The extracted polynomials obey D_(tau+1) = z D_tau + x(1 - z).", Together(grown)),
        Step(
            "induction",
            "So does the formula, and it starts with the extracted one.",
            Induction(claim.statement.right, tau, (derived[0],), (-z,), forcing),
        ),
    ]


def stability_steps(claim: Claim) -> list[Step]:
    """Follow the roots from alpha h = 0: where they first meet the unit circle, and that they cross it outwards."""
    u, v, i = sp.symbols("u v i")
    circle = z**tau * (1 - z)  # alpha h as a function of the root
    angle = sp.Symbol("varphi", positive=True)
    first = sp.solve((2 * tau + 1) * angle - sp.pi / 2, angle)[0]
    point = (1 + i * v) / (1 - i * v)
    (bound,) = claim.statement.right
    slope = sp.diff(POLYNOMIAL, z)
    return [
        Step(
            "start",
            "At alpha h = 0 the roots are 0 and a simple 1, which moves inwards: dz/dx = -1.",
            Identity(-1 / slope.subs(z, 1), sp.S.NegativeOne),
        ),
        Step(
            "crossing",
            r"On the circle, $z = u^2$ with $u = e^{i\varphi}$, a root needs $x = z^\tau(1 - z) = -u^{2\tau+1}(u - 1/u) = "
            r"-2i\,e^{i(2\tau+1)\varphi}\sin\varphi$; that is real only where $(2\tau+1)\varphi$ is an odd multiple of $\pi/2$, and "
            r"there it is $\pm 2\sin\varphi$.",
            Identity(circle.subs(z, u**2), -(u ** (2 * tau + 1)) * (u - 1 / u)),
        ),
        Step(
            "first",
            r"The least positive one is at $\varphi = \pi/(2(2\tau+1))$: the statement's bound.",
            Identity(bound + x, 2 * sp.sin(first)),
        ),
        Step(
            "speed",
            r"Along a root, $\mathrm{d}\ln z/\mathrm{d}\ln x = 1/(\tau - z/(1-z))$.",
            Identity(z * sp.diff(circle, z) / circle, tau - z / (1 - z)),
        ),
        Step(
            "outwards",
            r"On the circle, $z = (1+iv)/(1-iv)$, the real part of $z/(1-z)$ is $-1/2$, so that of $\tau - z/(1-z)$ is positive: "
            "every crossing goes outwards and none comes back.",
            Together((Identity(point / (1 - point) + sp.S.Half, -1 / (2 * i * v)), Positivity(tau + sp.S.Half, domain(DELAY)))),
        ),
    ]


def claims() -> Iterator[Claim]:
    yield Claim(
        id="delay.characteristic-polynomial",
        expected=Verdict.ARGUED,
        title="The characteristic polynomial of SGD with delay tau",
        source="Stich and Karimireddy 2020, section 3, on a quadratic",
        domain=domain(CURVATURE, between(alpha, 0, None), DELAY, between(z, 0, None)),
        statement=Statement(polynomial.symbol, "=", POLYNOMIAL, (polynomial,)),
        proof=polynomial_steps,
        witness=(*at(h=1, alpha="1/2"), (tau, sp.Integer(3)), (z, sp.Integer(2))),
        assumes=(EXPANSION,),
    )
    yield Claim(
        id="delay.stability-region",
        expected=Verdict.ARGUED,
        title="SGD with delay tau is stable exactly for 0 < alpha h < 2 sin(pi/(2(2 tau + 1)))",
        source="Levin and May 1976, for the difference equation",
        domain=domain(CURVATURE, between(alpha, 0, None), DELAY),
        statement=Statement(stable.symbol, "iff", (2 * sp.sin(sp.pi / (2 * (2 * tau + 1))) - x,), (stable,)),
        witness=(*at(h=1, alpha="1/4"), (tau, sp.Integer(3))),
        proof=stability_steps,
        uses=("delay.characteristic-polynomial",),
        assumes=(CONTINUITY,),
    )
    yield Claim(
        id="delay.steady-state",
        title="The steady-state risk at delay 1",
        source="a known result, in the notation of Zhang et al. 2019",
        domain=domain(CURVATURE, *NOISE, between(alpha, 0, 1 / h)),
        statement=Statement(steady.symbol, "=", ONE_STEP, (steady,)),
        witness=at(h=1, c=1, B=2, alpha="1/2"),
        uses=("delay.stability-region",),
        assumes=(SCHUR_COHN, LYAPUNOV),
    )
