"""Truncated power series with a rigorous remainder (Taylor models), vectorised: how a risk varies across a bin.

A model of degree K on u in [-1, 1] is sum_k a_k u^k + r with |r| <= rest; the last axis of every array runs over the bins.
Norms are sums of moduli of the coefficients, so products are bounded without looking at u. Rounding is counted in the
remainder (Makino and Berz 2003 for the idea).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DEGREE = 16
ROUNDING = 4 * DEGREE * np.finfo(np.float64).eps  # relative, of a product's coefficients


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
        return np.asarray(np.abs(self.coefficients).sum(axis=0) + self.rest)

    def _coerce(self, other: Any) -> Series:
        if isinstance(other, Series):
            return other
        return Series.linear(np.broadcast_to(np.asarray(other, dtype=np.float64), self.rest.shape), np.zeros_like(self.rest))

    def __neg__(self) -> Series:
        return Series(-self.coefficients, self.rest)

    def __add__(self, other: Any) -> Series:
        other = self._coerce(other)
        total = self.coefficients + other.coefficients
        rounding = np.finfo(np.float64).eps * np.abs(total).sum(axis=0)
        return Series(total, (self.rest + other.rest + rounding) * (1 + 1e-15))

    def __sub__(self, other: Any) -> Series:
        return self + -self._coerce(other)

    def __mul__(self, other: Any) -> Series:
        if not isinstance(other, Series):
            other = np.asarray(other, dtype=np.float64)
            scaled = self.coefficients * other
            return Series(scaled, self.rest * np.abs(other) + np.finfo(np.float64).eps * np.abs(scaled).sum(axis=0))
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
        return Series(product, rest * (1 + 1e-12))

    def __pow__(self, exponent: Any) -> Series:
        """A real power of a positive model: a0^q (1 + v)^q by the binomial series, v of norm below 1."""
        q = np.asarray(exponent, dtype=np.float64)
        if q.ndim == 0 and float(q) == int(q) and 0 <= q <= 4:
            result = self._coerce(1.0)
            for _ in range(int(q)):
                result = result * self
            return result
        centre = self.coefficients[0]
        v = (self - centre) * (1 / centre)
        size = v.norm()
        with np.errstate(divide="ignore", invalid="ignore"):
            result, factor = self._coerce(1.0), np.asarray(1.0)
            power = self._coerce(1.0)
            for k in range(1, DEGREE + 1):
                power = power * v
                factor = factor * (q - k + 1) / k
                result = result + power * factor
            # |binomial(q, k)| does not grow once k exceeds |q|
            tail = np.abs(factor) * np.maximum(np.abs((q - DEGREE) / (DEGREE + 1)), 1.0) * size ** (DEGREE + 1) / (1 - size)
            rest = np.where((size < 1) & (np.abs(q) <= DEGREE), result.rest + np.abs(tail) + 1e-14 * result.norm(), np.inf)
        return Series(result.coefficients, rest).__mul__(np.abs(centre) ** q)

    def __truediv__(self, other: Any) -> Series:
        inverse = other.__pow__(-1.0) if isinstance(other, Series) else 1 / np.asarray(other, dtype=np.float64)
        return self.__mul__(inverse)

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
