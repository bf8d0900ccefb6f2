"""Random rotations, and matrices that users give."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.errors import InputError, whole_number

Array = NDArray[np.float64]


def haar(d: int, seed: int) -> Array:
    """A uniformly random orthogonal matrix: a product of random reflections (Stewart 1980).

    Without the linear algebra library, whose last digits depend on its number of threads: the seed alone decides on every bit.
    """
    rng = np.random.default_rng(whole_number(seed, "seed"))
    q = np.eye(d)
    signs = np.ones(d)
    for k in range(d):
        v = rng.standard_normal(d - k)
        signs[k] = -1.0 if v[0] > 0 else 1.0
        v[0] -= signs[k] * np.sqrt(np.sum(v * v))
        part = q[:, k:]
        part -= np.multiply.outer(np.einsum("ij,j->i", part, v) * (2 / np.sum(v * v)), v)
    return q * signs


def square_matrix(name: str, value: ArrayLike, d: int) -> Array:
    """A finite matrix of shape (d, d) of its own. Raises ``InputError``."""
    matrix = np.array(value, dtype=np.float64)
    if matrix.shape != (d, d) or not np.all(np.isfinite(matrix)):
        raise InputError(f"{name} must be a finite matrix of shape ({d}, {d}), got shape {matrix.shape}")
    return matrix
