"""Intervals contain the exact value: against exact rational arithmetic, at any precision, at the awkward corners."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.arithmetic.ball import Ball
from numerics.arithmetic.enclosure import Enclosure
from numerics.dynamics.precise import enclose, precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.analysis.derivation import derive
from theory.errors import InputError
from theory.optimizers import SGD, Averaged, HeavyBall, KalmanGain, Preconditioned
from theory.rule.model import B, c, h, initial_risk, t

ONE = NoisyQuadratic([1.0], [1.0])
numbers = st.fractions(-4, 4, max_denominator=1000)


def inside(ball: Ball, exact: Fraction) -> bool:
    return exact in ball.enclosure()


@given(numbers, numbers, numbers, st.integers(0, 5))
def test_ball_arithmetic_encloses(a: Fraction, b: Fraction, q: Fraction, n: int) -> None:
    """Sums, products, quotients and powers of balls contain the exact rational result."""
    x, y, w = (Ball.exact([v], 80) for v in (a, b, q))
    assert inside(x + y * w - 3, a + b * q - 3)
    assert inside((x - y) ** n, (a - b) ** n)
    assert inside(1 - x * 2, 1 - 2 * a)
    if b:
        assert inside(x / y, a / b)
        assert inside(y**-2, 1 / b**2)


def test_division_by_tiny_and_by_wide_balls_is_sound() -> None:
    """A divisor far below 2^-60 and one with a wide radius: the quotient still covers the truth."""
    tiny = Fraction(1, 2**150)
    off = Ball.between(tiny, tiny * 2, 200)
    for divisor in (tiny, tiny * Fraction(3, 2), tiny * 2):
        assert inside(Ball.exact([tiny], 200) / off, tiny / divisor)
    quotient = 1 / Ball.between(1 - Fraction(1, 2**10), 1 + Fraction(1, 2**10), 200)
    assert inside(quotient, 1 / (1 + Fraction(1, 2**10)))
    assert inside(quotient, 1 / (1 - Fraction(1, 2**10)))
    with pytest.raises(ZeroDivisionError):
        _ = 1 / Ball.between(Fraction(-1, 2**90), Fraction(1), 200)
    with pytest.raises(ZeroDivisionError):
        _ = Ball.between(Fraction(-1, 2**90), Fraction(1), 200) ** -2


@given(st.fractions(-3, 3, max_denominator=99), st.fractions(0, 3, max_denominator=99), st.integers(0, 7), numbers)
def test_powers_of_balls_around_zero(middle: Fraction, radius: Fraction, n: int, share: Fraction) -> None:
    """Whole powers of an interval that holds zero, its middle zero or not: the power of every member lies inside."""
    for centre in (middle, Fraction(0)):
        member = centre + radius * share / 4
        assert inside(Ball.between(centre - radius, centre + radius, 90) ** n, member**n)


def test_threads_do_not_share_precision() -> None:
    """Arb's precision is global: balls of 60 and of 2000 bits computed side by side keep their own, and leave Arb's as it was."""
    before = flint.ctx.prec

    def narrow(bits: int) -> bool:
        third = Ball.exact([Fraction(1, 3)], bits)
        widths = [((third * third + third) / third - third).enclosure().width for _ in range(300)]
        return all(w is not None and Fraction(1, 2**bits) / 64 < w < Fraction(64, 2**bits) for w in widths)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(narrow, [60, 2000] * 8))
    assert flint.ctx.prec == before


def test_ground_types_are_pinned() -> None:
    """SymPy would take python-flint's numbers once that is installed: which it takes does not hang on what else is."""
    for first in ("nqm", "theory.rule.model", "derivations.cli.entry"):
        code = f"import {first}, sympy.external.gmpy as g; print(g.GROUND_TYPES)"
        environment = {k: v for k, v in os.environ.items() if k != "SYMPY_GROUND_TYPES"}
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        assert told.stdout.strip() == "gmpy", first


