"""Tuned sweeps as tasks: plain data in, plain data out, so that they run anywhere (scale_out)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from derivations.names import files_of, parse_list, parse_optimizer, parse_settings
from derivations.scale_out import Task, run_tasks
from montecarlo.race import race
from nqm import __version__
from numerics.binning import BinnedQuadratic
from numerics.planning import optimal_schedule
from numerics.problem import NoisyQuadratic
from numerics.tuning import Tuned, sweep
from theory.errors import InputError, NotLinear
from theory.filter import extract
from theory.optimizer import Optimizer

SEARCHED: dict[str, Any] = {"exact": False, "optimality": "searched", "fewest_possible": None}
"""What is said of a result whose count is not confirmed and of which nothing is proved (see ``Tuned``)."""

GROUP = 8
"""Batch sizes tuned together: neighbours help each other. Fixed, so that results do not depend on the workers."""


@dataclass(frozen=True)
class ProblemSpec:
    """A problem as the command line describes it.

    A power law with ``dimension`` and ``exponent``; or ``curvatures`` (and ``noise`` variances) as comma-separated text; or a
    ``file``. ``bins`` > 0 puts it into that many bins by ``rule``.
    """

    dimension: int = 10_000
    exponent: float = 1.0
    curvatures: str | None = None
    noise: str | None = None
    file: str | None = None
    bins: int = 0
    rule: str = "gauss"

    def build(self) -> NoisyQuadratic:
        """The problem. Raises ``InputError``."""
        if self.noise is not None and self.curvatures is None:
            raise InputError("--noise-variances needs --curvatures")
        if self.file is not None:
            if self.curvatures is not None:
                raise InputError("give --problem or --curvatures, not both")
            problem = NoisyQuadratic.from_file(self.file)
        elif self.curvatures is not None:
            h = np.array([float(k) for k in parse_list(self.curvatures, "--curvatures")])
            c = h if self.noise is None else np.array([float(k) for k in parse_list(self.noise, "--noise-variances")])
            problem = NoisyQuadratic(h, c)
        else:
            problem = NoisyQuadratic.power_law(self.dimension, self.exponent)
        return problem.binned(self.bins, self.rule) if self.bins else problem

    def __str__(self) -> str:
        if self.file is not None:
            text = self.file
        elif self.curvatures is not None:
            text = f"curvatures {self.curvatures}" + ("" if self.noise is None else f", noise {self.noise}")
        else:
            law = "1/i" if self.exponent == 1 else f"i^-{self.exponent:g}"
            text = f"h_i = {law}, d = {self.dimension}"
        return text + (f", {self.bins} bins ({self.rule})" if self.bins else "")


PAPER = ProblemSpec(bins=100, rule="lower-edge")
"""The problem of the paper's figures: h = 1/i, d = 10^4, C = H, 100 lower-edge bins."""


def identity(optimizer: str, problem: ProblemSpec) -> dict[str, Any]:
    """What decides on a result besides the command: the version, and the content of the user's files."""
    files = [*files_of(optimizer), *([Path(problem.file)] if problem.file else [])]
    return {
        "version": __version__,
        "files": [hashlib.sha256(f.read_bytes()).hexdigest()[:16] for f in files if f.is_file()],
        "optimizer": optimizer,
        "problem": asdict(problem),
    }


def sweep_tasks(
    optimizer: str,
    settings: Sequence[str],
    problem: ProblemSpec,
    batch_sizes: Sequence[float],
    target: float,
    group: int = GROUP,
    binning_error: bool = True,
) -> list[Task]:
    """The tasks of one curve, a group of batch sizes each; ``binning_error`` asks for its bound at each result.

    A rule that is not linear is raced by simulation, a task each batch size.
    """
    sizes = sorted(set(batch_sizes))
    kind = "sweep"
    if not is_linear(parse_optimizer(optimizer)):
        kind, group = "race", 1
    return [
        {
            **identity(optimizer, problem),
            "kind": kind,
            "settings": list(settings),
            "batch_sizes": [_plain(b) for b in sizes[k : k + group]],
            "target": target,
            "binning_error": binning_error,
        }
        for k in range(0, len(sizes), group)
    ]


