"""Expressions as terms of Gallina, Rocq's language: real or complex, with the step a natural number.

What stands in an exponent must be whole, half or real to a positive base; a denominator is printed as one, and collected: where it
vanishes Rocq's 1/0 is a number that nobody meant, so whoever states a theorem states that it does not (``Printer.nonzero``, ``Printer.positive``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sympy as sp

from theory.algebra.symbols import in_order
from theory.errors import InputError

TAKEN = frozenset(
    """
    C R S O N Q Z I at as in fun fix let with if then else match return end Type Prop Set forall exists exp ln sin cos
    tan PI pow sum rest unit none step run risk rule state real complex square re im norm2 read init update stable
    linear built entry oracle impulse silence vanishes within scaled point origin turn plane plus minus times plus2
    minus2 times2 sqrt Rpower IZR INR id eq le lt not or and E
    """.split()  # noqa: SIM905 (a list of them would be a page long)
)
"""Names that mean something where a claim is stated."""


class NotPrinted(InputError):
    """What has no Gallina term here."""


def identifiers(symbols: Iterable[sp.Symbol], taken: Iterable[str] = ()) -> dict[sp.Symbol, str]:
    """A name of its own for each symbol: letters, digits and underscores of its own name; none of those ``taken``."""
    kept = TAKEN | set(taken)
    found: dict[sp.Symbol, str] = {}
    for symbol in in_order(symbols):
        name = re.sub(r"\W+", "_", symbol.name.replace("\\", "")).strip("_") or "x"
        name = f"x_{name}" if name[0].isdigit() else name
        found[symbol] = apart_from({*kept, *found.values()}, name)
    return found


def apart_from(taken: Iterable[str], name: str) -> str:
    """The name, with underscores behind it as long as it is taken."""
    known = set(taken)
    while name in known:
        name += "_"
    return name


def comment(text: str) -> str:
    """A comment of Gallina: what would end it, or begin a string in it, is taken out of the text."""
    return f"(* {text.replace('(*', '( *').replace('*)', '* )').replace(chr(34), chr(39))} *)"


class Printer:
    """Prints SymPy expressions with the names given; ``whole`` symbols are natural numbers.

    ``nonzero`` collects what is divided by, ``positive`` what is under a root or the base of a real power (in the order met).
    """

    def __init__(self, names: dict[sp.Symbol, str], whole: Iterable[sp.Symbol] = (), scope: str = "R") -> None:
        self.names = names
        self.whole = frozenset(whole)
        self.complex = scope == "C"
        self.roots: frozenset[sp.Symbol] = frozenset()
        self.nonzero: dict[sp.Expr, None] = {}
        self.positive: dict[sp.Expr, None] = {}

    def named(self, symbol: sp.Symbol, name: str) -> Printer:
        """A printer with one name more, or another."""
        return Printer({**self.names, symbol: name}, self.whole)

    def __call__(self, expression: Any) -> str:
        """The term, in parentheses where it is no atom."""
        e = sp.sympify(expression)
        if e.is_Symbol:
            return self._symbol(e)
        if e.is_Integer:
            return self._number(int(e))
        if e.is_Rational:
            return f"({self._number(int(e.p))} / {self._number(int(e.q))})"
        if e.is_Add:
            return self._sum(e)
        if e.is_Mul:
            return self._product(e)
        if e.is_Pow:
            return self._power(e.base, e.exp)
        if e == sp.pi:
            return "PI"
        if isinstance(e, sp.sin | sp.cos):
            return f"({type(e).__name__} {self(e.args[0])})"
        if isinstance(e, sp.atanh):
            for end in (1 + e.args[0], 1 - e.args[0]):
                self.positive[end] = self.nonzero[end] = None
            return f"(atanh {self(e.args[0])})"
        raise NotPrinted(f"{e} has no Gallina term here")

    def _symbol(self, s: sp.Symbol) -> str:
        if s not in self.names:
            raise NotPrinted(f"{s} is no variable of the statement")
        if s in self.whole:
            return self._lifted(f"INR {self.names[s]}")
        return self.names[s] if not self.complex or s in self.roots else f"(real {self.names[s]})"

    def _number(self, n: int) -> str:
        plain = str(n) if n >= 0 else f"(- {-n})"
        return f"(real {plain})" if self.complex else plain

    def _lifted(self, term: str) -> str:
        return f"(real ({term}))" if self.complex else f"({term})"

    def _sum(self, e: sp.Expr) -> str:
        terms = list(e.as_ordered_terms())
        plain = [k for k in terms if not k.could_extract_minus_sign()]
        terms = plain + [k for k in terms if k.could_extract_minus_sign()]
        text = self(terms[0])
        for k in terms[1:]:
            text += f" - {self(-k)}" if k.could_extract_minus_sign() else f" + {self(k)}"
        return f"({text})"

    def _product(self, e: sp.Expr) -> str:
        if e.could_extract_minus_sign() and not e.is_Number:
            return f"(- {self(-e)})"
        top, bottom = [], []
        for factor in e.as_ordered_factors():
            if factor.is_Rational and not factor.is_Integer:
                top += [sp.Integer(factor.p)] if factor.p != 1 else []
                bottom.append(sp.Integer(factor.q))
            elif factor.is_Pow and self._negative(factor.exp):
                bottom.append(sp.Pow(factor.base, -factor.exp, evaluate=False) if factor.exp != -1 else factor.base)
                self._note(factor.base)
            else:
                top.append(factor)
        text = " * ".join(map(self, top)) or self._number(1)
        if not bottom:
            return f"({text})"
        under = " * ".join(map(self, bottom))
        return f"({text} / ({under}))" if len(bottom) > 1 else f"({text} / {under})"

    def _negative(self, exponent: sp.Expr) -> bool:
        return bool(exponent.is_number and exponent.is_negative and exponent.is_Rational)

    def _note(self, base: sp.Expr) -> None:
        if not base.is_number:
            self.nonzero[base] = None

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        if exponent.is_Integer:
            if exponent < 0:
                self._note(base)
                return f"(/ {self(base)})" if exponent == -1 else f"(/ {self(base)} ^ {-exponent})"
            return f"({self(base)} ^ {exponent})"
        if exponent.is_Rational and exponent.q == 2:
            self.positive[base] = None
            root = self._lifted(f"sqrt {self._real(base)}")
            n = abs(int(exponent.p))
            text = root if n == 1 else f"({root} ^ {n})"
            if exponent < 0:
                self._note(base)
                return f"(/ {text})"
            return text
        if exponent.free_symbols and exponent.free_symbols <= self.whole:
            return self._whole_power(base, exponent)
        if (base.free_symbols | exponent.free_symbols) & self.roots:
            raise NotPrinted(f"{base} to the power {exponent}")
        self.positive[base] = None
        self._note(base)
        return self._lifted(f"Rpower {self._real(base)} {self._real(exponent)}")

    def _real(self, e: sp.Expr) -> str:
        """A real term, inside a complex one too."""
        if not self.complex:
            return self(e)
        self.complex = False
        try:
            return self(e)
        finally:
            self.complex = True

    def _whole_power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """base^(2t - 1) as base^(2t) / base^1."""
        parts = sp.Add.make_args(sp.expand(exponent))
        up, down = ([k for k in parts if bool(k.could_extract_minus_sign()) is sign] for sign in (False, True))
        text = f"({self(base)} ^ {self.natural(sp.Add(*up))})" if up else self._number(1)
        if not down:
            return text
        self._note(base)
        return f"({text} / {self(base)} ^ {self.natural(-sp.Add(*down))})"

    def natural(self, e: Any) -> str:
        """A whole number as a term of nat: sums and products of symbols and numbers, nothing subtracted."""
        e = sp.expand(e)
        if e.is_Integer and e >= 0:
            return f"{e}%nat" if e != 0 else "0%nat"
        return f"({self._natural(e)})%nat"

    def _natural(self, e: sp.Expr) -> str:
        if e.is_Integer and e >= 0:
            return str(e)
        if e.is_Symbol and e in self.whole:
            return self.names[e]
        if e.is_Add:
            terms = sorted(e.args, key=lambda k: bool(k.is_number))
            return "(" + " + ".join(map(self._natural, terms)) + ")"
        if e.is_Mul:
            return " * ".join(map(self._natural, e.args))
        if e.is_Pow and e.exp.is_Integer and e.exp > 0:
            return " * ".join([self._natural(e.base)] * int(e.exp))
        raise NotPrinted(f"{e} is no natural number to Gallina")
