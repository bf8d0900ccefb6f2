"""The inside of a round: what a worker, or the fast weights, look like between two meetings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from theory.errors import InputError
from theory.optimizers.lookahead import Lookahead
from theory.rule.optimizer import Optimizer, Scalar, require_whole


@dataclass(frozen=True)
class InsideRound(Optimizer):
    """A rule in rounds, read ``after`` inner steps of the round that has just ended: Lookahead's fast weights, or one worker's iterate.

    At t = 0 it is the start; after update t + 1 it shows the inside of the round that began at t.
    """

    inner: Optimizer = field(default_factory=Lookahead)
    after: int = 1

    class State(NamedTuple):
        inner: Any
        seen: Scalar

    def __post_init__(self) -> None:
        super().__post_init__()
        require_whole(self, 1, "after")
        if not hasattr(self.inner, "round"):
            raise InputError(f"InsideRound: {self.inner} does not work in rounds; Lookahead, LocalSGD and DiLoCo do")
        steps = max(getattr(self.inner, name, 1) for name in ("k", "local_steps"))
        if self.after > steps:
            raise InputError(f"InsideRound: a round of {self.inner} has {steps} inner steps, got after = {self.after}")

    def init(self, theta: Scalar) -> State:
        inner = self.inner.init(theta)
        return self.State(inner, self.inner.read(inner))

    def update(self, state: State, gradient: Any, step: Scalar = 0) -> State:
        following, path = self.inner.round(state.inner, gradient, step)  # type: ignore[attr-defined]
        return self.State(following, path[self.after - 1])

    def read(self, state: State) -> Scalar:
        return state.seen
