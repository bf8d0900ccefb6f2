"""Expressions as functions that run on any number type: fractions, intervals, arrays, double-doubles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

import sympy as sp
from sympy.printing.pycode import PythonCodePrinter

from theory.algebra.symbols import in_order
from theory.errors import InputError
from theory.rule import functions

CALLS = {f.__name__: f for f in (functions.maximum, functions.minimum, functions.exp, functions.log, functions.cos, functions.sin,
                                 functions.sign, functions.floor, functions.pi_like)}  # fmt: skip
"""Functions that every number type has, by the name in the code."""
ANALYTIC = (sp.exp, sp.log, sp.cos, sp.sin)
KNOWN = (*ANALYTIC, sp.Max, sp.Min, sp.sign, sp.Abs, sp.floor, sp.ceiling, sp.Mod, sp.Piecewise)
"""SymPy's functions that an expression may hold."""
STEPWISE = (sp.floor, sp.ceiling, sp.Mod, sp.Piecewise)
"""Functions that jump: of whole symbols (the step) alone they are computed exactly, whatever the number type."""


def compile_plain(expressions: Any, symbols: Sequence[sp.Symbol]) -> Callable[..., Any]:
    """Turn expressions (nested lists allowed) into a function of (one, *symbols) made of + - * / **, integers and ``CALLS``.

    ``one`` is the 1 of the number type, from which constants are made, so that
    no float enters unasked. Symbols are named anew, by their place: their own names may be equal, or those of a function or of a common
    subexpression. Raises ``InputError`` for a function that is not known here.
    """
    apart = {s: sp.Symbol(f"v{k:03d}", **s.assumptions0) for k, s in enumerate(in_order(symbols))}
    arguments = tuple(apart[s] for s in symbols)
    renamed = _mapped(expressions, lambda e: e.xreplace(apart))
    for e in _parts(renamed):
        if e.has(sp.I, sp.oo, -sp.oo, sp.zoo, sp.nan) or e.atoms(sp.NumberSymbol) - {sp.pi, sp.E}:
            raise InputError(f"{e} cannot be computed on every number type")
        unknown = next((f for f in e.atoms(sp.Function) if not isinstance(f, KNOWN) and type(f).__name__ not in CALLS), None)
        if unknown is not None:
            raise InputError(f"{type(unknown).__name__} cannot be computed on every number type; use nqm's functions")
    whole = [k for k, s in enumerate(arguments) if s.is_integer]
    jumps = _jumps(renamed, {arguments[k] for k in whole})
    one = sp.Symbol("one")
    run = _function((one, *arguments, *jumps.values()), _mapped(renamed, lambda e: e.xreplace(jumps)))
    if not jumps:
        return run
    counters, jumping = [arguments[k] for k in whole], list(jumps)
    # a fraction's root would be a float, on the wrong side of a jump: what is not rational SymPy decides
    fractions = _function((one, *counters), jumping) if all(map(_stays_rational, jumping)) else None

    @lru_cache(maxsize=4096)
    def constants(*steps: int) -> Callable[[Any], list[Any]]:
        at = dict(zip(counters, map(sp.Integer, steps), strict=True))
        return compile_plain([_jumped(e, at) for e in jumping], ())

    def both(one: Any, *values: Any) -> Any:
        steps = [int(values[k]) for k in whole]
        if fractions is None:
            return run(one, *values, *constants(*steps)(one))
        found = [Fraction(v) for v in fractions(Fraction(1), *steps)]
        return run(one, *values, *(v.numerator if v.denominator == 1 else one * v.numerator / v.denominator for v in found))

    return both


def _stays_rational(expression: sp.Expr) -> bool:
    """Whether an expression of whole symbols is computed in fractions without a root or an irrational function."""
    return not expression.atoms(*ANALYTIC, sp.NumberSymbol) and all(p.exp.is_integer for p in expression.atoms(sp.Pow))


def _jumped(expression: sp.Expr, at: Mapping[sp.Symbol, sp.Integer]) -> sp.Expr:
    """The exact value at a step."""
    value = expression.xreplace(at)
    if value.atoms(*STEPWISE):
        raise InputError(f"{value} cannot be decided exactly")
    return value


