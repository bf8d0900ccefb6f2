"""Reports: text with maths renders for GitHub and LaTeX, pictures are the same on every run, all claims appear."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivations.figures import group_pictures
from derivations.rendering import latex, markdown
from derivations.report import FOLDER, hypotheses, optimizer_files
from theory.claims import GROUPS, ledger
from theory.optimizers import HeavyBall


def test_markdown_uses_the_robust_forms() -> None:
    """Dollar-backtick inline, fenced displays."""
    assert markdown("a $x_1$ b $$y^2$$ c") == "a $`x_1`$ b \n```math\ny^2\n```\n c"


def test_latex_escapes_outside_maths_only() -> None:
    """50% and x_1 in text are escaped, maths is untouched."""
    assert latex(r"50% of a_b: $x_1$ and **bold**") == r"50\% of a\_b: $x_1$ and \textbf{bold}"
    assert latex("$$y$$") == r"\fitted{y}"


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


def test_an_optimizers_page_is_reproducible() -> None:
    """Generated twice, the page gives the same bytes, those committed."""
    from derivations.report import PAGES

    optimizer, last = PAGES["optimizer-heavy-ball"]
    files = optimizer_files("optimizer-heavy-ball", optimizer, last)
    assert isinstance(optimizer, HeavyBall)
    for name, content in files.items():
        assert (FOLDER / name).read_bytes() == content, f"{name} is stale: run nqm report"


def test_omitted_hypotheses_are_marked() -> None:
    """Theorem 1's missing stability condition is marked in its report."""
    assert "omitted in the source" in hypotheses(ledger()["momentum.risk-bound"])


def test_no_machine_paths_in_reports() -> None:
    """Generated files name no folder of the machine that made them."""
    for file in Path(FOLDER).glob("*"):
        assert str(FOLDER.parent.parent).encode() not in file.read_bytes()
