"""Optimal piecewise-constant schedules: of learning rate, momentum or any hyperparameter, of the batch size, and jointly.

For a given number of steps the log risk (or the log number of examples) is minimised by L-BFGS-B with exact gradients
(numerics/segments.py) in the hyperparameters' search coordinates (numerics/axes.py); the fewest steps are found as an integer.
At fixed hyperparameters the best batch sizes have a closed form: noise sum q_k/B_k at cost sum n_k B_k is least for
B_k proportional to sqrt(q_k/n_k) (theory: McCandlish et al. 2018, section 2, made exact on the quadratic).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from numerics.axes import Axis, axes
from numerics.hitting import check_target
from numerics.problem import NoisyQuadratic, check_run
from numerics.schedule import Schedule
from numerics.segments import Pieces, Run
from numerics.tuning import tune
from theory.errors import InputError
from theory.filter import extract
from theory.model import h as CURVATURE
from theory.model import t as STEP
from theory.optimizer import Optimizer

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
STEEPEST = 14.0  # search coordinate where a momentum's schedule ends: 1 - e^-14
Progress = Callable[[str, int, int], None]


def optimal_schedule(
    optimizer: Optimizer,
    problem: NoisyQuadratic,
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

    Learning rates stay within the stability limit of the constant rule at rest (2/h_1 for SGD, as in Zhang et al. 2019,
    section 3.7.2). Raises ``InputError`` for bad input or if nothing is left to schedule.
    """
    _, size = check_run([0], batch_size)
    goal = check_target(target)
    if goal >= problem.initial_risk:
        raise InputError(f"target {target} is not below the initial risk {problem.initial_risk:g}: no steps are needed")
    say = progress or (lambda stage, done, total: None)
    say("constant", 0, 10)
    planner = Planner(optimizer, problem, pieces)
    if not planner.axes:
        raise InputError(f"{optimizer}: every hyperparameter is set, nothing is left to schedule")
    constant = tune(optimizer, problem, size, goal)
    if constant.optimizer is None or constant.steps is None:
        raise InputError(f"{optimizer}: no constant setting reaches {target} at batch size {batch_size}; nothing to start from")
    return planner.fastest(planner.constant(constant.optimizer), constant.steps, size, goal, say)


def cheapest_schedule(
    optimizer: Optimizer,
    problem: NoisyQuadratic,
    steps: int,
    target: float,
    pieces: int = 50,
) -> Schedule:
    """The schedule that reaches the target in ``steps`` steps with the fewest examples: batch sizes are chosen piece by piece.

    Hyperparameters that are set stay constant (a pure batch-size schedule); those left symbolic are scheduled jointly.
    Batch sizes are real numbers. Raises ``InputError`` if not even infinite batches reach the target in so many steps.
    """
    goal = check_target(target)
    whole, _ = check_run([steps], 1)
    if whole[0] < 1:
        raise InputError(f"steps must be >= 1, got {steps}")
    if not problem.c.any():
        raise InputError("the problem has no noise: any batch size does, there is nothing to plan")
    planner = Planner(optimizer, problem, pieces)
    if planner.axes:
        tuned = tune(optimizer, problem, math.inf, goal)
        if tuned.steps is None or tuned.optimizer is None or tuned.steps > whole[0]:
            raise InputError(f"{optimizer}: even without noise {tuned.steps} steps are needed to reach {target}, got {steps}")
        start = planner.constant(tuned.optimizer)
    else:
        start = np.empty((0, planner.pieces))
    return planner.cheapest(start, whole[0], goal)


