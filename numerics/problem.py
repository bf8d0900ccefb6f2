"""The problem in numbers: a spectrum with its noise and its start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.errors import InputError


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
        """h_i = i^-exponent for i = 1..d, C = H, E theta_0^2 = 1: the paper's standard experiment (section 3.5)."""
        if int(d) != d or d < 1:
            raise InputError(f"power_law: d must be a whole number >= 1, got {d}")
        if not np.isfinite(exponent):
            raise InputError(f"power_law: exponent must be finite, got {exponent}")
        h = np.arange(1, int(d) + 1, dtype=np.float64) ** -exponent
        return cls(h, h)

    @property
    def dimension(self) -> float:
        """Number of coordinates, multiplicities counted."""
        return float(self.counts.sum())

    @property
    def initial_risk(self) -> float:
        """Expected risk at the start."""
        return float(np.sum(self.counts * self.h * self.theta0_sq) / 2)


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
