"""PyTorch's dampened momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class DampenedHeavyBall(Optimizer):
    """m <- beta m + (1 - tau) g, theta <- theta - alpha m, except that the first step sets m = g, without dampening.

    The same iterates as ``torch.optim.SGD(lr=alpha, momentum=beta, dampening=tau)``. The exception makes the rule time-varying;
    after the first step it is ``HeavyBall`` with learning rate alpha (1 - tau).
    """

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta", at_least=0, below=1)
    dampening: Scalar = hyperparameter("tau", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        m: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta)

    def update(self, state: State, gradient: Any, step: Scalar) -> State:  # type: ignore[override]
        damped = self.dampening * (1 - 0**step)  # 0^0 = 1: none at the first step
        m = self.momentum * state.m + (1 - damped) * gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m, m)
