"""Which sources a module is made of: its own text, and that of every module that it imports, directly or not."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOPS = ("theory", "numerics", "montecarlo", "derivations")


@cache
def modules(root: Path = ROOT) -> dict[str, Path]:
    """The project's modules, packages among them, name to file."""
    files = [p for top in TOPS for p in sorted((root / top).rglob("*.py"))]
    return {**{_name(p, root): p for p in files}, "nqm": root / "nqm.py"}


def _name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module that a file imports anywhere in it, inside functions and for types alone too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {w for w in whole if w in modules()} or {node.module}
    return frozenset(names)


@cache
def closure(module: str) -> frozenset[str]:
    """A module, what it imports, what that imports, and so on, with the packages that they stand in."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or name not in modules():
            continue
        found.add(name)
        parts = name.split(".")
        waiting += [".".join(parts[:k]) for k in range(1, len(parts))]
        waiting += imported(modules()[name])
    return frozenset(found)


def texts(path: Path) -> set[str]:
    """The strings that stand in a source, by which it names files."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
