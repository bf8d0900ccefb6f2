"""Any derived quantity as an interval that provably contains it, at any precision.

Precision is an argument, never global state: it is raised until the interval is as narrow as asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from mpmath.ctx_iv import MPIntervalContext

from numerics.ball import Ball, PrecisionLoss
from numerics.enclosure import Enclosure
from numerics.problem import NoisyQuadratic, check_run
from theory.errors import InputError
from theory.filter import LinearSystem, compile_plain, extract
from theory.model import h as CURVATURE
from theory.model import t as STEP
from theory.optimizer import Optimizer

MAXIMUM_BITS = 1 << 15  # where the search for a narrower interval ends
OVERFLOW_BITS = 800  # values beyond 2^800 are reported as unbounded above; radii below that fit a float64
Matrix = list[list[Any]]
Progress = Callable[[int, int], None]


def precise_risk(
    optimizer: Optimizer,
    problem: NoisyQuadratic,
    steps: Sequence[int],
    batch_size: float,
    digits: int = 50,
    progress: Progress | None = None,
) -> list[Enclosure]:
    """Expected risk E L(theta_t) as intervals that contain the exact value.

    Parameters
    ----------
    optimizer : linear rule with single numbers as hyperparameters. Floats are taken as the binary numbers they are,
        Fractions exactly.
    digits : significant digits; the relative width is at most 10^-digits, except where the risk is below 2^-32000
        (then the interval is [0, that]) or a diverging rule passes 2^800 (then ``upper`` is None).
    progress : called with (coordinates done, all) as the work goes on.

    Returns one ``Enclosure`` a step. Raises ``InputError`` for bad input, ``NotLinear`` for a nonlinear rule.
    """
    whole, _ = check_run(steps, batch_size)
    if digits < 1:
        raise InputError(f"digits must be >= 1, got {digits}")
    size = Fraction(batch_size) if not isinstance(batch_size, str) else Fraction(str(batch_size))
    start = [Fraction(float(n)) * Fraction(float(k)) * Fraction(float(v)) / 2
             for n, k, v in zip(problem.counts, problem.h, problem.theta0_sq, strict=True)]  # fmt: skip
    noise = [Fraction(float(n)) * Fraction(float(k)) * Fraction(float(v)) / (2 * size)
             for n, k, v in zip(problem.counts, problem.h, problem.c, strict=True)]  # fmt: skip

    def attempt(bits: int) -> list[Enclosure]:
        totals = [[Fraction(0), Fraction(0)] for _ in whole]
        block = 2_000
        for first in range(0, len(start), block):
            part = slice(first, first + block)
            pairs = ball_moments(optimizer, problem.h[part].tolist(), whole, bits)
            weights = Ball.exact(start[part], bits), Ball.exact(noise[part], bits)
            for total, (mean, variance) in zip(totals, pairs, strict=True):
                low, high = (mean * mean * weights[0] + variance * weights[1]).total()
                total[0] += low
                total[1] += high
            if progress:
                progress(min(first + block, len(start)), len(start))
        return [Enclosure(max(low, Fraction(0)), high) for low, high in totals]

    extra = 2 * max(whole).bit_length() + 32
    result = sharpen(attempt, digits, len(whole), extra)
    if len(whole) > 1 and any(e.upper is None for e in result):  # it diverges: the early steps may still be finite
        return [precise_risk(optimizer, problem, [s], batch_size, digits)[0] for s in whole]
    return result


def sharpen(attempt: Callable[[int], list[Enclosure]], digits: int, count: int, extra: int = 32) -> list[Enclosure]:
    """Raise the precision until every interval is narrow enough or the maximum is reached."""
    bits = int(digits * 3.33) + extra
    while True:
        try:
            result = attempt(bits)
        except OverflowError:
            return [Enclosure(Fraction(0), None)] * count
        except (ZeroDivisionError, PrecisionLoss):
            if bits >= MAXIMUM_BITS:
                raise
            bits = min(2 * bits, MAXIMUM_BITS)
            continue
        if all(e.upper is not None and _narrow(e, digits) for e in result) or bits >= MAXIMUM_BITS:
            return result
        bits = min(2 * bits, MAXIMUM_BITS)


def _narrow(e: Enclosure, digits: int) -> bool:
    assert e.upper is not None
    return e.lower == e.upper or (e.upper - e.lower) * 10**digits <= min(abs(e.lower), abs(e.upper))


def ball_moments(optimizer: Optimizer, h: Sequence[Any], steps: Sequence[int], bits: int) -> list[tuple[Ball, Ball]]:
    """phi_t and V_t/(c/B) as balls over the coordinates, one pair a step.

    Raises ``OverflowError`` once values pass 2^800 (a diverging rule).
    """
    symbolic = optimizer.symbolic()
    system = extract(symbolic)
    values: dict[sp.Symbol, Any] = {s: Ball.exact([exact_number(v)], bits) for s, v in optimizer.values().items()}
    values[CURVATURE] = Ball.exact(h, bits)
    powers = {s: exact_number(v) for s, v in optimizer.values().items()}
    if system.time_varying:
        return _time_varying(system, values, powers, len(h), steps, bits)
    A, b, read, e = _entries(system, values, powers, len(h), bits, 0)
    Q = _product(b, _transpose(b))
    zero = Ball.exact([0] * len(h), bits)
    states = {s: [[entry] for entry in e] for s in steps}
    covariances = {s: [[zero] * len(e) for _ in e] for s in steps}
    for bit in range(max(steps).bit_length()):
        for s in states:
            if s >> bit & 1:
                states[s] = _product(A, states[s])
                covariances[s] = _sum(_congruence(A, covariances[s]), Q)
        if max(steps) >> (bit + 1):
            Q = _sum(Q, _congruence(A, Q))
            A = _product(A, A)
            _guard(Q, A)
    return [(_dot(read, [row[0] for row in states[s]]), _form(read, covariances[s])) for s in steps]


def _time_varying(
    system: LinearSystem, values: dict[Any, Any], powers: dict[Any, Any], size: int, steps: Sequence[int], bits: int
) -> list[tuple[Ball, Ball]]:
    _, _, read, e = _entries(system, values, powers, size, bits, 0)
    zero = Ball.exact([0] * size, bits)
    state, covariance = [[entry] for entry in e], [[zero] * len(e) for _ in e]
    seen = {}
    for k in range(max(steps) + 1):
        if k in steps:
            seen[k] = _dot(read, [row[0] for row in state]), _form(read, covariance)
        if k < max(steps):
            A, b, _, _ = _entries(system, values, powers, size, bits, k)
            state = _product(A, state)
            covariance = _sum(_congruence(A, covariance), _product(b, _transpose(b)))
            _guard(covariance)
    return [seen[s] for s in steps]


def exact_number(value: Any) -> Fraction:
    """A single exact number; ``InputError`` for a symbol, an array or NaN."""
    if isinstance(value, sp.Rational):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, sp.Basic):
        raise InputError(f"a hyperparameter is not set to a number: {value}")
    try:
        return Fraction(value) if not isinstance(value, np.generic) else Fraction(value.item())
    except (TypeError, ValueError):
        raise InputError(f"interval evaluation needs single numbers as hyperparameters, got {value!r}") from None


def _entries(
    system: LinearSystem, values: dict[Any, Any], powers: dict[Any, Any], size: int, bits: int, step: int
) -> tuple[Matrix, Matrix, list[Ball], list[Ball]]:
    """A, b as nested lists and read, e as lists of balls, each over all coordinates."""
    symbols = sorted(values, key=str)
    # A hyperparameter that stands in an exponent must enter as the exact number it is.
    exponents = {s for m in (system.A, system.b) for p in m.atoms(sp.Pow) for s in p.exp.free_symbols}
    arguments = [powers[s] if s in exponents and s in powers else values[s] for s in symbols]
    one = Ball.exact([1], bits)
    _, A, b, read, e = system.compiled((*symbols, STEP))(one, *arguments, step)
    zero = Ball.exact([0] * size, bits)
    n = system.order
    wide = [[zero + entry for entry in group] for group in (A, b, read, e)]
    m = len(b) // n
    square = [wide[0][i * n : (i + 1) * n] for i in range(n)]
    return square, [wide[1][i * m : (i + 1) * m] for i in range(n)], wide[2], wide[3]


def _product(a: Matrix, b: Matrix) -> Matrix:
    return [[_dot(row, [r[j] for r in b]) for j in range(len(b[0]))] for row in a]


def _dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    total = a[0] * b[0]
    for p, q in zip(a[1:], b[1:], strict=True):
        total = total + p * q
    return total


def _transpose(a: Matrix) -> Matrix:
    return [list(column) for column in zip(*a, strict=True)]


def _congruence(a: Matrix, s: Matrix) -> Matrix:
    return _product(_product(a, s), _transpose(a))


def _sum(a: Matrix, b: Matrix) -> Matrix:
    return [[p + q for p, q in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def _form(read: Sequence[Any], s: Matrix) -> Any:
    return _dot(read, [_dot(read, row) for row in s])


def _guard(*matrices: Matrix) -> None:
    """Stop once numbers pass 2^800 (the rule diverges, the integers would only grow) or the bounds have become useless."""
    for matrix in matrices:
        for row in matrix:
            for entry in row:
                entry.require_bounded(OVERFLOW_BITS)


def interval_context(bits: int) -> Any:
    """A private mpmath interval context (mpmath's own is global)."""
    context = MPIntervalContext()
    context.prec = bits
    return context


@lru_cache(maxsize=512)
def _compiled(expression: sp.Expr) -> tuple[Callable[..., Any], tuple[sp.Symbol, ...], tuple[sp.Symbol, ...]]:
    """The expression as a function of (one, *symbols, *whole): integer symbols in exponents enter as Python ints."""
    integers = [s for s in expression.free_symbols if s.is_integer]
    apart = {s: sp.Symbol(f"whole_{s.name}", integer=True) for s in integers}
    expr = expression.rewrite(sp.log).replace(
        lambda e: e.is_Pow and bool(e.exp.free_symbols & set(integers)), lambda e: e.base ** e.exp.xreplace(apart)
    )
    symbols = tuple(sorted(expression.free_symbols, key=str))
    whole = tuple(s for s in symbols if s in apart)
    arguments = (*symbols, *(apart[s] for s in whole))
    return compile_plain(expr, arguments, {"log": lambda v: v.ctx.log(v)}), symbols, whole


def interval_value(expression: Any, values: Mapping[sp.Symbol, Any], context: Any) -> Any:
    """Evaluate an expression at interval numbers of one context."""
    function, symbols, whole = _compiled(sp.sympify(expression))
    missing = [s for s in symbols if s not in values]
    if missing:
        raise InputError(f"no value given for {missing[0]}")
    return function(context.mpf(1), *[values[s] for s in symbols], *[whole_number(values[s]) for s in whole])


def lift(value: Any, context: Any) -> Any:
    """An exact number as an interval of a context."""
    number = exact_number(value)
    return context.mpf(number.numerator) / number.denominator


def whole_number(value: Any) -> int:
    """The integer that a point interval is."""
    e = endpoints(value)
    if e.lower != e.upper or e.lower.denominator != 1:
        raise InputError(f"a whole number is needed, got {float(e)}")
    return int(e.lower)


def endpoints(value: Any) -> Enclosure:
    """An interval of any context as exact fractions."""
    if isinstance(value, int):  # a constant expression
        return Enclosure(Fraction(value), Fraction(value))

    def fraction(end: tuple[int, int, int, int]) -> Fraction:
        sign, mantissa, exponent, _ = end
        if not mantissa and exponent:
            raise ZeroDivisionError("unbounded interval")
        size = Fraction(int(mantissa)) * (Fraction(2) ** exponent)
        return -size if sign else size

    low, high = value._mpi_
    return Enclosure(fraction(low), fraction(high))


def enclose(expression: Any, values: Mapping[sp.Symbol, Any], digits: int = 50) -> Enclosure:
    """An interval that contains a derived expression at exact values of its symbols.

    Complex intermediate values (characteristic roots) are fine if the result is real. Raises ``ZeroDivisionError`` where
    the expression is undefined (at a double root, say: take the double-root form or ``precise_risk``).
    """

    def attempt(bits: int) -> list[Enclosure]:
        context = interval_context(bits)
        point = {s: lift(v, context) for s, v in values.items()}
        return [real_part(interval_value(expression, point, context))]

    return sharpen(attempt, digits, 1, extra=64)[0]


def real_part(value: Any) -> Enclosure:
    """The real interval of a value that may carry an imaginary one around zero."""
    if hasattr(value, "_mpci_"):
        real, imaginary = value._mpci_
        context = value.ctx
        if not _contains_zero(imaginary):
            raise ArithmeticError("the value is not real")
        return endpoints(context.make_mpf(real))
    return endpoints(value)


def _contains_zero(interval: Any) -> bool:
    (low_sign, low_mantissa, _, _), (high_sign, high_mantissa, _, _) = interval
    return bool((low_sign == 1 or low_mantissa == 0) and (high_sign == 0 or high_mantissa == 0))
