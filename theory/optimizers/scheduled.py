"""Learning rates that change with the step: warm-up and decay over any rule that has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from theory.errors import InputError
from theory.optimizers.sgd import SGD
from theory.rule.functions import maximum, minimum
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter, require_whole


@dataclass(frozen=True)
class Scheduled(Optimizer):
    """Base of the schedules: the inner rule with its ``learning_rate`` replaced by ``rate(learning_rate, step)``.

    The rate itself changes, not the gradient: under heavy ball the velocity keeps the gradients as they were.
    """

    inner: Optimizer = field(default_factory=SGD)

    def __post_init__(self) -> None:
        super().__post_init__()
        with_rate(self.inner, lambda rate: rate)

    def rate(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        """The learning rate of update number ``step``, 0 for the first."""
        raise NotImplementedError

    def init(self, theta: Scalar) -> Any:
        return self.inner.init(theta)

    def update(self, state: Any, gradient: Any, step: Scalar) -> Any:  # type: ignore[override]
        return with_rate(self.inner, lambda rate: self.rate(rate, step)).advance(state, gradient, step)

    def read(self, state: Any) -> Scalar:
        return self.inner.read(state)


def with_rate(rule: Optimizer, change: Callable[[Scalar], Scalar]) -> Optimizer:
    """A copy of a rule with its learning rate changed, wherever in the composition it stands."""
    copy = object.__new__(type(rule))
    for name, value in vars(rule).items():
        object.__setattr__(copy, name, value)
    if hasattr(rule, "learning_rate"):
        object.__setattr__(copy, "learning_rate", change(rule.learning_rate))
    elif hasattr(rule, "inner"):
        object.__setattr__(copy, "inner", with_rate(rule.inner, change))
    else:
        raise InputError(f"{rule} has no learning_rate, so no schedule applies to it; its gain is its own")
    return copy


@dataclass(frozen=True)
class WarmUp(Scheduled):
    """The learning rate rises as alpha (t + 1)/W over the first W steps and stays (Goyal et al. 2017, section 2.2)."""

    warm_up: int = 10

    def __post_init__(self) -> None:
        super().__post_init__()
        require_whole(self, 1, "warm_up")

    def rate(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        return learning_rate * minimum(step + 1, self.warm_up) / self.warm_up


@dataclass(frozen=True)
class LinearDecay(Scheduled):
    """The learning rate falls as alpha (1 - t/T) to zero at t = T (``optax.linear_schedule(alpha, 0, T)``)."""

    horizon: int = 100

    def __post_init__(self) -> None:
        super().__post_init__()
        require_whole(self, 1, "horizon")

    def rate(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        return learning_rate * maximum(self.horizon - step, 0) / self.horizon


@dataclass(frozen=True)
class InverseTimeDecay(Scheduled):
    """The learning rate falls as alpha/(1 + rho t)  (Robbins and Monro 1951)."""

    decay_rate: Scalar = hyperparameter("rho", at_least=0)

    def rate(self, learning_rate: Scalar, step: Scalar) -> Scalar:
        return learning_rate / (1 + self.decay_rate * step)
