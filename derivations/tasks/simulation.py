"""Simulations as tasks: chunks of replicates that run anywhere (scale_out) and add up to the same bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from derivations.inputs.names import parse_optimizer, parse_settings
from derivations.tasks.run import Store, Task, resumable, run_tasks
from derivations.tasks.sweep import ProblemSpec, identity
from montecarlo.runs.checkpoint import tally_of
from montecarlo.runs.simulate import Simulation, summary
from montecarlo.runs.tally import Tally
from montecarlo.runs.trial import Engine, Experiment, experiment
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.errors import InputError
from theory.rule.optimizer import Optimizer

CHUNK = 2e8
"""Updates of a coordinate in one task: a second or two. Fixed, so that a file of results serves any number of workers."""


@dataclass(frozen=True)
class RunSpec:
    """A simulation as the command line describes it. ``rotation``: seed of a random rotation of the Hessian, None for none."""

    optimizer: str
    settings: tuple[str, ...]
    problem: ProblemSpec
    steps: tuple[int, ...]
    batch_size: float
    noise: str = "gaussian"
    start: str = "gaussian"
    seed: int = 0
    engine: Engine = "auto"
    rotation: int | None = None

    def rule(self) -> Optimizer:
        """The optimizer."""
        return parse_settings(parse_optimizer(self.optimizer), self.settings)

    def build_problem(self) -> NoisyQuadratic:
        """The problem, rotated if asked."""
        problem = self.problem.build()
        return problem if self.rotation is None else problem.rotated(seed=self.rotation)

    def setup(self, replicates: int) -> Experiment:
        """The experiment. Raises ``InputError``."""
        return experiment(
            self.rule(),
            self.build_problem(),
            self.steps,
            self.batch_size,
            self.noise,
            self.seed,
            self.engine,
            self.start,
            replicates,
        )

    def tasks(self, setup: Experiment, replicates: int) -> list[Task]:
        """The chunks, whole blocks each; the engine is decided here, once."""
        if replicates < 2:
            raise InputError(f"replicates must be a whole number >= 2, got {replicates}")
        size = setup.rows * max(1, int(CHUNK / (setup.work * setup.rows)))
        engine = "numpy" if setup.engine == "direct" else setup.engine
        described = {**asdict(self), **identity(self.optimizer, self.problem), "engine": engine}
        described |= {"steps": list(self.steps), "settings": list(self.settings)}
        return [{**described, "first": k, "last": min(k + size, replicates)} for k in range(0, replicates, size)]


def valid(task: Task, result: Any) -> bool:
    """Whether something may be what ``run_chunk`` makes of the task."""
    tally = tally_of(result, len(set(task["steps"])))
    return tally is not None and tally.count == task["last"] - task["first"]


@resumable(valid)
def run_chunk(task: Task) -> Any:
    """One task; JSON in, JSON out."""
    fields = {k: v for k, v in task.items() if k in RunSpec.__dataclass_fields__}
    problem = ProblemSpec(**task["problem"])
    spec = RunSpec(**{**fields, "problem": problem, "settings": tuple(task["settings"]), "steps": tuple(task["steps"])})
    return spec.setup(task["last"] - task["first"]).tally(task["first"], task["last"]).as_dict()


def run_simulation(
    spec: RunSpec,
    replicates: int,
    scale: tuple[int, str | None, str | None] = (1, None, None),
    progress: Callable[[int, int], None] | None = None,
    steps: Sequence[int] | None = None,
) -> Simulation:
    """The simulation, on local processes or a Dask cluster, with a file to resume from (``scale``: workers, address, file).

    An interruption returns what was gathered, ``complete`` False. Raises ``InputError`` for bad input.
    """
    workers, dask, resume = scale
    setup = spec.setup(replicates)
    tasks, store = spec.tasks(setup, replicates), Store(resume)
    complete = True
    try:
        run_tasks(run_chunk, tasks, workers, dask, store, progress)
    except KeyboardInterrupt:
        complete = False
        if not store.finished(tasks):
            raise
    total = sum((Tally.from_dict(part) for part in store.finished(tasks)), Tally.empty(len(setup.steps)))
    return summary(setup, total, steps or spec.steps, complete)
