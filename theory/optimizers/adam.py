"""Adam, with PyTorch's conventions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from theory.rule.functions import sqrt
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam (Kingma and Ba 2015, algorithm 1): bias-corrected running means of g and g^2, epsilon outside the root.

    The same iterates as ``torch.optim.Adam(lr, betas=(momentum, second_decay), eps=epsilon)`` and ``optax.adam``. Not linear:
    it can be simulated, not derived. With momentum 0 it is RMSProp with bias correction.
    """

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta_1", at_least=0, below=1)
    second_decay: Scalar = hyperparameter("beta_2", at_least=0, below=1)
    epsilon: Scalar = hyperparameter("epsilon", at_least=0)

    class State(NamedTuple):
        theta: Scalar
        m: Scalar
        v: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta, 0 * theta)

    def update(self, state: State, gradient: Any, step: Scalar) -> State:  # type: ignore[override]
        g = gradient(state.theta)
        m = self.momentum * state.m + (1 - self.momentum) * g
        v = self.second_decay * state.v + (1 - self.second_decay) * g * g
        rate = self.learning_rate / (1 - self.momentum ** (step + 1))
        spread = sqrt(v / (1 - self.second_decay ** (step + 1)))
        return self.State(state.theta - rate * m / (spread + self.epsilon), m, v)
