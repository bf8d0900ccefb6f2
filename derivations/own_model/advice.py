"""Which optimizer at which batch size, on a problem that was measured: tuned steps, examples, cost, and what to choose."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from derivations.inputs.names import parse_optimizer
from derivations.tasks.rows import plain_size
from numerics.curves.critical import CriticalBatchSize, critical_batch_size
from numerics.problem.noisy_quadratic import NoisyQuadratic
from numerics.tuning.tune import Tuned, sweep
from theory.errors import InputError
from theory.rule.optimizer import Optimizer, leaves
from theory.show import Shown

DEFAULTS = ("sgd", "heavy-ball", "nesterov", "ema(sgd)", "preconditioned(sgd)")
POWER = 0.5  # of a preconditioner, unless it is given: tuned, it would always be Newton's
NEAR = 1.03  # a choice within 3% of the fewest steps is as good
BUDGETS = (1.0, 1.1, 1.5, 2.0, 4.0, 10.0)
"""Budgets of examples, in units of the fewest examples that reach the target at all."""


@dataclass(frozen=True)
class Advice(Shown):
    """``rows``: tuned results of every optimizer at every batch size and, last, with unlimited batches; by name."""

    target: float
    update_cost: float
    rows: dict[str, list[Tuned]]

    def columns(self) -> dict[str, Any]:
        """Batch size (the last infinite), and each optimizer's steps: NaN where it does not reach the target."""
        sizes = [t.batch_size for t in next(iter(self.rows.values()))]
        steps = {name: [math.nan if t.steps is None else t.steps for t in rows] for name, rows in self.rows.items()}
        return {"batch_size": sizes, **steps}

    @property
    def batch_sizes(self) -> list[float]:
        """Finite batch sizes."""
        return [t.batch_size for t in next(iter(self.rows.values())) if math.isfinite(t.batch_size)]

    def steps(self, name: str, batch_size: float) -> int | None:
        """Tuned steps of an optimizer at a batch size."""
        return next(t.steps for t in self.rows[name] if t.batch_size == batch_size)

    def cost(self, tuned: Tuned) -> float | None:
        """Gradients of single examples, and updates at ``update_cost`` gradients each."""
        return None if tuned.steps is None else tuned.steps * (tuned.batch_size + self.update_cost)

    def order(self, batch_size: float) -> list[str]:
        """Optimizers by their steps at a batch size; those that do not reach the target are left out."""
        known = {n: s for n in self.rows if (s := self.steps(n, batch_size)) is not None}
        return sorted(known, key=lambda n: known[n])

    def recommended(self, batch_size: float) -> str | None:
        """The optimizer that keeps the fewest numbers among those within 3% of the fewest steps."""
        order = self.order(batch_size)
        if not order:
            return None
        fewest = self.steps(order[0], batch_size) or 0
        near = [n for n in order if (self.steps(n, batch_size) or 0) <= fewest * NEAR]
        return min(near, key=lambda n: (state_size(n), near.index(n)))

    def by_budget(self) -> list[tuple[float, str, Tuned]]:
        """For each budget of examples (BUDGETS): the budget, and the optimizer and batch size with the fewest steps within it."""
        found = [(n, t) for n, ts in self.rows.items() for t in ts if t.steps is not None and math.isfinite(t.batch_size)]
        if not found:
            return []
        fewest = min(t.examples or math.inf for _, t in found)
        chosen = []
        for factor in BUDGETS:
            within = [(n, t) for n, t in found if (t.examples or math.inf) <= factor * fewest]
            name, best = min(within, key=lambda pair: (pair[1].steps, pair[1].examples))
            chosen.append((factor * fewest, name, best))
        return chosen

    def critical(self, name: str) -> CriticalBatchSize | None:
        """The critical batch size of an optimizer; None with fewer than three batch sizes, or where the target is not reached."""
        rows = [t for t in self.rows[name] if t.steps and math.isfinite(t.batch_size)]
        plateau = self.steps(name, math.inf)
        if len(rows) < 3 or not plateau:
            return None
        return critical_batch_size([t.batch_size for t in rows], [t.steps or 0 for t in rows], plateau)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of ``nqm advise``."""
        rows = [
            {
                "optimizer": name,
                "batch_size": plain_size(t.batch_size),
                "steps": t.steps,
                "examples": t.examples,
                "cost": self.cost(t),
                "hyperparameters": t.hyperparameters,
            }
            for name, ts in self.rows.items()
            for t in ts
        ]
        critical = {n: (c.crossing if c else None) for n in self.rows for c in [self.critical(n)]}
        return {
            "target": self.target,
            "rows": rows,
            "critical_batch_size": critical,
            "recommended": [
                {"batch_size": b, "optimizer": self.recommended(b), "order": self.order(b)} for b in self.batch_sizes
            ],
            "by_budget": [
                {"examples": e, "optimizer": n, "batch_size": t.batch_size, "steps": t.steps} for e, n, t in self.by_budget()
            ],
        }


def advise(
    problem: NoisyQuadratic,
    target: float,
    batch_sizes: Sequence[float],
    optimizers: Sequence[str] = DEFAULTS,
    update_cost: float = 0.0,
    power: float = POWER,
    progress: Callable[[str, int, int], None] | None = None,
) -> Advice:
    """Tune every optimizer at every batch size (and at infinite ones) on a problem.

    Parameters
    ----------
    optimizers : linear rules as the command line names them; a preconditioner's power is ``power``.
    update_cost : of one update, in gradients of single examples (communication, a preconditioner); enters the cost only.
    progress : called with (optimizer, done, all).

    Raises ``InputError`` for bad input, ``NotLinear`` for a rule without exact theory.
    """
    if not (math.isfinite(update_cost) and update_cost >= 0):
        raise InputError(f"the cost of an update must be a finite number >= 0, got {update_cost:g}")
    if target >= problem.initial_risk:
        raise InputError(
            f"the target {target:g} is not below the risk at the start, {problem.initial_risk:.4g}: nothing is to be done"
        )
    sizes = sorted({b for b in batch_sizes if math.isfinite(b)})
    rules = {name: _prepared(name, power) for name in optimizers}  # bad input is said before the work
    rows = {}
    for k, (name, rule) in enumerate(rules.items()):
        if progress:
            progress(name, k, len(rules))
        rows[name] = sweep(rule, problem, [*sizes, math.inf], target)
    return Advice(target, update_cost, rows)


def _prepared(name: str, power: float) -> Optimizer:
    rule = parse_optimizer(name)
    powers = [n for n in rule.hyperparameters() if n.split(".")[-1] == "power"]
    return rule.set(**dict.fromkeys(powers, power)) if powers else rule


def state_size(name: str) -> int:
    """Numbers that an optimizer keeps for each parameter, the parameter among them."""
    return len(leaves(parse_optimizer(name).init(1)))
