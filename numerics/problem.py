"""The problem in numbers: a spectrum with its noise and its start."""

from __future__ import annotations

import operator
import reprlib
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.exact import exact_number, extended
from theory.errors import InputError, whole_number

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

    The attributes are float64 arrays. Numbers that float64 does not hold (fractions, whole numbers beyond 2^53, longer floats) are
    kept exactly for intervals: ``exact``. Raises ``InputError`` naming the first entry that is negative, not finite or of the wrong
    shape, and where counts * h * c or counts * h * theta0_sq adds up beyond the range of float64.
    """

    h: NDArray[np.float64]
    c: NDArray[np.float64]
    theta0_sq: NDArray[np.float64]
    counts: NDArray[np.float64]
    _beyond_float64: dict[str, list[Fraction]] = field(repr=False)

    def __init__(self, h: ArrayLike, c: ArrayLike, theta0_sq: ArrayLike = 1.0, counts: ArrayLike | None = None) -> None:
        curvature = _vector("h", h, None)
        d = len(curvature[0])
        if d == 0:
            raise InputError("NoisyQuadratic: h (curvatures) is empty; give at least one curvature > 0")
        given = {
            "h": curvature,
            "c": _vector("c", c, d),
            "theta0_sq": _vector("theta0_sq", theta0_sq, d),
            "counts": _vector("counts", 1.0 if counts is None else counts, d),
        }
        for name, strict in (("h", True), ("c", False), ("theta0_sq", False), ("counts", True)):
            value = given[name][0]
            bad = np.flatnonzero(value <= 0 if strict else value < 0)
            if bad.size:
                allowed = "> 0" if strict else ">= 0"
                raise InputError(f"NoisyQuadratic: {name} must be {allowed}, got {value[bad[0]]:g} at index {bad[0]}")
            value.setflags(write=False)
            object.__setattr__(self, name, value)
        kept = {name: exact for name, (_, exact) in given.items() if exact is not None}
        object.__setattr__(self, "_beyond_float64", kept)
        for name in ("c", "theta0_sq"):
            with np.errstate(over="ignore"):
                total = float(np.sum(self.counts * self.h * getattr(self, name)))
            if not np.isfinite(total):
                raise InputError(
                    f"NoisyQuadratic: counts * h * {name} adds up beyond {np.finfo(np.float64).max:.2g}, the largest float64; "
                    f"scale {name} down: the risk is linear in c and theta0_sq together"
                )

    @classmethod
    def power_law(cls, d: int, exponent: float = 1.0) -> NoisyQuadratic:
        """h_i = i^-exponent for i = 1..d, C = H, E theta_0^2 = 1: the paper's standard experiment (section 3.5).

        Beyond 10^5 coordinates the result is binned (``error_bound`` says how well), so that d = 10^12 costs no more.
        """
        count = whole_number(d, "power_law: d", 1)
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
        count = whole_number(d, "log_uniform: d", 1)
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

    def exact(self, name: str) -> list[Fraction]:
        """One of h, c, theta0_sq and counts, as the numbers that were given: where floats were, the binary numbers they are."""
        return self._beyond_float64.get(name) or [Fraction(v) for v in getattr(self, name).tolist()]

    def exact_weights(self) -> tuple[list[Fraction], list[Fraction]]:
        """counts h E theta_0^2 / 2 and counts h c / 2, coordinate by coordinate: the risk is phi^2 times one, V/B times the other."""
        halves = [n * k / 2 for n, k in zip(self.exact("counts"), self.exact("h"), strict=True)]
        start, noise = ([w * v for w, v in zip(halves, self.exact(name), strict=True)] for name in ("theta0_sq", "c"))
        return start, noise

    def part(self, rows: Any, **instead: float) -> NoisyQuadratic:
        """Some of the coordinates (an index or a mask), as exact as they are here; ``instead``: other c or theta0_sq for all of them."""

        def column(name: str) -> Any:
            if name in instead:
                return instead[name]
            kept = self._beyond_float64.get(name)
            return getattr(self, name)[rows] if kept is None else np.array(kept, dtype=object)[rows]

        return NoisyQuadratic(*(column(name) for name in ("h", "c", "theta0_sq", "counts")))

    def extended(self, name: str) -> NDArray[np.longdouble]:
        """One of h, c, theta0_sq and counts in NumPy's longest float: exact if they fit float64, else rounded once."""
        kept = self._beyond_float64.get(name)
        values = getattr(self, name) if kept is None else [extended(v) for v in kept]
        return np.asarray(values, dtype=np.longdouble)

    def fits(self, name: str) -> bool:
        """Whether float64 holds the numbers as they were given."""
        return name not in self._beyond_float64

    def starts_within(self, target: Fraction) -> bool:
        """Whether the risk at the start is at most the target, decided exactly."""
        near, goal = self.initial_risk, float(target)
        if abs(near - goal) > 1e-9 * goal:
            return near < goal
        return sum(self.exact_weights()[0], Fraction(0)) <= target

    @property
    def dimension(self) -> float:
        """Number of coordinates, multiplicities counted."""
        return float(self.counts.sum())

    @property
    def initial_risk(self) -> float:
        """Expected risk at the start."""
        return float(np.sum(self.counts * self.h * self.theta0_sq) / 2)


