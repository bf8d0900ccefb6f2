"""The report page of the batch-size study: figures, the paper's sentences with what was measured, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derivations.pages.page import Table
from derivations.pages.picture import TabledPicture
from derivations.pages.rendering import render
from derivations.studies.batch_size.figures import study_figures
from derivations.studies.batch_size.findings import findings, nearness, scientific, tally
from derivations.studies.batch_size.study import (
    ACCURATE,
    BATCH_SIZES,
    POWERS,
    TARGET,
    BatchCurves,
    Curve,
    compute_study,
    stale_rows,
)
from derivations.tasks.study import Study

NAMES = {"sgd": "SGD", "momentum": "momentum", "ema": "EMA", "schedule": "schedule"}
INTRODUCTION = (
    r"Problem: $h_i = 1/i$, $d = 10^4$, $C = H$, $\mathbb{E}\,\theta_0^2 = 1$, in the 100 lower-edge bins of the paper's notebook; target "
    r"risk 0.01; powers $p$ of the preconditioner $H^p$. Every count of steps is the first hit of its setting: no earlier step reaches the "
    r"target, also where the risk oscillates (branch and bound with a margin of $10^{-9}$, intervals where it is closer), and `nqm report --check` "
    r"computes each anew. That no setting is faster is the outcome of a "
    r"search (scan, cross-entropy, Newton), not a proof. "
)


@dataclass(frozen=True)
class Part:
    """A figure with the findings about it."""

    figure: TabledPicture
    findings: list[Any]


def batch_files(study: BatchCurves) -> dict[str, bytes]:
    """All files of the page, name to content."""
    figures = study_figures(study)
    about = findings(study)
    parts = [Part(f, [x for x in about if x.figure == f.number]) for f in figures]
    context: dict[str, Any] = {
        "tally": tally(about),
        "introduction": INTRODUCTION + _accurate(study),
        "parts": parts,
        "tables": tables(study),
    }
    files = {"batch-size.md": render("batch-size.md", **context).encode()}
    for figure in figures:
        files |= figure.files()
    return files


def _accurate(study: BatchCurves) -> str:
    """What the notebook's bins do to the counts."""
    changes, bounds = [], []
    for rule in ("sgd", "momentum"):
        binned, true = study.curve(rule), study.curve(rule, problem=ACCURATE)
        ratios = [t / b - 1 for t, b in zip(true.steps, binned.steps, strict=True)]
        changes.append(f"{min(ratios):+.1%} to {max(ratios):+.1%}")
        bounds.append(max(r["binning_error"] for r in true.rows) / TARGET)
    return (
        f"On 400 Gauss nodes, whose risk is shown to be within {scientific(bounds[0])} (SGD) and {scientific(bounds[1])} (momentum) of the full "
        f"spectrum's, relatively, the counts at $p = 0$ differ from those given here by {changes[0]} for SGD and {changes[1]} for momentum."
    )


def tables(study: BatchCurves) -> list[Table]:
    """Steps of Figures 3a, 3b and 4, distances to the information bounds, critical batch sizes."""
    return [
        _steps("Figure 3a in numbers", study, ("sgd", "momentum")),
        _steps("Figure 3b in numbers", study, ("sgd", "schedule")),
        _steps("Figure 4 in numbers", study, ("sgd", "ema")),
        _bounds(study),
        _critical(study),
    ]


def _steps(title: str, study: BatchCurves, rules: tuple[str, str]) -> Table:
    curves = [study.curve(r, p) for r in rules for p in POWERS]
    header = ("$B$", *(f"{NAMES[c.spec.rule]} {c.spec.power:g}" for c in curves))

    def cell(curve: Curve, size: float) -> str:
        found = [r["steps"] for r in curve.rows if r["batch_size"] == size]
        return str(found[0]) if found else "-"

    rows = [(f"$2^{{{q}}}$", *(cell(c, 2.0**q) for c in curves)) for q in range(2, 2 + len(BATCH_SIZES))]
    plateau = ("$\\infty$", *("-" if c.spec.rule == "schedule" else str(c.plateau) for c in curves))
    return Table(title, "Steps to risk 0.01; the number behind a rule is the power $p$.", header, [*rows, plateau])


def _bounds(study: BatchCurves) -> Table:
    rows = [(NAMES[r], f"{p:g}", f"{b:.3f}", f"{m:.3f}") for r, p, b, m in nearness(study)]
    text = (
        "Fewest examples of each curve over those of the Bayes bound (495017: no optimizer needs fewer) and of the maximum-likelihood line "
        "$d/(2N)$ (500000)."
    )
    return Table("Distance to the information bounds", text, ("rule", "$p$", "over Bayes", "over $d/(2N)$"), rows)


def _critical(study: BatchCurves) -> Table:
    def number(value: float | None) -> str:
        return "-" if value is None else f"{value:.0f}"

    rows = []
    for curve in (study.curve(r, p) for r in ("sgd", "momentum", "ema", "schedule") for p in POWERS):
        c = curve.critical
        misfit = f"{c.misfit:.0%} at {c.misfit_at:.0f}"
        cells = (c.perfect_until, c.critical, c.crossing, c.twice_the_plateau, c.fitted_batch_size)
        rows.append((NAMES[curve.spec.rule], f"{curve.spec.power:g}", *map(number, cells), misfit))
    text = (
        r"Efficiency is $E_{\min}/(B\,S)$. Perfect: the largest batch size of the study up to which it is at least 0.9. Critical: where it has "
        r"fallen to one half. On the hyperbola $(S/S_{\min}-1)(E/E_{\min}-1) = 1$ (McCandlish et al. 2018) that is where the asymptotes cross, "
        r"$E_{\min}/S_{\min}$, and where steps are twice the plateau. Fit: the best hyperbola's critical batch size, with its largest relative "
        "error. The plateau of a schedule is taken at $B = 2^{20}$."
    )
    header = ("rule", "$p$", "perfect", "critical", "asymptotes", "twice the plateau", "fit", "misfit")
    return Table("Critical batch sizes", text, header, rows)


STUDY: Study[BatchCurves] = Study(
    "batch-size",
    page=lambda data, run: batch_files(data["batch-size"]),
    compute=lambda run: compute_study(run.workers, resume=run.resume, progress=run.told("batch-size study")),
    encode=BatchCurves.as_json,
    decode=BatchCurves.from_json,
    check=stale_rows,
)
