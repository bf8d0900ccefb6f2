"""How far iterates are from their start: rules, spectra and times compared on the page."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from numerics.curves.displacement import displacement, local_exponents
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.optimizers import SGD, Averaged, HeavyBall, Nesterov, Preconditioned
from theory.rule.optimizer import Optimizer

RATE, SIZE = 0.5, 64.0
STEPS = tuple(2**k for k in range(21))
SCALED_SIZES = tuple(2.0**k for k in range(9))
SCALED_TIMES = (1, 16, 1024)
SCALINGS = {"linear": 1.0, "square root": 0.5, "fixed": 0.0}
"""Powers of the batch size that the learning rate grows with."""
BASE_RATE = 2.0**-9  # at batch size 1: the linear rule then ends at learning rate 1/2
RULES: dict[str, Optimizer] = {
    "SGD": SGD(learning_rate=RATE),
    "heavy ball .9": HeavyBall(learning_rate=RATE / 10, momentum=0.9),
    "Nesterov .9": Nesterov(learning_rate=RATE / 10, momentum=0.9),
    "EMA .9": Averaged(SGD(learning_rate=RATE), decay=0.9),
    "preconditioned 1/2": Preconditioned(SGD(learning_rate=RATE), power=0.5),
}


@cache
def spectra() -> dict[str, NoisyQuadratic]:
    """The spectra compared."""
    return {
        "standard": NoisyQuadratic.power_law(10_000),
        "log-uniform": NoisyQuadratic.log_uniform(2000, 1e-6),
        "single": NoisyQuadratic([1.0], [1.0]),
    }


@cache
def distances(spectrum: str, rule: str = "SGD") -> Any:
    """Squared distance at STEPS."""
    return displacement(RULES[rule], spectra()[spectrum], STEPS, SIZE)


def exponents(spectrum: str, rule: str = "SGD") -> tuple[Any, Any]:
    """Times and local exponents of the distance."""
    return local_exponents(STEPS, distances(spectrum, rule))


def exponent_at(spectrum: str, time: float, rule: str = "SGD") -> float:
    """The local exponent from a time to twice that time."""
    middles, values = exponents(spectrum, rule)
    return float(values[int(np.argmin(np.abs(np.log(middles / time / math.sqrt(2)))))])


def log_law(spectrum: str, first: int, last: int, power: float) -> float:
    """Largest relative deviation of ||theta_t - theta_0||^power from its best a + b log t between two steps."""
    chosen = [k for k, t in enumerate(STEPS) if first <= t <= last]
    values = distances(spectrum)[chosen] ** (power / 2)
    logs = np.log(np.array(STEPS, dtype=float)[chosen])
    fit = np.polyval(np.polyfit(logs, values, 1), logs)
    return float(np.max(np.abs(fit / values - 1)))


@cache
def scaled(scaling: str, time: int, rest: bool) -> Any:
    """Squared distance at a time over SCALED_SIZES, learning rate scaled with the batch size; ``rest``: from the minimum."""
    problem = spectra()["standard"]
    if rest:
        problem = NoisyQuadratic(problem.h, problem.c, 0.0)
    top = SCALED_SIZES[-1] if scaling == "fixed" else 1.0  # the fixed rate is the largest one of the linear rule
    return np.array([
        displacement(SGD(learning_rate=BASE_RATE * top * b ** SCALINGS[scaling]), problem, [time], b)[0] for b in SCALED_SIZES
    ])  # fmt: skip
