"""No setting is faster: bounds over boxes of hyperparameters hold at exact points, proofs hold against other optimizers."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import differential_evolution

from numerics.arithmetic.spans import Jet, Span, pairs
from numerics.problem.noisy_quadratic import NoisyQuadratic
from numerics.tuning.axes import axes
from numerics.tuning.charts import charts
from numerics.tuning.exclusion import Exclusion
from numerics.tuning.tune import tune
from theory.optimizers import (
    QHM,
    SGD,
    AggMo,
    Averaged,
    DecoupledWeightDecay,
    DelayedSGD,
    ExponentialAggMo,
    HeavyBall,
    Lookahead,
    Nesterov,
    NesterovLookahead,
    Preconditioned,
)
from theory.rule.filter import compile_plain, extract
from theory.rule.model import h as CURVATURE
from theory.rule.optimizer import Optimizer

RULES: tuple[Optimizer, ...] = (
    SGD(),
    HeavyBall(),
    HeavyBall(momentum=0.3),
    Nesterov(),
    NesterovLookahead(),
    QHM(),
    AggMo(),
    Averaged(SGD()),
    Lookahead(SGD(), k=2),
    DelayedSGD(2),
    DecoupledWeightDecay(HeavyBall()),
    ExponentialAggMo(),
    Preconditioned(SGD(), power=1),
)


def exact_risks(
    optimizer: Optimizer, values: list[Fraction], problem: NoisyQuadratic, batch_size: float, last: int
) -> list[Fraction]:
    """Risks at steps 0..last in exact fractions, by s <- A s and one impulse after the other."""
    system, function = extract(optimizer.symbolic()), naive(optimizer)
    n, m = system.order, system.minibatches
    risks = [Fraction(0)] * (last + 1)
    for h, c, start in zip(problem.h, problem.c, problem.theta0_sq, strict=True):
        A, b, read, s = function(Fraction(1), *values, Fraction(float(h)))
        noises = [[Fraction(b[i * m + j]) for i in range(n)] for j in range(m)]
        weight, variance = Fraction(float(h)) * Fraction(float(start)) / 2, Fraction(0)
        noise = Fraction(0) if math.isinf(batch_size) else Fraction(float(h)) * Fraction(float(c)) / 2 / Fraction(batch_size)

        def step(x: list[Fraction], A: list[Fraction] = A) -> list[Fraction]:
            return [sum((A[i * n + j] * x[j] for j in range(n)), Fraction(0)) for i in range(n)]

        def seen(x: list[Fraction], read: list[Fraction] = read) -> Fraction:
            return sum((r * y for r, y in zip(read, x, strict=True)), Fraction(0))

        for t in range(last + 1):
            risks[t] += weight * seen(s) ** 2 + noise * variance
            if noise:
                variance += sum((seen(z) ** 2 for z in noises), Fraction(0))
                noises = [step(z) for z in noises]
            s = step(s)
    return risks


def random_problem(rng: np.random.Generator, most: int) -> tuple[NoisyQuadratic, float, float]:
    """A problem with few curvatures, a batch size and a target below the initial risk."""
    d = int(rng.integers(1, most + 1))
    h = 10.0 ** -rng.uniform(0, rng.choice([1, 2, 3]), d)
    problem = NoisyQuadratic(h, h if rng.random() < 0.5 else rng.random(d), 10.0 ** rng.uniform(-1, 1, d))
    return (
        problem,
        math.inf if rng.random() < 0.4 else float(10 ** rng.uniform(1, 6)),
        problem.initial_risk * 10 ** -rng.uniform(0.5, 3),
    )


@given(st.integers(0, 2**32 - 1), st.sampled_from(RULES))
def test_no_box_is_excluded_that_holds_a_hit(seed: int, rule: Optimizer) -> None:
    """In any box of any chart, at any point of it, no step that is excluded has an exact risk at or below the target.

    The targets are put a ten-millionth above exact risks in the box, so that a bound which is too high by that is caught.
    """
    rng = np.random.default_rng(seed)
    problem, batch_size, target = random_problem(rng, 3)
    every = charts(rule, problem, axes(rule, problem))
    assert every is not None
    chart = every[rng.integers(len(every))]
    exclusion, last, k = Exclusion(chart, problem, batch_size), int(rng.integers(1, 7)), len(chart.names)
    middle = chart.low + (chart.high - chart.low) * rng.random(k) ** rng.choice([1, 3])
    half = (chart.high - chart.low) * 10.0 ** -rng.uniform(0, 6, k)
    low, high = np.maximum(middle - half, chart.low), np.minimum(middle + half, chart.high)
    point = np.clip(low + (high - low) * rng.choice([0.0, 1.0, rng.random()], k), low, high)
    if chart.inverted is not None:
        point[chart.inverted] = max(point[chart.inverted], 1e-9)
    values = dict(zip(chart.names, (Fraction(float(x)) for x in point), strict=True))
    if chart.inverted is not None:
        values[chart.names[chart.inverted]] = 1 / values[chart.names[chart.inverted]]
    risks = exact_risks(
        rule,
        [values.get(n) or Fraction(0 if n in values else v) for n, v in rule.hyperparameters().items()],
        problem,
        batch_size,
        last,
    )
    for goal in (target, float(min(risks[1:])) * (1 + 1e-7), float(risks[-1]) * (1 + 1e-7)):
        if not 0 < goal < 1e200:
            continue
        found = exclusion.bounds(low[None], high[None], goal, last, np.ones(1, dtype=np.int64))
        assert all(r > Fraction(goal) for r in risks[1 : int(found.first[0])])


@lru_cache
def derivatives() -> Any:
    """A function of (1, p, q): a rational function, its gradient and its Hessian, differentiated by SymPy."""
    p, q = sp.symbols("p q")
    f = (p * q - 3) ** 3 / (p**2 + q**4 + 1) - 2 * q
    return compile_plain([f, f.diff(p), f.diff(q), *(f.diff((p, q)[i], (p, q)[j]) for i, j in pairs(2))], (p, q))


@given(st.integers(0, 2**32 - 1))
def test_spans_and_jets_enclose(seed: int) -> None:
    """Values, gradients and Hessians of a rational function with a power, over a box, contain the exact ones at any point of it."""
    rng = np.random.default_rng(seed)
    low = rng.uniform(-2, 2, 2)
    high = low + 10.0 ** -rng.uniform(0, 9, 2)
    x, y = (Jet.variable(Span(a, b), j, 2) for j, (a, b) in enumerate(zip(low, high, strict=True)))
    jet = (x * y - 3) ** 3 / (x**2 + y**4 + 1) - 2 * y
    u, v = (
        Fraction(float(a)) + (Fraction(float(b)) - Fraction(float(a))) * Fraction(float(rng.random()))
        for a, b in zip(low, high, strict=True)
    )
    for span, exact in zip((jet.value, *jet.gradient, *jet.hessian), derivatives()(Fraction(1), u, v), strict=True):
        assert isinstance(span, Span)
        assert Fraction(float(span.low)) <= exact <= Fraction(float(span.high))


def test_fractional_powers_enclose() -> None:
    """h^-p and its derivatives in p, against mpmath at 50 digits."""
    h = np.array([1.0, 0.3, 1e-3, 7.0])
    jet = Jet.variable(Span(np.full(1, 0.25), np.full(1, 0.75)), 0, 1).constant(Span(h)) ** -Jet.variable(
        Span(0.25, 0.75), 0, 1
    )
    with mpmath.workdps(50):
        for p in (mpmath.mpf("0.25"), mpmath.mpf("0.4"), mpmath.mpf("0.75")):
            for k, x in enumerate(h):
                for span, factor in zip(
                    (jet.value, jet.gradient[0], jet.hessian[0]), (1, -mpmath.log(x), mpmath.log(x) ** 2), strict=True
                ):
                    assert isinstance(span, Span)
                    low, high = (np.broadcast_to(end, h.shape)[k] for end in (span.low, span.high))
                    assert low <= mpmath.mpf(x) ** -p * factor <= high


@pytest.mark.parametrize(("rule", "steps"), [(HeavyBall(), 7), (SGD(), 31), (Nesterov(), 11)], ids=str)
def test_the_example_is_solved_and_proved(rule: Optimizer, steps: int) -> None:
    """h = c = (1, .3, .02) without noise to risk .001: heavy ball needs 7 steps, where a search once found 10, and none needs fewer."""
    result = tune(rule, NoisyQuadratic([1, 0.3, 0.02], [1, 0.3, 0.02]), math.inf, 0.001)
    assert (result.steps, result.fewest_possible, result.optimality) == (steps, steps, "proved")


def test_what_is_not_proved_says_so() -> None:
    """Without effort nothing is proved but that one step is needed; "searched" is then the word, though the count is exact."""
    problem = NoisyQuadratic([1, 0.3, 0.02], [1, 0.3, 0.02])
    result = tune(HeavyBall(), problem, math.inf, 0.001, effort=0)
    assert result.exact
    assert result.steps == 7
    assert (result.fewest_possible, result.optimality) == (1, "searched")
    partly = tune(HeavyBall(), problem, math.inf, 0.001, effort=2e6)
    assert 1 <= partly.fewest_possible <= 7


def test_targets_at_the_ends() -> None:
    """A target met at the start needs no step, proved; one that is never met by a set rule is never met, proved; else searched."""
    problem = NoisyQuadratic([1.0], [1.0])
    assert tune(SGD(), problem, 4, 10.0).optimality == "proved"
    never = tune(SGD(learning_rate=1.0), problem, 4, 1e-3)
    assert (never.steps, never.exact, never.fewest_possible, never.optimality) == (None, True, math.inf, "proved")
    none = tune(SGD(), problem, 4, 1e-13)
    assert (none.steps, none.exact, none.optimality) == (None, False, "searched")


def count(examples: int) -> int:
    """So many problems by default, more in proportion under the thorough profile."""
    return max(1, examples * settings().max_examples // 60)


@lru_cache
def naive(rule: Optimizer) -> Any:
    """A, b, read and e as a function of (1, *hyperparameters, h)."""
    system = extract(rule.symbolic())
    return compile_plain([list(m) for m in (system.A, system.b, system.read, system.e)], (*rule.symbolic().values(), CURVATURE))


def least_log_risk(
    rule: Optimizer, function: Any, problem: NoisyQuadratic, batch_size: float, names: list[str], before: int, u: Any
) -> Any:
    """The least log risk within ``before`` steps by the rule's own recursion, at columns u of the unit cube."""
    scale = problem.h.max()
    columns = {
        n: 8 * v / (1.0001 - v) / scale if n == "learning_rate" else np.minimum(1 - (1 - v) ** 3, 1 - 1e-12)
        for n, v in zip(names, u, strict=True)
    }
    given = [columns.get(n, v) for n, v in rule.hyperparameters().items()]
    risks = np.zeros((u.shape[1], before + 1))
    with np.errstate(all="ignore"):
        for h, c, start in zip(problem.h, problem.c, problem.theta0_sq, strict=True):
            A, b, read, e = function(1.0, *given, float(h))
            n = len(e)
            s, z, variance = list(e), list(b), 0.0
            for t in range(before + 1):
                risks[:, t] += h * start / 2 * sum(r * x for r, x in zip(read, s, strict=True)) ** 2
                risks[:, t] += h * c / 2 / batch_size * variance
                variance = variance + sum(r * x for r, x in zip(read, z, strict=True)) ** 2
                s = [sum(A[i * n + j] * s[j] for j in range(n)) for i in range(n)]
                z = [sum(A[i * n + j] * z[j] for j in range(n)) for i in range(n)]
    return np.log(np.nan_to_num(risks, nan=np.inf).min(axis=1) + 1e-300)


def test_a_proof_is_never_beaten() -> None:
    """Neither random settings nor differential evolution finds a setting below a proved bound, on random problems with few curvatures."""
    for seed in range(count(3)):
        rng = np.random.default_rng([14, seed])
        problem, batch_size, target = random_problem(rng, 4)
        rule = (HeavyBall(), HeavyBall(momentum=0.5), Nesterov())[seed % 3]
        result = tune(rule, problem, batch_size, target)
        if result.steps is None or result.fewest_possible < 2 or result.fewest_possible > 60:
            continue
        names = [a.name for a in axes(rule, problem)]
        before = int(result.fewest_possible) - 1

        lowest = partial(least_log_risk, rule, naive(rule), problem, batch_size, names, before)
        best = differential_evolution(
            lowest, [(0, 1)] * len(names), maxiter=40, popsize=15, vectorized=True, updating="deferred", polish=False, rng=seed
        )
        assert best.fun > math.log(target), (rule, best.x)
