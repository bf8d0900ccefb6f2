"""Search coordinates in which stability is a bound: rates are measured from the edge at the piece's other hyperparameters.

A rate is a hyperparameter without an upper end (a learning rate, a weight decay). At rest the constant rule is stable; all
rates of a setting grown together by the same factor, it is until one of its characteristic roots leaves the unit circle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from numerics.model.quadratic import Quadratic
from numerics.tuning.axes import Axis
from theory.rule.filter import compile_plain, extract
from theory.rule.model import h as CURVATURE
from theory.rule.optimizer import Optimizer

Floats = NDArray[np.float64]
STEEPEST = 14.0  # where a momentum's search ends: 1 - e^-14
REACH = 60.0  # e^-60 of the edge is as good as no step at all
ROUNDS = 80
WIDE = 0.15  # a bracket that is halved first
HIGHER = 20.0  # than a scan begins
NEAR = 0.02  # how far from the last edge the next one is looked for
CLOSE = 1e-14  # to which an edge is found
STENCIL = 1e-4  # for its derivative
INSIDE = 1e-9  # of an open end of a domain


class Chart:
    """Coordinates z of settings (axes, settings): the first rate's log over its edge, the other rates' logs over the first;
    the rest as their axes have it."""

    def __init__(self, optimizer: Optimizer, problem: Quadratic, free: Sequence[Axis]) -> None:
        self.axes = list(free)
        self.rates = [j for j, a in enumerate(free) if a.kind == "log" and math.isinf(a.high)]
        system = extract(optimizer.symbolic())
        varied = [a.symbol for a in free]
        self._fixed = [float(v) for s, v in optimizer.values().items() if s not in varied]
        symbols = (*varied, *(s for s in optimizer.values() if s not in varied), CURVATURE)
        self._entries = compile_plain(list(system.A), symbols)
        self._order = system.order
        self._extremes = np.unique([problem.h.min(), problem.h.max()])
        domains = optimizer.symbolic().hypotheses_by_symbol()
        self.limits = [self._limit(j, a, domains[a.symbol].interval.lower_closed) for j, a in enumerate(free)]
        self._last: Floats = np.empty(0)
        self._known = self._shift(np.zeros((len(free), 1))) if len(self.rates) == len(free) == 1 else None

    def _limit(self, j: int, axis: Axis, closed: bool) -> tuple[float, float]:
        if j in self.rates:
            return (-REACH, 0.0 if j == self.rates[0] else REACH)
        if axis.kind == "gap":
            return (axis.low if closed else INSIDE, min(axis.high, STEEPEST))
        return (max(axis.low, -REACH) if axis.kind == "log" else axis.low, axis.high)

    def margin(self, u: Floats, h: Floats) -> Floats:
        """How far settings are from the edge at curvatures h: < 0 where all characteristic roots lie in the unit circle; the
        modulus is the product of all 1 - r^2 and 1 - r_i r_j, smooth where a root crosses."""
        columns = [np.asarray(a.value(row)) for a, row in zip(self.axes, u, strict=True)]
        entries = self._entries(1.0, *columns, *self._fixed, h)
        A = np.array([np.broadcast_to(np.asarray(x, dtype=np.float64), h.shape) for x in entries])
        A = np.moveaxis(A, 0, -1).reshape(len(h), self._order, self._order)
        roots = np.linalg.eigvals(np.where(np.isfinite(A).all(axis=(1, 2), keepdims=True), A, 2.0))
        i, j = np.triu_indices(self._order, 1)
        size = np.abs((1 - roots**2).prod(axis=1) * (1 - roots[:, i] * roots[:, j]).prod(axis=1))
        return np.asarray(np.where(np.abs(roots).max(axis=1) <= 1, -size, np.minimum(size, 1.0)))

    def _shift(self, u: Floats) -> Floats:
        """How far the logs of all rates can be raised together: a bracket is halved, then closed by false position.

        It is begun around the last result where that was for as many settings: a search moves by small steps.
        """
        h, count = np.repeat(self._extremes, u.shape[1]), len(self._extremes)
        u = np.tile(u, (1, count))

        def margin(s: Floats) -> Floats:
            moved = u.copy()
            moved[self.rates] += s
            return self.margin(moved, h)

        ends = [(self.axes[j].scan, u[j]) for j in self.rates]
        below = np.min([low - row for (low, _), row in ends], axis=0)  # there it is at rest
        above = np.max([high + HIGHER - row for (_, high), row in ends], axis=0)
        f_below, f_above = np.full(len(h), -1.0), margin(above)
        below = np.where(f_above <= 0, above, below)
        if self._last.shape == below.shape:
            for s in (self._last - NEAR, self._last + NEAR):
                f, inside = margin(s), (s > below) & (s < above)
                lower, upper = inside & (f <= 0), inside & (f > 0)
                below, f_below = np.where(lower, s, below), np.where(lower, f, f_below)
                above, f_above = np.where(upper, s, above), np.where(upper, f, f_above)
        side, s = np.zeros(len(h)), below
        for _ in range(ROUNDS):
            last, width = s, above - below
            with np.errstate(divide="ignore", invalid="ignore"):
                s = below - np.where(width > WIDE, -0.5, f_below / (f_above - f_below)) * width
            s = np.where(width > 0, s, below)
            f = margin(s)
            if np.all((f == 0) | (np.abs(s - last) < CLOSE) | (width < CLOSE)):
                break
            stable = f <= 0
            # the Illinois rule: an end that stays twice counts half
            f_above = np.where(stable, np.where(side > 0, f_above / 2, f_above), f)
            f_below = np.where(stable, f, np.where(side < 0, f_below / 2, f_below))
            side = np.where(stable, 1.0, -1.0)
            below, above = np.where(stable, s, below), np.where(stable, above, s)
        self._last = s
        return np.asarray(s.reshape(count, -1).min(axis=0))

    def edge(self, z: Floats) -> Floats:
        """The log of the first rate at the edge."""
        if self._known is not None:
            return np.asarray(self._known)
        u = z.copy()
        u[self.rates[0]] = 0.0
        return self._shift(u)

    def place(self, z: Floats) -> Floats:
        """Search coordinates of the axes at z."""
        return self._raised(z, self.edge(z)) if self.rates else z

    def _raised(self, z: Floats, edge: Floats) -> Floats:
        u = z.copy()
        u[self.rates] += edge
        u[self.rates[1:]] += z[self.rates[0]]
        return u

    def locate(self, u: Floats) -> Floats:
        """The inverse of ``place``."""
        if not self.rates:
            return u
        z = u.copy()
        z[self.rates[1:]] -= u[self.rates[0]]
        z[self.rates[0]] -= self.edge(z)
        return z

    def around(self, z: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
        """``place``, and what turns a gradient there into one in z."""
        others = [j for j in range(len(self.axes)) if j not in self.rates[:1]]
        if not self.rates:
            return z, lambda gradient: gradient
        apart = [sign * STENCIL * np.eye(len(self.axes))[:, [j]] for j in others for sign in (1, -1)]
        edge, *edges = np.split(self.edge(np.concatenate([z, *(z + a for a in apart)], axis=1)), 1 + len(apart), axis=-1)

        def pulled(gradient: Floats) -> Floats:
            result, together = gradient.copy(), gradient[self.rates].sum(axis=0)
            result[self.rates[0]] = together
            for j, up, down in zip(others, edges[::2], edges[1::2], strict=True):
                result[j] += together * (up - down) / (2 * STENCIL)
            return result

        return self._raised(z, edge), pulled
