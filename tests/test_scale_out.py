"""Sweeps give the same results wherever they run, survive the death of a worker, and resume."""

from __future__ import annotations

import copy
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import derivations.cli.experiment  # noqa: F401 (it says what the results of the experiments look like)
from derivations.cli.commands import STARTING_FILE
from derivations.studies.digits import study as reality
from derivations.studies.noise_scale import coverage
from derivations.tasks.run import HEADER, RESULTS, Store, Task, run_tasks, task_key
from derivations.tasks.simulation import RunSpec, run_chunk
from derivations.tasks.sweep import ProblemSpec, perform, read, schedule_task, sweep_tasks
from montecarlo.files import sealed, unsealed
from tests.command_line import run, wait_for_result
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
    marked["result"][0]["steps"] = 123456  # shows that the file is believed
    file.write_text("\n".join([lines[0], sealed(marked), *lines[2:]]))
    again = run_tasks(perform, TASKS[:3], resume=str(file))
    assert again[0][0]["steps"] == 123456
    assert again[1] == first[1]
    assert task_key(TASKS[2]) in Store(str(file)).known


def changes(result: Any) -> Iterator[Any]:
    """The result with one thing in it, at any depth, replaced by something of another kind or size, or left out."""
    yield from OTHERS
    if isinstance(result, dict | list):
        places = list(result) if isinstance(result, dict) else range(len(result))
        for place in places:
            rest = copy.copy(result)
            del rest[place]
            yield rest
            for inner in changes(result[place]):
                other = copy.copy(result)
                other[place] = inner
                yield other


OTHERS: tuple[Any, ...] = (
    None,
    True,
    -1,
    -1.5,
    10**400,
    10**70,
    math.nan,
    "zz",
    "",
    "-5",
    "0x1",
    [],
    {},
    ["zz"],
    [[]],
    {"zz": 1},
)
RUN = RunSpec("sgd", ("learning_rate=0.5",), SMALL, (0, 3, 3), 4.0)
KINDS: dict[str, tuple[Any, Task]] = {
    "sweep": (perform, sweep_tasks("heavy-ball", [], SMALL, [4.0, math.inf], 0.05)[0]),
    "never": (perform, sweep_tasks("sgd", [], SMALL, [1.0], 1e-12)[0]),
    "no steps": (perform, sweep_tasks("sgd", [], SMALL, [4.0, math.inf], 100.0)[0]),
    "race": (perform, sweep_tasks("sign-sgd", ["momentum=0"], ProblemSpec(dimension=2), [64.0], 0.5)[0]),
    "schedule": (perform, schedule_task("sgd", [], SMALL, 64.0, 0.1, 3)),
    "simulation": (run_chunk, RUN.tasks(RUN.setup(40), 40)[0]),
    "coverage": (coverage.perform, {"cell": asdict(coverage.CELLS[0]), "runs": 2, "resamples": 100, "version": "0"}),
    "training": (reality.perform, {"kind": "train", "rule": "SGD", "batch_size": 16.0}),
}
MEANT = {"training": {"batch_size": 16.0, "steps": 3.5, "hyperparameters": {"learning_rate": 0.1}, "edge": False}}
"""What a task makes, where that takes long."""


