"""From rule to linear system: what is extracted, and what a wrong rule is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest
import sympy as sp

from theory.errors import InputError, NotLinear
from theory.optimizers import SGD, Averaged, HeavyBall, KalmanGain, Preconditioned
from theory.rule.filter import extract
from theory.rule.model import h
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter

alpha = SGD().learning_rate
beta = HeavyBall().momentum


def test_heavy_ball_is_the_papers_system() -> None:
    """m <- beta m + h theta + noise, theta <- theta - alpha m."""
    system = extract(HeavyBall())
    assert sp.ImmutableMatrix([[1 - alpha * h, -alpha * beta], [h, beta]]) == system.A.applyfunc(sp.expand)
    assert system.b == sp.ImmutableMatrix([-alpha, 1])
    assert system.names == ("theta", "m")


def test_nested_rules_keep_their_symbols_apart() -> None:
    """An average of an average has two decays."""
    nested = Averaged(Averaged(SGD()))
    assert [str(v) for v in nested.hyperparameters().values()] == ["alpha", "gamma", "gamma_2"]
    assert extract(nested).order == 3


def test_numbers_are_taken_exactly() -> None:
    """0.1 means 1/10."""
    assert extract(SGD(learning_rate=0.1)).A[0, 0] == 1 - h / 10


def test_the_time_varying_class_is_recognised() -> None:
    """A rule whose matrices depend on the step is time-varying; a wrapper around a constant one is not."""
    assert extract(KalmanGain()).time_varying
    assert not extract(Averaged(SGD())).time_varying
    assert extract(Averaged(KalmanGain())).time_varying


class One(NamedTuple):
    theta: Scalar


class Rule(Optimizer):
    """A one-state rule for the wrong examples below."""

    def init(self, theta: Scalar) -> Any:
        return One(theta)


@dataclass(frozen=True)
class Quadratic(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return One(state.theta - gradient(state.theta) ** 2)


@dataclass(frozen=True)
class Normalised(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return One(state.theta - gradient(state.theta) / abs(gradient(state.theta)))


@dataclass(frozen=True)
class Quotient(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return One(state.theta / (1 + state.theta))


@dataclass(frozen=True)
class Affine(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return One(state.theta + 1)


@dataclass(frozen=True)
class FloatLiteral(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return One(state.theta - 0.5 * gradient(state.theta))


@dataclass(frozen=True)
class ZeroDivision(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return One(state.theta - gradient(state.theta) / 0)


@dataclass(frozen=True)
class Branch(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return One(state.theta if state.theta > 0 else -state.theta)


@dataclass(frozen=True)
class WrongState(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return (state.theta, state.theta)


@dataclass(frozen=True)
class UsesNumpy(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return One(np.sign(state.theta))


@dataclass(frozen=True)
class Typo(Rule):
    def update(self, state: Any, gradient: Any) -> Any:
        return One(state.tehta)


@pytest.mark.parametrize(
    ("rule", "error", "message"),
    [
        (Quadratic(), NotLinear, r"update of theta contains .*theta\*\*2|noise"),
        (Normalised(), NotLinear, r"update of theta contains Abs.* \(test_filter.py:\d+\)"),
        (Quotient(), NotLinear, r"update of theta divides by .*theta.* \(test_filter.py:\d+\)"),
        (Affine(), NotLinear, r"contains 1, which is free of state and gradient \(test_filter.py:\d+\)"),
        (
            FloatLiteral(),
            InputError,
            r"contains the float 0.5 \(test_filter.py:\d+\); write an exact fraction: x/2, not 0.5\*x",
        ),
        (ZeroDivision(), InputError, r"divides by zero"),
        (Branch(), NotLinear, r"test_filter.py:\d+\) branches on data"),
        (WrongState(), InputError, r"must return a state shaped like init's \(theta\), got \(0, 1\)"),
        (UsesNumpy(), NotLinear, r"use plain operators only"),
        (Typo(), InputError, r"test_filter.py:\d+\).*tehta.*did you mean 'theta'"),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, Optimizer) else "",
)
def test_a_wrong_rule_is_told_what_is_wrong(rule: Optimizer, error: type[Exception], message: str) -> None:
    """The error names the rule, the place and the offending term."""
    with pytest.raises(error, match=message) as caught:
        extract(rule)
    assert type(rule).__name__ in str(caught.value)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: HeavyBall(momentum=1.2), r"HeavyBall: momentum must be in \[0, 1\), got 1.2"),
        (lambda: SGD(learning_rate=0), r"SGD: learning_rate must be in \(0, inf\), got 0"),
        (lambda: SGD(learning_rate=float("nan")), r"got nan"),
        (lambda: SGD(learning_rate=float("inf")), r"must be in \(0, inf\), got inf"),
        (lambda: SGD(learning_rate="fast"), r"got fast"),
        (lambda: Preconditioned(power=np.array([0.5, 2.0])), r"Preconditioned: power must be in \[0, 1\]"),
        (lambda: Averaged(inner=3), r"Averaged: the inner rule must be an optimizer, got 3"),
        (lambda: HeavyBall().set(beta=0.5), r"no hyperparameter 'beta'; it has: learning_rate, momentum"),
        (lambda: hyperparameter("a", above=0, at_least=0), r"give one of above/at_least"),
    ],
)
def test_bad_hyperparameters_are_refused(make, message: str) -> None:  # type: ignore[no-untyped-def]
    """The message says which rule, which hyperparameter, what is allowed and what was given."""
    with pytest.raises(InputError, match=message):
        make()
