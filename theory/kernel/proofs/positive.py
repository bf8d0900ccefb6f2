"""Signs over the orthant as tactics: what a domain says of its variables, and what follows of a rational function or a sum of powers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy as sp

from theory.algebra.field import Fractions, cancel, is_zero
from theory.kernel.gallina import NotPrinted, Printer
from theory.proof.certificate import checked
from theory.proof.inequality import NonZero, Positivity, positive_on
from theory.rule.domain import Domain, Hypothesis

Lines = list[str]


@dataclass(frozen=True)
class Names:
    """How a domain stands in a context: each variable's name, and the names of its hypotheses."""

    printer: Printer
    known: tuple[tuple[sp.Expr, str], ...] = ()
    apart: tuple[tuple[sp.Expr, str], ...] = ()
    nonzero: tuple[tuple[sp.Expr, str], ...] = ()

    def of(self, symbol: sp.Symbol) -> str:
        """A variable's name."""
        return self.printer.names[symbol]

    def extended(self, symbol: sp.Symbol, name: str) -> Names:
        """With one variable more."""
        return replace(self, printer=self.printer.named(symbol, name))


def throughout(expression: sp.Expr, domain: Domain, strict: bool, names: Names) -> Lines:
    """Both ends of an interval closed: below the upper end, and at it."""
    expression = sp.sympify(expression)
    both = [k for k in domain.hypotheses if k.interval.lower_closed and k.interval.upper_closed]
    if both and checked(Positivity(expression, free := _without(domain, both), strict)):
        return orthant(Positivity(expression, free, strict), names)
    if with_real_powers(expression):
        loose = replace(domain, hypotheses=tuple(map(_above_zero, domain.hypotheses)))
        if checked(Positivity(expression, loose, strict)):
            return orthant(Positivity(expression, loose, strict), names)
    closed = both[0] if both else None
    if closed is None:
        return orthant(Positivity(expression, domain, strict), names)
    below = replace(closed, interval=replace(closed.interval, upper_closed=False))
    inside = replace(domain, hypotheses=tuple(below if k is closed else k for k in domain.hypotheses))
    end = {closed.symbol: closed.interval.upper}
    rest = tuple(replace(k, interval=k.interval.at(end)) for k in domain.hypotheses if k is not closed)
    name = names.of(closed.symbol)
    at_end = throughout(expression.subs(end), Domain(rest), strict, names)
    return [
        f"destruct (Rle_lt_or_eq_dec _ _ {name}_high) as [{name}_below|{name}_end].",
        f"{{ clear {name}_high; rename {name}_below into {name}_high.",
        *throughout(expression, inside, strict, names),
        "}",
        f"{{ clear {name}_low {name}_high; subst {name}.",
        f"apply ({'positive' if strict else 'nonneg'}_same _ {names.printer(expression.subs(end))}); [|equal].",
        *at_end,
        "}",
    ]


def with_real_powers(expression: sp.Expr) -> bool:
    """Whether a power's exponent is a symbol that is not whole."""
    return any(k.exp.free_symbols and not k.exp.is_integer for k in expression.atoms(sp.Pow))


def _above_zero(hypothesis: Hypothesis) -> Hypothesis:
    """Without its upper end, where the lower one is 0."""
    interval = hypothesis.interval
    return (
        replace(hypothesis, interval=replace(interval, upper=None))
        if interval.lower == 0 and not interval.integer
        else hypothesis
    )


def _without(domain: Domain, hypotheses: Sequence[Hypothesis]) -> Domain:
    return replace(domain, hypotheses=tuple(k for k in domain.hypotheses if k not in hypotheses))


def _range(hypothesis: Hypothesis, names: Names, mapped: sp.Expr | None) -> tuple[Lines, str] | None:
    """The variable in terms of one that is positive (or not negative), and that one's name; None where it is so itself."""
    interval, name = hypothesis.interval, names.of(hypothesis.symbol)
    low, high = interval.lower is not None, interval.upper is not None
    if interval.integer:
        first, fresh = int(interval.lower or 0), f"s_{name}"
        return [
            f"assert ({name}_real : {first} <= INR {name}) by "
            + ("apply pos_INR." if not first else f"(apply (le_INR {first}) in {name}_first; cbn in {name}_first; lra)."),
            f"destruct (at_least _ _ {name}_real) as [{fresh} [P_{fresh} E_{fresh}]]; rewrite !E_{fresh}.",
        ], fresh
    if low and not high and interval.lower == 0:
        return None
    if low and high:
        lemma = "inside_upper" if interval.upper_closed else "inside_lower" if interval.lower_closed else "inside"
        given = f"{name}_low {name}_high"
    elif low:
        lemma, given = ("at_least" if interval.lower_closed else "above"), f"{name}_low"
    elif high:
        lemma, given = ("at_most" if interval.upper_closed else "below"), f"{name}_high"
    else:
        return None
    fresh = f"s_{name}"
    arguments = "_ _ _" if low and high else "_ _"
    return [
        f"destruct ({lemma} {arguments} {given}) as [{fresh} [P_{fresh} E_{fresh}]]; try clear {given}; subst {name}."
    ], fresh


