"""Reports: text with maths renders for GitHub and LaTeX, pictures are the same on every run, all claims appear."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from derivations.manifest import NAME, Manifest, Part, inputs_of
from derivations.pages.claim_pictures import group_pictures
from derivations.pages.numerals import binary, change, either, fixed, general, percent, span
from derivations.pages.page import verdict
from derivations.pages.rendering import Prose, latex, markdown
from derivations.registry import studies
from derivations.report import FOLDER, check_reports, inputs, write_reports
from derivations.sources import closure, imported, modules
from derivations.studies.claims.report import hypotheses
from derivations.studies.gallery.exhibits import EXHIBITS, exhibit
from derivations.studies.gallery.report import STUDY, page_files
from derivations.studies.gallery.study import Gallery, stale_rows
from derivations.tasks.study import Study
from theory.claims import GROUPS, ledger
from theory.errors import InputError
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
    assert [verdict(holds) for holds in (True, False)] == ["**Confirmed**", "**Corrected**"]
    assert verdict(True, "Refuted", None) == "**Refuted**"
    with pytest.raises(RuntimeError, match="no longer bear out its verdict 'Refuted'"):
        verdict(False, "Refuted", None)


def test_prose_says_the_numbers_it_is_given() -> None:
    """A block is its paragraphs, each on one line and punctuated; a number that is missing stops the report."""
    prose = Prose("noise_scale")
    critical = {"misfit": 0.18, "misfit_at": 512.0}
    question, answer = prose.paragraphs("tradeoff", verdict="**So**", rules=[("a", critical), ("b", critical)])
    assert question.endswith("(section 2.3)")
    assert answer.startswith("**So**: exact where")
    assert answer.endswith("off by up to 18% for a (near $B = 512$), 18% for b (near $B = 512$).")
    with pytest.raises(UndefinedError, match="verdict"):
        prose("tradeoff", rules=[])


def test_numbers_are_written_one_way() -> None:
    """Shares, changes, sizes and spans, as the templates' filters write them."""
    assert (percent(0.125, 1), change(-0.2), binary(1024.0), span([3.0, math.nan, 1.0], 1)) == (
        "12.5%",
        "-20%",
        "2^{10}",
        "1.0 to 3.0",
    )
    assert (fixed(0.5), general(0.25), general(1234.0, 3)) == ("0.50", "0.25", "1.23e+03")
    assert (either(["a", "b"], "none"), either([], "none")) == ("a and b", "none")


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


@pytest.mark.parametrize("page", ["optimizer-sgd", "optimizer-local-sgd", "optimizer-schedule-free", "optimizer-sign-sgd"])
def test_an_optimizers_page_is_reproducible(page: str) -> None:
    """Generated anew, a page of each class gives the committed bytes."""
    files = page_files(exhibit(page), Gallery.from_json((FOLDER / STUDY.file).read_bytes()))
    for name, content in files.items():
        assert (FOLDER / name).read_bytes() == content, f"{name} is stale: run nqm report"


def test_every_optimizer_has_a_page() -> None:
    """The gallery shows every rule of the registry."""
    shown = {type(e.symbolic).slug for e in EXHIBITS} | {type(i).slug for e in EXHIBITS for i in e.symbolic.inner_optimizers()}
    assert shown == set(REGISTRY)


def test_the_stored_gallery_holds() -> None:
    """Every stored count of every rule is the first hit of its stored setting."""
    assert stale_rows(Gallery.from_json((FOLDER / STUDY.file).read_bytes())) == []


def test_a_stored_result_that_does_not_hold_is_found() -> None:
    """One step too few, in any kind of row, is stale."""
    rows = json.loads((FOLDER / STUDY.file).read_bytes())
    for page in ("optimizer-nesterov", "optimizer-schedule-free", "optimizer-kalman-gain"):
        one = {page: rows[page]}
        others = set(stale_rows(Gallery.from_rows(one)))
        assert not others & {page, exhibit(page).name}
        row = next(r for r in one[page] if r["steps"] is not None)
        row["steps"] = int(row["steps"] * 0.9)
        (found,) = set(stale_rows(Gallery.from_rows(one))) - others
        assert found.startswith(exhibit(page).name)


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A folder with the reports of two small studies in ``tmp_path``; the list grows by the name of each that is drawn again."""
    calls: list[str] = []

    def study(name: str, files: dict[str, bytes]) -> Study[Any]:
        def page(data: object, run: object) -> dict[str, bytes]:
            calls.append(name)
            return files

        return Study(name, page)

    small = {"one": study("one", {"a.md": b"one", "b.svg": b"two"}), "other": study("other", {"c.md": b"three"})}
    monkeypatch.setattr("derivations.report.studies", lambda: small)
    assert write_reports(str(tmp_path)) == 0
    assert calls == ["one", "other"]
    calls.clear()
    return calls


def test_unchanged_reports_are_not_drawn_again(drawn: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Digests decide while the sources are those of the manifest; ``--all`` draws all the same."""
    assert check_reports(str(tmp_path)) == 0
    assert "all 3 files are fresh (nothing" in capsys.readouterr().out
    assert write_reports(str(tmp_path)) == 0
    assert drawn == []
    assert check_reports(str(tmp_path), everything=True) == 0
    assert write_reports(str(tmp_path), everything=True) == 0
    assert drawn == ["one", "other"] * 2


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize(("name", "content"), [("a.md", b"other"), ("b.svg", None), ("d.md", b"new")])
def test_a_changed_report_is_found(
    drawn: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, everything: bool
) -> None:
    """Planted errors: an edited, a missing and an additional file, with and without drawing all again; an edited one is written anew."""
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    assert check_reports(str(tmp_path), everything=everything) == 1
    assert f"stale: {tmp_path / name}" in capsys.readouterr().out
    drawn.clear()
    write_reports(str(tmp_path))
    assert drawn == ([] if name == "d.md" else ["one"])
    assert check_reports(str(tmp_path)) == (name == "d.md")  # what is not ours is not deleted


