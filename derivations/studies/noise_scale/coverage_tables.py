"""The tables of how often measured intervals hold the truth, for the report page on noise scales."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from derivations.pages.page import Table
from derivations.pages.rendering import Prose
from derivations.studies.noise_scale.coverage import PROBLEMS, RESAMPLES, RUNS
from derivations.studies.noise_scale.gradient_laws import LAWS

PROSE = Prose("noise_scale")
KINDS = ("gradients", "norms", "off-diagonal")
SHARES_SHOWN = ("covered", "below", "above", "unbounded", "conservative")
ESTIMATES = {"scale": r"$\mathcal{B}_\text{simple}$", "signal": "$|G|^2$", "noise": r"$\operatorname{tr}\Sigma$"}


def coverage_table(cells: Sequence[dict[str, Any]], level: float) -> Table:
    """How often the interval of what is measured holds the truth, where the noise is Gaussian, Student's or lognormal."""
    error = math.sqrt(level * (1 - level) / RUNS)
    cells = [c for c in cells if c["kind"] in KINDS]
    counts = [c["levels"][f"{level:g}"]["scale"] for c in cells]
    rows = [
        (c["kind"], c["problem"], c["law"], str(c["measurements"]), f"{c['truth']:g}", *_shares(v), _median(v))
        for c, v in zip(cells, counts, strict=True)
    ]
    covered = {kind: [v["covered"] for c, v in zip(cells, counts, strict=True) if c["kind"] == kind] for kind in KINDS}
    text = PROSE("coverage_table", level=level, runs=RUNS, resamples=RESAMPLES, error=error, covered=covered, problems=PROBLEMS)
    header = ("from", "directions", "law", "examples", "truth", *SHARES_SHOWN, "median")
    return Table(f"Coverage at {level:.0%}", text, header, rows)


def law_table(cells: Sequence[dict[str, Any]], level: float) -> Table:
    """The same of the noise scale, |G|^2 and tr Sigma under laws of which few examples show much."""
    error = math.sqrt(level * (1 - level) / RUNS)
    rows, short, missing = [], [], []
    for c in (c for c in cells if c["kind"] == "laws"):
        law, measurements, rare = c["law"], c["measurements"], LAWS[c["law"]].rare
        if rare:
            missing.append((law, measurements, (1 - rare) ** measurements))
        for name, words in ESTIMATES.items():
            v = c["levels"][f"{level:g}"][name]
            rows.append((law, str(measurements), words, *_shares(v), _median(v)))
            if v["covered"] < level - 2 * error:
                short.append((words, law, measurements, v["covered"]))
    text = PROSE("law_table", level=level, runs=RUNS, error=error, count=len(rows), short=short, missing=missing, laws=LAWS)
    header = ("law", "examples", "estimate", *SHARES_SHOWN, "median")
    return Table(f"Coverage at {level:.0%} where few examples carry the estimate", text, header, rows)


def _shares(counts: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{counts[name]:.1%}" for name in SHARES_SHOWN)


def _median(counts: dict[str, Any]) -> str:
    """Ends over the truth."""
    return " to ".join("-" if counts[end] is None else f"{counts[end]:.3g}" for end in ("lower", "upper"))
