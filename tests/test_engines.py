"""Engines: the same numbers from the rule as written, from its recorded operations, and from compiled code; in law, from JAX."""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from montecarlo.engines import compiled
from montecarlo.engines.noise import NOISES
from montecarlo.engines.numpy import faithful
from montecarlo.engines.tracing import At, NotTraceable, trace
from montecarlo.runs.simulate import simulate
from montecarlo.runs.trial import Experiment, experiment
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.errors import InputError
from theory.optimizers import REGISTRY, SGD, Adam, Averaged, HeavyBall, KalmanGain, Lookahead, PolyakAverage, Preconditioned
from theory.rule.functions import maximum, sqrt
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter

PROBLEM = NoisyQuadratic([1.0, 0.5, 0.01], [1.0, 2.0, 0.3], 1.0, [1, 3, 1])
ROTATED = NoisyQuadratic.power_law(5).rotated(seed=2)
STEPS = [0, 1, 5, 40]
COMPOSED = [
    Averaged(Preconditioned(HeavyBall())),
    PolyakAverage(Averaged(HeavyBall())),
    Averaged(KalmanGain()),
    Preconditioned(Adam()),
    Lookahead(Adam(), 3),
]
RULES = [rule.mapped(lambda _: 0.25) for rule in (*(cls() for cls in REGISTRY.values()), *COMPOSED)]


@dataclass(frozen=True)
class Odd(Optimizer):
    """Everything that the recorder must get right: shifted, swapped, constant and repeated states, all operations."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)

    class State(NamedTuple):
        theta: Scalar
        before: Scalar
        a: Scalar
        b: Scalar
        one: Scalar
        same: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta, theta, theta, 2 * theta, 1 + 0 * theta, theta)

    def update(self, state: State, gradient: Any, step: Scalar) -> State:  # type: ignore[override]
        g = gradient(state.theta)
        move = maximum(abs(g), sqrt(abs(state.before))) / (1 + g**2) - (-g) ** 3 / (2 + abs(g)) + 2 ** (-step) * g
        theta = state.theta - self.learning_rate * move / (1 + 1 / (2 + step))
        return self.State(theta, state.theta, state.b, state.a, 1, theta)


@dataclass(frozen=True)
class TwoBatches(SGD):
    """Two minibatches an update."""

    def update(self, state: Any, gradient: Any) -> Any:
        theta = state.theta - self.learning_rate * gradient(state.theta)
        return self.State(theta - self.learning_rate * gradient.fresh()(theta))


ALL = [*RULES, Odd(learning_rate=0.1), TwoBatches(learning_rate=0.2)]


def direct(setup: Experiment) -> Experiment:
    """The same experiment with the rule run as written."""
    return replace(setup, engine="direct", program=None)


@pytest.mark.parametrize("noise", ["gaussian", "rademacher"])
@pytest.mark.parametrize("rule", ALL, ids=str)
def test_recorded_operations_give_the_rules_own_bits(rule: Optimizer, noise: str) -> None:
    """NumPy on the recording against the rule run on arrays: bit for bit, every step and replicate."""
    setup = experiment(rule, PROBLEM, STEPS, 4, noise, seed=3, engine="numpy")
    assert setup.program is not None
    assert np.array_equal(setup.risks(0), direct(setup).risks(0), equal_nan=True)


@pytest.mark.parametrize(("rule", "noise"), list(zip(ALL, itertools.cycle(["gaussian", "rademacher"]), strict=False)), ids=str)
def test_compiled_code_gives_the_same_numbers(rule: Optimizer, noise: str) -> None:
    """The compiled loop agrees with NumPy to rounding for every rule, in turns with a law that draws and one that looks up."""
    slow, fast = (experiment(rule, PROBLEM, STEPS, 4, noise, seed=3, engine=e).risks(1) for e in ("numpy", "compiled"))  # type: ignore[arg-type]
    assert np.allclose(slow, fast, rtol=1e-9, atol=0, equal_nan=True)


@pytest.mark.parametrize("noise", NOISES)
def test_compiled_noise_is_numpys(noise: str) -> None:
    """Every law: the draws inside compiled code are those of NumPy's generator; also two a step, and with a ragged last word."""
    for rule in (HeavyBall(learning_rate=0.2, momentum=0.8), TwoBatches(learning_rate=0.2)):
        problem = NoisyQuadratic.power_law(131)
        slow, fast = (experiment(rule, problem, [7], 4, noise, engine=e).risks(0) for e in ("numpy", "compiled"))  # type: ignore[arg-type]
        assert np.allclose(slow, fast, rtol=1e-12, atol=0)


