"""Square roots and powers whose exponents are symbols, as tactics."""

from __future__ import annotations

import sympy as sp

from theory.kernel.gallina import NotPrinted
from theory.kernel.proofs.positive import Lines, Names, nonvanishing, throughout
from theory.proof.inequality import NonZero, PositiveThroughout, positive_on
from theory.proof.irrational import BesideRoot, Powers
from theory.statements.values import denominators_of


def beside_root(certificate: BesideRoot, names: Names) -> Lines:
    """By comparing squares."""
    found = certificate.split()
    if found is None:
        raise NotPrinted("not linear in a root")
    (a, b), radicand, domain, p = found, certificate.radicand, certificate.domain, names.printer
    gap = sp.factor(b**2 * radicand - a**2)
    first, second = (b, gap) if certificate.root_leads else (a, -gap)
    lines = [f"assert (K0 : 0 < {p(first)}).", "{", *throughout(first, domain, True, names), "}"]
    lines += [f"assert (K1 : 0 < {p(second)}).", "{", *throughout(second, domain, True, names), "}"]
    if not certificate.root_leads:
        lines += [f"assert (K2 : 0 <= {p(radicand)}).", "{", *throughout(radicand, domain, False, names), "}"]
    lemma = "root_leads" if certificate.root_leads else "root_follows"
    known = "exact K0|" if certificate.root_leads else "exact K0|exact K2|"
    return [
        *lines,
        *(
            line
            for k, e in enumerate(_bottoms(a, b))
            for line in (f"assert (B{k} : {p(e)} <> 0).", "{", *nonvanishing(NonZero(e, domain), names), "}")
        ),
        f"apply (positive_same _ ({p(a)} + {p(b)} * sqrt {p(radicand)})); [apply {lemma}; [{known}apply (positive_same _ _ K1); equal]|equal].",
    ]


def _bottoms(*expressions: sp.Expr) -> list[sp.Expr]:
    return list(dict.fromkeys(e for k in expressions for e in denominators_of([k])))


def powers(certificate: Powers, names: Names) -> Lines:
    """Each power by a variable that lies where the power does."""
    inside = certificate.inside
    if not isinstance(inside, PositiveThroughout):
        raise NotPrinted(f"a certificate {type(inside).__name__}: what rises from 0 needs a derivative")
    p, domain = names.printer, certificate.domain
    inner, lines, bound, values, facts = names, [], "", "", ""
    for k, (w, base, exponent) in enumerate(certificate.names):
        strict = positive_on(exponent, domain)
        name = f"{w.name}_{k}"
        inner = inner.extended(w, name)
        lines += [f"assert (low_{k} : 0 < {p(base)}).", "{", *throughout(base, domain, True, names), "}"]
        lines += [f"assert (gap_{k} : 0 < {p(1 - base)}).", "{", *throughout(1 - base, domain, True, names), "}"]
        lines += [f"assert (high_{k} : {p(base)} < 1) by lra."]
        lines += [
            f"assert (exponent_{k} : {'0 <' if strict else '0 <='} {p(exponent)}).",
            "{",
            *throughout(exponent, domain, strict, names),
            "}",
        ]
        lines += [f"assert (between_{k} := power_inside{'' if strict else '_closed'} _ _ low_{k} high_{k} exponent_{k})."]
        bound += f"forall {name}, 0 < {name} -> {name} {'<' if strict else '<='} 1 -> "
        values += f" (Rpower {p(base)} {p(exponent)}) (proj1 between_{k}) (proj2 between_{k})"
        facts += f" {name} {name}_low {name}_high"
    sign, lemma = ("0 <", "positive") if inside.strict else ("0 <=", "nonneg")
    return [
        *lines,
        f"assert (G : {bound}{sign} {inner.printer(inside.expression)}).",
        f"{{ intros{facts}.",
        *throughout(inside.expression, inside.domain, inside.strict, inner),
        "}",
        f"assert (V := G{values}). refine ({lemma}_same _ _ V _). equal.",
    ]
