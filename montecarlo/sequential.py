"""Sample until a statement about the expected risk is confirmed within a tolerance or refuted, looking as often as one likes.

The error rate holds at every stopping time. Observations are means over blocks of replicates, a thousand or more
independent coordinates each, and so nearly Gaussian with a mean and a variance that nobody needs to know. For such observations the t
statistic's likelihood ratio under a Gaussian prior of variance g on the effect size (the mean's distance in standard deviations),

    E_n = (1 + n g)^(-1/2) [(1 + t^2/(n-1)) / (1 + t^2/((n-1)(1 + n g)))]^(n/2),

is a martingale of mean 1 where the statement is true (Lai 1976; Perez-Ortiz, Lardy, de Heide and Gruenwald 2024; Wang and Ramdas
2025), and so is its average over several g. By Ville's inequality it ever reaches 1/a with probability at most a; the means
that it has not rejected after n observations are a confidence sequence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import logsumexp
from scipy.stats import norm

from montecarlo.experiment import Engine, Experiment, Problem, experiment
from montecarlo.noise import Noise
from montecarlo.simulator import each
from montecarlo.tally import Tally
from montecarlo.verdict import POWER, Side
from theory.errors import InputError
from theory.optimizer import Optimizer

EFFECTS = tuple(4.0**-k for k in range(10))
"""Prior variances g of the effect size, mixed evenly: tight after 1 to 10^6 observations."""
MOST_OBSERVATIONS = 100_000
INDEPENDENT = 1000
"""Coordinates of about equal weight that an observation must average to count as Gaussian."""


def log_evidence(t: float, n: int) -> float:
    """log E_n against the statement, t the t statistic of n observations."""
    terms = []
    for g in EFFECTS:
        spread = 1 + n * g
        ratio = math.log1p(t * t / (n - 1)) - math.log1p(t * t / ((n - 1) * spread))
        terms.append(n / 2 * ratio - math.log(spread) / 2)
    return float(logsumexp(terms)) - math.log(len(EFFECTS))


def boundary(n: int, false_alarm: float) -> float:
    """The t statistic at which n observations refute; infinite while they are too few."""
    wanted = -math.log(false_alarm)
    if n < 2 or log_evidence(1e150, n) <= wanted:
        return math.inf
    high = 1.0
    while log_evidence(high, n) < wanted:
        high *= 2
    return float(brentq(lambda t: log_evidence(t, n) - wanted, 0.0, high, xtol=1e-9))


@dataclass(frozen=True)
class SequentialVerdict:
    """What sampling said of "the expected risk is ``claimed``".

    ``verdict``: "refuted", "confirmed" (within ``tolerance``, relative) or "undecided" (the replicates ran out). ``lower`` and
    ``upper`` bound the expected risk; over a whole run, all such intervals contain it with probability 1 - ``false_alarm``.
    ``detectable``: relative error that would have been refuted by now with probability 0.99.
    """

    verdict: Literal["refuted", "confirmed", "undecided"]
    claimed: float
    estimate: float
    standard_error: float
    lower: float
    upper: float
    tolerance: float
    false_alarm: float
    replicates: int
    detectable: float
    side: Side = "two-sided"


@dataclass
class Monitor:
    """The running test: feed it observations, ask it for the verdict.

    ``side`` "at most": only an expected risk above ``claimed`` refutes, and one below confirms.
    """

    claimed: float
    tolerance: float
    false_alarm: float
    side: Side = "two-sided"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.claimed) and self.claimed > 0):
            raise InputError(f"claimed must be a finite number > 0, got {self.claimed}")
        if not self.tolerance > 0:
            raise InputError(f"tolerance must be > 0 (relative), got {self.tolerance}")
        if not 0 < self.false_alarm < 1:
            raise InputError(f"false_alarm must be between 0 and 1, got {self.false_alarm}")
        self._tally = Tally.empty(1)

    def observe(self, value: float) -> None:
        """One more observation."""
        self._tally += Tally.of(np.array([[value]]))

    @property
    def observations(self) -> int:
        """How many so far."""
        return self._tally.count

    def verdict(self, per_observation: int = 1) -> SequentialVerdict:
        """As things stand; ``per_observation`` replicates make one."""
        n = self._tally.count
        estimate = float(self._tally.mean()[0]) if n else math.nan
        error = float(self._tally.standard_error()[0]) if n > 1 else math.inf
        if n > 1 and self._tally.infinite[0]:
            estimate = lower = upper = math.inf  # a diverging rule
        else:
            reach = boundary(n, self.false_alarm) * error if error > 0 else 0.0
            lower, upper = estimate - reach, estimate + reach
        low, high = self.claimed * (1 - self.tolerance), self.claimed * (1 + self.tolerance)
        word: Literal["refuted", "confirmed", "undecided"] = "undecided"
        if n > 1:
            if lower > self.claimed or (self.side == "two-sided" and upper < self.claimed):
                word = "refuted"
            elif upper <= high and (self.side == "at most" or lower >= low):
                word = "confirmed"
        detectable = (upper - lower) / 2 + float(norm.isf(1 - POWER)) * error if math.isfinite(upper - lower) else math.inf
        return SequentialVerdict(
            word,
            self.claimed,
            estimate,
            error,
            lower,
            upper,
            self.tolerance,
            self.false_alarm,
            n * per_observation,
            detectable / self.claimed,
            self.side,
        )


def confirm(
    optimizer: Optimizer,
    problem: Problem,
    steps: Sequence[int],
    batch_size: float,
    claimed: ArrayLike,
    tolerance: float = 0.005,
    false_alarm: float = 1e-6,
    *,
    side: Side = "two-sided",
    noise: str | Noise = "gaussian",
    seed: int = 0,
    engine: Engine = "auto",
    workers: int = 1,
    replicates: int | None = None,
    progress: Callable[[SequentialVerdict], None] | None = None,
) -> SequentialVerdict:
    """Test "the expected risk at these steps is ``claimed``" by simulation, stopping as soon as it can be said.

    Parameters
    ----------
    steps, claimed : one or several steps and the risk claimed at each (one number for all: a steady state); several steps are
        averaged, which makes more of each run.
    tolerance : relative; the statement is confirmed when the risk (averaged over the steps) is known to lie this near.
    false_alarm : chance of ever refuting a true statement, and of confirming one that is off by more than the tolerance.
    side : "at most" for an upper bound.
    replicates : give up after so many ("undecided").
    progress : called with the verdict as things stand.

    The verdict depends on the seed alone, not on ``workers``. Raises ``InputError`` for bad input.
    """
    setup = experiment(optimizer, problem, steps, batch_size, noise, seed, engine, replicates=replicates or 1000)
    values = np.broadcast_to(np.asarray(claimed, dtype=np.float64), (len(list(steps)),))
    by_step = dict(zip((int(s) for s in steps), values, strict=True))
    monitor = Monitor(float(np.mean([by_step[s] for s in setup.steps])), tolerance, false_alarm, side)
    group = blocks_per_observation(setup)
    size = group * setup.rows
    most = MOST_OBSERVATIONS if replicates is None else max(2, -(-replicates // size))
    look = 2

    def observation(k: int) -> float:
        risks = np.concatenate([setup.risks(block) for block in range(k * group, (k + 1) * group)])
        return float(Tally.of(risks.mean(axis=1)[:, None]).mean()[0])

    for value in each(observation, range(most), workers):
        monitor.observe(value)
        if monitor.observations < look and monitor.observations < most:
            continue
        look = monitor.observations + 1 + monitor.observations // 50  # a look costs a millisecond
        found = monitor.verdict(size)
        if progress:
            progress(found)
        if found.verdict != "undecided":
            return found
    return monitor.verdict(size)


def blocks_per_observation(setup: Experiment) -> int:
    """How many blocks make an observation that averages INDEPENDENT coordinates, by the weights at the start and those of noise."""
    p = setup.problem
    weights = [p.counts * p.h * p.theta0_sq, p.counts * p.c]
    effective = min((float(np.sum(w) ** 2 / np.sum(w**2)) for w in weights if np.any(w)), default=1.0)
    return max(1, math.ceil(INDEPENDENT / (setup.rows * effective)))
