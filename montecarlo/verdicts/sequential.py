"""Sample until a statement about the expected risk is confirmed within a tolerance or refuted, looking as often as one likes.

The error rate holds at every stopping time and needs no observation to be near to Gaussian: what is needed is a bound on the variance
of the risk, and for a linear rule there is one that knows nothing of its weights. Its risk, averaged over the steps, is a
quadratic form X = xi' A xi, A positive semidefinite, in independent numbers xi of kurtosis at most K >= 3 (start and noise), and so

    Var X = 2 |A|^2 + sum_j (kurtosis_j - 3) A_jj^2 <= (K - 1) |A|^2   (Frobenius norm),   |A| <= tr A = E X,

where |A|^2 = E <xi, xi'>^2, the squared inner product (the risk's own) of two independent runs: an average of numbers >= 0, of which
E <xi, xi'>^4 <= K^2 |A|^4 bounds the lower tail. So few coordinates that hold all the risk are noticed and many even ones made use of.
Of a rule that is not linear nothing bounds the variance; then the sample variance is used and ``rests_on`` says what is assumed.

Three processes share the error rate: evidence that the mean is larger, that it is smaller, and that |A| is larger (``martingale``). The
means that have not been rejected are a confidence sequence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.stats import norm

from montecarlo.engines.noise import Noise
from montecarlo.runs.linearity import is_linear
from montecarlo.runs.simulate import each
from montecarlo.runs.trial import TILE, Engine, Experiment, Problem, experiment
from montecarlo.verdicts.martingale import STAKES, MeanEvidence, upper_mean
from montecarlo.verdicts.verdict import POWER, Side, check_rate
from theory.errors import InputError
from theory.rule.optimizer import Optimizer

Array = NDArray[np.float64]
MOST_OBSERVATIONS = 100_000
GROUP = 8
"""Runs whose inner products are taken, all pairs of them."""
_PAIRS = np.triu_indices(GROUP, 1)
ASSUMED_KURTOSIS = 15.0
"""Of the risk of one run of a rule that is not linear: that of the square of a Gaussian number."""


@dataclass(frozen=True)
class Tails:
    """What is known of observations, each a pair (mean of some runs' risks, ``spread`` >= 0).

    Var(mean) <= ``share`` E(spread) and Var(spread) <= ``relative`` E(spread)^2; ``capped``: E(spread) <= E(mean)^2. ``rests_on`` says
    why.
    """

    share: float
    relative: float
    capped: bool
    rests_on: str

    @classmethod
    def of_linear(cls, kurtosis: float, runs: int) -> Tails:
        """Of ``runs`` runs of a linear rule under laws of at most this kurtosis; the spread is ``mean_square_product``."""
        if not math.isfinite(kurtosis):
            raise InputError(f"a verdict needs a noise of finite kurtosis, got {kurtosis}; use another law")
        k = max(3.0, kurtosis)
        one = (4 * (GROUP - 2) * (k - 1) + 2 * (k**2 - 1)) / (GROUP * (GROUP - 1))  # variance of a U-statistic (Hoeffding 1948)
        basis = f"the kurtosis of noise and start, at most {k:g}, and the linearity of the rule"
        return cls((k - 1) / runs, one / (runs // GROUP), True, basis)

    @classmethod
    def assumed(cls, runs: int) -> Tails:
        """Of ``runs`` runs of any rule, their sample variance being the spread."""
        relative = (ASSUMED_KURTOSIS - (runs - 3) / (runs - 1)) / runs
        basis = f"an assumption, as the rule is not linear: the risk of one run has a kurtosis of at most {ASSUMED_KURTOSIS:g}"
        return cls(1 / runs, relative, False, basis)


@dataclass(frozen=True)
class SequentialVerdict:
    """What sampling said of "the expected risk is ``claimed``".

    ``verdict``: "refuted", "confirmed" (within ``tolerance``, relative) or "undecided" (the replicates ran out). ``lower`` and
    ``upper`` bound the expected risk; over a whole run, all such intervals contain it with probability 1 - ``false_alarm``, which
    ``rests_on`` something. ``detectable``: relative error that would have been refuted by now with probability about 0.99.
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
    rests_on: str = ""


class Monitor:
    """The running test: feed it observations, ask it for the verdict.

    ``side`` "at most": only an expected risk above ``claimed`` refutes, and one below confirms.
    """

    def __init__(self, claimed: float, tolerance: float, false_alarm: float, side: Side, tails: Tails) -> None:
        if not (math.isfinite(claimed) and claimed > 0):
            raise InputError(f"claimed must be a finite number > 0, got {claimed}")
        if not tolerance > 0:
            raise InputError(f"tolerance must be > 0 (relative), got {tolerance}")
        check_rate(false_alarm)
        self.claimed, self.tolerance, self.false_alarm, self.side, self.tails = claimed, tolerance, false_alarm, side, tails
        self._level = math.log(3 / false_alarm)
        self._means: list[float] = []  # in units of the claim, as is all below
        self._spread, self._most = 0.0, math.inf
        self._larger = [self._evidence(1, m) for m in (1.0, 1 - tolerance)]
        self._smaller = [self._evidence(-1, m) for m in (1.0, 1 + tolerance)]

    def observe(self, mean: float, spread: float) -> None:
        """One more observation; the spread in units of the claim squared."""
        self._means.append(mean / self.claimed)
        self._spread += spread
        self._most = upper_mean(self._spread, self.observations, self.tails.relative, self._level)

    @property
    def observations(self) -> int:
        """How many so far."""
        return len(self._means)

    def word(self) -> Literal["refuted", "confirmed", "undecided"]:
        """The verdict as things stand."""
        too_small, low_excluded = (self._rejects(e) for e in self._larger)
        too_large, high_excluded = (self._rejects(e) for e in self._smaller)
        if too_small or (self.side == "two-sided" and too_large):
            return "refuted"
        return "confirmed" if high_excluded and (self.side == "at most" or low_excluded) else "undecided"

    def verdict(self, per_observation: int = 1) -> SequentialVerdict:
        """The same with bounds; ``per_observation`` replicates make one observation."""
        values, n = np.array(self._means), len(self._means)
        estimate = float(np.mean(values)) if n else math.nan
        error = float(np.std(values, ddof=1) / math.sqrt(n)) if n > 1 and math.isfinite(estimate) else math.inf
        lower, upper = (math.inf, math.inf) if estimate == math.inf else (self._bound(1), self._bound(-1))
        detectable = (upper - lower) / 2 + float(norm.isf(1 - POWER)) * error if math.isfinite(upper - lower) else math.inf
        unit = self.claimed
        return SequentialVerdict(
            self.word(),
            self.claimed,
            estimate * unit,
            error * unit,
            lower * unit,
            upper * unit,
            self.tolerance,
            self.false_alarm,
            n * per_observation,
            detectable,
            self.side,
            self.tails.rests_on,
        )

    def _evidence(self, sign: int, mean: float) -> MeanEvidence:
        """Stakes in units of the claim from below and of the mean from above: so each mean beyond one rejected is rejected too."""
        return MeanEvidence(mean, sign, STAKES if sign > 0 else STAKES / mean)

    def _rejects(self, evidence: MeanEvidence) -> bool:
        """Whether the observations so far reject the statement."""
        evidence.add(np.array(self._means[evidence.count :]))
        return self._strength(evidence) >= 0

    def _strength(self, evidence: MeanEvidence) -> float:
        """The logarithm of the evidence beyond what rejects, the spread's mean being at most ``_most``."""
        spread = min(self._most, evidence.mean * evidence.mean) if self.tails.capped else self._most
        return evidence.log_evidence(self.tails.share * spread) - self._level

    def _bound(self, sign: int) -> float:
        """The largest mean rejected as too small (``sign`` 1), or the smallest rejected as too large."""
        values = np.array(self._means)

        def strength(mean: float) -> float:
            evidence = self._evidence(sign, mean)
            evidence.add(values)
            return max(self._strength(evidence), -1e6)

        inside = float(np.mean(values)) if len(values) else 1.0
        for k in range(24):  # away from the mean by ever larger factors
            outside = inside * (1 + 2.0 ** (k - 12)) ** -sign
            if strength(outside) >= 0:
                return float(brentq(strength, inside, outside, rtol=1e-7)) if strength(inside) < 0 else inside
            inside = outside
        return 0.0 if sign > 0 else math.inf


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
    start: str | Noise = "gaussian",
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
    false_alarm : chance of ever refuting a true statement, and of confirming one that is off by more than the tolerance. For a linear
        rule it holds whatever the problem, provided that the noise has the kurtosis that it says; ``rests_on`` says so.
    side : "at most" for an upper bound.
    start : law of the start, scaled to its second moment.
    replicates : give up after so many ("undecided").
    progress : called with the verdict as things stand.

    The verdict depends on the seed alone, not on ``workers``. Raises ``InputError`` for bad input.
    """
    setup = experiment(optimizer, problem, steps, batch_size, noise, seed, engine, start, replicates or 1000)
    values = np.broadcast_to(np.asarray(claimed, dtype=np.float64), (len(list(steps)),))
    by_step = dict(zip((int(s) for s in steps), values, strict=True))
    setup, observation, tails = observed(setup)
    monitor = Monitor(float(np.mean([by_step[s] for s in setup.steps])), tolerance, false_alarm, side, tails)
    most = MOST_OBSERVATIONS if replicates is None else max(2, -(-replicates // setup.rows))
    look = shown = 1
    for mean, spread in each(lambda block: observation(block, monitor.claimed), range(most), workers):
        monitor.observe(mean, spread)
        n = monitor.observations
        if n < look and n < most:
            continue
        look = n + 1 + n // 50
        decided = monitor.word() != "undecided"
        if progress and (n >= shown or decided):
            shown = n + 1 + n // 10  # bounds take longer than a look
            progress(monitor.verdict(setup.rows))
        if decided:
            break
    return monitor.verdict(setup.rows)


def observed(setup: Experiment) -> tuple[Experiment, Callable[[int, float], tuple[float, float]], Tails]:
    """The experiment in blocks of whole groups; what a block shows (mean risk, spread in units of the claim squared); its tails."""
    rows = GROUP * max(1, TILE // len(setup.problem.h) // GROUP)
    setup = replace(setup, block_rows=rows)

    def product(block: int, unit: float) -> tuple[float, float]:
        found = setup.products(block, GROUP)
        with np.errstate(over="ignore"):
            mean = float(np.mean(np.diagonal(found, axis1=1, axis2=2) / unit)) * unit  # a sum of risks may be no float64
        return mean, mean_square_product(found / unit)

    def variance(block: int, unit: float) -> tuple[float, float]:
        risks = setup.risks(block).mean(axis=1)
        return float(np.mean(risks / unit)) * unit, float(np.var(risks / unit, ddof=1)) if np.all(
            np.isfinite(risks)
        ) else math.inf

    if is_linear(setup.optimizer):
        return setup, product, Tails.of_linear(max(setup.noise.kurtosis, setup.start.kurtosis), rows)
    return setup, variance, Tails.assumed(rows)


def mean_square_product(products: Array) -> float:
    """Mean of the squared inner products of two different runs, ``products`` of shape (groups, GROUP, GROUP)."""
    with np.errstate(over="ignore"):
        return float(np.mean(np.square(products[:, *_PAIRS])))
