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
from derivations.tasks.rows import SEARCHED, RacedRow, ScheduleRow, TunedRow, plain_size
from derivations.tasks.run import Task, are_amounts, is_amount, is_count, resumable, run_tasks
from montecarlo.tuning.race import race
from numerics.problem.noisy_quadratic import BinnedQuadratic, NoisyQuadratic
from numerics.schedules.optimal import optimal_schedule
from numerics.tuning.tune import Tuned, sweep
from theory.errors import InputError
from theory.rule.filter import is_linear
from theory.rule.optimizer import Optimizer
from theory.version import __version__

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
            "batch_sizes": [plain_size(b) for b in sizes[k : k + group]],
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
        "batch_size": plain_size(batch_size),
        "target": target,
        "pieces": pieces,
    }


def read(task: Task, result: Any) -> list[TunedRow | ScheduleRow]:
    """What ``perform`` made of a task. Raises ``TypeError`` for something of another form."""
    if task["kind"] == "schedule":
        return [ScheduleRow.from_row(result)]
    kind: type[TunedRow] = RacedRow if task["kind"] == "race" else TunedRow
    return [kind.from_row(r) for r in result]


def valid(task: Task, result: Any) -> bool:
    """Whether something may be what ``perform`` makes of the task."""
    names = set(parse_optimizer(task["optimizer"]).hyperparameters())
    sizes = [task["batch_size"]] if task["kind"] == "schedule" else task["batch_sizes"]
    try:
        rows = read(task, result)
    except TypeError:
        return False
    return len(rows) == len(sizes) and all(
        r.batch_size == float(size) and (_is_schedule(r, names) if isinstance(r, ScheduleRow) else _is_tuned(task, r, names))
        for size, r in zip(sizes, rows, strict=True)
    )


def _is_schedule(found: ScheduleRow, names: set[str]) -> bool:
    lengths, values = found.lengths, found.values
    return (
        is_count(found.steps)
        and isinstance(lengths, list)
        and all(map(is_count, lengths))
        and isinstance(values, dict)
        and names.issuperset(values)
        and all(isinstance(v, list) and v and all(is_amount(x) and math.isfinite(x) for x in v) for v in values.values())
    )


def _is_tuned(task: Task, found: TunedRow, names: set[str]) -> bool:
    reached = found.steps is not None
    return (
        found.optimizer == task["optimizer"]
        and found.target == task["target"]
        and (not reached or is_count(found.steps))
        and all(x is None or is_amount(x, 0) for x in (found.examples, found.binning_error))
        and (found.examples is not None) == (reached and math.isfinite(found.batch_size))
        and are_amounts(found.hyperparameters)
        and set(found.hyperparameters) in ((names,) if reached else (names, set()))
        and isinstance(found.exact, bool)
        and found.optimality in ("proved", "searched")
        and (_is_raced(found, names) if isinstance(found, RacedRow) else is_amount(found.fewest_possible, 0))
    )


def _is_raced(found: RacedRow, names: set[str]) -> bool:
    ranges, ends = found.searched, found.at_end_of_search
    return (
        all(getattr(found, k) == v for k, v in SEARCHED.items())
        and is_count(found.settings_tried)
        and isinstance(ranges, dict)
        and names.issuperset(ranges)
        and all(isinstance(r, list) and len(r) == 2 and all(map(is_amount, r)) for r in ranges.values())
        and isinstance(ends, list)
        and all(isinstance(e, str) and e in ranges for e in ends)
    )


@resumable(valid)
def perform(task: Task, progress: Callable[[str], None] | None = None) -> Any:
    """Run one task; JSON in, JSON out (``read`` makes rows of it). ``progress`` is told what a search is at."""
    optimizer = parse_settings(parse_optimizer(task["optimizer"]), task["settings"])
    problem = ProblemSpec(**task["problem"]).build()
    if task["kind"] == "schedule":
        size = float(task["batch_size"])
        s = optimal_schedule(optimizer, problem, size, task["target"], task["pieces"])
        values = {n: [float(f"{x:.6g}") for x in v] for n, v in s.values.items()}
        return ScheduleRow(size, s.steps, s.lengths.tolist(), values).to_row()
    sizes = [float(b) for b in task["batch_sizes"]]
    if task["kind"] == "race":
        return [_race(task["optimizer"], optimizer, problem, b, task["target"], progress).to_row() for b in sizes]
    tuned = sweep(optimizer, problem, sizes, task["target"])
    return [_row(task["optimizer"], problem, t, task["target"], task["binning_error"]).to_row() for t in tuned]


def _row(name: str, problem: NoisyQuadratic, tuned: Tuned, target: float, bound: bool) -> TunedRow:
    """A tuned result, with the error of binning at its steps where the problem is binned."""
    binning = None
    if bound and isinstance(problem, BinnedQuadratic) and tuned.optimizer is not None and tuned.steps is not None:
        binning = float(problem.error_bound(tuned.optimizer, [tuned.steps], tuned.batch_size)[0])
    return TunedRow(
        optimizer=name,
        batch_size=tuned.batch_size,
        steps=tuned.steps,
        examples=tuned.examples if tuned.examples is not None and math.isfinite(tuned.examples) else None,
        hyperparameters=tuned.hyperparameters,
        exact=tuned.exact,
        optimality=tuned.optimality,
        fewest_possible=tuned.fewest_possible,
        target=target,
        binning_error=binning,
    )


def _race(
    name: str,
    optimizer: Optimizer,
    problem: NoisyQuadratic,
    batch_size: float,
    target: float,
    progress: Callable[[str], None] | None,
) -> RacedRow:
    """Tune by simulation, with what was searched; nothing about the result is exact."""

    def say(tried: int) -> None:
        if progress:
            progress(f"{name}, B = {batch_size:g}: {tried} settings simulated")

    found = race(optimizer, problem, batch_size, target, progress=say)
    steps = None if found.steps is None else math.ceil(found.steps)
    return RacedRow(
        optimizer=name,
        batch_size=batch_size,
        steps=steps,
        examples=None if steps is None or math.isinf(batch_size) else steps * batch_size,
        hyperparameters=found.hyperparameters,
        **SEARCHED,
        target=target,
        binning_error=None,
        settings_tried=found.tried,
        searched={k: list(ends) for k, ends in found.searched.items()},
        at_end_of_search=list(found.at_end),
    )


def run_curves(
    curves: Sequence[Sequence[Task]],
    workers: int,
    dask: str | None,
    resume: str | None,
    progress: Callable[[int, int], None] | None = None,
    detail: Callable[[str], None] | None = None,
) -> list[list[TunedRow | ScheduleRow]]:
    """All tasks of several curves at once; the rows of each curve. ``detail`` is told what a task in this process is at."""
    flat = [task for curve in curves for task in curve]
    work = partial(perform, progress=detail) if workers == 1 and dask is None else perform
    results = iter(run_tasks(work, flat, workers, dask, resume, progress))
    return [[row for task in curve for row in read(task, next(results))] for curve in curves]
