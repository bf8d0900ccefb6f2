"""Reports: text with maths renders for GitHub and LaTeX, pictures are the same on every run, all claims appear."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivations.exhibits import EXHIBITS, exhibit
from derivations.figures import group_pictures
from derivations.gallery import DATA, Gallery, stale_rows
from derivations.gallery_report import page_files
from derivations.page import verdict
from derivations.rendering import latex, markdown
from derivations.report import FOLDER, hypotheses
from theory.claims import GROUPS, ledger
from theory.optimizers import REGISTRY


def test_markdown_uses_the_robust_forms() -> None:
    """Dollar-backtick inline, fenced displays."""
    assert markdown("a $x_1$ b $$y^2$$ c") == "a $`x_1`$ b \n```math\ny^2\n```\n c"


def test_latex_escapes_outside_maths_only() -> None:
    """50% and x_1 in text are escaped, maths is untouched."""
    assert latex(r"50% of a_b: $x_1$ and **bold**") == r"50\% of a\_b: $x_1$ and \textbf{bold}"
    assert latex("$$y$$") == r"\fitted{y}"


def test_a_verdict_against_its_numbers_stops_the_report() -> None:
    """Planted error: a page whose numbers say otherwise is not written."""
    assert verdict("Refuted", True, True) == "**Refuted**"
    with pytest.raises(RuntimeError, match="no longer bear out its verdict 'Refuted'"):
        verdict("Refuted", True, False)


@pytest.mark.parametrize("group", GROUPS)
def test_committed_reports_hold_every_claim(group: str) -> None:
    """Each claim has its section, statement and verdict in the committed report."""
    text = (FOLDER / f"{group}.md").read_text(encoding="utf-8")
    for claim in ledger().starting_with(f"{group}."):
        assert f"## {claim.id}\n" in text
        assert claim.statement.latex() in text
    assert "FAILS" not in text


def test_pictures_are_reproducible() -> None:
    """Drawn twice, a picture gives the same bytes."""
    picture = group_pictures()["momentum"][0]
    assert picture.files() == picture.files()


@pytest.mark.parametrize(
    "page", ["optimizer-heavy-ball", "optimizer-local-sgd", "optimizer-schedule-free", "optimizer-sign-sgd"]
)
def test_an_optimizers_page_is_reproducible(page: str) -> None:
    """Generated anew, a page of each class gives the committed bytes."""
    files = page_files(exhibit(page), Gallery(json.loads((FOLDER / DATA).read_bytes())))
    for name, content in files.items():
        assert (FOLDER / name).read_bytes() == content, f"{name} is stale: run nqm report"


def test_every_optimizer_has_a_page() -> None:
    """The gallery shows every rule of the registry."""
    shown = {type(e.symbolic).slug for e in EXHIBITS} | {type(i).slug for e in EXHIBITS for i in e.symbolic.inner_optimizers()}
    assert shown == set(REGISTRY)


def test_a_stored_result_that_does_not_hold_is_found() -> None:
    """One step too few, in any kind of row, is stale."""
    rows = json.loads((FOLDER / DATA).read_bytes())
    assert stale_rows(Gallery(rows)) == []
    for page in ("optimizer-nesterov", "optimizer-schedule-free", "optimizer-kalman-gain"):
        wrong = json.loads(json.dumps(rows))
        row = next(r for r in wrong[page] if r["steps"] is not None)
        row["steps"] = int(row["steps"] * 0.9)
        assert len(stale_rows(Gallery(wrong))) == 1


def test_omitted_hypotheses_are_marked() -> None:
    """Theorem 1's missing stability condition is marked in its report."""
    assert "omitted in the source" in hypotheses(ledger()["momentum.risk-bound"])


def test_no_machine_paths_in_reports() -> None:
    """Generated files name no folder of the machine that made them."""
    for file in Path(FOLDER).glob("*"):
        assert str(FOLDER.parent.parent).encode() not in file.read_bytes()
