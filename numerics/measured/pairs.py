"""Intervals for the squared length of a mean vector, estimated from pairs of examples, alone or against another mean.

The mean U of g_i . g_j over pairs i != j is |G|^2 without bias. Hoeffding (1948) writes g_i . g_j = U + a_i + a_j + R_ij: the parts
``linear`` (a_i estimates G . (g_i - G), up to noise) and ``rest`` (of pairs alone). Near |G|^2 = 0 neither is negligible, the
distribution of U is skew, and its variance depends on G'Sigma G, which is estimated too low just when U is. So:

An interval holds the values that a test does not reject, its statistic resampled as if the value were true ("hybrid resampling",
Chuang and Lai 2000). Resampling the gradients themselves will not do: their mean is longer than G by tr Sigma/n, which is as much
as |G|^2 itself where the noise scale is near n. Here ``linear`` is scaled to the G'Sigma G estimated under the hypothesis, and
that estimate is the one uncorrelated with U (as a score test takes it).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from numerics.measured.gram import Gram

Array = NDArray[np.float64]
AT_ONCE = 1 << 22  # entries of the arrays of resamples held at once
FOR_TRIPLES = 1000  # examples whose triples are summed: a mean over so many varies little
DOUBLINGS = 60  # of the distance from an estimate, until its interval is taken to be unbounded


class Pairs:
    """Hoeffding's parts of the inner products of n vectors of mean G and covariance Sigma; shape (n, n), n >= 4.

    In units of the ``Gram``'s. mean : |G|^2. linear : (n,), sum 0. rest : (n, n), zero on the diagonal, rows of sum 0 (the U-centring
    of Szekely and Rizzo 2014). squares : (n,), about |g_i - G|^2, of mean tr Sigma. covariance_norm_sq : |Sigma|^2, squared entries
    summed. These numbers are without bias. within_mean, within_linear : ``mean`` and ``linear`` of the deviations alone.
    """

    def __init__(self, gram: Gram) -> None:
        within, n = gram.within, len(gram.within)
        self.count, own, means = n, np.diag(within), within.mean(axis=0)
        self.squares = (own - 2 * means + means.mean()) * n / (n - 1)
        with_others = (means * n - own) / (n - 1)
        self.within_mean = float(with_others.mean())
        self.within_linear = (with_others - self.within_mean) * (n - 1) / (n - 2)
        self.mean = gram.mean_sq + self.within_mean
        self.linear = gram.along + self.within_linear
        self.rest = within - self.within_linear
        self.rest -= self.within_linear[:, None] + self.within_mean
        np.fill_diagonal(self.rest, 0)
        self.covariance_norm_sq = float(np.sum(self.rest**2)) / (n * (n - 3))

    @property
    def influences(self) -> Array:
        """How much each example moves ``mean``, (n,): squares of linear parts and its share of the pairs', for lengths alone."""
        return np.asarray(np.sqrt(self.linear**2 + (self.rest**2).sum(axis=1) / (2 * self.count**2)))


