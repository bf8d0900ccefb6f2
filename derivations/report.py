"""The reports: the pages of every study, in Markdown, with their pictures; drawn again only where what they are made of has changed.

Everything is generated in memory first; files are then replaced one by one, whole. Nothing depends on the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from derivations.inputs.output import check_writable, progress, write_atomic
from derivations.manifest import NAME, Manifest, Part, inputs_of
from derivations.pages.pdf import require_tools, set_pages
from derivations.registry import home, studies
from derivations.tasks.study import Run, Study
from theory.errors import InputError

FOLDER = Path(__file__).parent / "reports"
"""The stored data of the studies and, in a checkout, the reports."""
IS_CHECKOUT = (FOLDER / "index.md").is_file()
OUT = FOLDER if IS_CHECKOUT else Path("nqm-reports")
"""Where the reports go: an installed copy is not written to."""


def inputs(study: Study[Any], data: Mapping[str, Any]) -> str:
    """The digest of what a study's pages are made of: its sources, and data that are not themselves made of those."""
    kept = [s for s in studies().values() if s.decode and (s is study or not study.alone) and (s.costly or s is not study)]
    return inputs_of(home(study), [s.encode(data[s.name]) for s in kept])


def _drawn(made: Manifest, data: Mapping[str, Any], run: Run, everything: bool) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest as it should be, and the files of what was drawn: every part whose inputs are not those of ``made``."""
    parts: dict[str, Part] = {}
    files: dict[str, bytes] = {}
    for study in studies().values():
        now, before = inputs(study, data), made.parts.get(study.name)
        if before is not None and before.inputs == now and not everything:
            parts[study.name] = before
            continue
        run.say(study.name, 0, 1)
        new = study.files(data, run)
        parts[study.name] = Part.of(now if now == inputs(study, data) else "changed while they were drawn", new)
        files |= new
    return Manifest(parts), files


def write_reports(out: str | None, workers: int = 1, everything: bool = False, pdf: bool = False) -> int:
    """Write what has changed (or everything), with ``pdf`` every page as PDF too; returns the exit code.

    Studies that are costly keep their stored data: ``nqm experiment NAME --keep``.
    """
    folder = Path(out) if out else OUT
    check_writable(folder / "index.md")
    if pdf:
        require_tools()
    before = Manifest.read(folder)
    kept = Manifest({name: part for name, part in before.parts.items() if not {*part.outputs} & {*before.stale(folder)}})

    def known(study: Study[Any]) -> bool:
        """Whether a study's data need not be computed."""
        part = kept.parts.get(study.name)
        return not everything and part is not None and part.inputs == inputs_of(home(study))

    with progress("report") as tick:
        run = Run(folder, workers, say=tick)
        data = {}
        for name, study in studies().items():
            data[name] = study.stored(FOLDER) if study.costly else study.stored(folder) if known(study) else study.computed(run)
        made, files = _drawn(kept, data, run, everything)
    for name, content in files.items():
        write_atomic(folder / name, content)
    for name in before.outputs.keys() - made.outputs.keys():
        (folder / name).unlink(missing_ok=True)
    write_atomic(folder / NAME, made.as_json())
    print(
        f"wrote {len(files)} of {len(made.outputs)} files to {folder}" + ("" if everything else "; the others are as they were")
    )
    if pdf:
        set_pages([folder / name for name in made.outputs if name.endswith(".md")], workers)
    return 0


def check_reports(out: str | None, workers: int = 1, everything: bool = False) -> int:
    """Say which files differ from what would be generated; returns the exit code.

    Digests decide where nothing that a study's pages are made of has changed since; else, and with ``everything``, they are drawn again.
    """
    folder = Path(out) if out else OUT
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder of reports; write one with 'nqm report', or name another with --out")
    before = Manifest.read(folder)
    with progress("report") as tick:
        data = {name: study.stored(folder) for name, study in studies().items()}
        changed = [
            name
            for name, study in studies().items()
            if everything or name not in before.parts or before.parts[name].inputs != inputs(study, data)
        ]
        for name in changed:
            tick("stored studies", 0, 1)
            studies()[name].stored(folder, checked=True)
        made, _ = _drawn(before, data, Run(folder, workers, say=tick), everything)
    stale, total = made.stale(folder), len(made.outputs)
    for name in stale:
        print(f"stale: {folder / name}")
    how = f"drawn again: {', '.join(changed)}" if changed else "nothing that they are made of has changed"
    print(f"{len(stale)} of {total} files are stale; run: nqm report" if stale else f"all {total} files are fresh ({how})")
    return 1 if stale else 0
