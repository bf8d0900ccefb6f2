"""The problem in numbers: a spectrum with its noise and its start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.errors import InputError

if TYPE_CHECKING:
    from numerics.binning import BinnedQuadratic
    from numerics.rotated import RotatedQuadratic

EXPLICIT = 100_000
"""Coordinates up to which a spectrum given by a formula is written out."""


@dataclass(frozen=True, eq=False)
class NoisyQuadratic:
    """The noisy quadratic model: loss sum_i h_i theta_i^2 / 2, gradient noise of variance c_i/B.

    Parameters
    ----------
    h : curvatures, shape (d,), positive.
    c : gradient noise variances of one example, shape (d,) or a number, not negative.
    theta0_sq : E theta_i^2 at the start, shape (d,) or a number, not negative.
    counts : multiplicity of each coordinate, shape (d,), positive; all 1 by default.

    Raises ``InputError`` naming the first entry that is negative, not finite or of the wrong shape.
    """

    h: NDArray[np.float64]
    c: NDArray[np.float64]
    theta0_sq: NDArray[np.float64]
    counts: NDArray[np.float64]

    def __init__(self, h: ArrayLike, c: ArrayLike, theta0_sq: ArrayLike = 1.0, counts: ArrayLike | None = None) -> None:
        curvature = _vector("h (curvatures)", h, None)
        d = len(curvature)
        if d == 0:
            raise InputError("NoisyQuadratic: h (curvatures) is empty; give at least one curvature > 0")
        fields = {
            "h": curvature,
            "c": _vector("c (noise variances)", c, d),
            "theta0_sq": _vector("theta0_sq (start)", theta0_sq, d),
            "counts": _vector("counts (multiplicities)", 1.0 if counts is None else counts, d),
        }
        for name, strict in (("h", True), ("c", False), ("theta0_sq", False), ("counts", True)):
            bad = np.flatnonzero(fields[name] <= 0 if strict else fields[name] < 0)
            if bad.size:
                allowed = "> 0" if strict else ">= 0"
                raise InputError(f"NoisyQuadratic: {name} must be {allowed}, got {fields[name][bad[0]]:g} at index {bad[0]}")
        for name, value in fields.items():
            value.setflags(write=False)
            object.__setattr__(self, name, value)

    @classmethod
    def power_law(cls, d: int, exponent: float = 1.0) -> NoisyQuadratic:
        """h_i = i^-exponent for i = 1..d, C = H, E theta_0^2 = 1: the paper's standard experiment (section 3.5).

        Beyond 10^5 coordinates the result is binned (``error_bound`` says how well), so that d = 10^12 costs no more.
        """
        count = _whole("power_law: d", d)
        if not np.isfinite(exponent):
            raise InputError(f"power_law: exponent must be finite, got {exponent}")
        if count > EXPLICIT:
            from numerics.spectra import power_law_bins

            return power_law_bins(count, float(exponent))
        h = np.arange(1, count + 1, dtype=np.float64) ** -float(exponent)
        return cls(h, h)

    @classmethod
    def log_uniform(cls, d: int, smallest: float, largest: float = 1.0) -> NoisyQuadratic:
        """d curvatures evenly spaced in log from ``largest`` to ``smallest``, C = H, E theta_0^2 = 1; any d, as power_law."""
        count = _whole("log_uniform: d", d)
        if not (np.isfinite(largest) and 0 < smallest <= largest):
            raise InputError(f"log_uniform: need 0 < smallest <= largest, got {smallest} and {largest}")
        if count > EXPLICIT:
            from numerics.spectra import log_uniform_bins

            return log_uniform_bins(count, float(largest), float(smallest))
        h = np.geomspace(largest, smallest, count)
        return cls(h, h)

    @classmethod
    def from_file(cls, path: str | Path) -> NoisyQuadratic:
        """A problem from a CSV file with the columns h, c and optionally theta0_sq and count, or an NPZ file with such arrays.

        Raises ``InputError`` naming the line of a bad entry.
        """
        from numerics.problem_file import read_problem

        return read_problem(path)

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
        from numerics.spectra import binned

        return binned(self, bins, rule)

    def rotated(
        self, rotation: ArrayLike | None = None, covariance: ArrayLike | None = None, seed: int = 0
    ) -> RotatedQuadratic:
        """The same problem in other coordinates: H = Q diag(h) Q' with Q = ``rotation`` (random if None), noise of any covariance.

        See ``RotatedQuadratic``. Raises ``InputError`` for bad matrices or a problem with multiplicities.
        """
        from numerics.rotated import RotatedQuadratic

        return RotatedQuadratic(self, rotation, covariance, seed)

    @property
    def dimension(self) -> float:
        """Number of coordinates, multiplicities counted."""
        return float(self.counts.sum())

    @property
    def initial_risk(self) -> float:
        """Expected risk at the start."""
        return float(np.sum(self.counts * self.h * self.theta0_sq) / 2)


def _whole(what: str, value: Any) -> int:
    try:
        count = int(value)
        exact = count == value
    except (TypeError, ValueError, OverflowError):
        exact = False
    if not exact or count < 1:
        raise InputError(f"{what} must be a whole number >= 1, got {value}")
    return count


def _vector(name: str, values: Any, length: int | None) -> NDArray[np.float64]:
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"NoisyQuadratic: {name} must be numbers, got {values!r}") from None
    if length is not None and array.ndim == 0:
        array = np.full(length, float(array))
    if array.ndim != 1 or (length is not None and len(array) != length):
        wanted = "a one-dimensional array" if length is None else f"a number or an array of length {length}"
        raise InputError(f"NoisyQuadratic: {name} must be {wanted}, got shape {array.shape}")
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        raise InputError(f"NoisyQuadratic: {name} must be finite, got {array[bad[0]]} at index {bad[0]}")
    return array


def check_run(steps: Any, batch_size: Any) -> tuple[list[int], float]:
    """Validate step counts and batch size, shared by every evaluator.

    Returns the steps as ints and the batch size as float. Raises ``InputError``.
    """
    try:
        values = [int(s) for s in np.atleast_1d(np.asarray(steps)).tolist()]
        exact = all(int(s) == s for s in np.atleast_1d(np.asarray(steps)).tolist())
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"steps must be whole numbers >= 0, got {steps!r}") from None
    if not exact or not values or min(values) < 0:
        raise InputError(f"steps must be whole numbers >= 0, got {steps!r}")
    try:
        size = float(batch_size)
    except (TypeError, ValueError):
        raise InputError(f"batch_size must be a number > 0, got {batch_size!r}") from None
    if not size > 0:
        raise InputError(f"batch_size must be > 0, got {batch_size}")
    return values, size
