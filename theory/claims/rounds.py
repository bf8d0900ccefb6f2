"""Rules that work in rounds, for any number of inner steps: Lookahead, local SGD, DiLoCo.

The proofs go in three: SGD's inner steps by induction; a round of the rule itself, whose matrices depend on the number of inner
steps only through w = r^K and the variance the inner steps build up (compared with the extracted rule for small K and M); then
the outer recursion, with w free in (-1, 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import sympy as sp

from theory.analysis import risk
from theory.analysis.derivation import derive
from theory.analysis.stability import irreducible_factors, schur_conditions
from theory.analysis.stationary import StationaryLaw
from theory.claims import sgd
from theory.claims.common import CURVATURE, MODEL, NOISE, alpha, at, counterexample_step
from theory.optimizers import SGD, DiLoCo, LocalSGD, Lookahead
from theory.proof.certificate import Identity, Induction, Lyapunov, Together
from theory.proof.inequality import positive_given
from theory.rule.domain import Hypothesis, Positive, between, domain, natural
from theory.rule.filter import LinearSystem, extract
from theory.rule.model import B, c, h, initial_risk, t, z
from theory.rule.optimizer import Optimizer
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import LYAPUNOV, SCHUR_COHN
from theory.statements.statement import Quantity, Statement, Step

K = sp.Symbol("K", integer=True, positive=True)  # inner steps of a round
M = sp.Symbol("M", integer=True, positive=True)  # workers
j = sp.Symbol("j", integer=True, nonnegative=True)  # inner steps done
w = sp.Symbol("w", real=True)  # r^K
a = Lookahead().a
eta, mu = DiLoCo().outer_learning_rate, DiLoCo().outer_momentum
INNER = derive(SGD()).system
r = INNER.A[0, 0]
POWER = r**K
X = eta * (1 - POWER)
"""DiLoCo's outer learning rate times the curvature that the outer rule sees."""
BUILT_UP = INNER.b[0, 0] ** 2 * c / B * (1 - r ** (2 * j)) / (1 - r**2)
"""Variance that j inner steps build up in one worker."""
STEPS, WORKERS = natural(K, 1, 6), natural(M, 1, 4)
INNER_STABLE = between(alpha, 0, 2 / h)
MIXING = Hypothesis(a, Lookahead().hypotheses_by_symbol()[a].interval)
OUTER = (between(eta, 0, None), between(mu, 0, 1, closed="["))
MODULUS = "$|r^K| < 1$ where $|r| < 1$"
COMPOSITION = (
    "a round is its K inner updates, one after the other, and the outer one (compared with the extracted rule for small K, M)"
)
INSIDE = between(w, -1, 1)

lookahead = Lookahead(SGD())
local, diloco = LocalSGD(), DiLoCo()
WORKING = (("workers", M), ("local_steps", K))


def _quantity(symbol: str, kind: str, rule: Optimizer, counts: tuple[tuple[str, sp.Symbol], ...]) -> Quantity:
    return Quantity(sp.Symbol(symbol), kind, rule, counts=counts)


def outer_system(rule: Optimizer) -> LinearSystem:
    """A round with one inner step of one worker, its r written as w and its noise scaled to one."""
    once = extract(rule.set(**dict.fromkeys(rule.counts(), 1)))
    system = once.subs({h: (1 - w) / alpha})
    return replace(system, b=sp.ImmutableMatrix(system.b / INNER.b[0, 0]))


def inner_steps(rule: Optimizer, workers: bool) -> list[Step]:
    """What K inner steps do, and that the rule's rounds are made of them."""
    outer = outer_system(rule)
    compared = []
    for steps in range(1, 4):
        for many in range(1, 3) if workers else (1,):
            counts = dict(zip(rule.counts(), (many, steps) if workers else (steps,), strict=True))
            found = extract(rule.set(**counts))
            mean = {w: r**steps}
            compared.append(Identity(found.A, outer.subs(mean).A))
            noise = outer.b * outer.b.T * BUILT_UP.subs(j, steps) / many * B / c
            compared.append(Identity(sp.ImmutableMatrix(found.b * found.b.T), sp.ImmutableMatrix(noise)))
    return [
        Step("mean", "After j inner steps the mean is r^j times the start.", Induction(r**j, j, (sp.S.One,), (-r,))),
        Step(
            "inner-variance",
            "The variance that j inner steps build up.",
            Induction(BUILT_UP, j, (sp.S.Zero,), (-(r**2),), INNER.b[0, 0] ** 2 * c / B),
        ),
        Step("round", "The extracted round is made of them, for K up to 3 and M up to 2.", Together(tuple(compared))),
    ]


