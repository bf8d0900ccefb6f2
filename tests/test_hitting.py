"""Steps to target: the first hit, proved by intervals at every step that could have been earlier."""

from __future__ import annotations

import math
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from numerics.dynamics.hitting import FirstHit, Undecided, steps_to_target
from numerics.dynamics.precise import precise_risk
from numerics.dynamics.recursion import Recursion
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.stepwise import run_risks
from tests.strategies import library_settings, stable_optimizers
from theory.errors import InputError
from theory.optimizers import SGD, Averaged, HeavyBall, KalmanGain, Preconditioned
from theory.rule.filter import extract
from theory.rule.model import h
from theory.rule.optimizer import Optimizer

PAPER = NoisyQuadratic.power_law(10_000).binned(100, rule="lower-edge")
EXHAUSTIVE = 60
"""Steps up to which every earlier step is evaluated by intervals."""
STEPPED = 20_000
"""Steps up to which the rule is also run step by step, to find the lowest risks before the hit."""


def is_reached(optimizer: Optimizer, problem: NoisyQuadratic, steps: list[int], batch_size: float, target: float) -> list[bool]:
    """Whether risk <= target at each step, from intervals alone."""
    intervals = precise_risk(optimizer, problem, steps, batch_size, digits=15)
    assert all(e.upper is None or e.upper <= target or e.lower > target for e in intervals)
    return [e.upper is not None and e.upper <= target for e in intervals]


def lowest(optimizer: Optimizer, problem: NoisyQuadratic, hit: int, batch_size: float, count: int = 40) -> list[int]:
    """The steps before the hit with the lowest risk, by running mean and covariance step by step."""
    system = extract(optimizer.mapped(Fraction))
    A = np.array([system.A.subs(h, Fraction(float(k))).tolist() for k in problem.h], dtype=float)
    b, read, e = (np.array(m.tolist(), dtype=float) for m in (system.b, system.read, system.e))
    state, covariance = np.broadcast_to(e, (len(A), *e.shape)), np.zeros_like(A)
    start, noise = problem.counts * problem.h * problem.theta0_sq / 2, problem.counts * problem.h * problem.c / 2 / batch_size
    risks = []
    for _ in range(hit):
        mean, variance = (read @ state)[:, 0, 0], (read @ covariance @ read.T)[:, 0, 0]
        risks.append(float(start @ mean**2 + noise @ variance))
        state, covariance = A @ state, A @ covariance @ np.swapaxes(A, 1, 2) + b @ b.T
    return [int(t) for t in np.argsort(risks)[:count]]


def assert_first_hit(optimizer: Optimizer, problem: NoisyQuadratic, hit: int, batch_size: float, target: float) -> None:
    """Reached at the hit, by intervals; not at the step before, nor at any of the first 60, nor where the risk is lowest."""
    before = {*range(min(hit, EXHAUSTIVE)), hit - 1} - {-1}
    if EXHAUSTIVE < hit <= STEPPED:
        before |= set(lowest(optimizer, problem, hit, batch_size))
    assert is_reached(optimizer, problem, [*sorted(before), hit], batch_size, target) == [False] * len(before) + [True]


@pytest.mark.parametrize(
    ("optimizer", "batch_size", "expected"),
    [
        (HeavyBall(learning_rate=3.5112, momentum=0.98562), 2**20, 366),  # bisection on t says 428
        (SGD(learning_rate=2.0), 4, None),
        (Preconditioned(HeavyBall(learning_rate=0.0588, momentum=0.999), power=1.0), 2**24, 6),
        (SGD(learning_rate=0.056202), 16, 376_690),
        (SGD(learning_rate=1.6473), 1024, 10_600),
        (SGD(learning_rate=1e-7), 16, 137_762_856_223),
    ],
    ids=str,
)
def test_reference_values(optimizer: Optimizer, batch_size: float, expected: int | None) -> None:
    """The known first hits on the notebook's spectrum, target 0.01; the oscillating ones come before what bisection finds."""
    hit = steps_to_target(optimizer, PAPER, batch_size, 0.01)
    assert hit == expected
    if hit:
        assert_first_hit(optimizer, PAPER, hit, batch_size, 0.01)


@given(stable_optimizers(), st.integers(1, 4), st.floats(-3, 8), st.floats(-5, -0.01), st.integers(0, 10**6))
@example(HeavyBall(learning_rate=1.0, momentum=0.9), 1, 7.0, -2.0, 0)
@example(HeavyBall(learning_rate=3.9995979821317174, momentum=0.9999989909649551), 1, 0.0, -1.0, 0)  # radii overflow
@example(HeavyBall(learning_rate=3.6, momentum=0.99), 2, 8.0, -3.0, 1)
@example(Averaged(HeavyBall(learning_rate=0.5, momentum=0.95), decay=0.5), 3, 6.0, -2.5, 2)
def test_every_hit_is_the_first(rule, d, log_batch, log_target, seed) -> None:  # type: ignore[no-untyped-def]
    """For random rules, spectra and targets intervals show: not reached before, reached at t; None is never contradicted."""
    rng = np.random.default_rng(seed)
    curvature = np.sort(10.0 ** -rng.uniform(0, 2, d))
    curvature[-1] = 1.0  # the strategies' rules are stable at curvature 1
    problem = NoisyQuadratic(curvature, rng.uniform(0, 1, d), rng.uniform(0.1, 2, d))
    batch_size, target = 10.0**log_batch, problem.initial_risk * 10.0**log_target
    try:
        hit = steps_to_target(rule, problem, batch_size, target)
    except Undecided:
        assume(False)
    if hit is None:
        sample = sorted({*range(40), *(int(2**k) for k in np.arange(5, 36, 0.5))})
        assert not any(is_reached(rule, problem, sample, batch_size, target))
    else:
        assert_first_hit(rule, problem, hit, batch_size, target)


