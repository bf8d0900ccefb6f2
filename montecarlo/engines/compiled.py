"""The compiled engine: a rule's operations as one loop, with the generator inside (extra ``fast``: numba).

The same operations in the same order as the NumPy engine, on the same stream of noise: the same result, bit for bit for the laws
whose draws take no logarithm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from montecarlo.engines.noise import Noise, random_words
from montecarlo.engines.tracing import At, Level, Program
from theory.errors import InputError

Array = NDArray[np.float64]
WORDS_AT_ONCE = 1 << 15
"""Random words drawn ahead (256 KB)."""
OPERATORS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**"}
SPECIAL_POWERS: dict[Any, str] = {2: "{0} * {0}", -1: "1.0 / {0}", 0.5: "math.sqrt({0})"}
CALLS = {"absolute": "abs", "sqrt": "math.sqrt", "sign": "np.sign", "maximum": "np.maximum", "minimum": "np.minimum"} | {
    name: f"math.{name}" for name in ("exp", "log", "cos", "sin", "floor")
}


def available() -> bool:
    """Whether numba is installed."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


def require() -> None:
    """Raise ``InputError`` if numba is not installed."""
    if not available():
        raise InputError("the compiled engine needs the extra 'fast': pip install 'nqm[fast]' (or use engine='numpy')")


class Kernel:
    """A program compiled for a tile: the loop, and what it is called with besides the state.

    Parameters
    ----------
    program, noise : the rule and its law of noise.
    curvature, scale : shape (n,), one entry a replicate and coordinate; padded here to whole random words.
    """

    def __init__(self, program: Program, curvature: Array, scale: Array, noise: Noise) -> None:
        self.program, self.noise, self.size = program, noise, len(curvature)
        self.pad = -self.size % max(1, noise.per_word)
        fixed = program.statics(np.pad(curvature, (0, self.pad), constant_values=1.0))
        self.statics = np.ascontiguousarray([np.broadcast_to(v, self.size + self.pad) for v in fixed.values()])
        self.scale = np.pad(scale, (0, self.pad))
        self.table = noise.table if noise.per_word == 8 else np.zeros(1)
        text, constants = source(program, noise)
        self.constants = np.array(constants, dtype=np.float64)
        self.run = _kernel(text)


