"""The one admission exam over every optimizer: symbolic = intervals = float64 = simulated, and identities."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from derivations.ledger.examination import examine
from derivations.ledger.own_claims import own_claims
from numerics.dynamics.moments import risk
from numerics.dynamics.precise import precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.command_line import run
from theory.analysis.derivation import Derivation
from theory.errors import InputError, NotLinear
from theory.optimizers import (
    QHM,
    REGISTRY,
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
    InsideRound,
    InverseTimeDecay,
    KalmanGain,
    LinearDecay,
    LocalSGD,
    Lookahead,
    Nesterov,
    NesterovLookahead,
    NormalizedHeavyBall,
    PolyakAverage,
    Preconditioned,
    TailAverage,
    VelocityHeavyBall,
    WarmUp,
    WeightDecay,
)
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter

COMPOSED = [Averaged(HeavyBall()), Averaged(Preconditioned(HeavyBall())), Averaged(KalmanGain()), Averaged(Averaged(SGD()))]
RULES = [*(cls() for cls in REGISTRY.values()), *COMPOSED]


def is_linear(optimizer: Optimizer) -> bool:
    try:
        extract(optimizer)
    except NotLinear:
        return False
    return True


LINEAR = [rule for rule in RULES if is_linear(rule)]


@pytest.mark.parametrize("optimizer", RULES, ids=str)
def test_admission(optimizer: Optimizer) -> None:
    """Every route to the risk agrees for the rule."""
    result = examine(optimizer)
    assert result.checks
    assert result.ok, [k for k in result.checks if not k.passed]


@pytest.mark.parametrize("optimizer", LINEAR, ids=str)
def test_at_step_zero_the_risk_is_the_initial_one(optimizer: Optimizer) -> None:
    """Zero steps change nothing, whatever the setting."""
    problem = NoisyQuadratic([2.0, 0.5], [1.0, 1.0], [1.0, 3.0])
    setting = optimizer.mapped(lambda _: 0.5)
    assert risk(setting, problem, [0], 8)[0] == pytest.approx(problem.initial_risk, rel=1e-15)


@pytest.mark.parametrize("optimizer", LINEAR, ids=str)
def test_without_noise_the_batch_size_does_not_matter(optimizer: Optimizer) -> None:
    """c = 0: the risk is the transient alone."""
    problem = NoisyQuadratic([2.0, 0.5], 0.0)
    setting = optimizer.mapped(lambda _: 0.5)
    assert np.array_equal(risk(setting, problem, [1, 9], 1), risk(setting, problem, [1, 9], 1000))


@pytest.mark.parametrize(
    ("special", "plain"),
    [
        (HeavyBall(learning_rate=0.3, momentum=0), SGD(learning_rate=0.3)),
        (Averaged(HeavyBall(learning_rate=0.3, momentum=0.5), decay=0), HeavyBall(learning_rate=0.3, momentum=0.5)),
        (Preconditioned(HeavyBall(learning_rate=0.3, momentum=0.5), power=0), HeavyBall(learning_rate=0.3, momentum=0.5)),
        (Averaged(KalmanGain(prior_variance=1, noise=1), decay=0), KalmanGain(prior_variance=1, noise=1)),
        (Nesterov(learning_rate=0.3, momentum=0), SGD(learning_rate=0.3)),
        (NesterovLookahead(learning_rate=0.3, momentum=0), SGD(learning_rate=0.3)),
        (QHM(learning_rate=0.3, momentum=0.5, discount=0), SGD(learning_rate=0.3)),
        (QHM(learning_rate=0.5, momentum=0.5, discount=1), HeavyBall(learning_rate=0.25, momentum=0.5)),
        (QHM(learning_rate=0.5, momentum=0.5, discount=0.5), NesterovLookahead(learning_rate=0.25, momentum=0.5)),
        (AggMo(learning_rate=0.3, momentum=0.5, second_momentum=0.5), HeavyBall(learning_rate=0.3, momentum=0.5)),
        (VelocityHeavyBall(learning_rate=0.3, momentum=0.5), HeavyBall(learning_rate=0.3, momentum=0.5)),
        (NormalizedHeavyBall(learning_rate=0.5, momentum=0.5), HeavyBall(learning_rate=0.25, momentum=0.5)),
        (ExponentialAggMo(1, learning_rate=0.3, damping=0.5), SGD(learning_rate=0.3)),
        (ExponentialAggMo(3, learning_rate=0.3, damping=1), SGD(learning_rate=0.3)),
        (ExponentialAggMo(2, learning_rate=0.3, damping=0.25), AggMo(learning_rate=0.3, momentum=0, second_momentum=0.75)),
        (TailAverage(HeavyBall(learning_rate=0.3, momentum=0.5), 0), PolyakAverage(HeavyBall(learning_rate=0.3, momentum=0.5))),
        (TailAverage(HeavyBall(learning_rate=0.3, momentum=0.5), 8), HeavyBall(learning_rate=0.3, momentum=0.5)),
        (WarmUp(HeavyBall(learning_rate=0.3, momentum=0.5), 1), HeavyBall(learning_rate=0.3, momentum=0.5)),
        (
            InverseTimeDecay(HeavyBall(learning_rate=0.3, momentum=0.5), decay_rate=0),
            HeavyBall(learning_rate=0.3, momentum=0.5),
        ),
        (AcceleratedSGD(learning_rate=0.3, long_step=0.3, mixing=1, forgetting=0.5), SGD(learning_rate=0.3)),
        (WeightDecay(HeavyBall(learning_rate=0.3, momentum=0.5), weight_decay=0), HeavyBall(learning_rate=0.3, momentum=0.5)),
        (DecoupledWeightDecay(SGD(learning_rate=0.3), shrinkage=0), SGD(learning_rate=0.3)),
        (
            DecoupledWeightDecay(SGD(learning_rate=0.25), shrinkage=0.125),
            WeightDecay(SGD(learning_rate=0.25), weight_decay=0.5),
        ),
        (Lookahead(HeavyBall(learning_rate=0.3, momentum=0.5), 1, a=1), HeavyBall(learning_rate=0.3, momentum=0.5)),
        (DelayedSGD(0, learning_rate=0.3), SGD(learning_rate=0.3)),
        (LocalSGD(1, 1, learning_rate=0.3), SGD(learning_rate=0.3)),
        (DiLoCo(2, 3, learning_rate=0.3, outer_learning_rate=1, outer_momentum=0), LocalSGD(2, 3, learning_rate=0.3)),
        (
            DiLoCoNesterov(2, 3, learning_rate=0.3, outer_learning_rate=1, outer_momentum=0),
            LocalSGD(2, 3, learning_rate=0.3),
        ),
    ],
    ids=lambda o: str(o),
)
def test_reductions_in_numbers(special: Optimizer, plain: Optimizer) -> None:
    """Momentum 0 is SGD; decay 0 and power 0 are the inner rule."""
    problem = NoisyQuadratic([1.0, 0.3], [1.0, 2.0])
    for a, b in zip(precise_risk(special, problem, [1, 8], 4), precise_risk(plain, problem, [1, 8], 4), strict=True):
        assert a.overlaps(b)


@pytest.mark.parametrize(
    ("compose", "message"),
    [
        (lambda: WarmUp(KalmanGain()), "kalman-gain has no learning_rate, so no schedule applies to it"),
        (lambda: Lookahead(Averaged(SGD())), "ema.sgd. has no plain iterate state.theta"),
        (lambda: DecoupledWeightDecay(Averaged(SGD())), "has no plain iterate state.theta; wrap it the other way round"),
        (lambda: Preconditioned(KalmanGain()), "its gain is optimal for the plain gradient"),
        (lambda: WeightDecay(KalmanGain()), "its gain is optimal for the plain gradient"),
        (lambda: Averaged(0.9), "the inner rule must be an optimizer, got 0.9"),
        (lambda: InsideRound(SGD()), "sgd does not work in rounds; Lookahead, LocalSGD and DiLoCo do"),
        (lambda: InsideRound(LocalSGD(2, 3), 4), "a round of local-sgd has 3 inner steps, got after = 4"),
        (lambda: Lookahead(SGD(), 0), "k must be a whole number >= 1, got 0"),
    ],
)
def test_a_composition_without_a_meaning_says_why(compose: Any, message: str) -> None:
    """What cannot be composed is refused with its reason."""
    with pytest.raises(InputError, match=message):
        extract(compose())


def test_a_schedule_scales_the_rate_and_not_the_velocity() -> None:
    """While the rate changes, heavy ball with the rate inside the velocity is another rule than with the rate outside."""
    problem = NoisyQuadratic([1.0, 0.3], [1.0, 2.0])
    inside, outside = (
        precise_risk(WarmUp(rule(learning_rate=0.5, momentum=0.5), 4), problem, [1, 3], 4)
        for rule in (VelocityHeavyBall, HeavyBall)
    )
    assert inside[0].overlaps(outside[0])
    assert not inside[1].overlaps(outside[1])


def test_a_rate_decayed_to_zero_stops_the_rule() -> None:
    """After T steps of linear decay nothing moves, noise or not."""
    problem = NoisyQuadratic([1.0, 0.3], [1.0, 2.0])
    at_end, later = precise_risk(LinearDecay(SGD(learning_rate=0.5), 6), problem, [6, 50], 4)
    assert at_end.overlaps(later)


def test_whole_number_fields_can_be_set_by_name() -> None:
    """--set k=3 reaches a Lookahead inside a composition; a fraction is refused."""
    rule = Averaged(Lookahead(SGD())).set(k=3.0, learning_rate=0.5)
    assert rule.inner.k == 3
    with pytest.raises(InputError, match="k must be a whole number"):
        rule.set(k=2.5)
    with pytest.raises(InputError, match="no hyperparameter 'kk'; it has: learning_rate, a, decay, k"):
        rule.set(kk=2)


@pytest.mark.parametrize(("workers", "local_steps"), [(1, 3), (3, 1), (2, 2)])
def test_local_sgd_is_minibatch_sgd_at_its_meetings(workers: int, local_steps: int) -> None:
    """After a round of K local steps on M workers: the risk of SGD after K steps at batch size M B."""
    problem = NoisyQuadratic([1.0, 0.3], [1.0, 2.0])
    local = precise_risk(LocalSGD(workers, local_steps, learning_rate=0.3), problem, [1, 5], 4)
    plain = precise_risk(SGD(learning_rate=0.3), problem, [local_steps, 5 * local_steps], 4 * workers)
    for a, b in zip(local, plain, strict=True):
        assert a.overlaps(b)


@pytest.mark.parametrize("after", [1, 2, 3])
def test_the_inside_of_the_first_round_is_the_inner_rule(after: int) -> None:
    """Fast weights and workers start as plain rules: j steps of SGD (or of heavy ball) from theta_0."""
    problem = NoisyQuadratic([1.0, 0.3], [1.0, 2.0])
    plain = precise_risk(SGD(learning_rate=0.3), problem, [after], 4)[0]
    for rule in (
        Lookahead(SGD(learning_rate=0.3), 3, a=0.5),
        LocalSGD(2, 3, learning_rate=0.3),
        DiLoCo(2, 3, learning_rate=0.3, outer_learning_rate=0.7, outer_momentum=0.9),
        DiLoCoNesterov(2, 3, learning_rate=0.3, outer_learning_rate=0.7, outer_momentum=0.9),
    ):
        assert precise_risk(InsideRound(rule, after), problem, [1], 4)[0].overlaps(plain)
    heavy = HeavyBall(learning_rate=0.3, momentum=0.5)
    inside = precise_risk(InsideRound(Lookahead(heavy, 3, a=0.5), after), problem, [1], 4)[0]
    assert inside.overlaps(precise_risk(heavy, problem, [after], 4)[0])


def test_a_worker_alone_has_more_risk_than_the_mean() -> None:
    """With one worker the end of a round is the meeting; with two, a worker's own iterate is noisier than their mean."""
    problem = NoisyQuadratic([1.0, 0.3], [1.0, 2.0])
    alone = LocalSGD(1, 3, learning_rate=0.3)
    assert precise_risk(InsideRound(alone, 3), problem, [4], 4)[0].overlaps(precise_risk(alone, problem, [4], 4)[0])
    both = LocalSGD(2, 3, learning_rate=0.3)
    assert risk(InsideRound(both, 3), problem, [40], 4)[0] > 1.2 * risk(both, problem, [40], 4)[0]


