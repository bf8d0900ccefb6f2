"""The report page on the gradient noise scale in numbers: along trajectories, against critical batch sizes, in batch schedules."""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.pages.numerals import binary
from derivations.pages.page import Found, Page, Table, verdict
from derivations.studies.batch_size.study import BatchCurves
from derivations.studies.noise_scale.coverage import LEVELS, read_coverage, run_coverage, written
from derivations.studies.noise_scale.coverage_tables import coverage_table, law_table
from derivations.studies.noise_scale.figures import PROSE, noise_scale_figures
from derivations.studies.noise_scale.runs import GOAL, LENGTH, RULES, SHOWN, SMALL, Along, along, plans
from derivations.tasks.study import Study

AGREES = 2.0  # factor within which a statement about a size counts as confirmed
MISFIT = 0.05  # of a curve that counts as a hyperbola


def noise_scale_files(study: BatchCurves, cells: list[dict[str, Any]]) -> dict[str, bytes]:
    """All files of the page, name to content."""
    runs = {rule: [along(study, rule, b) for b in SHOWN] for rule in RULES}
    return Page(
        "noise-scale-numbers",
        "The gradient noise scale in numbers",
        "Along exact trajectories, against critical batch sizes, in batch schedules, and measured from samples;\n"
        "[coverage data](coverage.json) and a CSV beside every figure. The [claims](noise-scale.md) are proved apart.",
        PROSE("introduction"),
        [_predicts(runs), _increases(runs["sgd"]), _tradeoff(study), _schedules(), Found.told(PROSE, "untested")],
        noise_scale_figures(study, runs),
        [
            _critical_table(runs), _schedule_table(),
            *(table(cells, level) for level in LEVELS for table in (coverage_table, law_table)),
        ],
    ).files()  # fmt: skip


def _predicts(runs: dict[str, list[Along]]) -> Found:
    shown: list[dict[str, Any]] = []
    critical = {}
    for rule, name in RULES.items():
        run = runs[rule][1]
        critical[rule] = size = run.curve.critical.crossing
        off = max(max(v / size, size / v) for v in (run.full, run.simple))
        shown.append({"name": name, "critical": size, "full": run.full, "simple": run.simple, "off": off})
    return Found.told(
        PROSE,
        "predicts",
        verdict=verdict(max(rule["off"] for rule in shown) <= AGREES),
        rules=shown,
        size=SHOWN[1],
        momentum=critical["momentum"] / critical["sgd"],
        average=critical["ema"] / critical["sgd"],
    )


def _increases(runs: list[Along]) -> Found:
    shown = []
    for run in runs:
        s = run.scales
        late = int(np.argmax(s.full >= 0.95 * s.full[-1]))
        loss = float(s.risk[late] / s.risk[-1])
        shown.append({"size": run.batch_size, "first": s.full[0], "last": s.full[-1], "loss": loss})
    return Found.told(PROSE, "increases", verdict=verdict(max(run["loss"] for run in shown) <= AGREES), runs=shown)


def _tradeoff(study: BatchCurves) -> Found:
    rules = [(name, study.curve(rule).critical) for rule, name in RULES.items()]
    return Found.told(PROSE, "tradeoff", verdict=verdict(max(c.misfit for _, c in rules) <= MISFIT), rules=rules)


def _schedules() -> Found:
    """What share of the examples each schedule saves against a constant batch size."""
    saved = []
    for rate, (_, (constant, *others)) in plans().items():
        adaptive, simple, best = (1 - other.examples / constant.examples for other in others)
        saved.append({"rate": rate, "adaptive": adaptive, "simple": simple, "best": best})
    near = all(max(s["adaptive"], s["simple"]) * AGREES >= s["best"] for s in saved)
    return Found.told(PROSE, "schedules", verdict=verdict(near), rates=saved)


def _critical_table(runs: dict[str, list[Along]]) -> Table:
    rows = []
    for rule, name in RULES.items():
        for run in runs[rule]:
            c, s = run.curve.critical, run.scales
            half = f"{c.critical:.0f}" if c.critical else "-"
            cells = (run.full, run.simple, float(s.full[-1]), float(s.simple[-1]))
            rows.append((name, f"{c.crossing:.0f}", half, f"${binary(run.batch_size)}$", *(f"{v:.0f}" for v in cells)))
    header = ("rule", "critical", "half", "$B$", "mean noise", "mean simple", "end noise", "end simple")
    return Table("Noise scales beside critical batch sizes", PROSE("critical_table"), header, rows)


def _schedule_table() -> Table:
    rows = []
    for rate, (steps, schedules) in plans().items():
        examples = [s.examples for s in schedules]
        rows.append((f"{rate:g}", str(steps), *(f"{n:.0f}" for n in examples), f"{examples[0] / examples[-1]:.2f}"))
    header = (r"$\alpha$", "steps", "constant", "adaptive", "adaptive, simple", "optimal", "constant over optimal")
    return Table("Batch schedules", PROSE("schedule_table", goal=GOAL, dimension=SMALL, length=LENGTH), header, rows)


STUDY: Study[list[dict[str, Any]]] = Study(
    "coverage",
    page=lambda data, run: noise_scale_files(data["batch-size"], data["coverage"]),
    compute=lambda run: run_coverage(run.workers, run.resume, run.told("cells"), small=run.small),
    encode=written,
    decode=read_coverage,
    costly=True,
    trial=True,
    alone=False,
)