def outer_conditions(rule: Optimizer) -> list[sp.Expr]:
    """The Jury conditions of the outer recursion in w."""
    polynomial = risk.characteristic_polynomial(outer_system(rule), z)
    return [k for part, _ in irreducible_factors(polynomial.as_expr(), z) for k in schur_conditions(part)]


def rate_steps(claim: Claim) -> list[Step]:
    """The slow weights are multiplied by the same factor every round."""
    outer = outer_system(lookahead)
    start = sp.ImmutableMatrix(outer.A * outer.e)
    factor = start[0, 0]
    return [
        *inner_steps(lookahead, False),
        Step(
            "eigenvector", "A round multiplies the start by one number.", Identity(start, sp.ImmutableMatrix(factor * outer.e))
        ),
        Step("power", "The statement is its t-th power.", Identity(claim.statement.right, factor.subs(w, POWER) ** t)),
    ]


def steady_state_of(rule: Optimizer, workers: bool) -> Callable[[Claim], list[Step]]:
    """Proof that the statement's right side is the steady-state risk at the meetings."""

    def proof(claim: Claim) -> list[Step]:
        outer = outer_system(rule)
        variance = BUILT_UP.subs(j, K).subs(POWER, w) / (M if workers else 1)
        covariance = sp.ImmutableMatrix(StationaryLaw(outer).covariance() * variance)
        forcing = sp.ImmutableMatrix(outer.b * outer.b.T * variance)
        value = h / 2 * (outer.read * covariance * outer.read.T)[0, 0]
        free = tuple(k for k in claim.domain.hypotheses if k.symbol not in (K, M))
        put = tuple(Positive(k.expression.subs(POWER, w)) for k in claim.domain.positive)
        inside = domain(*free, INSIDE, *put)
        stable = Together(tuple(positive_given(k, inside) for k in outer_conditions(rule)))
        return [
            *inner_steps(rule, workers),
            Step("stable", "The outer recursion is stable for every w in (-1, 1) that the hypotheses allow.", stable),
            Step("lyapunov", "The covariance at the meetings.", Lyapunov(outer.A, covariance, forcing)),
            Step("formula", "The iterate's share of it is the formula.", Identity(claim.statement.right.subs(POWER, w), value)),
        ]

    return proof


def stability_of(rule: Optimizer, workers: bool) -> Callable[[Claim], list[Step]]:
    """Proof of ``stable iff right > 0``: the right sides in w are the outer Jury conditions up to positive factors."""

    def proof(claim: Claim) -> list[Step]:
        right = tuple(e.subs(POWER, w) for e in claim.statement.right)
        free = tuple(k for k in claim.domain.hypotheses if k.symbol not in (K, M, alpha, h))
        conditions = outer_conditions(rule)
        sufficient = domain(*free, *map(Positive, right))
        necessary = domain(*free, *map(Positive, conditions))
        return [
            *inner_steps(rule, workers),
            Step("sufficient", "Where the right sides are positive, every Jury condition of the outer recursion is.",
                 Together(tuple(positive_given(k, sufficient) for k in conditions))),
            Step("necessary", "Where the Jury conditions are positive, the right sides are.",
                 Together(tuple(positive_given(e, necessary) for e in right))),
        ]  # fmt: skip

    return proof


