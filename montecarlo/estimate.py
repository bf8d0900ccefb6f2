"""Gradient noise scales from measured gradients, with bootstrap confidence intervals.

|G|^2 and tr(Sigma) are estimated without bias (claims noise-scale.signal-estimator and noise-scale.noise-estimator). Their
ratio is not, so its interval is that of the angle atan2(tr Sigma, |G|^2), which is smooth also where either comes near 0.

Both kinds of interval are those of tests, studentised and resampled (Hall 1992), as plain quantiles of a bootstrap miss their level
(measured: the coverage table of the reports): of pairs of examples in ``montecarlo.pairs``, of two batch sizes here. A test trusts
the scatter that it sees; where too few examples carry an estimate for that, its interval is that of ``montecarlo.unseen``, and says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

from montecarlo.gram import FEWEST, Gram
from montecarlo.pairs import Pairs, PairTests, resampled_counts
from montecarlo.unseen import ROUNDING, Ends, Reach, Weighted, effective
from theory.errors import InputError, whole_number

Array = NDArray[np.float64]
ENOUGH = 16
"""Effective examples from which on an estimate's scatter is trusted: where its tests' coverage begins to fail, on laws of gradients
other than those that the reports count on."""
ENOUGH_OF_NOISE = 10
"""The same of tr Sigma, for the ratio: its error is mostly that of |G|^2."""
FEW_NORMS = 10
"""Effective measurements of norms (means already, so nearer to Gaussian) below which their intervals are called approximate."""
RESAMPLES = 2000
ANGLES = 6001


@dataclass(frozen=True)
class Estimate:
    """A value with a confidence interval; ``upper`` may be infinite.

    ``support`` : why the interval is a conservative one, and what it assumes; empty where the data support the usual one.
    """

    value: float
    lower: float
    upper: float
    support: str = ""

    def __str__(self) -> str:
        return f"{self.value:.4g} ({self.lower:.4g} to {self.upper:.4g}{'; ' + self.support if self.support else ''})"


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

    @property
    def rarest(self) -> float:
        """Share of a kind of example that is, at this level, among those measured; of rarer kinds the intervals know nothing."""
        return float(-math.expm1(math.log1p(-self.level) / self.examples))


def from_gradients(gradients: ArrayLike, level: float = 0.95, resamples: int = RESAMPLES, seed: int = 0) -> NoiseScale:
    """The simple noise scale from the gradients of single examples.

    Parameters
    ----------
    gradients : shape (n, parameters), a row an example, drawn independently of the others (no example twice); at least 8 rows.
    level : of the confidence intervals, between 0 and 1.
    resamples, seed : of the bootstrap over examples.

    tr Sigma is the sample variance; |G|^2 is the mean of g_i . g_j over pairs i != j. Raises ``InputError`` for bad input.
    """
    return Gradients(gradients, resamples, seed).at(level)


class Gradients:
    """The gradients of single examples and resamples of them, from which intervals of any level follow.

    gradients, resamples, seed : as of ``from_gradients``.
    """

    def __init__(self, gradients: ArrayLike, resamples: int = RESAMPLES, seed: int = 0) -> None:
        self._seed, self._resamples = check_bootstrap(resamples, seed)
        gram = Gram.of(gradients)
        self.unit, self.lengths = gram.unit, np.diag(gram.within)
        self.pairs = Pairs(gram)
        self.signal, self.noise = self.pairs.mean, _positive_noise(float(self.pairs.squares.mean()))
        self.scale = self.noise / self.signal if self.signal > 0 else math.inf
        self.reach = Reach.of(self.pairs.squares)
        self.carried = (
            min(effective(x, self.noise + abs(self.signal)) for x in (self.pairs.linear, self.pairs.influences)),
            effective(self.pairs.squares - self.noise, self.noise),
        )

    @cached_property
    def tests(self) -> PairTests:
        """Those that trust the scatter that is seen."""
        return PairTests(self.pairs, self.pairs.squares, np.random.default_rng(self._seed), self._resamples)

    @cached_property
    def weighted(self) -> Weighted:
        """For intervals that do not."""
        return Weighted(self.pairs, self.lengths, np.random.default_rng(self._seed), self._resamples)

    def at(self, level: float) -> NoiseScale:
        """|G|^2, tr Sigma and their ratio with intervals of a level between 0 and 1."""
        check_level(level)
        n = self.pairs.count
        few = [count < ENOUGH for count in self.carried]
        why = [
            f"about {count:.0f} of {n} examples carry it" if scarce else ""
            for count, scarce in zip(self.carried, few, strict=True)
        ]
        ends = None if all(few) else self._tested(level)
        if ends is not None and math.isinf(ends.scale[0]):  # no |G|^2 >= 0 passes the test
            few[0], why[0] = True, "|G|^2 is estimated below 0 by more than chance explains"
        tail = few[0] or self.carried[1] < ENOUGH_OF_NOISE
        if any(few):
            wide = self.weighted.ends(self.reach, level)
            ends = wide if ends is None else wide.with_tested(ends, few[0], few[1], tail, self.noise, self.scale)
            distances = self.reach.length, math.sqrt(self.reach.square)
            why = [_support(reason, d * self.unit) if reason else "" for reason, d in zip(why, distances, strict=True)]
        assert ends is not None
        return NoiseScale(
            _around(self.signal * self.unit**2, ends.signal * self.unit**2, why[0]),
            _around(self.noise * self.unit**2, ends.noise * self.unit**2, why[1]),
            _around(self.scale, ends.scale, why[0] or (why[1] if tail else "")),
            level,
            n,
        )

    def _tested(self, level: float) -> Ends:
        """The ends of the studentised tests."""
        signal, noise, tests = self.signal, self.noise, self.tests
        inverse = tests.interval(signal / noise, tests.deviation / noise, level, lambda r: (1, -r, 0.0))
        return Ends(
            tests.interval(signal, tests.deviation, level, lambda x: (1, 0.0, x)),
            self._with_mean(tests.interval(noise, noise / math.sqrt(self.pairs.count), level, lambda x: (0, 1.0, x)), level),
            np.array([1 / x if x > 0 else math.inf for x in inverse[::-1]]),
        )

    def _with_mean(self, ends: Array, level: float) -> Array:
        """The ends of tr Sigma, with what the mean's own error adds: all of it where every example is equally far from the mean.

        By (tr Sigma - n |mean - G|^2)/(n - 1), of variance 2 |Sigma|^2/n^2 and most skew where all noise has one direction.
        """
        own = math.sqrt(max(self.pairs.covariance_norm_sq, 0.0)) / self.pairs.count * (chi2.isf((1 - level) / 2, 1) - 1)
        return np.maximum(self.noise + np.array([-1, 1]) * np.hypot(ends - self.noise, own), 0)


def _support(reason: str, distance: float) -> str:
    """What a conservative interval says of itself."""
    if math.isinf(distance):
        return f"conservative: {reason}, and their tail is too heavy to be bounded"
    return f"conservative: {reason}; assumes that unseen ones are on average {distance:.3g} from the mean"


def _around(value: float, ends: Array, support: str) -> Estimate:
    return Estimate(value, min(value, float(ends[0])), max(value, float(ends[1])), support)


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
    unit = 2.0 ** min(int(np.frexp(pairs.max())[1]), 1023)
    small, big = pairs / unit
    signals = (big - small_batch / big_batch * small) / (1 - small_batch / big_batch)
    noises = (small - big) / (1 - small_batch / big_batch)  # of the mean of small_batch examples
    signal, noise = float(signals.mean()), _positive_noise(float(noises.mean()))
    units = float(signals.std()), float(noises.std())
    if not (units[0] > ROUNDING * noise and units[1] > ROUNDING * noise):
        raise InputError("the squared norms do not vary from one measurement to the next: no interval can be given")
    if not math.isfinite(noise * unit * small_batch):
        raise InputError(
            f"squared norms up to {pairs.max():.1e}: tr Sigma leaves the range of float64; divide all by {pairs.max():.0e}"
        )
    sampled = _Studentised(signals / units[0], noises / units[1], rng, resamples, level)
    best = math.atan2(noise / units[1], signal / units[0])
    angles = sampled.angles(best)
    lower, upper = (math.inf if x >= math.pi / 2 else max(math.tan(x) * units[1] / units[0], 0.0) for x in angles)
    why = [_approximate(effective(x - x.mean(), noise), len(small)) for x in (signals, noises)]
    of_scale = why[0] or why[1]
    if math.isinf(lower):
        lower, of_scale = 0.0, "conservative: |G|^2 is estimated below 0 by more than chance explains"
    return NoiseScale(
        _around(signal * unit, sampled.ends(1, 0) * units[0] * unit, why[0]),
        _around(noise * unit * small_batch, sampled.ends(0, 1) * units[1] * unit * small_batch, why[1]),
        _around(noise / signal * small_batch if signal > 0 else math.inf, np.array([lower, upper]) * small_batch, of_scale),
        level,
        len(small),
    )


def _approximate(carried: float, measurements: int) -> str:
    """What an interval from norms says where its level is not to be relied on."""
    return "" if carried >= FEW_NORMS else f"approximate: about {carried:.0f} of {measurements} measurements carry it"


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


def _positive_noise(noise: float) -> float:
    if not noise > 0:
        raise InputError("the gradients show no noise (tr Sigma is not positive): the noise scale cannot be measured from them")
    return noise


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


def check_level(level: float) -> None:
    """Raises ``InputError`` unless 0 < level < 1."""
    if not 0 < level < 1:
        raise InputError(f"level must be between 0 and 1, got {level}")


def check_bootstrap(resamples: int, seed: int) -> tuple[int, int]:
    """The seed and the number of resamples. Raises ``InputError`` for other than whole numbers, or too few."""
    if not resamples >= 100 or resamples % 1:
        raise InputError(f"resamples must be a whole number >= 100, got {resamples}")
    return whole_number(seed, "seed"), int(resamples)


def generator(level: float, resamples: int, seed: int) -> np.random.Generator:
    """The bootstrap's random numbers, its settings checked."""
    check_level(level)
    return np.random.default_rng(check_bootstrap(resamples, seed)[0])
