"""LaTeX as a person would write it: constants first, no leading minus where a plus is to be had."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.printing.latex import LatexPrinter


class _Printer(LatexPrinter):  # type: ignore[misc]
    """Orders the terms of a sum: a positive number first, else the first term without a minus sign."""

    def _as_ordered_terms(self, expr: sp.Add, order: Any = None) -> list[sp.Expr]:
        terms = list(super()._as_ordered_terms(expr, order=order))
        numbers = [term for term in terms if term.is_number and term.is_positive]
        plain = [term for term in terms if not term.could_extract_minus_sign()]
        first = (numbers or plain or terms)[0]
        terms.remove(first)
        return [first, *terms]


def tex(expression: Any) -> str:
    """LaTeX of an expression, a matrix, or anything SymPy prints."""
    return str(_Printer().doprint(sp.sympify(expression)))
