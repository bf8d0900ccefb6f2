"""Solving a list of polynomial equations one by one, with a branch for every factor that may vanish.

Meant for systems whose early equations are simple (the first terms of two sequences): each equation is factored under what the
earlier ones have fixed, and a factor linear in an unknown fixes it. An equation that is nonlinear in every unknown is put off
until the others are used up; if it still is then, the answer is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import sympy as sp

from theory.algebra.field import Fractions, cancel
from theory.algebra.symbols import in_order

Values = dict[sp.Symbol, sp.Expr]


@dataclass(frozen=True)
class Equation:
    """``left = right``, with a name for messages and its rank in the list."""

    name: str
    left: sp.Expr
    right: sp.Expr
    rank: int = 0


@dataclass(frozen=True)
class Solved:
    """Values of unknowns (those missing are free) under which every equation holds."""

    values: Values


@dataclass(frozen=True)
class Contradiction:
    """An equation that cannot hold under ``values``; ``conditions``: polynomials in the parameters whose zeros would save it."""

    equation: Equation
    values: Values
    conditions: tuple[sp.Expr, ...]


@dataclass(frozen=True)
class Open:
    """An equation that stayed nonlinear in every unknown."""

    equation: Equation
    values: Values


class _Queue:
    """The equations in order, made only when asked for: most questions are settled by the first few."""

    def __init__(self, equations: Iterable[Equation]) -> None:
        self._source, self._made = iter(equations), list[Equation]()

    def get(self, position: int) -> Equation | None:
        """The equation at a position; None behind the last one."""
        while len(self._made) <= position:
            following = next(self._source, None)
            if following is None:
                return None
            self._made.append(replace(following, rank=len(self._made)))
        return self._made[position]


@dataclass(frozen=True)
class _Branch:
    values: Values
    position: int = 0
    first: tuple[Equation, ...] = ()  # to be settled before the next of the queue
    put_off: tuple[Equation, ...] = ()

    def fixing(self, unknown: sp.Symbol, value: sp.Expr) -> list[_Branch]:
        """The branch with one unknown more, what was put off tried again; none if an earlier value becomes infinite."""
        values = substituted(self.values, {unknown: value})
        if values is None:
            return []
        return [_Branch({**values, unknown: value}, self.position, (*self.put_off, *self.first))]


def substituted(values: Values, changes: Values) -> Values | None:
    """The values with symbols replaced, in lowest terms; None if one becomes infinite."""
    found = {s: sp.sympify(v).subs(changes) for s, v in values.items()}
    if any(v.has(sp.zoo, sp.nan) for v in found.values()):
        return None
    try:
        return {s: cancel(v) for s, v in found.items()}
    except ZeroDivisionError:  # a denominator that vanishes without showing it
        return None


def branches(equations: Iterable[Equation], unknowns: Iterable[sp.Symbol]) -> Iterator[Solved | Contradiction | Open]:
    """Every way to solve the equations for the unknowns, and every way in which that fails."""
    wanted, queue = frozenset(unknowns), _Queue(equations)
    stack = [_Branch({})]
    while stack:
        branch = stack.pop()
        equation = branch.first[0] if branch.first else queue.get(branch.position)
        if equation is None and not branch.put_off:
            yield Solved(branch.values)
            continue
        found = _last(branch, wanted) if equation is None else _step(branch, equation, wanted)
        if isinstance(found, list):
            stack.extend(reversed(found))
        else:
            yield found


def _step(branch: _Branch, equation: Equation, wanted: frozenset[sp.Symbol]) -> Contradiction | list[_Branch]:
    """Take an equation: it holds, contradicts, is put off, or splits the branch."""
    from_queue = not branch.first
    following = replace(branch, position=branch.position + 1) if from_queue else replace(branch, first=branch.first[1:])
    parts = factors(equation, branch.values)
    if not parts:
        return [following]
    solvable = [p for p in parts if p.free_symbols & wanted]
    if not solvable:
        return Contradiction(equation, branch.values, tuple(p for p in parts if p.free_symbols))
    result: list[_Branch] = []
    for part in solvable:
        split = _split(part, wanted)
        if split is None:
            return _settled(replace(following, put_off=(*branch.put_off, equation)), wanted)
        unknown, slope, constant = split
        result += following.fixing(unknown, cancel(-constant / slope))
        if slope.free_symbols & wanted:  # where slope and constant vanish together, the unknown stays free
            both = tuple(Equation(equation.name, e, sp.S.Zero, equation.rank) for e in (slope, constant))
            result.append(replace(following, first=(*both, *following.first)))
    return result


def _settled(branch: _Branch, wanted: frozenset[sp.Symbol]) -> Contradiction | list[_Branch]:
    """What was put off, decided as soon as it is two equations for one unknown: later ones are longer, and few are needed."""
    unknowns = set().union(*(p.free_symbols & wanted for e in branch.put_off for p in factors(e, branch.values)))
    if len(branch.put_off) < 2 or len(unknowns) != 1:
        return [branch]
    found = _last(branch, wanted)
    return [branch] if isinstance(found, Open) else found


def _last(branch: _Branch, wanted: frozenset[sp.Symbol]) -> Contradiction | Open | list[_Branch]:
    """Only equations of higher degree are left: with one unknown between them, their common roots decide."""
    numerators = [sp.Mul(*parts) for e in branch.put_off if (parts := factors(e, branch.values))]
    unknowns = set().union(*(n.free_symbols & wanted for n in numerators))
    if not numerators:
        return [replace(branch, put_off=())]
    if len(unknowns) > 1:
        return Open(branch.put_off[0], branch.values)
    (unknown,) = unknowns
    polynomials = [sp.Poly(n, unknown) for n in numerators]
    common = polynomials[0]
    for k, polynomial in enumerate(polynomials[1:], start=1):
        before, common = common, sp.gcd(common, polynomial)
        if common.degree() == 0:
            telling = factors(Equation("", sp.resultant(before, polynomial), sp.S.Zero), {})
            return Contradiction(branch.put_off[k], branch.values, tuple(p for p in telling if p.free_symbols))
    result: list[_Branch] = []
    for part, _ in common.factor_list()[1]:
        if part.degree() > 1:
            return Open(branch.put_off[0], branch.values)
        result += replace(branch, put_off=()).fixing(unknown, cancel(-part.nth(0) / part.LC()))
    return result


def factors(equation: Equation, values: Values) -> list[sp.Expr]:
    """The distinct factors of the numerator of left - right; [1] for a number other than zero, none for zero."""
    difference = sp.sympify(equation.left - equation.right).subs(values)
    field = Fractions([difference])
    numerator, _ = field.ratio(difference)
    if numerator.is_zero:
        return []
    return [sp.Mul(p.as_expr()).xreplace(field._back) for p, _ in numerator.factor_list()[1]] or [sp.S.One]


def _split(part: sp.Expr, wanted: frozenset[sp.Symbol]) -> tuple[sp.Symbol, sp.Expr, sp.Expr] | None:
    """(unknown, slope, constant) of a factor linear in an unknown, one with a known slope first; None if it is linear in none."""
    found = []
    for unknown in in_order(part.free_symbols & wanted):
        polynomial = sp.Poly(part, unknown)
        if polynomial.degree() == 1:
            found.append((unknown, polynomial.LC(), polynomial.nth(0)))
    return min(found, key=lambda f: len(f[1].free_symbols & wanted), default=None)
