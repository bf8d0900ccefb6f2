"""A spectrum with its noise and its start: the numbers that every evaluator works on."""

from __future__ import annotations

import operator
import reprlib
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.arithmetic.exact import exact_number, extended
from theory.errors import InputError


@dataclass(frozen=True, eq=False)
class Quadratic:
    """Loss sum_i h_i theta_i^2 / 2, gradient noise of variance c_i/B; what users write down is a ``NoisyQuadratic``.

    Parameters and errors are those of ``numerics.problem.noisy_quadratic.NoisyQuadratic``.
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

    def exact(self, name: str) -> list[Fraction]:
        """One of h, c, theta0_sq and counts, as the numbers that were given: where floats were, the binary numbers they are."""
        return self._beyond_float64.get(name) or [Fraction(v) for v in getattr(self, name).tolist()]

    def exact_weights(self) -> tuple[list[Fraction], list[Fraction]]:
        """counts h E theta_0^2 / 2 and counts h c / 2, coordinate by coordinate: the risk is phi^2 times one, V/B times the other."""
        halves = [n * k / 2 for n, k in zip(self.exact("counts"), self.exact("h"), strict=True)]
        start, noise = ([w * v for w, v in zip(halves, self.exact(name), strict=True)] for name in ("theta0_sq", "c"))
        return start, noise

    def part(self, rows: Any, **instead: float) -> Quadratic:
        """Some of the coordinates (an index or a mask), as exact as they are here; ``instead``: other c or theta0_sq for all of them."""

        def column(name: str) -> Any:
            if name in instead:
                return instead[name]
            kept = self._beyond_float64.get(name)
            return getattr(self, name)[rows] if kept is None else np.array(kept, dtype=object)[rows]

        return Quadratic(*(column(name) for name in ("h", "c", "theta0_sq", "counts")))

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
