"""How far an optimizer moves from its start: one exact number by four routes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from montecarlo.runs.simulate import simulate
from nqm import (
    SGD,
    Averaged,
    DelayedSGD,
    HeavyBall,
    InputError,
    Lookahead,
    NoisyQuadratic,
    displacement,
    local_exponents,
    precise_risk,
)
from tests.strategies import library_settings
from theory.optimizers.displacement import Displacement

RULES = [
    SGD(learning_rate=0.5),
    HeavyBall(learning_rate=0.25, momentum=0.75),
    Averaged(SGD(learning_rate=0.5), decay=0.75),
    Lookahead(SGD(learning_rate=0.5), k=3, a=0.5),
    DelayedSGD(learning_rate=0.25, delay=2),
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_distance_is_twice_the_risk_of_the_displacement(rule) -> None:
    """At curvature 1, E (theta_t - theta_0)^2 is twice the risk of the rule whose iterate is theta_t - theta_0, in intervals."""
    one = NoisyQuadratic([1.0], [1.0], 2.0)
    steps = [0, 1, 2, 7, 40]
    ours = displacement(rule, one, steps, 4)
    for value, interval in zip(ours, precise_risk(Displacement(rule), one, steps, 4, digits=30), strict=True):
        assert value == pytest.approx(2 * float(interval), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("noise", ["gaussian", "rademacher"])
def test_simulation_moves_as_far(noise: str) -> None:
    """Simulated displacements have the exact mean square, whatever the noise's law."""
    rule, many = RULES[1], NoisyQuadratic(np.full(100, 1.0), 1.0)
    run = simulate(Displacement(rule), many, [25], 4, 2000, noise, seed=5)
    assert abs(2 * run.risk[0] - displacement(rule, many, [25], 4)[0]) < 5 * 2 * run.standard_error[0]


@given(library_settings(), st.integers(0, 300))
def test_distance_of_any_linear_rule(setting, step: int) -> None:
    """Every linear rule of the library: float64 agrees with intervals wherever both are finite."""
    rule, curvature = setting
    one = NoisyQuadratic([curvature], [1.0])
    (ours,) = displacement(rule, one, [step], 2)
    (interval,) = precise_risk(Displacement(rule), one, [step], 2, digits=25)
    exact = 2 * float(interval) / curvature
    if math.isfinite(exact) and exact < 1e200:
        assert ours == pytest.approx(exact, rel=1e-6, abs=1e-13)


def test_local_exponents_of_known_laws() -> None:
    """A power law has its power; log t has the exponent log(log 2t/log t)/log 2."""
    t = [2, 4, 8, 16]
    assert local_exponents(t, np.array(t, dtype=float) ** 1.5)[1] == pytest.approx([0.75] * 3)
    slow = local_exponents(t, np.log(t) ** 2)[1]
    assert slow == pytest.approx(np.log2([2, 1.5, 4 / 3]))


def test_exponents_of_two_spectra() -> None:
    """h = 1/i: about 1/2 between t = 16 and 512. Log-uniform: falling, the squared distance logarithmic to 1%."""
    t = [2**k for k in range(4, 15)]
    standard = displacement(SGD(learning_rate=0.5), NoisyQuadratic.power_law(10_000), t, 64)
    assert np.all(np.abs(local_exponents(t[:6], standard[:6])[1] - 0.5) < 0.02)
    even = displacement(SGD(learning_rate=0.5), NoisyQuadratic.log_uniform(2000, 1e-6), t, 64)
    assert np.all(np.diff(local_exponents(t, even)[1]) < 0)
    growth = np.diff(even[2:])
    assert np.max(np.abs(growth / growth.mean() - 1)) < 0.01


def test_exponents_need_increasing_steps() -> None:
    """Step 0 and steps out of order are refused."""
    for steps in ([0, 1], [2, 2], [3]):
        with pytest.raises(InputError, match="increasing steps from 1 on"):
            local_exponents(steps, np.ones(len(steps)))
