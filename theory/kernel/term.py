"""Real numbers that write themselves in Gallina: what an update rule is run on to be printed."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.kernel.gallina import NotPrinted, Printer


class Term:
    """A real number of Gallina: what an update rule is run on to be printed. Results are shared, and named where they serve twice."""

    def __init__(self, text: str, *parts: Term) -> None:
        self.text, self.parts = text, parts

    @staticmethod
    def of(value: Any) -> Term:
        """A number or an expression of named symbols as a term."""
        if isinstance(value, Term):
            return value
        exact = sp.sympify(value)
        if exact.has(sp.Float):
            raise NotPrinted(f"{value} is a float")
        return Term(Printer({})(exact))

    def _with(self, operator: str, other: Any, swapped: bool = False) -> Term:
        a, b = (Term.of(other), self) if swapped else (self, Term.of(other))
        return Term(f"({{}} {operator} {{}})", a, b)

    def __add__(self, other: Any) -> Term:
        return self._with("+", other)

    def __radd__(self, other: Any) -> Term:
        return self._with("+", other, True)

    def __sub__(self, other: Any) -> Term:
        return self._with("-", other)

    def __rsub__(self, other: Any) -> Term:
        return self._with("-", other, True)

    def __mul__(self, other: Any) -> Term:
        return self._with("*", other)

    def __rmul__(self, other: Any) -> Term:
        return self._with("*", other, True)

    def __truediv__(self, other: Any) -> Term:
        return self._with("/", other)

    def __rtruediv__(self, other: Any) -> Term:
        return self._with("/", other, True)

    def __neg__(self) -> Term:
        return Term("(- {})", self)

    def __pos__(self) -> Term:
        return self

    def __pow__(self, exponent: Any) -> Term:
        if isinstance(exponent, (int, sp.Integer)):
            n = int(exponent)
            return Term(f"({{}} ^ {n})", self) if n >= 0 else Term(f"(/ ({{}} ^ {-n}))", self)
        return Term("(Rpower {} {})", self, Term.of(exponent))

    def __rpow__(self, base: Any) -> Term:
        return Term.of(base) ** self

    def __array_namespace__(self) -> type[Functions]:
        return Functions

    def __bool__(self) -> bool:
        raise NotPrinted("a rule that branches on a value has no Gallina term")


class Functions:
    """The functions that a rule may use, as Gallina's."""

    @staticmethod
    def sqrt(x: Any) -> Term:
        """The square root."""
        return Term("(sqrt {})", Term.of(x))


def let_shared(terms: list[Term]) -> list[str]:
    """The terms' texts, and before them ``let`` bindings for what serves more than once: (binding..., text of each term)."""
    uses: dict[int, int] = {}

    def count(term: Term) -> None:
        uses[id(term)] = uses.get(id(term), 0) + 1
        if uses[id(term)] == 1:
            for part in term.parts:
                count(part)

    for term in terms:
        count(term)
    names: dict[int, str] = {}
    bindings: list[str] = []

    def written(term: Term) -> str:
        if id(term) in names:
            return names[id(term)]
        text = term.text.format(*map(written, term.parts)) if term.parts else term.text
        if uses[id(term)] > 1 and term.parts:
            names[id(term)] = f"u{len(names) + 1}"
            bindings.append(f"let {names[id(term)]} := {text} in")
            return names[id(term)]
        return text

    texts = [written(term) for term in terms]
    return [*bindings, *texts]
