"""One update written out: of two coordinates along any axes, of a coordinate's mean and variance; and one gradient query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from theory.algebra.field import cancel
from theory.algebra.symbols import ModelSymbol
from theory.rule.filter import LinearSystem
from theory.rule.model import B, Gradient, c, h, theta
from theory.rule.optimizer import Optimizer

noise = ModelSymbol("epsilon", real=True)  # of zero mean and unit variance
mean, variance = ModelSymbol("mu", real=True), ModelSymbol("V", nonnegative=True)  # of the iterate before the update
turn = ModelSymbol("s", real=True)  # tangent of half the angle between the axes of a query and those of the Hessian
curvatures = (ModelSymbol("h_1", positive=True), ModelSymbol("h_2", positive=True))
points, velocities, noises, optimum = (
    tuple(ModelSymbol(f"{name}_{k}", real=True) for k in (1, 2)) for name in ("theta", "m", "n", "o")
)
"""Iterate, velocity and gradient noise along the Hessian's axes; the optimum's place."""


class TurnedGradient:
    """The gradient of a quadratic in the plane whose axes are turned and whose optimum is moved: Q D Q' (point - optimum) + Q noise.

    ``act(matrix, vector)`` multiplies, so that it serves symbols and numbers.
    """

    def __init__(self, act: Callable[[Any, Any], Any], hessian: Any, turned_noise: Any, place: Any) -> None:
        self._act, self._hessian, self._noise, self._place = act, hessian, turned_noise, place

    def __call__(self, point: Any) -> Any:
        """The gradient at a point of the plane."""
        return self._act(self._hessian, point - self._place) + self._noise


def rotation(s: Any) -> list[list[Any]]:
    """The turn by twice the angle of tangent s, as rows: every turn but the half one."""
    scale = 1 + s * s
    cosine, sine = (1 - s * s) / scale, 2 * s / scale
    return [[cosine, -sine], [sine, cosine]]


def turned_update(rule: Optimizer) -> sp.ImmutableMatrix:
    """The iterate after one update of a rule on a turned and moved quadratic, seen again along the Hessian's axes from the optimum.

    A second state of the rule, if it has one, is a velocity.
    """
    Q = sp.Matrix(rotation(turn))
    start, speed, spread, place = (sp.Matrix(v) for v in (points, velocities, noises, optimum))
    gradient = TurnedGradient(lambda m, v: m * v, Q * sp.diag(*curvatures) * Q.T, Q * spread, place)
    kind = type(rule.init(start))
    state = kind(*([Q * start + place, Q * speed][: len(kind._fields)]))
    moved = Q.T * (rule.read(rule.advance(state, gradient, sp.S.Zero)) - place)
    return sp.ImmutableMatrix(moved.applyfunc(cancel))


def next_moments(system: LinearSystem) -> sp.ImmutableMatrix:
    """Mean and variance of a one-state rule's iterate after one update, from those before it."""
    A, added = system.A[0, 0], sum((g**2 for g in system.b), sp.S.Zero) * c / B
    return sp.ImmutableMatrix([A * mean, A**2 * variance + added])


def queried() -> sp.Expr:
    """The gradient at theta, as the model gives it."""
    return Gradient(h, lambda: sp.sqrt(c / B) * noise)(theta)
