"""No float enters an interval: every rule, of the library or a user's, against the update itself run on Python's fractions."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import gmpy2
import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from numerics.arithmetic.ball import FUNCTIONS, Ball, PrecisionLoss
from numerics.arithmetic.exact import exact_number
from numerics.dynamics.precise import precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.exact_recursion import exact_risks
from theory.errors import InputError
from theory.optimizers import (
    REGISTRY,
    SGD,
    Adam,
    Averaged,
    HeavyBall,
    InverseTimeDecay,
    LinearDecay,
    Lion,
    Nesterov,
    PolyakAverage,
    Preconditioned,
    RMSProp,
    SignSGD,
    TailAverage,
    WarmUp,
)
from theory.rule.functions import maximum, minimum
from theory.rule.model import t as STEP
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter

RULES = [
    *(cls() for cls in REGISTRY.values() if cls not in (Adam, RMSProp, SignSGD, Lion)),
    TailAverage(HeavyBall(), start=2),
    TailAverage(Averaged(SGD()), start=0),
    PolyakAverage(WarmUp(Nesterov(), warm_up=3)),
    WarmUp(LinearDecay(HeavyBall(), horizon=7), warm_up=3),
    PolyakAverage(InverseTimeDecay(Averaged(HeavyBall()))),
    Averaged(PolyakAverage(SGD())),
    Preconditioned(PolyakAverage(SGD())),
]


def sampled(rule: Optimizer, seed: int) -> Optimizer:
    """The rule at random rational hyperparameters; a power of the curvature is 0 or 1, so that fractions stay fractions."""
    rng = Random(seed)
    values = {}
    names = {s: n for n, s in rule.symbolic().hyperparameters().items()}
    for symbol, hypothesis in rule.symbolic().hypotheses_by_symbol().items():
        whole = names[symbol].endswith("power")
        values[names[symbol]] = (
            rng.randint(0, 1) if whole else exact_number(hypothesis.interval.sample(rng)) % 3 or Fraction(1, 2)
        )
    return rule.set(**values)


problems = st.builds(
    lambda rows: NoisyQuadratic(*[list(column) for column in zip(*rows, strict=True)]),
    st.lists(
        st.tuples(
            st.one_of(st.fractions(Fraction(1, 9), 2, max_denominator=99), st.floats(0.01, 2)),
            *[st.fractions(Fraction(1, 99), 2, max_denominator=99)] * 2,
            st.integers(1, 2**60),
        ),
        min_size=1,
        max_size=2,
    ),
)
sizes = st.one_of(st.fractions(Fraction(1, 9), 9, max_denominator=9), st.just(np.int64(2**62)), st.just(Decimal("0.1")))


def require_enclosed(rule: Optimizer, problem: NoisyQuadratic, steps: list[int], size: Any, digits: int) -> None:
    """The exact value lies inside and the width is what was asked for."""
    exact = exact_risks(rule, problem, steps, exact_number(size))
    for value, interval in zip(exact, precise_risk(rule, problem, steps, size, digits), strict=True):
        assert value in interval, (rule, steps)
        assert interval.upper is not None
        assert (interval.upper - interval.lower) * 10**digits <= value or interval.upper < Fraction(1, 2**32000)


@given(
    st.sampled_from(RULES),
    st.integers(0, 2**30),
    problems,
    st.lists(st.integers(0, 12), min_size=1, max_size=2),
    sizes,
    st.integers(5, 200),
)
def test_every_linear_rule_of_the_library(rule: Optimizer, seed: int, problem: Any, steps: Any, size: Any, digits: int) -> None:
    """At random rational settings, time-varying or not, to between 5 and 200 digits."""
    require_enclosed(sampled(rule, seed), problem, steps, size, digits)


def test_the_average_of_the_issue() -> None:
    """SGD at 1/2, h = 1, c = 0: the Polyak average of three iterates has risk 49/1152."""
    (interval,) = precise_risk(PolyakAverage(SGD(learning_rate=Fraction(1, 2))), NoisyQuadratic([1], [0]), [3], 1, 50)
    assert Fraction(49, 1152) in interval


Expression = Callable[[Any, Any], Any]  # of the step and of a hyperparameter


LEAVES: list[Expression] = [
    lambda t, a: t,
    lambda t, a: a,
    lambda t, a: t / (t + 1),
    lambda t, a: 1 / (t + 2),
    lambda t, a: (t + 1) ** -1,
    lambda t, a: 2 ** (-t),
    lambda t, a: a**t,
    lambda t, a: a ** (1 - t),
    lambda t, a: (t + a) ** -3,
    lambda t, a: maximum(t - 2, 0),
    lambda t, a: minimum(t + 1, a),
    lambda t, a: maximum(a, t / 7),
    lambda t, a: Fraction(2, 3) + 0 * t,
]
COMBINED: list[Callable[[Expression, Expression], Expression]] = [
    lambda p, q: lambda t, a: p(t, a) + q(t, a),
    lambda p, q: lambda t, a: p(t, a) * q(t, a),
    lambda p, q: lambda t, a: p(t, a) / (1 + q(t, a) ** 2),
    lambda p, q: lambda t, a: (1 + p(t, a) ** 2) ** -2,
    lambda p, q: lambda t, a: p(t, a) / 3,
]


def random_expression(rng: Random, depth: int) -> Expression:
    """A function of the step and a hyperparameter, put together at random."""
    if not depth or rng.random() < 0.3:
        return rng.choice(LEAVES)
    return rng.choice(COMBINED)(random_expression(rng, depth - 1), random_expression(rng, depth - 1))


def user_rule(rate: Expression, decay: Expression) -> Optimizer:
    """A user's own rule with two coefficients that vary with the step."""

    @dataclass(frozen=True)
    class OwnRule(Optimizer):
        """Momentum whose rate and decay are any functions of the step."""

        scale: Scalar = hyperparameter("x0", above=0)  # a name that compiled code uses for itself

        class State(NamedTuple):
            theta: Scalar
            m: Scalar

        def init(self, theta: Scalar) -> Any:
            return self.State(theta, 0 * theta)

        def update(self, state: Any, gradient: Any, step: Scalar) -> Any:  # type: ignore[override]
            m = decay(step, self.scale) * state.m / 9 + gradient(state.theta)
            return self.State(state.theta - rate(step, self.scale) * m / 4, m)

    return OwnRule()


