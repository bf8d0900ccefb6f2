"""Simulation: exact noise moments, reproducibility, flat memory, and verdicts that catch what they should."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
import sympy as sp

from derivations.ledger.sampling import compare
from montecarlo.engines.noise import NOISES
from montecarlo.runs.simulate import simulate
from montecarlo.verdicts.verdict import Comparison, judge
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.claims import ledger
from theory.errors import InputError
from theory.optimizers import SGD, Averaged, HeavyBall
from theory.rule.model import t
from theory.statements.planting import planted_errors

PROBLEM = NoisyQuadratic([1.0, 0.5], [1.0, 2.0], 1.0, [1, 3])
RULE = HeavyBall(learning_rate=0.2, momentum=0.8)


@pytest.mark.parametrize("noise", NOISES)
def test_simulation_estimates_the_exact_risk(noise: str) -> None:
    """Within the verdict's limits, at every step, with the steps in any order."""
    steps = [30, 0, 3]
    run = simulate(RULE, PROBLEM, steps, 4, 20_000, noise=noise, seed=5)
    exact = risk(RULE, PROBLEM, steps, 4)
    outcomes = judge([Comparison("", *row) for row in zip(run.risk, run.standard_error, exact, strict=True)], 1e-5)
    assert all(o.consistent for o in outcomes)
    assert run.steps == tuple(steps)


def test_memory_is_flat_in_replicates() -> None:
    """A hundred times the replicates need no more memory; both stay far below 200 MB."""
    problem = NoisyQuadratic(np.ones(2000), 1.0)
    peaks = []
    for replicates in (100, 10_000):
        tracemalloc.start()
        simulate(RULE, problem, [2], 4, replicates)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert max(peaks) < 50e6
    assert peaks[1] < 1.2 * peaks[0] + 1e6


def test_standard_error_is_honest() -> None:
    """Over many seeds the spread of the estimates is the standard error that each reports."""
    runs = [simulate(SGD(learning_rate=0.5), NoisyQuadratic([1.0], [1.0]), [5], 1, 400, seed=s) for s in range(200)]
    spread = np.std([r.risk[0] for r in runs], ddof=1)
    reported = np.mean([r.standard_error[0] for r in runs])
    assert 0.8 < spread / reported < 1.25


def test_a_diverging_rule_ends_in_infinity() -> None:
    """No crash, no NaN."""
    run = simulate(SGD(learning_rate=1e6), NoisyQuadratic([1.0], [1.0]), [200], 1, 10)
    assert run.risk[0] == np.inf


PLANTED = {
    "1% in the steady state of momentum": ("momentum.exact-risk", "factor 1.01"),
    "1% in the steady state of the bound": ("momentum.risk-bound", "steady state / 1.01"),
    "t for t+1 in the risk of momentum": ("momentum.exact-risk", "t for t+1"),
    "1% in the risk of the average": ("ema.exact-risk", "factor 1.01"),
    "t for t+1 in the risk of the average": ("ema.exact-risk", "t for t+1"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_simulation_catches_planted_errors(what: str) -> None:
    """A wrong formula is rejected by the verdict at the suite's false-alarm rate."""
    claim_id, name = PLANTED[what]
    wrong = dict(planted_errors(ledger()[claim_id]))[name]
    outcomes = judge(compare(wrong, seed=3), 1e-4)
    assert not all(o.consistent for o in outcomes)


def test_simulation_catches_beta_for_minus_beta() -> None:
    """The sign of the momentum planted wrong in the formula is rejected."""
    from dataclasses import replace

    claim = ledger()["momentum.exact-risk"]
    beta = next(s for s in claim.domain.symbols if s.name == "beta")
    witness = tuple((s, sp.Rational(1, 2) if s.name == "alpha" else v) for s, v in claim.witness)
    wrong = replace(claim, witness=witness, statement=replace(claim.statement, right=claim.statement.right.subs(beta, -beta)))
    assert not all(o.consistent for o in judge(compare(wrong, seed=3), 1e-4))


def test_false_alarms_stay_below_their_rate() -> None:
    """On true nulls the whole-suite rejection rate of Holm's test is at most the nominal one."""
    rng = np.random.default_rng(0)
    alarms = sum(
        not all(o.consistent for o in judge([Comparison("", z, 1.0, 0.0) for z in rng.standard_normal(10)], 0.05))
        for _ in range(2000)
    )
    assert alarms < 0.05 * 2000 + 4 * np.sqrt(0.05 * 0.95 * 2000)


def test_one_sided_verdicts_forgive_estimates_below_a_bound() -> None:
    """Far below the bound is consistent, far above is not; the two-sided test rejects both."""
    below, above = (Comparison("", value, 0.01, 1.0, "at most") for value in (0.5, 1.5))
    assert [o.consistent for o in judge([below, above], 1e-4)] == [True, False]
    assert not judge([Comparison("", 0.5, 0.01, 1.0)], 1e-4)[0].consistent


def test_detectable_error_is_what_it_says() -> None:
    """A theory wrong by the printed detectable error is rejected about 99 times in 100."""
    rng = np.random.default_rng(1)
    detectable = judge([Comparison("", 1.0, 0.01, 1.0)], 1e-3)[0].detectable
    caught = sum(
        not judge([Comparison("", 1 + 0.01 * rng.standard_normal(), 0.01, 1 + detectable)], 1e-3)[0].consistent
        for _ in range(1000)
    )
    assert 975 <= caught <= 1000


def test_time_of_the_claims_is_the_witnesss() -> None:
    """Comparisons are made at the witness's t and at a late one."""
    claim = ledger()["ema.exact-risk"]
    assert [c.name for c in compare(claim)] == [f"ema.exact-risk at t = {dict(claim.witness)[t]}", "ema.exact-risk at t = 40"]
    assert isinstance(dict(claim.witness)[t], sp.Integer)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"noise": "cauchy"}, "noise must be one of gaussian, rademacher, uniform, laplace, student-t, table"),
        ({"replicates": 1}, "replicates"),
        ({"steps": [-1]}, "steps"),
        ({"batch_size": 0}, "batch_size"),
        ({"optimizer": Averaged()}, "learning_rate is not set"),
    ],
)
def test_bad_input(change: dict[str, object], message: str) -> None:
    """One line naming the argument."""
    arguments = {"optimizer": RULE, "problem": PROBLEM, "steps": [1], "batch_size": 1, "replicates": 10, **change}
    with pytest.raises(InputError, match=message):
        simulate(**arguments)  # type: ignore[arg-type]
