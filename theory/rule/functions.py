"""The few functions a rule may use besides + - * / **, for every number type: symbols, plain numbers, arrays, intervals, traces."""

from __future__ import annotations

import math
from typing import Any

import sympy as sp

from theory.rule.optimizer import Scalar


def sqrt(x: Scalar) -> Scalar:
    """Square root."""
    return _apply("sqrt", x)


def sign(x: Scalar) -> Scalar:
    """-1, 0 or 1."""
    return _apply("sign", x)


def exp(x: Scalar) -> Scalar:
    """e to the power x."""
    return _apply("exp", x)


def log(x: Scalar) -> Scalar:
    """Natural logarithm."""
    return _apply("log", x)


def cos(x: Scalar) -> Scalar:
    """Cosine of an angle in radians; ``sympy.pi`` is pi for every number type: ``cos(sympy.pi * step / horizon)``."""
    return _apply("cos", x)


def sin(x: Scalar) -> Scalar:
    """Sine of an angle in radians."""
    return _apply("sin", x)


def maximum(x: Scalar, y: Scalar) -> Scalar:
    """The larger one, elementwise."""
    return _apply("maximum", x, y)


def minimum(x: Scalar, y: Scalar) -> Scalar:
    """The smaller one, elementwise."""
    if isinstance(x, sp.Basic) or isinstance(y, sp.Basic):
        return sp.Min(x, y)
    return -maximum(-x, -y)


def floor(x: Scalar) -> Scalar:
    """The largest whole number that is not above."""
    return _apply("floor", x)


pi = sp.pi
"""The number pi for schedules, on symbols and on numbers alike."""


def pi_like(one: Scalar) -> Scalar:
    """The number pi in the number type of ``one``."""
    if hasattr(one, "__array_namespace__"):
        space = one.__array_namespace__()
        return space.pi_like(one) if hasattr(space, "pi_like") else space.acos(-one)
    return one.ctx.pi if hasattr(one, "ctx") else math.pi


def _apply(name: str, *values: Any) -> Any:
    """The function of that name in the library that the values belong to."""
    for value in values:
        if hasattr(value, "__array_namespace__"):  # the array API standard: NumPy, JAX, and our own number types
            plain = [float(v) if isinstance(v, sp.Basic) else v for v in values]
            return getattr(value.__array_namespace__(), name)(*plain)
    if any(isinstance(v, sp.Basic) for v in values):
        found = getattr(sp, {"maximum": "Max"}.get(name, name))(*values)
        # pi times a plain step number: a number like any other, which arrays can be multiplied by
        return float(found) if name in ("exp", "log", "cos", "sin") and not found.free_symbols else found
    for value in values:
        if hasattr(value, "ctx"):  # mpmath's numbers and intervals
            return getattr(_Contextual if hasattr(_Contextual, name) else value.ctx, name)(*values)
    return getattr(_Numbers, name)(*values)


class _Numbers:
    """The functions of single numbers."""

    sqrt, exp, log, cos, sin, floor = map(staticmethod, (math.sqrt, math.exp, math.log, math.cos, math.sin, math.floor))
    maximum = staticmethod(max)

    @staticmethod
    def sign(x: Any) -> int:
        return int(x > 0) - int(x < 0)


class _Contextual:
    """What mpmath's interval context lacks."""

    @staticmethod
    def maximum(x: Any, y: Any) -> Any:
        return (x + y + abs(x - y)) / 2  # encloses, where intervals overlap too

    sign = staticmethod(_Numbers.sign)
