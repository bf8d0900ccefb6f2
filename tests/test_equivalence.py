"""nqm.equivalent: true pairs with their map, false ones with the coefficient that differs, and planted errors."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
import sympy as sp

from derivations.cli import app
from derivations.cli.equivalent import SECONDS
from numerics.dynamics.precise import precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.command_line import run
from theory.algebra.branching import Contradiction, Equation, Open, Solved, branches
from theory.algebra.field import is_zero
from theory.equivalence import decide as equivalence
from theory.equivalence.decide import equivalent
from theory.errors import InputError, NotLinear
from theory.optimizers import (
    QHM,
    SGD,
    AcceleratedSGD,
    AcceleratedSGDLookahead,
    AggMo,
    Averaged,
    DecoupledWeightDecay,
    DelayedSGD,
    DiLoCo,
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
from theory.rule.functions import sqrt
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter

alpha, beta = HeavyBall().learning_rate, HeavyBall().momentum
TRUE: list[tuple[Optimizer, Optimizer, dict[str, Any]]] = [
    (HeavyBall(), VelocityHeavyBall(), {"learning_rate": alpha, "momentum": beta}),
    (NormalizedHeavyBall(), HeavyBall(), {"learning_rate": alpha * (1 - beta), "momentum": beta}),
    (HeavyBall(), NormalizedHeavyBall(), {"learning_rate": alpha / (1 - beta), "momentum": beta}),
    (HeavyBall(), QHM(), {"learning_rate": alpha / (1 - beta), "momentum": beta, "discount": 1}),
    (NesterovLookahead(), QHM(), {"learning_rate": alpha / (1 - beta), "momentum": beta, "discount": beta}),
    (QHM(discount=beta), NesterovLookahead(), {"learning_rate": alpha * (1 - beta), "momentum": beta}),
    (
        Nesterov(),
        AcceleratedSGD(),
        {"learning_rate": alpha, "long_step": alpha / (1 - beta), "mixing": beta, "forgetting": 0},
    ),
    (
        NesterovLookahead(),
        AcceleratedSGDLookahead(),
        {"learning_rate": alpha, "long_step": alpha / (1 - beta), "mixing": beta, "forgetting": 0},
    ),
    (
        ExponentialAggMo(2),
        QHM(),
        {
            "learning_rate": alpha * (1 + sp.Symbol("a", positive=True)) / (2 * sp.Symbol("a", positive=True)),
            "discount": 1 / (1 + sp.Symbol("a", positive=True)),
            "momentum": 1 - sp.Symbol("a", positive=True),
        },
    ),
    (HeavyBall(), AggMo(), {"learning_rate": alpha, "momentum": beta, "second_momentum": beta}),
    (Lookahead(HeavyBall(), 1), HeavyBall(), {"learning_rate": alpha * Lookahead().a, "momentum": beta}),
    (
        DecoupledWeightDecay(SGD()),
        WeightDecay(SGD()),
        {"learning_rate": alpha, "weight_decay": DecoupledWeightDecay().shrinkage / alpha},
    ),
    (SGD(), Preconditioned(SGD()), {"learning_rate": alpha, "power": 0}),
    (
        Averaged(Preconditioned(HeavyBall())),
        Preconditioned(Averaged(HeavyBall())),
        {"learning_rate": alpha, "momentum": beta, "decay": Averaged().decay, "power": Preconditioned().power},
    ),
    (LocalSGD(2, 3), SGD(), {"learning_rate": alpha}),
    (LocalSGD(2, 2), DiLoCo(2, 2), {"learning_rate": alpha, "outer_learning_rate": 1, "outer_momentum": 0}),
]
P, half, third = Preconditioned, sp.Rational(1, 2), sp.Rational(1, 3)


@dataclass(frozen=True)
class BySquareRoot(Optimizer):
    """A rule of one's own: theta <- theta - alpha g / sqrt(h)."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)

    class State(NamedTuple):
        theta: Any

    def init(self, theta: Any) -> Any:
        return self.State(theta)

    def update(self, state: Any, gradient: Any) -> Any:
        return self.State(state.theta - self.learning_rate * gradient(state.theta) / sqrt(gradient.curvature))


