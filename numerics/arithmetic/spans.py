"""Intervals of float64 as arrays, rounded outwards, and functions with their first and second derivatives over them.

Every operation computes its ends in float64 and moves them one representable number outwards, which covers the rounding of one
correctly rounded operation (IEEE 754). Ends that overflow or are undefined (0 times infinity) become infinite: an interval may say
nothing, it never says too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.arithmetic.exact import around, exact_number

Floats = NDArray[np.float64]
POWER = 1e-14  # relative error allowed to the library's pow and log, which are good to a few units in the last place


class Span:
    """An array of intervals [low, high]; plain operators enclose the result for all numbers inside."""

    __slots__ = ("high", "low")
    __array_ufunc__ = None  # NumPy must leave mixed operators to this class

    def __init__(self, low: ArrayLike, high: ArrayLike | None = None) -> None:
        self.low = np.asarray(low, dtype=np.float64)
        self.high = self.low if high is None else np.asarray(high, dtype=np.float64)

    @classmethod
    def around(cls, numbers: Sequence[Fraction]) -> Span:
        """The narrowest intervals around exact numbers."""
        low, high = zip(*map(around, numbers), strict=True)
        return cls(np.array(low), np.array(high))

    @classmethod
    def _rounded(cls, low: Floats, high: Floats) -> Span:
        return cls(
            np.where(np.isnan(low), -np.inf, np.nextafter(low, -np.inf)),
            np.where(np.isnan(high), np.inf, np.nextafter(high, np.inf)),
        )

    @property
    def middle(self) -> Floats:
        """A number inside, where the ends are finite."""
        return self.low / 2 + self.high / 2

    @property
    def magnitude(self) -> Floats:
        """The largest absolute value inside."""
        return np.maximum(np.abs(self.low), np.abs(self.high))

    def deviation(self, centre: Floats) -> Floats:
        """An upper bound on the distance of any number inside from ``centre``."""
        return np.nextafter(np.maximum(self.high - centre, centre - self.low), np.inf)

    def __neg__(self) -> Span:
        return Span(-self.high, -self.low)

    def __add__(self, other: Any) -> Span:
        other = _span(other)
        return Span._rounded(self.low + other.low, self.high + other.high)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Span:
        return self + -_span(other)

    def __rsub__(self, other: Any) -> Span:
        return _span(other) + -self

    def __mul__(self, other: Any) -> Span:
        if isinstance(other, int) and other in (0, 1, -1):
            return self if other == 1 else -self if other == -1 else Span(0.0)
        other = _span(other)
        ends = [p * q for p in (self.low, self.high) for q in (other.low, other.high)]
        low, high = np.minimum.reduce(np.broadcast_arrays(*ends)), np.maximum.reduce(np.broadcast_arrays(*ends))
        return Span._rounded(low, high)  # NaN (0 times infinity) spreads through minimum and maximum

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Span:
        other = _span(other)
        zero = (other.low <= 0) & (other.high >= 0)
        inverse = Span._rounded(
            np.where(zero, -np.inf, 1 / np.where(zero, 1.0, other.high)),
            np.where(zero, np.inf, 1 / np.where(zero, 1.0, other.low)),
        )
        return self * inverse

    def __rtruediv__(self, other: Any) -> Span:
        return _span(other) / self

    def log(self) -> Span:
        """Natural logarithm of positive intervals."""
        low, high = np.log(self.low), np.log(self.high)
        return Span._rounded(low - np.abs(low) * POWER, high + np.abs(high) * POWER)

    def __pow__(self, exponent: Any) -> Span:
        """Whole powers by products (an even one is never negative); others of positive intervals."""
        if not isinstance(exponent, int):
            exponent = _span(exponent)
            ends = np.broadcast_arrays(*[p**q for p in (self.low, self.high) for q in (exponent.low, exponent.high)])
            return Span._rounded(np.minimum.reduce(ends) * (1 - POWER), np.maximum.reduce(ends) * (1 + POWER))
        if exponent < 0:
            return 1 / self**-exponent
        if exponent == 0:
            return Span(np.ones_like(self.low))
        if exponent % 2:
            return self if exponent == 1 else self * self ** (exponent - 1)
        low = np.where((self.low <= 0) & (self.high >= 0), 0.0, np.minimum(np.abs(self.low), np.abs(self.high)))
        size = Span(low, self.magnitude)
        result = size
        for _ in range(exponent - 1):
            result = result * size
        return Span(np.maximum(result.low, 0.0), result.high)


def _span(value: Any) -> Span:
    return value if isinstance(value, Span) else Span(*around(exact_number(value)))


class Jet:
    """A function of k variables over a box: its values, its gradient (k spans) and its Hessian (k(k+1)/2 spans, row by row).

    An empty Hessian is not computed.
    """

    __slots__ = ("gradient", "hessian", "value")

    def __init__(self, value: Span, gradient: Sequence[Span | int], hessian: Sequence[Span | int]) -> None:
        self.value, self.gradient, self.hessian = value, list(gradient), list(hessian)

    @classmethod
    def variable(cls, value: Span, index: int, count: int, second: bool = True) -> Jet:
        """The variable of that index among so many, with or without second derivatives."""
        return cls(value, [int(j == index) for j in range(count)], [0] * len(pairs(count)) if second else [])

    def constant(self, value: Any) -> Jet:
        """A constant, of as many variables."""
        return Jet(_span(value), [0] * len(self.gradient), [0] * len(self.hessian))

    def _like(self, other: Any) -> Jet:
        return other if isinstance(other, Jet) else self.constant(other)

    def __neg__(self) -> Jet:
        return Jet(-self.value, [-g for g in self.gradient], [-h for h in self.hessian])

    def __add__(self, other: Any) -> Jet:
        other = self._like(other)
        return Jet(
            self.value + other.value,
            [_plus(a, b) for a, b in zip(self.gradient, other.gradient, strict=True)],
            [_plus(a, b) for a, b in zip(self.hessian, other.hessian, strict=True)],
        )

    __radd__ = __add__

    def __sub__(self, other: Any) -> Jet:
        return self + -self._like(other)

    def __rsub__(self, other: Any) -> Jet:
        return self._like(other) + -self

    def __mul__(self, other: Any) -> Jet:
        other = self._like(other)
        f, g = self.value, other.value
        gradient = [_plus(_times(a, g), _times(b, f)) for a, b in zip(self.gradient, other.gradient, strict=True)]
        hessian = [
            _plus(
                _plus(_times(p, g), _times(q, f)),
                _plus(_times(self.gradient[i], other.gradient[j]), _times(self.gradient[j], other.gradient[i])),
            )
            for (i, j), p, q in zip(pairs(len(self.gradient)), self.hessian, other.hessian, strict=False)
        ]
        return Jet(f * g, gradient, hessian)

    __rmul__ = __mul__

    def _composed(self, value: Span, first: Span, second: Span) -> Jet:
        """f(self) with f, f' and f'' over the values of self."""
        gradient = [_times(a, first) for a in self.gradient]
        hessian = [
            _plus(_times(h, first), _times(_times(self.gradient[i], self.gradient[j]), second))
            for (i, j), h in zip(pairs(len(self.gradient)), self.hessian, strict=False)
        ]
        return Jet(value, gradient, hessian)

    def __truediv__(self, other: Any) -> Jet:
        other = self._like(other)
        inverse = 1 / other.value
        square = inverse**2
        result: Jet = self * other._composed(inverse, -square, 2 * square * inverse)
        return result

    def __rtruediv__(self, other: Any) -> Jet:
        return self._like(other) / self

    def __pow__(self, exponent: Any) -> Jet:
        if not isinstance(exponent, int):
            exponent = self._like(exponent)
            if any(not isinstance(g, int) for g in self.gradient) or any(self.gradient):
                raise TypeError("a variable in the base of a power whose exponent is not whole")
            logarithm = self.value.log()
            value = self.value**exponent.value
            result: Jet = exponent._composed(value, value * logarithm, value * logarithm**2)
            return result
        n = exponent
        if n in (0, 1):
            return self if n else self.constant(1)
        first = n * self.value ** (n - 1)
        return self._composed(self.value**n, first, n * (n - 1) * self.value ** (n - 2))


def pairs(count: int) -> list[tuple[int, int]]:
    """The entries of a Hessian that are kept: (i, j) with i <= j, row by row."""
    return [(i, j) for i in range(count) for j in range(i, count)]


def _plus(a: Span | int, b: Span | int) -> Any:
    return b if isinstance(a, int) and a == 0 else a if isinstance(b, int) and b == 0 else a + b


def _times(a: Span | int, b: Span | int) -> Any:
    if isinstance(a, int) and isinstance(b, int):
        return a * b
    if isinstance(a, int):
        a, b = b, a
    return 0 if isinstance(b, int) and b == 0 else a * b  # whole, so that what does not depend on a variable is known not to
