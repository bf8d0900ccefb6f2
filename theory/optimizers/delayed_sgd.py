"""SGD on stale gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter, require_whole


@dataclass(frozen=True)
class DelayedSGD(Optimizer):
    """theta <- theta - alpha g(theta_{t - tau}): asynchronous SGD with a fixed delay  (Stich and Karimireddy 2020, section 3).

    Before the start every iterate is theta_0. ``delay`` is the whole number tau; 0 is SGD.
    """

    slug: ClassVar[str] = "delayed-sgd"

    delay: int = 1
    learning_rate: Scalar = hyperparameter("alpha", above=0)

    class State(NamedTuple):
        theta: Scalar
        past: tuple[Scalar, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        require_whole(self, 0, "delay")

    def init(self, theta: Scalar) -> State:
        return self.State(theta, (theta,) * self.delay)

    def update(self, state: State, gradient: Any) -> State:
        seen = (state.theta,) + state.past
        return self.State(state.theta - self.learning_rate * gradient(seen[-1]), seen[:-1])
