"""Prediction against reality: steps to target predicted by the noisy quadratic measured at a model's minimum, and trained for real.

Three models on real data; the same update rules, tuned the same way in both worlds. Results are data, with seed and versions.
"""

from __future__ import annotations

import io
import math
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from derivations.inputs.output import write_atomic
from derivations.own_model.advice import advise
from derivations.own_model.measurement import Measurement, read_measurement
from derivations.studies.digits.models import Model, load
from derivations.studies.digits.results import Facts, FromMinimum, Outcome, Reality, Row, Summary, TunedSteps
from derivations.studies.digits.training import Curvature, mean_losses
from derivations.studies.digits.tuned_training import NEWTON, RULE, RULES, SEED, SEEDS, train
from derivations.tasks.rows import plain_size
from derivations.tasks.run import Task, are_amounts, is_amount, is_count, resumable, run_tasks
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.errors import InputError
from theory.optimizers import SGD, Averaged, HeavyBall
from theory.rule.optimizer import Optimizer
from theory.version import __version__


@dataclass(frozen=True)
class Setup:
    """One model of the experiment; ``target`` is the loss above its minimum.

    begin : train from where full gradient descent first comes so near to the minimum's loss, instead of from the model's start.
    seeds : factor on the number of runs.
    natural_from : batch size from which the natural gradient is trained: every step solves with a matrix of all parameters.
    """

    name: str
    model: str
    target: float
    batch_sizes: tuple[float, ...]
    rules: tuple[str, ...]
    examples: int | None = None
    begin: float | None = None
    seeds: int = 1
    natural_from: float = 0.0

    def cells(self) -> list[tuple[float, str]]:
        """Batch sizes and rules that are trained."""
        both = ((b, r) for b in self.batch_sizes for r in self.rules)
        return [(b, r) for b, r in both if r != "natural gradient" or b >= self.natural_from]

    def to_row(self) -> Row:
        """As plain data, for a task."""
        return {**asdict(self), "batch_sizes": [plain_size(b) for b in self.batch_sizes]}

    @classmethod
    def from_row(cls, row: Row) -> Setup:
        """Read one."""
        return cls(**{**row, "batch_sizes": tuple(map(float, row["batch_sizes"])), "rules": tuple(row["rules"])})


NAMES = tuple(r.name for r in RULES)
LAYERED = tuple(n for n in NAMES if n != "natural gradient")
LATE = ("SGD", "momentum", "EMA", "preconditioned")
FULL = (
    Setup("linear", "linear", 0.002, (1, 4, 16, 64, 256, math.inf), NAMES, seeds=8, natural_from=4),
    Setup("logistic", "logistic", 0.005, (4, 16, 64, 256, 1024, math.inf), NAMES, natural_from=64),
    Setup("network", "network", 0.02, (16, 64, 256, 1024, math.inf), LAYERED),
    Setup("network-late", "network", 0.02, (16, 64, 256, 1024, math.inf), LATE, begin=0.1),
)
NOISE_STEPS, NOISE_SIZE, NOISE_RUNS = (10, 100, 1000), 16, 64
NOISE_RULES: dict[str, Optimizer] = {
    "SGD": SGD(learning_rate=0.25),
    "momentum": HeavyBall(learning_rate=0.025, momentum=0.9),
    "EMA": Averaged(SGD(learning_rate=0.25), decay=0.9),
}
"""Rules whose noise alone is compared; learning rates in units of one over the largest curvature."""
SMALL = (Setup("logistic", "logistic", 0.02, (16, 64, 256, math.inf), ("SGD", "momentum", "preconditioned"), 300),)


@dataclass(frozen=True, eq=False)
class Solution:
    """A model begun where it is to begin, its minimum, and the Hessian's eigenpairs there."""

    model: Model
    minimum: Any
    curvatures: Any
    eigenvectors: Any

    @property
    def least(self) -> float:
        """The loss at the minimum."""
        return float(self.model.losses(self.minimum[None])[0])

    @property
    def curvature(self) -> Curvature:
        """The Hessian as training meets it."""
        return Curvature(self.curvatures.astype(np.float32), self.eigenvectors.astype(np.float32))


def solve(setup: Setup) -> Solution:
    """Find the minimum. Raises ``InputError`` if no strict one is reached."""
    model = load(setup.model, setup.examples)
    theta, hessian = model.solve()
    if setup.begin is not None:
        least = float(model.losses(theta[None])[0])
        model = model.descended(least + setup.begin, 1.5 / float(np.linalg.eigvalsh(hessian)[-1]))
        theta, hessian = model.solve()
    values, vectors = np.linalg.eigh(hessian)
    if values[0] <= 0:
        raise InputError(f"{setup.name}: the point reached is no strict minimum, its least curvature is {values[0]:.2g}")
    return Solution(model, theta, values, vectors)


