"""Which known rules do what a rule does: for its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from theory.algebra.printing import tex
from theory.equivalence.coefficients import exponent_symbols
from theory.equivalence.decide import Equivalence, equivalent
from theory.errors import InputError
from theory.optimizers import (
    QHM,
    SGD,
    AcceleratedSGD,
    AcceleratedSGDLookahead,
    AggMo,
    Averaged,
    DiLoCo,
    HeavyBall,
    LocalSGD,
    Lookahead,
    NesterovLookahead,
    Preconditioned,
    WeightDecay,
)
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer

GENERAL: tuple[Optimizer, ...] = (
    SGD(),
    HeavyBall(),
    NesterovLookahead(),
    QHM(),
    AggMo(),
    AcceleratedSGD(),
    AcceleratedSGDLookahead(),
)
"""Rules that every rule with one minibatch an update is compared with."""
COMPOSED: tuple[Optimizer, ...] = (
    Averaged(SGD()),
    Averaged(HeavyBall()),
    WeightDecay(SGD()),
    WeightDecay(HeavyBall()),
    Preconditioned(SGD()),
    Preconditioned(HeavyBall()),
)
"""Compositions with which a rule is compared that none of ``GENERAL`` does."""


@dataclass(frozen=True)
class Equivalences:
    """Sentences on the rules that do the same; rules shown to be different; rules of which neither could be decided."""

    sentences: tuple[str, ...]
    different: tuple[str, ...]
    undecided: tuple[str, ...]


def equivalences(rule: Optimizer) -> Equivalences:
    """Which general rules can do what this one does for all its settings; where none can, which compositions."""
    same: list[str] = []
    different: list[str] = []
    undecided: list[str] = []
    for others in _candidates(rule):
        for other in others:
            if str(other) == str(rule):
                continue
            answer = _compared(rule, other)
            if isinstance(answer, str):
                same.append(answer)
            else:
                (different if answer else undecided).append(_named(other))
        if same:
            break
    return Equivalences(tuple(same), tuple(different), tuple(undecided))


def _candidates(rule: Optimizer) -> Iterator[tuple[Optimizer, ...]]:
    """What to compare with; a rule in rounds with others that take as many steps a round."""
    counts = rule.counts()
    if not counts or "velocities" in counts or "delay" in counts:
        yield GENERAL
        yield COMPOSED
        return
    steps = extract(rule.symbolic()).minibatches // counts.get("workers", 1)
    rounds = LocalSGD(workers=1, local_steps=steps), Lookahead(SGD(), k=steps), DiLoCo(workers=1, local_steps=steps)
    yield (SGD(), *(other for other in rounds if type(other) is not type(rule)))


def _compared(rule: Optimizer, other: Optimizer) -> str | bool:
    """A sentence if the other rule does the same (perhaps within its domain only), else whether they are shown to differ."""
    try:
        answer = equivalent(rule, other, special=False)
    except InputError:
        return False
    if answer:
        return _sentence(answer)
    if answer.partial_map is not None:
        parts = ", ".join(f"{n} = ${tex(v)}$" for n, v in answer.partial_map.items())
        return f"{_named(other)} with {parts}, where these are in its domain (same iterates)"
    return not exponent_symbols(extract(other))  # of unknown exponents only some values are tried


def _named(rule: Optimizer) -> str:
    """A rule as a page names it, with its whole numbers."""
    counts = ", ".join(f"{name} = {value}" for name, value in rule.counts().items())
    return f"`{rule}`" + (f" ({counts})" if counts else "")


def _sentence(answer: Equivalence) -> str:
    parts = [f"{n} = ${tex(v)}$" for n, v in (answer.map or {}).items()]
    text = f"{_named(answer.second)} with {', '.join(parts)}" if parts else _named(answer.second)
    if answer.free:
        text += f" and any {', '.join(answer.free)}"
    if answer.steps > 1:
        text += f", {answer.steps} steps for one update"
    if answer.batch_ratio != 1:
        text += f", at {answer.batch_ratio} times the batch size"
    tried = "; that the map stays in its domain was only tried" if answer.domain == "sampled" else ""
    return f"{text} (same {'mean and covariance of the path' if answer.sense == 'law' else 'iterates'}{tried})"