def test_compiled_heavy_ball_is_bitwise_numpys() -> None:
    """For the main rule and Gaussian noise the two engines' tallies are equal as integers."""
    rule = HeavyBall(learning_rate=0.2, momentum=0.8)
    a, b = (simulate(rule, PROBLEM, STEPS, 4, 3000, engine=e) for e in ("numpy", "compiled"))  # type: ignore[arg-type]
    assert a.tally == b.tally
    assert (a.engine, b.engine) == ("numpy", "compiled")


JAX = [r for r in ALL if type(r) in (HeavyBall, KalmanGain, Adam, Lookahead, Odd, TwoBatches) or isinstance(r, Preconditioned)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("rule", "problem"), [*((rule, PROBLEM) for rule in JAX), *((rule, ROTATED) for rule in JAX[:2])], ids=str
)
def test_jax_agrees_in_law(rule: Optimizer, problem: NoisyQuadratic) -> None:
    """The JAX engine's mean risk is NumPy's within five joint standard errors, on both kinds of Hessian."""
    a, b = (simulate(rule, problem, [0, 6], 4, 4000, seed=1, engine=e) for e in ("numpy", "jax"))  # type: ignore[arg-type]
    gap = np.abs(a.risk - b.risk) / np.hypot(a.standard_error, b.standard_error)
    assert np.all(gap < 5), (a.risk, b.risk)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("noise", NOISES)
def test_jax_noise_has_the_right_moments(noise: str) -> None:
    """Under every law the JAX engine meets the exact risk."""
    rule, problem = SGD(learning_rate=0.5), NoisyQuadratic(np.ones(20), 1.0)
    run = simulate(rule, problem, [8], 1, 3000, noise, seed=2, engine="jax")
    assert abs(run.risk[0] - risk(rule, problem, [8], 1)[0]) < 5 * run.standard_error[0]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("noise", ["gaussian", "table"])
def test_jax_gives_the_same_sums_however_it_is_chunked(noise: str) -> None:
    """The result depends on the seed alone."""
    whole, *parts = (
        simulate(SGD(learning_rate=0.5), PROBLEM, [8], 1, n, noise, seed=2, engine="jax", first=f)
        for f, n in ((0, 3000), (0, 1000), (1000, 2000))
    )
    assert parts[0].tally + parts[1].tally == whole.tally


@given(st.sampled_from(RULES), st.data())
def test_settings_do_not_change_the_compiled_text(rule: Optimizer, data: st.DataObject) -> None:
    """One kernel serves all settings: hyperparameters are arguments of it, not parts of its text."""
    values = {n: data.draw(st.floats(0.01, 0.49)) for n in rule.hyperparameters()}
    texts = {compiled.source(trace(r.mapped(float)), NOISES["gaussian"])[0] for r in (rule.set(**values), rule)}
    if len(set(values.values()) | {0.25}) == len(values) + 1:
        distinct = {n: 0.1 + 0.01 * k for k, n in enumerate(values)}
        texts = {
            compiled.source(trace(r.mapped(float)), NOISES["gaussian"])[0] for r in (rule.set(**values), rule.set(**distinct))
        }
        assert len(texts) == 1


@dataclass(frozen=True)
class Branching(SGD):
    """Looks at its data."""

    def update(self, state: Any, gradient: Any) -> Any:
        g = gradient(state.theta)
        return self.State(state.theta - self.learning_rate * np.where(abs(g) > 1, np.sign(g), g))


