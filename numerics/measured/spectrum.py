"""Gradient noise measured in the Hessian's eigenbasis: the coordinates of a noisy quadratic, and how good that model is.

Two assumptions of the model are measured: that the noise covariance C is diagonal where the Hessian H is (Zhang et al. 2019,
section 3.1), and that it is near to H (their section 3.5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.measured.estimates import RESAMPLES, Estimate, generator
from numerics.measured.gram import FEWEST, checked, exponent_of
from numerics.measured.pairs import resampled_counts
from numerics.measured.unseen import effective
from theory.errors import InputError

Array = NDArray[np.float64]
FEW = 4
"""Effective examples below which the share off the diagonal, of fourth powers of the noise, has no interval but 0 to 1."""
ORTHONORMAL = 1e-3
"""How far eigenvectors may be from orthonormal (float32 ones of a large Hessian are not exact)."""


@dataclass(frozen=True)
class Spectrum:
    """A measured problem; arrays of shape (k,), curvatures decreasing.

    h, c : curvatures, and noise variances of one example along them.
    off_diagonal : share of C's squared entries that lie off its diagonal, the sampling error of C taken out; without an interval
        if C itself was given.
    random : the share that a C with these eigenvalues would have in a basis without relation to it.
    cosine : of the angle between C and H as matrices, 1 if C is a multiple of H.
    exponent : p of the best fit c ~ h^p (least squares in logarithms, weighted by h: flat directions are many and say little).
    clipped : curvatures <= 0 that were removed because this was asked for.
    outside : share of tr Sigma in directions that were not given (0 with all of them); NaN if only C was given.
    """

    h: Array
    c: Array
    off_diagonal: Estimate
    random: float
    cosine: float
    exponent: float
    clipped: int
    outside: float
    kept: NDArray[np.intp]


def in_eigenbasis(
    curvatures: ArrayLike,
    eigenvectors: ArrayLike,
    gradients: ArrayLike,
    clip: bool = False,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Spectrum:
    """Measure the noise along the Hessian's eigenvectors.

    Parameters
    ----------
    curvatures : (k,) eigenvalues of the Hessian; not all need be given.
    eigenvectors : (parameters, k), orthonormal columns.
    gradients : (n, parameters), of single examples at one point, n >= 8.
    clip : remove directions of curvature <= 0 and count them; else they are refused.
    level, resamples, seed : of the bootstrap interval of ``off_diagonal``.

    Raises ``InputError`` for bad input.
    """
    h, kept, clipped = checked_curvatures(curvatures, clip)
    vectors, g = np.asarray(eigenvectors), checked(gradients)
    k = len(np.atleast_1d(np.asarray(curvatures)))
    if vectors.shape != (g.shape[1], k):
        raise InputError(f"eigenvectors must have the shape (parameters, curvatures) = {(g.shape[1], k)}, got {vectors.shape}")
    basis = np.asarray(vectors[:, kept], dtype=np.float64)
    error = float(np.max(np.abs(basis.T @ basis - np.eye(len(kept)))))
    if not error <= ORTHONORMAL:
        raise InputError(f"eigenvectors must be orthonormal columns; theirs differ from that by {error:.2g}")
    exponent, n = exponent_of(g), len(g)
    scaled = np.ldexp(np.asarray(g, dtype=np.float64), -exponent)
    scaled -= scaled[0]
    scaled -= scaled.mean(axis=0)
    along = scaled @ basis
    c = (along**2).sum(axis=0) / (n - 1)
    spread = float(np.vdot(scaled, scaled) / (n - 1))
    if not np.any(c):
        raise InputError("the gradients show no noise along these directions: nothing can be measured of its covariance")
    products = along @ along.T
    share = _off_diagonal(along, products, generator(level, resamples, seed), resamples, level)
    norm = math.sqrt(max(_without_own(products**2), np.finfo(float).tiny))
    return Spectrum(
        h, c * 4.0**exponent, share, 1 - _random_share(float(c.sum()), norm, len(c)), _cosine(h, c, norm), _exponent(h, c),
        clipped, max(0.0, round(1 - float(c.sum()) / spread, 12)) if spread > 0 else 0.0, kept,
    )  # fmt: skip


def from_covariance(curvatures: ArrayLike, covariance: ArrayLike, examples: float = math.inf, clip: bool = False) -> Spectrum:
    """The same from the noise covariance of one example in the Hessian's eigenbasis, shape (k, k).

    ``examples`` : how many it was estimated from; its sampling error is then taken out as for Gaussian gradients.
    """
    h, kept, clipped = checked_curvatures(curvatures, clip)
    C = np.asarray(covariance, dtype=np.float64)
    k = len(np.atleast_1d(np.asarray(curvatures)))
    if C.shape != (k, k):
        raise InputError(f"covariance must have the shape (curvatures, curvatures) = {(k, k)}, got {C.shape}")
    if not np.all(np.isfinite(C)):
        raise InputError(f"covariance: {np.count_nonzero(~np.isfinite(C))} entries are not finite")
    if np.max(np.abs(C - C.T)) > 1e-6 * np.max(np.abs(C)):
        raise InputError("covariance must be symmetric")
    if not examples >= FEWEST:
        raise InputError(f"examples: at least {FEWEST} are needed for a covariance, got {examples:g}")
    C = C[np.ix_(kept, kept)]
    c = np.diag(C).copy()
    if np.any(c < 0):
        raise InputError(f"covariance: variances must be >= 0, got {c.min():g} at direction {int(np.argmin(c))}")
    total, diagonal = float(np.sum(C**2)), float(c @ c)
    if math.isfinite(examples):  # moments of a Wishart matrix of m degrees of freedom
        m = examples - 1
        total = m**2 / ((m - 1) * (m + 2)) * (total - float(c.sum()) ** 2 / m)
        diagonal *= m / (m + 2)
    total = max(total, diagonal, np.finfo(float).tiny)
    share = 1 - diagonal / total
    random = 1 - _random_share(float(c.sum()), math.sqrt(total), len(c))
    return Spectrum(
        h,
        c,
        Estimate(share, math.nan, math.nan),
        random,
        _cosine(h, c, math.sqrt(total)),
        _exponent(h, c),
        clipped,
        math.nan,
        kept,
    )


def checked_curvatures(curvatures: ArrayLike, clip: bool) -> tuple[Array, NDArray[np.intp], int]:
    """Positive curvatures in decreasing order, their places, and how many others were removed."""
    h = np.asarray(curvatures, dtype=np.float64)
    if h.ndim != 1 or not h.size:
        raise InputError(f"curvatures must be one row of numbers, got an array of shape {h.shape}")
    if not np.all(np.isfinite(h)):
        raise InputError(
            f"curvatures: {np.count_nonzero(~np.isfinite(h))} are not finite, the first at index {int(np.argmin(np.isfinite(h)))}"
        )
    wrong = int(np.count_nonzero(h <= 0))
    if wrong and not clip:
        raise InputError(
            f"curvatures: {wrong} of {h.size} are not positive, the least is {h.min():.3g}; the point is no strict minimum. "
            "Train further, add weight decay, or remove these directions (--clip, clip=True)"
        )
    order = np.argsort(-h, kind="stable")[: h.size - wrong]
    if not order.size:
        raise InputError("curvatures: none is positive")
    return h[order], order, wrong


def _without_own(squares: Array) -> float:
    """The mean over pairs i != j."""
    n = len(squares)
    return float((squares.sum() - np.trace(squares)) / (n * (n - 1)))


def _off_diagonal(along: Array, products: Array, rng: np.random.Generator, resamples: int, level: float) -> Estimate:
    """The share off the diagonal, by pairs of different examples; bootstrap over examples, pairs of one with itself left out."""
    n = len(along)
    squares, own = products**2, along**2
    power = (own**2).sum(axis=1)  # sum over directions of the fourth powers, an example

    def share(counts: Array) -> Array:
        again = counts**2
        pairs = counts.sum(axis=1) ** 2 - again.sum(axis=1)
        total = (np.einsum("ri,ri->r", counts @ squares, counts) - again @ np.diag(squares)) / pairs
        diagonal = (((counts @ own) ** 2).sum(axis=1) - again @ power) / pairs
        return np.asarray(1 - diagonal / total)

    value = min(max(float(share(np.ones((1, n)))[0]), 0.0), 1.0)
    others = squares.sum(axis=1) - np.diag(squares)
    carried = effective(others - others.mean(), float(others.mean()))
    if carried < FEW:
        return Estimate(
            value, 0.0, 1.0, f"conservative: about {carried:.0f} of {n} examples carry it, which is too few for an interval"
        )
    draws = np.concatenate([share(counts) for counts in resampled_counts(rng, n, resamples)])
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(value, min(max(float(low), 0.0), value), max(min(float(high), 1.0), value))


def _random_share(trace: float, norm: float, k: int) -> float:
    """Diagonal share of a C with this trace and norm in a random basis: E sum_i C_ii^2 = (tr^2 + 2 |C|^2)/(k + 2)."""
    return min(1.0, (trace**2 / norm**2 + 2) / (k + 2))


def _cosine(h: Array, c: Array, norm: float) -> float:
    """Of C and H as matrices; the norm of C is an estimate, so the quotient could pass 1."""
    return min(1.0, float(h @ c) / (float(np.linalg.norm(h)) * norm))


def _exponent(h: Array, c: Array) -> float:
    """Slope of log c against log h, weighted by h; NaN if there are fewer than two directions with noise."""
    seen = c > 0
    if np.count_nonzero(seen) < 2 or np.ptp(h[seen]) == 0:
        return math.nan
    return float(np.polyfit(np.log(h[seen]), np.log(c[seen]), 1, w=np.sqrt(h[seen]))[0])
