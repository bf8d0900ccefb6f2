"""Does a rule do on numbers what it does on symbols? Branches that symbols hide (``if step``, ``type(x)``) would be false theory.

A few updates are run on exact fractions, at random settings, at the ends of the hyperparameters' domains, and at small and large
steps, and compared with the system that was read off. This finds a difference or it does not: it proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from theory.errors import InputError, OutsideDomain
from theory.rule.domain import Domain
from theory.rule.model import Gradient, h, t
from theory.rule.optimizer import Optimizer, asks_for_step, leaves, rebuild

STEPS: tuple[int, ...] = (*range(33), 50, 64, 100, 128, 1000)
CLOSE = Fraction(1, 10**9)  # where a function has no exact value on fractions


def differing_step(optimizer: Optimizer, system: Any) -> int | None:
    """The first step tried at which an update on numbers is not the ``LinearSystem`` of the symbolic ``optimizer``; None if there is none."""
    rng = Random(0)
    steps = STEPS if asks_for_step(optimizer) else STEPS[:1]
    symbols = tuple(optimizer.hypotheses_by_symbol())
    run = system.compiled((*symbols, h, t))
    for values in _settings(optimizer, rng):
        rule, curvature = _with(optimizer, values), _number(rng)
        for step in steps:
            try:
                template = rule.init(Fraction(1))
                state = [_number(rng) for _ in leaves(template)]
                noises: list[Fraction] = []

                def draw(noises: list[Fraction] = noises) -> Fraction:
                    noises.append(_number(rng))
                    return noises[-1]

                found = leaves(rule.advance(rebuild(template, iter(state)), Gradient(curvature, draw), step))
                _, A, b, _, _ = run(Fraction(1), *(values[s] for s in symbols), curvature, step)
                n, m = system.order, system.minibatches
                wanted = [
                    sum(A[i * n + j] * state[j] for j in range(n)) + sum(b[i * m + j] * noises[j] for j in range(m))
                    for i in range(n)
                ]
                if len(noises) != m or not all(_same(p, q) for p, q in zip(found, wanted, strict=True)):
                    return step
            except (ArithmeticError, TypeError, ValueError, AttributeError, InputError):
                break  # numbers of this kind the rule, or its system, does not take
    return None


def _settings(optimizer: Optimizer, rng: Random) -> Iterator[dict[sp.Symbol, Fraction]]:
    """A random point of the domain, and one with every hyperparameter at a closed end where it has one."""
    conditions = tuple(optimizer.hypotheses_by_symbol().values())
    try:
        inside = {s: Fraction(int(v.p), int(v.q)) for s, v in Domain(conditions).sample(rng).items()}
    except OutsideDomain:
        return
    yield inside
    ends = {}
    for k in conditions:
        end = k.interval.lower if k.interval.lower_closed else k.interval.upper if k.interval.upper_closed else None
        ends[k.symbol] = inside[k.symbol] if end is None else Fraction(int(end.p), int(end.q))
    if ends != inside:
        yield ends


def _with(optimizer: Optimizer, values: dict[sp.Symbol, Fraction]) -> Optimizer:
    return optimizer.mapped(lambda v: values.get(v, v) if isinstance(v, sp.Symbol) else v)


def _number(rng: Random) -> Fraction:
    return Fraction(rng.randint(1, 99), 10 * rng.randint(1, 99))


def _same(a: Any, b: Any) -> bool:
    return bool(a == b or abs(a - b) <= CLOSE * (abs(a) + abs(b) + 1))
