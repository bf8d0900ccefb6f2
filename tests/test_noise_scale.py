"""Gradient noise scales along exact trajectories, and batch schedules at a fixed rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from derivations.namespaces.schedules import BatchPlanner
from montecarlo.runs.simulate import simulate
from nqm import SGD, Averaged, HeavyBall, InputError, NoisyQuadratic, PolyakAverage, noise_scales, risk
from theory.claims import ledger
from theory.claims.common import alpha
from theory.claims.noise_scale import c1, c2, h1, h2
from theory.rule.model import B

TWO = NoisyQuadratic([2.0, 0.5], [1.0, 3.0])
STANDARD = NoisyQuadratic.power_law(50)


def test_noise_scales_at_the_start_are_their_definitions() -> None:
    """At t = 0 the expected squares are those of the start: tr(H Sigma)/G'HG and tr Sigma/|G|^2."""
    h, c = STANDARD.h, STANDARD.c
    s = noise_scales(SGD(learning_rate=0.1), STANDARD, [0], 8)
    assert s.full[0] == pytest.approx((h @ c) / (h**3).sum(), rel=1e-14)
    assert s.simple[0] == pytest.approx(c.sum() / (h**2).sum(), rel=1e-14)
    assert s.risk[0] == pytest.approx(STANDARD.initial_risk, rel=1e-14)


@pytest.mark.parametrize(
    ("claim_id", "field"), [("noise-scale.stationary-simple", "simple"), ("noise-scale.stationary-full", "full")]
)
def test_late_noise_scales_are_the_proved_ones(claim_id: str, field: str) -> None:
    """Long after the start SGD has the noise scale of the claim, read from its statement."""
    rate, size = 0.25, 16.0
    values = {h1: 2, h2: 0.5, c1: 1, c2: 3, alpha: rate, B: size}
    proved = float(ledger()[claim_id].statement.right.subs(values))
    assert getattr(noise_scales(SGD(learning_rate=rate), TWO, [4000], size), field)[0] == pytest.approx(proved, rel=1e-12)


@given(st.floats(0.01, 0.9), st.floats(0, 0.95), st.integers(0, 2000), st.floats(1, 1e6))
def test_risk_beside_the_scales_is_the_exact_risk(rate: float, momentum: float, step: int, size: float) -> None:
    """The second moments that the scales are made of are those of numerics.dynamics.moments, for any settings."""
    rule = HeavyBall(learning_rate=rate, momentum=momentum)
    s = noise_scales(rule, TWO, [step], size)
    assert s.risk[0] == pytest.approx(float(risk(rule, TWO, [step], size)[0]), rel=1e-10)
    assert s.full[0] > 0


def test_simulated_gradients_have_these_squares() -> None:
    """E |G|^2 by simulation: for equal curvatures it is 2 h times the simulated risk."""
    rule, same = Averaged(SGD(learning_rate=0.4), decay=0.7), NoisyQuadratic(np.full(40, 1.5), 1.0)
    run = simulate(rule, same, [12], 4, 4000, seed=3)
    exact = noise_scales(rule, same, [12], 4).gradient_sq[0]
    assert abs(3 * run.risk[0] - exact) < 5 * 3 * run.standard_error[0]


def test_the_optimal_batch_sizes_are_what_a_minimiser_finds() -> None:
    """B_k in proportion to sqrt(kappa_k) is SciPy's constrained minimum of the risk at a given number of examples."""
    planner = BatchPlanner(SGD(learning_rate=0.3), TWO, 6, 0.9)
    best = planner.best()
    limit = {"type": "eq", "fun": lambda x: np.exp(x).sum() - best.examples}
    found = minimize(
        lambda x: planner.kappa @ np.exp(-x), np.full(6, math.log(best.examples / 6)), constraints=[limit], tol=1e-14
    )
    assert np.exp(found.x) == pytest.approx(best.batch_sizes, rel=1e-4)
    assert planner.bias + planner.kappa @ (1 / best.batch_sizes) == pytest.approx(0.9, rel=1e-12)


@pytest.mark.parametrize("rule", [SGD(learning_rate=0.3), HeavyBall(learning_rate=0.1, momentum=0.6)], ids=str)
def test_schedules_reach_the_target_and_are_ordered(rule) -> None:
    """Constant, adaptive and optimal batch sizes all end at the target by the rule's own recursion; the optimum is cheapest."""
    planner = BatchPlanner(rule, STANDARD, 60, 1.0)
    schedules = [planner.constant(), planner.adaptive(), planner.adaptive(simple=True), planner.best()]
    for s in schedules:
        assert planner.bias + planner.kappa @ (1 / s.batch_sizes) == pytest.approx(1.0, rel=1e-3)
        assert s.examples >= schedules[-1].examples * (1 - 1e-9)
    constant = schedules[0]
    assert float(risk(rule, STANDARD, [60], constant.batch_sizes[0])[0]) == pytest.approx(1.0, rel=1e-9)


def test_an_adaptive_batch_size_is_the_root_of_price_times_noise_scale() -> None:
    """Along its own trajectory B^2 over the noise scale is the same number at every step (here: two steps by hand)."""
    planner = BatchPlanner(SGD(learning_rate=0.3), TWO, 2, 2.0)
    sizes = planner.adaptive().batch_sizes
    second = TWO.theta0_sq
    price = []
    for size in sizes:
        price.append(size**2 / ((TWO.h @ TWO.c) / (TWO.h**3 @ second)))
        second = (1 - 0.3 * TWO.h) ** 2 * second + 0.09 * TWO.c / size
    assert price[0] == pytest.approx(price[1], rel=1e-9)


def test_a_planner_says_what_it_needs() -> None:
    """Too few steps, a rule that varies with time, and no steps at all are answered in words."""
    with pytest.raises(InputError, match=r"leave a risk of .* even without noise"):
        BatchPlanner(SGD(learning_rate=0.01), TWO, 3, 0.1)
    with pytest.raises(InputError, match="do not vary with time"):
        BatchPlanner(PolyakAverage(SGD(learning_rate=0.1)), TWO, 30, 0.9)
    with pytest.raises(InputError, match="1 to 100000 steps"):
        BatchPlanner(SGD(learning_rate=0.1), TWO, 0, 0.1)
