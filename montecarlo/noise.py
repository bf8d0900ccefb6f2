"""Noise with exact zero mean and unit variance; the theory depends on nothing else about it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError

Sampler = Callable[[np.random.Generator, tuple[int, ...]], NDArray[np.float64]]


def gaussian(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Standard normal."""
    return rng.standard_normal(shape)


def rademacher(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Fair signs, one random bit each."""
    size = int(np.prod(shape))
    bits = np.unpackbits(np.frombuffer(rng.bytes((size + 7) // 8), dtype=np.uint8), count=size)
    return (2.0 * bits.astype(np.float64) - 1.0).reshape(shape)


SAMPLERS: dict[str, Sampler] = {"gaussian": gaussian, "rademacher": rademacher}


def sampler(name: str) -> Sampler:
    """The sampler of that name; ``InputError`` lists the known ones."""
    if name not in SAMPLERS:
        raise InputError(f"noise must be one of {', '.join(SAMPLERS)}, got {name!r}")
    return SAMPLERS[name]
