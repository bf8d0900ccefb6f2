"""An interval that provably contains a number."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import gmpy2


class Enclosure(NamedTuple):
    """``lower <= exact value <= upper``; both ends are exact fractions. ``upper`` is None where nothing bounds it."""

    lower: Fraction
    upper: Fraction | None

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, int | float | Fraction):
            return False
        return self.lower <= value and (self.upper is None or value <= self.upper)

    def __float__(self) -> float:
        return float("inf") if self.upper is None else _rounded((self.lower + self.upper) / 2)

    @property
    def width(self) -> Fraction | None:
        """Upper end minus lower end; None if unbounded."""
        return None if self.upper is None else self.upper - self.lower

    def relative_width(self) -> float:
        """Width over the smaller modulus of the two ends; infinite if zero may be inside."""
        if self.upper is None or self.lower <= 0 <= self.upper:
            return 0.0 if self.upper is not None and self.lower == self.upper else float("inf")
        return _rounded((self.upper - self.lower) / min(abs(self.lower), abs(self.upper)))

    def overlaps(self, other: Enclosure) -> bool:
        """Whether the two intervals have a point in common."""
        below = self.upper is None or other.lower <= self.upper
        above = other.upper is None or self.lower <= other.upper
        return below and above

    def decimal(self, digits: int) -> tuple[str, str]:
        """Both ends as decimal strings of that many significant digits, rounded outwards."""
        upper = "inf" if self.upper is None else _decimal(self.upper, digits, up=True)
        return _decimal(self.lower, digits, up=False), upper


def bounded_by(enclose: Callable[[int], Enclosure], bound: Fraction) -> bool | None:
    """Whether what ``enclose(digits)`` contains is at most the bound; None where 200 digits do not tell, as where the two are equal.

    Raises ``OverflowError`` where the numbers are too large for intervals.
    """
    for digits in (12, 25, 60, 200):
        e = enclose(digits)
        if e.lower > bound:
            return False
        if e.upper is None:
            raise OverflowError("the numbers are beyond 2^32768, where intervals end")
        if e.upper <= bound:
            return True
    return None


def _rounded(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _decimal(value: Fraction, digits: int, *, up: bool) -> str:
    if value == 0:
        return "0"
    sign, magnitude = ("-", -value) if value < 0 else ("", value)
    away = up if value > 0 else not up
    numerator, denominator = magnitude.numerator, magnitude.denominator
    exponent = (numerator.bit_length() - denominator.bit_length()) * 30103 // 100000
    while magnitude >= Fraction(10) ** (exponent + 1):
        exponent += 1
    while magnitude < Fraction(10) ** exponent:
        exponent -= 1
    scaled = magnitude * Fraction(10) ** (digits - 1 - exponent)
    whole = -((-scaled.numerator) // scaled.denominator) if away else scaled.numerator // scaled.denominator
    if whole == 10**digits:
        whole, exponent = whole // 10, exponent + 1
    text = str(gmpy2.mpz(whole).digits())  # Python's own refuses beyond 4300 digits
    if -5 <= exponent < digits:
        point = exponent + 1
        text = text[:point] + "." + text[point:] if point > 0 else "0." + "0" * -point + text
        return sign + (text.rstrip("0").rstrip(".") if "." in text else text)
    mantissa = text[0] + ("." + text[1:].rstrip("0") if text[1:].rstrip("0") else "")
    return f"{sign}{mantissa}e{exponent:+03d}"
