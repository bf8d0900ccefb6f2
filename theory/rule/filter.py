"""From an update rule to a linear filter: run the rule on symbols and read off (A, b, read, e).

A rule that is linear in (state, gradient) is s' = A s + sqrt(c/B) sum_j b_j eps_j with iterate read.s and start
s_0 = e theta_0 (one noise eps_j for each minibatch the rule takes in an update).
"""

from __future__ import annotations

import math
import reprlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import sympy as sp

from theory.algebra.field import Fractions, cancel
from theory.algebra.symbols import ModelSymbol, in_order
from theory.errors import InputError, NotLinear
from theory.rule.compilation import KNOWN
from theory.rule.compilation import compile_plain as compile_plain
from theory.rule.diagnosis import last_line, line_of_comparison, line_of_value
from theory.rule.misuse import BRANCH_FREE, OFFERED, require_arguments, run_method
from theory.rule.model import Gradient, h, t, theta
from theory.rule.optimizer import Optimizer, attributes, leaf_names, leaves, rebuild, require_optimizer
from theory.rule.rehearsal import differing_step

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

    @property
    def minibatches(self) -> int:
        """Minibatches that one update takes."""
        return int(self.b.cols)

    def subs(self, values: Mapping[Any, Any]) -> LinearSystem:
        """The system with symbols replaced (entries brought to lowest terms)."""

        given = {s: sp.sympify(v) for s, v in values.items()}

        def put(m: sp.ImmutableMatrix) -> sp.ImmutableMatrix:
            return m.applyfunc(lambda entry: cancel(entry.xreplace(given)))  # all at once: values may be one another's symbols

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


def is_linear(optimizer: Optimizer) -> bool:
    """Whether the rule has an exact theory (it may vary with time)."""
    try:
        extract(optimizer.symbolic())
    except NotLinear:
        return False
    return True


@lru_cache(maxsize=256)
def _extract_symbolic(optimizer: Optimizer, _: tuple[Any, ...]) -> LinearSystem:
    name = type(optimizer).__name__
    require_arguments(optimizer)
    start = run_method(optimizer, "init", lambda: optimizer.init(theta))
    names = tuple(leaf_names(start))
    state_symbols = [ModelSymbol(f"state.{n}") for n in names]
    noises: list[sp.Symbol] = []

    def draw() -> sp.Symbol:
        noises.append(ModelSymbol(f"noise.{len(noises) + 1}"))
        return noises[-1]

    state = rebuild(start, iter(state_symbols))

    def update() -> Any:
        noises.clear()
        return optimizer.advance(state, Gradient(h, draw), t)

    following = run_method(optimizer, "update", update)
    if leaf_names(following) != list(names):
        got = ", ".join(leaf_names(following)) if isinstance(following, tuple) else repr(following)
        raise InputError(
            f"{name}: update must return a state shaped like init's ({', '.join(names)}), got ({got}){last_line(update)}"
        )
    if following is state:
        raise InputError(f"{name}: update returned the state unchanged{last_line(update)}; return a new State(...)")
    if any(a != b for a, b in zip(leaves(following), leaves(run_method(optimizer, "update", update)), strict=False)):
        raise InputError(
            f"{name}: update gives another result when called again with the same state{last_line(update)}: it remembers "
            "something outside it; put what it remembers into State"
        )
    where = line_of_comparison(update, {*state_symbols, *noises, t})
    if where is not None:
        raise NotLinear(
            f"{name}{where} compares a value (==, in), looks it up or asks whether it is true, and so branches on data; {BRANCH_FREE}"
        )
    output = run_method(optimizer, "read", lambda: optimizer.read(state))
    _require_known_symbols(optimizer, [*leaves(following), output], {*state_symbols, *noises}, update)

    variables = [*state_symbols, *noises]
    rows = [
        _linear_row(name, f"the update of {n}", e, variables, update) for n, e in zip(names, leaves(following), strict=True)
    ]
    n = len(names)
    A = sp.ImmutableMatrix([row[:n] for row in rows])
    b = sp.ImmutableMatrix(n, len(noises), [entry for row in rows for entry in row[n:]])
    shown = sp.ImmutableMatrix([_linear_row(name, "read", output, state_symbols, lambda: optimizer.read(state))])
    e = sp.ImmutableMatrix(
        [
            _linear_row(name, f"init of {m}", s, [theta], lambda: optimizer.init(theta))
            for m, s in zip(names, leaves(start), strict=True)
        ]
    )
    system = LinearSystem(names, A, b, shown, e, time_varying=any(t in m.free_symbols for m in (A, b, shown, e)))
    differing = differing_step(optimizer, system)
    if differing is not None:
        raise NotLinear(
            f"{name}: at step {differing} the update does on numbers what it does not do on symbols{last_line(update)}: it branches on "
            f"a value or rounds one; {BRANCH_FREE}"
        )
    return system


