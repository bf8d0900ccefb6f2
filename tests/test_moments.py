"""float64 moments against intervals, to 1e-10 over the whole promised domain."""

from __future__ import annotations

import math
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from numerics.arithmetic.double_double import DoubleDouble
from numerics.dynamics.hitting import steps_to_target
from numerics.dynamics.moments import risk
from numerics.dynamics.precise import precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.strategies import stable_optimizers, step_counts
from theory.analysis.derivation import derive
from theory.errors import InputError, NotLinear
from theory.optimizers import SGD, Averaged, HeavyBall, KalmanGain, Preconditioned, WarmUp
from theory.rule.model import h as CURVATURE
from theory.rule.optimizer import Optimizer

TOLERANCE = 1e-10
SMALLEST = Fraction(1, 10**280)  # below this float64 nears underflow and only the absolute error is promised


def relative_error(optimizer: Optimizer, noise: float, steps: int) -> float:
    """Relative error of the float64 risk; near underflow, whether the absolute error is negligible."""
    problem = NoisyQuadratic([1.0], [noise])
    (exact,) = precise_risk(optimizer, problem, [steps], 64, digits=16)
    value = (exact.lower + (exact.upper or 0)) / 2
    computed = Fraction(float(risk(optimizer, problem, [steps], 64)[0]))
    return float(abs(computed - value) > SMALLEST) if value < SMALLEST else float(abs(computed - value) / value)


@given(stable_optimizers(), st.sampled_from([0.0, 1e-6, 1.0]), step_counts())
@example(Averaged(SGD(learning_rate=0.5), decay=0.5), 1.0, 1000)  # the double root where eigenvectors coincide
@example(HeavyBall(learning_rate=0.25, momentum=0.25), 1.0, 10**9)
@example(HeavyBall(learning_rate=3.9995980002, momentum=0.999999), 0.0, 10**8)  # bounds grow a million times first
@example(SGD(learning_rate=1e-9), 0.0, 10**9)  # plain powers lose eight digits here
@example(HeavyBall(learning_rate=1.3016537333188896, momentum=0.999995768712222), 0.0, 54607804)
def test_float64_risk_is_within_1e10_of_the_intervals(optimizer: Optimizer, noise: float, steps: int) -> None:
    """x from 1e-12 to within 1e-4 of the edge, beta and gamma to 1 - 1e-6, t to 10^9."""
    assert relative_error(optimizer, noise, steps) <= TOLERANCE


def by_eigenvectors(optimizer: Optimizer, steps: int) -> float:
    """Risk at h = c = B = E theta_0^2 = 1 through an eigendecomposition, as one would write it first."""
    system = derive(optimizer.symbolic()).system
    values = {s: float(v) for s, v in optimizer.values().items()} | {CURVATURE: 1.0}
    A, b, read, e = (np.array(m.subs(values).tolist(), dtype=float) for m in (system.A, system.b, system.read, system.e))
    roots, vectors = np.linalg.eig(A)
    start, noise, out = np.linalg.solve(vectors, e)[:, 0], np.linalg.solve(vectors, b)[:, 0], (read @ vectors)[0]
    pairs = np.outer(roots, roots)
    variance = np.sum(np.outer(out * noise, out * noise) * (1 - pairs**steps) / (1 - pairs))
    return float(((np.sum(out * start * roots**steps)) ** 2 + variance).real / 2)


def test_an_eigendecomposition_fails_where_ours_does_not() -> None:
    """At decay = 1 - alpha h two eigenvectors coincide: that route is wrong by orders of magnitude, or negative."""
    problem = NoisyQuadratic([1.0], [1.0])
    errors = []
    for rate in (0.1, 0.25, 0.3, 0.5, 1e-3):
        optimizer = Averaged(SGD(learning_rate=rate), decay=1 - rate)
        (exact,) = precise_risk(optimizer, problem, [100], 1, digits=16)
        assert float(risk(optimizer, problem, [100], 1)[0]) == pytest.approx(float(exact), rel=1e-12)
        with np.errstate(all="ignore"):
            try:
                errors.append(abs(by_eigenvectors(optimizer, 100) / float(exact) - 1))
            except np.linalg.LinAlgError:
                errors.append(np.inf)
    assert not max(errors) < 1  # NaN counts as a failure too


