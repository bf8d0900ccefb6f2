"""A step from which on the risk provably stays above a target.

Two things keep the risk up for ever. The variance V_t never decreases. And a mean response phi that has begun to grow by its dominant
root goes on: with z^n - c_1 z^(n-1) - ... - c_n the characteristic polynomial of A^m, phi_(t+nm) = c_1 phi_(t+(n-1)m) + ... + c_n phi_t,
so where |c_1| - |c_2| - ... - |c_n| >= 1 and the last of n values m steps apart is the largest, the next is larger still. Everything
is evaluated in balls; a candidate that float64 suggests is only believed if they confirm it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.arithmetic.ball import ZERO, Ball, PrecisionLoss
from numerics.arithmetic.matrices import Matrix, product
from numerics.dynamics.decision import Undecided, at_most
from numerics.dynamics.evaluator import Evaluator
from numerics.dynamics.precise import ball_moments, exact_number
from numerics.model.quadratic import Quadratic
from theory.rule.optimizer import Optimizer

STRIDES = (1, 2, 8, 64)  # steps m between the values compared: other roots must have died down over them
ALONE = 4  # of these looked at one by one
GROWING = 32  # coordinates whose growth is looked at: one that grows is enough
BITS = 512


def noise_stays_above(optimizer: Optimizer, problem: Quadratic, step: int, batch_size: Any, target: Fraction) -> bool:
    """Whether noise alone keeps the risk above the target from ``step`` on: True is proved, False only not shown."""
    if math.isinf(batch_size):
        return False
    noisy = problem.c > 0
    if not noisy.any():
        return False
    alone = problem.part(noisy, theta0_sq=0.0)
    try:
        return not at_most(optimizer, alone, [step], batch_size, target)[0]
    except Undecided:
        return False


def growth_stays_above(optimizer: Optimizer, problem: Quadratic, limit: int, target: Fraction) -> int | None:
    """A step up to ``limit`` from which on the growing mean responses alone keep the risk above the target; None if none is shown.

    ``problem`` : the coordinates taken to grow, the largest few of which are looked at.
    """
    order = np.argsort(-problem.h)[:GROWING]
    # one coordinate alone is computed without rounding where its numbers are short, which a root on the unit circle needs
    for few in (order, *order[:ALONE, None]):
        found = _growth_stays_above(optimizer, problem.part(few, c=0.0), limit, target)
        if found is not None:
            return found
    return None


def _growth_stays_above(optimizer: Optimizer, few: Quadratic, limit: int, target: Fraction) -> int | None:
    h, weights = few.exact("h"), Ball.exact(few.exact_weights()[0], BITS)
    for stride in STRIDES:
        try:
            grows, n = _dominated(optimizer, h, stride)
        except (OverflowError, PrecisionLoss):
            return None
        if not grows.any():
            continue
        for first in _powers_of_two(limit - n * stride):
            try:
                steps = [first + j * stride + s for j in range(n) for s in range(stride)]
                moduli = [mean.moduli() for mean, _ in ball_moments(optimizer, h, steps, BITS)]
            except (OverflowError, PrecisionLoss):
                break
            last = moduli[-stride:]
            rising = grows.copy()
            for k, (_, upper) in enumerate(moduli[:-stride]):
                rising &= last[k % stride][0] >= upper
            least = np.min([lower for lower, _ in last], axis=0)
            floor = Ball(np.where(rising, least, np.full(len(least), ZERO)), BITS)
            if Ball.exact([target], BITS).below((floor * floor * weights).sum()).all():
                return first + (n - 1) * stride
    return None


def _powers_of_two(limit: int) -> Iterator[int]:
    return (2**k for k in range(max(limit, 0).bit_length()))


def _dominated(optimizer: Optimizer, h: Sequence[Fraction], stride: int) -> tuple[NDArray[np.bool_], int]:
    """Where |c_1| - |c_2| - ... >= 1 for A^stride, and the number of states."""
    values = {s: Ball.exact([exact_number(v)], BITS) for s, v in optimizer.values().items()}
    one, zero = Ball.exact([1], BITS), Ball.exact([0] * len(h), BITS)
    A = Evaluator(optimizer).at(one, values, Ball.exact(h, BITS), zero=zero).A
    for _ in range(stride.bit_length() - 1):
        A = product(A, A)
    first, *others = (abs(entry) for entry in _recurrence(A))
    return first.at_least(sum(others, one)), len(A)


def _recurrence(A: Matrix) -> list[Any]:
    """c_1, ..., c_n of the characteristic polynomial z^n - c_1 z^(n-1) - ... - c_n (Le Verrier and Faddeev)."""
    n = len(A)
    coefficients: list[Any] = []
    M = A
    for k in range(1, n + 1):
        trace = sum((M[i][i] for i in range(1, n)), M[0][0])
        coefficients.append(trace / k)
        if k < n:
            M = product(A, [[x - coefficients[-1] if i == j else x for j, x in enumerate(row)] for i, row in enumerate(M)])
    return coefficients
