"""A noisy quadratic seen in coordinates that are not the Hessian's eigenvectors, with any noise covariance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.problem import NoisyQuadratic
from theory.errors import InputError, whole_number

Array = NDArray[np.float64]
ORTHOGONAL = 1e-10
"""Largest entry of Q'Q - I that counts as rounding."""


@dataclass(frozen=True, eq=False)
class RotatedQuadratic(NoisyQuadratic):
    """Loss theta' H theta / 2 with H = Q diag(h) Q', noise of covariance C/B in the same coordinates.

    A linear rule with the same hyperparameters everywhere commutes with Q, and its expected risk needs of C only the diagonal in
    the eigenbasis: so ``nqm.risk`` and all other exact functions hold unchanged. A rule that works on each coordinate by itself
    (sign descent, Adam) depends on Q and C, and must be simulated.

    Parameters
    ----------
    problem : curvatures, noise and start in the eigenbasis; without multiplicities.
    rotation : Q, shape (d, d), its columns the eigenvectors; a random one (Haar) if None.
    covariance : C, shape (d, d), in the rotated coordinates; Q diag(c) Q' if None.
    seed : of the random rotation.

    ``h``, ``c``, ``theta0_sq`` belong to the eigenbasis (``c`` is the diagonal of Q'CQ); ``noise_factor`` is a matrix F, shape
    (d, d), with F F' = C. Raises ``InputError`` for a matrix that is not orthogonal, or a covariance that is none.
    """

    rotation: Array
    noise_factor: Array

    def __init__(
        self, problem: NoisyQuadratic, rotation: ArrayLike | None = None, covariance: ArrayLike | None = None, seed: int = 0
    ) -> None:
        d = len(problem.h)
        if np.any(problem.counts != 1):
            raise InputError(
                "a problem with multiplicities (counts, bins) cannot be rotated; give every coordinate its own entry"
            )
        basis = haar(d, seed) if rotation is None else _matrix("rotation", rotation, d)
        if np.abs(basis.T @ basis - np.eye(d)).max() > ORTHOGONAL * d:
            raise InputError("rotation must be orthogonal: rotation.T @ rotation is not the identity")
        if covariance is None:
            variances, factor = problem.c, basis * np.sqrt(problem.c)
        else:
            full = _matrix("covariance", covariance, d)
            values, vectors = np.linalg.eigh(full)
            if np.abs(full - full.T).max() > 1e-12 * np.abs(full).max() or values[0] < -1e-12 * max(values[-1], 0.0):
                raise InputError("covariance must be symmetric with eigenvalues >= 0")
            factor = vectors * np.sqrt(np.maximum(values, 0))
            variances = np.sum((basis.T @ factor) ** 2, axis=1)
        super().__init__(problem.h, variances, problem.theta0_sq)
        for name, value in (("rotation", basis), ("noise_factor", factor)):
            value.setflags(write=False)
            object.__setattr__(self, name, value)


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


def _matrix(name: str, value: ArrayLike, d: int) -> Array:
    matrix = np.array(value, dtype=np.float64)
    if matrix.shape != (d, d) or not np.all(np.isfinite(matrix)):
        raise InputError(f"{name} must be a finite matrix of shape ({d}, {d}), got shape {matrix.shape}")
    return matrix