def test_lookahead_over_sgd_has_its_known_outer_rate() -> None:
    """Without noise a round multiplies the iterate by 1 - a + a (1 - alpha h)^k  (Zhang et al. 2019b)."""
    (found,) = precise_risk(Lookahead(SGD(learning_rate=0.5), 3, a=0.25), NoisyQuadratic([1.0], [0.0]), [4], 1)
    assert found.overlaps(precise_risk(SGD(learning_rate=0.25 * (1 - 0.5**3)), NoisyQuadratic([1.0], [0.0]), [4], 1)[0])


@pytest.mark.parametrize(
    ("make", "edge"),
    [
        (lambda x: SGD(learning_rate=x), 2.0),
        (lambda x: HeavyBall(learning_rate=x, momentum=0.5), 3.0),
        (lambda x: Averaged(SGD(learning_rate=x), decay=0.5), 2.0),
        (lambda x: Preconditioned(SGD(learning_rate=x), power=0.5), 2.0),
        (lambda x: Nesterov(learning_rate=x, momentum=0.5), 1.5),
        (lambda x: NesterovLookahead(learning_rate=x, momentum=0.5), 1.5),
        (lambda x: VelocityHeavyBall(learning_rate=x, momentum=0.5), 3.0),
        (lambda x: NormalizedHeavyBall(learning_rate=x, momentum=0.5), 6.0),
        (lambda x: QHM(learning_rate=x, momentum=0.5, discount=0.75), 4.0),
        (lambda x: DelayedSGD(1, learning_rate=x), 1.0),
        (lambda x: DelayedSGD(3, learning_rate=x), 2 * np.sin(np.pi / 14)),
        (lambda x: LocalSGD(2, 3, learning_rate=x), 2.0),
        (lambda x: Lookahead(SGD(learning_rate=x), 3, a=0.5), 1 + np.cbrt(3)),
    ],
)
def test_stability_edges_from_both_sides(make: Any, edge: float) -> None:
    """Just inside the edge the noise-free risk dies out, just outside it explodes."""
    quiet = NoisyQuadratic([1.0], [0.0])
    inside, outside = (risk(make(edge * f), quiet, [10**6], 1)[0] for f in (1 - 1e-3, 1 + 1e-3))
    assert inside < 1e-100
    assert outside > 1e100


