"""The notebook's check: fresh outputs pass, changed ones are named, a failing cell ends with one line."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from derivations import notebook
from theory.errors import InputError

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def written(path: Path, *texts: str) -> Path:
    """A notebook whose cells printed the texts."""
    cells = [new_code_cell("print()", outputs=[new_output("stream", name="stdout", text=text)]) for text in texts]
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_a_changed_output_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The cell whose output differs is named, and nothing is written."""
    path = written(tmp_path / "n.ipynb", "1\n", "2\n")
    before = path.read_bytes()
    monkeypatch.setattr(notebook, "TOUR", path)
    monkeypatch.setattr(
        notebook, "executed", lambda _: nbformat.read(written(tmp_path / "m.ipynb", "1\n", "3\n"), as_version=4)
    )
    assert notebook.main(["--check"]) == 1
    assert "cells [1] are stale; run: make notebook" in capsys.readouterr().out
    monkeypatch.setattr(notebook, "executed", lambda _: nbformat.read(path, as_version=4))
    assert notebook.main(["--check"]) == 0
    assert path.read_bytes() == before


def test_prints_are_one_output_however_they_were_cut() -> None:
    """Two pieces of standard output are joined; standard error and times are dropped."""
    pieces = [
        new_output("stream", name=name, text=text) for name, text in (("stdout", "a\n"), ("stderr", "noise"), ("stdout", "b\n"))
    ]
    cut = new_notebook(cells=[new_code_cell("print()", outputs=pieces, metadata={"execution": {"time": "now"}})])
    notebook._strip(cut)
    assert [o["text"] for o in cut.cells[0].outputs] == ["a\nb\n"]
    assert cut.cells[0].metadata == {}


def test_a_failing_cell_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a cell raises is told in one line, with exit code 2."""

    def fail(_: Path) -> None:
        raise InputError("tour.ipynb: a cell fails: NameError: x")

    monkeypatch.setattr(notebook, "executed", fail)
    assert notebook.main([]) == 2


def test_the_committed_tour_is_executed() -> None:
    """Every code cell that prints or draws has its output, none an error."""
    tour = nbformat.read(notebook.TOUR, as_version=4)
    code = [cell for cell in tour.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert sum(bool(cell.outputs) for cell in code) >= 9
    assert not any(o.output_type == "error" for cell in code for o in cell.outputs)
