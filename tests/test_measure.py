"""nqm measure, nqm advise and nqm trajectory as a user meets them, and every wrong file answered in words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import nqm
from derivations.own_model import measurement
from derivations.own_model.advice import advise, state_size
from derivations.own_model.measurement import read_measurement
from tests.command_line import run

RNG = np.random.default_rng(0)
K, N = 6, 200
H = np.array([1.0, 0.5, 0.25, 0.1, 0.05, 0.02])
BASIS = np.linalg.qr(RNG.standard_normal((K, K)))[0]
GRADIENTS = (RNG.standard_normal((N, K)) * np.sqrt(H) + 0.2 * H) @ BASIS.T
FULL = {"gradients": GRADIENTS, "curvatures": H, "eigenvectors": BASIS, "displacement": BASIS @ np.ones(K)}
COVARIANCE = {
    "curvatures": H,
    "covariance": np.diag(H),
    "displacement": np.ones(K),
    "gradient": 0.2 * H,
    "examples": np.array(N),
}
NORMS = {"small_norms_sq": RNG.random(20) + 3, "big_norms_sq": RNG.random(20) + 1, "small_batch": 4, "big_batch": 64}


def saved(folder: Path, **arrays) -> str:
    np.savez(folder / "model.npz", **arrays)
    return str(folder / "model.npz")


def test_gradients_are_measured(capsys, tmp_path: Path) -> None:
    """Per-example gradients with eigenpairs give spectrum, noise and both noise scales; --out is a problem for other commands."""
    out = str(tmp_path / "problem.npz")
    code, text, _ = run(capsys, "measure", saved(tmp_path, **FULL), "--out", out)
    assert code == 0
    assert "condition number" in text
    assert "the noisy quadratic is a fair model here" in text
    code, text, _ = run(capsys, "measure", saved(tmp_path, **FULL), "--json", "-")
    found = json.loads(text)["quantities"]
    assert found["condition number"]["value"] == pytest.approx(50)
    scale = found["noise scale tr Sigma/|G|^2"]
    assert scale["lower"] < scale["value"] < scale["upper"]
    problem = nqm.NoisyQuadratic.from_file(out)
    assert problem.theta0_sq == pytest.approx(np.ones(K))
    assert problem.c == pytest.approx(H, rel=0.3)
    code, text, _ = run(capsys, "trajectory", "sgd", "--set", "learning_rate=0.5", "--problem", out, "--json", "-")
    assert json.loads(text)["rows"][0]["risk"] == pytest.approx(problem.initial_risk)


def test_few_effective_examples_are_said_to_be_few(capsys, tmp_path: Path) -> None:
    """Rows of the identity: table, remarks and JSON say which intervals are conservative, why and under what assumption; none is a point."""
    file = saved(tmp_path, gradients=np.eye(64), hessian=np.diag(1 / np.arange(1.0, 65)))
    code, text, _ = run(capsys, "measure", file)
    assert code == 0
    assert ", conservative" in text
    assert (
        "|G|^2 is conservative: about 0 of 64 examples carry it; assumes that unseen ones are on average 1 from the mean."
        in text
    )
    assert "Kinds of examples rarer than 1 in 22 may be missing among these" in text
    assert "no upper end, as too few examples carry it" in text
    code, text, _ = run(capsys, "measure", file, "--json", "-")
    found = json.loads(text)["quantities"]
    intervals = [q for q in found.values() if q["lower"] is not None]
    assert len(intervals) == 7
    for q in intervals:
        assert q["upper"] is None or q["lower"] < q["upper"]
        assert q["support"].startswith("conservative: about")


def test_a_hessian_serves_as_well_as_its_eigenpairs(tmp_path: Path) -> None:
    """The same measurement from the matrix."""
    plain = read_measurement(saved(tmp_path, **FULL))
    hessian = {"gradients": GRADIENTS, "hessian": BASIS @ np.diag(H) @ BASIS.T, "displacement": FULL["displacement"]}
    other = read_measurement(saved(tmp_path, **hessian))
    assert plain.spectrum is not None
    assert other.spectrum is not None
    assert other.spectrum.h == pytest.approx(plain.spectrum.h)
    assert other.spectrum.c == pytest.approx(plain.spectrum.c)
    assert other.theta0_sq == pytest.approx(plain.theta0_sq)


def test_covariances_norms_and_problems_are_measured(capsys, tmp_path: Path) -> None:
    """The other kinds of file; each says what it can."""
    found = read_measurement(saved(tmp_path, **COVARIANCE))
    assert found.point is not None
    assert found.point[0] == pytest.approx(H.sum() / (0.04 * H @ H))
    assert found.problem().initial_risk == pytest.approx(H.sum() / 2)
    code, text, _ = run(capsys, "measure", saved(tmp_path, **NORMS))
    assert code == 0
    assert "measurements" in text
    found = read_measurement(saved(tmp_path, h=H, c=H, theta0_sq=np.ones(K)))
    assert found.problem().initial_risk == pytest.approx(H.sum() / 2)
    assert read_measurement(saved(tmp_path, gradients=GRADIENTS)).spectrum is None


def test_advice_is_tuned_exactly(capsys, tmp_path: Path) -> None:
    """The table's steps are those of nqm.tune on the measured problem; the choice is the fewest steps within 3%."""
    file = saved(tmp_path, **COVARIANCE)
    code, text, _ = run(capsys, "advise", file, "--target", "0.01", "--batch-sizes", "4,64", "--json", "-")
    assert code == 0
    advice = json.loads(text)
    problem = read_measurement(file).problem()
    sgd = {r["batch_size"]: r["steps"] for r in advice["rows"] if r["optimizer"] == "sgd"}
    assert sgd[64] == nqm.tune(nqm.SGD(), problem, 64, 0.01).steps
    for line in advice["recommended"]:
        steps = {r["optimizer"]: r["steps"] for r in advice["rows"] if r["batch_size"] == line["batch_size"]}
        assert steps[line["optimizer"]] <= 1.03 * min(steps.values())
        assert [steps[n] for n in line["order"]] == sorted(steps[n] for n in line["order"])
    budgets = [line["examples"] for line in advice["by_budget"]]
    assert budgets == sorted(budgets)
    assert all(line["steps"] * line["batch_size"] <= line["examples"] * (1 + 1e-9) for line in advice["by_budget"])
    assert any("noise is that of the point measured" in a for a in advice["assumptions"])
    code, text, _ = run(capsys, "advise", file, "--batch-sizes", "16", "--optimizer", "sgd", "--update-cost", "100")
    assert code == 0
    assert "This holds if" in text


