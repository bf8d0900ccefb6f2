"""nqm simulate, and nqm steps of rules that must be simulated, as a user meets them."""

from __future__ import annotations

import itertools
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from derivations.cli.batch import _inside
from tests.command_line import run, wait_for_result
from theory.optimizers import Adam


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


@pytest.mark.parametrize("rate", ["nan", "0", "1", "2", "-1", "inf", "-inf", "1e999"])
@pytest.mark.parametrize("more", [(), ("--confirm", "0.5")])
def test_a_false_alarm_rate_is_a_chance(rate: str, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Anything that is no chance strictly between 0 and 1: one line, before any simulation."""
    setting = ("--set", "learning_rate=0.1", "--steps", "1000000", "--replicates", "100000", f"--false-alarm={rate}")
    code, out, err = run(capsys, "simulate", "sgd", *setting, *more)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "between 0 and 1" in err or "--false-alarm needs a" in err


@pytest.mark.parametrize("option", ["noise", "start"])
def test_a_law_that_is_none_is_named_by_its_option(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--start x complains of the start, --noise x of the noise."""
    code, out, err = run(capsys, "simulate", "sgd", "--set", "learning_rate=0.1", f"--{option}", "x")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"nqm: {option} must be one of gaussian")


@pytest.mark.parametrize(("dimension", "binned"), [("10", False), ("100000", False), ("100001", True), ("10^12", True)])
def test_a_binned_simulation_says_so(dimension: str, binned: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the problem is put into bins because it is large, the title says how many and a line what they may change."""
    setting = ("--set", "learning_rate=0.1", "--steps", "1", "--replicates", "4", "--false-alarm", "1e-9")
    code, out, _ = run(capsys, "simulate", "sgd", *setting, "--dimension", dimension)
    assert code == 0
    assert (re.search(r"in \d+ bins", out.splitlines()[0]) is not None) == binned
    assert ("the bins change the exact risk by at most" in out) == binned


@pytest.mark.parametrize("gap", [0.5, 0.0565, 1e-3, 1e-4, 9e-7, 1e-12, 2.0**-53])
@pytest.mark.parametrize("name", ["momentum", "second_decay"])
def test_an_end_of_a_search_is_printed_inside_the_domain(name: str, gap: float) -> None:
    """A value just below an open end is printed below it, with three digits where they do."""
    text = _inside(Adam(), name, 1 - gap)
    assert float(text) < 1
    assert abs(float(text) - (1 - gap)) <= max(5e-4, 0.5 * gap)
    assert gap < 1e-3 or len(text) <= len("0.123")


def on_a_terminal(program: str) -> list[tuple[float, bytes]]:
    """What a program writes to a terminal, and when."""
    process, terminal = pty.fork()
    if process == 0:
        os.execv(sys.executable, [sys.executable, "-c", program])
    seen = []
    while True:
        try:
            text = os.read(terminal, 1 << 16)
        except OSError:
            break
        if not text:
            break
        seen.append((time.monotonic(), text))
    os.waitpid(process, 0)
    os.close(terminal)
    return seen


@pytest.mark.parametrize(
    "work", ["time.sleep(1)", "progress('x').__enter__(); time.sleep(1)", "print('begun', flush=True); time.sleep(0.3)"]
)
def test_a_terminal_is_never_silent(work: str) -> None:
    """While nothing else is shown there is a word, which is gone when something is shown, and at the end."""
    program = f"""
import time
import derivations.cli.entry as entry, derivations.inputs.output as output
from derivations.inputs.output import progress
output.QUIET = 0.1
def command(arguments):
    time.sleep(0.5)
    {work}
    with progress("x"):
        pass
    time.sleep(0.5)
    print("result")
    return 0
entry.run_command = command
entry.main([])
"""
    shown = b"".join(text for _, text in on_a_terminal(program))
    assert len(re.findall(rb"(?:\rworking, \d+ s){2,}\r\x1b\[K", shown)) == 2
    assert shown.count(b"working") > 4
    assert shown.rstrip().endswith(b"result")


def test_nothing_is_silent_for_long() -> None:
    """nqm steps adam on a terminal: from the first sign on, nothing for more than two seconds; the time before is Python's start."""
    arguments = ["steps", "adam", "--batch-sizes", "64", "--dimension", "10", "--target", "0.05"]
    seen = on_a_terminal(f"from derivations.cli.entry import main\nmain({arguments})")
    times = [when for when, _ in seen]
    assert max(b - a for a, b in itertools.pairwise(times)) < 2
    assert any(b"working" in text or b"steps" in text for _, text in seen[:2])
