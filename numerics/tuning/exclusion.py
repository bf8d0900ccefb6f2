"""Lower bounds of the risk over boxes of hyperparameters, at every step, rigorous in float64.

Over a box with centre m and half-widths w, u = m + w xi, every response is x_t(u) = C_t + J_t xi + e_t(u): C and J follow the
recurrence and its derivative at the centre, in float64. With f_j(u) = f_j + F_j xi + rho_j the remainder obeys
e_t = sum_j f_j nabla^j e_{t-1} + q_t,

    q_t = sum_j [F_j xi nabla^j (J xi) + rho_j nabla^j (C + J xi) + (F_j xi + rho_j) nabla^j e]_{t-1} + rounding,

so e = g * q with the recurrence's own impulse response g at the centre. Absolute values are taken there, and only there, which
keeps what oscillates from growing as the powers of |A| would. The remainder is of second order in the box.

The risk is a weighted sum of squares of responses, |v|^2 with v = v_0 + J xi + e, so sqrt(risk) >= min |v_0 + J xi| - |e|: a
quadratic in at most three unknowns on a cube, bounded from below by its tangent at any point (it is convex). Coordinates whose
remainder is still large enter one by one instead.

Rounding: coefficients come as outward-rounded intervals (``spans``), whose widths are part of rho. A computed sum of products
differs from the true one by at most GAMMA times the sum of their absolute values (Higham 2002, section 3.1); for C and J this is
part of q, and the computed g differs from the true one by g * (its own rounding). A coordinate that diverges is rescaled, so that
its rounding stays small beside it. Sums of up to 10^6 nonnegative bounds lose at most the factor 1 - SLACK, which is made up for.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.arithmetic.spans import Jet, Span, pairs
from numerics.dynamics.evaluator import Weights
from numerics.model.quadratic import Quadratic
from numerics.tuning.charts import Chart

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
GAMMA = 64 * 2.0**-53  # of a float64 sum of up to about thirty products
SLACK = 1e-9
TINY = 1e-290  # more than underflow can lose
LARGEST = 1e200  # weight; more says nothing more
APART = 0.01  # share of the target above which a coordinate's squared remainder is kept out of the quadratic
GROWING = 1.05  # spectral radius above which a recurrence is rescaled
SWEEPS = 4  # of coordinate descent on the quadratic


@dataclass
class Bounds:
    """What is known of each box.

    ``first`` : the first step at which the target is not excluded, ``last + 1`` if there is none. ``points`` : (boxes, k), where
    the linearised risk is least at that step. ``blame`` : (boxes, k), how much each coordinate's width is in the way.
    """

    first: Integers
    points: Floats
    blame: Floats


class Exclusion:
    """The bounds on one chart, for a problem at a batch size."""

    def __init__(self, chart: Chart, problem: Quadratic, batch_size: float) -> None:
        self.chart, self.h = chart, Span.around(problem.exact("h"))
        self.start, self.noise = Weights.in_problem(problem, batch_size)
        noisy = chart.inverted is None and bool(self.noise.any())
        self.signals = chart.signals if noisy else 1

    def work(self, last: int) -> float:
        """The effort that a box takes, in multiplications."""
        run = self.signals * self.chart.order * (last**2 / 2 + 40 * last)
        return len(self.start) * (run + 10 * self.chart.operations * len(self.chart.names) ** 2)

    def bounds(self, low: Floats, high: Floats, target: float, last: int, known: Integers) -> Bounds:
        """Bounds on boxes (boxes, k) at steps up to ``last``; those before ``known`` (boxes,) are excluded already."""
        with np.errstate(all="ignore"):
            return _Batch(self, low, high, last).bounds(target, known)


class _Batch:
    """Responses over a batch of boxes, step by step; arrays end in (boxes, coordinates)."""

    def __init__(self, owner: Exclusion, low: Floats, high: Floats, last: int) -> None:
        self.owner, self.last = owner, last
        n, k, shape = owner.chart.order, low.shape[1], (len(low), len(owner.start))
        self.n, self.k = n, k
        self.centre = low / 2 + high / 2
        self.width = np.nextafter(np.maximum(high - self.centre, self.centre - low), np.inf)
        count = n * (1 + owner.signals)
        value, slope, spare = (np.empty((count, *shape)), np.empty((count, k, *shape)), np.empty((count, *shape)))
        at, over = (owner.chart.jets(a, b, owner.h, b is high)[:count] for a, b in ((self.centre, self.centre), (low, high)))
        self.growth = _radius([np.broadcast_to(j.value.middle, shape) for j in at[:n]])
        if np.any(self.growth > 1):
            at, over = (_slowed(jets, self.growth, n) for jets in (at, over))
        for row, (here, there) in enumerate(zip(at, over, strict=True)):
            value[row] = here.value.middle
            rest = here.value.deviation(value[row])
            widths = [self.width[:, j : j + 1] for j in range(k)]
            for j, entry in enumerate(here.gradient):
                gradient = _span(entry)
                slope[row, j] = gradient.middle * widths[j]
                rest = rest + (gradient * Span(widths[j])).deviation(slope[row, j])
            for (i, j), entry in zip(pairs(k), there.hessian, strict=True):
                size = _span(entry).magnitude * widths[i] * widths[j]
                rest = rest + (size / 2 if i == j else size)
            spare[row] = rest * (1 + SLACK) + TINY
        self.f, self.F, self.R = value[:n], slope[:n], spare[:n]
        signals = (owner.signals, n)
        self.C = [np.ascontiguousarray(c) for c in np.swapaxes(value[n:].reshape(*signals, *shape), 0, 1)]  # by step
        self.J = [np.moveaxis(j, 1, 0) for j in np.swapaxes(slope[n:].reshape(*signals, k, *shape), 0, 1)]  # (k, signals, ...)
        self.E0 = np.swapaxes(spare[n:].reshape(*signals, *shape), 0, 1)
        self.q = np.zeros((last + 1, owner.signals, *shape))
        self.e: Any = None  # bounds on |nabla^j e| at the step before, (n, signals, ...)
        self.gain = np.abs(self.f) * 2.0 ** np.arange(n)[:, None, None]
        self.g = self._impulse()
        self.mixed = np.zeros((len(low), k))  # squares of second-order terms so far, by coordinate

    def _impulse(self) -> Floats:
        """Upper bounds on |nabla^j g_t|, shape (n, last + 1, ...)."""
        n, shape = self.n, self.f.shape[1:]
        g = [np.zeros(shape)] * n + [np.ones(shape)]
        result = np.empty((n, self.last + 1, *shape))
        gain = self.gain.sum(axis=0)
        largest, rounding = np.ones(shape), np.zeros(shape)
        for t in range(self.last + 1):
            if t:
                recent = np.maximum.reduce([np.abs(x) for x in g[-n:]])
                g.append(sum(f * d for f, d in zip(self.f, _differences(g, n), strict=True)))
                rounding = rounding + GAMMA * gain * recent
                largest = np.maximum(largest, np.abs(g[-1]))
            error = np.where(rounding < 0.5, largest * (2 * rounding + GAMMA), np.inf)
            for j, d in enumerate(_differences(g, n)):
                result[j, t] = np.abs(d) + 2.0**j * error
        return np.where(np.isnan(result), np.inf, result)

    def bounds(self, target: float, known: Integers) -> Bounds:
        """See ``Exclusion.bounds``."""
        owner = self.owner
        count = len(self.centre)
        first = np.full(count, self.last + 1)
        points, blame = self.centre.copy(), np.zeros((count, self.k))
        rows = np.arange(count)  # those that are still here
        alive = np.ones(count, dtype=bool)
        noise = _Squares.none(count, self.k)
        goal = target * (1 + SLACK)
        for t in range(self.last + 1):
            C, J, e = self._step(t)
            scale = np.minimum(self.growth ** (2.0 * t), LARGEST) * (1 - SLACK)
            here = _Squares.of(C[0], J[:, 0], e[0], owner.start * scale, goal).plus(noise)
            lower, xi = here.lower()
            far = 1.0 if owner.chart.inverted is None else self._growth(rows, t)
            failed = alive & (known[rows] <= t) & ~(lower * far > goal)
            if failed.any():
                lost = rows[failed]
                first[lost] = t
                points[lost] = self.centre[lost] + xi[failed] * self.width[lost]
                blame[lost] = here.blame(self.mixed)[failed]
                alive &= ~failed
                if not alive.any():
                    break
            for s in range(1, owner.signals):
                noise = noise.plus(_Squares.of(C[s], J[:, s], e[s], owner.noise * scale, goal))
            if alive.sum() < 0.6 * len(alive):
                rows, noise = rows[alive], noise.take(alive)
                self._take(alive)
                alive = np.ones(len(rows), dtype=bool)
        return Bounds(first, points, blame)

    def _growth(self, rows: Integers, t: int) -> Floats:
        """What the squares of y_t are to be multiplied by at least to become those of x_t, on an inverted coordinate."""
        chart = self.owner.chart
        assert chart.inverted is not None
        sigma = (self.centre + self.width)[rows, chart.inverted] * (1 + SLACK)
        return np.asarray(sigma ** (-2.0 * chart.power * t) * (1 - SLACK))

    def _take(self, rows: Any) -> None:
        self.C, self.J = [c[:, rows] for c in self.C], [j[:, :, rows] for j in self.J]
        for name in ("f", "R", "gain"):
            setattr(self, name, getattr(self, name)[:, rows])
        for name in ("F", "g", "q", "E0", "e"):
            setattr(self, name, getattr(self, name)[:, :, rows])
        self.mixed, self.growth = self.mixed[rows], self.growth[rows]

    def _step(self, t: int) -> tuple[Floats, Floats, Floats]:
        """C_t, J_t and a bound on |e_t|: shapes (signals, ...), (k, signals, ...), (signals, ...)."""
        n = self.n
        if t < n:
            self.q[t] = self.E0[t] + sum(
                np.abs(self.f[j]) * comb(j, i) * self.E0[t - 1 - i] for j in range(n) for i in range(j + 1) if t - 1 - i >= 0
            )
            C, J = self.C[t], self.J[t]
        else:
            C, J = self._advance(t)
        self.q[t] = self.q[t] * (1 + SLACK) + TINY
        e = np.einsum("jsbd,sgbd->jgbd", self.g[:, t::-1] if t else self.g[:, :1], self.q[: t + 1])
        self.e = np.where(np.isnan(e), np.inf, e * (1 + SLACK))
        return C, J, self.e[0]

    def _advance(self, t: int) -> tuple[Floats, Floats]:
        """C_t, J_t by the recurrence; notes q_t."""
        n, k = self.n, self.k
        recent_C = np.maximum.reduce([np.abs(c) for c in self.C[-n:]])
        recent_J = sum(np.maximum.reduce([np.abs(j[m]) for j in self.J[-n:]]) for m in range(k))
        dC, dJ = _differences(self.C, n), _differences(self.J, n)
        C = sum(self.f[j] * dC[j] for j in range(n))
        J = np.array([sum(self.f[j] * dJ[j][m] + self.F[j, m] * dC[j] for j in range(n)) for m in range(k)])
        second = [[sum(self.F[j, p] * dJ[j][m] for j in range(n)) for m in range(k)] for p in range(k)]
        q = np.zeros_like(C)
        for p, m in pairs(k):
            size = np.abs(second[p][m] if p == m else second[p][m] + second[m][p])
            q += size
            squares = np.einsum("bd,d->b", size[0] ** 2, self.owner.start)
            self.mixed[:, p] += squares
            self.mixed[:, m] += squares
        slope = np.abs(self.F).sum(axis=1)  # (n, ...)
        for j in range(n):
            q += self.R[j] * (np.abs(dC[j]) + np.abs(dJ[j]).sum(axis=0)) + (slope[j] + self.R[j]) * self.e[j]
        gain, steep = self.gain.sum(axis=0), (slope * 2.0 ** np.arange(n)[:, None, None]).sum(axis=0)
        rare = (self.R * 2.0 ** np.arange(n)[:, None, None]).sum(axis=0)
        q += GAMMA * ((gain + steep + rare) * (recent_C + recent_J))
        self.q[t] = q
        self.C.append(C)
        self.J.append(J)
        del self.C[0], self.J[0]
        return C, J


def _radius(f: list[Floats]) -> Floats:
    """About the spectral radius of the recurrence, where that is above 1 (else 1): any number would do."""
    n = len(f)
    companion = np.zeros((*f[0].shape, n, n))
    for i in range(n):
        companion[..., 0, i] = (-1) ** i * sum(comb(j, i) * f[j] for j in range(i, n))
        if i:
            companion[..., i, i - 1] = 1
    companion = np.where(np.isfinite(companion).all(axis=(-2, -1), keepdims=True), companion, 0.0)
    radius = np.abs(np.linalg.eigvals(companion)).max(axis=-1)
    return np.where(radius > GROWING, radius, 1.0)


def _slowed(jets: list[Jet], growth: Floats, n: int) -> list[Jet]:
    """The recurrence of growth^-t x_t, which neither grows nor falls, so that rounding stays small beside it."""
    rate = 1 / Span(growth)
    f = [sum((jets[m] * _mixture(rate, j, m) for m in range(n)), jets[0].constant(0)) for j in range(n)]
    return [*f, *(jet * rate ** (i % n) for i, jet in enumerate(jets[n:]))]


def _mixture(rate: Span, j: int, m: int) -> Span:
    """What f_m adds to the new f_j: through the coefficients of the lags, f_j = (-1)^j sum_i C(i-1, j) a_i and back."""
    return sum(((-1) ** (i - 1 + j) * comb(m, i - 1) * comb(i - 1, j) * rate**i for i in range(1, m + 2)), Span(0.0))


def _differences(history: list[Floats], n: int) -> list[Floats]:
    """The backward differences of orders 0..n-1 at the last entry."""
    level = list(history[-n:])
    result = [level[-1]]
    for _ in range(n - 1):
        level = [b - a for a, b in pairwise(level)]
        result.append(level[-1])
    return result


def _span(entry: Span | int) -> Span:
    return entry if isinstance(entry, Span) else Span(float(entry))


@dataclass
class _Squares:
    """|v_0 + J xi|^2 = constant + 2 linear xi + xi quadratic xi and |e|^2, a row a box; ``apart``: squares bounded one by one."""

    constant: Floats
    linear: Floats
    quadratic: Floats
    remainder: Floats
    apart: Floats

    @classmethod
    def none(cls, boxes: int, k: int) -> _Squares:
        return cls(np.zeros(boxes), np.zeros((boxes, k)), np.zeros((boxes, k, k)), np.zeros(boxes), np.zeros(boxes))

    @classmethod
    def of(cls, C: Floats, J: Floats, e: Floats, weights: Floats, goal: float) -> _Squares:
        """Of responses (boxes, d), slopes (k, boxes, d) and remainders (boxes, d) with weights (boxes, d)."""
        reach = np.abs(J).sum(axis=0)
        joint = (weights * e * e <= APART * goal) & np.isfinite(C) & np.isfinite(reach)
        alone = np.where(joint, 0.0, np.maximum(np.abs(C) * (1 - SLACK) - (reach + e) * (1 + SLACK), 0.0))
        alone = np.where(np.isfinite(alone), alone, 0.0)
        C, J, e = np.where(joint, C, 0.0), np.where(joint, J, 0.0), np.where(joint, e, 0.0)
        weighted = J * weights
        return cls(
            (C * C * weights).sum(axis=1),
            np.einsum("kbd,bd->bk", weighted, C),
            np.einsum("kbd,lbd->bkl", weighted, J),
            (e * e * weights).sum(axis=1),
            (alone * alone * weights).sum(axis=1) * (1 - SLACK),
        )

    def plus(self, other: _Squares) -> _Squares:
        return _Squares(
            self.constant + other.constant,
            self.linear + other.linear,
            self.quadratic + other.quadratic,
            self.remainder + other.remainder,
            self.apart + other.apart,
        )

    def take(self, rows: Any) -> _Squares:
        return _Squares(self.constant[rows], self.linear[rows], self.quadratic[rows], self.remainder[rows], self.apart[rows])

    def lower(self) -> tuple[Floats, Floats]:
        """A lower bound of the sum of squares over the cube, and where the quadratic is about least, (boxes, k)."""
        k = self.linear.shape[1]
        diagonal = np.einsum("bkk->bk", self.quadratic)
        ridge = 1e-12 * diagonal.max(axis=1) + 1e-300
        lifted = self.quadratic + ridge[:, None, None] * np.eye(k)
        lifted = np.where(np.isfinite(lifted).all(axis=(1, 2), keepdims=True), lifted, np.eye(k))
        xi: Floats = np.linalg.solve(lifted, -self.linear[..., None])[..., 0].astype(np.float64)
        xi = np.clip(np.where(np.isfinite(xi), xi, 0.0), -1, 1)
        for _ in range(SWEEPS if k > 1 else 0):
            for j in range(k):
                rest = self.linear[:, j] + np.einsum("bk,bk->b", self.quadratic[:, j], xi) - diagonal[:, j] * xi[:, j]
                xi[:, j] = np.clip(
                    np.where(diagonal[:, j] > 0, -rest / np.where(diagonal[:, j] > 0, diagonal[:, j], 1.0), 0.0), -1, 1
                )
        bent = np.einsum("bkl,bl->bk", self.quadratic, xi)
        slope = self.linear + bent
        square = self.constant + np.einsum("bk,bk->b", self.linear + slope, xi)
        error = SLACK * (self.constant + 2 * np.abs(self.linear).sum(axis=1) + np.abs(self.quadratic).sum(axis=(1, 2)))
        tangent = square - error - (np.abs(slope) + slope * xi).sum(axis=1) * (1 + SLACK)
        norm = tangent / np.sqrt(np.maximum(square, 0.0) + error + TINY) - np.sqrt(self.remainder) * (1 + SLACK)
        norm = np.where(norm > 0, norm, 0.0)
        return (norm * norm + self.apart) * (1 - SLACK), xi

    def blame(self, mixed: Floats) -> Floats:
        """How much each coordinate is in the way: its part of the slope, and of the remainder."""
        share = mixed / np.maximum(mixed.sum(axis=1, keepdims=True), TINY)
        return np.asarray(np.einsum("bkk->bk", self.quadratic) + self.remainder[:, None] * share)
