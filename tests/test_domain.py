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
from theory.rule.domain import Distinct, Domain, Hypothesis, Interval, Positive, between, domain, natural, valued

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


ZERO, ONE, TWO = sp.Integer(0), sp.Integer(1), sp.Integer(2)
n = sp.Symbol("n", integer=True, nonnegative=True)
p = sp.Symbol("p", real=True)


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        (Interval(), [-5, 0.5, sp.Rational(7, 2)], [math.inf, -math.inf]),
        (Interval(ZERO, None), [1e-300, 10**9], [0, -1]),
        (Interval(ZERO, None, True), [0, 3], [-1e-300]),
        (Interval(None, ONE), [-(10**9), 0.999], [1, 2, -math.inf]),
        (Interval(None, ONE, False, True), [1], [sp.Rational(3, 2)]),
        (Interval(ZERO, None, True, integer=True), [0, 7, sp.Integer(3)], [0.5, sp.Rational(1, 3), -1]),
        (Interval(sp.Rational(1, 3), ONE), [sp.Rational(1, 2), np.array([0.4, 0.9])], [1 / 3, sp.Rational(1, 3), np.array([0.4, 1.0])]),
    ],
)  # fmt: skip
def test_what_lies_in_an_interval(interval: Interval, inside: list[object], outside: list[object]) -> None:
    """Open and closed ends, one-sided intervals, whole numbers, arrays; a float is compared with the exact end."""
    assert all(interval.contains(v) is True for v in inside)
    assert all(interval.contains(v) is False for v in outside)


def test_ends_are_plain_numbers() -> None:
    """A whole end is an int, a fractional one a Fraction, symbolic values are compared with the end itself."""
    half = Interval(ONE, sp.Rational(3, 2))
    assert [type(e).__name__ for e in half.ends(0.5)] == ["int", "Fraction"]
    assert half.ends(0.5) == (1, sp.Rational(3, 2))
    assert half.ends(ONE) == (ONE, sp.Rational(3, 2))
    assert half.ends(ONE)[1].is_Rational
    assert Interval().ends(1) == (None, None)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Interval(ZERO, TWO), Interval(ONE, None), Interval(ONE, TWO)),
        (Interval(ZERO, TWO, True, True), Interval(ZERO, TWO), Interval(ZERO, TWO)),
        (Interval(ZERO, TWO, True, True), Interval(ZERO, TWO, True, True), Interval(ZERO, TWO, True, True)),
        (Interval(ZERO, TWO, True, True), Interval(ONE, ONE, False, True), Interval(ONE, ONE, False, True)),
        (Interval(), Interval(ZERO, ONE, True, True), Interval(ZERO, ONE, True, True)),
        (Interval(ZERO, ONE, True, True), Interval(), Interval(ZERO, ONE, True, True)),
        (Interval(ZERO, ONE, True, True), Interval(-ONE, TWO), Interval(ZERO, ONE, True, True)),
        (Interval(integer=True), Interval(), Interval(integer=True)),
        (Interval(), Interval(integer=True), Interval(integer=True)),
        (Interval(span=10), Interval(span=20), Interval(span=10)),
    ],
)  # fmt: skip
def test_what_lies_in_two_intervals(one: Interval, other: Interval, both: Interval) -> None:
    """The tighter end each side; of equal ends the open one; whole if either is."""
    assert one & other == both == other & one


@pytest.mark.parametrize(
    ("interval", "empty"),
    [
        (Interval(), False), (Interval(ONE, None), False), (Interval(None, ONE), False), (Interval(ZERO, ONE), False),
        (Interval(ONE, ZERO, True, True), True), (Interval(ONE, ONE), True), (Interval(ONE, ONE, True), True),
        (Interval(ONE, ONE, False, True), True), (Interval(ONE, ONE, True, True), False),
    ],
)  # fmt: skip
def test_which_intervals_are_empty(interval: Interval, empty: bool) -> None:
    """Ends the wrong way round, or the same end without both closed."""
    assert interval.empty is empty


