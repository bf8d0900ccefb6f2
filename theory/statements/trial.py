"""Points where a statement fails: looked for where it was not concluded, because what is not proved may also be false.

Everything is evaluated by the definitions, exactly, or to 60 digits where roots are irrational; nothing that holds here is thereby proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import sympy as sp

from theory.analysis import risk
from theory.analysis.derivation import derive
from theory.errors import NotLinear
from theory.rule.domain import Domain, Point, valued
from theory.rule.filter import extract
from theory.rule.model import B, c, h, initial_risk, t, z
from theory.statements.statement import Goal, Quantity, Statement, Step
from theory.statements.values import NotReduced, denominators_of, put, value

DIGITS, SAMPLES = 60, 6
CLOSE = sp.Rational(1, 10**40)


@dataclass(frozen=True)
class HoldsAt:
    """A statement at one point of its domain."""

    statement: Statement
    point: tuple[tuple[sp.Symbol, Any], ...]

    def check(self) -> bool:
        """Whether nothing fails."""
        return holds_at(self.statement, dict(self.point)) is not False

    def explain(self) -> str:
        """Where, and what comes out."""
        at = ", ".join(f"{s} = {v}" for s, v in self.point)
        return f"At {at} the statement {'holds' if self.check() else 'fails'}."


def counterexample(goal: Goal) -> Step | None:
    """A step that fails: the statement at a point where it does not hold. None if none is found."""
    for point in _points(goal):
        if holds_at(goal.statement, point) is False:
            return Step(
                "goal: fails", "The statement fails at a point of its domain.", HoldsAt(goal.statement, tuple(point.items()))
            )
    return None


def _points(goal: Goal) -> Iterator[dict[sp.Symbol, Any]]:
    """The witness, random points, and points beside those where a condition or a denominator of the statement vanishes."""
    rng = Random(0)
    known = [dict(goal.witness), *(goal.domain.sample(rng) for _ in range(SAMPLES))]
    yield from known
    s = goal.statement
    sides = [part for side in (s.left, s.right) for part in (side if isinstance(side, tuple) else (side,))]
    explicit = dict(s.roots.explicit) if s.roots else {}
    sides = [side if isinstance(side, sp.MatrixBase) else sp.sympify(side).xreplace(explicit) for side in sides]
    edges = [
        *(sides if s.relation == "iff" else ()),
        *denominators_of(side for side in sides if not isinstance(side, sp.MatrixBase)),
    ]
    for point in known:
        for edge in edges:
            yield from _beside(sp.sympify(edge), point, goal.domain)


def _beside(edge: sp.Expr, point: Point, domain: Domain) -> Iterator[dict[sp.Symbol, Any]]:
    """Where ``edge`` vanishes if one coordinate of the point is moved, and half a percent to either side of that."""
    for symbol in sorted(edge.free_symbols & set(domain.symbols), key=str):
        line = valued(edge, {s: v for s, v in point.items() if s != symbol})
        if not line.is_polynomial(symbol) or sp.degree(line, symbol) != 1:
            continue
        (zero,) = sp.solve(line, symbol)
        for factor in (1, sp.Rational(199, 200), sp.Rational(201, 200)):
            moved = {**point, symbol: zero * factor}
            if domain.contains(moved):
                yield moved


def holds_at(statement: Statement, point: Point) -> bool | None:
    """Whether a statement holds at a point; None where that cannot be told. What is not defined there does not hold."""
    try:
        values: dict[sp.Symbol, Any] = {q.symbol: quantity_at(q, point) for q in statement.quantities}
    except NotReduced:
        return None
    if None in values.values():
        return False
    if statement.roots:
        values |= {s: valued(e, point) for s, e in (statement.roots.explicit or statement.roots.substitution)}

    def number(side: Any) -> Any:
        if isinstance(side, tuple):
            return [number(part) for part in side]
        e = valued(valued(side, values), point) if not isinstance(side, sp.MatrixBase) else side.xreplace({**values, **point})
        return e if isinstance(e, sp.MatrixBase) else sp.N(e, DIGITS)

    if isinstance(statement.left, sp.Symbol) and isinstance(values.get(statement.left), bool):
        left: Any = values[statement.left]
    else:
        left = number(statement.left)
    right = number(statement.right)
    if statement.relation == "iff":
        signs = [
            left if isinstance(left, bool) else all(bool(sp.re(k) > 0) for k in left),
            all(bool(sp.re(k) > 0) for k in right),
        ]
        return signs[0] == signs[1]
    if isinstance(right, sp.MatrixBase):
        return bool(statement.relation == "=" and sp.ImmutableMatrix(left - right).applyfunc(sp.expand).is_zero_matrix)
    if not (left.is_number and right.is_number) or left.has(sp.nan, sp.zoo, sp.oo) or right.has(sp.nan, sp.zoo, sp.oo):
        return False
    return _related(sp.re(left), statement.relation, sp.re(right))


def _related(left: Any, relation: str, right: Any) -> bool:
    near = abs(left - right) <= CLOSE * max(abs(left), abs(right), 1)
    if relation == "=" or near:
        return bool(near) and relation in ("=", "<=", ">=")
    return bool(left < right) if relation in ("<", "<=") else bool(left > right)


def _number(entry: sp.Expr) -> sp.Expr:
    """Exactly where it is rational, else to many digits."""
    return entry if entry.is_Rational else sp.N(entry, DIGITS)


def quantity_at(quantity: Quantity, point: Point) -> Any:
    """A quantity at a point, by its definition; None where it does not exist. Raises ``NotReduced`` for a kind that is not known here."""
    whole = {symbol: int(point[symbol]) for _, symbol in quantity.counts}
    here: Mapping[sp.Symbol, Any] = {**point, **{s: valued(e, point) for s, e in quantity.environment}}
    rule = quantity.rule(whole)
    if quantity.kind in ("risk", "mean response"):
        system = extract(rule)
        mean, covariance = sp.Matrix(system.e), sp.zeros(system.order, system.order)
        for k in range(int(here[t])):
            A, b = (m.xreplace({**here, t: sp.Integer(k)}).applyfunc(_number) for m in (system.A, system.b))
            mean, covariance = A * mean, A * covariance * A.T + b * b.T
        read = system.read.xreplace(dict(here)).applyfunc(_number)
        phi = (read * mean)[0, 0]
        if quantity.kind == "mean response":
            return phi
        scale = valued(h * c / (2 * B), here)
        return phi**2 * valued(initial_risk, here) + scale * (read * covariance * read.T)[0, 0]
    try:
        derivation = derive(rule)
    except NotLinear as error:
        raise NotReduced(str(error)) from None
    if quantity.kind in ("stable", "steady-state risk"):
        stable = all(bool(sp.N(valued(k, here), DIGITS) > 0) for k in derivation.jury_conditions)
        return stable if quantity.kind == "stable" else valued(derivation.steady_state_risk, here) if stable else None
    if quantity.kind in ("larger root", "squared spectral radius"):
        polynomial = sp.Poly(valued(risk.characteristic_polynomial(derivation.system, z).as_expr(), here), z)
        roots = [sp.N(r, DIGITS) for r in sp.roots(polynomial, multiple=True)]
        return max(map(sp.re, roots)) if quantity.kind == "larger root" else max(abs(r) ** 2 for r in roots)
    found = value(Quantity(quantity.symbol, quantity.kind, rule, quantity.scale, quantity.environment), Domain()).expression
    return found.xreplace(dict(here)) if isinstance(found, sp.MatrixBase) else put(quantity, found)
