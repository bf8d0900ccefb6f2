"""The house: wings whose imports run downwards, no circles, few modules a folder, one idea a file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOPS = ("theory", "numerics", "montecarlo", "derivations")
FILES = [p for top in TOPS for p in sorted((ROOT / top).rglob("*.py"))]
MOST_MODULES, MOST_LINES, MOST_IN_A_FUNCTION = 12, 350, 70
REGISTRIES = {"theory.optimizers", "theory.claims"}
"""Folders of like things, as many as there are."""
CLOSED_FORMS = {"theory.analysis", "theory.proof", "theory.statements", "theory.claims", "theory.rule.filter"}
"""What the simulator is there to check, and so may not use."""


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def has_code(path: Path) -> bool:
    """Whether it holds more than a docstring."""
    return len(ast.parse(path.read_text(encoding="utf-8")).body) > 1


MODULES = {**{name_of(p): p for p in FILES if has_code(p)}, "nqm": ROOT / "nqm.py"}


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module that a file imports anywhere in it, inside functions and for types alone too, and by its name in a table."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {w for w in whole if w in MODULES} or {node.module}
    return frozenset(names)


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
    assert not imported(path) & {"numpy", "mpmath", "pathlib", "os"}


@pytest.mark.parametrize("folder", sorted({p.parent for p in FILES}), ids=lambda p: name_of(p / "__init__.py"))
def test_a_folder_is_taken_in_at_a_glance(folder: Path) -> None:
    """At most twelve modules, but for registries of like things."""
    modules = [p for p in folder.glob("*.py") if p.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES or name_of(folder / "__init__.py") in REGISTRIES


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
