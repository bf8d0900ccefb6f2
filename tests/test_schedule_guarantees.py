"""What a schedule promises: the risk it states, the target reached, no more steps or examples than a constant setting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from numerics.problem.noisy_quadratic import NoisyQuadratic
from numerics.schedules.optimal import cheapest_schedule, optimal_schedule
from numerics.schedules.pieces import Schedule
from numerics.schedules.planning import Planner
from numerics.tuning.edge import Chart
from numerics.tuning.tune import tune
from tests.naive_schedule import maps, naive_risk
from theory.errors import InputError
from theory.optimizers import (
    QHM,
    SGD,
    AggMo,
    Averaged,
    DecoupledWeightDecay,
    DelayedSGD,
    HeavyBall,
    Lookahead,
    Nesterov,
    NesterovLookahead,
    Preconditioned,
    WeightDecay,
)
from theory.rule.optimizer import Optimizer

RULES: list[Optimizer] = [
    SGD(),
    HeavyBall(),
    HeavyBall(momentum=0.9),
    Nesterov(),
    NesterovLookahead(),
    QHM(),
    AggMo(),
    Averaged(SGD()),
    Averaged(HeavyBall(momentum=0.5)),
    Lookahead(SGD(), k=3),
    WeightDecay(SGD()),
    DecoupledWeightDecay(SGD()),
    Preconditioned(SGD()),
    Preconditioned(HeavyBall(), power=0.5),
    DelayedSGD(2),
]
EFFORT = settings().max_examples // 6
PAPER = NoisyQuadratic.power_law(10_000).binned(100, rule="lower-edge")


@st.composite
def problems(draw: Any) -> NoisyQuadratic:
    """One to six curvatures of any spread, some without noise, some that start at rest."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    d = draw(st.integers(1, 6))
    h = np.exp(rng.uniform(-draw(st.sampled_from([0.5, 3.0, 6.0])), 0, d)) * draw(st.sampled_from([1.0, 30.0, 1e-3]))
    noisy = rng.random(d) < draw(st.sampled_from([1.0, 0.5]))
    moved = rng.random(d) < draw(st.sampled_from([1.0, 1.0, 0.6]))
    moved[rng.integers(d)] = True
    return NoisyQuadratic(h, h * rng.uniform(0, 2, d) * noisy, rng.exponential(1, d) * moved)


def keeps_its_word(schedule: Schedule, target: float) -> None:
    """The stated risk is that of every step taken by the rule itself, and at most the target; all numbers are allowed ones."""
    walked = naive_risk(schedule)
    assert schedule.risk == pytest.approx(walked, rel=1e-9, abs=1e-15 * schedule.problem.initial_risk)
    assert walked <= target * (1 + 1e-12)
    assert schedule.precise_risk().lower <= target
    assert np.all(schedule.batch_sizes > 0)
    for k in range(len(schedule.lengths)):
        schedule.optimizer.set(**{name: float(v[k]) for name, v in schedule.values.items()})


BATCH_SIZES = st.sampled_from([1.0, 16.0, 1000.0, 2.0**20, math.inf])
TARGETS = st.sampled_from([0.9999999, 0.7, 0.2, 0.03, 0.002])


@settings(max_examples=EFFORT)
@given(problems(), st.sampled_from(RULES), BATCH_SIZES, TARGETS, st.integers(1, 6))
@example(NoisyQuadratic([1.0], [0.0]), SGD(), math.inf, 0.5, 3)  # a risk of exactly zero is the least
@example(NoisyQuadratic([3.0, 0.1], [0.0, 0.1], [0.0, 1.0]), SGD(), 2.0**20, 1e-5, 3)  # faster where the other would diverge
def test_the_fewest_steps(problem: NoisyQuadratic, rule: Optimizer, batch_size: float, share: float, pieces: int) -> None:
    """An optimal schedule reaches its target, in no more steps than the best constant setting."""
    target = share * problem.initial_risk
    constant = tune(rule, problem, batch_size, target)
    assume(constant.steps is not None and constant.steps <= 400)
    assert constant.steps is not None
    schedule = optimal_schedule(rule, problem, batch_size, target, pieces)
    assert schedule.steps <= constant.steps
    keeps_its_word(schedule, target)


