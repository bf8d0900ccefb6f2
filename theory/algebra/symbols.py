"""Symbols that no user's symbol can be mistaken for, and an order of symbols that does not go by name alone.

SymPy takes two symbols of equal name and assumptions for one. The symbols that belong to the model or to a method (curvature,
step, states, unknowns, ...) are therefore of a class of their own: a rule's hyperparameter may be called h, t or theta and stays
another symbol. It keeps its name in print; in an expression that holds both, the model's is printed with ``_model`` behind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sympy as sp

_BESIDE: ContextVar[frozenset[str]] = ContextVar("names that are a rule's", default=frozenset())


@contextmanager
def beside(symbols: Iterable[sp.Symbol]) -> Iterator[None]:
    """Print the model's namesakes of these symbols with ``_model`` behind in every expression: the formulas of a page must agree."""
    names = _BESIDE.get() | {s.name for s in symbols if not isinstance(s, ModelSymbol)}
    before = _BESIDE.set(names)
    try:
        yield
    finally:
        _BESIDE.reset(before)


class ModelSymbol(sp.Symbol):  # type: ignore[misc]
    """A symbol of the model: equal to another ModelSymbol of the same name and assumptions, never to a plain ``sympy.Symbol``."""

    __slots__ = ()

    def _hashable_content(self) -> tuple[Any, ...]:
        return (f"{self.name}\0", *self._assumptions0)  # SymPy's order of arguments: right behind a plain namesake

    def _sympystr(self, printer: Any) -> str:
        return str(printer._print_Symbol(self._shown(printer)))

    def _latex(self, printer: Any, exp: Any = None) -> str:
        printed = str(printer._print_Symbol(self._shown(printer)))
        return printed if exp is None else f"{printed}^{{{exp}}}"

    def _pretty(self, printer: Any) -> Any:
        return printer._print_Symbol(self._shown(printer))

    def _sympyrepr(self, printer: Any) -> str:
        assumptions = "".join(f", {k}={v}" for k, v in self._assumptions_orig.items())
        return f"ModelSymbol({self.name!r}{assumptions})"

    def _shown(self, printer: Any) -> sp.Symbol:
        """The name; with ``_model`` behind where the whole expression in print, or the page (``beside``), holds a namesake."""
        frame = sys._getframe(1)
        while frame.f_back and not (frame.f_code.co_name == "doprint" and frame.f_locals.get("self") is printer):
            frame = frame.f_back
        names = _BESIDE.get() | {s.name for s in getattr(frame.f_locals.get("expr"), "free_symbols", ()) if s != self}
        name = self.name
        while name in names:
            name += "_model"
        return sp.Symbol(name)


ModelSymbol.__name__ = "Symbol"  # by which SymPy sorts classes and chooses how to print


def in_order(symbols: Iterable[sp.Symbol]) -> list[sp.Symbol]:
    """Symbols by name, namesakes always in the same order (``sorted(symbols, key=str)`` leaves theirs to chance)."""

    def key(s: sp.Symbol) -> tuple[Any, ...]:
        return str(s), isinstance(s, ModelSymbol), str(sorted(s.assumptions0.items())), getattr(s, "dummy_index", 0)

    return sorted(symbols, key=key)


def apart(name: str, taken: Iterable[str]) -> str:
    """``name``, or ``name_2``, ``name_3``, ...: the first that is not taken."""
    names, result, k = set(taken), name, 2
    while result in names:
        result, k = f"{name}_{k}", k + 1
    return result
