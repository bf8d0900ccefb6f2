"""Quantities with a definition and a proof of their own: second moments after one update, roots of a quadratic, a sum in integers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp

from theory.algebra.field import cancel
from theory.kernel.gallina import NotPrinted
from theory.kernel.proofs.inequality import prove
from theory.kernel.proofs.positive import Lines, Names
from theory.kernel.proofs.responses import Responses
from theory.kernel.quantities import HARMONIC_TERMS, Applied
from theory.kernel.theorem import Theorem
from theory.proof.inequality import NonZero, PositiveThroughout, positive_given
from theory.rule.filter import extract
from theory.rule.model import B, c
from theory.statements.update import turn
from theory.statements.values import denominators_of, second_moment_map, value

BITS = 2**64
"""In how many parts of one a term of the harmonic sum is counted."""


def beside(made: Theorem, names: Names) -> Lines:
    """What stands beside the statement: roots of the rule, denominators, bases of powers."""
    lines: Lines = []
    for aside in made.aside:
        if aside.kind == "roots":
            lines.append(
                "split; [unfold roots2_of, trace2, determinant2, det2, entry, step, none, unit, oracle; cbn; split; to_C; "
                f"{_ties(made)} equal_C|]."
            )
            continue
        if aside.kind == "apart":
            lines.append("split; [nonzero_C|].")
            continue
        if aside.kind == "nonzero":
            inner = prove(NonZero(aside.expression, made.claim.domain), names)
        else:
            inner = prove(PositiveThroughout(aside.expression, made.claim.domain, aside.kind == "positive"), names)
        lines += [f"assert (X : {aside.text}).", "{", *inner, "}", "split; [exact X|]. clear X."]
    return lines


def _ties(made: Theorem) -> str:
    return " ".join(f"rewrite ?{name};" for name, _ in made.hypotheses if name.startswith("tied_"))


def _map(made: Theorem, names: Names) -> Lines:
    """The second moments one update on, entry by entry."""
    lines: Lines = []
    (q,) = made.says.quantities
    for k, base in enumerate(denominators_of([*q.scale, *made.says.right])):
        lines += [f"assert (N_{k} : {names.printer(base)} <> 0).", "{", *prove(NonZero(base, made.claim.domain), names), "}"]
    return [*lines, *beside(made, names), "unfold second_moments, step, none, oracle; intro s; cbn; repeat split; equal."]


def _polynomial(made: Theorem, names: Names) -> Lines:
    """The determinant of x I minus that map, in the roots."""
    (a,) = made.applied.values()
    s = made.says
    matrix = second_moment_map(a.quantity)
    x = next(v for v in made.claim.domain.symbols if v.name == "lambda")
    p = names.printer
    determinant = cancel((x * sp.eye(3) - matrix).det(method="berkowitz"))
    rows = " ".join(
        f"| {i}%nat => match j with {' '.join(f'| {j}%nat => {p(matrix[i, j])}' for j in range(3))} | _ => 0 end"
        for i in range(3)
    )
    assert s.roots is not None
    values = [name for name, _ in made.values]
    lines: Lines = []
    for k, base in enumerate(denominators_of(a.quantity.scale)):
        lines += [f"assert (N_{k} : {p(base)} <> 0).", "{", *prove(NonZero(base, made.claim.domain), names), "}"]
    lines += [f"exists {p(determinant)}." for _ in values]
    return [
        *lines,
        f"split; [exists (fun i j => match i with {rows} | _ => 0 end); split; "
        "[unfold second_moments, step, none, oracle; intro s; cbn; repeat split; equal|unfold det3; cbn; equal]|].",
        f"split; [to_C; {_ties(made)} powers_C; equal_C|].",
        *beside(made, names),
        "reflexivity.",
    ]


def larger_root(made: Theorem, names: Names, a: Applied, label: str) -> Lines:
    """A root, and at least the other one, which is what is left of the trace: Q_label says so of the value that the definition gives."""
    root, domain = sp.sympify(value(a.quantity, made.claim.domain).expression), made.claim.domain
    r = Responses(a, domain, names, label)
    p = names.printer
    (radical,) = [k for k in root.atoms(sp.Pow) if k.exp == sp.Rational(1, 2) and k.base.is_Add]
    return [
        f"assert (inside{label} : 0 < {p(radical.base)}).",
        "{", *prove(positive_given(radical.base, domain), names), "}",
        *larger_root_at(made, a, r, p(root), f"sqrt {p(radical.base)}", label),
    ]  # fmt: skip


def larger_root_at(made: Theorem, a: Applied, r: Responses, root: str, radical: str, label: str) -> Lines:
    """The same, ``inside`` known to be positive."""
    p = r.names.printer
    says = dict(made.values)[made.names[a.quantity.symbol]] if not made.refuted else f"larger_root {a.term} {r.h} {{}}"
    return [
        f"assert (square_root{label} : {radical} * {radical} = {radical[5:]}) by (apply sqrt_sqrt; lra).",
        f"assert (not_negative{label} := sqrt_pos {radical[5:]}).",
        f"assert (Q{label} : {says.format(root)}).",
        f"{{ apply (larger_root_of _ _ {p(r.d[0])} {p(r.d[1])}); "
        "[intro z_; unfold characteristic2, det2, entry, step, none, unit, oracle; cbn; equal|nra|lra]. }",
    ]


def squared_radius(made: Theorem, names: Names, a: Applied, label: str) -> Lines:
    """A complex pair: the product of the roots."""
    domain = made.claim.domain
    r = Responses(a, domain, names, label)
    p = names.printer
    found = p(value(a.quantity, domain).expression)
    gap = cancel(4 * r.d[1] - r.d[0] ** 2)
    unfolded = "unfold determinant2, trace2, det2, entry, step, none, unit, oracle; cbn"
    return [
        f"assert (pair{label} : 0 < {p(gap)}).",
        "{", *prove(positive_given(gap, domain), names), "}",
        f"assert (Q{label} : {dict(made.values)[made.names[a.quantity.symbol]].format(found)}).",
        f"{{ assert (D : determinant2 {a.term} {r.h} = {found}) by ({unfolded}; equal).",
        f"assert (S := squared_radius_of {a.term} {r.h}). rewrite D in S. apply S. clear S. rewrite <- D. {unfolded}. "
        f"match goal with |- 0 < ?e => replace e with {p(gap)} by equal; exact pair{label} end. }}",
    ]  # fmt: skip


def _harmonic(made: Theorem, names: Names) -> Lines:
    """Each term rounded up to a multiple of 2^-64, in integers; at the fewest examples, the sum decreasing in their number."""
    s = made.says
    if s.relation != "<=":
        raise NotPrinted("a harmonic sum that is not bounded from above")
    (examples,) = made.claim.domain.hypotheses
    first, name = int(examples.interval.lower or 0), names.of(examples.symbol)
    bound = made.printer(s.right)
    count = f"(Z.to_nat {HARMONIC_TERMS})"
    return [
        f"assert (least : IZR {first} <= INR {name}).",
        "{ rewrite INR_IZR_INZ. apply IZR_le. lia. }",
        f"eapply Rle_trans; [apply (bayes_risk_bounded {BITS} {first} _ _ ltac:(lia) ltac:(lia) least)|].",
        f"assert (sum_at : (quotients {BITS} {first} {count} <= {int(sp.floor(2 * s.right * BITS))})%Z) by (vm_compute; discriminate).",
        f"apply IZR_le in sum_at. apply Rle_trans with (/ 2 * (IZR {int(sp.floor(2 * s.right * BITS))} / IZR {BITS})).",
        "{ apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|exact sum_at]. }",
        f"change (/ 2 * (IZR {int(sp.floor(2 * s.right * BITS))} / IZR {BITS}) <= {bound}). lra.",
    ]


def _next_moments(made: Theorem, names: Names) -> Lines:
    """The update is a times the start plus b times the noise."""
    (a,) = made.applied.values()
    system = extract(a.quantity.optimizer)
    if system.order != 1 or system.minibatches != 1:
        raise NotPrinted("not one state and one minibatch")
    p = names.printer
    factor, noise = (p(sp.sympify(e).xreplace(dict(a.quantity.environment))) for e in (system.A[0, 0], system.b[0, 0]))
    return [
        *beside(made, names),
        f"apply (next_of_one _ _ _ _ _ _ _ _ {factor} {noise}).",
        f"{{ assert (0 < {a.of(B)}) by pos. assert (0 <= {a.of(c)}) by nonneg. nonneg. }}",
        "{ intros x noise. unfold step, oracle. cbn. equal. }",
        "{ equal. }",
        "{ equal. }",
    ]


def _plane_update(made: Theorem, names: Names) -> Lines:
    """Coordinate by coordinate: the turn and the turn back cancel."""
    (a,) = made.applied.values()
    return [
        *beside(made, names),
        f"assert (turned := turn_defined {a.of(turn)}).",
        f"unfold turned_update, turned_gradient, {a.rule.name}, turn, turn_back, plus2, minus2, times2, origin.",
        "apply plane_eq; cbn; equal.",
    ]


def _gradient(made: Theorem, names: Names) -> Lines:
    """The oracle as it is written; the root of c/B is that of c over that of B."""
    (a,) = made.applied.values()
    return [
        *beside(made, names),
        f"assert (0 < {a.of(B)}) by pos.",
        "unfold oracle. rewrite sqrt_div_alt by assumption. rewrite ?sqrt_1. equal.",
    ]


OWN: Mapping[str, Callable[[Theorem, Names], Lines]] = {
    "second-moment map": _map,
    "second-moment polynomial": _polynomial,
    "harmonic sum": _harmonic,
    "next mean and variance": _next_moments,
    "update along any axes": _plane_update,
    "gradient": _gradient,
}