def test_an_update_cost_moves_the_cheapest_batch_size() -> None:
    """Costly updates favour larger batches; examples do not change."""
    problem = nqm.NoisyQuadratic(H, H)
    free, dear = (advise(problem, 0.01, [4, 64, 1024], ["sgd"], update_cost=k) for k in (0, 1000))
    cheapest = [min((t for t in a.rows["sgd"][:-1]), key=lambda t, a=a: a.cost(t)).batch_size for a in (free, dear)]
    assert cheapest[0] < cheapest[1]
    assert [t.steps for t in free.rows["sgd"]] == [t.steps for t in dear.rows["sgd"]]
    assert state_size("ema(heavy-ball)") == 3


def test_a_start_can_be_given_as_a_loss(tmp_path: Path) -> None:
    """Without a displacement, --initial-risk spreads the start evenly: the quadratic has that loss."""
    arrays = {k: v for k, v in COVARIANCE.items() if k != "displacement"}
    found = read_measurement(saved(tmp_path, **arrays))
    assert found.problem(3.0).initial_risk == pytest.approx(3.0)
    with pytest.raises(nqm.InputError, match="--initial-risk"):
        found.problem()


NEGATIVE = {**COVARIANCE, "curvatures": np.array([1.0, 0.5, 0.25, 0.1, -0.05, -0.02])}
BAD = {
    "missing arrays": ({"curvatures": H}, r"has the arrays curvatures; needed: gradients; or covariance, curvatures; or"),
    "unknown arrays": ({**FULL, "hessain": H}, "hessain not understood beside gradients; allowed: curvatures, displacement"),
    "half a basis": ({"gradients": GRADIENTS, "curvatures": H}, "go together"),
    "both": ({**FULL, "hessian": np.eye(K)}, "not both"),
    "wrong shape": ({**FULL, "eigenvectors": np.eye(4)}, r"shape \(parameters, curvatures\) = \(6, 6\), got \(4, 4\)"),
    "wrong displacement": ({**FULL, "displacement": np.ones(3)}, "displacement must be 6 numbers"),
    "negative": (NEGATIVE, r"2 of 6 are not positive, the least is -0.05.*--clip"),
    "few examples": ({"gradients": GRADIENTS[:5]}, "at least 8 examples are needed, got 5"),
    "NaN": ({"gradients": np.where(GRADIENTS > 1, np.nan, GRADIENTS)}, "nan at example"),
    "whole numbers": ({"gradients": np.ones((20, 3), dtype=int)}, "show no noise"),
    "complex": ({"gradients": np.ones((20, 3), dtype=complex)}, "got complex128"),
    "too long": ({"gradients": 1e160 * GRADIENTS}, "leave the range of float64; multiply all by"),
    "objects": ({"gradients": np.array([None])}, "not an NPZ file of plain arrays"),
    "asymmetric": ({"gradients": GRADIENTS, "hessian": np.triu(np.ones((K, K)))}, "hessian must be symmetric"),
    "infinite hessian": ({"gradients": GRADIENTS, "hessian": np.full((K, K), np.inf)}, "36 entries are not finite"),
    "no minimum": ({"gradients": GRADIENTS, "displacement": np.ones(K)}, "needs curvatures and eigenvectors"),
    "batches": ({**NORMS, "big_batch": 2}, "0 < small_batch < big_batch"),
}