def local_risk_steps(claim: Claim) -> list[Step]:
    """The statement's transient is that of tK inner steps; the rest obeys the recursion of the rounds."""
    rest = claim.statement.right.subs(initial_risk, 0)
    slope = claim.statement.right.subs(initial_risk, 1) - rest
    forcing = h / 2 * BUILT_UP.subs(j, K) / M
    return [
        *inner_steps(local, True),
        Step("transient", "A round multiplies the mean by r^K.", Induction(slope, t, (sp.S.One,), (-(POWER**2),))),
        Step("variance", "A round adds the variance of K steps of M workers, averaged.",
             Induction(rest, t, (sp.S.Zero,), (-(POWER**2),), forcing)),
    ]  # fmt: skip


def claims() -> Iterator[Claim]:
    slow = (("k", K),)
    mean = _quantity(r"\phi_t", "mean response", lookahead, slow)
    steady = _quantity(r"\mathbb{E}\ell_\infty", "steady-state risk", lookahead, slow)
    stable = _quantity(r"\text{stable}", "stable", lookahead, slow)
    five = ((K, sp.Integer(5)),)
    yield Claim(
        id="rounds.lookahead-rate",
        expected=Verdict.ARGUED,
        title="Without noise a round of Lookahead over SGD multiplies the iterate by 1 - a + a r^K, for any K",
        source="Zhang, Lucas, Ba and Hinton 2019, section 3.1",
        domain=domain(CURVATURE, MIXING, between(alpha, 0, None), STEPS, natural(t, 0, 6)),
        statement=Statement(mean.symbol, "=", (1 - a + a * POWER) ** t, (mean,)),
        proof=rate_steps,
        witness=(*at(h=1, alpha="1/2", t=3), *five, (a, sp.S.Half)),
        assumes=(COMPOSITION,),
    )
    yield Claim(
        id="rounds.lookahead-stability-region",
        expected=Verdict.ARGUED,
        title="Lookahead over SGD is stable exactly for 0 < a (1 - r^K) < 2",
        source="derived here",
        domain=domain(CURVATURE, MIXING, between(alpha, 0, None), STEPS),
        statement=Statement(stable.symbol, "iff", (a * (1 - POWER), 2 - a * (1 - POWER)), (stable,)),
        proof=stability_of(lookahead, False),
        witness=(*at(h=1, alpha="1/2"), *five, (a, sp.S.Half)),
        assumes=(SCHUR_COHN, COMPOSITION),
        remark="For odd K that allows alpha h > 2, where SGD itself diverges.",
    )
    yield Claim(
        id="rounds.lookahead-steady-state",
        expected=Verdict.ARGUED,
        title="The steady-state risk of Lookahead over SGD, for any K",
        source="Zhang, Lucas, Ba and Hinton 2019, proposition 2",
        domain=domain(CURVATURE, *NOISE, MIXING, INNER_STABLE, STEPS),
        statement=Statement(steady.symbol, "=", sgd.STEADY_STATE * a * (1 + POWER) / (2 - a * (1 - POWER)), (steady,)),
        proof=steady_state_of(lookahead, False),
        witness=(*at(h=1, c=1, B=2, alpha="1/2"), *five, (a, sp.S.Half)),
        uses=("sgd.steady-state",),
        assumes=(SCHUR_COHN, LYAPUNOV, MODULUS, COMPOSITION),
    )
    local_risk = _quantity(r"\mathbb{E}\ell_t", "risk", local, WORKING)
    local_steady = _quantity(r"\mathbb{E}\ell_\infty", "steady-state risk", local, WORKING)
    crew = ((M, sp.Integer(3)), (K, sp.Integer(2)))
    minibatch = sgd.exact_risk().subs(B, M * B).subs(t, t * K)
    yield Claim(
        id="rounds.local-sgd-risk",
        expected=Verdict.ARGUED,
        title="Local SGD at its meetings has the risk of minibatch SGD: t rounds are tK steps at batch size MB",
        source="a known result, e.g. Woodworth et al. 2020, for quadratics",
        domain=domain(*MODEL[:-1], INNER_STABLE, STEPS, WORKERS, natural(t, 0, 6)),
        statement=Statement(local_risk.symbol, "=", minibatch, (local_risk,)),
        proof=local_risk_steps,
        witness=(*at(h=1, c=1, B=2, ell="1/2", t=3, alpha="1/2"), *crew),
        uses=("sgd.exact-risk",),
        assumes=(COMPOSITION,),
        monte_carlo=True,
    )
    yield Claim(
        id="rounds.local-sgd-steady-state",
        expected=Verdict.ARGUED,
        title="The steady-state risk of local SGD: SGD's at batch size MB, whatever the number of local steps",
        source="a known result, e.g. Woodworth et al. 2020, for quadratics",
        domain=domain(CURVATURE, *NOISE, INNER_STABLE, STEPS, WORKERS),
        statement=Statement(local_steady.symbol, "=", sgd.STEADY_STATE.subs(B, M * B), (local_steady,)),
        proof=steady_state_of(local, True),
        witness=(*at(h=1, c=1, B=2, alpha="1/2"), *crew),
        uses=("rounds.local-sgd-risk",),
        assumes=(SCHUR_COHN, LYAPUNOV, MODULUS, COMPOSITION),
    )
    outer_stable = _quantity(r"\text{stable}", "stable", diloco, WORKING)
    outer_steady = _quantity(r"\mathbb{E}\ell_\infty", "steady-state risk", diloco, WORKING)
    setting = ((eta, sp.Rational(7, 10)), (mu, sp.Rational(9, 10)))
    yield Claim(
        id="rounds.diloco-stability-region",
        expected=Verdict.ARGUED,
        title="DiLoCo is stable exactly for 0 < X < 2(1 + mu), X = eta (1 - r^K)",
        source="derived here",
        domain=domain(CURVATURE, *OUTER, between(alpha, 0, None), STEPS, WORKERS),
        statement=Statement(outer_stable.symbol, "iff", (X, 2 * (1 + mu) - X), (outer_stable,)),
        proof=stability_of(diloco, True),
        witness=(*at(h=1, alpha="1/2"), *crew, *setting),
        assumes=(SCHUR_COHN, COMPOSITION),
    )
    yield Claim(
        id="rounds.diloco-one-condition",
        title="X < 2(1 + mu) is enough for DiLoCo to be stable: the other Jury condition, X > 0, then holds by itself",
        source="heavy ball's condition carried over to the outer rule",
        domain=domain(CURVATURE, *OUTER, between(alpha, 0, None), STEPS, Positive(2 * (1 + mu) - X)),
        statement=Statement(X, ">", sp.S.Zero),
        proof=lambda claim: [
            Step(
                "jury",
                "X is a Jury condition of the outer recursion.",
                Identity(claim.statement.left.subs(POWER, w), outer_conditions(diloco)[-1]),
            ),
            counterexample_step(claim, "With an even number of inner steps beyond alpha h = 2, X is negative."),
        ],
        witness=(*at(h=1, alpha=3), (K, sp.Integer(2)), *setting),
        expected=Verdict.REFUTED,
        conjecture=True,
        uses=("rounds.diloco-stability-region",),
        remark="With an odd number it holds, and DiLoCo can be stable where its inner SGD is not.",
    )
    yield Claim(
        id="rounds.diloco-steady-state",
        expected=Verdict.ARGUED,
        title="The steady-state risk of DiLoCo with heavy ball outside, for any K and M",
        source="derived here",
        domain=domain(CURVATURE, *NOISE, *OUTER, INNER_STABLE, STEPS, WORKERS, Positive(2 * (1 + mu) - X)),
        statement=Statement(
            outer_steady.symbol,
            "=",
            h / 2 * eta**2 * alpha**2 * c / (B * M) * (1 - r ** (2 * K)) / (1 - r**2) * (1 + mu)
            / ((1 - mu) * X * (2 + 2 * mu - X)),
            (outer_steady,),
        ),
        proof=steady_state_of(diloco, True),
        witness=(*at(h=1, c=1, B=2, alpha="1/2"), *crew, *setting),
        uses=("rounds.diloco-stability-region",),
        assumes=(SCHUR_COHN, LYAPUNOV, MODULUS, COMPOSITION),
    )  # fmt: skip
