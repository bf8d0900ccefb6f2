"""Ball arithmetic on arrays: midpoint and radius of each number by Arb, which rounds every radius up (Johansson 2017), through python-flint.

A ball carries its precision. Arb's own is global to the process: it is set for the length of one operation, under a lock.

Balls meet balls and exact numbers only. A float among the operands is an error: whoever means the binary number it is says so by
``Ball.exact``.
"""

from __future__ import annotations

import numbers
import operator
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from threading import Lock
from types import SimpleNamespace, TracebackType
from typing import Any

import flint
import numpy as np

from numerics.arithmetic.enclosure import Enclosure
from numerics.arithmetic.exact import exact_number
from theory.errors import InputError

LARGEST_BITS = 1 << 15  # fractions are written out up to 2^this, and down to its inverse
ZERO, ONE = flint.arb(0), flint.arb(1)
LOCK = Lock()

Numbers = np.ndarray[Any, np.dtype[np.object_]]  # of flint.arb
Flags = np.ndarray[Any, np.dtype[np.bool_]]


class PrecisionLoss(ArithmeticError):
    """The bounds have become useless at this precision; more bits may help."""


class Working:
    """Arb's precision for the length of a ``with``; no other thread computes meanwhile, and what was set before is set again."""

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        LOCK.acquire()
        self.before = flint.ctx.prec
        flint.ctx.prec = self.bits

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        flint.ctx.prec = self.before
        LOCK.release()


class Ball:
    """An array of real numbers, each known to lie within a radius (of 30 bits) of a midpoint (of ``bits``)."""

    __slots__ = ("bits", "values")
    __array_ufunc__ = None  # NumPy must leave mixed operators to this class

    def __init__(self, values: Numbers, bits: int) -> None:
        self.values, self.bits = values, bits

    @classmethod
    def exact(cls, values: Iterable[Any], bits: int) -> Ball:
        """Enclose exact numbers (a float is taken as the binary number it is); see ``exact_number``."""
        fractions = [exact_number(value) for value in values]
        with Working(bits):
            return cls(_array([flint.arb(flint.fmpq(f.numerator, f.denominator)) for f in fractions]), bits)

    @classmethod
    def between(cls, lower: Fraction, upper: Fraction, bits: int) -> Ball:
        """A single number, somewhere between two."""
        low, high = cls.exact([lower], bits), cls.exact([upper], bits)
        with Working(bits):
            return cls(_array([low.values[0].union(high.values[0])]), bits)

    def _coerce(self, other: Any) -> Ball:
        """Another ball, or an exact number as one. Anything inexact is refused: no float enters an interval unasked."""
        if isinstance(other, Ball):
            return other
        if isinstance(other, numbers.Rational):
            return Ball.exact([other], self.bits)
        raise InputError(f"{other!r} is not exact and would enter an interval; write a fraction of whole numbers")

    def _with(self, other: Any, operation: Callable[[Any, Any], Any]) -> Ball:
        """An operation on two arrays of numbers, at the precision of this one."""
        other = self._coerce(other)
        with Working(self.bits):
            return Ball(operation(self.values, other.values), self.bits)

    def each(self, function: Callable[[Any], Any]) -> Ball:
        """A function of one number, entry by entry."""
        with Working(self.bits):
            return Ball(_array([function(x) for x in self.values]), self.bits)

    def pairs(self, other: Any, function: Callable[[Any, Any], Any]) -> Ball:
        """A function of two numbers, entry by entry."""
        return self._with(other, lambda a, b: _array([function(x, y) for x, y in np.broadcast(a, b)]))

    def __neg__(self) -> Ball:
        with Working(self.bits):
            return Ball(-self.values, self.bits)

    def __add__(self, other: Any) -> Ball:
        return self._with(other, operator.add)

    def __sub__(self, other: Any) -> Ball:
        return self._with(other, operator.sub)

    def __mul__(self, other: Any) -> Ball:
        return self._with(other, operator.mul)

    def __truediv__(self, other: Any) -> Ball:
        other = self._coerce(other)
        if any(y.contains(0) for y in other.values):
            raise ZeroDivisionError("division by an interval that contains zero")
        return self._with(other, operator.truediv)

    def __pow__(self, exponent: Any) -> Ball:
        exponent = self._coerce(exponent)
        if any(x.contains(0) and y < 0 for x, y in np.broadcast(self.values, exponent.values)):
            raise ZeroDivisionError("a negative power of an interval that contains zero")
        return self.pairs(exponent, _power)

    def __radd__(self, other: Any) -> Ball:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> Ball:
        return self._coerce(other) - self

    def __rmul__(self, other: Any) -> Ball:
        return self.__mul__(other)

    def __rtruediv__(self, other: Any) -> Ball:
        return self._coerce(other) / self

    def __rpow__(self, other: Any) -> Ball:
        return self._coerce(other) ** self

    def __abs__(self) -> Ball:
        return self.each(abs)

    def __int__(self) -> int:
        """The whole number that this surely is, as the step is."""
        (value,) = self.values
        if not (value.is_exact() and value.is_integer()):
            raise ValueError("not surely one whole number")
        return int(value.unique_fmpz())

    def __array_namespace__(self) -> SimpleNamespace:
        """Where ``theory.rule.functions`` finds the functions of balls."""
        return FUNCTIONS

    def sqrt(self) -> Ball:
        """The square root; a number that may be negative by its error alone is zero there."""
        return self ** Fraction(1, 2)

    def moduli(self) -> tuple[Numbers, Numbers]:
        """Exact lower and upper bounds of each modulus. Raises ``PrecisionLoss`` where there is no upper one."""
        self.require_finite()
        with Working(self.bits):
            return _array([x.abs_lower() for x in self.values]), _array([x.abs_upper() for x in self.values])

    def below(self, number: Any) -> Flags:
        """Where this is surely less than that."""
        other = self._coerce(number)
        return np.array([bool(x < y) for x, y in np.broadcast(self.values, other.values)])

    def at_least(self, number: Any) -> Flags:
        """Where this is surely not less than that."""
        other = self._coerce(number)
        return np.array([bool(x >= y) for x, y in np.broadcast(self.values, other.values)])

    def require_finite(self) -> None:
        """Raise ``PrecisionLoss`` where nothing bounds a number."""
        if not all(x.is_finite() for x in self.values):
            raise PrecisionLoss("the error bound has overflowed")

    def sum(self) -> Ball:
        """The sum of all entries, as one number."""
        with Working(self.bits):
            return Ball(_array([sum(self.values[1:], self.values[0])]), self.bits)

    def enclosure(self) -> Enclosure:
        """The ends of a single number; see ``ends``."""
        return Enclosure(*self.ends())

    def ends(self) -> tuple[Fraction, Fraction]:
        """A single number as two fractions. What is below 2^-LARGEST_BITS is only known to be that.

        Raises ``OverflowError`` if it is surely beyond 2^LARGEST_BITS, ``PrecisionLoss`` if it may be.
        """
        self.require_finite()
        (value,) = self.values
        with Working(self.bits):
            low, high, least = value.lower(), value.upper(), value.abs_lower()
        if _size(least) > LARGEST_BITS:
            raise OverflowError(f"the numbers are beyond 2^{LARGEST_BITS}, where intervals end")
        return _fraction(low, up=False), _fraction(high, up=True)


