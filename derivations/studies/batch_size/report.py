"""The report page of the batch-size study: figures, the paper's sentences with what was measured, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derivations.pages.page import Table
from derivations.pages.picture import TabledPicture
from derivations.pages.rendering import render
from derivations.studies.batch_size.figures import study_figures
from derivations.studies.batch_size.findings import Finding, findings, nearness, say, tally
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
from derivations.tasks.rows import TunedRow
from derivations.tasks.study import Study
from numerics.curves.bounds import bayes_examples, maximum_likelihood_examples
from numerics.problem.noisy_quadratic import NoisyQuadratic

NAMES = {"sgd": "SGD", "momentum": "momentum", "ema": "EMA", "schedule": "schedule"}


@dataclass(frozen=True)
class Part:
    """A figure with the findings about it."""

    figure: TabledPicture
    findings: list[Finding]


def batch_files(study: BatchCurves) -> dict[str, bytes]:
    """All files of the page, name to content."""
    figures = study_figures(study)
    about = findings(study)
    parts = [Part(f, [x for x in about if x.figure == f.number]) for f in figures]
    context: dict[str, Any] = {
        "tally": tally(about),
        "introduction": say("introduction", sgd=Rebinned.of(study, "sgd"), momentum=Rebinned.of(study, "momentum")),
        "parts": parts,
        "tables": tables(study),
    }
    files = {"batch-size.md": render("batch-size.md", **context).encode()}
    for figure in figures:
        files |= figure.files()
    return files


@dataclass(frozen=True)
class Rebinned:
    """What accurate bins do to a rule's counts: the least and the most change, relatively; ``error`` bounds that of their risk."""

    least: float
    most: float
    error: float

    @classmethod
    def of(cls, study: BatchCurves, rule: str) -> Rebinned:
        """A rule without preconditioner."""
        binned, accurate = study.curve(rule), study.curve(rule, problem=ACCURATE)
        changes = [a / b - 1 for a, b in zip(accurate.steps, binned.steps, strict=True)]
        errors = [r.binning_error for r in accurate.rows if isinstance(r, TunedRow) and r.binning_error is not None]
        return cls(min(changes), max(changes), max(errors) / TARGET)


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
        return str(curve.at(size)) if size in curve.batch_sizes else "-"

    rows = [(f"$2^{{{q}}}$", *(cell(c, 2.0**q) for c in curves)) for q in range(2, 2 + len(BATCH_SIZES))]
    plateau = ("$\\infty$", *("-" if c.spec.rule == "schedule" else str(c.plateau) for c in curves))
    return Table(title, say("table_of_steps"), header, [*rows, plateau])


def _bounds(study: BatchCurves) -> Table:
    rows = [(NAMES[r], f"{p:g}", f"{b:.3f}", f"{m:.3f}") for r, p, b, m in nearness(study)]
    problem = NoisyQuadratic.power_law(10_000)
    bounds = {"bayes": bayes_examples(problem, TARGET), "likelihood": maximum_likelihood_examples(problem, TARGET)}
    text = say("table_of_bounds", **bounds)
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
    header = ("rule", "$p$", "perfect", "critical", "asymptotes", "twice the plateau", "fit", "misfit")
    return Table("Critical batch sizes", say("table_of_critical_batch_sizes"), header, rows)


STUDY: Study[BatchCurves] = Study(
    "batch-size",
    page=lambda data, run: batch_files(data["batch-size"]),
    compute=lambda run: compute_study(run.workers, resume=run.resume, progress=run.told("batch-size study")),
    encode=BatchCurves.as_json,
    decode=BatchCurves.from_json,
    check=stale_rows,
)
