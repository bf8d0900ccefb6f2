"""The command line as a user meets it: tables, JSON, exit codes, one-line errors, clean interruption."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from derivations.inputs.output import write_atomic
from derivations.tasks.run import Store
from tests.command_line import run, wait_for_result
from theory.errors import InputError


def test_verify_prints_a_ledger_and_json(capsys) -> None:
    """Exit 0, the announced JSON shape, verdicts and evidence kinds from their lists."""
    code, out, _ = run(capsys, "verify", "sgd", "ema.reduction", "--json", "-")
    content = json.loads(out)
    assert code == 0
    assert content["ok"] is True
    ids = [c["id"] for c in content["claims"]]
    assert "sgd.exact-risk" in ids
    assert "ema.reduction-factor" in ids
    for claim in content["claims"]:
        assert set(claim) >= {"id", "title", "source", "expected", "verdict", "evidence", "seconds"}
        assert claim["verdict"] in ("proved", "derived", "argued", "refuted", "undecided")
        assert {e["kind"] for e in claim["evidence"]} <= {"symbolic", "interval", "monte-carlo"}
        assert all(e["kind"] == "symbolic" or e["verdict"] != "proved" for e in claim["evidence"])
    assert {"symbolic", "interval", "monte-carlo"} == {e["kind"] for c in content["claims"] for e in c["evidence"]}


def test_verify_fails_when_a_claim_does(capsys, monkeypatch) -> None:
    """A claim that misses its expected verdict makes the exit code 1 and is named."""
    from dataclasses import replace

    from derivations.cli import commands
    from theory.claims import ledger
    from theory.statements.claim import Ledger
    from theory.statements.planting import planted_errors

    wrong = dict(planted_errors(ledger()["sgd.steady-state"]))["factor 1.01"]
    monkeypatch.setattr(commands, "ledger", lambda: Ledger([replace(wrong, id="sgd.wrong")]))
    code, out, _ = run(capsys, "verify", "sgd")
    assert code == 1
    assert "UNEXPECTED" in out
    assert "some claims did not meet" in out


@pytest.mark.parametrize("style", ["--markdown", "--latex", None])
def test_derive(capsys, style: str | None) -> None:
    """A composition derives; three forms of print."""
    code, out, _ = run(capsys, "derive", "ema(heavy-ball)", *([style] if style else []))
    assert code == 0
    assert {"--markdown": "```math", "--latex": r"\begin{document}", None: "steady-state risk"}[style] in out


def test_risk_json_float_and_digits(capsys) -> None:
    """Numbers without --digits, pairs of decimal strings with it, and the pair encloses the number."""
    arguments = ["risk", "heavy-ball", "--set", "learning_rate=0.1", "--set", "momentum=0.9", "--steps", "0,10", "--json", "-"]
    small = ["--curvatures", "1,0.25"]
    plain = json.loads(run(capsys, *arguments, *small)[1])
    exact = json.loads(run(capsys, *arguments, *small, "--digits", "30")[1])
    assert plain["steps"] == exact["steps"] == [0, 10]
    for value, (low, high) in zip(plain["risk"], exact["risk"], strict=True):
        assert isinstance(low, str)
        assert float(low) == pytest.approx(value, rel=1e-12)
        assert low[:28] == high[:28] or float(low) == float(high)


def test_infinite_risk_is_null_in_json(capsys) -> None:
    """JSON has no infinity; the note says why."""
    code, out, _ = run(
        capsys, "risk", "sgd", "--set", "learning_rate=9", "--curvatures", "1", "--steps", "0,9999", "--json", "-"
    )
    content = json.loads(out)
    assert code == 0
    assert content["risk"][1] is None
    assert content["note"].startswith("diverges")


def test_verify_takes_claims_and_files_together(capsys, tmp_path: Path) -> None:
    """One JSON object holds both."""
    file = tmp_path / "rule.py"
    run(capsys, "new", str(file))
    content = json.loads(run(capsys, "verify", "sgd.edge", str(file), "--json", "-")[1])
    assert content["ok"]
    assert content["claims"]
    assert [k["verdict"] for k in content["optimizers"][0]["claims"]] == ["derived"] * 3


def test_a_diverging_setting_is_a_result(capsys) -> None:
    """It says where and what would be stable, and exits 0."""
    code, out, _ = run(capsys, "risk", "sgd", "--set", "learning_rate=2.3", "--curvatures", "1", "--steps", "0,9")
    assert code == 0
    assert "diverges: x = 2.3" in out
    assert "stable for 0 < x < 2" in out


def test_new_writes_a_file_that_verifies(capsys, tmp_path: Path) -> None:
    """nqm new, then nqm verify and nqm derive on it."""
    file = tmp_path / "my_rule.py"
    assert run(capsys, "new", str(file))[0] == 0
    code, out, _ = run(capsys, "verify", str(file))
    assert code == 0
    assert "MyRule: linear" in out
    assert "proved" in out
    assert run(capsys, "derive", f"{file}:MyRule")[0] == 0
    code, _, err = run(capsys, "new", str(file))
    assert code == 2
    assert "exists" in err


BAD_FILES = {
    "empty": ("", "is empty"),
    "no_class": ("x = 1\n", "no optimizer found"),
    "not_an_optimizer": ("class A:\n    pass\n", "do not derive from nqm.Optimizer"),
    "syntax": ("def f(:\n", ":1: invalid syntax"),
    "import": ("import no_such_module_at_all\n", "does not import"),
    "abstract": ("import nqm\nclass A(nqm.Optimizer):\n    pass\n", "does not define init and update"),
    "zero": (
        "from dataclasses import dataclass\nfrom typing import NamedTuple\nimport nqm\n"
        "class S(NamedTuple):\n    theta: object\n"
        "@dataclass(frozen=True)\nclass A(nqm.Optimizer):\n"
        "    def init(self, theta):\n        return S(theta)\n"
        "    def update(self, state, gradient):\n        return S(state.theta - gradient(state.theta) / 0)\n",
        "divides by zero",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_line(capsys, tmp_path: Path, name: str) -> None:
    """Exit 2, one line, no traceback."""
    text, message = BAD_FILES[name]
    file = tmp_path / f"{name}.py"
    file.write_text(text)
    code, _, err = run(capsys, "verify", str(file))
    assert code == 2
    assert message in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["risk", "heavy-bal", "--set", "learning_rate=1"], "did you mean 'heavy-ball'"),
        (["risk", "heavy-ball", "--set", "momentum=1.2"], "HeavyBall: momentum must be in [0, 1), got 1.2"),
        (["risk", "heavy-ball", "--set", "momentom=0.5"], "no hyperparameter 'momentom'; it has: learning_rate, momentum"),
        (["risk", "sgd", "--set", "learning_rate=1", "--curvatures", "1,-2"], "must be > 0, got -2 at index 1"),
        (["risk", "sgd", "--set", "learning_rate=nan"], "finite number"),
        (["risk", "sgd", "--set", "learning_rate"], "needs name=value"),
        (["risk", "sgd"], "learning_rate is not set"),
        (["risk", "sgd", "--set", "learning_rate=1", "--batch-size", "0"], "--batch-size must be > 0, got 0"),
        (["risk", "sgd", "--set", "learning_rate=1", "--steps", "1.5"], "--steps must be whole numbers"),
        (["risk", "ema(heavy-ball", "--set", "learning_rate=1"], "unbalanced parentheses"),
        (["risk", "sgd(heavy-ball)"], "does not wrap another optimizer"),
        (["derive", "no/such/file.py:A"], "no such file"),
        (["verify", "momentun"], "no claim id starts with 'momentun'"),
        (["verify", "--no-such-option"], "No such option"),
        (["simulate", "sgd", "--set", "learning_rate=1", "--noise", "cauchy"], "noise must be one of"),
        (["simulate", "sgd", "--set", "learning_rate=1", "--engine", "fortran"], "engine must be auto, numpy"),
        (["simulate", "sgd", "--set", "learning_rate=1", "--claim", "2"], "--claim needs --confirm"),
        (["simulate", "sgd", "--set", "learning_rate=1", "--confirm", "-1"], "tolerance must be > 0"),
        (["simulate", "sgd", "--set", "learning_rate=1", "--confirm", "1", "--plot", "a.svg"], "--plot do not go with it"),
        (["simulate", "adam", "--set", "learning_rate=1"], "momentum is not set"),
        (["simulate", "sgd", "--set", "learning_rate=1", "--replicates", "1"], "replicates must be"),
        (["derive", "adam"], "Adam is not linear"),
        (["new", "rule.txt"], "must end in .py"),
        (["no-such-command"], "No such command"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(capsys, arguments: list[str], message: str) -> None:
    """What was given, what is allowed, no traceback."""
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


def test_an_unwritable_folder_is_said_at_once(capsys, tmp_path: Path) -> None:
    """Before any work is done."""
    blocker = tmp_path / "file"
    blocker.write_text("")
    code, _, err = run(capsys, "report", "--out", str(blocker / "reports"))
    assert code == 2
    assert "cannot write" in err


def test_an_interrupted_write_leaves_no_trace(tmp_path: Path, monkeypatch) -> None:
    """The old content stays, no temporary file is left."""
    target = tmp_path / "report.md"
    write_atomic(target, b"old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.md"]


def test_ctrl_c_ends_a_report_cleanly(tmp_path: Path) -> None:
    """Exit code 130, one line, no half-written file."""
    command = [sys.executable, "-m", "nqm", "report", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip().endswith("interrupted")
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("losing", ["exec('import signal; signal.raise_signal(2)')", "lose()"])
def test_an_interruption_is_heard_wherever_it_comes(losing: str) -> None:
    """Inside an exec (Python then dies of the signal), or swallowed by a library: exit code 130 and one line."""
    program = f"""
