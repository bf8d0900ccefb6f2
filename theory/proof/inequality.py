"""Certificates for inequalities: signs of coefficients after a substitution, squares, sums in integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sympy as sp

from theory.algebra.field import Fractions, cancel, is_zero
from theory.algebra.printing import tex
from theory.proof.certificate import Certificate, Identity, Substitution, checked
from theory.rule.domain import Domain, Hypothesis, Interval


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
        claim = f"{tex(self.expression)} {relation}"
        transformed = self.transformed()
        if sp.sympify(self.expression).is_number or transformed is None:
            return f"${claim}$."
        mapping, closed = self._orthant(sp.sympify(self.expression).subs(list(self.substitution), simultaneous=True))
        under = ", ".join(f"${tex(a)} = {tex(b)}$" for a, b in [*self.substitution, *mapping.items()])
        zero_allowed = {True: r"\ge", False: ">"}
        signs = ", ".join(f"${tex(s)} {zero_allowed[may_vanish]} 0$" for s, may_vanish in closed.items())
        numerator, denominator, _ = transformed
        sign = -1 if denominator.coeffs()[0] < 0 else 1
        shown = sp.factor((sign * numerator).as_expr()) / sp.factor((sign * denominator).as_expr())
        how = f"Put {under} with {signs}. Then it equals" if mapping else "It equals"
        return f"$${claim}$$\n{how} $${tex(shown)}$$ whose expanded coefficients are all positive."


def holds_on(interval: Interval, expression: sp.Expr, domain: Domain) -> bool:
    """Whether ``expression`` lies in ``interval`` on the whole domain, as far as certificates tell (False: not settled)."""
    ends = []
    if interval.lower is not None:
        ends.append((expression - interval.lower, not interval.lower_closed))
    if interval.upper is not None:
        ends.append((interval.upper - expression, not interval.upper_closed))
    return all(positive_on(e, domain, strict) for e, strict in ends)


def positivity(expression: sp.Expr, domain: Domain, strict: bool = True) -> Positivity | PositiveThroughout:
    """The certificate that fits the domain: one, or one a part where an interval has both ends closed."""
    closed = any(k.interval.lower_closed and k.interval.upper_closed for k in domain.hypotheses)
    return PositiveThroughout(expression, domain, strict) if closed else Positivity(expression, domain, strict)


def positive_on(expression: sp.Expr, domain: Domain, strict: bool = True) -> bool:
    """Whether a certificate settles that ``expression`` is positive on the domain."""
    return checked(PositiveThroughout(expression, domain, strict))


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
class PositiveMultiple:
    """``expression`` = ``factor`` * ``given`` with ``given`` > 0 a condition of the domain and ``factor`` > 0 on it."""

    expression: sp.Expr
    given: sp.Expr
    factor: sp.Expr
    domain: Domain

    def check(self) -> bool:
        known = any(is_zero(p.expression - self.given) for p in self.domain.positive)
        same = Identity(self.expression, self.factor * self.given).check()
        return known and same and positive_on(self.factor, self.domain)

    def explain(self) -> str:
        return f"$${tex(self.expression)} = {tex(self.factor)}\\cdot\\left({tex(self.given)}\\right),$$\nthe second factor positive by hypothesis."


@dataclass(frozen=True)
class PositiveThroughout:
    """``expression`` > 0 (>= 0 if not ``strict``) on a domain whose intervals may have both ends closed.

    Each such interval is split into its inside with one end, and the other end; every part is a ``Positivity``.
    """

    expression: sp.Expr
    domain: Domain
    strict: bool = True

    def parts(self) -> list[Positivity]:
        """The certificates of the parts."""
        cases = [(sp.sympify(self.expression), self.domain)]
        result = []
        while cases:
            expression, domain = cases.pop()
            closed = next((k for k in domain.hypotheses if k.interval.lower_closed and k.interval.upper_closed), None)
            if closed is None:
                result.append(Positivity(expression, domain, self.strict))
                continue
            below = replace(closed, interval=replace(closed.interval, upper_closed=False))
            cases.append((expression, replace(domain, hypotheses=_with(domain, closed, below))))
            end = {closed.symbol: closed.interval.upper}
            rest = tuple(replace(k, interval=k.interval.at(end)) for k in _with(domain, closed))
            at_end = Domain(rest, positive=tuple(replace(k, expression=k.expression.subs(end)) for k in domain.positive))
            cases.append((expression.subs(end), at_end))
        return result

    def check(self) -> bool:
        try:
            return all(checked(part) or (not self.strict and is_zero(part.expression)) for part in self.parts())
        except (ZeroDivisionError, sp.PolynomialError):
            return False

    def explain(self) -> str:
        return "\n\n".join(part.explain() for part in self.parts())


def _with(domain: Domain, old: Hypothesis, *new: Hypothesis) -> tuple[Hypothesis, ...]:
    return tuple(k for h in domain.hypotheses for k in (new if h is old else (h,)))


@dataclass(frozen=True)
class NonZero:
    """``expression`` vanishes nowhere on ``domain``: each factor has a sign there, or is what an exclusion keeps from 0."""

    expression: sp.Expr
    domain: Domain

    def check(self) -> bool:
        if is_zero(self.expression):
            return False
        excluded = [cancel(d.left - d.right) for d in self.domain.excluded]
        return all(self._settled(base, excluded) for base in self.factors())

    def factors(self) -> list[sp.Expr]:
        """The non-constant factors of the numerator."""
        top, _ = sp.fraction(cancel(self.expression))
        bases = [part.as_base_exp()[0] if part.is_Pow and part.exp.is_Integer else part for part in sp.Mul.make_args(top)]
        return [base for base in bases if not base.is_number]

    def _settled(self, base: sp.Expr, excluded: Sequence[sp.Expr]) -> bool:
        if any(cancel(base / other).is_number for other in excluded):
            return True
        for known in self.domain.positive:
            factor = cancel(base / known.expression)
            if factor.is_number or positive_on(factor, self.domain) or positive_on(-factor, self.domain):
                return True
        return positive_on(base, self.domain) or positive_on(-base, self.domain)

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
class Growth:
    """``sequence`` (in ``step``) starts at 0 and grows by ``factor * base^2`` a step, ``factor >= 0``: it never decreases."""

    sequence: sp.Expr
    step: sp.Symbol
    factor: sp.Expr
    base: sp.Expr
    domain: Domain = Domain()
    substitution: Substitution = ()

    def check(self) -> bool:
        starts = Identity(self.sequence.subs(self.step, 0), sp.S.Zero, self.substitution).check()
        increment = self.sequence.subs(self.step, self.step + 1) - self.sequence
        return starts and Square(increment, self.factor, self.base, self.domain, self.substitution).check()

    def explain(self) -> str:
        name = sp.Symbol(f"W_{self.step}")
        return (
            f"$${tex(name)} = {tex(self.sequence)}$$\nhas $W_0 = 0$ and\n"
            f"$$W_{{{self.step}+1}} - W_{self.step} = {tex(self.factor)}\\left({tex(self.base)}\\right)^2 \\ge 0,$$\n"
            "both identities of rational functions; the factor is not negative and the base is real."
        )


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


def positive_given(expression: sp.Expr, domain: Domain) -> Certificate:
    """Positive on the domain, or a positive multiple of something that is positive by hypothesis."""
    for known in domain.positive:
        factor = cancel(expression / known.expression)
        if positive_on(factor, domain):
            return PositiveMultiple(expression, known.expression, factor, domain)
    return positivity(expression, domain)
