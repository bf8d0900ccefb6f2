"""Certificates as JSON-ready data, and back: what was checked here can be stored, sent, and checked again elsewhere.

An expression becomes its ``srepr`` (which keeps the assumptions on symbols), a dataclass its fields with its name.
``load`` evaluates expressions with SymPy's parser: give it only data that you trust.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import sympy as sp

from theory.algebra.symbols import ModelSymbol
from theory.proof import asymptotics, certificate, inequality, irrational, sequences
from theory.rule import domain

CLASSES: dict[str, type] = {
    name: value
    for module in (certificate, inequality, sequences, irrational, asymptotics, domain)
    for name, value in vars(module).items()
    if isinstance(value, type) and is_dataclass(value)
}


def export(value: Any) -> Any:
    """A certificate (or anything it holds) as dicts, lists, strings, numbers and booleans."""
    if isinstance(value, sp.Basic | sp.MatrixBase):
        return {"srepr": sp.srepr(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": type(value).__name__, **{f.name: export(getattr(value, f.name)) for f in fields(value)}}
    if isinstance(value, tuple | list):
        return [export(part) for part in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"cannot export {value!r}")


def load(content: Any) -> Any:
    """What ``export`` was given."""
    if isinstance(content, list):
        return tuple(load(part) for part in content)
    if not isinstance(content, dict):
        return content
    if "srepr" in content:
        return sp.sympify(content["srepr"], locals={"ModelSymbol": ModelSymbol})
    arguments = {name: load(part) for name, part in content.items() if name != "kind"}
    return CLASSES[content["kind"]](**arguments)
