"""The stationary law of a linear rule from n + 1 equations: the autocovariances of an autoregression.

The response of a state to a minibatch has the generating function N(z)/D(z), so covariances are sums of products of the
numerators' coefficients with the autocovariances w_k of the autoregression 1/D. Those solve the n + 1 Yule-Walker equations
sum_j d_j w_|k-j| = [k = 0]/d_0 (the system of Jury and Astrom); their determinant d_0^(n-1) D(1) D(-1) prod_{i<j} (1 - r_i r_j)
splits over the factors of D, so that nothing has to be expanded or cancelled beyond a division by known factors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from itertools import product
from typing import Any

import sympy as sp
from sympy.polys.matrices import DomainMatrix
from sympy.polys.rings import PolyRing

from theory.algebra.composition import TooLong, coefficients_of, expanded, unexpanded
from theory.algebra.factoring import Factors, Polynomial, common_divisor, divided, factor_list, factored, over, quotient
from theory.algebra.field import Element, Fractions, whole
from theory.errors import NoStationaryState
from theory.rule.filter import LinearSystem
from theory.rule.model import z

Rows = Sequence[Sequence[Polynomial]]
Fraction = tuple[Polynomial, "Counter[Polynomial]"]  # numerator, and the irreducible factors of the denominator
LONGEST_SERIES = 1500  # terms of a polynomial of which a power series takes the beginning
SINGULAR = "no stationary law: a product of two characteristic roots is 1 for every setting"


@lru_cache(maxsize=64)
def autocovariances(pattern: tuple[Any, ...]) -> tuple[list[Polynomial], Polynomial]:
    """The autocovariances of 1/D times d_0 times the determinant of their equations, and the determinant over D(1) D(-1).

    ``pattern``: the coefficients of D that are numbers, None for the others, which become generators of the ring (in that order,
    behind a first one that does not occur). Raises ``NoStationaryState`` if the determinant is zero.
    """
    n = len(pattern) - 1
    ring = PolyRing([sp.Dummy("unused"), *(sp.Dummy(f"d_{k}") for k, v in enumerate(pattern) if v is None)], sp.QQ)
    symbols = iter(ring.gens[1:])
    d = [next(symbols) if v is None else ring(v) for v in pattern]
    matrix = [[ring.zero] * (n + 1) for _ in range(n + 1)]
    for k, j in product(range(n + 1), repeat=2):
        matrix[k][abs(k - j)] += d[j]
    ends = _at(d, 1) * _at(d, -1)
    system = DomainMatrix(matrix, (n + 1, n + 1), ring.to_domain())
    coefficients = system.charpoly()  # the determinant and the first column of the adjugate, by Cayley and Hamilton
    determinant = coefficients[-1] * (-1) ** (n + 1)
    if not ends or not determinant:
        raise NoStationaryState(SINGULAR)
    column = DomainMatrix([[ring.one], *[[ring.zero]] * n], (n + 1, 1), ring.to_domain())
    solved = column
    for k in coefficients[1:-1]:
        solved = system * solved + column.scalarmul(ring.to_domain()(k))
    return [solved[k, 0].element * (-1) ** n for k in range(n + 1)], ring(determinant).exquo(ends)


class Autoregression:
    """Sums of products of the coefficients of fractions N(z)/D(z), D given by its irreducible factors (repeated as they occur).

    Everything is a polynomial in z and the parameters; the numerators have at most ``order`` + 1 coefficients. Raises
    ``NoStationaryState`` if two roots multiply to 1 for every setting.
    """

    def __init__(self, field: Fractions, parts: Sequence[Polynomial], order: int) -> None:
        self.field, self.ring = field, field.domain.field.ring
        d = in_z(field, sp.prod(parts, start=self.ring.one))
        degree = len(d) - 1
        self.d = [*d, *[self.ring.zero] * (order - degree)]
        self.tops, _ = autocovariances(_pattern(self.d))
        self.values = _values(self.d)
        split = [in_z(field, part) for part in parts]
        terms = [_at(f, sign) for f in split for sign in (1, -1)]
        terms += [_mixed_pairs(f, g) for k, f in enumerate(split) for g in split[:k]]
        if not all(terms):
            raise NoStationaryState(SINGULAR)
        self._long: list[tuple[Polynomial, list[Polynomial]]] = []  # factors of the denominator too long to be expanded
        for f in split:
            _, pairs = autocovariances(_pattern(f))
            try:
                terms.append(expanded(pairs, _values(f)))
            except TooLong:
                self._long.append((pairs, _values(f)))
        self.rest = sp.Mul(*[unexpanded(pairs, self._shown(values)) for pairs, values in self._long])
        if not all(terms):
            raise NoStationaryState(SINGULAR)
        self.bottom = factored([*terms, *[d[0]] * (order + 1 - degree)])

    def _lags(self, p: Rows, q: Rows, scale: Polynomial) -> tuple[list[Polynomial], Polynomial, Factors]:
        """Weights of the autocovariances without a common factor; that factor over a product, in lowest terms."""
        lags = [sum((_lagged(a, b, k) for a, b in zip(p, q, strict=True)), self.ring.zero) for k in range(len(self.d))]
        shared = common_divisor(k for k in lags if k) if any(lags) else self.ring.one
        return [k.exquo(shared) for k in lags], *quotient(shared, [*self.bottom, *factored([scale])])

    def inner(self, p: Rows, q: Rows, scale: Polynomial) -> sp.Expr:
        """The sum over j and k of the coefficients of z^k in p_j/D and in q_j/D multiplied, divided by ``scale``."""
        lags, shared, bottom = self._lags(p, q, scale)
        if not any(lags):
            return sp.S.Zero
        if self._expanded is None:
            parts = [self.field.product([(k, 1)]) * w for k, w in zip(lags, self._unexpanded, strict=True) if k]
            return self.field.product(over(factored([shared]), bottom)) * sp.Add(*parts) / self.rest
        top = sum((k * w for k, w in zip(lags, self._expanded, strict=True) if k), self.ring.zero)
        return self.field.product(factored([shared])) * self._fraction(top, bottom) / self.rest

    @cached_property
    def _expanded(self) -> list[Polynomial] | None:
        """The autocovariances over ``bottom``; None if one is too long."""
        try:
            return [expanded(w, self.values) for w in self.tops]
        except TooLong:
            return None

    @cached_property
    def _unexpanded(self) -> list[sp.Expr]:
        values = self._shown(self.values)
        return [unexpanded(w, values) for w in self.tops]

    def series(self, p: Rows, q: Rows, scale: Polynomial, variable: sp.Symbol, count: int) -> list[sp.Expr] | None:
        """The first Taylor coefficients of ``inner`` at 0 in one of the parameters; None if it is not regular there."""
        position = self.field.generators.index(variable)
        lags, shared, bottom = self._lags(p, q, scale)
        constant = [(part, e) for part, e in bottom if part.degree(position) <= 0]
        under = [part for part, e in bottom for _ in range(e) if part.degree(position) > 0]
        under += [_beginning(pairs, values, position, count) for pairs, values in self._long]
        lost = sum(_lowest(part, position) for part in under)

        def cut(polynomial: Polynomial) -> Polynomial:
            return _cut(polynomial, position, lost + count)

        weighted = [(k, w) for k, w in zip(lags, self.tops, strict=True) if k]
        top = cut(shared * sum((cut(k * expanded(w, self.values, cut, LONGEST_SERIES)) for k, w in weighted), self.ring.zero))
        if top and _lowest(top, position) < lost:
            return None
        terms: list[Fraction] = [(k, Counter()) for k in coefficients_of(top, position, lost, count)]
        for part in under:
            terms = _divided_series(terms, coefficients_of(part, position, _lowest(part, position), count))
        return [self._fraction(k, [*constant, *below.items()]) for k, below in terms]

    def _fraction(self, top: Polynomial, bottom: Factors) -> sp.Expr:
        """A fraction over known factors, in lowest terms and factored."""
        top, bottom = quotient(top, bottom)
        return self.field.product(over(sorted(factored([top]), key=lambda f: len(f[0]) > 1), bottom)) if top else sp.S.Zero

    def _shown(self, values: Sequence[Polynomial]) -> list[sp.Expr]:
        return [self.field.product([(v, 1)]) for v in values]


def in_z(field: Fractions, polynomial: Polynomial) -> list[Polynomial]:
    """The coefficients of a polynomial's powers of z, lowest first."""
    position = field.generators.index(z)
    return coefficients_of(polynomial, position, 0, max(polynomial.degree(position), 0) + 1)


