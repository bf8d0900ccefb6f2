"""Optimal piecewise-constant schedules: of learning rate, momentum or any hyperparameter, of the batch size, and jointly.

For a given number of steps the log risk (or the log number of examples) is minimised by L-BFGS-B with exact gradients
(numerics/schedules/segments.py) in coordinates in which stability is a bound (numerics/tuning/edge.py); the fewest steps are found as an integer.
At fixed hyperparameters the best batch sizes have a closed form: noise sum q_k/B_k at cost sum n_k B_k is least for
B_k proportional to sqrt(q_k/n_k) (theory: McCandlish et al. 2018, section 2, made exact on the quadratic).

The search only proposes. A schedule counts once ``Schedule.reaches``, which knows nothing of the search, says that it reaches the
target; the best constant setting is the first that must.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from numerics.dynamics.recursion import Recursion
from numerics.model.quadratic import Quadratic
from numerics.problem.bins import merged
from numerics.schedules.pieces import Schedule
from numerics.schedules.segments import Pieces, Run
from numerics.tuning.axes import axes
from numerics.tuning.cells import lattice
from numerics.tuning.edge import Chart
from numerics.tuning.tune import POINTS, THIN, tune
from theory.errors import InputError
from theory.rule.optimizer import Optimizer

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
NOTHING = -700.0  # the log of a risk or cost of zero
LEAST = 2.0**-40  # of the largest batch size: given to pieces whose noise is forgotten
SLACK = (1e-14, 1e-13, 1e-12)  # relative, in batch sizes that bring the risk down to the target exactly
STARTS = 3  # constants of a scan that are refined
Progress = Callable[[str, int, int], None]


class Planner:
    """What stays fixed while schedules of a rule on a problem are optimised."""

    def __init__(self, optimizer: Optimizer, problem: Quadratic, pieces: int) -> None:
        if int(pieces) != pieces or pieces < 1:
            raise InputError(f"pieces must be a whole number >= 1, got {pieces}")
        self.optimizer, self.problem, self.pieces = optimizer, problem, int(pieces)
        self.axes = axes(optimizer, problem)
        self.model = Pieces(optimizer, problem, [a.symbol for a in self.axes])
        self.chart = Chart(optimizer, problem, self.axes)
        self.evaluations = 0

    def in_pieces(self, pieces: int) -> Planner:
        """The same with another number of pieces."""
        other = copy.copy(self)
        other.pieces = pieces
        return other

    def constant(self, optimizer: Optimizer) -> Floats:
        """The search coordinates of a constant setting, shape (axes, pieces)."""
        values = optimizer.hyperparameters()
        column = [a.coordinate(float(values[a.name])) for a in self.axes]
        return np.repeat(np.array(column)[:, None], self.pieces, axis=1)

    def repeated(self, optimizer: Optimizer, steps: int, batch_size: float) -> Schedule:
        """A constant setting as a schedule."""
        lengths = self.lengths(steps)
        values = {a.name: np.full(len(lengths), float(optimizer.hyperparameters()[a.name])) for a in self.axes}
        return Schedule(self.optimizer, self.problem, lengths, values, np.full(len(lengths), batch_size), self.evaluations)

    def schedule(self, u: Floats, steps: int, batch_sizes: Any) -> Schedule:
        """The schedule at search coordinates."""
        lengths = self.lengths(steps)
        values = {a.name: np.asarray(a.value(row)) for a, row in zip(self.axes, u, strict=True)}
        sizes = np.array(np.broadcast_to(np.asarray(batch_sizes, dtype=np.float64), lengths.shape))
        return Schedule(self.optimizer, self.problem, lengths, values, sizes, self.evaluations)

    def coordinates(self, schedule: Schedule) -> Floats:
        """The search coordinates of a schedule, shape (axes, pieces)."""
        rows = [[a.coordinate(float(v)) for v in schedule.values[a.name]] for a in self.axes]
        return np.array(rows).reshape(len(self.axes), len(schedule.lengths))

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
        """L-BFGS-B from u within the limits, or no farther beyond them than u itself is."""
        start = self.chart.locate(u)
        bounds = [
            (min(low, float(x)), max(high, float(x)))
            for (low, high), row in zip(self.chart.limits, start, strict=True)
            for x in row
        ]

        def flat(x: Floats) -> tuple[float, Floats]:
            here, pulled = self.chart.around(x.reshape(u.shape))
            value, gradient = objective(here)
            if not (math.isfinite(value) and np.all(np.isfinite(gradient))):
                return 1e6, np.zeros(x.size)
            return value, pulled(gradient).ravel()

        options: Any = {"maxiter": 400, "ftol": 1e-11, "gtol": 1e-8, "maxcor": 20}
        result = minimize(flat, start.ravel(), jac=True, method="L-BFGS-B", bounds=bounds, options=options)
        return self.chart.place(np.asarray(result.x).reshape(u.shape)), float(result.fun)

    def lowest(self, u: Floats, steps: int, batch_size: float) -> tuple[Floats, float]:
        """The least log risk after a number of steps at a constant batch size."""
        lengths = self.lengths(steps)
        inverse = np.full(len(lengths), 1 / batch_size)

        def objective(x: Floats) -> tuple[float, Floats]:
            run, slopes = self.run(x, lengths)
            risk = run.risk(inverse)
            if not 0 < risk < math.inf:
                return NOTHING if risk == 0 else math.inf, np.zeros_like(slopes)
            return math.log(risk), run.gradient(1.0, inverse) * slopes / risk

        return self.minimise(objective, _resampled(u, len(lengths)))

    def fastest(self, best: Schedule, target: float, say: Progress) -> Schedule:
        """The fewest steps, by secants on log risk over log steps: the best constant first, then in pieces from there."""
        planner = self
        for pieces in sorted({1, self.pieces}):
            planner = planner.in_pieces(pieces)
            best = planner._faster(best, target, say)
        return best

    def _faster(self, best: Schedule, target: float, say: Progress) -> Schedule:
        goal, size = math.log(target), float(best.batch_sizes[0])
        low, high, steps = 0, best.steps, best.steps
        u, known = {steps: self.coordinates(best)}, dict[int, float]()
        found = [best]
        for attempt in range(40):
            say("schedule", min(attempt, 9), 10)
            nearest = min(u, key=lambda k: (abs(k - steps), -k))  # a rugged landscape changes with the steps
            u[steps], known[steps] = self.lowest(u[nearest], steps, size)
            if known[steps] <= goal:
                high = steps
                found.append(self.schedule(u[steps], steps, size))
            else:
                low = max(low, steps)
            if high - low <= 1:
                break
            steps = _next_steps(known, low, high, goal)
        return next(s for s in reversed(found) if s is best or s.reaches(target))

    def cheapest(self, steps: int, target: float) -> Schedule:
        """The fewest examples after a number of steps: the best constant, with its batch sizes planned, and all in pieces."""
        constant = self.in_pieces(1)._cheapest_constant(steps, target)
        u, _ = self.thriftiest(constant, steps, target)
        even = self.schedule(_resampled(constant, len(self.lengths(steps))), steps, 1.0)
        offers = [even, *(self.schedule(x, steps, self._spread(x, steps)) for x in (self.coordinates(even), u))]
        for offer in sorted(offers, key=lambda s: _price(s, target)):
            price = _price(offer, target)
            if not 0 < price < math.inf:
                continue
            found = replace(offer, batch_sizes=offer.batch_sizes * (price / offer.examples))
            for slack in SLACK:
                excess = found.precise_risk(25).upper
                if excess is None or not found.parts[1] > 0:
                    break
                more = max(float(excess - Fraction(target)), 0.0) / found.parts[1] + slack
                found = replace(found, batch_sizes=found.batch_sizes * (1 + more))
                if found.reaches(target):
                    return found
        least = min(offer.parts[0] for offer in offers)
        raise InputError(
            f"{self.optimizer}: without noise the risk after {steps} steps is {least:g}, not below {target:g}; "
            "allow more steps or a higher target"
        )

    def thriftiest(self, u: Floats, steps: int, target: float) -> tuple[Floats, float]:
        """The least log number of examples (for minibatches one a step), every setting with its best batch sizes."""
        lengths = self.lengths(steps)

        def objective(x: Floats) -> tuple[float, Floats]:
            run, slopes = self.run(x, lengths)
            room, spread = target - run.M, np.sqrt(np.maximum(run.q, 0.0) * lengths)
            if not room > 0:
                return math.inf, np.zeros_like(slopes)
            total = float(spread.sum())
            if total == 0:
                return NOTHING, np.zeros_like(slopes)
            with np.errstate(divide="ignore", invalid="ignore"):
                weights = np.where(run.q > 0, lengths / (spread * total), 0.0)  # d(2 log total)/dq
            return 2 * math.log(total) - math.log(room), run.gradient(1 / room, weights) * slopes

        u = _resampled(u, len(lengths))
        value = objective(u)[0]
        if not self.axes:
            return u, value
        if not math.isfinite(value):
            lower, risk = self.lowest(u, steps, math.inf)
            if not risk < math.log(target):
                return lower, math.inf
            u = lower
        return self.minimise(objective, u)

    def _cheapest_constant(self, steps: int, target: float) -> Floats:
        """The constant that needs the fewest examples after so many steps; if none will do, the one of lowest risk tried."""
        best, cost = np.zeros((len(self.axes), 1)), math.inf
        if not self.axes:
            return best
        for start in self._constants(steps, target):
            u, value = self.thriftiest(start, steps, target)
            if value < cost or not math.isfinite(cost):
                best, cost = u, value
        if math.isfinite(cost):  # what the search for the fewest steps finds at this batch size may be another one
            tuned = tune(self.optimizer, self.problem, math.exp(cost) / steps, target)
            if tuned.optimizer is not None and tuned.steps is not None and tuned.steps <= steps:
                u, value = self.thriftiest(self.constant(tuned.optimizer), steps, target)
                best = u if value < cost else best
        return best

    def _constants(self, steps: int, target: float) -> Iterator[Floats]:
        """Constants to begin with: the best of a scan at so many steps, and the fastest without noise."""
        low, high = (np.array([a.scan[end] for a in self.axes]) for end in (0, 1))
        u = low + (high - low) * lattice(POINTS[len(self.axes)], len(self.axes))
        values = {a.symbol: np.asarray(a.value(u[:, j])) for j, a in enumerate(self.axes)}
        M, V = Recursion(self.optimizer, merged(self.problem, THIN)).parts(values, np.full(len(u), steps))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            examples = np.where(target > M, V / (target - M), math.inf)
        for k in np.lexsort((M, examples))[:STARTS]:
            yield u[k][:, None]
        tuned = tune(self.optimizer, self.problem, math.inf, target)
        if tuned.optimizer is not None:
            yield self.constant(tuned.optimizer)

    def _spread(self, u: Floats, steps: int) -> Floats:
        """The best batch sizes at fixed hyperparameters, up to a factor."""
        lengths = self.lengths(steps)
        sizes = np.sqrt(np.maximum(self.run(u, lengths)[0].q, 0.0) / lengths)
        return np.maximum(sizes, LEAST * sizes.max()) if sizes.max() > 0 else np.ones(len(lengths))


def _price(offer: Schedule, target: float) -> float:
    """The examples of a schedule with its batch sizes scaled so that the target is just reached; infinite if none do."""
    left, added = offer.parts
    return offer.examples * added / (target - left) if left < target else math.inf


def _next_steps(known: dict[int, float], low: int, high: int, goal: float) -> int:
    """Where the secant through the bracket (or, without a lower end, an extrapolation) meets the target."""
    a = math.log(high)
    if low:
        b = math.log(low)
        share = (goal - known[high]) / max(known[low] - known[high], 1e-300)
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