def _size(end: Any) -> int:
    """A whole number b with 2^(b - 1) <= |end| < 2^b; of zero, any that is small enough."""
    mantissa, exponent = (int(part) for part in end.man_exp())
    return mantissa.bit_length() + exponent


def _fraction(end: Any, *, up: bool) -> Fraction:
    mantissa, exponent = (int(part) for part in end.man_exp())
    size = _size(end)
    if mantissa and size > LARGEST_BITS:
        raise PrecisionLoss("the error bound has overflowed")
    if mantissa and size < -LARGEST_BITS:
        outwards = (mantissa > 0) is up
        return Fraction(1 if up else -1, 1 << LARGEST_BITS) if outwards else Fraction(0)
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def _array(values: Sequence[Any]) -> Numbers:
    """One axis of numbers."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _power(x: Any, y: Any) -> Any:
    """x^y: of any x for a whole y; else of x >= 0, where a base that may be negative by its error alone is zero."""
    if y.is_exact() and y.is_integer():
        return x**y if x.mid() != 0 or x.is_zero() else _centred_power(x, int(y.unique_fmpz()))
    if x < 0:
        raise InputError("a negative number to a power that is not whole: the result is not real")
    if x.is_zero() and y > 0:
        return ZERO
    if not x > 0:
        if not y > 0:
            raise PrecisionLoss("a power of a number that may be zero with an exponent that may be negative")
        return ZERO.union(x.upper() ** y)
    return x**y


def _centred_power(x: Any, times: int) -> Any:
    """x^n, n > 0, of a ball around zero, of which Arb says nothing."""
    most = x.abs_upper() ** times
    return most.union(-most) if times % 2 else most.union(ZERO)


def _log(x: Any) -> Any:
    if x > 0:
        return x.log()
    if x <= 0:
        raise InputError("the logarithm of a number that is not positive")
    raise PrecisionLoss("the logarithm of a number that may be zero")


def _sign(x: Any) -> Any:
    if x > 0 or x < 0 or x.is_zero():
        return x.sgn()
    raise PrecisionLoss("the sign of a number that may be zero")


def _maximum(x: Any, y: Any) -> Ball:
    a, b = (x, x._coerce(y)) if isinstance(x, Ball) else (y._coerce(x), y)
    return a.pairs(b, lambda p, q: p.max(q))


FUNCTIONS = SimpleNamespace(
    maximum=_maximum,
    sqrt=Ball.sqrt,
    pi_like=lambda one: one.each(lambda _: flint.arb.pi()),
    exp=partial(Ball.each, function=flint.arb.exp),
    log=partial(Ball.each, function=_log),
    sin=partial(Ball.each, function=flint.arb.sin),
    cos=partial(Ball.each, function=flint.arb.cos),
    sign=partial(Ball.each, function=_sign),
)
"""The functions of balls, under the names by which rules call them."""
