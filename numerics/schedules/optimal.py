"""The schedule of pieces that needs the fewest steps, or the fewest examples, to a target risk; never worse than the best constant."""

from __future__ import annotations

from numerics.dynamics.decision import check_target
from numerics.dynamics.hitting import steps_to_target
from numerics.model.quadratic import Quadratic
from numerics.model.run import check_problem, check_run
from numerics.schedules.pieces import Schedule
from numerics.schedules.planning import Planner, Progress
from numerics.tuning.tune import tune
from theory.errors import InputError
from theory.rule.optimizer import Optimizer, require_optimizer


def optimal_schedule(
    optimizer: Optimizer,
    problem: Quadratic,
    batch_size: float,
    target: float,
    pieces: int = 50,
    progress: Progress | None = None,
) -> Schedule:
    """The schedule that reaches the target in the fewest steps; all hyperparameters left symbolic are scheduled.

    Parameters
    ----------
    pieces : constant pieces of lengths as equal as whole numbers allow (fewer if there are fewer steps).
    progress : called with (stage, done, all).

    That the schedule reaches the target is established by its own risk, by intervals where it is near; that no other does in
    fewer steps is the outcome of a search, which starts from the best constant setting (``tune``) and never returns more steps.
    Each piece keeps its learning rate within the stability limit of the constant rule at rest at the piece's other
    hyperparameters (2/h_1 for SGD, as in Zhang et al. 2019, section 3.7.2; 2(1 + beta)/h_1 for heavy ball), or no farther
    beyond it than the best constant setting. Raises ``InputError`` for bad input, if nothing is left to schedule or if no
    constant setting reaches the target, ``Undecided`` if none could be shown to.
    """
    require_optimizer(optimizer)
    check_problem(problem)
    _, size = check_run([0], batch_size)
    goal = float(check_target(target))
    idle = f"target {target} is not below the initial risk {problem.initial_risk:g}: no steps are needed"
    if goal > problem.initial_risk:
        raise InputError(idle)
    say = progress or (lambda stage, done, total: None)
    say("constant", 0, 10)
    planner = Planner(optimizer, problem, pieces)
    if not planner.axes:
        raise InputError(f"{optimizer}: every hyperparameter is set, nothing is left to schedule")
    constant = tune(optimizer, problem, size, goal)
    if constant.optimizer is None or constant.steps is None:
        raise InputError(f"{optimizer}: no constant setting reaches {target} at batch size {batch_size}; nothing to start from")
    if constant.steps == 0:
        raise InputError(idle)
    first = planner.repeated(constant.optimizer, constant.steps, size)
    if not first.reaches(goal):  # tune was mistaken
        steps = steps_to_target(constant.optimizer, problem, size, goal)
        if steps is None:
            raise InputError(f"{constant.optimizer} does not reach {target}: no constant setting was found to start from")
        first = planner.repeated(constant.optimizer, steps, size)
    return planner.fastest(first, goal, say)


def cheapest_schedule(
    optimizer: Optimizer,
    problem: Quadratic,
    steps: int,
    target: float,
    pieces: int = 50,
) -> Schedule:
    """The schedule that reaches the target in ``steps`` steps with the fewest examples: batch sizes are chosen piece by piece.

    Hyperparameters that are set stay constant (a pure batch-size schedule); those left symbolic are scheduled jointly, within the
    limits of ``optimal_schedule``. Batch sizes are real numbers > 0. That the target is reached is established by intervals; that
    it cannot be with fewer examples is the outcome of a search that begins with constant settings and never returns a schedule
    that needs more than the best of them. Raises ``InputError`` for bad input, and if not even with infinite batches a schedule
    was found that is below the target after so many steps.
    """
    goal = float(check_target(target))
    require_optimizer(optimizer)
    check_problem(problem)
    whole, _ = check_run([steps], 1)
    if whole[0] < 1:
        raise InputError(f"steps must be >= 1, got {steps}")
    if not problem.c.any():
        raise InputError("the problem has no noise: any batch size does, there is nothing to plan")
    return Planner(optimizer, problem, pieces).cheapest(whole[0], goal)