@pytest.mark.parametrize("case", BAD)
def test_wrong_files_are_answered_in_words(case: str, capsys, tmp_path: Path) -> None:
    """Exit code 2 and one line with the file, what was given and what is needed; no traceback."""
    arrays, message = BAD[case]
    file = saved(tmp_path, **arrays)
    code, out, err = run(capsys, "measure", file)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith(f"nqm: {file}")
    with pytest.raises(nqm.InputError, match=message):
        read_measurement(file)


def test_negative_curvatures_are_clipped_only_when_asked(capsys, tmp_path: Path) -> None:
    """--clip removes them and says how many."""
    code, out, _ = run(capsys, "measure", saved(tmp_path, **NEGATIVE), "--clip")
    assert code == 0
    assert "2 directions of curvature <= 0 were removed" in out
    assert len(read_measurement(tmp_path / "model.npz", clip=True).problem().h) == 4


def test_files_larger_than_memory_are_refused_with_their_size(monkeypatch, tmp_path: Path) -> None:
    """The size is read from the headers, before anything is loaded."""
    monkeypatch.setattr(measurement, "memory", lambda: 10_000)
    with pytest.raises(nqm.InputError, match=r"its arrays take 0.0 GiB, more than the 0.0 GiB .* float32, fewer examples"):
        read_measurement(saved(tmp_path, **FULL))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["measure", "no.npz"], "no such file"),
        (["measure", "README.md"], "an .npz file"),
        (["measure", "{file}", "--level", "1.5"], "--level must be between 0 and 1"),
        (["measure", "{file}", "--out", "x.txt"], "--out writes an .npz file"),
        (["advise", "{file}", "--target", "100"], "not below the risk at the start"),
        (["advise", "{file}", "--target", "-1"], "target must be a finite number > 0"),
        (["advise", "{file}", "--batch-sizes", "inf"], "at least one finite batch size"),
        (["advise", "{file}", "--optimizer", "adam"], "not linear"),
        (["advise", "{file}", "--update-cost", "-1"], "cost of an update"),
        (["advise", "{file}", "--initial-risk", "-1"], "initial risk must be"),
        (["advise", "{file}", "--power", "3"], "power must be in"),
        (["trajectory", "sgd"], "learning_rate is not set"),
        (["experiment", "digit"], "must be one of adaptive, batch-size"),
        (["experiment", "digits", "--small", "--keep"], "leave --keep out"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, list) else "",
)
def test_wrong_commands_are_answered_in_words(arguments: list[str], message: str, capsys, tmp_path: Path) -> None:
    """Exit code 2 and one line."""
    file = saved(tmp_path, **COVARIANCE)
    code, _, err = run(capsys, *[a.format(file=file) for a in arguments])
    assert code == 2, err
    assert message in err
    assert err.count("\n") == 1


def test_noise_scales_alone_give_no_advice(capsys, tmp_path: Path) -> None:
    """Norms at two batch sizes say nothing of steps, and advise says so."""
    code, _, err = run(capsys, "advise", saved(tmp_path, **NORMS))
    assert code == 2
    assert "noise scales alone say nothing about steps" in err
