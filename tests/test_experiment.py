"""Prediction against training: the models' derivatives, the training loop, and the small experiment from scratch."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from derivations.cli import experiment as experiment_command
from derivations.own_model.advice import advise
from derivations.own_model.measurement import read_measurement
from derivations.studies.digits.comparison import orders, ratios, share_within
from derivations.studies.digits.models import Model, load
from derivations.studies.digits.report import HIT, STUDY, reality_files
from derivations.studies.digits.results import Reality
from derivations.studies.digits.study import FULL, SMALL, solve
from derivations.studies.digits.training import Curvature, Minibatch, NaturalGradient, run_settings
from derivations.studies.digits.tuned_training import SEEDS, train
from nqm import SGD, Adam, Averaged, HeavyBall, InputError, NoisyQuadratic, Preconditioned, moments
from tests.command_line import run
from theory.rule.optimizer import Optimizer

REPORTS = Path(__file__).parent.parent / "derivations" / "reports"
RNG = np.random.default_rng(0)


def stored() -> Reality:
    found = STUDY.stored(REPORTS)
    assert found is not None
    return found


def tiny(kind: str, hidden: tuple[int, ...] = (), penalty: float = 0.1) -> Model:
    inputs = RNG.standard_normal((40, 3))
    targets = np.eye(3)[RNG.integers(0, 3, 40)] if kind == "softmax" else RNG.standard_normal((40, 2))
    return Model("tiny", kind, inputs, targets, penalty, hidden)


MODELS = [tiny("squared"), tiny("softmax"), tiny("squared", (4,)), tiny("softmax", (4, 3))]


def named(model: Model) -> str:
    return f"{model.kind}-{len(model.hidden)}"


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_gradients_are_the_losses_derivatives(model: Model) -> None:
    """Central differences of the loss; the mean of single gradients; a minibatch's as the mean of its own."""
    theta = 0.5 * RNG.standard_normal((2, model.parameters))
    step = 1e-6 * RNG.standard_normal(theta.shape)
    slope = (model.losses(theta + step) - model.losses(theta - step)) / 2
    assert (model.gradients(theta) * step).sum(axis=1) == pytest.approx(slope, rel=1e-6, abs=1e-12)
    each = model.each_gradient(theta[0])
    assert each.mean(axis=0) == pytest.approx(model.gradients(theta)[0])
    rows = RNG.integers(0, 40, (2, 5))
    assert model.gradients(theta, rows)[0] == pytest.approx(each[rows[0]].mean(axis=0))


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_minima_are_minima(model: Model) -> None:
    """The gradient vanishes there, the Hessian is the gradient's derivative, and positive."""
    theta, hessian = model.solve()
    assert np.linalg.norm(model.gradients(theta[None])) < 1e-6
    move = 1e-5 * RNG.standard_normal(model.parameters)
    assert hessian @ move == pytest.approx(model.gradients((theta + move)[None])[0], abs=1e-8)
    if not model.hidden:
        assert np.linalg.eigvalsh(hessian)[0] >= 0.0999
        assert model.fisher(theta[None])[0] == pytest.approx(hessian, abs=1e-8)  # both losses are of exponential families


def test_a_quadratic_model_trains_as_the_theory_says() -> None:
    """Full gradients on linear regression: every rule's iterate is phi_t along each eigenvector, to rounding."""
    model = MODELS[0]
    theta, hessian = model.solve()
    values, vectors = np.linalg.eigh(hessian)
    rules: list[Optimizer] = [SGD(learning_rate=0.2), HeavyBall(learning_rate=0.1, momentum=0.8)]
    rules += [Averaged(SGD(learning_rate=0.2), decay=0.7), Preconditioned(SGD(learning_rate=0.2), power=0.5)]
    for rule in rules:
        oracle = Minibatch(model, math.inf, 1, RNG, Curvature(values, vectors))
        state = rule.init(model.start[None])
        for t in range(30):
            state = rule.advance(state, oracle, t)
            oracle.draw()
        along = vectors.T @ (rule.read(state)[0] - theta)
        phi = moments(rule, values, [30]).mean[:, 0]
        assert along == pytest.approx(phi * (vectors.T @ (model.start - theta)), abs=1e-9)


