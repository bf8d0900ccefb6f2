"""The result depends on the seed alone: not on workers, chunks, interruptions or a killed process."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from derivations.tasks.simulation import RunSpec, run_simulation
from derivations.tasks.sweep import ProblemSpec
from montecarlo.runs.checkpoint import Checkpoint
from montecarlo.runs.simulate import simulate
from montecarlo.runs.tally import Tally
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.errors import InputError
from theory.optimizers import HeavyBall

RULE = HeavyBall(learning_rate=0.2, momentum=0.8)
PROBLEM = NoisyQuadratic.power_law(300)
SPEC = RunSpec(
    "heavy-ball",
    ("learning_rate=0.2", "momentum=0.8"),
    ProblemSpec(dimension=300),
    (3, 0, 40),
    4.0,
    "rademacher",
    engine="numpy",
)


@pytest.mark.parametrize("workers", [2, 3, 5])
def test_threads_do_not_matter(workers: int) -> None:
    """Sums with any number of threads are the same integers."""
    one, many = (simulate(RULE, PROBLEM, [0, 30], 4, 1000, seed=3, workers=w) for w in (1, workers))
    assert one.tally == many.tally
    assert np.array_equal(one.risk, many.risk)


@pytest.mark.parametrize("cuts", [(1, 997), (54, 57, 500), (53, 107, 110, 113), (997,)])
def test_chunks_do_not_matter(cuts: tuple[int, ...]) -> None:
    """Replicates in pieces, cut inside blocks too, last piece first, add up to the whole run."""
    whole = simulate(RULE, PROBLEM, [0, 30], 4, 1002, seed=3)
    edges = [0, *(c + 1 for c in cuts), 1002]
    pieces = reversed(list(itertools.pairwise(edges)))
    parts = [simulate(RULE, PROBLEM, [0, 30], 4, b - a, seed=3, first=a).tally for a, b in pieces]
    assert sum(parts, Tally.empty(2)) == whole.tally


def test_another_seed_is_another_result() -> None:
    """Seeds matter; steps in any order do not."""
    one, two, other = (simulate(RULE, PROBLEM, s, 4, 500, seed=k) for s, k in (([5, 0], 1), ([0, 5], 1), ([0, 5], 2)))
    assert one.risk.tolist() == two.risk.tolist()[::-1]
    assert one.risk[0] != other.risk[1]


def test_processes_and_a_file_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks on local processes, and again from the file of results, give the bits of one run."""
    monkeypatch.setattr("derivations.tasks.simulation.CHUNK", 1e6)
    whole = simulate(RULE, PROBLEM, SPEC.steps, 4, 700, "rademacher", engine="numpy")
    file = tmp_path / "run.jsonl"
    spread = run_simulation(SPEC, 700, (2, None, str(file)))
    assert len(file.read_text().split()) > 8
    again = run_simulation(SPEC, 700, (1, None, str(file)))
    assert whole.tally == spread.tally == again.tally
    assert spread.steps == SPEC.steps


