"""Variance reduction: unbiased, with the gain it reports, and without a gain where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from montecarlo.runs.trial import Experiment, experiment
from montecarlo.runs.variance import Reduced, antithetic, controlled, difference
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.errors import InputError
from theory.optimizers import SGD, Averaged, HeavyBall
from theory.rule.optimizer import Optimizer

PROBLEM = NoisyQuadratic.power_law(40)
STEPS = [5, 30, 80]
FAST, SLOW = SGD(learning_rate=0.5), SGD(learning_rate=0.45)
AVERAGE = Averaged(FAST, decay=0.9)


def setup(rule: Optimizer, **changes: Any) -> Experiment:
    return experiment(rule, PROBLEM, STEPS, 16, **{"seed": 4, **changes})


def exact(rule: Optimizer) -> np.ndarray:
    return risk(rule, PROBLEM, STEPS, 16)


CASES: dict[str, tuple[Any, Any]] = {
    "antithetic": (lambda seed: antithetic(setup(FAST, seed=seed), 100), lambda: exact(FAST)),
    "antithetic, fixed start": (
        lambda seed: antithetic(setup(FAST, seed=seed, start="rademacher"), 100),
        lambda: exact(FAST),
    ),
    "difference": (
        lambda seed: difference(setup(FAST, seed=seed), setup(SLOW, seed=seed), 100),
        lambda: exact(FAST) - exact(SLOW),
    ),
    "control": (
        lambda seed: controlled(setup(AVERAGE, seed=seed), setup(FAST, seed=seed), exact(FAST), 100),
        lambda: exact(AVERAGE),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_estimates_are_unbiased_and_errors_honest(case: str) -> None:
    """Over 60 seeds: the mean is the exact value, the spread is the reported standard error, within five of their own errors."""
    run, truth = CASES[case]
    results: list[Reduced] = [run(seed) for seed in range(60)]
    estimates = np.array([r.estimate for r in results])
    z = (estimates.mean(axis=0) - truth()) / (estimates.std(axis=0, ddof=1) / np.sqrt(60))
    assert np.all(np.abs(z) < 5)
    ratio = estimates.std(axis=0, ddof=1) / np.mean([r.standard_error for r in results], axis=0)
    assert np.all((ratio > 0.6) & (ratio < 1.5))


def test_common_random_numbers_pay() -> None:
    """Two nearby learning rates: the variance of their difference falls more than tenfold; with unlike rules it falls less."""
    near = difference(setup(FAST), setup(SLOW), 1000).gain
    far = difference(setup(FAST), setup(SGD(learning_rate=0.05)), 1000).gain
    assert np.all(near > 10)
    assert np.all(far < near)


def test_antithetic_starts_pay_only_for_a_fixed_start_early_on() -> None:
    """With a Gaussian start half the work is wasted; with a start of fixed size the gain is above 1 while the transient lasts."""
    assert np.all(antithetic(setup(FAST), 1000).gain < 0.7)
    fixed = antithetic(setup(FAST, start="rademacher"), 1000).gain
    assert fixed[0] > 1.2
    assert fixed[-1] < 0.7


def test_a_control_helps_what_resembles_it() -> None:
    """SGD as control of momentum at nearly the same setting: a gain; a rule as its own control: no variance is left."""
    like = controlled(setup(HeavyBall(learning_rate=0.49, momentum=0.02)), setup(FAST), exact(FAST), 1000)
    assert np.all(like.gain > 5)
    itself = controlled(setup(FAST), setup(FAST), exact(FAST), 100)
    assert np.all(itself.standard_error < 1e-12)
    assert np.allclose(itself.estimate, exact(FAST), rtol=1e-12)


def test_different_noise_is_refused() -> None:
    """Common random numbers need a common seed."""
    with pytest.raises(InputError, match="the same seed"):
        difference(setup(FAST), setup(SLOW, seed=5), 100)
