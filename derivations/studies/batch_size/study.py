"""The batch-size study: every curve of the paper's figures on the noisy quadratic, computed once, kept as data.

Finding settings is a search; what a setting does is exact. So a stored study is checked by computing anew, from its settings,
the first hit of every curve and the risk of every schedule.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from derivations.inputs.names import parse_optimizer, parse_settings
from derivations.tasks.rows import ScheduleRow, TunedRow
from derivations.tasks.run import Task
from derivations.tasks.sweep import PAPER, ProblemSpec, run_curves, schedule_task, sweep_tasks
from numerics.curves.critical import CriticalBatchSize, critical_batch_size
from numerics.dynamics.hitting import FirstHit
from numerics.dynamics.recursion import Recursion
from numerics.schedules.planning import Planner
from numerics.tuning.axes import axes
from theory.rule.optimizer import Optimizer

POWERS = (0.0, 0.25, 0.5, 0.75)
BATCH_SIZES = tuple(2.0**q for q in range(2, 22))
SCHEDULED = tuple(2.0**q for q in range(2, 21))
TARGET = 0.01
TARGETS = (0.1, 0.03, 0.01, 0.003, 0.001)
ACCURATE = replace(PAPER, bins=400, rule="gauss")
RULES = {"sgd": "sgd", "momentum": "heavy-ball", "ema": "ema(sgd)", "fixed-momentum": "heavy-ball"}
FIXED_MOMENTUM = 0.9


@dataclass(frozen=True)
class CurveSpec:
    """What one curve is of: a rule of RULES (or "schedule"), power, target, problem."""

    rule: str
    power: float = 0.0
    target: float = TARGET
    problem: ProblemSpec = PAPER

    @property
    def name(self) -> str:
        """Its key in the data file."""
        where = "" if self.problem == PAPER else ", accurate bins"
        return f"{self.rule}, p = {self.power:g}, target {self.target:g}{where}"

    @property
    def optimizer(self) -> tuple[str, list[str]]:
        """The rule as the command line names it, and its settings."""
        inner = RULES.get(self.rule, "sgd") if self.rule != "ema" else "sgd"
        text = f"preconditioned({inner})" if self.power else inner
        settings = [f"power={self.power}"] if self.power else []
        settings += [f"momentum={FIXED_MOMENTUM}"] if self.rule == "fixed-momentum" else []
        return (f"ema({text})" if self.rule == "ema" else text), settings

    @property
    def kind(self) -> type[TunedRow] | type[ScheduleRow]:
        """Of its rows."""
        return ScheduleRow if self.rule == "schedule" else TunedRow

    def build(self) -> Optimizer:
        """The optimizer, its free hyperparameters symbolic."""
        name, settings = self.optimizer
        return parse_settings(parse_optimizer(name), settings)

    def tasks(self) -> list[Task]:
        """The tasks that compute it."""
        name, settings = self.optimizer
        if self.rule == "schedule":
            return [schedule_task(name, settings, self.problem, b, self.target) for b in SCHEDULED]
        sizes = [*BATCH_SIZES, math.inf]
        bound = self.problem == ACCURATE  # for the notebook's bins the curve on accurate ones says more
        return sweep_tasks(name, settings, self.problem, sizes, self.target, len(sizes), binning_error=bound)


def specs() -> list[CurveSpec]:
    """All curves of the study."""
    main = [CurveSpec(rule, p) for rule in ("sgd", "momentum", "ema", "schedule") for p in POWERS]
    targets = [CurveSpec(rule, target=t) for rule in ("sgd", "momentum") for t in TARGETS if t != TARGET]
    accurate = [CurveSpec(rule, problem=ACCURATE) for rule in ("sgd", "momentum")]
    return [*main, *targets, *accurate, CurveSpec("fixed-momentum")]


@dataclass(frozen=True)
class Curve:
    """Steps against batch size, with the settings; all reach the target, the last row with unlimited batches."""

    spec: CurveSpec
    rows: tuple[TunedRow | ScheduleRow, ...]

    @cached_property
    def _finite(self) -> dict[float, int]:
        """Steps by batch size."""
        return {r.batch_size: _reached(r) for r in self.rows if math.isfinite(r.batch_size)}

    @property
    def batch_sizes(self) -> list[float]:
        """Finite batch sizes."""
        return list(self._finite)

    @property
    def steps(self) -> list[int]:
        """Steps at each."""
        return list(self._finite.values())

    @property
    def plateau(self) -> int:
        """Steps with unlimited batches (for a schedule: at the largest batch)."""
        return _reached(self.rows[-1])

    @cached_property
    def critical(self) -> CriticalBatchSize:
        """The critical batch size and what belongs to it."""
        return critical_batch_size(self.batch_sizes, self.steps, self.plateau)

    def values(self, name: str) -> list[float]:
        """A hyperparameter at each finite batch size."""
        return [r.hyperparameters[name] for r in self.rows if math.isfinite(r.batch_size)]

    def at(self, batch_size: float) -> int:
        """Steps at a finite batch size."""
        return self._finite[batch_size]

    def setting(self, batch_size: float) -> dict[str, float]:
        """The hyperparameters at a batch size."""
        return next(r.hyperparameters for r in self.rows if r.batch_size == batch_size)

    @property
    def schedules(self) -> dict[float, ScheduleRow]:
        """Its schedules by batch size."""
        return {r.batch_size: r for r in self.rows if isinstance(r, ScheduleRow)}


def _reached(row: TunedRow | ScheduleRow) -> int:
    """The steps of a row. Raises ``ValueError`` where the target was not reached."""
    if row.steps is None:
        raise ValueError(f"the target is not reached at batch size {row.batch_size:g}")
    return row.steps


class BatchCurves:
    """All curves, by their specs."""

    def __init__(self, curves: Sequence[Curve]) -> None:
        self._curves = {c.spec: c for c in curves}

    def __iter__(self) -> Iterator[Curve]:
        return iter(self._curves.values())

    def __contains__(self, spec: CurveSpec) -> bool:
        return spec in self._curves

    def curve(self, rule: str, power: float = 0.0, target: float = TARGET, problem: ProblemSpec = PAPER) -> Curve:
        """One curve."""
        return self._curves[CurveSpec(rule, power, target, problem)]

    def as_json(self) -> bytes:
        """The data file: one line a result."""
        parts = []
        for curve in self:
            lines = ",\n".join("    " + json.dumps(r.to_row()) for r in curve.rows)
            parts.append(f"  {json.dumps(curve.spec.name)}: [\n{lines}\n  ]")
        return ("{\n" + ",\n".join(parts) + "\n}\n").encode()

    @classmethod
    def from_json(cls, content: bytes) -> BatchCurves:
        """Read a data file. Raises ``ValueError``, ``KeyError`` or ``TypeError`` if it is not one, or lacks a curve."""
        data = json.loads(content)
        return cls([Curve(s, tuple(map(s.kind.from_row, data[s.name]))) for s in specs()])


def compute_study(
    workers: int = 1,
    dask: str | None = None,
    resume: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    only: Sequence[CurveSpec] | None = None,
) -> BatchCurves:
    """Compute every curve (or some); results do not depend on who computes them."""
    wanted = list(specs() if only is None else only)
    rows = run_curves([s.tasks() for s in wanted], workers, dask, resume, progress)
    return BatchCurves([Curve(s, tuple(r)) for s, r in zip(wanted, rows, strict=True)])


def stale_rows(study: BatchCurves) -> list[str]:
    """Results that do not hold: first hits and schedules computed anew from their settings."""
    wrong = []
    for curve in study:
        spec = curve.spec
        optimizer, problem = spec.build(), spec.problem.build()
        recursion = Recursion(optimizer, problem)
        free_names = [a.name for a in axes(optimizer, problem)]
        for r in curve.rows:
            if isinstance(r, ScheduleRow):
                holds = _arrives(r, Planner(optimizer, problem, len(r.lengths)), spec.target)
            else:
                free = {n: v for n, v in r.hyperparameters.items() if n in free_names}
                holds = FirstHit(recursion, free, r.batch_size, spec.target).find() == r.steps
            if not holds:
                wrong.append(f"{spec.name}, B = {r.batch_size}")
    return wrong


def _arrives(schedule: ScheduleRow, planner: Planner, target: float) -> bool:
    """Whether a stored schedule is at the target after its steps; its values are kept to six digits."""
    coordinates = np.array([[a.coordinate(v) for v in schedule.values[a.name]] for a in planner.axes])
    run, _ = planner.run(coordinates, np.array(schedule.lengths))
    risk = run.risk(np.full(len(schedule.lengths), 1 / schedule.batch_size))
    return sum(schedule.lengths) == schedule.steps and bool(risk <= target * (1 + 1e-6))