def test_training_begins_where_it_is_told_to() -> None:
    """A late start is kept in single precision, in which models are trained, and is nearer to the goal than the model's own start."""
    early = tiny("softmax", (4,))
    theta, _ = early.solve()
    least, first = (float(early.losses(point[None])[0]) for point in (theta, early.start))
    late = early.descended((least + first) / 2, 0.5)
    assert late.as_type(np.float32).start == pytest.approx(late.start)
    goal = least + (first - least) / 4
    steps = [
        run_settings(m, SGD(), {"learning_rate": [0.5]}, math.inf, goal, 1, 5000, 0, ratio=1)[0]
        for m in (early, late, late.as_type(np.float32))
    ]
    assert steps[0] > steps[1] == steps[2]


def test_natural_gradient_is_newtons_step_on_a_quadratic() -> None:
    """At learning rate 1 with full gradients it reaches the minimum of linear regression in one step."""
    model = MODELS[0]
    oracle = Minibatch(model, math.inf, 2, RNG, None)
    rule = NaturalGradient(learning_rate=1.0)
    state = rule.update(rule.init(RNG.standard_normal((2, model.parameters))), oracle)
    assert state.theta == pytest.approx(np.stack([model.solve()[0]] * 2), abs=1e-7)


def test_a_race_stops_at_the_first_at_the_target() -> None:
    """The best learning rate is found, a diverging one given up, and one that is too slow not waited for."""
    model = MODELS[0]
    theta, hessian = model.solve()
    least, top = float(model.losses(theta[None])[0]), float(np.linalg.eigvalsh(hessian)[-1])
    rates = np.array([1e-4, 1.0, 5.0]) / top
    found = run_settings(model, SGD(), {"learning_rate": rates}, math.inf, least + 1e-3, 1, 2000, 0)
    assert np.isfinite(found).tolist() == [False, True, False]
    waited = run_settings(model, SGD(), {"learning_rate": rates}, math.inf, least + 1e-3, 1, 10**6, 0, enough=2)
    assert np.isfinite(waited).tolist() == [False, True, False]  # the slow one would take 10,000 times as many steps
    again = run_settings(model, SGD(), {"learning_rate": rates}, 8, least + 0.05, 3, 2000, 0, enough=3)
    twice = run_settings(model, SGD(), {"learning_rate": rates}, 8, least + 0.05, 3, 2000, 0, enough=3)
    assert again.tolist() == twice.tolist()
    adam = Adam(momentum=0.9, second_decay=0.99, epsilon=1e-8)
    assert np.isfinite(run_settings(model, adam, {"learning_rate": [0.03]}, 8, least + 0.1, 2, 5000, 0)[0])


def test_the_prediction_is_right_where_the_model_is_its_own_quadratic() -> None:
    """Linear regression from 256 runs: the measured mean loss after 40 steps of SGD is the NQM's, but for the noise that grows with
    the distance: within 10% near the minimum."""
    model = MODELS[0]
    theta, hessian = model.solve()
    values, vectors = np.linalg.eigh(hessian)
    noise = (model.each_gradient(theta) @ vectors).var(axis=0)
    near = 0.05 * RNG.standard_normal(model.parameters)
    problem = NoisyQuadratic(values, noise, (vectors.T @ near) ** 2)
    rule, runs = SGD(learning_rate=0.1 / values[-1]), 4000
    oracle = Minibatch(model, 8, runs, np.random.default_rng(1), None)
    state = rule.init(np.repeat((theta + near)[None], runs, axis=0))
    for t in range(40):
        state = rule.advance(state, oracle, t)
        oracle.draw()
    excess = model.losses(state.theta) - model.losses(theta[None])[0]
    m = moments(rule, values, [40])
    exact = 0.5 * values @ (m.mean[:, 0] ** 2 * problem.theta0_sq + m.variance[:, 0] * noise / 8)
    assert excess.mean() == pytest.approx(exact, rel=0.1)


