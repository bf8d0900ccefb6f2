"""The plain average of the iterates of any rule, all of them or the last ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from theory.optimizers.sgd import SGD
from theory.rule.functions import maximum
from theory.rule.optimizer import Optimizer, Scalar, require_whole


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

    def averaged(self, step: Scalar) -> Scalar:
        """How many iterates the mean holds after update number ``step`` (0 for the first)."""
        return step + 1

    def update(self, state: State, gradient: Any, step: Scalar) -> State:  # type: ignore[override]
        inner = self.inner.advance(state.inner, gradient, step)
        return self.State(inner, state.average + (self.inner.read(inner) - state.average) / self.averaged(step))

    def read(self, state: State) -> Scalar:
        return state.average


@dataclass(frozen=True)
class TailAverage(PolyakAverage):
    """The mean of the iterates start + 1, ..., t (Jain et al. 2018b); up to ``start`` the iterate itself.

    The same numbers as SWA begun after ``start`` steps (Izmailov et al. 2018).
    """

    start: int = 10

    def __post_init__(self) -> None:
        super().__post_init__()
        require_whole(self, 0, "start")

    def averaged(self, step: Scalar) -> Scalar:
        return maximum(step - self.start, 0) + 1
