"""The Monte Carlo laboratory: speed of the engines, time to a verdict, false alarms, memory. One core unless said."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import binomtest

from benchmarks.measure import report

DIMENSION, STEPS, ROUNDS = 10_000, 1000, 7
BETA, ALPHA, BATCH = 0.9, 0.1, 64.0


def engines() -> None:
    """Coordinate-steps a second of heavy ball on 10^4 coordinates in float64, the ways interleaved, best of several rounds."""
    from montecarlo.runs.trial import experiment
    from numerics.problem.noisy_quadratic import NoisyQuadratic
    from theory.optimizers import HeavyBall

    problem, rule = NoisyQuadratic.power_law(DIMENSION), HeavyBall(learning_rate=ALPHA, momentum=BETA)
    ways: dict[str, Callable[[], Any]] = {
        "plain": plain_loop(problem),
        "draws": numpy_draws,
        "compiled draws": compiled_draws(),
    }
    for engine in ("numpy", "compiled"):
        for noise in ("gaussian", "rademacher"):
            setup = experiment(rule, problem, [STEPS], BATCH, noise, engine=engine)  # type: ignore[arg-type]
            ways[f"{engine} {noise}"] = lambda setup=setup: setup.risks(0)  # type: ignore[misc]
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, work in ways.items():
            begin = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - begin)
    speed = {name: DIMENSION * STEPS / seconds / 1e6 for name, seconds in best.items()}
    unit = "10^6 coordinate-steps/s"
    report("(a) plain NumPy loop as a user would write it", speed["plain"], unit, None)
    report("(b) our NumPy engine, Gaussian", speed["numpy gaussian"], unit, 0.8 * speed["draws"], at_least=True)
    report("(b) over the limit set by NumPy's own draws", speed["numpy gaussian"] / speed["draws"], "ratio", 0.8, at_least=True)
    report("our NumPy engine, Rademacher", speed["numpy rademacher"], unit, None)
    report("(c) compiled, Gaussian", speed["compiled gaussian"], unit, 3 * speed["plain"], at_least=True)
    report("(c) over (a)", speed["compiled gaussian"] / speed["plain"], "ratio", 3.0, at_least=True)
    report("(c): time over that of its own draws", speed["compiled draws"] / speed["compiled gaussian"], "ratio", 1.3)
    report("(d) compiled, Rademacher", speed["compiled rademacher"], unit, 20 * speed["plain"], at_least=True)
    report("(d) over (a)", speed["compiled rademacher"] / speed["plain"], "ratio", 20.0, at_least=True)
    report("(e) bare normals, NumPy", speed["draws"], unit, None)
    report("(e) bare normals, compiled", speed["compiled draws"], unit, None)


def plain_loop(problem: Any) -> Callable[[], None]:
    """Heavy ball as one writes it in a notebook."""
    h, scale, rng = problem.h, np.sqrt(problem.c / BATCH), np.random.default_rng(0)

    def run() -> None:
        theta, m = rng.standard_normal(len(h)), np.zeros(len(h))
        for _ in range(STEPS):
            g = h * theta + scale * rng.standard_normal(len(h))
            m = BETA * m + g
            theta = theta - ALPHA * m

    return run


def numpy_draws() -> None:
    rng, out = np.random.Generator(np.random.SFC64(0)), np.empty(DIMENSION)
    for _ in range(STEPS):
        rng.standard_normal(out=out)


def compiled_draws() -> Callable[[], None]:
    import numba

    @numba.njit(error_model="numpy")  # type: ignore[untyped-decorator]
    def fill(rng: Any, out: Any, count: int) -> None:
        for _ in range(count):
            for i in range(out.size):
                out[i] = rng.standard_normal()

    rng, out = np.random.Generator(np.random.SFC64(0)), np.empty(DIMENSION)
    fill(rng, out, 1)
    return lambda: fill(rng, out, STEPS)


def verdicts() -> None:
    """Seconds to refute a steady state planted 1% wrong and to confirm the right one, on two cores, from a warm engine."""
    from montecarlo.verdicts.sequential import confirm
    from numerics.problem.noisy_quadratic import NoisyQuadratic
    from theory.analysis.derivation import derive
    from theory.optimizers import HeavyBall

    d = derive(HeavyBall())
    claimed = float(d.at(d.steady_state_risk, learning_rate=0.5, momentum=0.5, h=1, c=1, B=1))
    rule, problem, steps = HeavyBall(learning_rate=0.5, momentum=0.5), NoisyQuadratic([1.0], [1.0]), range(60, 121, 4)
    confirm(rule, problem, [2], 1, 1.0, 0.1, 0.1, engine="compiled")  # compile
    cases = (
        ("refute Theorem 1's steady state planted 1% wrong", 1.01, 0.005, "refuted", 5.0),
        ("confirm the right one within 0.5%", 1.0, 0.005, "confirmed", 5.0),
        ("refute it planted 0.1% wrong", 1.001, 0.0005, "refuted", 125.0),
        ("confirm the right one within 0.05%", 1.0, 0.0005, "confirmed", 500.0),
    )
    for engine, noise in (("numpy", "gaussian"), ("compiled", "gaussian"), ("compiled", "rademacher")):
        for name, scale, tolerance, wanted, target in cases:
            if engine == "numpy" and tolerance < 0.005:
                continue
            begin = time.perf_counter()
            found = confirm(
                rule,
                problem,
                steps,
                1,
                scale * claimed,
                tolerance,
                1e-6,
                noise=noise,
                engine=engine,  # type: ignore[arg-type]
                workers=2,
                replicates=10**9,
            )
            took = time.perf_counter() - begin
            assert found.verdict == wanted
            note = f"{found.replicates} replicates"
            report(f"{name}, false alarms 1e-6, {engine} engine, {noise}", took, "s", target, note=note)


def false_alarms(runs: int = 20) -> None:
    """Wrong verdicts at a nominal 5% on random problems, looked at all along, eight runs an observation; and the share decided."""
    from tests.sequential_attack import random_settings

    for name, claim, wrong in (
        ("true claims refuted", 1.0, "refuted"),
        ("claims 31% too small confirmed", 1 / 1.31, "confirmed"),
    ):
        words = [m.word() for s in random_settings(60, seed=1) for m in s.monitors(runs, claim * s.exact, 0.3, 0.05, 100)]
        found, decided = words.count(wrong), len(words) - words.count("undecided")
        interval = binomtest(found, len(words)).proportion_ci(0.95)
        note = f"{found} of {len(words)}, {decided} decided; 95% interval {interval.low:.4f} to {interval.high:.4f}"
        report(f"{name}, nominal 5%", found / len(words), "share", 0.05, note=note)


MILLION = """
from montecarlo.runs.simulate import simulate
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.optimizers import HeavyBall
run = simulate(HeavyBall(learning_rate=0.1, momentum=0.9), NoisyQuadratic.power_law(10_000), [0, 1], 64, 1_000_000, "rademacher",
               engine="compiled", start="rademacher")
assert run.replicates == 1_000_000
status = open("/proc/self/status").read()  # not getrusage, which counts the parent's memory before exec too
print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


def memory() -> None:
    """The largest memory of a process that runs 10^6 replicates of 10^4 coordinates."""
    begin = time.perf_counter()
    result = subprocess.run([sys.executable, "-c", MILLION], capture_output=True, text=True, check=True, env=dict(os.environ))
    report("memory at 10^6 replicates of 10^4 coordinates", float(result.stdout), "MiB", 300.0)
    report("and its time, one step, one core", time.perf_counter() - begin, "s", 600.0)


def simulation() -> None:
    engines()
    verdicts()
    false_alarms()
    memory()
