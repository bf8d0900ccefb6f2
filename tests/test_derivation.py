"""Derivations against oracles that this project did not write, and against one another."""

from __future__ import annotations

import control
import numpy as np
import pytest
import scipy.linalg
import sympy as sp
from hypothesis import assume, given

from derivations.studies.gallery.exhibits import LINEAR, Exhibit
from numerics.dynamics.evaluator import numeric_values
from tests.strategies import stable_optimizers
from theory.algebra.field import is_zero
from theory.analysis.derivation import derive
from theory.analysis.risk import CompleteHomogeneous
from theory.analysis.stability import is_stable, schur_conditions
from theory.errors import NotLinear
from theory.optimizers import (
    QHM,
    SGD,
    AcceleratedSGD,
    AggMo,
    Averaged,
    DecoupledWeightDecay,
    DelayedSGD,
    DiLoCo,
    DiLoCoNesterov,
    ExponentialAggMo,
    HeavyBall,
    KalmanGain,
    LocalSGD,
    Lookahead,
    Nesterov,
    NesterovLookahead,
    NormalizedHeavyBall,
    Preconditioned,
    VelocityHeavyBall,
    WeightDecay,
)
from theory.rule.model import B, c, h, initial_risk, t
from theory.rule.optimizer import Optimizer

RULES = [SGD(), HeavyBall(), Averaged(), Preconditioned(), Averaged(HeavyBall()), Averaged(Preconditioned(HeavyBall()))]


