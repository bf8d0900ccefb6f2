"""The house: wings whose imports run downwards, no circles, few modules a folder, one idea a file."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from derivations.registry import home, studies
from derivations.sources import ROOT, TOPS, closure, imported, modules
from derivations.tasks.study import Study

FILES = [p for name, p in modules().items() if name != "nqm"]
MOST_MODULES, MOST_LINES, MOST_IN_A_FUNCTION = 12, 350, 70
REGISTRIES = {"theory.optimizers", "theory.claims"}
"""Folders of like things, as many as there are."""
CLOSED_FORMS = {"theory.analysis", "theory.proof", "theory.statements", "theory.claims", "theory.rule.filter"}
"""What the simulator is there to check, and so may not use."""


NAMES = {path: name for name, path in modules().items()}
name_of = NAMES.__getitem__


def has_code(path: Path) -> bool:
    """Whether it holds more than a docstring and the import of ``theory``, which every package begins with."""
    return any(ast.unparse(node) != "import theory as theory" for node in ast.parse(path.read_text(encoding="utf-8")).body[1:])


MODULES = {name: path for name, path in modules().items() if name == "nqm" or has_code(path)}


def house() -> list[list[str]]:
    """The floors of CONTRIBUTING.md's picture, from the lowest; each a list of wings, from the lowest."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    picture = re.search(r"```house\n(.*?)```", text, re.DOTALL)
    assert picture, "CONTRIBUTING.md has no picture of the house"
    lines = [line.split("  ")[0].rstrip() for line in picture[1].splitlines() if line.strip() and not line.startswith(" ")]
    floors = [line.split() for line in lines]
    return floors[::-1]


WINGS = [wing for floor in house() for wing in floor]


def wing_of(module: str) -> str:
    return max((w for w in WINGS if module == w or module.startswith(w + ".")), key=len, default="")


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_downwards(module: str) -> None:
    """A module imports from its own wing and from those that stand before it in the picture; theory knows no numbers, numerics and
    the simulator do not know each other, and the simulator uses no formula that it is there to check.
    """
    mine, found = wing_of(module), {m for m in imported(MODULES[module]) if m in MODULES}
    assert mine, f"{module} is in no wing of the picture in CONTRIBUTING.md"
    assert [m for m in found if WINGS.index(wing_of(m)) > WINGS.index(mine)] == []
    tops = {m.split(".")[0] for m in found}
    if module.startswith("numerics"):
        assert "montecarlo" not in tops
    if module.startswith("montecarlo"):
        assert "numerics" not in tops
        assert not any(m.startswith(tuple(CLOSED_FORMS)) for m in found)


def test_the_picture_shows_every_wing() -> None:
    """Each folder of modules stands in the picture once, and nothing else does."""
    folders = {name_of(p.parent / "__init__.py") for p in FILES if p.name != "__init__.py"}
    assert sorted(WINGS) == sorted(folders | {"nqm"})


@pytest.mark.parametrize("study", studies().values(), ids=lambda study: study.name)
def test_what_a_study_is_made_of_is_known(study: Study[Any]) -> None:
    """Every module of ours that is loaded with a study's page is among those whose change has the page drawn again."""
    code = f"import sys, {home(study)}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name for name in told.stdout.split() if name.split(".")[0] in TOPS}
    assert home(study) in loaded
    assert loaded <= closure(home(study))


def circles(graph: dict[str, frozenset[str]]) -> Iterator[list[str]]:
    """What remains when everything that imports nothing that remains has been taken away, again and again."""
    left = {m: {o for o in others if o in graph and o != m} for m, others in graph.items()}
    while free := [m for m, others in left.items() if not others & left.keys()]:
        for m in free:
            del left[m]
    if left:
        yield sorted(left)


def test_there_are_no_circles() -> None:
    """Imports inside functions, imports for types and the front door counted."""
    assert list(circles({m: imported(p) for m, p in MODULES.items()})) == []
    planted = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"a"}), "d": frozenset({"a"})}
    assert list(circles(planted)) == [["a", "b", "c", "d"]]


@pytest.mark.parametrize("path", sorted((ROOT / "theory").rglob("*.py")), ids=lambda p: name_of(p))
def test_theory_is_exact(path: Path) -> None:
    """theory/ has no float literal, reads no files, knows no randomness and never calls simplify."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    floats = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, float)]
    calls = {n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)}
    assert not floats
    assert not calls & {"simplify", "nsimplify", "LUsolve", "open", "read_text"} - (
        {"nsimplify"} if path.name == "filter.py" else set()
    )
    assert not imported(path) & {"numpy", "mpmath", "pathlib", "os"} - (
        {"os"} if path == ROOT / "theory/__init__.py" else set()
    )


@pytest.mark.parametrize("folder", sorted({p.parent for p in FILES}), ids=lambda p: name_of(p / "__init__.py"))
def test_a_folder_is_taken_in_at_a_glance(folder: Path) -> None:
    """At most twelve modules, but for registries of like things."""
    inside = [p for p in folder.glob("*.py") if p.name != "__init__.py"]
    assert len(inside) <= MOST_MODULES or name_of(folder / "__init__.py") in REGISTRIES


@pytest.mark.parametrize("path", FILES, ids=lambda p: name_of(p))
def test_files_hold_one_idea(path: Path) -> None:
    """Optimizers stay under 120 lines, other files under 350, functions under about 60 (docstrings and signatures counted)."""
    text = path.read_text(encoding="utf-8")
    rule = path.parent.name == "optimizers" and path.name not in ("__init__.py", "external.py")
    assert len(text.splitlines()) <= (120 if rule else MOST_LINES)
    long = {
        n.name: (n.end_lineno or 0) - n.lineno + 1
        for n in ast.walk(ast.parse(text))
        if isinstance(n, ast.FunctionDef) and (n.end_lineno or 0) - n.lineno + 1 > MOST_IN_A_FUNCTION
    }
    assert long == {} or name_of(path.parent / "__init__.py") in REGISTRIES