def test_an_interval_at_a_point() -> None:
    """Ends take the values of earlier symbols, all at once; what is given no value stays."""
    assert Interval(a, a + b, True).at({a: 1, b: 2}) == Interval(ONE, sp.Integer(3), True)
    assert Interval(None, b).at({a: 1}) == Interval(None, b)
    assert valued(a - b, {a: b, b: a}) == b - a
    assert valued(3, {}) == 3


@pytest.mark.parametrize(
    "interval",
    [
        Interval(), Interval(ONE, None), Interval(None, ONE), Interval(-ONE, TWO), Interval(ONE, None, integer=True),
        Interval(ONE, None, True, integer=True, span=3), Interval(ONE, sp.Integer(4), integer=True), Interval(integer=True),
        Interval(ONE, sp.Integer(4), True, True, integer=True), Interval(ZERO, sp.sqrt(2)),
    ],
    ids=str,
)  # fmt: skip
def test_samples_fill_an_interval(interval: Interval) -> None:
    """Exact rationals inside, near both ends and far out where there is none; whole numbers reach both ends of their range."""
    rng = random.Random(1)
    found = [interval.sample(rng) for _ in range(600)]
    assert all(v.is_Rational and interval.contains(v) for v in found)
    if interval.integer:
        low = 0 if interval.lower is None else int(interval.lower) + (not interval.lower_closed)
        high = low + interval.span if interval.upper is None else int(interval.upper) - (not interval.upper_closed)
        assert {min(found), max(found)} == {low, high}
    elif interval.lower is not None and interval.upper is not None:
        width = interval.upper - interval.lower
        assert 0 < min(found) - interval.lower < width / 1000
        assert 0 < interval.upper - max(found) < width / 1000
        assert any(abs(v - interval.lower - width / 2) < width / 10 for v in found)
    else:
        anchor = interval.upper if interval.upper is not None else interval.lower or ZERO
        gaps = [abs(v - anchor) for v in found]
        assert min(gaps) < sp.Rational(1, 1000) and max(gaps) > 100


def test_conditions_hold_at_points() -> None:
    """Each kind of condition on either side of its edge."""
    assert Hypothesis(b, Interval(None, a)).holds({a: 2, b: 1}) and not Hypothesis(b, Interval(None, a)).holds({a: 1, b: 1})
    assert Distinct(a, b**2).holds({a: 3, b: 2}) and not Distinct(a, b**2).holds({a: 4, b: 2})
    assert (
        Positive(a - b).holds({a: 3, b: 2})
        and not Positive(a - b).holds({a: 2, b: 2})
        and not Positive(a - b).holds({a: 1, b: 2})
    )
    assert not Distinct((a + 1) ** 2, a**2 + 2 * a + b).holds({b: 1})


REGION = domain(
    Positive(a - b + 1), between(a, 0, 1, closed="["), Distinct(a, b), between(b, 0, 2 * (1 + a)), Distinct(a, 2 * b)
)


def test_a_domain_collects_its_conditions() -> None:
    """By kind, each in the order given; it is what meets all of them."""
    assert REGION.symbols == (a, b)
    assert [str(k) for k in REGION] == ["a in [0, 1)", "b in (0, 2*a + 2)", "a != b", "a != 2*b", "a - b + 1 > 0"]
    half, third = sp.Rational(1, 2), sp.Rational(1, 3)
    assert REGION.contains({a: half, b: third})
    for wrong in ({a: half, b: half}, {a: half, b: half / 2}, {a: 1, b: half}, {a: third, b: TWO}, {a: half, b: 3}):
        assert not REGION.contains(wrong)
    REGION.require({a: half, b: third}, "it")
    with pytest.raises(OutsideDomain, match=r"^it: needs a != b, got a = 1/2, b = 1/2$"):
        REGION.require({a: half, b: half}, "it")


def test_samples_meet_every_condition() -> None:
    """Intervals, exclusions and conditions; an interval that is empty at a point is passed over."""
    rng = random.Random(3)
    assert all(REGION.contains(REGION.sample(rng)) for _ in range(100))
    turned = domain(between(a, 0, 2), between(b, a, 1))
    assert all(turned.contains(turned.sample(rng)) for _ in range(100))
    assert domain().sample(rng) == {}


