"""nqm simulate, and nqm steps of rules that must be simulated, as a user meets them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.command_line import run, wait_for_result


def test_simulate_confirms_and_refutes(capsys) -> None:
    """--confirm stops at a verdict: the exact risk is confirmed, a wrong claim refuted; the bounds contain the exact value."""
    rule = ("simulate", "sgd", "--set", "learning_rate=0.5", "--steps", "20", "--curvatures", "1", "--confirm", "0.02")
    _, out, _ = run(capsys, *rule, "--json", "-")
    right = json.loads(out)
    _, out, _ = run(capsys, *rule, "--claim", str(right["claimed"] * 1.05), "--json", "-")
    assert (right["verdict"], json.loads(out)["verdict"]) == ("confirmed", "refuted")
    assert right["lower"] < right["claimed"] < right["upper"]
    _, out, _ = run(capsys, *rule, "--replicates", "20000")
    assert "undecided: the replicates ran out" in out
    _, out, _ = run(capsys, *rule)
    assert out.startswith("confirmed: the risk at step 20 is")
    assert "it rests on the kurtosis of noise and start, at most 3, and the linearity of the rule" in out
    assert "kurtosis" in right["rests_on"]
    _, out, _ = run(capsys, *rule, "--noise", "student-t", "--json", "-")
    assert "at most 9" in json.loads(out)["rests_on"]


def test_simulate_draws(capsys, tmp_path: Path) -> None:
    """--plot writes a picture of the suffix asked for, for linear rules and others, rotated too; other suffixes are refused."""
    for rule, file in (("sgd", "a.svg"), ("sign-sgd", "b.png")):
        momentum = ["--set", "momentum=0"] if rule != "sgd" else []
        arguments = ["--set", "learning_rate=0.1", *momentum, "--steps", "30", "--replicates", "50", "--rotate", "1"]
        code, _, _ = run(capsys, "simulate", rule, *arguments, "--dimension", "20", "--plot", str(tmp_path / file))
        assert code == 0
    assert b"<svg" in (tmp_path / "a.svg").read_bytes()
    assert (tmp_path / "b.png").read_bytes().startswith(b"\x89PNG")
    code, _, err = run(capsys, "simulate", "sgd", "--set", "learning_rate=0.1", "--plot", "a.gif")
    assert code == 2
    assert "--plot writes .svg, .png, .pdf" in err


def test_simulate_goes_on_from_its_file(capsys, tmp_path: Path) -> None:
    """--workers and --resume change nothing about the numbers; the second run takes them from the file."""
    rule = ("simulate", "sgd", "--set", "learning_rate=0.5", "--steps", "0,50", "--replicates", "60000", "--json", "-")
    file = tmp_path / "run.jsonl"
    outs = [run(capsys, *rule, *more)[1] for more in ((), ("--workers", "2", "--resume", str(file)), ("--resume", str(file)))]
    assert outs[0] == outs[1] == outs[2]
    assert len(file.read_text().split()) >= 2


def test_an_interrupted_simulation_shows_what_it_has(tmp_path: Path) -> None:
    """Ctrl-C prints the table marked PARTIAL and exits with 130; the file lets the next run go on."""
    command = ["simulate", "sgd", "--set", "learning_rate=0.5", "--steps", "0,2000", "--replicates", "1000000"]
    command += ["--engine", "numpy", "--resume", str(tmp_path / "run.jsonl")]
    process = subprocess.Popen(
        [sys.executable, "-m", "nqm", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for_result(process, tmp_path / "run.jsonl")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "PARTIAL" in out
    assert "Traceback" not in err


def test_steps_of_a_rule_that_is_not_linear_are_raced(capsys) -> None:
    """nqm steps adam: tuned by simulation, nothing exact, nothing proved."""
    arguments = ("--set", "epsilon=1e-8", "--set", "momentum=0.9", "--set", "second_decay=0.99", "--dimension", "20")
    _, out, _ = run(capsys, "steps", "adam", *arguments, "--batch-sizes", "256", "--target", "0.1", "--json", "-")
    (row,) = json.loads(out)["rows"]
    assert 0 < row["steps"] < 500
    assert row["exact"] is False
    assert row["optimality"] == "searched"
    assert set(row["hyperparameters"]) == {"learning_rate", "momentum", "second_decay", "epsilon"}
    assert set(row["searched"]) == {"learning_rate"}
    assert row["searched"]["learning_rate"][0] <= row["hyperparameters"]["learning_rate"] <= row["searched"]["learning_rate"][1]
    assert row["at_end_of_search"] == []
    _, out, _ = run(capsys, "steps", "adam", *arguments, "--batch-sizes", "256", "--target", "0.1")
    assert f"simulated {row['settings_tried']} settings, learning_rate from" in out


def test_simulate_json(capsys) -> None:
    """Rows with step, simulated, standard_error, exact and z."""
    code, out, _ = run(
        capsys, "simulate", "sgd", "--set", "learning_rate=0.5", "--steps", "0,5", "--replicates", "200", "--json", "-"
    )
    rows = json.loads(out)["rows"]
    assert code == 0
    assert [set(r) for r in rows] == [{"step", "simulated", "standard_error", "exact", "z"}] * 2
    assert all(abs(r["z"]) < 6 for r in rows)
