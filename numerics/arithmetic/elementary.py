"""Elementary functions of an interval whose ends are whole multiples of 2^-bits, rounded outwards.

MPFR, through gmpy2, rounds each of them correctly in a direction asked for (Fousse et al. 2007), so that the ends are proper bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import gmpy2

from theory.errors import InputError

Whole = Any  # gmpy2.mpz
Ends = tuple[Whole, Whole]
EXPONENTS = 1 << 24  # of two, within which numbers are kept: beyond they round outwards


class PrecisionLoss(ArithmeticError):
    """The bounds have become useless at this precision; more bits may help."""


@lru_cache(maxsize=64)
def _rounding(precision: int) -> tuple[Any, Any]:
    """Contexts that round down and up."""
    down, up = (
        gmpy2.context(precision=precision, round=direction, emin=-EXPONENTS, emax=EXPONENTS)
        for direction in (gmpy2.RoundDown, gmpy2.RoundUp)
    )
    return down, up


def _contexts(bits: int, *ends: Whole) -> tuple[Any, Any]:
    """The two contexts, with digits to hold the ends exactly and the result to a few more than ``bits``."""
    return _rounding(max(bits, *(e.bit_length() for e in ends)) + 64)


def _real(end: Whole, bits: int, context: Any) -> Any:
    """The number end 2^-bits, exactly."""
    return context.div_2exp(gmpy2.mpfr(end, 0, context), bits)


def _whole(value: Any, bits: int, *, up: bool) -> Whole:
    """The nearest whole multiple of 2^-bits on one side of a number. (By integers: gmpy2's own operators round.)"""
    if not gmpy2.is_finite(value):
        raise OverflowError("beyond the range of numbers")
    mantissa, exponent = value.as_mantissa_exp()
    shift = int(exponent) + bits
    if shift >= 0:
        return mantissa << shift
    return -(-mantissa >> -shift) if up else mantissa >> -shift


def _outwards(low: Any, high: Any, bits: int) -> Ends:
    return _whole(low, bits, up=False), _whole(high, bits, up=True)


def pi(bits: int) -> Ends:
    """Half the circumference of the unit circle."""
    down, up = _rounding(bits + 64)
    return _outwards(down.const_pi(), up.const_pi(), bits)


def exp(low: Whole, high: Whole, bits: int) -> Ends:
    """e^x: increasing."""
    down, up = _contexts(bits, low, high)
    return _outwards(down.exp(_real(low, bits, down)), up.exp(_real(high, bits, up)), bits)


def log(low: Whole, high: Whole, bits: int) -> Ends:
    """The natural logarithm: increasing, of positive numbers. Raises ``PrecisionLoss`` where zero may be inside."""
    if high <= 0:
        raise InputError("the logarithm of a number that is not positive")
    if low <= 0:
        raise PrecisionLoss("the logarithm of a number that may be zero")
    down, up = _contexts(bits, low, high)
    return _outwards(down.log(_real(low, bits, down)), up.log(_real(high, bits, up)), bits)


def sin(low: Whole, high: Whole, bits: int) -> Ends:
    """The sine moves at most as far as its argument."""
    return _wave("sin", low, high, bits)


def cos(low: Whole, high: Whole, bits: int) -> Ends:
    """The cosine moves at most as far as its argument."""
    return _wave("cos", low, high, bits)


def _wave(name: str, low: Whole, high: Whole, bits: int) -> Ends:
    middle, spread = (low + high) >> 1, (high - low + 1) >> 1
    down, up = _contexts(bits, middle)
    least, most = _outwards(getattr(down, name)(_real(middle, bits, down)), getattr(up, name)(_real(middle, bits, up)), bits)
    one = gmpy2.mpz(1) << bits
    return max(least - spread, -one), min(most + spread, one)


def power(base: Ends, exponent: Ends, bits: int) -> Ends:
    """x^y for x >= 0: monotone in x and in y, so that the extremes lie at corners.

    A base that may be negative by its error alone is zero there, if the power exists at all; then the exponent must be positive.
    """
    low, high = base
    if high < 0:
        raise InputError("a negative number to a power that is not whole: the result is not real")
    if low <= 0:
        if exponent[0] <= 0:
            raise PrecisionLoss("a power of a number that may be zero with an exponent that may be negative")
        low = gmpy2.mpz(0)
    down, up = _contexts(bits, low, high, *exponent)
    corners = [(x, y) for x in (low, high) for y in exponent]
    lowest, highest = ([c.pow(_real(x, bits, c), _real(y, bits, c)) for x, y in corners] for c in (down, up))
    return _outwards(min(lowest), max(highest), bits)


def sign(low: Whole, high: Whole, bits: int) -> Ends:
    """-1, 0 or 1. Raises ``PrecisionLoss`` where that is not known."""
    if low <= 0 <= high and low != high:
        raise PrecisionLoss("the sign of a number that may be zero")
    value = gmpy2.mpz(gmpy2.sign(low)) << bits
    return value, value


FUNCTIONS: dict[str, Callable[[Whole, Whole, int], Ends]] = {"exp": exp, "log": log, "sin": sin, "cos": cos, "sign": sign}
"""The functions of one number that intervals know, by the name under which a rule calls them."""
