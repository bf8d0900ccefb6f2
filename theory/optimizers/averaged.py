"""Exponential moving average of the iterates of any rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from theory.optimizers.sgd import SGD
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class Averaged(Optimizer):
    """EMA: average <- gamma average + (1 - gamma) theta, after each step of the inner rule, started at theta_0.

    Zhang et al. 2019, section 3.4, eq. 11. The average is the iterate whose risk is studied. The same numbers as
    ``torch.optim.swa_utils.AveragedModel`` with ``get_ema_multi_avg_fn(gamma)``.
    """

    slug: ClassVar[str] = "ema"

    inner: Optimizer = field(default_factory=SGD)
    decay: Scalar = hyperparameter("gamma", at_least=0, below=1)

    class State(NamedTuple):
        inner: Any
        average: Scalar

    def init(self, theta: Scalar) -> State:
        inner = self.inner.init(theta)
        return self.State(inner, self.inner.read(inner))

    def update(self, state: State, gradient: Any, step: Scalar = 0) -> State:
        inner = self.inner.advance(state.inner, gradient, step)
        return self.State(inner, self.decay * state.average + (1 - self.decay) * self.inner.read(inner))

    def read(self, state: State) -> Scalar:
        return state.average
