"""Whether a rule is linear in its start and its noise, read off the recording of the rule: what bounds the tails of its risk."""

from __future__ import annotations

from typing import Any

from montecarlo.engines.numpy import faithful
from montecarlo.engines.tracing import At, Level, NotTraceable, Tape, Traced, trace
from theory.errors import InputError
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer, leaves, rebuild


def is_linear(optimizer: Optimizer) -> bool:
    """Whether start, update and reading are homogeneous linear maps of start, state and noise, coordinate by coordinate.

    Coefficients may depend on curvature, step number and whatever in the state does not depend on the data. The hyperparameters must
    be numbers. False where it cannot be seen.
    """
    tape = Tape()
    step, curvature = tape.input(Level.NUMBER), tape.input(Level.STATIC)
    theta = tape.input(Level.DYNAMIC)
    noises: list[Traced] = []

    def draw() -> Traced:
        noises.append(tape.input(Level.DYNAMIC))
        return noises[-1]

    try:
        if not faithful(optimizer, trace(optimizer)):
            return False
        start = optimizer.init(theta)
        states = [tape.input(Level.DYNAMIC) for _ in leaves(start)]
        template = rebuild(start, iter(states))
        following = leaves(optimizer.advance(template, Gradient(curvature, draw), step))
        read = optimizer.read(template)
    except (NotTraceable, InputError, TypeError, AttributeError, IndexError, ValueError):
        return False
    if len(following) != len(states):
        return False
    random = {theta.index, *(n.index for n in noises)}
    while True:  # a number of the state is random if it is so at the start or becomes so
        linear, found = _spread(tape, random)
        grown = random | {s.index for s, a, b in zip(states, leaves(start), following, strict=True) if {_at(a), _at(b)} & found}
        if grown == random:
            break
        random = grown
    kept = [value for s, a, b in zip(states, leaves(start), following, strict=True) if s.index in random for value in (a, b)]
    return linear and all(_at(value) in found or _is_zero(value) for value in (*kept, read))


def _spread(tape: Tape, random: set[int]) -> tuple[bool, set[int]]:
    """Whether every operation on random values is linear, and which values are random."""
    found, linear = set(random), True
    for k, node in enumerate(tape.nodes):
        touched = [isinstance(a, At) and a.index in found for a in node.arguments]
        if not any(touched):
            continue
        found.add(k)
        match node.op:
            case "add" | "subtract":
                linear &= all(hit or _is_zero(a) for hit, a in zip(touched, node.arguments, strict=True))
            case "multiply":
                linear &= sum(touched) == 1
            case "divide":
                linear &= touched == [True, False]
            case "negative":
                pass
            case _:
                linear = False
    return linear, found


def _at(value: Any) -> int | None:
    return value.index if isinstance(value, Traced) else None


def _is_zero(value: Any) -> bool:
    return not isinstance(value, At | Traced) and bool(value == 0)