def extract(optimizer: Optimizer) -> LinearSystem:
    """The linear system behind an update rule.

    Numbers among the hyperparameters are taken exactly: fractions as they are, a float as the decimal it prints as
    (0.1 means 1/10). Raises ``NotLinear`` naming the offending term, ``InputError`` for a malformed rule.
    """
    require_optimizer(optimizer)
    symbolic = optimizer.symbolic()
    system = _extract_symbolic(symbolic, attributes(symbolic))
    values = {s: exact(v) for s, v in optimizer.values().items() if not (isinstance(v, sp.Symbol) and v == s)}
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
        result = None
    if not isinstance(result, sp.Expr):
        raise InputError(f"derive needs symbols or single numbers as hyperparameters, got {reprlib.repr(value)}")
    return sp.nsimplify(result, rational=True) if result.has(sp.Float) else result


LARGEST = int(sys.float_info.max)
DIGITS = 12
"""Digits up to which a fraction is worth copying."""


def _require_known_symbols(
    optimizer: Optimizer, expressions: Sequence[Any], inputs: set[sp.Symbol], update: Callable[[], Any]
) -> None:
    """Raise ``InputError`` for a symbol that is neither state, noise, curvature, step nor hyperparameter."""
    known = {*inputs, h, t}.union(*(sp.sympify(v).free_symbols for v in optimizer.hyperparameters().values()))
    for expression in expressions:
        for symbol in in_order(getattr(expression, "free_symbols", set()) - known):
            where = line_of_value(update, lambda v, s=symbol: s in getattr(v, "free_symbols", ()))  # type: ignore[misc]
            raise InputError(
                f"{type(optimizer).__name__}: unknown symbol {symbol}{where}; make it a field: name = hyperparameter({str(symbol)!r}, ...)"
            )


