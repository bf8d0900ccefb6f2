"""Rules that change with the step: none is taken for constant, all are computed as their update says, and what hides the step is refused."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp

import nqm
from tests.rules import ONE, State, exact_risk, frozen
from theory.analysis.derivation import derive
from theory.errors import InputError, NotLinear
from theory.optimizers import Averaged, HeavyBall, Lookahead, WeightDecay
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer, hyperparameter

FIELDS = {"learning_rate": hyperparameter("alpha", above=0), "horizon": hyperparameter("T", above=0)}
SETTING = {"learning_rate": Fraction(1, 4), "horizon": Fraction(7, 2)}
PROBLEM = nqm.NoisyQuadratic([1.0], [0.5], theta0_sq=[1.0])
STEPS = 8


def scheduled(factor: Any) -> Any:
    """SGD with its learning rate multiplied by factor(rule, step)."""

    def update(self: Any, state: State, gradient: Any, step: Any) -> State:
        return State(state.theta - self.learning_rate * factor(self, step) * gradient(state.theta), 0 * state.m)

    members = {"update": update, "init": lambda self, theta: State(theta, 0 * theta), "State": State}
    return frozen("Scheduled", (Optimizer,), FIELDS, **members)


EXACT = {
    "nested": lambda s, k: nqm.maximum(nqm.minimum(k + 1, 5), 3) / (5 * ONE),
    "nested with the horizon": lambda s, k: nqm.minimum(nqm.maximum(k, 2), s.horizon) / s.horizon,
    "horizon": lambda s, k: nqm.minimum(k, s.horizon) / s.horizon,
    "difference of two horizons": lambda s, k: (
        nqm.maximum(nqm.minimum(k / s.horizon, 1) - nqm.minimum(k * ONE / 7, 1), 0) + ONE / 9
    ),
    "floor": lambda s, k: ONE / (1 + k // 3),
    "nqm.floor": lambda s, k: ONE / (1 + nqm.floor(k * ONE / 49)) - nqm.floor(-k * ONE / 3),
    "modulo": lambda s, k: ONE / (1 + k % 3),
    "absolute": lambda s, k: abs(k - s.horizon) / 8,
    "power": lambda s, k: (ONE / s.horizon) ** k,
    "dampened": lambda s, k: 1 - 0**k * s.learning_rate,
    "ratio": lambda s, k: (k + ONE) / (k + 2),
}
WAVES = {
    "cosine": (lambda s, k: (1 + nqm.cos(nqm.pi * k / s.horizon)) / 2, lambda T, k: (1 + mpmath.cos(mpmath.pi * k / T)) / 2),
    "sympy's cosine": (lambda s, k: (1 + sp.cos(k * ONE / 10)) / 2, lambda T, k: (1 + mpmath.cos(mpmath.mpf(k) / 10)) / 2),
    "sine": (lambda s, k: nqm.sin((k + 1) / s.horizon), lambda T, k: mpmath.sin((k + 1) / T)),
    "exponential": (lambda s, k: nqm.exp(-k / s.horizon), lambda T, k: mpmath.exp(-k / T)),
    "logarithm": (lambda s, k: 1 / nqm.log(k + 3), lambda T, k: 1 / mpmath.log(k + 3)),
    "root": (lambda s, k: 1 / nqm.sqrt(k + 1), lambda T, k: 1 / mpmath.sqrt(k + 1)),
    "cosine under a minimum": (
        lambda s, k: nqm.minimum(nqm.cos(nqm.minimum(k, 3) / s.horizon), sp.Rational(9, 10)),
        lambda T, k: min(mpmath.cos(min(k, 3) / T), mpmath.mpf("0.9")),
    ),
}


@pytest.mark.parametrize("name", EXACT)
def test_a_hidden_step_is_found_and_the_risk_is_what_the_update_says(name: str) -> None:
    """Time-varying alone and inside wrappers, never derived as constant; intervals contain the naive recursion on fractions."""
    rule = scheduled(EXACT[name])
    for symbolic in (rule(), Averaged(rule()), WeightDecay(rule())):
        assert extract(symbolic).time_varying
        with pytest.raises(NotLinear, match="time-varying"):
            derive(symbolic)
    squared, variance = exact_risk(rule(**SETTING), Fraction(1), STEPS)
    exact = squared / 2 + variance / 4 / 8
    found = nqm.precise_risk(rule(**SETTING), PROBLEM, [STEPS], 8, 30)[0]
    assert found.upper is not None
    assert found.lower <= exact <= found.upper
    assert nqm.risk(rule(**SETTING).mapped(float), PROBLEM, [STEPS], 8)[0] == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("name", WAVES)
def test_schedules_of_elementary_functions(name: str) -> None:
    """Cosine and the like against mpmath's own functions at 50 digits, in intervals and in float64."""
    factor, oracle = WAVES[name]
    rule = scheduled(factor)
    assert extract(rule()).time_varying
    with mpmath.workdps(50):
        mean, variance = mpmath.mpf(1), mpmath.mpf(0)
        for k in range(STEPS):
            rate = oracle(mpmath.mpf(7) / 2, k) / 4
            mean, variance = mean * (1 - rate), variance * (1 - rate) ** 2 + rate**2
        exact = mean**2 / 2 + variance / 32
        found = nqm.precise_risk(rule(**SETTING), PROBLEM, [STEPS], 8, 30)[0]
        assert found.upper is not None
        low, high = (mpmath.mpf(e.numerator) / e.denominator for e in (found.lower, found.upper))
        slack = mpmath.mpf(10) ** -45
        assert low * (1 - slack) <= exact <= high * (1 + slack)
        assert high - low <= exact * mpmath.mpf(10) ** -29
    assert nqm.risk(rule(**SETTING).mapped(float), PROBLEM, [STEPS], 8)[0] == pytest.approx(float(exact), rel=1e-12)


