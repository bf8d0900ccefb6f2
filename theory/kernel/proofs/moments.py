"""Risks at every step, by induction over the steps: rules of one state, rules whose moments are given in closed form, rules that agree."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from theory.algebra.field import cancel
from theory.kernel.gallina import NotPrinted
from theory.kernel.proofs.inequality import prove
from theory.kernel.proofs.positive import Lines, Names
from theory.kernel.quantities import Applied
from theory.kernel.theorem import Theorem
from theory.proof.inequality import NonZero
from theory.rule.domain import natural
from theory.rule.filter import LinearSystem, extract
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.values import denominators_of


def system_of(a: Applied) -> LinearSystem:
    """The rule's matrices on the quantity's own problem, at step t."""
    environment = {s: sp.sympify(e) for s, e in a.quantity.environment if s != t}
    system = extract(a.quantity.optimizer)
    return system.subs(environment) if environment else system


class Steps:
    """An induction over the step n of a quantity's rule, in a context where n stands for t."""

    def __init__(self, made: Theorem, a: Applied, names: Names, label: str, first: int) -> None:
        self.a, self.label, self.first = a, label, first
        self.n = f"n{label}"
        self.t, self.h = a.term, a.of(h)
        printer = names.printer.named(t, self.n)
        self.names = replace(names, printer=printer)
        rest = tuple(k for k in made.claim.domain.hypotheses if k.symbol != t)
        self.domain = replace(made.claim.domain, hypotheses=(*rest, natural(t, first)))
        self.p = printer

    def linear(self) -> str:
        """The fact that the rule is linear."""
        return f"assert (L{self.label} : linear {self.t} {self.h}) by apply {self.a.rule.name}_linear."

    def nonzero(self, *expressions: sp.Expr) -> Lines:
        """Denominators at step n, facts of the context."""
        lines: Lines = []
        for k, base in enumerate(denominators_of(map(sp.sympify, expressions))):
            certificate = NonZero(base, self.domain)
            lines += [f"assert (N{self.label}_{k} : {self.p(base)} <> 0).", "{", *prove(certificate, self.names), "}"]
        return lines

    def induction(self, fact: str, says: str, start: Lines, step: Lines) -> Lines:
        """``forall n, first <= n -> says``: at ``first``, and from n to n + 1."""
        n, first = self.n, self.first
        lines = [
            f"assert ({fact} : forall {n}, ({first} <= {n})%nat -> {says}).",
            f"{{ intros {n} {n}_first. induction {n} as [|{n} IH].",
        ]
        if first == 0:
            lines += [
                "{ clear " + f"{n}_first.",
                *start,
                "}",
                "{ specialize (IH (Nat.le_0_l _)). clear " + f"{n}_first; assert ({n}_first := Nat.le_0_l {n}).",
                *step,
                "} }",
            ]
            return lines
        return [*lines, "{ lia. }", f"destruct (Nat.eq_dec {n} {first - 1}) as [at_first|later].",
                f"{{ subst {n}. clear IH {n}_first.", *start, "}",
                f"{{ assert ({n}_now : ({first} <= {n})%nat) by lia. specialize (IH {n}_now). clear {n}_first later; rename {n}_now into {n}_first.",
                *step, "} }"]  # fmt: skip


def by_recursion(made: Theorem, a: Applied, formula: sp.Expr, names: Names, label: str, first: int) -> Lines:
    """One state: R_label, the risk at every step is the formula."""
    system = system_of(a)
    if system.order != 1 or system.read[0, 0] != 1:
        raise NotPrinted("not one state that is the iterate")
    i = Steps(made, a, names, label, first)
    factor = system.A[0, 0]
    risk = f"risk {i.t} {i.h} {a.of(c)} {a.of(B)} {a.of(initial_risk)}"
    says = f"{risk} {i.n} = {i.p(formula)}"
    one = (
        f"assert (M : forall s, read {i.t} (step {i.t} {i.h} {{}} none s) = {{}} * read {i.t} s)"
        f" by (intro s; unfold step, oracle, none; cbn; equal)."
    )
    after = "rewrite ?S_INR; unfold step, oracle, none, rest, unit, square; cbn [sum minibatches]; cbn; powers; equal."
    step = [
        *i.nonzero(formula, formula.subs(t, t + 1), factor, *system.b),
        one.format(i.n, i.p(factor)),
        f"rewrite (risk_next _ _ L{label} _ _ _ _ _ M), IH. rewrite ?S_INR. cbn [sum minibatches]. "
        f"unfold step, oracle, none, rest, unit, square. cbn. rewrite ?S_INR in *. powers. equal.",
    ]
    if first == 0:
        start = [*_numbers(i, 0, formula), "rewrite risk_start. unfold square. cbn. equal."]
    else:
        zero = factor.subs(t, 0)
        start = [*_numbers(i, 0, *system.A, *system.b), *_numbers(i, first, formula), one.format("0", i.p(cancel(zero))),
                 f"rewrite (risk_next _ _ L{label} _ _ _ _ _ M), risk_start. {after}"]  # fmt: skip
    return [i.linear(), *i.induction(f"R{label}", says, start, step)]


