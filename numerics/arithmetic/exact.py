"""Numbers taken exactly: what a user may give, as the rational number that it is."""

from __future__ import annotations

import math
import numbers
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from theory.errors import InputError


def exact_number(value: Any) -> Fraction:
    """A single real number as a fraction of Python's whole numbers; a float of any kind is the binary number it is.

    Takes int, Fraction, Decimal, float, NumPy scalars of any precision, gmpy2 and mpmath numbers, SymPy rationals and floats. Raises
    ``InputError`` for anything else: a symbol, an array, infinity, NaN, text.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, numbers.Rational):  # NumPy's whole numbers and gmpy2's count among them: Python's own do not overflow
        return Fraction(int(value.numerator), int(value.denominator))
    if hasattr(value, "_mpf_") and not callable(value):  # SymPy's and mpmath's floats; mpmath's pi is none: it is callable
        sign, mantissa, exponent, _ = value._mpf_
        if mantissa or not exponent:
            return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(Fraction(2) ** int(exponent))
    elif isinstance(value, sp.Basic) and not value.is_number:
        raise InputError(f"a hyperparameter is not set to a number: {value}")
    elif isinstance(value, float | Decimal | np.floating) or type(value).__module__.startswith("gmpy2"):
        try:
            top, bottom = value.as_integer_ratio()
            return Fraction(int(top), int(bottom))
        except (OverflowError, ValueError):  # infinite, or not a number
            pass
    raise InputError(f"interval evaluation needs single numbers that are rational and finite, got {value!r}")


def extended(number: Fraction) -> np.longdouble:
    """The nearest longdouble, or one beside it."""
    near = float(number)
    return np.longdouble(near) + np.longdouble(float(number - Fraction(near)))


def around(number: Fraction) -> tuple[float, float]:
    """The nearest float64 on either side; both are the number itself if it is one."""
    near = float(number)
    there = Fraction(near)
    return (near if there <= number else math.nextafter(near, -math.inf)), (
        near if there >= number else math.nextafter(near, math.inf)
    )