@pytest.mark.parametrize(
    "optimizer", [HeavyBall(learning_rate=0.1, momentum=0.9), KalmanGain(prior_variance=1, noise=1)], ids=str
)
def test_batch_sizes_and_coordinates_add_up(optimizer: Optimizer) -> None:
    """Risk is M_t + V_t/B summed over coordinates, multiplicities counted."""
    problem = NoisyQuadratic([1.0, 0.5], [1.0, 2.0], [1.0, 3.0], [1, 4])
    one, two, many = (risk(optimizer, problem, [0, 5, 40], b) for b in (1, 2, np.inf))
    assert np.allclose(2 * two - one, many)
    apart = sum(
        k * risk(optimizer, NoisyQuadratic([h], [c], [s]), [0, 5, 40], 3)
        for h, c, s, k in zip(problem.h, problem.c, problem.theta0_sq, problem.counts, strict=True)
    )
    assert np.allclose(apart, risk(optimizer, problem, [0, 5, 40], 3))


def test_hyperparameters_broadcast() -> None:
    """Arrays of settings come first in the result's shape and agree with single settings."""
    rates = np.array([[0.1], [0.2]])
    momenta = np.array([0.0, 0.5, 0.9])
    problem = NoisyQuadratic.power_law(20)
    table = risk(HeavyBall(learning_rate=rates, momentum=momenta), problem, [3, 30], 8)
    assert table.shape == (2, 3, 2)
    assert np.array_equal(table[1, 2], risk(HeavyBall(learning_rate=0.2, momentum=0.9), problem, [3, 30], 8))


def test_divergence_is_infinite_not_a_crash() -> None:
    """An unstable setting grows to inf."""
    values = risk(SGD(learning_rate=2.3), NoisyQuadratic([1.0], [1.0]), [0, 10, 10**9], 1)
    assert np.isfinite(values[:2]).all()
    assert values[2] == np.inf


def test_total_steady_state_risk_on_the_standard_spectrum() -> None:
    """h = 1/i, d = 10^4, C = H, rate-optimal alpha: 10010, 1038, 307, 1421, 4674 (units of 1/2B), not monotone in p."""
    import sympy as sp

    from theory.claims.common import alpha, power
    from theory.rule.model import B, c, h

    spectrum = 1.0 / np.arange(1, 10_001)
    formula = sp.lambdify((h, alpha, power), derive(Preconditioned()).steady_state_risk.subs({c: h, B: 1}), "numpy")
    totals = [
        2 * formula(spectrum, 2 / (spectrum[0] ** (1 - p) + spectrum[-1] ** (1 - p)), p).sum()
        for p in (0, 0.25, 0.5, 0.75, 0.9)
    ]
    assert [round(float(v)) for v in totals] == [10010, 1038, 307, 1421, 4674]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: NoisyQuadratic([1.0, -2.0], 1.0), "h must be > 0, got -2 at index 1"),
        (lambda: NoisyQuadratic([1.0, np.nan], 1.0), "must be finite, got nan at index 1"),
        (lambda: NoisyQuadratic([], 1.0), "empty"),
        (lambda: NoisyQuadratic([1.0], [1.0, 2.0]), "array of length 1"),
        (lambda: NoisyQuadratic([1.0], -1.0), "c must be >= 0"),
        (lambda: NoisyQuadratic([[1.0]], 1.0), "one-dimensional"),
        (lambda: NoisyQuadratic("abc", 1.0), "must be numbers"),
        (lambda: NoisyQuadratic.power_law(0), "d must be a whole number >= 1"),
        (lambda: NoisyQuadratic.power_law(3, np.inf), "exponent must be finite"),
        (lambda: risk(SGD(), NoisyQuadratic([1.0], 1.0), [1], 1), "learning_rate is not set"),
        (lambda: risk(SGD(learning_rate=1), NoisyQuadratic([1.0], 1.0), [1.5], 1), "whole numbers"),
        (lambda: risk(SGD(learning_rate=1), NoisyQuadratic([1.0], 1.0), [1], -1), "batch_size must be > 0"),
    ],
)
def test_bad_problems_and_runs_are_refused(make, message: str) -> None:  # type: ignore[no-untyped-def]
    """One line that says what was given and what is allowed."""
    with pytest.raises(InputError, match=message):
        make()


def test_a_nonlinear_rule_has_no_exact_risk() -> None:
    """It is refused with the offending term, not approximated."""
    from tests.test_filter import Normalised

    with pytest.raises(NotLinear, match="Abs"):
        risk(Normalised(), NoisyQuadratic([1.0], 1.0), [1], 1)


fractions = st.fractions(-100, 100, max_denominator=10**6)


