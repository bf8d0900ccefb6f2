"""Results of tuned sweeps, and the plain data that they are stored as and that travel between processes.

Here a batch size is a number, infinite for unlimited batches. JSON has no word for that: there it is "inf".
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Self

INFINITE = ("batch_size", "fewest_possible")
"""Fields that may be infinite."""

SEARCHED: dict[str, Any] = {"exact": False, "optimality": "searched", "fewest_possible": None}
"""What is said of a result whose count is not confirmed and of which nothing is proved (see ``Tuned``)."""


def plain_size(size: float) -> float | str:
    """A batch size as JSON; ``float`` reads it."""
    return "inf" if math.isinf(size) else float(size)


@dataclass(frozen=True)
class Stored:
    """A result that is stored as a row: its fields by name, in their order."""

    def to_row(self) -> dict[str, Any]:
        """Plain data."""
        row = {f.name: getattr(self, f.name) for f in fields(self)}
        return row | {k: plain_size(row[k]) for k in INFINITE if row.get(k) is not None}

    @classmethod
    def from_row(cls, row: Any) -> Self:
        """From plain data. Raises ``TypeError`` if they have not these fields; what stands in them is not looked at."""
        if not isinstance(row, dict):
            raise TypeError(f"a row has fields by name, got {row!r}")
        return cls(**{k: math.inf if k in INFINITE and v == "inf" else v for k, v in row.items()})


@dataclass(frozen=True)
class TunedRow(Stored):
    """The best setting found at one batch size (``Tuned``), on a problem and for a target.

    ``steps`` is None where the target was not reached, ``examples`` there and with unlimited batches, ``binning_error`` (of the risk)
    where it was not asked for.
    """

    optimizer: str
    batch_size: float
    steps: int | None
    examples: float | None
    hyperparameters: dict[str, float]
    exact: bool
    optimality: str
    fewest_possible: float | None
    target: float
    binning_error: float | None


@dataclass(frozen=True)
class RacedRow(TunedRow):
    """One found by simulation: how many settings were tried, from where to where, and which of them ended up at an end."""

    settings_tried: int
    searched: dict[str, list[float]]
    at_end_of_search: list[str]


@dataclass(frozen=True)
class ScheduleRow(Stored):
    """The optimal schedule at one batch size: the steps of each piece, and the values of each hyperparameter over the pieces."""

    batch_size: float
    steps: int
    lengths: list[int]
    values: dict[str, list[float]]

    @property
    def hyperparameters(self) -> dict[str, float]:
        """None is the same for all pieces."""
        return {}


@dataclass(frozen=True)
class NamedSchedule(Stored):
    """A schedule among tuned results: its first and last values stand for the hyperparameters.

    That it arrives is confirmed; that no schedule arrives earlier is not shown.
    """

    optimizer: str
    examples: float | None
    exact: bool
    optimality: str
    fewest_possible: float | None
    binning_error: float | None
    hyperparameters: dict[str, float]
    batch_size: float
    steps: int
    lengths: list[int]
    values: dict[str, list[float]]

    @classmethod
    def of(cls, optimizer: str, found: ScheduleRow) -> Self:
        """A schedule of this optimizer."""
        ends = {f"{end} {n}": v[k] for n, v in found.values.items() for end, k in (("first", 0), ("last", -1))}
        examples = None if math.isinf(found.batch_size) else found.steps * found.batch_size
        return cls(optimizer, examples, **SEARCHED, binning_error=None, hyperparameters=ends, **vars(found))


Result = TunedRow | NamedSchedule
"""What the command line shows: all of an optimizer at one batch size."""
