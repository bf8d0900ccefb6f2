"""Lookahead: slow weights that follow a fast rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from theory.errors import InputError
from theory.optimizers.sgd import SGD
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter, require_whole
from theory.rule.repetition import repeated


@dataclass(frozen=True)
class Lookahead(Optimizer):
    """One update is a round: k steps of the inner rule from the slow weights, then slow <- slow + a (fast - slow).

    Zhang, Lucas, Ba and Hinton 2019, algorithm 1; the inner rule keeps its momentum from round to round. The same numbers after
    each round as ``optax.lookahead(inner, sync_period=k, slow_step_size=a)``. The inner rule must have a plain iterate
    ``state.theta``.
    """

    inner: Optimizer = field(default_factory=SGD)
    k: int = 5
    a: Scalar = hyperparameter("a", above=0, at_most=1)

    class State(NamedTuple):
        slow: Scalar
        inner: Any

    def __post_init__(self) -> None:
        super().__post_init__()
        require_whole(self, 1, "k")

    def init(self, theta: Scalar) -> State:
        inner = self.inner.init(theta)
        if not hasattr(inner, "theta"):
            raise InputError(
                f"Lookahead: {self.inner} has no plain iterate state.theta to go on from; wrap it the other way round"
            )
        return self.State(theta, inner)

    def round(self, state: State, gradient: Any, step: Scalar = 0) -> tuple[State, list[Scalar]]:
        """The state after a round, and the fast weights after each of its inner steps."""
        path: list[Scalar] = []

        def inner_step(j: Scalar, inner: Any, minibatch: Any) -> Any:
            following = self.inner.advance(inner, minibatch, self.k * step + j)
            path.append(following.theta)
            return following

        inner = repeated(self.k, inner_step, state.inner._replace(theta=state.slow), gradient)
        slow = state.slow + self.a * (inner.theta - state.slow)
        return self.State(slow, inner._replace(theta=slow)), path

    def update(self, state: State, gradient: Any, step: Scalar = 0) -> State:
        return self.round(state, gradient, step)[0]

    def read(self, state: State) -> Scalar:
        return state.slow
