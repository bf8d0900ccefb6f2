"""The batch-size study against the usual ways to compute it, on one core, in one run."""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.measure import report, seconds
from benchmarks.plain import ALPHAS, BETAS, ema_matrix, grid, momentum_matrix

POWERS = (0.0, 0.25, 0.5, 0.75)
BATCH_SIZES = [2.0**q for q in range(2, 22)]
CELLS = 4 * 10  # powers times batch sizes of the usual figure
TARGET = 0.01


def paper() -> Any:
    from numerics.problem.noisy_quadratic import NoisyQuadratic

    return NoisyQuadratic.power_law(10_000).binned(100, rule="lower-edge")


def figures_3a_and_4() -> None:
    """All curves of Figures 3a and 4, tuned and counted exactly at 20 batch sizes, against one cell of the usual way times 40."""
    from numerics.tuning.tune import sweep
    from theory.optimizers import SGD, Averaged, HeavyBall, Preconditioned

    problem = paper()
    sweep(Averaged(HeavyBall()), problem, [64.0], 1.0)  # imports and caches apart

    def curves(*rules: Any) -> None:
        for p in POWERS:
            for rule in rules:
                inner = Preconditioned(SGD() if rule is Averaged else rule(), power=p)
                sweep(Averaged(inner) if rule is Averaged else inner, problem, BATCH_SIZES, TARGET)

    ours_3a = seconds(lambda: curves(SGD, HeavyBall), cpu=True)
    ours_4 = seconds(lambda: curves(SGD, Averaged), cpu=True)
    report("Figure 3a, 4 powers, SGD and momentum, 20 batch sizes, tuned and counted, CPU", ours_3a, "s", 1.0)
    report("Figure 4, the same with averages, CPU", ours_4, "s", 1.0)
    for name, ours, matrix, start in (("3a", ours_3a, momentum_matrix, (1, 0, 0)), ("4", ours_4, ema_matrix, (1, 1, 1))):
        usual = seconds(lambda m=matrix, s=start: grid(problem, m, 256.0, TARGET, s), cpu=True) + seconds(  # type: ignore[misc]
            lambda m=matrix, s=start: grid(problem, m, 256.0, TARGET, s, ALPHAS, [0.0]),  # type: ignore[misc]
            cpu=True,
        )
        note = (
            f"eigendecomposition and bisection on a grid of {len(ALPHAS)} x {len(BETAS)}: {usual:.2f} s a cell, times {CELLS}"
        )
        report(f"Figure {name}: CPU of the usual way / ours", CELLS * usual / ours, "ratio", 1000.0, at_least=True, note=note)


def optimal_schedules() -> None:
    """L-BFGS-B on 50 learning rates at B = 256: adjoint gradients against finite differences of the same objective."""
    from numerics.schedules.planning import Planner
    from theory.optimizers import SGD

    problem, steps, batch_size = paper(), 9_148, 256.0
    planner = Planner(SGD(), problem, 50)
    lengths = planner.lengths(steps)
    start = np.full((1, 50), math.log(0.8))
    found: dict[str, float] = {}

    def ours() -> None:
        found["ours"] = planner.lowest(start, steps, batch_size)[1]

    def log_risk(u: Any) -> float:
        """The same objective, forward only: 50 maps of mean and variance."""
        mean, variance = np.ones_like(problem.h), np.zeros_like(problem.h)
        for alpha, n in zip(np.exp(u), lengths, strict=True):
            r = 1 - alpha * problem.h
            kept = r ** (2 * int(n))
            variance = kept * variance + alpha * problem.c / batch_size * (1 - kept) / (problem.h * (2 - alpha * problem.h))
            mean = r ** int(n) * mean
        return float(np.log(problem.counts * problem.h / 2 @ (mean**2 + variance)))

    def usual() -> None:
        limit = math.log(2) - 1e-12
        options: Any = {"maxiter": 400, "maxfun": 100_000, "ftol": 1e-11}
        result = minimize(log_risk, start.ravel(), method="L-BFGS-B", bounds=[(None, limit)] * 50, options=options)
        found["usual"] = float(result.fun)

    own, other = seconds(ours, cpu=True), seconds(usual, cpu=True)
    note = f"log risk {found['ours']:.8f} against {found['usual']:.8f}"
    report(
        "50-piece schedule, B = 256: CPU with finite differences / with adjoints",
        other / own,
        "ratio",
        10.0,
        at_least=True,
        note=note,
    )


def big_problem() -> None:
    """Risk of a power law with 10^12 coordinates, and its certified error."""
    from numerics.dynamics.moments import risk
    from numerics.problem.noisy_quadratic import NoisyQuadratic
    from theory.optimizers import SGD

    optimizer, results = SGD(learning_rate=1.6), []

    def work() -> None:
        problem: Any = NoisyQuadratic.power_law(10**12)
        steps = [10**6]
        results.append(problem.error_bound(optimizer, steps, 2**30)[0] / risk(optimizer, problem, steps, 2**30)[0])

    report("power law with 10^12 coordinates: problem, risk and its error bound", seconds(work), "s", 1.0)
    report("the error bound, relative", results[0], "relative", 1e-6)


def figure_set() -> None:
    """All figures by the command, on two cores: time and memory."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        command = [sys.executable, "-m", "nqm", "figures", "--out", folder, "--workers", "2"]
        subprocess.run(command, check=True, capture_output=True)
        report("nqm figures --workers 2, all figures", time.perf_counter() - begin, "s", 60.0)
        assert len(os.listdir(folder)) == 22
    report("largest memory of one of its processes", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20, "GiB", 1.0)
