"""Small matrices as nested lists, for any number type: arrays, balls, double-doubles, Taylor models.

Entries that are the ints 0 and 1 are structural: they cost no work. Symmetric results are computed once above the
diagonal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Entry = Any  # a number or array of any type, or the int 0 or 1 where the entry is constant
Row = list[Entry]
Matrix = list[Row]


def times(a: Entry, b: Entry) -> Entry:
    """Product that knows structural zeros and ones."""
    if isinstance(a, int):
        return 0 if a == 0 else b if a == 1 else a * b
    if isinstance(b, int):
        return 0 if b == 0 else a if b == 1 else a * b
    return a * b


def plus(a: Entry, b: Entry) -> Entry:
    """Sum that knows structural zeros."""
    if isinstance(a, int) and a == 0:
        return b
    if isinstance(b, int) and b == 0:
        return a
    return a + b


def dot(a: Sequence[Entry], b: Sequence[Entry]) -> Entry:
    """Scalar product."""
    total: Entry = 0
    for p, q in zip(a, b, strict=True):
        total = plus(total, times(p, q))
    return total


def product(a: Matrix, b: Matrix) -> Matrix:
    """Matrix product."""
    columns = list(zip(*b, strict=True))
    return [[dot(row, list(column)) for column in columns] for row in a]


def congruence(a: Matrix, s: Matrix) -> Matrix:
    """a s a' of a symmetric s, symmetric."""
    half = product(a, s)
    n = len(a)
    result: Matrix = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i, n):
            result[i][j] = result[j][i] = dot(half[i], a[j])
    return result


def added(a: Matrix, b: Matrix) -> Matrix:
    """Sum of symmetric matrices, symmetric."""
    n = len(a)
    result: Matrix = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i, n):
            result[i][j] = result[j][i] = plus(a[i][j], b[i][j])
    return result


def shifted(d: Matrix, by: int) -> Matrix:
    """d + by * I."""
    return [[plus(entry, by) if i == j else entry for j, entry in enumerate(row)] for i, row in enumerate(d)]


def form(read: Sequence[Entry], s: Matrix) -> Entry:
    """read s read'."""
    return dot(read, [dot(row, read) for row in s])


def transpose(a: Matrix) -> Matrix:
    """Transposed matrix."""
    return [list(column) for column in zip(*a, strict=True)]


def shaped(flat: Sequence[Entry], rows: int) -> Matrix:
    """A flat list of entries as a matrix."""
    columns = len(flat) // rows
    return [list(flat[i * columns : (i + 1) * columns]) for i in range(rows)]
