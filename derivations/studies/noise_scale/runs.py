"""Tuned runs with the noise scales along them, and planned batch schedules: what the page on noise scales shows in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from derivations.studies.batch_size.study import BatchCurves, Curve
from derivations.tasks.sweep import PAPER
from numerics.curves.noise_scale import BatchPlanner, BatchSchedule, NoiseScales, noise_scales
from numerics.dynamics.hitting import steps_to_target
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.optimizers import SGD

RULES = {"sgd": "SGD", "momentum": "momentum", "ema": "EMA (at the average)"}
SHOWN = (16.0, 1024.0, 2.0**14, 2.0**20)
"""Batch sizes of the runs."""
POINTS = 400  # of a run at which the scales are taken
SCHEDULES = (1.5, 0.5, 0.1)  # learning rates whose batch sizes are planned
LENGTH = 1.3  # of their runs, in units of the steps needed without noise
SMALL, GOAL = 100, 0.02  # their problem's dimension and target


@dataclass(frozen=True)
class Along:
    """A tuned run: its noise scales at some of its steps, and their means over all."""

    curve: Curve
    batch_size: float
    scales: NoiseScales

    @property
    def full(self) -> float:
        """Mean of B_noise over the steps."""
        return float(np.mean(self.scales.full))

    @property
    def simple(self) -> float:
        """Mean of B_simple over the steps."""
        return float(np.mean(self.scales.simple))


def along(study: BatchCurves, rule: str, batch_size: float) -> Along:
    """The tuned run of a rule at a batch size of the study."""
    curve = study.curve(rule)
    last = curve.at(batch_size)
    setting = {n: v for n, v in curve.setting(batch_size).items() if n != "power"}
    steps = np.unique(np.linspace(0, last, min(last, POINTS) + 1).astype(int))
    return Along(curve, batch_size, noise_scales(curve.spec.build().set(**setting), PAPER.build(), steps.tolist(), batch_size))


@cache
def plans() -> dict[float, tuple[int, list[BatchSchedule]]]:
    """By learning rate: steps, and the constant, adaptive, simple adaptive and optimal batch schedules."""
    problem = NoisyQuadratic.power_law(SMALL)
    found = {}
    for rate in SCHEDULES:
        rule = SGD(learning_rate=rate)
        least = steps_to_target(rule, problem, math.inf, GOAL)
        assert least is not None
        planner = BatchPlanner(rule, problem, int(least * LENGTH), GOAL)
        found[rate] = planner.steps, [planner.constant(), planner.adaptive(), planner.adaptive(simple=True), planner.best()]
    return found
