"""Truncated power series with a rigorous remainder (Taylor models), vectorised: how a risk varies across a bin.

A model of degree K on u in [-1, 1] is sum_k a_k u^k + r with |r| <= rest; the last axis of every array runs over the bins.
Norms are sums of moduli of the coefficients, so products are bounded without looking at u. Rounding is counted in the
remainder (Makino and Berz 2003 for the idea), and so is underflow.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DEGREE = 16
EPS, TINY = (
    np.finfo(np.float64).eps,
    np.finfo(np.float64).tiny,
)  # relative error of an operation, twice over; more than underflow loses
ROUNDING = 4 * DEGREE * EPS  # relative, of a product's coefficients
UP = 1 + 1e-12  # more than covers the rounding of the few operations that make a bound
POWER_ERROR = 1e-14  # relative error allowed for in powers and exponentials of float64


class _Unknown:
    """Functions of which no remainder is known here: nothing is said of their values."""

    def __getattr__(self, name: str) -> Any:
        return lambda *given: next(s for s in given if isinstance(s, Series)).unknown()


class Series:
    """sum_k coefficients[k] u^k, up to ``rest`` in modulus for |u| <= 1; shapes (DEGREE + 1, bins) and (bins,)."""

    __slots__ = ("coefficients", "rest")
    __array_ufunc__ = None  # NumPy must leave mixed operators to this class

    def __init__(self, coefficients: Floats, rest: Floats) -> None:
        self.coefficients, self.rest = coefficients, rest

    @classmethod
    def linear(cls, centre: Floats, width: Floats) -> Series:
        """centre + width u."""
        coefficients = np.zeros((DEGREE + 1, len(centre)))
        coefficients[0], coefficients[1] = centre, width
        return cls(coefficients, np.zeros(len(centre)))

    def norm(self) -> Floats:
        """A bound of the modulus on |u| <= 1."""
        return np.asarray((np.abs(self.coefficients).sum(axis=0) + self.rest) * UP)

    def _coerce(self, other: Any) -> Series:
        if isinstance(other, Series):
            return other
        return Series.linear(np.broadcast_to(np.asarray(other, dtype=np.float64), self.rest.shape), np.zeros_like(self.rest))

    def __neg__(self) -> Series:
        return Series(-self.coefficients, self.rest)

    def __add__(self, other: Any) -> Series:
        other = self._coerce(other)
        total = self.coefficients + other.coefficients
        return Series(total, (self.rest + other.rest + EPS * np.abs(total).sum(axis=0)) * UP)

    def __sub__(self, other: Any) -> Series:
        return self + -self._coerce(other)

    def __mul__(self, other: Any) -> Series:
        if not isinstance(other, Series):
            other = np.asarray(other, dtype=np.float64)
            return self._rounded(self.coefficients * other, self.rest * np.abs(other))
        a, b = self.coefficients, other.coefficients
        product = np.zeros_like(a)
        for k in range(DEGREE + 1):
            product[k:] += a[k] * b[: DEGREE + 1 - k]
        size, times = np.abs(a), np.abs(b)
        # moduli of the coefficients that are cut off: pairs (j, k) with j + k > DEGREE
        tails = np.cumsum(times[::-1], axis=0)  # tails[k - 1] = sum of the last k of b
        cut = (size[1:] * tails[:-1]).sum(axis=0)
        mine, theirs = size.sum(axis=0), times.sum(axis=0)
        rest = cut + mine * other.rest + theirs * self.rest + self.rest * other.rest + ROUNDING * mine * theirs
        return Series(product, rest * UP + TINY)

    @staticmethod
    def _rounded(coefficients: Floats, rest: Floats) -> Series:
        """Coefficients that one operation each has made."""
        return Series(coefficients, (rest + EPS * np.abs(coefficients).sum(axis=0)) * UP + TINY)

    def __pow__(self, exponent: Any) -> Series:
        """A real power: a0^q (1 + v)^q by the binomial series, v of norm below 1. Of a negative a0 only a whole power is finite."""
        q = np.asarray(exponent, dtype=np.float64)
        if q.ndim == 0 and 0 <= q <= DEGREE and float(q) == int(q):
            result = self._coerce(1.0)
            for _ in range(int(q)):
                result = result * self
            return result
        centre = self.coefficients[0]
        with np.errstate(all="ignore"):
            v = (self - centre) / centre
            size = v.norm()
            result, factor = self._coerce(1.0), np.asarray(1.0)
            power = self._coerce(1.0)
            for k in range(1, DEGREE + 1):
                power = power * v
                factor = factor * (q - k + 1) / k
                term = power * factor
                result = result + Series(term.coefficients, term.rest + 3 * k * EPS * term.norm())  # of the factor
            # binomial(q, k + 1)/binomial(q, k) = (q - k)/(k + 1): in modulus below 1 past |q| for q >= -1, else falling towards 1
            growth = np.maximum(np.abs(q - DEGREE - 1) / (DEGREE + 2), 1.0) * size
            tail = np.abs(factor * (q - DEGREE) / (DEGREE + 1)) * size ** (DEGREE + 1) / (1 - growth) * UP
            error = POWER_ERROR + EPS * np.maximum(np.abs(q), 1.0) * np.abs(np.log(np.abs(centre)))  # of a0^q, q itself rounded
            rest = np.where((growth < 1) & (np.abs(q) <= DEGREE), result.rest + tail + error * (result.norm() + tail), np.inf)
            scaled = Series(result.coefficients, rest * UP) * centre**q
            return Series(scaled.coefficients, np.where(np.isnan(scaled.rest), np.inf, scaled.rest))

    def __truediv__(self, other: Any) -> Series:
        if isinstance(other, Series):
            return self.__mul__(other.__pow__(-1.0))
        other = np.asarray(other, dtype=np.float64)
        return self._rounded(self.coefficients / other, self.rest / np.abs(other))

    def unknown(self) -> Series:
        """A number of which nothing is known, in each bin."""
        return Series(np.zeros_like(self.coefficients), np.full_like(self.rest, np.inf))

    def __abs__(self) -> Series:
        return self.unknown()

    def __array_namespace__(self) -> _Unknown:
        """Where ``theory.rule.functions`` looks for functions."""
        return _Unknown()

    def __radd__(self, other: Any) -> Series:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> Series:
        return (-self).__add__(other)

    def __rmul__(self, other: Any) -> Series:
        return self.__mul__(other)

    def __rtruediv__(self, other: Any) -> Series:
        return self.__pow__(-1.0).__mul__(other)

    def total(self, moments: Floats) -> Floats:
        """The coefficients against ``moments`` of shape (DEGREE + 1, bins): an integral, but for the remainder."""
        return np.asarray((self.coefficients * moments).sum(axis=0))
