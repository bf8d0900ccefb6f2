"""A claim as a file for Rocq: its theorem, and a proof put together from the claim's certificates."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from theory.algebra.field import cancel
from theory.kernel.gallina import NotPrinted, comment
from theory.kernel.proofs.counts import counted, file
from theory.kernel.proofs.equivalence import conditions, stability
from theory.kernel.proofs.inequality import prove, prove_nonzero, relation, shown
from theory.kernel.proofs.moments import agree, by_moments, by_recursion, moments_put, system_of
from theory.kernel.proofs.positive import Lines, Names, with_real_powers
from theory.kernel.proofs.refutation import refutation
from theory.kernel.proofs.responses import Responses, lemmas
from theory.kernel.proofs.roots import in_roots
from theory.kernel.proofs.single import OWN, larger_root, squared_radius
from theory.kernel.quantities import Applied
from theory.kernel.theorem import Theorem, theorem
from theory.proof.asymptotics import Vanishing
from theory.proof.certificate import checked
from theory.proof.inequality import NonZero, PositiveThroughout, Square
from theory.proof.irrational import settled
from theory.proof.sequences import InPower
from theory.rule.filter import extract
from theory.rule.model import B, c, h, t, theta, z
from theory.statements.claim import Claim
from theory.statements.inequalities import nonzero
from theory.statements.values import NotReduced, denominators_of, reduced, value

HEADER = """From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.
"""


def script(claim: Claim) -> str:
    """The whole file. Raises ``NotPrinted`` where no theorem or no proof of it is known here."""
    made = theorem(claim)
    parts = [comment(f"{claim.id}: {claim.title}\n   {claim.source}"), HEADER]
    if counted(claim):
        return "\n".join([*parts, *file(made, proof, names_of), f"Print Assumptions {made.name}.", ""])
    for optimizer, rule in made.definitions.items():
        parts += [rule.text, *([] if rule.plane else lemmas(rule, optimizer)), ""]
    body = "\n".join(proof(made))
    parts += [f"Theorem {made.name} : {made.statement()}.", f"Proof.\n{body}\nQed.", f"Print Assumptions {made.name}.", ""]
    return "\n".join(parts)


def names_of(made: Theorem) -> Names:
    """The hypotheses by name."""
    domain = made.claim.domain
    known = tuple((k.expression, f"known_{i}") for i, k in enumerate(domain.positive))
    apart = tuple((k.left - k.right, f"apart_{i}") for i, k in enumerate(domain.excluded))
    return Names(made.printer, known, apart)


def proof(made: Theorem) -> Lines:
    """The proof of a theorem."""
    if made.refuted:
        return refutation(made)
    binders = [name for name, _ in made.binders] + [name for name, _ in made.hypotheses]
    lines = [f"intros {' '.join(binders)}."] if binders else []
    lines += [
        f"assert ({name[:-6]}_positive : 0 < INR {name[:-6]}) by (apply lt_0_INR; lia)."
        for name, _ in made.hypotheses
        if name.endswith("_first")
    ]
    names = names_of(made)
    s = made.says
    if _in_roots(made):
        return [*lines, *in_roots(made, names)]
    if s.relation == "iff" and isinstance(s.left, sp.Symbol):
        return [*lines, *stability(made, names)]
    if s.quantities and s.quantities[0].kind in OWN:
        return [*lines, *OWN[s.quantities[0].kind](made, names)]
    lone = isinstance(s.left, sp.Symbol) and len(made.applied) == 1 and s.relation == "="
    kinds = [a.quantity.kind for a in made.applied.values()]
    if (
        lone
        and kinds == ["risk"]
        and extract(s.quantities[0].optimizer).order == 1
        and t not in dict(s.quantities[0].environment)
    ):
        return [*lines, *_risk_at_every_step(made, names)]
    if kinds == ["risk", "risk"] and s.relation == "=" and {s.left, s.right} == set(made.applied):
        return [*lines, *_asides(made, names), *agree(made, names)]
    if s.roots:
        raise NotPrinted("a formula in the root of a rule of one state")
    left, right, _ = reduced(s, made.claim.domain)
    for k, (symbol, a) in enumerate(made.applied.items()):
        found = value(a.quantity, made.claim.domain).expression
        lines += _quantity(made, names, symbol, found, str(k))
    if "mean transfer function" in {a.quantity.kind for a in made.applied.values()}:
        (a,) = made.applied.values()
        names = replace(names, nonzero=((Responses(a, made.claim.domain, names, "0").bottom(a.values.get(z, z)), "Z0"),))
    lines += [f"exists {text}." for text in _witnesses(made)]
    lines += [f"split; [exact Q{name}|]." for name, _ in made.values]
    lines += _asides(made, names)
    return [*lines, *_final(made, names, left, right)]


def _in_roots(made: Theorem) -> bool:
    """Whether a rule of two states is spoken of at every step, by a formula without given moments."""
    quantities = made.says.quantities
    if len(quantities) != 1 or quantities[0].kind not in ("mean response", "risk"):
        return False
    q = quantities[0]
    return q.moments is None and extract(q.optimizer).order == 2 and t not in dict(q.environment)


def _risk_at_every_step(made: Theorem, names: Names) -> Lines:
    """One state: the formula by induction."""
    (a,) = made.applied.values()
    (when,) = [k for k in made.claim.domain.hypotheses if k.symbol == t]
    first = int(when.interval.lower or 0)
    formula = sp.sympify(made.says.right)
    bound = f"apply R0. {'exact ' + names.of(t) + '_first.' if first else 'apply Nat.le_0_l.'}"
    return [*by_recursion(made, a, formula, names, "0", first), *_asides(made, names), bound]


def _squared_gradient(made: Theorem, names: Names, a: Applied, label: str) -> Lines:
    """By linearity: E (x + s xi)^2 = x^2 + s^2."""
    found = names.printer(value(a.quantity, made.claim.domain).expression)
    says = dict(made.values)[made.names[a.quantity.symbol]].format(found)
    hh, noise, at = a.of(h), f"{a.of(c)} / {a.of(B)}", a.of(theta)
    return [
        f"assert (Q{label} : {says}).",
        f"{{ apply mean_square_of_gradient. {{ assert (0 < {a.of(B)}) by pos. assert (0 <= {a.of(c)}) by nonneg. "
        f"apply Rmult_le_pos; [assumption|left; apply Rinv_0_lt_compat; assumption]. }}",
        f"transitivity (square ({hh} * {at}) + {noise}); [unfold square; equal|reflexivity]. }}",
    ]


SMALL = {"squared gradient": _squared_gradient, "larger root": larger_root, "squared spectral radius": squared_radius}
"""Quantities that are numbers, by lemmas of their own."""


def _at_a_step(made: Theorem, names: Names, a: Applied, found: sp.Expr, label: str) -> Lines:
    """A risk or a mean response, rewritten as its value: after a number of steps, in powers of the one root, by given moments."""
    q, p, x = a.quantity, names.printer, label
    kind, when = q.kind, a.values.get(t, t)
    term = made.names[q.symbol]
    system = extract(q.optimizer)
    facts = [f"assert (L{x} : linear {a.term} {a.of(h)}) by apply {a.rule.name}_linear."]
    nonzero = _defined(found, made, names, f"D{x}_")
    says = f"assert (V{x} : {term} = {p(found)})."
    if when.is_Integer:
        return [*nonzero, says, "{ run_rule. equal. }", f"rewrite V{x}."]
    if q.moments is None and system.order == 1 and not system.time_varying and kind == "risk":
        root = system_of(a).A[0, 0]
        square = f"1 - {p(root)} * {p(root)}"
        return [
            *facts,
            *nonzero,
            f"assert (I{x} : time_invariant {a.term} {a.of(h)}) by apply {a.rule.name}_invariant.",
            f"assert (S{x} : {p(1 - root**2)} <> 0).",
            "{", *prove(NonZero(1 - root**2, made.claim.domain), names), "}",
            f"assert (T{x} : {square} <> 0) by (apply (nonzero_same _ _ S{x}); equal).",
            says,
            f"{{ rewrite (risk_of_one _ _ {p(root)} L{x} I{x} eq_refl); [|intro s; unfold step, oracle, none; cbn; equal|exact T{x}].",
            "unfold mean_response, impulse_response, step, oracle, none, unit, rest, square. cbn - [pow Nat.mul Nat.add]. powers. equal. }",
            f"rewrite V{x}.",
        ]  # fmt: skip
    return [*by_moments(made, a, names, label), *nonzero, *moments_put(made, a, found, names, label), f"rewrite V{x}."]


def _witnesses(made: Theorem) -> list[str]:
    by_name = {made.names[symbol]: symbol for symbol in made.applied}
    return [made.printer(value(made.applied[by_name[name]].quantity, made.claim.domain).expression) for name, _ in made.values]


def _quantity(made: Theorem, names: Names, symbol: sp.Symbol, found: sp.Expr, label: str) -> Lines:
    """A quantity's value: asserted for what is said to exist, rewritten for what is a term."""
    a = made.applied[symbol]
    kind = a.quantity.kind
    p = names.printer
    says = dict(made.values).get(made.names.get(symbol, ""))
    if kind == "steady-state risk" or kind == "mean transfer function":
        r = Responses(a, made.claim.domain, names, label)
        text = p(found)
        lines = [*r.facts(), *r.stable()]
        if kind == "mean transfer function":
            variable = a.values.get(z, z)
            lines += r.bottom_nonzero(variable, "Z0")
            names = replace(names, nonzero=((r.bottom(variable), "Z0"),))
        lines += _defined(found, made, names, f"D{label}_")
        inner = r.steady(text) if kind == "steady-state risk" else r.transfer(text, a.of(z))
        assert says is not None
        return [*lines, f"assert (Q{made.names[symbol]} : {says.format(text)}).", "{", *inner, "}"]
    if kind in ("risk", "mean response"):
        return _at_a_step(made, names, a, sp.sympify(found), label)
    if kind in SMALL:
        return SMALL[kind](made, names, a, made.names[symbol])
    if kind == "characteristic polynomial":
        return [f"unfold characteristic{a.rule.order}, det2, det3, entry, step, none, unit, oracle. cbn."]
    raise NotPrinted(f"the quantity {kind}")


