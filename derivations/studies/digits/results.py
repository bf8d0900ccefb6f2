"""What the experiment finds, as its data file keeps it: measured, predicted and trained, model by model.

Batch sizes are floats, infinite for full gradients; in the file, whose JSON knows no infinity, these are "inf".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from derivations.tasks.rows import Stored

Row = dict[str, Any]
"""Plain data, as JSON holds it."""


@dataclass(frozen=True)
class TunedSteps(Stored):
    """Steps to the target at a batch size with the best setting found; None where no setting reaches it.

    edge : whether the search ended at an end of the learning rates tried; None for a prediction.
    """

    batch_size: float
    steps: float | None
    hyperparameters: dict[str, float]
    edge: bool | None = None

    def to_row(self) -> Row:
        """Without ``edge`` for a prediction."""
        return {name: value for name, value in super().to_row().items() if name != "edge" or value is not None}


@dataclass(frozen=True)
class FromMinimum:
    """Risk of runs of a fixed rule begun at the minimum after so many steps: predicted, trained, and the latter's standard error."""

    rule: str
    step: int
    predicted: float
    trained: float
    error: float

    @property
    def ratio(self) -> float:
        """Predicted over trained."""
        return self.predicted / self.trained


@dataclass(frozen=True)
class Facts:
    """What the quadratic has no place for. Noise: trace of the covariance of single examples' gradients; curvature: the largest."""

    parameters: int
    examples: int
    penalty: float
    least_loss: float
    excess_at_start: float
    noise_at_start: float
    noise_at_minimum: float
    curvature_at_start: float
    curvature_at_minimum: float


@dataclass(frozen=True)
class Summary:
    """What the page shows of a measurement: the quadratic, curvatures falling, and how well it fits.

    off_diagonal : share of the noise's covariance off its diagonal, with the ends of its interval. random : the same in a random basis.
    cosine : of noise and Hessian. exponent : p of c ~ h^p. initial_risk : of the start, on the quadratic.
    """

    h: list[float]
    c: list[float]
    theta0_sq: list[float]
    off_diagonal: list[float]
    random: float
    cosine: float
    exponent: float
    initial_risk: float


@dataclass(frozen=True)
class Outcome:
    """One model: ``target`` above its least loss; ``predicted`` by names of ``nqm advise``, ``trained`` by those of the rules."""

    target: float
    facts: Facts
    measurement: Summary
    noise: list[FromMinimum]
    predicted: dict[str, list[TunedSteps]]
    trained: dict[str, list[TunedSteps]]

    def to_row(self) -> Row:
        """As plain data."""
        return {
            "target": self.target,
            "facts": asdict(self.facts),
            "measurement": asdict(self.measurement),
            "noise": [asdict(r) for r in self.noise],
            "predicted": {name: [r.to_row() for r in rows] for name, rows in self.predicted.items()},
            "trained": {rule: [r.to_row() for r in rows] for rule, rows in self.trained.items()},
        }

    @classmethod
    def from_row(cls, row: Row) -> Outcome:
        """Read one. Raises ``KeyError``, ``TypeError`` or ``ValueError`` if it is none."""

        def tuned(rows: Mapping[str, Iterable[Row]]) -> dict[str, list[TunedSteps]]:
            return {name: [TunedSteps.from_row(r) for r in found] for name, found in rows.items()}

        return cls(
            row["target"],
            Facts(**row["facts"]),
            Summary(**row["measurement"]),
            [FromMinimum(**r) for r in row["noise"]],
            tuned(row["predicted"]),
            tuned(row["trained"]),
        )


@dataclass(frozen=True)
class Reality:
    """Everything the page shows: the models by name, and with which versions of what, and which seed, they were trained."""

    versions: dict[str, str]
    seed: int
    models: dict[str, Outcome]

    def as_json(self) -> bytes:
        """The data file."""
        models = {name: model.to_row() for name, model in self.models.items()}
        return (json.dumps({"versions": self.versions, "seed": self.seed, "models": models}, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, content: bytes) -> Reality:
        """Read a data file. Raises ``ValueError``, ``KeyError`` or ``TypeError`` if it is not one."""
        data = json.loads(content)
        return cls(data["versions"], data["seed"], {name: Outcome.from_row(row) for name, row in data["models"].items()})