def test_batch_size_without_bound_leaves_the_transient() -> None:
    """B = inf is the noise-free limit, in intervals as in float64."""
    (interval,) = precise_risk(SGD(learning_rate=Fraction(1, 2)), ONE, [3], float("inf"))
    assert Fraction(1, 128) in interval


def test_ball_real_powers_enclose() -> None:
    """4^(1/2) is 2 and 2^(1/3), cubed, is 2."""
    assert inside(Ball.exact([4], 90) ** Fraction(1, 2), Fraction(2))
    root = Ball.exact([2], 90) ** Fraction(1, 3)
    assert inside(root * root * root, Fraction(2))


def test_a_wrong_radius_would_be_seen() -> None:
    """The containment test above fails for a ball that is off by two units (planted error)."""
    good = Ball.exact([Fraction(1, 3)], 80)
    bad = good + Fraction(1, 2**79)
    assert inside(good, Fraction(1, 3))
    assert not inside(bad, Fraction(1, 3))


def by_hand(alpha: Fraction, beta: Fraction, steps: int) -> Fraction:
    """Risk of momentum at h = c = B = 1 from the second-moment recursion in exact rationals."""
    mean, m = Fraction(1), Fraction(0)
    tt = tm = mm = Fraction(0)
    for _ in range(steps):
        m = beta * m + mean
        mean = mean - alpha * m
        new_mm = beta**2 * mm + 2 * beta * tm + tt + 1
        new_tm = beta * tm + tt - alpha * new_mm
        tt, tm, mm = tt - 2 * alpha * (beta * tm + tt) + alpha**2 * new_mm, new_tm, new_mm
    return (mean**2 + tt) / 2


@given(
    st.fractions(Fraction(1, 64), 3, max_denominator=64),
    st.fractions(0, Fraction(15, 16), max_denominator=64),
    st.integers(0, 12),
)
def test_intervals_contain_the_exact_rational_risk(alpha: Fraction, beta: Fraction, steps: int) -> None:
    """Against a hand-written recursion in exact rational arithmetic, stable or not."""
    (interval,) = precise_risk(HeavyBall(learning_rate=alpha, momentum=beta), ONE, [steps], 1, digits=40)
    assert by_hand(alpha, beta, steps) in interval
    assert interval.relative_width() <= 1e-40


CORNERS = {
    "double root": HeavyBall(learning_rate=Fraction(1, 4), momentum=Fraction(1, 4)),
    "near-double root": HeavyBall(learning_rate=Fraction(1, 4) + Fraction(1, 10**30), momentum=Fraction(1, 4)),
    "complex roots": HeavyBall(learning_rate=Fraction(1), momentum=Fraction(9, 10)),
    "decay = 1 - alpha h": Averaged(SGD(learning_rate=Fraction(1, 2)), decay=Fraction(1, 2)),
    "stability edge": SGD(learning_rate=2 - Fraction(1, 10**12)),
    "edge with oscillation": HeavyBall(learning_rate=3.9995980002, momentum=0.999999),
    "tiny learning rate": SGD(learning_rate=Fraction(1, 10**12)),
}


@pytest.mark.parametrize("name", CORNERS)
@pytest.mark.parametrize("steps", [1, 1000, 10**9])
def test_corners_to_fifty_digits(name: str, steps: int) -> None:
    """Double, near-double and complex roots, the stability edge, t up to 10^9: fifty digits, widths nested."""
    (coarse,) = precise_risk(CORNERS[name], ONE, [steps], 64, digits=15)
    (fine,) = precise_risk(CORNERS[name], ONE, [steps], 64, digits=50)
    assert fine.relative_width() <= 1e-50
    assert coarse.overlaps(fine)


def test_a_thousand_digits() -> None:
    """Precision is an argument."""
    (interval,) = precise_risk(SGD(learning_rate=Fraction(1, 3)), ONE, [50], 1, digits=1000)
    r = Fraction(2, 3) ** 100
    exact = r / 2 + (1 - r) * Fraction(1, 3) / (2 * (2 - Fraction(1, 3)))
    assert exact in interval
    low, high = interval.decimal(1002)
    assert low[:1000] == high[:1000]