def _defined(expression: sp.Expr, made: Theorem, names: Names, label: str) -> Lines:
    """What an expression divides by, nonzero in the context: each factor of each denominator, and the denominator."""
    lines: Lines = []
    domain = made.claim.domain
    for k, base in enumerate(denominators_of([sp.sympify(expression)])):
        fact = f"{label}{k}"
        certificate = nonzero(base, domain)
        if isinstance(certificate, NonZero) and sp.fraction(cancel(base))[1] != 1:
            lines += _defined(base, made, names, f"{fact}_")
            for j, factor in enumerate(dict.fromkeys(certificate.factors())):
                inner = prove(NonZero(factor, domain), names)
                lines += [f"assert ({fact}_{j}f : {names.printer(factor)} <> 0).", "{", *inner, "}"]
        lines += [f"assert ({fact} : {names.printer(base)} <> 0).", "{", *prove_nonzero(certificate, names), "}"]
        p = names.printer
        top, bottom = sp.fraction(cancel(base))
        if with_real_powers(base) and bottom != 1:
            lines.append(f"assert ({fact}_top : {p(top)} <> 0) by (apply (numerator_nonzero _ _ {p(bottom)} {fact}); equal).")
        if isinstance(certificate, InPower):
            lines += [
                *(_defined(top / bottom, made, names, f"{fact}_") if bottom != 1 else []),
                f"assert ({fact}_top : {p(top)} <> 0) by (apply (numerator_nonzero _ _ {p(bottom)} {fact}); equal).",
                f"try replace {p(base)} with ({p(top)} / {p(bottom)}) by equal.",
                f"powers_in {fact}_top.",
            ]
    return lines