def test_oscillation_over_thousands_of_steps() -> None:
    """A risk that crosses the target many times: all of 3,400 earlier steps are above it, by intervals."""
    rule = HeavyBall(learning_rate=3.9, momentum=0.9985)
    problem = NoisyQuadratic([1.0, 0.93, 0.71], [1e-13] * 3)
    hit = steps_to_target(rule, problem, 1, 1e-3)
    assert hit is not None
    assert 3_000 < hit < 4_000
    later = is_reached(rule, problem, list(range(hit, hit + 60)), 1, 1e-3)
    assert not all(later)  # it rises above the target again
    for first in range(0, hit, 1000):
        assert not any(is_reached(rule, problem, list(range(first, min(first + 1000, hit))), 1, 1e-3))
    assert is_reached(rule, problem, [hit], 1, 1e-3) == [True]


class TooOptimistic(FirstHit):
    """Branch and bound with a lower bound that is a thousand times too high: it discards what it must not."""

    def _bound(self, blocks):  # type: ignore[no-untyped-def]
        return 1000 * super()._bound(blocks)


def test_a_wrong_bound_is_caught() -> None:
    """Discarding too much makes the search miss the dip at 366 steps."""
    optimizer = HeavyBall(learning_rate=3.5112, momentum=0.98562)
    assert FirstHit(Recursion(optimizer, PAPER), {}, 2**20, 0.01).find() == 366
    assert TooOptimistic(Recursion(optimizer, PAPER), {}, 2**20, 0.01).find() != 366


def test_a_tie_is_decided_by_intervals() -> None:
    """A target that is the risk at a step, rounded up or down by one unit in the last place."""
    problem, optimizer = NoisyQuadratic([1.0, 0.25], [1.0, 0.25]), SGD(learning_rate=0.25)
    (exact,) = precise_risk(optimizer, problem, [12], 64, digits=40)
    assert exact.upper is not None
    above = float(exact.lower)
    while above < exact.upper:
        above = math.nextafter(above, 2.0)
    assert steps_to_target(optimizer, problem, 64, above) == 12
    assert steps_to_target(optimizer, problem, 64, math.nextafter(above, 0.0)) == 13


def test_edges_of_the_question() -> None:
    """A target that is met at the start takes 0 steps; one below the steady state is never met; no noise, no limit."""
    problem = NoisyQuadratic([1.0, 0.5, 0.25], [1.0, 0.5, 0.25])  # whose risk at the start is a float64
    assert steps_to_target(SGD(learning_rate=0.1), problem, 1, problem.initial_risk) == 0
    assert steps_to_target(SGD(learning_rate=0.1), problem, 1, 1e9) == 0
    assert steps_to_target(SGD(learning_rate=0.1), problem, 1, 1e-9) is None
    assert steps_to_target(SGD(learning_rate=0.1), problem, math.inf, 1e-9) is not None
    assert steps_to_target(SGD(learning_rate=2.5), problem, math.inf, 1e-9) is None
    assert steps_to_target(SGD(learning_rate=2.5), problem, 1, 1e-9) is None
    with pytest.raises(Undecided, match="not reached in"):
        steps_to_target(SGD(learning_rate=1e-15), problem, math.inf, 1e-9)


def test_time_varying_rules_are_run() -> None:
    """The Kalman gain reaches 0.01 after ceil(495017/B) steps, the Bayes bound's number of examples."""
    problem = NoisyQuadratic.power_law(10_000).binned(120)
    assert steps_to_target(KalmanGain(prior_variance=1.0, noise=1 / 4096), problem, 4096, 0.01) == math.ceil(495_017 / 4096)


@pytest.mark.parametrize("target", [0.0, -1.0, math.inf, math.nan, "x"])
def test_bad_targets(target: float) -> None:
    """A target must be a finite number > 0."""
    with pytest.raises(InputError, match="target must be"):
        steps_to_target(SGD(learning_rate=0.1), PAPER, 1, target)


