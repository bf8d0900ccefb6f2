"""``nqm experiment``: run a study from scratch, with progress, and write what it found."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from derivations.inputs.output import check_writable, progress, write_atomic
from derivations.report import FOLDER, IS_CHECKOUT
from derivations.studies.digits import study as reality
from derivations.studies.digits import tuned_training
from derivations.studies.noise_scale import coverage
from derivations.tasks.run import Task, are_amounts, is_amount, is_count, resumable
from theory.errors import InputError

EXPERIMENTS = ("digits", "coverage")
SHARES = {"covered", "below", "above", "unbounded", "conservative"}


def covered(task: Task, result: Any) -> bool:
    """Whether something may be what ``coverage.perform`` makes of the task."""
    names = coverage.truths(coverage.Cell(**task["cell"])).keys()
    if not (isinstance(result, dict) and result.keys() == {f"{level:g}" for level in coverage.LEVELS}):
        return False
    counted = [result[level] for level in result]
    if not all(isinstance(c, dict) and c.keys() == names for c in counted):
        return False
    return all(
        isinstance(e, dict)
        and e.keys() == SHARES | {"lower", "upper"}
        and all(is_amount(e[k], 0) and e[k] <= 1 for k in SHARES)
        and all(e[k] is None or is_amount(e[k]) for k in ("lower", "upper"))
        for c in counted
        for e in c.values()
    )


def trained(task: Task, result: Any) -> bool:
    """Whether something may be what ``reality.perform`` makes of the task."""
    if task["kind"] == "measure":  # never resumed: its files must be written
        return False
    if task["kind"] == "train":
        names = {"learning_rate", tuned_training.RULE[task["rule"]].second or "learning_rate"}
        return (
            isinstance(result, dict)
            and result.keys() == {"steps", "hyperparameters", "edge"}
            and (result["steps"] is None or is_amount(result["steps"], 0))
            and are_amounts(result["hyperparameters"])
            and set(result["hyperparameters"]) in ((names,) if result["steps"] is not None else (names, set()))
            and isinstance(result["edge"], bool)
        )
    rows = isinstance(result, list) and result and all(isinstance(r, dict) for r in result)
    if task["kind"] == "noise":
        return bool(rows) and [(r.get("rule"), r.get("step")) for r in result] == [
            (name, step) for name in reality.NOISE_RULES for step in reality.NOISE_STEPS
        ] and all(is_amount(r.get(k)) for r in result for k in ("predicted", "trained", "error"))  # fmt: skip
    return bool(rows) and all(
        r.keys() == {"batch_size", "steps", "hyperparameters"}
        and (r["batch_size"] == "inf" or is_amount(r["batch_size"], 0))
        and (r["steps"] is None or is_count(r["steps"]))
        and are_amounts(r["hyperparameters"])
        for r in result
    )


resumable(covered)(coverage.perform)
resumable(trained)(reality.perform)


def run_named(name: str, out: str | None, small: bool, keep: bool, workers: int, resume: str | None) -> None:
    """Run one of EXPERIMENTS; ``keep`` replaces the stored data of the reports. Raises ``InputError``."""
    if name not in EXPERIMENTS:
        raise InputError(f"experiment must be one of {', '.join(EXPERIMENTS)}, got {name!r}")
    if keep and not IS_CHECKOUT:
        raise InputError("--keep replaces the project's own data: run it in a checkout of nqm")
    if small and keep:
        raise InputError("--small makes no data for the reports; leave --keep out")
    folder = Path(out or f"nqm-{name}")  # a folder of the bare name may be a package to what runs beside it (coverage)
    file = folder / (reality.DATA if name == "digits" else coverage.DATA)
    check_writable(file)
    begun = time.monotonic()
    with progress(name) as tick:
        if name == "digits":
            from derivations.studies.digits.report import reality_files

            setups, seeds = (reality.SMALL, tuned_training.FEW_SEEDS) if small else (reality.FULL, tuned_training.SEEDS)
            found = reality.run_experiment(folder, setups, seeds, workers, resume, tick)
            files = reality_files(found)
        else:
            cells, runs = (coverage.CELLS[:2], 100) if small else (coverage.CELLS, coverage.RUNS)
            content = coverage.run_coverage(workers, resume, lambda done, total: tick("cells", done, total), cells, runs)
            files = {coverage.DATA: content}
    for path, part in files.items():
        write_atomic(folder / path, part)
    print(f"wrote {len(files)} files to {folder} after {time.monotonic() - begun:.0f} s")
    if keep:
        write_atomic(FOLDER / file.name, file.read_bytes())
        print(f"replaced {FOLDER / file.name}; run: nqm report")
