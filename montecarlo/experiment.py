"""A simulation set up and checked: which rule on which problem, with which noise, seed and engine; and one block of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from montecarlo import accelerated, compiled
from montecarlo.noise import Noise, noise_named
from montecarlo.rotation import Spectral
from montecarlo.tally import Tally
from montecarlo.tracing import NotTraceable, Program, trace
from montecarlo.vectorised import DirectRun, VectorRun, faithful
from theory.errors import InputError
from theory.optimizer import Optimizer, leaves, rebuild

Array = NDArray[np.float64]
Engine = Literal["auto", "numpy", "compiled", "jax"]
TILE = 1 << 14
"""Numbers in one array of a tile: the arrays of a tile stay in cache."""
WORTH_COMPILING = 1e8
"""Updates of a coordinate from which "auto" takes the time to compile (about a second)."""


class Problem(Protocol):
    """What the simulator needs of a problem: arrays of shape (d,).

    A problem whose Hessian is not diagonal also has ``rotation`` (eigenvectors as columns, shape (d, d)) and ``noise_factor``
    (shape (d, k), the noise of one example is noise_factor @ eps); its arrays then belong to the eigenbasis.
    """

    @property
    def h(self) -> Array:
        """Curvatures."""
        ...

    @property
    def c(self) -> Array:
        """Noise variances of one example."""
        ...

    @property
    def theta0_sq(self) -> Array:
        """Second moments at the start."""
        ...

    @property
    def counts(self) -> Array:
        """Multiplicities."""
        ...


@dataclass(frozen=True, eq=False)
class Experiment:
    """A simulation that has been set up and checked; ``risks`` and ``tally`` run parts of it.

    ``steps`` ascending; ``rows`` replicates make one block; ``engine`` one of numpy, compiled, jax, direct.
    """

    optimizer: Optimizer
    problem: Problem
    steps: tuple[int, ...]
    batch_size: float
    noise: Noise
    start: Noise
    seed: int
    engine: str
    program: Program | None

    @cached_property
    def rows(self) -> int:
        """Replicates in a block."""
        most = accelerated.BLOCK if self.engine == "jax" else TILE
        return max(1, most // len(self.problem.h))

    def blocks_of(self, first: int, last: int) -> range:
        """The blocks that hold the replicates first, ..., last - 1."""
        return range(first // self.rows, -(-last // self.rows))

    def risks(self, block: int, mirrored: bool = False) -> Array:
        """Risk of each replicate of a block at each step, shape (rows, len(steps)); ``mirrored``: from minus the start."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if self.engine == "jax":
                found = accelerated.risks(self, block, mirrored)
            elif self.engine == "direct":
                found = self._direct(block, mirrored)
            else:
                found = np.sum([self._tile(block, part, mirrored) for part in self._parts], axis=0)
        return np.nan_to_num(found, nan=np.inf, posinf=np.inf)

    def tally(self, first: int, last: int) -> Tally:
        """Sums over the replicates first, ..., last - 1."""
        total = Tally.empty(len(self.steps))
        for block in self.blocks_of(first, last):
            total += self.block_tally(block, first, last)
        return total

    def block_tally(self, block: int, first: int, last: int) -> Tally:
        """Sums over those replicates of a block that lie between first and last."""
        base = block * self.rows
        return Tally.of(self.risks(block)[max(0, first - base) : max(0, last - base)])

    @property
    def work(self) -> float:
        """Updates of a coordinate that one replicate takes."""
        return float(len(self.problem.h)) * max(1, self.steps[-1])

    # -- one block -----------------------------------------------------------------------------------------------

    @cached_property
    def _parts(self) -> list[slice]:
        """The columns of the tiles, as even as can be."""
        d = len(self.problem.h)
        edges = np.linspace(0, d, -(-d // TILE) + 1).astype(int)
        return [slice(int(a), int(b)) for a, b in itertools.pairwise(edges)]

    def stream(self, block: int, part: int = 0) -> np.random.Generator:
        """The random stream of a tile."""
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=(block, part))))

    @cached_property
    def _vectors(self) -> tuple[Array, Array, Array, Array]:
        """Curvature, noise scale, start scale and weight in the risk, each of shape (d,)."""
        p = self.problem
        return p.h, np.sqrt(p.c / self.batch_size), np.sqrt(p.theta0_sq), p.counts * p.h / 2

    def _tile(self, block: int, part: slice, mirrored: bool) -> Array:
        curvature, scale, spread, weight = (v[part] for v in self._vectors)
        rng, shape = self.stream(block, part.start), (self.rows, len(curvature))
        theta = self._start(rng, shape, spread, mirrored)
        template = self.optimizer.init(theta)
        state = [np.array(np.broadcast_to(leaf, shape), dtype=np.float64).reshape(-1) for leaf in leaves(template)]
        flat = [np.tile(v, self.rows) for v in (curvature, scale)]
        assert self.program is not None
        kind: Any = compiled.CompiledRun if self.engine == "compiled" else VectorRun
        run = kind(self.program, state, *flat, self.noise, rng)

        def iterate() -> Array:
            return self.optimizer.read(rebuild(template, (s.reshape(shape) for s in run.state)))  # type: ignore[no-any-return]

        return self._record(run, lambda: np.square(iterate()), weight)

    def _direct(self, block: int, mirrored: bool) -> Array:
        curvature, scale, spread, weight = self._vectors
        rng, shape = self.stream(block), (self.rows, len(curvature))
        theta = self._start(rng, shape, spread, mirrored)
        rotation, factor = getattr(self.problem, "rotation", None), getattr(self.problem, "noise_factor", None)
        if factor is not None:
            mixing = np.ascontiguousarray(factor.T) / np.sqrt(self.batch_size)
        drawn = np.empty((self.rows, len(curvature) if factor is None else factor.shape[1]))

        def draw() -> Any:
            if self.silent:
                return 0.0
            self.noise.fill(rng, drawn)
            return drawn * scale if factor is None else drawn @ mixing

        if rotation is not None:
            run = DirectRun(self.optimizer, theta @ rotation.T, Spectral(curvature, rotation), draw)
        else:
            run = DirectRun(self.optimizer, theta, curvature, draw)

        def iterate() -> Any:
            theta = self.optimizer.read(run.tree)
            return theta if rotation is None else theta @ rotation

        return self._record(run, lambda: np.square(iterate()), weight)

    def _start(self, rng: np.random.Generator, shape: tuple[int, int], spread: Array, mirrored: bool) -> Array:
        theta = np.empty(shape)
        self.start.fill(rng, theta)
        theta *= -spread if mirrored else spread
        return theta

    def _record(self, run: Any, squares: Callable[[], Array], weight: Array) -> Array:
        found = np.empty((self.rows, len(self.steps)))
        now = 0
        for k, step in enumerate(self.steps):
            run.advance(now, step)
            now = step
            found[:, k] = np.add.reduce(squares() * weight, axis=1)
        return found

    @cached_property
    def silent(self) -> bool:
        """Whether there is no noise at all."""
        return not np.any(self._vectors[1])


