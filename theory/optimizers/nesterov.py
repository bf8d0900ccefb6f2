"""Nesterov's momentum, read at either of its two points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """v <- beta v - alpha g(theta + beta v), theta <- theta + v  (Nesterov 1983, in the form of Sutskever et al. 2013).

    PyTorch's iterate is another point of the same path: see ``NesterovLookahead``.
    """

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        v: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta)

    def update(self, state: State, gradient: Any) -> State:
        v = self.momentum * state.v - self.learning_rate * gradient(state.theta + self.momentum * state.v)
        return self.State(state.theta + v, v)


@dataclass(frozen=True)
class NesterovLookahead(Nesterov):
    """The same rule read at the look-ahead point theta + beta v, where the gradient is taken.

    The same iterates as ``torch.optim.SGD(lr=alpha, momentum=beta, nesterov=True)`` and ``optax.sgd(..., nesterov=True)``.
    """

    def read(self, state: Any) -> Scalar:
        return state.theta + self.momentum * state.v
