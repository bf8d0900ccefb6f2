"""Double-double arithmetic on arrays: 106 bits from pairs of float64, by error-free transformations.

For the few settings where the rounding of ordinary arithmetic, amplified by nearly coincident characteristic roots over
many steps, would show. Knuth's two-sum, Dekker's product (Hida, Li, Bailey 2001). The range is that of float64.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import gmpy2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BITS = 120  # a little more than a double-double holds
SPLITTER = 134217729.0  # 2^27 + 1


def _two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """a + b exactly, as rounded sum and error."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def _two_product(a: Array, b: Array) -> tuple[Array, Array]:
    """a * b exactly, as rounded product and error."""
    p = a * b
    t = SPLITTER * a
    a_high = t - (t - a)
    a_low = a - a_high
    t = SPLITTER * b
    b_high = t - (t - b)
    b_low = b - b_high
    return p, ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low


class DoubleDouble:
    """An array of numbers ``high + low``; works with the plain operators that update rules are compiled to."""

    __slots__ = ("high", "low")
    __array_ufunc__ = None

    def __init__(self, high: Any, low: Any = 0.0) -> None:
        self.high: Array = np.asarray(high, dtype=np.float64)
        self.low: Array = np.broadcast_to(np.asarray(low, dtype=np.float64), self.high.shape)

    @staticmethod
    def _coerce(other: Any) -> DoubleDouble:
        return other if isinstance(other, DoubleDouble) else DoubleDouble(other)

    def value(self) -> Array:
        """The nearest float64."""
        return self.high + self.low

    def __neg__(self) -> DoubleDouble:
        return DoubleDouble(-self.high, -self.low)

    def __add__(self, other: Any) -> DoubleDouble:
        b = self._coerce(other)
        s, e = _two_sum(self.high, b.high)
        t, f = _two_sum(self.low, b.low)
        s, e = _two_sum(s, e + t)
        return DoubleDouble(*_two_sum(s, e + f))

    def __sub__(self, other: Any) -> DoubleDouble:
        return self + -self._coerce(other)

    def __mul__(self, other: Any) -> DoubleDouble:
        b = self._coerce(other)
        p, e = _two_product(self.high, b.high)
        return DoubleDouble(*_two_sum(p, e + (self.high * b.low + self.low * b.high)))

    def __truediv__(self, other: Any) -> DoubleDouble:
        b = self._coerce(other)
        first = DoubleDouble(self.high / b.high)
        rest = self - first * b
        second = DoubleDouble(rest.high / b.high)
        third = (rest - second * b).high / b.high
        return first + second + DoubleDouble(third)

    def __pow__(self, exponent: Any) -> DoubleDouble:
        if isinstance(exponent, int):
            base = self if exponent >= 0 else DoubleDouble(1.0) / self
            result = DoubleDouble(np.ones_like(self.high))
            for _ in range(abs(exponent)):
                result = result * base
            return result
        power = exponent._extended() if isinstance(exponent, DoubleDouble) else exponent
        return DoubleDouble._of_extended(self._extended() ** power)

    def _extended(self) -> Any:
        """The nearest longdouble: real powers have its digits, because float64's show in an oscillation's phase after many steps."""
        return np.asarray(self.high, dtype=np.longdouble) + self.low

    @classmethod
    def _of_extended(cls, number: Any) -> DoubleDouble:
        high = number.astype(np.float64)
        return cls(high, np.where(np.isfinite(high), number - high, 0.0).astype(np.float64))

    def __abs__(self) -> DoubleDouble:
        return _rarely("abs", self)

    def __array_namespace__(self) -> _Functions:
        """Where ``theory.rule.functions`` looks for functions."""
        return _Functions()

    def __radd__(self, other: Any) -> DoubleDouble:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> DoubleDouble:
        return (-self).__add__(other)

    def __rmul__(self, other: Any) -> DoubleDouble:
        return self.__mul__(other)

    def __rtruediv__(self, other: Any) -> DoubleDouble:
        return self._coerce(other).__truediv__(self)


class _Functions:
    """The functions that a rule may call, on double-doubles."""

    def __getattr__(self, name: str) -> Any:
        return partial(_rarely, name)


def _rarely(name: str, *given: Any) -> DoubleDouble:
    """A function number by number, by MPFR: once a setting, not in every step."""
    function: Any = {"maximum": max, "abs": abs, "pi_like": lambda _: gmpy2.const_pi(BITS)}.get(name) or getattr(gmpy2, name)
    numbers = [DoubleDouble._coerce(x) for x in given]
    columns = np.broadcast_arrays(*[part for x in numbers for part in (x.high, x.low)])
    high, low = np.empty(columns[0].shape), np.empty(columns[0].shape)
    with gmpy2.context(gmpy2.get_context(), precision=BITS):
        for index in np.ndindex(*high.shape):
            parts = [gmpy2.mpfr(float(c[index])) for c in columns]
            value = gmpy2.mpfr(function(*(a + b for a, b in zip(parts[::2], parts[1::2], strict=True))))
            high[index] = float(value)
            low[index] = float(value - high[index]) if gmpy2.is_finite(value) else 0.0
    return DoubleDouble(high, low)
