"""Sweeps give the same results wherever they run, survive the death of a worker, and resume."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from derivations.commands import STARTING_FILE
from derivations.scale_out import Store, run_tasks, task_key
from derivations.sweeps import ProblemSpec, perform, sweep_tasks
from montecarlo.files import sealed, unsealed
from tests.command_line import wait_for_result
from theory.errors import InputError

SMALL = ProblemSpec(dimension=30)
TASKS = [task for name in ("sgd", "heavy-ball") for task in sweep_tasks(name, [], SMALL, [4.0, 64.0, 1024.0], 0.05, group=1)]


def die_once(task: dict[str, str]) -> str:
    """Kill the process that runs this for the first time."""
    mark = Path(task["mark"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return task["name"]


def fail(task: dict[str, str]) -> str:
    raise InputError(f"bad {task['name']}")


def test_workers_do_not_change_results() -> None:
    """One process or two: the same rows, in the order of the tasks."""
    here = run_tasks(perform, TASKS)
    assert run_tasks(perform, TASKS, workers=2) == here
    assert [rows[0]["batch_size"] for rows in here] == [4.0, 64.0, 1024.0] * 2


def test_a_dead_worker_costs_only_its_task(tmp_path: Path) -> None:
    """A worker that is killed is replaced and its task run again."""
    tasks = [{"name": str(k), "mark": str(tmp_path / "mark")} for k in range(5)]
    assert run_tasks(die_once, tasks, workers=2) == ["0", "1", "2", "3", "4"]


def test_resuming_does_not_repeat(tmp_path: Path) -> None:
    """What the file holds is not computed again; a line torn by an interruption is."""
    file = tmp_path / "done.jsonl"
    first = run_tasks(perform, TASKS[:2], resume=str(file))
    with file.open("a") as handle:
        handle.write('{"key": "torn')
    lines = [line for line in file.read_text().splitlines() if line]
    assert len(lines) == 4  # the first says what the file is
    marked = unsealed(lines[1])
    assert marked is not None
    marked["result"][0]["steps"] = -1  # shows that the file is believed
    file.write_text("\n".join([lines[0], sealed(marked), *lines[2:]]))
    again = run_tasks(perform, TASKS[:3], resume=str(file))
    assert again[0][0]["steps"] == -1
    assert again[1] == first[1]
    assert task_key(TASKS[2]) in Store(str(file)).known


def test_a_changed_file_is_a_new_task(tmp_path: Path) -> None:
    """Results are kept under the content of the user's files: after a change they are computed again."""
    rule, data = tmp_path / "rule.py", tmp_path / "problem.csv"
    keys = set()
    for text, line in (("a = 1", "1,1"), ("a = 2", "1,1"), ("a = 2", "1,2")):
        rule.write_text(STARTING_FILE.format(file="rule.py", name="Rule") + text)
        data.write_text(f"h,c\n{line}\n")
        (task,) = sweep_tasks(f"ema({rule}:Rule)", [], ProblemSpec(file=str(data)), [4.0], 0.05)
        keys.add(task_key(task))
    assert len(keys) == 3


def test_errors_come_through() -> None:
    """An error in a worker is the caller's error; bad options are named."""
    with pytest.raises(InputError, match="bad x"):
        run_tasks(fail, [{"name": "x"}], workers=2)
    with pytest.raises(InputError, match="workers must be"):
        run_tasks(fail, [], workers=0)
    with pytest.raises(InputError, match="no Dask scheduler"):
        run_tasks(fail, [{"name": "x"}], dask="tcp://127.0.0.1:1")
    with pytest.raises(InputError, match="cannot write"):
        run_tasks(fail, [{"name": "x"}], resume="/proc/none/done.jsonl")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two single-threaded workers, each a process of its own."""
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": Path(__file__).parent.parent}
    base = [sys.executable, "-m"]
    options = ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = subprocess.Popen(
        [*base, "distributed.cli.dask_scheduler", *options, "--port", "0", "--scheduler-file", str(file)], **quiet
    )  # type: ignore[call-overload]
    single = ["--nthreads", "1", "--no-nanny", "--scheduler-file", str(file), "--local-directory", str(tmp_path)]
    workers = [subprocess.Popen([*base, "distributed.cli.dask_worker", *options, *single], **quiet) for _ in range(2)]  # type: ignore[call-overload]
    try:
        for _ in range(1200):
            if file.exists() and file.read_text().rstrip().endswith("}"):
                break
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"], workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def test_a_dask_cluster_loses_a_worker(cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path) -> None:
    """On a real scheduler with two worker processes, one killed after the first result: the sweep completes, rows unchanged."""
    address, workers = cluster
    out, resume = tmp_path / "rows.json", tmp_path / "done.jsonl"
    rules = (
        "sgd",
        "heavy-ball",
        "nesterov",
        "qhm",
        "ema(sgd)",
        "weight-decay(sgd)",
    )  # a task each: some are left when one is done
    what = ["steps", *rules, "--dimension", "60", "--batch-sizes", "4,1024", "--target", "0.02"]
    command = [sys.executable, "-m", "nqm", *what, "--json"]
    distributed = subprocess.Popen(
        [*command, str(out), "--dask", address, "--resume", str(resume)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    wait_for_result(distributed, resume)
    finished = len([line for line in resume.read_text().splitlines() if line])
    workers[0].kill()
    _, errors = distributed.communicate(timeout=240)
    assert distributed.returncode == 0, errors.decode()
    assert finished < len([line for line in resume.read_text().splitlines() if line])  # it died in the middle
    alone = subprocess.run([*command, "-"], capture_output=True, check=True, cwd=Path(__file__).parent.parent)
    assert json.loads(out.read_text())["rows"] == json.loads(alone.stdout)["rows"]


def test_a_simulation_on_a_dask_cluster(cluster: tuple[str, list[subprocess.Popen[bytes]]]) -> None:
    """The same JSON from the cluster's workers as from one process: chunks of replicates add up exactly."""
    address, _ = cluster
    what = ["simulate", "heavy-ball", "--set", "learning_rate=0.2", "--set", "momentum=0.8", "--steps", "0,100"]
    command = [sys.executable, "-m", "nqm", *what, "--replicates", "21000", "--noise", "rademacher", "--json", "-"]
    root = Path(__file__).parent.parent
    outs = [
        subprocess.run([*command, *more], capture_output=True, check=True, cwd=root, timeout=240).stdout
        for more in ((), ("--dask", address))
    ]
    assert outs[0] == outs[1]
    assert json.loads(outs[0])["complete"] is True
