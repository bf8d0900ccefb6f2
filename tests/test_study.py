"""The study behind the paper's figures: stored results hold, are the best known, and are what is drawn and said."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from derivations.report import FOLDER
from derivations.studies.batch_size.figures import NUMBERS, choose, needed_curves, study_figures
from derivations.studies.batch_size.findings import findings, nearness
from derivations.studies.batch_size.report import STUDY, tables
from derivations.studies.batch_size.study import BatchCurves, CurveSpec, compute_study, specs
from derivations.tasks.rows import TunedRow
from numerics.dynamics.precise import precise_risk
from theory.errors import InputError


@pytest.fixture(scope="module")
def study() -> BatchCurves:
    return BatchCurves.from_json((FOLDER / STUDY.file).read_bytes())


def test_stored_counts_are_exact(study: BatchCurves) -> None:
    """Each is the first hit of the problem itself, not of a coarser one."""
    assert all(r.exact for curve in study for r in curve.rows if isinstance(r, TunedRow))


@pytest.mark.parametrize(
    "spec", [s for s in specs() if s.rule != "schedule" and s.problem.rule == "lower-edge"], ids=lambda s: s.name
)
def test_intervals_confirm_the_counts(study: BatchCurves, spec: CurveSpec) -> None:
    """At three batch sizes of every curve: above the target one step before, at most the target at the count."""
    problem = spec.problem.build()
    for r in study.curve(spec.rule, spec.power, spec.target).rows[::9]:
        assert r.steps is not None
        optimizer = spec.build().set(**r.hyperparameters)
        before, at = precise_risk(optimizer, problem, [r.steps - 1, r.steps], r.batch_size, digits=12)
        assert before.lower > spec.target
        assert at.upper is not None
        assert at.upper <= spec.target


def test_a_wrong_count_is_caught(study: BatchCurves, tmp_path: Path) -> None:
    """Stored counts are first hits and stored schedules reach the target, all but the three planted here; the report refuses those."""
    data = json.loads(study.as_json())
    data[CurveSpec("momentum").name][18]["steps"] -= 1
    data[CurveSpec("sgd").name][3]["steps"] += 1
    data[CurveSpec("schedule", 0.5).name][2]["lengths"][0] -= 5
    data[CurveSpec("schedule", 0.5).name][2]["steps"] -= 5
    content = json.dumps(data).encode()
    (tmp_path / STUDY.file).write_bytes(content)
    with pytest.raises(InputError, match="3 results do not hold"):
        STUDY.stored(tmp_path, checked=True)
    with pytest.raises(InputError, match="missing"):
        STUDY.stored(tmp_path / "none")
    (tmp_path / STUDY.file).write_bytes(b"{}")
    with pytest.raises(InputError, match="run: nqm report"):
        STUDY.stored(tmp_path)


@pytest.mark.parametrize("spec", [CurveSpec("sgd", 0.25), CurveSpec("ema", 0.5)], ids=lambda s: s.name)
def test_a_new_search_finds_nothing_better(study: BatchCurves, spec: CurveSpec) -> None:
    """Searching again gives the stored steps, within one in a thousand or one step."""
    (new,) = compute_study(only=[spec])
    old = study.curve(spec.rule, spec.power)
    for a, b in zip(new.steps, old.steps, strict=True):
        assert abs(a - b) <= max(1, b // 1000)


def test_every_curve_is_there(study: BatchCurves) -> None:
    """All curves of all figures, at all batch sizes, with the references of the known results."""
    assert [c.spec for c in study] == specs()
    assert all(spec in study for spec in needed_curves(NUMBERS))
    assert study.curve("sgd").at(16.0) == 376_690
    assert study.curve("momentum").at(2.0**20) <= 152
    assert study.curve("ema", 0.5).at(256.0) <= 3_106


def test_findings_quote_the_paper_and_measure(study: BatchCurves) -> None:
    """Every sentence belongs to a figure and carries numbers; both verdicts occur."""
    found = findings(study)
    assert {f.figure for f in found} <= set(NUMBERS)
    assert {f.verdict for f in found} == {"**confirmed**", "**corrected**"}
    for finding in found:
        assert any(character.isdigit() for character in finding.measured)
    text = (FOLDER / "batch-size.md").read_text(encoding="utf-8")
    assert all(f.quote in text for f in found)


def test_no_curve_beats_the_bayes_bound(study: BatchCurves) -> None:
    """Examples over those of the Bayes bound: above 1 for every rule and power."""
    assert min(over for _, _, over, _ in nearness(study)) > 1


def test_tables_and_csv_hold_the_same_numbers(study: BatchCurves) -> None:
    """The table of Figure 3a and its CSV agree in every count."""
    (figure,) = study_figures(study, ["3a"])
    rows = list(csv.DictReader(io.StringIO(figure.csv().decode())))
    counts = {(r["rule"], float(r["power"]), r["batch_size"]): r["steps"] for r in rows}
    table = tables(study)[0]
    for q, line in enumerate(table.rows[:-1], 2):
        for k, (rule, power) in enumerate((r, p) for r in ("sgd", "momentum") for p in (0.0, 0.25, 0.5, 0.75)):
            assert line[1 + k] == counts[rule, power, f"{2.0**q:.10g}"]


def test_figures_are_reproducible(study: BatchCurves) -> None:
    """Drawn twice, the same bytes, those committed."""
    (figure,) = study_figures(study, ["3b"])
    files = figure.files()
    assert files == figure.files()
    for name, content in files.items():
        assert (FOLDER / name).read_bytes() == content


def test_unknown_figures_are_named() -> None:
    """A figure that does not exist is said, with those that do."""
    assert choose([]) == list(NUMBERS)
    with pytest.raises(InputError, match="no figure '5'; there are: 1, 2, 3a"):
        choose(["5"])
