"""Families of rules for attacks: library rules with their symbols renamed, and random rules with their exact moments by naive recursion."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import nqm
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter, leaves, rebuild

MODEL_NAMES = ("h", "c", "B", "t", "x", "theta", "ell_0", "z", "one", "noise.1", "state.theta", "state.m", "lambda", "pi", "E", "I", "k",
               "r_1", "r_2", "epsilon", "kappa", "w", "x0", "x1", "v000", "s_alpha", "log", "sin", "maximum", "alpha'", "curvature", "_",
               "h_model", "N")  # fmt: skip
"""Names under which the model, a method or generated code has something of its own, and odd ones."""


def frozen(name: str, bases: tuple[type, ...], fields: dict[str, Any], **members: Any) -> type:
    """A frozen dataclass with these fields, as a user's file would define it."""
    names = {"__annotations__": dict.fromkeys(fields, Scalar), "__module__": __name__, **fields, **members}
    return dataclasses.dataclass(frozen=True)(type(name, bases, names))


def renamed(rule: Optimizer, names: dict[str, str]) -> Optimizer:
    """The rule with other symbols for some of its own hyperparameters (not those of rules inside), nothing else changed."""
    old = {f.name: f.metadata for f in dataclasses.fields(rule) if f.name in names}  # type: ignore[arg-type]
    fields = {}
    for field, meta in old.items():
        k = meta["interval"]
        lower, upper = ("at_least" if k.lower_closed else "above"), ("at_most" if k.upper_closed else "below")
        ends = {lower: k.lower, upper: k.upper}
        fields[field] = hyperparameter(names[field], **{n: None if v is None else int(v) for n, v in ends.items()})
    cls = frozen(type(rule).__name__, (type(rule),), fields, slug=rule.slug)
    own = {f.name: getattr(rule, f.name) for f in dataclasses.fields(rule) if f.name not in names}  # type: ignore[arg-type]
    return cls(**{n: v for n, v in own.items() if not hasattr(v, "free_symbols")})


ONE = Fraction(1)  # so that a quotient of whole numbers is no float


class State(NamedTuple):
    """Two states: the iterate and a velocity."""

    theta: Any
    m: Any


def random_rule(rng: Random, varying: bool) -> tuple[type[Optimizer], dict[str, Fraction]]:
    """A linear rule of two states whose coefficients are random formulas, its symbols named at random; and a setting."""
    count = rng.randint(1, 3)
    fields = {f"p{k}": hyperparameter(rng.choice(MODEL_NAMES), above=0) for k in range(count)}
    tree = [_formula(rng, 3, count, varying) for _ in range(3)]

    def init(self: Any, theta: Any) -> State:
        return State(theta, 0 * theta)

    def change(self: Any, state: Any, gradient: Any, step: Any) -> State:
        p = [getattr(self, f"p{k}") for k in range(count)]
        decay, share, rate = (x / (ONE + x) for x in (_value(e, p, step) for e in tree))
        m = decay * state.m + share * gradient(state.theta)
        return State(state.theta - rate * m, m)

    def update(self: Any, state: Any, gradient: Any) -> State:
        return change(self, state, gradient, 0)

    members = {"init": init, "update": change if varying else update, "State": State}
    return frozen("Random", (Optimizer,), fields, **members), {n: Fraction(rng.randint(1, 30), 10) for n in fields}


def _formula(rng: Random, depth: int, count: int, varying: bool) -> Any:
    """A nonnegative formula in hyperparameters, small numbers and the step, as a tree."""
    if depth == 0 or rng.random() < 0.2:
        leaf = rng.randrange(3 if varying else 2)
        return ("p", rng.randrange(count)) if leaf == 0 else ("n", rng.randint(1, 4)) if leaf == 1 else ("t",)
    op = rng.choice(["+", "*", "/", "max", "min", "//", "%", "abs"] if varying else ["+", "*", "/"])
    if op in ("//", "%"):
        return op, ("t",), ("n", rng.randint(2, 5))
    return op, _formula(rng, depth - 1, count, varying), _formula(rng, depth - 1, count, varying)


def _value(tree: Any, p: list[Any], t: Any) -> Any:
    op, *rest = tree
    if op in "pnt":
        return t if op == "t" else p[rest[0]] if op == "p" else rest[0]
    a, b = (_value(r, p, t) for r in rest)
    match op:
        case "+":
            return a + b
        case "*":
            return a * b
        case "/":
            return a / (ONE + b)
        case "max":
            return nqm.maximum(a, b)
        case "min":
            return nqm.minimum(a, b)
        case "//":
            return a // b
        case "%":
            return a % b
    return abs(a - b)


def exact_risk(rule: Optimizer, curvature: Fraction, steps: int) -> tuple[Fraction, Fraction]:
    """(phi_t^2, V_t) of a rule in exact fractions: the update itself, run on the start alone and on each step's noise alone."""

    def run(start: Fraction, noisy: int | None) -> Any:
        state: Any = rule.init(start)
        for k in range(steps):
            gradient = Gradient(curvature, lambda k=k: Fraction(int(k == noisy)))  # type: ignore[misc]
            state = rebuild(state, iter(leaves(rule.advance(state, gradient, k))))
        return rule.read(state)

    return run(Fraction(1), None) ** 2, sum((run(Fraction(0), k) ** 2 for k in range(steps)), Fraction(0))
