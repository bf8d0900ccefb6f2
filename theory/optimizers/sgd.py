"""Stochastic gradient descent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class SGD(Optimizer):
    """Plain SGD: theta <- theta - alpha g  (Zhang et al. 2019, section 3.1, eq. 2)."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)

    class State(NamedTuple):
        theta: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta)

    def update(self, state: State, gradient: Any) -> State:
        return self.State(state.theta - self.learning_rate * gradient(state.theta))
