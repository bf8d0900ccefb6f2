"""Problems: built from formulas, arrays and files; binned with a bound that holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nqm
from numerics.arithmetic.quadrature import discrete, equispaced
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import BinnedQuadratic, NoisyQuadratic
from tests.strategies import stable_optimizers
from theory.errors import InputError
from theory.optimizers import SGD, Averaged, HeavyBall, KalmanGain, Preconditioned

STANDARD = NoisyQuadratic.power_law(2_000)
RULES = [
    SGD(learning_rate=1.6),
    HeavyBall(learning_rate=0.3, momentum=0.9),
    Averaged(SGD(learning_rate=1.9), decay=0.99),
    Preconditioned(HeavyBall(learning_rate=0.5, momentum=0.8), power=0.5),
]


def test_lower_edges_are_the_notebooks() -> None:
    """100 lower-edge bins of h = 1/i, d = 10^4 have trace 9.405 where the spectrum has 9.788; 84 are occupied."""
    full = NoisyQuadratic.power_law(10_000)
    binned = full.binned(100, rule="lower-edge")
    assert len(binned.h) == 84
    assert float(binned.h @ binned.counts) == pytest.approx(9.405, abs=5e-4)
    assert float(full.h.sum()) == pytest.approx(9.788, abs=5e-4)
    assert binned.dimension == 10_000
    assert np.array_equal(binned.c, binned.h)


@pytest.mark.parametrize("nodes", [2, 4])
@pytest.mark.parametrize("points", [5, 40, 1000])
def test_gauss_nodes_keep_moments(points: int, nodes: int) -> None:
    """A Gauss rule with m nodes has the measure's moments up to 2m - 1, and not the next."""
    u = np.linspace(-1, 1, points)
    weights = np.ones(points)
    for x, w in (tuple(v[0] for v in equispaced(np.array([points]), nodes)), discrete(u, weights, nodes)):
        errors = [float(abs((u**k).sum() - (w * x**k).sum())) / points for k in range(2 * nodes + 1)]
        assert max(errors[:-1]) < 1e-14 < 1e-6 < errors[-1]


@pytest.mark.parametrize("rule", ["gauss", "lower-edge"])
@pytest.mark.parametrize("optimizer", RULES, ids=str)
@pytest.mark.parametrize("steps", [0, 1, 30, 3_000])
def test_binning_error_is_bounded(optimizer: object, rule: str, steps: int) -> None:
    """|risk of the bins - risk of the problem| <= error_bound, which is not vacuous."""
    binned = STANDARD.binned(100, rule)
    exact = risk(optimizer, STANDARD, [steps], 64)[0]  # type: ignore[arg-type]
    error = abs(risk(optimizer, binned, [steps], 64)[0] - exact)  # type: ignore[arg-type]
    bound = binned.error_bound(optimizer, [steps], 64)[0]  # type: ignore[arg-type]
    assert error <= bound + 1e-12 * exact
    assert bound <= (1e-6 if rule == "gauss" else 0.3) * exact


@given(stable_optimizers(), st.integers(0, 400), st.integers(40, 100), st.sampled_from(["gauss", "lower-edge"]), st.data())
def test_binning_bound_holds_for_any_problem(rule, steps, bins, kind, data) -> None:  # type: ignore[no-untyped-def]
    """The same for random rules and arrays whose noise and start bear no relation to the curvature."""
    rng = np.random.default_rng(data.draw(st.integers(0, 1000)))
    h = np.sort(rng.uniform(0.01, 1, 300))
    problem = NoisyQuadratic(h, rng.uniform(0, 2, 300), rng.uniform(0, 2, 300), rng.integers(1, 5, 300))
    binned = problem.binned(bins, kind)
    exact = risk(rule, problem, [steps], 8)[0]
    assert abs(risk(rule, binned, [steps], 8)[0] - exact) <= binned.error_bound(rule, [steps], 8)[0] + 1e-11 * exact


def test_a_wrong_node_breaks_the_bound() -> None:
    """The bound is of use: moving one node's weight by a millionth breaks it."""
    binned = STANDARD.binned(100)
    counts = binned.counts.copy()
    counts[-1] *= 1 + 1e-6
    wrong = BinnedQuadratic(binned.h, binned.c, binned.theta0_sq, counts, binned.defects)
    optimizer = SGD(learning_rate=0.5)
    error = abs(risk(optimizer, wrong, [100], 64)[0] - risk(optimizer, STANDARD, [100], 64)[0])
    assert error > wrong.error_bound(optimizer, [100], 64)[0]


