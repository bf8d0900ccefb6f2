"""Ways to make a problem of few coordinates out of many: a formula with any number of them, or arrays put into bins."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from numerics.arithmetic.quadrature import discrete, equispaced
from numerics.arithmetic.taylor import DEGREE
from numerics.dynamics.taylor_moments import NODES, Charts, Defects
from numerics.model.quadratic import Quadratic
from theory.errors import InputError

Floats = NDArray[np.float64]
EXACT = 64  # leading coordinates of a formula that are kept one by one
INDEX_RATIO = 1.25  # of neighbouring bins' indices in a power law, beyond them
CURVATURE_RATIO = 1.06  # of neighbouring bins' curvatures in a log-uniform spectrum, dense also where risk oscillates most
RULES = ("gauss", "lower-edge")


class Coordinates(NamedTuple):
    """h, c, E theta_0^2 and multiplicity, each of shape (d,)."""

    h: Floats
    c: Floats
    s: Floats
    counts: Floats


class Bins(NamedTuple):
    """Nodes in place of many coordinates, as of ``Coordinates``, and what they get wrong."""

    h: Floats
    c: Floats
    s: Floats
    counts: Floats
    defects: tuple[Defects, ...]


def power_law_bins(d: int, exponent: float) -> Bins:
    """h_i = i^-exponent, i = 1..d, C = H, E theta_0^2 = 1, for any d: Gauss nodes in the index, bin by bin."""
    edges = [EXACT + 1]
    while edges[-1] <= d:
        edges.append(min(math.ceil(edges[-1] * INDEX_RATIO), d + 1))
    first, last = (np.array(v, dtype=np.float64) for v in (edges[:-1], [e - 1 for e in edges[1:]]))
    charts = Charts((first + last) / 2, np.maximum((last - first) / 2, 0.5), -exponent)
    head = np.arange(1.0, EXACT + 1) ** -exponent
    return _from_index(charts, last - first + 1, head, lambda x: x**-exponent)


def log_uniform_bins(d: int, largest: float, smallest: float) -> Bins:
    """h_i evenly spaced in log from largest to smallest, C = H, E theta_0^2 = 1, for any d."""
    span = math.log(largest / smallest)
    bins = max(1, math.ceil(span / math.log(CURVATURE_RATIO)))
    edges = [k * d // bins for k in range(bins + 1)]  # whole indices
    first, last = (np.array(v, dtype=np.float64) for v in (edges[:-1], [e - 1 for e in edges[1:]]))
    step = span / (d - 1)
    charts = Charts(math.log(largest) - step * (first + last) / 2, -step * (last - first) / 2, None)
    return _from_index(charts, last - first + 1, np.empty(0), np.exp)


def _from_index(charts: Charts, counts: Floats, head: Floats, curvature: Callable[[Floats], Floats]) -> Bins:
    """Coordinates equally spaced in each chart: nodes, and the defects of the moments that the nodes miss."""
    nodes, weights = equispaced(counts, NODES)
    finer, masses = equispaced(counts, DEGREE // 2 + 1)
    powers = np.arange(DEGREE + 1)[:, None, None]
    missed = (masses * finer**powers).sum(axis=2) - (weights * nodes**powers).sum(axis=2)
    missed[: 2 * NODES] = 0.0  # exact by construction
    h = curvature(charts.centre[:, None] + charts.width[:, None] * nodes)
    every = np.concatenate([head, h.ravel()])
    defects = Defects(charts, missed, missed, counts, counts, True)
    return Bins(every, every, np.ones_like(every), np.concatenate([np.ones_like(head), weights.ravel()]), (defects,))


def binned(problem: Quadratic, bins: int, rule: str = "gauss") -> Bins:
    """At most ``bins`` distinct coordinates in place of the problem's; see ``NoisyQuadratic.binned``."""
    if rule not in RULES:
        raise InputError(f"binned: rule must be one of {', '.join(RULES)}, got {rule!r}")
    if int(bins) != bins or bins < 1:
        raise InputError(f"binned: the number of bins must be a whole number >= 1, got {bins}")
    order = np.argsort(-problem.h, kind="stable")
    full = Coordinates(problem.h[order], problem.c[order], problem.theta0_sq[order], problem.counts[order])
    return _lower_edges(full, int(bins)) if rule == "lower-edge" else _gauss(full, int(bins))


def merged(problem: Quadratic, bins: int) -> Quadratic:
    """One coordinate a bin of equal width in log curvature, total risk and noise kept: a rough stand-in for scans.

    The largest curvature, which decides on stability, has a bin of its own.
    """
    position = np.log(problem.h.max() / problem.h)
    width = max(float(position.max()), 1e-12) / bins
    _, which = np.unique(np.where(position > 0, np.minimum((position / width).astype(int), bins - 1), -1), return_inverse=True)
    total = np.bincount(which, problem.counts)
    h = np.exp(np.bincount(which, problem.counts * np.log(problem.h)) / total)
    c, s = (np.bincount(which, problem.counts * problem.h * v) / total / h for v in (problem.c, problem.theta0_sq))
    return Quadratic(h, c, s, total)