@dataclass(frozen=True)
class ByCubeRoot(Optimizer):
    """A rule of one's own: m <- beta m + h^(-1/3) g, theta <- theta - alpha m."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta", at_least=0, below=1)

    class State(NamedTuple):
        theta: Any
        m: Any

    def init(self, theta: Any) -> Any:
        return self.State(theta, 0 * theta)

    def update(self, state: Any, gradient: Any) -> Any:
        m = self.momentum * state.m + gradient(state.theta) * gradient.curvature ** (-third)
        return self.State(state.theta - self.learning_rate * m, m)


POWERS: list[tuple[Optimizer, Optimizer, dict[str, Any]]] = [
    (P(SGD(), power=half), P(SGD()), {"learning_rate": alpha, "power": half}),
    (P(SGD(), power=third), P(SGD()), {"learning_rate": alpha, "power": third}),
    (P(SGD(), power=1), P(SGD()), {"learning_rate": alpha, "power": 1}),
    (P(SGD(), power=0), SGD(), {"learning_rate": alpha}),
    (P(HeavyBall(), power=half), P(HeavyBall()), {"learning_rate": alpha, "momentum": beta, "power": half}),
    (P(HeavyBall(), power=half), P(VelocityHeavyBall(), power=half), {"learning_rate": alpha, "momentum": beta}),
    (P(SGD(), power=half), BySquareRoot(), {"learning_rate": alpha}),
    (BySquareRoot(), P(SGD()), {"learning_rate": alpha, "power": half}),
    (P(HeavyBall(), power=third), ByCubeRoot(), {"learning_rate": alpha, "momentum": beta}),
    (ByCubeRoot(), P(HeavyBall()), {"learning_rate": alpha, "momentum": beta, "power": third}),
    (P(P(SGD(), power=half), power=third), P(SGD()), {"learning_rate": alpha, "power": sp.Rational(5, 6)}),
    (Lookahead(P(SGD(), power=half), 3, a=1), P(SGD()), {"learning_rate": alpha, "power": half}),
    (P(LocalSGD(2, 2), power=half), P(SGD()), {"learning_rate": alpha, "power": half}),
]
NO_POWER: list[tuple[Optimizer, Optimizer, str]] = [
    (P(SGD(), power=half), SGD(), "mean response after 1 update, coefficient of sqrt(h)"),
    (P(SGD(), power=half), P(SGD(), power=third), "mean response after 1 update, coefficient of sqrt(h)"),
    (P(SGD(), power=1), SGD(), "mean response after 1 update, constant term"),
    (SGD(), P(SGD(), power=half), "mean response after 1 update, coefficient of h"),
    (BySquareRoot(), P(HeavyBall(), power=third), "mean response after 1 update, coefficient of sqrt(h)"),
    (P(HeavyBall(), power=half), P(SGD()), "mean response after 2 updates, coefficient of sqrt(h)"),
    (P(Nesterov(), power=half), P(HeavyBall()), "mean response after 2 updates, coefficient of h"),
    (ByCubeRoot(), P(HeavyBall(), power=half), "mean response after 1 update, coefficient of h**(2/3)"),
]
FALSE: list[tuple[Optimizer, Optimizer, str]] = [
    (HeavyBall(), SGD(), "mean response after 2 updates"),
    (Nesterov(), HeavyBall(), "mean response after 2 updates, coefficient of h**2"),
    (Nesterov(), NesterovLookahead(), "mean response after 2 updates, coefficient of h**2"),
    (QHM(), NesterovLookahead(), "mean response after 3 updates, coefficient of h"),
    (QHM(), HeavyBall(), "mean response after 3 updates, coefficient of h"),
    (AggMo(), HeavyBall(), "mean response after 3 updates, coefficient of h"),
    (Averaged(SGD()), HeavyBall(), "mean response after 2 updates, coefficient of h**2"),
    (DelayedSGD(1), HeavyBall(), "mean response after 2 updates, coefficient of h**2"),
    (HeavyBall(), AcceleratedSGD(), "mean response after 2 updates, coefficient of h**2"),
    (Lookahead(SGD(), 3), SGD(), "mean response after 1 update, coefficient of h**2"),
    (WeightDecay(HeavyBall()), DecoupledWeightDecay(HeavyBall()), "mean response after 2 updates, constant term"),
    (DiLoCo(2, 2), LocalSGD(2, 2), "mean response after 1 update, coefficient of h**2"),
    (Preconditioned(SGD()), SGD(), "mean response after 1 update, coefficient of h"),
]


def pair(case: Any) -> str:
    return str(case) if isinstance(case, Optimizer) else ""


@pytest.mark.parametrize(("first", "second", "expected"), [*TRUE, *POWERS], ids=pair)
def test_true_pairs_have_their_map(first: Optimizer, second: Optimizer, expected: dict[str, Any]) -> None:
    """The map is found, stays in the domain for every setting, and is the known one."""
    found = equivalent(first, second)
    assert found
    assert found.domain == "proved"
    assert found.map is not None
    assert {n: sp.cancel(found.map[n] - v) for n, v in expected.items()} == dict.fromkeys(found.map, 0)


@pytest.mark.parametrize(("first", "second", "expected"), [*TRUE, *POWERS], ids=pair)
def test_mapped_rules_have_the_same_risk(first: Optimizer, second: Optimizer, expected: dict[str, Any]) -> None:
    """Put into numbers, both rules have overlapping 30-digit risks (minibatches of the local rules counted)."""
    found = equivalent(first, second)
    point = {s: sp.Rational(3, 8) for s in first.hypotheses_by_symbol()}
    one = first.mapped(lambda v: sp.sympify(v).subs(point))
    other = second.set(**{n: v.subs(point) for n, v in (found.map or {}).items()})
    problem = NoisyQuadratic([1.0, 0.5], [1.0, 2.0])
    ratio = int(found.batch_ratio)
    steps = [0, 1, 5]
    theirs = precise_risk(other, problem, [found.steps * t for t in steps], 4 * ratio)
    for a, b in zip(precise_risk(one, problem, steps, 4), theirs, strict=True):
        assert a.overlaps(b)


@pytest.mark.parametrize(("first", "second", "place"), [*FALSE, *NO_POWER], ids=pair)
def test_false_pairs_show_the_coefficient(first: Optimizer, second: Optimizer, place: str) -> None:
    """There is no map; the first coefficient that differs is named, and it does differ."""
    found = equivalent(first, second, special=False)
    assert not found
    assert found.map is None
    assert found.difference is not None
    assert found.difference.place.startswith(place)
    assert sp.cancel(found.difference.left - found.difference.right) != 0


def test_special_cases_are_found() -> None:
    """QHM is Nesterov's look-ahead point exactly where nu = beta (or without momentum); AggMo heavy ball at equal momenta."""
    found = equivalent(QHM(), NesterovLookahead())
    assert {"discount": beta} in [where for where, _ in found.special]
    second = AggMo().hyperparameters()["momentum"]
    assert [where for where, _ in equivalent(AggMo(), HeavyBall()).special] == [{"second_momentum": second}]


