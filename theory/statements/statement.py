"""What a claim says: a relation between formulas and numbers that an update rule determines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from theory.algebra.printing import tex
from theory.proof.certificate import Certificate, Substitution, checked
from theory.rule.domain import Domain
from theory.rule.optimizer import Optimizer


@dataclass(frozen=True)
class StateMoments:
    """What the state's mean and covariance are said to be after t updates, from ``first`` on: to be proved from the rule's recursion.

    ``mean``: n x 1, for theta_0 = 1. ``covariance``: n x n, what the noise has built up.
    """

    mean: sp.ImmutableMatrix
    covariance: sp.ImmutableMatrix
    first: int = 0


@dataclass(frozen=True)
class Quantity:
    """A number that an update rule determines, and the symbol that stands for it in a statement.

    ``kind``: "mean response" (phi_t), "risk" (E l_t), "steady-state risk", "stable" (all characteristic roots inside the
    unit circle), "roots within" (inside that of radius ``scale``), "characteristic polynomial" (in z), "second-moment map" (matrix on
    (E u^2, E v^2, E uv) of the state
    scaled by ``scale``), and a few more of the kind. Numerically it is computed from the rule itself, never from a formula.
    ``environment`` puts other values for h, c, B or ell_0 (a transformed problem). ``counts`` ties whole-number fields of the rule
    (inner steps, delay, workers) to symbols of the statement. ``moments``: a closed form of the state's moments, where the rule has more
    than one state and the statement no root symbols.
    """

    symbol: sp.Symbol
    kind: str
    optimizer: Optimizer
    scale: tuple[sp.Expr, ...] = ()
    environment: Substitution = ()
    counts: tuple[tuple[str, sp.Symbol], ...] = ()
    moments: StateMoments | None = None

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
        """Check the certificate, once. An exception in it is a failure of the step, not of the program."""
        return self._held

    @cached_property
    def _held(self) -> bool:
        try:
            return checked(self.certificate)
        except (ArithmeticError, ValueError, TypeError, NotImplementedError, sp.PolynomialError):
            return False


@dataclass(frozen=True)
class StepResult:
    """Whether a step's certificate held, and how long the check took."""

    step: Step
    holds: bool
    seconds: float


@dataclass(frozen=True)
class Goal:
    """A statement on a domain, with a point of it, and the steps that its claim argues with."""

    statement: Statement
    domain: Domain
    witness: Substitution
    arguments: tuple[Step, ...]