def test_derived_expressions_as_intervals() -> None:
    """enclose() of the closed form agrees with ball arithmetic on the rule, also with complex roots."""
    d = derive(HeavyBall())
    alpha, beta = d.optimizer.learning_rate, d.optimizer.momentum
    values = {alpha: Fraction(1), beta: Fraction(9, 10), h: 1, c: 1, B: 64, initial_risk: Fraction(1, 2), t: 1000}
    formula = enclose(d.exact_risk.subs(d.roots.explicit), values, 30)
    (direct,) = precise_risk(CORNERS["complex roots"], ONE, [1000], 64, digits=30)
    assert formula.overlaps(direct)
    with pytest.raises(ZeroDivisionError):
        enclose(d.exact_risk.subs(d.roots.explicit), {**values, alpha: Fraction(1, 4), beta: Fraction(1, 4)}, 10)


def test_diverging_rules_and_decay_to_nothing() -> None:
    """Divergence is a result: early steps finite, late ones unbounded above. Deep decay is enclosed from 0."""
    early, late = precise_risk(SGD(learning_rate=Fraction(5, 2)), ONE, [3, 10**6], 1)
    assert early.upper is not None
    assert late.upper is None
    quiet = NoisyQuadratic([1.0], [0.0])
    (decayed,) = precise_risk(SGD(learning_rate=Fraction(1, 2)), quiet, [10**6], 1)
    assert decayed.lower == 0
    assert decayed.upper is not None
    assert decayed.upper < Fraction(1, 2**30000)


def test_time_varying_and_preconditioned_rules() -> None:
    """The Kalman gain gives h/(2(1 + t h)) exactly; a power of the curvature is enclosed."""
    problem = NoisyQuadratic([2.0], [2.0])
    (interval,) = precise_risk(KalmanGain(prior_variance=1, noise=1), problem, [7], 1)
    assert Fraction(2, 2 * (1 + 14)) in interval
    (half,) = precise_risk(
        Preconditioned(SGD(learning_rate=Fraction(1, 4)), power=Fraction(1, 2)), NoisyQuadratic([4.0], [0.0]), [3], 1
    )
    assert Fraction(2) * Fraction(1, 2) ** 6 in half


def test_decimals_round_outwards() -> None:
    """The printed ends enclose the interval."""
    interval = Enclosure(Fraction(1, 3), Fraction(2, 3))
    low, high = interval.decimal(5)
    assert (low, high) == ("0.33333", "0.66667")
    assert Enclosure(Fraction(-2, 3), Fraction(-1, 3)).decimal(3) == ("-0.667", "-0.333")
    assert Enclosure(Fraction(999999), Fraction(999999)).decimal(3) == ("9.99e+05", "1e+06")
    assert Enclosure(Fraction(1), None).decimal(3) == ("1", "inf")
    assert 0.5 in interval
    assert "a" not in interval


@pytest.mark.parametrize(
    ("steps", "batch", "digits", "message"),
    [
        ([-1], 1, 10, "steps"),
        ([1], 0, 10, "batch_size"),
        ([1], float("nan"), 10, "batch_size"),
        ([1], 1, 0, "digits"),
        ([], 1, 9, "steps"),
    ],
)
def test_bad_input(steps: list[int], batch: float, digits: int, message: str) -> None:
    """One line that names the argument."""
    with pytest.raises(InputError, match=message):
        precise_risk(SGD(learning_rate=1), ONE, steps, batch, digits)


def test_symbols_and_arrays_are_refused() -> None:
    """Interval evaluation needs single numbers."""
    with pytest.raises(InputError, match="not set"):
        precise_risk(SGD(), ONE, [1], 1)
    with pytest.raises(InputError, match="single numbers"):
        precise_risk(SGD(learning_rate=np.array([0.1, 0.2])), ONE, [1], 1)