def orthant(certificate: Positivity, names: Names) -> Lines:
    """The certificate's own substitution, and signs of coefficients."""
    if certificate.expression.is_number:
        return ["lra."]
    expression = sp.sympify(certificate.expression)
    mapping, closed = certificate.domain.orthant(set(Fractions([expression]).generators))
    expression = expression.subs(mapping)
    field = Fractions([expression])
    numerator, denominator = field.ratio(expression)
    powers = {g: field.power_of(g) for g in field.generators}
    fresh_symbols = iter(closed)
    lines: Lines = []
    written: dict[sp.Symbol, str] = {}
    for hypothesis in certificate.domain.hypotheses:
        if hypothesis.symbol not in mapping:
            continue
        fresh = next(fresh_symbols)
        found = _range(hypothesis, names, mapping[hypothesis.symbol])
        if found is None:
            written[fresh] = names.of(hypothesis.symbol)
        else:
            lines += found[0]
            written[fresh] = found[1]
    printer = Printer({**names.printer.names, **written}, names.printer.whole)
    sign = -1 if denominator.coeffs()[0] < 0 else 1
    top, bottom = (printer((sign * k).as_expr().xreplace(powers)) for k in (numerator, denominator))
    lemma = "positive_ratio" if certificate.strict else "nonneg_ratio"
    last = "pos" if certificate.strict else "nonneg"
    return [*lines, f"apply ({lemma} _ {top} {bottom}); [{last} | pos | equal]."]


def fact(expression: sp.Expr, known: Sequence[tuple[sp.Expr, str]]) -> str:
    """The name of what is known of an expression."""
    for e, name in known:
        if is_zero(e - expression):
            return name
    raise NotPrinted(f"nothing known of {expression}")


def nonvanishing(certificate: NonZero, names: Names) -> Lines:
    """Each factor has a sign, or is excluded; their product is the expression."""
    p, domain = names.printer, certificate.domain
    lines: Lines = []
    top, bottom = sp.fraction(cancel(certificate.expression))
    for k, base in enumerate(dict.fromkeys(certificate.factors())):
        fact = f"N{k}"
        lines += [f"assert ({fact} : {p(base)} <> 0).", "{", *_settled(base, domain, names), "}"]
    product = p(top) if bottom == 1 else p(top / bottom)
    return [*lines, f"apply (nonzero_same _ {product}); [nonzero|equal]."]


def _settled(base: sp.Expr, domain: Domain, names: Names) -> Lines:
    p = names.printer
    for e, name in names.nonzero:
        other = cancel(e / base)
        if sp.fraction(other)[1].is_number:
            return [f"apply (factor_nonzero _ {p(other)} _ {name}); equal."]
    for e, name in names.apart:
        ratio = cancel(base / e)
        if ratio.is_number:
            return [
                f"intro Z; apply {name}; apply Rminus_diag_uniq; transitivity ({p(1 / ratio)} * {p(base)}); [equal|rewrite Z; ring]."
            ]
    for e, name in names.known:
        factor = cancel(base / e)
        for sign in (1, -1):
            if positive_on(sign * factor, domain):
                flip = "Rgt_not_eq" if sign > 0 else "Rlt_not_eq"
                return [
                    f"assert (sign : 0 < {p(sp.expand(sign * base))}).", "{",
                    f"apply (positive_multiple _ {p(sign * factor)} {p(e)}); [|exact {name}|equal].",
                    *throughout(sign * factor, domain, True, names), "}",
                    f"apply {flip}; lra.",
                ]  # fmt: skip
    for sign, flip in ((1, "Rgt_not_eq"), (-1, "Rlt_not_eq")):
        if positive_on(sign * base, domain):
            e = sp.expand(sign * base)
            return [f"assert (sign : 0 < {p(e)}).", "{", *throughout(e, domain, True, names), "}", f"apply {flip}; lra."]
    raise NotPrinted(f"{base} has no sign here")