@pytest.mark.parametrize("exponent", [1.0, 1.5])
@pytest.mark.parametrize("optimizer", RULES, ids=str)
def test_a_formula_stands_for_its_coordinates(optimizer: object, exponent: float) -> None:
    """Past 10^5 coordinates a power law is binned; its risk agrees with the sum over all of them within the bound."""
    d = 150_000
    h = np.arange(1.0, d + 1) ** -exponent
    short = NoisyQuadratic.power_law(d, exponent)
    assert isinstance(short, BinnedQuadratic)
    assert len(short.h) < 1_000
    assert short.dimension == pytest.approx(d, rel=1e-12)
    exact = risk(optimizer, NoisyQuadratic(h, h), [50], 1024)[0]  # type: ignore[arg-type]
    bound = short.error_bound(optimizer, [50], 1024)[0]  # type: ignore[arg-type]
    assert abs(risk(optimizer, short, [50], 1024)[0] - exact) <= bound + 1e-12 * exact  # type: ignore[arg-type]
    assert bound < 1e-6 * exact


def test_log_uniform_formula() -> None:
    """The same for a log-uniform spectrum."""
    h = np.geomspace(1.0, 1e-6, 150_000)
    short, optimizer = NoisyQuadratic.log_uniform(150_000, 1e-6), SGD(learning_rate=1.0)
    exact = risk(optimizer, NoisyQuadratic(h, h), [1_000], 2**20)[0]
    bound = short.error_bound(optimizer, [1_000], 2**20)[0]  # type: ignore[attr-defined]
    assert abs(risk(optimizer, short, [1_000], 2**20)[0] - exact) <= bound + 1e-12 * exact
    assert bound < 1e-6 * exact


@pytest.mark.parametrize("steps", [1, 10**6, 10**12])
def test_a_trillion_coordinates(steps: int) -> None:
    """Power law with d = 10^12: the bound certifies 1e-6, at any time."""
    problem = NoisyQuadratic.power_law(10**12)
    optimizer = SGD(learning_rate=1.6)
    assert problem.error_bound(optimizer, [steps], 2**30)[0] < 1e-6 * risk(optimizer, problem, [steps], 2**30)[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("noise", "start"), [(0.0, 1.0), (1.0, 0.0), (0.0, 0.0)])
def test_quiet_or_settled_problems_are_binned(noise: float, start: float) -> None:
    """Without noise, or started at the optimum, or both, the bound still holds."""
    h = np.arange(1.0, 301) ** -1.0
    full, optimizer = NoisyQuadratic(h, noise * h, start), SGD(learning_rate=1.0)
    binned = full.binned(60)
    exact = risk(optimizer, full, [50], 8)[0]
    assert abs(risk(optimizer, binned, [50], 8)[0] - exact) <= binned.error_bound(optimizer, [50], 8)[0] + 1e-12 * exact


def test_binning_twice_adds_the_bounds() -> None:
    """Bins of bins answer for both errors."""
    once = STANDARD.binned(200)
    twice = once.binned(60)
    optimizer = SGD(learning_rate=1.0)
    assert twice.error_bound(optimizer, [9], 8)[0] >= once.error_bound(optimizer, [9], 8)[0] > 0


def write(folder: Path, text: str) -> Path:
    path = folder / "problem.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_files(tmp_path: Path) -> None:
    """CSV and NPZ files give the problem that their columns say."""
    text = "h,c,theta0_sq,count\n1,2,3,4\n0.5,0,1,1\n"
    arrays = {"h": [1, 0.5], "c": [2, 0], "theta0_sq": [3, 1], "count": [4, 1]}
    np.savez(tmp_path / "problem.npz", **arrays)
    for path in (write(tmp_path, text), tmp_path / "problem.npz"):
        problem = NoisyQuadratic.from_file(path)
        assert problem.h.tolist() == arrays["h"]
        assert problem.c.tolist() == arrays["c"]
        assert problem.theta0_sq.tolist() == arrays["theta0_sq"]
        assert problem.counts.tolist() == arrays["count"]
    assert NoisyQuadratic.from_file(write(tmp_path, "h,c\n1,1\n")).theta0_sq.tolist() == [1.0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("h,c\n1,1\n0.5,nan\n", ":3: c must be finite and >= 0, got nan"),
        ("h,c\n1,1\n\n-0.5,1\n", ":4: h must be finite and > 0, got -0.5"),
        ("h,c\n1\n", ":2: 2 values expected, got 1"),
        ("h,c\n1,x\n", ":2: c must be a number, got 'x'"),
        ("h,c,count\n1,1,0\n", ":2: count must be finite and > 0, got 0"),
        ("h,noise\n1,1\n", "columns must be h,c"),
        ("h,c\n", "no coordinates"),
        ("", "columns must be h,c"),
    ],
)
def test_bad_files(tmp_path: Path, text: str, message: str) -> None:
    """A bad entry is named with its line."""
    with pytest.raises(InputError, match=r"problem\.csv") as error:
        NoisyQuadratic.from_file(write(tmp_path, text))
    assert message in str(error.value)


