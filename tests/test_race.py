"""Steps to target by simulation: beside exact first hits for linear rules, and the tuned setting beside the exact optimum."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc

import nqm
from montecarlo.tuning.race import race, simulated_steps
from montecarlo.tuning.scales import Scale, scales
from numerics.dynamics.hitting import steps_to_target
from numerics.problem.noisy_quadratic import NoisyQuadratic
from numerics.problem.rotation import haar
from numerics.tuning.tune import tune
from tests.effort import effort
from theory.errors import InputError
from theory.optimizers import SGD, Adam, HeavyBall, Lion, Preconditioned, RMSProp, SignSGD
from theory.rule.functions import maximum, minimum
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter

PROBLEM = NoisyQuadratic.power_law(64)
SMALL = NoisyQuadratic.power_law(8)
RULES = [SGD(learning_rate=0.5), HeavyBall(learning_rate=0.2, momentum=0.8), Preconditioned(SGD(learning_rate=0.1), power=0.5)]


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("rotated", [False, True])
def test_simulated_counts_are_near_the_exact_first_hit(rule: object, rotated: bool) -> None:
    """Within 3% for 400 runs, along the axes and rotated; one step off the target by 20% would show."""
    problem = PROBLEM.rotated(seed=3) if rotated else PROBLEM
    exact = steps_to_target(rule, PROBLEM, 256, 0.02)  # type: ignore[arg-type]
    assert exact is not None
    found = simulated_steps(rule, problem, 256, 0.02, 400)  # type: ignore[arg-type]
    assert found is not None
    assert abs(found / exact - 1) < 0.03 + 1 / exact
    off = simulated_steps(rule, problem, 256, 0.024, 400)  # type: ignore[arg-type]
    assert off is not None
    assert off < 0.97 * found


def test_without_noise_and_chance_the_count_is_exact() -> None:
    """One coordinate, start of fixed size by its second moment: the crossing of (1 - alpha h)^(2t)."""
    problem = NoisyQuadratic([1.0], [0.0])
    rule = SGD(learning_rate=0.1)
    found = simulated_steps(rule, problem, 1, 0.005, 100_000)
    assert found == pytest.approx(math.log(0.01) / (2 * math.log(0.9)), rel=0.01)


def test_targets_out_of_reach() -> None:
    """Too noisy, diverging, or already there."""
    assert simulated_steps(SGD(learning_rate=1.0), PROBLEM, 1, 0.01, most=300) is None
    assert simulated_steps(SGD(learning_rate=1e6), PROBLEM, 1, 0.01) is None
    assert simulated_steps(SGD(learning_rate=0.1), PROBLEM, 1, 100.0) == 0.0


@pytest.mark.parametrize("rule", [SGD(), HeavyBall()], ids=str)
def test_the_race_finds_the_exact_optimum(rule: SGD | HeavyBall) -> None:
    """Run at the raced setting, the exact count is within 8% of the exact optimum."""
    best = tune(rule, PROBLEM, 256, 0.01)
    found = race(rule, PROBLEM, 256, 0.01, replicates=128)
    assert found.optimizer is not None
    assert best.steps is not None
    there = steps_to_target(found.optimizer, PROBLEM, 256, 0.01)
    assert there is not None
    assert best.steps <= there <= 1.08 * best.steps + 1


def test_a_race_is_reproducible_and_uses_common_noise() -> None:
    """The same bits twice; settings are kept, free ones chosen; the count is that of the setting returned."""
    rule = Adam(momentum=0.9, second_decay=0.99, epsilon=1e-8)
    one, two = (race(rule, PROBLEM, 256, 0.05, {"learning_rate": (1e-3, 1.0)}, arms=9, replicates=32) for _ in range(2))
    assert one == two
    assert one.optimizer is not None
    assert one.hyperparameters["momentum"] == 0.9
    assert one.replicates == 4 * 32
    assert one.seed != 0
    assert one.steps == simulated_steps(one.optimizer, PROBLEM, 256, 0.05, one.replicates, seed=one.seed)


def test_rotation_matters_to_signs_only() -> None:
    """The same rule on the same spectrum, rotated: sign descent has another risk, SGD the same, in joint standard errors."""
    from montecarlo.runs.simulate import simulate

    def gap(rule: object) -> float:
        a, b = (
            simulate(rule, p, [60], 2.0**16, 1000, seed=k)  # type: ignore[arg-type]
            for k, p in enumerate((PROBLEM, PROBLEM.rotated(seed=1)))
        )
        return float(abs(a.risk[0] - b.risk[0]) / np.hypot(a.standard_error[0], b.standard_error[0]))

    assert gap(SGD(learning_rate=0.5)) < 5
    assert gap(SignSGD(learning_rate=0.05, momentum=0)) > 20


@dataclass(frozen=True)
class Clipped(Optimizer):
    """theta <- theta - alpha clip(g, -tau, tau)."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    threshold: Scalar = hyperparameter("tau", above=0)

    class State(NamedTuple):
        theta: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta)

    def update(self, state: State, gradient: object) -> State:
        clipped = maximum(minimum(gradient(state.theta), self.threshold), -self.threshold)  # type: ignore[operator]
        return self.State(state.theta - self.learning_rate * clipped)


