"""A long run's file: how far it came, and its exact sums; written whole, so that a killed run resumes to the same bits."""

from __future__ import annotations

import hashlib
import inspect
import re
import time
from pathlib import Path
from typing import Any

from montecarlo.files import require_regular, sealed, unsealed, write_atomic
from montecarlo.runs.tally import UNIT, Tally
from montecarlo.runs.trial import Experiment
from theory.errors import InputError
from theory.rule.optimizer import Optimizer

INTERVAL = 2.0
"""Seconds between writes."""


class Checkpoint:
    """The file of one run over the replicates first, first + 1, ...

    Raises ``InputError`` if the file cannot be written, or belongs to another run.
    """

    def __init__(self, path: str | Path, setup: Experiment, first: int) -> None:
        self.path, self._key = Path(path), fingerprint(setup, first)
        self._written = time.monotonic()
        self.tally = Tally.empty(len(setup.steps))
        require_regular(self.path)
        if self.path.exists():
            self.tally = self._read()
        else:
            self.save(self.tally)

    def _read(self) -> Tally:
        try:
            content = unsealed(self.path.read_bytes())
        except OSError as error:
            raise InputError(f"cannot read the checkpoint {self.path}: {error.strerror}; choose another file") from None
        damage = InputError(f"{self.path} is not a checkpoint of a simulation, or is damaged; choose another file")
        if content is None or content.keys() != {"run", "tally"}:
            raise damage
        if content["run"] != self._key:
            raise InputError(
                f"{self.path} is the checkpoint of another run (rule, problem, steps, noise, seed or engine differ)"
            )
        found = tally_of(content["tally"], len(self.tally.totals))
        if found is None:
            raise damage
        return found

    def note(self, tally: Tally) -> None:
        """Write if the last time is long ago."""
        if time.monotonic() - self._written > INTERVAL:
            self.save(tally)

    def save(self, tally: Tally) -> None:
        """Write now."""
        write_atomic(self.path, (sealed({"run": self._key, "tally": tally.as_dict()}) + "\n").encode())
        self._written = time.monotonic()


def tally_of(data: Any, places: int) -> Tally | None:
    """The tally that ``Tally.as_dict`` wrote, or None for anything that cannot be one of risks at so many places."""
    if not (isinstance(data, dict) and data.keys() == {"count", "totals", "squares", "infinite"}):
        return None
    count, columns = data["count"], [data[n] for n in ("totals", "squares", "infinite")]
    if type(count) is not int or not 0 <= count < 2**63:
        return None
    if not all(isinstance(c, list) and len(c) == places and all(map(_is_hexadecimal, c)) for c in columns):
        return None
    found = Tally.from_dict(data)
    for total, square, infinite in zip(found.totals, found.squares, found.infinite, strict=True):
        finite = count - infinite
        # all risks are >= 0 and below 2^1024; the mean of squares is at least the square of the mean
        if (
            finite < 0
            or total >= max(1, finite << 1024 + UNIT)
            or not total * total <= finite * square <= finite * total * total
        ):
            return None
        if not finite and (total or square):
            return None
    return found


def _is_hexadecimal(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch("0|[1-9a-f][0-9a-f]*", text) is not None


def fingerprint(setup: Experiment, first: int) -> str:
    """What decides on every bit of a run, hashed; a run on another engine is another run."""
    p, digest = setup.problem, hashlib.sha256()
    plain = (
        setup.optimizer,
        setup.steps,
        setup.batch_size,
        setup.noise.name,
        setup.start.name,
        setup.seed,
        setup.engine,
        first,
    )
    digest.update(repr(plain).encode())
    digest.update(_source(setup.optimizer).encode())
    arrays = [p.h, p.c, p.theta0_sq, p.counts, *(getattr(p, n, None) for n in ("rotation", "noise_factor"))]
    for array in (*arrays, setup.noise.table, setup.start.table):
        digest.update(b"-" if array is None else array.tobytes())
    return digest.hexdigest()


def _source(optimizer: Optimizer) -> str:
    """The text of the rule, so that an edited file is another run."""
    try:
        own = inspect.getsource(type(optimizer))
    except (OSError, TypeError):
        own = ""
    return own + "".join(_source(inner) for inner in optimizer.inner_optimizers())