@dataclass(frozen=True)
class SignDescent(Optimizer):
    """A nonlinear rule, for the exam's third class."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)

    class State(NamedTuple):
        theta: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta)

    def update(self, state: State, gradient: Any) -> State:
        g = gradient(state.theta)
        return self.State(state.theta - self.learning_rate * g / abs(g))


def test_the_exam_tells_the_classes_apart() -> None:
    """Linear rules are proved, time-varying ones computed, nonlinear ones only sampled."""
    kinds = {examine(rule).kind: {k.how for k in examine(rule).checks} for rule in (SGD(), KalmanGain(), SignDescent())}
    assert kinds == {
        "linear": {"proved", "computed", "sampled"},
        "time-varying": {"computed", "sampled"},
        "nonlinear": {"sampled", "computed"},
    }


@dataclass(frozen=True)
class LeakySign(SignDescent):
    """A nonlinear rule that treats arrays differently from what it shows when recorded."""

    def update(self, state: Any, gradient: Any) -> Any:
        after = super().update(state, gradient)
        return self.State(after.theta * 1.1) if isinstance(after.theta, np.ndarray) else after


def test_the_exam_catches_a_nonlinear_rule_that_cheats() -> None:
    """What the engines repeat is not what the rule does: the exam fails, by the recording."""
    failed = [k.name for k in examine(LeakySign()).checks if not k.passed]
    assert failed == ["recorded operations = the rule on arrays, bit for bit"]


@dataclass(frozen=True)
class Leaky(SGD):
    """A rule whose arrays are treated differently from its symbols: a planted error that only comparison can see."""

    def update(self, state: Any, gradient: Any) -> Any:
        after = super().update(state, gradient)
        return self.State(after.theta * 1.1) if isinstance(after.theta, np.ndarray) else after


def test_the_exam_catches_a_rule_that_cheats() -> None:
    """If the simulated rule is not the derived one, the exam fails."""
    result = examine(Leaky())
    assert not result.ok
    assert [k.how for k in result.checks if not k.passed] == ["sampled"]


@dataclass(frozen=True)
class TwoSteps(SGD):
    """Two steps of SGD an update, each with a minibatch of its own."""

    def update(self, state: Any, gradient: Any) -> Any:
        theta = state.theta - self.learning_rate * gradient(state.theta)
        return self.State(theta - self.learning_rate * gradient.fresh()(theta))


@pytest.mark.parametrize("rule", [TwoSteps(), Averaged(HeavyBall()), DelayedSGD(1)], ids=str)
def test_a_users_rule_gets_the_claims_of_the_librarys(rule: Optimizer) -> None:
    """Region of stability, steady state and transient of a linear rule, each with its certificates and intervals: derived."""
    entries = own_claims(examine(rule))
    assert [e.claim.id for e in entries] == [f"{rule.slug}-{what}" for what in ("stability", "steady-state", "transient")]
    assert [str(e.verdict) for e in entries] == ["derived"] * 3
    assert all(e.ok and e.steps and e.interval.points for e in entries)


def test_a_wrong_claim_about_a_users_rule_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted error in what the derivation says of the rule: the steady state doubled. Intervals from the rule contradict it."""
    examination = examine(TwoSteps())
    assert examination.derivation is not None
    right = examination.derivation.steady_state_risk
    monkeypatch.setattr(Derivation, "steady_state_risk", property(lambda _: 2 * right))
    steady = own_claims(examination)[1]
    assert steady.contradicted


