"""Certificates: the ways a proof step can be settled, as plain data that can be printed and checked again on its own.

Each certificate holds SymPy expressions only. ``check()`` decides from that data, by zero tests in a fraction field,
signs of coefficients and exact rational arithmetic; nothing is sampled, simplified or rounded. ``data()`` is the same
content as strings, for other checkers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

import sympy as sp

from theory.algebra import Fractions, cancel, coefficients, factor, is_zero
from theory.domain import Domain

Substitution = tuple[tuple[sp.Expr, sp.Expr], ...]


class Certificate(Protocol):
    """What every certificate offers."""

    def check(self) -> bool:
        """Decide, from the certificate's own data."""
        ...

    def explain(self) -> str:
        """One paragraph of Markdown with maths: what is checked and how."""
        ...


def data(certificate: Certificate) -> dict[str, str]:
    """The certificate as strings, for export."""
    content = {f.name: str(getattr(certificate, f.name)) for f in fields(certificate)}  # type: ignore[arg-type]
    return {"kind": type(certificate).__name__, **content}


def tex(expression: Any) -> str:
    """LaTeX of an expression: constants first, fractional powers as powers."""
    return str(sp.latex(expression, order="rev-lex", root_notation=False))


@dataclass(frozen=True)
class Identity:
    """``left = right`` as rational functions, after ``substitution``.

    Characteristic roots are handled by substituting the parameters through the roots' elementary symmetric
    functions (x = (1 - r1)(1 - r2), beta = r1 r2), which leaves the roots free; square roots never appear.
    Matrices: entry by entry.
    """

    left: Any
    right: Any
    substitution: Substitution = ()

    def check(self) -> bool:
        left, right = sp.sympify(self.left), sp.sympify(self.right)
        if isinstance(left, sp.MatrixBase) and left.shape != right.shape:
            return False
        return is_zero((left - right).subs(list(self.substitution), simultaneous=True))

    def explain(self) -> str:
        under = ", ".join(f"${tex(a)} = {tex(b)}$" for a, b in self.substitution)
        where = f" with {under}" if under else ""
        return f"$${tex(self.left)} = {tex(self.right)}$$\nThe difference is the zero rational function{where}."


@dataclass(frozen=True)
class Induction:
    """``sequence`` (in ``step``) has the given initial values and satisfies the linear recurrence, hence it is the sequence.

    Checks f(0), ..., f(n-1) and f(k+n) + d_1 f(k+n-1) + ... + d_n f(k) = forcing(k) for symbolic k.
    """

    sequence: sp.Expr
    step: sp.Symbol
    initial: tuple[sp.Expr, ...]
    recurrence: tuple[sp.Expr, ...]
    forcing: sp.Expr = sp.S.Zero
    substitution: Substitution = ()

    def check(self) -> bool:
        n = len(self.recurrence)
        if len(self.initial) < n:
            return False
        starts = all(
            Identity(self.sequence.subs(self.step, k), value, self.substitution).check() for k, value in enumerate(self.initial)
        )
        terms = [self.sequence.subs(self.step, self.step + n)]
        terms += [d * self.sequence.subs(self.step, self.step + n - 1 - k) for k, d in enumerate(self.recurrence)]
        return starts and Identity(sp.Add(*terms), self.forcing, self.substitution).check()

    def explain(self) -> str:
        n = len(self.recurrence)
        f = sp.Function("f")
        recurrence = f(self.step + n) + sum(d * f(self.step + n - 1 - k) for k, d in enumerate(self.recurrence))
        starts = ", ".join(f"f({k}) = {tex(v)}" for k, v in enumerate(self.initial))
        under = ", ".join(f"${tex(a)} = {tex(b)}$" for a, b in self.substitution)
        where = f", with {under}" if under else ""
        return (
            f"By induction, with $f({self.step}) = {tex(self.sequence)}$: ${starts}$ and "
            f"${tex(recurrence)} = {tex(self.forcing)}$. Each is an identity of rational functions"
            f" in the roots and their powers{where}."
        )


