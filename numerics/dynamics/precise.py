"""Any derived quantity as an interval that provably contains it, at any precision.

Precision is an argument, never global state: it is raised until the interval is as narrow as asked.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp
from mpmath.ctx_iv import MPIntervalContext

from numerics.arithmetic.ball import LARGEST_BITS, Ball, PrecisionLoss
from numerics.arithmetic.doubling import Progress, doubled_moments, stepped_moments
from numerics.arithmetic.enclosure import Enclosure
from numerics.arithmetic.exact import exact_number as exact_number
from numerics.arithmetic.matrices import Matrix
from numerics.dynamics.evaluator import Evaluator
from numerics.model.quadratic import Quadratic
from numerics.model.run import check_problem, check_run
from theory.algebra.symbols import in_order
from theory.errors import InputError
from theory.rule.filter import compile_plain
from theory.rule.optimizer import Optimizer, require_optimizer

MAXIMUM_BITS = 1 << 15  # where the search for a narrower interval ends


def precise_risk(
    optimizer: Optimizer,
    problem: Quadratic,
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
    digits : significant digits; the relative width is at most 10^-digits, except where the risk is below 2^-32768
        (then the interval is [0, that]) or above 2^32768, as when the rule diverges (then ``upper`` is None).
    progress : called with (coordinates done, all) as the work goes on.

    Returns one ``Enclosure`` a step. Raises ``InputError`` for bad input, ``NotLinear`` for a nonlinear rule.
    """
    require_optimizer(optimizer)
    check_problem(problem)
    whole, size = check_run(steps, batch_size)
    if not isinstance(digits, int) or isinstance(digits, bool) or digits < 1:
        raise InputError(f"digits must be a whole number >= 1, got {digits!r}")
    per_batch = Fraction(0) if math.isinf(size) else 1 / exact_number(batch_size)  # B without bound: no noise
    columns = zip(problem.exact("h"), *problem.exact_weights(), strict=True)
    moving = [(h, start, noise * per_batch) for h, start, noise in columns if start or noise * per_batch]

    def attempt(bits: int) -> list[Enclosure]:
        totals = [[Fraction(0), Fraction(0)] for _ in whole]
        block = 2_000
        for first in range(0, len(moving), block):
            h, start, noise = zip(*moving[first : first + block], strict=True)
            pairs = ball_moments(optimizer, h, whole, bits)
            weights = [Ball.exact(column, bits) for column in (start, noise)]
            for total, (mean, variance) in zip(totals, pairs, strict=True):
                low, high = (mean * mean * weights[0] + variance * weights[1]).sum().ends()
                total[0] += low
                total[1] += high
            if progress:
                progress(min(first + block, len(moving)), len(moving))
        return [Enclosure(max(low, Fraction(0)), high) for low, high in totals]

    extra = 2 * max(whole).bit_length() + 32
    try:
        result = sharpen(attempt, digits, len(whole), extra)
    except (ZeroDivisionError, PrecisionLoss) as error:
        raise InputError(f"{optimizer}: no interval for its risk, at any precision tried: {error}") from None
    if len(whole) > 1 and any(e.upper is None for e in result):  # it diverges: the early steps may still be finite
        return [precise_risk(optimizer, problem, [s], batch_size, digits)[0] for s in whole]
    return result


def sharpen(attempt: Callable[[int], list[Enclosure]], digits: int, count: int, extra: int = 32) -> list[Enclosure]:
    """Raise the precision until every interval is narrow enough or the maximum is reached.

    The values must be nonnegative: what overflows is only known to be that.
    """
    bits = digits * 333 // 100 + extra
    most = max(MAXIMUM_BITS, 4 * bits)
    while True:
        try:
            result = attempt(bits)
        except OverflowError:
            return [Enclosure(Fraction(0), None)] * count
        except (ZeroDivisionError, PrecisionLoss):
            if bits >= most:
                raise
            bits = min(2 * bits, most)
            continue
        if all(e.upper is not None and _narrow(e, digits) for e in result) or bits >= most:
            return result
        bits = min(2 * bits, most)


def _narrow(e: Enclosure, digits: int) -> bool:
    assert e.upper is not None
    vanishing = e.lower == 0 and e.upper <= Fraction(1, 1 << LARGEST_BITS)
    return vanishing or (e.upper - e.lower) * 10**digits <= min(abs(e.lower), abs(e.upper))


