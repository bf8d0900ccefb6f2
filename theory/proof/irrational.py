"""Certificates for inequalities with square roots, with powers whose exponent is a symbol, and with areatangents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import sympy as sp

from theory.algebra.field import cancel, is_zero
from theory.algebra.printing import tex
from theory.algebra.symbols import ModelSymbol, apart
from theory.proof.certificate import Certificate, checked
from theory.proof.inequality import NonZero, PositiveThroughout, positive_given, positive_on
from theory.proof.sequences import Follows
from theory.rule.domain import Domain, Hypothesis, between

Name = tuple[sp.Symbol, sp.Expr, sp.Expr]
HALF = sp.Rational(1, 2)


@dataclass(frozen=True)
class BesideRoot:
    """``expression`` = a + b sqrt(``radicand``) > 0 on ``domain``, by comparing squares.

    If the ``root_leads``: b > 0 and b^2 radicand > a^2. Otherwise a > 0, the radicand is not negative, and a^2 > b^2 radicand.
    """

    SHOWS_A_SIGN: ClassVar[bool] = True

    expression: sp.Expr
    radicand: sp.Expr
    domain: Domain
    root_leads: bool
    strict: bool = True

    def split(self) -> tuple[sp.Expr, sp.Expr] | None:
        """a and b; None if the expression is not of that form."""
        root = sp.Dummy("root", positive=True)
        given = sp.sympify(self.expression).xreplace({sp.sqrt(self.radicand): root})
        a, b = given.xreplace({root: sp.S.Zero}), sp.diff(given, root)
        return (a, b) if is_zero(given - a - b * root) and root not in b.free_symbols else None

    def check(self) -> bool:
        found = self.split()
        if found is None:
            return False
        a, b = found
        gap = sp.expand(b**2 * self.radicand - a**2)
        if self.root_leads:
            return positive_on(b, self.domain) and positive_on(gap, self.domain)
        return positive_on(a, self.domain) and positive_on(self.radicand, self.domain, False) and positive_on(-gap, self.domain)

    def explain(self) -> str:
        found = self.split()
        if found is None:
            return f"$${tex(self.expression)} > 0$$\nis not linear in the root of ${tex(self.radicand)}$."
        a, b = found
        gap = sp.factor(b**2 * self.radicand - a**2)
        shown = f"{tex(gap)} > 0" if self.root_leads else f"{tex(-gap)} > 0"
        first = f"${tex(b)} > 0$" if self.root_leads else f"${tex(a)} > 0$ and ${tex(self.radicand)} \\ge 0$"
        return f"$${tex(self.expression)} > 0$$\nbecause {first} and, comparing squares,\n$${shown}.$$"


@dataclass(frozen=True)
class Powers:
    """``expression`` > 0 on ``domain`` (>= 0 if what stands ``inside`` shows no more): in w = base^exponent, which lies in (0, 1).

    ``names``: each w with its base, in (0, 1) on the domain, and its exponent, positive there (or not negative: then w may be 1).
    ``inside`` is a certificate for the expression written in these, each free between its ends.
    """

    SHOWS_A_SIGN: ClassVar[bool] = True

    expression: sp.Expr
    domain: Domain
    names: tuple[Name, ...]
    inside: Certificate

    @property
    def strict(self) -> bool:
        """Whether positive, not only not negative."""
        return bool(getattr(self.inside, "strict", False))

    def check(self) -> bool:
        written, where = getattr(self.inside, "expression", None), getattr(self.inside, "domain", None)
        if written is None or where is None:
            return False
        fresh = [w for w, _, _ in self.names]
        known = {*self.domain.symbols, *sp.sympify(self.expression).free_symbols}
        if len(set(fresh)) != len(fresh) or known & set(fresh) or any(w != _name(w.name) for w in fresh):
            return False
        added = [_hypothesis(name, self.domain) for name in self.names]
        if None in added or not set(where) <= {*self.domain, *added}:
            return False
        meant = sp.sympify(written).xreplace({w: base**exponent for w, base, exponent in self.names})
        return is_zero(_one_form(meant) - _one_form(self.expression)) and checked(self.inside)

    def explain(self) -> str:
        relation = "> 0" if self.strict else r"\ge 0"
        names = ", ".join(f"${tex(w)} = {tex(sp.Pow(base, exponent, evaluate=False))}$" for w, base, exponent in self.names)
        return (
            f"$${tex(self.expression)} {relation}$$\nWith {names}: each base lies between 0 and 1 and no exponent is negative, so "
            f"each power lies between 0 and 1.\n\n{self.inside.explain()}"
        )


def _one_form(expression: sp.Expr) -> sp.Expr:
    """Areatangents of what is equal are written alike."""
    return sp.sympify(expression).replace(sp.atanh, lambda argument: sp.atanh(cancel(argument)))


def _name(name: str) -> sp.Symbol:
    return ModelSymbol(name, positive=True)


def _hypothesis(name: Name, domain: Domain) -> Hypothesis | None:
    """Where base^exponent lies; None if that is not shown."""
    w, base, exponent = name
    if not (positive_on(base, domain) and positive_on(1 - base, domain)):
        return None
    if positive_on(exponent, domain):
        return between(w, 0, 1)
    return between(w, 0, 1, closed="]") if positive_on(exponent, domain, strict=False) else None


@dataclass(frozen=True)
class Rising:
    """``expression`` >= 0 on ``domain``: it is 0 where ``variable`` is 0, its interval's lower end, and its derivative is not negative.

    Rational in the variable but for areatangents, whose arguments stay between -1 and 1; so it is smooth, the end included.
    """

    SHOWS_A_SIGN: ClassVar[bool] = True

    expression: sp.Expr
    variable: sp.Symbol
    domain: Domain
    strict: bool = False

    def check(self) -> bool:
        own = [k for k in self.domain.hypotheses if k.symbol == self.variable]
        if self.strict or len(own) != 1 or own[0].interval.lower != 0 or own[0].interval.integer:
            return False
        others = [*self.domain.excluded, *self.domain.positive]
        ends = [e for k in self.domain.hypotheses for e in (k.interval.lower, k.interval.upper) if e is not None]
        moving = [e for e in ends if self.variable in e.free_symbols]
        if others or moving or not self._smooth(own[0]):
            return False
        begins = is_zero(sp.sympify(self.expression).subs(self.variable, 0))
        return begins and positive_on(self.slope(), self.domain, strict=False)

    def slope(self) -> sp.Expr:
        """The derivative."""
        return sp.diff(self.expression, self.variable)

    def _smooth(self, own: Hypothesis) -> bool:
        """On the domain with the variable's end at 0 included."""
        closed = replace(own, interval=replace(own.interval, lower_closed=True))
        where = replace(self.domain, hypotheses=tuple(closed if k is own else k for k in self.domain.hypotheses))
        expression = sp.sympify(self.expression)
        functions, powers = [e for e in sp.preorder_traversal(expression) if e.is_Function], expression.atoms(sp.Pow)
        inside = all(isinstance(f, sp.atanh) and positive_on(1 - f.args[0] ** 2, where) for f in functions)
        whole = all(p.exp.is_Integer for p in powers)
        return inside and whole and all(NonZero(p.base, where).check() for p in powers if p.exp.is_negative)

    def explain(self) -> str:
        return (
            f"$${tex(self.expression)}$$\nis 0 at ${tex(self.variable)} = 0$, and its derivative there and beyond,\n"
            f"$${tex(self.slope())},$$\nis not negative."
        )


