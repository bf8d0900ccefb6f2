"""z3 as an outsider: it is asked whether the opposite of what a claim needs can be satisfied.

It shares nothing with the certificates but the expressions. Unsatisfiable: it agrees. Satisfied at a point that is one: it contradicts.
Anything else is not decided, and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sympy as sp

from derivations.smt.questions import Condition, Question, not_asked, questions
from derivations.smt.translation import NotPut, Term, Translation, z3
from theory.proof.certificate import Substitution
from theory.statements.claim import Claim

SECONDS = 5.0
"""How long z3 may take over one way in which a condition can fail."""


class Answer(StrEnum):
    """What z3 says of a condition; the three are never merged."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    NOT_DECIDED = "not decided"


@dataclass(frozen=True)
class Reply:
    """An answer; ``point``: where the condition fails (or, for a domain, what lies in it); ``why`` it is not decided."""

    answer: Answer
    why: str = ""
    point: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()

    def __str__(self) -> str:
        at = ", ".join(f"{s} = {v}" for s, v in self.point)
        return str(self.answer) + (f" at {at}" if at else "") + (f": {self.why}" if self.why else "")


@dataclass(frozen=True)
class Sweep:
    """Every question with its reply, and what was not asked: certificates without a condition, by what they are instead."""

    found: tuple[tuple[Question, Reply], ...]
    not_asked: Mapping[str, int]

    def with_answer(self, answer: Answer) -> list[tuple[Question, Reply]]:
        """The questions that were answered so."""
        return [(q, r) for q, r in self.found if r.answer is answer]

    def counts(self, kind: str) -> dict[Answer, int]:
        """How many questions of a kind were answered how."""
        return {answer: sum(q.kind == kind for q, _ in self.with_answer(answer)) for answer in Answer}


def sweep(claims: Sequence[Claim], seconds: float = SECONDS, progress: Callable[[str, int, int], None] | None = None) -> Sweep:
    """Ask about everything that the claims need; a condition that several need is put once."""
    z3()
    known: dict[tuple[Condition, str], Reply] = {}
    found = []
    for k, claim in enumerate(claims):
        if progress:
            progress(claim.id, k, len(claims))
        for question in questions([claim]):
            key = question.condition, question.unasked
            if key not in known:
                known[key] = reply(question, seconds)
            found.append((question, known[key]))
    return Sweep(tuple(found), not_asked(claims))


def reply(question: Question, seconds: float = SECONDS) -> Reply:
    """Put one question. Raises ``KeyboardInterrupt`` where z3 was interrupted."""
    if question.unasked:
        return Reply(Answer.NOT_DECIDED, question.unasked)
    try:
        if question.condition.relation == "somewhere":
            return _inhabited(question.condition, question.witness, seconds)
        return _everywhere(question.condition, seconds)
    except NotPut as why:
        return Reply(Answer.NOT_DECIDED, f"not put to z3: {why}")


@dataclass(frozen=True)
class _Found:
    """What one call of z3 gave. ``sat`` is None where it does not know, ``why`` then says what it said."""

    sat: bool | None
    why: str
    point: tuple[tuple[sp.Symbol, sp.Expr], ...]
    loose: tuple[sp.Expr, ...]
    whole: frozenset[sp.Symbol]


def _inhabited(condition: Condition, witness: Substitution, seconds: float) -> Reply:
    """Whether the domain has a point: anywhere, and where that is not told, the claim's witness."""
    found = _satisfied(condition, 0, seconds, integers=True)
    if found.sat is None or (found.sat and found.loose):
        at = {s: v for s, v in witness if sp.sympify(v).is_Rational}
        found = _satisfied(condition, 0, seconds, at, integers=True)
        if not found.sat or found.loose:
            return Reply(Answer.NOT_DECIDED, found.why or "no point is found that lies in it for certain")
    return Reply(Answer.AGREES, point=found.point) if found.sat else Reply(Answer.CONTRADICTS, "the domain is empty")


def _everywhere(condition: Condition, seconds: float) -> Reply:
    """Whether no way to fail can be satisfied."""
    outcomes = [_way(condition, k, seconds) for k in range(len(_formulas(condition, Translation())[1]))]
    failing = [k for k in outcomes if k.answer is Answer.CONTRADICTS]
    open_ = [k for k in outcomes if k.answer is Answer.NOT_DECIDED]
    return (failing or open_ or [Reply(Answer.AGREES)])[0]


def _way(condition: Condition, way: int, seconds: float) -> Reply:
    """One way to fail: first over the reals, then at whole numbers and with powers tied to the exponents found."""
    found = _satisfied(condition, way, seconds)
    if found.sat and found.whole:
        found = _satisfied(condition, way, seconds, integers=True)
    if found.sat is None:
        return Reply(Answer.NOT_DECIDED, found.why)
    if not found.sat:
        return Reply(Answer.AGREES)
    if found.loose:
        needed = set().union(*(power.free_symbols for power in found.loose))
        at = {s: v for s, v in found.point if s in needed and v.is_Rational}
        tied = _satisfied(condition, way, seconds, at, integers=True)
        if not tied.sat or tied.loose:
            shown = ", ".join(map(str, found.loose))
            return Reply(Answer.NOT_DECIDED, f"the facts stated of {shown} are not enough", found.point)
        found = tied
    return Reply(Answer.CONTRADICTS, point=found.point)


def _formulas(condition: Condition, translation: Translation) -> tuple[list[Term], list[Term]]:
    """The domain, and the ways in which the condition fails on it."""
    inside = translation.domain(condition.domain)
    somewhere = condition.relation == "somewhere"
    return inside, [z3().BoolVal(True)] if somewhere else translation.failures(condition.expression, condition.relation)


def _satisfied(
    condition: Condition, way: int, seconds: float, at: Mapping[sp.Symbol, Any] | None = None, integers: bool = False
) -> _Found:
    """Ask for a point of the domain at which the condition fails in that way."""
    translation = Translation(at, integers)
    inside, ways = _formulas(condition, translation)
    solver = z3().Solver() if integers and translation.whole else z3().SolverFor("QF_NRA")
    solver.set("timeout", max(int(1000 * seconds), 1))
    solver.add(*inside, ways[way], *translation.facts)
    told = str(solver.check())
    why = str(solver.reason_unknown()) if told == "unknown" else ""
    if "interrupted" in why:
        raise KeyboardInterrupt
    if why in ("timeout", "canceled"):
        why = f"z3 had no answer after {seconds:g} s"
    sat = {"sat": True, "unsat": False}.get(told)
    point = tuple(translation.point(solver.model()).items()) if sat else ()
    return _Found(sat, why, point, tuple(translation.loose), frozenset(translation.whole))
