"""The risk of very many coordinates from a few curvatures: phi_t^2 and V_t are interpolated in the curvature, with a bound.

Both are analytic in h. In a bin of curvatures they are interpolated at Chebyshev points, so that the coordinates of the bin only make the
points' weights, whatever the steps. A Taylor model on a disc three times as wide bounds their modulus in the complex plane, hence what
interpolation misses (Trefethen 2013, theorem 8.2). Where that could show, a bin is left to be summed as it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from numerics.arithmetic.doubling import Progress
from numerics.dynamics.evaluator import Weights
from numerics.dynamics.system import MANY, Run, summed
from numerics.dynamics.taylor_moments import Charts, models

Floats = NDArray[np.floating[Any]]
LEAST = 10  # times as many coordinates as nodes make a bin worth while
NODES = 20
WIDTH = 0.1  # half a bin's width over its centre
RADIUS = 3.0  # of the disc over half the bin's width
ELLIPSE = RADIUS + math.sqrt(RADIUS**2 - 1)  # the largest Bernstein ellipse in the disc
MISSED = 4 * ELLIPSE ** (1 - NODES) / (ELLIPSE - 1)  # by interpolation, over the modulus on the ellipse: 2e-15
ROUNDED = 64 * np.finfo(np.float64).eps  # of weights and nodes, generously, over the same modulus
ALLOWED = 1e-13  # relative error of the risk
SMALLEST = 1e-290  # curvatures below lose digits


class Bin(NamedTuple):
    """Where some coordinates are, and where their curvatures lie."""

    members: NDArray[np.intp]
    centre: float


def split(h: Floats) -> tuple[list[Bin], NDArray[np.intp]]:
    """The bins that hold enough coordinates to be interpolated, from large curvatures to small, and the coordinates left over."""
    order = np.argsort(-h, kind="stable")
    top, ratio = math.log(h[order[0]]), math.log((1 + WIDTH) / (1 - WIDTH))
    position = np.floor((top - np.log(h[order])) / ratio)
    groups = np.split(order, np.flatnonzero(np.diff(position)) + 1)
    centres = [math.exp(top - ratio * math.floor((top - math.log(h[g[0]])) / ratio)) / (1 + WIDTH) for g in groups]
    worth = [len(g) >= LEAST * NODES and c > SMALLEST for g, c in zip(groups, centres, strict=True)]
    bins = [Bin(g, c) for g, c, use in zip(groups, centres, worth, strict=True) if use]
    left = [g for g, use in zip(groups, worth, strict=True) if not use]
    return bins, np.concatenate([*left, np.empty(0, dtype=np.intp)])


def node_weights(h: Floats, centre: float, *weights: Floats) -> Iterator[tuple[Floats, float]]:
    """For each weight of the coordinates that of the nodes, sum_i w_i p(h_i) = sum_j W_j p(node_j) for p of degree < NODES; sum_i w_i."""
    moments = np.zeros((len(weights), NODES))
    for k in range(0, len(h), 8192):
        powers = chebyshev.chebvander((h[k : k + 8192] - centre) / (WIDTH * centre), NODES - 1).T
        for m, w in zip(moments, weights, strict=True):
            m += (np.ascontiguousarray(powers) * w[k : k + 8192]).sum(axis=1)
    basis = chebyshev.chebvander(chebyshev.chebpts1(NODES), NODES - 1)
    for m in moments:
        yield basis @ (m * np.where(np.arange(NODES) == 0, 1, 2)) / NODES, float(m[0])


def total_risk(run: Run, weights: Weights, steps: Sequence[int], progress: Progress | None = None) -> Floats:
    """The risk of a time-invariant rule with single settings at increasing steps, found at each whatever the others are."""
    h = run.h
    bins, left = split(h)
    if len(h) - len(left) < MANY:
        return summed(run, weights, steps, progress)
    centre = np.array([b.centre for b in bins])
    (start, start_mass), (noise, noise_mass) = (
        (np.array([w for w, _ in rows]), np.array([m for _, m in rows]))
        for rows in zip(*(node_weights(h[b.members], b.centre, *weights.of(b.members)) for b in bins), strict=True)
    )
    nodes = centre[:, None] * (1 + WIDTH * chebyshev.chebpts1(NODES))
    disc = Charts(centre, RADIUS * WIDTH * centre).series()
    total, good = np.zeros(len(steps)), np.empty((len(steps), len(bins)), dtype=bool)
    pairs = zip(
        Run(run.optimizer, nodes.ravel()).doubled(slice(0, nodes.size), steps), models(run.optimizer, disc, steps), strict=True
    )
    for k, ((mean, variance), (phi, V)) in enumerate(pairs):
        found, bound = np.zeros(len(bins)), np.zeros(len(bins))
        for weight, mass, values, largest in (
            (start, start_mass, mean**2, phi.norm() ** 2),
            (noise, noise_mass, variance, V.norm()),
        ):
            found += np.where(mass > 0, (weight * values.reshape(nodes.shape)).sum(axis=1), 0.0)
            bound += np.where(mass > 0, (MISSED + ROUNDED) * mass * largest, 0.0)
        sure = np.where(bound < found, found - bound, 0.0)
        good[k] = bound <= ALLOWED * np.maximum(sure, sure.sum() / len(bins))
        total[k] = found[good[k]].sum()
        if progress:
            progress((len(h) - len(left)) * (k + 1) // len(steps), len(h))
    again = [(b.members, np.flatnonzero(~g)) for b, g in zip(bins, good.T, strict=True) if not g.all()]
    if len(left):
        again.append((left, np.arange(len(steps))))
    done, work = len(h) - len(left), len(h) - len(left) + sum(len(members) for members, _ in again)
    for members, where in again:
        mine = _part_of(progress, done, len(members), work)
        total[where] += summed(Run(run.optimizer, h[members]), weights.of(members), [steps[k] for k in where.tolist()], mine)
        done += len(members)
    return total


def _part_of(progress: Progress | None, done: int, size: int, work: int) -> Progress | None:
    """Progress of a part of the work."""
    return progress and (lambda mine, of: progress(done + size * mine // of, work))
