"""Record an update rule as a list of elementary operations, by running it once on objects that remember what is done to them.

Every operation is kept as written, in order and unsimplified, so that an engine which repeats the list computes the very
numbers that the rule computes on arrays. Equal operations are recorded once.
"""

from __future__ import annotations

import numbers
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer, leaves, rebuild

UNARY: dict[str, Any] = {
    "negative": np.negative,
    "absolute": np.absolute,
    "sqrt": np.sqrt,
    "sign": np.sign,
    "exp": np.exp,
    "log": np.log,
    "cos": np.cos,
    "sin": np.sin,
    "floor": np.floor,
}
BINARY: dict[str, Any] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": np.power,
    "maximum": np.maximum,
    "minimum": np.minimum,
}


class Level(IntEnum):
    """What a value depends on: the step number alone, the curvature alone, or the state and the noise."""

    NUMBER = 0
    STATIC = 1
    DYNAMIC = 2


@dataclass(frozen=True)
class Node:
    """One operation. ``arguments``: positions of earlier nodes, or plain numbers; inputs have the op "input"."""

    op: str
    arguments: tuple[Any, ...]
    level: Level


@dataclass(frozen=True)
class At:
    """The value of a node, as an argument or a result."""

    index: int


class NotTraceable(InputError):
    """The rule does something to arrays that is not elementwise arithmetic; it can still be run as written."""


class Tape:
    """The recording."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[tuple[Any, ...], int] = {}

    def record(self, op: str, arguments: tuple[Any, ...], level: Level | None = None) -> Traced:
        """The value of an operation, recorded if it is new."""
        given = tuple(At(a.index) if isinstance(a, Traced) else _number(a) for a in arguments)
        key = (op, *((type(a), a) for a in given))
        if key not in self._known:
            if level is None:
                found = {self.nodes[a.index].level for a in given if isinstance(a, At)}
                level = Level.DYNAMIC if len(found) > 1 else found.pop()
            self._known[key] = len(self.nodes)
            self.nodes.append(Node(op, given, level))
        return Traced(self, self._known[key])

    def input(self, level: Level) -> Traced:
        """A new input."""
        self.nodes.append(Node("input", (), level))
        return Traced(self, len(self.nodes) - 1)


def _number(value: Any) -> int | float:
    if isinstance(value, int):
        return value
    if (
        isinstance(value, numbers.Real)
        or (isinstance(value, np.ndarray) and value.ndim == 0)
        or getattr(value, "is_real", False)
    ):
        return float(value)
    raise NotTraceable(f"the rule combines an array with {type(value).__name__}")


class Traced:
    """A stand-in for an array (or for the step number) that records what is done to it."""

    def __init__(self, tape: Tape, index: int) -> None:
        self.tape, self.index = tape, index

    def __bool__(self) -> bool:
        raise NotTraceable("the rule branches on data")

    def __eq__(self, _: object) -> bool:
        raise NotTraceable("the rule compares data")

    __hash__ = None  # type: ignore[assignment]  # nor can it be looked up

    def __neg__(self) -> Traced:
        return self.tape.record("negative", (self,))

    def __abs__(self) -> Traced:
        return self.tape.record("absolute", (self,))

    def __array_namespace__(self) -> Any:
        return _Namespace

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        name = {"positive": "+", "square": "square"}.get(ufunc.__name__, ufunc.__name__)
        if method != "__call__" or keywords or name not in {**UNARY, **BINARY, "square": 0}:
            raise NotTraceable(f"the rule calls numpy.{ufunc.__name__}")
        return self.tape.record("power", (inputs[0], 2)) if name == "square" else self.tape.record(name, inputs)


def _method(op: str, reflected: bool = False) -> Callable[..., Traced]:
    def run(self: Traced, *other: Any) -> Traced:
        return self.tape.record(op, (*other, self) if reflected else (self, *other))

    return run


for _op, _name in (
    ("add", "add"),
    ("subtract", "sub"),
    ("multiply", "mul"),
    ("divide", "truediv"),
    ("power", "pow"),
):
    setattr(Traced, f"__{_name}__", _method(_op))
    setattr(Traced, f"__r{_name}__", _method(_op, reflected=True))


class _Namespace:
    """What theory.rule.functions asks of an array's library."""

    sqrt = staticmethod(_method("sqrt"))
    sign = staticmethod(_method("sign"))
    exp = staticmethod(_method("exp"))
    log = staticmethod(_method("log"))
    cos = staticmethod(_method("cos"))
    sin = staticmethod(_method("sin"))
    floor = staticmethod(_method("floor"))

    @staticmethod
    def maximum(x: Any, y: Any) -> Traced:
        return (x if isinstance(x, Traced) else y).tape.record("maximum", (x, y))