def test_bad_problems(tmp_path: Path) -> None:
    """Every other wrong input says what is allowed."""
    (tmp_path / "a.txt").write_text("h,c\n1,1\n")
    (tmp_path / "a.npz").write_bytes(b"no archive")
    np.savez(tmp_path / "b.npz", h=[1.0, -1.0], c=[1.0, 1.0])
    for call, message in (
        (lambda: NoisyQuadratic.from_file(tmp_path / "none.csv"), "no such file"),
        (lambda: NoisyQuadratic.from_file(tmp_path / "a.txt"), ".csv or .npz"),
        (lambda: NoisyQuadratic.from_file(tmp_path / "a.npz"), "not an NPZ file"),
        (lambda: NoisyQuadratic.from_file(tmp_path / "b.npz"), "h must be > 0, got -1 at index 1"),
        (lambda: NoisyQuadratic.power_law(0), "whole number >= 1"),
        (lambda: NoisyQuadratic.power_law(10, float("inf")), "exponent must be finite"),
        (lambda: NoisyQuadratic.log_uniform(10, 2.0, 1.0), "0 < smallest <= largest"),
        (lambda: STANDARD.binned(100, rule="nearest"), "gauss, lower-edge"),
        (lambda: STANDARD.binned(0), "whole number >= 1"),
        (lambda: STANDARD.binned(3), "too few"),
        (lambda: NoisyQuadratic([], []), "empty"),
        (lambda: STANDARD.binned(99).error_bound(KalmanGain(prior_variance=1.0, noise=1.0), [1], 1), "time-varying"),
    ):
        with pytest.raises(InputError, match=message):
            call()


@pytest.mark.parametrize("wrong", [[1.0, 0.5], "power-law", None, 3, np.ones(3)], ids=str)
def test_what_is_no_problem_is_one_line(wrong: Any) -> None:
    """Every verb that takes a problem."""
    rule = nqm.SGD(learning_rate=0.5)
    for call in (
        lambda: nqm.risk(rule, wrong, [1], 1),
        lambda: nqm.precise_risk(rule, wrong, [1], 1),
        lambda: nqm.steps_to_target(rule, wrong, 1, 0.1),
        lambda: nqm.tune(nqm.SGD(), wrong, 1, 0.1),
        lambda: nqm.schedules.optimal_schedule(nqm.SGD(), wrong, 1, 0.1),
        lambda: nqm.schedules.cheapest_schedule(nqm.SGD(), wrong, 10, 0.1),
    ):
        with pytest.raises(nqm.InputError, match="a problem is needed"):
            call()


@pytest.mark.parametrize("wrong", ["sgd", nqm.SGD, None, 3], ids=str)
def test_what_is_no_optimizer_is_one_line(wrong: Any) -> None:
    """Every verb that takes a rule."""
    problem = NoisyQuadratic([1.0, 0.5], 0.0)
    for call in (
        lambda: nqm.risk(wrong, problem, [1], 1),
        lambda: nqm.precise_risk(wrong, problem, [1], 1),
        lambda: nqm.steps_to_target(wrong, problem, 1, 0.1),
        lambda: nqm.tune(wrong, problem, 1, 0.1),
        lambda: nqm.schedules.optimal_schedule(wrong, problem, 1, 0.1),
        lambda: nqm.schedules.cheapest_schedule(wrong, problem, 10, 0.1),
        lambda: nqm.simulate(wrong, problem, [1], 1),
        lambda: nqm.equivalent(wrong, nqm.SGD()),
        lambda: nqm.derive(wrong),
    ):
        with pytest.raises(nqm.InputError, match="an optimizer is needed"):
            call()