def ball_moments(optimizer: Optimizer, h: Sequence[Any], steps: Sequence[int], bits: int) -> list[tuple[Ball, Ball]]:
    """phi_t and V_t/(c/B) as balls over the coordinates, one pair a step."""
    system, zero = Evaluator(optimizer), Ball.exact([0] * len(h), bits)
    values, curvature = {s: Ball.exact([v], bits) for s, v in optimizer.values().items()}, Ball.exact(h, bits)

    def matrices(step: int) -> tuple[Matrix, Matrix, list[Any], list[Any]]:
        # the step enters as a ball like everything else: of two of Python's whole numbers a quotient would be a float
        return system.at(Ball.exact([1], bits), values, curvature, Ball.exact([step], bits), zero).growth

    if system.time_varying:
        return stepped_moments(matrices, zero, steps)
    return doubled_moments(*matrices(0), zero, steps)


class NotReal(ArithmeticError):
    """An imaginary part that is surely not zero."""


class ExactIntervals(MPIntervalContext):  # type: ignore[misc]
    """mpmath's intervals, which take floats for exact: here they are refused, and fractions are enclosed."""

    def convert(self, x: Any) -> Any:
        """Another number as an interval."""
        if isinstance(x, int | self.mpf | self.mpc | self._constant):
            return super().convert(x)
        if isinstance(x, numbers.Rational):
            return super().convert(int(x.numerator)) / super().convert(int(x.denominator))
        if isinstance(x, float | complex) or hasattr(x, "_mpf_") or hasattr(x, "_mpc_"):
            raise InputError(f"{x!r} is not exact and would enter an interval; write a fraction of whole numbers")
        return super().convert(x)


def interval_context(bits: int) -> Any:
    """A private interval context (mpmath's own is global)."""
    context = ExactIntervals()
    context.prec = bits
    return context


@lru_cache(maxsize=512)
def _compiled(expression: sp.Expr) -> tuple[Callable[..., Any], tuple[sp.Symbol, ...], tuple[sp.Symbol, ...]]:
    """The expression as a function of (one, *symbols, *whole): integer symbols in exponents enter as Python ints."""
    integers = [s for s in expression.free_symbols if s.is_integer]
    apart = {s: sp.Dummy(s.name, integer=True) for s in integers}
    expr = expression.rewrite(sp.log).replace(
        lambda e: e.is_Pow and bool(e.exp.free_symbols & set(integers)), lambda e: e.base ** e.exp.xreplace(apart)
    )
    symbols = tuple(in_order(expression.free_symbols))
    whole = tuple(s for s in symbols if s in apart)
    arguments = (*symbols, *(apart[s] for s in whole))
    return compile_plain(expr, arguments), symbols, whole


def interval_value(expression: Any, values: Mapping[sp.Symbol, Any], one: Any) -> Any:
    """Evaluate an expression at interval numbers: balls, or intervals of mpmath's. ``one``: the 1 of that type."""
    function, symbols, whole = _compiled(sp.sympify(expression))
    missing = [s for s in symbols if s not in values]
    if missing:
        raise InputError(f"no value given for {missing[0]}")
    return function(one, *[values[s] for s in symbols], *[whole_number(values[s]) for s in whole])


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
    """An interval of any context, or a ball, as exact fractions."""
    if isinstance(value, Ball):
        return value.enclosure()
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
    the expression is undefined (at a double root, say: take the double-root form or ``precise_risk``), ``ArithmeticError`` where the
    value is not real or too large.
    """

    def attempt(bits: int) -> list[Enclosure]:
        context = interval_context(bits)
        point = {s: lift(v, context) for s, v in values.items()}
        try:
            return [real_part(interval_value(expression, point, context.one))]
        except OverflowError as error:  # nothing is known then, not even the sign
            raise ArithmeticError(f"the value is too large: {error}") from None

    return sharpen(attempt, digits, 1, extra=64)[0]


def real_part(value: Any) -> Enclosure:
    """The real interval of a value that may carry an imaginary one around zero."""
    if hasattr(value, "_mpci_"):
        real, imaginary = value._mpci_
        context = value.ctx
        if not _contains_zero(imaginary):
            raise NotReal("the value is not real")
        return endpoints(context.make_mpf(real))
    return endpoints(value)


def _contains_zero(interval: Any) -> bool:
    (low_sign, low_mantissa, _, _), (high_sign, high_mantissa, _, _) = interval
    return bool((low_sign == 1 or low_mantissa == 0) and (high_sign == 0 or high_mantissa == 0))
