"""Steps to target by simulation: beside exact first hits for linear rules, and the tuned setting beside the exact optimum."""

from __future__ import annotations

import math

import numpy as np
import pytest

from montecarlo.race import race, simulated_steps
from numerics.hitting import steps_to_target
from numerics.problem import NoisyQuadratic
from numerics.rotated import haar
from numerics.tuning import tune
from theory.errors import InputError
from theory.optimizers import SGD, Adam, HeavyBall, Preconditioned, SignSGD

PROBLEM = NoisyQuadratic.power_law(64)
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
    assert one.steps == simulated_steps(one.optimizer, PROBLEM, 256, 0.05, 32)


def test_rotation_matters_to_signs_only() -> None:
    """The same rule on the same spectrum, rotated: sign descent has another risk, SGD the same, in joint standard errors."""
    from montecarlo.simulator import simulate

    def gap(rule: object) -> float:
        a, b = (
            simulate(rule, p, [60], 2.0**16, 1000, seed=k)  # type: ignore[arg-type]
            for k, p in enumerate((PROBLEM, PROBLEM.rotated(seed=1)))
        )
        return float(abs(a.risk[0] - b.risk[0]) / np.hypot(a.standard_error[0], b.standard_error[0]))

    assert gap(SGD(learning_rate=0.5)) < 5
    assert gap(SignSGD(learning_rate=0.05, momentum=0)) > 20


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
        race(HeavyBall(momentum=0.9), PROBLEM, 256, 0.05, {"momentum": (0.1, 1.0)})


def test_rotated_problems_keep_the_exact_theory() -> None:
    """Full covariance and rotation: the exact risk needs only the diagonal of Q'CQ, and simulation agrees for linear rules."""
    from montecarlo.simulator import simulate
    from montecarlo.verdict import Comparison, judge
    from numerics.moments import risk

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
