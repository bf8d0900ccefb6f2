"""``nqm experiment``: run a study from scratch, with progress, and write what it found."""

from __future__ import annotations

import time
from pathlib import Path

from derivations.inputs.output import check_writable, progress, write_atomic
from derivations.registry import studies
from derivations.report import FOLDER, IS_CHECKOUT
from derivations.tasks.study import Run
from theory.errors import InputError


def run_named(name: str, out: str | None, small: bool, keep: bool, workers: int, resume: str | None) -> None:
    """Run a study; ``keep`` replaces the stored data of the reports. Raises ``InputError``."""
    known = [study.name for study in studies().values() if study.compute]
    if name not in known:
        raise InputError(f"experiment must be one of {', '.join(known)}, got {name!r}")
    if keep and not IS_CHECKOUT:
        raise InputError("--keep replaces the project's own data: run it in a checkout of nqm")
    if small and not studies()[name].trial:
        raise InputError(f"--small is for {' and '.join(n for n, s in studies().items() if s.trial)}, got {name!r}")
    if small and keep:
        raise InputError("--small makes no data for the reports; leave --keep out")
    study = studies()[name]
    folder = Path(out or f"nqm-{name}")  # a folder of the bare name may be a package to what runs beside it (coverage)
    check_writable(folder / study.file)
    begun = time.monotonic()
    with progress(name) as tick:
        run = Run(folder, workers, resume, tick, small)
        data = study.computed(run)
        files = {study.file: study.encode(data), **(study.page({name: data}, run) if study.alone else {})}
    for path, part in files.items():
        write_atomic(folder / path, part)
    print(f"wrote {len(files)} files to {folder} after {time.monotonic() - begun:.0f} s")
    if keep:
        write_atomic(FOLDER / study.file, files[study.file])
        print(f"replaced {FOLDER / study.file}; run: nqm report")
