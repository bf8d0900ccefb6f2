"""A long run's file: how far it came, and its exact sums; written whole, so that a killed run resumes to the same bits."""

from __future__ import annotations

import hashlib
import inspect
import time
from pathlib import Path

from montecarlo.experiment import Experiment
from montecarlo.files import require_regular, sealed, unsealed, write_atomic
from montecarlo.tally import Tally
from theory.errors import InputError
from theory.optimizer import Optimizer

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
        if content is None or "run" not in content:
            raise InputError(f"{self.path} is not a checkpoint of a simulation, or is damaged; choose another file")
        if content["run"] != self._key:
            raise InputError(
                f"{self.path} is the checkpoint of another run (rule, problem, steps, noise, seed or engine differ)"
            )
        return Tally.from_dict(content["tally"])

    def note(self, tally: Tally) -> None:
        """Write if the last time is long ago."""
        if time.monotonic() - self._written > INTERVAL:
            self.save(tally)

    def save(self, tally: Tally) -> None:
        """Write now."""
        write_atomic(self.path, (sealed({"run": self._key, "tally": tally.as_dict()}) + "\n").encode())
        self._written = time.monotonic()


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