def _numbers(i: Steps, at: int, *expressions: sp.Expr) -> Lines:
    """Denominators at a step that is a number."""
    domain = replace(i.domain, hypotheses=tuple(k for k in i.domain.hypotheses if k.symbol != t))
    lines: Lines = []
    bases = dict.fromkeys(base.subs(t, at) for base in denominators_of(map(sp.sympify, expressions)))
    for k, base in enumerate(base for base in bases if not base.is_number):
        lines += [f"assert (C{k}_ : {i.p(base)} <> 0).", "{", *prove(NonZero(base, domain), i.names), "}"]
    return lines


def by_moments(made: Theorem, a: Applied, names: Names, label: str) -> Lines:
    """Two states with given moments: R_label and M_label, risk and mean response at every step from the first."""
    q = a.quantity
    system = system_of(a)
    given = q.moments
    if given is None or system.order != 2:
        raise NotPrinted("no moments of two states are given")
    environment = {s: sp.sympify(e) for s, e in q.environment if s != t}
    mean = [e.xreplace(environment) for e in given.mean]
    covariance = given.covariance.xreplace(environment) if environment else given.covariance
    i = Steps(made, a, names, label, given.first)
    n, p, x = i.n, i.p, label
    noise = f"({a.of(c)} / {a.of(B)})" if q.kind == "risk" else ""
    covariance = covariance if q.kind == "risk" else sp.zeros(2, 2)
    run = f"run {i.t} {i.h} silence (init {i.t} 1)"
    built = f"built {i.t} {i.h}"
    entries = [(0, 0), (0, 1), (1, 1)] if q.kind == "risk" else []
    says = " /\\ ".join(
        [f"{run} {n} {k}%nat = {p(e)}" for k, e in enumerate(mean)]
        + [f"{noise} * {built} (place {k}) (place {m}) {n} = {p(covariance[k, m])}" for k, m in entries]
    )
    coefficients = [[system.A[k, m] for m in range(2)] for k in range(2)]
    everything = [*mean, *covariance, *(e.subs(t, t + 1) for e in (*mean, *covariance)), *system.A, *system.b]

    def at(step: str, values: list[list[sp.Expr]]) -> Lines:
        lines: Lines = ["repeat split."]
        change = f"change ({run} (S {step})) with (step {i.t} {i.h} {step} none ({run} {step}))."
        for _ in mean:
            lines.append(
                f"{{ {change} rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. "
                f"rewrite ?I0, ?I1. powers. equal. }}"
            )
        for k, m in entries:
            (a0, a1), (b0, b1) = values[k], values[m]
            arguments = " ".join(map(p, (a0, a1, b0, b1)))
            added = sum((system.b[k, j] * system.b[m, j] for j in range(system.b.cols)), sp.S.Zero)
            pieces = [(a0 * b0, 0, 0), (a0 * b1 + a1 * b0, 0, 1), (a1 * b1, 1, 1)]
            sums = " + ".join(f"{p(w)} * ({noise} * {built} (place {x}) (place {y}) {step})" for w, x, y in pieces)
            lines += [
                f"{{ rewrite (built_next _ _ L{label} (place {k}) (place {m})), (built_two _ _ _ _ {arguments} (place 0) (place 1)) "
                "by (intro; unfold place, step, oracle, none; cbn; equal).",
                f"transitivity ({sums} + {noise} * {p(added)}).",
                "{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }",
                "rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }",
            ]
        return lines

    pattern = "(I0 & I1 & I2 & I3 & I4)" if entries else "(I0 & I1)"
    ih = [f"destruct IH as {pattern}."]
    step = [*i.nonzero(*everything), *ih, *at(n, coefficients)]
    if given.first == 0:
        start = [*_numbers(i, 0, *mean, *covariance), "repeat split; unfold built; cbn; equal."]
    else:
        start = [
            *_numbers(i, given.first, *mean, *covariance),
            "repeat split; unfold built, run, step, oracle, place, impulse, silence, none, unit, rest; cbn; equal.",
        ]
    return [i.linear(), *i.induction(f"M{x}", says, start, step)]


