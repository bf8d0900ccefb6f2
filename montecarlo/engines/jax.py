"""The JAX engine: the rule itself under jit, scan over steps, vmap over replicates (extra ``jax``); on an accelerator if there is one.

Its streams are JAX's own, so it agrees with the other engines in law and not in bits; of itself it depends on the seed alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from montecarlo.engines.base import Setup
from montecarlo.engines.noise import Noise
from montecarlo.engines.rotation import Spectral
from theory.errors import InputError
from theory.rule.model import Gradient

Array = NDArray[np.float64]
BLOCK = 1 << 18
"""Numbers in one array of a block: enough to fill an accelerator."""


def require() -> None:
    """Raise ``InputError`` if JAX is not installed."""
    try:
        import jax  # noqa: F401
    except ImportError:
        raise InputError("the JAX engine needs the extra 'jax': pip install 'nqm[jax]' (or use engine='numpy')") from None


def risks(setup: Setup, block: int, mirrored: bool = False) -> Array:
    """Risk of each replicate of a block at each step, shape (rows, len(steps)), in float64."""
    return _run(setup, 0, block, mirrored)


def products(setup: Setup, block: int, size: int) -> Array:
    """``Experiment.products``, summed over the steps."""
    return _run(setup, size, block, False)


def _run(setup: Setup, size: int, block: int, mirrored: bool) -> Array:
    import jax

    with jax.enable_x64(True):
        found = _runner(setup, size)(block, -1.0 if mirrored else 1.0)
        return np.asarray(found, dtype=np.float64)


@lru_cache(maxsize=16)
def _runner(setup: Setup, size: int) -> Any:
    """A block's risks (``size`` 0), or its products in groups."""
    import jax
    import jax.numpy as jnp

    p, d, rule = setup.problem, len(setup.problem.h), setup.optimizer
    rotation, factor = getattr(p, "rotation", None), getattr(p, "noise_factor", None)
    curvature = jnp.asarray(p.h) if rotation is None else Spectral(p.h, rotation)
    scale, spread, weight = np.sqrt(p.c / setup.batch_size), np.sqrt(p.theta0_sq), p.counts * p.h / 2
    gaps = np.diff([0, *setup.steps])

    def draws(key: Any) -> Any:
        """A source of noise for one step: every call takes a key of its own."""
        count = iter(range(10**6))

        def draw() -> Any:
            if setup.silent:
                return 0.0
            fresh = jax.random.fold_in(key, next(count))
            if factor is None:
                return scale * _sample(setup.noise, fresh, d)
            return factor @ _sample(setup.noise, fresh, factor.shape[1]) / np.sqrt(setup.batch_size)

        return draw

    def whole(state: Any) -> Any:
        """Every number of a state as an array, constants too."""
        return jax.tree.map(lambda leaf: jnp.broadcast_to(jnp.asarray(leaf, dtype=jnp.float64), (d,)), state)

    def one(key: Any, side: Any) -> Any:
        theta = side * spread * _sample(setup.start, jax.random.fold_in(key, 0), d)
        state = whole(rule.init(theta if rotation is None else rotation @ theta))

        def step(carried: Any, k: Any) -> Any:
            return whole(
                rule.advance(carried, Gradient(curvature, draws(jax.random.fold_in(key, k + 1))), jnp.float64(k))
            ), None

        found, now = [], 0
        for gap in gaps:
            state, _ = jax.lax.scan(step, state, now + jnp.arange(int(gap)))
            now += int(gap)
            theta = rule.read(state)
            theta = theta if rotation is None else theta @ rotation
            found.append(theta if size else jnp.sum(weight * theta**2))
        return jnp.stack(found)

    def run(block: Any, side: Any) -> Any:
        key = jax.random.fold_in(jax.random.key(setup.seed), block)
        keys = jax.vmap(lambda row: jax.random.fold_in(key, row))(jnp.arange(setup.rows))
        found = jax.vmap(one, in_axes=(0, None))(keys, side)
        if not size:
            return found
        groups = found.reshape(-1, size, *found.shape[1:])
        return jnp.einsum("gjsi,gksi,i->gjk", groups, groups, jnp.asarray(weight))

    return jax.jit(run)


def _sample(noise: Noise, key: Any, size: int) -> Any:
    """Draws of the law by JAX."""
    import jax
    import jax.numpy as jnp

    random = jax.random
    if noise.table is not None:
        return jnp.asarray(noise.table)[random.randint(key, (size,), 0, len(noise.table))]
    match noise.name:
        case "gaussian":
            return random.normal(key, (size,), dtype=jnp.float64)
        case "uniform":
            return random.uniform(key, (size,), jnp.float64, -np.sqrt(3), np.sqrt(3))
        case "laplace":
            return random.laplace(key, (size,), jnp.float64) * np.sqrt(0.5)
        case "student-t":
            return random.t(key, 5.0, (size,), jnp.float64) * np.sqrt(0.6)
    raise InputError(f"the JAX engine does not know the noise {noise.name!r}; give it as a quantile table")
