"""The risk of very many coordinates, interpolated in the curvature: against intervals, and against the sum coordinate by coordinate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from numerics.dynamics import interpolation
from numerics.dynamics.evaluator import Weights
from numerics.dynamics.moments import risk
from numerics.dynamics.precise import precise_risk
from numerics.dynamics.system import MANY, Run, summed
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.effort import effort
from tests.strategies import step_counts, unit_interval
from theory.optimizers import SGD, AggMo, Averaged, ExponentialAggMo, HeavyBall, Preconditioned
from theory.rule.optimizer import Optimizer

TOLERANCE = 1e-10  # what float64 promises
NEGLIGIBLE = Fraction(1, 10**280)


@contextmanager
def few_are_many(coordinates: int) -> Iterator[None]:
    """Interpolate already from so few coordinates and so few a bin, that intervals can follow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("numerics.dynamics.moments.MANY", coordinates)
        patch.setattr(interpolation, "MANY", coordinates)
        patch.setattr(interpolation, "LEAST", 1)
        yield


def one_by_one(optimizer: Optimizer, problem: NoisyQuadratic, steps: list[int], batch_size: float) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.asarray(summed(Run(optimizer, problem.h), Weights.in_problem(problem, batch_size), steps))


def relative_error(value: float, optimizer: Optimizer, problem: NoisyQuadratic, step: int) -> float:
    """Against intervals; near underflow, whether the absolute error is negligible."""
    (exact,) = precise_risk(optimizer, problem, [step], 64, digits=16)
    assume(exact.upper is not None and exact.upper < 10**200)
    middle = (exact.lower + (exact.upper or 0)) / 2
    error = abs(Fraction(value) - middle)
    return float(error > NEGLIGIBLE) if middle < NEGLIGIBLE else float(error / middle)


def log_uniform(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda e: 10.0**e)


@st.composite
def aggregated(draw: st.DrawFn) -> Optimizer:
    """Aggregated momentum, two velocities of any momenta or one to four of Lucas et al.'s; mostly stable at curvature 1."""
    if draw(st.booleans()):
        first, second = draw(unit_interval()), draw(unit_interval())
        rate = min(draw(log_uniform(-9, 0.3)), 1.0) * (1 + min(first, second))
        return AggMo(learning_rate=rate, momentum=first, second_momentum=draw(st.sampled_from([first, second])))
    return ExponentialAggMo(draw(st.integers(1, 4)), learning_rate=draw(log_uniform(-9, 0)), damping=draw(st.floats(0.05, 1)))


@given(aggregated(), step_counts(), st.floats(1e-3, 1), st.sampled_from([0.0, 1e-6, 1.0]))
@example(ExponentialAggMo(4, learning_rate=0.1, damping=0.3), 10**6, 1e-6, 1.0)
def test_aggregated_momentum_is_within_1e10_of_the_intervals(rule: Optimizer, step: int, h: float, noise: float) -> None:
    """Up to five states, coordinate by coordinate: any momenta, equal ones too, t to 10^9."""
    problem = NoisyQuadratic([h], [noise * h])
    assert relative_error(float(risk(rule, problem, [step], 64)[0]), rule, problem, step) <= TOLERANCE


RULES = (
    lambda a, b: SGD(learning_rate=a),
    lambda a, b: HeavyBall(learning_rate=a, momentum=b),
    lambda a, b: Averaged(HeavyBall(learning_rate=a, momentum=b), decay=b),
    lambda a, b: AggMo(learning_rate=a, momentum=b, second_momentum=b / 2),
    lambda a, b: ExponentialAggMo(4, learning_rate=a, damping=max(1 - b, 0.05)),
    lambda a, b: Preconditioned(HeavyBall(learning_rate=a, momentum=b), power=0.5),
)


def attack(rng: np.random.Generator, d: int) -> tuple[Optimizer, NoisyQuadratic, list[int]]:
    """A rule, curvatures dense somewhere or everywhere, weights even, wild or missing, and steps."""
    low = 10 ** rng.uniform(-6, -0.05)
    h = [
        np.arange(1.0, d + 1) ** -rng.uniform(0.2, 3),
        low ** rng.uniform(0, 1, d),
        rng.uniform(low, 1, d),
        rng.choice(low ** rng.uniform(0, 1, 20), d),  # many of the same
        np.full(d, low),
    ][rng.integers(5)]
    wild = [10 ** rng.uniform(-6, 6, d) * (rng.random(d) < 0.5) for _ in range(2)]
    noise, start = (h if rng.random() < 0.5 else w for w in wild)
    rule = RULES[rng.integers(len(RULES))](10 ** rng.uniform(-5, 0.3) / h.max(), 1 - 10 ** rng.uniform(-4, 0))
    return rule, NoisyQuadratic(h, noise, start), sorted({0, *(int(10 ** rng.uniform(0, 7)) for _ in range(3))})


