"""Equivalences: where a rule is stable, from its recursion, in both directions; conditions that follow from one another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.algebra.field import cancel
from theory.kernel.proofs.inequality import prove
from theory.kernel.proofs.positive import Lines, Names
from theory.kernel.proofs.responses import Responses, factors, jury, stable
from theory.kernel.proofs.single import beside
from theory.kernel.theorem import Theorem
from theory.proof.inequality import positive_given
from theory.rule.domain import Domain, Positive


def stability(made: Theorem, names: Names) -> Lines:
    """``stable <-> conditions``, or ``within``: a rule whose updates are divided by the radius is stable."""
    (a,) = made.applied.values()
    wanted = tuple(sp.sympify(k) for k in made.says.right)
    r = Responses(a, made.claim.domain, names, "0")
    first = r.facts()
    if a.quantity.kind == "roots within":
        (radius,) = a.quantity.scale
        first = [*r.facts()[:1], f"assert (radius_positive : 0 < {names.printer(radius)}).",
                 "{", *prove(positive_given(radius, made.claim.domain), names), "}",
                 "rewrite (within_scaled _ _ _ L0 radius_positive)."]  # fmt: skip
        r = r.scaled(radius)
    asides = beside(made, names)
    return [*asides, *first, "split.", "{", *_necessary(r, wanted, names), "}", "{", *_sufficient(r, wanted, names), "}"]


def _necessary(r: Responses, wanted: tuple[sp.Expr, ...], names: Names) -> Lines:
    """All runs die out, so the characteristic polynomial obeys Jury's conditions, and so does each factor of it."""
    p, domain = names.printer, r.domain
    lines = ["intro stays.", *_whole(r, names)]
    known: list[sp.Expr] = []
    for k, part in enumerate(factors(r.d)):
        m = len(part)
        if m == 3:
            lines.append(f"destruct (stable3_hurwitz _ _ _ J{k}) as [raw5 raw6].")
        pattern = {1: "[raw0 raw1]", 2: "(raw0 & raw1 & raw2)", 3: "(raw0 & raw1 & [raw2 raw3] & raw4)"}[m]
        lines.append(f"destruct J{k} as {pattern}.")
        for i, condition in enumerate(found := [*jury(part), *_hurwitz(part)]):
            e = cancel(condition)
            lines.append(f"assert (known_{len(domain.positive) + len(known)} : 0 < {p(e)}).")
            lines.append(f"{{ match type of raw{i} with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }}")
            known.append(e)
        lines.append(f"clear {' '.join(f'raw{i}' for i in range(len(found)))}.")
    inside, named = _given(domain, names, known)
    for k, e in enumerate(wanted):
        lines += [f"assert (W{k} : 0 < {p(e)}).", "{", *prove(positive_given(e, inside), named), "}"]
    return [*lines, "repeat split; assumption."]


def _hurwitz(part: list[sp.Expr]) -> list[sp.Expr]:
    """What else is positive of a stable cubic."""
    if len(part) < 3:
        return []
    d1, d2, d3 = part
    return [3 + d1 - d2 - 3 * d3, 3 - d1 - d2 + 3 * d3]