@pytest.mark.parametrize("dimension", [30, 300])
def test_processes_do_not_matter_to_a_rotated_problem(dimension: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers use one thread for linear algebra and this process several: rotation, products and sums have the same bits."""
    monkeypatch.setattr("derivations.tasks.simulation.CHUNK", 1e5)
    spec = replace(
        SPEC, optimizer="sign-sgd", settings=("learning_rate=0.02", "momentum=0"), problem=ProblemSpec(dimension), rotation=3
    )
    one, many = (run_simulation(spec, 120, (workers, None, None)) for workers in (1, 2))
    assert one.tally == many.tally


@pytest.mark.parametrize("kind", ["threads", "tasks"])
def test_an_interruption_returns_what_was_gathered(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C gives a partial result, marked so, equal to the run over the replicates that were done."""
    monkeypatch.setattr("derivations.tasks.simulation.CHUNK", 1e6)

    def interrupt(done: int, total: int) -> None:
        if 0 < total <= 3 * done:
            raise KeyboardInterrupt

    if kind == "threads":
        part = simulate(RULE, PROBLEM, [0, 30], 4, 1000, seed=3, progress=interrupt, workers=2)
        same = simulate(RULE, PROBLEM, [0, 30], 4, part.replicates, seed=3)
    else:
        part = run_simulation(SPEC, 1000, progress=interrupt)
        same = simulate(RULE, PROBLEM, SPEC.steps, 4, part.replicates, "rademacher", engine="numpy")
    assert not part.complete
    assert 2 <= part.replicates < 1000
    assert part.tally == same.tally


def test_a_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    """Interrupted, resumed from the file: the bits of a run that never stopped; resuming a finished run costs nothing."""
    file = tmp_path / "run.json"

    def interrupt(done: int, total: int) -> None:
        if done > total / 3:
            raise KeyboardInterrupt

    part = simulate(RULE, PROBLEM, [0, 30], 4, 1000, seed=3, progress=interrupt, checkpoint=file)
    assert not part.complete
    seen: list[int] = []
    resumed = simulate(RULE, PROBLEM, [0, 30], 4, 1000, seed=3, checkpoint=file, progress=lambda done, total: seen.append(done))
    assert min(seen) > part.replicates
    whole = simulate(RULE, PROBLEM, [0, 30], 4, 1000, seed=3)
    assert resumed.tally == whole.tally
    assert simulate(RULE, PROBLEM, [0, 30], 4, 1000, seed=3, checkpoint=file).tally == whole.tally
    longer = simulate(RULE, PROBLEM, [0, 30], 4, 1500, seed=3, checkpoint=file)  # a finished run can be extended
    assert longer.tally == simulate(RULE, PROBLEM, [0, 30], 4, 1500, seed=3).tally


@pytest.mark.parametrize("content", ["", "{}", '{"run": "x", "tally": {"count": 1}}', '{"run": "x", "tally": 3}'])
def test_a_foreign_file_is_not_overwritten(tmp_path: Path, content: str) -> None:
    """A file that is no checkpoint, or that of another run, is refused and kept."""
    file = tmp_path / "mine.txt"
    file.write_text(content)
    with pytest.raises(InputError, match="not a checkpoint"):
        simulate(RULE, PROBLEM, [5], 4, 100, checkpoint=file)
    assert file.read_text() == content


@pytest.mark.parametrize("change", [{"seed": 4}, {"noise": "laplace"}, {"start": "uniform"}, {"steps": [0, 31]}, {"first": 5}])
def test_another_runs_checkpoint_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    """Anything that changes a bit makes it another run."""
    arguments = {"steps": [0, 30], "batch_size": 4, "replicates": 100, "checkpoint": tmp_path / "run.json"}
    simulate(RULE, PROBLEM, **arguments)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="another run"):
        simulate(RULE, PROBLEM, **{**arguments, **change})  # type: ignore[arg-type]
    with pytest.raises(InputError, match="more than the 50 asked for"):
        simulate(RULE, PROBLEM, **{**arguments, "replicates": 50})  # type: ignore[arg-type]


def test_an_unwritable_checkpoint_is_said_at_once(tmp_path: Path) -> None:
    """Before any work."""
    (tmp_path / "none").touch()
    with pytest.raises(InputError, match=r"cannot write .*run\.json: Not a directory"):
        simulate(RULE, PROBLEM, [5], 4, 10**12, checkpoint=tmp_path / "none" / "run.json")


KILLED = """
import sys, montecarlo.runs.checkpoint as c
c.INTERVAL = 0.05
from montecarlo.runs.simulate import simulate
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.optimizers import HeavyBall
run = simulate(HeavyBall(learning_rate=0.2, momentum=0.8), NoisyQuadratic.power_law(300), [0, 200], 4, 4000, seed=3,
               engine="numpy", checkpoint=sys.argv[1])
"""


def test_a_killed_run_resumes_to_the_same_bits(tmp_path: Path) -> None:
    """kill -9 in the middle, twice; then to the end: the integers of an undisturbed run."""
    file = tmp_path / "run.json"
    done = 0
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(file)])
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.01)
            if file.exists() and json.loads(file.read_text())["tally"]["count"] > done:
                break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        done = json.loads(file.read_text())["tally"]["count"]
    assert 0 < done < 4000
    arguments = {"steps": [0, 200], "batch_size": 4, "replicates": 4000, "seed": 3, "engine": "numpy"}
    resumed = simulate(RULE, PROBLEM, checkpoint=file, **arguments)  # type: ignore[arg-type]
    assert resumed.tally == simulate(RULE, PROBLEM, **arguments).tally  # type: ignore[arg-type]


def test_a_checkpoint_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure while writing leaves the old content."""
    from montecarlo.runs.trial import experiment

    setup = experiment(RULE, PROBLEM, [5], 4)
    file = tmp_path / "run.json"
    kept = Checkpoint(file, setup, 0)
    before = file.read_text()

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(InputError, match="disk full"):
        kept.save(setup.tally(0, 2))
    assert file.read_text() == before
