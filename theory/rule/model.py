"""The noisy quadratic model of one coordinate: its symbols and its gradient oracle.

Loss h theta^2 / 2; one gradient query with batch size B returns h theta + sqrt(c/B) eps, with eps of zero mean and
unit variance, independent over queries (Zhang et al. 2019, section 3.1, eqs. 1-3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from theory.algebra.symbols import ModelSymbol

h = ModelSymbol("h", positive=True)  # curvature
c = ModelSymbol("c", nonnegative=True)  # gradient noise variance of one example
B = ModelSymbol("B", positive=True)  # batch size
t = ModelSymbol("t", integer=True, nonnegative=True)  # steps taken
theta = ModelSymbol("theta", real=True)  # the iterate
x = ModelSymbol("x", positive=True)  # alpha h
initial_risk = ModelSymbol("ell_0", nonnegative=True)  # E l(theta_0) = h E theta_0^2 / 2
z = ModelSymbol("z")  # variable of generating functions and characteristic polynomials

MEANINGS = {
    h: "curvature of the coordinate",
    c: "gradient noise variance of one example",
    B: "batch size",
    t: "number of steps taken",
    theta: "iterate of the coordinate",
    x: "learning rate times curvature, alpha h",
    initial_risk: "expected risk at the start, h E theta_0^2 / 2",
}


class Gradient:
    """A stochastic gradient of the quadratic on one minibatch: ``gradient(point) = curvature * point + noise``.

    All calls see the same minibatch; ``fresh()`` returns the gradient on a new, independent one. Works for every
    number type: ``draw`` supplies the noise (a symbol, an array of samples, zero).
    """

    def __init__(self, curvature: Any, draw: Callable[[], Any]) -> None:
        self.curvature = curvature
        self._draw = draw
        self._noise = draw()

    def __call__(self, point: Any) -> Any:
        """The gradient at ``point`` on this minibatch."""
        return self.curvature * point + self._noise

    def fresh(self) -> Gradient:
        """The gradient on a new, independent minibatch."""
        return Gradient(self.curvature, self._draw)


class ScaledGradient:
    """A gradient multiplied by a fixed factor, its curvature still that of the loss (for preconditioners)."""

    def __init__(self, gradient: Gradient | ScaledGradient | DecayedGradient, scale: Any) -> None:
        self._gradient = gradient
        self._scale = scale

    @property
    def curvature(self) -> Any:
        """The loss's curvature, not scaled."""
        return self._gradient.curvature

    def __call__(self, point: Any) -> Any:
        """The scaled gradient at ``point`` on this minibatch."""
        return self._scale * self._gradient(point)

    def fresh(self) -> ScaledGradient:
        """The scaled gradient on a new, independent minibatch."""
        return ScaledGradient(self._gradient.fresh(), self._scale)


class DecayedGradient:
    """A gradient with a multiple of the point added (weight decay)."""

    def __init__(self, gradient: Gradient | ScaledGradient | DecayedGradient, rate: Any) -> None:
        self._gradient = gradient
        self._rate = rate

    @property
    def curvature(self) -> Any:
        """The loss's curvature, without the decay."""
        return self._gradient.curvature

    def __call__(self, point: Any) -> Any:
        """The gradient at ``point`` on this minibatch, plus rate * point."""
        return self._gradient(point) + self._rate * point

    def fresh(self) -> DecayedGradient:
        """The decayed gradient on a new, independent minibatch."""
        return DecayedGradient(self._gradient.fresh(), self._rate)
