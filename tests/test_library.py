"""Every linear rule over its whole domain: derived stability against roots, float64 against intervals."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import assume, given

from derivations.pages.portraits import Dynamics
from numerics.dynamics.moments import risk
from numerics.dynamics.precise import precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.strategies import library_settings
from theory.analysis.derivation import derive
from theory.rule.model import h
from theory.rule.optimizer import Optimizer

STEPS = [1, 2, 13, 400]


@given(library_settings())
def test_stability_conditions_are_the_roots_verdict(case: tuple[Optimizer, float]) -> None:
    """All derived expressions are positive exactly where the largest root lies inside the unit circle, on both sides of the edge."""
    optimizer, curvature = case
    dynamics = Dynamics(optimizer)
    radius = float(dynamics.radius(curvature))
    assume(abs(radius - 1) > 1e-9)
    values = {**dynamics.values, h: curvature}
    assert all(float(e.subs(values)) > 0 for e in derive(optimizer.symbolic()).stability) == (radius < 1)


@given(library_settings())
def test_float64_is_within_the_intervals(case: tuple[Optimizer, float]) -> None:
    """The float64 risk agrees with interval arithmetic on the same numbers to 1e-10, wherever the rule is stable."""
    optimizer, curvature = case
    assume(float(Dynamics(optimizer).radius(curvature)) < 1 - 1e-6)
    problem = NoisyQuadratic([curvature], [1.0])
    exact = precise_risk(optimizer.mapped(lambda v: Fraction(float(v))), problem, STEPS, 4, digits=25)
    for interval, value in zip(exact, risk(optimizer, problem, STEPS, 4), strict=True):
        assert interval.upper is not None
        assert np.isfinite(value)
        assert abs(Fraction(float(value)) - interval.upper) <= Fraction(1, 10**10) * interval.upper
