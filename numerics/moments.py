"""Mean and variance of any linear rule at any step, in float64, vectorised over coordinates and hyperparameters.

Time-invariant rules use doubling in delta form: D = A - I is carried (D <- 2D + D^2) because at alpha h = 1e-9 and
t = 1e9 powers of A itself lose eight digits; the variance doubles alongside (Q <- Q + A Q A'). No eigenvectors: they
break at double roots. Inside, NumPy's longdouble is used; where near-coincident roots could magnify even its rounding over
many steps beyond 1e-13, those settings are repeated in double-double arithmetic. Time-varying rules run step by step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.double_double import DoubleDouble
from numerics.doubling import Progress, doubled_moments, stepped_moments
from numerics.matrices import Matrix, shaped
from numerics.problem import NoisyQuadratic, check_run
from theory.errors import InputError
from theory.filter import LinearSystem, extract
from theory.model import h as CURVATURE
from theory.model import t as STEP
from theory.optimizer import Optimizer

Array = NDArray[np.floating[Any]]
DOUBT = 1e-13  # estimated relative rounding error from which the work is repeated in double-double arithmetic
BLOCK = 200_000  # state entries handled at once: keeps the work in cache and memory flat


class Moments(NamedTuple):
    """``mean``: phi_t, E theta_t = phi_t E theta_0. ``variance``: V_t for unit noise, to be multiplied by c/B.

    Shape of both: hyperparameter shape + (coordinates, steps).
    """

    mean: Array
    variance: Array


def moments(optimizer: Optimizer, h: Any, steps: Sequence[int], progress: Progress | None = None) -> Moments:
    """phi_t and V_t/(c/B) at the given steps.

    Parameters
    ----------
    optimizer : linear rule with numeric hyperparameters; arrays broadcast and come first in the result's shape.
    h : curvatures, shape (d,).
    steps : whole numbers.
    progress : called with (steps done, all) where a time-varying rule is run step by step.

    Diverging settings give ``inf``. Raises ``InputError`` for a hyperparameter left symbolic, ``NotLinear`` for a rule
    that only simulation can treat.
    """
    symbolic = optimizer.symbolic()
    system = extract(symbolic)
    values = numeric_values(optimizer)
    shape = np.broadcast_shapes(*[v.shape for v in values.values()]) if values else ()
    curvature = np.asarray(h, dtype=np.float64)
    wide = {s: np.broadcast_to(v, shape)[..., None] for s, v in values.items()}
    with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
        per_block = max(1, BLOCK // (system.order**2 * max(1, int(np.prod(shape)))))
        parts = [curvature[k : k + per_block] for k in range(0, len(curvature), per_block)]
        blocks = []
        for k, part in enumerate(parts):
            here = {**wide, CURVATURE: part}
            if system.time_varying:
                blocks.append(_time_varying(system, here, list(steps), _share(progress, k, len(parts))))
            else:
                blocks.append(_time_invariant(system, here, list(steps)))
        mean = np.concatenate([b.mean for b in blocks], axis=-2)
        variance = np.concatenate([b.variance for b in blocks], axis=-2)
    mean[np.isnan(mean)] = np.inf  # inf - inf: the rule diverges
    variance[np.isnan(variance)] = np.inf
    return Moments(mean, variance)


def _share(progress: Progress | None, part: int, parts: int) -> Progress | None:
    """The progress of one of several equal parts."""
    return None if progress is None else lambda done, total: progress(part * total + done, parts * total)


def risk(
    optimizer: Optimizer,
    problem: NoisyQuadratic,
    steps: Sequence[int],
    batch_size: float,
    progress: Progress | None = None,
) -> Array:
    """Expected risk E L(theta_t), exact up to rounding.

    Returns an array of shape hyperparameter shape + (len(steps),). Raises ``InputError`` for bad input, ``NotLinear``
    for a rule that is not linear (simulate it instead).
    """
    whole, size = check_run(steps, batch_size)
    m = moments(optimizer, problem.h, whole, progress)
    start = (problem.counts * problem.h * problem.theta0_sq / 2)[:, None]
    noise = (problem.counts * problem.h * problem.c / (2 * size))[:, None]
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        added = np.where(noise > 0, m.variance * noise, 0.0)
        forgotten = np.where(start > 0, m.mean**2 * start, 0.0)
    return np.asarray((forgotten + added).sum(axis=-2))


def numeric_values(optimizer: Optimizer) -> dict[sp.Symbol, Array]:
    """The hyperparameters as float64 arrays; ``InputError`` names one that is still a symbol."""
    result: dict[sp.Symbol, Array] = {}
    for (name, _), (symbol, value) in zip(optimizer.hyperparameters().items(), optimizer.values().items(), strict=True):
        if isinstance(value, sp.Basic) and not value.is_number:
            raise InputError(f"{optimizer}: {name} is not set; give it a number, e.g. {name}=0.1")
        result[symbol] = np.asarray(value, dtype=np.float64)
    return result


def _matrices(system: LinearSystem, values: dict[sp.Symbol, Array]) -> tuple[Array, ...]:
    """A, A - I, b, read, e as arrays of shape broadcast + (n, n) twice, (n, m), (n,), (n,)."""
    symbols = sorted(set(values) | {STEP}, key=str)
    arguments = [0.0 if s == STEP else values[s] for s in symbols]
    increment, A, b, read, e = system.compiled(symbols)(np.longdouble(1), *arguments)
    shape = np.broadcast_shapes(*[v.shape for v in values.values()])
    n = system.order

    def stack(entries: list[Any], tail: tuple[int, ...]) -> Array:
        full = [np.broadcast_to(np.asarray(entry, dtype=np.longdouble), shape) for entry in entries]
        return np.stack(full, axis=-1).reshape(*shape, *tail)

    return stack(A, (n, n)), stack(increment, (n, n)), stack(b, (n, len(b) // n)), stack(read, (n,)), stack(e, (n,))


def _time_invariant(system: LinearSystem, values: dict[sp.Symbol, Array], steps: list[int]) -> Moments:
    A, D, b, read, e = _matrices(system, {s: v.astype(np.longdouble) for s, v in values.items()})
    identity = np.eye(system.order)
    rate, amplification = _decay_and_amplification(D)
    Q = b @ np.swapaxes(b, -1, -2)
    state = dict.fromkeys(steps, e)
    covariance = {s: np.zeros_like(Q) for s in steps}
    for bit in range(max(steps).bit_length()):
        # Near the identity A^(2^k) is I + D, D kept apart; once it has decayed below 1/2, plain squaring keeps its
        # relative accuracy where 1 + D would lose it.
        decayed = (rate * 2.0**bit > np.log(2.0))[..., None, None]
        if bit:
            A = np.where(decayed, A @ A, identity + D)
        for s in state:
            if s >> bit & 1:
                state[s] = np.einsum("...ij,...j->...i", A, state[s])
                covariance[s] = A @ covariance[s] @ np.swapaxes(A, -1, -2) + Q
        Q = Q + A @ Q @ np.swapaxes(A, -1, -2)
        D = 2 * D + D @ D
    mean = np.stack([np.einsum("...i,...i->...", read, state[s]) for s in steps], axis=-1)
    variance = np.stack([np.einsum("...i,...ij,...j->...", read, covariance[s], read) for s in steps], axis=-1)
    result = Moments(mean.astype(np.float64), variance.astype(np.float64))
    with np.errstate(divide="ignore"):
        lifetime = np.minimum(float(max(steps)), 1 / np.maximum(rate, 0))
    doubtful = np.finfo(np.longdouble).eps * lifetime * amplification > DOUBT
    if np.any(doubtful):
        for part, better in zip(result, _double_double(system, values, steps, doubtful), strict=True):
            part[doubtful] = better
    return result


def _double_double(system: LinearSystem, values: dict[sp.Symbol, Array], steps: list[int], where: Any) -> Moments:
    """The same for selected settings and coordinates, in double-double arithmetic; shape (selected, steps)."""
    shape = where.shape
    chosen = {s: DoubleDouble(np.broadcast_to(v, shape)[where]) for s, v in values.items()}
    symbols = sorted(chosen, key=str)
    zero = DoubleDouble(np.zeros(int(np.count_nonzero(where))))
    _, A, b, read, e = system.compiled((*symbols, STEP))(DoubleDouble(1.0), *[chosen[s] for s in symbols], 0)
    wide = [[zero + entry for entry in group] for group in (A, b, read, e)]
    n = system.order
    pairs = doubled_moments(shaped(wide[0], n), shaped(wide[1], n), wide[2], wide[3], zero, steps)
    return Moments(*(np.stack([pair[k].value() for pair in pairs], axis=-1) for k in (0, 1)))


def _decay_and_amplification(D: Array) -> tuple[Any, Any]:
    """-log of the spectral radius of I + D, and (norm over smallest gap between roots)^2, which bounds how far a rounding
    error is magnified. Both only decide which arithmetic is used, so their own rounding is harmless."""
    plain = np.where(np.isfinite(D), D, 0.0).astype(np.float64)
    n = plain.shape[-1]
    roots: Any
    if n == 1:
        roots, amplification = plain[..., 0], np.ones(plain.shape[:-2])
    else:
        roots = np.linalg.eigvals(plain)
        i, j = np.triu_indices(n, 1)
        gap = np.abs(roots[..., i] - roots[..., j]).min(axis=-1)
        with np.errstate(divide="ignore"):
            amplification = (np.linalg.norm(plain, axis=(-2, -1)) / gap) ** 2
    rate = -0.5 * np.max(np.log1p(np.maximum(2 * roots.real + np.abs(roots) ** 2, -1.0)), axis=-1)
    return rate, amplification


def _time_varying(system: LinearSystem, values: dict[sp.Symbol, Array], steps: list[int], progress: Progress | None) -> Moments:
    symbols = sorted(values, key=str)
    arguments = [values[s] for s in symbols]
    function = system.compiled((*symbols, STEP))
    zero = np.zeros(np.broadcast_shapes(*[v.shape for v in values.values()]))

    def matrices(step: int) -> tuple[Matrix, Matrix, list[Any], list[Any]]:
        _, A, b, read, e = ([zero + entry for entry in group] for group in function(1.0, *arguments, float(step)))
        return shaped(A, system.order), shaped(b, system.order), read, e

    pairs = stepped_moments(matrices, zero, steps, progress=progress)
    return Moments(*(np.stack([pair[k] for pair in pairs], axis=-1) for k in (0, 1)))