def _whole(r: Responses, names: Names) -> Lines:
    """J0, J1, ...: Jury's conditions of the characteristic polynomial's factors, where the rule is stable."""
    p, n = names.printer, r.n
    entries = " ".join(f"({p(e)})" for e in r.system.A)
    shown = " ".join(["ltac:(intros k s; unfold step, oracle, none; cbn; equal)"] * n)
    lines = [
        f"assert (whole : stable{n} {r.coefficients}).",
        f"{{ apply (stable{n}_same {'_ ' * 2 * n}(rule{n}_stable {r.a.term} {r.h} {entries} {shown} stays)); unfold det3; equal. }}",
    ]
    parts = factors(r.d)
    says = [f"stable{len(k)} {' '.join(map(p, k))}" for k in parts]
    if len(parts) == 1:
        return [*lines, f"assert (J0 : {says[0]}) by (apply (stable{n}_same {'_ ' * 2 * n}whole); equal)."]
    found = "whole"
    if n == 3:
        rest = parts[1] if len(parts) == 2 else [cancel(parts[1][0] + parts[2][0]), cancel(parts[1][0] * parts[2][0])]
        lines += [
            f"destruct (proj1 (stable3_factors {p(-parts[0][0])} "
            f"{' '.join(map(p, rest))}) ltac:(apply (stable3_same _ _ _ _ _ _ whole); equal)) as [F0 F1].",
            f"assert (J0 : {says[0]}) by (apply (stable1_same _ _ F0); equal).",
        ]
        if len(parts) == 2:
            return [*lines, f"assert (J1 : {says[1]}) by (apply (stable2_same _ _ _ _ F1); equal)."]
        found = "F1"
    at = n - 2
    roots = " ".join(p(-k[0]) for k in parts[at:])
    return [
        *lines,
        f"destruct (stable2_factors {roots} ltac:(apply (stable2_same _ _ _ _ {found}); equal)) as [H0 H1].",
        *(f"assert (J{at + k} : {says[at + k]}) by (apply (stable1_same _ _ H{k}); equal)." for k in range(2)),
    ]


def _sufficient(r: Responses, wanted: tuple[sp.Expr, ...], names: Names) -> Lines:
    """Jury's conditions hold, so every number of the state dies out."""
    n, domain = r.n, r.domain
    inside, named = _given(domain, names, list(wanted))
    pattern = " & ".join(f"known_{k}" for k in range(len(wanted)))
    lines = [f"intros {'(' + pattern + ')' if len(wanted) > 1 else pattern}."]
    goal = f"stable{n} {r.coefficients}"
    lines += [f"assert (J : {goal}).", "{", *stable(r.d, inside, named), "}"]
    lines.append("intros s i.")
    t, hh = r.a.term, r.h
    places = "[|" * n + "i" + "]" * n
    lines.append(f"destruct i as {places}.")
    step = (
        "cbn [run]. generalize (run "
        + f"{t} {hh} silence s t"
        + ") as now. intro now. unfold step, silence, none, oracle. cbn. equal."
    )
    for i in range(n):
        lines.append(
            f"{{ apply (rec{n}_vanishes {r.coefficients} (fun t => run {t} {hh} silence s t {i}%nat) J). intro t. {step} }}"
        )
    return [*lines, "{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }"]


def conditions(made: Theorem, names: Names, left: Any, right: Any) -> Lines:
    """Each side's conditions from the other's."""
    return ["split.", "{", *_one_way(made, names, left, right), "}", "{", *_one_way(made, names, right, left), "}"]


def _one_way(made: Theorem, names: Names, given: tuple[sp.Expr, ...], wanted: tuple[sp.Expr, ...]) -> Lines:
    p = names.printer
    given, wanted = (tuple(sp.sympify(k) for k in side) for side in (given, wanted))
    known = [cancel(k) for k in given]
    inside, named = _given(made.claim.domain, names, known)
    offset = len(made.claim.domain.positive)
    pattern = " & ".join(f"raw_{k}" for k in range(len(given)))
    lines = [f"intros {'(' + pattern + ')' if len(given) > 1 else pattern}."]
    for k, e in enumerate(known):
        lines += [
            f"assert (known_{offset + k} : 0 < {p(e)}).",
            f"{{ match type of raw_{k} with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }}",
        ]
    for k, e in enumerate(wanted):
        lines += [f"assert (W{k} : 0 < {p(cancel(e))}).", "{", *prove(positive_given(cancel(e), inside), named), "}"]
    ends = [f"apply (positive_same _ _ W{k}); equal" for k in range(len(wanted))]
    split = "" if len(wanted) == 1 else "repeat split; "
    return [*lines, f"{split}first [{' | '.join(ends)}]."]


def _given(domain: Domain, names: Names, known: list[sp.Expr]) -> tuple[Domain, Names]:
    """The domain where these hold too, and their names known_0, known_1, ... after the domain's own."""
    first = len(domain.positive)
    named = replace(names, known=(*names.known, *((e, f"known_{first + k}") for k, e in enumerate(known))))
    return replace(domain, positive=(*domain.positive, *map(Positive, known))), named
