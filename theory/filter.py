"""From an update rule to a linear filter: run the rule on symbols and read off (A, b, read, e).

A rule that is linear in (state, gradient) is s' = A s + sqrt(c/B) sum_j b_j eps_j with iterate read.s and start
s_0 = e theta_0 (one noise eps_j for each minibatch the rule takes in an update).
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import sympy as sp
from sympy.printing.pycode import PythonCodePrinter

from theory.algebra import Fractions, cancel
from theory.errors import InputError, NotLinear
from theory.model import Gradient, h, t
from theory.optimizer import Optimizer, leaf_names, leaves, rebuild, takes_step

Row = tuple[sp.Expr, ...]


@dataclass(frozen=True)
class LinearSystem:
    """s' = A s + sqrt(c/B) b eps, iterate read.s, s_0 = e theta_0.

    ``A`` is n x n, ``b`` n x m (one column a minibatch), ``read`` a row of n, ``e`` a column of n; entries are rational
    in the hyperparameters, in h and in powers of h, and in the step t if ``time_varying``.
    """

    names: tuple[str, ...]
    A: sp.ImmutableMatrix
    b: sp.ImmutableMatrix
    read: sp.ImmutableMatrix
    e: sp.ImmutableMatrix
    time_varying: bool = False

    @property
    def order(self) -> int:
        """Number of states n."""
        return int(self.A.rows)

    def subs(self, values: Mapping[Any, Any]) -> LinearSystem:
        """The system with symbols replaced (entries brought to lowest terms)."""

        def put(m: sp.ImmutableMatrix) -> sp.ImmutableMatrix:
            return m.applyfunc(lambda entry: cancel(entry.subs(values)))

        return LinearSystem(self.names, put(self.A), put(self.b), put(self.read), put(self.e), self.time_varying)

    @cached_property
    def increment(self) -> sp.ImmutableMatrix:
        """A - I with the cancellation done exactly (float64 must not do it)."""
        return (self.A - sp.eye(self.order)).applyfunc(cancel)

    def compiled(self, symbols: Sequence[sp.Symbol]) -> Callable[..., tuple[list[Any], ...]]:
        """A function of (one, *symbols) returning (A - I, A, b, read, e) as flat lists, by plain operators only.

        It runs on whatever number type it is given (fractions, intervals, arrays); ``one`` is that type's 1, from which
        constants such as 1/3 are made, so that no float enters unasked.
        """
        return _compile(self, tuple(symbols))


@lru_cache(maxsize=256)
def _compile(system: LinearSystem, symbols: tuple[sp.Symbol, ...]) -> Callable[..., tuple[list[Any], ...]]:
    groups = [list(m) for m in (system.increment, system.A, system.b, system.read, system.e)]
    return compile_plain(groups, symbols)


def compile_plain(
    expressions: Any, symbols: Sequence[sp.Symbol], functions: Mapping[str, Callable[..., Any]] | None = None
) -> Callable[..., Any]:
    """Turn expressions (nested lists allowed) into a function of (one, *symbols) made of + - * / ** and integers.

    ``functions`` supplies what else may be called, by name.
    """
    arguments = (sp.Symbol("one"), *symbols)
    modules = [dict(functions or {})]
    return sp.lambdify(arguments, expressions, modules=modules, printer=_PlainPrinter, cse=True)  # type: ignore[no-any-return]


class _PlainPrinter(PythonCodePrinter):  # type: ignore[misc]
    """Code whose only numbers are integers: a rational constant is written as a multiple of ``one``."""

    def __init__(self, settings: dict[str, Any] | None = None) -> None:
        super().__init__({**(settings or {}), "fully_qualified_modules": False, "allow_unknown_functions": True})

    def _print_Rational(self, expr: sp.Rational) -> str:
        return f"(one*{expr.p}/{expr.q})"

    def _print_Pi(self, expr: sp.Expr) -> str:
        return "pi_like(one)"  # supplied by the caller, who knows the number type

    def _hprint_Pow(self, expr: sp.Pow, **_: Any) -> str:
        return f"({self._print(expr.base)})**({self._print(expr.exp)})"

    _print_Pow = _hprint_Pow


@lru_cache(maxsize=256)
def _extract_symbolic(optimizer: Optimizer) -> LinearSystem:
    theta = sp.Symbol("theta")
    name = type(optimizer).__name__
    start = _run(optimizer, "init", lambda: optimizer.init(theta))
    names = tuple(leaf_names(start))
    state_symbols = [sp.Symbol(f"state.{n}") for n in names]
    noises: list[sp.Symbol] = []

    def draw() -> sp.Symbol:
        noises.append(sp.Symbol(f"noise.{len(noises) + 1}"))
        return noises[-1]

    state = rebuild(start, iter(state_symbols))
    following = _run(optimizer, "update", lambda: optimizer.advance(state, Gradient(h, draw), t))
    if leaf_names(following) != list(names):
        raise InputError(
            f"{name}: update must return a state shaped like init's ({', '.join(names)}), "
            f"got ({', '.join(leaf_names(following))})"
        )
    if following is state:
        raise InputError(f"{name}: update returned the state unchanged; return a new State(...)")
    output = _run(optimizer, "read", lambda: optimizer.read(state))

    variables = [*state_symbols, *noises]
    rows = [_linear_row(name, f"the update of {n}", e, variables) for n, e in zip(names, leaves(following), strict=True)]
    n = len(names)
    system = LinearSystem(
        names=names,
        A=sp.ImmutableMatrix([row[:n] for row in rows]),
        b=sp.ImmutableMatrix(n, len(noises), [entry for row in rows for entry in row[n:]]),
        read=sp.ImmutableMatrix([_linear_row(name, "read", output, state_symbols)]),
        e=sp.ImmutableMatrix(
            [_linear_row(name, f"init of {m}", s, [theta]) for m, s in zip(names, leaves(start), strict=True)]
        ),
    )
    varying = takes_step(optimizer) and (t in system.A.free_symbols or t in system.b.free_symbols)
    return LinearSystem(system.names, system.A, system.b, system.read, system.e, varying)


def extract(optimizer: Optimizer) -> LinearSystem:
    """The linear system behind an update rule.

    Numbers among the hyperparameters are taken exactly: fractions as they are, a float as the decimal it prints as
    (0.1 means 1/10). Raises ``NotLinear`` naming the offending term, ``InputError`` for a malformed rule.
    """
    symbolic = optimizer.symbolic()
    system = _extract_symbolic(symbolic)
    values = {s: exact(v) for s, v in optimizer.values().items() if v is not s and v != s}
    return system.subs(values) if values else system


def exact(value: Any) -> sp.Expr:
    """An exact SymPy number for a number as a person would read it."""
    if isinstance(value, float):
        return sp.Rational(repr(value))
    if isinstance(value, Fraction):
        return sp.Rational(value.numerator, value.denominator)
    try:
        result = sp.sympify(value, strict=True)
    except (sp.SympifyError, TypeError):
        raise InputError(f"derive needs symbols or single numbers as hyperparameters, got {value!r}") from None
    return sp.nsimplify(result, rational=True) if result.has(sp.Float) else result


def _run(optimizer: Optimizer, method: str, call: Callable[[], Any]) -> Any:
    """Run a user's method on symbols; a failure becomes one line that says where and what to write instead."""
    try:
        return call()
    except InputError:
        raise
    except TypeError as error:
        hint = "a rule must not branch on data" if "truth value" in str(error) else str(error)
        raise NotLinear(f"{type(optimizer).__name__}.{method}{_where(error)}: {hint}; use plain operators only") from None
    except ZeroDivisionError as error:
        raise InputError(f"{type(optimizer).__name__}.{method}{_where(error)}: divides by zero") from None
    except Exception as error:
        raise InputError(f"{type(optimizer).__name__}.{method}{_where(error)}: {type(error).__name__}: {error}") from None


