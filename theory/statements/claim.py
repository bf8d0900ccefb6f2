"""Claims: printed statements as frozen data, each with what settles it.

A claim's ``statement`` is the only place where its formula is written: proof, evaluation, simulation, report and tests
all read it. Hypotheses are the claim's ``domain``; the ones that the source omits carry ``stated=False``.

A statement that fails is called refuted only if a source asserts it. It may also be the limit of a proved claim (what a stronger
reading of the same sentence would say, with the point where that fails), or a conjecture that nobody made in print.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import sympy as sp

from theory.algebra.symbols import in_order
from theory.proof.certificate import Substitution
from theory.proof.inequality import positive_on
from theory.rule.domain import Domain, Hypothesis, Point
from theory.statements.goal import conclusion
from theory.statements.statement import Goal, Statement, Step, StepResult
from theory.statements.trial import counterexample
from theory.statements.values import NotReduced


class Verdict(StrEnum):
    """How a claim came out; never merged.

    proved : from the definitions of its quantities, by certificates that entail the statement.
    derived : proved, but what is stated was derived by the same engine from the same rule: it says what that engine gives.
    argued : every certificate of its steps holds; that these entail the statement is for a reader to see.
    refuted : it fails at an exact point of its domain.
    undecided : a certificate does not hold.
    """

    PROVED = "proved"
    DERIVED = "derived"
    ARGUED = "argued"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


Proof = Callable[["Claim"], Iterable[Step]]


@dataclass(frozen=True)
class BuiltIn:
    """A hypothesis that the source omits and that the rule itself meets, so that no symbol of the domain shows it.

    ``latex``: the hypothesis; ``needed``: the claim that fails without it.
    """

    latex: str
    needed: str


@dataclass(frozen=True)
class Claim:
    """A printed statement: where it stands, under what hypotheses, how it is settled and what is expected.

    What is to be proved is made from ``statement``, ``domain`` and the definitions of the quantities (``theory.statements.goal``);
    ``proof`` gives further steps: arguments for a reader, whose certificates may serve there. ``derived``: the right side comes from the
    engine that settles it. ``witness`` is a point of the domain (for a refuted claim: where it fails). ``uses`` names claims whose results
    the steps quote; ``assumes`` names classical theorems used and not proved here. ``remark`` says what the source
    prints where that differs. ``monte_carlo`` asks for simulation as further evidence.
    Of statements that fail: ``limit_of`` names the proved claim that is the fair reading of the same sentence; ``conjecture``: no source
    asserts it. ``built_in``: hypotheses that the source omits and the rule meets by its definition.
    """

    id: str
    title: str
    source: str
    domain: Domain
    statement: Statement
    witness: Substitution
    proof: Proof = field(default=lambda claim: (), compare=False)
    expected: Verdict = Verdict.PROVED
    uses: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    remark: str = ""
    monte_carlo: bool = False
    derived: bool = False
    limit_of: str = ""
    conjecture: bool = False
    built_in: tuple[BuiltIn, ...] = ()

    def __post_init__(self) -> None:
        s = self.statement
        sides = [part for side in (s.left, s.right) for part in (side if isinstance(side, tuple) else (side,))]
        named = set().union(*(sp.sympify(side).free_symbols for side in sides))
        known = {*self.domain.symbols, *(q.symbol for q in s.quantities)}
        known |= {*s.roots.symbols, *(k for k, _ in s.roots.substitution)} if s.roots else set()
        if named - known:
            raise ValueError(f"{self.id}: the domain says nothing of {', '.join(map(str, in_order(named - known)))}")
        wrong = [k.symbol for k in self.domain.hypotheses if not _as_declared(k, self.domain)]
        if wrong:
            raise ValueError(f"{self.id}: {wrong[0]} is declared to be what its hypothesis does not say")
        if (self.limit_of or self.conjecture) and (self.expected is not Verdict.REFUTED or (self.limit_of and self.conjecture)):
            raise ValueError(f"{self.id}: the limit of a claim, or else a conjecture, is a statement that fails")

    @cached_property
    def arguments(self) -> tuple[Step, ...]:
        """The steps that the claim itself gives."""
        return tuple(self.proof(self))

    @cached_property
    def conclusion(self) -> tuple[Step, ...]:
        """The steps that the statement asks for; none where no procedure reduces it."""
        goal = Goal(self.statement, self.domain, self.witness, self.arguments)
        try:
            return tuple(conclusion(goal))
        except NotReduced:
            return ()

    @cached_property
    def _contradiction(self) -> tuple[Step, ...]:
        """Where the statement was not concluded: a step that fails, if a point is found where it does not hold."""
        if self.conclusion or any(step.refutes for step in self.arguments):
            return ()
        found = counterexample(Goal(self.statement, self.domain, self.witness, self.arguments))
        return (found,) if found else ()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps; names are unique."""
        steps = (*self.arguments, *self.conclusion, *self._contradiction)
        names = [s.name for s in steps]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.id}: duplicate step name in {names}")
        return steps

    @property
    def variables(self) -> tuple[sp.Symbol, ...]:
        """The symbols that the domain ranges over."""
        return self.domain.symbols

    @property
    def omitted(self) -> tuple[str, ...]:
        """LaTeX of the hypotheses that the source does not state."""
        outside = tuple(condition.latex() for condition in self.domain if not condition.stated)
        return outside + tuple(condition.latex for condition in self.built_in)

    @property
    def asserted(self) -> bool:
        """Whether the statement, if it fails, contradicts what a source says."""
        return not (self.limit_of or self.conjecture)

    def outcome(self, verdict: Verdict) -> str:
        """A verdict in words that say whose statement it is that fails."""
        if verdict is not Verdict.REFUTED or self.asserted:
            return str(verdict)
        return f"fails: limit of {self.limit_of}" if self.limit_of else "fails: a conjecture"

    def at(self, point: Point) -> Statement:
        """The statement at a point of its domain (raises ``OutsideDomain`` elsewhere)."""
        self.domain.require(point, self.id)
        return self.statement

    def settle(self) -> tuple[Verdict, tuple[StepResult, ...]]:
        """Check every step. Proved or refuted only if the statement itself was concluded and all hold."""
        results = []
        for step in self.steps:
            start = time.perf_counter()
            results.append(StepResult(step, step.holds(), time.perf_counter() - start))
        if not results or not all(r.holds for r in results):
            return Verdict.UNDECIDED, tuple(results)
        if not self.conclusion:
            return Verdict.ARGUED, tuple(results)
        if any(r.step.refutes for r in results):
            return Verdict.REFUTED, tuple(results)
        return (Verdict.DERIVED if self.derived else Verdict.PROVED), tuple(results)

    def _repr_markdown_(self) -> str:
        verdict, _ = self.settle()
        return f"**{self.id}** ({self.source}): {self.title}. *{verdict}*\n\n$${self.statement.latex()}$$"


