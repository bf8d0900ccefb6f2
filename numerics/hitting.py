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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.doubling import Progress
from numerics.matrices import Entry, Matrix, Row, added, congruence, dot, form, plus, product, shifted, times, transpose
from numerics.moments import numeric_values, risk
from numerics.precise import precise_risk
from numerics.problem import NoisyQuadratic, check_run
from numerics.recursion import CHUNK, Recursion
from theory.errors import InputError
from theory.filter import extract
from theory.optimizer import Optimizer

Floats = NDArray[np.float64]
HORIZON = 40  # steps up to 2^40, about 10^12, are searched
MARGIN = 1e-9  # relative distance to the target below which intervals decide
BUDGET = 1_000_000_000  # blocks times coordinates examined before the search gives up
STEPWISE = 100_000  # steps up to which a time-varying rule is run


class Undecided(InputError):
    """Whether or when the target is reached could not be settled within the effort allowed."""


def steps_to_target(
    optimizer: Optimizer, problem: NoisyQuadratic, batch_size: float, target: float, progress: Progress | None = None
) -> int | None:
    """The first t with E L(theta_t) <= target, or None if there is none.

    Parameters
    ----------
    optimizer : linear rule, every hyperparameter a single number.
    batch_size : may be infinite (no noise).
    target : risk to reach, > 0; 0 steps if it is not below ``problem.initial_risk``.
    progress : called with (steps done, all) where a time-varying rule is run step by step.

    Blocks of steps are excluded in float64 with a margin of 1e-9; every step whose risk is that near to the target is
    decided by intervals, and so are the first hit and the step before it. A time-varying rule is run step by step, at
    most 10^5 steps. Raises ``InputError`` for bad input, ``NotLinear`` for a nonlinear rule, ``Undecided`` where neither
    a hit nor its absence up to 2^40 steps could be shown.
    """
    _, size = check_run([0], batch_size)
    goal = check_target(target)
    numeric_values(optimizer)
    if extract(optimizer.symbolic()).time_varying:
        return _stepwise(optimizer, problem, size, goal, progress)
    search = FirstHit(Recursion(optimizer, problem), {}, size, goal)
    hit = search.find()
    if hit and (search.decide(hit - 1) or not search.decide(hit)):
        raise Undecided(f"{optimizer}: float64 puts the first hit at {hit}, which intervals do not confirm")
    return hit


def _stepwise(
    optimizer: Optimizer, problem: NoisyQuadratic, batch_size: float, target: float, progress: Progress | None
) -> int | None:
    """The first hit of a time-varying rule, every step evaluated."""
    first, last = 0, 256
    while first < STEPWISE:  # rerun with twice the length: at most double the work, and only what is needed
        values = risk(optimizer, problem, range(last), batch_size, progress)
        for step in range(first, last):
            if abs(values[step] - target) <= MARGIN * target:
                if at_most(optimizer, problem, step, batch_size, target):
                    return step
            elif values[step] < target:
                return step
        first, last = last, 2 * last
    raise Undecided(f"{optimizer} is time-varying and does not reach {target:g} in {first} steps; later steps are not examined")


def check_target(target: Any) -> float:
    """A finite number > 0, or ``InputError``."""
    try:
        value = float(target)
    except (TypeError, ValueError):
        raise InputError(f"target must be a number > 0, got {target!r}") from None
    if not (math.isfinite(value) and value > 0):
        raise InputError(f"target must be a finite number > 0, got {target}")
    return value


def at_most(optimizer: Optimizer, problem: NoisyQuadratic, step: int, batch_size: float, target: float) -> bool:
    """Whether the risk at a step is at most the target, decided by intervals (equality to 200 digits counts as reached)."""
    for digits in (12, 25, 60, 200):
        (e,) = precise_risk(optimizer, problem, [step], batch_size, digits)
        if e.lower > target:
            return False
        if e.upper is not None and e.upper <= target:
            return True
    return True


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


