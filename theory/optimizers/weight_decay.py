"""Weight decay added to the gradient of any rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from theory.optimizers.sgd import SGD
from theory.rule.model import DecayedGradient
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class WeightDecay(Optimizer):
    """Any rule fed with g(theta) + lambda theta: an L2 penalty, coupled to the rule's momentum and preconditioner.

    The same as the argument ``weight_decay`` of ``torch.optim.SGD``.
    """

    inner: Optimizer = field(default_factory=SGD)
    weight_decay: Scalar = hyperparameter("lambda", at_least=0)

    def init(self, theta: Scalar) -> Any:
        return self.inner.init(theta)

    def update(self, state: Any, gradient: Any, step: Scalar = 0) -> Any:
        return self.inner.advance(state, DecayedGradient(gradient, self.weight_decay), step)

    def read(self, state: Any) -> Scalar:
        return self.inner.read(state)
