"""Information bounds and critical batch sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.curves.bounds import bayes_examples, bayes_risk, maximum_likelihood_examples, maximum_likelihood_risk
from numerics.curves.critical import critical_batch_size
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.strategies import stable_optimizers
from theory.claims import ledger
from theory.errors import InputError
from theory.optimizers import KalmanGain

STANDARD = NoisyQuadratic.power_law(10_000)


@pytest.mark.parametrize(
    ("target", "likelihood", "bayes"), [(0.01, 500_000, 495_017), (0.1, 50_000, 45_167), (1.0, 5_000, 1_565)]
)
def test_examples_of_the_standard_problem(target: float, likelihood: int, bayes: int) -> None:
    """The counts of the proved claims information.bayes-examples-*."""
    assert maximum_likelihood_examples(STANDARD, target) == likelihood
    assert bayes_examples(STANDARD, target) == bayes
    assert any(f"N = {bayes} examples" in claim.title for claim in ledger())


@given(stable_optimizers(), st.integers(1, 50), st.floats(0, 3), st.integers(0, 1000))
def test_no_rule_beats_the_bayes_bound(rule, steps, log_batch, seed) -> None:  # type: ignore[no-untyped-def]
    """Every linear rule's risk is at least the Bayes risk of the examples it has used, whatever the noise and the start."""
    rng = np.random.default_rng(seed)
    problem = NoisyQuadratic([1.0, rng.uniform(0.1, 1)], rng.uniform(0.1, 3, 2), rng.uniform(0.1, 3, 2), [1.0, 2.0])
    batch_size = 10.0**log_batch
    assert risk(rule, problem, [steps], batch_size)[0] >= bayes_risk(problem, steps * batch_size) * (1 - 1e-9)


def test_the_kalman_gain_attains_it() -> None:
    """With C = kappa H and E theta_0^2 = s the Kalman gain's risk is the Bayes risk."""
    problem = NoisyQuadratic([1.0, 0.2], [3.0, 0.6], [2.0, 2.0])
    kalman = KalmanGain(prior_variance=2.0, noise=3.0 / 16)
    assert risk(kalman, problem, [7], 16)[0] == pytest.approx(bayes_risk(problem, 7 * 16), rel=1e-12)


def test_without_noise_one_example_is_enough() -> None:
    """Coordinates without noise are known after one example."""
    quiet = NoisyQuadratic([1.0], [0.0])
    assert bayes_examples(quiet, 0.1) == 1
    assert bayes_examples(quiet, 10.0) == 0
    mixed = NoisyQuadratic([1.0, 1.0], [0.0, 1.0], [1.0, 0.01])
    assert bayes_examples(mixed, 0.1) == 1  # the noisy coordinate is below the target at once, the quiet one after an example
    assert maximum_likelihood_risk(quiet, 1) == 0


def test_a_hyperbola_is_recognised() -> None:
    """On McCandlish's hyperbola all definitions agree and there is no misfit."""
    sizes = [2.0**q for q in range(-4, 28)]
    result = critical_batch_size(sizes, [100 * (1 + 1024 / b) for b in sizes], 100)
    assert result.critical == pytest.approx(1024, rel=1e-3)
    assert result.crossing == pytest.approx(1024, rel=1e-3)
    assert result.twice_the_plateau == pytest.approx(1024, rel=1e-3)
    assert result.fitted_batch_size == pytest.approx(1024, rel=1e-6)
    assert result.misfit < 1e-9
    assert result.perfect_until == 64


def test_a_sharp_corner_is_not_a_hyperbola() -> None:
    """Perfect scaling up to the plateau: efficiency halves at twice the corner; the best hyperbola is off by over half."""
    sizes = [2.0**q for q in range(20)]
    result = critical_batch_size(sizes, [max(100 * 1024 / b, 100) for b in sizes], 100)
    assert result.critical == pytest.approx(2048)
    assert result.crossing == pytest.approx(1024)
    assert result.twice_the_plateau == pytest.approx(512)
    assert 0.5 < result.misfit < 1
    with pytest.raises(InputError, match="three"):
        critical_batch_size([1.0, 2.0], [2.0, 1.0], 1.0)
