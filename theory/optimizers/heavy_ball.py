"""Momentum in Polyak's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from theory.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class HeavyBall(Optimizer):
    """Momentum SGD: m <- beta m + g, theta <- theta - alpha m  (Zhang et al. 2019, section 3.2).

    The same iterates as ``torch.optim.SGD(lr=alpha, momentum=beta)``.
    """

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        m: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta)

    def update(self, state: State, gradient: Any) -> State:
        m = self.momentum * state.m + gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m, m)
