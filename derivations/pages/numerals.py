"""How numbers are written in prose: the filters that templates form them with, so that Python computes and the template speaks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np


def fixed(value: float, digits: int = 2) -> str:
    """So many digits after the point."""
    return f"{value:.{digits}f}"


def general(value: float, digits: int = 6) -> str:
    """So many significant digits, without trailing zeros."""
    return f"{value:.{digits}g}"


def percent(share: float, digits: int = 0) -> str:
    """A share of 1 in percent."""
    return f"{share:.{digits}%}"


def change(share: float) -> str:
    """A relative change in percent, with its sign."""
    return f"{share:+.0%}"


def binary(size: float) -> str:
    """The nearest power of two, for maths: ``2^{10}``."""
    return f"2^{{{round(math.log2(size))}}}"


def span(values: Any, digits: int = 2) -> str:
    """From the least to the largest of the numbers that are known (not NaN)."""
    return f"{fixed(float(np.nanmin(values)), digits)} to {fixed(float(np.nanmax(values)), digits)}"


def either(names: Iterable[str], none: str) -> str:
    """All names, or the word for none."""
    return " and ".join(names) or none


FILTERS = {f.__name__: f for f in (fixed, general, percent, change, binary, span, either)}
"""By their names in templates."""