@given(fractions, fractions, fractions)
def test_double_double_arithmetic_has_a_hundred_bits(a: Fraction, b: Fraction, c: Fraction) -> None:
    """Sums, products, quotients and powers against exact rationals, to 2^-98 of the terms' size."""
    x, y, z = (DoubleDouble(float(v)) + DoubleDouble(float(v - Fraction(float(v)))) for v in (a, b, c))

    def exact(number: DoubleDouble) -> Fraction:
        return Fraction(float(number.high)) + Fraction(float(number.low))

    def close(number: DoubleDouble, wanted: Fraction, size: Fraction) -> bool:
        return abs(exact(number) - wanted) <= size * Fraction(1, 2**98)

    u, v, w = exact(x), exact(y), exact(z)
    assert close(x + y * z - 3, u + v * w - 3, abs(u) + abs(v * w) + 3)
    assert close((2 - x) ** 3, (2 - u) ** 3, (2 + abs(u)) ** 3)
    if v:
        assert close(x / y, u / v, abs(u / v))
        assert close(1 / y**2, 1 / v**2, 1 / v**2)


def test_double_double_is_used_where_roots_nearly_coincide(monkeypatch) -> None:
    """Without it the oscillating edge case is wrong by more than the promise; so the switch is needed and works."""
    from numerics.dynamics import system as module

    hard = HeavyBall(learning_rate=3.9995980002, momentum=0.999999)
    assert relative_error(hard, 1e-6, 10**7) < 1e-12
    monkeypatch.setattr(module, "DOUBT", np.inf)
    assert relative_error(hard, 1e-6, 10**7) > 1e-10


@pytest.mark.parametrize("h", [0.0011024680876192043, 0.0015, 0.3000828646829597, 0.75])
def test_a_real_power_of_the_curvature_keeps_its_phase(h: float) -> None:
    """Undamped for millions of steps: a power rounded to float64 would show in the oscillation's phase, beyond the promise."""
    rule = Preconditioned(HeavyBall(learning_rate=0.01, momentum=1 - 1e-6), power=0.5)
    problem, step = NoisyQuadratic([h], [0.0]), 5_000_000
    (exact,) = precise_risk(rule, problem, [step], 64, digits=16)
    assert float(risk(rule, problem, [step], 64)[0]) == pytest.approx(float(exact), rel=1e-11, abs=0)


def peak_memory(work) -> int:  # type: ignore[no-untyped-def]
    """Bytes that Python and NumPy allocate at most while it runs."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "rule",
    [HeavyBall(learning_rate=0.1, momentum=0.9), WarmUp(HeavyBall(learning_rate=0.1, momentum=0.9), warm_up=10)],
    ids=str,
)
def test_memory_does_not_grow_with_the_steps_listed(rule: Optimizer) -> None:
    """Ten times as many listed steps add their own risks to memory and nothing a coordinate, time-varying or not."""
    problem = NoisyQuadratic.power_law(2_000)
    risk(rule, problem, [0, 5], 64)  # compiled
    few, many = (peak_memory(lambda n=n: risk(rule, problem, [*range(n), 511], 64)) for n in (30, 300))
    assert many - few < 270 * 8 * 50  # 50 numbers a step, not 2,000


def test_memory_of_a_first_hit_does_not_grow_with_its_step() -> None:
    """A time-varying rule is run as a stream: a hit twenty times as late takes no more memory."""
    problem = NoisyQuadratic.power_law(2_000)
    rule = WarmUp(SGD(learning_rate=0.5), warm_up=3)
    curve = risk(rule, problem, [20, 400], math.inf)
    for value in map(float, curve):  # compiled, imported, cached
        steps_to_target(rule, problem, math.inf, value * 1.0001)
    early, late = (peak_memory(lambda v=v: steps_to_target(rule, problem, math.inf, v * 1.0001)) for v in map(float, curve))
    assert late < 1.2 * early


@given(stable_optimizers(), st.lists(step_counts(), min_size=2, max_size=6))
def test_a_step_does_not_depend_on_the_others_listed(optimizer: Optimizer, steps: list[int]) -> None:
    """Powers are shared, results are not: equal bits in any company, for repeated and unordered steps."""
    problem = NoisyQuadratic([1.0], [1.0])
    together = risk(optimizer, problem, [*steps, steps[0]], 64)
    assert together[0] == together[-1]
    assert together[:-1].tolist() == [risk(optimizer, problem, [step], 64)[0] for step in steps]
