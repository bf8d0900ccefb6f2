"""Floats that carry a bound on their rounding: the bounds hold."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import gmpy2
import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from numerics.dynamics.bounded import Bounded, bounded_risks
from tests.stepwise import run_risks
from tests.test_hitting import hard_questions

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)


def exactly(value: Any) -> Fraction:
    """An extended float as a fraction."""
    high = float(value)
    return Fraction(high) + Fraction(float(value - np.longdouble(high)))


@given(numbers, numbers, numbers, st.integers(0, 5))
def test_every_operation_is_enclosed(x: float, y: float, z: float, power: int) -> None:
    """Against exact fractions: sums, products, quotients and powers, chained so that bounds are carried."""
    a, b, c = (Bounded.exact(Fraction(v) / 3) for v in (x, y, z))
    u, v, w = (Fraction(v) / 3 for v in (x, y, z))
    for ours, exact in (
        (a * b - c, u * v - w),
        ((a + b) * (b - c), (u + v) * (v - w)),
        ((1 - a) ** power, (1 - u) ** power),
        *([((a - b) / (c * c + 1), (u - v) / (w * w + 1))]),
    ):
        assert abs(exactly(ours.value) - exact) <= exactly(ours.error)


@given(
    st.floats(-200, 200), st.floats(0, 1e-3), st.fractions(-3, 3) | st.floats(-3, 3) | st.sampled_from([0.5, -0.5, 0.25, 1 / 3])
)
@example(-3000.0, 0.0, 0.5)
@example(0.0, 0.9, -0.5)
def test_every_power_is_enclosed(log: float, spread: float, power: Fraction | float) -> None:
    """Whole, binary and other exponents, of bases with an error, against 300 bits at both ends of the base; zero has no bound."""
    value = np.exp2(np.longdouble(log))
    base, exponent = Bounded(value, value * spread), Bounded.exact(Fraction(power))
    found = base**exponent
    with gmpy2.context(gmpy2.get_context(), precision=300, emax=10**8, emin=-(10**8)):
        for end in (base.value - base.error, base.value + base.error):
            true = exactly_mpfr(end) ** gmpy2.mpfr(Fraction(power))
            assert abs(exactly_mpfr(found.value) - true) <= exactly_mpfr(found.error)
    with np.errstate(all="ignore"):
        assert Fraction(power).denominator == 1 or not np.isfinite((Bounded(0) ** exponent).error)


def test_real_powers_are_as_sharp_as_whole_ones() -> None:
    """A preconditioner's power costs a few units in the last place, so that intervals decide at once."""
    curvature = Bounded(np.logspace(-6, 0, 50, dtype=np.longdouble))
    for power in (0.5, 0.25, 0.75, 0.8125):
        found = curvature ** (-Bounded.exact(power))
        assert np.all(found.error <= 20 * np.finfo(np.longdouble).eps * found.value)


@given(hard_questions())
def test_the_risk_is_enclosed(question) -> None:  # type: ignore[no-untyped-def]
    """Against the rule run in 300 bits, in and beyond the stable region; a bound that is lost is lost visibly."""
    rule, problem, batch_size, _ = question
    steps = [0, 1, 7, 60]
    risks = run_risks(rule, problem, batch_size, 60)
    for step, (low, high) in zip(steps, bounded_risks(rule, problem, steps, batch_size), strict=True):
        if math.isfinite(low) and math.isfinite(high) and 1e-280 < high < 1e280:
            slack = 1e-200 * float(high)  # of the oracle, and of turning long numbers into fractions
            assert float(risks[step] - exactly_mpfr(low)) >= -slack
            assert float(exactly_mpfr(high) - risks[step]) >= -slack


def exactly_mpfr(value: Any) -> Any:
    """An extended float in 300 bits."""
    with gmpy2.context(gmpy2.get_context(), precision=300):
        high = float(value)
        return gmpy2.mpfr(high) + gmpy2.mpfr(float(value - np.longdouble(high)))
