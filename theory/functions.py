"""The few functions a rule may use besides + - * / **, for every number type: symbols, plain numbers, arrays, traces."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp

from theory.optimizer import Scalar


def sqrt(x: Scalar) -> Scalar:
    """Square root."""
    return sp.sqrt(x) if isinstance(x, sp.Basic) else _namespace(x).sqrt(x)


def sign(x: Scalar) -> Scalar:
    """-1, 0 or 1."""
    return sp.sign(x) if isinstance(x, sp.Basic) else _namespace(x).sign(x)


def maximum(x: Scalar, y: Scalar) -> Scalar:
    """The larger one, elementwise."""
    if isinstance(x, sp.Basic) or isinstance(y, sp.Basic):
        return sp.Max(x, y)
    return _namespace(x if hasattr(x, "__array_namespace__") else y).maximum(x, y)


def minimum(x: Scalar, y: Scalar) -> Scalar:
    """The smaller one, elementwise."""
    if isinstance(x, sp.Basic) or isinstance(y, sp.Basic):
        return sp.Min(x, y)
    return -maximum(-x, -y)


class _Numbers:
    """The same for single numbers."""

    sqrt = staticmethod(math.sqrt)
    maximum = staticmethod(max)

    @staticmethod
    def sign(x: Any) -> int:
        return int(x > 0) - int(x < 0)


def _namespace(x: Any) -> Any:
    """The library that x belongs to (array API standard)."""
    return x.__array_namespace__() if hasattr(x, "__array_namespace__") else _Numbers
