"""From samples to verdicts: distance from theory in standard errors, against one false-alarm rate for a whole suite.

The rate is that of Gaussian means: it rests on means over many replicates or coordinates of about equal weight. With skewness s of an
average, its tail at z is off by a factor of about exp(s z^3/6): nothing for the million coordinates behind ``nqm verify`` (s = 0.003), but
with one coordinate that holds all the risk and 1000 replicates (s = 0.09) about a factor of 6 at z = 5 on one side. A verdict that needs no
such thing is ``montecarlo.verdicts.sequential``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import norm

from theory.errors import InputError

Side = Literal["two-sided", "at most"]
POWER = 0.99


@dataclass(frozen=True)
class Comparison:
    """One estimate beside what theory says of it.

    ``side``: "two-sided" for an exact value, "at most" for an upper bound (only an estimate above it speaks against it).
    """

    name: str
    estimate: float
    standard_error: float
    theory: float
    side: Side = "two-sided"

    @property
    def z(self) -> float:
        """(estimate - theory) in standard errors."""
        gap = self.estimate - self.theory
        return float(gap / self.standard_error) if self.standard_error > 0 else float(np.sign(gap)) * np.inf if gap else 0.0

    @property
    def p_value(self) -> float:
        """Probability of a deviation at least this large if theory is right (normal approximation)."""
        return float(2 * norm.sf(abs(self.z)) if self.side == "two-sided" else norm.sf(self.z))


@dataclass(frozen=True)
class Outcome:
    """The verdict on one comparison. ``detectable``: relative error of the theory caught with probability 0.99."""

    comparison: Comparison
    consistent: bool
    detectable: float


def check_rate(false_alarm: float) -> None:
    """Raise ``InputError`` unless it is a chance, neither 0 nor 1."""
    if not 0 < false_alarm < 1:
        raise InputError(f"false_alarm must be between 0 and 1, got {false_alarm}")


def judge(comparisons: Sequence[Comparison], false_alarm: float = 1e-4) -> list[Outcome]:
    """Holm's step-down test: the chance that any true statement of the suite is rejected is at most ``false_alarm``.

    Holm 1979. ``detectable`` uses the strictest level, false_alarm/m. Raises ``InputError`` for a rate that is none.
    """
    check_rate(false_alarm)
    m = len(comparisons)
    order = sorted(range(m), key=lambda k: comparisons[k].p_value)
    rejected: set[int] = set()
    for rank, k in enumerate(order):
        if comparisons[k].p_value > false_alarm / (m - rank):
            break
        rejected.add(k)
    outcomes = []
    for k, comparison in enumerate(comparisons):
        level = false_alarm / m / (2 if comparison.side == "two-sided" else 1)
        reach = (norm.isf(level) + norm.isf(1 - POWER)) * comparison.standard_error
        relative = reach / abs(comparison.theory) if comparison.theory else float("inf")
        outcomes.append(Outcome(comparison, k not in rejected, float(relative)))
    return outcomes
