"""Moments by repeated doubling, for any number type: nested lists of numbers, plain operators.

A^(2k) = A^k A^k and Q_(2k) = Q_k + A^k Q_k A^k', where Q_k is the covariance that k steps of unit noise build up.
Used with balls (rigorous) and with double-doubles (accurate).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

from numerics.arithmetic.matrices import Matrix, Row, added, congruence, dot, form, product, transpose

Pair = tuple[Any, Any]
Progress = Callable[[int, int], None]


def doubled_moments(
    A: Matrix,
    b: Matrix,
    read: Sequence[Any],
    e: Sequence[Any],
    zero: Any,
    steps: Sequence[int],
) -> list[Pair]:
    """(read A^t e, sum_{k<t} |read A^k b|^2) at each t of ``steps``."""
    Q = product(b, transpose(b))
    points = {0: ([[entry] for entry in e], [[zero] * len(e) for _ in e])}  # state and covariance by steps mod 2^bit
    for bit in range(max(steps).bit_length()):
        following = {}
        for s in {s & ((2 << bit) - 1) for s in steps}:
            state, covariance = points[s & ((1 << bit) - 1)]
            if s >> bit & 1:
                state, covariance = product(A, state), added(congruence(A, covariance), Q)
            following[s] = state, covariance
        points = following
        if max(steps) >> (bit + 1):
            Q = added(Q, congruence(A, Q))
            A = product(A, A)
    return [(dot(read, [row[0] for row in points[s][0]]), form(read, points[s][1])) for s in steps]


def advanced(A: Matrix, Q: Matrix, state: Matrix, covariance: Matrix, steps: int) -> tuple[Matrix, Matrix]:
    """State and covariance after further steps of a constant rule that adds the covariance Q in each."""
    while steps:
        if steps & 1:
            state, covariance = product(A, state), added(congruence(A, covariance), Q)
        steps >>= 1
        if steps:
            Q = added(Q, congruence(A, Q))
            A = product(A, A)
    return state, covariance


def stepped(
    matrices: Callable[[int], tuple[Matrix, Matrix, Sequence[Any], Sequence[Any]]], zero: Any
) -> Iterator[tuple[Row, Matrix]]:
    """State and covariance of a time-varying rule after 0, 1, 2, ... steps; ``matrices(k)`` gives (A, b, read, e) of step k."""
    _, _, _, e = matrices(0)
    state, covariance = [[entry] for entry in e], [[zero] * len(e) for _ in e]
    for k in count():
        yield [row[0] for row in state], covariance
        A, b, _, _ = matrices(k)
        state = product(A, state)
        covariance = added(congruence(A, covariance), product(b, transpose(b)))


def stepped_moments(
    matrices: Callable[[int], tuple[Matrix, Matrix, Sequence[Any], Sequence[Any]]],
    zero: Any,
    steps: Sequence[int],
) -> list[Pair]:
    """The same as ``doubled_moments`` for a time-varying rule, step by step."""
    read = matrices(0)[2]
    seen, wanted = {}, set(steps)
    for k, (state, covariance) in zip(range(max(steps) + 1), stepped(matrices, zero), strict=False):
        if k in wanted:
            seen[k] = dot(read, state), form(read, covariance)
    return [seen[s] for s in steps]