def test_local_sgd_is_minibatch_sgd() -> None:
    """M workers with K local steps: K steps of SGD at M times the batch size, in law."""
    found = equivalent(LocalSGD(3, 2), SGD())
    assert (found.steps, found.batch_ratio, found.sense) == (2, 3, "law")


def test_rounds_of_a_preconditioned_rule_keep_its_power() -> None:
    """Three steps of preconditioned SGD are a Lookahead round at a = 1; the unknown exponent is not lost on the way."""
    found = equivalent(Lookahead(Preconditioned(SGD()), 3, a=1), Preconditioned(SGD()))
    assert found
    assert found.steps == 3
    assert found.map == {"learning_rate": alpha, "power": Preconditioned().power}


def test_a_wrong_batch_ratio_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """In law, too, the answer is checked on the transfer functions: a doubled ratio of batch sizes does not pass."""

    def wrong(pairs: Any, unknowns: Any) -> Any:
        for end in branches(pairs, unknowns):
            right = isinstance(end, Solved)
            yield Solved({s: v * 2 if s == equivalence.RATIO else v for s, v in end.values.items()}) if right else end

    monkeypatch.setattr(equivalence, "branches", wrong)
    with pytest.raises(AssertionError, match="transfer functions do not"):
        equivalent(LocalSGD(2, 2), SGD())


def test_a_map_that_leaves_the_domain_is_no_map() -> None:
    """Coupled decay is decoupled decay at rho = alpha lambda, which must stay below 1; the setting where it does not is shown."""
    found = equivalent(WeightDecay(SGD()), DecoupledWeightDecay(SGD()))
    assert not found
    assert "shrinkage = alpha*lambda" in found.leaving
    assert "is not in [0, 1)" in found.leaving
    at_end = equivalent(QHM(), AcceleratedSGDLookahead())
    assert "nu = 1: learning_rate = 0 is not in (0, inf)" in at_end.leaving


def test_time_varying_and_nonlinear_rules_are_refused() -> None:
    """No transfer function, no comparison."""
    with pytest.raises(NotLinear, match="time-varying"):
        equivalent(KalmanGain(), SGD())


def test_a_wrong_map_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the branching returned a wrong value, the comparison of transfer functions would stop it."""

    def wrong(equations: Any, unknowns: Any) -> Any:
        for end in branches(equations, unknowns):
            yield Solved({s: v * 2 for s, v in end.values.items()}) if isinstance(end, Solved) else end

    monkeypatch.setattr(equivalence, "branches", wrong)
    with pytest.raises(AssertionError, match="transfer functions do not"):
        equivalent(NormalizedHeavyBall(), HeavyBall())


def test_a_missing_equation_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too few coefficients compared would let Nesterov pass as heavy ball; the transfer functions would not."""
    monkeypatch.setattr(equivalence, "branches", lambda equations, unknowns: branches([next(iter(equations))] * 2, unknowns))
    with pytest.raises(AssertionError, match="transfer functions do not"):
        equivalent(Nesterov(), HeavyBall())


