"""Whether the risk at a step is at most a target, decided by intervals."""

from __future__ import annotations

from collections.abc import Sequence

from numerics.bounded import bounded_risks
from numerics.enclosure import bounded_by
from numerics.precise import precise_risk
from numerics.problem import NoisyQuadratic
from theory.errors import InputError
from theory.filter import extract
from theory.optimizer import Optimizer


class Undecided(InputError):
    """Whether or when the target is reached could not be settled within the effort allowed."""


def at_most(
    optimizer: Optimizer, problem: NoisyQuadratic, steps: Sequence[int], batch_size: float, target: float
) -> list[bool]:
    """Whether the risk at each of a few steps is at most the target (equality to 200 digits counts as reached).

    Floats with error bounds come first, balls only where those are too wide: many times faster for many coordinates. Raises
    ``Undecided`` where the numbers are too large for balls.
    """
    if extract(optimizer.symbolic()).time_varying:
        return [_by_balls(optimizer, problem, step, batch_size, target) for step in steps]
    return [
        bool(high <= target) if low > target or high <= target else _by_balls(optimizer, problem, step, batch_size, target)
        for step, (low, high) in zip(steps, bounded_risks(optimizer, problem, steps, batch_size), strict=True)
    ]


def _by_balls(optimizer: Optimizer, problem: NoisyQuadratic, step: int, batch_size: float, target: float) -> bool:
    try:
        return bounded_by(lambda digits: precise_risk(optimizer, problem, [step], batch_size, digits)[0], target)
    except OverflowError as error:
        raise Undecided(f"{optimizer}: at step {step} {error}") from None
