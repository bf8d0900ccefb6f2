"""Whole numbers in the place of an update rule's counts: loops that stay loops, and tuples as long as a symbol says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from theory.kernel.gallina import NotPrinted, Printer
from theory.kernel.term import Term, let_shared
from theory.rule.model import Gradient
from theory.rule.optimizer import leaves, rebuild

BOUND = frozenset(f"{letter}{depth}" for letter in "ijx" for depth in range(1, 10))
"""Names of what loops and tuples bind."""


class Oracle(Gradient):
    """The gradient on a minibatch, written ``gradient j point``; j may depend on whole-number symbols."""

    def __init__(
        self, curvature: Term, printer: Printer, index: sp.Expr = sp.S.Zero, drawn: list[sp.Expr] | None = None
    ) -> None:
        self.curvature, self.printer, self.index = curvature, printer, index
        self.drawn = [sp.S.Zero] if drawn is None else drawn
        self.drawn[0] = index + 1

    def __call__(self, point: Any) -> Term:
        """The gradient at a point."""
        return Term(f"(gradient {self.printer.natural(self.index)} {{}})", Term.of(point))

    def fresh(self) -> Oracle:
        """The gradient on the next minibatch."""
        return Oracle(self.curvature, self.printer, self.drawn[0], self.drawn)

    def at(self, index: sp.Expr, printer: Printer) -> Oracle:
        """The gradient on another minibatch, after which the count goes on."""
        return Oracle(self.curvature, printer, index)


class Whole(Term):
    """A whole number, written ``INR n`` where a real one is asked for."""

    def __init__(self, number: sp.Expr, printer: Printer) -> None:
        super().__init__(f"(INR {printer.natural(number)})")
        self.number, self.printer = number, printer

    def repeated(self, body: Callable[[Any, Any, Any], Any], start: Any, gradient: Oracle) -> Any:
        """``repeated n (fun j x => ...) start``, each repetition on the minibatches that follow those of the one before."""
        if gradient.drawn[0] != gradient.index + 1:
            raise NotPrinted("minibatches drawn between the first of a loop and the loop")
        if len(leaves(start)) != 1:
            raise NotPrinted(f"a loop over {len(leaves(start))} numbers")
        depth = 1 + sum(symbol.name.startswith("loop") for symbol in gradient.printer.names)
        place = sp.Symbol(f"loop {depth}", integer=True, nonnegative=True)
        names = {**gradient.printer.names, place: f"j{depth}"}
        printer = Printer(names, {*gradient.printer.whole, place})
        j, x = Whole(place, printer), rebuild(start, iter([Term(f"x{depth}")]))
        probe = gradient.at(sp.S.Zero, printer)
        body(j, x, probe)
        each = probe.drawn[0]
        following = body(j, x, gradient.at(sp.expand(gradient.index + each * place), printer))
        *lets, text = let_shared([Term.of(leaf) for leaf in leaves(following)])
        loop = f"(fun j{depth} x{depth} => {' '.join([*lets, text])})"
        gradient.drawn[0] = sp.expand(gradient.index + each * self.number)
        (first,) = leaves(start)
        return rebuild(start, iter([Term(f"(repeated {self.printer.natural(self.number)} {loop} {{}})", Term.of(first))]))

    def __rmul__(self, other: Any) -> Any:
        if isinstance(other, tuple):
            (entry,) = other
            return Places(self, lambda _: Term.of(entry).text)
        return super().__rmul__(other)


class Places:
    """A tuple of as many numbers as a whole number says: ``entry`` writes the number at a place that is written."""

    def __init__(self, length: Whole, entry: Callable[[str], str], before: tuple[Term, ...] = ()) -> None:
        self.length, self.entry, self.before = length, entry, before

    def __radd__(self, other: tuple[Any, ...]) -> Places:
        """The tuple with others in front."""
        return Places(self.length, self.entry, (*(Term.of(k) for k in other), *self.before))

    def __getitem__(self, key: int | slice) -> Any:
        """The last entry; all but the last."""
        if len(self.before) != 1:
            raise NotPrinted("an entry of a tuple that does not follow one number")
        (first,) = self.before
        if key == -1:
            return Term(self._after(first, self.length.printer.natural(self.length.number)))
        if key == slice(None, -1):
            return Places(self.length, lambda place: self._after(first, place))
        raise NotPrinted(f"the place {key} of a tuple as long as a symbol says")

    def _after(self, first: Term, place: str) -> str:
        (text,) = let_shared([first])
        return f"match {place} with O => {text} | S i2 => {self.entry('i2')} end"

    def at(self, place: str) -> str:
        """The entry at a place, 0 beyond the end."""
        if self.before:
            raise NotPrinted("a state that changes its length")
        return f"if Nat.ltb {place} {self.length.printer.natural(self.length.number)} then {self.entry(place)} else 0"
