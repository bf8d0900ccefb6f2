"""How often the intervals of nqm.estimate contain the truth, on simulated gradients of a known noise scale."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from derivations.scale_out import Task, run_tasks
from montecarlo.estimate import NoiseScale, from_gradients, from_norms
from nqm import __version__
from theory.errors import InputError

DATA = "coverage.json"
RUNS = 1000
RESAMPLES = 500
LEVELS = (0.8, 0.95)
DIRECTIONS = 30  # noise variances 1, 1/2, ..., 1/30
SIZES = (8.0, 128.0)  # batch sizes of the norms


@dataclass(frozen=True)
class Cell:
    """``measurements`` examples (or pairs of norms) with noise of a ``law``; the true noise scale is ``scale``."""

    kind: str
    measurements: int
    scale: float
    law: str


CELLS = tuple(
    Cell("gradients", n, n * share, law) for law in ("gaussian", "student-t") for n in (64, 256) for share in (1 / 16, 1 / 4, 1.0, 4.0)
) + tuple(Cell("norms", m, s, "gaussian") for m in (16, 64, 256) for s in (30.0, 300.0, 3000.0))  # fmt: skip


def noise_of(law: str, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Draws of mean 0 and variance 1."""
    return rng.standard_normal(shape) if law == "gaussian" else rng.standard_t(5, shape) * math.sqrt(0.6)


def measured_once(cell: Cell, level: float, seed: int, resamples: int = RESAMPLES) -> NoiseScale:
    """Simulate one measurement and estimate from it."""
    rng = np.random.default_rng([seed, cell.measurements])
    spread = 1 / np.sqrt(np.arange(1, DIRECTIONS + 1))
    mean = np.full(DIRECTIONS, math.sqrt(float(spread @ spread) / cell.scale / DIRECTIONS))
    if cell.kind == "gradients":
        gradients = mean + spread * noise_of(cell.law, rng, (cell.measurements, DIRECTIONS))
        return from_gradients(gradients, level, resamples, seed)
    small, big = (
        ((mean + spread / math.sqrt(b) * noise_of(cell.law, rng, (cell.measurements, DIRECTIONS))) ** 2).sum(axis=1)
        for b in SIZES
    )
    return from_norms(small, big, *SIZES, level, resamples, seed)


def perform(task: Task) -> dict[str, Any]:
    """Coverage of one cell; JSON in, JSON out."""
    cell = Cell(**task["cell"])
    result: dict[str, Any] = {}
    for level in LEVELS:
        below = above = open_ended = 0
        for run in range(task["runs"]):
            interval = measured_once(cell, level, run, task["resamples"]).simple
            below += interval.upper < cell.scale
            above += interval.lower > cell.scale
            open_ended += math.isinf(interval.upper)
        runs = task["runs"]
        result[f"{level:g}"] = {
            "covered": (runs - below - above) / runs,
            "below": below / runs,
            "above": above / runs,
            "unbounded": open_ended / runs,
        }
    return result


def run_coverage(
    workers: int = 1,
    resume: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    cells: Sequence[Cell] = CELLS,
    runs: int = RUNS,
) -> bytes:
    """The data file: one line a cell."""
    tasks: list[Task] = [{"cell": asdict(c), "runs": runs, "resamples": RESAMPLES, "version": __version__} for c in cells]
    found = run_tasks(perform, tasks, workers, None, resume, progress)
    lines = [json.dumps({**t["cell"], "runs": runs, "levels": f}) for t, f in zip(tasks, found, strict=True)]
    return ("[\n  " + ",\n  ".join(lines) + "\n]\n").encode()


def read_coverage(content: bytes) -> list[dict[str, Any]]:
    """The cells of a data file. Raises ``InputError`` if it is not one of this version's."""
    try:
        cells = list(json.loads(content))
        wanted = [asdict(c) for c in CELLS]
        if [{k: c[k] for k in wanted[0]} for c in cells] != wanted:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise InputError("the coverage data do not fit this version; run: nqm experiment coverage --keep") from None
    return cells
