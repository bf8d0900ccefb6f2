"""Sign descent, plain and with momentum, and Lion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from theory.rule.functions import sign
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class SignSGD(Optimizer):
    """m <- beta m + (1 - beta) g, theta <- theta - alpha sign(m); momentum 0 is signSGD, else Signum.

    Bernstein et al. 2018, algorithms 1 and 2. sign(0) = 0. The same iterates as ``optax.sign_sgd`` (momentum 0).
    """

    slug: ClassVar[str] = "sign-sgd"

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        m: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta)

    def update(self, state: State, gradient: Any) -> State:
        m = self.momentum * state.m + (1 - self.momentum) * gradient(state.theta)
        return self.State(state.theta - self.learning_rate * sign(m), m)


@dataclass(frozen=True)
class Lion(Optimizer):
    """theta <- theta - alpha sign(beta_1 m + (1 - beta_1) g), m <- beta_2 m + (1 - beta_2) g  (Chen et al. 2023, algorithm 2).

    The same iterates as ``optax.lion(weight_decay=0)``; with beta_1 = beta_2 it is ``SignSGD``.
    """

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta_1", at_least=0, below=1)
    memory: Scalar = hyperparameter("beta_2", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        m: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta)

    def update(self, state: State, gradient: Any) -> State:
        g = gradient(state.theta)
        ahead = self.momentum * state.m + (1 - self.momentum) * g
        return self.State(state.theta - self.learning_rate * sign(ahead), self.memory * state.m + (1 - self.memory) * g)