def _lowest(polynomial: Polynomial, position: int) -> int:
    return int(min(m[position] for m in polynomial))


def _cut(polynomial: Polynomial, position: int, powers: int) -> Polynomial:
    """Without the powers of one generator from ``powers`` on."""
    return polynomial.ring({m: k for m, k in polynomial.terms() if m[position] < powers})


def _beginning(polynomial: Polynomial, values: Sequence[Polynomial], position: int, count: int) -> Polynomial:
    """``count`` powers of one generator of a long composition, from the lowest on. Raises ``TooLong`` if that is high."""
    for powers in (count, 2 * count, 3 * count):
        begun = expanded(polynomial, values, lambda p, k=powers: _cut(p, position, k), LONGEST_SERIES)  # type: ignore[misc]
        if begun and powers >= _lowest(begun, position) + count:
            return begun
    raise TooLong


def _divided_series(terms: Sequence[Fraction], divisor: Sequence[Polynomial]) -> list[Fraction]:
    """A power series over another whose first coefficient is not zero."""
    content, parts = factor_list(divisor[0])
    result: list[Fraction] = []
    for k, term in enumerate(terms):
        known = [(-top * divisor[k - i], under) for i, (top, under) in enumerate(result) if divisor[k - i]]
        top, under = _sum([term, *known])
        top, left = quotient(top.quo_ground(content), (under + Counter(dict(parts))).items())
        result.append((top, Counter(dict(left))))
    return result


