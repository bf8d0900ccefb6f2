"""Accelerated SGD."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class AcceleratedSGD(Optimizer):
    """y = a x + (1 - a) v, x <- y - delta g(y), v <- b y + (1 - b) v - gamma g(y)  (Jain et al. 2018, algorithm 1).

    The iterate is x; ``learning_rate`` is the short step delta, ``long_step`` gamma. Kidambi et al. 2018 set the four from three
    numbers (long step, advantage, statistical gain).
    """

    slug: ClassVar[str] = "accelerated-sgd"

    learning_rate: Scalar = hyperparameter("delta", above=0)
    long_step: Scalar = hyperparameter("gamma", above=0)
    mixing: Scalar = hyperparameter("a", at_least=0, at_most=1)
    forgetting: Scalar = hyperparameter("b", at_least=0, at_most=1)

    class State(NamedTuple):
        x: Scalar
        v: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, theta)

    def update(self, state: State, gradient: Any) -> State:
        y = self.mixing * state.x + (1 - self.mixing) * state.v
        g = gradient(y)
        v = self.forgetting * y + (1 - self.forgetting) * state.v - self.long_step * g
        return self.State(y - self.learning_rate * g, v)

    def read(self, state: State) -> Scalar:
        return state.x


@dataclass(frozen=True)
class AcceleratedSGDLookahead(AcceleratedSGD):
    """The same rule read at y, where the gradient is taken (there QHM can be the same rule; at x it cannot)."""

    slug: ClassVar[str] = "accelerated-sgd-lookahead"

    def read(self, state: Any) -> Scalar:
        return self.mixing * state.x + (1 - self.mixing) * state.v