def _where(error: BaseException) -> str:
    """The innermost line of the user's own file, where the rule stands outside this package."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f.name in ("init", "update", "read")]
    return f" (line {own[-1].lineno})" if own else ""


def _linear_row(owner: str, place: str, expression: Any, variables: Sequence[sp.Symbol]) -> list[sp.Expr]:
    """Coefficients of a homogeneous linear form, or an error naming the term that is not."""
    try:
        expr = sp.sympify(expression, strict=True)
    except sp.SympifyError:
        raise InputError(f"{owner}: {place} is not a number but {expression!r}") from None
    if expr.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
        raise InputError(f"{owner}: {place} divides by zero")
    for number in expr.atoms(sp.Float):
        raise InputError(
            f"{owner}: {place} contains the float {abs(float(number)):g}; write an exact fraction (x/2, not 0.5*x)"
        )
    wanted = set(variables)
    for part in sp.preorder_traversal(expr):
        symbolic_power = part.is_Pow and not part.exp.is_Integer
        if (part.is_Function or symbolic_power or (isinstance(part, sp.Basic) and part.is_Relational)) and (
            part.free_symbols & wanted
        ):
            raise NotLinear(f"{owner} is not linear: {place} contains {_show(part)}")
    field = Fractions([expr, *variables])
    numerator, denominator = field.ratio(expr)
    if denominator.free_symbols & wanted:
        raise NotLinear(f"{owner} is not linear: {place} divides by {_show(denominator.as_expr())}")
    positions = [field.generators.index(v) for v in variables]
    row = [field.domain.zero for _ in variables]
    bottom = field.lift(denominator.as_expr().xreplace(field._back))
    for monomial, coefficient in numerator.terms():
        if not coefficient:
            continue
        degrees = [monomial[k] for k in positions]
        term = sp.Mul(coefficient, *[g**d for g, d in zip(field.generators, monomial, strict=True)]).xreplace(field._back)
        if sum(degrees) > 1:
            raise NotLinear(f"{owner} is not linear: {place} contains {_show(term)}")
        if sum(degrees) == 0:
            raise NotLinear(f"{owner} is not linear: {place} contains {_show(term)}, which is free of state and gradient")
        k = degrees.index(1)
        row[k] += field.lift(term / variables[k]) / bottom
    return [cancel(field.lower(entry)) for entry in row]


def _show(expression: sp.Expr) -> str:
    """A term as the user wrote it: state.theta prints as theta."""
    return str(expression).replace("state.", "").replace("noise.1", "noise")
