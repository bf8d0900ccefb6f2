"""Gradient noise scales from squared gradient norms at two batch sizes, with confidence intervals.

Each pair of norms estimates |G|^2 and tr Sigma without bias (McCandlish et al. 2018, appendix A.1); the intervals are those of
studentised tests of the pairs' means, resampled, as in ``numerics.measured.noise_scale``. Squares are skew, and of a heavy-tailed law few pairs
show what the mean is made of: where few carry an estimate, its interval is that of ``numerics.measured.unseen``, and says so.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.measured.estimates import RESAMPLES, NoiseScale, around, conservative, generator
from numerics.measured.gram import FEWEST
from numerics.measured.pairs import resampled_counts
from numerics.measured.unseen import ROUNDING, Reach, effective, ends_of_means
from theory.errors import InputError

Array = NDArray[np.float64]
ENOUGH = 16
"""Effective pairs from which on the scatter that is seen is trusted without a word; from FEW on it is called approximate."""
FEW = 10
GAUSSIAN = 3
"""Pairs for each effective one, if they are Gaussian: few pairs that look Gaussian are approximate too."""
ANGLES = 6001


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

    Either estimate may be negative, as it is unbiased: the scale is then infinite, or 0. Raises ``InputError`` for bad input.
    """
    pairs = np.stack([_vector("small_sq", small_sq), _vector("big_sq", big_sq, len(np.atleast_1d(small_sq)))])
    if not (0 < small_batch < big_batch < math.inf):
        raise InputError(f"batch sizes must satisfy 0 < small_batch < big_batch, got {small_batch:g} and {big_batch:g}")
    rng = generator(level, resamples, seed)
    unit = 2.0 ** min(int(np.frexp(pairs.max())[1]), 1023)
    small, big = pairs / unit
    signals = (big - small_batch / big_batch * small) / (1 - small_batch / big_batch)
    noises = (small - big) / (1 - small_batch / big_batch)  # of the mean of small_batch examples
    signal, noise = float(signals.mean()), float(noises.mean())
    units = float(signals.std()), float(noises.std())
    if not (units[0] > ROUNDING * float(small.max()) and units[1] > ROUNDING * float(small.max())):
        raise InputError("the squared norms do not vary from one measurement to the next: no interval can be given")
    covariance = np.cov(small, big)
    if covariance[0, 1] ** 2 >= (1 - ROUNDING) * covariance[0, 0] * covariance[1, 1]:
        raise InputError(
            "the squared norms at one batch size follow from those at the other, or never vary: measure them on different examples"
        )
    if not math.isfinite(abs(noise) * unit * small_batch):
        raise InputError(
            f"squared norms up to {pairs.max():.1e}: tr Sigma leaves the range of float64; divide all by {pairs.max():.0e}"
        )
    sampled = _Studentised(signals / units[0], noises / units[1], rng, resamples, level)
    signal_ends, noise_ends = sampled.ends(1, 0) * units[0], sampled.ends(0, 1) * units[1]
    angles = sampled.angles(math.atan2(noise / units[1], signal / units[0]))
    scale_ends = np.array([
        math.inf if x >= math.pi / 2 else max(math.tan(x), 0.0) * units[1] / units[0] if x > -math.pi / 2 else 0.0 for x in angles
    ])  # fmt: skip
    carried = [effective(x - x.mean(), float(small.max())) for x in (signals, noises)]
    few = [count < min(FEW, len(small) / GAUSSIAN) for count in carried]
    why = [_approximate(count, len(small)) for count in carried]
    if math.isinf(scale_ends[0]) or (signal <= 0 and noise <= 0):  # no |G|^2 >= 0 passes the test
        few[0] = True
    if any(few):
        reaches = [Reach.of((x - x.mean()) ** 2) for x in (signals, noises)]
        wide = ends_of_means(signals, noises, reaches[0].length, reaches[1].length, rng, resamples, level)
        said = [
            conservative(f"about {count:.0f} of {len(small)} measurements carry it", reach.length * factor)
            for count, reach, factor in zip(carried, reaches, (unit, unit * small_batch), strict=True)
        ]
        scale_ends = wide.scale
        if few[0]:
            signal_ends, why[0] = wide.signal, said[0]
        if few[1]:
            noise_ends, why[1] = wide.noise, said[1]
    scale = max(noise, 0.0) / signal if signal > 0 else math.inf
    return NoiseScale(
        around(signal * unit, signal_ends * unit, why[0]),
        around(noise * unit * small_batch, np.maximum(noise_ends, 0) * unit * small_batch, why[1]),
        around(scale * small_batch, scale_ends * small_batch, (few[0] and why[0]) or (few[1] and why[1]) or why[0] or why[1]),
        level,
        len(small),
    )


