"""``nqm report FILE.py``: the page of a user's own optimizer, as the gallery shows its own."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from derivations.inputs.names import instantiate, load_file, parse_optimizer, parse_settings
from derivations.inputs.output import check_writable, progress, write_atomic
from derivations.ledger.examination import Examination, examine
from derivations.pages.pdf import require_tools, set_pages
from derivations.pages.portraits import Dynamics
from derivations.studies.gallery.exhibits import Exhibit, exhibit
from derivations.studies.gallery.figures import PROBLEM, YARDSTICKS
from derivations.studies.gallery.report import page_files
from derivations.studies.gallery.study import BATCH_SIZES, TARGET, Gallery, tuned_rows
from derivations.tasks.sweep import PAPER
from numerics.tuning.axes import axes
from numerics.tuning.tune import POINTS
from theory.analysis.expansion import RATES
from theory.errors import InputError
from theory.rule.optimizer import Optimizer

RATE_CHOICES = (0.5, 0.2, 0.1, 0.05, 0.01, 0.001)
OTHER_CHOICES = (0.8, 0.5, 0.9, 0.2, 0.1, 1.0, 2.0, 0.0)


def write_user_reports(files: Sequence[str], settings: Sequence[str], out: str | None, pdf: bool = False) -> int:
    """Write a page for every optimizer of the files, with ``pdf`` as PDF too; returns the exit code (1 if an examination failed)."""
    ok = True
    if pdf:
        require_tools()
    for file in files:
        name, _, wanted = file.partition(":")
        path = Path(name)
        classes = [k for k in load_file(path) if not wanted or k.__name__ == wanted]
        if not classes:
            parse_optimizer(file)  # says what the file does define
        folder = Path(out) if out else path.with_name(f"{path.stem}-report")
        check_writable(folder / "index.md")
        for cls in classes:
            with progress(cls.__name__) as tick:
                tick("examining", 0, 4)
                symbolic = instantiate(cls, path)
                examination = examine(symbolic)
                tick("choosing a setting", 1, 4)
                e = chosen_exhibit(f"{name}:{cls.__name__}", symbolic, examination, settings)
                tick("tuning", 2, 4)
                gallery = _tuned(e, examination)
                tick("drawing", 3, 4)
                pages = page_files(e, gallery, examination, alone=True)
            for file_name, content in pages.items():
                write_atomic(folder / file_name, content)
            ok = ok and examination.ok
            verdict = "every check passed" if examination.ok else "SOME CHECKS FAILED, see the page"
            print(f"wrote {folder / e.page}.md with {len(pages) - 1} files beside it: {examination.kind}, {verdict}")
            if pdf:
                set_pages([folder / f"{e.page}.md"], 1)
    return 0 if ok else 1


def chosen_exhibit(name: str, symbolic: Optimizer, examination: Examination, settings: Sequence[str]) -> Exhibit:
    """The exhibit of a user's rule: its setting as given, completed so that it is stable at h = 1, 0.3 and 0.1.

    Raises ``InputError`` if no stable setting is found.
    """
    given = parse_settings(symbolic, settings)
    free = axes(given, PROBLEM)
    names = list(symbolic.hyperparameters())
    for values in _settings(free):
        candidate = given.set(**values) if values else given
        if examination.derivation is None or bool(np.all(Dynamics(candidate).radius(np.array([1.0, 0.3, 0.1])) < 1)):
            break
    else:
        raise InputError(f"{symbolic}: no stable setting found for the pictures; give one with --set {names[0]}=...")
    setting = tuple(f"{n}={v!r}" for n, v in candidate.hyperparameters().items())
    linear = examination.derivation is not None and len(names) <= max(POINTS)
    others = [n for n in names if n.split(".")[-1] not in RATES]
    return Exhibit(
        page=symbolic.slug,
        name=name,
        setting=setting,
        second=others[0] if others and examination.derivation is not None else None,
        tuning="search" if linear else "",
        title=str(symbolic),
    )


def _settings(free: Sequence[Any]) -> Iterator[dict[str, float]]:
    """Candidate values for the free hyperparameters, learning rates varied first."""
    choices = []
    for axis in free:
        wanted = RATE_CHOICES if axis.name.split(".")[-1] in RATES else OTHER_CHOICES
        low, high = (float(axis.value(end)) for end in (axis.low, axis.high))
        choices.append([v for v in wanted if low < v < high or v in (low, high)] or [low])
    rates = sorted(range(len(free)), key=lambda k: free[k].name.split(".")[-1] not in RATES, reverse=True)
    for picked in itertools.islice(itertools.product(*(choices[k] for k in rates)), 4000):
        yield {free[k].name: v for k, v in zip(rates, picked, strict=True)}


def _tuned(e: Exhibit, examination: Examination) -> Gallery:
    """Steps of the rule and of the paper's optimizers."""
    if not e.tuning:
        return Gallery({})
    sizes = (*BATCH_SIZES, math.inf)
    return Gallery({x.page: tuned_rows(x, sizes, TARGET, PAPER) for x in (*map(exhibit, YARDSTICKS), e)})