def _linear_row(
    owner: str, place: str, expression: Any, variables: Sequence[sp.Symbol], run: Callable[[], Any]
) -> list[sp.Expr]:
    """Coefficients of a homogeneous linear form, or an error naming the term that is not, and its line (by ``run`` again)."""
    try:
        expr = sp.sympify(expression, strict=True)
    except sp.SympifyError:
        raise InputError(f"{owner}: {place} is not a number but {expression!r}") from None
    if expr.has(*INFINITE):
        first = line_of_value(run, lambda v: isinstance(v, sp.Basic) and v.has(*INFINITE))
        where = line_of_value(run, _is_infinite)
        if where and where == first:
            raise InputError(
                f"{owner}: {place} contains an infinite number{where}; a float such as 1e400 is beyond the largest, 1.8e308"
            )
        raise InputError(f"{owner}: {place} divides by zero{first}")
    _require_ordinary_numbers(f"{owner}: {place}", expr, run)
    for number in expr.atoms(sp.Float):
        where = line_of_value(run, lambda v: isinstance(v, sp.Basic) and v.has(sp.Float))
        turns = (number / sp.pi).evalf(30)
        if round(turns * 1000) and abs(turns * 1000 - sp.Integer(round(turns * 1000))) < sp.Rational(1, 10**9):
            raise InputError(f"{owner}: {place} contains the float {abs(float(number)):g}{where}; write nqm.pi for math.pi")
        raise InputError(f"{owner}: {place} contains the float {abs(float(number)):g}{where}; {_exactly(abs(float(number)))}")
    unknown = [f for f in expr.atoms(sp.Function) if not isinstance(f, KNOWN) and not f.free_symbols & set(variables)]
    if unknown:
        where = line_of_value(run, lambda v: isinstance(v, sp.Basic) and v.has(unknown[0]))
        raise InputError(f"{owner}: {place} contains {unknown[0]}{where}; of functions nqm knows {', '.join(OFFERED)}")
    wanted = set(variables)

    def at_line(kept: Callable[[sp.Expr], bool]) -> str:
        return line_of_value(run, lambda v: isinstance(v, sp.Expr) and bool(v.free_symbols & wanted) and kept(v))

    for part in sp.preorder_traversal(expr):
        symbolic_power = part.is_Pow and not part.exp.is_Integer
        if (part.is_Function or symbolic_power or (isinstance(part, sp.Basic) and part.is_Relational)) and (
            part.free_symbols & wanted
        ):
            where = at_line(lambda v, p=part: v.has(p))  # type: ignore[misc]
            raise NotLinear(f"{owner} is not linear: {place} contains {_show(part)}{where}")
    field = Fractions([expr, *variables])
    numerator, denominator = field.ratio(expr)
    if denominator.free_symbols & wanted:
        where = at_line(lambda v: bool(sp.fraction(sp.together(v))[1].free_symbols & wanted))
        raise NotLinear(f"{owner} is not linear: {place} divides by {_show(denominator.as_expr())}{where}")
    positions = [field.generators.index(v) for v in variables]
    row = [field.domain.zero for _ in variables]
    bottom = field.domain.from_sympy(
        denominator.as_expr()
    )  # in generators: written out, |x|^2 would be x^2, which may be none of them
    for monomial, coefficient in numerator.terms():
        if not coefficient:
            continue
        degrees = [monomial[k] for k in positions]
        inside = sp.Mul(coefficient, *[g**d for g, d in zip(field.generators, monomial, strict=True)])
        term = inside.xreplace(field._back)
        if sum(degrees) > 1:
            where = at_line(lambda v: sp.Poly(sp.fraction(sp.together(v))[0], *variables).total_degree() > 1)
            raise NotLinear(f"{owner} is not linear: {place} contains {_show(term)}{where}")
        if sum(degrees) == 0:
            where = at_line(lambda v: v.subs(dict.fromkeys(variables, 0)) != 0)
            raise NotLinear(
                f"{owner} is not linear: {place} contains {_show(term)}, which is free of state and gradient{where}"
            )
        k = degrees.index(1)
        row[k] += field.domain.from_sympy(inside / variables[k]) / bottom
    return [cancel(field.lower(entry)) for entry in row]


def _is_infinite(value: Any) -> bool:
    if isinstance(value, sp.Basic):
        return bool(value.has(sp.oo, -sp.oo))
    return isinstance(value, float) and math.isinf(value)


INFINITE = (sp.zoo, sp.nan, sp.oo, -sp.oo)


def _require_ordinary_numbers(where: str, expression: sp.Expr, run: Callable[[], Any]) -> None:
    """Raise ``InputError`` for a number that not every number type has."""
    for number in sorted(
        expression.atoms(sp.Rational, sp.NumberSymbol, sp.core.numbers.ImaginaryUnit), key=sp.default_sort_key
    ):
        size = max(abs(number.p), number.q) if number.is_Rational else 0
        if number in (sp.pi, sp.E) or (number.is_Rational and size <= LARGEST):
            continue
        at = line_of_value(run, lambda v, n=number: isinstance(v, sp.Basic) and v.has(n))  # type: ignore[misc]
        if size:
            raise InputError(f"{where} contains a number of {len(str(size))} digits{at}, beyond the largest float, 1.8e308")
        raise InputError(f"{where} contains {number}{at}; of constants nqm knows pi and E")


def _exactly(number: float) -> str:
    """What to write for a positive float, if it is short."""
    fraction = _as_meant(number)
    shown = repr(number)
    if max(len(str(fraction.numerator)), len(str(fraction.denominator))) > DIGITS:
        return f"write an exact fraction or an exact expression (nqm.sqrt, nqm.exp), not {number:g}"
    if fraction.denominator == 1:
        return f"write {fraction.numerator}, not {shown}"
    return f"write an exact fraction: {'' if fraction.numerator == 1 else f'{fraction.numerator}*'}x/{fraction.denominator}, not {number:g}*x"


def _as_meant(number: float) -> Fraction:
    """A float as the short fraction that it is nearest to, if there is one: 1/3 for 0.333..."""
    short = Fraction(number).limit_denominator(1000)
    return short if float(short) == number else Fraction(repr(number))


def _show(expression: sp.Expr) -> str:
    """A term as the user wrote it: state.theta prints as theta."""
    return str(expression).replace("state.", "").replace("noise.1", "noise")
