"""How often the intervals of nqm.estimate contain the truth, on simulated gradients of a known noise scale."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from derivations.scale_out import Task, run_tasks
from montecarlo.estimate import Estimate, from_gradients, from_norms
from montecarlo.spectrum import in_eigenbasis
from nqm import __version__
from theory.errors import InputError

DATA = "coverage.json"
RUNS = 1000
RESAMPLES = 500
LEVELS = (0.8, 0.95)
SIZES = (8.0, 128.0)  # batch sizes of the norms
PROBLEMS: dict[str, tuple[str, Any]] = {
    "harmonic": ("30 directions of variance $1, 1/2, \\ldots, 1/30$", 1 / np.arange(1, 31)),
    "equal": ("1000 of equal variance", np.ones(1000)),
    "spiked": ("300, one with half of the variance", np.where(np.arange(300) == 0, 299.0, 1.0)),
}
"""Noise variances of the directions, in words and in numbers; the gradient has equal parts in all."""


@dataclass(frozen=True)
class Cell:
    """``measurements`` examples (or pairs of norms) of a problem, with noise of a ``law``.

    ``truth`` : what is measured, the noise scale, or for the kind "off-diagonal" the share of the covariance off its diagonal.
    """

    kind: str
    measurements: int
    truth: float
    law: str
    problem: str = "harmonic"


SHARES = (1 / 16, 1 / 4, 1.0, 4.0)
CELLS = (
    *(Cell("gradients", n, n * share, law) for law in ("gaussian", "student-t") for n in (64, 256) for share in SHARES),
    *(Cell("gradients", 64, 64 * share, "gaussian", problem) for problem in ("equal", "spiked") for share in SHARES),
    *(Cell("norms", m, s, "gaussian") for m in (16, 64, 256) for s in (30.0, 300.0, 3000.0)),
    *(Cell("off-diagonal", n, share, law) for n in (64, 256) for law in ("gaussian", "student-t") for share in (0.0, 0.1, 0.5)),
)


def noise_of(law: str, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Draws of mean 0 and variance 1."""
    return rng.standard_normal(shape) if law == "gaussian" else rng.standard_t(5, shape) * math.sqrt(0.6)


def measured_once(cell: Cell, level: float, seed: int, resamples: int = RESAMPLES) -> Estimate:
    """Simulate one measurement and estimate from it."""
    rng = np.random.default_rng([seed, cell.measurements])
    variances = PROBLEMS[cell.problem][1]
    spread, shape = np.sqrt(variances), (cell.measurements, len(variances))
    if cell.kind == "off-diagonal":  # all directions equally correlated
        squares = float(variances @ variances)
        correlation = math.sqrt(cell.truth / (1 - cell.truth) * squares / (float(variances.sum()) ** 2 - squares))
        common = noise_of(cell.law, rng, (cell.measurements, 1))
        noise = math.sqrt(1 - correlation) * noise_of(cell.law, rng, shape) + math.sqrt(correlation) * common
        return in_eigenbasis(variances, np.eye(len(variances)), spread * noise, False, level, resamples, seed).off_diagonal
    mean = np.full(len(variances), math.sqrt(float(variances.sum()) / cell.truth / len(variances)))
    if cell.kind == "gradients":
        return from_gradients(mean + spread * noise_of(cell.law, rng, shape), level, resamples, seed).simple
    small, big = (((mean + spread / math.sqrt(b) * noise_of(cell.law, rng, shape)) ** 2).sum(axis=1) for b in SIZES)
    return from_norms(small, big, *SIZES, level, resamples, seed).simple


def perform(task: Task) -> dict[str, Any]:
    """Coverage of one cell; JSON in, JSON out."""
    cell = Cell(**task["cell"])
    result: dict[str, Any] = {}
    for level in LEVELS:
        below = above = open_ended = 0
        for run in range(task["runs"]):
            interval = measured_once(cell, level, run, task["resamples"])
            below += interval.upper < cell.truth
            above += interval.lower > cell.truth
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
