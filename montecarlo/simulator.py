"""Run an update rule on arrays of replicates and coordinates and average the risk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from montecarlo.noise import sampler
from theory.errors import InputError
from theory.model import Gradient
from theory.optimizer import Optimizer

Array = NDArray[np.float64]
BLOCK = 1 << 16  # numbers in one array of a block: the state of a block stays in cache


class Problem(Protocol):
    """What the simulator needs of a problem: arrays of shape (d,)."""

    @property
    def h(self) -> Array:
        """Curvatures."""
        ...

    @property
    def c(self) -> Array:
        """Noise variances of one example."""
        ...

    @property
    def theta0_sq(self) -> Array:
        """Second moments at the start."""
        ...

    @property
    def counts(self) -> Array:
        """Multiplicities."""
        ...


@dataclass(frozen=True)
class Simulation:
    """Mean risk and its standard error at each step; arrays of shape (len(steps),)."""

    steps: tuple[int, ...]
    risk: Array
    standard_error: Array
    replicates: int
    noise: str
    seed: int


def simulate(
    optimizer: Optimizer,
    problem: Problem,
    steps: Sequence[int],
    batch_size: float,
    replicates: int = 10_000,
    noise: str = "gaussian",
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Simulation:
    """Monte Carlo estimate of the expected risk, for any rule, linear or not.

    Replicates are run in blocks of fixed size, each with its own seed sequence, so the memory is flat in ``replicates``
    (a few dozen arrays of 2^16 numbers, or of d if that is more) and the result depends on ``seed`` alone. A coordinate
    of multiplicity n is simulated once and weighted. The start is Gaussian with variance ``theta0_sq``.

    Raises ``InputError`` for bad input, hyperparameters left symbolic among it.
    """
    wanted = sorted({int(s) for s in steps})
    if not wanted or wanted[0] < 0 or any(int(s) != s for s in steps):
        raise InputError(f"steps must be whole numbers >= 0, got {list(steps)}")
    if not batch_size > 0:
        raise InputError(f"batch_size must be > 0, got {batch_size}")
    if int(replicates) != replicates or replicates < 2:
        raise InputError(f"replicates must be a whole number >= 2, got {replicates}")
    unset = [name for name, value in optimizer.hyperparameters().items() if getattr(value, "free_symbols", None)]
    if unset:
        raise InputError(f"{optimizer}: {unset[0]} is not set; give it a number, e.g. {unset[0]}=0.1")
    optimizer = optimizer.mapped(float)
    draw = sampler(noise)
    size = max(1, BLOCK // len(problem.h))
    count, mean, spread = 0, np.zeros(len(wanted)), np.zeros(len(wanted))
    for block, first in enumerate(range(0, replicates, size)):
        rows = min(size, replicates - first)
        rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(block,))))
        sample = _run_block(optimizer, problem, wanted, batch_size, rows, rng, draw)
        # Merge means and sums of squared deviations (Chan, Golub, LeVeque 1983): no cancellation.
        total = count + rows
        with np.errstate(invalid="ignore", over="ignore"):  # a diverging rule: infinities
            block_mean = sample.mean(axis=0)
            shift = block_mean - mean
            spread = spread + ((sample - block_mean) ** 2).sum(axis=0) + shift**2 * (count * rows / total)
            mean = mean + shift * (rows / total)
        count = total
        if progress:
            progress(count, replicates)
    mean, spread = (np.where(np.isfinite(part), part, np.inf) for part in (mean, spread))
    error = np.sqrt(spread / (count - 1) / count)
    order = [wanted.index(int(s)) for s in steps]
    return Simulation(tuple(int(s) for s in steps), mean[order], error[order], count, noise, seed)


def _run_block(
    optimizer: Optimizer,
    problem: Problem,
    steps: list[int],
    batch_size: float,
    rows: int,
    rng: np.random.Generator,
    draw: Any,
) -> Array:
    """Risk of each replicate at each step, shape (rows, len(steps))."""
    shape = (rows, len(problem.h))
    scale = np.sqrt(problem.c / batch_size)
    silent = not np.any(scale)

    def minibatch() -> Array | float:
        return 0.0 if silent else scale * draw(rng, shape)

    weight = problem.counts * problem.h / 2
    start = np.sqrt(problem.theta0_sq) * rng.standard_normal(shape)
    state = optimizer.init(start)
    risks = np.empty((rows, len(steps)))
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(steps[-1] + 1):
            if k in steps:
                risks[:, steps.index(k)] = np.square(optimizer.read(state)) @ weight
            if k < steps[-1]:
                state = optimizer.advance(state, Gradient(problem.h, minibatch), k)
    return np.nan_to_num(risks, nan=np.inf, posinf=np.inf)