@dataclass(frozen=True)
class Positivity:
    """``expression`` > 0 on ``domain`` (>= 0 if not ``strict``).

    A rational substitution maps the positive orthant onto the domain; afterwards every coefficient of numerator and
    denominator has one sign, and (for > 0) a monomial survives where variables that may vanish do.
    """

    expression: sp.Expr
    domain: Domain = Domain()
    strict: bool = True
    substitution: Substitution = ()

    def transformed(self) -> tuple[sp.Poly, sp.Poly, dict[sp.Symbol, bool]] | None:
        """Numerator and denominator over the orthant, and which generators may vanish; None if one is unbounded."""
        expression = sp.sympify(self.expression).subs(list(self.substitution), simultaneous=True)
        mapping, may_vanish = self._orthant(expression)
        expression = expression.subs(mapping)
        if expression.has(sp.zoo, sp.nan, sp.oo):
            return None
        field = Fractions([expression])
        numerator, denominator = field.ratio(expression)
        closed: dict[sp.Symbol, bool] = {}
        for generator in field.generators:
            power = field.power_of(generator)
            if power in may_vanish:
                closed[generator] = may_vanish[power]
            elif power.is_positive:
                closed[generator] = False
            elif power.is_nonnegative:
                closed[generator] = True
            else:
                return None
        return numerator, denominator, closed

    def _orthant(self, expression: sp.Expr) -> tuple[dict[sp.Symbol, sp.Expr], dict[sp.Symbol, bool]]:
        return self.domain.orthant(set(Fractions([expression]).generators))

    def check(self) -> bool:
        try:
            transformed = self.transformed()
        except ValueError:
            return False
        if transformed is None:
            return False
        numerator, denominator, closed = transformed
        sign = _one_sign(denominator, closed)
        if sign is None:
            return False
        if self.strict:
            return _one_sign(numerator, closed) == sign
        return all(coefficient * sign >= 0 for coefficient in numerator.coeffs())

    def explain(self) -> str:
        relation = "> 0" if self.strict else r"\ge 0"
        mapping, _ = self._orthant(sp.sympify(self.expression).subs(list(self.substitution), simultaneous=True))
        under = ", ".join(f"${tex(a)} = {tex(b)}$" for a, b in [*self.substitution, *mapping.items()])
        transformed = self.transformed()
        if transformed is None:
            return f"${tex(self.expression)} {relation}$ (no certificate found)."
        numerator, denominator, _ = transformed
        sign = -1 if denominator.coeffs()[0] < 0 else 1
        field_free = sp.factor((sign * numerator).as_expr()) / sp.factor((sign * denominator).as_expr())
        how = f"Put {under}, all new variables $\\ge 0$. Then it equals" if under else "It equals"
        return (
            f"$${tex(self.expression)} {relation}$$\n{how} $${tex(field_free)}$$ whose expanded coefficients are all positive."
        )


def _one_sign(polynomial: sp.Poly, closed: Mapping[sp.Symbol, bool]) -> int | None:
    """+1 or -1 if all coefficients share that sign and the polynomial cannot vanish on the orthant, else None."""
    terms = [(m, k) for m, k in polynomial.terms() if k]
    if not terms:
        return None
    sign = 1 if terms[0][1] > 0 else -1
    if any(k * sign < 0 for _, k in terms):
        return None
    vanishing = [i for i, g in enumerate(polynomial.gens) if closed.get(g, False)]
    return sign if any(all(m[i] == 0 for i in vanishing) for m, _ in terms) else None


