"""Steps to a target risk by simulation, and the settings that need the fewest: for rules without an exact theory.

All settings run on the same noise and the same starts (common random numbers), so that settings are compared and not samples.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import qmc

from montecarlo.experiment import Problem, experiment
from montecarlo.noise import Noise
from theory.errors import InputError
from theory.optimizer import Optimizer

Array = NDArray[np.float64]
RANGES: dict[str, tuple[float, float]] = {"learning_rate": (1e-5, 10.0)}
NEAR_ONE = (1e-3, 1.0)
"""Any other hyperparameter is searched as 1 - value, evenly in the logarithm: momenta and decays."""
FIRST_LIMIT = 64
PATIENCE = 1.5
"""A setting that needs this much longer than the best so far is given up."""


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
    """The best setting found: ``steps`` (interpolated) with it, on ``replicates`` runs; ``tried`` settings were simulated.

    ``optimizer`` and ``steps`` are None if no setting reached the target.
    """

    optimizer: Optimizer | None
    steps: float | None
    replicates: int
    tried: int

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
    arms: int = 24,
    replicates: int = 64,
    most: int = 100_000,
    noise: str | Noise = "gaussian",
    seed: int = 0,
) -> Raced:
    """Tune the hyperparameters left symbolic by successive halving, then Nelder and Mead's simplex.

    Parameters
    ----------
    ranges : where to look, by name: for learning_rate the value (1e-5 to 10), for any other 1 - value (1e-3 to 1).
    arms : settings in the first round (a Sobol sequence); each round keeps the better third with twice the replicates
        (Jamieson and Talwalkar 2016, with a third for a half).
    replicates : runs in the last round and in the simplex.
    most : longest run.

    A search, not a proof: another setting may do better. Raises ``InputError`` for an unknown name in ``ranges``.
    """
    free = [n for n, v in optimizer.hyperparameters().items() if getattr(v, "free_symbols", None)]
    unknown = [n for n in (ranges or {}) if n not in free]
    if unknown:
        raise InputError(f"{optimizer}: {unknown[0]!r} is not free; free are: {', '.join(free) or 'none'}")
    bounds = np.log([{**RANGES, **(ranges or {})}.get(n, NEAR_ONE) for n in free]).reshape(-1, 2)
    search = _Search(optimizer, problem, batch_size, target, free, bounds, noise, seed)
    if not free:
        found = search.steps(np.empty(0), replicates, most)
        return Raced(optimizer if found < math.inf else None, found if found < math.inf else None, replicates, 1)
    unit = qmc.Sobol(len(free), seed=seed).random(2 ** math.ceil(math.log2(arms)))[:arms]
    points = bounds[:, 0] + (bounds[:, 1] - bounds[:, 0]) * unit
    rounds = max(1, round(math.log(arms, 3)))
    for k in reversed(range(rounds)):
        scores = search.heat(points, max(4, replicates // 2**k), most)
        order = np.argsort(scores, kind="stable")
        points = points[order[: max(1, len(points) // 3)]]
        if scores[order[0]] == math.inf:
            return Raced(None, None, replicates, search.tried)
    best, steps = search.polish(points[0], replicates, most)
    return Raced(search.setting(best), steps, replicates, search.tried)


class _Search:
    """Points in the logarithms of the free hyperparameters, and what they score."""

    def __init__(self, *given: Any) -> None:
        self.optimizer, self.problem, self.batch_size, self.target, self.free, self.bounds, self.noise, self.seed = given
        self.tried = 0

    def setting(self, point: Array) -> Optimizer:
        values = {
            n: float(np.exp(v)) if n == "learning_rate" else float(-np.expm1(min(v, 0.0)))
            for n, v in zip(self.free, point, strict=True)
        }
        return self.optimizer.set(**values)  # type: ignore[no-any-return]

    def steps(self, point: Array, replicates: int, most: int) -> float:
        self.tried += 1
        found = simulated_steps(
            self.setting(point), self.problem, self.batch_size, self.target, replicates, most, self.noise, self.seed
        )
        return math.inf if found is None else found

    def heat(self, points: Array, replicates: int, most: int) -> Array:
        """Scores of the points, run ever longer until one arrives; those far behind it are stopped."""
        limit = min(FIRST_LIMIT, most)
        while True:
            scores = np.array([self.steps(point, replicates, limit) for point in points])
            if scores.min() < math.inf:
                limit = math.ceil(min(most, PATIENCE * scores.min()))
                late = np.flatnonzero(np.isinf(scores))
                scores[late] = [self.steps(points[k], replicates, limit) for k in late]
                return scores
            if limit == most:
                return scores
            limit = min(4 * limit, most)

    def polish(self, start: Array, replicates: int, most: int) -> tuple[Array, float]:
        """The simplex from a point, on log steps."""
        first = self.steps(start, replicates, most)
        limit = math.ceil(PATIENCE * first) if first < math.inf else most

        def objective(point: Array) -> float:
            outside = float(np.sum(np.maximum(self.bounds[:, 0] - point, 0) + np.maximum(point - self.bounds[:, 1], 0)))
            found = self.steps(np.clip(point, *self.bounds.T), replicates, limit)
            return math.log(min(found, 2.0 * limit)) + outside

        simplex = np.array([start, *(start + 0.25 * np.eye(len(start)))])
        result = minimize(
            objective,
            start,
            method="Nelder-Mead",
            options={"initial_simplex": simplex, "xatol": 0.01, "fatol": 1e-3, "maxfev": 25 * len(start)},
        )
        point = np.clip(result.x, *self.bounds.T)
        return point, float(self.steps(point, replicates, most))
