"""Weight decay beside the step of any rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from theory.errors import InputError
from theory.optimizers.sgd import SGD
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class DecoupledWeightDecay(Optimizer):
    """After a step of the inner rule, theta <- theta - rho theta_before  (Loshchilov and Hutter 2019, algorithm 2).

    Over Adam the same iterates as ``torch.optim.AdamW`` with rho = lr * weight_decay. The inner rule must have a plain iterate
    ``state.theta``.
    """

    inner: Optimizer = field(default_factory=SGD)
    shrinkage: Scalar = hyperparameter("rho", at_least=0, below=1)

    def init(self, theta: Scalar) -> Any:
        inner = self.inner.init(theta)
        if not hasattr(inner, "theta"):
            raise InputError(
                f"DecoupledWeightDecay: {self.inner} has no plain iterate state.theta; wrap it the other way round"
            )
        return inner

    def update(self, state: Any, gradient: Any, step: Scalar = 0) -> Any:
        after = self.inner.advance(state, gradient, step)
        return after._replace(theta=after.theta - self.shrinkage * state.theta)

    def read(self, state: Any) -> Scalar:
        return self.inner.read(state)
