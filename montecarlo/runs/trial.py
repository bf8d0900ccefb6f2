"""A simulation set up and checked: which rule on which problem, with which noise, seed and engine; and one block of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from montecarlo.engines import compiled
from montecarlo.engines import jax as accelerated
from montecarlo.engines.base import Problem as Problem
from montecarlo.engines.noise import NOISES, Noise, noise_named
from montecarlo.engines.numpy import DirectRun, VectorRun, faithful, require_rows_apart
from montecarlo.engines.rotation import Spectral, product
from montecarlo.engines.tracing import NotTraceable, Program, trace
from montecarlo.runs.tally import Tally
from theory.errors import InputError, whole_number
from theory.rule.optimizer import Optimizer, leaves, rebuild, require_optimizer

Array = NDArray[np.float64]
Engine = Literal["auto", "numpy", "compiled", "jax"]
TILE = 1 << 14
"""Numbers in one array of a tile: the arrays of a tile stay in cache."""
GROUP = 64
"""Replicates added up together at least: exact sums have a fixed cost."""
WORTH_COMPILING = 1e8
"""Updates of a coordinate from which "auto" takes the time to compile (about a second)."""


@dataclass(frozen=True)
class Walker:
    """Some replicates under way. ``iterate`` gives their iterates in the eigenbasis, ``weight`` half the curvatures."""

    run: Any
    iterate: Callable[[], Any]
    weight: Array

    def advance(self, first: int, last: int) -> None:
        """Steps first, ..., last - 1."""
        self.run.advance(first, last)

    def risks(self) -> Array:
        """Risk of each replicate as it stands."""
        return np.asarray(np.add.reduce(np.square(self.iterate()) * self.weight, axis=1))

    def products(self, size: int) -> Array:
        """The risk's inner products between the replicates of each group of ``size``, shape (rows/size, size, size)."""
        theta = np.asarray(self.iterate())
        groups = theta.reshape(-1, size, theta.shape[1])
        return np.asarray((groups * self.weight) @ groups.transpose(0, 2, 1))


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
    block_rows: int | None = None

    @cached_property
    def rows(self) -> int:
        """Replicates in a block."""
        most = accelerated.BLOCK if self.engine == "jax" else TILE
        return self.block_rows or max(1, most // len(self.problem.h))

    def blocks_of(self, first: int, last: int) -> range:
        """The blocks that hold the replicates first, ..., last - 1."""
        return range(first // self.rows, -(-last // self.rows))

    def risks(self, block: int, mirrored: bool = False) -> Array:
        """Risk of each replicate of a block at each step, shape (rows, len(steps)); ``mirrored``: from minus the start."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if self.engine == "jax":
                found = accelerated.risks(self, block, mirrored)
            else:
                found = np.zeros((self.rows, len(self.steps)))
                for walker in self.walkers(block, mirrored):
                    for k, (now, step) in enumerate(itertools.pairwise((0, *self.steps))):
                        walker.advance(now, step)
                        found[:, k] += walker.risks()
        return np.nan_to_num(found, nan=np.inf, posinf=np.inf)

    def products(self, block: int, size: int) -> Array:
        """<theta_j, theta_k> = sum over coordinates of h theta_j theta_k / 2, averaged over the steps, of the replicates j, k of
        each group of ``size`` replicates of a block: shape (rows/size, size, size), the risks on the diagonals.
        """
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if self.engine == "jax":
                found = accelerated.products(self, block, size)
            else:
                found = np.zeros((self.rows // size, size, size))
                for walker in self.walkers(block):
                    for now, step in itertools.pairwise((0, *self.steps)):
                        walker.advance(now, step)
                        found += walker.products(size)
        return np.nan_to_num(found / len(self.steps), nan=np.inf, posinf=np.inf, neginf=np.inf)

    def tally(self, first: int, last: int) -> Tally:
        """Sums over the replicates first, ..., last - 1."""
        return sum((self.partial_tally(g, first, last) for g in self.groups(first, last)), Tally.empty(len(self.steps)))

    def groups(self, first: int, last: int) -> Iterator[range]:
        """The blocks of the replicates first, ..., last - 1, some hundred replicates at a time: they are added up together."""
        blocks = self.blocks_of(first, last)
        size = max(1, GROUP // self.rows)
        return (blocks[k : k + size] for k in range(0, len(blocks), size))

    def partial_tally(self, blocks: Sequence[int], first: int, last: int) -> Tally:
        """Sums over those replicates of some blocks that lie between first and last."""
        bases = [block * self.rows for block in blocks]
        return Tally.of(
            np.concatenate(
                [self.risks(b)[max(0, first - base) : max(0, last - base)] for b, base in zip(blocks, bases, strict=True)]
            )
        )

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

    def walkers(self, block: int, mirrored: bool = False) -> Iterator[Walker]:
        """The tiles of a block at their start; their risks add up to the block's."""
        if self.engine == "direct":
            yield self._direct(block, mirrored)
        else:
            yield from (self._tile(block, tile, mirrored) for tile in self._tiled)

    @cached_property
    def _tiled(self) -> list[tuple[slice, Array, Array, Any]]:
        """For each tile: its columns, curvature and noise scale of every replicate's coordinates, and the compiled kernel."""
        tiles = []
        for part in self._parts:
            curvature, scale = (np.tile(v[part], self.rows) for v in self._vectors[:2])
            kernel = None
            if self.engine == "compiled" and self.program is not None:
                kernel = compiled.Kernel(self.program, curvature, scale, self.noise)
            tiles.append((part, curvature, scale, kernel))
        return tiles

    def _tile(self, block: int, tile: tuple[slice, Array, Array, Any], mirrored: bool) -> Walker:
        part, curvature, scale, kernel = tile
        spread, weight = (v[part] for v in self._vectors[2:])
        rng, shape = self.stream(block, part.start), (self.rows, len(weight))
        theta = self._start(rng, shape, spread, mirrored)
        template = self.optimizer.init(theta)
        state = [np.array(np.broadcast_to(leaf, shape), dtype=np.float64).reshape(-1) for leaf in leaves(template)]
        assert self.program is not None
        vectors = (state, curvature, scale, self.noise, rng)
        run: Any = compiled.CompiledRun(kernel, state, rng) if kernel else VectorRun(self.program, *vectors)

        def iterate() -> Any:
            return self.optimizer.read(rebuild(template, (s.reshape(shape) for s in run.state)))

        return Walker(run, iterate, weight)

    def _direct(self, block: int, mirrored: bool) -> Walker:
        curvature, scale, spread, weight = self._vectors
        rng, shape = self.stream(block), (self.rows, len(curvature))
        theta = self._start(rng, shape, spread, mirrored)
        rotation, factor = getattr(self.problem, "rotation", None), getattr(self.problem, "noise_factor", None)
        mixing = None if factor is None else np.ascontiguousarray(factor.T) / np.sqrt(self.batch_size)
        drawn = np.empty((self.rows, len(curvature) if mixing is None else len(mixing)))

        def draw() -> Any:
            if self.silent:
                return 0.0
            self.noise.fill(rng, drawn)
            return drawn * scale if mixing is None else product(drawn, mixing)

        if rotation is None:
            run = DirectRun(self.optimizer, theta, curvature, draw)
            return Walker(run, lambda: self.optimizer.read(run.tree), weight)
        run = DirectRun(self.optimizer, product(theta, rotation.T), Spectral(curvature, rotation), draw)
        return Walker(run, lambda: product(self.optimizer.read(run.tree), rotation), weight)

    def _start(self, rng: np.random.Generator, shape: tuple[int, int], spread: Array, mirrored: bool) -> Array:
        theta = np.empty(shape)
        self.start.fill(rng, theta)
        theta *= -spread if mirrored else spread
        return theta

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
    require_optimizer(optimizer)
    if engine not in ("auto", "numpy", "compiled", "jax"):
        raise InputError(f"engine must be auto, numpy, compiled or jax, got {engine!r}")
    wanted = sorted({int(s) for s in steps})
    if not wanted or wanted[0] < 0 or any(int(s) != s for s in steps):
        raise InputError(f"steps must be whole numbers >= 0, got {list(steps)}")
    if not batch_size > 0:
        raise InputError(f"batch_size must be > 0, got {batch_size}")
    seed = whole_number(seed, "seed")
    if isinstance(start, str) and start not in NOISES:
        raise InputError(f"start must be one of {', '.join(NOISES)}, got {start!r}")
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
        reason = "its problem's Hessian is not diagonal" if rotated else "it treats arrays in a way of its own"
    except NotTraceable as error:
        program, reason = None, str(error)
    if program is None or not faithful(numeric, program):
        if engine == "compiled":
            raise InputError(f"{optimizer} cannot be compiled: {reason}; use engine='numpy'")
        require_rows_apart(numeric)
        return found
    if engine == "auto":
        engine = "compiled" if found.work * replicates >= WORTH_COMPILING and compiled.available() else "numpy"
    elif engine == "compiled":
        compiled.require()
    return replace(found, engine=engine, program=program)
