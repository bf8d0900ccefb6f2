"""What it means that two linear rules have the same transfer functions: equations between coefficients, simple ones first.

Transfer functions are rational of orders n and m, so it is enough that the first n + m terms of their power series agree, each
coefficient by coefficient in the curvature and its symbolic powers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import sympy as sp

from theory.algebra.branching import Equation
from theory.algebra.field import Fractions, cancel
from theory.algebra.symbols import ModelSymbol
from theory.analysis import risk
from theory.rule.filter import LinearSystem
from theory.rule.model import h

RATIO = ModelSymbol("kappa", positive=True)
"""Batch size of the second rule over that of the first, where noises are compared in law."""


def equations(a: LinearSystem, b: LinearSystem, steps: int = 1) -> Iterator[Equation]:
    """Terms of the mean responses, then of the noise: term by term with one minibatch an update each, else in law.

    One update of ``a`` is compared with ``steps`` of ``b``.
    """
    count = a.order + b.order
    means = zip(risk.response_terms(a, a.e), islice(risk.response_terms(b, b.e), 0, None, steps), strict=False)
    for k, (p, q) in enumerate(islice(means, count)):
        yield from _by_curvature(f"mean response after {_times(k)}", p, q)
    noises = [noise_terms(a, 1, count), noise_terms(b, steps, count)]
    if one_to_one(a, b, steps):
        for k, (p, q) in enumerate(zip(noises[0][0], noises[1][0], strict=True)):
            yield from _by_curvature(f"noise response after {_times(k + 1)}", p, q)
        return
    for k in range(count):
        for j in range(k + 1):
            p, q = (sum(g[j] * g[k] for g in part) for part in noises)
            yield from _by_curvature(f"noise covariance of lags {j} and {k}", p, q / RATIO)


def noise_terms(system: LinearSystem, steps: int, count: int) -> list[list[sp.Expr]]:
    """The responses to each minibatch of ``steps`` updates taken as one, ``count`` terms each."""
    result = []
    for j in range(system.b.cols):
        series = list(islice(risk.response_terms(system, system.b[:, j]), steps * count))
        result += [series[first::steps] for first in reversed(range(steps))]
    return result


def one_to_one(a: LinearSystem, b: LinearSystem, steps: int = 1) -> bool:
    """Whether both take one minibatch an update, so that their noises can be compared path by path."""
    return bool(a.b.cols == b.b.cols == steps == 1)


def _times(k: int) -> str:
    return f"{k} update" + ("" if k == 1 else "s")


def repeated(system: LinearSystem, steps: int) -> LinearSystem:
    """``steps`` updates as one, every one on minibatches of its own."""
    A, b = sp.eye(system.order), sp.zeros(system.order, 0)
    for _ in range(steps):
        b = sp.Matrix.hstack(system.A * b, system.b) if b.cols else sp.Matrix(system.b)
        A = system.A * A
    A, b = (sp.ImmutableMatrix(m.applyfunc(cancel)) for m in (A, b))
    return LinearSystem(system.names, A, b, system.read, system.e)


def _by_curvature(place: str, left: sp.Expr, right: sp.Expr) -> Iterator[Equation]:
    """One equation for each power of the curvature (and of its symbolic powers)."""
    fields = Fractions([left, right])
    (top, bottom), (other_top, other_bottom) = fields.ratio(left), fields.ratio(right)
    powers = [g for g in fields.generators if h in fields.power_of(g).free_symbols]
    sides = (top * other_bottom, other_top * bottom)
    if not powers:
        yield Equation(place, *(s.as_expr().xreplace(fields._back) for s in sides))
        return
    expanded = [sp.Poly(s.as_expr(), *powers).as_dict() for s in sides]
    for monomial in sorted(set(expanded[0]) | set(expanded[1]), key=lambda m: (sum(m), m)):
        term = sp.Mul(*[fields.power_of(g) ** d for g, d in zip(powers, monomial, strict=True)])
        where = f"{place}, coefficient of {term}" if term != 1 else f"{place}, constant term"
        yield Equation(where, *(sp.sympify(e.get(monomial, 0)).xreplace(fields._back) for e in expanded))


def exponent_symbols(system: LinearSystem) -> set[sp.Symbol]:
    """The symbols that stand in an exponent of the system (the power of a preconditioner)."""
    powers = {p for m in (system.A, system.b) for entry in m for p in entry.atoms(sp.Pow)}
    return {s for p in powers for s in p.exp.free_symbols}
