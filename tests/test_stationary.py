"""The stationary law against the full system of n(n + 1)/2 equations, in exact fractions, and against scipy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest
import scipy.linalg
import sympy as sp
from hypothesis import settings

from theory.algebra.composition import value
from theory.algebra.factoring import factor_list
from theory.analysis.derivation import derive
from theory.analysis.expansion import EPSILON, small_step
from theory.analysis.stability import is_stable
from theory.analysis.stationary import StationaryLaw
from theory.errors import NoStationaryState
from theory.optimizers import (
    QHM,
    SGD,
    AcceleratedSGD,
    AggMo,
    Averaged,
    DelayedSGD,
    DiLoCo,
    ExponentialAggMo,
    HeavyBall,
    LocalSGD,
    Lookahead,
    Nesterov,
    Preconditioned,
)
from theory.rule.filter import LinearSystem
from theory.rule.model import h
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter

EFFORT = settings().max_examples  # 30 by default, 2000 in the thorough profile


def fractions(m: sp.MatrixBase, values: dict[Any, Any]) -> list[list[Fraction]]:
    """A matrix at a setting."""
    put = sp.Matrix(m).xreplace({s: sp.Rational(v.numerator, v.denominator) for s, v in values.items()})
    return [[Fraction(int(e.p), int(e.q)) for e in put.row(i)] for i in range(put.rows)]


def solved(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """Gauss and Jordan on an augmented matrix; None if it is singular."""
    n = len(rows)
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for i in range(n):
            if i != k and rows[i][k]:
                rows[i] = [x - rows[i][k] * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[-1] for row in rows]


def lyapunov(A: list[list[Fraction]], b: list[list[Fraction]]) -> list[list[Fraction]] | None:
    """Pi = A Pi A' + b b' by its n(n + 1)/2 equations."""
    n = len(A)
    pairs = [(i, j) for i in range(n) for j in range(i, n)]
    rows = []
    for i, j in pairs:
        row = dict.fromkeys(pairs, Fraction(0))
        row[i, j] += 1
        for p in range(n):
            for q in range(n):
                row[min(p, q), max(p, q)] -= A[i][p] * A[j][q]
        rows.append([*row.values(), sum((x * y for x, y in zip(b[i], b[j], strict=True)), Fraction(0))])
    solution = solved(rows)
    if solution is None:
        return None
    found = dict(zip(pairs, solution, strict=True))
    return [[found[min(i, j), max(i, j)] for j in range(n)] for i in range(n)]


def number(expression: sp.Expr, values: dict[Any, Any]) -> sp.Expr:
    """An expression at a setting."""
    return sp.sympify(expression).xreplace({s: sp.Rational(v.numerator, v.denominator) for s, v in values.items()})


RULES: list[Optimizer] = [
    SGD(), HeavyBall(), Averaged(), Averaged(HeavyBall()), QHM(), Nesterov(), AggMo(), AcceleratedSGD(), DelayedSGD(5),
    ExponentialAggMo(4), LocalSGD(2, 3), DiLoCo(2, 2), Lookahead(HeavyBall(), 3), Preconditioned(HeavyBall(), 1),
    Averaged(Averaged(HeavyBall())), Averaged(Averaged(Averaged(HeavyBall()))), Averaged(Averaged(QHM())),
    Averaged(Averaged(Averaged(Averaged(HeavyBall())))), Averaged(AggMo()), Averaged(Lookahead(HeavyBall(), 2)),
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda r: f"{r}{list(r.counts().values()) or ''}")
def test_the_variance_is_that_of_the_full_system(rule: Optimizer) -> None:
    """At random rational settings, stable or not, exactly; double roots and equal decays are among them."""
    rng = Random(str(rule))
    d = derive(rule)
    variance = StationaryLaw(d.system).variance()
    compared = 0
    for k in range(max(2, EFFORT // 30)):
        few = [Fraction(1, 2), Fraction(1, 3), Fraction(3, 4)]  # repeated values: coincident roots
        values = {
            s: rng.choice(few) if k % 2 else Fraction(rng.randint(1, 999), 1000)
            for s in d.system.A.free_symbols | d.system.b.free_symbols
        }
        A, b, (read,) = (fractions(m, values) for m in (d.system.A, d.system.b, d.system.read))
        covariance = lyapunov(A, b)
        if covariance is None:
            continue
        expected = sum(x * y * covariance[i][j] for i, x in enumerate(read) for j, y in enumerate(read))
        assert number(variance, values) == sp.Rational(expected.numerator, expected.denominator)
        compared += 1
        coefficients = [
            k.xreplace({s: sp.Rational(v.numerator, v.denominator) for s, v in values.items()})
            for k in d.characteristic_polynomial.all_coeffs()
        ]
        if is_stable(coefficients):
            a, noise = np.array(A, dtype=float), np.array(b, dtype=float)
            row = np.array(read, dtype=float)
            theirs = row @ scipy.linalg.solve_discrete_lyapunov(a, noise @ noise.T) @ row
            assert float(expected) == pytest.approx(theirs, rel=1e-6)
    assert compared


@pytest.mark.parametrize("rule", RULES[:15], ids=lambda r: f"{r}{list(r.counts().values()) or ''}")
def test_the_covariance_is_that_of_the_full_system(rule: Optimizer) -> None:
    """Every entry, exactly."""
    rng = Random(str(rule))
    d = derive(rule)
    ours = StationaryLaw(d.system).covariance()
    values = {s: Fraction(rng.randint(1, 999), 1000) for s in d.system.A.free_symbols | d.system.b.free_symbols}
    A, b = (fractions(m, values) for m in (d.system.A, d.system.b))
    expected = lyapunov(A, b)
    assert expected is not None
    assert fractions(ours, values) == expected


def random_system(rng: Random, n: int, hidden: Fraction | None) -> tuple[LinearSystem, LinearSystem]:
    """A system in numbers, and the same with one state more, at root ``hidden``, that noise or iterate does not reach."""

    def entries(rows: int, columns: int) -> sp.Matrix:
        return sp.Matrix(rows, columns, lambda *_: sp.Rational(rng.randint(-3, 3), rng.randint(4, 9)))

    A, b, read, e = entries(n, n), entries(n, rng.randint(1, 2)), entries(1, n), entries(n, 1)
    small = LinearSystem(tuple(map(str, range(n))), *map(sp.ImmutableMatrix, (A, b, read, e)))
    root = sp.Rational(hidden.numerator, hidden.denominator) if hidden is not None else sp.S.Zero
    seen = rng.random() < 0.5  # driven but not read, or read but not driven
    coupling = entries(1, n)
    big_A = sp.Matrix.vstack(
        sp.Matrix.hstack(A, sp.zeros(n, 1) if not seen else entries(n, 1)),
        sp.Matrix.hstack(coupling if not seen else sp.zeros(1, n), sp.Matrix([[root]])),
    )
    big_b = sp.Matrix.vstack(b, entries(1, b.cols) if not seen else sp.zeros(1, b.cols))
    big_read = sp.Matrix.hstack(read, sp.zeros(1, 1) if not seen else entries(1, 1))
    change = sp.eye(n + 1) + sp.Matrix(n + 1, n + 1, lambda i, j: rng.randint(-1, 1) if i < j else 0)  # hide it in coordinates
    big_A, big_b, big_read = change * big_A * change.inv(), change * big_b, big_read * change.inv()
    big_e = sp.zeros(n + 1, 1)
    names = tuple(map(str, range(n + 1)))
    return small, LinearSystem(names, *map(sp.ImmutableMatrix, (big_A, big_b, big_read, big_e)))


def test_a_root_that_the_iterate_does_not_see_changes_nothing() -> None:
    """A state more, at a root inside, on or outside the unit circle, that cancels between N and D: the same variance."""
    rng = Random(2)
    for k in range(EFFORT // 4):
        hidden = rng.choice([Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 2), Fraction(0)])
        small, big = random_system(rng, 1 + k % 4, hidden)
        try:
            expected = StationaryLaw(small).variance()
        except NoStationaryState:
            continue
        assert StationaryLaw(big).variance() == expected
        covariance = lyapunov(fractions(small.A, {}), fractions(small.b, {}))
        if covariance is not None:
            (read,) = fractions(small.read, {})
            total = sum(x * y * covariance[i][j] for i, x in enumerate(read) for j, y in enumerate(read))
            assert expected == sp.Rational(total.numerator, total.denominator)


@pytest.mark.parametrize("root", [1, -1])
def test_a_root_on_the_unit_circle_that_is_seen_has_no_law(root: int) -> None:
    """Driven and read: no stationary state, and no number either."""
    rng = Random(root)
    for _ in range(20):
        r = sp.Rational(rng.randint(-9, 9), 10)
        system = LinearSystem(("a", "b"), *map(sp.ImmutableMatrix, (
            [[root, 0], [0, r]], [[1], [rng.randint(1, 3)]], [[1, 1]], [[1], [1]],
        )))  # fmt: skip
        with pytest.raises(NoStationaryState):
            StationaryLaw(system).variance()


def test_no_finite_value_at_the_edges_of_stability() -> None:
    """On the boundary of the stable region the formula has a pole: a product of two visible roots is 1."""
    rng = Random(3)
    heavy, average = derive(HeavyBall()).stationary_variance, derive(Averaged(HeavyBall())).stationary_variance
    alpha, beta = HeavyBall().learning_rate, HeavyBall().momentum
    for _ in range(EFFORT // 20):
        b, x = sp.Rational(rng.randint(0, 9), 10), sp.Rational(rng.randint(1, 30), 10)
        for formula in (heavy, average):
            assert formula.subs({beta: b, h: 1}).subs(alpha, 2 * (1 + b)).has(sp.zoo, sp.nan)
            assert formula.subs({alpha: x, h: 1}).subs(beta, 1).has(sp.zoo, sp.nan)


@dataclass(frozen=True)
class SixVelocities(Optimizer):
    """AggMo with six momenta of their own: seven states, seven hyperparameters."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    a: Scalar = hyperparameter("b_1", at_least=0, below=1)
    b: Scalar = hyperparameter("b_2", at_least=0, below=1)
    c: Scalar = hyperparameter("b_3", at_least=0, below=1)
    d: Scalar = hyperparameter("b_4", at_least=0, below=1)
    e: Scalar = hyperparameter("b_5", at_least=0, below=1)
    f: Scalar = hyperparameter("b_6", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        v: tuple[Scalar, ...]

    def init(self, theta: Scalar) -> State:
        return self.State(theta, (0 * theta,) * 6)

    def update(self, state: State, gradient: Any) -> State:
        g = gradient(state.theta)
        v = tuple(k * w + g for k, w in zip((self.a, self.b, self.c, self.d, self.e, self.f), state.v, strict=True))
        return self.State(state.theta - self.learning_rate * sum(v[1:], v[0]) / 6, v)


LONG: list[Optimizer] = [Averaged(Averaged(Averaged(HeavyBall()))), ExponentialAggMo(5)]


@pytest.mark.parametrize("rule", LONG, ids=str)
def test_what_is_left_nested_solves_the_equation(rule: Optimizer) -> None:
    """Five and six states: every entry at random settings is that of the full system of equations, exactly."""
    rng = Random(str(rule))
    d = derive(rule)
    ours = StationaryLaw(d.system).covariance()
    for _ in range(max(1, EFFORT // 60)):
        values = {s: Fraction(rng.randint(1, 999), 1000) for s in d.system.A.free_symbols | d.system.b.free_symbols}
        known = dict(values)
        found = [[value(entry, known) for entry in ours.row(i)] for i in range(ours.rows)]
        assert found == lyapunov(*(fractions(m, values) for m in (d.system.A, d.system.b)))


@pytest.mark.parametrize("rule", LONG, ids=str)
def test_small_rates_of_long_rules(rule: Optimizer) -> None:
    """The power series, of which only the beginning is expanded, against the risk itself at small rates: what is left is O(epsilon^3)."""
    d = derive(rule)
    expansion = small_step(d)
    assert expansion is not None
    values = {s: sp.Rational(3 + k, 11 + k) for k, s in enumerate(sorted(expansion.risk.free_symbols - {EPSILON}, key=str))}
    left = []
    for epsilon in (sp.Rational(1, 10**4), sp.Rational(1, 10**5)):
        exact = expansion.risk.xreplace({**values, EPSILON: epsilon})
        left.append(exact - sum(term.xreplace(values) * epsilon**k for k, term in enumerate(expansion.terms)))
    assert 990 < abs(left[0] / left[1]) < 1010


def test_six_momenta_of_their_own_are_written_out_nested() -> None:
    """Seven hyperparameters: the variance is exact at a random setting, though nobody could expand it."""
    rng = Random(6)
    d = derive(SixVelocities())
    variance = StationaryLaw(d.system).variance()
    values = {s: Fraction(rng.randint(1, 99), 100) for s in d.system.A.free_symbols | d.system.b.free_symbols}
    A, b, (read,) = (fractions(m, values) for m in (d.system.A, d.system.b, d.system.read))
    covariance = lyapunov(A, b)
    assert covariance is not None
    expected = sum(x * y * covariance[i][j] for i, x in enumerate(read) for j, y in enumerate(read))
    assert value(variance, dict(values)) == expected


def test_factors_are_sympys() -> None:
    """Products of random polynomials, longer than what is handed to SymPy at once: content, factors and multiplicities multiply back."""
    ring = sp.polys.rings.PolyRing(sp.symbols("x y z w"), sp.QQ)
    rng = Random(4)

    def polynomial(terms: int) -> Any:
        return sum(
            (
                ring({tuple(rng.randint(0, 2) for _ in range(4)): sp.QQ(rng.randint(-5, 5), rng.randint(1, 3))})
                for _ in range(terms)
            ),
            ring.zero,
        )

    for _ in range(max(5, EFFORT // 6)):
        given: Sequence[Any] = [p for p in (polynomial(rng.randint(1, 5)) for _ in range(3)) if p]
        product = sp.prod(given, start=ring.one) ** rng.randint(1, 2)
        content, factors = factor_list(product)
        assert ring(content) * sp.prod((p**e for p, e in factors), start=ring.one) == product
        expected = sorted((str(p), e) for p, e in product.factor_list()[1])
        assert sorted((str(p), e) for p, e in factors) == expected