def _function(arguments: tuple[sp.Symbol, ...], expressions: Any) -> Callable[..., Any]:
    return sp.lambdify(arguments, expressions, modules=[dict(CALLS)], printer=_PlainPrinter, cse=True)  # type: ignore[no-any-return]


def _parts(expressions: Any) -> Iterator[sp.Basic]:
    if isinstance(expressions, list | tuple):
        for part in expressions:
            yield from _parts(part)
    else:
        yield expressions


def _mapped(expressions: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(expressions, list | tuple):
        return [_mapped(part, change) for part in expressions]
    return change(sp.sympify(expressions))


def _jumps(expressions: Any, whole: set[sp.Symbol]) -> dict[sp.Expr, sp.Symbol]:
    """The outermost functions of whole symbols alone that jump, with a symbol for the value of each."""
    found: dict[sp.Expr, sp.Symbol] = {}

    def visit(e: sp.Basic) -> None:
        if isinstance(e, STEPWISE):
            if not e.free_symbols <= whole:
                raise InputError(
                    f"{type(e).__name__.lower()} of a hyperparameter or curvature cannot be computed on every number type"
                )
            found.setdefault(e, sp.Symbol(f"w{len(found):03d}", real=True))
            return
        for part in e.args:
            visit(part)

    for e in _parts(expressions):
        visit(e)
    return found


class _PlainPrinter(PythonCodePrinter):  # type: ignore[misc]
    """Code whose only numbers are integers: a rational constant is a multiple of ``one``, and so is a float, as the binary number it is."""

    def __init__(self, settings: dict[str, Any] | None = None) -> None:
        super().__init__({**(settings or {}), "fully_qualified_modules": False, "allow_unknown_functions": True})

    def _print_Rational(self, expr: sp.Rational) -> str:
        return f"(one*{expr.p}/{expr.q})"

    def _print_Float(self, expr: sp.Float) -> str:
        sign, mantissa, exponent, _ = expr._mpf_
        return str(self._print(sp.Integer((-1) ** sign * int(mantissa)) * sp.Integer(2) ** int(exponent)))

    def _print_Pi(self, expr: sp.Expr) -> str:
        return "pi_like(one)"

    def _print_Exp1(self, expr: sp.Expr) -> str:
        return "exp(one)"

    def _hprint_Pow(self, expr: sp.Pow, **_: Any) -> str:
        base = self._print(expr.base)
        if not (expr.exp.is_integer and expr.exp.is_nonnegative) and not self._typed(expr.base):
            base = f"one*({base})"  # a power of whole numbers would be a float
        return f"({base})**({self._print(expr.exp)})"

    _print_Pow = _hprint_Pow

    def _print_Mul(self, expr: sp.Mul) -> str:
        code = str(super()._print_Mul(expr))
        return f"one*{code}" if "/" in code and not self._typed(expr) else code

    def _typed(self, expr: sp.Expr) -> bool:
        """Whether something in an expression surely carries the number type: an argument that is not a whole number."""
        return any(s.name.startswith("v") and not s.is_integer for s in expr.free_symbols)

    def _print_Max(self, expr: sp.Expr) -> str:
        name = f"{type(expr).__name__.lower()}imum"
        return reduce(lambda a, b: f"{name}({a}, {b})", [str(self._print(a)) for a in expr.args])

    _print_Min = _print_Max

    def _print_analytic(self, expr: sp.Function) -> str:
        return f"{type(expr).__name__}(one*({self._print(expr.args[0])}))"  # of a whole number it would be a float

    _print_exp = _print_log = _print_cos = _print_sin = _print_analytic

    def _print_sign(self, expr: sp.Function) -> str:
        return f"sign({self._print(expr.args[0])})"

    def _print_floor(self, expr: sp.Function) -> str:
        return f"floor({self._print(expr.args[0])})"

    def _print_ceiling(self, expr: sp.Function) -> str:
        return f"-floor(-({self._print(expr.args[0])}))"
