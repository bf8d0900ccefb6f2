"""A Hessian that is not diagonal, as the rule meets it: something that multiplies arrays and has powers."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ONE_THREAD = 1 << 18
"""Multiplications up to which the linear algebra library stays on one thread (OpenBLAS: 4 * 65536)."""
ROWS = 1 << 14
"""Numbers of the left factor in one slice."""


def product(a: Any, b: Any) -> Any:
    """a @ b, in slices small enough for one thread each: its bits do not depend on how many threads there are.

    ``a`` of shape (m, k), ``b`` of shape (k, n). Arrays of other libraries are multiplied as they do it.
    """
    if not isinstance(a, np.ndarray):
        return a @ b
    (m, k), n = a.shape, b.shape[1]
    rows = max(2, ROWS // k)
    if m > rows:
        return np.concatenate([product(a[i : i + rows], b) for i in range(0, m, rows)])
    width = ONE_THREAD // (m * k)
    if m == 1 or width < 2:
        return np.einsum("ij,jk->ik", a, b)
    out = np.empty((m, n))
    for j in range(0, n, width):
        np.matmul(a, b[:, j : j + width], out=out[:, j : j + width])
    return out


class Spectral:
    """A symmetric matrix Q diag(values) Q' that stands where a rule expects a curvature.

    Arithmetic with numbers, with powers and with another function of the same matrix acts on the eigenvalues; times an array of
    shape (..., d) it acts as the matrix on the last axis. So a rule that says ``curvature * theta`` or ``curvature ** (-p) * g``
    runs unchanged.
    """

    __array_ufunc__ = None  # NumPy leaves number * Spectral to us

    def __init__(self, values: Any, basis: Array) -> None:
        self.values, self.basis = values, basis

    @cached_property
    def matrix(self) -> Any:
        """The matrix, shape (d, d)."""
        return product(self.basis * self.values, self.basis.T)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Spectral):
            return Spectral(self.values * other.values, self.basis)
        return Spectral(self.values * other, self.basis) if getattr(other, "ndim", 0) == 0 else product(other, self.matrix)

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __pow__(self, power: Any) -> Spectral:
        return Spectral(self.values**power, self.basis)

    def __neg__(self) -> Spectral:
        return Spectral(-self.values, self.basis)


def _on_values(function: Callable[[Any, Any], Any], reflected: bool) -> Callable[[Spectral, Any], Spectral]:
    def run(self: Spectral, other: Any) -> Spectral:
        value = other.values if isinstance(other, Spectral) else other
        return Spectral(function(value, self.values) if reflected else function(self.values, value), self.basis)

    return run


for _name, _function in (("add", operator.add), ("sub", operator.sub), ("truediv", operator.truediv)):
    setattr(Spectral, f"__{_name}__", _on_values(_function, reflected=False))
    setattr(Spectral, f"__r{_name}__", _on_values(_function, reflected=True))
