"""The study of adaptive methods: sign descent, RMSProp and Adam raced by simulation, beside the exact theory of their proxies.

The races take minutes, so their results are kept as data; a check runs some of them anew.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from derivations.tasks.run import Store, Task, is_amount, resumable, run_tasks
from montecarlo.tuning.race import JUDGES, judges_seed, race, simulated_steps
from numerics.dynamics.hitting import steps_to_target
from numerics.problem.noisy_quadratic import NoisyQuadratic
from numerics.tuning.tune import tune
from theory.optimizers import SGD, Adam, HeavyBall, Preconditioned, RMSProp, SignSGD
from theory.rule.optimizer import Optimizer
from theory.version import __version__

DIMENSION = 64
TARGET = 0.01
BATCH_SIZES = tuple(4.0**q for q in range(2, 11))
REPLICATES = 96
TINY = 1e-8
RATES = (1e-4, 0.5)
"""Learning rates searched. A step of several times the start lets RMSProp read off the curvature: see the report."""
HESSIANS = ("diagonal", "rotated")

RULES: dict[str, Callable[[], Optimizer]] = {
    "sign": lambda: SignSGD(momentum=0.0),
    "signum": lambda: SignSGD(momentum=0.9),
    "rmsprop": lambda: RMSProp(second_decay=0.99, momentum=0.0, epsilon=TINY),
    "adam-half": lambda: Adam(momentum=0.0, second_decay=0.5, epsilon=TINY),
    "adam-0": lambda: Adam(momentum=0.0, second_decay=0.9, epsilon=TINY),
    "adam": lambda: Adam(momentum=0.9, second_decay=0.99, epsilon=TINY),
    "adam-tuned": lambda: Adam(epsilon=TINY),
}
PROXIES: dict[str, Callable[[], Optimizer]] = {
    "sgd": SGD,
    "momentum": HeavyBall,
    "proxy-sgd": lambda: Preconditioned(SGD(), power=0.5),
    "proxy-momentum": lambda: Preconditioned(HeavyBall(), power=0.5),
}
SEEDS = {"sign": 3, "adam-half": 3, "adam-0": 3, "adam": 3}
"""Rules whose best learning rate is to be known with an error: repeated with other noise and another rotation."""
CHECKED = (("sign", 2.0**20, 0), ("adam-0", 1024.0, 1), ("adam", 4096.0, 0), ("rmsprop", 256.0, 0))
"""What a check runs anew, on both Hessians."""
SAME = 0.01
"""Relative difference of steps that another machine's rounding may make."""


@dataclass(frozen=True)
class Race:
    """One race: a rule on a Hessian, at a batch size, with a seed; and what came out."""

    rule: str
    hessian: str
    batch_size: float
    seed: int
    steps: float | None = None
    hyperparameters: dict[str, float] = field(default_factory=dict)

    @property
    def task(self) -> Task:
        """The race as data."""
        return {**{k: v for k, v in asdict(self).items() if k not in ("steps", "hyperparameters")}, "version": __version__}


def races() -> list[Race]:
    """All of them; the proxies are exact and need no seed and no rotation."""
    simulated = [
        Race(rule, hessian, size, seed)
        for rule in RULES
        for hessian in HESSIANS
        for seed in range(SEEDS.get(rule, 1))
        for size in BATCH_SIZES
    ]
    return simulated + [Race(rule, "any", size, 0) for rule in PROXIES for size in BATCH_SIZES]


def problem(hessian: str, seed: int = 0) -> NoisyQuadratic:
    """h_i = 1/i, C = H, E theta_0^2 = 1, along the axes or rotated."""
    plain = NoisyQuadratic.power_law(DIMENSION)
    return plain.rotated(seed=seed) if hessian == "rotated" else plain


def valid(task: Task, result: Any) -> bool:
    """Whether something may be what ``run_race`` makes of a task."""
    return (
        isinstance(result, dict)
        and set(result) == {"steps", "hyperparameters"}
        and (result["steps"] is None or is_amount(result["steps"], 0))
        and isinstance(result["hyperparameters"], dict)
        and all(isinstance(k, str) and is_amount(v) for k, v in result["hyperparameters"].items())
    )