def _approximate(carried: float, measurements: int) -> str:
    """What an interval says where its level is nearly, not quite, to be relied on."""
    return "" if carried >= ENOUGH else f"approximate: about {carried:.0f} of {measurements} measurements carry it"


class _Studentised:
    """The studentised bootstrap of the mean of any combination x s + y n of two columns of measurements.

    A resample is kept as its means of s, n, s^2, n^2 and s n: enough for every combination, whatever the number of measurements.
    """

    def __init__(self, s: Array, n: Array, rng: np.random.Generator, resamples: int, level: float) -> None:
        self.count, self.tails = len(s), [(1 - level) / 2, (1 + level) / 2]
        self.centre = float(s.mean()), float(n.mean())
        s, n = s - self.centre[0], n - self.centre[1]
        columns = np.stack([s, n, s * s, n * n, s * n], axis=1)
        self.whole = columns.mean(axis=0)
        self.resampled = np.concatenate([c @ columns / self.count for c in resampled_counts(rng, self.count, resamples)])

    @staticmethod
    def _mean_and_deviation(sums: Array, x: Any, y: Any, count: int) -> tuple[Any, Any]:
        """Of the mean of x s + y n, from the measurements' mean; the deviation as it is estimated from the sample itself."""
        mean = x * sums[..., 0] + y * sums[..., 1]
        square = x * x * sums[..., 2] + y * y * sums[..., 3] + 2 * x * y * sums[..., 4]
        return mean, np.sqrt(np.maximum(square - mean**2, np.finfo(float).tiny) / (count - 1))

    def _whole(self, x: Any, y: Any) -> tuple[Any, Any]:
        """The same of the measurements themselves, from zero."""
        _, deviation = self._mean_and_deviation(self.whole, x, y, self.count)
        return x * self.centre[0] + y * self.centre[1], deviation

    def quantiles(self, x: float, y: float) -> Array:
        """Of (resampled mean - mean)/its deviation."""
        shift, deviation = self._mean_and_deviation(self.resampled, x, y, self.count)
        return np.asarray(np.quantile(shift / deviation, self.tails))

    def ends(self, x: float, y: float) -> Array:
        """The interval of the mean of x s + y n."""
        mean, deviation = self._whole(x, y)
        return np.asarray(mean - self.quantiles(x, y)[::-1] * deviation)

    def angles(self, best: float) -> Array:
        """Directions (s, n) on whose line the means may lie (Fieller 1954): where the distance from it is not rejected."""
        low, high = self.quantiles(-math.sin(best), math.cos(best))
        tried = np.linspace(best - math.pi / 2, best + math.pi / 2, ANGLES)  # the middle one is the estimate
        mean, deviation = self._whole(-np.sin(tried), np.cos(tried))
        outside = (mean / deviation < low) | (mean / deviation > high)
        middle = ANGLES // 2
        below, above = np.flatnonzero(outside[:middle]), np.flatnonzero(outside[middle:])
        return np.array([tried[below[-1]] if below.size else tried[0], tried[middle + above[0]] if above.size else tried[-1]])


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
