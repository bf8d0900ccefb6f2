"""Mean, variance and risk of any linear rule at any step, in float64, vectorised over coordinates and hyperparameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from numerics.arithmetic.doubling import Progress
from numerics.dynamics.evaluator import QUIET, Array, Weights
from numerics.dynamics.interpolation import total_risk
from numerics.dynamics.system import MANY, Run, summed
from numerics.model.quadratic import Quadratic
from numerics.model.run import check_problem, check_run
from theory.rule.optimizer import Optimizer, require_optimizer


class Moments(NamedTuple):
    """``mean``: phi_t, E theta_t = phi_t E theta_0. ``variance``: V_t for unit noise, to be multiplied by c/B.

    Shape of both: hyperparameter shape + (coordinates, steps).
    """

    mean: Array
    variance: Array


@np.errstate(**QUIET)
def moments(optimizer: Optimizer, h: Any, steps: Sequence[int], progress: Progress | None = None) -> Moments:
    """phi_t and V_t/(c/B) at the given steps.

    Parameters
    ----------
    optimizer : linear rule with numeric hyperparameters; arrays broadcast and come first in the result's shape.
    h : curvatures, shape (d,).
    steps : whole numbers.
    progress : called with (work done, all).

    Diverging settings give ``inf``. Raises ``InputError`` for a hyperparameter left symbolic, ``NotLinear`` for a rule
    that only simulation can treat.
    """
    run = Run(optimizer, np.asarray(h, dtype=np.float64))
    order = sorted(set(steps))
    mean, variance = (np.empty((*run.shape, len(run.h), len(order))) for _ in range(2))
    for part, k, *here in run.at(order, progress):
        mean[..., part, k], variance[..., part, k] = here
    columns = np.searchsorted(order, steps)
    return Moments(mean[..., columns], variance[..., columns])


@np.errstate(**QUIET)
def risk(
    optimizer: Optimizer,
    problem: Quadratic,
    steps: Sequence[int],
    batch_size: float,
    progress: Progress | None = None,
) -> Array:
    """Expected risk E L(theta_t), exact up to rounding.

    Returns an array of shape hyperparameter shape + (len(steps),). Coordinates are summed as they come, so memory does not grow
    with steps times coordinates; very many are interpolated in the curvature where that is proved to miss less than 1e-13.
    ``progress`` is called with (work done, all). Raises ``InputError`` for bad input, ``NotLinear`` for a rule that is not
    linear (simulate it instead).
    """
    require_optimizer(optimizer)
    check_problem(problem)
    whole, size = check_run(steps, batch_size)
    run, weights, order = Run(optimizer, problem.h), Weights.in_problem(problem, size), sorted(set(whole))
    if run.shape or run.system.time_varying or len(problem.h) < MANY:
        total = summed(run, weights, order, progress)
    else:
        total = total_risk(run, weights, order, progress)
    return np.asarray(total[..., np.searchsorted(order, whole)])


def risks(optimizer: Optimizer, problem: Quadratic, batch_size: float) -> Iterator[Array]:
    """The risk of a time-varying rule after 0, 1, 2, ... steps, one after the other without end; each of the hyperparameters' shape."""
    run, weights = Run(optimizer, problem.h), Weights.in_problem(problem, batch_size)
    for parts in zip(*(run.stepped(part) for part in run.parts), strict=True):
        yield np.sum([weights.of(part).risk(*pair) for pair, part in zip(parts, run.parts, strict=True)], axis=0)
