"""The noisy quadratic as users have it: written down, given by a formula or a file; put into bins, or rotated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.dynamics.taylor_moments import Defects, risk_defect
from numerics.model.quadratic import Quadratic
from numerics.model.run import check_run
from numerics.problem.bins import binned, log_uniform_bins, power_law_bins
from numerics.problem.file import read_columns
from numerics.problem.rotation import haar, square_matrix
from theory.errors import InputError, whole_number
from theory.rule.optimizer import Optimizer

Array = NDArray[np.float64]
EXPLICIT = 100_000
"""Coordinates up to which a spectrum given by a formula is written out."""
ORTHOGONAL = 1e-10
"""Largest entry of Q'Q - I that counts as rounding."""


class NoisyQuadratic(Quadratic):
    """The noisy quadratic model: loss sum_i h_i theta_i^2 / 2, gradient noise of variance c_i/B.

    Parameters
    ----------
    h : curvatures, shape (d,), positive.
    c : gradient noise variances of one example, shape (d,) or a number, not negative.
    theta0_sq : E theta_i^2 at the start, shape (d,) or a number, not negative.
    counts : multiplicity of each coordinate, shape (d,), positive; all 1 by default.

    The attributes are float64 arrays. Numbers that float64 does not hold (fractions, whole numbers beyond 2^53, longer floats) are
    kept exactly for intervals: ``exact``. Raises ``InputError`` naming the first entry that is negative, not finite or of the wrong
    shape, and where counts * h * c or counts * h * theta0_sq adds up beyond the range of float64.
    """

    @classmethod
    def power_law(cls, d: int, exponent: float = 1.0) -> NoisyQuadratic:
        """h_i = i^-exponent for i = 1..d, C = H, E theta_0^2 = 1: the paper's standard experiment (section 3.5).

        Beyond 10^5 coordinates the result is binned (``error_bound`` says how well), so that d = 10^12 costs no more.
        """
        count = whole_number(d, "power_law: d", 1)
        if not np.isfinite(exponent):
            raise InputError(f"power_law: exponent must be finite, got {exponent}")
        if count > EXPLICIT:
            return BinnedQuadratic(*power_law_bins(count, float(exponent)))
        h = np.arange(1, count + 1, dtype=np.float64) ** -float(exponent)
        return cls(h, h)

    @classmethod
    def log_uniform(cls, d: int, smallest: float, largest: float = 1.0) -> NoisyQuadratic:
        """d curvatures evenly spaced in log from ``largest`` to ``smallest``, C = H, E theta_0^2 = 1; any d, as power_law."""
        count = whole_number(d, "log_uniform: d", 1)
        if not (np.isfinite(largest) and 0 < smallest <= largest):
            raise InputError(f"log_uniform: need 0 < smallest <= largest, got {smallest} and {largest}")
        if count > EXPLICIT:
            return BinnedQuadratic(*log_uniform_bins(count, float(largest), float(smallest)))
        h = np.geomspace(largest, smallest, count)
        return cls(h, h)

    @classmethod
    def from_file(cls, path: str | Path) -> NoisyQuadratic:
        """A problem from a CSV file with the columns h, c and optionally theta0_sq and count, or an NPZ file with such arrays.

        Raises ``InputError`` naming the line of a bad entry.
        """
        columns = read_columns(path)
        try:
            return cls(columns["h"], columns["c"], columns.get("theta0_sq", 1.0), columns.get("count"))
        except InputError as error:
            raise InputError(f"{path}: {error}") from None

    def binned(self, bins: int, rule: str = "gauss") -> BinnedQuadratic:
        """At most ``bins`` distinct coordinates, with ``.error_bound(optimizer, steps, batch_size)``.

        Parameters
        ----------
        bins : number of coordinates allowed.
        rule : "gauss" replaces the coordinates of each bin by Gauss nodes for its own measure, very accurate;
            "lower-edge" is the binning of the paper's notebook: edges at geometric distance from the largest curvature to
            the smallest, each coordinate counted at the edge below it.

        Raises ``InputError`` for another rule or too few bins.
        """
        found = binned(self, bins, rule)
        return BinnedQuadratic(*found[:4], found.defects + getattr(self, "defects", ()))

    def rotated(
        self, rotation: ArrayLike | None = None, covariance: ArrayLike | None = None, seed: int = 0
    ) -> RotatedQuadratic:
        """The same problem in other coordinates: H = Q diag(h) Q' with Q = ``rotation`` (random if None), noise of any covariance.

        See ``RotatedQuadratic``. Raises ``InputError`` for bad matrices or a problem with multiplicities.
        """
        return RotatedQuadratic(self, rotation, covariance, seed)


class BinnedQuadratic(NoisyQuadratic):
    """A problem that stands for one with more coordinates: ``error_bound`` says how well."""

    defects: tuple[Defects, ...]

    def __init__(self, h: Any, c: Any, theta0_sq: Any, counts: Any, defects: tuple[Defects, ...]) -> None:
        super().__init__(h, c, theta0_sq, counts)
        object.__setattr__(self, "defects", defects)

    def error_bound(self, optimizer: Optimizer, steps: Sequence[int], batch_size: float) -> Array:
        """A bound on |risk here - risk of the problem that was binned| at each step, shape (len(steps),).

        Rigorous up to the directed rounding of its own last operations; infinite where the bins are too wide for the rule
        (use more). ``optimizer``: linear, time-invariant, single numbers. Raises ``InputError`` for a time-varying rule.
        """
        whole, size = check_run(steps, batch_size)
        return np.asarray(
            np.sum([np.zeros(len(whole)), *(risk_defect(optimizer, d, whole, size) for d in self.defects)], axis=0)
        )


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
        basis = haar(d, seed) if rotation is None else square_matrix("rotation", rotation, d)
        if np.abs(basis.T @ basis - np.eye(d)).max() > ORTHOGONAL * d:
            raise InputError("rotation must be orthogonal: rotation.T @ rotation is not the identity")
        if covariance is None:
            variances, factor = problem.c, basis * np.sqrt(problem.c)
        else:
            full = square_matrix("covariance", covariance, d)
            values, vectors = np.linalg.eigh(full)
            if np.abs(full - full.T).max() > 1e-12 * np.abs(full).max() or values[0] < -1e-12 * max(values[-1], 0.0):
                raise InputError("covariance must be symmetric with eigenvalues >= 0")
            factor = vectors * np.sqrt(np.maximum(values, 0))
            variances = np.sum((basis.T @ factor) ** 2, axis=1)
        super().__init__(problem.h, variances, problem.theta0_sq)
        for name, value in (("rotation", basis), ("noise_factor", factor)):
            value.setflags(write=False)
            object.__setattr__(self, name, value)