@dataclass(frozen=True)
class NonZero:
    """``expression`` vanishes nowhere on ``domain``: each factor has a sign there, or is what an exclusion keeps from 0."""

    expression: sp.Expr
    domain: Domain

    def check(self) -> bool:
        if is_zero(self.expression):
            return False
        excluded = [factor(d.left - d.right) for d in self.domain.excluded]
        return all(self._settled(base, excluded) for base in self.factors())

    def factors(self) -> list[sp.Expr]:
        """The non-constant factors of the numerator."""
        top, _ = sp.fraction(factor(self.expression))
        bases = [part.as_base_exp()[0] if part.is_Pow and part.exp.is_Integer else part for part in sp.Mul.make_args(top)]
        return [base for base in bases if not base.is_number]

    def _settled(self, base: sp.Expr, excluded: Sequence[sp.Expr]) -> bool:
        if any(cancel(base / other).is_number for other in excluded):
            return True
        return Positivity(base, self.domain).check() or Positivity(-base, self.domain).check()

    def explain(self) -> str:
        factors = ", ".join(f"${tex(base)}$" for base in self.factors())
        return f"$${tex(self.expression)} \\neq 0$$\nIts factors {factors} are of one sign on the domain, or excluded by a hypothesis."


@dataclass(frozen=True)
class Square:
    """``expression = factor * base^2`` with ``factor >= 0``: a square is not negative (``base`` is real)."""

    expression: sp.Expr
    factor: sp.Expr
    base: sp.Expr
    domain: Domain = Domain()
    substitution: Substitution = ()

    def check(self) -> bool:
        same = Identity(self.expression, self.factor * self.base**2, self.substitution).check()
        return same and Positivity(self.factor, self.domain, strict=False, substitution=self.substitution).check()

    def explain(self) -> str:
        return (
            f"$${tex(self.expression)} = {tex(self.factor)}\\left({tex(self.base)}\\right)^2 \\ge 0.$$\n"
            "An identity of rational functions; the factor is not negative and the base is real."
        )


@dataclass(frozen=True)
class Vanishing:
    """``expression`` tends to 0: every term carries a power base**step of some ``decaying`` base (modulus below 1).

    Polynomial factors of ``step`` are allowed beside it.
    """

    expression: sp.Expr
    step: sp.Symbol
    decaying: tuple[sp.Expr, ...]
    substitution: Substitution = ()

    def check(self) -> bool:
        expression = sp.sympify(self.expression).subs(list(self.substitution), simultaneous=True)
        if is_zero(expression):
            return True
        field = Fractions([expression])
        numerator, denominator = field.ratio(expression)
        powers = [field.power_of(g) for g in field.generators]
        decays = [i for i, p in enumerate(powers) if p.is_Pow and p.exp == self.step and p.base in self.decaying]
        if any(self.step in p.free_symbols and i not in decays and p != self.step for i, p in enumerate(powers)):
            return False
        moving = {g for g, p in zip(field.generators, powers, strict=True) if self.step in p.free_symbols}
        if denominator.free_symbols & moving:
            return False
        return all(any(monomial[i] > 0 for i in decays) for monomial, _ in numerator.terms())

    def explain(self) -> str:
        bases = ", ".join(f"${tex(b)}^{{{self.step}}}$" for b in self.decaying)
        return f"Each term of ${tex(self.expression)}$ carries a factor {bases}, which tends to 0 as ${self.step}\\to\\infty$."


@dataclass(frozen=True)
class Series:
    """``expression = sum terms[k] variable^k + variable^n remainder``, the remainder regular at 0: an exact Taylor formula."""

    expression: sp.Expr
    variable: sp.Symbol
    terms: tuple[sp.Expr, ...]
    remainder: sp.Expr

    def check(self) -> bool:
        if any(self.variable in sp.sympify(k).free_symbols for k in self.terms):
            return False
        n = len(self.terms)
        total = sum(k * self.variable**i for i, k in enumerate(self.terms)) + self.variable**n * self.remainder
        bottom = Fractions([self.remainder]).ratio(self.remainder)[1].as_expr()
        return Identity(self.expression, total).check() and not is_zero(bottom.subs(self.variable, 0))

    def explain(self) -> str:
        n = len(self.terms)
        shown = sum(k * self.variable**i for i, k in enumerate(self.terms))
        return (
            f"$${tex(self.expression)} = {tex(shown)} + {tex(self.variable**n)}\\cdot {tex(self.remainder)}$$\n"
            f"exactly, and the last factor is regular at ${tex(self.variable)} = 0$."
        )


