"""Mean response, variance and risk of a linear rule: generating functions, stationary law, and closed forms in t.

Notation of the characteristic roots: r_1, r_2, ... are the inverses of the zeros of D(z) = det(I - zA).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sympy as sp
from sympy.polys.matrices import DomainMatrix

from theory.algebra import Element, Fractions, cancel, solve
from theory.errors import NoStationaryState
from theory.filter import LinearSystem
from theory.model import t
from theory.stability import irreducible_factors


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
    field = Fractions(list(system.A))
    n = system.order
    matrix = DomainMatrix([[field.lift(system.A[i, j]) for j in range(n)] for i in range(n)], (n, n), field.domain)
    return sp.Poly([cancel(field.lower(k)) for k in matrix.charpoly()], variable)


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


def numerator(system: LinearSystem, start: sp.Matrix, variable: sp.Symbol) -> list[sp.Expr]:
    """N in N(z)/D(z) = sum_k read A^k start z^k, lowest degree first: the first n terms of the product of series."""
    d = characteristic_polynomial(system, variable).all_coeffs()  # 1, d_1, ..., d_n
    f = responses(system, start, system.order)
    return [cancel(sum(d[j] * f[k - j] for j in range(k + 1))) for k in range(system.order)]


class StationaryLaw:
    """The stationary law of a linear rule, in units of c/B: Pi = A Pi A' + b b'.

    Raises ``NoStationaryState`` if the equation is singular for every setting.
    """

    def __init__(self, system: LinearSystem) -> None:
        n = system.order
        field = Fractions([*system.A, *system.b, *system.read])
        A = [[field.lift(system.A[i, j]) for j in range(n)] for i in range(n)]
        noise = system.b * system.b.T
        pairs = [(i, j) for i in range(n) for j in range(i, n)]
        index = {p: k for k, (i, j) in enumerate(pairs) for p in ((i, j), (j, i))}
        matrix = [[field.domain.zero] * len(pairs) for _ in pairs]
        for k, (i, j) in enumerate(pairs):
            matrix[k][k] += field.domain.one
            for p in range(n):
                for q in range(n):
                    matrix[k][index[p, q]] -= A[i][p] * A[j][q]
        solution = solve(matrix, [field.lift(noise[i, j]) for i, j in pairs], field)
        if solution is None:
            raise NoStationaryState("no stationary law: a product of two characteristic roots is 1 for every setting")
        self._system, self._index, self._solution = system, index, solution

    def covariance(self) -> sp.ImmutableMatrix:
        """Pi, entries in lowest terms."""
        n = self._system.order
        entries = [self._solution.entry(k) for k in range(len(self._solution.numerators))]
        return sp.ImmutableMatrix(n, n, lambda i, j: entries[self._index[i, j]])

    def variance(self) -> sp.Expr:
        """read Pi read': the variance of the iterate, without bringing the other entries to lowest terms."""
        read = [self._solution.field.lift(r) for r in self._system.read]
        weights: dict[int, Element] = {}
        for (i, j), k in self._index.items():
            weights[k] = weights.get(k, self._solution.field.domain.zero) + read[i] * read[j]
        return self._solution.combination({k: w for k, w in weights.items() if w})


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
    """Name the roots r_1, ..., r_n of a characteristic polynomial."""
    symbols: list[sp.Symbol] = []
    explicit: dict[sp.Symbol, sp.Expr] = {}
    relations: list[tuple[sp.Expr, sp.Expr]] = []
    for part, multiplicity in irreducible_factors(polynomial.as_expr(), polynomial.gen):
        for _ in range(multiplicity):
            mine = [sp.Symbol(f"r_{len(symbols) + k + 1}") for k in range(part.degree())]
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