x, y, p = sp.symbols("x y p")


@pytest.mark.parametrize(
    ("equations", "solutions"),
    [
        ([(x * y, p), (x + y, 1 + p)], [{x: 1, y: p}, {x: p, y: 1}]),
        ([(x * y, x * p), (x**2, p**2)], [{x: p, y: p}, {x: -p, y: p}]),
        ([(x**2, p**2), (x, p)], [{x: p}]),
        ([(x**2 + x, p**2 + p), (x**3, p**3)], [{x: p}]),
        ([(x, 1), (y, 2), (x + y, 4)], []),
    ],
)
def test_branching_finds_all_solutions(equations: Any, solutions: Any) -> None:
    """Against solutions known by hand, products and higher degrees included."""
    ends = list(branches([Equation("", *map(sp.sympify, sides)) for sides in equations], [x, y]))
    found = [end.values for end in ends if isinstance(end, Solved)]
    assert len(found) == len(solutions)
    assert all(any(all(sp.cancel(f[s] - v) == 0 for s, v in wanted.items()) for f in found) for wanted in solutions)
    assert solutions or all(isinstance(end, Contradiction) for end in ends)


def test_branching_says_when_it_does_not_know() -> None:
    """Two unknowns in one quadratic are left open, not guessed."""
    assert [type(end) for end in branches([Equation("", x**2 + y**2, p)], [x, y])] == [Open]


def test_command(capsys) -> None:
    """Exit 0 with a map, 1 with a difference, 2 for bad input; --set may name another hyperparameter."""
    code, out, _ = run(capsys, "equivalent", "qhm", "nesterov-lookahead", "--set", "discount=momentum", "--json", "-")
    content = json.loads(out)
    assert code == 0
    assert content["map"] == {"learning_rate": "alpha*(1 - beta)", "momentum": "beta"}
    code, out, _ = run(capsys, "equivalent", "nesterov", "heavy-ball")
    assert code == 1
    assert "first difference: mean response after 2 updates, coefficient of h**2" in out
    code, out, _ = run(capsys, "equivalent", "local-sgd", "sgd")
    assert code == 0
    assert "steps for one" in out
    code, _, err = run(capsys, "equivalent", "adam", "sgd")
    assert code == 2
    assert "Adam is not linear" in err


def test_a_power_that_must_leave_its_interval_is_no_map() -> None:
    """h^-p h^(-1/2) is a power p + 1/2 of the curvature, which is above 1 for some p."""
    found = equivalent(P(P(SGD()), power=half), P(SGD()))
    assert not found
    assert "power = p + 1/2" in found.leaving


def test_roots_of_one_symbol_are_known_to_each_other() -> None:
    """h^(1/2), h^(1/3) and h^(5/6) are powers of h^(1/6): sums of them are compared exactly."""
    curvature = sp.Symbol("h", positive=True)
    left = (1 + sp.sqrt(curvature)) * (1 + curvature**third)
    right = 1 + sp.sqrt(curvature) + curvature**third + curvature ** sp.Rational(5, 6)
    assert is_zero(left - right)
    assert is_zero(curvature - (curvature**third) * (curvature**third) ** 2)
    assert not is_zero(left - right - sp.sqrt(curvature) + curvature**third)


def test_what_was_not_decided_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """After --seconds one line names the question in hand, exit code 3; so does an equation that the method leaves open."""
    code, out, err = run(capsys, "equivalent", "lookahead(heavy-ball)", "heavy-ball", "--seconds", "0.2", "--json", "-")
    assert code == 3
    assert re.fullmatch(
        r"nqm: lookahead\(heavy-ball\) and heavy-ball, not decided in 0.2 s: \d+ for one.*: .+; set .*--seconds\n", err
    )
    assert json.loads(out)["equivalent"] is None
    assert run(capsys, "equivalent", "sgd", "sgd", "--seconds", "0")[::2] == (2, "nqm: --seconds must be above 0, got 0\n")
    monkeypatch.setattr(equivalence, "branches", lambda pairs, unknowns: iter([Open(next(iter(pairs)), {})]))
    code, _, err = run(capsys, "equivalent", "heavy-ball", "sgd")
    assert code == 3
    assert "leaves an equation of higher degree" in err


def test_the_default_time_is_the_stated_one() -> None:
    """The option's default, which the help prints, is the limit of the function behind it."""
    assert inspect.signature(app.equivalent).parameters["seconds"].default == SECONDS


def test_bad_steps_are_refused() -> None:
    """Steps must be positive."""
    with pytest.raises(InputError, match="steps must be a whole number >= 1, got 0"):
        equivalent(SGD(), SGD(), steps=0)
