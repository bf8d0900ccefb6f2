"""The gallery's data: every optimizer with the setting of its pictures, tuned against batch size, and compared with the others.

Searches are done once and kept in ``gallery.json``; what a stored setting does is computed anew whenever the reports are checked.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.pages.portraits import Dynamics, largest_rate
from derivations.studies.gallery.exhibits import EXHIBITS, LINEAR, VARYING, Exhibit, exhibit
from derivations.tasks.rows import ScheduleRow, Stored, TunedRow
from derivations.tasks.sweep import PAPER, ProblemSpec, run_curves, sweep_tasks
from numerics.curves.bounds import bayes_examples
from numerics.dynamics.hitting import FirstHit
from numerics.dynamics.moments import risk
from numerics.dynamics.recursion import Recursion
from numerics.problem.noisy_quadratic import NoisyQuadratic
from numerics.tuning.axes import axes
from theory.analysis.expansion import RATES
from theory.equivalence.decide import equivalent

TARGET = 0.01
BATCH_SIZES = tuple(2.0**q for q in range(2, 22, 2))
CONTRACTION = 0.99
"""Largest root modulus a gradient step at which steady states are compared."""
HORIZON = 2**14  # steps up to which a time-varying rule is run
FINE = 1.02  # ratio of neighbouring steps at which its risk is looked at
RATE_GRID = np.geomspace(0.02, 4, 32)


INCLUSIONS = (
    ("optimizer-nesterov", "optimizer-accelerated-sgd"),
    ("optimizer-qhm", "optimizer-accelerated-sgd-lookahead"),
)
"""(special, general): four hyperparameters are more than the search masters; the map between the rules is known."""


@dataclass(frozen=True)
class GalleryRow(Stored):
    """The tuned setting at a batch size (examples in a gradient step), and its gradient steps; None and nothing if none was found."""

    batch_size: float
    steps: int | None
    hyperparameters: dict[str, float]


@dataclass(frozen=True)
class Gallery:
    """Tuned settings by exhibit."""

    rows: dict[str, list[GalleryRow]]

    def steps(self, page: str) -> dict[float, int]:
        """Gradient steps by batch size, where a setting was found."""
        return {r.batch_size: r.steps for r in self.rows.get(page, []) if r.steps is not None}

    @classmethod
    def from_rows(cls, data: Any) -> Gallery:
        """From plain data. Raises ``TypeError`` for others."""
        if not isinstance(data, dict):
            raise TypeError(f"results stand by page, got {data!r}")
        return cls({page: [GalleryRow.from_row(r) for r in rows] for page, rows in data.items()})

    def to_rows(self) -> dict[str, list[dict[str, Any]]]:
        """Plain data."""
        return {page: [r.to_row() for r in rows] for page, rows in self.rows.items()}

    @classmethod
    def from_json(cls, content: bytes) -> Gallery:
        """Read a data file. Raises ``TypeError`` or ``ValueError`` if it is not one."""
        return cls.from_rows(json.loads(content))

    def as_json(self) -> bytes:
        """The data file: one line a result."""
        parts = []
        for page, rows in self.to_rows().items():
            lines = ",\n".join("    " + json.dumps(r) for r in rows)
            parts.append(f"  {json.dumps(page)}: [\n{lines}\n  ]")
        return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def compute_gallery(workers: int = 1, progress: Callable[[int, int], None] | None = None) -> Gallery:
    """Tune every exhibit that is tuned; results do not depend on the workers."""
    searched = [e for e in LINEAR if e.tuning == "search"]
    curves = []
    for e in searched:
        sizes = [b / e.workers for b in (*BATCH_SIZES, math.inf)]
        curves.append(sweep_tasks(e.name, [*e.counts, *e.kept], PAPER, sizes, TARGET, len(sizes), binning_error=False))
    found = run_curves(curves, workers, None, None, progress)
    rows = {e.page: [_row(e, r) for r in result] for e, result in zip(searched, found, strict=True)}
    for special, general in INCLUSIONS:
        rows[general] = _at_least_as_good(exhibit(special), exhibit(general), rows[special], rows[general])
    for e in VARYING:
        if e.tuning == "grid":
            rows[e.page] = _on_grid(e)
        elif e.tuning == "bayes":
            rows[e.page] = _bayes()
    return Gallery(rows)


def _at_least_as_good(special: Exhibit, general: Exhibit, known: list[GalleryRow], rows: list[GalleryRow]) -> list[GalleryRow]:
    """The general rule's rows, a special case's best setting taken over where the search in more dimensions missed it."""
    answer = equivalent(special.symbolic, general.symbolic, special=False)
    mapping = answer.map or answer.partial_map or {}
    symbols = special.symbolic.hyperparameters()
    recursion = Recursion(general.tuned_from, PAPER.build())
    result = []
    for mine, other in zip(rows, known, strict=True):
        point = {symbols[n]: v for n, v in other.hyperparameters.items()}
        setting = {n: float(v.subs(point)) for n, v in mapping.items()}
        if _fewer(other.steps, mine.steps) and setting["learning_rate"] > 0:
            steps = FirstHit(recursion, setting, mine.batch_size / general.workers, TARGET).find()
            if _fewer(steps, mine.steps):
                mine = GalleryRow(mine.batch_size, steps, setting)
        result.append(mine)
    return result


def _fewer(steps: int | None, others: int | None) -> bool:
    """Whether it arrives, and sooner."""
    return steps is not None and (others is None or steps < others)


def tuned_rows(e: Exhibit, sizes: Sequence[float], target: float, problem: ProblemSpec) -> list[GalleryRow]:
    """The rows of one exhibit, computed here and now."""
    if e.tuning == "bayes":
        return _bayes()
    tasks = sweep_tasks(e.name, [*e.counts, *e.kept], problem, [b / e.workers for b in sizes], target, len(sizes), False)
    (found,) = run_curves([tasks], 1, None, None)
    return [_row(e, r) for r in found]


def _row(e: Exhibit, found: TunedRow | ScheduleRow) -> GalleryRow:
    steps = None if found.steps is None else found.steps * e.depth
    free = {a.name for a in axes(e.tuned_from, PAPER.build())}
    return GalleryRow(found.batch_size * e.workers, steps, {n: v for n, v in found.hyperparameters.items() if n in free})


def _step_grid() -> list[int]:
    """Steps at which a time-varying rule is looked at: neighbours differ by 2%."""
    grid = [0, 1]
    while grid[-1] < HORIZON:
        grid.append(max(grid[-1] + 1, int(grid[-1] * FINE)))
    return grid


def _on_grid(e: Exhibit) -> list[GalleryRow]:
    """The best of a grid of learning rates for a time-varying rule, its first hit rounded up to the grid of steps."""
    problem, steps = PAPER.build(), np.array(_step_grid())
    rule = e.tuned_from.set(learning_rate=RATE_GRID)
    noisy, quiet = (risk(rule, p, steps.tolist(), 1.0) for p in (problem, _without_noise(problem)))
    rows = []
    for size in (*BATCH_SIZES, math.inf):
        with np.errstate(invalid="ignore"):  # diverging settings: infinity minus infinity
            hits = quiet + (noisy - quiet) / size <= TARGET
        first = np.where(hits.any(axis=1), steps[hits.argmax(axis=1)], HORIZON * 2)
        best = int(first.argmin())
        reached = int(first[best]) if first[best] <= HORIZON else None
        setting = {"learning_rate": float(f"{RATE_GRID[best]:.6g}")} if reached is not None else {}
        rows.append(GalleryRow(size, reached, setting))
    return rows


def _without_noise(problem: NoisyQuadratic) -> NoisyQuadratic:
    return NoisyQuadratic(problem.h, 0.0, problem.theta0_sq, problem.counts)


def _bayes() -> list[GalleryRow]:
    examples = bayes_examples(PAPER.build(), TARGET)
    return [GalleryRow(b, math.ceil(examples / b), {}) for b in BATCH_SIZES]


def stale_rows(gallery: Gallery) -> list[str]:
    """Results that do not hold: first hits computed anew from their settings, risks for the time-varying rules."""
    wrong = [e.page for e in EXHIBITS if e.tuning and e.page not in gallery.rows]
    problem = PAPER.build()
    for e in EXHIBITS:
        rows = gallery.rows.get(e.page, [])
        if e.tuning == "search":
            recursion = Recursion(e.tuned_from, problem)
            for r in (r for r in rows if r.steps is not None):
                found = FirstHit(recursion, r.hyperparameters, r.batch_size / e.workers, TARGET).find()
                if found is None or found * e.depth != r.steps:
                    wrong.append(f"{e.name}, B = {r.batch_size}")
        elif e.tuning == "grid":
            wrong += [f"{e.name}, B = {size}" for size in _missed(e, rows, problem)]
        elif e.tuning == "bayes" and rows != _bayes():
            wrong.append(e.name)
    return wrong


def _missed(e: Exhibit, rows: list[GalleryRow], problem: Any) -> list[float]:
    """Batch sizes at which a time-varying rule's setting is not at the target at its step (several learning rates in one run)."""
    reached = [(r.batch_size, r.steps, r.hyperparameters["learning_rate"]) for r in rows if r.steps is not None]
    if not reached:
        return []
    steps = sorted({s for _, s, _ in reached})
    rates = np.array([rate for *_, rate in reached])
    rule = e.tuned_from.set(learning_rate=rates)
    noisy, quiet = (risk(rule, p, steps, 1.0) for p in (problem, _without_noise(problem)))
    missed = []
    for k, (size, s, _) in enumerate(reached):
        j = steps.index(s)
        if quiet[k, j] + (noisy[k, j] - quiet[k, j]) / size > TARGET * (1 + 1e-5):
            missed.append(size)
    return missed


def relative_steady_state(e: Exhibit) -> float | None:
    """Steady-state variance over SGD's where both contract by 0.99 a gradient step, at equal examples a gradient step."""
    names = [n for n in e.symbolic.hyperparameters() if n.split(".")[-1] in RATES]
    there = largest_rate(e.optimizer, CONTRACTION**e.depth, names)
    if there is None:
        return None
    plain = 1 - CONTRACTION
    variance = _variance(Dynamics(there)) * e.workers
    return variance / (plain**2 / (1 - CONTRACTION**2))


def _variance(dynamics: Dynamics) -> float:
    """Sum of squared noise responses at h = 1, by doubling."""
    A, b, read, _ = dynamics.at(1.0)
    Q = b @ b.T
    for _ in range(60):
        Q = Q + A @ Q @ A.T
        A = A @ A
    return float(read @ Q @ read)


def winners(gallery: Gallery, size: float, among: Sequence[Exhibit]) -> list[str]:
    """Pages with the fewest steps at a batch size."""
    steps = {e.page: s for e in among if (s := gallery.steps(e.page).get(size)) is not None}
    return [p for p, s in steps.items() if s == min(steps.values())]
