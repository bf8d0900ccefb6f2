"""An oracle for linear rules: the update itself, run on Python's fractions. It knows nothing of extraction, matrices or closed forms."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer, leaves, rebuild


def exact_risks(rule: Optimizer, problem: NoisyQuadratic, steps: Sequence[int], batch_size: Any) -> list[Fraction]:
    """E L(theta_t) at each of ``steps``: mean and covariance by linearity, the rule called with fractions alone."""
    totals = dict.fromkeys(steps, Fraction(0))
    for h, start, noise in zip(problem.exact("h"), *problem.exact_weights(), strict=True):
        for step, (mean, variance) in _moments(rule, h, max(steps)):
            if step in totals:
                totals[step] += start * mean**2 + noise * variance / Fraction(batch_size)
    return [totals[s] for s in steps]


def _rational(number: Any) -> Fraction:
    """As a fraction of Python's numbers; a float would mean that the oracle itself is not exact."""
    assert isinstance(number, numbers.Rational), number
    return Fraction(int(number.numerator), int(number.denominator))


def _moments(rule: Optimizer, h: Fraction, last: int) -> Any:
    start = rule.init(Fraction(1))
    n = len(leaves(start))
    units = [[Fraction(i == j) for i in range(n)] for j in range(n)]
    read = [_rational(rule.read(rebuild(start, iter(u)))) for u in units]
    mean, covariance = [_rational(x) for x in leaves(start)], [[Fraction(0)] * n for _ in range(n)]
    for step in range(last + 1):
        spread = sum(read[i] * covariance[i][j] * read[j] for i in range(n) for j in range(n))
        yield step, (sum(r * x for r, x in zip(read, mean, strict=True)), spread)
        drawn = 0

        def respond(state: list[Fraction], noisy: int | None, step: int = step) -> list[Fraction]:
            nonlocal drawn
            drawn = 0

            def draw() -> Fraction:
                nonlocal drawn
                drawn += 1
                return Fraction(drawn - 1 == noisy)

            # the step as SymPy's integer: of two of Python's, a quotient or a negative power would be a float
            after = rule.advance(rebuild(start, iter(state)), Gradient(h, draw), sp.Integer(step))
            return [_rational(x) for x in leaves(after)]

        columns = [respond(u, None) for u in units]
        noises = [respond([Fraction(0)] * n, k) for k in range(drawn)]
        mean = [sum((columns[j][i] * mean[j] for j in range(n)), Fraction(0)) for i in range(n)]
        half = [[sum(columns[k][i] * covariance[k][j] for k in range(n)) for j in range(n)] for i in range(n)]
        covariance = [
            [
                sum(half[i][k] * columns[k][j] for k in range(n)) + sum((b[i] * b[j] for b in noises), Fraction(0))
                for j in range(n)
            ]
            for i in range(n)
        ]
