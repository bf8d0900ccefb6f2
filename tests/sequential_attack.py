"""Random problems on which a sequential verdict may go wrong, and how often it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from montecarlo.engines.noise import NOISES, quantile_table
from montecarlo.runs.linearity import is_linear
from montecarlo.runs.trial import experiment
from montecarlo.verdicts.sequential import GROUP, Monitor, Tails, mean_square_product
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.optimizers import SGD, Averaged, HeavyBall, PolyakAverage
from theory.rule.optimizer import Optimizer

RARE = quantile_table([30.0, -30.0, *np.linspace(-0.1, 0.1, 254)], "rare")
"""Nearly all of the variance in two of 256 values: kurtosis 126."""
LAWS = [*NOISES.values(), RARE]
RULES: list[Optimizer] = [
    SGD(learning_rate=0.9),
    HeavyBall(learning_rate=0.5, momentum=0.5),
    Averaged(SGD(learning_rate=0.5), decay=0.8),
    PolyakAverage(SGD(learning_rate=0.5)),
]


@dataclass(frozen=True)
class Setting:
    """A rule on a problem, in observations of a single group of runs: as far from Gaussian as they come."""

    rule: Optimizer
    problem: NoisyQuadratic
    steps: tuple[int, ...]
    noise: object
    start: object
    seed: int

    def __str__(self) -> str:
        return f"{self.rule} d={len(self.problem.h)} steps={self.steps} noise={self.noise.name} start={self.start.name}"  # type: ignore[attr-defined]

    @property
    def exact(self) -> float:
        """The risk averaged over the steps."""
        return float(np.mean(risk(self.rule, self.problem, list(self.steps), 1)))

    def monitors(self, runs: int, claim: float, tolerance: float, false_alarm: float, length: int) -> Iterator[Monitor]:
        """Runs of the test, each fed one observation at a time; the first verdict ends it, as ``confirm`` does."""
        setup = experiment(self.rule, self.problem, self.steps, 1, self.noise, self.seed, "numpy", self.start)  # type: ignore[arg-type]
        setup = replace(setup, block_rows=GROUP * length)
        assert is_linear(setup.optimizer)
        tails = Tails.of_linear(max(setup.noise.kurtosis, setup.start.kurtosis), GROUP)
        for run in range(runs):
            monitor, look = Monitor(claim, tolerance, false_alarm, "two-sided", tails), 1
            for found in setup.products(run, GROUP):
                monitor.observe(float(np.trace(found)) / GROUP, mean_square_product(found[None] / claim))
                if monitor.observations >= look:
                    look = monitor.observations + 1 + monitor.observations // 20
                    if monitor.word() != "undecided":
                        break
            yield monitor


def random_settings(count: int, seed: int = 0) -> list[Setting]:
    """Random settings; one in three leaves a single slow coordinate with all the risk, as the start's weights do not say."""
    rng = np.random.default_rng(seed)
    found = []
    for k in range(count):
        d = int(rng.choice([1, 2, 5, 30]))
        h, c = np.exp(rng.uniform(-4, 0, d)), rng.choice([0.0, 1.0]) * np.exp(rng.uniform(-2, 2, d))
        if k % 3 == 0:
            h[0], h[1:], c = 1e-3, 1.0, np.zeros(d)
        steps = tuple(int(s) for s in np.unique(rng.integers(1, 40, rng.choice([1, 1, 4]))))
        noise, start = (LAWS[i] for i in rng.integers(len(LAWS), size=2))
        found.append(
            Setting(RULES[rng.integers(len(RULES))], NoisyQuadratic(h, c), steps, noise, start, int(rng.integers(10**6)))
        )
    return found
