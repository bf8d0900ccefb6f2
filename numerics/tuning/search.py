"""Batched search for the settings that reach a target risk in the fewest steps, many batch sizes at once.

At a fixed number of steps T the log of the risk is a smooth function of the hyperparameters, and T is feasible iff its
minimum is at most the target's. So the search runs at fixed T:

1. scan: a lattice over the whole box at every quarter octave of steps, on a thinned spectrum: where is the valley?
2. evolve: a population that adapts to the valley's direction (the cross-entropy method; Rubinstein 1999), T following;
3. refine: Newton's method from the best, T bracketed between feasible and infeasible integers;
4. dig: where few steps suffice, oscillating rules have many local minima; populations around the incumbents of all batch
   sizes (what is feasible at one batch size is at every larger one) are tried at fewer and fewer steps.

Everything is deterministic: populations are lattice points, not random ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from numerics.dynamics.recursion import Recursion
from numerics.tuning.axes import Axis
from numerics.tuning.cells import Cell, lattice, population

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
STENCIL = 1e-3  # half-width of the finite differences, in search coordinates
INFLATION = 1.6  # of the elite's covariance, against premature convergence
SHORT = 3_000  # steps below which a run is cheap and its landscape rugged: larger populations
ROUNDS = 12  # of refinement
WAVES = 24  # of digging
WIDTHS = (0.05, 0.1, 0.2)  # of their clouds, in turn
PATIENCE = 6  # failures after which a cell is left; fewer where there are few steps to choose from
RUGGED = 600  # steps below which digging pays


class Search:
    """The landscape log(risk/target) of a rule on a problem, and the ways it is searched."""

    def __init__(self, recursion: Recursion, axes: Sequence[Axis], target: float) -> None:
        self.recursion, self.axes, self.log_target = recursion, axes, float(np.log(target))
        self.low, self.high = (np.array([getattr(a, end) for a in axes]) for end in ("low", "high"))
        k = self.dimensions = len(axes)
        unit = np.eye(k) * STENCIL
        self._pairs = [(i, j) for i in range(k) for j in range(i + 1, k)]
        self._stencil = np.array([np.zeros(k), *unit, *-unit, *(unit[i] + unit[j] for i, j in self._pairs)])

    def values(self, u: Floats) -> dict[Any, Floats]:
        """Hyperparameters at coordinates of shape (settings, axes)."""
        return {axis.symbol: axis.value(u[:, j]) for j, axis in enumerate(self.axes)}

    def excess(self, u: Floats, steps: Integers, batch_sizes: Floats) -> Floats:
        """log(risk/target); u (cells, n, axes), steps and batch sizes (cells,); shape (cells, n)."""
        cells, n, k = u.shape
        M, V = self.recursion.parts(self.values(u.reshape(-1, k)), np.repeat(steps, n))
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            value = np.log(M + V / np.repeat(batch_sizes, n)) - self.log_target
        return np.where(np.isnan(value), np.inf, value).reshape(cells, n)

    def scan(self, thin: Recursion, points: int, top: int, batch_sizes: Floats) -> list[tuple[float, Floats, Floats]]:
        """For each batch size the estimated steps (inf if no setting reaches the target in 2^top), centre and covariance."""
        k = self.dimensions
        low, high = (np.array([a.scan[end] for a in self.axes]) for end in (0, 1))
        u = low + (high - low) * lattice(points, k)
        for j, axis in enumerate(self.axes):  # closed ends are settings of their own: no momentum, no average
            for end in axis.ends if k > 1 else ():
                face = u[: points // 4].copy()
                face[:, j] = end
                u = np.concatenate([u, face])
        steps, M, V = thin.octaves(self.values(u), top)
        spacing = (high - low) * points ** (-1 / k)
        seeds = []
        for size in batch_sizes:
            with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
                time = _crossing(steps, np.log(M + V / size) - self.log_target)
            order = np.argsort(time, kind="stable")[:10]
            centre = u[order[0]]
            apart = u[order[time[order] < 1.6 * time[order[0]]]] - centre
            covariance = np.einsum("ni,nj->ij", apart, apart) / (4 * max(len(apart), 1)) + np.diag(spacing**2) / 5
            seeds.append((float(time[order[0]]), centre, covariance))
        return seeds

    def evolve(self, seeds: Sequence[tuple[float, Floats, Floats]], batch_sizes: Floats) -> list[Cell]:
        """The cross-entropy method for cells whose runs are of similar length; returns cells with the final elite."""
        size, elite, generations = population(seeds[0][0] < SHORT, self.dimensions)
        normal = np.concatenate([np.zeros((1, self.dimensions)), ndtri(lattice(size - 1, self.dimensions))])
        steps = np.array([max(1, int(np.ceil(s[0]))) for s in seeds])
        centre, covariance = (np.array([s[part] for s in seeds]) for part in (1, 2))
        rows = np.arange(len(seeds))[:, None]
        for _ in range(generations):
            rounding = 1e-14 * np.maximum(1, 10 * np.trace(covariance, axis1=1, axis2=2))  # may leave it indefinite
            factor = np.linalg.cholesky(covariance + rounding[:, None, None] * np.eye(self.dimensions))
            u = np.clip(centre[:, None] + np.einsum("cij,nj->cni", factor, normal), self.low, self.high)
            f = self.excess(u, steps, batch_sizes)
            order = np.argsort(f, axis=1, kind="stable")[:, :elite]
            best, value = u[rows, order], f[rows[:, 0], order[:, 0]]
            centre = best[:, 0]
            apart = best - centre[:, None]
            covariance = INFLATION * np.einsum("cni,cnj->cij", apart, apart) / elite
            steps = self._follow(best[:, 0], value, steps, batch_sizes, 0.2)
        return [Cell(float(b), s[:4], int(t)) for b, s, t in zip(batch_sizes, best, steps, strict=True)]

    def establish(self, cells: Sequence[Cell]) -> None:
        """Give every cell an incumbent: the first quarter octave at which one of its population reaches the target."""
        if not cells:
            return
        top = min(max(c.steps for c in cells).bit_length() + 2, 40)
        steps, M, V = self.recursion.octaves(self.values(np.concatenate([c.starts for c in cells])), top)
        row = 0
        for cell in cells:
            rows = slice(row, row + len(cell.starts))
            row += len(cell.starts)
            with np.errstate(divide="ignore", invalid="ignore"):
                hit = np.log(M[rows] + V[rows] / cell.batch_size) <= self.log_target
            first = np.where(hit.any(axis=1), hit.argmax(axis=1), len(steps))
            if first.min() < len(steps):
                cell.take(cell.starts[first.argmin()], max(int(steps[first.min()]), 1))

    def _follow(self, u: Floats, value: Floats, steps: Integers, batch_sizes: Floats, limit: float) -> Integers:
        """The steps at which log(risk/target) = value would fall to zero, by its slope over the last 1/64 of the run."""
        earlier = np.maximum(steps - np.maximum(1, steps // 64), 0)
        before = self.excess(u[:, None], earlier, batch_sizes)[:, 0]
        with np.errstate(invalid="ignore"):
            slope = np.minimum((value - before) / (steps - earlier), -0.2 / steps)
        slope = np.where(np.isfinite(slope), slope, -5 / steps)
        change = np.clip(-np.where(np.isfinite(value), value, 1.0) / slope, -limit * steps, limit * steps)
        return np.maximum(steps + np.ceil(change), 1).astype(np.int64)

    def newton(self, u: Floats, steps: Integers, batch_sizes: Floats, radius: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """One damped Newton step on log risk at fixed steps, for arrays (cells, starts, axes) and radii (cells, starts).

        Returns the new points, their excess, the decrease, and the new radii.
        """
        cells, n, k = u.shape
        inner = np.clip(u, self.low + STENCIL, self.high - STENCIL)
        points = (inner[:, :, None] + self._stencil).reshape(cells, -1, k)
        f = self.excess(points, steps, batch_sizes).reshape(cells, n, -1)
        with np.errstate(invalid="ignore"):
            up, down = f[..., 1 : k + 1], f[..., k + 1 : 2 * k + 1]
            gradient = (up - down) / (2 * STENCIL)
            hessian = np.zeros((cells, n, k, k))
            hessian[..., range(k), range(k)] = (up + down - 2 * f[..., :1]) / STENCIL**2
            for q, (i, j) in enumerate(self._pairs):
                mixed = (f[..., 2 * k + 1 + q] - up[..., i] - up[..., j] + f[..., 0]) / STENCIL**2
                hessian[..., i, j] = hessian[..., j, i] = mixed
        broken = ~(np.isfinite(hessian).all(axis=(2, 3)) & np.isfinite(gradient).all(axis=2))
        hessian[broken], gradient[broken] = np.eye(k), 0.0
        curvature, direction = np.linalg.eigh(hessian)
        along = np.einsum("cnji,cnj->cni", direction, gradient)
        step = -np.einsum("cnij,cnj->cni", direction, along / np.maximum(np.abs(curvature), 1e-4))
        length = np.maximum(np.linalg.norm(step, axis=2), 1e-12)
        step *= np.minimum(1, radius / length)[..., None]
        scales = np.array([1.0, 0.3, 0.08])
        trial = np.clip(inner[:, :, None] + scales[:, None] * step[:, :, None], self.low, self.high)
        g = self.excess(trial.reshape(cells, -1, k), steps, batch_sizes).reshape(cells, n, -1)
        every = np.concatenate([f[..., :1], g], axis=2)
        best = every.argmin(axis=2)
        value = np.take_along_axis(every, best[..., None], axis=2)[..., 0]
        all_points = np.concatenate([inner[:, :, None], trial], axis=2)
        moved = np.take_along_axis(all_points, best[..., None, None], axis=2)[:, :, 0]
        shrink = np.array([0.1, 2.0, 0.6, 0.15])[best]
        with np.errstate(invalid="ignore"):
            return moved, value, every[..., 0] - value, np.minimum(radius, length) * shrink

    def refine(self, cells: Sequence[Cell]) -> None:
        """Newton's method from the best of each cell's and its neighbours' populations, then from between the neighbours."""
        own = [c.starts for c in cells]
        for i, cell in enumerate(cells):  # neighbouring batch sizes have like optima
            cell.starts = np.concatenate([own[i], *(s[:2] for s in own[max(i - 1, 0) : i] + own[i + 1 : i + 2])])
        self._descend(cells, ROUNDS)
        again = []
        u = [c.best for c in cells]
        for i, cell in enumerate(cells):  # where steps scale with the batch size, optima lie on a line
            lines = [(i - 1, i + 1, 0.5, 0.5), (i - 1, i - 2, 2, -1), (i + 1, i + 2, 2, -1)]
            ends = [(u[p], u[q], f, g) for p, q, f, g in lines if min(p, q) >= 0 and max(p, q) < len(cells)]
            between = [f * x + g * y for x, y, f, g in ends if x is not None and y is not None]
            if between and cell.best is not None and cell.reached > RUGGED:
                cell.starts, cell.steps = np.clip(np.array(between), self.low, self.high), cell.reached - 1
                again.append(cell)
        for cell in again:
            cell.missed = 0
        self._descend(again, ROUNDS // 2)

    def _descend(self, cells: Sequence[Cell], rounds: int) -> None:
        """Newton's method from each cell's two best starts, the number of steps bracketed by what was reached and missed."""
        for cell in cells:
            excess = self.excess(cell.starts[None], np.array([cell.steps]), np.array([cell.batch_size]))[0]
            order = np.argsort(excess, kind="stable")[[0, min(1, len(excess) - 1)]]
            cell.starts, cell.radius = cell.starts[order], np.full(2, 0.05)
        for _ in range(rounds):
            busy = [c for c in cells if not c.settled]
            if not busy:
                return
            steps, sizes = np.array([c.steps for c in busy]), np.array([c.batch_size for c in busy])
            u, f, gain, radius = self.newton(
                np.array([c.starts for c in busy]), steps, sizes, np.array([c.radius for c in busy])
            )
            lead = f.argmin(axis=1)
            rows = np.arange(len(busy))
            following = self._follow(u[rows, lead], f[rows, lead], steps, sizes, 0.1)
            for i, cell in enumerate(busy):
                cell.starts, cell.radius = u[i], np.maximum(radius[i], 1e-3)
                self._bracket(cell, u[i, lead[i]], f[i], gain[i], int(following[i]))

    def _bracket(self, cell: Cell, u: Floats, excess: Floats, gain: Floats, following: int) -> None:
        """Note what a Newton step showed about the cell's steps, and choose the next ones."""
        if excess.min() <= 0:
            cell.take(u, cell.steps)
            following = min(following, cell.steps - 1)
        elif np.all(gain < 0.05 * excess):  # converged, and still above the target
            cell.missed = max(cell.missed, cell.steps)
        elif cell.best is not None:
            following = cell.steps  # not converged: try these steps again
        if cell.best is not None:
            following = min(following, cell.reached - 1)
        cell.steps = max(following, cell.missed + 1)

    def dig(self, cells: Sequence[Cell]) -> None:
        """Populations around all incumbents, at fewer and fewer steps, where the landscape is rugged."""
        deep = [c for c in cells if c.best is not None and c.reached < RUGGED]
        for cell in deep:
            cell.stride = max(1, cell.reached // 50)
        size, keep = 128 * self.dimensions, 2 * self.dimensions
        for wave in range(WAVES):
            self.share(cells)
            busy = [c for c in deep if c.failures < min(PATIENCE, 2 + c.reached // 32) and c.reached > 1]
            if not busy:
                return
            steps = np.array([max(c.reached - c.stride, 1) for c in busy])
            sizes = np.array([c.batch_size for c in busy])
            rows = np.arange(len(busy))[:, None]
            cloud = (2 * ((lattice(size, self.dimensions) + 0.382 * wave) % 1) - 1) * WIDTHS[wave % len(WIDTHS)]
            u = np.clip(np.array([c.best for c in busy])[:, None] + cloud, self.low, self.high)
            picked = u[rows, np.argsort(self.excess(u, steps, sizes), axis=1, kind="stable")[:, :keep]]
            pool = np.concatenate([picked.reshape(-1, self.dimensions), *([c.best] for c in busy)])
            every = np.broadcast_to(pool, (len(busy), *pool.shape))
            u = every[rows, np.argsort(self.excess(every, steps, sizes), axis=1, kind="stable")[:, :keep]]
            radius = np.full(u.shape[:2], 0.05)
            for _ in range(2):
                u, f, _, radius = self.newton(u, steps, sizes, radius)
            for i, cell in enumerate(busy):
                if f[i].min() <= 0:
                    cell.take(u[i, f[i].argmin()], int(steps[i]))
                else:
                    cell.failures += cell.stride == 1
                    cell.stride = max(cell.stride // 2, 1)

    def share(self, cells: Sequence[Cell]) -> None:
        """Offer every cell's incumbent to all others."""
        known = [c for c in cells if c.best is not None]
        if not known:
            return
        settings, steps = np.array([c.best for c in known]), np.array([c.reached for c in known])
        M, V = self.recursion.parts(self.values(settings), steps)
        for cell in cells:
            with np.errstate(divide="ignore"):
                enough = np.flatnonzero(np.log(M + V / cell.batch_size) <= self.log_target)
            if enough.size:
                best = enough[np.argmin(steps[enough])]
                cell.take(settings[best], int(steps[best]))


def _crossing(steps: Integers, excess: Floats) -> Floats:
    """The step at which each row of log(risk/target) first falls to 0, interpolated on the grid; inf where it does not."""
    hit = excess <= 0
    first = hit.argmax(axis=1)
    rows = np.flatnonzero(hit.any(axis=1) & (first > 0))
    result = np.where(hit[:, 0], 0.0, np.inf)
    after, before = excess[rows, first[rows]], excess[rows, first[rows] - 1]
    with np.errstate(invalid="ignore"):
        share = np.where(np.isfinite(before) & np.isfinite(after), before / (before - after), 1.0)
    result[rows] = steps[first[rows] - 1] + (steps[first[rows]] - steps[first[rows] - 1]) * share
    return result
