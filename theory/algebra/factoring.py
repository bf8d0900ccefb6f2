"""Factors of polynomials in many variables, found by cheap exact steps before the general algorithm is asked.

A polynomial that is linear in a variable is its content times an irreducible one; one whose image under whole numbers for
all variables but one is irreducible, of full degree, is irreducible up to its content. What these leave undecided goes to SymPy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from random import Random
from typing import Any

import sympy as sp

Polynomial = Any
"""An element of a SymPy polynomial ring over the rationals."""
Factors = list[tuple[Polynomial, int]]
SMALL = 40  # terms up to which SymPy is as quick
TRIALS = 3


def factor_list(polynomial: Polynomial) -> tuple[Any, Factors]:
    """Content and irreducible factors with multiplicities; the factors have whole coefficients without a common divisor."""
    content, found = _factor_list(polynomial)
    return content, list(found)


@lru_cache(maxsize=4096)  # the same few are asked for over and over
def _factor_list(polynomial: Polynomial) -> tuple[Any, Factors]:
    if len(polynomial) <= SMALL:
        return polynomial.factor_list()  # type: ignore[no-any-return]
    found: Counter[Polynomial] = Counter()
    waiting = [(normal(polynomial), 1)]
    while waiting:
        part, times = waiting.pop()
        if len(part) == 1 and part == part.ring.one:
            continue
        split = _split(part)
        if split is None:
            found[part] += times
        else:
            waiting += [(normal(p), times * e) for p, e in split]
    content = polynomial.LC
    for part, times in found.items():
        content = content / part.LC**times
    return content, list(found.items())


def normal(polynomial: Polynomial) -> Polynomial:
    """The multiple with whole coefficients, no common divisor, and a positive leading coefficient."""
    if not polynomial:
        return polynomial
    part = polynomial.clear_denoms()[1].primitive()[1]
    return -part if part.LC < 0 else part


def _split(part: Polynomial) -> Factors | None:
    """Factors that are not trivial, with multiplicities; None if it is irreducible."""
    ring = part.ring
    powers = [min(m[k] for m in part) for k in range(ring.ngens)]
    if sum(powers) > 1 or (sum(powers) and len(part) > 1):
        rest = part.exquo(ring({tuple(powers): ring.domain.one}))
        return [(rest, 1), *((g, e) for g, e in zip(ring.gens, powers, strict=True) if e)]
    variable, *others = sorted((k for k in range(ring.ngens) if part.degree(k) > 0), key=part.degree)
    if len(part) <= SMALL or not others:
        factors = part.factor_list()[1]
        return None if len(factors) == 1 and factors[0][1] == 1 else factors
    content = common_divisor(_coefficients(part, variable))
    if content != ring.one:
        return [(content, 1), (part.exquo(content), 1)]
    if part.degree(variable) == 1 or _irreducible_image(part, variable):
        return None
    factors = part.factor_list()[1]
    return None if len(factors) == 1 and factors[0][1] == 1 else factors


def _coefficients(part: Polynomial, variable: int) -> list[Polynomial]:
    """The coefficients of the powers of one variable, polynomials in the others."""
    found: dict[int, dict[Any, Any]] = {}
    for monomial, coefficient in part.terms():
        rest = (*monomial[:variable], 0, *monomial[variable + 1 :])
        found.setdefault(monomial[variable], {})[rest] = coefficient
    return [part.ring(terms) for terms in found.values()]


def common_divisor(polynomials: Iterable[Polynomial]) -> Polynomial:
    """The greatest common divisor, shortest ones first; it ends as soon as it is 1."""
    first, *rest = sorted(polynomials, key=len)
    result = normal(first)
    for other in rest:
        if result == result.ring.one:
            break
        result = normal(result.gcd(normal(other)))
    return result


def _irreducible_image(part: Polynomial, variable: int) -> bool:
    """Whether some choice of whole numbers for the other variables keeps the degree and leaves an irreducible polynomial."""
    rng = Random(0)
    for _ in range(TRIALS):
        image = _image(part, variable, rng)
        if image.degree() == part.degree(variable) and image.is_irreducible:
            return True
    return False


def _image(part: Polynomial, variable: int, rng: Random) -> sp.Poly:
    """The polynomial in one variable that random whole numbers for the others leave."""
    numbers = [part.ring.domain(rng.randint(-50, 50)) for _ in range(part.ring.ngens)]
    found: dict[tuple[int], Any] = {}
    for monomial, coefficient in part.terms():
        for k, e in enumerate(monomial):
            if e and k != variable:
                coefficient *= numbers[k] ** e
        key = (monomial[variable],)
        found[key] = found.get(key, 0) + coefficient
    return sp.Poly.from_dict(found, part.ring.symbols[variable], domain=part.ring.domain)


def divided(polynomial: Polynomial, divisor: Polynomial) -> Polynomial | None:
    """The quotient if the divisor (not constant) divides, else None; an image in one variable refuses most quickly."""
    variable = next(k for k in range(divisor.ring.ngens) if divisor.degree(k) > 0)
    if len(polynomial) > SMALL:
        left, right = (_image(p, variable, Random(1)) for p in (polynomial, divisor))
        if right.degree() > 0 and not left.rem(right).is_zero:
            return None
    (quotient,), rest = polynomial.div([divisor])
    return None if rest else quotient


def quotient(top: Polynomial, bottom: Iterable[tuple[Polynomial, int]]) -> tuple[Polynomial, Factors]:
    """A fraction whose denominator is a product of irreducible factors, in lowest terms."""
    remaining: Factors = []
    for divisor, times in bottom if top else ():
        while times and not divisor.is_ground and (smaller := divided(top, divisor)) is not None:
            top, times = smaller, times - 1
        if times:
            remaining.append((divisor, times))
    return top, remaining


def factored(polynomials: Iterable[Polynomial]) -> Factors:
    """A product as factors with multiplicities: the constants together in one of them."""
    found: Counter[Polynomial] = Counter()
    constant = None
    for polynomial in polynomials:
        content, parts = factor_list(polynomial)
        constant = polynomial.ring(content) * (1 if constant is None else constant)
        for part, times in parts:
            found[part] += times
    return [(p, e) for p, e in ((constant, 1), *found.items()) if p is not None and p != 1]


def over(top: Factors, bottom: Factors) -> Factors:
    """One product over another, their constants brought together."""
    if not top and not bottom:
        return []
    ring = (top or bottom)[0][0].ring
    constant = ring.domain.one
    for (p, e), sign in (*((f, 1) for f in top), *((f, -1) for f in bottom)):
        if p.is_ground:
            constant *= p.LC ** (e * sign)
    above = [(ring(constant.numerator), 1), *((p, e) for p, e in top if not p.is_ground)]
    return [*above, (ring(constant.denominator), -1), *((p, -e) for p, e in bottom if not p.is_ground)]
