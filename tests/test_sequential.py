"""Sequential verdicts: their rate of false alarms at every stopping time, their power, and who they depend on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest, norm

from montecarlo import experiment as experiments
from montecarlo.sequential import Monitor, boundary, confirm, log_evidence
from numerics.moments import risk
from numerics.problem import NoisyQuadratic
from theory.errors import InputError
from theory.optimizers import SGD, Averaged, HeavyBall

RULE = HeavyBall(learning_rate=0.5, momentum=0.5)
ONE = NoisyQuadratic([1.0], [1.0])
STEADY = list(range(40, 61, 5))
RUNS = 2000


def steady_risk() -> float:
    return float(risk(RULE, ONE, [10**6], 1)[0])


def test_the_evidence_is_a_martingale_of_mean_one() -> None:
    """E E_n = 1 under the statement, by integrating against Student's t law (SciPy's), at several n."""
    from scipy.integrate import quad
    from scipy.stats import t as student

    for n in (3, 10, 100):
        mean, _ = quad(lambda v, n=n: 2 * math.exp(log_evidence(v, n)) * student.pdf(v, n - 1), 0, np.inf, limit=500)
        assert mean == pytest.approx(1, rel=1e-6)


@pytest.mark.parametrize("false_alarm", [0.05, 1e-3, 1e-6])
def test_the_boundary_is_where_the_evidence_is_enough(false_alarm: float) -> None:
    """log E_n at the boundary is log 1/a; fewer observations need more, never less than a fixed-sample test."""
    assert boundary(2, 1e-6) == math.inf
    for n in (20, 200, 20_000):
        t = boundary(n, false_alarm)
        assert log_evidence(t, n) == pytest.approx(-math.log(false_alarm))
        assert t > norm.isf(false_alarm / 2)


def alarms(scale: float, runs: int, observations: int, false_alarm: float, look: object) -> int:
    """How many runs on simulated steady states ever refute ``scale`` times the exact risk, looking after every observation.

    One block of the simulator is cut into many observations of 64 replicates, so that the observations are the simulator's own.
    """
    setup = experiments.experiment(RULE, ONE, STEADY, 1, "table", seed=int(1000 * scale), engine="compiled")
    claimed, count, block = scale * steady_risk(), 0, 0
    pool: list[float] = []
    for _ in range(runs):
        while len(pool) < observations:
            pool += setup.risks(block).mean(axis=1).reshape(-1, 64).mean(axis=1).tolist()
            block += 1
        values, pool = np.array(pool[:observations]), pool[observations:]
        n = np.arange(1, observations + 1)
        mean = np.cumsum(values) / n
        spread = np.sqrt(np.maximum(np.cumsum(values**2) - n * mean**2, 0) / np.maximum(n - 1, 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.abs(mean - claimed) / (spread / np.sqrt(n))
        count += bool(np.any(t[1:] > look(n[1:])))  # type: ignore[operator]
    return count


@pytest.fixture(scope="module")
def at_one_percent() -> np.ndarray:
    """The boundary at 1% for n = 0, 1, 2, ..."""
    return np.array([math.inf, math.inf, *(boundary(n, 0.01) for n in range(2, 301))])


def test_false_alarms_stay_below_their_rate(at_one_percent: np.ndarray) -> None:
    """2,000 runs on a true statement, each stopped whenever it looks worst: the interval for the rate reaches down to 1%."""
    count = alarms(1.0, RUNS, 200, 0.01, lambda n: at_one_percent[n])
    assert binomtest(count, RUNS).proportion_ci(0.99).low <= 0.01


def test_looking_often_with_a_fixed_test_would_be_seen(at_one_percent: np.ndarray) -> None:
    """The same looks with a fixed-sample 1% test raise far more false alarms: the check above can fail."""
    count = alarms(1.0, 500, 200, 0.01, lambda n: np.full(n.shape, norm.isf(0.005)))
    assert binomtest(count, 500).proportion_ci(0.99).low > 0.03


def test_planted_errors_are_refuted(at_one_percent: np.ndarray) -> None:
    """A statement 5% wrong is refuted in nearly every run, one 2% wrong in some: power grows with the error."""
    large, small = (alarms(s, 300, 300, 0.01, lambda n: at_one_percent[n]) for s in (1.05, 1.02))
    assert large >= 297
    assert small < large


@pytest.mark.parametrize(
    ("scale", "verdict"), [(1.0, "confirmed"), (1.01, "refuted"), (0.99, "refuted"), (1.0 + 1e-12, "confirmed")]
)
@pytest.mark.parametrize("noise", ["gaussian", "rademacher", "student-t"])
def test_theorem_1s_steady_state(scale: float, verdict: str, noise: str) -> None:
    """Confirmed within 0.5%, a 1% error refuted, at a false-alarm rate of 1e-6; the bounds contain the exact value."""
    found = confirm(RULE, ONE, STEADY, 1, scale * steady_risk(), 0.005, 1e-6, noise=noise)
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


def test_observations_average_enough_coordinates() -> None:
    """A problem whose risk sits in one coordinate of many takes many blocks an observation."""
    from montecarlo.sequential import blocks_per_observation

    even = experiments.experiment(RULE, NoisyQuadratic(np.ones(16_000), 1.0), [1], 1)
    uneven = experiments.experiment(
        RULE, NoisyQuadratic(np.r_[1.0, np.full(15_999, 1e-9)], np.r_[1.0, np.zeros(15_999)]), [1], 1
    )
    assert blocks_per_observation(even) == 1
    assert blocks_per_observation(uneven) > 900


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


def test_a_monitor_needs_two_observations() -> None:
    """Nothing is said of one number."""
    monitor = Monitor(1.0, 0.1, 0.01)
    monitor.observe(5.0)
    assert monitor.verdict().verdict == "undecided"