def with_domain(domain: dict[str, int], best: float) -> Optimizer:
    """Sign-like descent with a rate that is best at one value of its hyperparameter, on the scale of |value|."""

    @dataclass(frozen=True)
    class Peaked(Optimizer):
        where: Scalar = hyperparameter("w", **domain)

        class State(NamedTuple):
            theta: Scalar

        def init(self, theta: Scalar) -> Peaked.State:
            return self.State(theta)

        def update(self, state: Peaked.State, gradient: object) -> Peaked.State:
            g = gradient(state.theta)  # type: ignore[operator]
            gap = abs(self.where - best) / abs(best)
            return self.State(state.theta - maximum(minimum(g, 1), -1) / (3 + 10 * gap))

    return Peaked()


@pytest.mark.parametrize(
    ("domain", "best"),
    [
        ({}, -250.0),
        ({}, 0.3),
        ({"at_least": 0, "at_most": 10}, 7.0),
        ({"at_least": 0, "below": 10}, 9.99),
        ({"above": 0, "at_most": 10}, 0.03),
        ({"above": 2, "below": 3}, 2.01),
        ({"at_least": 1}, 300.0),
        ({"above": 0}, 3e-8),
        ({"above": 0}, 4e3),
        ({"below": 0}, -500.0),
    ],
    ids=str,
)
def test_every_domain_is_searched_on_its_own_scale(domain: dict[str, int], best: float) -> None:
    """A rule that needs the fewest steps at one value only, wherever in its domain: found within 10% of the steps there."""
    rule = with_domain(domain, best)
    there = simulated_steps(rule.set(where=best), SMALL, 2**16, 0.3)
    found = race(rule, SMALL, 2**16, 0.3, most=500)
    assert there is not None
    assert found.steps is not None
    assert found.steps <= 1.1 * there
    low, high = found.searched["where"]
    assert low <= found.hyperparameters["where"] <= high
    assert found.at_end == ()


