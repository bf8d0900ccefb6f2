"""The fewest steps to a target risk, over all settings of an optimizer, for one batch size or many."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.dynamics.decision import check_target
from numerics.dynamics.hitting import FirstHit, Undecided
from numerics.dynamics.recursion import Recursion
from numerics.model.quadratic import Quadratic
from numerics.model.run import check_problem, check_run
from numerics.problem.bins import binned, merged
from numerics.tuning.axes import Axis, axes
from numerics.tuning.cells import Cell
from numerics.tuning.optimality import PROVABLE, branch_and_bound
from numerics.tuning.search import SHORT, Search
from numerics.tuning.sifting import FEW, sift
from theory.algebra.field import cancel
from theory.errors import InputError
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer, require_optimizer

Floats = NDArray[np.float64]
POINTS = {1: 64, 2: 600, 3: 3_000, 4: 10_000}  # of the scan, by the number of free hyperparameters
COORDINATES = 160  # with more, the search runs on Gauss nodes and only the count of steps on the problem itself
THIN = 24  # coordinates of the spectrum that is scanned
TOPS = (24, 40)  # steps up to 2^24 are scanned first, up to 2^40 where that is not enough
DIGITS = (4, 5, 6, 8, 11, 15)  # significant digits of a setting, as few as reach the target in the steps found
CHEAP = 1e8  # multiplications that a proof may take unasked: about half a second
SMALL = 600  # coordinates times steps up to which it is tried unasked
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Tuned:
    """The best setting found at one batch size, and its first step with risk <= target.

    Two statements are made, and kept apart. ``exact``: ``steps`` is the first hit of this setting (numerics/dynamics/hitting.py), and
    None means that it never hits. ``fewest_possible``: no setting in the whole domain needs fewer steps, which is proved
    (numerics/tuning/optimality.py; infinite if none ever hits); ``optimality`` is "proved" where the two meet, else "searched": a
    faster setting is not excluded. ``optimizer`` and ``steps`` are None if no setting was found that reaches the target within 2^40
    steps.
    """

    optimizer: Optimizer | None
    batch_size: float
    steps: int | None
    exact: bool = True
    fewest_possible: float = 0

    @property
    def optimality(self) -> str:
        """ "proved" if no setting can be faster than this one, else "searched"."""
        steps = math.inf if self.steps is None else self.steps
        return "proved" if self.exact and steps <= self.fewest_possible else "searched"

    @property
    def hyperparameters(self) -> dict[str, float]:
        """All settings by name."""
        return {} if self.optimizer is None else {n: float(v) for n, v in self.optimizer.hyperparameters().items()}

    @property
    def examples(self) -> float | None:
        """Steps times batch size times the minibatches of an update (more than one for a rule in rounds)."""
        if self.steps is None or self.optimizer is None:
            return None
        return self.steps * self.batch_size * extract(self.optimizer.symbolic()).minibatches


def tune(optimizer: Optimizer, problem: Quadratic, batch_size: float, target: float, effort: float | None = None) -> Tuned:
    """Tune the hyperparameters left symbolic (up to four) to reach the target in the fewest steps; fixed ones are kept.

    ``effort`` : multiplications that may be spent on proving that no setting is faster (10^9 take some seconds); 0 for none. By
    default a proof is tried only on small problems, and given up soon. A faster setting found on the way is taken.
    Raises ``InputError`` for bad input or a time-varying rule, ``NotLinear`` for a nonlinear one.
    """
    return sweep(optimizer, problem, [batch_size], target, effort=effort)[0]


def sweep(
    optimizer: Optimizer,
    problem: Quadratic,
    batch_sizes: ArrayLike,
    target: float,
    progress: Progress | None = None,
    effort: float | None = None,
) -> list[Tuned]:
    """``tune`` at every batch size (positive, may be infinite), much faster than one at a time; results in their order.

    ``progress`` is called with (stage, done, all); ``effort`` is that of the proof at each batch size, see ``tune``.
    """
    require_optimizer(optimizer)
    check_problem(problem)
    asked = check_target(target)
    goal = float(asked)
    try:
        given = np.atleast_1d(np.asarray(batch_sizes, dtype=np.float64)).ravel()
    except (TypeError, ValueError):
        raise InputError(f"batch sizes must be numbers > 0, got {batch_sizes!r}") from None
    if not given.size:
        raise InputError("batch sizes: at least one is needed")
    sizes = np.array([check_run([0], b)[1] for b in given])
    free = axes(optimizer, problem)
    if effort is not None and not effort >= 0:
        raise InputError(f"effort must be >= 0 multiplications, got {effort}")
    if len(free) > max(POINTS):
        raise InputError(f"{optimizer}: at most {max(POINTS)} hyperparameters are tuned at once, {len(free)} are not set")
    say = progress or (lambda stage, done, total: None)
    exact = Recursion(optimizer, problem)
    cells: list[Cell] = []
    known = _needed(optimizer, problem, asked)
    if free and known is not None:
        small = problem if len(problem.h) <= COORDINATES else Quadratic(*binned(problem, COORDINATES)[:4])
        cells = _search(optimizer, small, free, goal, np.unique(sizes), say)
    found = {c.batch_size: c for c in cells}
    proved = {}
    for k, cell in enumerate(cells):
        say("prove", k, len(cells))
        proved[cell.batch_size] = _prove(exact, free, cell, goal, effort, known or 0)
    settings = _rounded(Search(exact, free, goal), cells) if cells else {}
    results = {}
    for k, size in enumerate(map(float, np.unique(sizes))):
        say("count", k, len(sizes))
        results[size] = (
            Tuned(_any_setting(optimizer, free), size, 0)
            if known is None
            else _counted(exact, free, size, asked, found.get(size), settings.get(size, {}), proved.get(size, known))
        )
    return [results[float(b)] for b in sizes]


def _needed(optimizer: Optimizer, problem: Quadratic, target: Fraction) -> int | None:
    """Steps that every setting needs: 1 where all start at theta_0 with a risk above the target, 0 where a start may be elsewhere;
    None where all start with a risk at or below the target."""
    system = extract(optimizer.symbolic())
    if cancel((system.read * system.e)[0]) != 1:
        return 0
    return None if problem.starts_within(target) else 1


def _any_setting(optimizer: Optimizer, free: Sequence[Axis]) -> Optimizer:
    """A setting, where each is as good as any other."""
    setting = {a.name: a.rounded((a.scan[0] + a.scan[1]) / 2, 3) for a in free}
    return optimizer.set(**setting) if setting else optimizer


def _prove(exact: Recursion, free: Sequence[Axis], cell: Cell, target: float, effort: float | None, known: int) -> int:
    """A lower bound on the steps of any setting; a faster setting than the cell's is taken on the way."""
    if effort is None:
        few = len(exact.problem.h)
        effort = CHEAP if few <= FEW and cell.reached * few <= SMALL else 0.0
    if not effort or len(free) > PROVABLE:
        return known
    shown = branch_and_bound(exact, free, cell.batch_size, target, cell.reached, effort, known)
    if shown.setting is not None:
        u = [np.clip(a.coordinate(shown.setting[a.name]), a.low, a.high) for a in free]
        cell.take(np.array(u), shown.steps)
    return shown.fewest