@pytest.mark.parametrize("kind", ["sweep", "never", "no steps", "race", "schedule"])
def test_rows_are_what_is_stored(kind: str) -> None:
    """Read and written again, a result is the same; in it an unlimited batch size is "inf", in its row a number."""
    _, task = KINDS[kind]
    result = json.loads(json.dumps(perform(task), allow_nan=False))
    rows = read(task, result)
    stored = [result] if kind == "schedule" else result
    assert [r.to_row() for r in rows] == stored
    assert [r.batch_size for r in rows] == [float(r["batch_size"]) for r in stored]
    assert (stored[-1]["batch_size"] == "inf") == math.isinf(rows[-1].batch_size) == (kind in ("sweep", "no steps"))
    for wrong in ({**stored[0], "more": 1}, {}, []):
        with pytest.raises(TypeError):
            type(rows[0]).from_row(wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_a_result_is_computed_again(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The right result is taken; a sealed record with anything in it of another kind, or missing, is counted as damaged.

    A change is only believed if it leaves something that the task could have made (a count for another, a null for "never").
    """
    work, task = KINDS[kind]
    right = json.loads(json.dumps(MEANT.get(kind) or work(task)))
    file, key, believed = tmp_path / "done.jsonl", task_key(task), []
    for k, result in enumerate([right, *changes(right)]):
        file.write_text(f"{HEADER}\n{sealed({'key': key, 'result': result})}\n")
        store = Store(str(file))
        store.take({key: task}, RESULTS[f"{work.__module__}.{work.__qualname__}"])
        assert (key in store.known) == (store.damaged == 0)
        assert ("1 damaged line" in capsys.readouterr().err) == (store.damaged == 1)
        if k == 0:
            assert store.known == {key: right}
        elif store.known:
            believed.append(result)
    as_text = [json.dumps(b) for b in believed]
    assert all('"zz"' not in b and "[[]]" not in b and "NaN" not in b and str(10**400) not in b for b in as_text)
    if kind == "simulation":
        assert not believed
    assert all(type(b) is type(right) and len(b) == len(right) for b in believed)


@pytest.mark.parametrize(
    "record",
    [
        {"key": "K"},
        {"key": ["K"], "result": 1},
        {"key": None, "result": 1},
        {"key": {"a": 1}, "result": 1},
        {"result": 1},
        {},
        {"file": 7},
        {"run": "K", "tally": {}},
        {"key": "K", "result": 1, "more": 2},
    ],
)
def test_a_record_of_another_shape_is_damaged(record: dict[str, Any], tmp_path: Path) -> None:
    """A sealed line that is not a key with its result: computed again beside others, and refused where it is all there is."""
    task = TASKS[0]
    content = json.loads(json.dumps(record).replace('"K"', f'"{task_key(task)}"'))
    file = tmp_path / "done.jsonl"
    file.write_text(f"{HEADER}\n{sealed(content)}\n")
    assert Store(str(file)).damaged == 1
    assert run_tasks(perform, [task], resume=str(file)) == run_tasks(perform, [task])
    file.write_text(f"{sealed(content)}\n")
    with pytest.raises(InputError, match="holds no results of nqm"):
        Store(str(file))


def test_a_poisoned_file_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """nqm steps and simulate over files of poisoned results: the output of a run without, exit code 0, one line of warning."""
    for command, tasks in (
        (("steps", "sgd", "--dimension", "30", "--target", "0.05", "--batch-sizes", "4"), sweep_tasks("sgd", [], SMALL, [4.0], 0.05)),
        (("simulate", "sgd", "--set", "learning_rate=0.5", "--dimension", "30", "--steps", "0,3", "--replicates", "40",
          "--batch-size", "4"), None),
    ):  # fmt: skip
        file = tmp_path / f"{command[0]}.jsonl"
        right = run(capsys, *command, "--resume", str(file), "--json", "-")
        assert right[0] == 0
        (record,) = [r for r in map(unsealed, file.read_text().split("\n")) if r and "key" in r]
        assert tasks is None or record["key"] == task_key(tasks[0])
        for result in (None, [], {}, 7, [{}], {**record["result"], "totals": ["zz"]} if tasks is None else [None]):
            file.write_text(f"{HEADER}\n{sealed({**record, 'result': result})}\n")
            code, out, err = run(capsys, *command, "--resume", str(file), "--json", "-")
            assert (code, out) == right[:2]
            assert "1 damaged line" in err
            assert err.count("\n") == 1


@pytest.mark.parametrize("before", [None, b""])
def test_a_full_disk_leaves_no_empty_file(before: bytes | None, tmp_path: Path) -> None:
    """--resume where nothing can be written (a limit on the size of files stands for the disk): one line, and no file of ours."""
    file = tmp_path / "done.jsonl"
    if before is not None:
        file.write_bytes(before)
    code = f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
from derivations.cli.entry import main
main(["steps", "sgd", "--dimension", "3", "--target", "0.5", "--batch-sizes", "4", "--resume", {str(file)!r}])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot write" in done.stderr
    assert file.exists() == (before is not None)


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
