"""Gradient noise scales from measured gradients, with bootstrap confidence intervals.

|G|^2 and tr(Sigma) are estimated without bias (claims noise-scale.signal-estimator and noise-scale.noise-estimator). Their
ratio is not, so its interval is that of the angle atan2(tr Sigma, |G|^2), which is smooth also where either comes near 0.

The intervals are those of tests, studentised and resampled (Hall 1992), as plain quantiles of a bootstrap miss their level
(measured: the coverage table of the reports), of pairs of examples (``numerics.measured.pairs``). A test trusts the scatter that it sees;
where too few examples carry an estimate for that, its interval is that of ``numerics.measured.unseen``, and says so.
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

from numerics.measured.estimates import RESAMPLES, NoiseScale, around, check_bootstrap, check_level, conservative
from numerics.measured.estimates import Estimate as Estimate
from numerics.measured.gram import Gram
from numerics.measured.norms import from_norms as from_norms
from numerics.measured.pairs import Pairs, PairTests
from numerics.measured.unseen import Ends, Reach, Weighted, effective, lopsided
from theory.errors import InputError

Array = NDArray[np.float64]
ENOUGH = 16
"""Effective examples from which on an estimate's scatter is trusted: where its tests' coverage begins to fail, on laws of gradients
other than those that the reports count on."""
ENOUGH_OF_NOISE = 10
"""The same of tr Sigma, for the ratio: its error is mostly that of |G|^2."""
LOPSIDED = 0.1
"""Skewness of the mean of the influences on |G|^2 from which on its tests are not trusted either: gradients that are 0 but for one
example in ten or twenty, all alike."""


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
        if not few[0] and lopsided(self.pairs.linear) > LOPSIDED:
            few[0], why[0] = True, f"most of it hangs on the few longest of {n} examples on one side"
        ends = None if all(few) else self._tested(level)
        if ends is not None and math.isinf(ends.scale[0]):  # no |G|^2 >= 0 passes the test
            few[0], why[0] = True, "|G|^2 is estimated below 0 by more than chance explains"
        tail = few[0] or self.carried[1] < ENOUGH_OF_NOISE
        if any(few):
            wide = self.weighted.ends(self.reach, level)
            ends = wide if ends is None else wide.with_tested(ends, few[0], few[1], tail, self.noise, self.scale)
            distances = self.reach.length, math.sqrt(self.reach.square)
            why = [conservative(reason, d * self.unit) if reason else "" for reason, d in zip(why, distances, strict=True)]
        assert ends is not None
        return NoiseScale(
            around(self.signal * self.unit**2, ends.signal * self.unit**2, why[0]),
            around(self.noise * self.unit**2, ends.noise * self.unit**2, why[1]),
            around(self.scale, ends.scale, why[0] or (why[1] if tail else "")),
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


def _positive_noise(noise: float) -> float:
    if not noise > 0:
        raise InputError("the gradients show no noise (tr Sigma is not positive): the noise scale cannot be measured from them")
    return noise
