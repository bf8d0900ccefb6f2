"""Monte Carlo evidence for the claims that speak of expected risk: the rule is run on noise, the statement evaluated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from montecarlo.runs.simulate import simulate
from montecarlo.verdicts.verdict import Comparison, Outcome, judge
from numerics.dynamics.precise import interval_context, interval_value, lift, real_part
from numerics.evidence.intervals import root_values
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim, Verdict
from theory.statements.statement import Quantity

FALSE_ALARM = 1e-4
"""Chance that the whole suite rejects any true claim."""
NOISE = "rademacher"
"""The model fixes no more than mean and variance of the noise: the law that is cheapest to draw serves."""
COORDINATES, REPLICATES = 1000, 1000
LATE = 40
"""Besides the witness's own t, a step at which the settings used are close to stationary."""


@dataclass(frozen=True)
class MonteCarloEvidence:
    """What simulation found for one claim: one outcome a step simulated.

    The verdict is "refuted" if the formula is rejected (at the suite's false-alarm rate) and else "undecided": sampling
    proves nothing.
    """

    outcomes: tuple[Outcome, ...]
    samples: int
    noise: str
    seed: int

    kind = "monte-carlo"

    @property
    def consistent(self) -> bool:
        """Whether simulation and statement agree at every step simulated."""
        return all(o.consistent for o in self.outcomes)

    @property
    def verdict(self) -> Verdict:
        """Refuted if the formula is rejected, else undecided."""
        return Verdict.UNDECIDED if self.consistent else Verdict.REFUTED

    def as_dict(self) -> dict[str, Any]:
        """The evidence for JSON."""
        return {
            "kind": self.kind,
            "verdict": str(self.verdict),
            "consistent": self.consistent,
            "samples": self.samples,
            "noise": self.noise,
            "seed": self.seed,
            "false_alarm": FALSE_ALARM,
            "comparisons": [
                {
                    "name": o.comparison.name,
                    "simulated": o.comparison.estimate,
                    "standard_error": o.comparison.standard_error,
                    "theory": o.comparison.theory,
                    "z": o.comparison.z,
                    "detectable": o.detectable,
                }
                for o in self.outcomes
            ],
        }


def monte_carlo_evidence(
    claims: Sequence[Claim], seed: int = 0, noise: str = NOISE, progress: Callable[[str], None] | None = None
) -> dict[str, MonteCarloEvidence]:
    """Simulate every claim that asks for it and judge them together, by claim id."""
    compared: dict[str, list[Comparison]] = {}
    for claim in claims:
        if claim.monte_carlo:
            compared[claim.id] = compare(claim, seed, noise)
            if progress:
                progress(claim.id)
    outcomes = judge([k for group in compared.values() for k in group], FALSE_ALARM)
    result, position = {}, 0
    for claim_id, group in compared.items():
        mine = tuple(outcomes[position : position + len(group)])
        position += len(group)
        result[claim_id] = MonteCarloEvidence(mine, COORDINATES * REPLICATES, noise, seed)
    return result


def compare(claim: Claim, seed: int = 0, noise: str = NOISE) -> list[Comparison]:
    """The statement's right side beside a simulation of its rule, at the witness's t and at a late one."""
    s = claim.statement
    quantity = s.quantity("risk")
    witness = dict(claim.witness)
    steps = sorted({int(witness[t]), LATE})
    model = _model_values(quantity, witness)
    rule = quantity.rule({symbol: int(witness[symbol]) for _, symbol in quantity.counts})
    optimizer = rule.mapped(lambda value: float(sp.sympify(value).subs(witness)))
    one = np.ones(COORDINATES)
    problem = NoisyQuadratic(model[h] * one, model[c], 2 * model[initial_risk] / model[h])
    run = simulate(optimizer, problem, steps, model[B], REPLICATES, noise, seed)
    side = "two-sided" if s.relation == "=" else "at most"
    return [
        Comparison(
            f"{claim.id} at t = {step}",
            float(run.risk[k]) / COORDINATES,
            float(run.standard_error[k]) / COORDINATES,
            right_side(claim, {**witness, t: sp.Integer(step)}),
            side,  # type: ignore[arg-type]
        )
        for k, step in enumerate(steps)
    ]


def right_side(claim: Claim, point: dict[sp.Symbol, Any]) -> float:
    """The statement's right side at a point."""
    context = interval_context(200)
    values = {k: lift(v, context) for k, v in point.items()}
    if claim.statement.roots:
        values |= root_values(claim.statement.roots, values, context)
    return float(real_part(interval_value(claim.statement.right, values, context.one)))


def _model_values(quantity: Quantity, point: dict[sp.Symbol, Any]) -> dict[sp.Symbol, float]:
    """h, c, B and ell_0 of the problem that the quantity lives on."""
    here = {s: e.subs(point) for s, e in quantity.environment}
    return {s: float(here.get(s, point.get(s, 0))) for s in (h, c, B, initial_risk)}
