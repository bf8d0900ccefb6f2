"""Where higher moments of the noise matter, and what variance reduction gains: small simulations, run for the report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import expon

from montecarlo.engines.noise import NOISES, Noise, quantile_table
from montecarlo.runs.trial import Experiment, experiment
from montecarlo.runs.variance import Array, antithetic, controlled, difference
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.optimizers import SGD, Adam, Averaged, HeavyBall, Preconditioned, SignSGD
from theory.rule.optimizer import Optimizer

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
    """One rule under each law, arrays of shape (len(LAWS), len(STEPS)).

    ``ratio``: mean risk over the base, which is the exact risk for a linear rule and the mean Gaussian risk for another;
    ``error``: its standard error, the start shared with the Gaussian runs taken into account.
    """

    risk: Array
    ratio: Array
    error: Array
    exact: Array | None


@cache
def under_all_laws() -> dict[str, Laws]:
    """Every rule of SETTINGS under every law of LAWS, d = 64, B = 16, the start Gaussian and the same for all."""
    found = {}
    for name, rule in SETTINGS.items():
        samples = [_samples(rule, law) for law in LAWS]
        risks = np.array([s.mean(axis=0) for s in samples])
        exact = np.asarray(risk(rule, _problem(), STEPS, BATCH_SIZE), dtype=np.float64) if name == "SGD" else None
        base = risks[0] if exact is None else exact
        ratio = risks / base
        paired = [s - r * samples[0] if exact is None else s for s, r in zip(samples, ratio, strict=True)]
        error = np.array([p.std(axis=0, ddof=1) for p in paired]) / np.sqrt(SAMPLES) / base
        found[name] = Laws(risks, ratio, error, exact)
    return found


def _samples(rule: Optimizer, law: Noise) -> Array:
    """The risk of every replicate at every step."""
    setup = experiment(rule, _problem(), STEPS, BATCH_SIZE, law, seed=1, engine="numpy")
    return np.concatenate([setup.risks(block) for block in setup.blocks_of(0, SAMPLES)])[:SAMPLES]


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
