"""Domains: predicate, sampler, LaTeX and proof assumption agree with one another."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from theory.errors import OutsideDomain
from theory.rule.domain import Distinct, Interval, between, domain, natural

a, b = sp.symbols("a b", positive=True)


@given(st.floats(-3, 3), st.booleans(), st.booleans())
def test_an_interval_contains_what_its_ends_say(value: float, left: bool, right: bool) -> None:
    """Membership in [0, 1), (0, 1], ... is the pair of comparisons."""
    interval = Interval(sp.S.Zero, sp.S.One, left, right)
    expected = (value >= 0 if left else value > 0) and (value <= 1 if right else value < 1)
    assert interval.contains(value) is expected


@pytest.mark.parametrize("bad", [math.nan, np.array([0.5, math.nan]), np.array([0.5, 2.0])])
def test_nan_and_arrays_with_one_bad_entry_are_outside(bad: object) -> None:
    """NaN lies in no interval; an array is inside only if all of it is."""
    assert not Interval(sp.S.Zero, sp.S.One).contains(bad)


@given(st.integers(0, 10**6))
def test_samples_lie_in_the_domain(seed: int) -> None:
    """The sampler respects ends that depend on earlier symbols, and exclusions."""
    region = domain(between(a, 0, 1, closed="["), between(b, 0, 2 * (1 + a)), Distinct(a, b))
    point = region.sample(random.Random(seed))
    assert region.contains(point)
    assert all(v.is_Rational for v in point.values())


def test_an_empty_domain_is_an_error() -> None:
    """A domain without points proves nothing, so sampling it raises."""
    with pytest.raises(OutsideDomain, match="no point found"):
        domain(between(a, 1, 2), between(b, 0, 1 - a)).sample(random.Random(0))


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_orthant_map_lands_in_the_domain(s: int, u: int) -> None:
    """The substitution used by positivity certificates maps non-negative numbers into the domain."""
    region = domain(between(a, 0, 1, closed="["), between(b, a, None))
    mapping, closed = region.orthant({a, b})
    values = dict(zip(closed, (sp.Rational(s, 7), sp.Rational(u + 1, 7)), strict=True))
    point = {k: sp.cancel(v.subs(values)) for k, v in mapping.items()}
    assert region.contains({k: v.subs(point) if k == b else v for k, v in point.items()})


def test_whole_numbers_print_and_check() -> None:
    """A natural number hypothesis accepts 3 and refuses 7/2."""
    n = sp.Symbol("n", integer=True)
    hypothesis = natural(n, 2)
    assert hypothesis.holds({n: 3})
    assert not hypothesis.holds({n: sp.Rational(7, 2)})
    assert hypothesis.latex() == r"n \ge 2"
