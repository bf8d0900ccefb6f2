"""The information bound of section 3.6: maximum likelihood, and what is exact under a prior."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims import sgd
from theory.claims.common import CURVATURE, PAPER, alpha, at, counterexample_step
from theory.optimizers import SGD, KalmanGain
from theory.proof.certificate import Identity
from theory.proof.inequality import HarmonicSum, Positivity, Square
from theory.rule.domain import Hypothesis, Interval, between, domain, natural
from theory.rule.model import B, c, h, initial_risk, t, theta
from theory.statements import update
from theory.statements.claim import Claim, Verdict
from theory.statements.statement import Quantity, Statement, Step

N = sp.Symbol("N", integer=True, positive=True)  # examples seen
K = sp.Symbol("K", real=True)  # a gain
v = sp.Symbol("v", positive=True)  # variance of theta before the example
SECTION = f"{PAPER}, section 3.6"

newton = Quantity(sp.Symbol(r"\mathbb{E}\ell"), "steady-state risk", SGD(learning_rate=1 / h), environment=((c, h), (B, N)))
prior = ((c, h), (initial_risk, h / 2))  # C = H and theta_0 ~ N(0, 1)
sgd_risk = Quantity(sp.Symbol(r"\mathbb{E}\ell_t"), "risk", SGD(), environment=prior)
kalman = Quantity(
    sp.Symbol(r"\mathbb{E}\ell_t"), "risk", KalmanGain(prior_variance=1, noise=1), environment=(*prior, (B, sp.S.One))
)


def maximum_likelihood_steps(claim: Claim) -> list[Step]:
    """The average of N examples is one step at alpha = 1/h with batch size N: root 0, so at once stationary."""
    derivation = derive(newton.optimizer)
    value = derivation.steady_state_risk.subs({c: h, B: N})
    return [
        Step(
            "root", "At alpha = 1/h the start is forgotten in one step: A = 0.", Identity(derivation.system.A[0, 0], sp.S.Zero)
        ),
        Step("risk", "What remains is the variance of the mean of N examples.", Identity(claim.statement.right, value)),
    ]


def gain_steps(claim: Claim) -> list[Step]:
    """Complete the square in the gain; the optimum is increasing in v, so the bound carries over all steps."""
    s = claim.statement
    sign = 1 if s.relation in (">=", ">") else -1
    total = h**2 * v + c
    increasing = Positivity(sp.diff(s.right, v), claim.domain, strict=False)
    return [
        Step("square", "The excess over the right side is a square.", Square(sign * (s.left - s.right), total, K - h * v / total, claim.domain)),
        Step("increasing", "The right side increases with v: a worse earlier gain never helps later.", increasing),
    ]  # fmt: skip


def examples_claim(target: sp.Rational, least: int) -> Claim:
    """The least N whose Bayes risk (h = 1/i, d = 10^4, C = H, theta_0 ~ N(0, I)) is at most the target."""
    d = 10_000
    bayes = Quantity(sp.Symbol(r"\tfrac12\sum_{i\le 10^4}\tfrac{1/i}{1+N/i}"), "harmonic sum", SGD())

    def proof(claim: Claim) -> list[Step]:
        s = claim.statement
        reached = s.relation == "<="
        first = int(claim.domain.hypotheses[0].interval.lower or 0)
        half = sp.Rational(1, 2)
        return [
            Step("reached", "At the least N of the domain the target is reached (the sum decreases in N).",
                 HarmonicSum(half, first, d, s.right, reached)),
            Step("least", "One example fewer does not reach it.", HarmonicSum(half, first - 1, d, s.right, not reached)),
        ]  # fmt: skip

    return Claim(
        id=f"information.bayes-examples-{target.p}-{target.q}",
        title=f"The Bayes risk of the standard NQM reaches {target} at N = {least} examples and not before",
        source=f"{SECTION}, exact under the prior",
        domain=domain(natural(N, least)),
        statement=Statement(bayes.symbol, "<=", target, (bayes,)),
        proof=proof,
        witness=((N, sp.Integer(least)),),
        uses=("information.bayes-attained",),
        remark=f"The maximum-likelihood line d/(2N) gives {sp.Integer(d) / 2 / target}.",
    )


def claims() -> Iterator[Claim]:
    examples = Hypothesis(N, Interval(sp.S.One, None, True, False, True))
    example = sp.Symbol("x", real=True)  # of N(0, 1/h): minus the query's noise over sqrt(h)
    one = ((c, h), (B, sp.S.One))
    query = Quantity(sp.Symbol("g"), "gradient", SGD(), environment=(*one, (update.noise, -sp.sqrt(h) * example)))
    square = Quantity(sp.Symbol(r"\mathbb{E}g^2"), "squared gradient", SGD(), environment=one)
    yield Claim(
        id="information.gaussian-mean",
        title="With C = H a query is the gradient of the negative log-likelihood h (theta - x)^2/2 of one example x ~ N(0, 1/h)",
        source=f"{SECTION}: 'the NQM is equivalent to maximum likelihood estimation of the mean vector for a multivariate Gaussian "
        "distribution with covariance H^-1'",
        domain=domain(CURVATURE, between(theta, None, None), between(example, None, None)),
        statement=Statement(query.symbol, "=", sp.diff(h * (theta - example) ** 2 / 2, theta), (query,)),
        witness=((h, sp.Integer(4)), (theta, sp.Rational(1, 2)), (example, sp.Rational(1, 3))),
        assumes=("a coordinate of N(mu, H^-1), H diagonal, has the law N(mu_i, 1/h_i)",),
        remark="The optimum is the mean, 0; -x sqrt(h) is the noise, of zero mean and unit variance.",
    )
    yield Claim(
        id="information.likelihood-is-risk",
        title="The expected negative log-likelihood h E(theta - x)^2/2 = E g^2/(2h) less its least value 1/2 is the risk",
        source=f"{SECTION}: the same sentence",
        domain=domain(CURVATURE, between(theta, None, None)),
        statement=Statement(square.symbol / (2 * h) - sp.Rational(1, 2), "=", h * theta**2 / 2, (square,)),
        witness=((h, sp.Integer(4)), (theta, sp.Rational(1, 2))),
        uses=("information.gaussian-mean",),
    )
    yield Claim(
        id="information.maximum-likelihood",
        title="With C = H the maximum-likelihood estimate from N examples has risk 1/(2N) a coordinate, d/(2N) in all",
        source=SECTION,
        domain=domain(CURVATURE, examples),
        statement=Statement(newton.symbol, "=", 1 / (2 * N), (newton,)),
        proof=maximum_likelihood_steps,
        witness=((h, sp.S.One), (N, sp.Integer(10))),
        assumes=("the maximum-likelihood estimate of a Gaussian mean is the sample mean",),
    )
    yield Claim(
        id="information.lower-bound",
        title="No optimizer has risk below 1/(2N) a coordinate after N = tB examples (here: SGD, theta_0 ~ N(0, 1), C = H)",
        source=f"{SECTION}: 'the risk obtained by any optimizer can be bounded below by the risk of the maximum "
        "likelihood estimator'",
        domain=domain(CURVATURE, between(B, 0, None), natural(t, 1), between(alpha, 0, 2 / h)),
        statement=Statement(sgd_risk.symbol, ">=", 1 / (2 * B * t), (sgd_risk,)),
        proof=lambda claim: [
            counterexample_step(_with_exact_risk(claim), "One step at alpha = 1/2, B = 1, h = 1: risk 1/4 < 1/2."),
        ],
        witness=at(h=1, B=1, t=1, alpha="1/2"),
        expected=Verdict.REFUTED,
        uses=("sgd.exact-risk",),
        remark="Under a prior on theta_0 the estimator may shrink; the exact bound is information.bayes-bound.",
    )
    yield Claim(
        id="information.bayes-bound",
        title="One example takes the variance v of theta to no less than v c/(h^2 v + c), whatever the gain K",
        source=f"{SECTION}, corrected",
        domain=domain(CURVATURE, between(c, 0, None), between(v, 0, None), between(K, None, None)),
        statement=Statement((1 - K * h) ** 2 * v + K**2 * c, ">=", v * c / (h**2 * v + c)),
        proof=gain_steps,
        witness=at(h=1, c=1) + ((v, sp.S.One), (K, sp.Rational(1, 3))),
        assumes=("for Gaussian noise and prior the posterior mean, which is linear, minimises the expected risk",),
    )
    yield Claim(
        id="information.bayes-attained",
        title="The Kalman gain attains the Bayes risk h/(2(1 + t h)) after t examples (C = H, theta_0 ~ N(0, 1))",
        source=f"{SECTION}, corrected",
        domain=domain(CURVATURE, natural(t)),
        statement=Statement(kalman.symbol, "=", h / (2 * (1 + t * h)), (kalman,)),
        witness=((h, sp.S.One), (t, sp.Integer(5))),
        uses=("information.bayes-bound",),
        monte_carlo=True,
    )
    for target, least in ((sp.Rational(1, 100), 495017), (sp.Rational(1, 10), 45167), (sp.S.One, 1565)):
        yield examples_claim(target, least)


def _with_exact_risk(claim: Claim) -> Claim:
    """The claim with the risk of SGD written out (sgd.exact-risk)."""
    exact = next(k for k in sgd.claims() if k.id == "sgd.exact-risk").statement.right.subs(prior)
    s = claim.statement
    return replace(claim, statement=replace(s, left=s.left.subs(sgd_risk.symbol, exact)))
