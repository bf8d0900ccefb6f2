"""Steps to a target risk by simulation, and the settings that need the fewest: for rules without an exact theory.

All settings run on the same noise and the same starts (common random numbers), so that settings are compared and not samples. A
search fits its settings to that noise too: those it ends with are judged on other noise, and on more of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import qmc

from montecarlo.engines.noise import Noise
from montecarlo.runs.trial import Problem, experiment
from montecarlo.tuning.scales import scales
from theory.errors import InputError, whole_number
from theory.rule.optimizer import Optimizer

Array = NDArray[np.float64]
FIRST_LIMIT = 64
PATIENCE = 1.5
"""A setting that needs this much longer than the best so far is given up."""
ARMS = 64
"""Settings in a first round, for each free hyperparameter."""
FURTHER = math.log(1e3)
"""How much further one looks beyond an end of what was searched where the best setting stands."""
LEAST = 1e-9
"""Steps that count as none, in their logarithm."""
EDGE = 0.1
"""What part of what was searched counts as its end."""
WORTH = 0.995
"""Looking further must save this share of the steps to go on."""
LOOKS = 5
STARTS = 2
"""Places from which the simplex sets out, for each free hyperparameter: what is good in one basin says nothing of the others."""
APART = 0.1
"""What part of what was searched lies between two of them, at least, in one hyperparameter."""
JUDGES = 4
"""How many times more replicates judge the last settings, on other noise."""


def simulated_steps(
    optimizer: Optimizer,
    problem: Problem,
    batch_size: float,
    target: float,
    replicates: int = 64,
    most: int = 100_000,
    noise: str | Noise = "gaussian",
    seed: int = 0,
) -> float | None:
    """Steps until the mean risk of ``replicates`` runs is at most ``target``; None if it is not within ``most`` steps.

    The crossing is interpolated in log risk between two steps, so that the result varies smoothly with the setting. Raises
    ``InputError`` for bad input.
    """
    setup = replace(experiment(optimizer, problem, [0], batch_size, noise, seed, "numpy"), block_rows=replicates)
    walkers = list(setup.walkers(0))
    before = math.inf
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for step in range(most + 1):
            now = float(sum(np.mean(w.risks()) for w in walkers))
            if now <= target:
                part = math.log(before / target) / math.log(before / now) if 0 < now < before < math.inf else 1.0
                return step - 1 + part if step else 0.0
            if not now < math.inf:
                return None
            before = now
            for walker in walkers:
                walker.advance(step, step + 1)
    return None


@dataclass(frozen=True)
class Raced:
    """The best setting found: ``steps`` (interpolated) with it, on ``replicates`` runs; ``tried`` simulations were made.

    Those runs have other noise than the search, at ``seed``: to so many runs the setting is not fitted. ``searched``: smallest and
    largest value tried of each hyperparameter that was free; ``at_end``: those whose best value stands at an
    end of it that is not an end of what there is to search: one beyond may do better. ``optimizer`` and ``steps`` are None if no
    setting reached the target.
    """

    optimizer: Optimizer | None
    steps: float | None
    replicates: int
    tried: int
    seed: int = 0
    searched: dict[str, tuple[float, float]] = field(default_factory=dict)
    at_end: tuple[str, ...] = ()

    @property
    def optimality(self) -> str:
        """ "simulated": nothing about it is exact, and a faster setting is not excluded."""
        return "simulated"

    @property
    def exact(self) -> bool:
        """False: the steps are a mean of runs."""
        return False

    @property
    def hyperparameters(self) -> dict[str, float]:
        """The values by name."""
        return {} if self.optimizer is None else {k: float(v) for k, v in self.optimizer.hyperparameters().items()}


def race(
    optimizer: Optimizer,
    problem: Problem,
    batch_size: float,
    target: float,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    *,
    arms: int | None = None,
    replicates: int = 64,
    most: int = 100_000,
    noise: str | Noise = "gaussian",
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Raced:
    """Tune the hyperparameters left symbolic by successive halving, then Nelder and Mead's simplex from several of the best.

    Each is searched on the scale of its domain (``scales``), further where the best setting stands at an end of what was searched.

    Parameters
    ----------
    ranges : smallest and largest value to try, by name, instead; nothing outside is tried.
    arms : settings in the first round (a Sobol sequence), by default 64 for each free hyperparameter; each round keeps the better
        third with twice the replicates (Jamieson and Talwalkar 2016, with a third for a half).
    replicates : runs in the last round and in the simplex; four times as many judge what these end with.
    most : longest run.
    progress : called with the number of simulations so far.

    A search, not a proof: another setting may do better. Raises ``InputError`` for a name in ``ranges`` that is not free, or a range
    that is none.
    """
    free = scales(optimizer, problem)
    given = {name: tuple(map(float, ends)) for name, ends in (ranges or {}).items()}
    names = [s.name for s in free]
    unknown = [n for n in given if n not in names]
    if unknown:
        raise InputError(f"{optimizer}: {unknown[0]!r} is not free; free are: {', '.join(names) or 'none'}")
    free = [s.within(*given[s.name]) if s.name in given else s for s in free]
    seed = whole_number(seed, "seed")
    search = _Search(optimizer, problem, batch_size, target, free, noise, seed, progress)
    best, steps = None, math.inf
    if not free:
        best, steps = np.empty(0), search.steps(np.empty(0), JUDGES * replicates, most, judges_seed(seed))
    elif search.look(arms or ARMS * len(free), replicates, most):
        best, steps = search.judge(search.polish(replicates, most), replicates, most)
    judged = JUDGES * replicates, search.tried, judges_seed(seed), search.searched()
    if best is None or steps == math.inf:
        return Raced(None, None, *judged)
    return Raced(search.setting(best), steps, *judged, search.ends_of(best))


def judges_seed(seed: int) -> int:
    """Of the noise on which the last settings of a race with a seed are judged."""
    return int(np.random.SeedSequence((seed, JUDGES)).generate_state(1)[0])


class _Search:
    """Points on the scales of the free hyperparameters, and what they score."""

    def __init__(self, *given: Any) -> None:
        self.optimizer, self.problem, self.batch_size, self.target, self.free, self.noise, self.seed, self.progress = given
        self.tried = 0
        self.found: list[tuple[float, Array]] = []
        self.allowed = np.array([s.allowed for s in self.free]).reshape(-1, 2)
        self.seen = np.array([(math.inf, -math.inf)] * len(self.free)).reshape(-1, 2)

    def values(self, point: Array) -> dict[str, float]:
        return {s.name: float(s.value(float(u))) for s, u in zip(self.free, point, strict=True)}

    def setting(self, point: Array) -> Optimizer:
        return self.optimizer.set(**self.values(point))  # type: ignore[no-any-return]

    def searched(self) -> dict[str, tuple[float, float]]:
        """Smallest and largest value tried, by name."""
        low, high = (self.values(u) for u in self.seen.T)
        return {name: (min(low[name], high[name]), max(low[name], high[name])) for name in low}

    def edges(self, point: Array) -> NDArray[np.bool_]:
        """For each hyperparameter, whether the point stands at the lower and the upper end of what was seen and may be left."""
        margin = EDGE * (self.seen[:, 1] - self.seen[:, 0])
        low = (point < self.seen[:, 0] + margin) & (self.seen[:, 0] > self.allowed[:, 0] + 1e-9)
        high = (point > self.seen[:, 1] - margin) & (self.seen[:, 1] < self.allowed[:, 1] - 1e-9)
        return np.stack([low, high], axis=1)

    def ends_of(self, point: Array) -> tuple[str, ...]:
        return tuple(s.name for s, edge in zip(self.free, self.edges(point), strict=True) if edge.any())

    def steps(self, point: Array, replicates: int, most: int, seed: int | None = None) -> float:
        self.tried += 1
        self.seen = np.stack([np.minimum(self.seen[:, 0], point), np.maximum(self.seen[:, 1], point)], axis=1)
        setting, chance = self.setting(point), self.seed if seed is None else seed
        found = simulated_steps(setting, self.problem, self.batch_size, self.target, replicates, most, self.noise, chance)
        if self.progress:
            self.progress(self.tried)
        return math.inf if found is None else found

    def look(self, arms: int, replicates: int, most: int) -> bool:
        """Search a box, which grows where its best point stands at an end; whether the target was reached."""
        box = np.array([s.first for s in self.free])
        best, steps = self.halve(box, arms, replicates, most)
        for _ in range(LOOKS):
            low, high = np.ones(box.T.shape, dtype=np.bool_) if best is None else self.edges(best).T
            grown = box + FURTHER * np.stack([-1.0 * low, 1.0 * high], axis=1)
            beyond = np.clip(grown, self.allowed[:, :1], self.allowed[:, 1:])
            if np.allclose(beyond, box):
                break
            aside = beyond.copy()
            if best is not None:  # look beyond these ends only, all of the others
                aside[:, 1] = np.where(low & ~high, best, beyond[:, 1])
                aside[:, 0] = np.where(high & ~low, best, beyond[:, 0])
            there, count = self.halve(aside, arms, replicates, most)
            box = beyond
            worthwhile = count < WORTH * steps
            if count < steps:
                best, steps = there, count
            if not worthwhile:
                break
        return best is not None

    def halve(self, box: Array, arms: int, replicates: int, most: int) -> tuple[Array | None, float]:
        """Successive halving in a box; None if no point of it reaches the target. Those of the last two rounds are kept."""
        unit = qmc.Sobol(len(self.free), seed=self.seed).random(2 ** math.ceil(math.log2(arms)))[:arms]
        points = box[:, 0] + (box[:, 1] - box[:, 0]) * unit
        rounds = max(1, round(math.log(arms, 3)))
        for k in reversed(range(rounds)):
            scores = self.heat(points, max(4, replicates // 2**k), most)
            order = np.argsort(scores, kind="stable")
            if k < 2:
                self.found += [(scores[j], points[j]) for j in order if scores[j] < math.inf]
            points = points[order[: max(1, len(points) // 3)]]
            if scores[order[0]] == math.inf:
                return None, math.inf
        return points[0], float(scores[order[0]])

    def heat(self, points: Array, replicates: int, most: int, seed: int | None = None) -> Array:
        """Scores of the points, run ever longer until one arrives; those far behind it are stopped."""
        limit = min(FIRST_LIMIT, most)
        while True:
            scores = np.array([self.steps(point, replicates, limit, seed) for point in points])
            if scores.min() < math.inf:
                limit = math.ceil(min(most, PATIENCE * scores.min()))
                late = np.flatnonzero(np.isinf(scores))
                scores[late] = [self.steps(points[k], replicates, limit, seed) for k in late]
                return scores
            if limit == most:
                return scores
            limit = min(4 * limit, most)

    def apart(self) -> list[Array]:
        """The best of those kept, none near a better one."""
        width = np.ptp(self.seen, axis=1)
        chosen: list[Array] = []
        for _, point in sorted(self.found, key=lambda pair: pair[0]):
            if all(np.max(np.abs(point - other) / width) > APART for other in chosen):
                chosen.append(point)
        return chosen[: STARTS * len(self.free)]

    def polish(self, replicates: int, most: int) -> list[Array]:
        """Where the simplex, on log steps, begins and ends from each of several points; then once more from the best."""
        starts = self.apart()
        runs = [self.simplex(point, 1.0, replicates, most) for point in starts]
        _, best = min(runs, key=lambda run: run[0])
        return [*starts, *(end for _, end in runs), self.simplex(best, 0.25, replicates, most)[1]]

    def simplex(self, start: Array, size: float, replicates: int, most: int) -> tuple[float, Array]:
        """Log steps and place where a simplex of this size from a point ends; a setting later than one found is not waited for."""
        low, high = self.allowed.T
        best = min(score for score, _ in self.found)

        def objective(point: Array) -> float:
            nonlocal best
            outside = float(np.sum(np.maximum(low - point, 0) + np.maximum(point - high, 0)))
            limit = math.ceil(min(most, 2 * PATIENCE * best))
            found = self.steps(np.clip(point, low, high), replicates, limit)
            best = min(best, found)
            return math.log(max(min(found, 2.0 * limit), LEAST)) + outside

        corners = np.array([start, *(start + size * np.eye(len(start)))])
        options: Any = {"initial_simplex": corners, "xatol": 0.01, "fatol": 1e-3, "maxfev": 20 * len(start)}
        result = minimize(objective, start, method="Nelder-Mead", options=options)
        return float(result.fun), np.clip(result.x, low, high)

    def judge(self, points: list[Array], replicates: int, most: int) -> tuple[Array | None, float]:
        """The best of some points on noise to which none is fitted, and its steps; None if none arrives."""
        scores = self.heat(np.array(points), JUDGES * replicates, most, judges_seed(self.seed))
        best = int(np.argmin(scores))
        return (points[best], float(scores[best])) if scores[best] < math.inf else (None, math.inf)