def schedule_task(
    optimizer: str, settings: Sequence[str], problem: ProblemSpec, batch_size: float, target: float, pieces: int = 50
) -> Task:
    """The task of one optimal schedule."""
    return {
        **identity(optimizer, problem),
        "kind": "schedule",
        "settings": list(settings),
        "batch_size": _plain(batch_size),
        "target": target,
        "pieces": pieces,
    }


def perform(task: Task, progress: Callable[[str], None] | None = None) -> Any:
    """Run one task; JSON in, JSON out. ``progress`` is told what a search is at."""
    optimizer = parse_settings(parse_optimizer(task["optimizer"]), task["settings"])
    problem = ProblemSpec(**task["problem"]).build()
    if task["kind"] == "schedule":
        s = optimal_schedule(optimizer, problem, float(task["batch_size"]), task["target"], task["pieces"])
        values = {n: [float(f"{x:.6g}") for x in v] for n, v in s.values.items()}
        return {"batch_size": task["batch_size"], "steps": s.steps, "lengths": s.lengths.tolist(), "values": values}
    sizes = [float(b) for b in task["batch_sizes"]]
    if task["kind"] == "race":
        return [_race(task["optimizer"], optimizer, problem, b, task["target"], progress) for b in sizes]
    tuned = sweep(optimizer, problem, sizes, task["target"])
    return [row(task["optimizer"], problem, t, task["target"], task["binning_error"]) for t in tuned]


def row(name: str, problem: NoisyQuadratic, tuned: Tuned, target: float, bound: bool) -> dict[str, Any]:
    """A tuned result as JSON, with the error of binning at its steps where the problem is binned."""
    binning = None
    if bound and isinstance(problem, BinnedQuadratic) and tuned.optimizer is not None and tuned.steps is not None:
        binning = float(problem.error_bound(tuned.optimizer, [tuned.steps], tuned.batch_size)[0])
    return {
        "optimizer": name,
        "batch_size": _plain(tuned.batch_size),
        "steps": tuned.steps,
        "examples": None if tuned.examples is None or np.isinf(tuned.examples) else tuned.examples,
        "hyperparameters": tuned.hyperparameters,
        "exact": tuned.exact,
        "optimality": tuned.optimality,
        "fewest_possible": _plain(tuned.fewest_possible),
        "target": target,
        "binning_error": binning,
    }


def is_linear(optimizer: Optimizer) -> bool:
    """Whether the rule has an exact theory (it may vary with time)."""
    try:
        extract(optimizer.symbolic())
    except NotLinear:
        return False
    return True


def _race(
    name: str,
    optimizer: Optimizer,
    problem: NoisyQuadratic,
    batch_size: float,
    target: float,
    progress: Callable[[str], None] | None,
) -> dict[str, Any]:
    """Tune by simulation. JSON of the form of ``row``, with what was searched; nothing about it is exact."""

    def say(tried: int) -> None:
        if progress:
            progress(f"{name}, B = {batch_size:g}: {tried} settings simulated")

    found = race(optimizer, problem, batch_size, target, progress=say)
    steps = None if found.steps is None else math.ceil(found.steps)
    return {
        "optimizer": name,
        "batch_size": _plain(batch_size),
        "steps": steps,
        "examples": None if steps is None or np.isinf(batch_size) else steps * batch_size,
        "hyperparameters": found.hyperparameters,
        **SEARCHED,
        "target": target,
        "binning_error": None,
        "settings_tried": found.tried,
        "searched": {k: list(ends) for k, ends in found.searched.items()},
        "at_end_of_search": list(found.at_end),
    }


def _plain(size: float) -> float | str:
    return "inf" if np.isinf(size) else float(size)


def run_curves(
    curves: Sequence[Sequence[Task]],
    workers: int,
    dask: str | None,
    resume: str | None,
    progress: Callable[[int, int], None] | None = None,
    detail: Callable[[str], None] | None = None,
) -> list[list[Any]]:
    """All tasks of several curves at once; the rows of each curve. ``detail`` is told what a task in this process is at."""
    flat = [task for curve in curves for task in curve]
    work = partial(perform, progress=detail) if workers == 1 and dask is None else perform
    results = iter(run_tasks(work, flat, workers, dask, resume, progress))
    return [
        [r for part in (next(results) for _ in curve) for r in (part if isinstance(part, list) else [part])] for curve in curves
    ]