@dataclass(frozen=True)
class Program:
    """A rule as a list of operations.

    ``nodes`` in order; ``states``, ``noises``: positions of the inputs; ``step``, ``curvature``: likewise; ``results``: what
    each number of the state becomes, an ``At`` or a plain number.
    """

    nodes: tuple[Node, ...]
    states: tuple[int, ...]
    noises: tuple[int, ...]
    step: int
    curvature: int
    results: tuple[Any, ...]

    def of_level(self, level: Level) -> list[int]:
        """Positions of the operations (not inputs) of a level."""
        return [k for k, node in enumerate(self.nodes) if node.level == level and node.op != "input"]

    def numbers(self, step: int) -> dict[int, Any]:
        """The values that depend on the step alone."""
        values: dict[int, Any] = {self.step: step}
        for k in self.of_level(Level.NUMBER):
            values[k] = apply(self.nodes[k], values)
        return values

    def number_table(self, first: int, last: int) -> NDArray[np.float64]:
        """The same for the steps first, ..., last - 1, a row each."""
        if not self.of_level(Level.NUMBER):
            return np.arange(first, last, dtype=np.float64)[:, None]
        return np.array([list(self.numbers(k).values()) for k in range(first, last)], dtype=np.float64)

    def statics(self, curvature: NDArray[np.float64]) -> dict[int, NDArray[np.float64]]:
        """The values that depend on the curvature alone."""
        values: dict[int, Any] = {self.curvature: curvature}
        for k in self.of_level(Level.STATIC):
            values[k] = apply(self.nodes[k], values)
        return values


def apply(node: Node, values: dict[int, Any]) -> Any:
    """One operation by Python's own operators, as the rule itself would do it."""
    args = [values[a.index] if isinstance(a, At) else a for a in node.arguments]
    match node.op:
        case "add":
            return args[0] + args[1]
        case "subtract":
            return args[0] - args[1]
        case "multiply":
            return args[0] * args[1]
        case "divide":
            return args[0] / args[1]
        case "power":
            return args[0] ** args[1]
        case "negative":
            return -args[0]
        case _:
            return {**UNARY, **BINARY}[node.op](*args)


def trace(optimizer: Optimizer, silent: bool = False) -> Program:
    """The program of a rule whose hyperparameters are numbers; ``silent``: without noise.

    Raises ``NotTraceable`` if the rule does more than elementwise arithmetic.
    """
    tape = Tape()
    step = tape.input(Level.NUMBER)
    curvature = tape.input(Level.STATIC)
    template = optimizer.init(np.zeros(1))
    states = [tape.input(Level.DYNAMIC) for _ in leaves(template)]
    noises: list[Traced] = []

    def draw() -> Any:
        if silent:
            return 0.0
        noises.append(tape.input(Level.DYNAMIC))
        return noises[-1]

    state = rebuild(template, iter(states))
    try:
        following = leaves(optimizer.advance(state, Gradient(curvature, draw), step))
    except NotTraceable as error:
        raise NotTraceable(
            f"{optimizer}: {error}; write it with + - * / **, abs, and nqm.sqrt, sign, maximum, exp, log, cos, sin"
        ) from None
    except (TypeError, AttributeError, IndexError, ValueError) as error:
        raise NotTraceable(f"{optimizer}: not elementwise arithmetic ({error})") from None
    if len(following) != len(states):
        raise InputError(f"{optimizer}: update must return a state of {len(states)} numbers, got {len(following)}")
    results = tuple(At(f.index) if isinstance(f, Traced) else _number(f) for f in following)
    return Program(
        tuple(tape.nodes), tuple(s.index for s in states), tuple(n.index for n in noises), step.index, curvature.index, results
    )
