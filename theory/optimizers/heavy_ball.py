"""Momentum in Polyak's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


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


@dataclass(frozen=True)
class VelocityHeavyBall(HeavyBall):
    """The learning rate inside the velocity: v <- beta v - alpha g, theta <- theta + v  (Sutskever et al. 2013, equations 1 and 2).

    The same iterates as ``HeavyBall`` while the learning rate is constant; under a schedule they differ.
    """

    def update(self, state: Any, gradient: Any) -> Any:
        v = self.momentum * state.m - self.learning_rate * gradient(state.theta)
        return self.State(state.theta + v, v)


@dataclass(frozen=True)
class NormalizedHeavyBall(HeavyBall):
    """The velocity a running mean: m <- beta m + (1 - beta) g, theta <- theta - alpha m  (Ma and Yarats 2019, section 2).

    ``HeavyBall`` with learning rate alpha (1 - beta): alpha is the effective learning rate itself.
    """

    def update(self, state: Any, gradient: Any) -> Any:
        m = self.momentum * state.m + (1 - self.momentum) * gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m, m)
