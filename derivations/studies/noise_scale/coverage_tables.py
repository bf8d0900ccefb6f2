"""The tables of how often measured intervals hold the truth, for the report page on noise scales."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from derivations.pages.page import Table
from derivations.studies.noise_scale.coverage import PROBLEMS, RESAMPLES, RUNS
from derivations.studies.noise_scale.gradient_laws import LAWS

KINDS = {
    "gradients": "Noise scales from single gradients:",
    "norms": "From norms at two batch sizes:",
    "off-diagonal": "Share of $C$ off its diagonal:",
}
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
    text = (
        f"How often the {level:.0%} interval of nqm.measure holds the truth, in {RUNS} simulated measurements a line ({RESAMPLES} resamples; "
        f"standard error {error:.1%}). "
        + " ".join(f"{words} {min(covered[kind]):.1%} to {max(covered[kind]):.1%}." for kind, words in KINDS.items())
        + " Directions: "
        + "; ".join(f"{name}, {words}" for name, (words, _) in PROBLEMS.items())
        + ". Below, above: the whole interval lies there. Unbounded: it has no upper end, as it must where the noise hides the gradient. "
        "Conservative: few examples carry the estimate, and the interval says so and is wider. Median: of the interval's ends, over the "
        "truth. The share off the diagonal rests on fourth powers of the noise: its interval is approximate at few examples or heavy tails."
    )
    header = ("from", "directions", "law", "examples", "truth", *SHARES_SHOWN, "median")
    return Table(f"Coverage at {level:.0%}", text, header, rows)


def law_table(cells: Sequence[dict[str, Any]], level: float) -> Table:
    """The same of the noise scale, |G|^2 and tr Sigma under laws of which few examples show much."""
    error = math.sqrt(level * (1 - level) / RUNS)
    cells = [c for c in cells if c["kind"] == "laws"]
    rows, short, missing = [], [], {}
    for c in cells:
        law = LAWS[c["law"]]
        if law.rare:
            missing[f"{c['law']} of {c['measurements']}"] = (1 - law.rare) ** c["measurements"]
        for name, words in ESTIMATES.items():
            v = c["levels"][f"{level:g}"][name]
            rows.append((c["law"], str(c["measurements"]), words, *_shares(v), _median(v)))
            if v["covered"] < level - 2 * error:
                short.append(f"{words} of {c['law']} at {c['measurements']} ({v['covered']:.1%})")
    text = (
        f"{RUNS} measurements a line, as above; standard error {error:.1%}. Of {len(rows)} intervals "
        + (
            f"{len(short)} hold the truth less often than {level:.0%} by more than two standard errors: {'; '.join(short)}. "
            if short
            else "none falls short of its level by two standard errors. "
        )
        + "What no interval can know is a kind of example that is not among those measured: "
        + "; ".join(f"{share:.1%} of the times for {name}" for name, share in missing.items())
        + ". Laws: "
        + "; ".join(f"{name}, {law.words}" for name, law in LAWS.items())
        + "."
    )
    header = ("law", "examples", "estimate", *SHARES_SHOWN, "median")
    return Table(f"Coverage at {level:.0%} where few examples carry the estimate", text, header, rows)


def _shares(counts: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{counts[name]:.1%}" for name in SHARES_SHOWN)


def _median(counts: dict[str, Any]) -> str:
    """Ends over the truth."""
    return " to ".join("-" if counts[end] is None else f"{counts[end]:.3g}" for end in ("lower", "upper"))