@dataclass(frozen=True)
class Counterexample:
    """An exact rational point of ``domain`` where ``left relation right`` fails. ``relation``: one of = <= < >= >."""

    left: sp.Expr
    relation: str
    right: sp.Expr
    point: Substitution
    domain: Domain = Domain()

    def values(self) -> tuple[sp.Expr, sp.Expr]:
        """Both sides at the point."""
        return tuple(sp.expand(sp.sympify(side).subs(list(self.point))) for side in (self.left, self.right))

    def check(self) -> bool:
        point = dict(self.point)
        if any(s not in point for s in self.domain.symbols) or not self.domain.contains(point):
            return False
        left, right = self.values()
        return left.is_Rational and right.is_Rational and not holds(left, self.relation, right)

    def explain(self) -> str:
        at = ",\\ ".join(f"{tex(a)} = {tex(b)}" for a, b in self.point)
        left, right = self.values()
        sign = {"=": "=", "<=": r"\le", "<": "<", ">=": r"\ge", ">": ">"}[self.relation]
        return f"At ${at}$: the left side is ${tex(left)}$ and the right side ${tex(right)}$, so ${tex(left)} {sign} {tex(right)}$ is false."


def holds(left: Any, relation: str, right: Any) -> bool:
    """Whether a relation holds between two exact numbers."""
    return {
        "=": lambda: bool(left == right),
        "<=": lambda: bool(left <= right),
        "<": lambda: bool(left < right),
        ">=": lambda: bool(left >= right),
        ">": lambda: bool(left > right),
    }[relation]()


@dataclass(frozen=True)
class HarmonicSum:
    """An exact decision on ``scale * sum_{k=1}^{count} 1/(offset + k) <= bound``, by integer arithmetic.

    Each term is enclosed between two neighbouring multiples of 2^-bits; ``expected`` says which way it goes.
    """

    scale: sp.Rational
    offset: int
    count: int
    bound: sp.Rational
    expected: bool
    bits: int = 128

    def check(self) -> bool:
        lower = sum((1 << self.bits) // (self.offset + k) for k in range(1, self.count + 1))
        upper = lower + self.count
        limit = sp.Rational(self.bound) * 2**self.bits / self.scale
        return bool(upper <= limit) if self.expected else bool(lower > limit)

    def explain(self) -> str:
        sign = r"\le" if self.expected else ">"
        return (
            f"$${tex(self.scale)}\\sum_{{k=1}}^{{{self.count}}} \\frac{{1}}{{{self.offset} + k}} {sign} {tex(self.bound)}$$\n"
            f"decided in integers: each term lies between neighbouring multiples of $2^{{-{self.bits}}}$."
        )


@dataclass(frozen=True)
class Together:
    """Several certificates that settle one step between them."""

    parts: tuple[Certificate, ...]

    def check(self) -> bool:
        return bool(self.parts) and all(part.check() for part in self.parts)

    def explain(self) -> str:
        return "\n\n".join(part.explain() for part in self.parts)


def polynomial_identity(left: sp.Expr, right: sp.Expr, variable: sp.Symbol, substitution: Sequence[Any] = ()) -> Together:
    """Two polynomials agree coefficient by coefficient."""
    a, b = coefficients(left, variable), coefficients(right, variable)
    size = max(len(a), len(b))
    a, b = (k + [sp.S.Zero] * (size - len(k)) for k in (a, b))
    pairs = list(zip(a, b, strict=True))
    telling = [(p, q) for p, q in pairs if p != q] or pairs  # what is the same to the letter needs no certificate
    return Together(tuple(Identity(p, q, tuple(substitution)) for p, q in telling))
