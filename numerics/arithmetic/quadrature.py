"""Gauss quadrature for discrete measures: few nodes with the same moments as many points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def equispaced(points: Floats, nodes: int) -> tuple[Floats, Floats]:
    """Gauss rules for N equal weights at N equispaced points of [-1, 1], one rule for each N in ``points``.

    Returns nodes and weights of shape (rules, nodes); the weights sum to N and all moments up to 2 nodes - 1 agree. The
    orthogonal polynomials are the discrete Chebyshev polynomials (Gautschi 2004, example 1.15). Needs nodes <= N.
    """
    N = np.asarray(points, dtype=np.float64)[:, None]
    k = np.arange(1.0, nodes)
    off = k * np.sqrt((1 - (k / N) ** 2) / (4 * (4 * k**2 - 1))) * 2 * N / np.maximum(N - 1, 1)
    jacobi = np.zeros((len(N), nodes, nodes))
    jacobi[:, range(nodes - 1), range(1, nodes)] = off
    jacobi[:, range(1, nodes), range(nodes - 1)] = off
    u, vectors = np.linalg.eigh(jacobi)
    return u, vectors[:, 0] ** 2 * N


def discrete(u: Floats, weights: Floats, nodes: int) -> tuple[Floats, Floats]:
    """A Gauss rule for weights at arbitrary points (Lanczos with full reorthogonalisation); weights must be positive.

    Returns nodes and weights, fewer than ``nodes`` if there are fewer distinct points.
    """
    basis = [np.sqrt(weights / weights.sum())]
    diagonal, off = [], []
    for _ in range(nodes):
        v = u * basis[-1]
        diagonal.append(float(v @ basis[-1]))
        for _ in range(2):
            for q in basis:
                v = v - (v @ q) * q
        size = float(np.linalg.norm(v))
        if len(diagonal) == nodes or size < 1e-13:
            break
        off.append(size)
        basis.append(v / size)
    x, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(off, 1) + np.diag(off, -1))
    return x, vectors[0] ** 2 * weights.sum()
