"""Optimizers by name on the command line: ``heavy-ball``, ``ema(heavy-ball)``, ``path/to/file.py:ClassName``."""

from __future__ import annotations

import difflib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from theory.errors import InputError
from theory.optimizer import Optimizer
from theory.optimizers import REGISTRY

GROUP = "nqm.optimizers"
"""Entry-point group in which other packages register optimizers: name = "package.module:ClassName"."""


def parse_optimizer(text: str) -> Optimizer:
    """The optimizer that a name or composition stands for, hyperparameters symbolic.

    Raises ``InputError`` naming the nearest known name, or what is wrong with the file.
    """
    text = text.strip()
    if ".py" in text and "(" not in text.split(".py")[0]:
        return _from_file(text)
    name, opening, rest = text.partition("(")
    name = name.strip()
    known = known_optimizers()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise InputError(f"unknown optimizer {name!r}; known: {', '.join(known)}, or file.py:ClassName{hint}")
    cls = known[name]()
    if not opening:
        return cls()
    if not rest.endswith(")"):
        raise InputError(f"unbalanced parentheses in {text!r}; write e.g. ema(heavy-ball)")
    if "inner" not in cls.__dataclass_fields__:  # type: ignore[attr-defined]
        raise InputError(f"{name} does not wrap another optimizer, got {text!r}")
    return cls(inner=parse_optimizer(rest[:-1]))  # type: ignore[call-arg]


def known_optimizers() -> dict[str, Callable[[], type[Optimizer]]]:
    """Loaders by name: the built-in rules, and those that other packages register in the group ``nqm.optimizers``.

    An entry point is loaded when its name is used; a built-in name cannot be taken over.
    """
    found = {point.name: partial(_load_entry_point, point) for point in entry_points(group=GROUP)}
    return {**found, **{name: partial(_given, cls) for name, cls in REGISTRY.items()}}


def _given(cls: type[Optimizer]) -> type[Optimizer]:
    return cls


def _load_entry_point(point: EntryPoint) -> type[Optimizer]:
    """The class behind an entry point. Raises ``InputError`` if it does not load or is no optimizer."""
    origin = f" of the package {point.dist.name}" if point.dist else ""
    try:
        cls = point.load()
    except Exception as error:
        raise InputError(f"optimizer {point.name!r}{origin} does not load: {type(error).__name__}: {error}") from None
    if not (inspect.isclass(cls) and issubclass(cls, Optimizer)):
        raise InputError(f"optimizer {point.name!r}{origin}: {point.value} is not a class derived from nqm.Optimizer")
    return cls


def load_file(path: Path) -> list[type[Optimizer]]:
    """The optimizer classes defined in a Python file. Raises ``InputError`` if there is none or it does not import."""
    module = _import(path)
    found = [
        cls
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, Optimizer) and cls.__module__ == module.__name__
    ]
    if not found:
        classes = [n for n, k in inspect.getmembers(module, inspect.isclass) if k.__module__ == module.__name__]
        seen = f"its classes ({', '.join(classes)}) do not derive from nqm.Optimizer" if classes else "it defines no class"
        raise InputError(f"{path}: no optimizer found: {seen}; 'nqm new {path.name}' writes a starting file")
    return found


def instantiate(cls: type[Optimizer], path: Path) -> Optimizer:
    """The class with symbolic hyperparameters."""
    if inspect.isabstract(cls):
        missing = ", ".join(sorted(cls.__abstractmethods__))
        raise InputError(f"{path}: {cls.__name__} does not define {missing}")
    try:
        return cls()
    except TypeError as error:
        raise InputError(
            f"{path}: {cls.__name__}() failed: {error}; give every field a hyperparameter(...) or default"
        ) from None


def _from_file(text: str) -> Optimizer:
    file, _, name = text.partition(":")
    path = Path(file)
    found = load_file(path)
    if not name:
        if len(found) > 1:
            raise InputError(f"{path} defines {', '.join(c.__name__ for c in found)}; choose one: {path}:{found[0].__name__}")
        return instantiate(found[0], path)
    for cls in found:
        if cls.__name__ == name:
            return instantiate(cls, path)
    known = ", ".join(c.__name__ for c in found)
    raise InputError(f"{path}: no optimizer {name!r}; it defines: {known}")


def _import(path: Path) -> ModuleType:
    if not path.is_file():
        raise InputError(f"no such file: {path}")
    if not path.read_text(encoding="utf-8", errors="replace").strip():
        raise InputError(f"{path} is empty; 'nqm new {path.name}' writes a starting file")
    name = f"nqm_user_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except InputError:
        raise
    except SyntaxError as error:
        raise InputError(f"{path}:{error.lineno}: {error.msg}") from None
    except Exception as error:
        raise InputError(f"{path} does not import: {type(error).__name__}: {error}") from None
    return module


def parse_settings(optimizer: Optimizer, settings: Sequence[str], exact: bool = False) -> Optimizer:
    """Put ``name=value`` settings into an optimizer; values are decimals or fractions such as 1/3.

    ``exact`` keeps them as fractions, else they become floats. Raises ``InputError``.
    """
    given: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise InputError(f"--set needs name=value, got {setting!r}")
        number = parse_number(value, f"--set {name.strip()}")
        given[name.strip()] = number if exact else float(number)
    return optimizer.set(**given) if given else optimizer


def parse_number(text: str, what: str) -> Fraction:
    """A finite decimal or fraction."""
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError, OverflowError):
        raise InputError(f"{what} needs a finite number such as 0.1 or 1/3, got {text.strip()!r}") from None


def parse_list(text: str, what: str) -> list[Fraction]:
    """Comma-separated numbers."""
    return [parse_number(part, what) for part in text.split(",")]
