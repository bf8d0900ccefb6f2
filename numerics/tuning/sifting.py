"""Short runs on few curvatures, where the landscape has many valleys: every step looked at from a dense lattice.

With few curvatures the best setting makes the responses of several of them vanish at one and the same step: an isolated hole
far from where a good long run lies. So a lattice over all settings that matter is run step by step, and from the deepest hollows of
each step least squares go down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from numerics.arithmetic.matrices import dot, form, plus
from numerics.dynamics.recursion import CHUNK, Recursion
from numerics.tuning.cells import Cell, lattice
from numerics.tuning.search import Search

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
FEW = 24  # coordinates at most; with more, one valley remains
LONG = 150  # steps at most: each is run
WORK = 2_000  # coordinates times steps up to which a sift is cheap beside the rest of a search
ROUNDS = 12  # of descent at each batch size
COARSE, FACE, FINE = 3_000, 600, 12_000  # points of the lattices: in the box, in each face, where the risk moves
STAGES = ((96, 6), (24, 10), (8, 24))  # hollows kept at each number of steps, and steps of least squares then
STEPS = 6  # numbers of steps tried at once, down from the fewest known
DIFFERENCE = 1e-6  # of search coordinates


def sift(search: Search, cells: Sequence[Cell]) -> None:
    """Look for settings that need fewer steps than each cell's, where runs are short and curvatures few."""
    few = len(search.recursion.problem.h)
    cells = [c for c in cells if c.best is not None and 1 < c.reached <= min(LONG, WORK // few)]
    if not cells or few > FEW:
        return
    last = max(c.reached for c in cells) - 1
    points = _lattice(search, last)
    M, V = _every_step(search.recursion, search.values(points), last)
    spread = np.maximum(np.ptp(points, axis=0), 1e-12)
    scaled = points / spread
    near = np.asarray(cKDTree(scaled).query(scaled, k=4 * search.dimensions + 1)[1])[:, 1:]
    for cell in cells:
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            excess = np.log(M + V / cell.batch_size) - search.log_target
        _descend(search, cell, points, np.where(np.isnan(excess), np.inf, excess), near)


def _lattice(search: Search, last: int) -> Floats:
    """Settings that can matter within so many steps: about those of a coarse lattice at which the risk moves."""
    low, high = (np.array([a.scan[end] for a in search.axes]) for end in (0, 1))
    h = search.recursion.problem.h
    for j, axis in enumerate(search.axes):
        if axis.kind == "gap":  # nearer to the upper end than 1/steps^2 makes no difference any more
            high[j] = min(high[j], 2 * np.log(last + 1) + 3)
        elif axis.high == np.inf:  # a rate that is multiplied by such a distance, on the smallest curvature
            high[j] += np.log(h.max() / h.min()) + 2 * np.log(last + 1)
    inside, spacing = _with_faces(search, low, high)
    M, _ = _every_step(search.recursion, search.values(inside), min(last, 40))
    alive = M[:, 1:].min(axis=1) < 0.99 * M[0, 0]
    if not alive.any():
        return inside
    apart = lattice(max(FINE // int(alive.sum()), 1), search.dimensions) - 0.5
    points = (inside[alive, None] + 1.5 * spacing[alive, None] * apart).reshape(-1, search.dimensions)
    return np.clip(points, search.low, search.high)


def _with_faces(search: Search, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Lattices in the box and in its faces at closed ends, and each point's spacing along the axes (0 across its face)."""
    k = search.dimensions
    points = [low + (high - low) * lattice(COARSE, k)]
    spacing = [np.tile((high - low) * COARSE ** (-1 / k), (COARSE, 1))]
    for j, axis in enumerate(search.axes if k > 1 else ()):
        for end in axis.ends:
            face = lattice(FACE, k - 1)
            points.append(low + (high - low) * np.insert(face, j, 0, axis=1))
            points[-1][:, j] = end
            spacing.append(np.tile((high - low) * FACE ** (-1 / (k - 1)), (FACE, 1)))
            spacing[-1][:, j] = 0
    return np.concatenate(points), np.concatenate(spacing)


def _descend(search: Search, cell: Cell, points: Floats, excess: Floats, near: Any) -> None:
    """Go down from the hollows at the fewest steps known and at those before, until nothing goes below the target."""
    hits = excess[:, : cell.reached] <= 0
    if hits.any():
        first = np.where(hits.any(axis=1), hits.argmax(axis=1), cell.reached)
        cell.take(points[first.argmin()], int(first.min()))
    goal = np.exp(search.log_target)
    tried = cell.reached
    for _ in range(ROUNDS):
        if tried <= 1:
            return
        steps = np.arange(max(tried - STEPS, 1), min(tried, cell.reached))
        tried = int(steps[0])
        u = np.concatenate([points[_hollows(excess[:, t], near)] for t in steps])
        each = np.repeat(steps, [len(_hollows(excess[:, t], near)) for t in steps])
        for keep, descent in STAGES:
            kept = np.concatenate([np.flatnonzero(each == t)[:keep] for t in steps])
            u, value = _levenberg_marquardt(search, u[kept], each[kept], cell.batch_size, descent)
            order = np.lexsort((value, each[kept]))
            u, value, each = u[order], value[order], each[kept][order]
            good = np.flatnonzero(value <= goal)
            if good.size:  # the first: steps ascend
                cell.take(u[good[0]], int(each[good[0]]))
                tried = min(tried, cell.reached)
                break
        else:
            if value.min() > np.e * goal:  # nowhere near
                return


def _hollows(values: Floats, near: Any) -> Integers:
    """The deepest points of a lattice that are no higher than their neighbours, in order."""
    hollow = np.flatnonzero(values <= values[near].min(axis=1))
    return hollow[np.argsort(values[hollow], kind="stable")[: STAGES[0][0]]]


def _levenberg_marquardt(search: Search, u: Floats, steps: Integers, batch_size: float, descent: int) -> tuple[Floats, Floats]:
    """Least squares from points u (n, axes), each at its steps: the risk is a sum of squared responses, some of them near zero.

    Returns the points and their risks. Newton's method on the log of the risk creeps along such valleys.
    """
    k = search.dimensions
    with np.errstate(all="ignore"):
        value, gradient, hessian = _local(search, u, steps, batch_size)
        damping = np.full(len(u), 1e-2)
        for _ in range(descent):
            scale = np.einsum("nii->ni", hessian)
            lifted = (
                hessian + np.eye(k) * (damping[:, None] * (scale + 1e-3 * scale.max(axis=1, keepdims=True)) + 1e-300)[:, None]
            )
            move = np.linalg.solve(lifted, -gradient[..., None])[..., 0]
            length = np.abs(move).max(axis=1, keepdims=True)
            move = np.where(length < np.inf, move * np.minimum(1, 1 / np.maximum(length, 1e-300)), 0.0)
            trial = np.clip(u + move, search.low, search.high)
            there = _local(search, trial, steps, batch_size)
            better = there[0] < value
            u, value = np.where(better[:, None], trial, u), np.where(better, there[0], value)
            gradient = np.where(better[:, None], there[1], gradient)
            hessian = np.where(better[:, None, None], there[2], hessian)
            damping = np.clip(damping * np.where(better, 0.2, 6.0), 1e-9, 1e6)
    return u, value


def _local(search: Search, u: Floats, steps: Integers, batch_size: float) -> tuple[Floats, Floats, Floats]:
    """Risk, half its gradient and half the Gauss-Newton Hessian of its mean part, by differences; each point at its steps."""
    n, k = u.shape
    recursion = search.recursion
    moved = np.where(u[:, None] + DIFFERENCE > search.high, -DIFFERENCE, DIFFERENCE)[:, 0] * np.ones_like(u)
    around = np.concatenate([u[:, None], u[:, None] + moved[:, None] * np.eye(k)], axis=1).reshape(-1, k)
    mean = np.zeros((n, k + 1, len(recursion.problem.h)))
    noise = np.zeros((n, k + 1))
    for t, phi, variance in _run(recursion, search.values(around), int(steps.max())):
        mine = steps == t
        if mine.any():
            mean[mine] = phi.reshape(n, k + 1, -1)[mine]
            noise[mine] = (variance @ recursion.noise).reshape(n, k + 1)[mine] / batch_size
    slope = (mean[:, 1:] - mean[:, :1]) / moved[..., None]
    with np.errstate(all="ignore"):
        weighted = slope * recursion.start
        value = (mean[:, 0] ** 2) @ recursion.start + noise[:, 0]
        gradient = np.einsum("nki,ni->nk", weighted, mean[:, 0]) + (noise[:, 1:] - noise[:, :1]) / moved / 2
        hessian = np.einsum("nki,nli->nkl", weighted, slope)
    lost = ~(np.isfinite(value) & np.isfinite(gradient).all(axis=1) & np.isfinite(hessian).all(axis=(1, 2)))
    value[lost], gradient[lost], hessian[lost] = np.inf, 0.0, np.eye(k)
    return value, gradient, hessian


def _every_step(recursion: Recursion, values: Any, last: int) -> tuple[Floats, Floats]:
    """(M, V) with risk = M + V/B at the steps 0..last of many settings; shapes (settings, last + 1)."""
    count = len(next(iter(values.values())))
    M, V = np.zeros((count, last + 1)), np.zeros((count, last + 1))
    rows = max(1, CHUNK // len(recursion.problem.h))
    with np.errstate(all="ignore"):
        for first in range(0, count, rows):
            part = slice(first, min(first + rows, count))
            for t, phi, variance in _run(recursion, {s: v[part] for s, v in values.items()}, last):
                M[part, t], V[part, t] = (phi * phi) @ recursion.start, variance @ recursion.noise
    return np.where(np.isnan(M), np.inf, M), np.where(np.isnan(V), np.inf, V)


def _run(recursion: Recursion, values: Any, last: int) -> Iterator[tuple[int, Floats, Floats]]:
    """(t, phi_t, V_t) at t = 0..last, arrays of shape (settings, coordinates)."""
    shape = len(next(iter(values.values()))), len(recursion.problem.h)
    noisy = bool(recursion.noise.any())
    variance: Any = 0.0
    with np.errstate(all="ignore"):
        D, Q, row, e, _ = recursion.matrices(values)
        for t in range(last + 1):
            phi = np.broadcast_to(np.asarray(dot(row, e), dtype=np.float64), shape)
            yield t, phi, np.broadcast_to(np.asarray(variance, dtype=np.float64), shape)
            if noisy:
                variance = variance + form(row, Q)
            row = [plus(r, dot(row, [line[j] for line in D])) for j, r in enumerate(row)]
