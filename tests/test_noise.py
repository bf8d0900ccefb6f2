"""Noise laws: exact first two moments, the same stream for both engines, and only two moments in a linear rule's risk."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from montecarlo.engines.noise import NOISES, Noise, quantile_table
from montecarlo.runs.simulate import simulate
from montecarlo.verdicts.verdict import Comparison, judge
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.errors import InputError
from theory.optimizers import SGD, Averaged, HeavyBall, KalmanGain, Lookahead, Nesterov, Preconditioned, WeightDecay
from theory.rule.optimizer import Optimizer

CONTINUOUS = {
    "gaussian": stats.norm(),
    "uniform": stats.uniform(-math.sqrt(3), 2 * math.sqrt(3)),
    "laplace": stats.laplace(scale=math.sqrt(0.5)),
    "student-t": stats.t(5, scale=math.sqrt(0.6)),
}
RULES = [
    SGD(learning_rate=0.5),
    Averaged(HeavyBall(learning_rate=0.2, momentum=0.8), decay=0.9),
    Nesterov(learning_rate=0.2, momentum=0.8),
    Preconditioned(SGD(learning_rate=0.5), power=0.5),
    WeightDecay(SGD(learning_rate=0.5), weight_decay=0.1),
    Lookahead(SGD(learning_rate=0.5), 3, a=0.5),
    KalmanGain(prior_variance=1, noise=0.5),
]


@pytest.mark.parametrize("name", CONTINUOUS)
def test_continuous_laws_are_what_they_are_called(name: str) -> None:
    """Mean 0 and variance 1 by SciPy's account of the law, and draws that a Kolmogorov-Smirnov test cannot tell from it."""
    law = CONTINUOUS[name]
    assert law.mean() == pytest.approx(0, abs=1e-15)
    assert law.var() == pytest.approx(1, rel=1e-14)
    assert law.stats("k") + 3 == pytest.approx(NOISES[name].kurtosis)
    out = np.empty(20_000)
    NOISES[name].fill(np.random.default_rng(0), out)
    assert stats.kstest(out, law.cdf).pvalue > 1e-4
    assert stats.kstest(1.1 * out, law.cdf).pvalue < 1e-4  # 10% would have been seen


@pytest.mark.parametrize("name", ["rademacher", "table"])
def test_tables_have_exact_moments(name: str) -> None:
    """Mean 0 and variance 1 to rounding, the table's own kurtosis, each entry equally often."""
    noise = NOISES[name]
    assert noise.table is not None
    assert abs(math.fsum(noise.table)) < 1e-13
    assert math.fsum(noise.table**2) / len(noise.table) == pytest.approx(1, rel=1e-15)
    assert math.fsum(noise.table**4) / len(noise.table) == pytest.approx(noise.kurtosis, rel=1e-12)
    out = np.empty(64 * 1000 * len(noise.table))
    noise.fill(np.random.default_rng(0), out)
    values, counts = np.unique(out, return_counts=True)
    assert set(values) == set(noise.table)
    assert stats.chisquare(counts).pvalue > 1e-4


@pytest.mark.parametrize("name", NOISES)
@pytest.mark.parametrize("size", [1, 7, 64, 130])
def test_any_size_can_be_filled(name: str, size: int) -> None:
    """Sizes that are not whole words; a longer array begins with the same numbers."""
    short, long = np.full(size, np.nan), np.empty(256)
    NOISES[name].fill(np.random.default_rng(0), short)
    NOISES[name].fill(np.random.default_rng(0), long)
    assert np.array_equal(short, long[:size])


def test_a_users_quantile_table() -> None:
    """A skewed law is normalised; its third moment survives."""
    noise = quantile_table(stats.expon.ppf, "exponential")
    assert noise.table is not None
    assert abs(math.fsum(noise.table)) < 1e-12
    assert math.fsum(noise.table**2) / 256 == pytest.approx(1, rel=1e-14)
    assert math.fsum(noise.table**3) / 256 > 1
    assert simulate(SGD(learning_rate=0.5), NoisyQuadratic([1.0], 1.0), [3], 1, 100, noise).noise == "exponential"


@pytest.mark.parametrize("values", [[1.0, 2.0], np.ones(256), np.full(256, np.inf)])
def test_useless_tables_are_refused(values: object) -> None:
    """Wrong length, constant, infinite."""
    with pytest.raises(InputError, match="a quantile table needs 256"):
        quantile_table(values)  # type: ignore[arg-type]


@pytest.mark.parametrize("noise", [*NOISES.values(), quantile_table(stats.expon.ppf, "exponential")], ids=lambda n: n.name)
def test_only_two_moments_enter_the_risk_of_a_linear_rule(noise: Noise) -> None:
    """Every rule's exact risk is met under every law, whatever its higher moments, from every law of the start."""
    problem = NoisyQuadratic(np.repeat([1.0, 0.5, 0.1], 100), np.repeat([1.0, 2.0, 0.3], 100))
    comparisons = []
    for rule in RULES:
        steps = [1, 4, 30]
        run = simulate(rule, problem, steps, 4, 800, noise, seed=7, start=noise)
        exact = risk(rule, problem, steps, 4)
        comparisons += [
            Comparison(str(rule), *map(float, row)) for row in zip(run.risk, run.standard_error, exact, strict=True)
        ]
    outcomes = judge(comparisons, 1e-6)
    assert all(o.consistent for o in outcomes), [(o.comparison.name, o.comparison.z) for o in outcomes]
    assert max(o.detectable for o in outcomes) < 0.05


def noise_with_variance(factor: float) -> Noise:
    return Noise("wrong", 3.0, sample=lambda rng, out: np.copyto(out, factor * rng.standard_normal(out.shape)))


def test_a_law_with_a_wrong_variance_is_caught() -> None:
    """2% more standard deviation of the noise shows in the same comparison."""
    rule: Optimizer = SGD(learning_rate=0.5)
    problem = NoisyQuadratic(np.ones(300), 1.0)
    run = simulate(rule, problem, [30], 1, 2000, noise_with_variance(1.02), seed=7, engine="numpy")
    exact = risk(rule, problem, [30], 1)
    assert not judge([Comparison("", float(run.risk[0]), float(run.standard_error[0]), float(exact[0]))], 1e-6)[0].consistent
