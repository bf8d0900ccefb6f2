"""The NumPy engine: a rule's operations on arrays that stay in cache, every buffer allocated once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from montecarlo.engines.noise import Noise
from montecarlo.engines.tracing import BINARY, UNARY, At, Level, Node, Program
from theory.errors import InputError
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer, leaves, rebuild

Array = NDArray[np.float64]


class VectorRun:
    """One tile of replicates and coordinates, flattened, advanced by NumPy calls with prepared arguments.

    Parameters
    ----------
    program : the rule.
    state : start values, one contiguous array of shape (n,) a number of the state; they are overwritten.
    curvature, scale : shape (n,); noise standard deviation ``scale``.
    noise, rng : the law and its stream.
    """

    def __init__(
        self, program: Program, state: list[Array], curvature: Array, scale: Array, noise: Noise, rng: np.random.Generator
    ) -> None:
        self.program, self.state, self._scale, self._noise, self._rng = program, state, scale, noise, rng
        self._numbers = {k: np.zeros(()) for k in (program.step, *program.of_level(Level.NUMBER))}
        self._fixed: dict[int, Any] = {**self._numbers, **program.statics(curvature)}
        self._drawn = [np.empty_like(curvature) for _ in program.noises]
        self._calls, self._copies = self._plan()

    def advance(self, first: int, last: int) -> None:
        """Steps first, ..., last - 1."""
        for step in range(first, last):
            for out in self._drawn:
                self._noise.fill(self._rng, out)
                np.multiply(out, self._scale, out=out)
            if len(self._numbers) > 1:
                for k, value in self.program.numbers(step).items():
                    self._numbers[k][...] = value
            for function, arguments, out in self._calls:
                function(*arguments, out=out)
            for target, source in self._copies:
                np.copyto(target, source)

    def _plan(self) -> tuple[list[tuple[Any, tuple[Any, ...], Array]], list[tuple[Array, Any]]]:
        """The calls of one step with their arrays, and what must be copied into the state at its end.

        A result is written over an argument that is not needed again, into its place in the state where that is free, so that
        most rules need no copy and few buffers.
        """
        program = self.program
        order = program.of_level(Level.DYNAMIC)
        last_use = {a.index: k for k in order for a in program.nodes[k].arguments if isinstance(a, At)}
        last_use |= {r.index: len(program.nodes) for r in program.results if isinstance(r, At)}
        place = dict(zip(program.states, self.state, strict=True)) | dict(zip(program.noises, self._drawn, strict=True))
        homes = {r.index: self.state[i] for i, r in enumerate(program.results) if isinstance(r, At)}
        free: list[Array] = []
        calls = []
        for k in order:
            node = program.nodes[k]
            used = {a.index for a in node.arguments if isinstance(a, At)}
            dying = [place[j] for j in used if j in place and last_use[j] == k]
            held = [place[j] for j in place if last_use.get(j, -1) > k]
            home = homes.get(k)
            if home is not None and not any(home is b for b in held):
                out = home
            elif spare := [b for b in dying if not any(b is s for s in self.state)] or free:
                out = spare[-1]
            else:
                out = np.empty_like(self.state[0])
            free = [b for b in free if b is not out]
            free += [b for b in dying if b is not out and not any(b is s for s in self.state)]
            arguments = tuple(place.get(a.index, self._fixed.get(a.index)) if isinstance(a, At) else a for a in node.arguments)
            calls.append((*_call(node, arguments), out))
            place[k] = out
        return calls, self._moves(place)

    def _moves(self, place: dict[int, Array]) -> list[tuple[Array, Any]]:
        """Results that do not stand in their place yet; one that another move may overwrite is copied first."""
        first: list[tuple[Array, Any]] = []
        second: list[tuple[Array, Any]] = []
        for target, result in zip(self.state, self.program.results, strict=True):
            source = place.get(result.index, self._fixed.get(result.index)) if isinstance(result, At) else result
            if source is target:
                continue
            if any(source is s for s in self.state):
                kept = np.empty_like(target)
                first.append((kept, source))
                source = kept
            second.append((target, source))
        return first + second


def _call(node: Node, arguments: tuple[Any, ...]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """The NumPy function for an operation; the powers that NumPy's ``**`` treats apart are treated so here."""
    if node.op == "power" and arguments[1] in (2, -1, 0.5):
        special: Any = {2: np.square, -1: np.reciprocal, 0.5: np.sqrt}[arguments[1]]
        return special, arguments[:1]
    return {**UNARY, **BINARY}[node.op], arguments


