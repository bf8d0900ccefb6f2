"""Momentum SGD: its characteristic roots and convergence rates (equation 7, damping, footnote 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import (
    CURVATURE,
    MOMENTUM,
    PAPER,
    TIME,
    alpha,
    at,
    beta,
    counterexample_step,
)
from theory.claims.momentum_risk import AT_REST, DISTINCT, ROOTS, phi_t, r1, r2, rule
from theory.proof.certificate import Identity, polynomial_identity
from theory.proof.inequality import Positivity
from theory.rule.domain import Positive, between, domain
from theory.rule.model import h, t, z
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import CAYLEY_HAMILTON
from theory.statements.statement import Quantity, RootForm, Statement, Step

larger = Quantity(sp.Symbol("r_1"), "larger root", rule)
modulus = Quantity(sp.Symbol(r"\max_j|r_j|^2"), "squared spectral radius", rule)
y = sp.Symbol("y", positive=True)  # sqrt(alpha h)
u, v = sp.Symbol("u", real=True), sp.Symbol("v", positive=True)  # a complex root u + iv

CRITICAL = (1 - sp.sqrt(alpha) * sp.sqrt(h)) ** 2
OVERDAMPED = (MOMENTUM, between(alpha, 0, None), Positive(CRITICAL - beta, note="overdamped"))
UNDERDAMPED = (between(beta, 0, 1), between(alpha, 0, None), Positive(beta - CRITICAL, note="underdamped"))
REAL_ROOTS = RootForm((r1, r2), ROOTS.substitution)


def characteristic() -> sp.Expr:
    return derive(rule).characteristic_polynomial.as_expr()


def overdamped_root_steps(claim: Claim) -> list[Step]:
    """With r1 >= r2 the square root in the formula is r1 - r2."""
    (root,) = [p for p in claim.statement.right.atoms(sp.Pow) if p.exp == sp.Rational(1, 2)]
    product = (z - r1) * (z - r2)
    return [
        Step(
            "roots",
            "r_1, r_2 are the characteristic roots.",
            polynomial_identity(characteristic(), product, z, ROOTS.substitution),
        ),
        Step("discriminant", "The radicand is (r_1 - r_2)^2.", Identity(root.base, (r1 - r2) ** 2, ROOTS.substitution)),
        Step(
            "root",
            "With the square root r_1 - r_2 (not negative, as r_1 is the larger root) the formula is r_1.",
            Identity(claim.statement.right.xreplace({root: r1 - r2}), r1, ROOTS.substitution),
        ),
    ]


def real_root_steps(claim: Claim) -> list[Step]:
    """The discriminant is the right side times a positive factor."""
    (discriminant,), (bound,) = claim.statement.left, claim.statement.right
    under = ((alpha, y**2 / h),)
    other = (1 + y) ** 2 - beta
    a = derive(rule).characteristic_polynomial.all_coeffs()
    return [
        Step("discriminant", "The left side is the discriminant.", Identity(discriminant, a[1] ** 2 - 4 * a[2])),
        Step(
            "factors",
            "With y = sqrt(alpha h) it is the right side times (1 + y)^2 - beta.",
            Identity(discriminant, sp.powdenest(bound.subs(alpha, y**2 / h), force=True) * other, under),
        ),
        Step("positive", "The second factor is positive.", Positivity(other, domain(MOMENTUM, between(y, 0, None)))),
    ]


def dominant_root_steps(claim: Claim) -> list[Step]:
    """r1^2 - r2^2 = (r1 - r2)(r1 + r2), and the right side is r1 + r2."""
    (left,), (right,) = claim.statement.left, claim.statement.right
    product = (z - r1) * (z - r2)
    return [
        Step(
            "roots",
            "alpha and beta are those with roots r_1, r_2.",
            polynomial_identity(characteristic(), product, z, ROOTS.substitution),
        ),
        Step(
            "factors",
            "The left side is (r_1 - r_2) times the right side.",
            Identity(left, (r1 - r2) * right, ROOTS.substitution),
        ),
        Step("positive", "r_1 - r_2 is positive.", Positivity(R1 - R2, ORDERED, substitution=())),
    ]


def rate_steps(claim: Claim) -> list[Step]:
    """Both modes are present: neither amplitude vanishes for beta > 0."""
    both = Identity((r1 - beta) * (r2 - beta), alpha * h * beta, ROOTS.substitution)
    return [
        Step("amplitudes", "The product of the amplitudes' numerators is alpha h beta > 0: no mode is missing.", both),
    ]


def underdamped_steps(claim: Claim) -> list[Step]:
    """A complex pair u +- iv has (u^2 + v^2) = product of the roots = beta."""
    under = ((alpha, (1 - 2 * u + u**2 + v**2) / h), (beta, u**2 + v**2))
    a = derive(rule).characteristic_polynomial.all_coeffs()
    return [
        Step("pair", "The roots are u +- iv.", polynomial_identity(characteristic(), (z - u) ** 2 + v**2, z, under)),
        Step("discriminant", "The discriminant is -4v^2 < 0.", Identity(a[1] ** 2 - 4 * a[2], -4 * v**2, under)),
        Step("modulus", "|u + iv|^2 = u^2 + v^2 is the right side.", Identity(claim.statement.right, u**2 + v**2, under)),
    ]


NEAR = (1 - sp.Rational(1, 2000), 1 - sp.Rational(11, 20000))  # two roots near critical damping
R1, R2 = sp.Symbol("r_1", real=True), sp.Symbol("r_2", real=True)
ORDERED = domain(between(R2, -1, 1), between(R1, R2, 1))


def claims() -> Iterator[Claim]:
    x = alpha * h
    yield Claim(
        id="momentum.overdamped-root",
        title="The larger root in the overdamped case",
        source=f"{PAPER}, eq. 7",
        domain=domain(CURVATURE, *OVERDAMPED),
        statement=Statement(
            larger.symbol,
            "=",
            (1 - x + beta + sp.sqrt((1 - beta) ** 2 - 2 * (1 + beta) * x + alpha**2 * h**2)) / 2,
            (larger,),
        ),
        proof=overdamped_root_steps,
        witness=at(h=1, alpha="1/100", beta="1/2"),
    )
    yield Claim(
        id="momentum.real-roots",
        title="The roots are real and distinct exactly for beta < (1 - sqrt(alpha h))^2",
        source=f"{PAPER}, below Theorem 1 (overdamped and underdamped)",
        domain=domain(CURVATURE, between(alpha, 0, None), MOMENTUM),
        statement=Statement(((1 - x + beta) ** 2 - 4 * beta,), "iff", (CRITICAL - beta,)),
        proof=real_root_steps,
        witness=at(h=1, alpha="1/4", beta="1/5"),
    )
    yield Claim(
        id="momentum.larger-root-rate",
        title="With real roots the larger root gives the convergence rate",
        source=f"{PAPER}, section 3.2: 'the convergence rate is determined by the larger one (i.e. r1)'",
        domain=ORDERED,
        statement=Statement(R2**2, "<=", R1**2),
        proof=lambda claim: [
            Step(
                "roots",
                "The roots at the counterexample belong to alpha h = 99/50, beta = 2/25: overdamped and stable.",
                polynomial_identity(
                    characteristic(), (z - r1) * (z - r2), z,
                    ((alpha, sp.Rational(99, 50) / h), (beta, sp.Rational(2, 25)),
                     *((sp.Symbol(s.name), k) for s, k in claim.witness)),
                ),
            ),
            counterexample_step(claim, "The larger root is -1/10, the dominant one -4/5."),
        ],
        witness=((R2, sp.Rational(-4, 5)), (R1, sp.Rational(-1, 10))),
        expected=Verdict.REFUTED,
        remark="The rate is max|r_j|, which is r_1 only for alpha h <= 1 + beta (momentum.dominant-root).",
    )  # fmt: skip
    yield Claim(
        id="momentum.dominant-root",
        title="With real roots r_2 < r_1, the larger root dominates exactly for alpha h < 1 + beta",
        source=f"{PAPER}, section 3.2, corrected",
        domain=domain(CURVATURE, between(r2, -1, 1), between(r1, r2, 1)),
        statement=Statement((r1**2 - r2**2,), "iff", (1 + beta - x,), roots=REAL_ROOTS),
        proof=dominant_root_steps,
        witness=((h, sp.S.One), (r2, sp.Rational(1, 4)), (r1, sp.Rational(1, 2))),
    )
    yield Claim(
        id="momentum.rate",
        title="The mean response is a mixture of both roots' powers, neither absent: the rate is max|r_j|",
        source=f"{PAPER}, section 3.2, corrected",
        domain=domain(CURVATURE, TIME, between(beta, 0, 1), between(alpha, 0, None), DISTINCT),
        statement=Statement(
            phi_t.symbol, "=", (r1 - beta) / (r1 - r2) * r1**t - (r2 - beta) / (r1 - r2) * r2**t, (phi_t,), ROOTS
        ),
        proof=rate_steps,
        witness=at(h=1, t=4, beta="1/4", alpha="1/8"),
        built_in=(AT_REST,),
        assumes=(CAYLEY_HAMILTON,),
    )
    yield Claim(
        id="momentum.underdamped-modulus",
        title="Complex roots have modulus sqrt(beta)",
        source=f"{PAPER}, section 3.2: 'both r1 and r2 will be complex and have norm sqrt(beta)'",
        domain=domain(CURVATURE, *UNDERDAMPED),
        statement=Statement(modulus.symbol, "=", beta, (modulus,)),
        proof=underdamped_steps,
        witness=at(h=1, beta="1/4", alpha=1),
    )
    small = between(alpha, 0, (1 - beta) ** 2 / (8 * h), stated=False)
    expansion = 1 - x / (1 - beta) - beta * x**2 / (1 - beta) ** 3
    yield Claim(
        id="momentum.small-step-root",
        title="For alpha h < (1 - beta)^2/8 the larger root is above 1 - alpha h/(1 - beta) - beta (alpha h)^2/(1 - beta)^3 "
        "- 4 (alpha h)^3/(1 - beta)^5",
        source=f"{PAPER}, section 3.2: 'one can show that r1 ~ 1 - alpha h/(1 - beta)', with its remainder",
        domain=domain(CURVATURE, MOMENTUM, small),
        statement=Statement(larger.symbol, ">", expansion - 4 * x**3 / (1 - beta) ** 5, (larger,)),
        witness=at(h=1, beta="1/2", alpha="1/100"),
        remark="The condition is alpha h << (1 - beta)^2, not merely a small alpha (momentum.small-alpha-alone).",
    )
    yield Claim(
        id="momentum.small-step-root-below",
        title="For those alpha and beta > 0 the larger root is below 1 - alpha h/(1 - beta) - beta (alpha h)^2/(1 - beta)^3: momentum is a "
        "little faster than the effective learning rate says",
        source=f"{PAPER}, section 3.2: 'one can show that r1 ~ 1 - alpha h/(1 - beta)', the other side",
        domain=domain(CURVATURE, between(beta, 0, 1), small),
        statement=Statement(larger.symbol, "<", expansion, (larger,)),
        witness=at(h=1, beta="1/2", alpha="1/100"),
        uses=("momentum.small-step-root",),
    )
    yield Claim(
        id="momentum.footnote-root",
        title="The term under the root of equation 7 is (1 - beta - (1 + beta) alpha h/(1 - beta))^2 minus 4 beta (alpha h)^2/(1 - beta)^2",
        source=f"{PAPER}, footnote 2, its O(alpha^2 h^2) written out",
        domain=domain(CURVATURE, MOMENTUM, between(alpha, 0, None)),
        statement=Statement(
            (1 - beta) ** 2 - 2 * (1 + beta) * x + x**2,
            "=",
            (1 - beta - (1 + beta) * x / (1 - beta)) ** 2 - 4 * beta * x**2 / (1 - beta) ** 2,
        ),
        proof=lambda claim: [
            Step("discriminant", "The left side is the discriminant of the rule.",
                 Identity(claim.statement.left, sp.Poly(characteristic(), z).discriminant())),
        ],
        witness=at(h=1, beta="1/2", alpha="1/100"),
        remark="So what is dropped is small beside (1 - beta)^2 only if alpha h is.",
    )  # fmt: skip
    yield Claim(
        id="momentum.small-alpha-alone",
        title="In the overdamped case, once alpha h <= 10^-6, the rate 1 - r_1 is at most 3/2 of alpha h/(1 - beta)",
        source=f"{PAPER}, section 3.2: 'a small learning rate, in which case one can show that r1 ~ 1 - alpha h/(1 - beta)', "
        "read for a small alpha whatever beta",
        domain=domain(
            CURVATURE,
            MOMENTUM,
            between(alpha, 0, sp.Rational(1, 10**6) / h, closed="]"),
            Positive(CRITICAL - beta, note="overdamped"),
        ),
        statement=Statement(larger.symbol, ">=", 1 - sp.Rational(3, 2) * x / (1 - beta), (larger,)),
        proof=lambda claim: [
            counterexample_step(
                replace(
                    claim, statement=replace(claim.statement, left=(1 - x + beta + sp.sqrt((1 - x + beta) ** 2 - 4 * beta)) / 2)
                ),
                "Near critical damping the rate is twice what the effective learning rate promises.",
            )
        ],
        witness=at(h=1, beta=NEAR[0] * NEAR[1], alpha=(1 - NEAR[0]) * (1 - NEAR[1])),
        expected=Verdict.REFUTED,
        limit_of="momentum.small-step-root",
        uses=("momentum.overdamped-root",),
        remark="A small alpha does not suffice; alpha h must be small beside (1 - beta)^2.",
    )