def solution_file(folder: Path, setup: Setup) -> Path:
    """Where a model's start and minimum are kept."""
    return folder / f"{setup.name}-solution.npz"


@cache
def solved(path: str, model: str, examples: int | None) -> Solution:
    """A solution that was written, read once a process."""
    with np.load(path) as kept:
        return Solution(
            replace(load(model, examples), begin=kept["start"]), kept["minimum"], kept["curvatures"], kept["eigenvectors"]
        )


def problem_file(folder: Path, setup: Setup) -> Path:
    """Where the measured problem is kept, as ``nqm measure --out`` writes it."""
    return folder / f"{setup.name}-problem.npz"


def measurement_file(folder: Path, setup: Setup) -> Path:
    """Where a model's measurement is kept."""
    return folder / f"{setup.name}.npz"


def measure(folder: Path, setup: Setup) -> tuple[Facts, Summary]:
    """Solve and measure; write the solution, the file for ``nqm measure`` (gradients, eigenpairs, displacement) and its problem."""
    found = solve(setup)
    model, theta = found.model, found.minimum
    at_end = model.each_gradient(theta).astype(np.float32)
    pairs = {"curvatures": found.curvatures, "eigenvectors": found.eigenvectors.astype(np.float32)}
    _write_arrays(solution_file(folder, setup), start=model.start, minimum=theta, **pairs)
    file = measurement_file(folder, setup)
    _write_arrays(file, gradients=at_end, displacement=model.start - theta, **pairs)
    measured = read_measurement(file)
    problem = measured.problem()
    _write_arrays(problem_file(folder, setup), h=problem.h, c=problem.c, theta0_sq=problem.theta0_sq)
    facts = Facts(
        parameters=model.parameters,
        examples=model.examples,
        penalty=model.penalty,
        least_loss=found.least,
        excess_at_start=float(model.losses(model.start[None])[0]) - found.least,
        noise_at_start=float(model.each_gradient(model.start).var(axis=0, ddof=1).sum()),
        noise_at_minimum=float(at_end.var(axis=0, ddof=1, dtype=float).sum()),
        curvature_at_start=float(np.linalg.eigvalsh(model.hessian(model.start))[-1]),
        curvature_at_minimum=float(found.curvatures[-1]),
    )
    return facts, _summary(measured)


def _write_arrays(file: Path, **arrays: Any) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write_atomic(file, buffer.getvalue())


def predict(problem: NoisyQuadratic, setup: Setup, name: str) -> list[TunedSteps]:
    """One optimizer as ``nqm advise`` has it on the measured problem."""
    plain_name, power = (name, 0.5) if name != NEWTON else ("preconditioned(sgd)", 1.0)
    finite = [b for b in setup.batch_sizes if math.isfinite(b)]
    found = advise(problem, setup.target, finite, [plain_name], power=power)
    return [TunedSteps(t.batch_size, t.steps, t.hyperparameters) for t in found.rows[plain_name]]


def from_minimum(found: Solution, problem: NoisyQuadratic) -> list[FromMinimum]:
    """Noise alone: the risk of runs begun at the minimum, as the quadratic has it and as trained, for three fixed rules."""
    top = float(found.curvatures[-1])
    at_rest = NoisyQuadratic(problem.h, problem.c, 0.0)
    quick = found.model.as_type(np.float32)
    rows = []
    for name, rule in NOISE_RULES.items():
        scaled = rule.set(learning_rate=float(rule.hyperparameters()["learning_rate"]) / top)
        exact = risk(scaled, at_rest, NOISE_STEPS, NOISE_SIZE)
        trained = mean_losses(quick, scaled, found.minimum, NOISE_SIZE, NOISE_STEPS, NOISE_RUNS, SEED)
        rows += [
            FromMinimum(name, t, float(p), loss - found.least, error)
            for t, p, (loss, error) in zip(NOISE_STEPS, exact, trained, strict=True)
        ]
    return rows


