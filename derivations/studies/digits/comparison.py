"""Prediction against training in numbers: ratios of steps, the order of the optimizers, critical batch sizes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau

from derivations.own_model.advice import DEFAULTS, Advice
from derivations.studies.digits.results import Outcome, TunedSteps
from derivations.studies.digits.tuned_training import NEWTON, RULE
from numerics.curves.critical import critical_batch_size
from numerics.tuning.tune import Tuned

Array = NDArray[Any]
Steps = dict[float, float | None]
"""Steps by batch size, unlimited batches last; None where the target is not reached."""


def predicted_steps(model: Outcome, rule: str) -> Steps:
    """Of a rule as it is trained; empty where there is no theory of it."""
    return _steps(model.predicted.get(RULE[rule].predicted or "", []))


def trained_steps(model: Outcome, rule: str) -> Steps:
    """Of a rule."""
    return _steps(model.trained[rule])


def _steps(rows: list[TunedSteps]) -> Steps:
    return {r.batch_size: r.steps for r in rows}


@dataclass(frozen=True, eq=False)
class Ratios:
    """Predicted over trained steps of a rule, ``values``, at the batch sizes where both are known, full gradients among them."""

    rule: str
    batch_sizes: Array
    values: Array


def ratio_curves(model: Outcome) -> list[Ratios]:
    """Of every rule that has any."""
    found = []
    for rule in model.trained:
        ours, real = predicted_steps(model, rule), trained_steps(model, rule)
        both = {b: s / trained for b, s in ours.items() if s and (trained := real.get(b))}
        if both:
            found.append(Ratios(rule, np.array(list(both)), np.array(list(both.values()))))
    return found


def ratios(model: Outcome) -> Array:
    """Predicted over trained steps of all cells where both are known."""
    found = [curve.values for curve in ratio_curves(model)]
    return np.concatenate(found) if found else np.array([])


def share_within(values: Array, factor: float) -> float:
    """How many ratios lie between 1/factor and factor."""
    return float(np.mean((values <= factor) & (values >= 1 / factor)))


def advice_of(model: Outcome) -> Advice:
    """The stored predictions as ``nqm advise`` holds them."""
    names = [name for name in (*DEFAULTS, NEWTON) if name in model.predicted]
    rows = {
        name: [Tuned(None, r.batch_size, None if r.steps is None else int(r.steps)) for r in model.predicted[name]]
        for name in names
    }
    return Advice(model.target, 0.0, rows)


@dataclass(frozen=True)
class Order:
    """Rules from the fastest on at a batch size, as predicted and as trained; Kendall's tau between both.

    cost : trained steps of the rule predicted to be the fastest over the fewest trained steps of any predicted rule.
    """

    batch_size: float
    predicted: list[str]
    trained: list[str]
    tau: float
    cost: float


def orders(model: Outcome) -> list[Order]:
    """At each finite batch size where two rules or more can be compared."""
    advice = advice_of(model)
    rule_of = {RULE[r].predicted: r for r in model.trained if RULE[r].predicted}
    found = []
    for size in advice.batch_sizes:
        real = {rule: s for rule in rule_of.values() if (s := trained_steps(model, rule).get(size))}
        guessed = [rule_of[n] for n in advice.order(size) if rule_of.get(n) in real]
        if len(guessed) < 2:
            continue
        ours = {rule_of[n]: advice.steps(n, size) for n in advice.rows if rule_of.get(n) in real}
        tau = float(kendalltau([ours[r] for r in guessed], [real[r] for r in guessed]).statistic)
        trained = sorted(guessed, key=lambda r: real[r])
        found.append(Order(size, guessed, trained, tau, real[guessed[0]] / real[trained[0]]))
    return found


def crossing(steps: Mapping[float, float | None]) -> float | None:
    """The critical batch size of a curve; None where too little of it is known."""
    known = [(b, s) for b, s in steps.items() if s and math.isfinite(b)]
    plateau = steps.get(math.inf)
    if len(known) < 3 or not plateau:
        return None
    return critical_batch_size([b for b, _ in known], [s for _, s in known], plateau).crossing
