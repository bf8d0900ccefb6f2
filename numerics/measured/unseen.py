"""Intervals for few effective examples: what is measured may be carried by examples that were hardly seen, or not at all.

No interval for a mean holds without an assumption on the tails (Bahadur and Savage 1956). Here every example's weight varies as in
the Bayesian bootstrap (Rubin 1981), and one example more is added that was not seen, where it hurts most: for a mean of zeros and
ones the quantiles are Clopper and Pearson's interval exactly, for a bounded variable they are Gaffke's (2005). The assumption left is
how far from the mean the unseen are: as the tail beyond the longest measured, if a power law, would be on average (Hill 1975).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.measured.pairs import AT_ONCE, Pairs

Array = NDArray[np.float64]
ERRORS = 2  # standard errors by which the tail's index is taken to be heavier than it looks

ROUNDING = 1e-12  # of an estimate: influences below are none


@dataclass(frozen=True)
class Reach:
    """How far from the mean unseen examples are: ``length`` and ``square`` are means over them, infinite where the tail may have none."""

    length: float
    square: float

    @classmethod
    def of(cls, squares: Array) -> Reach:
        """From the squared distances of the examples."""
        longest = np.sort(np.maximum(squares, 0))[::-1]
        top = math.isqrt(len(longest))  # the tail: more and more of the examples, and an ever smaller share
        if not longest[top] > 0:
            return cls(math.inf, math.inf)
        index = float(np.mean(np.log(longest[:top] / longest[top]))) * (1 + ERRORS / math.sqrt(top))
        return cls(
            math.sqrt(longest[0]) / (1 - index / 2) if index < 2 else math.inf,
            float(longest[0]) / (1 - index) if index < 1 else math.inf,
        )


@dataclass(frozen=True)
class Ends:
    """Lower and upper ends, shape (2,), of |G|^2, tr Sigma and their ratio; in the pairs' unit."""

    signal: Array
    noise: Array
    scale: Array

    def with_tested(self, tested: Ends, few_signal: bool, few_noise: bool, tail: bool, noise: float, scale: float) -> Ends:
        """These where the examples are few, else those of tests, at the estimates of tr Sigma and the ratio.

        With a ``tail``, what this interval of tr Sigma has more than the tested one is an error more of the tested ratio: above,
        where it may be large, their logarithms' squares are added; below, where it is small, they are multiplied.
        """
        own = self.noise if few_noise else tested.noise
        if few_signal:
            return Ends(self.signal, own, self.scale)
        if not tail:
            return Ends(tested.signal, own, tested.scale)
        least = min(self.noise[0] / max(tested.noise[0], np.finfo(float).tiny), 1.0)
        more = math.log(self.noise[1] / noise) ** 2 - math.log(tested.noise[1] / noise) ** 2
        upper = tested.scale[1]
        if math.isfinite(upper) and more > 0:
            upper = scale * math.exp(math.hypot(math.log(upper / scale), math.sqrt(more)))
        return Ends(tested.signal, self.noise, np.array([tested.scale[0] * least, upper]))


def effective(influences: Array, size: float) -> float:
    """How many examples carry an estimate of a ``size``, from their influences on it: all if these are equal, a third if Gaussian."""
    largest = float(np.max(np.abs(influences)))
    if not largest > ROUNDING * size:
        return 0.0
    squares = (influences / largest) ** 2
    return float(squares.sum() ** 2 / (squares @ squares))


def lopsided(influences: Array) -> float:
    """How skew the mean of the influences is, from 0: their skewness over the root of their number."""
    centred = influences - influences.mean()
    spread = float(np.sqrt(np.mean(centred**2)))
    return abs(float(np.mean((centred / spread) ** 3))) / math.sqrt(len(influences)) if spread > 0 else 0.0


class Weighted:
    """|G|^2 and tr Sigma of the examples under random weights, of which one example that was not seen has its share.

    lengths : (n,), |g_i - mean|^2.
    """

    def __init__(self, pairs: Pairs, lengths: Array, rng: np.random.Generator, resamples: int) -> None:
        drawn = [_weighted(pairs, lengths, weights) for weights in _weights(rng, pairs.count, resamples)]
        self.signal, self.noise, self.unseen = (np.concatenate(columns) for columns in zip(*drawn, strict=True))

    def ends(self, reach: Reach, level: float) -> Ends:
        """Between which each lies if the unseen are within reach."""
        root, shift = np.sqrt(np.maximum(self.signal, 0)), self.unseen * reach.length
        most, least = (root + shift) ** 2, np.maximum(root - shift, 0) ** 2
        return _ends((least, most), ((1 - self.unseen) * self.noise, self.noise + self.unseen * reach.square), level)


def ends_of_means(
    signals: Array,
    noises: Array,
    signal_reach: float,
    noise_reach: float,
    rng: np.random.Generator,
    resamples: int,
    level: float,
) -> Ends:
    """The same of two columns of measurements of |G|^2 and tr Sigma, shape (m,) each: an unseen one is a reach away from their means."""
    weights = np.concatenate(list(_weights(rng, len(signals), resamples)))
    unseen = weights[:, -1]
    bounds = []
    for column, reach in ((signals, signal_reach), (noises, noise_reach)):
        mean = weights[:, :-1] @ column + unseen * column.mean()
        bounds.append((np.maximum(mean - unseen * reach, 0), mean + unseen * reach))
    return _ends(bounds[0], bounds[1], level)


def _ends(signal: tuple[Array, Array], noise: tuple[Array, Array], level: float) -> Ends:
    """From the least and the most that each may be in each resample: quantiles, and those of the ratio."""
    tail = (1 - level) / 2

    def quantiles(low: Array, high: Array) -> Array:  # without interpolation, as infinite values are among them
        return np.array([np.quantile(low, tail, method="lower"), np.quantile(high, 1 - tail, method="higher")])

    (least, most), (quiet, noisy) = signal, noise
    with np.errstate(divide="ignore", invalid="ignore"):
        scales = np.where(most > 0, quiet / most, 0.0), np.where(least > 0, noisy / least, math.inf)
    return Ends(quantiles(least, most), quantiles(quiet, noisy), quantiles(*scales))


def _weights(rng: np.random.Generator, n: int, resamples: int) -> Iterator[Array]:
    """Of the examples and of the unseen one, (rows, n + 1), some at a time."""
    rows = max(1, AT_ONCE // n)
    for k in range(0, resamples, rows):
        yield rng.dirichlet(np.ones(n + 1), min(rows, resamples - k))


def _weighted(pairs: Pairs, lengths: Array, weights: Array) -> tuple[Array, Array, Array]:
    """|G|^2 and tr Sigma of the weighted examples by pairs of different ones, and the weight of the unseen."""
    unseen = weights[:, -1]
    w = weights[:, :-1] / (1 - unseen)[:, None]
    among = 1 - (w**2).sum(axis=1)  # the weight of pairs of different examples
    rest = ((w @ pairs.rest) * w).sum(axis=1)

    def squared_mean(mean: float, linear: Array) -> Array:
        return np.asarray(mean + (2 * (w * (1 - w)) @ linear + rest) / among)

    noise = w @ lengths - squared_mean(pairs.within_mean, pairs.within_linear)
    return squared_mean(pairs.mean, pairs.linear), np.maximum(noise, 0), unseen