@pytest.mark.parametrize("wrong", [b"", b"{}", b'{"parts": {"one": {}}}', b'{"parts": {"one": 1}}', None])
def test_a_manifest_of_other_sources_decides_nothing(drawn: list[str], tmp_path: Path, wrong: bytes | None) -> None:
    """Missing or damaged: everything is drawn and compared."""
    if wrong is None:
        (tmp_path / NAME).unlink()
    else:
        (tmp_path / NAME).write_bytes(wrong)
    (tmp_path / "a.md").write_bytes(b"other")
    assert check_reports(str(tmp_path)) == 1
    assert drawn == ["one", "other"]


def test_only_what_has_changed_is_drawn(drawn: list[str], tmp_path: Path) -> None:
    """A study made of other inputs is drawn again, its neighbour not."""
    made = Manifest.read(tmp_path)
    parts = {**made.parts, "other": Part("what it was made of before", made.parts["other"].outputs)}
    (tmp_path / NAME).write_bytes(Manifest(parts).as_json())
    assert check_reports(str(tmp_path)) == 0
    assert drawn == ["other"]


SOURCES = (
    "derivations/studies/one/report.py",
    "theory/used.py",
    "theory/unused.py",
    "derivations/templates/page.md",
    "derivations/studies/one/prose.md",
    "requirements.lock",
)


@pytest.mark.parametrize("place", SOURCES)
def test_every_source_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str) -> None:
    """Another character in a source that is imported, in a template that is named or in the lock file is another digest; elsewhere not."""
    for name in SOURCES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    (tmp_path / SOURCES[0]).write_text("def draw():\n    from theory.used import x\n    return 'page.md', x\n")
    module = "derivations.studies.one.report"
    for where, value in (
        ("ROOT", tmp_path),
        ("TEMPLATES", tmp_path / "derivations/templates"),
        ("LOCK", tmp_path / "requirements.lock"),
    ):
        monkeypatch.setattr(f"derivations.manifest.{where}", value)
    here = modules.__wrapped__(tmp_path)
    monkeypatch.setattr("derivations.manifest.modules", lambda: here)
    monkeypatch.setattr("derivations.sources.modules", lambda: here)
    digest = lambda: (closure.cache_clear(), imported.cache_clear(), inputs_of(module))[-1]  # noqa: E731
    before = digest()
    text = (tmp_path / place).read_text()
    (tmp_path / place).write_text(text + "y = 2\n")
    assert (digest() != before) is (place != "theory/unused.py")
    (tmp_path / place).write_text(text)
    assert digest() == before
    assert inputs_of(module, [b"data"]) != before
    closure.cache_clear()
    imported.cache_clear()


def test_stored_data_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is made of its study's own data where those are kept, and of all others' where it shows those too."""

    def study(name: str, **kept: Any) -> Study[bytes]:
        return Study(name, lambda data, run: {}, lambda run: b"", lambda data: data, lambda content: content, **kept)

    small = {s.name: s for s in (study("kept", costly=True), study("computed"), study("both", alone=False))}
    monkeypatch.setattr("derivations.report.studies", lambda: small)
    data = dict.fromkeys(small, b"one")
    for shown, counts in (("kept", {"kept"}), ("computed", set()), ("both", {"kept", "computed"})):
        found = {name for name in small if inputs(small[shown], data) != inputs(small[shown], {**data, name: b"two"})}
        assert found == counts


def test_omitted_hypotheses_are_marked() -> None:
    """Theorem 1's missing stability condition is marked in its report."""
    assert "omitted in the source" in hypotheses(ledger()["momentum.risk-bound"])


def test_no_machine_paths_in_reports() -> None:
    """Generated files name no folder of the machine that made them."""
    for file in (FOLDER / name for name in Manifest.read(FOLDER).outputs):
        assert str(FOLDER.parent.parent).encode() not in file.read_bytes()


STORED = [study for study in studies().values() if study.compute]


@pytest.mark.parametrize("study", STORED, ids=lambda study: study.name)
def test_every_study_reads_what_it_writes(study: Study[Any], tmp_path: Path) -> None:
    """The stored data are those of this version, to the byte; missing, broken and other data are refused in one line that says what makes
    them anew.
    """
    content = (FOLDER / study.file).read_bytes()
    assert study.encode(study.decode(content)) == content
    for wrong in (None, b"", b"[]", b"{}", b"[1]", content[: len(content) // 2]):
        if wrong is not None:
            (tmp_path / study.file).write_bytes(wrong)
        with pytest.raises(InputError, match=rf"{study.file}\W.*; run: {study.command}"):
            study.stored(tmp_path)
            if wrong == b"{}":  # a gallery without rows can be read: its check finds them missing
                study.stored(tmp_path, checked=True)


def test_a_study_is_one_folder() -> None:
    """Every folder of studies has one, whose name stands in no other; the command line lists those that compute something."""
    folders = [p.parent.name for p in sorted((FOLDER.parent / "studies").glob("*/report.py"))]
    assert len(studies()) == len(folders) == 8