def _as_declared(hypothesis: Hypothesis, domain: Domain) -> bool:
    """Whether what SymPy is told of a symbol follows from its interval."""
    symbol, interval = hypothesis.symbol, hypothesis.interval
    if symbol.is_integer and not interval.integer:
        return False
    if not symbol.is_nonnegative:
        return True
    if interval.lower is None:
        return False
    end = sp.sympify(interval.lower)
    if symbol.is_positive and interval.lower_closed:
        return bool(end.is_positive) or positive_on(end, domain)
    return bool(end.is_nonnegative) or positive_on(end, domain, strict=False)


class Ledger:
    """The claims by id. A duplicate id, an unknown or a circular ``uses`` fails when the ledger is made; so does the limit of a claim
    that is not expected to be proved, and a built-in hypothesis without the claim that fails without it.
    """

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._claims: dict[str, Claim] = {}
        for claim in claims:
            if claim.id in self._claims:
                raise ValueError(f"duplicate claim id {claim.id}")
            self._claims[claim.id] = claim
        done: set[str] = set()

        def visit(claim_id: str, trail: tuple[str, ...]) -> None:
            if claim_id in trail:
                raise ValueError(f"circular uses: {' -> '.join((*trail, claim_id))}")
            if claim_id not in self._claims:
                raise ValueError(f"{trail[-1]} uses unknown claim {claim_id}")
            if claim_id not in done:
                for used in self._claims[claim_id].uses:
                    visit(used, (*trail, claim_id))
                done.add(claim_id)

        for claim_id in self._claims:
            visit(claim_id, ())
        for claim in self._claims.values():
            self._expect(claim, claim.limit_of, Verdict.PROVED)
            for condition in claim.built_in:
                self._expect(claim, condition.needed, Verdict.REFUTED)

    def _expect(self, claim: Claim, other: str, verdict: Verdict) -> None:
        if other and (other not in self._claims or self._claims[other].expected is not verdict):
            raise ValueError(f"{claim.id} names {other}, which is no claim that is expected to be {verdict}")

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __len__(self) -> int:
        return len(self._claims)

    def __getitem__(self, claim_id: str) -> Claim:
        return self._claims[claim_id]

    def starting_with(self, prefix: str) -> list[Claim]:
        """Claims whose id starts with a prefix."""
        return [claim for claim in self if claim.id.startswith(prefix)]
