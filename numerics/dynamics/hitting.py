"""The first step at which the risk is at most a target: exact, also where the risk oscillates.

Risk = M_t + V_t/B. V_t never decreases, and over a block of steps a..b the mean response phi of a coordinate stays above
(|phi_a| + |phi_b| - TV)/2, where its total variation TV is at most sqrt((b-a) sum of squared increments) by
Cauchy-Schwarz. The sums of squared increments over blocks of 2^k steps double just as the covariance does. So a block
is discarded when V_a/B + sum w ((|phi_a| + |phi_b| - TV)/2)^2 exceeds the target, else it is halved; a single step is
evaluated. No roots are needed, and monotone responses lose nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from numerics.arithmetic.doubling import Progress
from numerics.arithmetic.exact import exact_number
from numerics.arithmetic.matrices import Matrix, Row, added, congruence, dot, form, times, transpose
from numerics.arithmetic.powers import Power
from numerics.dynamics.decision import Undecided as Undecided
from numerics.dynamics.decision import at_most, check_target
from numerics.dynamics.evaluator import QUIET, numeric_values
from numerics.dynamics.moments import risks
from numerics.dynamics.never import growth_stays_above, noise_stays_above
from numerics.dynamics.recursion import CHUNK, Recursion
from numerics.model.quadratic import Quadratic
from numerics.model.run import check_problem, check_run
from theory.errors import InputError
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer, require_optimizer

Floats = NDArray[np.float64]
HORIZON = 40  # steps up to 2^40, about 10^12, are searched
ROUNDING = 1e-13  # rounding error of a mean response relative to its states, beyond which float64 decides nothing
MARGIN = 1e-9  # relative distance to the target below which intervals decide
BUDGET = 1_000_000_000  # blocks times coordinates examined before the search gives up: about a quarter of a minute
BLOCK = 20  # coordinates that a block itself costs as much as
DECISION = 1_000  # coordinates that the decision of a step by intervals costs as much as
PATIENCE = 4_000_000  # coordinates, so counted, that are decided by intervals before the search gives up
STEPWISE = 100_000  # steps up to which a time-varying rule is run


def steps_to_target(
    optimizer: Optimizer, problem: Quadratic, batch_size: float, target: float, progress: Progress | None = None
) -> int | None:
    """The first t with E L(theta_t) <= target, or None if there is none.

    Parameters
    ----------
    optimizer : linear rule, every hyperparameter a single number.
    batch_size : may be infinite (no noise).
    target : risk to reach, > 0.
    progress : called with (steps done, all) where a time-varying rule is run step by step.

    All numbers are taken exactly as they are given. Blocks of steps are excluded in float64 with a margin of 1e-9; every step whose
    risk is that near to the target is decided by intervals, and so are the first hit and the step before it. None is only said where
    intervals prove that from some step on the risk stays above the target (``never``). A time-varying rule is run step by step, at most
    10^5 steps, of which none is kept. Raises ``InputError`` for bad input, ``NotLinear`` for a nonlinear rule, ``Undecided`` where
    neither a hit nor its absence could be shown.
    """
    require_optimizer(optimizer)
    check_problem(problem)
    check_run([0], batch_size)
    goal = check_target(target)
    if any(np.ndim(v) for v in numeric_values(optimizer).values()):
        raise InputError(f"{optimizer}: a first hit is that of single numbers, got an array; take its settings one by one")
    if extract(optimizer.symbolic()).time_varying:
        return _stepwise(optimizer, problem, batch_size, goal, progress)
    return FirstHit(Recursion(optimizer, problem), {}, batch_size, goal).confirmed()


def _stepwise(
    optimizer: Optimizer, problem: Quadratic, batch_size: Any, target: Fraction, progress: Progress | None
) -> int | None:
    """The first hit of a time-varying rule, every step evaluated and none kept."""
    goal = float(target)
    with np.errstate(**QUIET):
        for step, value in zip(range(STEPWISE), risks(optimizer, problem, float(batch_size)), strict=False):
            if progress and step:
                progress(step, STEPWISE)
            if abs(value - goal) <= MARGIN * goal:
                if at_most(optimizer, problem, [step], batch_size, target)[0]:
                    return step
            elif value < goal:
                return step
    raise Undecided(
        f"{optimizer} is time-varying and does not reach {goal:g} in {STEPWISE} steps; later steps are not examined"
    )


@dataclass
class Blocks:
    """Blocks of 2^level steps, one a row: first step, state A^a e and row read A^a (entries (blocks, coordinates)), V_a/B."""

    level: int
    first: NDArray[np.int64]
    state: Row
    row: Row
    noise: Floats

    def take(self, rows: Any) -> Blocks:
        """Some of the blocks."""
        return Blocks(
            self.level, self.first[rows], [s[rows] for s in self.state], [r[rows] for r in self.row], self.noise[rows]
        )


class Table(NamedTuple):
    """A^(2^k) with its covariance, and the sum over 2^k steps of the squared increments of the mean response, as a form."""

    power: Power
    increments: Matrix


class FirstHit:
    """The search for one setting."""

    def __init__(self, recursion: Recursion, values: Any, batch_size: Any, target: Fraction | float) -> None:
        self.values, self.batch_size, self.target = values, float(batch_size), float(target)
        self._given = batch_size, exact_number(target)  # what intervals decide on
        self.optimizer = recursion.optimizer.set(**values) if values else recursion.optimizer
        p = recursion.problem
        moving = (p.theta0_sq > 0) | ((p.c > 0) & math.isfinite(batch_size))
        self.still = not moving.any()  # nothing has any weight: the risk is zero
        # what has no weight adds nothing, however it grows
        self.recursion = recursion if moving.all() or self.still else recursion.restricted(moving)
        p = self.problem = self.recursion.problem
        self.shape = (1, len(p.h))
        self.root = np.sqrt(p.counts) * np.sqrt(p.h / 2) * np.sqrt(p.theta0_sq)  # roots neither overflow nor vanish
        self.noise = self.recursion.noise / self.batch_size
        self.tables: list[Table] = []
        self.spent = self.asked = 0

    def confirmed(self) -> int | None:
        """``find``, and intervals for the first hit and the step before it."""
        hit = self.find()
        if hit and at_most(self.optimizer, self.problem, [hit - 1, hit], *self._given) != [False, True]:
            raise Undecided(f"{self.optimizer}: float64 puts the first hit at {hit}, which intervals do not confirm")
        return hit

    def find(self) -> int | None:
        """The first hit; None where it is proved that there is none after the steps searched. See ``steps_to_target``."""
        if self.still:
            return 0
        with np.errstate(all="ignore"):
            hit = self._crossing()
            if hit == 0:
                return 0
            limit = self._settled() if hit is None else None
            earlier = self._earlier(limit or hit or 2**self.top)
        hit = earlier if earlier is not None else hit
        if hit is None and limit is None:
            raise Undecided(
                f"{self.optimizer}: the target {self.target:g} is not reached in {2**self.top} steps, "
                "and that it is reached later is not excluded; choose a higher target or another setting"
            )
        return hit

    # -- tables --------------------------------------------------------------------------------------------------

    def _levels(self) -> Iterator[int]:
        """Levels k = 0, 1, ..., each with its table. They end once noise alone exceeds the target, at the horizon, or where
        numbers overflow."""
        D, Q, read, e, _ = self.recursion.matrices(self.recursion.numbers(self.values), np.longdouble)
        change = [dot(read, [line[j] for line in D]) for j in range(len(read))]
        G: Matrix = [[times(p, q) for q in change] for p in change]
        power = Power([1] * len(read), D, Q).rebased()
        self.read, self.e = read, e
        for level in range(HORIZON + 1):
            self.tables.append(Table(Power(_row(power.base), *(_rounded(m) for m in power[1:])), _rounded(G)))
            yield level
            if self._after(self._origin(), level).noise[0] > self.target * (1 + MARGIN):
                return
            power, G = power.doubled(), added(G, congruence(transpose(power.matrix), G))
            if not all(
                np.all(np.isfinite(np.asarray(x, dtype=np.float64))) for m in (*power[1:], G) for line in m for x in line
            ):
                return

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.tables) - 1

    # -- the end -------------------------------------------------------------------------------------------------

    def _settled(self) -> int | None:
        """A step within reach of the tables from which on intervals prove the risk above the target; None if there is none."""
        reach = 2 ** len(self.tables)
        for margin in (MARGIN, 0.0, -MARGIN):  # how much noise is left above the target when float64 takes it to be settled
            here = self._origin()
            for level in reversed(range(len(self.tables))):
                later = self._after(here, level)
                if not later.noise[0] > self.target * (1 + margin):
                    here = later
            first = int(here.first[0]) + 1
            for step in (first, 8 * first):  # it may take a while until intervals see it
                if step < reach and noise_stays_above(self.optimizer, self.problem, step, *self._given):
                    return step
        last = self._after(self._origin(), self.top)
        before = self._after(self._origin(), self.top - 1) if self.top else self._origin()
        growing = np.sum(np.abs(last.state), axis=0) >= np.sum(np.abs(before.state), axis=0) * (1 - MARGIN)
        growing = growing[0] & (self.root > 0)
        if not growing.any():
            return None
        return growth_stays_above(self.optimizer, self.recursion.restricted(growing).problem, reach, self._given[1])

    # -- points in time ------------------------------------------------------------------------------------------

    def _origin(self) -> Blocks:
        def wide(row: Row) -> Row:
            return [np.array(np.broadcast_to(np.asarray(x, dtype=np.float64), self.shape)) for x in row]

        return Blocks(0, np.zeros(1, dtype=np.int64), wide(self.e), wide(self.read), np.zeros(1))

    def _after(self, blocks: Blocks, level: int) -> Blocks:
        """The same blocks begun 2^level steps later."""
        power = self.tables[level].power
        grown = np.broadcast_to(np.asarray(form(blocks.row, power.covariance)), blocks.row[0].shape)
        # infinite where it is not known: what follows compares, and then asks the intervals
        noise = np.where(self.noise > 0, grown * self.noise, 0.0).sum(axis=1)
        return Blocks(
            blocks.level, blocks.first + 2**level, power.of_state(blocks.state), power.of_row(blocks.row), blocks.noise + noise
        )

    def _amplitudes(self, state: Row) -> tuple[Floats, Floats]:
        """The roots of what each coordinate adds to the risk, and the rounding error allowed for in them."""
        mean = np.abs(dot(self.read, state))
        size = dot([abs(x) for x in self.read], [abs(x) for x in state])
        return np.where(self.root > 0, mean * self.root, 0.0), np.where(self.root > 0, ROUNDING * size * self.root, 0.0)

    def _is_reached(self, step: int, blocks: Blocks, row: int = 0) -> bool:
        """Whether the risk at a step is at most the target, by intervals where float64 is too near to tell."""
        mean, error = (x[row] for x in self._amplitudes(blocks.state))
        noise = blocks.noise[row]
        if np.sum(np.maximum(mean - error, 0.0) ** 2) + noise > self.target * (1 + MARGIN):
            return False
        if np.sum((mean + error) ** 2) + noise < self.target * (1 - MARGIN):
            return True
        return self.decide(step)

    def decide(self, step: int) -> bool:
        """Whether the risk at a step is at most the target, by intervals."""
        self.asked += len(self.problem.h) + DECISION
        if self.asked > PATIENCE:
            raise Undecided(
                f"{self.optimizer}: the risk is within {MARGIN:g} of the target {self.target:g} at very many steps, which intervals "
                "would have to decide one by one; choose a target that is a little higher or lower"
            )
        return at_most(self.optimizer, self.problem, [step], *self._given)[0]

    # -- search --------------------------------------------------------------------------------------------------

    def _crossing(self) -> int | None:
        """Some step at which the risk has just come down to the target, by bisection; None if it is not at a power of two."""
        before = None
        for level in self._levels():
            if before is None:
                before = self._origin()
                if self._is_reached(0, before):
                    return 0
            after = self._after(self._origin(), level)
            if self._is_reached(2**level, after):
                break
            before = after
        else:
            return None
        assert before is not None
        for k in reversed(range(level - 1)):
            middle = self._after(before, k)
            if not self._is_reached(int(middle.first[0]), middle):
                before = middle
        return int(before.first[0]) + 1

    def _earlier(self, limit: int) -> int | None:
        """The first hit among steps 1..limit-1, by branch and bound; None if there is none."""
        stack = list(self._octaves(limit))
        best: int | None = None
        rows = max(1, CHUNK // self.shape[1])
        while stack:
            blocks = stack.pop()
            end = limit if best is None else best
            blocks = blocks.take(blocks.first < end)
            if not len(blocks.first):
                continue
            self.spent += blocks.first.size * (self.shape[1] + BLOCK)
            if self.spent > BUDGET:
                raise Undecided(
                    f"{self.optimizer}: the risk oscillates near the target over too many steps to be sure of the first hit"
                )
            left = blocks.take(~(self._bound(blocks) > self.target * (1 + MARGIN)))
            if not len(left.first):
                continue
            if left.level == 0:
                for row in np.argsort(left.first):
                    if left.first[row] < end and self._is_reached(int(left.first[row]), left, row):
                        best = int(left.first[row])
                        break
                continue
            half = left.level - 1
            right = self._after(left, half)
            both = Blocks(half, *(_joined(getattr(left, f), getattr(right, f)) for f in ("first", "state", "row", "noise")))
            order = np.argsort(both.first)
            for k in reversed(range(0, len(order), rows)):
                stack.append(both.take(order[k : k + rows]))
        return best

    def _octaves(self, limit: int) -> Iterator[Blocks]:
        """Blocks [2^k, 2^(k+1)) that begin before the limit, the last first."""
        for level in range((limit - 1).bit_length()):
            block = self._after(self._origin(), level)
            block.level = level
            yield block

    def _bound(self, blocks: Blocks) -> Floats:
        """A lower bound of the risk over each block. What has overflowed is taken as zero: it bounds nothing."""
        first, error = self._amplitudes(blocks.state)
        low = first - error
        if blocks.level:
            power, G = self.tables[blocks.level]
            last, beyond = self._amplitudes(power.of_state(blocks.state))  # one step past the block: still on the same path
            if len(blocks.state) == 1:
                low = np.minimum(low, last - beyond)  # |r|^t is monotone
            else:
                variation = np.sqrt(2.0**blocks.level * np.maximum(form(blocks.state, G), 0.0)) * self.root
                low = (first - error + last - beyond - variation * (1 + 1e-12)) / 2
        low = np.where(np.isfinite(low), np.maximum(low, 0.0), 0.0)
        return np.asarray((low * low).sum(axis=1) + np.where(np.isfinite(blocks.noise), blocks.noise, 0.0))


def _joined(a: Any, b: Any) -> Any:
    return [np.concatenate(pair) for pair in zip(a, b, strict=True)] if isinstance(a, list) else np.concatenate([a, b])


def _row(entries: Row) -> Row:
    return [x if isinstance(x, int) else np.asarray(x, dtype=np.float64) for x in entries]


def _rounded(m: Matrix) -> Matrix:
    return [_row(line) for line in m]
