"""Sums that lose no digits: the result does not depend on the order, the grouping or the number of workers.

A float64 is a whole number times a power of two, and so is its square; sums of whole numbers are exact. Values with the same
exponent are summed as 18-bit limbs in float64, where these sums are exact, then added up as Python integers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LIMB = 18
MASK = (1 << LIMB) - 1
CHUNK = 1 << 14
"""Values summed at a time: products of two limbs stay below 2^51 in sum, doubled below 2^52, which float64 holds exactly."""
UNIT = 1074 + 53
"""Sums count in units of 2^-1127, sums of squares in units of 2^-2254: every float64 is a whole number of them."""


@dataclass(frozen=True)
class Tally:
    """Exact count, sum and sum of squares of the samples at each of several places.

    ``totals`` and ``squares`` in units of 2^-UNIT and 2^-2 UNIT; ``infinite``: samples that were infinite or not a number.
    """

    count: int
    totals: tuple[int, ...]
    squares: tuple[int, ...]
    infinite: tuple[int, ...]

    @classmethod
    def empty(cls, places: int) -> Tally:
        """Nothing yet."""
        return cls(0, (0,) * places, (0,) * places, (0,) * places)

    @classmethod
    def of(cls, samples: Array) -> Tally:
        """The tally of an array of shape (samples, places)."""
        columns = [_exact_sums(samples[:, k]) for k in range(samples.shape[1])]
        totals, squares, infinite = zip(*columns, strict=True) if columns else ((), (), ())
        return cls(len(samples), tuple(totals), tuple(squares), tuple(infinite))

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, *(_added(getattr(self, n), getattr(other, n)) for n in _FIELDS))

    def mean(self) -> Array:
        """Means, correctly rounded; infinite where a sample was."""
        return np.array([np.inf if bad else _float(Fraction(s, self.count), UNIT) for s, bad in self._places()])

    def variance(self) -> Array:
        """Unbiased sample variances, correctly rounded (needs two samples)."""
        return np.array([np.inf if v is None else _float(v, 2 * UNIT) for v in self._variances()])

    def standard_error(self) -> Array:
        """Standard errors of the means; finite wherever the samples were, also where their squares are not."""
        return np.array([np.inf if v is None else _root(v / self.count) for v in self._variances()])

    def _variances(self) -> Iterator[Fraction | None]:
        """In units of 2^-2 UNIT; None where a sample was infinite."""
        n = self.count
        for total, square, bad in zip(self.totals, self.squares, self.infinite, strict=True):
            yield None if bad else Fraction(n * square - total**2, n * (n - 1))

    def _places(self) -> Any:
        return zip(self.totals, self.infinite, strict=True)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for a file: the integers in hexadecimal."""
        return {"count": self.count, **{n: [format(v, "x") for v in getattr(self, n)] for n in _FIELDS}}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Tally:
        """The inverse of ``as_dict``."""
        return cls(int(data["count"]), *(tuple(int(v, 16) for v in data[n]) for n in _FIELDS))


_FIELDS = ("totals", "squares", "infinite")


def _added(a: Sequence[int], b: Sequence[int]) -> tuple[int, ...]:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _float(value: Fraction, unit: int) -> float:
    """value * 2^-unit, rounded once; infinite beyond the largest float."""
    try:
        return value.numerator / (value.denominator << unit)  # Python divides integers with correct rounding
    except OverflowError:
        return math.inf


def _root(value: Fraction) -> float:
    """The square root of value * 2^(-2 UNIT), from 128 bits more than a float holds."""
    return math.isqrt((value.numerator << 256) // value.denominator) / (1 << (UNIT + 128))


def _exact_sums(values: Array) -> tuple[int, int, int]:
    """Sum and sum of squares of the finite values, in units of 2^-UNIT and 2^-2 UNIT, and how many were not finite."""
    finite = values[np.isfinite(values)]
    total = square = 0
    for first in range(0, len(finite), CHUNK):
        mantissa, exponent = np.frexp(finite[first : first + CHUNK])
        lowest = int(exponent.min())
        groups = exponent - lowest
        size = np.abs(mantissa * 2.0**53).astype(np.int64)
        parts = [size & MASK, size >> LIMB & MASK, size >> 2 * LIMB]
        sums = [np.bincount(groups, np.copysign(part, mantissa)) for part in parts]
        products = [(i + j, np.bincount(groups, parts[i] * parts[j]) * (1 + (i < j))) for i in range(3) for j in range(i, 3)]
        for k in range(len(sums[0])):
            shift = lowest + k - 53 + UNIT
            total += sum(int(s[k]) << LIMB * place for place, s in enumerate(sums)) << shift
            square += sum(int(p[k]) << LIMB * place for place, p in products) << 2 * shift
    return total, square, len(values) - len(finite)
