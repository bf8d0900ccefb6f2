"""Where a statement holds: intervals and chains of them, as predicate, sampler, LaTeX and proof assumption in one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from theory.algebra.field import Fractions, cancel
from theory.algebra.printing import tex
from theory.algebra.symbols import ModelSymbol, apart
from theory.errors import OutsideDomain

Point = Mapping[sp.Symbol, Any]


@dataclass(frozen=True)
class Interval:
    """A real interval; ``None`` means unbounded on that side. Ends may depend on earlier symbols of a domain."""

    lower: sp.Expr | None = None
    upper: sp.Expr | None = None
    lower_closed: bool = False
    upper_closed: bool = False
    integer: bool = False
    span: int = 40  # how far samples of an unbounded whole number reach

    def contains(self, value: Any) -> bool:
        """Whether a number (or every entry of an array) lies inside. NaN and infinities do not."""

        def holds(comparison: Any) -> bool:
            return bool(comparison.all() if hasattr(comparison, "all") else comparison)

        lower, upper = self.ends(value)
        above = holds(value > -math.inf if lower is None else value >= lower if self.lower_closed else value > lower)
        below = holds(value < math.inf if upper is None else value <= upper if self.upper_closed else value < upper)
        return above and below and (not self.integer or holds(value % 1 == 0))

    def ends(self, like: Any) -> tuple[Any, Any]:
        """Ends as plain numbers that compare exactly with ``like``."""

        def plain(end: sp.Expr | None) -> Any:
            if end is None or isinstance(like, sp.Basic):
                return end
            exact = sp.Rational(end)
            return int(exact) if exact.is_Integer else Fraction(int(exact.p), int(exact.q))

        return plain(self.lower), plain(self.upper)

    def __and__(self, other: Interval) -> Interval:
        """What lies in both (ends are numbers)."""

        def tighter(a: Any, closed_a: bool, b: Any, closed_b: bool, sign: int) -> tuple[Any, bool]:
            if a is None or (b is not None and sign * (b - a) > 0):
                return b, closed_b
            return (a, closed_a and closed_b) if a == b else (a, closed_a)

        lower, lower_closed = tighter(self.lower, self.lower_closed, other.lower, other.lower_closed, 1)
        upper, upper_closed = tighter(self.upper, self.upper_closed, other.upper, other.upper_closed, -1)
        whole, span = self.integer or other.integer, min(self.span, other.span)
        return Interval(lower, upper, lower_closed, upper_closed, whole, span)

    @property
    def empty(self) -> bool:
        """Whether nothing lies inside (ends are numbers)."""
        if self.lower is None or self.upper is None:
            return False
        return bool(self.lower > self.upper or (self.lower == self.upper and not (self.lower_closed and self.upper_closed)))

    def at(self, point: Point) -> Interval:
        """The interval with the symbols in its ends replaced by their values."""

        def value(end: sp.Expr | None) -> sp.Expr | None:
            return None if end is None else valued(end, point)

        return replace(self, lower=value(self.lower), upper=value(self.upper))

    def sample(self, rng: Random) -> sp.Rational:
        """A random rational inside, now and then close to an end. Ends must be numbers."""
        if self.integer:
            low = 0 if self.lower is None else int(self.lower) + (not self.lower_closed)
            high = low + self.span if self.upper is None else int(self.upper) - (not self.upper_closed)
            return sp.Integer(rng.randint(low, high))
        unit = sp.Rational(rng.randint(1, 9999), 10_000)
        if rng.randrange(5) == 0:  # towards the lower end
            unit = unit / 10 ** rng.randint(1, 4)
        elif rng.randrange(4) == 0:  # towards the upper end
            unit = 1 - unit / 10 ** rng.randint(1, 4)
        if self.lower is not None and self.upper is not None:
            value = self.lower + (self.upper - self.lower) * unit
            return value if value.is_Rational else sp.Rational(sp.floor(value * 10**12), 10**12)
        spread = unit / (1 - unit)
        if self.upper is not None:
            return self.upper - spread
        if self.lower is not None:
            return self.lower + spread
        return spread if rng.randrange(2) else -spread

    def __str__(self) -> str:
        left = "[" if self.lower_closed else "("
        right = "]" if self.upper_closed else ")"
        lower = "-inf" if self.lower is None else self.lower
        upper = "inf" if self.upper is None else self.upper
        return f"{left}{lower}, {upper}{right}" + (" and whole" if self.integer else "")

    def latex(self, symbol: sp.Symbol) -> str:
        """``symbol`` in the interval, as a chain of inequalities."""
        middle = tex(symbol)
        left = "" if self.lower is None else tex(self.lower) + (r" \le " if self.lower_closed else " < ")
        right = "" if self.upper is None else (r" \le " if self.upper_closed else " < ") + tex(self.upper)
        if not left and not right:
            return middle + r" \in " + (r"\mathbb{Z}" if self.integer else r"\mathbb{R}")
        if self.lower is not None and self.upper is None:
            middle, left, right = middle, "", (r" \ge " if self.lower_closed else " > ") + tex(self.lower)
        return f"{left}{middle}{right}"


def valued(expression: Any, point: Point) -> sp.Expr:
    """An expression at a point; symbols are replaced by values all at once."""
    expression = sp.sympify(expression)
    if expression.is_Number:
        return expression
    return expression.xreplace({s: sp.sympify(point[s]) for s in expression.free_symbols if s in point})


@dataclass(frozen=True)
class Hypothesis:
    """``symbol`` lies in ``interval``. ``stated`` is false where the source omits it."""

    symbol: sp.Symbol
    interval: Interval
    stated: bool = True
    note: str = ""

    def holds(self, point: Point) -> bool:
        """Whether the condition holds at a point."""
        return self.interval.at(point).contains(sp.sympify(point[self.symbol]))

    def latex(self) -> str:
        """The condition as LaTeX."""
        return self.interval.latex(self.symbol)

    def __str__(self) -> str:
        return f"{self.symbol} in {self.interval}"


@dataclass(frozen=True)
class Distinct:
    """``left`` differs from ``right`` (a formula's excluded case)."""

    left: sp.Expr
    right: sp.Expr
    stated: bool = True
    note: str = ""

    def holds(self, point: Point) -> bool:
        """Whether the condition holds at a point."""
        return bool(sp.expand(valued(self.left - self.right, point)) != 0)

    def latex(self) -> str:
        """The condition as LaTeX."""
        return f"{tex(self.left)} \\neq {tex(self.right)}"

    def __str__(self) -> str:
        return f"{self.left} != {self.right}"


@dataclass(frozen=True)
class Positive:
    """``expression`` > 0: a condition that is no interval (that a rule is stable, say)."""

    expression: sp.Expr
    stated: bool = True
    note: str = ""

    def holds(self, point: Point) -> bool:
        """Whether the condition holds at a point."""
        return bool(sp.expand(valued(self.expression, point)) > 0)

    def latex(self) -> str:
        """The condition as LaTeX."""
        return f"{tex(self.expression)} > 0"

    def __str__(self) -> str:
        return f"{self.expression} > 0"


@dataclass(frozen=True)
class Domain:
    """A chain of hypotheses: the ends of each interval may use the symbols before it. ``excluded`` and ``positive`` cut into it."""

    hypotheses: tuple[Hypothesis, ...] = ()
    excluded: tuple[Distinct, ...] = ()
    positive: tuple[Positive, ...] = ()

    def __iter__(self) -> Iterator[Hypothesis | Distinct | Positive]:
        yield from self.hypotheses
        yield from self.excluded
        yield from self.positive

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        """The symbols of the intervals, in order."""
        return tuple(h.symbol for h in self.hypotheses)

    def contains(self, point: Point) -> bool:
        """Whether every condition holds at a point."""
        return all(condition.holds(point) for condition in self)

    def require(self, point: Point, owner: str) -> None:
        """Raise ``OutsideDomain`` naming the first condition that fails at ``point``."""
        for condition in self:
            if not condition.holds(point):
                given = ", ".join(f"{s} = {point[s]}" for s in self.symbols)
                raise OutsideDomain(f"{owner}: needs {condition}, got {given}")

    def sample(self, rng: Random) -> dict[sp.Symbol, sp.Rational]:
        """A random rational point. Raises ``OutsideDomain`` if none is found (an empty domain proves nothing)."""
        for _ in range(2000):
            point: dict[sp.Symbol, sp.Rational] = {}
            for h in self.hypotheses:
                interval = h.interval.at(point)
                if interval.lower is not None and interval.upper is not None and interval.lower > interval.upper:
                    break
                point[h.symbol] = interval.sample(rng)
            else:
                if self.contains(point):
                    return point
        raise OutsideDomain(f"no point found in the domain {', '.join(map(str, self))}")

    def without(self, index: int) -> Domain:
        """The domain with one hypothesis loosened to the symbol's own assumptions (or an exclusion dropped)."""
        if index >= len(self.hypotheses) + len(self.excluded):
            k = index - len(self.hypotheses) - len(self.excluded)
            return replace(self, positive=self.positive[:k] + self.positive[k + 1 :])
        if index >= len(self.hypotheses):
            k = index - len(self.hypotheses)
            return replace(self, excluded=self.excluded[:k] + self.excluded[k + 1 :])
        old = self.hypotheses[index]
        loose = Interval(integer=old.interval.integer)
        if old.symbol.is_nonnegative:
            loose = replace(loose, lower=sp.S.Zero, lower_closed=not old.symbol.is_positive)
        changed = (*self.hypotheses[:index], replace(old, interval=loose), *self.hypotheses[index + 1 :])
        return replace(self, hypotheses=changed)

    def orthant(self, wanted: set[sp.Basic]) -> tuple[dict[sp.Symbol, sp.Expr], dict[sp.Symbol, bool]]:
        """A rational map from the positive orthant onto the domain, for the symbols wanted and those they depend on.

        Returns the substitution, and for each new variable whether zero belongs to its range. An interval (a, b) is
        reached by a + (b - a) s/(1 + s), a half line by a + s.
        Raises ``ValueError`` for an interval with both ends closed, which this map does not reach.
        """
        wanted = set(wanted)
        for h in reversed(self.hypotheses):
            if h.symbol in wanted:
                ends = [end for end in (h.interval.lower, h.interval.upper) if end is not None]
                wanted |= set(Fractions(ends).generators)  # a symbol in an exponent only is not wanted
        substitution: dict[sp.Symbol, sp.Expr] = {}
        closed: dict[sp.Symbol, bool] = {}
        for h in self.hypotheses:
            if h.symbol not in wanted:
                continue
            lower, upper = (
                None if e is None else sp.sympify(e).subs(substitution) for e in (h.interval.lower, h.interval.upper)
            )
            may_vanish = h.interval.lower_closed or h.interval.upper_closed
            s = ModelSymbol(
                apart(f"s_{h.symbol.name}", (known.name for known in closed)),
                **({"nonnegative": True} if may_vanish else {"positive": True}),
            )
            closed[s] = may_vanish
            if lower is not None and upper is not None:
                if h.interval.upper_closed and h.interval.lower_closed:
                    raise ValueError(f"{h}: both ends closed; split the case")
                part = (upper - lower) * s / (1 + s)
                value = upper - part if h.interval.upper_closed else lower + part
            elif lower is not None:
                value = lower + s
            elif upper is not None:
                value = upper - s
            else:
                continue
            substitution[h.symbol] = cancel(value)
        return substitution, closed


def between(symbol: sp.Symbol, lower: Any, upper: Any, *, closed: str = "", stated: bool = True, note: str = "") -> Hypothesis:
    """``symbol`` between two ends; ``closed`` names the closed ones: "", "[", "]" or "[]". ``None`` is unbounded."""
    ends = [None if e is None else sp.sympify(e) for e in (lower, upper)]
    return Hypothesis(symbol, Interval(ends[0], ends[1], "[" in closed, "]" in closed), stated, note)


def natural(symbol: sp.Symbol, start: int = 0, span: int = 40) -> Hypothesis:
    """``symbol`` is a whole number, at least ``start``; samples of it reach to ``start + span``."""
    return Hypothesis(symbol, Interval(sp.Integer(start), None, True, False, True, span))


def domain(*conditions: Hypothesis | Distinct | Positive) -> Domain:
    """Collect conditions into a domain, intervals in the order given."""
    return Domain(
        tuple(c for c in conditions if isinstance(c, Hypothesis)),
        tuple(c for c in conditions if isinstance(c, Distinct)),
        tuple(c for c in conditions if isinstance(c, Positive)),
    )
