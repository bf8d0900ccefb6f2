"""Evidence against a mean from observations of which nothing is assumed but a bound on a variance: no normality, no bounded range.

Each process below has a mean of at most 1 where its statement is true, so by Ville's inequality it ever reaches 1/a with probability
at most a, however often one looks. Catoni's influence function (Catoni 2012; Wang and Ramdas 2023)

    phi(y) = sign(y) log(1 + |y| + y^2/2),   E exp(+-phi(y)) <= 1 +- E y + E y^2/2

lets a mean be tested from above and from below as if the observations were Gaussian with the variance known; Bennett's inequality
bounds a mean from above where the observations are >= 0, whose lower tails are light.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
STAKES = 2.0 ** np.arange(-10.0, 17.0)
"""lambda, in units of 1/mean, mixed evenly: tight where observations differ by 1e-5 to 1 times the mean, after 1 to 10^6 of them."""
RATES = 2.0 ** np.arange(-7.0, 4.0)
"""eta of Bennett's bound, likewise."""
_BENNETT = np.expm1(RATES) - RATES


class MeanEvidence:
    """The running evidence against "the mean is at most ``mean``" (``sign`` 1) or "at least ``mean``" (-1).

    ``stakes``: the lambda mixed.
    """

    def __init__(self, mean: float, sign: int, stakes: Array) -> None:
        self.mean, self.sign, self.stakes = mean, sign, stakes
        self.count, self._sums = 0, np.zeros(len(stakes))

    def add(self, observations: Array) -> None:
        """More observations."""
        with np.errstate(over="ignore"):
            gap = self.stakes[:, None] * (observations - self.mean)
            size = np.abs(gap)
            self._sums += self.sign * np.sum(np.copysign(np.log1p(size + size**2 / 2), gap), axis=1)
        self.count += len(observations)

    def log_evidence(self, variance: float) -> float:
        """The logarithm of the evidence if an observation's variance is at most this."""
        if variance == math.inf:
            return -math.inf
        logs = self._sums - self.count * np.log1p(self.stakes**2 * variance / 2)
        return float(np.logaddexp.reduce(logs)) - math.log(len(self.stakes))


def upper_mean(total: float, count: int, relative_variance: float, log_level: float) -> float:
    """What the mean of observations >= 0 lies below at every time, but for a probability exp(-``log_level``).

    Parameters
    ----------
    total, count : of the observations so far.
    relative_variance : bound on the variance of one over its mean squared.

    With y = x/mean - 1 >= -1, E exp(-eta y) <= 1 + (exp(eta) - 1 - eta) E y^2; the best eta of ``RATES``, each at its share.
    """
    drift = count * (RATES - np.log1p(_BENNETT * relative_variance)) - log_level - math.log(len(RATES))
    useful = drift > 0
    return float(np.min(RATES[useful] * total / drift[useful], initial=math.inf))
