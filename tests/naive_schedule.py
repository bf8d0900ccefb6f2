"""A schedule run naively: every step taken, by the rule's own ``update``; shares nothing with numerics/schedules/segments.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics.schedules.pieces import Schedule
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer, leaves, rebuild


def naive_risk(schedule: Schedule) -> float:
    """E L after the last step, in NumPy's longdouble: the mean and the covariance of the whole state, step by step."""
    problem = schedule.problem
    h, c, start, counts = (
        np.asarray(x, dtype=np.longdouble) for x in (problem.h, problem.c, problem.theta0_sq, problem.counts)
    )
    state = covariance = read = None
    with np.errstate(all="ignore"):
        for k, (length, batch_size) in enumerate(zip(schedule.lengths, schedule.batch_sizes, strict=True)):
            rule = schedule.optimizer.set(**{n: float(v[k]) for n, v in schedule.values.items()})
            first, A, b, read = maps(rule, h)
            if state is None:
                state, covariance = first, np.zeros_like(A)
            growth = np.einsum("imd,jmd->ijd", b, b) * c / np.longdouble(batch_size)
            for _ in range(length):
                state = np.einsum("ijd,jd->id", A, state)
                covariance = np.einsum("ijd,jkd,lkd->ild", A, covariance, A) + growth
        mean = np.einsum("id,id->d", read, state)
        variance = np.einsum("id,ijd,jd->d", read, covariance, read)
        weight = counts * h / 2
        total = np.where(start > 0, mean**2 * start, 0) + np.where(c > 0, variance, 0)
        return float(weight @ total)


def maps(rule: Optimizer, h: Any) -> tuple[Any, Any, Any, Any]:
    """Start, A, b and read of one step, by letting the rule act on unit states and unit noises."""
    one = np.ones_like(h)
    rule = rule.mapped(lambda v: np.longdouble(float(v)))
    template = rule.init(one)
    first = leaves(template)
    n = len(first)
    drawn = 0

    def act(unit: int | None, noisy: int | None = None) -> list[Any]:
        nonlocal drawn
        drawn = 0

        def draw() -> Any:
            nonlocal drawn
            drawn += 1
            return one * (drawn - 1 == noisy)

        state = rebuild(template, iter([one * (i == unit) for i in range(n)]))
        return [value + 0 * one for value in leaves(rule.advance(state, Gradient(h, draw), 0))]

    A = np.array([act(i) for i in range(n)]).swapaxes(0, 1)
    b = np.array([act(None, j) for j in range(drawn)]).swapaxes(0, 1)
    units = [rebuild(template, iter([one * (i == j) for i in range(n)])) for j in range(n)]
    return np.array([f + 0 * one for f in first]), A, b, np.array([rule.read(u) + 0 * one for u in units])
