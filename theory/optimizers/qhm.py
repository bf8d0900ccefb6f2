"""Quasi-hyperbolic momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class QHM(Optimizer):
    """d <- beta d + (1 - beta) g, theta <- theta - alpha [(1 - nu) g + nu d]  (Ma and Yarats 2019, equations 2 and 3).

    nu = 0 is SGD, nu = 1 heavy ball with learning rate alpha (1 - beta), nu = beta Nesterov's look-ahead point with the same.
    """

    slug: ClassVar[str] = "qhm"

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta", at_least=0, below=1)
    discount: Scalar = hyperparameter("nu", at_least=0, at_most=1)

    class State(NamedTuple):
        theta: Scalar
        d: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta)

    def update(self, state: State, gradient: Any) -> State:
        g = gradient(state.theta)
        d = self.momentum * state.d + (1 - self.momentum) * g
        return self.State(state.theta - self.learning_rate * ((1 - self.discount) * g + self.discount * d), d)
