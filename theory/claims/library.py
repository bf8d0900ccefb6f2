"""What the derivation gives for the rules whose papers print no exact formula: region of stability, steady state, transient.

The formulas are not typed: they are those of ``derive``. Each is settled by certificates of its own (Jury conditions, the Lyapunov
equation, the resolvent), and compared with the rule itself in intervals.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from random import Random

import sympy as sp

from theory.analysis.derivation import derive
from theory.claims.common import CURVATURE, NOISE
from theory.errors import NoStationaryState
from theory.optimizers import (
    SGD,
    AcceleratedSGD,
    AcceleratedSGDLookahead,
    AggMo,
    Averaged,
    DecoupledWeightDecay,
    DiLoCoNesterov,
    ExponentialAggMo,
    HeavyBall,
    InsideRound,
    LocalSGD,
    Lookahead,
    Nesterov,
    NormalizedHeavyBall,
    WeightDecay,
)
from theory.rule.domain import Positive, between, domain
from theory.rule.model import z
from theory.rule.optimizer import Optimizer
from theory.statements.claim import Claim, Verdict
from theory.statements.lemmas import LYAPUNOV, SCHUR_COHN
from theory.statements.statement import Quantity, Statement

RULES: dict[str, Optimizer] = {
    "normalized-heavy-ball": NormalizedHeavyBall(),
    "agg-mo": AggMo(),
    "exponential-agg-mo": ExponentialAggMo(),
    "accelerated-sgd": AcceleratedSGD(),
    "accelerated-sgd-lookahead": AcceleratedSGDLookahead(),
    "weight-decay": WeightDecay(SGD()),
    "weight-decay-heavy-ball": WeightDecay(HeavyBall()),
    "decoupled-weight-decay": DecoupledWeightDecay(SGD()),
    "decoupled-weight-decay-heavy-ball": DecoupledWeightDecay(HeavyBall()),
    "ema-heavy-ball": Averaged(HeavyBall()),
    "ema-nesterov": Averaged(Nesterov()),
    "lookahead-heavy-ball": Lookahead(HeavyBall(), 2),
    "diloco-nesterov": DiLoCoNesterov(2, 2),
    "inside-local-sgd": InsideRound(LocalSGD(2, 2), 2),
    "inside-lookahead": InsideRound(Lookahead(SGD(), 2), 2),
}
"""The rules by the name in their claims' ids; whole-number fields as given."""


def of_rule(name: str, rule: Optimizer) -> Iterator[Claim]:
    """What the derivation says of a linear, time-invariant rule with symbolic hyperparameters, a user's own too, as claims whose ids
    begin with ``name``; nothing of a steady state for a rule without one.
    """
    d = derive(rule)
    hyperparameters = tuple(rule.hypotheses_by_symbol().values())
    inside = tuple(Positive(e, note="stability") for e in d.stability)
    counts = ", ".join(f"{key} = {value}" for key, value in rule.counts().items())
    title = f"{rule}" + (f" with {counts}" if counts else "")
    stable = Quantity(sp.Symbol(r"\text{stable}"), "stable", rule)
    steady = Quantity(sp.Symbol(r"\mathbb{E}\ell_\infty"), "steady-state risk", rule)
    transfer = Quantity(sp.Symbol(r"\sum_t \phi_t z^t"), "mean transfer function", rule)
    where = domain(CURVATURE, *NOISE, *hyperparameters, *inside)
    everywhere = domain(CURVATURE, *hyperparameters)
    series = domain(CURVATURE, *hyperparameters, between(z, 0, 1), *inside)
    yield Claim(
        derived=True,
        expected=Verdict.DERIVED,
        id=f"{name}-stability",
        title=f"Where {title} is stable",
        source="derived from the rule",
        domain=everywhere,
        statement=Statement(stable.symbol, "iff", d.stability, (stable,)),
        witness=tuple(everywhere.sample(Random(name.rpartition(".")[2])).items()),
        assumes=(SCHUR_COHN,),
    )
    with suppress(NoStationaryState):
        yield Claim(
            derived=True,
            expected=Verdict.DERIVED,
            id=f"{name}-steady-state",
            title=f"The steady-state risk of {title}",
            source="derived from the rule",
            domain=where,
            statement=Statement(steady.symbol, "=", d.steady_state_risk, (steady,)),
            witness=tuple(where.sample(Random(name.rpartition(".")[2])).items()),
            uses=(f"{name}-stability",),
            assumes=(SCHUR_COHN, LYAPUNOV),
        )
    yield Claim(
        derived=True,
        expected=Verdict.DERIVED,
        id=f"{name}-transient",
        title=f"The transient of {title}: the generating function of its mean response",
        source="derived from the rule",
        domain=series,
        statement=Statement(transfer.symbol, "=", d.mean_response, (transfer,)),
        witness=tuple(series.sample(Random(name.rpartition(".")[2])).items()),
    )


def claims() -> Iterator[Claim]:
    for name, rule in RULES.items():
        yield from of_rule(f"library.{name}", rule)