def _value(a: Applied, made: Theorem) -> sp.Expr:
    try:
        return value(a.quantity, made.claim.domain).expression
    except NotReduced:
        return a.quantity.symbol


def _asides(made: Theorem, names: Names) -> Lines:
    """What stands beside the statement, its quantities at their values."""
    lines: Lines = []
    put = {symbol: _value(a, made) for symbol, a in made.applied.items()}
    for k, aside in enumerate(made.aside):
        e = aside.expression.xreplace(put)
        if aside.kind == "nonzero":
            inner = ["lra."] if e.is_number else prove_nonzero(nonzero(e, made.claim.domain), names)
            lemma, sign = "nonzero_same", f"{names.printer(e)} <> 0"
        else:
            strict = aside.kind == "positive"
            plain = PositiveThroughout(e, made.claim.domain, strict)
            inner = (
                prove(plain, names)
                if checked(plain)
                else [*([] if strict else ["left."]), *prove(settled(e, made.claim.domain), names)]
            )
            lemma, sign = (
                ("positive_same", f"0 < {names.printer(e)}") if strict else ("nonneg_same", f"0 <= {names.printer(e)}")
            )
        inner = [*_defined(e, made, names, "D_"), *inner] if e != aside.expression else inner
        lines += [f"assert (A{k} : {sign}).", "{", *inner, "}", f"split; [apply ({lemma} _ _ A{k}); equal|]."]
        top, bottom = sp.fraction(cancel(e))
        if aside.kind == "nonzero" and with_real_powers(e) and bottom != 1:
            p = names.printer
            lines.append(f"assert (A{k}_top : {p(top)} <> 0) by (apply (numerator_nonzero _ _ {p(bottom)} A{k}); equal).")
    return lines