def _search(
    optimizer: Optimizer,
    problem: Quadratic,
    free: Sequence[Axis],
    target: float,
    sizes: Floats,
    say: Progress,
    deep: bool = True,
) -> list[Cell]:
    """Cells, the settings found, of those batch sizes at which some setting reaches the target."""
    search = Search(Recursion(optimizer, problem), free, target)
    stages = 4
    say("scan", 0, stages)
    thin = Recursion(optimizer, merged(problem, THIN))
    seeds: list[Any] = [None] * len(sizes)
    for top in TOPS:
        left = [i for i, s in enumerate(seeds) if s is None or not math.isfinite(s[0])]
        if left:
            for i, seed in zip(left, search.scan(thin, POINTS[search.dimensions], top, sizes[left]), strict=True):
                seeds[i] = seed
    say("evolve", 1, stages)
    cells: list[Cell] = []
    for short in (True, False):
        mine = [i for i, s in enumerate(seeds) if math.isfinite(s[0]) and (s[0] < SHORT) == short]
        if mine:
            cells += search.evolve([seeds[i] for i in mine], sizes[mine])
    cells.sort(key=lambda c: c.batch_size)
    search.establish(cells)
    if len(free) > 1:  # axes hide their ends: rules without momentum or average are searched on their own
        _take_ends(optimizer, problem, free, target, cells, say)
    say("refine", 2, stages)
    search.refine(cells)
    say("dig", 3, stages)
    if deep:
        if len(free) > 1:  # along one axis there is nothing to dig for
            search.dig(cells)
        sift(search, cells)
    return [c for c in cells if c.best is not None]