def test_a_schedule_is_simulated_as_computed() -> None:
    """Warm-up to a hyperparameter's horizon, then a cosine: the simulated risk is the exact one within five standard errors."""
    rule = scheduled(lambda s, k: nqm.minimum(k + 1, s.horizon) / s.horizon * (1 + nqm.cos(nqm.pi * k / 20)) / 2)
    numbers = rule(**SETTING).mapped(float)
    found = nqm.simulate(numbers, PROBLEM, [STEPS], 8, 4000)
    assert abs(found.risk[0] - nqm.risk(numbers, PROBLEM, [STEPS], 8)[0]) <= 5 * found.standard_error[0]


def test_arrays_of_horizons_broadcast() -> None:
    """A horizon per setting: each as if alone."""
    rule, horizons = scheduled(EXACT["horizon"]), np.array([1.5, 3.0, 9.0])
    both = nqm.risk(rule(learning_rate=0.25, horizon=horizons), PROBLEM, [STEPS], 8)
    alone = [nqm.risk(rule(learning_rate=0.25, horizon=T), PROBLEM, [STEPS], 8)[0] for T in horizons]
    assert both[:, 0] == pytest.approx(alone, rel=1e-14)


HIDDEN = {
    "equal": lambda s, k: 1 if k == 0 else ONE / 2,
    "equal, late": lambda s, k: 1 if k == 10**6 else ONE / 2,
    "a multiple": lambda s, k: 1 if k % 10 == 0 else ONE / 2,
    "not equal": lambda s, k: 1 if k != 3 else ONE / 2,
    "in a tuple": lambda s, k: 1 if k in (5, 7) else ONE / 2,
    "in a set": lambda s, k: 1 if k in {5000} else ONE / 2,
    "a table": lambda s, k: {5000: 1}.get(k, ONE / 2),
    "true": lambda s, k: 1 if k else ONE / 2,
    "true, sometimes": lambda s, k: 1 if k % 7 else ONE / 2,
    "its type": lambda s, k: 1 if isinstance(k, int) else ONE / 2,
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_branch_that_symbols_hide_is_refused(name: str) -> None:
    """SymPy calls ``step == 0`` false and ``if step`` true: such a rule is not derived as if it were constant."""
    for rule in (scheduled(HIDDEN[name])(), Averaged(scheduled(HIDDEN[name])()), Lookahead(scheduled(HIDDEN[name])(), 2)):
        with pytest.raises(NotLinear, match="branches on"):
            extract(rule)


def test_the_step_in_any_signature() -> None:
    """*args, a default, a lambda, another name: what comes third is the step."""

    def packed(self: Any, *given: Any) -> State:
        state, gradient, step = given
        return State(state.theta - self.learning_rate / (step + 1) * gradient(state.theta), 0 * state.m)

    def rest(self: Any, state: State, gradient: Any, *more: Any) -> State:
        return packed(self, state, gradient, *more)

    def default(self: Any, state: State, gradient: Any, when: Any = 5) -> State:
        return packed(self, state, gradient, when)

    for update in (rest, default, lambda s, state, g, k=2: packed(s, state, g, k)):
        cls = frozen("Odd", (HeavyBall,), {}, update=update, init=lambda self, theta: State(theta, 0 * theta), State=State)
        assert extract(cls()).time_varying
        assert extract(Averaged(cls())).time_varying


MISTAKES = {
    "math.cos": (lambda s, k: math.cos(k), InputError, r"math.cos knows plain numbers only; write nqm.cos"),
    "math.ceil": (lambda s, k: math.ceil(k / 3), InputError, r"math.ceil knows plain numbers only; write -nqm.floor\(-x\)"),
    "math.floor": (lambda s, k: math.floor(k / 3), InputError, r"write nqm.floor"),
    "numpy's cosine": (lambda s, k: np.cos(k), NotLinear, r"nqm.cos"),
    "math.pi": (lambda s, k: nqm.cos(math.pi * k / 10), InputError, r"write nqm.pi for math.pi"),
    "a function unknown here": (
        lambda s, k: sp.erf(k),
        InputError,
        r"contains erf\(t\) \(test_time_varying.py:\d+\); of functions nqm knows sqrt, exp",
    ),
    "smaller than": (lambda s, k: 1 if k < 5 else 2, NotLinear, r"branches on data"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_wrong_function_is_told_the_right_one(name: str) -> None:
    """One line; "not linear" is said of what is not linear only."""
    factor, kind, message = MISTAKES[name]
    with pytest.raises(kind, match=message) as caught:
        extract(scheduled(factor)())
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)


def test_a_norm_over_the_whole_array_is_not_simulated() -> None:
    """Clipping by the norm of all replicates together is refused; by each replicate's own norm it runs."""

    def clipped(**keywords: Any) -> Any:
        def update(self: Any, state: State, gradient: Any) -> State:
            g = gradient(state.theta)
            return State(state.theta - self.learning_rate * g / (1 + np.linalg.norm(g, **keywords)), state.m)

        return frozen("Clipped", (scheduled(lambda s, k: 1),), {}, update=update)(learning_rate=0.1, horizon=1.0)

    with pytest.raises(nqm.InputError, match="mixes replicates"):
        nqm.simulate(clipped(), PROBLEM, [2], 8, 100)
    assert np.isfinite(nqm.simulate(clipped(axis=-1, keepdims=True), PROBLEM, [2], 8, 100).risk).all()


SYMPYS = {
    "cos": (lambda s, k: (1 + sp.cos(k / s.horizon)) / 2, lambda s, k: (1 + nqm.cos(k / s.horizon)) / 2),
    "Min": (lambda s, k: sp.Min(k, s.horizon) / s.horizon, lambda s, k: nqm.minimum(k, s.horizon) / s.horizon),
    "floor": (lambda s, k: sp.floor(k / 2) / s.horizon, lambda s, k: (k // 2) / s.horizon),
    "Piecewise": (lambda s, k: sp.Piecewise((0, k < 3), (1, True)), lambda s, k: nqm.minimum(nqm.maximum(k - 2, 0), 1)),
}


@pytest.mark.parametrize("name", SYMPYS)
def test_sympys_functions_of_the_step_are_simulated(name: str) -> None:
    """On arrays a SymPy number is the plain number: as with nqm's functions on the same noise, to rounding, and no array of objects."""
    runs = [
        nqm.simulate(scheduled(f)(learning_rate=0.25, horizon=3.5), PROBLEM, [STEPS], 8, 200, engine="numpy").risk[0]
        for f in SYMPYS[name]
    ]
    assert runs[0] == pytest.approx(runs[1], rel=1e-12)