@dataclass(frozen=True)
class Cheating(SGD):
    """Behaves one way when recorded and another way on arrays."""

    def update(self, state: Any, gradient: Any) -> Any:
        after = super().update(state, gradient)
        return self.State(after.theta * 1.1) if isinstance(after.theta, np.ndarray) else after


@dataclass(frozen=True)
class BranchingOnTheStep(SGD):
    """Changes at step 3: the recording must not freeze the first step's choice."""

    def update(self, state: Any, gradient: Any, step: Scalar) -> Any:  # type: ignore[override]
        return self.State(state.theta - self.learning_rate / (1 if step < 3 else 2) * gradient(state.theta))


@pytest.mark.parametrize("cls", [Branching, Cheating, BranchingOnTheStep])
def test_a_rule_that_cannot_be_recorded_runs_as_written(cls: type[Optimizer]) -> None:
    """It is never replaced by a wrong recording: NumPy runs it directly, the compiled engine refuses."""
    rule = cls(learning_rate=0.3)  # type: ignore[call-arg]
    assert experiment(rule, PROBLEM, [5], 4).engine == "direct"
    with pytest.raises(InputError, match="cannot be compiled"):
        experiment(rule, PROBLEM, [5], 4, engine="compiled")


def test_a_wrong_recording_is_noticed() -> None:
    """A constant or an argument planted wrong in the recording fails the comparison with the rule."""
    rule = HeavyBall(learning_rate=0.2, momentum=0.8)
    program = trace(rule)
    assert faithful(rule, program)
    for k, node in enumerate(program.nodes):
        for place, argument in enumerate(node.arguments):
            other = argument + 1e-9 if not isinstance(argument, At) else At(program.states[1])
            if argument == other:
                continue
            wrong = (*node.arguments[:place], other, *node.arguments[place + 1 :])
            nodes = (*program.nodes[:k], replace(node, arguments=wrong), *program.nodes[k + 1 :])
            assert not faithful(rule, replace(program, nodes=nodes))


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda x: x if x else -x, "branches on data"),
        (lambda x: np.tanh(x), "numpy.tanh"),
        (lambda x: x.sum(), "not elementwise"),
        (lambda x: x * np.ones(3), "ndarray"),
    ],
)
def test_what_cannot_be_recorded_is_named(use: Any, message: str) -> None:
    """The error says which operation stands in the way."""

    @dataclass(frozen=True)
    class Rule(SGD):
        def update(self, state: Any, gradient: Any) -> Any:
            return self.State(use(state.theta))

    with pytest.raises(NotTraceable, match=message):
        trace(Rule(learning_rate=0.1))


def test_missing_numba_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, "compiled" says what to install and "auto" uses NumPy."""
    monkeypatch.setattr(compiled, "available", lambda: False)
    with pytest.raises(InputError, match=r"nqm\[fast\]"):
        experiment(SGD(learning_rate=0.1), PROBLEM, [5], 4, engine="compiled")
    assert experiment(SGD(learning_rate=0.1), PROBLEM, [10**6], 4, replicates=10**6).engine == "numpy"


def test_missing_jax_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, "jax" says what to install."""
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(InputError, match=r"nqm\[jax\]"):
        experiment(SGD(learning_rate=0.1), PROBLEM, [5], 4, engine="jax")


def test_auto_compiles_what_is_large() -> None:
    """Small runs are not worth the compiler's second."""
    assert experiment(SGD(learning_rate=0.1), PROBLEM, [10], 4, replicates=100).engine == "numpy"
    assert experiment(SGD(learning_rate=0.1), PROBLEM, [10**6], 4, replicates=10**6).engine == "compiled"
    with pytest.raises(InputError, match="engine must be auto, numpy, compiled or jax"):
        experiment(SGD(learning_rate=0.1), PROBLEM, [10], 4, engine="fortran")  # type: ignore[arg-type]
