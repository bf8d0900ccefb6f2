"""The inequalities behind sequential verdicts, on laws small enough to sum over: no sampling here."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from montecarlo.verdicts.martingale import RATES, STAKES, MeanEvidence, upper_mean
from montecarlo.verdicts.sequential import GROUP, Tails

Law = list[tuple[float, float]]


@st.composite
def laws(draw: st.DrawFn) -> Law:
    """A law on a few numbers >= 0: pairs (value, probability), rare large values among them."""
    n = draw(st.integers(1, 4))
    values = draw(st.lists(st.floats(0, 1e4), min_size=n, max_size=n))
    shares = np.array(draw(st.lists(st.floats(1e-6, 1), min_size=n, max_size=n)))
    return list(zip(values, (shares / shares.sum()).tolist(), strict=True))


def moments(law: Law) -> tuple[float, float]:
    mean = math.fsum(p * x for x, p in law)
    return mean, math.fsum(p * (x - mean) ** 2 for x, p in law)


@given(laws(), st.sampled_from([1, -1]))
def test_evidence_for_a_true_mean_has_expectation_at_most_one(law: Law, sign: int) -> None:
    """E E_1 <= 1 for every law with the mean stated and a variance no larger: then E_n, a product, is a supermartingale."""
    mean, variance = moments(law)
    total = 0.0
    for value, share in law:
        evidence = MeanEvidence(mean, sign, STAKES)
        evidence.add(np.array([value]))
        total += share * math.exp(evidence.log_evidence(variance))
    assert total <= 1 + 1e-9


@given(laws())
def test_bennetts_factor_has_expectation_at_most_one(law: Law) -> None:
    """E exp(-eta (x/m - 1)) <= 1 + (e^eta - 1 - eta) Var(x)/m^2 for x >= 0."""
    mean, variance = moments(law)
    if mean < 1e-100:
        return
    for eta in RATES:
        left = math.fsum(p * math.exp(-eta * (x / mean - 1)) for x, p in law)
        assert left <= (1 + (math.expm1(eta) - eta) * variance / mean**2) * (1 + 1e-9)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.floats(0, 10), st.floats(1e-3, 10), st.floats(1, 10))
def test_a_mean_beyond_one_rejected_is_rejected(values: list[float], variance: float, mean: float, factor: float) -> None:
    """Evidence against "at most m" falls with m, against "at least m" it grows (lambda in units of 1/m), so what is left is an interval."""

    def strength(m: float, sign: int) -> float:
        evidence = MeanEvidence(m, sign, STAKES if sign > 0 else STAKES / m)
        evidence.add(np.array(values))
        return evidence.log_evidence(min(variance, m**2))

    assert strength(mean, 1) >= strength(mean * factor, 1) - 1e-9
    assert strength(mean, -1) <= strength(mean * factor, -1) + 1e-9


def test_the_upper_mean_is_tight_in_the_long_run() -> None:
    """Ten thousand observations of mean 1: at most 1.15, at a level of 10^-6; before there are enough, no bound."""
    assert upper_mean(1.0, 1, 2.0, 14.0) == math.inf
    assert 1 < upper_mean(10_000.0, 10_000, 2.0, 14.0) < 1.15
    assert upper_mean(0.0, 10_000, 2.0, 14.0) == 0


LAWS: list[list[tuple[Fraction, Fraction]]] = [
    [(Fraction(1), Fraction(1, 2)), (Fraction(-1), Fraction(1, 2))],
    [(Fraction(2), Fraction(1, 8)), (Fraction(0), Fraction(3, 4)), (Fraction(-2), Fraction(1, 8))],
    [(Fraction(3), Fraction(1, 10)), (Fraction(-1, 3), Fraction(9, 10))],  # skewed
    [(Fraction(6), Fraction(1, 72)), (Fraction(0), Fraction(35, 36)), (Fraction(-6), Fraction(1, 72))],  # kurtosis 36
]


@given(
    st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=3),
    st.lists(st.sampled_from(range(len(LAWS))), min_size=3, max_size=3),
)
def test_the_variance_of_a_quadratic_form_is_bounded(rows: list[list[int]], chosen: list[int]) -> None:
    """X = xi' A xi, A = R'R, xi independent of kurtosis <= K: exactly, E X^2 <= K (E X)^2, Var X <= (K - 1)|A|^2, |A| <= E X,
    E <xi, xi'>^2 = |A|^2, E <xi, xi'>^4 <= K^2 |A|^4, and the variance of its mean given one of the two is at most (K - 1) |A|^4.
    """
    form = [[sum(r[i] * r[j] for r in rows) for j in range(3)] for i in range(3)]
    laws = [LAWS[k] for k in chosen]
    most = max(Fraction(3), *(sum(p * x**4 for x, p in law) for law in laws))
    outcomes = [
        ([x for x, _ in combined], math.prod((p for _, p in combined), start=Fraction(1)))
        for combined in itertools.product(*laws)
    ]

    def product(a: list[Fraction], b: list[Fraction]) -> Fraction:
        return sum((form[i][j] * a[i] * b[j] for i in range(3) for j in range(3)), Fraction(0))

    mean = sum((p * product(x, x) for x, p in outcomes), Fraction(0))
    second = sum((p * product(x, x) ** 2 for x, p in outcomes), Fraction(0))
    size = Fraction(sum(v * v for r in form for v in r))
    given_one = [(p, sum((q * product(x, y) ** 2 for y, q in outcomes), Fraction(0))) for x, p in outcomes]
    fourth = sum((p * q * product(x, y) ** 4 for x, p in outcomes for y, q in outcomes), Fraction(0))
    assert second <= most * mean**2
    assert second - mean**2 <= (most - 1) * size
    assert size <= mean**2
    assert sum((p * v for p, v in given_one), Fraction(0)) == size
    assert sum((p * v**2 for p, v in given_one), Fraction(0)) - size**2 <= (most - 1) * size**2
    assert fourth <= most**2 * size**2


def test_the_spread_of_a_group_is_an_average_over_its_pairs() -> None:
    """``relative`` for one group of Gaussian runs of one coordinate, where the bounds are equalities: by summing over pairs of pairs."""
    pairs = list(itertools.combinations(range(GROUP), 2))
    shared = {0: 0.0, 1: 2.0, 2: 8.0}  # covariance of (x y)^2 and (u v)^2, Gaussian, by how many they share: 0, 3 - 1, 9 - 1
    total = sum(shared[len({*a} & {*b})] for a in pairs for b in pairs) / len(pairs) ** 2
    assert math.isclose(Tails.of_linear(1.0, GROUP).relative, total)
    assert math.isclose(Tails.of_linear(3.0, 10 * GROUP).relative, total / 10)
