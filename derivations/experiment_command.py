"""``nqm experiment``: run a study from scratch, with progress, and write what it found."""

from __future__ import annotations

import time
from pathlib import Path

from derivations import coverage, reality, tuned_training
from derivations.output import check_writable, progress, write_atomic
from derivations.report import FOLDER, IS_CHECKOUT
from theory.errors import InputError

EXPERIMENTS = ("digits", "coverage")


def run_named(name: str, out: str | None, small: bool, keep: bool, workers: int, resume: str | None) -> None:
    """Run one of EXPERIMENTS; ``keep`` replaces the stored data of the reports. Raises ``InputError``."""
    if name not in EXPERIMENTS:
        raise InputError(f"experiment must be one of {', '.join(EXPERIMENTS)}, got {name!r}")
    if keep and not IS_CHECKOUT:
        raise InputError("--keep replaces the project's own data: run it in a checkout of nqm")
    if small and keep:
        raise InputError("--small makes no data for the reports; leave --keep out")
    folder = Path(out or name)
    file = folder / (reality.DATA if name == "digits" else coverage.DATA)
    check_writable(file)
    begun = time.monotonic()
    with progress(name) as tick:
        if name == "digits":
            from derivations.reality_report import reality_files

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