def _sum(fractions: Sequence[Fraction]) -> Fraction:
    """The sum over the least common multiple of the denominators."""
    common: Counter[Polynomial] = Counter()
    for _, under in fractions:
        common |= under
    total = fractions[0][0].ring.zero
    for top, under in fractions:
        for part, e in (common - under).items():
            top = top * part**e
        total += top
    return total, common


def _pattern(d: Sequence[Polynomial]) -> tuple[Any, ...]:
    return tuple(e.LC if e.is_ground else None for e in d)


def _values(d: Sequence[Polynomial]) -> list[Polynomial]:
    return [d[0].ring.one, *(e for e in d if not e.is_ground)]


def _at(d: Sequence[Polynomial], sign: int) -> Polynomial:
    """D(1) or D(-1)."""
    return sum((e * sign**k for k, e in enumerate(d)), d[0].ring.zero)


def _mixed_pairs(f: Sequence[Polynomial], g: Sequence[Polynomial]) -> Polynomial:
    """f_0^q g_0^p times the product of 1 - r s over the roots r of one and s of the other: the resultant of f and g reversed."""
    p, q = len(f) - 1, len(g) - 1
    ring = f[0].ring
    rows = [[ring.zero] * k + list(reversed(f)) + [ring.zero] * (q - 1 - k) for k in range(q)]
    rows += [[ring.zero] * k + list(g) + [ring.zero] * (p - 1 - k) for k in range(p)]
    matrix = DomainMatrix(rows, (p + q, p + q), ring.to_domain())
    return ring(matrix.charpoly()[-1]) * (-1) ** (p + q + p * q)


def _lagged(a: Sequence[Polynomial], b: Sequence[Polynomial], k: int) -> Polynomial:
    """The sum of a_i b_j over |i - j| = k."""
    zero = a[0].ring.zero
    total = sum((x * y for x, y in zip(a, b[k:], strict=False)), zero)
    return total if k == 0 else sum((x * y for x, y in zip(b, a[k:], strict=False)), total)


@dataclass(frozen=True)
class Response:
    """The generating function of a state's response, a numerator for each minibatch over scale times the product of ``parts``."""

    tops: tuple[Polynomial, ...]
    parts: Counter[Polynomial]
    scale: Polynomial


