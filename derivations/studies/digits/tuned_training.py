"""Tuning by training: one rule at one batch size, searched and then measured with seeds of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.studies.digits.models import Model
from derivations.studies.digits.results import TunedSteps
from derivations.studies.digits.training import Curvature, NaturalGradient, run_settings
from theory.optimizers import SGD, Adam, Averaged, HeavyBall, Nesterov, Preconditioned
from theory.rule.optimizer import Optimizer

SEED = 1
LIMIT = 40_000  # steps
SEEDS = (3, 3, 6, 6, 16)
"""Runs a setting: in the search for a learning rate, on the grid, about its best, among the best three, among the best two."""
FEW_SEEDS = (2, 2, 4, 4, 4)
LOOKS = (1.1, 1.1, 1.05, 1.03, 1.02)
"""Ratio of neighbouring steps at which the loss is looked at in each of these stages."""
NEWTON = "preconditioned(sgd) at power 1"


@dataclass(frozen=True)
class Trained:
    """A rule as it is trained: what is tuned beside the learning rate, the largest rate tried, and its name in ``nqm advise``.

    ``largest`` : of (largest curvature) -> learning rate; ``rates``: how many are tried, each a third of the one before.
    """

    name: str
    rule: Optimizer
    largest: Callable[[float], float]
    predicted: str | None
    second: str = ""
    rates: int = 12


def _past_the_edge(power: float = 0.0) -> Callable[[float], float]:
    """Four times the largest stable rate of SGD on the quadratic: curvature may be lower on the way than at the minimum."""
    return lambda h: 8 / h ** (1 - power)


RULES = (
    Trained("SGD", SGD(), _past_the_edge(), "sgd"),
    Trained("momentum", HeavyBall(), _past_the_edge(), "heavy-ball", "momentum"),
    Trained("Nesterov", Nesterov(), _past_the_edge(), "nesterov", "momentum"),
    Trained("EMA", Averaged(SGD()), _past_the_edge(), "ema(sgd)", "decay"),
    Trained("preconditioned", Preconditioned(SGD(), power=0.5), _past_the_edge(0.5), "preconditioned(sgd)"),
    Trained("natural gradient", NaturalGradient(), lambda h: 3.0, NEWTON, rates=9),
    Trained("Adam", Adam(momentum=0.9, second_decay=0.99, epsilon=1e-8), lambda h: 1.0, None),
)
RULE = {r.name: r for r in RULES}
SECOND = {
    "momentum": (0.0, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99),
    "decay": (0.0, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.9995),
}
FINER = 3.0 ** np.array([-0.6, -0.2, 0.2, 0.6])


def train(model: Model, goal: float, curvature: Curvature, name: str, batch_size: float, seeds: Sequence[int]) -> TunedSteps:
    """Tune one rule at one batch size by training, and measure the setting found with seeds of its own.

    The search: learning rates; with a second hyperparameter a grid about the best of them; finer about the best of those; the best
    three again, as a setting may win by luck; and the best two of these, the better of which counts.

    goal : loss to reach. curvature : the Hessian at the minimum. seeds : runs a setting in each of the five stages.
    """
    trained = RULE[name]
    quick = model.as_type(np.float32)

    def race(settings: dict[str, Any], stage: int, enough: int = 1) -> Any:
        runs = seeds[stage] if math.isfinite(batch_size) else 1
        seed = 100 * SEED + stage
        return run_settings(quick, trained.rule, settings, batch_size, goal, runs, LIMIT, seed, curvature, enough, LOOKS[stage])

    def chosen(settings: dict[str, Any], steps: Any) -> dict[str, float]:
        return {n: float(v[int(np.argmin(steps))]) for n, v in settings.items()}

    rates = trained.largest(float(curvature.values[-1])) * 3.0 ** -np.arange(trained.rates)
    second = trained.second
    grid = {"learning_rate": rates} | ({second: np.zeros(len(rates))} if second else {})
    steps = race(grid, 0)
    if not np.isfinite(steps).any():
        return TunedSteps(batch_size, None, {}, edge=False)
    best = chosen(grid, steps)
    edge = best["learning_rate"] in (rates[0], rates[-1])
    if second:
        grid = _about(best["learning_rate"], second)
        best = chosen(grid, race(grid, 1))
    seconds = _around(best[second]) if second else [0.0]
    wide, other = np.meshgrid(best["learning_rate"] * FINER, seconds, indexing="ij")
    grid = {"learning_rate": wide.ravel()} | ({second: other.ravel()} if second else {})
    few = np.argsort(race(grid, 2, enough=3), kind="stable")[:3]
    grid = {n: v[few] for n, v in grid.items()}
    two = np.argsort(race(grid, 3, enough=2), kind="stable")[:2]
    grid = {n: v[two] for n, v in grid.items()}
    final = race(grid, 4)
    fewest = float(final.min())
    setting = {n: float(f"{v:.4g}") for n, v in chosen(grid, final).items()}
    return TunedSteps(batch_size, fewest if math.isfinite(fewest) else None, setting, bool(edge))


def _about(rate: float, second: str) -> dict[str, Any]:
    """Momenta or decays, each with learning rates about the best one without: as they are, and multiplied by up to 1 - value.

    A decay leaves room for larger rates instead, a momentum asks for smaller ones where noise dominates.
    """
    pairs = []
    for value in SECOND[second]:
        keep = 1 - value
        scales = (1.0, keep**0.5, keep) if second == "momentum" else (1.0, keep**-0.25, keep**-0.5)
        pairs += [(rate * s * k, value) for s in dict.fromkeys(scales) for k in (0.6, 1.7)]
    rates, values = (np.array(v) for v in zip(*pairs, strict=True))
    return {"learning_rate": rates, second: values}


def _around(value: float) -> list[float]:
    """Neighbours of a momentum or a decay, equally far in the logarithm of 1 - value."""
    return [0.0, 0.2, 0.35] if value == 0 else [1 - (1 - value) * k for k in (0.6, 1.0, 1.6) if (1 - value) * k <= 1]
