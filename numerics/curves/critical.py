"""The critical batch size of a curve of steps against batch size.

Terms as in McCandlish et al. 2018 and Shallue et al. 2019. S_min: steps with unlimited batches (the plateau). E_min: fewest
examples (perfect scaling, S = E_min/B). Efficiency: E_min/(B S). Critical batch size: where efficiency has fallen to one
half. On McCandlish's hyperbola (S/S_min - 1)(E/E_min - 1) = 1 this is E_min/S_min, where the two asymptotes cross and steps
are 2 S_min; on exact curves the three differ, which measures how far they are from a hyperbola.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from theory.errors import InputError

Floats = NDArray[np.float64]
PERFECT = 0.9  # efficiency down to which scaling is called perfect


@dataclass(frozen=True)
class CriticalBatchSize:
    """See the module. None where the curve does not reach so far.

    ``perfect_until``: the largest batch size up to which efficiency stays at or above 0.9. ``misfit``: the largest relative
    deviation of the curve from its best hyperbola S = fitted_steps (1 + fitted_batch_size/B), at batch size ``misfit_at``.
    """

    fewest_steps: float
    fewest_examples: float
    perfect_until: float
    critical: float | None
    crossing: float
    twice_the_plateau: float | None
    fitted_steps: float
    fitted_batch_size: float
    misfit: float
    misfit_at: float


def critical_batch_size(batch_sizes: Sequence[float], steps: Sequence[float], plateau: float) -> CriticalBatchSize:
    """Analyse a curve; batch sizes increasing and finite, ``plateau`` the steps with unlimited batches.

    Raises ``InputError`` for fewer than three points or a curve that is not positive.
    """
    B, S = np.asarray(batch_sizes, dtype=np.float64), np.asarray(steps, dtype=np.float64)
    if len(B) < 3 or len(B) != len(S) or np.any(np.diff(B) <= 0) or not (np.all(S > 0) and plateau > 0):
        raise InputError("critical_batch_size: at least three increasing batch sizes and positive steps are needed")
    examples = B * S
    fewest = float(examples.min())
    efficiency = fewest / examples
    best = int(np.argmin(examples))
    below = np.flatnonzero(efficiency[best:] < PERFECT)
    last = best + int(below[0]) - 1 if below.size else len(B) - 1

    def residual(p: Floats) -> Floats:
        return np.asarray(p[0] + np.log1p(np.exp(p[1]) / B) - np.log(S))

    fit = least_squares(residual, np.array([np.log(plateau), np.log(fewest / plateau)]))
    deviation = np.abs(np.expm1(residual(fit.x)))
    return CriticalBatchSize(
        fewest_steps=float(plateau),
        fewest_examples=fewest,
        perfect_until=float(B[last]),
        critical=_where(B[best:], efficiency[best:], 0.5),
        crossing=fewest / plateau,
        twice_the_plateau=_where(B, S, 2 * plateau),
        fitted_steps=float(np.exp(fit.x[0])),
        fitted_batch_size=float(np.exp(fit.x[1])),
        misfit=float(deviation.max()),
        misfit_at=float(B[deviation.argmax()]),
    )


def _where(B: Floats, falling: Floats, level: float) -> float | None:
    """The batch size at which a falling curve first passes a level, interpolated in logarithms."""
    below = np.flatnonzero(falling < level)
    if not below.size or below[0] == 0:
        return None
    k = int(below[0])
    share = np.log(level / falling[k - 1]) / np.log(falling[k] / falling[k - 1])
    return float(B[k - 1] * (B[k] / B[k - 1]) ** share)
