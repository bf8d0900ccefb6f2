"""Estimates with confidence intervals: what they are, what they say of themselves, and what a bootstrap must be given."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError, whole_number

Array = NDArray[np.float64]
RESAMPLES = 2000


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


def conservative(reason: str, distance: float) -> str:
    """What a conservative interval says of itself: why it is one, and how far from the mean the unseen are taken to be."""
    if math.isinf(distance):
        return f"conservative: {reason}, and their tail is too heavy to be bounded"
    return f"conservative: {reason}; assumes that unseen ones are on average {distance:.3g} from the mean"


def around(value: float, ends: Array, support: str) -> Estimate:
    """An interval that holds the estimate itself."""
    return Estimate(value, min(value, float(ends[0])), max(value, float(ends[1])), support)


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