def test_a_domain_without_one_condition() -> None:
    """An interval is loosened to what its symbol is declared to be; an exclusion or a condition is dropped."""
    assert [len(list(REGION.without(k))) for k in range(5)] == [5, 5, 4, 4, 4]
    assert REGION.without(0).hypotheses == (Hypothesis(a, Interval(ZERO, None)), REGION.hypotheses[1])
    assert REGION.without(1).hypotheses == (REGION.hypotheses[0], Hypothesis(b, Interval(ZERO, None)))
    assert REGION.without(2).excluded == (Distinct(a, 2 * b),)
    assert REGION.without(3).excluded == (Distinct(a, b),)
    assert REGION.without(4).positive == ()
    more = Domain((), (), (Positive(a), Positive(b)))
    assert (more.without(0).positive, more.without(1).positive) == ((Positive(b),), (Positive(a),))
    whole, real = domain(natural(n, 3), between(p, 0, 1)), Interval()
    assert whole.without(0).hypotheses[0].interval == Interval(ZERO, None, True, False, True)
    assert whole.without(1).hypotheses[1].interval == real


@pytest.mark.parametrize(
    ("hypothesis", "image", "may_vanish"),
    [
        (between(p, 1, 3), lambda s: (1 + 3 * s) / (1 + s), False), (between(p, 1, 3, closed="["), lambda s: (1 + 3 * s) / (1 + s), True),
        (between(p, 1, 3, closed="]"), lambda s: (3 + s) / (1 + s), True), (between(p, 1, None), lambda s: 1 + s, False),
        (between(p, 1, None, closed="["), lambda s: 1 + s, True), (between(p, None, 2), lambda s: 2 - s, False),
        (between(p, None, 2, closed="]"), lambda s: 2 - s, True),
    ],
)  # fmt: skip
def test_the_orthant_reaches_an_interval(hypothesis: Hypothesis, image: object, may_vanish: bool) -> None:
    """A half line by a shift, an interval by a + (b - a) s/(1 + s), from the closed end, which s = 0 reaches."""
    mapping, closed = domain(hypothesis).orthant({p})
    ((s, vanishes),) = closed.items()
    assert sp.cancel(mapping[p] - image(s)) == 0  # type: ignore[operator]
    assert vanishes is may_vanish
    assert s.name == "s_p" and (s.is_positive, s.is_nonnegative) == ((None, True) if may_vanish else (True, True))


def test_the_orthant_of_what_is_wanted() -> None:
    """Symbols that are not wanted are left alone, those in ends come along, names are kept apart, and two closed ends are refused."""
    region = domain(between(a, 0, 1), between(b, a, None), between(p, 0, 1, closed="[]"), between(n, None, None))
    assert set(region.orthant({a})[0]) == {a}
    mapping, closed = region.orthant({b})
    assert set(mapping) == {a, b}
    s, u = closed
    assert sp.cancel(mapping[b] - s / (1 + s) - u) == 0
    assert region.orthant(set()) == ({}, {})
    assert region.orthant({n})[0] == {}
    with pytest.raises(ValueError, match="both ends closed; split the case"):
        region.orthant({p})
    twice = domain(between(sp.Symbol("a", real=True), 0, 1), between(a, 0, 1))
    assert len({k.name for k in twice.orthant(set(twice.symbols))[1]}) == 2


def test_hypotheses_are_made_as_asked() -> None:
    """Ends, closed ones, flag and note; whole numbers with their start and span."""
    assert between(a, 0, None) == Hypothesis(a, Interval(ZERO, None))
    assert between(a, None, 1, closed="]", stated=False, note="why") == Hypothesis(
        a, Interval(None, ONE, False, True), False, "why"
    )
    assert between(a, 0, 1, closed="[") == Hypothesis(a, Interval(ZERO, ONE, True, False), True, "")
    assert natural(n) == Hypothesis(n, Interval(ZERO, None, True, False, True, 40))
    assert natural(n, 2, 9) == Hypothesis(n, Interval(TWO, None, True, False, True, 9))