@dataclass(frozen=True)
class Shrinking(SGD):
    """A rule without noise, whose stability no certificate here decides."""

    def update(self, state: Any, gradient: Any) -> Any:
        return self.State(state.theta / (1 + self.learning_rate))


def test_an_undecided_claim_says_nothing_against_a_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What certificates and intervals do not settle is undecided, not contradicted, and ``nqm verify FILE`` passes."""
    entries = own_claims(examine(Shrinking()))
    assert not any(e.contradicted for e in entries)
    assert "undecided" in {str(e.verdict) for e in entries}
    file = tmp_path / "mine.py"
    file.write_text(
        "from dataclasses import dataclass\nfrom typing import NamedTuple\nimport nqm\n@dataclass(frozen=True)\n"
        "class Exponential(nqm.Optimizer):\n    rate: nqm.Scalar = nqm.hyperparameter('r', above=0)\n"
        "    State = NamedTuple('State', [('theta', nqm.Scalar)])\n"
        "    def init(self, theta):\n        return self.State(theta)\n"
        "    def update(self, s, g):\n        return self.State(s.theta - nqm.exp(-self.rate) * g(s.theta))\n"
    )
    code, out, err = run(capsys, "verify", str(file))
    assert code == 0, err
    assert "UNEXPECTED" not in out
    assert "intervals cannot" in " ".join(out.split())


@pytest.mark.parametrize("rule", [KalmanGain(), SignDescent()], ids=str)
def test_other_rules_get_none(rule: Optimizer) -> None:
    """What is not linear and time-invariant has no such claims."""
    assert own_claims(examine(rule)) == []


def test_a_rule_with_two_minibatches_an_update() -> None:
    """gradient.fresh() is independent noise: two steps an update are SGD at twice the step number."""
    assert examine(TwoSteps()).ok
    problem = NoisyQuadratic([1.0, 0.3], [1.0, 2.0])
    twice = precise_risk(SGD(learning_rate=0.3), problem, [2, 14], 4)
    for a, b in zip(precise_risk(TwoSteps(learning_rate=0.3), problem, [1, 7], 4), twice, strict=True):
        assert a.overlaps(b)


@pytest.mark.parametrize(
    "attribute", ["stability", "characteristic_polynomial", "mean_response", "exact_risk", "steady_state_risk"]
)
def test_the_exam_catches_a_wrong_derivation(monkeypatch: pytest.MonkeyPatch, attribute: str) -> None:
    """A sign planted in any derived quantity fails a check of the exam."""
    from derivations.ledger import examination
    from theory.analysis.derivation import derive

    def wrong(optimizer: Optimizer) -> Derivation:
        d = derive(optimizer)
        right = getattr(d, attribute)
        vars(d)[attribute] = (
            tuple(-e for e in right) if isinstance(right, tuple) else right * 2 if attribute != "exact_risk" else -right
        )
        return d

    monkeypatch.setattr(examination, "derive", wrong)
    assert not examine(HeavyBall()).ok