@given(
    st.sampled_from([{}, {"above": -3}, {"at_least": 5}, {"below": 2}, {"at_most": -1}]),
    st.sampled_from([{}, {"below": 9}, {"at_most": 11}]),
    st.floats(1e-6, 1e6),
    st.floats(0, 1),
)
def test_scales_stay_in_the_domain_and_invert(
    lower: dict[str, int], upper: dict[str, int], curvature: float, part: float
) -> None:
    """Every place allowed is a value of the domain; the place of the value is the place, as far as rounding lets one tell."""
    domain = {**lower, **({} if {"below", "at_most"} & set(lower) else upper)}
    rule = with_domain(domain, 1.0)
    (scale,) = scales(rule, NoisyQuadratic([curvature], [1.0]))
    low, high = scale.allowed
    u = low + (high - low) * part
    value = scale.value(u)
    rule.set(where=value)  # raises outside
    assert scale.allowed[0] <= scale.first[0] < scale.first[1] <= scale.allowed[1]
    v = scale.first[0] + (scale.first[1] - scale.first[0]) * part
    if scale.inside[0] < scale.value(v) < scale.inside[1]:
        assert scale.value(scale.place(scale.value(v))) == pytest.approx(scale.value(v), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("rule", [Clipped(), RMSProp(momentum=0.0, second_decay=0.9)], ids=str)
def test_units_do_not_matter(rule: Optimizer) -> None:
    """Start, noise and iterate in another unit: the same trajectories, with threshold, epsilon and rates in that unit. So the race needs
    as many steps, within 15%, from 10^-4 to 10^4 units.
    """
    found = []
    for unit in (1e-4, 1e4):
        problem = NoisyQuadratic(SMALL.h, SMALL.c * unit**2, SMALL.theta0_sq * unit**2)
        steps = race(rule, problem, 256, 0.05 * unit**2, most=300).steps
        assert steps is not None
        found.append(steps)
    assert max(found) <= 1.15 * min(found)


@pytest.mark.parametrize("rule", [Clipped(), Lion(memory=0.9), SignSGD(), RMSProp(epsilon=1e-8)], ids=str)
def test_no_setting_of_many_is_much_better(rule: Optimizer) -> None:
    """Thousands of other settings over twelve decades, on the same noise: none needs fewer than 85% of the steps."""
    target = 0.05
    found = race(rule, SMALL, 256, target)
    assert found.steps is not None
    free = scales(rule, SMALL)
    limit = math.floor(0.85 * found.steps)
    for point in qmc.Sobol(len(free), seed=1).random(effort(256)):
        values = {s.name: _anywhere(s, u) for s, u in zip(free, point, strict=True)}
        assert simulated_steps(rule.set(**values), SMALL, 256, target, most=limit) is None


@pytest.mark.parametrize(
    ("rule", "problem", "size", "target", "share"),
    [
        (Adam(), NoisyQuadratic.power_law(10), 256, 0.01, 1.15),
        (Adam(), NoisyQuadratic.power_law(10), 16, 0.05, 1.2),
        (RMSProp(), NoisyQuadratic.power_law(10), 64, 0.02, 1.1),
        (Lion(), NoisyQuadratic.power_law(10), 256, 0.02, 1.1),
        (Clipped(), NoisyQuadratic([1e3], [1e3]), 256, 1.0, 1.2),
    ],
    ids=lambda value: str(value) if isinstance(value, Optimizer) else "",
)
def test_the_seed_of_the_search_hardly_matters(
    rule: Optimizer, problem: NoisyQuadratic, size: float, target: float, share: float
) -> None:
    """Searches of a landscape of several basins, from other places and on other noise: all end where about as few steps are needed,
    judged on noise that none of them has seen; and the steps that they report are on average not those that their own noise favours.
    """
    counts, promised = [], []
    for seed in range(effort(3)):
        found = race(rule, problem, size, target, seed=seed)
        assert found.optimizer is not None
        fresh = simulated_steps(found.optimizer, problem, size, target, 512, seed=99)
        assert fresh is not None
        counts.append(fresh)
        promised.append(found.steps or 0.0)
    assert max(counts) <= share * min(counts)
    assert abs(np.mean(np.log(np.array(promised) / counts))) < 0.1


def test_a_target_already_reached_needs_no_steps() -> None:
    """Whatever the setting: 0 steps, of a rule to tune and of one with nothing to tune."""
    assert race(SGD(), SMALL, 256, 100.0).steps == 0
    assert race(SGD(learning_rate=0.1), SMALL, 256, 100.0).steps == 0


def _anywhere(scale: Scale, part: float) -> float:
    low, high = (max(scale.allowed[0], scale.first[0] - 7), min(scale.allowed[1], scale.first[1] + 7))
    return scale.value(low + (high - low) * part)


def test_what_was_searched_is_said() -> None:
    """A best value at the end of a given range is named; nothing outside it is tried; progress counts the settings."""
    counts: list[int] = []
    found = race(SGD(), SMALL, 2**20, 0.05, {"learning_rate": (1e-3, 1e-2)}, arms=6, replicates=8, progress=counts.append)
    assert counts == list(range(1, found.tried + 1))
    assert 1e-3 * (1 - 1e-9) <= found.searched["learning_rate"][0] < found.searched["learning_rate"][1] <= 1e-2 * (1 + 1e-9)
    assert found.hyperparameters["learning_rate"] == pytest.approx(1e-2, rel=0.01)
    assert race(SGD(), SMALL, 2**20, 0.05).at_end == ()
    with pytest.raises(InputError, match="ranges: learning_rate must be searched between"):
        race(SGD(), PROBLEM, 256, 0.05, {"learning_rate": (0.0, 1.0)})


def test_nothing_to_tune_and_nothing_reached() -> None:
    """A rule with all settings is run once; a hopeless race says so."""
    assert race(SGD(learning_rate=0.5), PROBLEM, 256, 0.05).tried == 1
    hopeless = race(SGD(), PROBLEM, 1e-9, 0.01, arms=3, most=100)
    assert hopeless.optimizer is None
    assert hopeless.steps is None
    assert hopeless.hyperparameters == {}


def test_an_unknown_range_is_refused() -> None:
    """The message lists what is free."""
    with pytest.raises(InputError, match="'momentum' is not free; free are: learning_rate"):
        race(HeavyBall(momentum=0.9), PROBLEM, 256, 0.05, {"momentum": (0.1, 0.9)})


def test_rotated_problems_keep_the_exact_theory() -> None:
    """Full covariance and rotation: the exact risk needs only the diagonal of Q'CQ, and simulation agrees for linear rules."""
    from montecarlo.runs.simulate import simulate
    from montecarlo.verdicts.verdict import Comparison, judge
    from numerics.dynamics.moments import risk

    rng = np.random.default_rng(5)
    factor = rng.standard_normal((10, 10))
    problem = NoisyQuadratic.power_law(10).rotated(seed=4, covariance=factor @ factor.T / 10)
    assert np.allclose(problem.noise_factor @ problem.noise_factor.T, factor @ factor.T / 10)
    assert np.allclose(problem.c, np.diag(problem.rotation.T @ factor @ factor.T @ problem.rotation / 10))
    comparisons = []
    for rule in RULES:
        run = simulate(rule, problem, [1, 10, 60], 4, 6000, "laplace", seed=2)
        exact = risk(rule, problem, [1, 10, 60], 4)
        comparisons += [Comparison(str(rule), *map(float, r)) for r in zip(run.risk, run.standard_error, exact, strict=True)]
    assert all(o.consistent for o in judge(comparisons, 1e-6))
    plain = NoisyQuadratic.power_law(10)
    wrong = [Comparison("", c.estimate, c.standard_error, float(risk(RULES[0], plain, [60], 4)[0])) for c in comparisons[2:3]]
    assert not judge(wrong, 1e-6)[0].consistent  # forgetting the covariance would be seen


def test_random_rotations_are_uniform() -> None:
    """Orthogonal; the entries have the mean square 1/d, mean fourth power 3/(d(d+2)) and no bias, as on the sphere; both signs."""
    many = np.array([haar(5, seed) for seed in range(4000)])
    assert np.allclose(many[0].T @ many[0], np.eye(5), atol=1e-14)
    error = np.sqrt(1 / len(many))
    assert np.all(np.abs(many.mean(axis=0)) < 5 * error * np.sqrt(1 / 5))
    assert np.all(np.abs((many**2).mean(axis=0) - 1 / 5) < 5 * error * np.sqrt(3 / 35 - 1 / 25))
    assert np.all(np.abs((many**4).mean(axis=0) - 3 / 35) < 5 * error * 0.2)
    assert abs(np.mean(np.linalg.det(many))) < 5 * error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rotation": np.ones((3, 3))}, "orthogonal"),
        ({"rotation": np.eye(2)}, r"shape \(3, 3\)"),
        ({"covariance": -np.eye(3)}, "eigenvalues >= 0"),
        ({"covariance": np.array([[1.0, 1, 0], [0, 1, 0], [0, 0, 1]])}, "symmetric"),
    ],
)
def test_bad_matrices_are_refused(arguments: dict[str, object], message: str) -> None:
    """One line naming the matrix."""
    with pytest.raises(InputError, match=message):
        NoisyQuadratic.power_law(3).rotated(**arguments)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="multiplicities"):
        NoisyQuadratic([1.0], [1.0], counts=[2]).rotated()


