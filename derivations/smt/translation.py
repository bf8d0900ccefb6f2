"""SymPy expressions and domains as z3 formulas over the reals: exact where that can be, and said to be loose where it cannot.

A rational function is put as numerator and denominator. A power is
- written out, for a whole number in the exponent;
- an unknown tied to its base by s^q = base, s >= 0, for a fraction;
- a loose unknown for a symbol in the exponent: only the facts that hold whatever the exponent are stated, so a model may be no point.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import sympy as sp

from theory.algebra.symbols import in_order
from theory.errors import InputError
from theory.rule.domain import Domain

Term = Any  # z3 has no types
SIGNS: Mapping[str, Callable[[Term], Term]] = {">": lambda k: k > 0, ">=": lambda k: k >= 0, "!=": lambda k: k != 0}


def z3() -> Any:
    """The module. Raises ``InputError`` where it is not installed."""
    try:
        import z3 as module
    except ImportError:
        raise InputError("asking z3 needs the extra 'smt': pip install 'nqm[smt]'") from None
    return module


class NotPut(Exception):
    """What cannot be said in the arithmetic of the reals, and why."""


@dataclass(frozen=True)
class Ratio:
    """A quotient of two terms, and what must hold for it to be defined (each a z3 formula)."""

    top: Term
    bottom: Term
    defined: tuple[Term, ...]


class Translation:
    """One question in the making: the unknowns, and the facts stated of them.

    ``at``: symbols held at values, by which powers can be tied. ``integers``: symbols for whole numbers are whole, and not just real.
    ``loose``: powers whose unknowns are not tied to their bases. ``whole``: the symbols that stand for whole numbers.
    """

    def __init__(self, at: Mapping[sp.Symbol, sp.Expr] | None = None, integers: bool = False) -> None:
        self._z3 = z3()
        self._at, self._integers = dict(at or {}), integers
        self._unknowns: dict[sp.Symbol, Term] = {}
        self._powers: dict[sp.Expr, sp.Dummy] = {}
        self.facts: list[Term] = []
        self.loose: list[sp.Expr] = []
        self.whole: set[sp.Symbol] = set()

    def ratio(self, expression: Any) -> Ratio:
        """An expression as a quotient; what it is built of must be defined. Raises ``NotPut``."""
        expression = sp.sympify(expression)
        if expression.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
            raise NotPut("it is infinite, or not defined anywhere")
        powers = sorted(expression.atoms(sp.Pow), key=sp.default_sort_key)
        defined = [formula for power in powers for formula in self._needs(power)]
        top, bottom = sp.fraction(sp.together(self._split(expression)))
        return Ratio(self._term(top), self._term(bottom), tuple(defined))

    def holds(self, expression: Any, relation: str) -> Term:
        """The formula ``expression relation 0``, the expression defined."""
        r = self.ratio(expression)
        return self._z3.And(*r.defined, r.bottom != 0, SIGNS[relation](r.top * r.bottom))

    def failures(self, expression: Any, relation: str) -> list[Term]:
        """The ways in which ``expression relation 0`` fails: something is not defined, or the sign is wrong."""
        r = self.ratio(expression)
        not_ = self._z3.Not
        found = [not_(formula) for formula in r.defined]
        if not self._z3.is_rational_value(self._z3.simplify(r.bottom)):
            found.append(r.bottom == 0)
        return [*found, self._z3.And(r.bottom != 0, not_(SIGNS[relation](r.top * r.bottom)))]

    def domain(self, domain: Domain) -> list[Term]:
        """Every condition of a domain."""
        result = []
        for k in domain.hypotheses:
            interval = k.interval
            if interval.integer:
                self.whole.add(k.symbol)
            self._declare(k.symbol, interval.integer)
            if interval.lower is not None:
                result.append(self.holds(k.symbol - interval.lower, ">=" if interval.lower_closed else ">"))
            if interval.upper is not None:
                result.append(self.holds(interval.upper - k.symbol, ">=" if interval.upper_closed else ">"))
        result += [self.holds(d.left - d.right, "!=") for d in domain.excluded]
        return result + [self.holds(p.expression, ">") for p in domain.positive]

    def point(self, model: Any) -> dict[sp.Symbol, sp.Expr]:
        """The symbols' values in a model; one that is no fraction to eight places."""
        symbols = in_order(s for s in self._unknowns if not isinstance(s, sp.Dummy))
        return {s: _number(model.eval(self._unknowns[s], model_completion=True)) for s in symbols}

    def _needs(self, power: sp.Pow) -> list[Term]:
        """What must hold for a power to be a real number."""
        base, exponent = power.base, power.exp
        if base.is_negative and not exponent.is_integer:
            raise NotPut(f"{power} is not real")
        if base.is_number or (exponent.is_Integer and exponent > 0):
            return []
        inner = self.ratio(base)
        if exponent.is_integer:
            return [] if exponent.is_nonnegative else [inner.top != 0]
        sign = inner.top * inner.bottom
        return [sign >= 0 if exponent.is_positive and exponent.is_Rational else sign > 0]

    def _split(self, expression: sp.Expr) -> sp.Expr:
        """Powers that are not whole in terms of unknowns: h^(2 - p) is h^2 / h^p, and h^p an unknown."""
        if expression.is_Pow and not expression.exp.is_Integer:
            base = expression.base
            result: sp.Expr = sp.S.One
            for term in sp.Add.make_args(sp.expand(expression.exp)):
                coefficient, rest = term.as_coeff_Mul()
                whole = sp.floor(coefficient) if rest == 1 else sp.S.Zero
                part = coefficient - whole
                result *= self._split(base) ** whole
                if part:
                    result *= self._root(base, rest / part.q) ** part.p
            return result
        if not expression.args:
            return expression
        return expression.func(*[self._split(part) for part in expression.args])

    def _root(self, base: sp.Expr, exponent: sp.Expr) -> sp.Dummy:
        """The unknown that stands for base^exponent, with the facts that are true of it."""
        power = sp.Pow(base, exponent, evaluate=False)
        if power in self._powers:
            return self._powers[power]
        dummy = self._powers[power] = sp.Dummy(str(power))
        w = self._unknowns[dummy] = self._z3.Real(f"power {len(self._powers)}")
        b = self.ratio(base)
        if exponent.is_Rational:
            tied = _product([w] * int(exponent.q)) * b.bottom == b.top
            self.facts.append(self._z3.Implies(b.top * b.bottom >= 0, self._z3.And(w >= 0, tied)))
            return dummy
        there = exponent.xreplace(self._at)
        if there.is_Rational:
            exact = self.ratio(base**there)
            self.facts.append(self._z3.Implies(self._z3.And(*exact.defined), w * exact.bottom == exact.top))
            return dummy
        self.loose.append(power)
        self.facts += self._facts(w, b, self.ratio(exponent), bool(exponent.is_integer))
        return dummy

    def _facts(self, w: Term, b: Ratio, e: Ratio, integer: bool) -> list[Term]:
        """What is true of w = b^e whatever b > 0 and e are, and of a whole e also for b <= 0."""
        given, both = self._z3.Implies, self._z3.And
        positive, u = b.top * b.bottom > 0, e.top * e.bottom
        b_less_1, e_less_1 = (b.top - b.bottom) * b.bottom, (e.top - e.bottom) * e.bottom
        w_less_b = (w * b.bottom - b.top) * b.bottom
        result = [
            given(positive, w > 0),
            given(both(positive, u == 0), w == 1),
            given(both(positive, b_less_1 == 0), w == 1),
            given(both(positive, e_less_1 == 0), w_less_b == 0),
        ]
        for small in (True, False):  # b^e falls in e for b < 1, and rises for b > 1
            base = both(positive, b_less_1 < 0 if small else b_less_1 > 0)
            result += [
                given(both(base, u > 0), w < 1 if small else w > 1),
                given(both(base, u < 0), w > 1 if small else w < 1),
                given(both(base, e_less_1 > 0), w_less_b < 0 if small else w_less_b > 0),
                given(both(base, e_less_1 < 0), w_less_b > 0 if small else w_less_b < 0),
            ]
        if integer:
            above = (b.top + b.bottom) * b.bottom
            result += [
                given(u == 0, w == 1),
                given(b.top != 0, w != 0),
                given(both(b.top == 0, u > 0), w == 0),
                given(both(u > 0, b_less_1 < 0, above > 0), both(w > -1, w < 1)),
                given(above == 0, both(w >= -1, w <= 1)),
            ]
        return result

    def _term(self, expression: sp.Expr) -> Term:
        """A polynomial in symbols and unknowns."""
        if expression.is_Rational:
            return self._z3.RealVal(str(expression))
        if expression.is_Symbol:
            return self._of_symbol(expression)
        if expression.is_Add:
            return sum(self._term(part) for part in expression.args)
        if expression.is_Mul:
            return _product([self._term(part) for part in expression.args])
        if expression.is_Pow and expression.exp.is_Integer and expression.exp > 0:
            return _product([self._term(expression.base)] * int(expression.exp))
        raise NotPut(f"{expression} is not rational in its symbols")

    def _of_symbol(self, symbol: sp.Symbol) -> Term:
        if symbol not in self._unknowns:
            if not symbol.is_real:
                raise NotPut(f"nothing says that {symbol} is real")
            if symbol.is_integer:
                self.whole.add(symbol)
            unknown = self._declare(symbol, bool(symbol.is_integer))
            if symbol.is_nonnegative:
                self.facts.append(unknown > 0 if symbol.is_positive else unknown >= 0)
        return self._unknowns[symbol]

    def _declare(self, symbol: sp.Symbol, integer: bool) -> Term:
        """An unknown for a symbol; a number in front keeps namesakes apart."""
        name = f"{len(self._unknowns)} {symbol}"
        unknown = self._z3.ToReal(self._z3.Int(name)) if integer and self._integers else self._z3.Real(name)
        if symbol in self._at:
            self.facts.append(unknown == self._z3.RealVal(str(self._at[symbol])))
        self._unknowns[symbol] = unknown
        return unknown


def _product(terms: Sequence[Term]) -> Term:
    return reduce(operator.mul, terms)


def _number(value: Term) -> sp.Expr:
    """A number of a model: a fraction, or an algebraic number as a float."""
    if hasattr(value, "as_fraction"):
        return sp.Rational(value.as_fraction())
    return sp.Rational(value.approx(20).as_fraction()).evalf(8)