class CompiledRun:
    """One tile under way, as ``VectorRun``."""

    def __init__(self, kernel: Kernel, state: list[Array], rng: np.random.Generator) -> None:
        self._kernel, self._rng = kernel, rng
        self._padded = np.zeros((len(state), kernel.size + kernel.pad))
        for row, values in zip(self._padded, state, strict=True):
            row[: kernel.size] = values

    @property
    def state(self) -> list[Array]:
        """The numbers of the state, each of shape (n,)."""
        return [row[: self._kernel.size] for row in self._padded]

    def advance(self, first: int, last: int) -> None:
        """Steps first, ..., last - 1."""
        k = self._kernel
        draws, words = len(k.program.noises), k.noise.words(k.size)
        most = max(1, WORDS_AT_ONCE // max(1, words * draws))
        for begin in range(first, last, most):
            count = min(most, last - begin)
            bits = random_words(self._rng, (count, draws, words)) if words and draws else np.zeros((1, 1, 1), np.uint64)
            numbers = k.program.number_table(begin, begin + count)
            k.run(self._rng, bits, k.table, k.constants, numbers, self._padded, k.statics, k.scale, k.size)


@lru_cache(maxsize=128)
def _kernel(text: str) -> Any:
    """The compiled kernel; one serves every setting of a rule's hyperparameters."""
    import numba

    space: dict[str, Any] = {"np": np, "math": math}
    exec(compile(text, "<compiled rule>", "exec"), space)
    # Rounding as written: no fused multiply-add, no reordering, so that both engines agree.
    return numba.njit(nogil=True, error_model="numpy")(space["kernel"])


class _Names:
    """What the values of a program are called in the kernel."""

    def __init__(self, program: Program) -> None:
        self.known: dict[int, str] = {}
        self.constants: dict[float, str] = {}
        self.used = {r.index for r in program.results if isinstance(r, At)}

    def give(self, letter: str, positions: Sequence[int]) -> None:
        """Name values by a letter and their place in an array."""
        self.known |= {k: f"{letter}{j}" for j, k in enumerate(positions)}

    def operand(self, argument: Any) -> str:
        """An argument as text; floats become entries of ``constants``, so that the text does not depend on them."""
        if isinstance(argument, At):
            self.used.add(argument.index)
            return self.known[argument.index]
        if isinstance(argument, int):
            return f"({argument}.0)"
        return self.constants.setdefault(argument, f"p{len(self.constants)}")

    def loads(self, letter: str, array: str, positions: Sequence[int]) -> list[str]:
        """Read those of the values that are used."""
        return [f"{letter}{j} = {array}".replace("#", str(j)) for j, k in enumerate(positions) if k in self.used]


def source(program: Program, noise: Noise) -> tuple[str, list[float]]:
    """The kernel as Python text (for every step, for every coordinate: draw, update), and the constants it is called with."""
    names, draws = _Names(program), len(program.noises)
    numbers = [program.step, *program.of_level(Level.NUMBER)]
    statics = [program.curvature, *program.of_level(Level.STATIC)]
    for letter, positions in (("c", numbers), ("q", statics), ("s", program.states), ("e", program.noises)):
        names.give(letter, positions)
    statements = _statements(program, names)
    stores = [f"S{j}[i] = {names.operand(r)}" for j, r in enumerate(program.results)]
    inner = [
        *names.loads("s", "S#[i]", program.states),
        *names.loads("q", "Q#[i]", statics),
        *statements,
        *(line for j, line in enumerate(stores) if not line.endswith(f"= s{j}")),
    ]
    tile = not (draws == 1 and noise.per_word)
    lines = ["def kernel(rng, bits, table, constants, numbers, state, statics, scale, size):"]
    lines += [f"    {name} = constants[{j}]" for j, name in enumerate(names.constants.values())]
    lines += [f"    S{j} = state[{j}]" for j in range(len(program.states))]
    lines += [f"    {line}" for line in names.loads("Q", "statics[#]", statics)]
    lines += [f"    E{j} = np.empty({'scale.size' if tile else noise.per_word})" for j in range(draws)]
    if noise.per_word == 64:
        lines += ["    flips = scale.view(np.uint64)", *(f"    F{j} = E{j}.view(np.uint64)" for j in range(draws))]
    body = names.loads("c", "numbers[k, #]", numbers)
    body = _whole_tile(noise, draws, body, inner) if tile else _by_words(noise, body, inner)
    lines += [f"    {line}" for line in body]
    return "\n".join(lines) + "\n", list(names.constants)


def _statements(program: Program, names: _Names) -> list[str]:
    body = []
    for k in program.of_level(Level.DYNAMIC):
        node = program.nodes[k]
        a = [names.operand(x) for x in node.arguments if not (node.op == "power" and x in SPECIAL_POWERS)]
        if node.op == "negative":
            text = f"-{a[0]}"
        elif node.op == "power" and len(a) == 1:
            text = SPECIAL_POWERS[node.arguments[1]].format(a[0])
        elif node.op in OPERATORS:
            text = f"{a[0]} {OPERATORS[node.op]} {a[1]}"
        else:
            text = f"{CALLS[node.op]}({', '.join(a)})"
        names.known[k] = f"v{k}"
        body.append(f"v{k} = {text}")
    return body


def _unpack(noise: Noise, j: int, base: str) -> list[str]:
    """Write the noise of one word, scaled, into E{j}[base...]."""
    if noise.per_word == 64:  # the highest bit left is the sign
        inner = f"F{j}[{base}b] = flips[64 * w + b] ^ ((word << np.uint64(b)) & np.uint64(1 << 63))"
    else:
        inner = f"E{j}[{base}b] = table[(word >> np.uint64(56 - 8 * b)) & np.uint64(255)] * scale[8 * w + b]"
    return [f"    for b in range({noise.per_word}):", f"        {inner}"]


def _by_words(noise: Noise, numbers: list[str], inner: list[str]) -> list[str]:
    """One draw a step from random words: a word's coordinates take all steps while they lie in the nearest cache."""
    lines = ["for k in range(numbers.shape[0]):", *(f"    {line}" for line in numbers), "    word = bits[k, 0, w]"]
    lines += _unpack(noise, 0, "")
    lines += [f"    for b in range({noise.per_word}):", f"        i = {noise.per_word} * w + b", "        e0 = E0[b]"]
    return ["for w in range(bits.shape[2]):", *(f"    {line}" for line in [*lines, *(f"        {line}" for line in inner)])]


def _whole_tile(noise: Noise, draws: int, numbers: list[str], inner: list[str]) -> list[str]:
    """One continuous draw a step, inside the loop; several, one after the other over the whole tile, as NumPy draws them."""
    if draws == 1:
        lines = ["for i in range(size):", f"    e0 = ({noise.code}) * scale[i]"]
    else:
        lines = []
        for j in range(draws):
            if noise.per_word:
                lines += ["for w in range(bits.shape[2]):", f"    word = bits[k, {j}, w]"]
                lines += _unpack(noise, j, f"{noise.per_word} * w + ")
            else:
                lines += ["for i in range(size):", f"    E{j}[i] = ({noise.code}) * scale[i]"]
        lines += ["for i in range(size):", *(f"    e{j} = E{j}[i]" for j in range(draws))]
    lines = [*numbers, *lines, *(f"    {line}" for line in inner)]
    return ["for k in range(numbers.shape[0]):", *(f"    {line}" for line in lines)]