class FirstHit:
    """The search for one setting."""

    def __init__(self, recursion: Recursion, values: Any, batch_size: float, target: float) -> None:
        self.recursion, self.values, self.batch_size, self.target = recursion, values, batch_size, target
        self.optimizer = recursion.optimizer.set(**values) if values else recursion.optimizer
        self.shape = (1, len(recursion.problem.h))
        self.tables: list[tuple[Matrix, Matrix, Matrix]] = []
        self.exhausted = False  # whether no step from 2^top on can be a hit
        self.spent = 0

    def find(self) -> int | None:
        """The first hit; see ``steps_to_target``."""
        if self.target >= self.recursion.problem.initial_risk:
            return 0
        with np.errstate(all="ignore"):
            hit = self._crossing()
            earlier = self._earlier(2**self.top if hit is None else hit)
        hit = earlier if earlier is not None else hit
        if hit is None and not self.exhausted:
            raise Undecided(
                f"{self.optimizer}: the target {self.target:g} is not reached in {2**self.top} steps, "
                "and that it is reached later is not excluded; choose a higher target or another setting"
            )
        return hit

    # -- tables --------------------------------------------------------------------------------------------------

    def _levels(self) -> Iterator[int]:
        """Levels k = 0, 1, ..., each with its table: A^(2^k) - I, the covariance and the squared increments of 2^k steps.

        They end where the noise alone exceeds the target, at the horizon, or where numbers overflow.
        """
        D, Q, read, e, _ = self.recursion.matrices(self.recursion.numbers(self.values), np.longdouble)
        n = len(read)
        change = [dot(read, [line[j] for line in D]) for j in range(n)]
        G: Matrix = [[times(p, q) for q in change] for p in change]
        self.read, self.e = read, e
        for level in range(HORIZON + 1):
            self.tables.append((_rounded(D), _rounded(Q), _rounded(G)))
            yield level
            if self._weigh(form(read, self.tables[-1][1]), self.recursion.noise)[0] / self.batch_size > self.target * (
                1 + MARGIN
            ):
                self.exhausted = True
                return
            A = shifted(D, 1)
            D, Q, G = product(D, shifted(D, 2)), added(Q, congruence(A, Q)), added(G, congruence(transpose(A), G))
            if not all(np.all(np.isfinite(np.asarray(x, dtype=np.float64))) for m in (D, Q, G) for line in m for x in line):
                # It diverges. One state without noise grows or stays for ever; otherwise nothing is claimed.
                self.exhausted = n == 1
                return

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.tables) - 1

    def _weigh(self, entry: Entry, weights: Floats) -> Floats:
        return np.asarray(np.broadcast_to(np.asarray(entry, dtype=np.float64), self.shape) @ weights)

    # -- points in time ------------------------------------------------------------------------------------------

    def _origin(self) -> Blocks:
        def wide(entry: Entry) -> Floats:
            return np.array(np.broadcast_to(np.asarray(entry, dtype=np.float64), self.shape))

        return Blocks(0, np.zeros(1, dtype=np.int64), [wide(x) for x in self.e], [wide(x) for x in self.read], np.zeros(1))

    def _after(self, blocks: Blocks, level: int) -> Blocks:
        """The same blocks begun 2^level steps later."""
        D, Q, _ = self.tables[level]
        state = [plus(s, dot(line, blocks.state)) for s, line in zip(blocks.state, D, strict=True)]
        row = [plus(r, dot(blocks.row, [line[j] for line in D])) for j, r in enumerate(blocks.row)]
        grown = np.asarray(form(blocks.row, Q)) @ self.recursion.noise if Q else 0.0
        return Blocks(blocks.level, blocks.first + 2**level, state, row, blocks.noise + grown / self.batch_size)

    def _risk(self, blocks: Blocks) -> Floats:
        """Risk at the first step of each block."""
        mean = np.asarray(dot(self.read, blocks.state))
        return np.asarray((mean * mean) @ self.recursion.start + blocks.noise)

    def _compare(self, step: int, value: float) -> bool:
        """Whether the risk at a step is at most the target, by intervals where float64 is too near to tell."""
        if abs(value - self.target) > MARGIN * self.target:
            return bool(value < self.target)
        return self.decide(step)

    def decide(self, step: int) -> bool:
        """Whether the risk at a step is at most the target, by intervals."""
        return at_most(self.optimizer, self.recursion.problem, step, self.batch_size, self.target)

    # -- search --------------------------------------------------------------------------------------------------

    def _crossing(self) -> int | None:
        """Some step at which the risk has just come down to the target, by bisection; None if it is not at a power of two."""
        before = None
        for level in self._levels():
            before = before or self._origin()
            after = self._after(self._origin(), level)
            if self._compare(2**level, float(self._risk(after)[0])):
                break
            before = after
        else:
            return None
        for k in reversed(range(level - 1)):
            middle = self._after(before, k)
            if not self._compare(int(middle.first[0]), float(self._risk(middle)[0])):
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
            self.spent += blocks.first.size * self.shape[1]
            if self.spent > BUDGET:
                raise Undecided(
                    f"{self.optimizer}: the risk oscillates near the target over too many steps to be sure of the first hit"
                )
            if blocks.level == 0:
                for step, value in zip(blocks.first, self._risk(blocks), strict=True):
                    if step < end and self._compare(int(step), float(value)):
                        best = end = int(step)
                continue
            left = blocks.take(~(self._bound(blocks) > self.target * (1 + MARGIN)))
            if len(left.first):
                half = left.level - 1
                right = self._after(left, half)
                both = Blocks(half, *(_joined(getattr(left, f), getattr(right, f)) for f in ("first", "state", "row", "noise")))
                order = np.argsort(both.first)
                for k in reversed(range(0, len(order), rows)):
                    stack.append(both.take(order[k : k + rows]))
        return best

    def _octaves(self, limit: int) -> Iterator[Blocks]:
        """Blocks [2^k, 2^(k+1)) that begin before the limit, the last first."""
        for level in range(min(self.top, (limit - 1).bit_length())):
            block = self._after(self._origin(), level)
            block.level = level
            yield block

    def _bound(self, blocks: Blocks) -> Floats:
        """A lower bound of the risk over each block."""
        length = 2**blocks.level - 1
        D, _, G = self.tables[blocks.level]
        first = np.abs(dot(self.read, blocks.state))
        beyond = [plus(s, dot(line, blocks.state)) for s, line in zip(blocks.state, D, strict=True)]
        last = np.abs(dot(self.read, beyond))  # one step past the block: still a point of the same path
        if len(blocks.state) == 1:
            low = np.minimum(first, last)  # |r|^t is monotone
        else:
            variation = np.sqrt((length + 1) * np.maximum(form(blocks.state, G), 0.0))
            low = np.maximum(first + last - variation * (1 + 1e-12), 0.0) / 2
        low = np.where(np.isnan(low), 0.0, low)
        return np.asarray((low * low) @ self.recursion.start + blocks.noise)


def _joined(a: Any, b: Any) -> Any:
    return [np.concatenate(pair) for pair in zip(a, b, strict=True)] if isinstance(a, list) else np.concatenate([a, b])


def _rounded(m: Matrix) -> Matrix:
    return [[x if isinstance(x, int) else np.asarray(x, dtype=np.float64) for x in line] for line in m]
