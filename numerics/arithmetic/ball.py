"""Ball arithmetic on arrays: fixed-point integers with a rigorous bound on the error, vectorised over coordinates.

A ball is an array of midpoints, integers in units of 2^-bits, and an array of radii in the same units (float64, always
rounded up). Integer arithmetic is gmpy2's. For the risk of an optimizer fixed point is the right choice: the iterate's
moments are of moderate size, and precision is raised until the sum over coordinates is as sharp as asked.

Balls meet balls and exact numbers only. A float among the operands is an error: whoever means the binary number it is says so by
``Ball.exact``.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from types import SimpleNamespace
from typing import Any

import gmpy2
import numpy as np

from numerics.arithmetic import elementary
from numerics.arithmetic.elementary import Ends, PrecisionLoss
from numerics.arithmetic.exact import exact_number
from theory.errors import InputError

UP = 1.0 + 2.0**-40  # more than covers the rounding of a few float64 operations on radii
SLACK_BITS = 60  # resolution to which magnitudes enter the radii

Integers = np.ndarray[Any, np.dtype[np.object_]]
Radii = np.ndarray[Any, np.dtype[np.float64]]


class Ball:
    """An array of real numbers, each known to lie within ``rad`` of ``mid`` (units of 2^-bits)."""

    __slots__ = ("bits", "mid", "rad")
    __array_ufunc__ = None  # NumPy must leave mixed operators to this class

    def __init__(self, mid: Integers, rad: Radii, bits: int) -> None:
        self.mid, self.rad, self.bits = mid, rad, bits

    @classmethod
    def exact(cls, values: Sequence[Any], bits: int) -> Ball:
        """Enclose exact numbers (a float is taken as the binary number it is); see ``exact_number``."""
        mid, rad = [], []
        for value in values:
            number = exact_number(value)
            quotient, rest = divmod(gmpy2.mpz(number.numerator) << bits, number.denominator)
            mid.append(quotient)
            rad.append(1.0 if rest else 0.0)
        return cls(np.array(mid, dtype=object), np.array(rad), bits)

    def _coerce(self, other: Any) -> Ball:
        """Another ball, or an exact number as one. Anything inexact is refused: no float enters an interval unasked."""
        if isinstance(other, Ball):
            return other
        if isinstance(other, numbers.Rational):
            return Ball.exact([other], self.bits)
        raise InputError(f"{other!r} is not exact and would enter an interval; write a fraction of whole numbers")

    def magnitude(self) -> Radii:
        """An upper bound on |midpoint| as a float64; ``OverflowError`` beyond its range."""
        slack = min(self.bits, SLACK_BITS)
        try:
            return np.asarray(((abs(self.mid) >> self.bits - slack) + 1).astype(np.float64) * 2.0**-slack * UP)
        except OverflowError:  # the slack itself may be what is too much
            return np.asarray(((abs(self.mid) >> self.bits) + 1).astype(np.float64) * UP)

    def _is_exact(self) -> bool:
        """A single number without error. (Exponents and counts are such; asking an array would cost time.)"""
        return self.rad.size == 1 and not self.rad.any()

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
            with np.errstate(over="ignore", invalid="ignore"):
                spread = self.rad * _above(abs(other)) * UP
            return Ball(self.mid * other, np.where(np.isnan(spread), 0.0 if other == 0 else np.inf, spread), self.bits)
        other = self._coerce(other)
        product = self.mid * other.mid
        if self._is_exact() and other._is_exact() and product.item() % (1 << self.bits) == 0:
            return Ball(product >> self.bits, np.zeros_like(self.rad), self.bits)
        unit = 2.0 ** -min(self.bits, 1000)
        with np.errstate(over="ignore", invalid="ignore"):
            spread = self.magnitude() * other.rad + other.magnitude() * self.rad + (self.rad * unit) * other.rad
            spread = np.where(np.isnan(spread), np.inf, spread * UP + 1.0)
        return Ball(product >> self.bits, spread, self.bits)

    def __truediv__(self, other: Any) -> Ball:
        other = self._coerce(other)
        mids, rads = [], []
        for x, dx, y, dy in np.broadcast(self.mid, self.rad, other.mid, other.rad):
            least = abs(y) - math.ceil(dy) if math.isfinite(dy) else 0
            if least <= 0:
                raise ZeroDivisionError("division by an interval that contains zero")
            quotient, rest = divmod(x << self.bits, y)
            mids.append(quotient)
            if not math.isfinite(dx):
                rads.append(math.inf)
            elif dx or dy or rest:
                # |(x + a)/(y + b) - x/y| <= (|a| |y| + |x| |b|)/(|y| |y + b|)
                off = (math.ceil(dx) * abs(y) + abs(x) * math.ceil(dy)) << self.bits
                rads.append(_above(off // (abs(y) * least) + 2))
            else:
                rads.append(0.0)
        return Ball(np.array(mids, dtype=object), np.array(rads), self.bits)

    def __pow__(self, exponent: Any) -> Ball:
        times = _whole(exponent)
        if times is None:
            return self._with(self._coerce(exponent), elementary.power)
        if times == 0:
            return Ball.exact([1] * len(self.mid), self.bits)
        result = base = self if times > 0 else 1 / self
        for bit in bin(abs(times))[3:]:
            result = result * result
            if bit == "1":
                result = result * base
        return result

    def __radd__(self, other: Any) -> Ball:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> Ball:
        return (-self).__add__(other)

    def __rmul__(self, other: Any) -> Ball:
        return self.__mul__(other)

    def __rtruediv__(self, other: Any) -> Ball:
        return self._coerce(other) / self

    def __rpow__(self, other: Any) -> Ball:
        return self._coerce(other) ** self

    def __int__(self) -> int:
        """The whole number that this surely is, as the step is."""
        times = _whole(self)
        if times is None:
            raise ValueError("not surely one whole number")
        return times

    def __abs__(self) -> Ball:
        return _maximum(self, -self)

    def __array_namespace__(self) -> SimpleNamespace:
        """Where ``theory.rule.functions`` finds the functions of balls."""
        return FUNCTIONS

    def image(self, function: Callable[[Any, Any, int], Ends]) -> Ball:
        """A function of one number, entry by entry, given by what it makes of an interval's ends."""
        return _spanned([function(*ends, self.bits) for ends in self._ends()], self.bits)

    def _with(self, other: Ball, function: Callable[[Ends, Ends, int], Ends]) -> Ball:
        """The same for a function of two numbers."""
        mine, theirs = self._ends(), other._ends()
        count = max(len(mine), len(theirs))
        pairs = zip(mine * (count // len(mine)), theirs * (count // len(theirs)), strict=True)
        return _spanned([function(a, b, self.bits) for a, b in pairs], self.bits)

    def _ends(self) -> list[Ends]:
        """Whole lower and upper ends of each entry."""
        if not np.all(np.isfinite(self.rad)):
            raise PrecisionLoss("the error bound has overflowed")
        spreads = [math.ceil(r) for r in self.rad.tolist()]
        return [(m - s, m + s) for m, s in zip(self.mid.tolist(), spreads, strict=True)]

    def require_bounded(self, limit: int) -> None:
        """Raise ``OverflowError`` if a midpoint exceeds 2^limit, ``PrecisionLoss`` if a radius alone has overflowed."""
        size = max(int(gmpy2.bit_length(abs(m))) for m in self.mid)
        if size > limit + self.bits:
            raise OverflowError("the rule diverges")
        if not np.all(np.isfinite(self.rad)):
            raise PrecisionLoss("the error bound has overflowed")

    def total(self) -> tuple[Fraction, Fraction]:
        """Lower and upper bound of the sum of all entries."""
        with np.errstate(over="ignore"):
            spread = float(np.sum(self.rad)) * UP
        if not math.isfinite(spread):
            raise PrecisionLoss("the error bound has overflowed")
        middle = int(sum(self.mid.tolist(), gmpy2.mpz(0)))
        scale = 1 << self.bits
        return Fraction(middle - math.ceil(spread), scale), Fraction(middle + math.ceil(spread), scale)


def _maximum(x: Any, y: Any) -> Ball:
    a, b = (x, x._coerce(y)) if isinstance(x, Ball) else (y._coerce(x), y)
    return a._with(b, lambda p, q, _: (max(p[0], q[0]), max(p[1], q[1])))


FUNCTIONS = SimpleNamespace(
    maximum=_maximum,
    sqrt=lambda x: x ** Fraction(1, 2),
    pi_like=lambda one: _spanned([elementary.pi(one.bits)], one.bits),
    **{name: partial(Ball.image, function=function) for name, function in elementary.FUNCTIONS.items()},
)
"""The functions of balls, under the names by which rules call them."""


def _spanned(ends: Sequence[Ends], bits: int) -> Ball:
    """The narrowest balls around intervals."""
    mids = [(low + high) >> 1 for low, high in ends]
    rads = [_above(high - middle) for (_, high), middle in zip(ends, mids, strict=True)]
    return Ball(np.array(mids, dtype=object), np.array(rads), bits)


def _whole(exponent: Any) -> int | None:
    """An exponent as a whole number, if it certainly is one."""
    if isinstance(exponent, Ball):
        if not exponent._is_exact():
            return None
        exponent = Fraction(int(exponent.mid.item()), 1 << exponent.bits)
    return int(exponent.numerator) if isinstance(exponent, numbers.Rational) and exponent.denominator == 1 else None


def _above(size: Any) -> float:
    """A float64 that is not below a whole number >= 0."""
    try:
        return float(size) * UP
    except OverflowError:
        return math.inf
