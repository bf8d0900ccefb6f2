"""Claims: printed statements as frozen data, each with the steps that settle it.

A claim's ``statement`` is the only place where its formula is written: proof, evaluation, simulation, report and tests
all read it. Hypotheses are the claim's ``domain``; the ones that the source omits carry ``stated=False``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import sympy as sp

from theory.algebra.printing import tex
from theory.proof.certificate import Certificate, Substitution
from theory.rule.domain import Domain, Point
from theory.rule.optimizer import Optimizer


class Verdict(StrEnum):
    """The three outcomes, never merged."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Quantity:
    """A number that an update rule determines, and the symbol that stands for it in a statement.

    ``kind``: "mean response" (phi_t), "risk" (E l_t), "steady-state risk", "stable" (all characteristic roots inside the
    unit circle), "characteristic polynomial" (in z), "second-moment map" (matrix on (E u^2, E v^2, E uv) of the state
    scaled by ``scale``), and a few more of the kind. Numerically it is computed from the rule itself, never from a formula.
    ``environment`` puts other values for h, c, B or ell_0 (a transformed problem). ``counts`` ties whole-number fields of the rule
    (inner steps, delay, workers) to symbols of the statement.
    """

    symbol: sp.Symbol
    kind: str
    optimizer: Optimizer
    scale: tuple[sp.Expr, ...] = ()
    environment: Substitution = ()
    counts: tuple[tuple[str, sp.Symbol], ...] = ()

    def rule(self, whole: Mapping[sp.Symbol, int]) -> Optimizer:
        """The rule with its whole-number fields at the values of their symbols."""
        given = {name: whole[symbol] for name, symbol in self.counts}
        return self.optimizer.set(**given) if given else self.optimizer


@dataclass(frozen=True)
class RootForm:
    """How a statement's root symbols are tied to its parameters.

    ``symbols`` are free in the proofs, the parameters being put through ``substitution`` (x = (1 - r1)(1 - r2), ...).
    ``explicit`` gives each root in the parameters, for evaluation. ``double``: both roots equal the one symbol.
    """

    symbols: tuple[sp.Symbol, ...]
    substitution: Substitution = ()
    explicit: Substitution = ()
    double: bool = False


@dataclass(frozen=True)
class Statement:
    """``left relation right``; relation one of ``= <= < >= >``, or ``iff``.

    With ``iff``, the left side is a symbol of kind "stable" (or a tuple of expressions that must all be positive) and the
    right side a tuple of expressions that must all be positive.
    """

    left: Any
    relation: str
    right: Any
    quantities: tuple[Quantity, ...] = ()
    roots: RootForm | None = None

    def quantity(self, kind: str) -> Quantity:
        """The statement's quantity of that kind."""
        return next(q for q in self.quantities if q.kind == kind)

    def latex(self) -> str:
        """The statement as LaTeX."""
        sign = {"=": "=", "<=": r"\le", "<": "<", ">=": r"\ge", ">": ">", "iff": r"\iff"}[self.relation]
        return f"{_side(self.left)} {sign} {_side(self.right)}"


def _side(side: Any) -> str:
    if isinstance(side, tuple):
        return r"\;\text{and}\; ".join(f"{tex(s)} > 0" for s in side)
    return tex(side)


@dataclass(frozen=True)
class Step:
    """One lemma of a proof: what it says, and the certificate that settles it."""

    name: str
    says: str
    certificate: Certificate
    refutes: bool = False

    def holds(self) -> bool:
        """Check the certificate. An exception in it is a failure of the step, not of the program."""
        try:
            return self.certificate.check()
        except (ArithmeticError, ValueError, TypeError, NotImplementedError, sp.PolynomialError):
            return False


@dataclass(frozen=True)
class StepResult:
    """Whether a step's certificate held, and how long the check took."""

    step: Step
    holds: bool
    seconds: float


Proof = Callable[["Claim"], Iterable[Step]]


@dataclass(frozen=True)
class Claim:
    """A printed statement: where it stands, under what hypotheses, how it is settled and what is expected.

    ``witness`` is a point of the domain (for a refuted claim: where it fails). ``uses`` names claims whose results
    the steps quote; ``assumes`` names classical theorems used and not proved here. ``remark`` says what the source
    prints where that differs. ``monte_carlo`` asks for simulation as further evidence.
    """

    id: str
    title: str
    source: str
    domain: Domain
    statement: Statement
    proof: Proof = field(compare=False)
    witness: Substitution
    expected: Verdict = Verdict.PROVED
    uses: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    remark: str = ""
    monte_carlo: bool = False

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The proof's steps; names are unique."""
        steps = tuple(self.proof(self))
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
        return tuple(condition.latex() for condition in self.domain if not condition.stated)

    def at(self, point: Point) -> Statement:
        """The statement at a point of its domain (raises ``OutsideDomain`` elsewhere)."""
        self.domain.require(point, self.id)
        return self.statement

    def settle(self) -> tuple[Verdict, tuple[StepResult, ...]]:
        """Check every step. Proved or refuted only if all hold; anything else is undecided."""
        results = []
        for step in self.steps:
            start = time.perf_counter()
            results.append(StepResult(step, step.holds(), time.perf_counter() - start))
        if not results or not all(r.holds for r in results):
            return Verdict.UNDECIDED, tuple(results)
        refuted = any(r.step.refutes for r in results)
        return (Verdict.REFUTED if refuted else Verdict.PROVED), tuple(results)

    def _repr_markdown_(self) -> str:
        verdict, _ = self.settle()
        return f"**{self.id}** ({self.source}): {self.title}. *{verdict}*\n\n$${self.statement.latex()}$$"


class Ledger:
    """The claims by id. A duplicate id, an unknown or a circular ``uses`` fails when the ledger is made."""

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

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __len__(self) -> int:
        return len(self._claims)

    def __getitem__(self, claim_id: str) -> Claim:
        return self._claims[claim_id]

    def starting_with(self, prefix: str) -> list[Claim]:
        """Claims whose id starts with a prefix."""
        return [claim for claim in self if claim.id.startswith(prefix)]