def test_tune_and_steps_to_target_take_every_rule() -> None:
    """At the front door a linear rule's answers are exact, another's are those of the race; either says which it is."""
    assert nqm.tune(SGD(), SMALL, 256, 0.05) == tune(SGD(), SMALL, 256, 0.05)
    assert nqm.steps_to_target(SGD(learning_rate=0.5), SMALL, 256, 0.05) == steps_to_target(
        SGD(learning_rate=0.5), SMALL, 256, 0.05
    )
    raced = nqm.tune(SignSGD(momentum=0.0), SMALL, 256, 0.05)
    assert raced == race(SignSGD(momentum=0.0), SMALL, 256, 0.05)
    assert (raced.optimality, raced.exact) == ("simulated", False)
    assert raced.optimizer is not None
    again = nqm.steps_to_target(raced.optimizer, SMALL, 256, 0.05)
    assert again == simulated_steps(raced.optimizer, SMALL, 256, 0.05)
    for verb in (nqm.tune, nqm.steps_to_target):
        with pytest.raises(InputError, match="target must be"):
            verb(SignSGD(learning_rate=0.1, momentum=0.0), SMALL, 256, -1.0)
        with pytest.raises(InputError, match="batch_size must be"):
            verb(SignSGD(learning_rate=0.1, momentum=0.0), SMALL, 0, 0.1)
