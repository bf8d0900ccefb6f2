"""Local SGD and DiLoCo: workers that meet every few steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from theory.rule.optimizer import Optimizer, Scalar, hyperparameter, require_whole
from theory.rule.repetition import repeated


def _local_steps(theta: Scalar, gradient: Any, workers: int, steps: int, learning_rate: Scalar) -> tuple[Scalar, list[Scalar]]:
    """The mean of the workers' iterates after their local steps from theta, every step on a minibatch of its own.

    Beside it the first worker's iterates, one a local step.
    """
    paths: list[list[Scalar]] = []

    def local_step(_: Scalar, local: Scalar, minibatch: Any) -> Scalar:
        following = local - learning_rate * minibatch(local)
        paths[-1].append(following)
        return following

    def worker(_: Scalar, total: Scalar, minibatch: Any) -> Scalar:
        paths.append([])
        return total + repeated(steps, local_step, theta, minibatch)

    return repeated(workers, worker, 0, gradient) / workers, paths[0]


@dataclass(frozen=True)
class LocalSGD(Optimizer):
    """One update is a round: M workers take K steps of SGD each from the mean, then average  (Stich 2019, algorithm 1)."""

    slug: ClassVar[str] = "local-sgd"

    workers: int = 2
    local_steps: int = 2
    learning_rate: Scalar = hyperparameter("alpha", above=0)

    class State(NamedTuple):
        theta: Scalar

    def __post_init__(self) -> None:
        super().__post_init__()
        require_whole(self, 1, "workers", "local_steps")

    def init(self, theta: Scalar) -> State:
        return self.State(theta)

    def round(self, state: State, gradient: Any, step: Scalar = 0) -> tuple[State, list[Scalar]]:
        """The state after a round, and the first worker's own iterates within it."""
        mean, path = _local_steps(state.theta, gradient, self.workers, self.local_steps, self.learning_rate)
        return self.State(mean), path

    def update(self, state: State, gradient: Any) -> State:
        return self.round(state, gradient)[0]


@dataclass(frozen=True)
class DiLoCo(Optimizer):
    """Local SGD whose mean progress is a gradient for heavy ball  (Douillard et al. 2023, algorithm 1, with SGD inside).

    One update is a round: Delta = theta - mean of the workers, m <- mu m + Delta, theta <- theta - eta m.
    """

    slug: ClassVar[str] = "diloco"

    workers: int = 2
    local_steps: int = 2
    learning_rate: Scalar = hyperparameter("alpha", above=0)
    outer_learning_rate: Scalar = hyperparameter("eta", above=0)
    outer_momentum: Scalar = hyperparameter("mu", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        m: Scalar

    def __post_init__(self) -> None:
        super().__post_init__()
        require_whole(self, 1, "workers", "local_steps")

    def init(self, theta: Scalar) -> State:
        return self.State(theta, 0 * theta)

    def moved(self, state: State, progress: Scalar) -> State:
        """The outer step from the mean progress of the workers."""
        m = self.outer_momentum * state.m + progress
        return self.State(state.theta - self.outer_learning_rate * m, m)

    def round(self, state: State, gradient: Any, step: Scalar = 0) -> tuple[State, list[Scalar]]:
        """The state after a round, and the first worker's own iterates within it."""
        mean, path = _local_steps(state.theta, gradient, self.workers, self.local_steps, self.learning_rate)
        return self.moved(state, state.theta - mean), path

    def update(self, state: State, gradient: Any) -> State:
        return self.round(state, gradient)[0]


@dataclass(frozen=True)
class DiLoCoNesterov(DiLoCo):
    """DiLoCo with Nesterov's outer momentum: theta <- theta - eta (Delta + mu m), as PyTorch's SGD does it."""

    slug: ClassVar[str] = "diloco-nesterov"

    def moved(self, state: Any, progress: Scalar) -> Any:
        m = self.outer_momentum * state.m + progress
        return self.State(state.theta - self.outer_learning_rate * (progress + self.outer_momentum * m), m)