class DirectRun:
    """The rule itself on arrays of shape (rows, d): for rules that cannot be traced, and for a Hessian that is not diagonal."""

    def __init__(self, optimizer: Optimizer, theta: Array, curvature: Any, draw: Callable[[], Any]) -> None:
        self._optimizer, self._curvature, self._draw = optimizer, curvature, draw
        self._state = optimizer.init(theta.view(_Plain))

    @property
    def tree(self) -> Any:
        """The state as the rule has it."""
        return self._state

    @property
    def state(self) -> list[Any]:
        """The numbers of the state."""
        return leaves(self._state)

    def advance(self, first: int, last: int) -> None:
        """Steps first, ..., last - 1."""
        for step in range(first, last):
            moved = self._optimizer.advance(self._state, Gradient(self._curvature, self._draw), step)
            parts = leaves(moved)
            if any(_is_symbolic(p) for p in parts):  # sympy.cos(step / 7) is SymPy's number, and so is what it multiplies
                moved = rebuild(moved, iter([_plain(p) if _is_symbolic(p) else p for p in parts]))
            self._state = moved


class _Plain(np.ndarray[Any, np.dtype[np.float64]]):
    """An array that takes SymPy's numbers for the plain ones that they are: ``sympy.cos(step / 7)`` would make an array of objects."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        if keywords.get("out"):
            keywords["out"] = tuple(_bare(v) for v in keywords["out"])
        result = getattr(ufunc, method)(*map(_bare, inputs), **keywords)
        return result.view(_Plain) if isinstance(result, np.ndarray) and result.dtype != object else result


def _bare(value: Any) -> Any:
    if isinstance(value, _Plain):
        return value.view(np.ndarray)
    return float(value) if isinstance(value, sp.Basic) else value


def _plain(part: Any) -> Any:
    return np.asarray(part, dtype=np.float64).view(_Plain)


def _is_symbolic(part: Any) -> bool:
    return getattr(part, "dtype", None) == np.object_ or isinstance(part, sp.Basic)


def faithful(optimizer: Optimizer, program: Program, steps: int = 4) -> bool:
    """Whether the program gives the rule's own numbers, bit for bit, on a few coordinates: a rule may treat arrays differently."""
    rng = np.random.default_rng(0)
    curvature, start = np.array([1.0, 0.3, 1e-3]), np.array([1.0, -2.0, 0.5])
    noise = list(rng.standard_normal((steps * max(1, len(program.noises)), 3)))
    replay = iter([n.copy() for n in noise])

    def repeat(_: Any, out: Array) -> None:
        out[...] = next(replay)

    law = Noise("replay", 3.0, sample=repeat)
    template = optimizer.init(start.copy())
    state = [np.array(np.broadcast_to(leaf, start.shape), dtype=np.float64) for leaf in leaves(template)]
    traced = VectorRun(program, state, curvature, np.ones(3), law, rng)
    given = iter(noise)
    direct = DirectRun(optimizer, start.copy(), curvature, lambda: next(given) if program.noises else 0.0)
    with np.errstate(all="ignore"):
        for step in range(steps):
            traced.advance(step, step + 1)
            direct.advance(step, step + 1)
            pairs = zip(state, direct.state, strict=True)
            if not all(np.array_equal(a, np.broadcast_to(b, a.shape), equal_nan=True) for a, b in pairs):
                return False
    return True


def require_rows_apart(optimizer: Optimizer, steps: int = 3) -> None:
    """Raise ``InputError`` if a rule lets one replicate depend on another, as a norm over the whole array does: rows run together must
    be what each of them is alone.
    """
    rng = np.random.default_rng(0)
    curvature, start, noise = np.array([1.0, 0.3, 0.01]), rng.standard_normal((2, 3)), rng.standard_normal((999, 2, 3))

    def run(rows: slice) -> list[Array]:
        given = iter(noise[:, rows])
        direct = DirectRun(optimizer, start[rows].copy(), curvature, lambda: next(given))
        direct.advance(0, steps)
        return [np.array(np.broadcast_to(leaf, start[rows].shape), dtype=np.float64) for leaf in direct.state]

    with np.errstate(all="ignore"):
        together, alone = run(slice(0, 2)), [run(slice(0, 1)), run(slice(1, 2))]
    if not all(
        np.allclose(t, np.concatenate(a), rtol=1e-6, equal_nan=True)
        for t, a in zip(together, zip(*alone, strict=True), strict=True)
    ):
        raise InputError(
            f"{optimizer}: its update mixes replicates, as a norm or mean over the whole array does; sum over coordinates by "
            "axis=-1, keepdims=True"
        )
