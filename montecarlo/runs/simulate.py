"""Run an update rule on replicates and coordinates and average the risk.

Replicates come in blocks of a size fixed by the problem, each with a random stream of its own, and their risks are added without
rounding: the result depends on the seed alone, whatever the engine's speed, the number of workers or the order of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from montecarlo.engines.noise import Noise
from montecarlo.runs.checkpoint import Checkpoint
from montecarlo.runs.tally import Tally
from montecarlo.runs.trial import Engine, Experiment, Problem, experiment
from theory.errors import InputError
from theory.rule.optimizer import Optimizer
from theory.show import Shown, axes

Array = NDArray[np.float64]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Simulation(Shown):
    """Mean risk and its standard error at each step; arrays of shape (len(steps),).

    ``complete`` is False if the run was interrupted: then ``replicates`` is what was gathered. ``tally`` holds the exact sums:
    runs over different replicates of the same experiment add up.
    """

    steps: tuple[int, ...]
    risk: Array
    standard_error: Array
    replicates: int
    noise: str
    seed: int
    engine: str
    complete: bool
    tally: Tally

    def columns(self) -> dict[str, Any]:
        """Step, mean risk and its standard error."""
        return {"steps": self.steps, "risk": self.risk, "standard_error": self.standard_error}

    def plot(self, ax: Any = None) -> Any:
        """The mean risk with two standard errors on either side; on new axes if none are given. The axes come back."""
        ax = axes(ax)
        ax.errorbar(
            self.steps, self.risk, 2 * self.standard_error, fmt="o", ms=3, label=f"simulated, {self.replicates} runs, 2 s.e."
        )
        ax.set(xlabel="steps", ylabel="risk", yscale="log")
        ax.legend()
        return ax


def simulate(
    optimizer: Optimizer,
    problem: Problem,
    steps: Sequence[int],
    batch_size: float,
    replicates: int = 10_000,
    noise: str | Noise = "gaussian",
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    *,
    engine: Engine = "auto",
    start: str | Noise = "gaussian",
    first: int = 0,
    workers: int = 1,
    checkpoint: str | Path | None = None,
) -> Simulation:
    """Monte Carlo estimate of the expected risk, for any rule, linear or not.

    Parameters
    ----------
    optimizer, problem, steps, batch_size : what to run; a coordinate of multiplicity n is simulated once and weighted.
    replicates : independent runs; memory does not grow with them (a few dozen arrays of 2^14 numbers).
    noise : gaussian, rademacher, uniform, laplace, student-t, table, or a ``Noise``.
    seed : whole number; with it the result is the same bit for bit for any ``workers``.
    progress : called with (done, replicates).
    engine : "numpy", "compiled" (extra ``fast``), "jax" (extra ``jax``; streams of its own), or "auto": compiled where it is
        installed and pays, else numpy. The first two see the same noise and agree to rounding.
    start : law of theta_0, scaled to second moment ``theta0_sq``.
    first : number of the first replicate; runs over different replicates add up to the run over all of them.
    workers : threads (the engines let go of Python's lock).
    checkpoint : file that keeps the sums so far, every two seconds; a run that finds its own file goes on from there, to the
        same bits as if it had never stopped.

    An interruption (Ctrl-C) returns what was gathered, ``complete`` False. Raises ``InputError`` for bad input, hyperparameters
    left symbolic among it.
    """
    if int(replicates) != replicates or replicates < 2:
        raise InputError(f"replicates must be a whole number >= 2, got {replicates}")
    if int(first) != first or first < 0:
        raise InputError(f"first must be a whole number >= 0, got {first}")
    if int(workers) != workers or workers < 1:
        raise InputError(f"workers must be a whole number >= 1, got {workers}")
    setup = experiment(optimizer, problem, steps, batch_size, noise, seed, engine, start, replicates)
    kept = Checkpoint(checkpoint, setup, first) if checkpoint else None
    total, complete = _gather(setup, first, first + replicates, workers, progress, kept)
    return summary(setup, total, steps, complete)


def _gather(
    setup: Experiment,
    first: int,
    last: int,
    workers: int,
    progress: Callable[[int, int], None] | None,
    checkpoint: Checkpoint | None,
) -> tuple[Tally, bool]:
    """The tally of the replicates first, ..., last - 1, and whether it is complete (False after an interruption)."""
    total = checkpoint.tally if checkpoint else Tally.empty(len(setup.steps))
    begin = first + total.count
    if begin > last:
        raise InputError(f"the checkpoint holds {total.count} replicates, more than the {last - first} asked for")
    complete = True
    try:
        for part in each(lambda blocks: setup.partial_tally(blocks, begin, last), setup.groups(begin, last), workers):
            total += part
            if progress:
                progress(total.count, last - first)
            if checkpoint:
                checkpoint.note(total)
    except KeyboardInterrupt:
        if total.count < 2:
            raise
        complete = False
    if checkpoint:
        checkpoint.save(total)
    return total, complete


def each(work: Callable[[Any], Result], blocks: Iterable[Any], workers: int) -> Iterator[Result]:
    """The results of the work on each block, in their order, a bounded number ahead of the reader (threads)."""
    if workers == 1:
        yield from map(work, blocks)
        return
    waiting: list[Any] = []
    with ThreadPoolExecutor(workers) as pool:
        try:
            for block in blocks:
                waiting.append(pool.submit(work, block))
                if len(waiting) > 2 * workers:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            pool.shutdown(cancel_futures=True)


def summary(setup: Experiment, total: Tally, steps: Sequence[int], complete: bool = True) -> Simulation:
    """A tally as a result, steps in the order asked for."""
    order = [setup.steps.index(int(s)) for s in steps]
    engine = "numpy" if setup.engine == "direct" else setup.engine
    mean, error = total.mean()[order], total.standard_error()[order]
    return Simulation(
        tuple(int(s) for s in steps), mean, error, total.count, setup.noise.name, setup.seed, engine, complete, total
    )
