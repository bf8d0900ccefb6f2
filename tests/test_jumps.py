"""Rules that jump from one step to the next, or ask what a step is: computed exactly at every step, or refused; never nearly."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy as sp

import nqm
from tests.rules import ONE, State, frozen
from theory.errors import NotLinear
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer, hyperparameter

PROBLEM = nqm.NoisyQuadratic([0.5], [0.25], 2.0)
LAST = 70


def jumping(factor: Any) -> Optimizer:
    """SGD at 1/4 with its learning rate multiplied by factor(step)."""

    def update(self: Any, state: State, gradient: Any, step: Any) -> State:
        return State(state.theta - self.learning_rate * factor(step) * gradient(state.theta), 0 * state.m)

    members = {"update": update, "init": lambda self, theta: State(theta, 0 * theta), "State": State}
    return frozen("Jumping", (Optimizer,), {"learning_rate": hyperparameter("alpha", above=0)}, **members)(Fraction(1, 4))  # type: ignore[no-any-return]


def integer_root(k: int, degree: int) -> int:
    return next(r for r in range(k + 2) if (r + 1) ** degree > k)


JUMPS: dict[str, tuple[Any, Any]] = {
    "cube root": (lambda k: 1 / (ONE + nqm.floor((k + 1) ** Fraction(1, 3))), lambda k: ONE / (1 + integer_root(k + 1, 3))),
    "square root": (lambda k: 1 / (ONE + nqm.floor(nqm.sqrt(k))), lambda k: ONE / (1 + integer_root(k, 2))),
    "binary logarithm": (
        lambda k: 1 / (ONE + nqm.floor(sp.log(k + 1) / sp.log(2))),
        lambda k: ONE / (k + 1).bit_length(),
    ),
    "wave": (
        lambda k: (3 + nqm.floor(2 * nqm.cos(nqm.pi * k / 3))) / (4 * ONE),
        lambda k: Fraction((5, 4, 2, 1, 2, 4)[k % 6], 4),
    ),
    "rest of a root": (
        lambda k: (nqm.sqrt(k + 1) % 1 + 1) / (4 * ONE),
        lambda k: (mpmath.sqrt(k + 1) % 1 + 1) / 4,
    ),
    "pieces": (
        lambda k: sp.Piecewise((1 / nqm.sqrt(k + 1), k > 3), (1, True)) / ONE,
        lambda k: 1 / mpmath.sqrt(k + 1) if k > 3 else mpmath.mpf(1),
    ),
}


@pytest.mark.parametrize("name", JUMPS)
def test_a_jump_is_taken_at_its_step(name: str) -> None:
    """Where the argument of a floor is a whole number but its float is not: 40-digit intervals at every step, against 60 digits."""
    factor, oracle = JUMPS[name]
    rule = jumping(factor)
    found = nqm.precise_risk(rule, PROBLEM, range(LAST), 1, 40)
    floats = nqm.risk(rule.mapped(float), PROBLEM, range(LAST), 1)
    with mpmath.workdps(60):
        mean, variance = mpmath.mpf(1), mpmath.mpf(0)
        for k, (enclosure, near) in enumerate(zip(found, floats, strict=True)):
            exact = mean**2 / 2 + variance / 16
            assert enclosure.upper is not None
            low, high = (mpmath.mpf(e.numerator) / e.denominator for e in (enclosure.lower, enclosure.upper))
            assert low * (1 - mpmath.mpf(10) ** -50) <= exact <= high * (1 + mpmath.mpf(10) ** -50)
            assert near == pytest.approx(float(exact), rel=1e-12)
            value = oracle(k)
            rate = mpmath.mpf(value.numerator) / value.denominator / 4 if isinstance(value, Fraction) else value / 4
            mean, variance = mean * (1 - rate / 2), variance * (1 - rate / 2) ** 2 + rate**2


@pytest.mark.parametrize("period", [2, 3, 16, 17, 100, 997])
@pytest.mark.parametrize("shift", [0, 1, 13])
def test_the_truth_of_a_step_is_seen(period: int, shift: int) -> None:
    """``if (step + shift) % period``: to SymPy always true, so that such a rule would be taken for constant."""
    with pytest.raises(NotLinear, match=r"test_jumps\.py:\d+\) .*asks whether it is true"):
        extract(jumping(lambda k: ONE if (k + shift) % period else ONE / 8))


@pytest.mark.parametrize(
    "factor",
    [
        lambda k: ONE if k - 13 else ONE / 8,
        lambda k: (k and 1) + ONE,
        lambda k: ONE / 8 if not k else ONE,
        lambda k: ONE / (1 + bool(k)),
        lambda k: ONE if all([k, 1]) else ONE / 8,
        lambda k: ONE / 8 if isinstance(k, int) and k % 7 == 3 else ONE,
        lambda k: ONE / 8 if str(k) == "29" else ONE,
    ],
    ids=["difference", "and", "not", "bool", "all", "type", "text"],
)
def test_other_ways_to_ask_are_refused(factor: Any) -> None:
    """By the question where it is one, else because the rule does on numbers what it does not do on symbols."""
    with pytest.raises(NotLinear):
        extract(jumping(factor))


def test_what_is_asked_of_hyperparameters_and_curvature_is_no_branch_on_the_step() -> None:
    """A curvature is never zero: its truth is no question."""

    def update(self: Any, state: State, gradient: Any) -> State:
        return State(state.theta - (self.learning_rate if gradient.curvature else 0) * gradient(state.theta), 0 * state.m)

    members = {"update": update, "init": lambda self, theta: State(theta, 0 * theta), "State": State}
    rule = frozen("Plain", (Optimizer,), {"learning_rate": hyperparameter("alpha", above=0)}, **members)
    assert not extract(rule()).time_varying
    assert math.isclose(nqm.risk(rule(0.5), nqm.NoisyQuadratic([1.0], 0.0), [1], 1)[0], 0.125)
