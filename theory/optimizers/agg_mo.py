"""Aggregated momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter, require_whole


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


@dataclass(frozen=True)
class ExponentialAggMo(Optimizer):
    """Any number K of velocities with beta_k = 1 - a^k, k = 0, ..., K - 1, averaged  (Lucas et al. 2019, section 3.1).

    The paper's default is a = 1/10 and K = 3.
    """

    slug: ClassVar[str] = "exponential-agg-mo"

    velocities: int = 3
    learning_rate: Scalar = hyperparameter("alpha", above=0)
    damping: Scalar = hyperparameter("a", above=0, at_most=1)

    class State(NamedTuple):
        theta: Scalar
        v: tuple[Scalar, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        require_whole(self, 1, "velocities")

    def init(self, theta: Scalar) -> State:
        return self.State(theta, (0 * theta,) * self.velocities)

    def update(self, state: State, gradient: Any) -> State:
        g = gradient(state.theta)
        v = tuple((1 - self.damping**k) * v + g for k, v in enumerate(state.v))
        return self.State(state.theta - self.learning_rate * sum(v[1:], v[0]) / self.velocities, v)
