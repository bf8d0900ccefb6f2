"""A power of the Hessian as preconditioner, under any rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from theory.optimizers.sgd import SGD
from theory.rule.model import ScaledGradient
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class Preconditioned(Optimizer):
    """Any rule fed with P^-1 g, where P = H^p  (Zhang et al. 2019, section 3.3, eq. 8)."""

    inner: Optimizer = field(default_factory=SGD)
    power: Scalar = hyperparameter("p", at_least=0, at_most=1)

    def init(self, theta: Scalar) -> Any:
        return self.inner.init(theta)

    def update(self, state: Any, gradient: Any, step: Scalar = 0) -> Any:
        return self.inner.advance(state, ScaledGradient(gradient, gradient.curvature ** (-self.power)), step)

    def read(self, state: Any) -> Scalar:
        return self.inner.read(state)