def _valid(task: Task, result: Any) -> bool:
    """Whether something may be what ``perform`` makes of the task."""
    if task["kind"] == "measure":  # never resumed: its files must be written
        return False
    if task["kind"] == "train":
        names = {"learning_rate", RULE[task["rule"]].second or "learning_rate"}
        return (
            _is_row(result, "edge")
            and result["batch_size"] == task["batch_size"]
            and set(result["hyperparameters"]) in ((names,) if result["steps"] is not None else (names, set()))
            and isinstance(result["edge"], bool)
        )
    if not (isinstance(result, list) and result and all(isinstance(r, dict) for r in result)):
        return False
    if task["kind"] == "noise":
        cells = [(name, step) for name in NOISE_RULES for step in NOISE_STEPS]
        return [(r.get("rule"), r.get("step")) for r in result] == cells and all(
            is_amount(r.get(k)) for r in result for k in ("predicted", "trained", "error")
        )
    return all(_is_row(r) and (r["steps"] is None or is_count(r["steps"])) for r in result)


def _is_row(row: Any, *more: str) -> bool:
    """Whether something may be the row of ``TunedSteps``."""
    return (
        isinstance(row, dict)
        and row.keys() == {"batch_size", "steps", "hyperparameters", *more}
        and (row["batch_size"] == "inf" or is_amount(row["batch_size"], 0))
        and (row["steps"] is None or is_amount(row["steps"], 0))
        and are_amounts(row["hyperparameters"])
    )


@resumable(_valid)
def perform(task: Task) -> Any:
    """One task; JSON in, JSON out."""
    setup, folder = Setup.from_row(task["setup"]), Path(task["folder"])
    if task["kind"] == "measure":
        facts, summary = measure(folder, setup)
        return {"facts": asdict(facts), "measurement": asdict(summary)}
    problem = str(problem_file(folder, setup))
    if task["kind"] == "predict":
        return [r.to_row() for r in predict(NoisyQuadratic.from_file(problem), setup, task["rule"])]
    found = solved(str(solution_file(folder, setup)), setup.model, setup.examples)
    if task["kind"] == "noise":
        return [asdict(r) for r in from_minimum(found, NoisyQuadratic.from_file(problem))]
    seeds = [n * setup.seeds for n in task["seeds"]]
    goal = found.least + setup.target
    return train(found.model, goal, found.curvature, task["rule"], float(task["batch_size"]), seeds).to_row()


def run_experiment(
    folder: Path,
    setups: Sequence[Setup] = FULL,
    seeds: Sequence[int] = SEEDS,
    workers: int = 1,
    resume: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Reality:
    """Measure, predict and train; measurement files go to ``folder``. Results do not depend on the workers."""
    say = progress or (lambda what, done, total: None)
    common: list[Task] = [{"setup": s.to_row(), "folder": str(folder), "version": __version__} for s in setups]
    first: list[Task] = [{**task, "kind": "measure"} for task in common]
    measured = run_tasks(perform, first, workers, None, None, lambda done, total: say("measuring", done, total))
    tasks: list[Task] = []
    for setup, task in zip(setups, common, strict=True):
        tasks += [{**task, "kind": "predict", "rule": p} for p in (RULE[r].predicted for r in setup.rules) if p]
        tasks.append({**task, "kind": "noise"})
        tasks += [
            {**task, "kind": "train", "rule": r, "batch_size": plain_size(b), "seeds": list(seeds)} for b, r in setup.cells()
        ]
    results = run_tasks(perform, tasks, workers, None, resume, lambda done, total: say("predicting and training", done, total))
    models = {}
    for setup, found in zip(setups, measured, strict=True):
        mine = [(t, r) for t, r in zip(tasks, results, strict=True) if t["setup"]["name"] == setup.name]
        models[setup.name] = Outcome.from_row({
            "target": setup.target,
            **found,
            "noise": next(r for t, r in mine if t["kind"] == "noise"),
            "predicted": {t["rule"]: r for t, r in mine if t["kind"] == "predict"},
            "trained": {
                rule: [r for t, r in mine if t["kind"] == "train" and t["rule"] == rule] for rule in setup.rules
            },
        })  # fmt: skip
    import sklearn

    versions = {"nqm": __version__, "python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__}
    return Reality({**versions, "scikit-learn": sklearn.__version__}, SEED, models)


def _summary(found: Measurement) -> Summary:
    """What the page shows of a measurement, directions to four digits."""
    s = found.spectrum
    assert s is not None and found.theta0_sq is not None
    h, c, theta0_sq = ([float(f"{v:.4g}") for v in values] for values in (s.h, s.c, found.theta0_sq))
    share = [s.off_diagonal.value, s.off_diagonal.lower, s.off_diagonal.upper]
    return Summary(h, c, theta0_sq, share, s.random, s.cosine, s.exponent, found.problem().initial_risk)
