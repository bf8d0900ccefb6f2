"""What may be given for a hyperparameter: a symbol, an expression, or real numbers of its domain."""

from __future__ import annotations

import math
import numbers
import reprlib
from typing import Any

import sympy as sp

from theory.errors import InputError
from theory.rule.domain import Interval


def require_inside(name: str, interval: Interval, value: Any) -> None:
    """Raise ``InputError`` unless a number (or every entry of an array) is in the domain; an expression's is for the caller to state."""
    given = f"{name} must be in {interval}, got"
    if isinstance(value, sp.Basic) and not (value.is_number and value.is_comparable):
        if not isinstance(value, sp.Expr) or value.has(sp.nan, sp.zoo, sp.oo, -sp.oo) or value.is_extended_real is False:
            raise InputError(f"{given} {reprlib.repr(value)}; give a real number or a symbol")
        return
    if isinstance(value, str | bytes | bool) or getattr(getattr(value, "dtype", None), "kind", "") == "b":
        raise InputError(f"{given} {_brief(value)}, of type {type(value).__name__}; give a number")
    try:
        fits = interval.contains(value)
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise InputError(f"{given} {_brief(value)}")
    if isinstance(value, numbers.Real | sp.Basic):
        try:
            large = math.isinf(float(value))
        except OverflowError:
            large = True
        if large:
            raise InputError(f"{given} {_brief(value)}, beyond the largest float, 1.8e308")


def _brief(value: Any) -> str:
    """A value as text, not in all its digits."""
    text = str(value)
    return text if len(text) <= 200 else f"{text[:20]}... ({len(text)} characters)"
