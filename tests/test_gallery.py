"""What the gallery draws and says: portraits against the derivation, expansions against their exact remainder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from derivations.pages.equivalences import equivalences
from derivations.pages.picture import saved
from derivations.pages.portraits import Dynamics, largest_rate, portrait, rate_of
from derivations.studies.gallery.exhibits import LINEAR, Exhibit, exhibit
from derivations.studies.gallery.report import sections_of
from derivations.studies.gallery.study import CONTRACTION, relative_steady_state
from numerics.dynamics.evaluator import numeric_values
from theory.analysis.derivation import derive
from theory.analysis.expansion import double_root_curves, small_step
from theory.equivalence.decide import Equivalence, equivalent
from theory.errors import InputError
from theory.optimizers import (
    QHM,
    SGD,
    AggMo,
    Averaged,
    DecoupledWeightDecay,
    DelayedSGD,
    HeavyBall,
    KalmanGain,
    LocalSGD,
    Lookahead,
    WeightDecay,
)
from theory.rule.model import B, c, h
from theory.rule.optimizer import Optimizer


@pytest.mark.parametrize("e", LINEAR, ids=lambda e: e.name)
def test_the_frequency_response_integrates_to_the_stationary_variance(e: Exhibit) -> None:
    """Parseval: the mean of |G|^2 over all frequencies is the variance that the Lyapunov equation gives, at h = 1."""
    gain = Dynamics(e.optimizer).gain(1.0, 2 * np.pi * np.arange(4096) / 4096)
    values = {s: sp.Rational(float(v)) for s, v in numeric_values(e.optimizer).items()} | {h: 1, c: 1, B: 1}
    assert gain.mean() == pytest.approx(float(derive(e.symbolic).stationary_variance.subs(values)), rel=1e-9)


@pytest.mark.parametrize("e", LINEAR, ids=lambda e: e.name)
def test_roots_are_those_of_the_characteristic_polynomial(e: Exhibit) -> None:
    """The portrait's eigenvalues and the derived polynomial's roots, at several curvatures."""
    dynamics = Dynamics(e.optimizer)
    polynomial = derive(e.symbolic).characteristic_polynomial
    for curvature in (0.1, 1.0):
        values = {s: float(v) for s, v in dynamics.values.items()} | {h: curvature}
        theirs = np.roots([float(k.subs(values)) for k in polynomial.all_coeffs()])
        assert np.allclose(np.sort(np.abs(dynamics.roots(curvature))), np.sort(np.abs(theirs)), atol=1e-6)


@pytest.mark.parametrize("e", LINEAR, ids=lambda e: e.name)
def test_small_step_expansions_have_their_exact_remainder(e: Exhibit) -> None:
    """The Taylor formula of the steady-state risk checks for every rule that has one; a planted error does not."""
    small = small_step(derive(e.symbolic))
    if small is None:
        assert e.symbolic == DecoupledWeightDecay(SGD()).symbolic()  # forgets without a learning rate
        return
    assert small.series.check()
    wrong = (*small.series.terms[:-1], small.series.terms[-1] * sp.Rational(101, 100) + 1)
    assert not replace(small.series, terms=wrong).check()


def test_effective_learning_rates_and_amplifications() -> None:
    """Heavy ball's alpha/(1 - beta); no rule with one minibatch an update amplifies noise to first order; K local steps of M
    workers count K times and M times less."""
    beta = HeavyBall().momentum
    heavy = small_step(derive(HeavyBall()))
    assert heavy is not None
    assert sp.cancel(heavy.effective_learning_rate - HeavyBall().learning_rate / (1 - beta)) == 0
    assert sp.cancel(heavy.correction - (1 - beta) / (2 * (1 + beta))) == 0
    for rule in (SGD(), QHM(), AggMo(), Averaged(HeavyBall()), DelayedSGD(2)):
        small = small_step(derive(rule))
        assert small is not None
        assert small.amplification == 1
    for rule, amplification in ((Lookahead(SGD(), 3), sp.Rational(1, 3)), (LocalSGD(3, 2), sp.Rational(1, 6))):
        small = small_step(derive(rule))
        assert small is not None
        assert small.amplification == amplification


def test_double_root_curves_are_where_roots_meet() -> None:
    """Heavy ball: alpha h = (1 +- sqrt(beta))^2. EMA over SGD: 1 - alpha h = gamma."""
    rule = HeavyBall()
    (curve,) = double_root_curves(derive(rule))
    for sign in (1, -1):
        at = {rule.momentum: sp.Rational(1, 4), rule.learning_rate: (1 + sign * sp.Rational(1, 2)) ** 2, h: 1}
        assert curve.subs(at) == 0
    average = Averaged(SGD())
    (line,) = double_root_curves(derive(average))
    assert sp.expand(line.subs(average.decay, 1 - average.inner.learning_rate * h)) == 0
    assert double_root_curves(derive(SGD())) == []


def test_equal_contraction_is_equal() -> None:
    """The scaled rule has the wanted largest root modulus, and SGD's steady state over SGD's is 1."""
    there = largest_rate(HeavyBall(learning_rate=0.2, momentum=0.8), CONTRACTION, ["learning_rate"])
    assert there is not None
    assert Dynamics(there).radius(1.0) == pytest.approx(CONTRACTION, abs=1e-9)
    assert relative_steady_state(exhibit("optimizer-sgd")) == pytest.approx(1)
    assert relative_steady_state(exhibit("optimizer-local-sgd")) == pytest.approx(1)  # the law of minibatch SGD
    assert largest_rate(HeavyBall(learning_rate=0.2, momentum=0.999), CONTRACTION, ["learning_rate"]) is None


def test_portraits_are_reproducible_and_label_the_axis() -> None:
    """Drawn twice, the same bytes; a rule without a learning rate has h itself on its axis."""
    draw = portrait(exhibit("optimizer-nesterov").optimizer, "momentum")
    assert saved(draw, "svg") == saved(draw, "svg")
    assert rate_of(KalmanGain(prior_variance=1, noise=1)) == 1.0


def test_a_page_says_what_else_does_the_same() -> None:
    """Equivalences and special sections of a page come from the deciders."""
    assert any(line.startswith("`qhm` with") for line in equivalences(HeavyBall()).sentences)
    (partly,) = equivalences(QHM()).sentences
    assert partly.startswith("`accelerated-sgd-lookahead` with")
    assert "where these are in its domain" in partly
    assert [s.heading for s in sections_of(derive(HeavyBall()))][-2:] == ["Small learning rates", "Double roots"]


def test_rounds_are_compared_at_equal_length() -> None:
    """Lookahead is DiLoCo with one worker and as many local steps, and two rounds of it are no SGD."""
    found = equivalences(Lookahead(SGD(), k=3))
    assert len(found.sentences) == 1
    assert found.sentences[0].startswith("`diloco` (workers = 1, local_steps = 3) with")
    assert "`local-sgd` (workers = 1, local_steps = 3)" in found.different


def test_what_is_not_decided_is_not_called_different(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the decider gives up, or only tries some values of an unknown exponent, the page says so."""

    def undecided(one: Optimizer, other: Optimizer, **options: bool) -> Equivalence:
        if str(other) == "agg-mo":
            raise InputError("too large")
        return equivalent(one, other, **options)

    monkeypatch.setattr("derivations.pages.equivalences.equivalent", undecided)
    named = equivalences(Averaged(WeightDecay(HeavyBall())))
    assert not any("agg-mo" in name for name in named.different)
    assert any("agg-mo" in name for name in named.undecided)
    assert any("preconditioned" in name for name in named.undecided)
