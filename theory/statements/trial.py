"""Points where a statement fails: looked for where it was not concluded, because what is not proved may also be false.

Everything is evaluated by the definitions, exactly, or to 60 digits where roots are irrational; nothing that holds here is thereby proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import sympy as sp

from theory.analysis import risk
from theory.rule.domain import Domain, Point, between, valued
from theory.rule.filter import LinearSystem, extract
from theory.rule.model import B, c, h, initial_risk, t, z
from theory.rule.optimizer import Optimizer
from theory.statements.statement import Goal, Quantity, Statement, Step
from theory.statements.values import NotReduced, denominators_of, value

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
    rounds = any(q.counts for q in goal.statement.quantities)  # slow to run: the witness alone
    known = [dict(goal.witness), *(goal.domain.sample(rng) for _ in range(0 if rounds else SAMPLES))]
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
    if any(not power.exp.is_Integer for power in edge.atoms(sp.Pow)):
        return
    for symbol in sorted(edge.free_symbols & set(domain.symbols), key=str):
        line = valued(edge, {s: v for s, v in point.items() if s != symbol})
        if not line.is_polynomial(symbol) or sp.degree(line, symbol) != 1:
            continue
        slope, rest = sp.Poly(line, symbol).all_coeffs()
        zero = -rest / slope
        for factor in (1, sp.Rational(199, 200), sp.Rational(201, 200)):
            moved = {**point, symbol: zero * factor}
            if domain.contains(moved):
                yield moved


def number(expression: Any, point: Point) -> Any:
    """An expression at a point, to many digits. (Exact powers of fractions would take for ever.)"""
    expression = sp.sympify(expression)
    here = {s: point[s] for s in expression.free_symbols if s in point}
    found = expression.xreplace(
        {s: v if v.is_Integer else sp.Float(v, DIGITS) if v.is_Rational else v for s, v in here.items()}
    )
    return found.evalf(DIGITS)


def holds_at(statement: Statement, point: Point) -> bool | None:
    """Whether a statement holds at a point; None where that cannot be told. What is not defined there does not hold."""
    try:
        values: dict[sp.Symbol, Any] = {q.symbol: quantity_at(q, point) for q in statement.quantities}
    except NotReduced:
        return None
    if any(found is None for found in values.values()):
        return False
    everything: dict[sp.Symbol, Any] = {**point, **values}
    if statement.roots:
        everything |= {s: number(e, point) for s, e in (statement.roots.explicit or statement.roots.substitution)}
    if statement.relation == "iff":
        left, right = (_positive(side, everything) for side in (statement.left, statement.right))
        return left == right
    if isinstance(statement.right, sp.MatrixBase):
        gap = values[statement.left] - statement.right.applyfunc(lambda entry: number(entry, point))
        return statement.relation == "=" and all(abs(entry) < CLOSE for entry in gap)
    left, right = (number(side, everything) for side in (statement.left, statement.right))
    if not (left.is_number and right.is_number) or left.has(sp.nan, sp.zoo, sp.oo) or right.has(sp.nan, sp.zoo, sp.oo):
        return False
    return _related(sp.re(left), statement.relation, sp.re(right))


def _positive(side: Any, everything: Mapping[sp.Symbol, Any]) -> bool:
    """Whether one side of an equivalence holds: a rule is stable, or all expressions are positive."""
    if isinstance(side, sp.Symbol):
        return bool(everything[side])
    return all(bool(sp.re(number(part, everything)) > 0) for part in side)


def _related(left: Any, relation: str, right: Any) -> bool:
    near = abs(left - right) <= CLOSE * max(abs(left), abs(right), 1)
    if relation == "=" or near:
        return bool(near) and relation in ("=", "<=", ">=")
    return bool(left < right) if relation in ("<", "<=") else bool(left > right)


def quantity_at(quantity: Quantity, point: Point) -> Any:
    """A quantity at a point, by its definition; None where it does not exist. Raises ``NotReduced`` for a kind that is not known here."""
    whole = {symbol: int(point[symbol]) for _, symbol in quantity.counts}
    here: Mapping[sp.Symbol, Any] = {**point, **{s: number(e, point) for s, e in quantity.environment}}
    rule = quantity.rule(whole)
    if whole:  # many updates in one: quick to run on numbers, slow on symbols
        rule = rule.mapped(lambda hyperparameter: valued(hyperparameter, point))
    if quantity.kind in ("risk", "mean response"):
        return _run(quantity.kind, rule, here)
    if quantity.kind in ("stable", "roots within", "steady-state risk", "larger root", "squared spectral radius"):
        system = extract(rule)
        if system.time_varying:
            raise NotReduced("time-varying")
        if quantity.kind == "larger root" or quantity.kind == "squared spectral radius":
            return _of_two(quantity.kind, [number(k, here) for k in risk.characteristic_polynomial(system, z).all_coeffs()])
        radius = number(quantity.scale[0], here) if quantity.kind == "roots within" else sp.S.One
        stable = _stable(system, here, radius)
        return stable if quantity.kind in ("stable", "roots within") else _summed(system, here) if stable else None
    anywhere = Domain(tuple(between(s, None, None) for s in point))
    closed = value(Quantity(quantity.symbol, quantity.kind, rule, quantity.scale, quantity.environment), anywhere).expression
    return closed.applyfunc(lambda entry: number(entry, point)) if isinstance(closed, sp.MatrixBase) else number(closed, point)


def _stable(system: LinearSystem, here: Point, radius: Any) -> bool:
    """Whether the powers of A over the radius die out. Raises ``NotReduced`` where that is not seen."""
    A = system.A.applyfunc(lambda entry: number(entry, here) / radius)
    for _ in range(60):
        if sum(abs(entry) ** 2 for entry in A) < 1:
            return True
        if abs(A.trace()) > system.order:
            return False
        A = A * A
    raise NotReduced("on the edge")


def _of_two(kind: str, coefficients: Sequence[Any]) -> Any:
    """The larger of two roots (None if they are not real), or the squared modulus of the one of larger modulus."""
    if len(coefficients) != 3:
        raise NotReduced("not two roots")
    _, minus_trace, product = coefficients
    discriminant = minus_trace**2 - 4 * product
    if kind == "larger root" and discriminant.is_negative:
        return None
    half = sp.sqrt(discriminant).evalf(DIGITS) / 2
    roots = [-minus_trace / 2 + half, -minus_trace / 2 - half]
    return max(map(sp.re, roots)) if kind == "larger root" else max(sp.Abs(r) ** 2 for r in roots)


def _summed(system: LinearSystem, here: Point) -> Any:
    """The steady-state risk of a stable rule: the sum of squared noise responses, by doubling."""
    A, b, read = (m.applyfunc(lambda entry: number(entry, here)) for m in (system.A, system.b, system.read))
    Q = b * b.T
    for _ in range(80):
        Q, A = Q + A * Q * A.T, A * A
        if all(abs(entry) < CLOSE for entry in A):
            break
    return number(h * c / (2 * B), here) * (read * Q * read.T)[0, 0]


def _run(kind: str, rule: Optimizer, here: Mapping[sp.Symbol, Any]) -> Any:
    """Risk or mean response after the steps of a point, update by update."""
    system = extract(rule)
    mean, covariance = sp.Matrix(system.e), sp.zeros(system.order, system.order)
    for k in range(int(here[t])):
        A, b = (m.applyfunc(lambda entry, k=k: number(entry, {**here, t: sp.Integer(k)})) for m in (system.A, system.b))
        mean, covariance = A * mean, A * covariance * A.T + b * b.T
    read = system.read.applyfunc(lambda entry: number(entry, here))
    phi = (read * mean)[0, 0]
    if kind == "mean response":
        return phi
    return phi**2 * number(initial_risk, here) + number(h * c / (2 * B), here) * (read * covariance * read.T)[0, 0]
