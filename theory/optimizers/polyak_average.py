"""The plain average of the iterates of any rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from theory.optimizer import Optimizer, Scalar
from theory.optimizers.sgd import SGD


@dataclass(frozen=True)
class PolyakAverage(Optimizer):
    """The mean of the iterates 1, ..., t of the inner rule (Polyak and Juditsky 1992); theta_0 at t = 0.

    The same numbers as ``torch.optim.swa_utils.AveragedModel`` with its default average (SWA), updated after every step.
    """

    inner: Optimizer = field(default_factory=SGD)

    class State(NamedTuple):
        inner: Any
        average: Scalar

    def init(self, theta: Scalar) -> State:
        inner = self.inner.init(theta)
        return self.State(inner, self.inner.read(inner))

    def update(self, state: State, gradient: Any, step: Scalar) -> State:  # type: ignore[override]
        inner = self.inner.advance(state.inner, gradient, step)
        return self.State(inner, state.average + (self.inner.read(inner) - state.average) / (step + 1))

    def read(self, state: State) -> Scalar:
        return state.average
