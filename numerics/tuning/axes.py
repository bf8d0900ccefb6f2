"""Hyperparameters as unbounded search coordinates: logarithms where their domain is open, so that steps are relative."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.model.quadratic import Quadratic
from theory.errors import InputError
from theory.rule.domain import Interval
from theory.rule.optimizer import Optimizer

Floats = NDArray[np.float64]
SMALLEST = 44  # a scan reaches 2^-44 of an open end
LARGEST = 3  # and 2^3 beyond the natural scale
OPEN = 1e-9  # from the lower end of a domain that is open at both
CLOSEST = 36  # a search comes within 2^-36 of an open upper end, where float64 still tells settings apart


@dataclass(frozen=True)
class Axis:
    """One hyperparameter: ``value(u)`` for a search coordinate u in [low, high].

    ``kind`` is "log" (value = anchor + sign e^u), "gap" (value = anchor - width e^-u, towards an open upper end) or "linear".
    ``ends`` are the coordinates of the closed ends of the domain: settings of their own (no momentum, no decay).
    """

    name: str
    symbol: sp.Symbol
    kind: str
    anchor: float = 0.0
    width: float = 1.0
    low: float = -np.inf
    high: float = np.inf
    scan: tuple[float, float] = (0.0, 1.0)
    ends: tuple[float, ...] = ()
    domain: Interval | None = None

    def contains(self, value: float) -> bool:
        """Whether a value is one of the hyperparameter's."""
        return self.domain is None or self.domain.contains(value)

    def value(self, u: Any) -> Any:
        """The hyperparameter at search coordinates u."""
        with np.errstate(over="ignore"):
            if self.kind == "log":
                return self.anchor + self.width * np.where(np.asarray(u) > self.low, np.exp(u), 0.0)
            if self.kind == "gap":
                return self.anchor - self.width * np.exp(-u)
        return np.asarray(u, dtype=np.float64)

    def slope(self, u: Any) -> Any:
        """d value / du."""
        if self.kind == "log":
            return self.width * np.exp(u)
        if self.kind == "gap":
            return self.width * np.exp(-u)
        return np.ones_like(u)

    def coordinate(self, value: float) -> float:
        """The search coordinate of a value."""
        if self.kind == "log":
            return math.log(max((value - self.anchor) / self.width, 1e-300))
        if self.kind == "gap":
            return -math.log(max((self.anchor - value) / self.width, 1e-300))
        return value

    def rounded(self, u: float, digits: int) -> float:
        """The value with its distance to the anchor rounded to significant digits."""
        if self.kind == "linear":
            return float(f"{u:.{digits}g}")
        if self.kind == "log" and u <= self.low:
            return self.anchor
        distance = float(f"{self.width * math.exp(u if self.kind == 'log' else -u):.{digits}g}")
        decimals = max(0, digits - math.floor(math.log10(abs(distance))) - 1) if distance else 0
        return round(self.anchor + (distance if self.kind == "log" else -distance), decimals)


def axes(optimizer: Optimizer, problem: Quadratic) -> list[Axis]:
    """One axis for each hyperparameter that is still a symbol.

    A half-open positive one (a learning rate) is scanned around the inverse of the largest curvature. Raises ``InputError`` for one
    that is given by another.
    """
    largest = float(problem.h.max())
    scale = (math.log(min(1.0, 1 / largest)), math.log(max(1.0, 1 / largest)))
    domains = optimizer.symbolic().hypotheses_by_symbol()
    given = list(optimizer.hyperparameters().values())
    result = []
    for (name, value), (symbol, hypothesis) in zip(optimizer.hyperparameters().items(), domains.items(), strict=True):
        if isinstance(value, sp.Basic) and not value.is_number:
            if not value.is_Symbol or given.count(value) > 1:
                raise InputError(
                    f"{optimizer}: {name} = {value} ties hyperparameters, and each is searched on its own; set it to a number, or write "
                    "a rule in which the two are one field"
                )
            result.append(replace(_axis(name, symbol, hypothesis.interval, scale), domain=hypothesis.interval))
    return result


def _axis(name: str, symbol: sp.Symbol, interval: Any, scale: tuple[float, float]) -> Axis:
    lower = None if interval.lower is None else float(interval.lower)
    upper = None if interval.upper is None else float(interval.upper)
    deep, two = SMALLEST * math.log(2), math.log(2)
    reach = (scale[0] - deep, scale[1] + LARGEST * two)
    if lower is not None and upper is not None:
        width = upper - lower
        if interval.upper_closed and interval.lower_closed:
            return Axis(name, symbol, "linear", low=lower, high=upper, scan=(lower, upper), ends=(lower, upper))
        if interval.upper_closed:
            return Axis(name, symbol, "log", lower, width, high=0.0, scan=(-deep / 2, 0.0), ends=(0.0,))
        if interval.lower_closed:
            return Axis(name, symbol, "gap", upper, width, low=0.0, high=CLOSEST * two, scan=(0.0, deep / 2), ends=(0.0,))
        return Axis(name, symbol, "gap", upper, width, low=OPEN, high=CLOSEST * two, scan=(OPEN, deep / 2))
    if lower is not None or upper is not None:
        anchor, sign, closed = (lower, 1.0, interval.lower_closed) if upper is None else (upper, -1.0, interval.upper_closed)
        assert anchor is not None
        end = (reach[0] - 1,) if closed else ()
        return Axis(name, symbol, "log", anchor, sign, low=min(end, default=-np.inf), scan=reach, ends=end)
    return Axis(name, symbol, "linear", scan=(-4.0, 4.0))