def _lower_edges(full: Coordinates, bins: int) -> Bins:
    """The binning of the paper's notebook: edges at geometric distance, everything counted at the edge below it."""
    h, c, s, counts = full
    edges = np.geomspace(h[0], h[-1], bins) if bins > 1 else h[-1:]
    which = np.searchsorted(-edges, -h * (1 + 1e-12))  # an eigenvalue that is an edge up to rounding counts there
    used, which = np.unique(which, return_inverse=True)
    edges = edges[used]
    total = np.bincount(which, counts).astype(np.float64)
    ratio = np.bincount(which, counts * c) / np.bincount(which, counts * h)
    second = np.bincount(which, counts * s) / total
    high = np.zeros(len(used))
    np.maximum.at(high, which, h)
    charts = Charts((high + edges) / 2, np.maximum((high - edges) / 2, 1e-15 * edges))
    return _assemble(full, which, charts, Coordinates(edges, edges * ratio, second, total))


def _gauss(full: Coordinates, limit: int) -> Bins:
    """Bins of equal width in log curvature, as many as give at most ``limit`` coordinates in all."""
    low, high = 1, limit
    best = _gauss_bins(full, 1)
    while low <= high:
        middle = (low + high) // 2
        candidate = _gauss_bins(full, middle)
        if len(candidate.h) <= limit:
            best, low = candidate, middle + 1
        else:
            high = middle - 1
    if len(best.h) > limit:
        raise InputError(f"binned: {limit} coordinates are too few for Gauss nodes; give at least {len(best.h)}")
    return best


def _gauss_bins(full: Coordinates, bins: int) -> Bins:
    h, c, s, counts = full
    position = np.log(h[0] / h) / max(math.log(h[0] / h[-1]), 1e-300) * bins
    _, which = np.unique(np.minimum(position.astype(int), bins - 1), return_inverse=True)
    groups = np.split(np.arange(len(h)), np.flatnonzero(np.diff(which)) + 1)
    # C like H S, or like S
    proportional = [r.max() > 0 and np.allclose(c * r.max(), r * c.max(), rtol=1e-13, atol=0) for r in (s * h, s)]
    rows: list[Floats] = []
    centre, width = np.empty(len(groups)), np.empty(len(groups))
    for g, group in enumerate(groups):
        values = h[group]
        centre[g], width[g] = (values[0] + values[-1]) / 2, max((values[0] - values[-1]) / 2, 1e-15 * values[0])
        u = (values - centre[g]) / width[g]
        mine = np.array([values, c[group], s[group], counts[group]])
        if len(np.unique(values)) <= NODES:
            rows.append(mine)
        elif any(proportional):
            weight = counts[group] * s[group]
            kept = weight > 0
            x, w = discrete(u[kept], weight[kept], NODES)
            at = centre[g] + width[g] * x
            factor = c.max() / (s * h).max() * at if proportional[0] else np.full_like(at, c.max() / s.max())
            rows.append(np.array([at, factor, np.ones_like(at), w]))
        else:
            if not (c[group].any() or s[group].any()):  # nothing moves here: one coordinate stands for all
                rows.append(np.array([values[:1], [0.0], [0.0], [counts[group].sum()]]))
            for column, weight in ((1, counts[group] * c[group]), (2, counts[group] * s[group])):
                kept = weight > 0
                if kept.any():
                    x, w = discrete(u[kept], weight[kept], NODES)
                    part = np.array([centre[g] + width[g] * x, 0 * x, 0 * x, w])
                    part[column] = 1.0
                    rows.append(part)
    return _assemble(full, which, Charts(centre, width), Coordinates(*np.concatenate(rows, axis=1)))


def _assemble(full: Coordinates, which: NDArray[np.intp], charts: Charts, nodes: Coordinates) -> Bins:
    """The binned problem with the moments that its nodes miss, bin by bin; ``which`` is the bin of each true coordinate."""
    bins = len(charts.centre)
    start, noise = np.zeros((DEGREE + 1, bins)), np.zeros((DEGREE + 1, bins))
    masses = []
    lower_ends = charts.centre - charts.width * (1 + 1e-9)
    mine = np.minimum(np.searchsorted(-lower_ends, -nodes.h), bins - 1)
    for sign, (h, c, s, counts), where in ((1, full, which), (-1, nodes, mine)):
        u = (h - charts.centre[where]) / charts.width[where]
        power = np.ones_like(u)
        for k in range(DEGREE + 1):
            start[k] += sign * np.bincount(where, power * counts * s, minlength=bins)
            noise[k] += sign * np.bincount(where, power * counts * c, minlength=bins)
            power = power * u
        masses.append([np.bincount(where, counts * v, minlength=bins) for v in (s, c)])
    defects = Defects(charts, start, noise, np.maximum(masses[0][0], masses[1][0]), np.maximum(masses[0][1], masses[1][1]))
    return Bins(*nodes, (defects,))
