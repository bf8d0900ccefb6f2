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
from typing import Any

import numpy as np

from derivations.inputs.names import parse_optimizer, parse_settings
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
    """Steps against batch size, with the settings; ``rows`` as in ``sweeps.row``, the last one with unlimited batches."""

    spec: CurveSpec
    rows: tuple[dict[str, Any], ...]

    @cached_property
    def finite(self) -> list[dict[str, Any]]:
        """Rows of finite batch size."""
        return [r for r in self.rows if r["batch_size"] != "inf"]

    @property
    def batch_sizes(self) -> list[float]:
        """Finite batch sizes."""
        return [float(r["batch_size"]) for r in self.finite]

    @property
    def steps(self) -> list[int]:
        """Steps at each."""
        return [int(r["steps"]) for r in self.finite]

    @property
    def plateau(self) -> int:
        """Steps with unlimited batches (for a schedule: at the largest batch)."""
        return int(self.rows[-1]["steps"])

    @cached_property
    def critical(self) -> CriticalBatchSize:
        """The critical batch size and what belongs to it."""
        return critical_batch_size(self.batch_sizes, self.steps, self.plateau)

    def values(self, name: str) -> list[float]:
        """A hyperparameter at each finite batch size."""
        return [float(r["hyperparameters"][name]) for r in self.finite]

    def at(self, batch_size: float) -> dict[str, Any]:
        """The row of one batch size."""
        return next(r for r in self.rows if r["batch_size"] == batch_size)


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
            lines = ",\n".join("    " + json.dumps(r) for r in curve.rows)
            parts.append(f"  {json.dumps(curve.spec.name)}: [\n{lines}\n  ]")
        return ("{\n" + ",\n".join(parts) + "\n}\n").encode()

    @classmethod
    def from_json(cls, content: bytes) -> BatchCurves:
        """Read a data file. Raises ``ValueError`` or ``KeyError`` if it lacks a curve."""
        data = json.loads(content)
        return cls([Curve(spec, tuple(data[spec.name])) for spec in specs()])


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
        if spec.rule == "schedule":
            for r in curve.rows:
                planner = Planner(optimizer, problem, len(r["lengths"]))
                run, _ = planner.run(scheduled_coordinates(planner, r), np.array(r["lengths"]))
                risk = run.risk(np.full(len(r["lengths"]), 1 / r["batch_size"]))
                if sum(r["lengths"]) != r["steps"] or risk > spec.target * (1 + 1e-6):  # values are kept to six digits
                    wrong.append(f"{spec.name}, B = {r['batch_size']:g}")
            continue
        recursion = Recursion(optimizer, problem)
        free_names = [a.name for a in axes(optimizer, problem)]
        for r in curve.rows:
            size = math.inf if r["batch_size"] == "inf" else float(r["batch_size"])
            free = {n: v for n, v in r["hyperparameters"].items() if n in free_names}
            if FirstHit(recursion, free, size, spec.target).find() != r["steps"]:
                wrong.append(f"{spec.name}, B = {r['batch_size']}")
    return wrong


def scheduled_coordinates(planner: Planner, row: dict[str, Any]) -> Any:
    """A stored schedule as the planner's search coordinates."""
    return np.array([[a.coordinate(v) for v in row["values"][a.name]] for a in planner.axes])
