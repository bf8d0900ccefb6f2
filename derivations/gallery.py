"""The gallery's data: every optimizer with the setting of its pictures, tuned against batch size, and compared with the others.

Searches are done once and kept in ``gallery.json``; what a stored setting does is computed anew whenever the reports are checked.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from derivations.names import parse_optimizer, parse_settings
from derivations.portraits import Dynamics, largest_rate
from derivations.sweeps import PAPER, run_curves, sweep_tasks
from numerics.axes import axes
from numerics.bounds import bayes_examples
from numerics.hitting import FirstHit
from numerics.moments import risk
from numerics.recursion import Recursion
from theory.equivalence import equivalent
from theory.errors import InputError
from theory.expansion import RATES
from theory.optimizer import Optimizer

DATA = "gallery.json"
TARGET = 0.01
BATCH_SIZES = tuple(2.0**q for q in range(2, 22, 2))
CONTRACTION = 0.99
"""Largest root modulus a gradient step at which steady states are compared."""
HORIZON = 2**14  # steps up to which a time-varying rule is run
FINE = 1.02  # ratio of neighbouring steps at which its risk is looked at
RATE_GRID = np.geomspace(0.02, 4, 32)


@dataclass(frozen=True)
class Exhibit:
    """One optimizer of the gallery.

    ``name`` as on the command line; ``counts``: whole-number fields; ``setting``: of the pictures; ``last`` step of the picture of
    risk; ``second``: the hyperparameter beside alpha h in the picture of stability; ``kept``: what is not tuned; ``tuning``:
    "search" (exact, all free hyperparameters), "grid" (time-varying: the learning rate alone), "bayes" or "" (not tuned);
    ``depth``: gradient steps one after the other in an update, ``workers`` of them side by side; ``note`` for its page.
    """

    page: str
    name: str
    setting: tuple[str, ...]
    last: int = 80
    second: str | None = None
    counts: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    tuning: str = "search"
    depth: int = 1
    workers: int = 1
    note: str = ""

    @cached_property
    def symbolic(self) -> Optimizer:
        """The rule, hyperparameters symbolic, whole-number fields set."""
        return parse_settings(parse_optimizer(self.name), self.counts)

    @cached_property
    def optimizer(self) -> Optimizer:
        """The rule at the setting of its pictures."""
        return parse_settings(self.symbolic, self.setting)

    @property
    def tuned_from(self) -> Optimizer:
        """The rule with what is not tuned set."""
        return parse_settings(self.symbolic, self.kept)


FOUR = "Four hyperparameters are more than the search masters: at small batches a better setting than the one shown may well exist."
MOMENTUM = ("learning_rate=0.2", "momentum=0.8")
LINEAR = (
    Exhibit("optimizer-sgd", "sgd", ("learning_rate=0.5",), 60),
    Exhibit("optimizer-heavy-ball", "heavy-ball", MOMENTUM, second="momentum"),
    Exhibit("optimizer-velocity-heavy-ball", "velocity-heavy-ball", MOMENTUM, second="momentum"),
    Exhibit("optimizer-normalized-heavy-ball", "normalized-heavy-ball", ("learning_rate=1", "momentum=0.8"), second="momentum"),
    Exhibit("optimizer-nesterov", "nesterov", MOMENTUM, second="momentum"),
    Exhibit("optimizer-nesterov-lookahead", "nesterov-lookahead", MOMENTUM, second="momentum"),
    Exhibit("optimizer-qhm", "qhm", ("learning_rate=1", "momentum=0.9", "discount=0.7"), second="discount"),
    Exhibit(
        "optimizer-agg-mo", "agg-mo", ("learning_rate=0.2", "momentum=0.5", "second_momentum=0.9"), second="second_momentum"
    ),
    Exhibit("optimizer-exponential-agg-mo", "exponential-agg-mo", ("learning_rate=0.2", "damping=0.3"), second="damping"),
    Exhibit(
        "optimizer-accelerated-sgd",
        "accelerated-sgd",
        ("learning_rate=0.2", "long_step=1", "mixing=0.8", "forgetting=0.1"),
        second="mixing",
        note=FOUR,
    ),
    Exhibit(
        "optimizer-accelerated-sgd-lookahead",
        "accelerated-sgd-lookahead",
        ("learning_rate=0.2", "long_step=1", "mixing=0.8", "forgetting=0.1"),
        second="mixing",
        note=FOUR,
    ),
    Exhibit("optimizer-ema", "ema(sgd)", ("learning_rate=0.5", "decay=0.9"), second="decay"),
    Exhibit("optimizer-ema-heavy-ball", "ema(heavy-ball)", (*MOMENTUM, "decay=0.9"), 100, second="decay"),
    Exhibit("optimizer-preconditioned", "preconditioned(sgd)", ("learning_rate=0.5", "power=0.5"), 60, kept=("power=0.5",)),
    Exhibit(
        "optimizer-weight-decay",
        "weight-decay(sgd)",
        ("learning_rate=0.5", "weight_decay=0.01"),
        60,
        kept=("weight_decay=0.0001",),
        note="The optimum of the model is 0, towards which decay pulls: tuned, it would win in one step. So it is kept at 0.0001.",
    ),
    Exhibit(
        "optimizer-decoupled-weight-decay",
        "decoupled-weight-decay(sgd)",
        ("learning_rate=0.5", "shrinkage=0.01"),
        60,
        kept=("shrinkage=0.0001",),
        note="The optimum of the model is 0, towards which decay pulls: tuned, it would win in one step. So it is kept at 0.0001.",
    ),
    Exhibit("optimizer-lookahead", "lookahead(sgd)", ("learning_rate=0.5", "a=0.5"), 40, second="a", counts=("k=5",), depth=5),
    Exhibit("optimizer-delayed-sgd", "delayed-sgd", ("learning_rate=0.2",), 60, counts=("delay=2",)),
    Exhibit(
        "optimizer-local-sgd",
        "local-sgd",
        ("learning_rate=0.5",),
        40,
        counts=("workers=2", "local_steps=2"),
        depth=2,
        workers=2,
    ),
    Exhibit(
        "optimizer-diloco",
        "diloco",
        ("learning_rate=0.2", "outer_learning_rate=0.7", "outer_momentum=0.8"),
        second="outer_momentum",
        counts=("workers=2", "local_steps=2"),
        depth=2,
        workers=2,
    ),
    Exhibit(
        "optimizer-diloco-nesterov",
        "diloco-nesterov",
        ("learning_rate=0.2", "outer_learning_rate=0.7", "outer_momentum=0.8"),
        second="outer_momentum",
        counts=("workers=2", "local_steps=2"),
        depth=2,
        workers=2,
    ),
)
VARYING = (
    Exhibit(
        "optimizer-kalman-gain",
        "kalman-gain",
        ("prior_variance=1", "noise=1"),
        60,
        tuning="bayes",
        note="Told the prior and the noise, it is the Bayes estimator: nothing that sees the same gradients can be below it.",
    ),
    Exhibit("optimizer-polyak-average", "polyak-average(sgd)", ("learning_rate=0.5",), tuning="grid"),
    Exhibit("optimizer-tail-average", "tail-average(sgd)", ("learning_rate=0.5",), counts=("start=20",), tuning="grid"),
    Exhibit(
        "optimizer-schedule-free", "schedule-free", ("learning_rate=0.5", "momentum=0.9"), kept=("momentum=0.9",), tuning="grid"
    ),
    Exhibit("optimizer-warm-up", "warm-up(sgd)", ("learning_rate=0.5",), counts=("warm_up=20",), tuning="grid"),
    Exhibit("optimizer-linear-decay", "linear-decay(sgd)", ("learning_rate=0.5",), counts=("horizon=80",), tuning=""),
    Exhibit(
        "optimizer-inverse-time-decay",
        "inverse-time-decay(sgd)",
        ("learning_rate=1", "decay_rate=0.1"),
        kept=("decay_rate=0.001",),
        tuning="grid",
    ),
    Exhibit(
        "optimizer-dampened-heavy-ball",
        "dampened-heavy-ball",
        ("learning_rate=0.5", "momentum=0.8", "dampening=0.5"),
        tuning="",
        note="After its first step it is heavy ball with learning rate alpha (1 - tau).",
    ),
)
RACED = "It is not linear: simulated only, here and in [the report on adaptive methods](adaptive.md)."
NONLINEAR = (
    Exhibit(
        "optimizer-adam",
        "adam",
        ("learning_rate=0.05", "momentum=0.9", "second_decay=0.99", "epsilon=0"),
        tuning="",
        note=RACED,
    ),
    Exhibit(
        "optimizer-rmsprop",
        "rmsprop",
        ("learning_rate=0.05", "second_decay=0.99", "momentum=0", "epsilon=0.001"),
        tuning="",
        note=RACED,
    ),
    Exhibit("optimizer-sign-sgd", "sign-sgd", ("learning_rate=0.05", "momentum=0.9"), tuning="", note=RACED),
    Exhibit("optimizer-lion", "lion", ("learning_rate=0.05", "momentum=0.9", "memory=0.99"), tuning="", note=RACED),
)
INCLUSIONS = (
    ("optimizer-nesterov", "optimizer-accelerated-sgd"),
    ("optimizer-qhm", "optimizer-accelerated-sgd-lookahead"),
)
"""(special, general): four hyperparameters are more than the search masters; the map between the rules is known."""
EXHIBITS = (*LINEAR, *VARYING, *NONLINEAR)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Gallery:
    """Tuned gradient steps by exhibit: rows of batch size (examples in a gradient step), steps, hyperparameters."""

    rows: dict[str, Rows]

    def steps(self, page: str) -> dict[float, int]:
        """Gradient steps by batch size, where a setting was found."""
        return {_size(r): r["steps"] for r in self.rows.get(page, []) if r["steps"] is not None}

    def as_json(self) -> bytes:
        """The data file: one line a result."""
        parts = []
        for page, rows in self.rows.items():
            lines = ",\n".join("    " + json.dumps(r) for r in rows)
            parts.append(f"  {json.dumps(page)}: [\n{lines}\n  ]")
        return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _size(row: dict[str, Any]) -> float:
    return math.inf if row["batch_size"] == "inf" else float(row["batch_size"])


def compute_gallery(workers: int = 1, progress: Callable[[int, int], None] | None = None) -> Gallery:
    """Tune every exhibit that is tuned; results do not depend on the workers."""
    searched = [e for e in LINEAR if e.tuning == "search"]
    curves = []
    for e in searched:
        sizes = [b / e.workers for b in (*BATCH_SIZES, math.inf)]
        curves.append(sweep_tasks(e.name, [*e.counts, *e.kept], PAPER, sizes, TARGET, len(sizes), binning_error=False))
    found = run_curves(curves, workers, None, None, progress)
    rows: dict[str, Rows] = {e.page: [_row(e, r) for r in result] for e, result in zip(searched, found, strict=True)}
    for special, general in INCLUSIONS:
        rows[general] = _at_least_as_good(exhibit(special), exhibit(general), rows[special], rows[general])
    for e in VARYING:
        if e.tuning == "grid":
            rows[e.page] = _on_grid(e)
        elif e.tuning == "bayes":
            rows[e.page] = _bayes()
    return Gallery(rows)


def _at_least_as_good(special: Exhibit, general: Exhibit, known: Rows, rows: Rows) -> Rows:
    """The general rule's rows, a special case's best setting taken over where the search in more dimensions missed it."""
    answer = equivalent(special.symbolic, general.symbolic, special=False)
    mapping = answer.map or answer.partial_map or {}
    symbols = special.symbolic.hyperparameters()
    recursion = Recursion(general.tuned_from, PAPER.build())
    result = []
    for mine, other in zip(rows, known, strict=True):
        point = {symbols[n]: v for n, v in other["hyperparameters"].items()}
        setting = {n: float(v.subs(point)) for n, v in mapping.items()}
        if (
            other["steps"] is not None
            and (mine["steps"] is None or other["steps"] < mine["steps"])
            and setting["learning_rate"] > 0
        ):
            steps = FirstHit(recursion, setting, _size(mine) / general.workers, TARGET).find()
            if steps is not None and (mine["steps"] is None or steps < mine["steps"]):
                mine = {**mine, "steps": steps, "hyperparameters": setting}
        result.append(mine)
    return result


def _row(e: Exhibit, found: dict[str, Any]) -> dict[str, Any]:
    size = found["batch_size"] if found["batch_size"] == "inf" else found["batch_size"] * e.workers
    steps = None if found["steps"] is None else found["steps"] * e.depth
    free = {a.name for a in axes(e.tuned_from, PAPER.build())}
    settings = {n: v for n, v in found["hyperparameters"].items() if n in free}
    return {"batch_size": size, "steps": steps, "hyperparameters": settings}


def _step_grid() -> list[int]:
    """Steps at which a time-varying rule is looked at: neighbours differ by 2%."""
    grid = [0, 1]
    while grid[-1] < HORIZON:
        grid.append(max(grid[-1] + 1, int(grid[-1] * FINE)))
    return grid


def _on_grid(e: Exhibit) -> Rows:
    """The best of a grid of learning rates for a time-varying rule, its first hit rounded up to the grid of steps."""
    problem, steps = PAPER.build(), np.array(_step_grid())
    rule = e.tuned_from.set(learning_rate=RATE_GRID)
    noisy, quiet = (risk(rule, p, steps.tolist(), 1.0) for p in (problem, _without_noise(problem)))
    rows = []
    for size in (*BATCH_SIZES, math.inf):
        with np.errstate(invalid="ignore"):  # diverging settings: infinity minus infinity
            hits = quiet + (noisy - quiet) / size <= TARGET
        first = np.where(hits.any(axis=1), steps[hits.argmax(axis=1)], HORIZON * 2)
        best = int(first.argmin())
        reached = int(first[best]) if first[best] <= HORIZON else None
        setting = {"learning_rate": float(f"{RATE_GRID[best]:.6g}")} if reached is not None else {}
        rows.append({"batch_size": "inf" if math.isinf(size) else size, "steps": reached, "hyperparameters": setting})
    return rows


def _without_noise(problem: Any) -> Any:
    from numerics.problem import NoisyQuadratic

    return NoisyQuadratic(problem.h, 0.0, problem.theta0_sq, problem.counts)


def _bayes() -> Rows:
    examples = bayes_examples(PAPER.build(), TARGET)
    return [{"batch_size": b, "steps": math.ceil(examples / b), "hyperparameters": {}} for b in BATCH_SIZES]


def stored_gallery(folder: Path) -> Gallery:
    """The gallery kept beside the reports, every result of it checked. Raises ``InputError`` if one does not hold."""
    try:
        gallery = Gallery(json.loads((folder / DATA).read_bytes()))
    except (OSError, ValueError):
        raise InputError(f"{folder / DATA} is missing or broken; run: nqm report") from None
    wrong = stale_rows(gallery)
    if wrong:
        raise InputError(f"{folder / DATA}: {len(wrong)} results do not hold, the first is {wrong[0]}; run: nqm report")
    return gallery


def stale_rows(gallery: Gallery) -> list[str]:
    """Results that do not hold: first hits computed anew from their settings, risks for the time-varying rules."""
    wrong = [e.page for e in EXHIBITS if e.tuning and e.page not in gallery.rows]
    problem = PAPER.build()
    for e in EXHIBITS:
        rows = gallery.rows.get(e.page, [])
        if e.tuning == "search":
            recursion = Recursion(e.tuned_from, problem)
            for r in (r for r in rows if r["steps"] is not None):
                found = FirstHit(recursion, r["hyperparameters"], _size(r) / e.workers, TARGET).find()
                if found is None or found * e.depth != r["steps"]:
                    wrong.append(f"{e.name}, B = {r['batch_size']}")
        elif e.tuning == "grid":
            wrong += [f"{e.name}, B = {r['batch_size']}" for r in _missed(e, rows, problem)]
        elif e.tuning == "bayes" and rows != _bayes():
            wrong.append(e.name)
    return wrong


def _missed(e: Exhibit, rows: Rows, problem: Any) -> Rows:
    """Rows of a time-varying rule whose setting is not at the target at its step (several learning rates in one run)."""
    reached = [r for r in rows if r["steps"] is not None]
    if not reached:
        return []
    steps = sorted({r["steps"] for r in reached})
    rates = np.array([r["hyperparameters"]["learning_rate"] for r in reached])
    rule = e.tuned_from.set(learning_rate=rates)
    noisy, quiet = (risk(rule, p, steps, 1.0) for p in (problem, _without_noise(problem)))
    values = [
        quiet[k, j] + (noisy[k, j] - quiet[k, j]) / _size(r) for k, r in enumerate(reached) for j in [steps.index(r["steps"])]
    ]
    return [r for r, value in zip(reached, values, strict=True) if value > TARGET * (1 + 1e-5)]


def relative_steady_state(e: Exhibit) -> float | None:
    """Steady-state variance over SGD's where both contract by 0.99 a gradient step, at equal examples a gradient step."""
    names = [n for n in e.symbolic.hyperparameters() if n.split(".")[-1] in RATES]
    there = largest_rate(e.optimizer, CONTRACTION**e.depth, names)
    if there is None:
        return None
    plain = 1 - CONTRACTION
    variance = _variance(Dynamics(there)) * e.workers
    return variance / (plain**2 / (1 - CONTRACTION**2))


def _variance(dynamics: Dynamics) -> float:
    """Sum of squared noise responses at h = 1, by doubling."""
    A, b, read, _ = dynamics.at(1.0)
    Q = b @ b.T
    for _ in range(60):
        Q = Q + A @ Q @ A.T
        A = A @ A
    return float(read @ Q @ read)


def exhibit(page: str) -> Exhibit:
    """The exhibit of a page."""
    return next(e for e in EXHIBITS if e.page == page)


def winners(gallery: Gallery, size: float, among: Sequence[Exhibit]) -> list[str]:
    """Pages with the fewest steps at a batch size."""
    steps = {e.page: s for e in among if (s := gallery.steps(e.page).get(size)) is not None}
    return [p for p, s in steps.items() if s == min(steps.values())]