MEANINGS = {"h": "curvatures", "c": "noise variances", "theta0_sq": "start", "counts": "multiplicities"}


def _vector(name: str, values: Any, length: int | None) -> tuple[NDArray[np.float64], list[Fraction] | None]:
    """A column of the problem in float64, and exactly if that is something else."""
    what = f"{name} ({MEANINGS[name]})"
    try:
        given = np.asarray(values)
    except ValueError:  # rows of unequal length
        raise InputError(f"NoisyQuadratic: {what} must be numbers in one row, got rows of unequal length") from None
    if given.dtype.kind not in "biufO":
        raise InputError(f"NoisyQuadratic: {what} must be numbers, got {reprlib.repr(given.tolist())}")
    if length is not None and given.ndim == 0:
        given = np.full(length, given)
    if given.ndim != 1 or (length is not None and len(given) != length):
        wanted = "a one-dimensional array" if length is None else f"a number or an array of length {length}"
        raise InputError(f"NoisyQuadratic: {what} must be {wanted}, got shape {given.shape}")
    fits = given.dtype.itemsize <= 8 if given.dtype.kind in "bf" else given.dtype.kind in "iu" and np.all(np.abs(given) < 2**53)
    if fits:
        array, exact = given.astype(np.float64), None
    else:
        array, exact = _beyond(what, given)
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        raise InputError(f"NoisyQuadratic: {what} must be finite, got {array[bad[0]]} at index {bad[0]}")
    return array, exact


def _beyond(what: str, given: NDArray[Any]) -> tuple[NDArray[np.float64], list[Fraction] | None]:
    """Numbers of any kind in float64, and exactly if they change by that."""
    exact = []
    for index, value in enumerate(given.tolist() if given.dtype.kind != "f" else given):
        try:
            exact.append(exact_number(value))
            float(exact[-1])
        except OverflowError:
            raise InputError(
                f"NoisyQuadratic: {what} must be below 1.8e308 (float64), got {reprlib.repr(value)} at index {index}"
            ) from None
        except InputError:
            raise InputError(
                f"NoisyQuadratic: {what} must be finite numbers, got {reprlib.repr(value)} at index {index}"
            ) from None
    array = np.array([float(v) for v in exact])
    return array, None if all(map(operator.eq, exact, array.tolist())) else exact


def check_problem(problem: Any) -> None:
    """Raise ``InputError`` for what is no problem."""
    if not isinstance(problem, NoisyQuadratic):
        raise InputError(
            f"a problem is needed, such as nqm.NoisyQuadratic([1.0, 0.1], [1.0, 0.1]), got {reprlib.repr(problem)}"
        )


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
        size = float("nan" if isinstance(batch_size, str) else batch_size)
    except (TypeError, ValueError, OverflowError):
        raise InputError(
            f"batch_size must be a number > 0, up to 1.8e308 or infinite, got {reprlib.repr(batch_size)}"
        ) from None
    if not size > 0:
        raise InputError(f"batch_size must be > 0, got {batch_size}")
    return values, size