def moments_put(made: Theorem, a: Applied, found: sp.Expr, names: Names, label: str) -> Lines:
    """V_label: the quantity at its step, from M_label."""
    q, p, x = a.quantity, names.printer, label
    system, when = system_of(a), p.natural(a.values.get(t, t))
    assert q.moments is not None
    term, hh = a.term, a.of(h)
    first = q.moments.first
    at = f"(M{x} {when} ltac:(lia))" if first else f"(M{x} {when} (Nat.le_0_l _))"
    read = [system.read[0, k] for k in range(2)]
    mean = f"unfold mean_response. replace (read {term} (run {term} {hh} silence (init {term} 1) {when})) with (" + (
        " + ".join(f"{p(k)} * run {term} {hh} silence (init {term} 1) {when} {j}%nat" for j, k in enumerate(read)) + ")"
    )
    lines = [
        f"assert (V{x} : {made.names[q.symbol]} = {p(found)}).",
        f"{{ destruct {at} as {'(I0 & I1 & I2 & I3 & I4)' if q.kind == 'risk' else '(I0 & I1)'}.",
    ]
    if q.kind == "mean response":
        return [*lines, f"{mean} by (cbn - [run]; equal). rewrite I0, I1. powers. equal. }}"]
    arguments = " ".join(map(p, (*read, *read)))
    weights = [(read[0] ** 2, 0, 0), (2 * read[0] * read[1], 0, 1), (read[1] ** 2, 1, 1)]
    noise = f"({a.of(c)} / {a.of(B)})"
    sums = " + ".join(f"{p(w)} * ({noise} * built {term} {hh} (place {i}) (place {j}) {when})" for w, i, j in weights)
    return [
        *lines,
        f"rewrite risk_built, (built_two _ _ _ _ {arguments} (place 0) (place 1)) by (intro; unfold place; cbn; equal).",
        f"transitivity ({a.of(initial_risk)} * square (mean_response {term} {hh} {when}) + {hh} / 2 * ({sums})); [unfold square; equal|].",
        f"{mean} by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }}",
    ]


def agree(made: Theorem, names: Names) -> Lines:
    """The same risk at every step of two rules whose updates agree but for the size of the noise."""
    one, two = made.applied.values()
    first, second = (system_of(k) for k in (one, two))
    if first.A != second.A and any(cancel(x - y) != 0 for x, y in zip(first.A, second.A, strict=True)):
        raise NotPrinted("two rules with other matrices")
    place = next(k for k in range(first.order) if second.b[k, 0] != 0)
    f = cancel(first.b[place, 0] / second.b[place, 0])
    p = names.printer
    lines: Lines = []
    for k, a in enumerate((one, two)):
        lines += [
            f"assert (L{k} : linear {a.term} {a.of(h)}) by apply {a.rule.name}_linear.",
            f"assert (I{k} : time_invariant {a.term} {a.of(h)}) by apply {a.rule.name}_invariant.",
        ]
    places = "[|" * first.order + "i" + "]" * first.order
    each = f"apply functional_extensionality; intro i; destruct i as {places}; unfold step, oracle, none, unit, rest; cbn; real_powers; equal"
    return [
        *lines,
        f"apply (same_risk _ _ _ _ _ _ _ _ _ {p(f)} L0 L1 I0 I1); [reflexivity|reflexivity| | | | |].",
        f"{{ intros k s. {each}. }}",
        "{ intro s. cbn. equal. }",
        f"{{ {each}. }}",
        f"{{ {each}. }}",
        "{ real_powers. equal. }",
    ]
