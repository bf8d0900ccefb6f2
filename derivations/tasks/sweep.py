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

from derivations.inputs.names import files_of, parse_list, parse_optimizer, parse_settings
from derivations.tasks.run import Task, are_amounts, is_amount, is_count, resumable, run_tasks
from montecarlo.tuning.race import race
from numerics.problem.noisy_quadratic import BinnedQuadratic, NoisyQuadratic
from numerics.schedules.optimal import optimal_schedule
from numerics.tuning.tune import Tuned, sweep
from theory.errors import InputError
from theory.rule.filter import is_linear
from theory.rule.optimizer import Optimizer
from theory.version import __version__

SEARCHED: dict[str, Any] = {"exact": False, "optimality": "searched", "fewest_possible": None}
"""What is said of a result whose count is not confirmed and of which nothing is proved (see ``Tuned``)."""

ROW = ("optimizer", "batch_size", "steps", "examples", "hyperparameters", *SEARCHED, "target", "binning_error")
SIMULATED = ("settings_tried", "searched", "at_end_of_search")
"""What a row holds, and what the row of a race holds besides."""

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
            law = {1.0: "1/i", -1.0: "i"}.get(self.exponent, f"i^{0.0 - self.exponent:g}")
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


def valid(task: Task, result: Any) -> bool:
    """Whether something may be what ``perform`` makes of the task."""
    optimizer = parse_optimizer(task["optimizer"])
    names = set(optimizer.hyperparameters())
    if task["kind"] == "schedule":
        return _is_schedule(task, result, names)
    sizes = task["batch_sizes"]
    if not (isinstance(result, list) and len(result) == len(sizes)):
        return False
    return all(_is_row(task, size, found, names) for size, found in zip(sizes, result, strict=True))


def _is_schedule(task: Task, result: Any, names: set[str]) -> bool:
    if not (isinstance(result, dict) and result.keys() == {"batch_size", "steps", "lengths", "values"}):
        return False
    lengths, values = result["lengths"], result["values"]
    if not (isinstance(lengths, list) and isinstance(values, dict) and is_count(result["steps"])):
        return False
    return (
        result["batch_size"] == task["batch_size"]
        and all(map(is_count, lengths))
        and names.issuperset(values)
        and all(isinstance(v, list) and v and all(is_amount(x) and math.isfinite(x) for x in v) for v in values.values())
    )


def _is_row(task: Task, size: float | str, found: Any, names: set[str]) -> bool:
    raced = task["kind"] == "race"
    if not (isinstance(found, dict) and found.keys() == {*ROW, *(SIMULATED if raced else ())}):
        return False
    numbers, steps = found["hyperparameters"], found["steps"]
    plain = (
        all(found[k] == v for k, v in (("optimizer", task["optimizer"]), ("batch_size", size), ("target", task["target"])))
        and (steps is None or is_count(steps))
        and all(found[k] is None or is_amount(found[k], 0) for k in ("examples", "binning_error"))
        and (found["examples"] is not None) == (steps is not None and size != "inf")
        and are_amounts(numbers)
        and set(numbers) in ((names,) if steps is not None else (names, set()))
        and isinstance(found["exact"], bool)
        and found["optimality"] in ("proved", "searched")
    )
    if not raced:
        return plain and (found["fewest_possible"] == "inf" or is_amount(found["fewest_possible"], 0))
    ranges, ends = found["searched"], found["at_end_of_search"]
    return (
        plain
        and all(found[k] == v for k, v in SEARCHED.items())
        and is_count(found["settings_tried"])
        and isinstance(ranges, dict)
        and names.issuperset(ranges)
        and all(isinstance(r, list) and len(r) == 2 and all(map(is_amount, r)) for r in ranges.values())
        and isinstance(ends, list)
        and all(isinstance(e, str) and e in ranges for e in ends)
    )


@resumable(valid)
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
        "examples": None if tuned.examples is None or not np.isfinite(tuned.examples) else tuned.examples,
        "hyperparameters": tuned.hyperparameters,
        "exact": tuned.exact,
        "optimality": tuned.optimality,
        "fewest_possible": _plain(tuned.fewest_possible),
        "target": target,
        "binning_error": binning,
    }


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
