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
from derivations.tasks.sweep import PAPER, ProblemSpec, run_curves, sweep_tasks
from numerics.curves.bounds import bayes_examples
from numerics.dynamics.hitting import FirstHit
from numerics.dynamics.moments import risk
from numerics.dynamics.recursion import Recursion
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
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Gallery:
    """Tuned gradient steps by exhibit: rows of batch size (examples in a gradient step), steps, hyperparameters."""

    rows: dict[str, Rows]

    def steps(self, page: str) -> dict[float, int]:
        """Gradient steps by batch size, where a setting was found."""
        return {_size(r): r["steps"] for r in self.rows.get(page, []) if r["steps"] is not None}

    @classmethod
    def from_json(cls, content: bytes) -> Gallery:
        """Read a data file. Raises ``ValueError`` if it is not one."""
        rows = json.loads(content)
        if not isinstance(rows, dict) or not all(isinstance(r, list) for r in rows.values()):
            raise ValueError("no results by page")
        return cls(rows)

    def as_json(self) -> bytes:
        """The data file: one line a result."""
        parts = []
        for page, rows in self.rows.items():
            lines = ",\n".join("    " + json.dumps(r) for r in rows)
            parts.append(f"  {json.dumps(page)}: [\n{lines}\n  ]")
        return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _size(row: dict[str, Any]) -> float:
    return math.inf if row["batch_size"] == "inf" else float(row["batch_size"])


def compute_gallery(workers: int = 1, progress: Callable[[int, int], None] | None = None) -> Gallery:
    """Tune every exhibit that is tuned; results do not depend on the workers."""
    searched = [e for e in LINEAR if e.tuning == "search"]
    curves = []
    for e in searched:
        sizes = [b / e.workers for b in (*BATCH_SIZES, math.inf)]
        curves.append(sweep_tasks(e.name, [*e.counts, *e.kept], PAPER, sizes, TARGET, len(sizes), binning_error=False))
    found = run_curves(curves, workers, None, None, progress)
    rows: dict[str, Rows] = {e.page: [_row(e, r) for r in result] for e, result in zip(searched, found, strict=True)}
    for special, general in INCLUSIONS:
        rows[general] = _at_least_as_good(exhibit(special), exhibit(general), rows[special], rows[general])
    for e in VARYING:
        if e.tuning == "grid":
            rows[e.page] = _on_grid(e)
        elif e.tuning == "bayes":
            rows[e.page] = _bayes()
    return Gallery(rows)


def _at_least_as_good(special: Exhibit, general: Exhibit, known: Rows, rows: Rows) -> Rows:
    """The general rule's rows, a special case's best setting taken over where the search in more dimensions missed it."""
    answer = equivalent(special.symbolic, general.symbolic, special=False)
    mapping = answer.map or answer.partial_map or {}
    symbols = special.symbolic.hyperparameters()
    recursion = Recursion(general.tuned_from, PAPER.build())
    result = []
    for mine, other in zip(rows, known, strict=True):
        point = {symbols[n]: v for n, v in other["hyperparameters"].items()}
        setting = {n: float(v.subs(point)) for n, v in mapping.items()}
        if (
            other["steps"] is not None
            and (mine["steps"] is None or other["steps"] < mine["steps"])
            and setting["learning_rate"] > 0
        ):
            steps = FirstHit(recursion, setting, _size(mine) / general.workers, TARGET).find()
            if steps is not None and (mine["steps"] is None or steps < mine["steps"]):
                mine = {**mine, "steps": steps, "hyperparameters": setting}
        result.append(mine)
    return result


def tuned_rows(e: Exhibit, sizes: Sequence[float], target: float, problem: ProblemSpec) -> Rows:
    """The rows of one exhibit, computed here and now."""
    if e.tuning == "bayes":
        return _bayes()
    tasks = sweep_tasks(e.name, [*e.counts, *e.kept], problem, [b / e.workers for b in sizes], target, len(sizes), False)
    (found,) = run_curves([tasks], 1, None, None)
    return [_row(e, r) for r in found]


def _row(e: Exhibit, found: dict[str, Any]) -> dict[str, Any]:
    size = found["batch_size"] if found["batch_size"] == "inf" else found["batch_size"] * e.workers
    steps = None if found["steps"] is None else found["steps"] * e.depth
    free = {a.name for a in axes(e.tuned_from, PAPER.build())}
    settings = {n: v for n, v in found["hyperparameters"].items() if n in free}
    return {"batch_size": size, "steps": steps, "hyperparameters": settings}


def _step_grid() -> list[int]:
    """Steps at which a time-varying rule is looked at: neighbours differ by 2%."""
    grid = [0, 1]
    while grid[-1] < HORIZON:
        grid.append(max(grid[-1] + 1, int(grid[-1] * FINE)))
    return grid


def _on_grid(e: Exhibit) -> Rows:
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
        rows.append({"batch_size": "inf" if math.isinf(size) else size, "steps": reached, "hyperparameters": setting})
    return rows


def _without_noise(problem: Any) -> Any:
    from numerics.problem.noisy_quadratic import NoisyQuadratic

    return NoisyQuadratic(problem.h, 0.0, problem.theta0_sq, problem.counts)


def _bayes() -> Rows:
    examples = bayes_examples(PAPER.build(), TARGET)
    return [{"batch_size": b, "steps": math.ceil(examples / b), "hyperparameters": {}} for b in BATCH_SIZES]


def stale_rows(gallery: Gallery) -> list[str]:
    """Results that do not hold: first hits computed anew from their settings, risks for the time-varying rules."""
    wrong = [e.page for e in EXHIBITS if e.tuning and e.page not in gallery.rows]
    problem = PAPER.build()
    for e in EXHIBITS:
        rows = gallery.rows.get(e.page, [])
        if e.tuning == "search":
            recursion = Recursion(e.tuned_from, problem)
            for r in (r for r in rows if r["steps"] is not None):
                found = FirstHit(recursion, r["hyperparameters"], _size(r) / e.workers, TARGET).find()
                if found is None or found * e.depth != r["steps"]:
                    wrong.append(f"{e.name}, B = {r['batch_size']}")
        elif e.tuning == "grid":
            wrong += [f"{e.name}, B = {r['batch_size']}" for r in _missed(e, rows, problem)]
        elif e.tuning == "bayes" and rows != _bayes():
            wrong.append(e.name)
    return wrong


def _missed(e: Exhibit, rows: Rows, problem: Any) -> Rows:
    """Rows of a time-varying rule whose setting is not at the target at its step (several learning rates in one run)."""
    reached = [r for r in rows if r["steps"] is not None]
    if not reached:
        return []
    steps = sorted({r["steps"] for r in reached})
    rates = np.array([r["hyperparameters"]["learning_rate"] for r in reached])
    rule = e.tuned_from.set(learning_rate=rates)
    noisy, quiet = (risk(rule, p, steps, 1.0) for p in (problem, _without_noise(problem)))
    values = [
        quiet[k, j] + (noisy[k, j] - quiet[k, j]) / _size(r) for k, r in enumerate(reached) for j in [steps.index(r["steps"])]
    ]
    return [r for r, value in zip(reached, values, strict=True) if value > TARGET * (1 + 1e-5)]


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