class Planner:
    """What stays fixed while schedules of a rule on a problem are optimised."""

    def __init__(self, optimizer: Optimizer, problem: NoisyQuadratic, pieces: int) -> None:
        if int(pieces) != pieces or pieces < 1:
            raise InputError(f"pieces must be a whole number >= 1, got {pieces}")
        self.optimizer, self.problem, self.pieces = optimizer, problem, int(pieces)
        self.axes = axes(optimizer, problem)
        self.model = Pieces(optimizer, problem, [a.symbol for a in self.axes])
        self.limits = [
            (a.low, stability_limit(optimizer, problem, a) if a.kind == "log" else min(a.high, STEEPEST)) for a in self.axes
        ]
        self.evaluations = 0

    def constant(self, optimizer: Optimizer) -> Floats:
        """The search coordinates of a constant setting, shape (axes, pieces)."""
        values = optimizer.hyperparameters()
        column = [
            np.clip(a.coordinate(float(values[a.name])), *limits) for a, limits in zip(self.axes, self.limits, strict=True)
        ]
        return np.repeat(np.array(column)[:, None], self.pieces, axis=1)

    def lengths(self, steps: int) -> Integers:
        """Whole lengths as equal as possible, the longer ones last."""
        count = min(self.pieces, steps)
        return np.diff(np.arange(count + 1) * steps // count)

    def run(self, u: Floats, lengths: Integers) -> tuple[Run, Floats]:
        """The run at search coordinates and the derivatives of the values in them."""
        self.evaluations += 1
        values = np.array([a.value(row) for a, row in zip(self.axes, u, strict=True)]).reshape(len(self.axes), len(lengths))
        slopes = np.array([a.slope(row) for a, row in zip(self.axes, u, strict=True)]).reshape(len(self.axes), len(lengths))
        return Run(self.model, values, lengths), slopes

    def minimise(self, objective: Callable[[Floats], tuple[float, Floats]], u: Floats) -> tuple[Floats, float]:
        """L-BFGS-B from u within the limits."""
        bounds = [limits for limits in self.limits for _ in range(u.shape[1])]

        def flat(x: Floats) -> tuple[float, Floats]:
            value, gradient = objective(x.reshape(u.shape))
            if not (math.isfinite(value) and np.all(np.isfinite(gradient))):
                return 1e6, np.zeros(x.size)
            return value, gradient.ravel()

        options: Any = {"maxiter": 400, "ftol": 1e-11, "gtol": 1e-8, "maxcor": 20}
        result = minimize(flat, u.ravel(), jac=True, method="L-BFGS-B", bounds=bounds, options=options)
        return np.asarray(result.x).reshape(u.shape), float(result.fun)

    def lowest(self, u: Floats, steps: int, batch_size: float) -> tuple[Floats, float]:
        """The least log risk after a number of steps at a constant batch size."""
        lengths = self.lengths(steps)
        inverse = np.full(len(lengths), 1 / batch_size)

        def objective(x: Floats) -> tuple[float, Floats]:
            run, slopes = self.run(x, lengths)
            risk = run.risk(inverse)
            with np.errstate(divide="ignore", invalid="ignore"):
                return math.log(risk) if risk > 0 else math.inf, run.gradient(1.0, inverse) * slopes / risk

        return self.minimise(objective, _resampled(u, len(lengths)))

    def fastest(self, u: Floats, reached: int, batch_size: float, target: float, say: Progress) -> Schedule:
        """The fewest steps, between what a constant setting needs and none, by secants on log risk over log steps."""
        goal = math.log(target)
        low, high = 0, reached
        known: dict[int, float] = {}
        steps, best = reached, u
        for attempt in range(40):
            say("schedule", min(attempt, 9), 10)
            x, value = self.lowest(u, steps, batch_size)
            known[steps] = value
            if value <= goal:
                high, best, u = steps, x, x
            else:
                low, u = max(low, steps), x
            if high - low <= 1:
                break
            steps = _next_steps(known, low, high, goal)
        u = _resampled(best, len(self.lengths(high)))
        return self._schedule(u, high, np.full(u.shape[1] if u.size else len(self.lengths(high)), float(batch_size)))

    def cheapest(self, u: Floats, steps: int, target: float) -> Schedule:
        """The fewest examples after a number of steps, the batch sizes chosen best for every setting."""
        lengths = self.lengths(steps)

        def objective(x: Floats) -> tuple[float, Floats]:
            run, slopes = self.run(x, lengths)
            room, spread = target - run.M, np.sqrt(run.q * lengths)
            if not room > 0:
                return math.inf, np.zeros_like(slopes)
            total = float(spread.sum())
            with np.errstate(divide="ignore", invalid="ignore"):
                weights = np.where(run.q > 0, lengths / (spread * total), 0.0)  # d(2 log total)/dq
            return 2 * math.log(total) - math.log(room), run.gradient(1 / room, weights) * slopes

        if self.axes:
            lowest, value = self.lowest(_resampled(u, len(lengths)), steps, math.inf)
            u = _resampled(u, len(lengths))
            if not math.isfinite(objective(u)[0]) and value < math.log(target):
                u = lowest
            u, _ = self.minimise(objective, u)
        run, _ = self.run(u, lengths)
        room = target - run.M
        if not room > 0:
            raise InputError(f"{self.optimizer}: without noise the risk after {steps} steps is {run.M:g}, not below {target:g}")
        spread = np.sqrt(run.q * lengths)
        return self._schedule(u, steps, spread / lengths * float(spread.sum()) / room)

    def _schedule(self, u: Floats, steps: int, batch_sizes: Floats) -> Schedule:
        lengths = self.lengths(steps)
        run, _ = self.run(u, lengths)
        with np.errstate(divide="ignore"):
            risk = run.risk(np.where(batch_sizes > 0, 1 / batch_sizes, 0.0))
        values = {a.name: np.asarray(a.value(row)) for a, row in zip(self.axes, u, strict=True)}
        return Schedule(self.optimizer, self.problem, lengths, values, batch_sizes, risk, self.evaluations)


def stability_limit(optimizer: Optimizer, problem: NoisyQuadratic, axis: Axis) -> float:
    """The search coordinate up to which the constant rule is stable, the other free hyperparameters at their lower ends."""
    system = extract(optimizer.symbolic())
    free = {a.symbol: a for a in axes(optimizer, problem)}
    low = {s: float(a.value(a.low if math.isfinite(a.low) else a.scan[0])) for s, a in free.items()}
    given = {s: float(v) for s, v in optimizer.values().items() if s not in free} | low
    symbols = (*given, CURVATURE, STEP)
    entries = system.compiled(symbols)

    def stable(u: float) -> bool:
        point = given | {axis.symbol: float(axis.value(u))}
        flat = entries(1.0, *point.values(), problem.h, 0)[1]
        shape = (len(problem.h), system.order, system.order)
        A = np.stack([np.broadcast_to(np.asarray(x, dtype=np.float64), shape[:1]) for x in flat], axis=-1).reshape(shape)
        return bool(np.abs(np.linalg.eigvals(A)).max() <= 1)

    below, above = axis.scan
    for _ in range(60):
        middle = (below + above) / 2
        below, above = (middle, above) if stable(middle) else (below, middle)
    return below


def _next_steps(known: dict[int, float], low: int, high: int, goal: float) -> int:
    """Where the secant through the bracket (or, without a lower end, an extrapolation) meets the target."""
    a = math.log(high)
    if low:
        b = math.log(low)
        share = (goal - known[high]) / (known[low] - known[high])
        guess = math.exp(a + (b - a) * min(max(share, 0.02), 0.98))
    else:
        others = [s for s in known if s > high]
        slope = (known[min(others)] - known[high]) / (math.log(min(others)) - a) if others else -1.0
        guess = math.exp(a + max((goal - known[high]) / min(slope, -0.3), -1.0))
    return min(max(math.ceil(guess), low + 1), high - 1)


def _resampled(u: Floats, count: int) -> Floats:
    """A schedule's coordinates for another number of pieces."""
    if u.shape[1] == count:
        return u
    return u[:, (np.arange(count) * u.shape[1]) // count]
