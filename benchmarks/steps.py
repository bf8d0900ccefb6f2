"""Risks at many steps and first hits on many coordinates."""

from __future__ import annotations

import tracemalloc

import numpy as np

from benchmarks.measure import report, seconds


def many_steps() -> None:
    """What a thousand listed steps cost beside ten, and what a late first hit of a time-varying rule keeps in memory."""
    from numerics.dynamics.hitting import steps_to_target
    from numerics.dynamics.moments import risk
    from numerics.problem.noisy_quadratic import NoisyQuadratic
    from theory.optimizers import SGD, HeavyBall, WarmUp

    problem, rule = NoisyQuadratic.power_law(1_000), HeavyBall(learning_rate=0.1, momentum=0.9)
    ten, thousand = (np.unique(np.geomspace(1, 10**6, n).astype(int)).tolist() for n in (10, 1_200))
    risk(rule, problem, ten, 64)  # compiled
    first, all_of_them = (seconds(lambda s=s: risk(rule, problem, s, 64), cpu=True) for s in (ten, thousand[:1_000]))  # type: ignore[misc]
    report("risk at 1,000 listed steps / at 10, up to 10^6", all_of_them / first, "ratio", 35.0)
    report("risk at 1,000 listed steps, 1,000 coordinates, CPU", all_of_them, "s", 2.0)

    big, warm = NoisyQuadratic.power_law(10_000), WarmUp(SGD(learning_rate=0.1), warm_up=10)
    target = float(risk(warm, big, [2_000], 10**6)[0])
    tracemalloc.start()
    steps_to_target(warm, big, 10**6, target * 1.000001)
    report(
        "memory of a time-varying first hit at 2,000 steps, 10^4 coordinates",
        tracemalloc.get_traced_memory()[1] / 2**20,
        "MiB",
        50.0,
    )
    tracemalloc.stop()


def many_coordinates() -> None:
    """A hit and a proved never at d = 10^5, and five states over many steps."""
    from numerics.dynamics.hitting import steps_to_target
    from numerics.dynamics.moments import risk
    from numerics.problem.noisy_quadratic import NoisyQuadratic
    from theory.optimizers import ExponentialAggMo, HeavyBall

    problem, rule = NoisyQuadratic.power_law(100_000), HeavyBall(learning_rate=0.1, momentum=0.9)
    for name, batch_size in (("a hit at about 4,000", 1024), ("a proved never", 1)):
        took = seconds(lambda b=batch_size: steps_to_target(rule, problem, b, 1.0))  # type: ignore[misc]
        report(f"steps_to_target at d = 10^5, {name}", took, "s", 10.0)
    h = 1.0 / np.arange(1, 10**6 + 1)  # as an array: the library's own power law of so many is binned
    four, problem = ExponentialAggMo(velocities=4, learning_rate=0.1, damping=0.3), NoisyQuadratic(h, h)
    took = seconds(lambda: risk(four, problem, [10**6], 64))
    report("risk of AggMo with four velocities at d = 10^6, t = 10^6", took, "s", 10.0)