def system_at(optimizer: Optimizer, curvature: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A, b, read in float64."""
    system = derive(optimizer.symbolic()).system
    values = {s: float(v) for s, v in numeric_values(optimizer).items()} | {h: curvature}
    return tuple(np.array(m.subs(values).evalf(30).tolist(), dtype=float) for m in (system.A, system.b, system.read))


@given(stable_optimizers())
def test_stationary_covariance_is_scipys(optimizer: Optimizer) -> None:
    """scipy.linalg.solve_discrete_lyapunov solves the same equation, as far as float64 lets it."""
    A, b, _ = system_at(optimizer)
    gap = 1 - np.max(np.abs(np.linalg.eigvals(A)))
    assume(gap > 1e-4)  # nearer the edge scipy's own rounding exceeds any useful tolerance
    derivation = derive(optimizer.symbolic())
    values = {s: sp.Rational(float(v)) for s, v in numeric_values(optimizer).items()} | {h: 1, c: 1, B: 1}
    ours = np.array(derivation.stationary_covariance.subs(values).evalf(30).tolist(), dtype=float)
    theirs = scipy.linalg.solve_discrete_lyapunov(A, b @ b.T)
    assert np.allclose(ours, theirs, rtol=1e-6 / gap * 1e-3, atol=1e-9 * np.abs(theirs).max())


@pytest.mark.parametrize("optimizer", [
    SGD(learning_rate=0.7), HeavyBall(learning_rate=0.7, momentum=0.5), Averaged(SGD(learning_rate=0.7), decay=0.8),
    Averaged(HeavyBall(learning_rate=0.3, momentum=0.6), decay=0.7), NormalizedHeavyBall(learning_rate=0.7, momentum=0.5),
    VelocityHeavyBall(learning_rate=0.7, momentum=0.5), Preconditioned(HeavyBall(learning_rate=0.7, momentum=0.5), power=0.5),
    Nesterov(learning_rate=0.7, momentum=0.5), NesterovLookahead(learning_rate=0.7, momentum=0.5),
    QHM(learning_rate=0.7, momentum=0.5, discount=0.7), AggMo(learning_rate=0.3, momentum=0.5, second_momentum=0.8),
    ExponentialAggMo(learning_rate=0.3, damping=0.5), WeightDecay(SGD(learning_rate=0.7), weight_decay=0.1),
    AcceleratedSGD(learning_rate=0.3, long_step=0.9, mixing=0.8, forgetting=0.1), DelayedSGD(2, learning_rate=0.3),
    DecoupledWeightDecay(SGD(learning_rate=0.7), shrinkage=0.1), Lookahead(SGD(learning_rate=0.3), 3, a=0.5),
    LocalSGD(2, 3, learning_rate=0.3), DiLoCo(2, 3, learning_rate=0.1, outer_learning_rate=0.7, outer_momentum=0.6),
    DiLoCoNesterov(2, 3, learning_rate=0.1, outer_learning_rate=0.7, outer_momentum=0.6),
], ids=str)  # fmt: skip
def test_poles_and_h2_norm_are_python_controls(optimizer: Optimizer) -> None:
    """The noise path's poles are the characteristic roots; its squared H2 norm is the stationary variance (python-control)."""
    A, b, read = system_at(optimizer)
    derivation = derive(optimizer.symbolic())
    values = {s: float(v) for s, v in numeric_values(optimizer).items()} | {h: 1, c: 1, B: 1}
    plant = control.ss(A, b, read @ A, read @ b, True)
    poles = np.sort_complex(control.poles(plant))
    ours = np.sort_complex(np.roots([float(k.subs(values)) for k in derivation.characteristic_polynomial.all_coeffs()]))
    assert np.allclose(poles, ours, atol=1e-7)
    assert control.norm(plant, 2) ** 2 == pytest.approx(float(derivation.stationary_variance.subs(values)), rel=1e-8)


@pytest.mark.parametrize("optimizer", RULES, ids=str)
def test_the_stationary_covariance_solves_its_equation(optimizer: Optimizer) -> None:
    """Pi - A Pi A' - b b' c/B is the zero matrix of rational functions."""
    d = derive(optimizer)
    s, pi = d.system, d.stationary_covariance
    assert is_zero(sp.ImmutableMatrix(pi - s.A * pi * s.A.T - s.b * s.b.T * c / B))


@pytest.mark.parametrize("optimizer", RULES, ids=str)
def test_stability_conditions_are_the_schur_cohn_test(optimizer: Optimizer) -> None:
    """On random settings the derived inequalities and the numeric step-down recursion decide alike."""
    rng = np.random.default_rng(0)
    d = derive(optimizer)
    verdicts = set()
    for _ in range(40):
        values = {s: sp.Rational(int(rng.integers(1, 1000)), 1000) for s in d.optimizer.hypotheses_by_symbol()}
        values[SGD().learning_rate] *= 6
        values[h] = sp.Integer(1)
        stable = is_stable([k.subs(values) for k in d.characteristic_polynomial.all_coeffs()])
        assert stable == all(e.subs(values) > 0 for e in d.stability)
        verdicts.add(stable)
    assert verdicts == {True, False}


@pytest.mark.parametrize("e", LINEAR, ids=lambda e: e.name)
def test_every_rules_stationary_covariance_is_scipys(e: Exhibit) -> None:
    """The whole covariance of every linear rule of the gallery, at its setting and h = 1, 0.3, 0.1."""
    derivation = derive(e.symbolic)
    for curvature in (1.0, 0.3, 0.1):
        A, b, _ = system_at(e.optimizer, curvature)
        values = {s: sp.Rational(float(v)) for s, v in numeric_values(e.optimizer).items()}
        values |= {h: sp.Rational(curvature), c: 1, B: 1}
        ours = np.array(derivation.stationary_covariance.subs(values).evalf(30).tolist(), dtype=float)
        theirs = scipy.linalg.solve_discrete_lyapunov(A, b @ b.T)
        assert np.allclose(ours, theirs, rtol=1e-7, atol=1e-9 * np.abs(theirs).max())


def test_schur_conditions_of_order_four() -> None:
    """Random quartics: the conditions are all positive exactly when every root lies inside the unit circle."""
    rng = np.random.default_rng(1)
    z = sp.Symbol("z")
    a = sp.symbols("a1:5")
    conditions = schur_conditions(sp.Poly([1, *a], z))
    seen = set()
    for _ in range(300):
        numbers = [sp.Rational(int(v), 100) for v in rng.integers(-80, 80, 4)]
        stable = is_stable([1, *numbers])  # exact: float roots cannot decide a root of modulus 1
        radius = np.max(np.abs(np.roots([1.0, *map(float, numbers)])))
        assert stable == (radius < 1) or abs(radius - 1) < 1e-7
        assert stable == all(e.subs(dict(zip(a, numbers, strict=True))) > 0 for e in conditions)
        seen.add(stable)
    assert seen == {True, False}


def test_reductions() -> None:
    """Momentum 0 is SGD, decay 0 is the inner rule, power 0 is the inner rule."""
    sgd = derive(SGD())
    for special in (HeavyBall(momentum=0), Averaged(SGD(), decay=0), Preconditioned(SGD(), power=0)):
        d = derive(special)
        assert is_zero(d.steady_state_risk - sgd.steady_state_risk)
        assert is_zero(d.mean_response - sgd.mean_response)
        assert is_zero(d.noise_response - sgd.noise_response)


@pytest.mark.parametrize("optimizer", [SGD(), HeavyBall(), Averaged()], ids=str)
def test_exact_risk_has_the_bound_as_its_limit(optimizer: Optimizer) -> None:
    """For a stable setting the exact risk rises to within rounding of the bound as t grows, from below."""
    d = derive(optimizer)
    values = {s: sp.Rational(1, 2) for s in optimizer.hypotheses_by_symbol()} | {h: sp.Rational(3, 4), c: 1, B: 1}
    for step in (0, 1, 5, 200):
        risk, bound = (
            complex(e.subs(d.roots.explicit).subs(values).subs({t: step, initial_risk: 1}).evalf(40))
            for e in (d.exact_risk, d.risk_bound)
        )
        assert abs(risk.imag) < 1e-20
        assert risk.real <= bound.real + 1e-15
    assert risk.real == pytest.approx(bound.real, rel=1e-12)


def test_double_root_form_is_the_limit_of_the_distinct_one() -> None:
    """Near the double root the distinct-root formula approaches the double-root formula."""
    d = derive(HeavyBall())
    beta = sp.Rational(1, 4)
    near = d.at(
        d.exact_risk, learning_rate=sp.Rational(1, 4) + sp.Rational(1, 10**12), momentum=beta, h=1, c=1, B=1, t=9, ell_0=1
    )
    double = d.exact_risk_double_root.subs({"r_1": sp.Rational(1, 2)})
    exact = d.at(double, learning_rate=sp.Rational(1, 4), momentum=beta, h=1, c=1, B=1, t=9, ell_0=1)
    assert abs(complex(near.evalf(60)) - complex(exact)) < 1e-9


def test_complete_homogeneous_polynomials() -> None:
    """H_2(a, b) = a^2 + ab + b^2, H_k of one root is its power, H_k = 0 below 0."""
    a, b = sp.symbols("a b")
    assert sp.expand(CompleteHomogeneous(2, a, b) - (a**2 + a * b + b**2)) == 0
    assert CompleteHomogeneous(3, a) == a**3
    assert CompleteHomogeneous(-1, a, b) == 0
    assert CompleteHomogeneous(5, sp.Integer(1), sp.Integer(1)) == 6


def test_a_time_varying_rule_has_no_transfer_function() -> None:
    """derive says so and points to what computes it."""
    with pytest.raises(NotLinear, match=r"time-varying: use risk or precise_risk"):
        derive(KalmanGain())


@pytest.mark.parametrize("optimizer", RULES, ids=str)
def test_notebook_forms(optimizer: Optimizer) -> None:
    """Optimizers and derivations show themselves in a notebook."""
    assert optimizer._repr_latex_().startswith("$")
    assert r"\mathbb{E}" in derive(optimizer)._repr_latex_()
