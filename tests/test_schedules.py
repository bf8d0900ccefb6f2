"""Schedules: exact risk, exact gradients, no better one nearby, whole steps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from numerics.dynamics.moments import moments, risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from numerics.schedules.optimal import cheapest_schedule, optimal_schedule
from numerics.schedules.planning import Planner
from numerics.tuning.axes import axes
from numerics.tuning.edge import Chart
from numerics.tuning.tune import tune
from theory.errors import InputError
from theory.optimizers import SGD, Averaged, HeavyBall, KalmanGain, Nesterov, NesterovLookahead, Preconditioned
from theory.rule.optimizer import Optimizer

PAPER = NoisyQuadratic.power_law(10_000).binned(100, rule="lower-edge")
SMALL = NoisyQuadratic.power_law(40)
TARGET = 0.01


@pytest.mark.parametrize(
    "optimizer",
    [
        SGD(),
        HeavyBall(),
        HeavyBall(learning_rate=0.1),
        HeavyBall(momentum=0.9),
        Averaged(SGD()),
        Preconditioned(SGD(), power=0.5),
        Preconditioned(SGD()),
        Averaged(HeavyBall()),
        NesterovLookahead(),  # its iterate is read with the last piece's momentum
    ],
    ids=repr,
)
def test_adjoint_is_the_derivative(optimizer: Optimizer) -> None:
    """The gradient by adjoints agrees with central differences in every piece of every hyperparameter."""
    planner = Planner(optimizer, SMALL, 4)
    rng = np.random.default_rng(0)
    ranges = {"log": (-3, -1), "gap": (0.5, 2), "linear": (0.1, 0.9)}
    u = np.array([rng.uniform(*ranges[a.kind], 4) for a in planner.axes])
    lengths, inverse = planner.lengths(37), np.array([0.1, 0.2, 0.05, 0.3])
    run, slopes = planner.run(u, lengths)
    gradient = run.gradient(1.0, inverse) * slopes
    for index in np.ndindex(*u.shape):
        step = np.zeros_like(u)
        step[index] = 1e-5
        up, down = (planner.run(u + sign * step, lengths)[0].risk(inverse) for sign in (1, -1))
        assert gradient[index] == pytest.approx((up - down) / 2e-5, rel=1e-6, abs=1e-9 * np.abs(gradient).max())


@pytest.mark.parametrize("optimizer", [SGD(learning_rate=0.3), HeavyBall(learning_rate=0.1, momentum=0.8)], ids=repr)
def test_constant_pieces_are_a_constant_run(optimizer: Optimizer) -> None:
    """Pieces that are all alike have the risk of the constant rule."""
    free = type(optimizer)()
    planner = Planner(free, SMALL, 7)
    run, _ = planner.run(planner.constant(optimizer), planner.lengths(100))
    assert run.risk(np.full(7, 1 / 64)) == pytest.approx(risk(optimizer, SMALL, [100], 64)[0], rel=1e-12)


@pytest.mark.parametrize(
    ("optimizer", "batch_size", "pieces"),
    [(SGD(), 256, 50), (Preconditioned(SGD(), power=0.5), 2**14, 50), (HeavyBall(momentum=0.5), 2**12, 6), (SGD(), 2**20, 3)],
    ids=repr,
)
def test_schedules_reach_the_target_in_whole_steps(optimizer: Optimizer, batch_size: float, pieces: int) -> None:
    """Intervals confirm the risk; one step fewer does not do; no constant setting is as fast."""
    schedule = optimal_schedule(optimizer, PAPER, batch_size, TARGET, pieces)
    exact = schedule.precise_risk()
    assert exact.upper is not None
    assert exact.upper <= TARGET * (1 + 1e-12)
    assert float(exact) == pytest.approx(schedule.risk, rel=1e-10)
    assert np.ptp(schedule.lengths) <= 1
    assert schedule.examples == schedule.steps * batch_size
    constant = tune(optimizer, PAPER, batch_size, TARGET).steps
    assert constant is not None
    assert schedule.steps <= constant
    planner = Planner(optimizer, PAPER, pieces)
    u = np.array([[a.coordinate(v) for v in schedule.values[a.name]] for a in planner.axes])
    assert planner.lowest(u, schedule.steps - 1, batch_size)[1] > math.log(TARGET)


def test_no_other_start_finds_better() -> None:
    """For 50 pieces of SGD L-BFGS-B ends at the same risk from anywhere."""
    schedule = optimal_schedule(SGD(), PAPER, 256, TARGET)
    planner = Planner(SGD(), PAPER, 50)
    rng = np.random.default_rng(1)
    for start in (np.full((1, 50), -3.0), np.linspace(0.6, -5, 50)[None], rng.uniform(-4, 0.6, (1, 50))):
        _, value = planner.lowest(start, schedule.steps, 256)
        assert value == pytest.approx(math.log(schedule.risk), abs=1e-7)


def test_learning_rates_stay_stable() -> None:
    """SGD's pieces are at most 2/h_1, momentum's at most 2(1 + beta)/h_1."""
    beta = np.array([0.0, 0.5, 0.99, 1 - 1e-6])
    for rule, others, limit in (
        (SGD(), [], np.full(4, 2.0)),
        (HeavyBall(momentum=0.5), [], np.full(4, 3.0)),
        (HeavyBall(), [-np.log1p(-beta)], 2 * (1 + beta)),
        (Nesterov(), [-np.log1p(-beta)], 2 * (1 + beta) / (1 + 2 * beta)),
    ):
        chart = Chart(rule, PAPER, axes(rule, PAPER))
        assert np.exp(chart.place(np.array([np.zeros(4), *others]))[0]) == pytest.approx(limit, rel=1e-12)
    assert optimal_schedule(SGD(), PAPER, 256, TARGET).values["learning_rate"].max() <= 2.0 + 1e-12


def test_one_piece_is_the_tuned_constant() -> None:
    """With one piece nothing can be gained."""
    constant = tune(SGD(), PAPER, 1024, TARGET)
    assert optimal_schedule(SGD(), PAPER, 1024, TARGET, pieces=1).steps == constant.steps


def test_batch_sizes_follow_the_square_root() -> None:
    """At a fixed learning rate B_k is proportional to sqrt(kappa(T-1-k)), kappa(j) = alpha^2 sum h c (1 - alpha h)^(2j)/2."""
    steps, alpha = 60, 0.7
    schedule = cheapest_schedule(SGD(learning_rate=alpha), SMALL, steps, 0.1, pieces=steps)
    response = moments(SGD(learning_rate=alpha), SMALL.h, list(range(steps))).mean
    kappa = 0.5 * alpha**2 * (SMALL.counts * SMALL.h * SMALL.c) @ response**2
    ratio = schedule.batch_sizes / np.sqrt(kappa[::-1])
    assert ratio == pytest.approx(np.full(steps, ratio[0]), rel=1e-10)
    assert schedule.risk == pytest.approx(0.1, rel=1e-12)
    constant = minimize(  # the constant batch size that does it in as many steps costs more
        lambda b: (risk(SGD(learning_rate=alpha), SMALL, [steps], float(b[0]))[0] - 0.1) ** 2 * 1e6,
        [10.0],
        method="Nelder-Mead",
    )
    assert schedule.examples < steps * constant.x[0]


def test_joint_schedules_cost_least() -> None:
    """Learning rate and batch size together cost no more examples than either alone in as many steps."""
    rate = optimal_schedule(SGD(), SMALL, 64, 0.05, pieces=8)
    joint = cheapest_schedule(SGD(), SMALL, rate.steps, 0.05, pieces=8)
    batch = cheapest_schedule(tune(SGD(), SMALL, 64, 0.05).optimizer or SGD(), SMALL, rate.steps * 2, 0.05, pieces=8)
    assert joint.examples <= rate.examples
    assert joint.steps == rate.steps
    assert batch.examples >= cheapest_schedule(SGD(), SMALL, rate.steps * 2, 0.05, pieces=8).examples
    assert joint.precise_risk().lower <= 0.05 * (1 + 1e-9)


def test_momentum_schedules() -> None:
    """A schedule of the momentum alone is no slower than the best constant momentum."""
    optimizer = HeavyBall(learning_rate=0.1)
    constant = tune(optimizer, SMALL, 64, 0.05)
    schedule = optimal_schedule(optimizer, SMALL, 64, 0.05, pieces=5)
    assert constant.steps is not None
    assert schedule.steps <= constant.steps
    assert set(schedule.values) == {"momentum"}


def test_bad_input() -> None:
    """What cannot be planned is said."""
    for call, message in (
        (lambda: optimal_schedule(SGD(), SMALL, 4, 100.0), "no steps are needed"),
        (lambda: optimal_schedule(SGD(), SMALL, 4, 0.1, pieces=0), "pieces must be"),
        (lambda: optimal_schedule(SGD(learning_rate=0.1), SMALL, 4, 0.1), "nothing is left"),
        (lambda: optimal_schedule(KalmanGain(), SMALL, 4, 0.1), "time-varying"),
        (lambda: cheapest_schedule(SGD(), SMALL, 2, 0.01), "without noise"),
        (lambda: cheapest_schedule(SGD(learning_rate=0.1), SMALL, 2, 0.01), "without noise"),
        (lambda: cheapest_schedule(SGD(), SMALL, 0, 0.01), "steps must be >= 1"),
        (lambda: cheapest_schedule(SGD(), NoisyQuadratic([1.0], [0.0]), 9, 0.01), "no noise"),
    ):
        with pytest.raises(InputError, match=message):
            call()