@pytest.mark.parametrize("seed", range(settings().max_examples // 6))  # a new rule is derived each time
def test_users_rules_with_quotients_and_powers_of_the_step(seed: int) -> None:
    """Random functions of the step: quotients, negative powers, powers with the step as exponent, maxima."""
    rng = Random(seed)
    rule = user_rule(random_expression(rng, 1), random_expression(rng, 1)).set(scale=Fraction(rng.randint(1, 18), 9))
    problem = NoisyQuadratic([Fraction(1, 3)], [Fraction(1, 7)], Fraction(5, 3))
    require_enclosed(rule, problem, [rng.randint(1, 6), 5], Fraction(2, 3), rng.randint(5, 99))


def test_alternating_steps_and_nothing_at_all() -> None:
    """A rate that changes its sign with every step; and coordinates without start and noise, which have risk zero."""
    rule = user_rule(lambda t, a: (-1) ** t / (t + 1), lambda t, a: a).set(scale=Fraction(2, 3))
    require_enclosed(rule, NoisyQuadratic([Fraction(1, 3), 2], [Fraction(1, 7), 0], [1, 0]), [0, 5], 1, 30)
    assert precise_risk(rule, NoisyQuadratic([1], [0], 0), [0, 5], 1) == [(0, 0), (0, 0)]


INEXACT = {
    "a quotient of whole numbers": lambda t: 1 / 3,
    "pi": lambda t: math.pi,
    "a root": lambda t: math.sqrt(2) * t,
    "a NumPy scalar": lambda t: np.float64(0.1),
    "a short NumPy scalar": lambda t: np.float32(0.1) * t,
    "a decimal": lambda t: Decimal("0.1") * t,
    "a SymPy float": lambda t: sp.Float("0.1", 60),
    "a number in digits": lambda t: sp.N(sp.pi, 40),
    "an mpmath number": lambda t: mpmath.mpf("0.1"),
    "a float in an exponent": lambda t: (t + 1) ** 0.5,
    "a float beside an exponent": lambda t: 2 ** (-t / 2.0),
    "a float in a maximum": lambda t: maximum(t, 0.5),
    "a float in a condition": lambda t: sp.Piecewise((1, t < 2.5), (2, True)),
    "a float in a function": lambda t: sp.sin(0.5 * t),
}


@pytest.mark.parametrize("what", INEXACT)
@pytest.mark.parametrize("where", ["update", "init", "read"])
def test_a_float_in_a_rule_is_refused(what: str, where: str) -> None:
    """Wherever it hides: one line that says so."""
    number = INEXACT[what]

    @dataclass(frozen=True)
    class Hiding(SGD):
        def init(self, theta: Scalar) -> Any:
            return self.State(theta * number(STEP) if where == "init" else theta)

        def update(self, state: Any, gradient: Any, step: Scalar) -> Any:  # type: ignore[override]
            factor = number(step) if where == "update" else 1
            return self.State(state.theta - factor * self.learning_rate * gradient(state.theta) / (1 + step))

        def read(self, state: Any) -> Any:
            return number(STEP) * state.theta if where == "read" else state.theta

    with pytest.raises(InputError, match="contains the float") as error:
        precise_risk(Hiding(learning_rate=Fraction(1, 2)), NoisyQuadratic([1], [1]), [3], 1)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("wrong", [0.5, np.float64(0.5), np.longdouble(0.5), mpmath.mpf(0.5), sp.Float(0.5), 1j, "1", None])
def test_balls_refuse_what_is_not_exact(wrong: Any) -> None:
    """Whichever operator and side: a float next to a ball is an error, never a number."""
    ball = Ball.exact([Fraction(1, 3), 2], 80)
    for operate in (
        lambda x: ball + x,
        lambda x: ball - x,
        lambda x: ball * x,
        lambda x: ball / x,
        lambda x: ball**x,
        lambda x: FUNCTIONS.maximum(ball, x),
        lambda x: FUNCTIONS.maximum(x, ball),
        lambda x: ball.__radd__(x),
        lambda x: ball.__rsub__(x),
        lambda x: ball.__rtruediv__(x),
        lambda x: ball.__rpow__(x),
    ):
        with pytest.raises(InputError, match="not exact"):
            operate(wrong)


EXACT = [
    (np.int64(2**62), Fraction(2**62)),
    (np.float32(0.1), Fraction(float(np.float32(0.1)))),
    (np.float16(0.1), Fraction(float(np.float16(0.1)))),
    (np.longdouble(1) / 3, Fraction(*(int(v) for v in (np.longdouble(1) / 3).as_integer_ratio()))),
    (Decimal("0.1"), Fraction(1, 10)),
    (gmpy2.mpq(1, 3), Fraction(1, 3)),
    (gmpy2.mpz(7), Fraction(7)),
    (mpmath.mpf(0.1), Fraction(0.1)),
    (sp.Float(0.1), Fraction(0.1)),
    (sp.Rational(1, 3), Fraction(1, 3)),
    (0.1, Fraction(0.1)),
    (np.array(0.25), Fraction(1, 4)),
]


@pytest.mark.parametrize(("given_", "meant"), EXACT, ids=lambda v: repr(v)[:30])
def test_numbers_are_taken_for_what_they_are(given_: Any, meant: Fraction) -> None:
    """Of whatever type, in every place where a number can be given: hyperparameter, curvature, noise, start, multiplicity, batch."""
    rule = SGD(learning_rate=given_)
    problem = NoisyQuadratic([given_], [given_], [given_], [given_])
    assert [problem.exact(n) for n in ("h", "c", "theta0_sq", "counts")] == [[meant]] * 4
    (interval,) = precise_risk(rule, problem, [2], given_, 60)
    r = 1 - meant**2
    wanted = meant * (meant * meant * r**4 + meant * meant * meant**2 * (1 + r**2) / meant) / 2
    assert wanted in interval
    assert interval.relative_width() <= 1e-60


@pytest.mark.parametrize("wrong", [math.inf, math.nan, sp.sqrt(2), sp.pi, mpmath.pi, 1j, None, "0.1"])
def test_what_is_no_rational_number_is_refused(wrong: Any) -> None:
    """One line."""
    with pytest.raises(InputError) as error:
        exact_number(wrong)
    assert "\n" not in str(error.value)


@given(
    st.fractions(-9, 9, max_denominator=999),
    st.integers(0, 40),
    st.integers(8, 300),
    st.sampled_from(["exp", "sin", "cos", "log"]),
)
def test_functions_of_balls(value: Fraction, width: int, bits: int, name: str) -> None:
    """exp, log, sin and cos of a ball contain the value at its ends and in it, against mpmath with 100 more digits."""
    assume(name != "log" or value > 0)
    radius = Fraction(1, 2 ** max(bits - width, 4))
    wide = Ball.between(value - radius, value + radius, bits)
    try:
        image = getattr(FUNCTIONS, name)(wide).enclosure()
    except (PrecisionLoss, InputError):
        assert name == "log"
        assert wide.enclosure().lower <= 0
        return
    with mpmath.workprec(2 * bits + 400):
        for at in (-1, Fraction(-1, 3), 0, Fraction(1, 2), 1):
            x = value + at * radius
            y = exact_number(getattr(mpmath, name)(mpmath.mpf(x.numerator) / x.denominator))
            slack = Fraction(1, 2 ** (2 * bits + 300))
            assert image.lower - slack <= y <= image.upper + slack


@given(
    st.fractions(Fraction(1, 999), 9, max_denominator=999),
    st.one_of(st.fractions(-9, 9, max_denominator=99), st.integers(-40, 40).map(Fraction)),
    st.integers(60, 300),
)
def test_powers_of_balls(base: Fraction, exponent: Fraction, bits: int) -> None:
    """x^(p/q) encloses: the q-th power of both ends lies on the right sides of x^p. All forms of the exponent agree."""
    results = [Ball.exact([base], bits) ** e for e in (exponent, Ball.exact([exponent], bits))]
    for ball in results:
        low, high = ball.enclosure()
        q = exponent.denominator
        assert max(low, Fraction(0)) ** q <= base**exponent.numerator <= high**q


def test_powers_with_one_exponent_a_coordinate() -> None:
    """A hyperparameter to the power of the curvature: as many results as curvatures (2^-h at h = 1, 2, 1/2)."""
    ball = Ball.exact([Fraction(1, 2)], 90) ** Ball.exact([1, 2, Fraction(1, 2)], 90)
    for value, square in zip(ball.values, (Fraction(1, 4), Fraction(1, 16), Fraction(1, 2)), strict=True):
        low, high = Ball(np.array([value], dtype=object), 90).enclosure()
        assert low**2 <= square <= high**2


@given(st.integers(1, 2**70), st.integers(1, 2**70), st.integers(0, 3000), st.integers(0, 5), st.integers(0, 5))
def test_quotients_far_below_the_range_of_float64(x: int, y: int, bits: int, dx: int, dy: int) -> None:
    """Numbers of 2^-bits up to 2^-3000 with errors: every quotient of members lies inside."""
    assume(y > dy)
    unit = Fraction(1, 1 << bits)
    a, b = (Ball.between((m - r) * unit, (m + r) * unit, 100) for m, r in ((x, dx), (y, dy)))
    quotient = (a / b).enclosure()
    for s in (-1, 1):
        for r in (-1, 1):
            assert Fraction(x + s * dx, y + r * dy) in quotient
