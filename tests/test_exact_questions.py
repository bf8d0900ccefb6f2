"""What is asked in exact numbers is answered exactly: fractions for targets, batch sizes, problems and settings, ties among them."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random
from typing import Any

import pytest

import nqm
from numerics.dynamics.hitting import Undecided, steps_to_target
from numerics.problem.noisy_quadratic import NoisyQuadratic
from numerics.tuning.tune import tune
from tests.effort import effort
from tests.exact_recursion import exact_risks
from theory.optimizers import SGD, Averaged, HeavyBall, InverseTimeDecay, Lookahead, Nesterov
from theory.rule.optimizer import Optimizer

LAST = 12
RULES: tuple[Any, ...] = (
    lambda a, b: SGD(learning_rate=a),
    lambda a, b: HeavyBall(learning_rate=a, momentum=b),
    lambda a, b: Nesterov(learning_rate=a, momentum=b),
    lambda a, b: Averaged(SGD(learning_rate=a), decay=b),
    lambda a, b: Lookahead(SGD(learning_rate=a), 2, b + Fraction(1, 20)),
    lambda a, b: InverseTimeDecay(SGD(learning_rate=a), decay_rate=b + Fraction(1, 20)),
)


def fraction(rng: Random, denominators: tuple[int, ...] = (3, 7, 10, 64)) -> Fraction:
    return Fraction(rng.randint(1, 12), rng.choice(denominators))


def question(seed: int) -> tuple[Optimizer, NoisyQuadratic, Any, list[Fraction]]:
    """A rule, a problem and a batch size in fractions or floats, and the exact risks of the first steps."""
    rng = Random(seed)
    d, kinds = rng.randint(1, 3), [rng.random() < 0.5 for _ in range(6)]
    h, c, start, counts = ([float(v) if kind else v for v in (fraction(rng) for _ in range(d))] for kind in kinds[:4])
    if rng.random() < 0.3:
        start[0] = 0
    problem = NoisyQuadratic(h, c, start, counts)
    rate, other = fraction(rng) / 2, Fraction(rng.randint(0, 9), 10)
    rule = rng.choice(RULES)(float(rate) if kinds[4] else rate, float(other) if kinds[5] else other)
    batch = rng.choice([Fraction(1, 3), 1, 0.1, Fraction(22, 7), 64])
    return rule, problem, batch, exact_risks(rule.mapped(Fraction), problem, range(LAST), batch)


@pytest.mark.parametrize("seed", range(effort(60)))
def test_a_tie_is_a_hit_and_the_next_number_below_is_none(seed: int) -> None:
    """Target equal to the exact risk at a step, and a 10^-30th of it less and more: the first step is that of exact fractions."""
    rule, problem, batch, risks = question(seed)
    for step in (0, 1, LAST // 2, LAST - 1):
        if not risks[step] > 0:
            continue
        for factor in (Fraction(1), 1 - Fraction(1, 10**30), 1 + Fraction(1, 10**30)):
            target = risks[step] * factor
            wanted = next((k for k, r in enumerate(risks) if r <= target), None)
            try:
                found = steps_to_target(rule, problem, batch, target)
            except Undecided:
                found = None
            assert found == wanted or (wanted is None and (found is None or found >= LAST))


def test_a_limit_that_is_never_reached_is_no_hit() -> None:
    """The risk 1/2 + 4^-t/2 comes as near to 1/2 as one likes and is above it for ever: no step is said to reach it."""
    with pytest.raises(Undecided, match="agree to 200 digits"):
        steps_to_target(SGD(learning_rate=0.5), NoisyQuadratic([1.0], [3.0], [2.0]), 1, 0.5)


@pytest.mark.parametrize("gap", [2.0**-53, 1e-12, 1e-9, 1e-6])
def test_targets_just_below_the_steady_state_are_never_reached(gap: float) -> None:
    """Said at once, not step by step."""
    problem = NoisyQuadratic([1.0], [3.0], [2.0])
    assert steps_to_target(SGD(learning_rate=0.5), problem, 1, 0.5 * (1 - gap)) is None


@pytest.mark.parametrize("seed", range(effort(10)))
def test_the_start_is_compared_exactly(seed: int) -> None:
    """With as many summands as round, a target that is the float64 of the risk at the start: 0 steps if and only if it is not below."""
    rng = Random(seed)
    h = [rng.random() for _ in range(6)]
    problem, exact = NoisyQuadratic(h, 0.0), sum(map(Fraction, h)) / 2
    for target in (problem.initial_risk, float(exact), math.nextafter(float(exact), 0), math.nextafter(float(exact), 9)):
        assert (steps_to_target(SGD(learning_rate=0.5), problem, math.inf, target) == 0) == (exact <= target)
        found = tune(SGD(), problem, math.inf, target)
        assert (found.steps == 0) == (exact <= target)
        assert found.steps is not None
        assert found.fewest_possible <= found.steps


@pytest.mark.parametrize("target", [0, -1, math.nan, math.inf, 10**400, "much", None, Fraction(1, 10**400), [0.1]], ids=str)
def test_targets_that_are_none(target: Any) -> None:
    """One line."""
    with pytest.raises(nqm.InputError, match="target must be a finite number > 0"):
        steps_to_target(SGD(learning_rate=0.5), NoisyQuadratic([1.0], 1.0), 1, target)
