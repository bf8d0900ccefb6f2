"""How often the intervals of nqm.measure contain the truth, on simulated gradients of a known noise scale."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from derivations.studies.noise_scale.gradient_laws import LAWS
from derivations.tasks.run import Task, is_amount, resumable, run_tasks
from numerics.measured.estimates import Estimate
from numerics.measured.noise_scale import Gradients
from numerics.measured.norms import from_norms
from numerics.measured.spectrum import in_eigenbasis
from theory.version import __version__

RUNS, FEW_RUNS = 400, 100
RESAMPLES = 500
LEVELS = (0.8, 0.95)
SHARES_COUNTED = {"covered", "below", "above", "unbounded", "conservative"}
SIZES = (8.0, 128.0)  # batch sizes of the norms
SKEW = 1.5  # deviation of the lognormal law's logarithm
PROBLEMS: dict[str, tuple[str, Any]] = {
    "harmonic": ("30 directions of variance $1, 1/2, \\ldots, 1/30$", 1 / np.arange(1, 31)),
    "equal": ("1000 of equal variance", np.ones(1000)),
    "spiked": ("300, one with half of the variance", np.where(np.arange(300) == 0, 299.0, 1.0)),
}
"""Noise variances of the directions, in words and in numbers; the gradient has equal parts in all."""


@dataclass(frozen=True)
class Cell:
    """``measurements`` examples (or pairs of norms) of a problem, with noise of a ``law``; of the kind "laws" one of LAWS itself.

    ``truth`` : what is measured, the noise scale, or for the kind "off-diagonal" the share of the covariance off its diagonal.
    """

    kind: str
    measurements: int
    truth: float
    law: str
    problem: str = "harmonic"


SHARES = (1 / 16, 1 / 4, 1.0, 4.0)
HARD = (
    *((name, 64) for name in LAWS if name != "harmonic"),
    *((name, 256) for name in ("words-zipf", "rare-class", "student-2.2", "long-rows")),
    *((name, n) for name in ("harmonic", "one", "rare-class", "student-2.7") for n in (8, 16)),
)
"""Laws and numbers of examples at which few of them carry the estimate."""
CELLS = (
    *(Cell("gradients", n, n * share, law) for law in ("gaussian", "student-t") for n in (64, 256) for share in SHARES),
    *(Cell("gradients", 64, 64 * share, "gaussian", problem) for problem in ("equal", "spiked") for share in SHARES),
    *(Cell("laws", n, LAWS[name].noise / LAWS[name].signal, name, "") for name, n in HARD),
    *(Cell("norms", m, s, "gaussian") for m in (16, 64, 256) for s in (30.0, 300.0, 3000.0)),
    *(Cell("norms", m, 300.0, "lognormal") for m in (16, 64, 256)),
    *(Cell("off-diagonal", n, share, law) for n in (64, 256) for law in ("gaussian", "student-t") for share in (0.0, 0.1, 0.5)),
)


def noise_of(law: str, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    """Draws of mean 0 and variance 1."""
    if law == "lognormal":
        spread = math.exp(SKEW**2)
        return (rng.lognormal(0, SKEW, shape) - math.sqrt(spread)) / math.sqrt(spread * (spread - 1))
    return rng.standard_normal(shape) if law == "gaussian" else rng.standard_t(5, shape) * math.sqrt(0.6)


def measured_once(cell: Cell, level: float, seed: int, resamples: int = RESAMPLES) -> Estimate:
    """Simulate one measurement and estimate from it."""
    return measured(cell, (level,), seed, resamples)[0]["scale"]


def measured(cell: Cell, levels: Sequence[float], seed: int, resamples: int = RESAMPLES) -> list[dict[str, Estimate]]:
    """The estimates of one simulated measurement by level: of what the cell measures ("scale"), and with it of |G|^2 and tr Sigma."""
    rng = np.random.default_rng([seed, cell.measurements])
    if cell.kind == "laws":
        return _of_gradients(LAWS[cell.law].draw(rng, cell.measurements), levels, seed, resamples)
    variances = PROBLEMS[cell.problem][1]
    spread, shape = np.sqrt(variances), (cell.measurements, len(variances))
    if cell.kind == "off-diagonal":  # all directions equally correlated
        squares = float(variances @ variances)
        correlation = math.sqrt(cell.truth / (1 - cell.truth) * squares / (float(variances.sum()) ** 2 - squares))
        common = noise_of(cell.law, rng, (cell.measurements, 1))
        noise = math.sqrt(1 - correlation) * noise_of(cell.law, rng, shape) + math.sqrt(correlation) * common
        given = variances, np.eye(len(variances)), spread * noise, False
        return [{"scale": in_eigenbasis(*given, level, resamples, seed).off_diagonal} for level in levels]
    mean = np.full(len(variances), math.sqrt(float(variances.sum()) / cell.truth / len(variances)))
    if cell.kind == "gradients":
        return _of_gradients(mean + spread * noise_of(cell.law, rng, shape), levels, seed, resamples)
    small, big = (((mean + spread / math.sqrt(b) * noise_of(cell.law, rng, shape)) ** 2).sum(axis=1) for b in SIZES)
    return [{"scale": from_norms(small, big, *SIZES, level, resamples, seed).simple} for level in levels]


def _of_gradients(gradients: Any, levels: Sequence[float], seed: int, resamples: int) -> list[dict[str, Estimate]]:
    resampled = Gradients(gradients, resamples, seed)
    found = [resampled.at(level) for level in levels]
    return [{"scale": f.simple, "signal": f.signal, "noise": f.noise} for f in found]


def truths(cell: Cell) -> dict[str, float]:
    """What each estimate of ``measured`` estimates."""
    if cell.kind == "laws":
        law = LAWS[cell.law]
        return {"scale": cell.truth, "signal": law.signal, "noise": law.noise}
    if cell.kind == "gradients":
        noise = float(np.sum(PROBLEMS[cell.problem][1]))
        return {"scale": cell.truth, "signal": noise / cell.truth, "noise": noise}
    return {"scale": cell.truth}


def _valid(task: Task, result: Any) -> bool:
    """Whether something may be what ``perform`` makes of the task."""
    names = truths(Cell(**task["cell"])).keys()
    if not (isinstance(result, dict) and result.keys() == {f"{level:g}" for level in LEVELS}):
        return False
    counted = [result[level] for level in result]
    if not all(isinstance(c, dict) and c.keys() == names for c in counted):
        return False
    return all(
        isinstance(e, dict)
        and e.keys() == SHARES_COUNTED | {"lower", "upper"}
        and all(is_amount(e[k], 0) and e[k] <= 1 for k in SHARES_COUNTED)
        and all(e[k] is None or is_amount(e[k]) for k in ("lower", "upper"))
        for c in counted
        for e in c.values()
    )


@resumable(_valid)
def perform(task: Task) -> dict[str, Any]:
    """Coverage of one cell; JSON in, JSON out: by level and estimate."""
    cell = Cell(**task["cell"])
    runs = [measured(cell, LEVELS, run, task["resamples"]) for run in range(task["runs"])]
    return {
        f"{level:g}": {name: counted([run[k][name] for run in runs], truth) for name, truth in truths(cell).items()}
        for k, level in enumerate(LEVELS)
    }


def counted(found: Sequence[Estimate], truth: float) -> dict[str, float | None]:
    """Shares of the intervals that hold the truth, lie below or above it, have no upper end, are conservative; their median ends.

    The ends in units of the truth; None where it is 0 or the end infinite.
    """
    low, high = (np.array([getattr(e, end) for e in found]) for end in ("lower", "upper"))
    below, above = float(np.mean(high < truth)), float(np.mean(low > truth))
    medians = [float(np.quantile(ends, 0.5, method="lower")) for ends in (low, high)]
    return {
        "covered": round(1 - below - above, 12),
        "below": below,
        "above": above,
        "unbounded": float(np.mean(np.isinf(high))),
        "conservative": float(np.mean([e.support.startswith("conservative") for e in found])),
        **{
            k: float(f"{m / truth:.4g}") if truth and math.isfinite(m) else None
            for k, m in zip(("lower", "upper"), medians, strict=True)
        },
    }


def run_coverage(
    workers: int = 1,
    resume: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    small: bool = False,
) -> list[dict[str, Any]]:
    """All cells with what was counted; ``small``: two cells and fewer runs."""
    cells, runs = (CELLS[:2], FEW_RUNS) if small else (CELLS, RUNS)
    tasks: list[Task] = [{"cell": asdict(c), "runs": runs, "resamples": RESAMPLES, "version": __version__} for c in cells]
    found = run_tasks(perform, tasks, workers, None, resume, progress)
    return [{**t["cell"], "runs": runs, "levels": f} for t, f in zip(tasks, found, strict=True)]


def written(cells: list[dict[str, Any]]) -> bytes:
    """The data file: one line a cell."""
    return ("[\n  " + ",\n  ".join(map(json.dumps, cells)) + "\n]\n").encode()


def _same(stored: Any, wanted: Any) -> bool:
    """Equal; numbers up to the rounding of another machine's sums."""
    if isinstance(wanted, float) and isinstance(stored, float):
        return math.isclose(stored, wanted, rel_tol=1e-9)
    return bool(stored == wanted)


def read_coverage(content: bytes) -> list[dict[str, Any]]:
    """The cells of a data file. Raises ``ValueError``, ``KeyError`` or ``TypeError`` if it is not one of this version's."""
    cells = list(json.loads(content))
    wanted = [asdict(c) for c in CELLS]
    if len(cells) != len(wanted) or not all(_same(c[k], v) for c, w in zip(cells, wanted, strict=True) for k, v in w.items()):
        raise ValueError("other cells than this version's")
    return cells
