"""Noise with zero mean and unit variance; the theory of a linear rule depends on nothing else about it.

Two families: continuous laws take one draw a number from NumPy's generator; table laws take a few random bits a number and
look the value up, several times faster. Both engines consume a stream in the same order, so they see the same noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from theory.errors import InputError

Array = NDArray[np.float64]
TABLE = 256
"""Entries of a quantile table: one random byte a number."""


@dataclass(frozen=True, eq=False)
class Noise:
    """A law with mean 0 and variance 1.

    name : as the command line knows it.
    table : values taken with equal probability, 2 or 256 of them; None for a continuous law.
    sample : NumPy draws of a continuous law, ``sample(generator, out)``.
    code : one draw in compiled code, in terms of the generator ``rng``.
    kurtosis : fourth moment.
    """

    name: str
    kurtosis: float
    table: Array | None = None
    sample: Callable[[np.random.Generator, Array], Any] | None = None
    code: str = ""

    @property
    def per_word(self) -> int:
        """Numbers drawn from one 64-bit random word (0: continuous)."""
        return 0 if self.table is None else 64 if len(self.table) == 2 else 8

    def words(self, size: int) -> int:
        """Random words that ``size`` numbers take."""
        return -(-size // self.per_word) if self.per_word else 0

    def fill(self, rng: np.random.Generator, out: Array) -> None:
        """Fill a contiguous array with independent draws."""
        if self.sample is not None:
            self.sample(rng, out)
            return
        flat = out.reshape(-1)
        words = random_words(rng, self.words(flat.size))
        octets = words.astype(">u8").view(np.uint8)  # the first number takes the highest bits of a word
        if self.per_word == 8:
            assert self.table is not None
            np.take(self.table, octets[: flat.size], axis=None, out=flat, mode="clip")
            return
        whole = flat.size // 8
        np.take(_octet_signs(), octets[:whole], axis=0, out=flat[: 8 * whole].reshape(-1, 8), mode="clip")
        if flat.size > 8 * whole:
            flat[8 * whole :] = _octet_signs()[octets[whole]][: flat.size - 8 * whole]


def random_words(rng: np.random.Generator, size: int | tuple[int, ...]) -> NDArray[np.uint64]:
    """Uniform 64-bit words; the stream does not depend on how they are grouped into calls."""
    return rng.integers(0, 2**64, size, dtype=np.uint64)


_SIGNS: list[Array] = []


def _octet_signs() -> Array:
    """Eight signs for each byte, highest bit first, shape (256, 8); a set bit is -1."""
    if not _SIGNS:
        bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1)
        _SIGNS.append(1.0 - 2.0 * bits.astype(np.float64))
    return _SIGNS[0]


def _gaussian(rng: np.random.Generator, out: Array) -> None:
    rng.standard_normal(out=out)


def _uniform(rng: np.random.Generator, out: Array) -> None:
    rng.random(out=out)
    out -= 0.5
    out *= math.sqrt(12)


def _laplace(rng: np.random.Generator, out: Array) -> None:
    out[...] = rng.laplace(0.0, math.sqrt(0.5), out.shape)


def _student(rng: np.random.Generator, out: Array) -> None:
    out[...] = rng.standard_t(5.0, out.shape)
    out *= math.sqrt(0.6)


def quantile_table(quantile: Callable[[Array], Any] | Sequence[float], name: str = "table") -> Noise:
    """A law from 256 equally likely values, normalised to mean 0 and variance 1.

    Parameters
    ----------
    quantile : 256 values, or a quantile function (``scipy.stats.norm.ppf``), taken at (k + 1/2)/256.
    name : shown in results.

    Raises ``InputError`` for another number of values, values that are not finite, or all equal.
    """
    midpoints = (np.arange(TABLE) + 0.5) / TABLE
    values = np.array(quantile(midpoints) if callable(quantile) else quantile, dtype=np.float64)
    if values.shape != (TABLE,) or not np.all(np.isfinite(values)) or np.ptp(values) == 0:
        raise InputError(f"a quantile table needs {TABLE} finite values, not all equal; got an array of shape {values.shape}")
    for _ in range(3):  # the second and third time mend the rounding of the first
        values = values - math.fsum(values) / TABLE
        values = values / math.sqrt(math.fsum(values**2) / TABLE)
    return Noise(name, math.fsum(values**4) / TABLE, table=values)


NOISES: dict[str, Noise] = {
    n.name: n
    for n in (
        Noise("gaussian", 3.0, sample=_gaussian, code="rng.standard_normal()"),
        Noise("rademacher", 1.0, table=np.array([1.0, -1.0])),
        Noise("uniform", 1.8, sample=_uniform, code=f"(rng.random() - 0.5) * {math.sqrt(12)!r}"),
        Noise("laplace", 6.0, sample=_laplace, code=f"rng.laplace(0.0, {math.sqrt(0.5)!r})"),
        Noise("student-t", 9.0, sample=_student, code=f"rng.standard_t(5.0) * {math.sqrt(0.6)!r}"),
        quantile_table(norm.ppf, "table"),
    )
}


def noise_named(noise: str | Noise) -> Noise:
    """The law of that name; a ``Noise`` is passed through. ``InputError`` lists the known ones."""
    if isinstance(noise, Noise):
        return noise
    if noise not in NOISES:
        raise InputError(f"noise must be one of {', '.join(NOISES)}, got {noise!r}")
    return NOISES[noise]
