"""Sums without rounding: any order and grouping gives the same bits, and they are the right ones."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from montecarlo.runs.tally import UNIT, Tally

floats = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(floats, min_size=2, max_size=50))
def test_sums_are_exact(values: list[float]) -> None:
    """Sum and sum of squares of any float64 values, subnormal and largest ones too, as exact fractions."""
    tally = Tally.of(np.array(values)[:, None])
    assert Fraction(tally.totals[0], 2**UNIT) == sum(map(Fraction, values))
    assert Fraction(tally.squares[0], 2 ** (2 * UNIT)) == sum(Fraction(v) ** 2 for v in values)


@given(st.lists(floats, min_size=2, max_size=40), st.randoms(use_true_random=False))
def test_order_and_grouping_do_not_matter(values: list[float], shuffle: random.Random) -> None:
    """Any permutation, cut anywhere, adds up to the same tally."""
    whole = Tally.of(np.array(values)[:, None])
    mixed = values.copy()
    shuffle.shuffle(mixed)
    cut = shuffle.randrange(len(mixed) + 1)
    parts = [Tally.of(np.array(part, dtype=float).reshape(-1, 1)) for part in (mixed[:cut], mixed[cut:])]
    assert parts[1] + parts[0] == whole
    assert Tally.from_dict(whole.as_dict()) == whole


def test_mean_and_variance_are_correctly_rounded() -> None:
    """Where the usual formula loses every digit (a spread of 1e-9 around 1), against exact fractions; more than one chunk."""
    values = 1 + 1e-9 * np.random.default_rng(0).standard_normal(40_000)
    tally = Tally.of(values[:, None])
    exact = [Fraction(v) for v in values]
    mean = sum(exact) / len(exact)
    assert tally.mean()[0] == float(mean)
    assert tally.variance()[0] == float(sum((v - mean) ** 2 for v in exact) / (len(exact) - 1))
    naive = np.mean(values**2) - np.mean(values) ** 2
    assert abs(naive / tally.variance()[0] - 1) > 0.01


def test_standard_errors_of_huge_and_tiny_samples() -> None:
    """Where the squares overflow or underflow the standard error is still right, by scaling."""
    values = np.random.default_rng(2).standard_normal(100)
    plain = Tally.of(values[:, None]).standard_error()[0]
    assert plain == pytest.approx(values.std(ddof=1) / 10, rel=1e-14)
    for scale in (2.0**1000, 2.0**-1000):
        assert Tally.of(scale * values[:, None]).standard_error()[0] == pytest.approx(plain * scale, rel=1e-13)


def test_infinities_are_counted() -> None:
    """One infinite sample makes mean and variance infinite, at its place only."""
    tally = Tally.of(np.array([[1.0, np.inf], [2.0, 1.0], [3.0, np.nan]]))
    assert tally.infinite == (0, 2)
    assert tally.mean().tolist() == [2.0, math.inf]
    assert tally.standard_error()[1] == math.inf


@pytest.mark.parametrize("place", ["totals", "squares"])
def test_a_lost_digit_would_be_seen(place: str) -> None:
    """Float sums of the same values, in two orders, differ: the exactness above is not idle."""
    values = np.random.default_rng(1).standard_normal(1000) * 10.0 ** np.arange(-10, 10).repeat(50)
    powers = values if place == "totals" else values**2
    assert sum(powers.tolist()) != sum(powers[::-1].tolist())
