"""Schedule-free SGD."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class ScheduleFree(Optimizer):
    """z <- z - alpha g((1 - beta) z + beta x), x <- x + (z - x)/(t + 1)  (Defazio et al. 2024, equations 4 to 6).

    The iterate studied is x. The same numbers as ``optax.contrib.schedule_free_sgd`` with a constant learning rate, read by
    ``schedule_free_eval_params``.
    """

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta", at_least=0, below=1)

    class State(NamedTuple):
        z: Scalar
        x: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, theta)

    def update(self, state: State, gradient: Any, step: Scalar) -> State:  # type: ignore[override]
        g = gradient((1 - self.momentum) * state.z + self.momentum * state.x)
        z = state.z - self.learning_rate * g
        return self.State(z, state.x + (z - state.x) / (step + 1))

    def read(self, state: State) -> Scalar:
        return state.x