def experiment(
    optimizer: Optimizer,
    problem: Problem,
    steps: Sequence[int],
    batch_size: float,
    noise: str | Noise = "gaussian",
    seed: int = 0,
    engine: Engine = "auto",
    start: str | Noise = "gaussian",
    replicates: int = 0,
) -> Experiment:
    """Set up and check a simulation; see ``simulate``."""
    if engine not in ("auto", "numpy", "compiled", "jax"):
        raise InputError(f"engine must be auto, numpy, compiled or jax, got {engine!r}")
    wanted = sorted({int(s) for s in steps})
    if not wanted or wanted[0] < 0 or any(int(s) != s for s in steps):
        raise InputError(f"steps must be whole numbers >= 0, got {list(steps)}")
    if not batch_size > 0:
        raise InputError(f"batch_size must be > 0, got {batch_size}")
    if int(seed) != seed or seed < 0:
        raise InputError(f"seed must be a whole number >= 0, got {seed}")
    unset = [name for name, value in optimizer.hyperparameters().items() if getattr(value, "free_symbols", None)]
    if unset:
        raise InputError(f"{optimizer}: {unset[0]} is not set; give it a number, e.g. {unset[0]}=0.1")
    numeric = optimizer.mapped(lambda value: value if isinstance(value, int) else float(value))
    found = Experiment(
        numeric, problem, tuple(wanted), float(batch_size), noise_named(noise), noise_named(start), int(seed), "direct", None
    )
    if engine == "jax":
        accelerated.require()
        return replace(found, engine="jax")
    rotated = getattr(problem, "rotation", None) is not None
    try:
        program = None if rotated else trace(numeric, found.silent)
        reason = "its problem's Hessian is not diagonal" if rotated else "it treats arrays in a way of their own"
    except NotTraceable as error:
        program, reason = None, str(error)
    if program is None or not faithful(numeric, program):
        if engine == "compiled":
            raise InputError(f"{optimizer} cannot be compiled: {reason}; use engine='numpy'")
        return found
    if engine == "auto":
        engine = "compiled" if found.work * replicates >= WORTH_COMPILING and compiled.available() else "numpy"
    elif engine == "compiled" and not compiled.available():
        raise InputError("the compiled engine needs the extra 'fast': pip install 'nqm[fast]' (or use engine='numpy')")
    return replace(found, engine=engine, program=program)