def _take_ends(
    optimizer: Optimizer, problem: Quadratic, free: Sequence[Axis], target: float, cells: Sequence[Cell], say: Progress
) -> None:
    """Offer every cell the best settings that have one hyperparameter at a closed end of its domain."""
    sizes = np.array([c.batch_size for c in cells])
    for j, axis in enumerate(free):
        for end in axis.ends:
            rest = [a for a in free if a is not axis]
            fixed = optimizer.set(**{axis.name: float(axis.value(end))})
            found = {c.batch_size: c for c in _search(fixed, problem, rest, target, sizes, say, deep=False)}
            for cell in cells:
                other = found.get(cell.batch_size)
                if other is not None and other.best is not None:
                    u = np.insert(other.best, j, end)
                    cell.take(u, other.reached)
                    cell.starts = np.concatenate([cell.starts, u[None]])
                    cell.steps = min(cell.steps, cell.reached)


def _rounded(search: Search, cells: Sequence[Cell]) -> dict[float, dict[str, float]]:
    """Each cell's setting by name, with as few digits as reach the target in the steps found."""
    names = [a.name for a in search.axes]
    tried: list[list[dict[str, float]]] = [
        [{a.name: a.rounded(float(u), digits) for a, u in zip(search.axes, c.best, strict=True)} for digits in DIGITS]
        for c in cells
        if c.best is not None
    ]
    values = {a.symbol: np.array([t[a.name] for row in tried for t in row]) for a in search.axes}
    steps = np.repeat([c.reached for c in cells], len(DIGITS))
    M, V = search.recursion.parts(values, steps)
    reached = (M + V / np.repeat([c.batch_size for c in cells], len(DIGITS)) <= np.exp(search.log_target)).reshape(
        -1, len(DIGITS)
    )
    chosen = {}
    for cell, row, good in zip(cells, tried, reached, strict=True):
        good = good & [all(a.contains(t[a.name]) for a in search.axes) for t in row]  # not rounded onto an open end
        first = int(good.argmax()) if good.any() else len(DIGITS) - 1
        chosen[cell.batch_size] = {n: row[first][n] for n in names}
    return chosen


def _counted(
    exact: Recursion,
    free: Sequence[Axis],
    size: float,
    target: Fraction,
    cell: Cell | None,
    setting: dict[str, float],
    fewest: int,
) -> Tuned:
    """The first hit of the setting found, on the problem itself; ``fewest`` steps are known to be needed."""
    if free and cell is None:
        return Tuned(None, size, None, exact=False, fewest_possible=fewest)
    optimizer = exact.optimizer.set(**setting) if setting else exact.optimizer
    try:
        steps = FirstHit(exact, setting, size, target).confirmed()
    except Undecided:
        return Tuned(optimizer, size, None if cell is None else cell.reached, exact=False, fewest_possible=fewest)
    if not free:  # there is no other setting
        return Tuned(optimizer, size, steps, fewest_possible=math.inf if steps is None else steps)
    return Tuned(optimizer, size, steps, fewest_possible=fewest)