class PairTests:
    """Tests of u |G|^2 + y b = value, from one set of resamples; u is 0 or 1, b the mean of the numbers ``beside``, one an example.

    A resample is kept as the sums that every such test needs, so that none is drawn again. Variances: of the mean of a U-statistic
    with linear parts d_i, var(d)/n - 2 |Sigma|^2/n^2, where var(d) counts the pairs' own part twice.
    """

    def __init__(self, pairs: Pairs, beside: Array, rng: np.random.Generator, resamples: int) -> None:
        self.pairs = pairs
        self.beside = float(beside.mean())
        self.scatter = beside - self.beside
        n = pairs.count
        self.lin_var, self.own_var = float(pairs.linear @ pairs.linear) / (n - 1), float(beside.var(ddof=1))
        self.lin_own_cov = float(pairs.linear @ self.scatter) / (n - 1)
        self.pair_var = 2 * pairs.covariance_norm_sq / n**2
        self.slope = self._slope(rng)
        rest_sq = pairs.rest**2
        drawn = [self._sums(counts, rest_sq) for counts in resampled_counts(rng, n, resamples)]
        self.sums = [np.concatenate(columns) for columns in zip(*drawn, strict=True)]

    def _slope(self, rng: np.random.Generator) -> float:
        """Regression of the estimated variance of U on U: how far it is too low when U is."""
        p, n = self.pairs, self.pairs.count
        some = rng.choice(n, min(n, FOR_TRIPLES), replace=False)
        part, m = p.rest[np.ix_(some, some)], len(some)
        trace_cubed = float(np.sum((part @ part) * part)) / (m * (m - 1) * (m - 2))  # tr Sigma^3, over triples of examples
        along = float(p.linear @ p.rest @ p.linear) / (n * (n - 1)) - trace_cubed / n  # G' Sigma^2 G
        return (
            4 / n * (4 * max(along, 0.0) / n + 2 * max(trace_cubed, 0.0) / n**2) / max(self.deviation**2, np.finfo(float).tiny)
        )

    @property
    def deviation(self) -> float:
        """Standard error of the estimate of |G|^2."""
        return math.sqrt(max(4 * self.lin_var / self.pairs.count - self.pair_var, self.pair_var))

    def _sums(self, counts: Array, rest_sq: Array) -> tuple[Array, ...]:
        """Of each resample: the means of linear parts, pairs, numbers beside; |Sigma|^2; their variances and covariances."""
        p, n = self.pairs, self.pairs.count
        with_rest = counts @ p.rest
        different = np.maximum(n**2 - (counts**2).sum(axis=1), 1)  # pairs of one example drawn twice are left out
        columns = (p.linear, with_rest / np.maximum(n - counts, 1), self.scatter)
        means = [(counts * c).sum(axis=1) / n for c in columns]

        def cov(i: int, j: int) -> Array:
            return np.asarray(((counts * columns[i] * columns[j]).sum(axis=1) / n - means[i] * means[j]) * n / (n - 1))

        return (
            means[0], (with_rest * counts).sum(axis=1) / different, means[2], (counts @ rest_sq * counts).sum(axis=1) / different,
            cov(0, 0), cov(0, 1), cov(1, 1), cov(0, 2), cov(1, 2), cov(2, 2),
        )  # fmt: skip

    def test(self, u: int, y: float, value: float, share: float) -> float:
        """The statistic, less this quantile of it if the hypothesis were true."""
        p, n, tiny = self.pairs, self.pairs.count, np.finfo(float).tiny
        linear, pair, other, norm_sq, ll, lp, pp, lo, po, oo = self.sums
        distance = u * p.mean + y * self.beside - value
        slope, least = u * self.slope, u * self.pair_var
        variance = (4 * u * self.lin_var + 4 * u * y * self.lin_own_cov + y * y * self.own_var) / n - least
        statistic = distance / math.sqrt(max(variance - slope * distance, least, tiny))
        # the linear part as long as the hypothesis says
        signal_var = 4 * self.lin_var / n - 2 * self.pair_var - self.slope * distance
        t = u * math.sqrt(max(signal_var, 0.0) * n * n / 4 / max(float(p.linear @ p.linear), tiny))
        moved = 2 * t * linear + u * pair + y * other
        leasts = u * 2 * norm_sq / n**2
        spread = (4 * (t * t * ll + 2 * t * lp + u * pp) + 4 * y * (t * lo + u * po) + y * y * oo) / n - leasts - slope * moved
        return statistic - quantile(moved / np.sqrt(np.maximum(spread, np.maximum(leasts, tiny))), share)

    def interval(
        self, estimate: float, step: float, level: float, hypothesis: Callable[[float], tuple[int, float, float]]
    ) -> Array:
        """Where the statistic, which falls as the value x of ``hypothesis(x)`` = (u, y, value) grows, is between its quantiles."""

        def excess(x: float, share: float) -> float:
            return self.test(*hypothesis(x), share)

        return np.array([
            _crossing(partial(excess, share=share), estimate, step) for share in ((1 + level) / 2, (1 - level) / 2)
        ])  # fmt: skip


def _crossing(falling: Callable[[float], float], start: float, step: float) -> float:
    """Where a falling function is zero; infinite if it is not within 2^60 steps."""
    low = high = start
    for side in range(DOUBLINGS):
        if falling(low) >= 0:
            break
        low = start - step * 2**side
    else:
        return -math.inf
    for side in range(DOUBLINGS):
        if falling(high) <= 0:
            break
        high = start + step * 2**side
    else:
        return math.inf
    return low if low == high else float(brentq(falling, low, high, xtol=step * 1e-6))


def quantile(values: Array, share: float) -> float:
    """As numpy's, without its overhead: a search for an interval's end takes some hundreds."""
    place = share * (len(values) - 1)
    k = min(int(place), len(values) - 2)
    parted = np.partition(values, (k, k + 1))
    return float(parted[k] + (place - k) * (parted[k + 1] - parted[k]))


def resampled_counts(rng: np.random.Generator, n: int, resamples: int) -> Iterator[Array]:
    """How often each of n examples is drawn in each resample, some resamples at a time; shape (rows, n)."""
    rows = max(1, AT_ONCE // n)
    for k in range(0, resamples, rows):
        yield rng.multinomial(n, np.full(n, 1 / n), min(rows, resamples - k)).astype(float)
