"""What is said of two rules: a map between their hyperparameters, or where they differ."""

from __future__ import annotations

from dataclasses import dataclass, field

import sympy as sp

from theory.rule.optimizer import Optimizer


@dataclass(frozen=True)
class Difference:
    """The first coefficient that differs: ``left`` for the first rule, ``right`` for the second with what is already forced."""

    place: str
    left: sp.Expr
    right: sp.Expr
    forced: dict[str, sp.Expr]

    def __str__(self) -> str:
        given = ", ".join(f"{k} = {v}" for k, v in self.forced.items())
        return f"{self.place}: {self.left} against {self.right}" + (f" (where {given} is forced)" if given else "")


@dataclass(frozen=True)
class Equivalence:
    """The answer of ``equivalent``; true if the second rule can do all that the first does.

    ``map``: the second rule's hyperparameters in those of the first; ``free``: those that may have any value. ``steps``: updates of the
    second for one of the first. ``batch_ratio``: batch size of the second over that of the first. ``sense``: "iterates" (equal on
    the same minibatches) or "law" (equal mean and covariance of the path, where the minibatches are not one for one).
    ``domain``: "proved" if the map stays in the second rule's domain for every setting of the first, "sampled" if that was only
    tried. If there is no map: ``difference``, the first coefficient that differs, or ``leaving`` (with ``partial_map``), the map that
    would do and a setting at which it leaves the second rule's domain; ``special``: conditions on the first rule under which there is a map.
    """

    first: Optimizer
    second: Optimizer
    map: dict[str, sp.Expr] | None
    free: tuple[str, ...] = ()
    steps: int = 1
    batch_ratio: sp.Expr = sp.S.One
    sense: str = "iterates"
    domain: str = "proved"
    difference: Difference | None = None
    special: tuple[tuple[dict[str, sp.Expr], Equivalence], ...] = field(default=())
    leaving: str = ""
    partial_map: dict[str, sp.Expr] | None = None

    def __bool__(self) -> bool:
        return self.map is not None

    def __str__(self) -> str:
        if self.map is None:
            text = f"{self.first} is not {self.second}: {self.difference or self.leaving}"
            for condition, case in self.special:
                text += f"; but where {_listed(condition)}: {case.mapping}"
            return text
        return f"{self.first} is {self.second} with {self.mapping}"

    @property
    def mapping(self) -> str:
        """The map in words."""
        text = _listed(self.map or {}) or "nothing to map"
        if self.free:
            text += f", any {', '.join(self.free)}"
        if self.steps > 1:
            text += f", {self.steps} steps for one"
        if self.batch_ratio != 1:
            text += f", batch size times {self.batch_ratio}"
        return text + (" (in law)" if self.sense == "law" else "")


def _listed(values: dict[str, sp.Expr]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())
