"""An update rule as a definition in Gallina: its own ``init``, ``update`` and ``read`` run on terms that write themselves."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass
from typing import Any

import sympy as sp

from theory.algebra.symbols import in_order
from theory.kernel.gallina import NotPrinted, Printer, comment, identifiers
from theory.kernel.term import Term, let_shared
from theory.kernel.whole import BOUND, Oracle, Places, Whole
from theory.rule.optimizer import Optimizer, asks_for_step, leaf_names, leaves, rebuild

Counts = tuple[tuple[str, sp.Symbol], ...]
"""Whole-number fields of a rule, and the symbols in their place."""


@dataclass(frozen=True)
class Definition:
    """A rule's definition: its name and text, the symbols it takes, the names of its states, its minibatches an update.

    ``plane``: it runs on points of the plane.
    """

    name: str
    text: str
    arguments: tuple[sp.Symbol, ...]
    parameters: tuple[str, ...]
    states: tuple[str, ...]
    minibatches: sp.Expr
    plane: bool = False

    @property
    def order(self) -> int:
        """Number of states."""
        return len(self.states)


def definition(optimizer: Optimizer, name: str, counts: Counts = ()) -> Definition:
    """The rule as a Gallina definition. Raises ``NotPrinted`` for what Gallina has no term for.

    ``counts``: whole-number fields that are symbols, for which the definition is one for every whole number.
    """
    whole = tuple(symbol for _, symbol in counts)
    arguments = tuple(in_order(optimizer.own_symbols()))
    taken = {"s", "k", "i", "gradient", "curvature", "theta", "h", *(f"u{j}" for j in range(100)), *BOUND}
    names = identifiers((*whole, *arguments), taken)
    printer = Printer(names, whole)
    rule = in_terms(optimizer, printer)
    for field, symbol in counts:
        object.__setattr__(rule, field, Whole(symbol, printer))
    start = rule.init(Term("theta"))
    states = leaf_names(start)
    state = rebuild(start, iter(_place(leaf, i) for i, leaf in enumerate(leaves(start))))
    oracle = Oracle(Term("curvature"), printer)
    following = rule.advance(state, oracle, Term("(INR k)") if asks_for_step(optimizer) else 0)
    minibatches = oracle.drawn[0]
    groups = (([names[k] for k in whole], "nat"), ([names[k] for k in arguments], "R"))
    bound = "".join(f" ({' '.join(group)} : {kind})" for group, kind in groups if group)
    text = "\n".join(
        [
            comment(f"{optimizer}: states {', '.join(states)}"),
            f"Definition {name}{bound} : rule := {{|",
            f"  minibatches := {printer.natural(minibatches)};",
            f"  init := fun theta => {_state(start)};",
            f"  update := fun k gradient curvature s =>{_state(following, 4)};",
            f"  read := fun s => {_body([Term.of(rule.read(state))])}",
            "|}.",
        ]
    )
    everything = (*whole, *arguments)
    return Definition(name, text, everything, tuple(names[k] for k in everything), tuple(states), minibatches)


def _place(leaf: Any, i: int) -> Any:
    """The number at a place of the state; what follows it, for a tuple as long as a symbol says."""
    if isinstance(leaf, Places):
        return Places(leaf.length, lambda place: f"s ({i} + {place})%nat")
    return Term(f"(s {i}%nat)")


def _state(state: Any, indent: int = 0) -> str:
    """A state as a function of the place."""
    numbers = leaves(state)
    rest = "| _ => 0"
    if isinstance(numbers[-1], Places):
        rest = f"| {'S (' * (len(numbers) - 2)}S i1{')' * (len(numbers) - 2)} => {numbers.pop().at('i1')}"
    parts = let_shared([Term.of(leaf) for leaf in numbers])
    lets, texts = parts[: len(parts) - len(numbers)], parts[len(parts) - len(numbers) :]
    cases = " ".join(f"| {i}%nat => {text}" for i, text in enumerate(texts))
    if not indent:
        return " ".join([*lets, f"fun i => match i with {cases} {rest} end"])
    pad = "\n" + " " * indent
    return pad + pad.join([*lets, f"fun i => match i with {cases} {rest} end"])


def _body(terms: list[Term]) -> str:
    return " ".join(let_shared(terms))


def in_terms(optimizer: Optimizer, printer: Printer) -> Optimizer:
    """A copy whose hyperparameters are terms (unchecked: a term has no size)."""
    clone = copy.copy(optimizer)
    for field in dataclasses.fields(optimizer):  # type: ignore[arg-type]
        value = getattr(optimizer, field.name)
        if isinstance(value, Optimizer):
            object.__setattr__(clone, field.name, in_terms(value, printer))
        elif "interval" in field.metadata:
            exact = sp.sympify(value)
            if exact.has(sp.Float):
                raise NotPrinted(f"{optimizer}: {field.name} is the float {value}; write it as a fraction")
            object.__setattr__(clone, field.name, Term(printer(exact)))
    return clone
