"""Proof that no setting of a rule is faster: branch and bound over the whole domain of its hyperparameters.

A box is excluded when the risk over it stays above the target at every step before the fewest known (``exclusion``); else it is cut in two
along the coordinate that stands in the way. Boxes whose first step that is not excluded is least come first, so that what is proved
grows while it runs: no setting reaches the target before the least such step. Where a box is not excluded, its most promising
point is tried; so the search is a global one, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.dynamics.recursion import Recursion
from numerics.tuning.axes import Axis
from numerics.tuning.charts import charts
from numerics.tuning.exclusion import Exclusion

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
BATCH = 2.0e5  # numbers of a batch of boxes that are at hand at once
BATCHES = (16, 4096)  # boxes in it
PROVABLE = 3  # free hyperparameters at most
HOPELESS = 0.1  # share of the effort after which it ends where not even two steps are excluded


@dataclass(frozen=True)
class Optimality:
    """No setting needs fewer than ``fewest`` steps (proved). ``setting`` needs ``steps``, if a faster one was found on the way."""

    fewest: int
    steps: int
    setting: dict[str, float] | None


def branch_and_bound(
    recursion: Recursion, axes: Sequence[Axis], batch_size: float, target: float, steps: int, effort: float, known: int = 0
) -> Optimality:
    """Exclude all settings that reach the target in fewer than ``steps`` steps, or find one, with at most so many multiplications.

    ``known`` : a number of steps that every setting needs, 1 where the target is below the risk at every start.
    """
    problem = recursion.problem
    boxes = [
        _Boxes(Exclusion(chart, problem, batch_size), chart.low[None], chart.high[None], np.array([known]))
        for chart in charts(recursion.optimizer, problem, axes) or []
    ]
    if not boxes:
        return Optimality(known, steps, None)
    setting: dict[str, float] | None = None
    budget = effort
    while True:
        for b in boxes:
            b.keep(b.first < steps)
        left = [b for b in boxes if len(b.first)]
        if not left:
            return Optimality(steps, steps, setting)
        current = min(left, key=lambda b: int(b.first.min()))
        work = current.exclusion.work(steps)
        if effort < work or (effort < (1 - HOPELESS) * budget and current.first.min() <= 2):
            return Optimality(min(int(b.first.min()) for b in left), steps, setting)
        count = int(np.clip(BATCH / work * steps, *BATCHES))
        low, high, excluded = current.pop(min(count, int(effort / work)))
        effort -= work * len(excluded)
        found = current.exclusion.bounds(low, high, target, steps - 1, excluded)
        open_ = found.first < steps
        low, high, first = low[open_], high[open_], found.first[open_]
        if not len(first):
            continue
        values = current.exclusion.chart.settings(found.points[open_])
        M, V = recursion.parts(recursion.numbers(values), first)  # type: ignore[arg-type]
        with np.errstate(invalid="ignore"):  # inf/inf
            good = np.flatnonzero(M + V / batch_size <= target)
        good = np.array([i for i in good if all(a.contains(float(values[a.name][i])) for a in axes)], dtype=np.int64)
        if good.size:
            i = int(good[first[good].argmin()])
            steps, setting = int(first[i]), {name: float(v[i]) for name, v in values.items()}
        if not current.split(low, high, first, found.blame[open_]):
            return Optimality(min(int(b.first.min()) for b in boxes if len(b.first)), steps, setting)


@dataclass
class _Boxes:
    """Boxes of one chart, (boxes, k), and for each the first step that is not excluded."""

    exclusion: Exclusion
    low: Floats
    high: Floats
    first: Integers

    def keep(self, rows: Any) -> None:
        self.low, self.high, self.first = self.low[rows], self.high[rows], self.first[rows]

    def pop(self, count: int) -> tuple[Floats, Floats, Integers]:
        """Take out the boxes with the least first steps."""
        order = np.argsort(self.first, kind="stable")
        taken = order[:count]
        result = self.low[taken], self.high[taken], self.first[taken]
        self.keep(np.sort(order[count:]))
        return result

    def split(self, low: Floats, high: Floats, first: Integers, blame: Floats) -> bool:
        """Put boxes back, halved; false where one is too narrow for float64."""
        whole = self.exclusion.chart.high - self.exclusion.chart.low
        width = (high - low) / whole
        blame = np.where(np.isfinite(blame).all(axis=1, keepdims=True) & (blame.max(axis=1, keepdims=True) > 0), blame, width)
        axis = np.argmax(np.where(width > 1e-14, blame, -1.0), axis=1)
        rows = np.arange(len(low))
        middle = low[rows, axis] / 2 + high[rows, axis] / 2
        possible = bool(np.all((middle > low[rows, axis]) & (middle < high[rows, axis])))
        left, right = high.copy(), low.copy()
        left[rows, axis] = right[rows, axis] = middle
        self.low = np.concatenate([self.low, low, right])
        self.high = np.concatenate([self.high, left, high])
        self.first = np.concatenate([self.first, first, first])
        return possible
