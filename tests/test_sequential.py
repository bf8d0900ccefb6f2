"""Sequential verdicts: their rate of false alarms at every stopping time, their power, and what they rest on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest, norm

import theory.optimizers
from montecarlo.engines.noise import Noise
from montecarlo.runs import trial as experiments
from montecarlo.runs.linearity import is_linear
from montecarlo.runs.simulate import simulate
from montecarlo.verdicts.sequential import ASSUMED_KURTOSIS, GROUP, Monitor, Tails, confirm, observed
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.effort import effort
from tests.sequential_attack import random_settings
from theory.errors import InputError, NotLinear
from theory.optimizers import SGD, Adam, Averaged, HeavyBall, SignSGD
from theory.rule.filter import extract
from theory.rule.functions import maximum, minimum
from theory.rule.optimizer import Optimizer

RULE = HeavyBall(learning_rate=0.5, momentum=0.5)
ONE = NoisyQuadratic([1.0], [1.0])
STEADY = list(range(40, 61, 5))
LEFT_ALONE = NoisyQuadratic(np.r_[1e-3, np.ones(2047)], np.zeros(2048))
"""After some steps of SGD at 0.9 one coordinate of many is left with all the risk; so one run shows one squared Gaussian."""


def steady_risk() -> float:
    return float(risk(RULE, ONE, [10**6], 1)[0])


FALSE_ALARM = 0.05
TOLERANCE = 0.3


@pytest.mark.parametrize("claim", [1.0, 1 / (1 + 1.001 * TOLERANCE), 1 / (1 - 1.001 * TOLERANCE)])
def test_wrong_verdicts_stay_below_their_rate(claim: float) -> None:
    """Random rules, problems, steps and laws, kurtosis up to 126, eight runs an observation, looked at all along: at a nominal 5%, true
    claims are refuted and claims off by more than the tolerance confirmed no more often (the rate's interval reaches down to 5%).
    """
    wrong = runs = 0
    for setting in random_settings(effort(12)):
        words = [m.word() for m in setting.monitors(3, claim * setting.exact, TOLERANCE, FALSE_ALARM, 40)]
        runs += len(words)
        wrong += words.count("refuted" if claim == 1 else "confirmed")
    assert binomtest(wrong, runs).proportion_ci(0.99).low <= FALSE_ALARM


def test_one_coordinate_left_with_all_the_risk() -> None:
    """At a nominal 1%, of runs on a true claim at most 1% are refuted; a t statistic on the same numbers, which needs them to be
    Gaussian, refutes more: the check can fail.
    """
    setup, observation, _ = observed(experiments.experiment(SGD(learning_rate=0.9), LEFT_ALONE, [8], 1, seed=1))
    assert setup.rows == GROUP  # few runs an observation: skewed
    exact = float(risk(setup.optimizer, LEFT_ALONE, [8], 1)[0])
    runs, length = effort(40), 30
    tails = Tails.of_linear(3.0, GROUP)
    refuted = by_t = 0
    for run in range(runs):
        monitor, values = Monitor(exact, 0.05, 0.01, "two-sided", tails), []
        for k in range(length):
            mean, spread = observation(run * length + k, exact)
            monitor.observe(mean, spread)
            values.append(mean)
        refuted += monitor.word() == "refuted"
        n = np.arange(1, length + 1)
        means = np.cumsum(values) / n
        deviations = np.array([np.std(values[:k], ddof=1) if k > 1 else np.inf for k in n])
        by_t += bool(np.any((np.abs(means - exact) * np.sqrt(n) > norm.isf(0.005) * deviations)[2:]))
    assert binomtest(refuted, runs).proportion_ci(0.99).low <= 0.01
    assert binomtest(by_t, runs).proportion_ci(0.99).low > 0.01


@pytest.mark.parametrize("noise", ["gaussian", "laplace"])
@pytest.mark.parametrize("problem", [ONE, NoisyQuadratic.power_law(30)], ids=["one", "many"])
def test_the_price_of_assuming_nothing(problem: NoisyQuadratic, noise: str) -> None:
    """Runs to confirm, over those that a single test for Gaussian observations of known variance takes at the same error rate."""
    exact = float(np.mean(risk(RULE, problem, STEADY, 1)))
    found = confirm(RULE, problem, STEADY, 1, exact, 0.02, 1e-4, noise=noise)
    deviation = found.standard_error * math.sqrt(found.replicates) / exact
    assert found.verdict == "confirmed"
    assert 1 < found.replicates * (0.02 / (norm.isf(0.5e-4) * deviation)) ** 2 < 7


def test_planted_errors_are_refuted_the_sooner_the_larger() -> None:
    """1% to 30% wrong, either way: always refuted within the runs that the size of the error warrants."""
    used = []
    for error in (0.3, 0.1, 0.03, 0.01):
        found = [confirm(RULE, ONE, STEADY, 1, (1 + s * error) * steady_risk(), error / 2, 1e-4) for s in (-1, 1)]
        assert [f.verdict for f in found] == ["refuted"] * 2
        used.append(max(f.replicates for f in found))
    assert used == sorted(used)
    assert used[-1] < 50 / 0.01**2


RULES = [r for r in vars(theory.optimizers).values() if isinstance(r, type) and issubclass(r, Optimizer) and r is not Optimizer]


@pytest.mark.parametrize("cls", RULES, ids=lambda c: c.__name__)
def test_the_recording_knows_which_rules_are_linear(cls: type[Optimizer]) -> None:
    """As the symbolic derivation does, from the same update rule by another way."""
    try:
        rule = cls()
    except (TypeError, InputError):
        rule = cls(SGD())  # type: ignore[call-arg]
    try:
        extract(rule.symbolic())
        linear = True
    except NotLinear:
        linear = False
    assert is_linear(rule.set(**dict.fromkeys(rule.hyperparameters(), 0.3))) == linear


@pytest.mark.parametrize("place", ["init", "update", "read"])
def test_what_is_not_linear_is_seen_wherever_it_stands(place: str) -> None:
    """A clip or an offset in the start, the update or the reading of SGD."""

    def clip(x: object) -> object:
        return maximum(minimum(x, 1), -1)

    for change in (clip, lambda x: x + 1):
        functions = {
            "init": lambda self, theta, f=change: self.State(f(theta)),
            "update": lambda self, state, g, f=change: self.State(state.theta - self.learning_rate * f(g(state.theta))),
            "read": lambda self, state, f=change: f(state.theta),
        }
        cls = type("Changed", (SGD,), {place: functions[place]})
        assert not is_linear(cls(learning_rate=0.1))
    assert is_linear(SGD(learning_rate=0.1))


def test_the_verdict_says_what_it_rests_on() -> None:
    """The law's kurtosis for a linear rule, an assumption for another; both are confirmed where they should be and refuted elsewhere."""
    assert "at most 9" in confirm(RULE, ONE, [5], 1, 1.0, 0.5, 0.1, noise="student-t").rests_on
    for rule in (
        SignSGD(learning_rate=0.1, momentum=0.0),
        Adam(learning_rate=0.1, momentum=0.9, second_decay=0.9, epsilon=0.1),
    ):
        near = float(simulate(rule, ONE, [30], 1, 200_000, seed=9).risk[0])
        right, wrong = (confirm(rule, ONE, [30], 1, factor * near, 0.05, 1e-4) for factor in (1, 1.2))
        assert (right.verdict, wrong.verdict) == ("confirmed", "refuted")
        assert "assumption" in right.rests_on
        assert f"at most {ASSUMED_KURTOSIS:g}" in right.rests_on


def test_a_law_without_a_kurtosis_is_refused() -> None:
    """One line, before any sampling."""
    with pytest.raises(InputError, match="finite kurtosis"):
        confirm(RULE, ONE, [3], 1, 1.0, noise=Noise("cauchy", math.inf, sample=lambda rng, out: None))


def test_the_start_has_the_law_asked_for() -> None:
    """A start of fixed size and no noise: the risk is the same number in every run; a Gaussian one's is not."""
    silent, rule = NoisyQuadratic([1.0], [0.0]), SGD(learning_rate=0.5)
    exact = float(risk(rule, silent, [2], 1)[0])
    fixed, gaussian = (confirm(rule, silent, [2], 1, exact, 0.1, 0.01, start=s) for s in ("rademacher", "gaussian"))
    assert fixed.standard_error < 1e-12 < gaussian.standard_error
    assert fixed.verdict == gaussian.verdict == "confirmed"


@pytest.mark.parametrize(("scale", "verdict"), [(1.0, "confirmed"), (1.02, "refuted")])
@pytest.mark.parametrize("noise", ["gaussian", "rademacher", "student-t"])
def test_theorem_1s_steady_state(scale: float, verdict: str, noise: str) -> None:
    """Confirmed within 1%, a 2% error refuted, at a false-alarm rate of 1e-6; the bounds contain the exact value."""
    found = confirm(RULE, ONE, STEADY, 1, scale * steady_risk(), 0.01, 1e-6, noise=noise)
    assert found.verdict == verdict
    assert found.lower < steady_risk() < found.upper


def test_workers_do_not_change_the_verdict() -> None:
    """Bounds and replicates are the same bits with one and with three threads."""
    one, three = (confirm(RULE, ONE, STEADY, 1, steady_risk(), 0.02, 1e-3, workers=w) for w in (1, 3))
    assert one == three


def test_an_upper_bound_is_refuted_from_above_only() -> None:
    """A bound far above the risk is confirmed at once; one below it is refuted."""
    high, low = (confirm(RULE, ONE, STEADY, 1, s * steady_risk(), 0.01, 1e-4, side="at most") for s in (1.5, 0.9))
    assert (high.verdict, low.verdict) == ("confirmed", "refuted")


def test_running_out_is_undecided() -> None:
    """Too few replicates decide nothing, and say what they could have seen."""
    found = confirm(RULE, ONE, STEADY, 1, steady_risk(), 1e-4, 1e-6, replicates=300_000)
    assert found.verdict == "undecided"
    assert 0.001 < found.detectable < 0.1


def test_a_diverging_rule_refutes_any_number() -> None:
    """Infinite risk is not 1."""
    found = confirm(SGD(learning_rate=1e6), ONE, [100], 1, 1.0, 0.01, 1e-6)
    assert found.verdict == "refuted"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"claimed": -1.0}, "claimed must be"),
        ({"tolerance": 0.0}, "tolerance must be"),
        ({"false_alarm": 1.0}, "false_alarm must be"),
        ({"steps": []}, "steps must be"),
    ],
)
def test_bad_input(change: dict[str, object], message: str) -> None:
    """One line naming the argument."""
    arguments = {"steps": [3], "batch_size": 1, "claimed": 1.0, "tolerance": 0.01, "false_alarm": 0.01, **change}
    with pytest.raises(InputError, match=message):
        confirm(Averaged(RULE, decay=0.5), ONE, **arguments)  # type: ignore[arg-type]


def test_a_monitor_needs_observations() -> None:
    """Nothing is said of none, and little of one."""
    monitor = Monitor(1.0, 0.1, 0.01, "two-sided", Tails.of_linear(3.0, GROUP))
    assert monitor.verdict().verdict == "undecided"
    monitor.observe(5.0, 1.0)
    found = monitor.verdict()
    assert found.verdict == "undecided"
    assert found.lower < 1 < found.upper
