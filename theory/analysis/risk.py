"""Mean response, variance and risk of a linear rule: generating functions, stationary law, and closed forms in t.

Notation of the characteristic roots: r_1, r_2, ... are the inverses of the zeros of D(z) = det(I - zA).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Any

import sympy as sp
from sympy.polys.matrices import DomainMatrix

from theory.algebra.factoring import factored, over, quotient
from theory.algebra.field import Fractions, cancel
from theory.analysis.stability import irreducible_factors
from theory.analysis.stationary import numerators
from theory.rule.filter import LinearSystem
from theory.rule.model import h, t


class CompleteHomogeneous(sp.Function):  # type: ignore[misc]
    """H_k(r_1, ..., r_n): the complete homogeneous symmetric polynomial of degree k in the characteristic roots.

    ``CompleteHomogeneous(k, r_1, ..., r_n)`` evaluates for whole k; zero for k < 0. Valid at coincident roots.
    """

    @classmethod
    def eval(cls, degree: Any, *roots: Any) -> Any:
        """Expand for a whole degree; None leaves the function as it is."""
        if not degree.is_Integer:
            return None
        if degree < 0:
            return sp.S.Zero
        row = [sp.S.One] + [sp.S.Zero] * int(degree)
        for root in roots:
            for k in range(1, len(row)):
                row[k] = row[k] + root * row[k - 1]
        return sp.expand(row[-1])

    def _latex(self, printer: Any, exp: Any = None) -> str:
        degree, *roots = self.args
        body = rf"H_{{{printer._print(degree)}}}\left({', '.join(printer._print(r) for r in roots)}\right)"
        return body if exp is None else f"{body}^{{{exp}}}"


def characteristic_polynomial(system: LinearSystem, variable: sp.Symbol) -> sp.Poly:
    """det(variable I - A)."""
    field = Fractions([*system.A, h])
    n = system.order
    matrix = DomainMatrix([[field.lift(system.A[i, j]) for j in range(n)] for i in range(n)], (n, n), field.domain)
    return sp.Poly([field.factored(k) for k in matrix.charpoly()], variable)


def response_terms(system: LinearSystem, start: sp.Matrix) -> Iterator[sp.Expr]:
    """read A^k start for k = 0, 1, ..., one by one, in lowest terms and not factored."""
    field = Fractions([*system.A, *system.read, *start])
    n = system.order
    A = [[field.lift(system.A[i, j]) for j in range(n)] for i in range(n)]
    read = [field.lift(entry) for entry in system.read]
    vector = [field.lift(entry) for entry in start]
    while True:
        yield field.lower(sum((r * v for r, v in zip(read, vector, strict=True)), field.domain.zero))
        vector = [sum((a * v for a, v in zip(row, vector, strict=True)), field.domain.zero) for row in A]


def responses(system: LinearSystem, start: sp.Matrix, count: int) -> list[sp.Expr]:
    """read A^k start for k = 0, ..., count - 1, factored."""
    return [cancel(term) for term in islice(response_terms(system, start), count)]


def numerator(system: LinearSystem, start: sp.Matrix) -> list[sp.Expr]:
    """N in N(z)/D(z) = sum_k read A^k start z^k, lowest degree first, factored."""
    n = system.order
    field = Fractions([*system.A, *system.read, *start])
    A = [[field.lift(system.A[i, j]) for j in range(n)] for i in range(n)]
    d = DomainMatrix(A, (n, n), field.domain).charpoly()
    read = [field.lift(entry) for entry in system.read]
    vectors = numerators(A, [field.lift(entry) for entry in start], d)
    return [field.factored(sum((r * v for r, v in zip(read, vector, strict=True)), field.domain.zero)) for vector in vectors]


def fraction(top: Sequence[sp.Expr], bottom: Sequence[sp.Expr], variable: sp.Symbol) -> sp.Expr:
    """The fraction of two polynomials given by their coefficients, lowest degree first, in lowest terms and factored."""
    field = Fractions([*top, *bottom, variable])
    power = field.lift(variable)
    above, under = (sum((field.lift(k) * power**j for j, k in enumerate(p)), field.domain.zero) for p in (top, bottom))
    if not above:
        return sp.S.Zero
    numer, denom = quotient(above.numer * under.denom, factored([under.numer, above.denom]))
    return field.product(over(factored([numer]), denom))


@dataclass(frozen=True)
class Roots:
    """The characteristic roots as symbols, with the elementary symmetric functions that define them.

    ``symbols``: one a root. ``explicit``: the root in closed form where the polynomial's factor is of degree one or
    two. ``relations``: coefficient of the monic factor = symmetric function of its roots.
    """

    symbols: tuple[sp.Symbol, ...]
    explicit: dict[sp.Symbol, sp.Expr]
    relations: tuple[tuple[sp.Expr, sp.Expr], ...]


def characteristic_roots(polynomial: sp.Poly) -> Roots:
    """Name the roots r_1, ..., r_n of a characteristic polynomial; root_1, ... if a rule has a symbol r_1 of its own."""
    symbols: list[sp.Symbol] = []
    names = {s.name for s in polynomial.free_symbols}
    stems = chain(("r", "root"), (f"root{k}" for k in count(2)))
    stem = next(stem for stem in stems if not any(n.startswith(f"{stem}_") for n in names))
    explicit: dict[sp.Symbol, sp.Expr] = {}
    relations: list[tuple[sp.Expr, sp.Expr]] = []
    for part, multiplicity in irreducible_factors(polynomial.as_expr(), polynomial.gen):
        for _ in range(multiplicity):
            mine = [sp.Symbol(f"{stem}_{len(symbols) + k + 1}") for k in range(part.degree())]
            expanded = sp.Poly(sp.prod(polynomial.gen - r for r in mine), polynomial.gen).all_coeffs()
            relations += list(zip(part.all_coeffs()[1:], expanded[1:], strict=True))
            a = part.all_coeffs()
            if part.degree() == 1:
                explicit[mine[0]] = -a[1]
            elif part.degree() == 2:
                half = sp.sqrt(cancel(a[1] ** 2 - 4 * a[2])) / 2
                explicit[mine[0]], explicit[mine[1]] = -a[1] / 2 + half, -a[1] / 2 - half
            symbols += mine
    return Roots(tuple(symbols), explicit, tuple(relations))


def distinct_root_response(top: list[sp.Expr], roots: tuple[sp.Symbol, ...], step: sp.Expr = t) -> tuple[sp.Expr, ...]:
    """Amplitudes C_j of sum_j C_j r_j^step for N(z)/prod_j(1 - r_j z) with distinct roots."""
    n = len(roots)
    return tuple(
        sum(top[k] * r ** (n - 1 - k) for k in range(len(top))) / sp.prod(r - q for q in roots if q is not r) for r in roots
    )


def homogeneous_response(top: list[sp.Expr], roots: tuple[sp.Symbol, ...], step: sp.Expr = t) -> sp.Expr:
    """sum_j n_j H_{step - j}(r): valid for any roots, equal ones included."""
    return sp.Add(*[k * CompleteHomogeneous(step - j, *roots) for j, k in enumerate(top) if k != 0])


def accumulated_square(amplitudes: tuple[sp.Expr, ...], roots: tuple[sp.Symbol, ...], step: sp.Expr = t) -> sp.Expr:
    """sum_{k < step} (sum_j C_j r_j^k)^2 as a finite sum of geometric series."""
    terms = [
        a * b * (1 - (p**step) * (q**step)) / (1 - p * q)
        for a, p in zip(amplitudes, roots, strict=True)
        for b, q in zip(amplitudes, roots, strict=True)
    ]
    return sp.Add(*terms)


def double_root_sums(top: list[sp.Expr], root: sp.Symbol, step: sp.Symbol = t) -> tuple[sp.Expr, sp.Expr]:
    """Response and accumulated squared response for N(z)/(1 - r z)^2: the two-root case at coincidence.

    Returns ((n_0 (t+1) + n_1 t/r) r^t, sum_{k<t} of its square).
    """
    n0, n1 = top[0], top[1] if len(top) > 1 else sp.S.Zero
    response = (n0 * (step + 1) + n1 * step / root) * root**step
    # (a + b k)^2 q^k summed over k < t, with q = r^2.
    a, b, q = n0, n0 + n1 / root, root**2
    power = (root**step) ** 2
    s0 = (1 - power) / (1 - q)
    s1 = (q - power * (step - (step - 1) * q)) / (1 - q) ** 2
    s2 = (q * (1 + q) - power * (step**2 - (2 * step**2 - 2 * step - 1) * q + (step - 1) ** 2 * q**2)) / (1 - q) ** 3
    return response, a**2 * s0 + 2 * a * b * s1 + b**2 * s2