@st.composite
def hard_questions(draw: st.DrawFn) -> tuple[Optimizer, NoisyQuadratic, float, float]:
    """Any library rule in and beyond its stable region on a few curvatures far apart, some without start or noise; a target at, or
    a hair beside, the risk at some step."""
    rule, curvature = draw(library_settings())
    d = draw(st.integers(1, 4))
    seed = np.random.default_rng(draw(st.integers(0, 2**32)))
    h = curvature * np.concatenate([[1.0], 10.0 ** seed.uniform(-4, 1, d - 1)])
    start = np.where(seed.random(d) < 0.4, 0.0, 10.0 ** seed.uniform(-3, 1, d))
    noise = np.where(seed.random(d) < draw(st.sampled_from([0.4, 1.0])), 0.0, 10.0 ** seed.uniform(-6, 1, d))
    problem = NoisyQuadratic(h, noise, start, 10.0 ** seed.integers(0, 4, d))
    batch_size = draw(st.sampled_from([1.0, 50.0, 1e6, math.inf]))
    assume(problem.initial_risk > 0)
    shape = draw(st.one_of(st.floats(-6, -0.01), st.integers(0, STEPS)))
    if isinstance(shape, float):
        return rule, problem, batch_size, problem.initial_risk * 10.0**shape
    target = float(run_risks(rule, problem, batch_size, shape)[shape])
    assume(0 < target < math.inf)
    nudge = draw(st.sampled_from([0.0, 1e-15, -1e-12, 1e-9, -1e-6, 0.3]))
    return rule, problem, batch_size, target * (1 + nudge)


STEPS = 80


@given(hard_questions())
def test_first_hits_in_and_beyond_the_stable_region(question) -> None:  # type: ignore[no-untyped-def]
    """The answer is the first of the steps at which the rule, run in 300 bits, is at the target; None and later steps only if none is."""
    rule, problem, batch_size, target = question
    try:
        with patch("numerics.dynamics.hitting.BUDGET", 300_000):  # what takes long is undecided here
            hit = steps_to_target(rule, problem, batch_size, target)
    except Undecided:
        return
    if target >= problem.initial_risk:
        assert hit == 0
        return
    reached = (t for t, risk in enumerate(run_risks(rule, problem, batch_size, STEPS)) if risk <= target)
    assert next(reached, None) == (hit if hit is not None and hit <= STEPS else None)


@pytest.mark.parametrize("rule", [SGD(learning_rate=1.0), HeavyBall(learning_rate=1.5, momentum=0.3)], ids=str)
@pytest.mark.parametrize("batch_size", [1, math.inf])
def test_what_has_no_weight_may_overflow(rule: Optimizer, batch_size: float) -> None:
    """A coordinate that starts at its minimum without noise adds nothing, however it would grow: the answer is that without it."""
    noise, start = 1e-9, 0.5
    with_it = NoisyQuadratic([3.0, 1e-3], [0.0, noise], [0.0, start])
    without = NoisyQuadratic([1e-3], [noise], [start])
    for target in (1e-6, 1e-8):
        hit = steps_to_target(rule, without, batch_size, target)
        assert hit is not None
        assert hit > 1_000  # 2^1000 is at the end of float64
        assert steps_to_target(rule, with_it, batch_size, target) == hit


@pytest.mark.parametrize(
    ("rule", "h"),
    [
        (SGD(learning_rate=2.0), 1.0),  # the risk stays exactly where it is
        (HeavyBall(learning_rate=3.0, momentum=0.5), 1.0),  # it oscillates without end
        (SGD(learning_rate=2.0), 1.0 + 2.0**-30),  # slow growth
        (SGD(learning_rate=1e9), 1e3),  # overflows within a few steps
        (HeavyBall(learning_rate=4.5, momentum=0.9), 1.0),
        (Averaged(SGD(learning_rate=2.5), decay=0.9), 1.0),
    ],
    ids=str,
)
def test_growth_without_noise_is_proved(rule: Optimizer, h: float) -> None:
    """A mean response that grows by its dominant root never comes back; a second coordinate that decays does not hide it."""
    assert steps_to_target(rule, NoisyQuadratic([h], 0.0), math.inf, 1e-4 * h) is None
    assert steps_to_target(rule, NoisyQuadratic([h, 0.1 * h], 0.0), math.inf, 1e-4 * h) is None


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (HeavyBall(learning_rate=2.5, momentum=1 - 2.0**-53), NoisyQuadratic([1.0], 0.0)),  # it hardly decays
        (SGD(learning_rate=1e-15), NoisyQuadratic([1.0], 0.0)),  # it decays beyond the horizon
    ],
    ids=str,
)
def test_never_is_not_said_unproved(rule: Optimizer, problem: NoisyQuadratic, monkeypatch) -> None:
    """Where neither a hit nor its absence can be shown the answer is Undecided."""
    monkeypatch.setattr("numerics.dynamics.hitting.BUDGET", 10**6)
    with pytest.raises(Undecided):
        steps_to_target(rule, problem, math.inf, 1e-9)


def test_deep_decay_keeps_its_digits() -> None:
    """Risks far below the rounding error of the first step are still found: 0.9^(2t)/2 <= 1e-60 at ceil(653.2)."""
    assert steps_to_target(SGD(learning_rate=0.1), NoisyQuadratic([1.0], 0.0), math.inf, 1e-60) == 653
