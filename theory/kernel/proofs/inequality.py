"""Certificates for inequalities as tactics: Rocq does again what the certificate says, with its own arithmetic.

Each function gives the lines that prove one goal, ``0 < e``, ``0 <= e`` or ``e <> 0``, with ``e`` printed from the certificate's
expression, in a context that holds the domain's hypotheses under the names of ``Names``.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from theory.algebra.field import cancel
from theory.kernel.gallina import NotPrinted
from theory.kernel.proofs.irrational import beside_root, powers
from theory.kernel.proofs.positive import Lines, Names, fact, nonvanishing, throughout
from theory.proof.certificate import Certificate, Together
from theory.proof.inequality import NonZero, PositiveMultiple, PositiveThroughout, Positivity, Square
from theory.proof.irrational import BesideRoot, Powers
from theory.proof.sequences import Follows, Increasing, InPower, Sum


def prove(certificate: Certificate, names: Names) -> Lines:
    """Lines that prove what a certificate says, as ``0 < e`` or ``0 <= e`` or ``e <> 0``."""
    match certificate:
        case PositiveThroughout():
            return throughout(certificate.expression, certificate.domain, certificate.strict, names)
        case Positivity():
            if certificate.substitution:
                raise NotPrinted("a positivity after a substitution")
            return throughout(certificate.expression, certificate.domain, certificate.strict, names)
        case PositiveMultiple():
            return _multiple(certificate, names)
        case NonZero():
            return nonvanishing(certificate, names)
        case Square():
            factor, base = names.printer(certificate.factor), names.printer(certificate.base)
            inner = throughout(certificate.factor, certificate.domain, False, names)
            return [f"apply (nonneg_square _ {factor} {base}); [|equal].", *inner]
        case InPower():
            return _in_power(certificate, names)
        case Increasing():
            return _increasing(certificate, names)
        case Sum():
            return _sum(certificate, names)
        case Follows():
            return _follows(certificate, names)
        case BesideRoot():
            return beside_root(certificate, names)
        case Powers():
            return powers(certificate, names)
        case Together() if len(certificate.parts) == 1:
            return prove(certificate.parts[0], names)
    raise NotPrinted(f"{type(certificate).__name__} is not for Rocq")


def prove_nonzero(certificate: Certificate, names: Names) -> Lines:
    """``e <> 0``, also from a proof that e is positive."""
    if isinstance(certificate, NonZero):
        return prove(certificate, names)
    return ["apply Rgt_not_eq; unfold Rgt.", *prove(certificate, names)]


def relation(certificate: Certificate) -> str:
    """``0 <`` or ``0 <=``: what a certificate says of its expression."""
    if isinstance(certificate, Follows):
        return relation(certificate.by)
    return "0 <" if getattr(certificate, "strict", isinstance(certificate, PositiveMultiple)) else "0 <="


def shown(certificate: Certificate) -> sp.Expr:
    """The expression that a certificate speaks of."""
    if isinstance(certificate, Follows):
        return certificate.gap
    if isinstance(certificate, Together) and len(certificate.parts) == 1:
        return shown(certificate.parts[0])
    return sp.sympify(certificate.expression)  # type: ignore[attr-defined]


def _multiple(certificate: PositiveMultiple, names: Names) -> Lines:
    name = fact(certificate.given, names.known)
    factor, given = names.printer(certificate.factor), names.printer(certificate.given)
    return [
        f"apply (positive_multiple _ {factor} {given}); [|exact {name}|equal].",
        *throughout(certificate.factor, certificate.domain, True, names),
    ]


def _in_power(certificate: InPower, names: Names) -> Lines:
    """w = base^t lies between two ends; the expression in w."""
    inside = certificate.inside()
    if inside is None:
        raise NotPrinted("a step that stays in an exponent")
    w = inside.domain.hypotheses[-1].symbol
    e, base = sp.sympify(certificate.expression), names.printer(certificate.base)
    step = names.of(certificate.step)
    powers = [q for q in e.atoms(sp.Pow) if q.base == certificate.base and certificate.step in q.exp.free_symbols]
    even = all(sp.Poly(q.exp, certificate.step).all_coeffs()[0] % 2 == 0 for q in powers)
    inner = names.extended(w, "w")
    positive = inside.domain.hypotheses[-1].interval.lower == 0
    lemma = "pow_square_unit" if even and not certificate.positive else "pow_unit" if positive else "pow_signed"
    value = f"({base} ^ {step}) ^ 2" if even else f"{base} ^ {step}"
    if even and certificate.positive:
        lemma, value = "pow_square_unit", f"({base} ^ {step}) ^ 2"
    low = "-1 <" if lemma == "pow_signed" else "0 <="
    name = "nonneg" if not certificate.strict else "positive"
    bounds = (
        [
            f"assert (base_low : 0 <= {base}).",
            "{",
            *throughout(certificate.base, certificate.domain, False, names),
            "}",
        ]
        if lemma == "pow_unit"
        else [
            f"assert (base_below : 0 < {names.printer(1 + certificate.base)}).",
            "{",
            *throughout(1 + certificate.base, certificate.domain, True, names),
            "}",
            f"assert (base_low : - 1 < {base}) by lra.",
        ]
    )
    whole = replace(inside.domain)
    return [
        *bounds,
        f"assert (base_above : 0 < {names.printer(1 - certificate.base)}).",
        "{",
        *throughout(1 - certificate.base, certificate.domain, True, names),
        "}",
        f"assert (base_high : {base} < 1) by lra.",
        f"assert (G : forall w, {low} w -> w <= 1 -> {'0 <' if certificate.strict else '0 <='} {inner.printer(inside.expression)}).",
        "{ intros w w_low w_high.",
        *throughout(inside.expression, whole, certificate.strict, inner),
        "}",
        f"assert (W := {lemma} {base} {step} base_low base_high).",
        f"assert (V := G ({value}) (proj1 W) (proj2 W)). refine ({name}_same _ _ V _). powers. equal.",
    ]


def _increasing(certificate: Increasing, names: Names) -> Lines:
    """0 at 0, and a step adds what is not negative."""
    t, growth = certificate.step, certificate.growth
    e = sp.sympify(certificate.expression)
    inner = names.extended(t, "m")
    p = inner.printer
    return [
        f"assert (G : forall m, 0 <= {p(growth.expression)}).",
        "{ intro m.", *prove(growth, inner), "}",
        f"assert (I : forall m, 0 <= {p(e)}).",
        "{ induction m as [|m IH].",
        "{ apply (nonneg_same _ 0); [lra|cbn; equal]. }",
        f"apply (nonneg_same _ ({p(e)} + {p(growth.expression)})); [specialize (G m); lra|equal]. }}",
        "apply I.",
    ]  # fmt: skip


def _sum(certificate: Sum, names: Names) -> Lines:
    lines: Lines = []
    p = names.printer
    for k, part in enumerate(certificate.parts):
        lines += [f"assert (T{k} : {relation(part)} {p(shown(part))}).", "{", *prove(part, names), "}"]
    total = " + ".join(p(shown(part)) for part in certificate.parts)
    return [*lines, f"apply (nonneg_same _ ({total})); [lra|equal]."]


def _follows(certificate: Follows, names: Names) -> Lines:
    p, strict = names.printer, relation(certificate.by) == "0 <"
    factor = cancel(certificate.gap / certificate.shown)
    return [
        f"assert (F : {relation(certificate.by)} {p(certificate.shown)}).",
        "{",
        *prove(certificate.by, names),
        "}",
        f"apply ({'positive' if strict else 'nonneg'}_multiple _ {p(factor)} {p(certificate.shown)}); [|exact F|equal].",
        *throughout(factor, certificate.domain, True, names),
    ]