@settings(max_examples=EFFORT)
@given(
    problems(), st.sampled_from(RULES), BATCH_SIZES, TARGETS, st.integers(1, 6), st.sampled_from([1.0, 1.3, 4.0]), st.booleans()
)
@example(
    NoisyQuadratic([0.4, 1.0], [0.2, 1.0]), DecoupledWeightDecay(SGD()), 16.0, 0.5, 2, 1.0, True
)  # needs hardly a gradient
def test_the_fewest_examples(
    problem: NoisyQuadratic, rule: Optimizer, batch_size: float, share: float, pieces: int, longer: float, free: bool
) -> None:
    """A cheapest schedule is not refused where a constant setting does it, nor does it need more examples than that one."""
    target = share * problem.initial_risk
    assume(problem.c.any() and math.isfinite(batch_size))
    constant = tune(rule, problem, batch_size, target)
    assume(constant.steps is not None and constant.steps <= 200)
    assert constant.steps is not None
    assert constant.optimizer is not None
    steps = math.ceil(longer * constant.steps)
    other = Planner(rule, problem, 1).repeated(constant.optimizer, steps, batch_size)
    assume(other.reaches(target))  # where the risk oscillates it may have gone up again
    schedule = cheapest_schedule(rule if free else constant.optimizer, problem, steps, target, pieces)
    assert schedule.steps == steps
    assert schedule.examples <= other.examples * (1 + 1e-9)
    keeps_its_word(schedule, target)


@pytest.mark.parametrize("rule", [HeavyBall(), QHM()], ids=repr)
def test_short_runs_of_the_paper(rule: Optimizer) -> None:
    """With huge batches on the paper's problem, where rates near the edge of large momenta matter."""
    constant = tune(rule, PAPER, 2**20, 0.01)
    assert constant.steps is not None
    schedule = optimal_schedule(rule, PAPER, 2**20, 0.01, pieces=2)
    assert schedule.steps <= constant.steps
    keeps_its_word(schedule, 0.01)


@pytest.mark.parametrize("rule", [r for r in RULES if Chart(r, PAPER, Planner(r, PAPER, 1).axes).rates], ids=repr)
def test_the_edge_is_where_stability_ends(rule: Optimizer) -> None:
    """Rates a millionth below the edge are stable at every curvature, a millionth above it not: by characteristic roots of A."""
    planner = Planner(rule, PAPER, 8)
    chart, rng = planner.chart, np.random.default_rng(0)
    ranges = {"log": (-2.0, 0.0), "gap": (0.0, 8.0), "linear": (0.05, 0.95)}
    z = np.array([rng.uniform(*ranges[a.kind], 8) for a in planner.axes])
    z[chart.rates[0]] = 0.0
    assert chart.locate(chart.place(z)) == pytest.approx(z, abs=1e-12)
    for nudge, stable in ((-1e-6, True), (1e-6, False)):
        near = z.copy()
        near[chart.rates[0]] = nudge
        u = chart.place(near)
        for k in range(8):
            rule_k = rule.set(**{a.name: float(a.value(u[j, k])) for j, a in enumerate(planner.axes)})
            assert (_spectral_radius(rule_k, PAPER.h) <= 1) == stable


def test_gradients_in_the_chart() -> None:
    """A gradient pulled back through the edge is the derivative by central differences."""
    planner = Planner(QHM(), PAPER, 3)
    z = np.array([[-0.5, -1.0, -0.1], [1.0, 3.0, 2.0], [0.3, 0.9, 0.6]])
    weights = np.random.default_rng(1).normal(size=z.shape)
    _, pulled = planner.chart.around(z)
    for index in np.ndindex(*z.shape):
        step = np.zeros_like(z)
        step[index] = 1e-4
        up, down = (float((planner.chart.place(z + s * step) * weights).sum()) for s in (1, -1))
        assert pulled(weights)[index] == pytest.approx((up - down) / 2e-4, rel=1e-6, abs=1e-8)


def test_impossible_targets_are_refused() -> None:
    """Where no schedule was found the error says how far it comes."""
    with pytest.raises(InputError, match="without noise the risk after 1 steps"):
        cheapest_schedule(SGD(), NoisyQuadratic([1.0, 0.1], [1.0, 0.1]), 1, 1e-3, pieces=1)


def _spectral_radius(rule: Optimizer, h: Any) -> float:
    """Of one step at every curvature, by letting the rule act on unit states."""
    _, A, _, _ = maps(rule, h)
    return float(np.abs(np.linalg.eigvals(np.moveaxis(np.asarray(A, dtype=np.float64), 2, 0))).max())
