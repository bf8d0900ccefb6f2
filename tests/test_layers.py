"""The house: imports run downwards only, and files stay small."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "theory": {"theory"},
    "numerics": {"theory", "numerics"},
    "montecarlo": {"theory", "montecarlo"},
    "derivations": {"theory", "numerics", "montecarlo", "derivations"},
}
FILES = [p for layer in ALLOWED for p in sorted((ROOT / layer).rglob("*.py"))]
CLOSED_FORMS = {"theory.derivation", "theory.risk", "theory.proof", "theory.claim", "theory.claims", "theory.filter"}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_downwards(path: Path) -> None:
    """derivations -> montecarlo, numerics -> theory; the simulator uses no formula that it is there to check."""
    layer = path.relative_to(ROOT).parts[0]
    found = imported(path)
    assert {name.split(".")[0] for name in found} & set(ALLOWED) <= ALLOWED[layer]
    if layer == "montecarlo":
        assert not found & CLOSED_FORMS


@pytest.mark.parametrize("path", sorted((ROOT / "theory").rglob("*.py")), ids=lambda p: p.name)
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


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_hold_one_idea(path: Path) -> None:
    """Optimizers stay under 120 lines, other files under 350."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= (120 if path.parent.name == "optimizers" else 350)
