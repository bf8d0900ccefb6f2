"""An oracle for first hits: the rule's own update run step by step in 300 bits, no matrices, no closed form."""

from __future__ import annotations

import math
from typing import Any

import gmpy2
import numpy as np

from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer

BITS = 300


def run_risks(rule: Optimizer, problem: NoisyQuadratic, batch_size: float, steps: int) -> list[Any]:
    """The risk after 0, ..., steps of a time-invariant linear rule: the mean response and one impulse response a minibatch."""
    with gmpy2.context(gmpy2.get_context(), precision=BITS, emax=2**40, emin=-(2**40)):

        def exact(values: Any) -> Any:
            return np.array([gmpy2.mpfr(float(v)) for v in values], dtype=object)

        big = rule.mapped(lambda v: gmpy2.mpfr(float(v)))
        h, counts = exact(problem.h), exact(problem.counts)
        start = counts * h * exact(problem.theta0_sq) / 2
        noise = counts * h * exact(problem.c) / 2 * (0 if math.isinf(batch_size) else 1 / gmpy2.mpfr(batch_size))
        zero, one = 0 * h, 0 * h + 1

        def run(state: Any, noises: Any = ()) -> Any:
            drawn = iter(noises)
            return big.advance(state, Gradient(h, lambda: next(drawn, zero)), 0)

        minibatches: list[int] = []
        big.advance(big.init(zero), Gradient(h, lambda: minibatches.append(1) or zero), 0)  # type: ignore[func-returns-value]
        count = len(minibatches) if any(noise) else 0
        impulses = [run(big.init(zero), [one if k == j else zero for k in range(count)]) for j in range(count)]
        state, variance, result = big.init(one), zero, []
        for _ in range(steps + 1):
            mean = big.read(state) + zero
            result.append(sum(start * mean * mean + noise * variance))
            variance = variance + sum((big.read(i) ** 2 for i in impulses), zero)
            state, impulses = run(state), [run(i) for i in impulses]
        return result
