"""Ball arithmetic on arrays: fixed-point integers with a rigorous bound on the error, vectorised over coordinates.

A ball is an array of midpoints, integers in units of 2^-bits, and an array of radii in the same units (float64, always
rounded up). Integer arithmetic is gmpy2's. For the risk of an optimizer fixed point is the right choice: the iterate's
moments are of moderate size, and precision is raised until the sum over coordinates is as sharp as asked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import gmpy2
import numpy as np
from mpmath.ctx_iv import MPIntervalContext

UP = 1.0 + 2.0**-40  # more than covers the rounding of a few float64 operations on radii
SLACK_BITS = 60  # resolution to which magnitudes enter the radii

Integers = np.ndarray[Any, np.dtype[np.object_]]
Radii = np.ndarray[Any, np.dtype[np.float64]]


class PrecisionLoss(ArithmeticError):
    """The bounds have become useless at this precision; more bits may help."""


class Ball:
    """An array of real numbers, each known to lie within ``rad`` of ``mid`` (units of 2^-bits)."""

    __slots__ = ("bits", "mid", "rad")
    __array_ufunc__ = None  # NumPy must leave mixed operators to this class

    def __init__(self, mid: Integers, rad: Radii, bits: int) -> None:
        self.mid, self.rad, self.bits = mid, rad, bits

    @classmethod
    def exact(cls, values: Sequence[Any], bits: int) -> Ball:
        """Enclose exact numbers: ints, Fractions and floats (a float is taken as the binary number it is)."""
        fractions = [Fraction(v) for v in values]
        mid = np.array([gmpy2.mpz((f.numerator << bits) // f.denominator) for f in fractions], dtype=object)
        inexact = [0.0 if (f.numerator << bits) % f.denominator == 0 else 1.0 for f in fractions]
        return cls(mid, np.array(inexact), bits)

    def _coerce(self, other: Any) -> Ball:
        return other if isinstance(other, Ball) else Ball.exact([other], self.bits)

    def magnitude(self) -> Radii:
        """An upper bound on |midpoint| as a float64."""
        shift = max(self.bits - SLACK_BITS, 0)
        return np.asarray(((abs(self.mid) >> shift) + 1).astype(np.float64) * 2.0 ** (shift - self.bits) * UP)

    def __neg__(self) -> Ball:
        return Ball(-self.mid, self.rad, self.bits)

    def __add__(self, other: Any) -> Ball:
        other = self._coerce(other)
        with np.errstate(over="ignore"):  # an infinite radius is a valid, if useless, bound
            return Ball(self.mid + other.mid, (self.rad + other.rad) * UP, self.bits)

    def __sub__(self, other: Any) -> Ball:
        return self + -self._coerce(other)

    def __mul__(self, other: Any) -> Ball:
        if isinstance(other, int):
            with np.errstate(over="ignore"):
                return Ball(self.mid * other, self.rad * abs(other) * UP, self.bits)
        other = self._coerce(other)
        unit = 2.0 ** -min(self.bits, 1000)
        with np.errstate(over="ignore", invalid="ignore"):
            spread = self.magnitude() * other.rad + other.magnitude() * self.rad + (self.rad * unit) * other.rad
            spread = np.where(np.isnan(spread), np.inf, spread * UP + 1.0)
        return Ball((self.mid * other.mid) >> self.bits, spread, self.bits)

    def __truediv__(self, other: Any) -> Ball:
        other = self._coerce(other)
        least = _lower_bounds(other)
        quotient = (self.mid << self.bits) // other.mid
        size = Ball(quotient, np.zeros_like(other.rad), self.bits).magnitude() + 1.0
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            spread = (self.rad + size * other.rad) / least
            spread = np.where(np.isnan(spread), np.inf, spread * UP + 1.0)
        return Ball(quotient, spread, self.bits)

    def __pow__(self, exponent: Any) -> Ball:
        if isinstance(exponent, int) and exponent >= 0:
            result = Ball.exact([1] * len(self.mid), self.bits)
            for _ in range(exponent):
                result = result * self
            return result
        if isinstance(exponent, int):
            return 1 / (self**-exponent)
        return self._real_power(exponent)

    def _real_power(self, exponent: Any) -> Ball:
        """A real power of positive numbers, through mpmath's intervals."""
        context = MPIntervalContext()
        context.prec = self.bits + 64
        powers = [Fraction(int(m), 1 << self.bits) for m in self._coerce(exponent).mid.ravel()]
        spreads = self._coerce(exponent).rad.ravel()
        mids, rads = [], []
        unit = context.mpf(2) ** -self.bits
        for k, m in enumerate(self.mid):
            power, spread = powers[k % len(powers)], spreads[k % len(spreads)]
            base = (context.mpf(int(m)) + context.mpf([-self.rad[k], self.rad[k]])) * unit
            index = context.mpf(power.numerator) / power.denominator + context.mpf([-spread, spread]) * unit
            value = base**index / unit
            low, high = int(gmpy2.mpz(_floor(value.a))), int(gmpy2.mpz(_floor(value.b))) + 1
            mids.append(gmpy2.mpz((low + high) // 2))
            rads.append(float(high - low + 1))
        return Ball(np.array(mids, dtype=object), np.array(rads), self.bits)

    def __radd__(self, other: Any) -> Ball:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> Ball:
        return (-self).__add__(other)

    def __rmul__(self, other: Any) -> Ball:
        return self.__mul__(other)

    def __rtruediv__(self, other: Any) -> Ball:
        return self._coerce(other) / self

    def require_bounded(self, limit: int) -> None:
        """Raise ``OverflowError`` if a midpoint exceeds 2^limit, ``PrecisionLoss`` if a radius alone has overflowed."""
        size = max(int(gmpy2.bit_length(abs(m))) for m in self.mid)
        if size > limit + self.bits:
            raise OverflowError("the rule diverges")
        if not np.all(np.isfinite(self.rad)):
            raise PrecisionLoss("the error bound has overflowed")

    def total(self) -> tuple[Fraction, Fraction]:
        """Lower and upper bound of the sum of all entries."""
        if not np.all(np.isfinite(self.rad)):
            raise PrecisionLoss("the error bound has overflowed")
        middle = int(sum(self.mid.tolist(), gmpy2.mpz(0)))
        spread = int(np.ceil(float(np.sum(self.rad)) * UP)) + 1
        scale = 1 << self.bits
        return Fraction(middle - spread, scale), Fraction(middle + spread, scale)


def _lower_bounds(ball: Ball) -> Radii:
    """A positive lower bound on the modulus of each entry, or ``ZeroDivisionError`` where zero may be inside."""
    bounds = []
    for middle, radius in np.broadcast(ball.mid, ball.rad):
        least = int(abs(middle)) - math.ceil(radius) if math.isfinite(radius) else 0
        if least <= 0:
            raise ZeroDivisionError("division by an interval that contains zero")
        drop = max(least.bit_length() - SLACK_BITS, 0)
        bounds.append(math.ldexp(least >> drop, drop - ball.bits) / UP)
    return np.array(bounds)


def _floor(end: Any) -> int:
    """Floor of a point interval's value, exactly."""
    sign, mantissa, exponent, _ = end._mpi_[0]
    value: int = -int(mantissa) if sign else int(mantissa)
    return value << int(exponent) if exponent >= 0 else value >> -int(exponent)
