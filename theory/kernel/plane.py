"""An update rule as it runs on points of the plane: the same ``advance`` and ``read``, run on points that write themselves."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.algebra.symbols import in_order
from theory.kernel.definition import Definition, in_terms
from theory.kernel.gallina import NotPrinted, Printer, comment, identifiers
from theory.kernel.term import Term, let_shared
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer, asks_for_step, leaf_names, leaves, rebuild


class Point(Term):
    """A point of the plane: sums, and multiples by real numbers."""

    def _plus(self, function: str, a: Any, b: Any) -> Point:
        if not isinstance(a, Point) or not isinstance(b, Point):
            raise NotPrinted("a point plus a number")
        return Point(f"({function} {{}} {{}})", a, b)

    def _times(self, factor: Any) -> Point:
        if isinstance(factor, Point):
            raise NotPrinted("a product of points")
        return Point("(times2 {} {})", Term.of(factor), self)

    def __add__(self, other: Any) -> Point:
        return self._plus("plus2", self, other)

    def __radd__(self, other: Any) -> Point:
        return self._plus("plus2", other, self)

    def __sub__(self, other: Any) -> Point:
        return self._plus("minus2", self, other)

    def __rsub__(self, other: Any) -> Point:
        return self._plus("minus2", other, self)

    def __mul__(self, other: Any) -> Point:
        return self._times(other)

    def __rmul__(self, other: Any) -> Point:
        return self._times(other)

    def __truediv__(self, other: Any) -> Point:
        return self._times(1 / Term.of(other))

    def __rtruediv__(self, other: Any) -> Point:
        raise NotPrinted("a quotient by a point")

    def __neg__(self) -> Point:
        return self._times(sp.S.NegativeOne)

    def __pow__(self, exponent: Any) -> Point:
        raise NotPrinted("a power of a point")

    def __rpow__(self, base: Any) -> Point:
        raise NotPrinted("a point in an exponent")


class _Oracle(Gradient):
    """The gradient on a rule's one minibatch, written ``gradient point``."""

    def __init__(self) -> None:
        """No curvature: a rule that looks at it is not one of any axes."""

    def __call__(self, point: Any) -> Point:
        if not isinstance(point, Point):
            raise NotPrinted("a gradient at a number")
        return Point("(gradient {})", point)

    def fresh(self) -> Gradient:
        raise NotPrinted("several minibatches in the plane")


def in_the_plane(optimizer: Optimizer, name: str) -> Definition:
    """The rule's update of points as a Gallina definition: the iterate after it. Raises ``NotPrinted`` for what is not of that form."""
    arguments = tuple(in_order(optimizer.own_symbols()))
    names = identifiers(arguments, {"s", "gradient", *(f"u{j}" for j in range(100))})
    if asks_for_step(optimizer):
        raise NotPrinted("a rule that looks at the step, in the plane")
    rule = in_terms(optimizer, Printer(names))
    start = rule.init(Point("theta"))
    states = leaf_names(start)
    if len(states) > 2:
        raise NotPrinted(f"{len(states)} states in the plane")
    state = rebuild(start, iter(Point(f"(s {i}%nat)") for i in range(len(states))))
    try:
        read = rule.read(rule.advance(state, _Oracle(), 0))
    except AttributeError as error:
        raise NotPrinted("a rule that looks at the curvature, in the plane") from error
    (moved,) = leaves(read)
    if not isinstance(moved, Point):
        raise NotPrinted("an iterate that is no point")
    bound = f" ({' '.join(names.values())} : R)" if names else ""
    text = "\n".join(
        [
            comment(f"{optimizer}, run on points of the plane: states {', '.join(states)}"),
            f"Definition {name}{bound} : plane_rule := fun gradient s =>",
            f"  {' '.join(let_shared([moved]))}.",
        ]
    )
    return Definition(name, text, arguments, tuple(names.values()), tuple(states), sp.S.One, plane=True)