def test_interpolated_risks_are_within_1e10_of_the_intervals() -> None:
    """Random rules, spectra and weights, stable or not, sixty coordinates in few bins."""
    rng = np.random.default_rng(7)
    for _ in range(effort(8)):
        rule, problem, steps = attack(rng, 60)
        with few_are_many(20):
            values = risk(rule, problem, steps, 64)
        for value, exact in zip(values, precise_risk(rule, problem, steps, 64, digits=16), strict=True):
            if exact.upper is None or exact.upper > 10**250:
                assert value > 1e200
            else:
                error = abs(Fraction(float(value)) - exact.lower)
                assert error <= max(TOLERANCE * exact.lower, NEGLIGIBLE), (rule, problem.h, steps)


def test_interpolated_risks_are_the_sum_over_the_coordinates() -> None:
    """The same attack with hundreds of coordinates; most of the work is interpolated, not summed. A step alone: equal bits."""
    rng, passed = np.random.default_rng(11), []
    for _ in range(effort(6)):
        rule, problem, steps = attack(rng, 600)
        left: list[int] = []
        with few_are_many(200), pytest.MonkeyPatch.context() as patch:

            def counted(run: Run, *rest: object, left: list[int] = left) -> object:
                left.append(len(run.h) * len(rest[1]))  # type: ignore[arg-type]
                return summed(run, *rest)  # type: ignore[arg-type]

            patch.setattr(interpolation, "summed", counted)
            together = risk(rule, problem, steps, 64)
            passed.append(1 - sum(left) / (600 * len(steps)))
            k = int(rng.integers(len(steps)))
            assert risk(rule, problem, [steps[k]], 64)[0] == together[k]
        apart = one_by_one(rule, problem, steps, 64)
        finite = np.isfinite(apart) & (apart < 1e250)
        assert np.array_equal(np.isinf(apart), np.isinf(together))
        assert np.allclose(together[finite], apart[finite], rtol=1e-11, atol=1e-280)
    assert np.mean(passed) > 0.5, passed


OSCILLATING = HeavyBall(learning_rate=1.0, momentum=0.9999), 300  # periods enough within a bin


def test_the_bound_refuses_what_nodes_cannot_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """An oscillation within a bin: summed as it stands and right; without the bound, wrong."""
    (rule, step), h = OSCILLATING, np.linspace(0.9, 1, 1_000)
    problem = NoisyQuadratic(h, 0 * h)
    exact = one_by_one(rule, problem, [step], 64)
    with few_are_many(500):
        assert risk(rule, problem, [step], 64) == pytest.approx(exact, rel=1e-12)
        monkeypatch.setattr(interpolation, "MISSED", 0.0)
        monkeypatch.setattr(interpolation, "ROUNDED", 0.0)
        assert abs(risk(rule, problem, [step], 64) / exact - 1) > 0.01


def test_very_many_coordinates_as_they_are() -> None:
    """Nothing set aside: just above the number from which the risk is interpolated, and in any order."""
    h = 1.0 / np.arange(1, MANY + 10_001)
    rule, steps = HeavyBall(learning_rate=0.1, momentum=0.9), [0, 10, 10**6]
    problem = NoisyQuadratic(h, h)
    values = risk(rule, problem, steps, 64)
    assert values == pytest.approx(one_by_one(rule, problem, steps, 64), rel=1e-12)
    order = np.random.default_rng(0).permutation(len(h))
    assert risk(rule, NoisyQuadratic(h[order], h[order]), steps, 64) == pytest.approx(values, rel=1e-13)


def test_progress_ends_with_all_of_it() -> None:
    """Work is reported, never falls back and ends complete."""
    seen: list[float] = []
    with few_are_many(500):
        h = np.geomspace(0.1, 1, 3_000)
        risk(OSCILLATING[0], NoisyQuadratic(h, h), [5, OSCILLATING[1]], 64, lambda done, of: seen.append(done / of))
    assert seen[-1] == 1
