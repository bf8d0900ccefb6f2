"""The README does what it shows: its Python blocks run and print what it says, its ledger is the ledger."""

from __future__ import annotations

import io
import re
import sys
import types
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from derivations.report import FOLDER
from theory.claims import ledger
from theory.claims.common import PAPER
from theory.statements.claim import Claim, Verdict

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    p.stem: p.read_text(encoding="utf-8") for p in [ROOT / "README.md", *sorted((ROOT / "derivations" / "guide").glob("*.md"))]
}
"""The README and the pages to which what grew was moved."""


@pytest.mark.parametrize("page", [name for name, text in PAGES.items() if "```python" in text])
def test_python_blocks_print_what_is_shown(page: str) -> None:
    """Each Python block of a page, run in order in one namespace, prints the text block that follows it."""
    pairs = re.findall(r"```python\n(.*?)```\s+```text\n(.*?)```", PAGES[page], re.DOTALL)
    assert len(pairs) == PAGES[page].count("```python") > 0
    module = types.ModuleType("readme")
    sys.modules["readme"] = module  # dataclasses look their module up
    namespace: dict[str, object] = {"__name__": "readme"}
    for code, shown in pairs:
        out = io.StringIO()
        with redirect_stdout(out):
            exec(compile(code, f"{page}.md", "exec"), namespace)
        assert out.getvalue() == shown


def test_a_stranger_reads_the_readme_to_its_end() -> None:
    """At most 150 lines; every page of the guide is linked from it, and every link of them leads somewhere."""
    assert len(README.splitlines()) <= 150
    assert {f"derivations/guide/{name}.md" for name in PAGES if name != "README"} <= set(re.findall(r"\]\(([^)#]+)", README))
    for name, text in PAGES.items():
        folder = ROOT if name == "README" else ROOT / "derivations" / "guide"
        assert [link for link in re.findall(r"\]\((?!http)([^)#]+)", text) if not (folder / link).exists()] == []


def test_the_example_of_contributing_runs(tmp_path: Path) -> None:
    """The rule shown in CONTRIBUTING is complete and passes its examination."""
    from derivations.inputs.names import load_file
    from derivations.ledger.examination import examine

    text = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    head = "from dataclasses import dataclass\nfrom typing import NamedTuple\nfrom nqm import Optimizer, Scalar, hyperparameter, sign\n"
    file = tmp_path / "shown.py"
    file.write_text(head + code, encoding="utf-8")
    (cls,) = load_file(file)
    assert examine(cls()).ok


def test_the_optimizer_has_ten_lines() -> None:
    """The class of the README is ten lines of code."""
    body = re.search(r"@dataclass\(frozen=True\)\n(class Nesterov.*?)\n\n\n", README, re.DOTALL)
    assert body is not None
    assert len([line for line in body.group(1).splitlines() if line.strip()]) <= 10


def test_the_ledgers_headline_is_the_reports() -> None:
    """The counts in the README are those of the generated index."""
    index = (FOLDER / "index.md").read_text(encoding="utf-8")
    headline = next(line for line in index.splitlines() if " claims: " in line)
    assert headline in README.splitlines()
    assert headline in PAGES["ledger"].splitlines()


def ledger_table(head: str) -> list[tuple[str, ...]]:
    """The first two cells of each row of a table of the ledger's page, without their ticks."""
    table = PAGES["ledger"].split(f"\n| {head} |", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `([a-z0-9.-]+)` \| (?:`([a-z0-9.-]+)` \|)?", table, re.MULTILINE)


def test_the_ledgers_page_names_what_fails() -> None:
    """Refuted is what a source asserts; limits stand beside the claims that they are limits of, and conjectures by themselves."""
    failing = [claim for claim in ledger() if claim.expected is Verdict.REFUTED]
    assert {name for name, _ in ledger_table("refuted")} == {claim.id for claim in failing if claim.asserted}
    assert set(ledger_table("limit")) == {(claim.id, claim.limit_of) for claim in failing if claim.limit_of}
    assert {name for name, _ in ledger_table("conjecture")} == {claim.id for claim in failing if claim.conjecture}


def word(claim: Claim) -> str:
    """A claim's verdict as the page on the paper writes it."""
    if claim.expected is Verdict.REFUTED:
        return "refuted" if claim.asserted else "limit" if claim.limit_of else "conjecture"
    return str(claim.expected) + ("\\*" if claim.omitted else "")


def test_the_paper_is_settled_sentence_by_sentence() -> None:
    """Every claim that the page names exists, with the verdict that stands there; every claim on the paper stands there; and a limit
    never without the claim that it is the limit of, in its row or another.
    """
    text = PAGES["paper"]
    named = re.findall(r"`([a-z0-9.-]+)` ([a-z]+(?:\\\*)?)", text)
    assert len(named) == text.count("`") // 2
    for claim_id, verdict in named:
        assert (claim_id, verdict) == (claim_id, word(ledger()[claim_id]))
    ids = {claim_id for claim_id, _ in named}
    assert {claim.id for claim in ledger() if claim.source.startswith(PAPER)} <= ids
    assert {ledger()[k].limit_of for k in ids} - {""} <= ids


def test_the_studys_headline_is_the_reports() -> None:
    """So are the counts of confirmed and corrected sentences."""
    report = (FOLDER / "batch-size.md").read_text(encoding="utf-8")
    headline = next(line for line in report.splitlines() if "sentences measured" in line)
    assert headline.rstrip(".") in README.splitlines()
    assert headline.rstrip(".") in PAGES["batch-sizes"].splitlines()


def test_commands_of_the_readme_exist() -> None:
    """Every `nqm COMMAND` that the README and its pages name is a command, every `make TARGET` a target."""
    from derivations.cli.app import app

    commands = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    text = "\n".join(PAGES.values())
    assert set(re.findall(r"(?:^|`)nqm ([a-z]+)", text, re.MULTILINE)) <= commands
    makefile = (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE):
        assert f"\n{target}:" in makefile


def test_nothing_names_the_machine() -> None:
    """No tracked text names an absolute folder of a machine or a package registry."""
    root = Path(__file__).parent.parent
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home)/|https?://\S*(?:pypi|pythonhosted)")
    for file in [*root.glob("*.md"), *root.glob("*.toml"), *root.glob("*.lock"), *root.rglob("derivations/**/*.md")]:
        assert not pattern.search(file.read_text(encoding="utf-8")), file