def with_powers(expression: sp.Expr, domain: Domain) -> Iterator[Certificate]:
    """Candidates for sums with powers of a symbol of the domain that lies between 0 and an end: as they stand, or one of them divided out."""
    for hypothesis in domain.hypotheses:
        s, upper = hypothesis.symbol, hypothesis.interval.upper
        if upper is None or hypothesis.interval.lower != 0:
            continue
        exponents = [e for _, e in _terms(expression, s)]
        if all(e.is_integer or e.is_number for e in exponents):
            continue  # whole powers are InPower's
        yield from _named(expression, s, upper, domain)
        for e in dict.fromkeys(e for e in exponents if e != 0):
            shown = sp.Add(*[rest * s ** (each - e) for rest, each in _terms(expression, s)])
            yield from (Follows(expression, shown, by, domain) for by in _named(shown, s, upper, domain))


def _terms(expression: sp.Expr, s: sp.Symbol) -> list[tuple[sp.Expr, sp.Expr]]:
    """Each term's other factors, and its exponent of s."""
    found = []
    for term in sp.Add.make_args(sp.expand(expression)):
        parts = [part.as_base_exp() for part in sp.Mul.make_args(term)]
        exponent = sp.Add(*[e for base, e in parts if base == s])
        found.append((sp.Mul(*[base**e for base, e in parts if base != s]), exponent))
    return found


def _named(expression: sp.Expr, s: sp.Symbol, upper: sp.Expr, domain: Domain) -> Iterator[Powers]:
    """s^e becomes w u^e with w = (s/u)^e, or its inverse where e is negative."""
    names: list[Name] = []
    terms = []
    for rest, e in _terms(expression, s):
        if e.is_number:
            terms.append(rest * s**e)
            continue
        sign = 1 if positive_on(e, domain, strict=False) else -1
        known = next((w for w, _, exponent in names if exponent == sign * e), None)
        w = known or _name(apart("w", [str(k) for k in (*domain.symbols, *(name[0] for name in names))]))
        names += [] if known else [(w, s / upper, sign * e)]
        terms.append(rest * upper**e * w**sign)
    added = [found for name in names if (found := _hypothesis(name, domain)) is not None]
    if names and len(added) == len(names):
        whole = replace(domain, hypotheses=(*domain.hypotheses, *added))
        yield Powers(expression, domain, tuple(names), PositiveThroughout(cancel(sp.Add(*terms)), whole))


def with_roots(expression: sp.Expr, domain: Domain) -> Iterator[BesideRoot]:
    """Candidates that compare squares, one for each root of a sum, leading or not."""
    radicands = {p.base for p in sp.sympify(expression).atoms(sp.Pow) if p.exp == HALF and p.base.is_Add}
    for radicand in sorted(radicands, key=sp.default_sort_key):
        for leads in (True, False):
            yield BesideRoot(expression, radicand, domain, leads)


def settled(expression: sp.Expr, domain: Domain) -> Certificate:
    """Positive on the domain: by what needs no powers or roots if that serves, else by these."""
    plain = positive_given(expression, domain)
    if checked(plain):
        return plain
    candidates: list[Certificate] = [*with_powers(expression, domain), *with_roots(expression, domain)]
    return next((found for found in candidates if checked(found)), plain)
