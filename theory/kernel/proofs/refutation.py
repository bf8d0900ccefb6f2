"""Counterexamples: the kernel proves that the statement does not hold on its domain, at the claim's witness."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from theory.kernel.gallina import NotPrinted
from theory.kernel.proofs.positive import Lines, Names
from theory.kernel.proofs.responses import Responses
from theory.kernel.proofs.single import larger_root_at
from theory.kernel.quantities import Applied
from theory.kernel.theorem import Theorem
from theory.rule.domain import Domain
from theory.rule.model import B, c, h
from theory.statements.statement import Quantity
from theory.statements.values import value


def refutation(made: Theorem) -> Lines:
    """The statement, put at the witness, says something false of numbers."""
    point = dict(made.claim.witness)
    by_name = {name: symbol for symbol, name in made.names.items()}
    lines: Lines = []
    for name, kind in made.binders:
        at = point[by_name[name]]
        lines.append(f"exists {made.printer.natural(at) if kind == 'nat' else made.printer(at)}.")
    lines += ["split; [numeric|]."] * len(made.hypotheses)
    put: dict[sp.Symbol, sp.Expr] = {}
    for k, (symbol, a) in enumerate(made.applied.items()):
        kind = a.quantity.kind
        if kind not in ("risk", "steady-state risk", "larger root"):
            raise NotPrinted(f"the quantity {kind} at a point")
        if kind != "risk":
            found, number = (_steady if kind == "steady-state risk" else _larger_root)(made, a, point, str(k))
            lines += found
            put[symbol] = number
    lines += [f"exists {put[symbol].name if put[symbol].is_Symbol else made.printer(put[symbol])}." for symbol in put]
    lines += [
        f"split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q{k}); "
        f"first [reflexivity | (f_equal; numeric_equal) | numeric_equal] "
        f"| |- larger_root _ _ _ => exact Q{k} end|]."
        for k, symbol in enumerate(made.applied)
        if symbol in put
    ]
    lines += ["split; [beside|]."] * len(made.aside)
    return [*lines, "fails."]


def _here(a: Applied, made: Theorem, point: dict[sp.Symbol, sp.Expr]) -> Applied:
    """The quantity at the witness."""
    q = a.quantity
    optimizer = q.optimizer.mapped(lambda v: sp.sympify(v).xreplace({**dict(q.environment), **point}))
    environment = {s: sp.sympify(e).xreplace(point) for s, e in {**point, **dict(q.environment)}.items()}
    here = Quantity(q.symbol, q.kind, optimizer, q.scale, tuple(environment.items()))
    arguments = " ".join(made.printer(sp.sympify(optimizer.values()[s])) for s in a.rule.arguments)
    return replace(a, quantity=here, term=f"({a.rule.name} {arguments})", values=environment)


def _larger_root(made: Theorem, a: Applied, point: dict[sp.Symbol, sp.Expr], label: str) -> tuple[Lines, sp.Expr]:
    """The larger root at the witness: rational beside a root of a rational number."""
    applied = _here(a, made, point)
    r = Responses(applied, Domain(), Names(made.printer), label)
    discriminant = sp.sympify(r.d[0] ** 2 - 4 * r.d[1])
    radical = f"sqrt {made.printer(discriminant)}"
    root = f"({made.printer(-r.d[0] / 2)} + {radical} / 2)"
    lines = [
        f"assert (inside{label} : 0 < {made.printer(discriminant)}) by lra.",
        *larger_root_at(made, applied, r, root, radical, label),
    ]
    return lines, sp.Symbol(root)


def _steady(made: Theorem, a: Applied, point: dict[sp.Symbol, sp.Expr], label: str) -> tuple[Lines, sp.Expr]:
    """The number that a steady state is at the witness."""
    applied, names = _here(a, made, point), Names(made.printer)
    number = value(applied.quantity, Domain()).expression
    r = Responses(applied, Domain(), names, label)
    return [
        *r.facts(),
        *r.stable(),
        f"assert (Q{label} : steady_state {applied.term} {' '.join(applied.of(s) for s in _problem())} {made.printer(number)}).",
        "{",
        *r.steady(made.printer(number)),
        "}",
    ], number


def _problem() -> tuple[sp.Symbol, ...]:
    return (h, c, B)