@resumable(valid)
def run_race(task: Task) -> Any:
    """Tune one rule; JSON in, JSON out."""
    rule, size, seed = task["rule"], task["batch_size"], task["seed"]
    if rule in PROXIES:
        exact = tune(PROXIES[rule](), problem("any"), size, TARGET)
        return {"steps": exact.steps, "hyperparameters": exact.hyperparameters}
    rates = {"learning_rate": RATES}
    found = race(RULES[rule](), problem(task["hessian"], seed), size, TARGET, rates, replicates=REPLICATES, seed=seed)
    return {
        "steps": None if found.steps is None else round(found.steps, 4),
        "hyperparameters": {k: float(f"{v:.6g}") for k, v in found.hyperparameters.items()},
    }


class AdaptiveStudy:
    """All races with their results."""

    def __init__(self, results: Sequence[Race]) -> None:
        self.races = tuple(results)

    @cached_property
    def _known(self) -> dict[tuple[str, str, int], list[Race]]:
        groups: dict[tuple[str, str, int], list[Race]] = {}
        for r in self.races:
            groups.setdefault((r.rule, r.hessian, r.seed), []).append(r)
        return groups

    def curve(self, rule: str, hessian: str = "any", seed: int = 0) -> list[Race]:
        """One rule over the batch sizes."""
        return self._known[rule, hessian, seed]

    def steps(self, rule: str, hessian: str = "any") -> Any:
        """Steps at each batch size, mean over the seeds; NaN where the target was not reached."""
        curves = [[math.nan if r.steps is None else r.steps for r in c] for c in self._seeds(rule, hessian)]
        return np.asarray(np.mean(np.array(curves, dtype=float), axis=0))

    def rates(self, rule: str, hessian: str = "any") -> tuple[Any, Any]:
        """Best learning rate at each batch size: geometric mean over the seeds, and the standard error of its logarithm."""
        logs = np.log([[r.hyperparameters["learning_rate"] for r in c] for c in self._seeds(rule, hessian)])
        n = len(logs)
        return np.exp(logs.mean(axis=0)), logs.std(axis=0, ddof=1) / math.sqrt(n) if n > 1 else np.zeros(logs.shape[1])

    def _seeds(self, rule: str, hessian: str) -> list[list[Race]]:
        return [c for (r, k, _), c in self._known.items() if (r, k) == (rule, hessian)]

    def as_json(self) -> bytes:
        """The data file: one line a race."""
        return ("[\n" + ",\n".join("  " + json.dumps(asdict(r)) for r in self.races) + "\n]\n").encode()

    @classmethod
    def from_json(cls, content: bytes) -> AdaptiveStudy:
        """Read a data file. Raises ``ValueError`` or ``TypeError`` if it is not one of this version's."""
        found = [Race(**entry) for entry in json.loads(content)]
        if [r.task for r in found] != [r.task for r in races()]:
            raise ValueError("other races than this version's")
        return cls(found)


def compute_adaptive(
    workers: int = 1, resume: str | Store | None = None, progress: Callable[[int, int], None] | None = None
) -> AdaptiveStudy:
    """Run every race; results do not depend on who runs them."""
    planned = races()
    results = run_tasks(run_race, [r.task for r in planned], workers, None, resume, progress)
    return AdaptiveStudy([Race(**{**asdict(r), **found}) for r, found in zip(planned, results, strict=True)])


def wrong_races(study: AdaptiveStudy) -> list[str]:
    """Results that do not hold: some settings simulated anew, every proxy's count computed anew."""
    wrong = []
    for rule, size, seed in CHECKED:
        for hessian in HESSIANS:
            r = next(r for r in study.curve(rule, hessian, seed) if r.batch_size == size)
            setting = RULES[rule]().set(learning_rate=r.hyperparameters["learning_rate"])
            again = simulated_steps(setting, problem(hessian, seed), size, TARGET, JUDGES * REPLICATES, seed=judges_seed(seed))
            if again is None or r.steps is None or abs(again / r.steps - 1) > SAME:
                wrong.append(f"{rule}, {hessian}, B = {size:g}: {r.steps} stored, {again} now")
    for rule, make in PROXIES.items():
        for r in study.curve(rule):
            free = {n: v for n, v in r.hyperparameters.items() if n != "power"}
            if steps_to_target(make().set(**free), problem("any"), r.batch_size, TARGET) != r.steps:
                wrong.append(f"{rule}, B = {r.batch_size:g}")
    return wrong
