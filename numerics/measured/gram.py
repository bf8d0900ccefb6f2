"""Inner products of the gradients of single examples, kept so that neither their unit nor a long mean costs digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.errors import InputError

Array = NDArray[np.float64]
FEWEST = 8
"""Examples, or measurements of norms, below which no interval is given."""
MOST = 10_000
"""Examples whose inner products are held at once (a square array)."""
COLUMNS = 4096  # parameters taken at a time, so that a float32 file is not copied whole to float64
RANGE = 500  # exponents of two of the longest entry whose square float64 holds with room for an interval


@dataclass(frozen=True)
class Gram:
    """g_i . g_j = unit^2 (mean_sq + along_i + along_j + within_ij), from deviations of g_i from the mean m of all.

    unit : a power of two. mean_sq : |m|^2. along : m . (g_i - m), (n,), sum 0. within : (g_i - m) . (g_j - m), (n, n).
    """

    unit: float
    mean_sq: float
    along: Array
    within: Array

    @classmethod
    def of(cls, gradients: ArrayLike) -> Gram:
        """Of an array of shape (n, parameters). Raises ``InputError``: see ``checked``."""
        g = checked(gradients)
        n, p = g.shape
        exponent = exponent_of(g)
        mean_sq, along, within = 0.0, np.zeros(n), np.zeros((n, n))
        for k in range(0, p, COLUMNS):
            part = np.ldexp(np.asarray(g[:, k : k + COLUMNS], dtype=np.float64), -exponent)
            first = part[0].copy()
            part -= first  # exactly zero where all examples are equal
            shift = part.mean(axis=0)
            part -= shift
            mean = first + shift
            mean_sq += float(mean @ mean)
            along += part @ mean
            within += part @ part.T
        centre = float(along.mean())  # the mean's rounding
        return cls(2.0**exponent, mean_sq + 2 * centre, along - centre, within)

    @property
    def products(self) -> Array:
        """g_i . g_j, shape (n, n)."""
        return np.asarray(self.unit**2 * (self.mean_sq + self.along[:, None] + self.along + self.within))


def checked(gradients: ArrayLike) -> NDArray[np.number]:
    """An array (n, parameters) of finite real numbers, floats or whole, not copied if it is one.

    Raises ``InputError`` for a wrong shape or type, too few or too many rows, NaN or infinity.
    """
    try:
        g = np.asarray(gradients)
    except (ValueError, TypeError, OverflowError):
        raise InputError(
            "gradients must be an array of numbers of shape (examples, parameters), got rows of unequal shape"
        ) from None
    if g.ndim != 2 or not g.size or not (np.issubdtype(g.dtype, np.floating) or np.issubdtype(g.dtype, np.integer)):
        raise InputError(
            f"gradients must be an array of numbers of shape (examples, parameters), got {g.dtype} of shape {g.shape}"
        )
    n, p = g.shape
    if n < FEWEST:
        raise InputError(f"gradients of at least {FEWEST} examples are needed, got {n}")
    if n > MOST:
        raise InputError(
            f"gradients of {n} examples: the {n} x {n} inner products would take {n * n * 8 / 2**30:.0f} GiB; give at most {MOST}"
        )
    for k in range(0, p, COLUMNS):
        with np.errstate(over="ignore"):
            part = np.asarray(g[:, k : k + COLUMNS], dtype=np.float64)
        if not np.all(np.isfinite(part)):
            row, column = np.argwhere(~np.isfinite(part))[0]
            raise InputError(f"gradients: {part[row, column]} at example {row}, parameter {k + column}; all must be finite")
    return g


def exponent_of(g: NDArray[np.number]) -> int:
    """Of two, so that the largest entry divided by it is in [1/2, 1). Raises ``InputError`` if its square leaves float64's range."""
    longest = max(abs(float(g.max())), abs(float(g.min())))
    exponent = int(np.frexp(longest)[1])
    if longest and abs(exponent) > RANGE:
        raise InputError(
            f"gradients: entries up to {longest:.1e}, whose squares leave the range of float64; multiply all by {1 / longest:.0e} "
            "(the noise scale has no unit)"
        )
    return exponent
