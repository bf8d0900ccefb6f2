"""Training for real: the library's update rules on a model's minibatch gradients, many settings at once, raced to a target."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from derivations.studies.digits.models import Model
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter

Array = NDArray[Any]
LOST = 3.0  # a setting whose mean loss is so many times the first one is given up
PATIENCE = 2.0  # times the steps of the first setting at the target, after which slower ones are no longer waited for
REFRESH = 10  # steps, and share of the steps taken, between two evaluations of the Fisher information


class Curvature:
    """A symmetric positive matrix whose powers multiply rows of numbers; stands where a rule expects h."""

    __array_ufunc__ = None

    def __init__(self, values: Array, basis: Array) -> None:
        self.values, self.basis = values, basis
        self._powers: dict[float, Array] = {}

    def __pow__(self, power: Any) -> Applied:
        key = float(power)
        if key not in self._powers:
            self._powers[key] = (self.basis * self.values**key) @ self.basis.T
        return Applied(self._powers[key])


class Applied:
    """A matrix that multiplies from the left the rows of what it is multiplied by."""

    __array_ufunc__ = None

    def __init__(self, matrix: Array) -> None:
        self.matrix = matrix

    def __mul__(self, rows: Array) -> Array:
        return rows @ self.matrix


class Minibatch:
    """The oracle of real training: ``gradient(theta)`` of (runs, parameters) on one minibatch a run, drawn with replacement
    (an infinite batch size: on all examples).

    ``curvature`` is the Hessian at the minimum, for preconditioned rules; ``natural(theta)`` solves with the Fisher information
    of the current point, evaluated anew after 10 steps, later after a tenth of the steps taken.
    """

    def __init__(
        self, model: Model, batch_size: float, runs: int, rng: np.random.Generator, curvature: Curvature | None
    ) -> None:
        self.model, self.batch_size, self.runs, self.rng, self.curvature = model, batch_size, runs, rng, curvature
        self._factors: list[Any] = []
        self._age, self._steps = 0, -1
        self.rows: NDArray[np.intp] | None = None
        self.draw()

    def draw(self) -> None:
        """Take the next minibatch of every run."""
        if math.isfinite(self.batch_size):
            self.rows = self.rng.integers(0, self.model.examples, (self.runs, int(self.batch_size)))
        self._age, self._steps = self._age + 1, self._steps + 1

    def keep(self, runs: NDArray[np.bool_]) -> None:
        """Go on with some of the runs."""
        self.runs = int(np.count_nonzero(runs))
        self.rows = None if self.rows is None else self.rows[runs]
        self._factors = [f for f, wanted in zip(self._factors, runs, strict=True) if wanted] if self._factors else []

    def __call__(self, theta: Array) -> Array:
        """The gradient at ``theta`` on the minibatches."""
        return self.model.gradients(theta, self.rows)

    def fresh(self) -> Minibatch:
        """The same model on new minibatches."""
        return Minibatch(self.model, self.batch_size, self.runs, self.rng, self.curvature)

    def natural(self, theta: Array) -> Array:
        """The natural gradient (Amari 1998) on the minibatch."""
        if not self._factors or self._age >= max(REFRESH, self._steps // REFRESH):
            self._factors, self._age = [cho_factor(f, check_finite=False) for f in self.model.fisher(theta)], 0
        g = self(theta)
        return np.stack([cho_solve(f, row, check_finite=False) for f, row in zip(self._factors, g, strict=True)])


@dataclass(frozen=True)
class NaturalGradient(Optimizer):
    """theta <- theta - alpha F(theta)^-1 g, F the exact Fisher information (Amari 1998): what K-FAC approximates."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)

    class State(NamedTuple):
        """The iterate."""

        theta: Scalar

    def init(self, theta: Scalar) -> State:
        """Start."""
        return self.State(theta)

    def update(self, state: State, gradient: Any) -> State:
        """One natural gradient step."""
        return self.State(state.theta - self.learning_rate * gradient.natural(state.theta))


def run_settings(
    model: Model,
    optimizer: Optimizer,
    settings: Mapping[str, Sequence[float]],
    batch_size: float,
    target: float,
    seeds: int,
    limit: int,
    first_seed: int,
    curvature: Curvature | None = None,
    enough: int = 1,
    ratio: float = 1.03,
) -> Array:
    """Train every setting from the model's start until ``enough`` of them are at the target, or the others are hopelessly late.

    Returns the first look at which the mean loss over the seeds is at the target, a number a setting (infinite if not reached).

    settings : hyperparameter name to values, all of one length.
    target : loss on all examples.
    limit : steps.
    ratio : of neighbouring steps at which the loss is looked at (whole numbers, so every step at first).
    """
    count = len(next(iter(settings.values())))
    owner = np.repeat(np.arange(count), seeds)
    rng = np.random.default_rng([first_seed, int(min(batch_size, 2**31))])
    kind = model.inputs.dtype
    live = np.ones(count * seeds, dtype=bool)

    def build(runs: NDArray[np.bool_]) -> Optimizer:
        return optimizer.set(**{n: np.asarray(v)[owner[runs]].astype(kind)[:, None] for n, v in settings.items()})

    steps = np.full(count, math.inf)
    rule = build(live)
    oracle = Minibatch(model, batch_size, len(owner), rng, curvature)
    state: Any = rule.init(np.repeat(model.start[None].astype(kind), len(owner), axis=0))
    initial = float(model.losses(model.start[None].astype(kind))[0])
    look = 1
    for t in range(1, limit + 1):
        state = rule.advance(state, oracle, t - 1)
        oracle.draw()
        if t < look:
            continue
        look = max(t + 1, int(t * ratio))
        losses = np.full(len(owner), math.nan)
        losses[live] = model.losses(rule.read(state))
        table = losses.reshape(count, seeds)
        with np.errstate(invalid="ignore"):
            mean = table.mean(axis=1)
            steps = np.where(np.isinf(steps) & (mean <= target), t, steps)
            racing = np.isinf(steps) & (mean < LOST * initial)
        if not racing.any() or np.count_nonzero(np.isfinite(steps)) >= enough or t >= PATIENCE * steps.min():
            break
        left = racing[owner]
        if left.sum() < live.sum():
            chosen = left[live]
            state = _selected(state, chosen)
            oracle.keep(chosen)
            live = left
            rule = build(live)
    return np.asarray(steps)


def _selected(state: Any, runs: NDArray[np.bool_]) -> Any:
    """The state of some of the runs; states may be nested."""
    if isinstance(state, tuple):
        return type(state)(*(_selected(part, runs) for part in state))
    return state[runs]


def mean_losses(
    model: Model, optimizer: Optimizer, begin: Array, batch_size: int, steps: Sequence[int], runs: int, seed: int
) -> list[tuple[float, float]]:
    """Mean loss over the runs and its standard error at each step (increasing), all runs begun at ``begin`` (parameters,)."""
    oracle = Minibatch(model, batch_size, runs, np.random.default_rng(seed), None)
    state: Any = optimizer.init(np.repeat(begin[None].astype(model.inputs.dtype), runs, axis=0))
    found = []
    for t in range(1, max(steps) + 1):
        state = optimizer.advance(state, oracle, t - 1)
        oracle.draw()
        if t in steps:
            losses = model.losses(optimizer.read(state)).astype(float)
            found.append((float(losses.mean()), float(losses.std(ddof=1) / math.sqrt(runs))))
    return found
