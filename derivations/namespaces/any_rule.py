"""``nqm.tune`` and ``nqm.steps_to_target`` for every rule: by exact theory where there is one, else by simulation."""

from __future__ import annotations

from collections.abc import Callable

from montecarlo.tuning.race import Raced, race, simulated_steps
from numerics.dynamics import hitting
from numerics.dynamics.decision import check_target
from numerics.model.quadratic import Quadratic
from numerics.model.run import check_problem, check_run
from numerics.tuning import tune as exact
from numerics.tuning.tune import Tuned
from theory.rule.filter import is_linear
from theory.rule.optimizer import Optimizer, require_optimizer


def tune(
    optimizer: Optimizer, problem: Quadratic, batch_size: float, target: float, effort: float | None = None
) -> Tuned | Raced:
    """Tune the hyperparameters left symbolic to reach the target in the fewest steps; fixed ones are kept.

    A linear rule's steps are exact (``Tuned``, ``optimality`` "proved" or "searched"; ``effort`` as of ``nqm.sweep``); those of any other
    are means of simulated runs (``Raced``, ``optimality`` "simulated"), for which ``nqm.race`` has more to choose. Raises
    ``InputError`` for bad input or a linear rule that varies with time.
    """
    if _has_theory(optimizer, problem, batch_size, target):
        return exact.tune(optimizer, problem, batch_size, target, effort)
    return race(optimizer, problem, batch_size, target)


def steps_to_target(
    optimizer: Optimizer,
    problem: Quadratic,
    batch_size: float,
    target: float,
    progress: Callable[[int, int], None] | None = None,
) -> int | float | None:
    """The first step at which the expected risk is at most the target, or None if there is none.

    A whole number, exact, for a linear rule: see ``numerics.dynamics.hitting.steps_to_target``, also for what is raised. For any other
    rule the steps, interpolated, until the mean risk of simulated runs is there; None if it is not within 10^5 steps: see
    ``nqm.lab.simulated_steps`` for other numbers of runs.
    """
    if _has_theory(optimizer, problem, batch_size, target):
        return hitting.steps_to_target(optimizer, problem, batch_size, target, progress)
    return simulated_steps(optimizer, problem, batch_size, target)


def _has_theory(optimizer: Optimizer, problem: Quadratic, batch_size: float, target: float) -> bool:
    """Whether the rule is linear, all that is given checked."""
    require_optimizer(optimizer)
    check_problem(problem)
    check_run([0], batch_size)
    check_target(target)
    return is_linear(optimizer)