class StationaryLaw:
    """The stationary law of a linear rule, in units of c/B: Pi = A Pi A' + b b', summed from nothing.

    What neither noise nor iterate reaches (a root that cancels between N and D) does not count. Raises ``NoStationaryState`` when a
    moment is asked for and two of the roots that count multiply to 1 for every setting.
    """

    def __init__(self, system: LinearSystem) -> None:
        self.system = system
        n = system.order
        self.field = field = Fractions([*system.A, *system.b, *system.read, z])
        A = [[field.lift(system.A[i, j]) for j in range(n)] for i in range(n)]
        d = DomainMatrix(A, (n, n), field.domain).charpoly()
        variable = field.lift(z)
        total = sum((k * variable**j for j, k in enumerate(d)), field.domain.zero)
        self._parts = [part for part, times in factor_list(total.numer)[1] for _ in range(times) if _moves(part, field)]
        self._scale = field.domain(sp.prod(self._parts, start=field.domain.field.ring.one)) / total
        self._laws: dict[tuple[Any, int], Autoregression] = {}
        self._series = [numerators(A, [field.lift(e) for e in system.b[:, j]], d) for j in range(system.b.cols)]

    def covariance(self) -> sp.ImmutableMatrix:
        """Pi."""
        n = self.system.order
        states = [self._response([[vector[i] for vector in vectors] for vectors in self._series]) for i in range(n)]
        entries = {(i, j): self._inner(states[i], states[j]) for i in range(n) for j in range(i, n)}
        return sp.ImmutableMatrix(n, n, lambda i, j: entries[min(i, j), max(i, j)])

    def variance(self) -> sp.Expr:
        """read Pi read': the variance of the iterate."""
        return self._inner(self._iterate, self._iterate)

    def variance_series(self, variable: sp.Symbol, count: int) -> list[sp.Expr] | None:
        """The first Taylor coefficients of the variance at 0 in one of the parameters; None if it is not regular there."""
        law, row, _, scale = self._over_one(self._iterate, self._iterate)
        return law.series(row, row, scale, variable, count)

    @cached_property
    def _iterate(self) -> Response:
        read = [self.field.lift(r) for r in self.system.read]
        zero = self.field.domain.zero
        return self._response(
            [[sum((r * v for r, v in zip(read, vector, strict=True)), zero) for vector in vectors] for vectors in self._series]
        )

    def _response(self, rows: Sequence[Sequence[Element]]) -> Response:
        """The response with these coefficients over the whole denominator, in lowest terms."""
        field, variable = self.field, self.field.lift(z)
        tops = [sum((e * variable**k for k, e in enumerate(row)), field.domain.zero) for row in rows]
        kept: Counter[Polynomial] = Counter()
        for part in self._parts:
            smaller = [divided(top.numer, part) if top else top for top in tops]
            if all(top is not None for top in smaller):
                tops = [top / field.domain(part) for top in tops]
            else:
                kept[part] += 1
        tops = [top * self._scale for top in tops]
        one = field.domain.field.ring.one
        scale = reduce(lambda s, top: s.lcm(top.denom), tops, one)
        return Response(tuple(whole(top * field.domain(scale)) for top in tops), kept, scale)

    def _over_one(self, x: Response, y: Response) -> tuple[Autoregression, Rows, Rows, Polynomial]:
        """The law that two responses have in common, their numerators there, and the product of their scales."""
        parts = x.parts | y.parts
        rows = [[in_z(self.field, sp.prod((parts - r.parts).elements(), start=top)) for top in r.tops] for r in (x, y)]
        position = self.field.generators.index(z)
        degree = sum(part.degree(position) for part in parts.elements())
        order = max([degree, *(len(row) - 1 for r in rows for row in r)])
        key = frozenset(parts.items()), order
        if key not in self._laws:
            self._laws[key] = Autoregression(self.field, list(parts.elements()), order)
        return self._laws[key], *rows, x.scale * y.scale

    def _inner(self, x: Response, y: Response) -> sp.Expr:
        law, p, q, scale = self._over_one(x, y)
        return law.inner(p, q, scale)


def numerators(A: Sequence[Sequence[Element]], start: Sequence[Element], d: Sequence[Element]) -> list[list[Element]]:
    """The coefficients of z^k in D(z) (I - zA)^-1 start, k = 0, ..., n - 1, for D(z) = det(I - zA) = sum_k d_k z^k."""
    result = [list(start)]
    for k in d[1:-1]:
        last = result[-1]
        result.append([sum((a * v for a, v in zip(row, last, strict=True)), k * s) for row, s in zip(A, start, strict=True)])
    return result


def _moves(part: Polynomial, field: Fractions) -> bool:
    return bool(part.degree(field.generators.index(z)) > 0)
