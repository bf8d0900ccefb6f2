"""Aggregated momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from theory.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class AggMo(Optimizer):
    """v_k <- beta_k v_k + g, theta <- theta - alpha (v_1 + v_2)/2: two velocities  (Lucas et al. 2019, equation 2, K = 2)."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta_1", at_least=0, below=1)
    second_momentum: Scalar = hyperparameter("beta_2", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        v: Scalar
        w: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta, 0 * theta)

    def update(self, state: State, gradient: Any) -> State:
        g = gradient(state.theta)
        v, w = self.momentum * state.v + g, self.second_momentum * state.w + g
        return self.State(state.theta - self.learning_rate * (v + w) / 2, v, w)
