"""Where higher moments of the noise matter, and what variance reduction gains: small simulations, run for the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import expon

from montecarlo.experiment import Experiment, experiment
from montecarlo.noise import NOISES, Noise, quantile_table
from montecarlo.variance import Array, antithetic, controlled, difference
from numerics.moments import risk
from numerics.problem import NoisyQuadratic
from theory.optimizer import Optimizer
from theory.optimizers import SGD, Adam, Averaged, HeavyBall, Preconditioned, SignSGD

LAWS: tuple[Noise, ...] = (
    *(NOISES[n] for n in ("gaussian", "rademacher", "uniform", "laplace", "student-t")),
    quantile_table(expon.ppf, "exponential"),
)
SETTINGS: dict[str, Optimizer] = {
    "SGD": SGD(learning_rate=0.5),
    "signSGD": SignSGD(learning_rate=0.01, momentum=0.0),
    "Adam": Adam(learning_rate=0.02, momentum=0.9, second_decay=0.99, epsilon=1e-8),
}
STEPS = tuple(range(0, 401, 20))
BATCH_SIZE, SAMPLES = 16.0, 1024
GAIN_STEPS, GAIN_SAMPLES = (5, 50, 500), 768


def _problem() -> NoisyQuadratic:
    return NoisyQuadratic.power_law(64)


@dataclass(frozen=True)
class Laws:
    """Mean risk and standard error of one rule under each law, shape (len(LAWS), len(STEPS)); ``exact`` for a linear rule."""

    risk: Array
    standard_error: Array
    exact: Array | None


@cache
def under_all_laws() -> dict[str, Laws]:
    """Every rule of SETTINGS under every law of LAWS, d = 64, B = 16, the start Gaussian and the same for all."""
    found = {}
    for name, rule in SETTINGS.items():
        tallies = [
            experiment(rule, _problem(), STEPS, BATCH_SIZE, law, seed=1, engine="numpy").tally(0, SAMPLES) for law in LAWS
        ]
        exact = np.asarray(risk(rule, _problem(), STEPS, BATCH_SIZE), dtype=np.float64) if name == "SGD" else None
        found[name] = Laws(np.array([t.mean() for t in tallies]), np.array([t.standard_error() for t in tallies]), exact)
    return found


@cache
def gains() -> list[tuple[str, Array]]:
    """Tricks and their gain at GAIN_STEPS: plain variance over reduced variance for the same number of trajectories."""
    sgd, near = SGD(learning_rate=0.5), SGD(learning_rate=0.45)
    adam, adam_near = SETTINGS["Adam"], SETTINGS["Adam"].set(learning_rate=0.018)
    proxy = Preconditioned(HeavyBall(learning_rate=0.01, momentum=0.9), power=0.5)
    average = Averaged(sgd, decay=0.9)

    def of(rule: Optimizer, noise: str = "gaussian", start: str = "gaussian") -> Experiment:
        return experiment(rule, _problem(), GAIN_STEPS, BATCH_SIZE, noise, seed=2, engine="numpy", start=start)

    def exact(rule: Optimizer) -> Array:
        return np.asarray(risk(rule, _problem(), GAIN_STEPS, BATCH_SIZE), dtype=np.float64)

    def variance(noise: str = "gaussian", start: str = "gaussian") -> Array:
        return of(sgd, noise, start).tally(0, GAIN_SAMPLES).variance()

    plain = variance()
    return [
        ("start of fixed size (Rademacher) instead of Gaussian", plain / variance(start="rademacher")),
        ("Rademacher noise instead of Gaussian", plain / variance("rademacher")),
        ("both", plain / variance("rademacher", "rademacher")),
        ("antithetic starts, Gaussian", antithetic(of(sgd), GAIN_SAMPLES).gain),
        ("antithetic starts of fixed size", antithetic(of(sgd, start="rademacher"), GAIN_SAMPLES).gain),
        ("common random numbers: SGD at 0.5 minus SGD at 0.45", difference(of(sgd), of(near), GAIN_SAMPLES).gain),
        ("common random numbers: Adam at 0.02 minus Adam at 0.018", difference(of(adam), of(adam_near), GAIN_SAMPLES).gain),
        ("control: EMA of SGD, by SGD's exact risk", controlled(of(average), of(sgd), exact(sgd), GAIN_SAMPLES).gain),
        ("control: Adam, by its proxy's exact risk", controlled(of(adam), of(proxy), exact(proxy), GAIN_SAMPLES).gain),
    ]
