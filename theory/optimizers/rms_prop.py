"""RMSProp, plain and with momentum, with PyTorch's conventions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from theory.rule.functions import sqrt
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """RMSProp (Tieleman and Hinton 2012): g over the root of its running mean square, no bias correction.

    v <- a v + (1 - a) g^2, b <- mu b + g/(sqrt(v) + epsilon), theta <- theta - alpha b: the same iterates as
    ``torch.optim.RMSprop(lr, alpha=second_decay, eps=epsilon, momentum=momentum)``. (optax puts epsilon inside the root by
    default; ``optax.rmsprop(..., eps_in_sqrt=False)`` does not.)
    """

    slug: ClassVar[str] = "rmsprop"

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    second_decay: Scalar = hyperparameter("a", at_least=0, below=1)
    momentum: Scalar = hyperparameter("mu", at_least=0, below=1)
    epsilon: Scalar = hyperparameter("epsilon", at_least=0)

    class State(NamedTuple):
        theta: Scalar
        v: Scalar
        b: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta, 0 * theta)

    def update(self, state: State, gradient: Any) -> State:
        g = gradient(state.theta)
        v = self.second_decay * state.v + (1 - self.second_decay) * g * g
        b = self.momentum * state.b + g / (sqrt(v) + self.epsilon)
        return self.State(state.theta - self.learning_rate * b, v, b)