def _square(made: Theorem, names: Names, left: sp.Expr, right: sp.Expr) -> tuple[Lines, sp.Expr, Square]:
    """One state: what is missing to a bound by the steady state is a multiple of a square, that of the root's power.

    The root is written as the statement writes it: lines that do so, and the left side.
    """
    (a,) = made.applied.values()
    root, p = system_of(a).A[0, 0], names.printer
    base = next(k.base for k in right.atoms(sp.Pow) if t in k.exp.free_symbols)
    left = left.xreplace({root: base})
    gap = right - left
    written = [f"assert (root : {p(root)} = {p(base)}) by equal.", "rewrite root."]
    return written, left, Square(gap, cancel(gap / base ** (2 * t)), base**t, made.claim.domain)


def _final(made: Theorem, names: Names, left: sp.Expr, right: sp.Expr) -> Lines:
    """The relation itself."""
    if made.says.relation == "iff":
        return conditions(made, names, left, right)
    certificate = next(step for step in made.claim.conclusion if step.name == "goal: statement").certificate
    lines: Lines = []
    if isinstance(certificate, Vanishing):
        lines, left, certificate = _square(made, names, left, right)
    defined = [*_defined(left, made, names, "F_"), *_defined(right, made, names, "G_")]
    if made.says.relation == "=":
        return [*defined, "powers. same_roots. equal."]
    p = names.printer
    e = shown(certificate)
    sides = "r - l" if made.says.relation in ("<", "<=") else "l - r"
    return [
        *lines,
        *defined,
        f"assert (W : {relation(certificate)} {p(e)}).",
        "{",
        *prove(certificate, names),
        "}",
        f"match goal with |- ?l {made.says.relation} ?r => replace {p(e)} with ({sides}) in W by (powers; equal); lra end.",
    ]
