"""The quantities of claims, each printed by its own definition (``Rules.v``): a term, or something said of a number, a rule or a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from theory.kernel.definition import Definition
from theory.kernel.gallina import NotPrinted, Printer
from theory.rule.model import B, c, h, initial_risk, t, theta, z
from theory.statements import update
from theory.statements.statement import Quantity

HARMONIC_TERMS = 10_000
WITHOUT_RULE = {"harmonic sum", "squared gradient", "gradient"}
"""Quantities of the model or of the standard problem alone."""
IN_THE_PLANE = {"update along any axes"}
"""Quantities of a rule that is run on points of the plane."""


@dataclass(frozen=True)
class Applied:
    """A quantity's rule at its values, and what the quantity is made of there, as Gallina terms."""

    quantity: Quantity
    rule: Definition
    term: str
    values: Mapping[sp.Symbol, sp.Expr]
    printer: Printer

    def of(self, symbol: sp.Symbol) -> str:
        """A model symbol on the quantity's own problem."""
        e = self.values.get(symbol, symbol)
        return self.printer.natural(e) if symbol == t else self.printer(e)

    def known(self, symbols: tuple[sp.Symbol, ...]) -> bool:
        """Whether the quantity's problem says what these are."""
        return all(s in self.values or s in self.printer.names for s in symbols)


def _risk(a: Applied) -> str:
    return f"(risk {a.term} {a.of(h)} {a.of(c)} {a.of(B)} {a.of(initial_risk)} {a.of(t)})"


def _mean(a: Applied) -> str:
    return f"(mean_response {a.term} {a.of(h)} {a.of(t)})"


def _characteristic(a: Applied) -> str:
    if a.quantity.counts:
        (length,) = a.quantity.counts
        order = a.printer.natural(a.rule.order - 1 + length[1])
        return f"(characteristic {order} {a.term} {a.of(h)} {a.of(z)})"
    if a.rule.order > 3:
        raise NotPrinted(f"the characteristic polynomial of {a.rule.order} states")
    return f"(characteristic{a.rule.order} {a.term} {a.of(h)} {a.of(z)})"


def _harmonic(a: Applied) -> str:
    (examples,) = a.printer.whole
    return f"(bayes_risk (Z.to_nat {HARMONIC_TERMS}) {a.printer(examples)})"


def _gradient(a: Applied) -> str:
    return f"(oracle {a.of(h)} (fun _ => sqrt ({a.of(c)} / {a.of(B)}) * {a.of(update.noise)}) 0%nat {a.of(theta)})"


TERMS: Mapping[str, Callable[[Applied], str]] = {
    "risk": _risk,
    "mean response": _mean,
    "characteristic polynomial": _characteristic,
    "harmonic sum": _harmonic,
    "gradient": _gradient,
}
"""Quantities that are terms of Gallina."""


def _scale(a: Applied) -> str:
    return " ".join(a.printer(k) for k in a.quantity.scale)


SAYS: Mapping[str, Callable[[Applied], str]] = {
    "steady-state risk": lambda a: f"steady_state {a.term} {a.of(h)} {a.of(c)} {a.of(B)} {{}}",
    "mean transfer function": lambda a: f"Un_cv (power_sum (mean_response {a.term} {a.of(h)}) {a.of(z)}) {{}}",
    "larger root": lambda a: f"larger_root {a.term} {a.of(h)} {{}}",
    "squared spectral radius": lambda a: f"squared_radius {a.term} {a.of(h)} {{}}",
    "squared gradient": lambda a: f"mean_square_gradient {a.of(h)} {a.of(c)} {a.of(B)} {a.of(theta)} {{}}",
    "second-moment polynomial": lambda a: (
        f"second_moment_polynomial {a.term} {a.of(h)} {_scale(a)} {a.printer(_variable(a))} {{}}"
    ),
}
"""Quantities that are numbers of which something is said."""


def _variable(a: Applied) -> sp.Symbol:
    """The variable of the second-moment polynomial."""
    return next(s for s in a.printer.names if s.name == "lambda")


CONDITIONS: Mapping[str, Callable[[Applied], str]] = {
    "stable": lambda a: f"stable {a.term} {a.of(h)}",
    "roots within": lambda a: f"within {a.term} {a.of(h)} {_scale(a)}",
}
"""What may be so of a rule."""


def _second_moments(a: Applied, table: Any) -> str:
    rows = " ".join(
        f"| {i}%nat => match j with {' '.join(f'| {j}%nat => {a.printer(table[i, j])}' for j in range(table.cols))} | _ => 0 end"
        for i in range(table.rows)
    )
    return f"second_moments {a.term} {a.of(h)} {_scale(a)} (fun i j => match i with {rows} | _ => 0 end)"


def _next_moments(a: Applied, table: Any) -> str:
    given = " ".join(a.of(s) for s in (h, c, B, update.mean, update.variance))
    return f"next_mean_and_variance {a.term} {given} {' '.join(map(a.printer, table))}"


def _plane_update(a: Applied, table: Any) -> str:
    pairs = (update.points, update.velocities, update.noises, update.optimum, update.curvatures)
    start, speed, noise, place, curvature = (f"(point {' '.join(map(a.of, pair if a.known(pair) else ()))})" for pair in pairs)
    speed = speed if a.known(update.velocities) else "origin"
    tail = f"{a.of(update.turn)} {curvature} {noise} {place} {start} {speed}"
    return f"turned_update {a.term} {tail} = point {' '.join(map(a.printer, table))}"


TABLES: Mapping[str, Callable[[Applied, Any], str]] = {
    "second-moment map": _second_moments,
    "next mean and variance": _next_moments,
    "update along any axes": _plane_update,
}
"""What is said of several numbers at once."""


def positive_parts(a: Applied) -> list[sp.Expr]:
    """What a quantity's definition takes to be positive."""
    return list(a.quantity.scale) if a.quantity.kind == "roots within" else []


def nonzero_parts(a: Applied) -> list[sp.Expr]:
    """What a quantity's definition takes not to be zero: factors of a state's scale."""
    return [sp.sympify(k) for k in a.quantity.scale] if a.quantity.kind.startswith("second-moment") else []
