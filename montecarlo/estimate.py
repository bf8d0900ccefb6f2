"""Gradient noise scales from measured gradients, with bootstrap confidence intervals.

|G|^2 and tr(Sigma) are estimated without bias (claims noise-scale.signal-estimator and noise-scale.noise-estimator). Their
ratio is not, so its interval is that of the angle atan2(tr Sigma, |G|^2), which is smooth also where either comes near 0.

Both kinds of interval are those of tests, studentised and resampled (Hall 1992), as plain quantiles of a bootstrap miss their level
(measured: the coverage table of the reports): of pairs of examples in ``montecarlo.pairs``, of two batch sizes here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from montecarlo.pairs import Pairs, PairTests, resampled_counts
from theory.errors import InputError

Array = NDArray[np.float64]
FEWEST = 8
"""Examples, or measurements of norms, below which no interval is given."""
MOST = 10_000
"""Examples whose inner products are held at once (a square array)."""
RESAMPLES = 2000
ANGLES = 6001
COLUMNS = 4096  # parameters taken at a time, so that a float32 file is not copied whole to float64


@dataclass(frozen=True)
class Estimate:
    """A value with a confidence interval; ``upper`` may be infinite."""

    value: float
    lower: float
    upper: float

    def __str__(self) -> str:
        return f"{self.value:.4g} ({self.lower:.4g} to {self.upper:.4g})"


@dataclass(frozen=True)
class NoiseScale:
    """Measured at one point: |G|^2 (``signal``), tr Sigma (``noise``), their ratio (``simple``); ``level`` of the intervals.

    ``signal`` may be negative where the noise hides it; ``simple`` is then infinite. ``examples``: how many were measured.
    """

    signal: Estimate
    noise: Estimate
    simple: Estimate
    level: float
    examples: int


def from_gradients(gradients: ArrayLike, level: float = 0.95, resamples: int = RESAMPLES, seed: int = 0) -> NoiseScale:
    """The simple noise scale from the gradients of single examples.

    Parameters
    ----------
    gradients : shape (n, parameters), a row an example; at least 8 rows.
    level : of the confidence intervals, between 0 and 1.
    resamples, seed : of the bootstrap over examples.

    tr Sigma is the sample variance; |G|^2 is the mean of g_i . g_j over pairs i != j. Raises ``InputError`` for bad input.
    """
    rng = generator(level, resamples, seed)
    products = inner_products(gradients)
    unit = float(np.diag(products).mean()) or 1.0  # so that no scale of the gradients under- or overflows
    products /= unit
    pairs, n, means = Pairs(products), len(products), products.mean(axis=0)
    squares = (np.diag(products) - 2 * means + means.mean()) * n / (n - 1)  # |g_i - mean|^2, to be tr Sigma on average
    signal, noise = pairs.mean, _positive_noise(float(squares.mean()))
    tests = PairTests(pairs, squares, rng, resamples, level)
    inverse = tests.interval(signal / noise, tests.deviation / noise, lambda r: (1, -r, 0.0))
    signals = tests.interval(signal, tests.deviation, lambda x: (1, 0.0, x))
    noises = np.maximum(tests.interval(noise, noise / math.sqrt(n), lambda x: (0, 1.0, x)), 0)
    return _scale(signal * unit, noise * unit, signals * unit, noises * unit, np.arctan2(1, inverse[::-1]), level, n)


def from_norms(
    small_sq: ArrayLike,
    big_sq: ArrayLike,
    small_batch: float,
    big_batch: float,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> NoiseScale:
    """The simple noise scale from squared gradient norms at two batch sizes, measured in pairs at one point.

    Parameters
    ----------
    small_sq, big_sq : squared norms at the batch sizes ``small_batch`` < ``big_batch``, shape (m,), m >= 8; the two of a pair
        may share examples, pairs may not.

    McCandlish et al. 2018, appendix A.1. Raises ``InputError`` for bad input.
    """
    pairs = np.stack([_vector("small_sq", small_sq), _vector("big_sq", big_sq, len(np.atleast_1d(small_sq)))])
    if not (0 < small_batch < big_batch < math.inf):
        raise InputError(f"batch sizes must satisfy 0 < small_batch < big_batch, got {small_batch:g} and {big_batch:g}")
    rng = generator(level, resamples, seed)
    small, big = pairs
    signals = (big_batch * big - small_batch * small) / (big_batch - small_batch)
    noises = (small - big) / (1 / small_batch - 1 / big_batch)
    signal, noise = float(signals.mean()), _positive_noise(float(noises.mean()))
    units = float(signals.std()), float(noises.std())
    if not (units[0] > 0 and units[1] > 0):
        raise InputError("the squared norms do not vary from one measurement to the next: no interval can be given")
    sampled = _Studentised(signals / units[0], noises / units[1], rng, resamples, level)
    best = math.atan2(noise / units[1], signal / units[0])
    angles = sampled.angles(best)
    ends = np.arctan2(np.sin(angles) * units[1], np.cos(angles) * units[0])
    return _scale(signal, noise, sampled.ends(1, 0) * units[0], sampled.ends(0, 1) * units[1], ends, level, len(small))


class _Studentised:
    """The studentised bootstrap of the mean of any combination x s + y n of two columns of measurements.

    A resample is kept as its means of s, n, s^2, n^2 and s n: enough for every combination, whatever the number of measurements.
    """

    def __init__(self, s: Array, n: Array, rng: np.random.Generator, resamples: int, level: float) -> None:
        self.count, self.tails = len(s), [(1 - level) / 2, (1 + level) / 2]
        columns = np.stack([s, n, s * s, n * n, s * n], axis=1)
        self.whole = columns.mean(axis=0)
        self.resampled = np.concatenate([c @ columns / self.count for c in resampled_counts(rng, self.count, resamples)])

    @staticmethod
    def _mean_and_deviation(sums: Array, x: Any, y: Any, count: int) -> tuple[Any, Any]:
        """Of the mean of x s + y n; the deviation as it is estimated from the sample itself."""
        mean = x * sums[..., 0] + y * sums[..., 1]
        square = x * x * sums[..., 2] + y * y * sums[..., 3] + 2 * x * y * sums[..., 4]
        return mean, np.sqrt(np.maximum(square - mean**2, np.finfo(float).tiny) / (count - 1))

    def quantiles(self, x: float, y: float) -> Array:
        """Of (resampled mean - mean)/its deviation."""
        mean, deviation = self._mean_and_deviation(self.resampled, x, y, self.count)
        centre, _ = self._mean_and_deviation(self.whole, x, y, self.count)
        return np.asarray(np.quantile((mean - centre) / deviation, self.tails))

    def ends(self, x: float, y: float) -> Array:
        """The interval of the mean of x s + y n."""
        mean, deviation = self._mean_and_deviation(self.whole, x, y, self.count)
        return np.asarray(mean - self.quantiles(x, y)[::-1] * deviation)

    def angles(self, best: float) -> Array:
        """Directions (s, n) on whose line the means may lie (Fieller 1954): where the distance from it is not rejected."""
        low, high = self.quantiles(-math.sin(best), math.cos(best))
        tried = np.linspace(best - math.pi / 2, best + math.pi / 2, ANGLES)  # the middle one is the estimate
        mean, deviation = self._mean_and_deviation(self.whole, -np.sin(tried), np.cos(tried), self.count)
        outside = (mean / deviation < low) | (mean / deviation > high)
        middle = ANGLES // 2
        below, above = np.flatnonzero(outside[:middle]), np.flatnonzero(outside[middle:])
        return np.array([tried[below[-1]] if below.size else tried[0], tried[middle + above[0]] if above.size else tried[-1]])


def inner_products(gradients: ArrayLike) -> Array:
    """g_i . g_j, shape (n, n). Raises ``InputError`` for a wrong shape, too few or too many rows, NaN or infinity."""
    g = np.asarray(gradients)
    if g.ndim != 2 or not g.size or not np.issubdtype(g.dtype, np.floating):
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
    total = np.zeros((n, n))
    for k in range(0, p, COLUMNS):
        part = np.asarray(g[:, k : k + COLUMNS], dtype=np.float64)
        if not np.all(np.isfinite(part)):
            row, column = np.argwhere(~np.isfinite(part))[0]
            raise InputError(f"gradients: {part[row, column]} at example {row}, parameter {k + column}; all must be finite")
        total += part @ part.T
    return total


def _positive_noise(noise: float) -> float:
    if not noise > 0:
        raise InputError("the gradients show no noise (tr Sigma is not positive): the noise scale cannot be measured from them")
    return noise


def _scale(
    signal: float, noise: float, signals: Array, noises: Array, angles: Array, level: float, examples: int
) -> NoiseScale:
    simple = Estimate(noise / signal if signal > 0 else math.inf, _ratio(float(angles[0])), _ratio(float(angles[1])))
    return NoiseScale(
        Estimate(signal, float(signals[0]), float(signals[1])),
        Estimate(noise, float(noises[0]), float(noises[1])),
        simple,
        level,
        examples,
    )


def _ratio(angle: float) -> float:
    """tr Sigma/|G|^2 from the angle; infinite from a right angle on."""
    return math.inf if angle >= math.pi / 2 else max(math.tan(angle), 0.0)


def _vector(name: str, values: ArrayLike, length: int | None = None) -> Array:
    """A vector of at least FEWEST finite numbers that are not negative."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be numbers, got {values!r}") from None
    if array.ndim != 1 or len(array) < FEWEST:
        raise InputError(f"{name}: at least {FEWEST} measurements in one row are needed, got an array of shape {array.shape}")
    if length is not None and len(array) != length:
        raise InputError(f"{name} must have as many entries as its partner, {length}; got {len(array)}")
    bad = np.flatnonzero(~(np.isfinite(array) & (array >= 0)))
    if bad.size:
        raise InputError(f"{name} must be finite and >= 0, got {array[bad[0]]} at index {bad[0]}")
    return array


def generator(level: float, resamples: int, seed: int) -> np.random.Generator:
    """The bootstrap's random numbers, its settings checked."""
    if not 0 < level < 1:
        raise InputError(f"level must be between 0 and 1, got {level}")
    if int(resamples) != resamples or resamples < 100:
        raise InputError(f"resamples must be a whole number >= 100, got {resamples}")
    return np.random.default_rng(seed)
