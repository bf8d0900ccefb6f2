"""Whether the risk at a step is at most a target: by floats with error bounds, by intervals, and where the two may be equal exactly."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import gmpy2
import numpy as np
import sympy as sp

from numerics.arithmetic.doubling import doubled_moments, stepped_moments
from numerics.arithmetic.enclosure import bounded_by
from numerics.arithmetic.exact import around, exact_number
from numerics.arithmetic.matrices import Matrix
from numerics.dynamics.bounded import bounded_risks
from numerics.dynamics.evaluator import Evaluator
from numerics.dynamics.precise import precise_risk
from numerics.model.quadratic import Quadratic
from theory.errors import InputError
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer

DIGITS = 3_000_000  # bits of the numbers of an exact risk, all coordinates together, up to which it is computed


class Undecided(InputError):
    """Whether or when the target is reached could not be settled within the effort allowed."""


def check_target(target: Any) -> Fraction:
    """A number > 0 within the range of float64, exactly, or ``InputError``."""
    try:
        value = exact_number(target)
        inside = np.finfo(np.float64).tiny <= value and math.isfinite(float(value))
    except OverflowError:
        inside = False
    except InputError:
        raise InputError(f"target must be a finite number > 0, got {reprlib.repr(target)}") from None
    if not inside:
        raise InputError(f"target must be a finite number > 0, got {reprlib.repr(target)}")
    return value


def at_most(optimizer: Optimizer, problem: Quadratic, steps: Sequence[int], batch_size: Any, target: Fraction) -> list[bool]:
    """Whether the risk at each of a few steps is at most the target, every number being taken exactly.

    Floats with error bounds come first, balls only where those are too wide: many times faster for many coordinates. What 200 digits
    do not tell apart is computed in fractions. Raises ``Undecided`` where the numbers are too large or too long for that.
    """
    if extract(optimizer.symbolic()).time_varying:
        return [_by_balls(optimizer, problem, step, batch_size, target) for step in steps]
    below, above = around(target)
    return [
        bool(high <= below) if low > above or high <= below else _by_balls(optimizer, problem, step, batch_size, target)
        for step, (low, high) in zip(steps, bounded_risks(optimizer, problem, steps, batch_size), strict=True)
    ]


def _by_balls(optimizer: Optimizer, problem: Quadratic, step: int, batch_size: Any, target: Fraction) -> bool:
    try:
        found = bounded_by(lambda digits: precise_risk(optimizer, problem, [step], batch_size, digits)[0], target)
    except OverflowError as error:
        raise Undecided(f"{optimizer}: at step {step} {error}") from None
    return _exactly(optimizer, problem, step, batch_size, target) if found is None else found


def _exactly(optimizer: Optimizer, problem: Quadratic, step: int, batch_size: Any, target: Fraction) -> bool:
    """The same in fractions, for a rule that is one in all that it is made of."""
    evaluator, values = Evaluator(optimizer), {s: exact_number(v) for s, v in optimizer.values().items()}
    system = evaluator.system
    parts = (system.A, system.b, system.read, system.e)
    rational = not any(m.atoms(sp.Function, sp.NumberSymbol) or _has_roots(m) for m in parts)
    length = max(v.numerator.bit_length() + v.denominator.bit_length() for v in (*values.values(), *problem.exact("h")))
    if not rational or (step + 1) * length * system.order**2 * len(problem.h) > DIGITS:
        raise Undecided(
            f"{optimizer}: at step {step} the risk and the target agree to 200 digits, and whether they are equal is not decided; "
            "choose a target that is a little higher or lower"
        )

    def column(numbers: Sequence[Fraction]) -> Any:
        return np.array([gmpy2.mpq(v) for v in numbers], dtype=object)

    h, zero = column(problem.exact("h")), column([Fraction(0)] * len(problem.h))
    numbers = {s: gmpy2.mpq(v) for s, v in values.items()}

    def matrices(k: int) -> tuple[Matrix, Matrix, list[Any], list[Any]]:
        return evaluator.at(gmpy2.mpq(1), numbers, h, k, zero).growth

    varying = system.time_varying
    ((mean, variance),) = stepped_moments(matrices, zero, [step]) if varying else doubled_moments(*matrices(0), zero, [step])
    start, noise = map(column, problem.exact_weights())
    share = 0 if math.isinf(batch_size) else 1 / gmpy2.mpq(exact_number(batch_size))
    return bool(sum(mean * mean * start + variance * noise * share) <= gmpy2.mpq(target))


def _has_roots(matrix: sp.ImmutableMatrix) -> bool:
    return any(not p.exp.is_integer for p in matrix.atoms(sp.Pow))
