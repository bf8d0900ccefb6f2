"""Taylor models contain what they stand for: every operation against mpmath with 300 bits, and the bound of binning with intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import settings

from numerics.arithmetic.taylor import Series
from numerics.dynamics.precise import precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.errors import InputError
from theory.optimizers import SGD, HeavyBall
from theory.rule.model import ScaledGradient
from theory.rule.optimizer import Scalar, hyperparameter

TRIALS = settings().max_examples
Number = Any
OPERATIONS: dict[str, Callable[[Number, Number, Number, float], Number]] = {
    "a power": lambda x, p, q, a: x**p,
    "a power of a power": lambda x, p, q, a: (x**p) ** q,
    "a product": lambda x, p, q, a: x**p * (x + a),
    "a quotient": lambda x, p, q, a: x**p / (x + abs(a)),
    "an inverse": lambda x, p, q, a: a / x**p,
    "an inverse of negative numbers": lambda x, p, q, a: a / (0 - x),
    "a negative power of negative numbers": lambda x, p, q, a: (0 - x) ** -3,
    "a sum": lambda x, p, q, a: a - x**p * x**p,
    "a share": lambda x, p, q, a: (x**p + a) / a,
    "a whole power": lambda x, p, q, a: (x - a) ** 7,
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_taylor_models_contain_their_functions(operation: str) -> None:
    """At both ends of a bin and inside, bins of any width, powers from -16 to 16."""
    rng, run, checked = Random(operation), OPERATIONS[operation], 0
    for _ in range(TRIALS):
        centre = 10 ** rng.uniform(-3, 3)
        width = centre * rng.choice([rng.uniform(0, 1), 10 ** rng.uniform(-8, 0), 0.99]) * rng.choice([1, -1])
        p, q = (rng.choice([rng.uniform(-3, 3), float(rng.randint(-6, 6)), rng.uniform(-16, 16)]) for _ in range(2))
        a = rng.uniform(-3, 3) * 10 ** rng.randint(-5, 5)
        with np.errstate(all="ignore"):
            model = run(Series.linear(np.array([centre]), np.array([width])), p, q, a)
        if not (np.isfinite(model.rest[0]) and np.all(np.isfinite(model.coefficients))):
            continue
        with mpmath.workprec(300):
            for u in (-1, 1, rng.uniform(-1, 1)):
                polynomial = sum(mpmath.mpf(float(k[0])) * mpmath.mpf(u) ** n for n, k in enumerate(model.coefficients))
                x = mpmath.mpf(centre) + mpmath.mpf(width) * u
                exact = run(x, mpmath.mpf(p), mpmath.mpf(q), mpmath.mpf(a))
                assert abs(polynomial - exact) <= float(model.rest[0]), (centre, width, p, q, a, u)
                checked += 1
    assert checked > TRIALS // 2


@dataclass(frozen=True)
class Powered(HeavyBall):
    """Heavy ball on gradients multiplied by a power of the curvature."""

    power: Scalar = hyperparameter("q")

    def update(self, state: Any, gradient: Any) -> Any:
        return super().update(state, ScaledGradient(gradient, gradient.curvature**self.power))


@pytest.mark.parametrize("seed", range(TRIALS // 6))
def test_binning_bound_for_any_power_of_the_curvature(seed: int) -> None:
    """Powers from -12 to 3, few and many bins of either kind: the difference of two intervals is within the bound."""
    rng = np.random.default_rng(seed)
    d = int(rng.integers(50, 90))
    h = np.sort(rng.uniform(10 ** rng.uniform(-1.5, -0.1), 1, d))
    full = NoisyQuadratic(h, rng.uniform(0, 2, d), rng.uniform(0, 2, d), rng.integers(1, 5, d))
    power, momentum = float(rng.uniform(-12, 3)), float(rng.choice([0, 0.5, 0.9]))
    rate = 2 * (1 + momentum) / np.max(h ** (power + 1)) * rng.choice([0.1, 0.5, 0.99])
    rule = Powered(learning_rate=float(rate), momentum=momentum, power=power)
    binned = full.binned(int(rng.integers(8, 40)), str(rng.choice(["gauss", "lower-edge"])))
    steps = [int(rng.choice([0, 1, 5, 20, 300]))]
    with np.errstate(all="ignore"):
        (bound,) = binned.error_bound(rule, steps, 8)
    (a,), (b,) = (precise_risk(rule, problem, steps, 8, 20) for problem in (full, binned))
    assert a.upper is not None
    assert b.upper is not None
    assert not np.isnan(bound)
    assert float(max(a.lower - b.upper, b.lower - a.upper)) <= bound


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1e308], [1e308]), r"counts \* h \* c adds up beyond 1.8e\+308"),
        (([1e308], [0], [1e308]), r"counts \* h \* theta0_sq adds up beyond"),
        (([1e308], [1], 1, [1e15]), "adds up beyond"),
        (([10**400], [1]), "below 1.8e308"),
        (([float("nan")], [1]), "finite"),
        (([1, None], [1, 1]), "finite numbers, got None at index 1"),
        (("abc", [1]), "must be numbers"),
        ((["1"], [1]), "must be numbers"),
        (([1j], [1]), "must be numbers"),
        (([[1.0]], [1]), "one-dimensional"),
        (([1, [2]], [1]), "unequal length"),
        (([1], [1], 1, [-1]), "counts must be > 0"),
    ],
)
def test_problems_that_are_refused(arguments: Any, message: str) -> None:
    """One line each."""
    with pytest.raises(InputError, match=message) as error:
        NoisyQuadratic(*arguments)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("size", [5e-324, 1e-308, 1.0, 1e308])
@pytest.mark.parametrize("h", [5e-324, 1e-308, 1e-160, 1e160, 1e308])
def test_no_nan_at_the_ends_of_float64(h: float, size: float) -> None:
    """Curvature and batch size at either end: no risk is NaN, and intervals hold the float64 risk at the start."""
    from numerics.dynamics.moments import risk

    problem, rule = NoisyQuadratic([h, h], [1e-3, 1], 0.5), SGD(learning_rate=0.1)
    found = risk(rule, problem, [0, 1, 10], size)
    assert not np.isnan(found).any()
    (start,) = precise_risk(rule, problem, [0], size, 20)
    assert float(start) == pytest.approx(problem.initial_risk, rel=1e-9, abs=1e-322)
