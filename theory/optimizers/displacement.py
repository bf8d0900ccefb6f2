"""How far an iterate has moved from its start: a rule whose iterate is theta_t - theta_0.

Everything that holds of linear rules then holds of the displacement: exact moments, intervals, simulation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from theory.optimizers.sgd import SGD
from theory.rule.optimizer import Optimizer, Scalar


@dataclass(frozen=True)
class Displacement(Optimizer):
    """Runs ``inner`` and reads off theta_t - theta_0 (Hoffer et al. 2017, section 4, measure the norm of this vector)."""

    inner: Optimizer = field(default_factory=SGD)

    class State(NamedTuple):
        """The inner rule's state, and where it began."""

        inner: Any
        start: Scalar

    def init(self, theta: Scalar) -> State:
        """Start the inner rule."""
        return self.State(self.inner.init(theta), theta)

    def update(self, state: State, gradient: Any, step: Scalar = 0) -> State:
        """One update of the inner rule."""
        return self.State(self.inner.advance(state.inner, gradient, step), state.start)

    def read(self, state: State) -> Scalar:
        """theta_t - theta_0."""
        return self.inner.read(state.inner) - state.start