def test_the_small_experiment_runs_from_scratch(capsys, tmp_path: Path) -> None:
    """nqm experiment digits --small: data, measurements and page; its predictions are those of advise on the file it wrote."""
    code, out, _ = run(capsys, "experiment", "digits", "--small", "--out", str(tmp_path), "--workers", "1")
    assert code == 0, out
    found = Reality.from_json((tmp_path / STUDY.file).read_bytes())
    model = found.models["logistic"]
    assert set(model.trained) == set(SMALL[0].rules)
    assert len(ratios(model)) >= 8
    problem = read_measurement(tmp_path / "logistic.npz").problem()
    predicted = advise(problem, SMALL[0].target, [16.0, 64.0, 256.0], ["sgd"])
    assert [r.steps for r in model.predicted["sgd"]] == [t.steps for t in predicted.rows["sgd"]]
    assert "Prediction against reality" in (tmp_path / "digits.md").read_text(encoding="utf-8")
    assert found.versions["scikit-learn"]


def test_the_stored_experiment_is_whole() -> None:
    """The committed data hold every cell of the full experiment, and the page is rendered from them."""
    found = stored()
    for setup in FULL:
        model = found.models[setup.name]
        assert {(r.batch_size, rule) for rule, rows in model.trained.items() for r in rows} == set(setup.cells())
        assert orders(model)
    assert (REPORTS / "digits.md").read_bytes() == reality_files(found)["digits.md"]


def test_the_readme_tells_these_hits_and_misses() -> None:
    """Shares within 25%, and median ratios for the network; so does the page of your own model."""
    readme, page = (
        " ".join((REPORTS.parent.parent / name).read_text(encoding="utf-8").split())
        for name in ("README.md", "derivations/guide/own-model.md")
    )
    linear, logistic, network, late = (ratios(m) for m in stored().models.values())
    assert all(
        f"{share_within(linear, HIT):.0%} and {share_within(logistic, HIT):.0%} of the predicted" in text
        for text in (readme, page)
    )
    assert f"is {np.median(network):.2f} of what training took" in readme
    assert f"is {np.median(network):.2f} of what training took, {np.median(late):.2f} from near its minimum" in page


@pytest.mark.parametrize(("rule", "size"), [("natural gradient", 16.0), ("SGD", 64.0), ("Adam", math.inf)])
def test_a_stored_cell_is_found_again(rule: str, size: float, tmp_path: Path) -> None:
    """Trained anew from scratch, a cell of the linear model has the stored steps, but for another machine's rounding (5%)."""
    (setup,) = (s for s in FULL if s.name == "linear")
    found = solve(setup)
    seeds = [n * setup.seeds for n in SEEDS]
    again = train(found.model, found.least + setup.target, found.curvature, rule, size, seeds)
    (kept,) = (r for r in stored().models["linear"].trained[rule] if r.batch_size == size)
    assert again.steps == pytest.approx(kept.steps, rel=0.05)


def test_wrong_data_and_names_are_answered_in_words(monkeypatch, tmp_path: Path) -> None:
    """Another model's name, scikit-learn absent."""
    with pytest.raises(InputError, match="linear, logistic or network"):
        load("cnn")
    monkeypatch.setitem(__import__("sys").modules, "sklearn", None)
    with pytest.raises(InputError, match=r"pip install 'nqm\[data\]'"):
        load("linear")


def test_the_coverage_experiment_runs_small(monkeypatch, capsys, tmp_path: Path) -> None:
    """nqm experiment coverage --small writes its cells and touches no report."""
    monkeypatch.setattr(experiment_command, "FOLDER", tmp_path / "reports")
    (tmp_path / "reports").mkdir()
    code, _, _ = run(capsys, "experiment", "coverage", "--small", "--out", str(tmp_path / "out"), "--workers", "1")
    assert code == 0
    assert len(json.loads((tmp_path / "out" / "coverage.json").read_bytes())) == 2
