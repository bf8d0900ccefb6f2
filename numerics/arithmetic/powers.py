"""Powers of a rule's matrix by doubling, and how a run moves by them; for arrays of any number type.

A^s is kept as diag(base) + offset. Where a diagonal entry is near 1 its base is 1, because at alpha h = 1e-9 and t = 1e9 powers
of A itself lose eight digits; once it has fallen below 1/2 its base is 0, because 1 + offset would lose what is left of it.
The covariance of s steps doubles alongside: Q_(2s) = Q_s + A^s Q_s A^s'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from numerics.arithmetic.matrices import Entry, Matrix, Row, added, congruence, dot, form, plus, product, times, transpose


class Power(NamedTuple):
    """A^s = diag(base) + offset, and the covariance that s steps of unit noise build up."""

    base: Row
    offset: Matrix
    covariance: Matrix

    @classmethod
    def of_step(cls, offset: Matrix, b: Matrix, base: int = 1) -> Power:
        """One step of a rule: A - I, or A itself with base 0, and the columns by which noise enters."""
        return cls([base] * len(offset), offset, product(b, transpose(b))).rebased()

    @property
    def matrix(self) -> Matrix:
        """A^s."""
        return [
            [plus(entry, self.base[i]) if i == j else entry for j, entry in enumerate(row)] for i, row in enumerate(self.offset)
        ]

    def doubled(self) -> Power:
        """The same of 2s steps."""
        square = product(self.offset, self.offset)
        offset = [
            [plus(square[i][j], times(entry, self.base[i] + self.base[j])) for j, entry in enumerate(row)]
            for i, row in enumerate(self.offset)
        ]
        return Power(self.base, offset, added(self.covariance, congruence(self.matrix, self.covariance))).rebased()

    def rebased(self) -> Power:
        """Base 0 where a diagonal entry has fallen below 1/2."""
        base, offset = list(self.base), [list(row) for row in self.offset]
        for i, b in enumerate(base):
            if isinstance(b, int) and b == 0:
                continue
            entry = np.asarray(plus(offset[i][i], b))
            fallen = np.abs(entry) < 0.5
            if np.any(fallen):
                offset[i][i], base[i] = np.where(fallen, entry, offset[i][i]), np.where(fallen, 0.0, b)
        return Power(base, offset, self.covariance)

    def of_state(self, state: Row) -> Row:
        """A^s state."""
        return [plus(times(b, x), dot(line, state)) for b, x, line in zip(self.base, state, self.offset, strict=True)]

    def of_row(self, row: Row) -> Row:
        """row A^s."""
        return [
            plus(times(b, x), dot(row, column)) for b, x, column in zip(self.base, row, transpose(self.offset), strict=True)
        ]


def powers(first: Power, steps: int) -> list[Power]:
    """Powers 1, 2, 4, ... as far as a run of so many steps needs them."""
    result = [first]
    while len(result) < steps.bit_length():
        result.append(result[-1].doubled())
    return result


def visited(table: Sequence[Power], read: Row, steps: Sequence[int]) -> Iterator[tuple[Row, Entry]]:
    """read A^t and V_t at increasing steps t: V_(t+s) = V_t + (read A^t) Q_s (read A^t)'.

    A step is reached along its binary digits, the highest first, from the last point that its predecessor's way shares with it:
    a thousand steps cost little more than their last digits, and what is found at one does not depend on the others.
    """
    way: list[tuple[int, Row, Entry]] = [(0, read, 0)]
    for step in steps:
        while way[-1][0] and step - step % (way[-1][0] & -way[-1][0]) != way[-1][0]:
            way.pop()
        at, row, variance = way[-1]
        for bit in reversed(range((step - at).bit_length())):
            if (step - at) >> bit & 1:
                power = table[bit]
                variance = plus(variance, form(row, power.covariance))
                row = power.of_row(row)
                at += 1 << bit
                way.append((at, row, variance))
        yield row, variance
