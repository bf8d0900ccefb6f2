"""Variance reduction, with the gain measured in the same run.

The gain is the variance of the plain estimate over that of the reduced one at the same number of simulated trajectories: 2 means
that half the work does. It can be below 1, and then the trick does not pay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from montecarlo.runs.tally import Tally
from montecarlo.runs.trial import Experiment
from theory.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Reduced:
    """An estimate with less variance; arrays of shape (len(steps),), steps ascending. ``trajectories`` were simulated."""

    estimate: Array
    standard_error: Array
    gain: Array
    trajectories: int


def antithetic(setup: Experiment, replicates: int) -> Reduced:
    """Each replicate run twice, from theta_0 and from -theta_0, on the same noise (replicates pairs).

    The product of transient and noise cancels in a pair, but the squares of both are shared. With a Gaussian start that never
    pays (2ab <= a^2 + b^2, a and b the parts of the risk); with one of fixed size it does while the transient is most of the risk.
    """
    plain, pairs = Tally.empty(len(setup.steps)), Tally.empty(len(setup.steps))
    for block in setup.blocks_of(0, replicates):
        a, b = setup.risks(block), setup.risks(block, mirrored=True)
        plain += Tally.of(a)
        pairs += Tally.of((a + b) / 2)
    return _reduced(pairs, plain.variance() / 2, 2 * pairs.count)


def difference(first: Experiment, second: Experiment, replicates: int) -> Reduced:
    """Risk of the first rule minus risk of the second on common random numbers (the same noise and start).

    The gain is over independent runs of both. Raises ``InputError`` if the two do not share seed, steps and shape.
    """
    _check_common(first, second)
    sums = [Tally.empty(len(first.steps)) for _ in range(3)]
    for block in first.blocks_of(0, replicates):
        a, b = first.risks(block), second.risks(block)
        sums = [s + Tally.of(x) for s, x in zip(sums, (a, b, a - b), strict=True)]
    return _reduced(sums[2], sums[0].variance() + sums[1].variance(), 2 * sums[2].count)


def controlled(setup: Experiment, control: Experiment, control_risk: ArrayLike, replicates: int, pilot: int = 2) -> Reduced:
    """The rule's risk corrected by a control rule on the same noise whose expected risk is known exactly.

    The estimate averages x - b (y - E y), with b the regression coefficient of x on y in the first ``pilot`` blocks, which are not
    used again, so the estimate is unbiased.

    Parameters
    ----------
    control_risk : E y at each step (from ``nqm.risk``).
    """
    _check_common(setup, control)
    if pilot < 1:
        raise InputError(f"pilot must be a whole number >= 1, got {pilot}")
    expected = np.asarray(control_risk, dtype=np.float64)
    first = [np.concatenate(part) for part in zip(*[(setup.risks(k), control.risks(k)) for k in range(pilot)], strict=True)]
    x, y = (part - part.mean(axis=0) for part in first)
    spread = np.sum(y**2, axis=0)
    coefficient = np.divide(np.sum(x * y, axis=0), spread, out=np.zeros_like(spread), where=spread > 0)
    plain, corrected = Tally.empty(len(setup.steps)), Tally.empty(len(setup.steps))
    for block in range(pilot, pilot + len(setup.blocks_of(0, replicates))):
        a, b = setup.risks(block), control.risks(block)
        plain += Tally.of(a)
        corrected += Tally.of(a - coefficient * (b - expected))
    return _reduced(corrected, plain.variance() / 2, 2 * corrected.count)


def _reduced(tally: Tally, plain_variance: Array, trajectories: int) -> Reduced:
    variance = tally.variance()
    gain = np.divide(plain_variance, variance, out=np.full_like(variance, np.inf), where=variance > 1e-24 * plain_variance)
    return Reduced(tally.mean(), tally.standard_error(), gain, trajectories)


def _check_common(a: Experiment, b: Experiment) -> None:
    same = (a.seed, a.steps, a.rows, a.noise.name) == (b.seed, b.steps, b.rows, b.noise.name)
    if not same or len(a.problem.h) != len(b.problem.h):
        raise InputError("common random numbers need the same seed, steps, noise and number of coordinates in both experiments")
