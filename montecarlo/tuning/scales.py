"""The scale on which a simulated search looks for a hyperparameter, read off its domain: relative near an open end."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy as sp

from montecarlo.runs.trial import Problem
from theory.errors import InputError
from theory.rule.optimizer import Optimizer

FARTHEST = math.log(1e16)
"""How near to an open end, or how far towards infinity, a search ever goes."""
NEAREST = math.log(1e3)
"""How near to an open end between two ends it begins."""


@dataclass(frozen=True)
class Scale:
    """One free hyperparameter: a value for each place u, its inverse, the u searched at first, the u allowed at all.

    ``inside``: the smallest and largest float64 of the domain, which rounding must not leave.
    """

    name: str
    inside: tuple[float, float]
    at: Callable[[float], float]
    place: Callable[[float], float]
    first: tuple[float, float]
    allowed: tuple[float, float]

    def value(self, u: float) -> float:
        """The hyperparameter at u."""
        return min(max(float(self.at(u)), self.inside[0]), self.inside[1])

    def within(self, low: float, high: float) -> Scale:
        """The same, looking between two values and nowhere else. Raises ``InputError`` for ends that the scale does not have."""
        try:
            ends = sorted((self.place(low), self.place(high)))
        except (ValueError, ZeroDivisionError):
            ends = []
        if not ends or not ends[0] < ends[1] or not all(map(math.isfinite, ends)):
            raise InputError(f"ranges: {self.name} must be searched between two numbers inside its domain, got {low} to {high}")
        return replace(self, first=(ends[0], ends[1]), allowed=(ends[0], ends[1]))


def scales(optimizer: Optimizer, problem: Problem) -> list[Scale]:
    """One scale for each hyperparameter that is still a symbol.

    Towards infinity, and down to an end from there, it is the logarithm, from 10^-5 of the smallest to 10 times the largest of 1, the
    largest curvature's inverse and the largest gradient at the start.
    """
    largest = float(np.max(problem.h))
    units = [1.0, *(u for u in (1 / largest, largest * math.sqrt(float(np.max(problem.theta0_sq)))) if 0 < u < math.inf)]
    reach = (math.log(1e-5 * min(units)), math.log(10 * max(units)))
    domains = optimizer.symbolic().hypotheses_by_symbol()
    return [
        _scale(name, hypothesis.interval, reach)
        for (name, value), hypothesis in zip(optimizer.hyperparameters().items(), domains.values(), strict=True)
        if isinstance(value, sp.Basic) and not value.is_number
    ]


def _scale(name: str, interval: Any, reach: tuple[float, float]) -> Scale:
    lower, upper = (end if end is None else float(end) for end in (interval.lower, interval.upper))
    low = -math.inf if lower is None else lower if interval.lower_closed else math.nextafter(lower, math.inf)
    high = math.inf if upper is None else upper if interval.upper_closed else math.nextafter(upper, -math.inf)

    def from_end(end: float, sign: int, first: tuple[float, float], allowed: tuple[float, float]) -> Scale:
        """The logarithm of the distance from an end."""
        return Scale(
            name, (low, high), lambda u: end + sign * math.exp(u), lambda v: math.log(sign * (v - end)), first, allowed
        )

    if lower is None and upper is None:
        return Scale(name, (low, high), math.sinh, math.asinh, (-math.asinh(10), math.asinh(10)), (-FARTHEST, FARTHEST))
    ever = (reach[0] - FARTHEST, reach[1] + FARTHEST)
    if upper is None:
        return from_end(low if lower is None else lower, 1, reach, ever)
    if lower is None:
        return from_end(upper, -1, reach, ever)
    width = upper - lower
    near = math.log(width)
    if interval.lower_closed and interval.upper_closed:
        return Scale(name, (low, high), float, float, (lower, upper), (lower, upper))
    if interval.lower_closed or interval.upper_closed:
        end, sign = (upper, -1) if interval.lower_closed else (lower, 1)
        return from_end(end, sign, (near - NEAREST, near), (near - FARTHEST, near))
    return Scale(
        name,
        (low, high),
        lambda u: lower + width / (1 + math.exp(-u)) if u < 0 else upper - width / (1 + math.exp(u)),
        lambda v: math.log((v - lower) / (upper - v)),
        (-NEAREST, NEAREST),
        (-FARTHEST, FARTHEST),
    )