import contextlib, signal, time
import derivations.cli.entry as entry
def lose():
    with contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(2)
def command(arguments):
    try:
        {losing}
        time.sleep(60)
    except KeyboardInterrupt:
        return entry._interrupted()
entry.AGAIN, entry.run_command = 0.1, command
entry.main([])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (130, "interrupted\n")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_figures_cleanly(tmp_path: Path, workers: str) -> None:
    """As at a terminal, the signal goes to all processes: one line, exit code 130, what was finished is kept."""
    resume = tmp_path / "done.jsonl"
    command = [sys.executable, "-m", "nqm", "figures", "--out", str(tmp_path / "out"), "--workers", workers]
    process = subprocess.Popen([*command, "--resume", str(resume)], stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_for_result(process, resume)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == "interrupted"
    assert not list((tmp_path / "out").glob("*"))
    assert Store(str(resume)).known


def test_help_does_not_load_the_heavy_libraries() -> None:
    """nqm --help imports neither SymPy nor NumPy, which keeps it immediate."""
    code = (
        "import sys\nfrom derivations.cli.entry import run_command\nassert run_command(['--help']) == 0\n"
        "assert not {'sympy', 'numpy', 'matplotlib'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "verify" in done.stdout


def test_a_value_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """Writing to a folder's name is refused."""
    with pytest.raises(InputError, match="cannot write"):
        write_atomic(tmp_path, b"x")
    assert not list(tmp_path.parent.glob(f".{tmp_path.name}.*"))


SMALL = ("--dimension", "40", "--target", "0.05")


def test_steps_rows(capsys, tmp_path: Path) -> None:
    """The announced JSON shape; CSV and plot beside it; the same counts as the library's."""
    import nqm

    table, plot = tmp_path / "rows.csv", tmp_path / "rows.svg"
    options = ("--batch-sizes", "16,2^10,4096,inf", "--csv", str(table), "--plot", str(plot), "--json", "-")
    code, out, _ = run(capsys, "steps", "heavy-ball", "sgd", *SMALL, *options)
    content = json.loads(out)
    assert code == 0
    assert [r["batch_size"] for r in content["rows"]] == [16.0, 1024.0, 4096.0, "inf"] * 2
    assert set(content["rows"][0]) >= {"optimizer", "batch_size", "steps", "hyperparameters"}
    expected = nqm.sweep(nqm.HeavyBall(), nqm.NoisyQuadratic.power_law(40), [16, 1024, 4096, float("inf")], 0.05)
    assert [r["steps"] for r in content["rows"][:4]] == [t.steps for t in expected]
    assert set(content["critical_batch_size"]) == {"heavy-ball", "sgd"}
    assert len(table.read_text().splitlines()) == 9
    assert plot.read_bytes().startswith(b"<?xml")


def test_steps_table(capsys, tmp_path: Path) -> None:
    """The table shows the bound on the error of binning, the distance to the Bayes bound and the critical batch size."""
    file = tmp_path / "problem.csv"
    file.write_text("h,c\n" + "\n".join(f"{1 / k},{1 / k}" for k in range(1, 201)))
    code, out, _ = run(
        capsys, "steps", "sgd", "--problem", str(file), "--bins", "60", "--target", "0.05", "--batch-sizes", "1,16,256,4096,inf"
    )
    assert code == 0
    assert "over Bayes" in out
    assert "binning error" in out
    assert "critical batch size" in out


def test_never_is_said_only_where_it_is_shown(capsys) -> None:
    """A fixed rule whose noise stays above the target never reaches it; a search that finds nothing says just that."""
    problem = ("--curvatures", "1", "--batch-sizes", "4")
    _, out, _ = run(capsys, "steps", "sgd", "--set", "learning_rate=1", *problem)
    assert "never" in out
    _, out, _ = run(capsys, "steps", "sgd", *problem, "--target", "1/1000000000000")
    assert "none found" in out
    assert "never" not in out


def test_a_target_above_the_start_takes_no_steps(capsys) -> None:
    """Answer 0, not an error."""
    code, out, _ = run(capsys, "steps", "sgd", "--dimension", "10", "--target", "100", "--batch-sizes", "4", "--json", "-")
    assert code == 0
    assert json.loads(out)["rows"][0]["steps"] == 0


def test_figures_are_written(capsys, tmp_path: Path) -> None:
    """SVG and CSV of the figures asked for, and nothing else."""
    code, out, _ = run(capsys, "figures", "1", "2", "E.3", "--out", str(tmp_path), "--json", "-")
    assert code == 0
    names = sorted(f"figure-{n}.{kind}" for n in ("1", "2", "e3") for kind in ("csv", "svg"))
    assert sorted(p.name for p in tmp_path.iterdir()) == names
    assert sorted(Path(f["file"]).name for f in json.loads(out)["figures"]) == names


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("steps", "sgd", "--target", "0"), "target must be a finite number > 0"),
        (("steps", "sgd", "--target", "-1"), "target must be a finite number > 0"),
        (("steps", "sgd", "--target", "low"), "--target needs a finite number"),
        (("steps", "sdg"), "did you mean 'sgd'"),
        (("steps", "kalman-gain", *SMALL), "time-varying"),
        (("steps", "sgd", "--batch-sizes", "0"), "--batch-sizes must be > 0"),
        (("steps", "sgd", "--curvatures", "1,-1"), "h must be > 0, got -1"),
        (("steps", "sgd", "--problem", "none.csv"), "no such file"),
        (("steps", "sgd", "--dimension", "0"), "whole number >= 1"),
        (("steps", "sgd", "--bins", "50", "--rule", "upper"), "gauss, lower-edge"),
        (("steps", "sgd", "--workers", "0", *SMALL), "workers must be"),
        (("steps", "sgd", "--plot", "a.gif"), ".svg, .png, .pdf"),
        (("steps", "sgd", "--csv", "/proc/none/rows.csv"), "cannot write"),
        (("steps", "sgd", "--set", "momentum=0.9"), "no hyperparameter 'momentum'"),
        (("figures", "7"), "no figure '7'"),
        (("figures", "1", "--out", "/proc/none"), "cannot write"),
    ],
)
def test_bad_steps_and_figures(capsys, arguments: tuple[str, ...], message: str) -> None:
    """One line that says what was given and what is allowed, exit code 2, no traceback."""
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert message in err
    assert len(err.strip().splitlines()) == 1
