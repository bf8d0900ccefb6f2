"""Certificates: the ways a proof step can be settled, as plain data that can be printed and checked again on its own.

Each certificate holds SymPy expressions only. ``check()`` decides from that data, by zero tests in a fraction field,
signs of coefficients and exact rational arithmetic; nothing is sampled, simplified or rounded. ``theory/proof/export.py`` turns
them into JSON and back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any, Protocol

import sympy as sp

from theory.algebra.field import Fractions, cancel, coefficients, exactly, is_zero
from theory.algebra.printing import tex
from theory.rule.domain import Domain

Substitution = tuple[tuple[sp.Expr, sp.Expr], ...]


class Certificate(Protocol):
    """What every certificate offers."""

    def check(self) -> bool:
        """Decide, from the certificate's own data."""
        ...

    def explain(self) -> str:
        """One paragraph of Markdown with maths: what is checked and how."""
        ...

    def __hash__(self) -> int: ...


@lru_cache(maxsize=1 << 14)
def checked(certificate: Certificate) -> bool:
    """``check()``, once for each certificate: the same one serves many claims."""
    return certificate.check()


@dataclass(frozen=True)
class Identity:
    """``left = right`` as rational functions, after ``substitution``.

    Characteristic roots are handled by substituting the parameters through the roots' elementary symmetric
    functions (x = (1 - r1)(1 - r2), beta = r1 r2), which leaves the roots free; square roots never appear.
    Matrices: entry by entry.
    """

    left: Any
    right: Any
    substitution: Substitution = ()

    def check(self) -> bool:
        left, right = exactly(self.left), exactly(self.right)
        if isinstance(left, sp.MatrixBase) and left.shape != right.shape:
            return False
        return is_zero((left - right).subs(list(self.substitution), simultaneous=True))

    def explain(self) -> str:
        if self.left == self.right:
            return f"$${tex(self.left)}$$\nstands on both sides."
        under = ", ".join(f"${tex(a)} = {tex(b)}$" for a, b in self.substitution)
        where = f" with {under}" if under else ""
        return f"$${tex(self.left)} = {tex(self.right)}$$\nThe difference is the zero rational function{where}."


@dataclass(frozen=True)
class Lyapunov:
    """``covariance`` solves Pi = A Pi A' + ``forcing``, entry by entry as rational functions."""

    A: sp.ImmutableMatrix
    covariance: sp.ImmutableMatrix
    forcing: sp.ImmutableMatrix

    def check(self) -> bool:
        """Over the covariance's common denominator, so that the arithmetic is that of polynomials."""
        n = self.A.rows
        if self.covariance.shape != (n, n) or self.forcing.shape != (n, n):
            return False
        field = Fractions([*self.A, *self.covariance, *self.forcing])
        zero = field.domain.zero
        A, S, F = ([[field.lift(m[i, j]) for j in range(n)] for i in range(n)] for m in (self.A, self.covariance, self.forcing))
        if field.generators:
            bottom = reduce(lambda p, q: p.lcm(q), (entry.denom for row in S for entry in row))
            S, F = ([[entry * bottom for entry in row] for row in m] for m in (S, F))
        half = [[sum((a * S[k][j] for k, a in enumerate(row) if a), zero) for j in range(n)] for row in A]
        return all(
            S[i][j] - F[i][j] == sum((p * q for p, q in zip(half[i], A[j], strict=True)), zero)
            for i in range(n)
            for j in range(n)
        )

    def explain(self) -> str:
        shown = self.covariance.applyfunc(cancel) if self.A.rows < 3 else self.covariance
        return (
            f"$$\\Pi = {tex(shown)}$$\nsatisfies $\\Pi = A\\Pi A^\\top + F$ with\n"
            f"$$A = {tex(self.A)},\\quad F = {tex(self.forcing)}.$$\n"
            "Every entry of the difference is the zero rational function."
        )


@dataclass(frozen=True)
class Induction:
    """``sequence`` (in ``step``) has the given initial values and satisfies the linear recurrence, hence it is the sequence.

    Checks f(0), ..., f(n-1) and f(k+n) + d_1 f(k+n-1) + ... + d_n f(k) = forcing(k) for symbolic k.
    """

    sequence: sp.Expr
    step: sp.Symbol
    initial: tuple[sp.Expr, ...]
    recurrence: tuple[sp.Expr, ...]
    forcing: sp.Expr = sp.S.Zero
    substitution: Substitution = ()

    def check(self) -> bool:
        n = len(self.recurrence)
        if len(self.initial) < n:
            return False
        starts = all(
            Identity(self.sequence.subs(self.step, k), value, self.substitution).check() for k, value in enumerate(self.initial)
        )
        terms = [self.sequence.subs(self.step, self.step + n)]
        terms += [d * self.sequence.subs(self.step, self.step + n - 1 - k) for k, d in enumerate(self.recurrence)]
        return starts and Identity(sp.Add(*terms), self.forcing, self.substitution).check()

    def explain(self) -> str:
        n = len(self.recurrence)
        f = sp.Function("f")
        recurrence = f(self.step + n) + sum(d * f(self.step + n - 1 - k) for k, d in enumerate(self.recurrence))
        starts = ", ".join(f"f({k}) = {tex(v)}" for k, v in enumerate(self.initial))
        under = ", ".join(f"${tex(a)} = {tex(b)}$" for a, b in self.substitution)
        where = f", with {under}" if under else ""
        return (
            f"By induction, with $f({self.step}) = {tex(self.sequence)}$: ${starts}$ and "
            f"${tex(recurrence)} = {tex(self.forcing)}$. Each is an identity of rational functions"
            f" in the roots and their powers{where}."
        )


@dataclass(frozen=True)
class Counterexample:
    """An exact rational point of ``domain`` where ``left relation right`` fails. ``relation``: one of = <= < >= >."""

    left: sp.Expr
    relation: str
    right: sp.Expr
    point: Substitution
    domain: Domain = Domain()

    def values(self) -> tuple[sp.Expr, sp.Expr]:
        """Both sides at the point."""
        return tuple(sp.expand(sp.sympify(side).subs(list(self.point))) for side in (self.left, self.right))

    def check(self) -> bool:
        point = dict(self.point)
        if any(s not in point for s in self.domain.symbols) or not self.domain.contains(point):
            return False
        left, right = self.values()
        return left.is_Rational and right.is_Rational and not holds(left, self.relation, right)

    def explain(self) -> str:
        at = ",\\ ".join(f"{tex(a)} = {tex(b)}" for a, b in self.point)
        left, right = self.values()
        sign = {"=": "=", "<=": r"\le", "<": "<", ">=": r"\ge", ">": ">"}[self.relation]
        return f"At ${at}$: the left side is ${tex(left)}$ and the right side ${tex(right)}$, so ${tex(left)} {sign} {tex(right)}$ is false."


def holds(left: Any, relation: str, right: Any) -> bool:
    """Whether a relation holds between two exact numbers."""
    return {
        "=": lambda: bool(left == right),
        "<=": lambda: bool(left <= right),
        "<": lambda: bool(left < right),
        ">=": lambda: bool(left >= right),
        ">": lambda: bool(left > right),
    }[relation]()


@dataclass(frozen=True)
class Together:
    """Several certificates that settle one step between them."""

    parts: tuple[Certificate, ...]

    def check(self) -> bool:
        return bool(self.parts) and all(checked(part) for part in self.parts)

    def explain(self) -> str:
        return "\n\n".join(part.explain() for part in self.parts)


def polynomial_identity(left: sp.Expr, right: sp.Expr, variable: sp.Symbol, substitution: Sequence[Any] = ()) -> Together:
    """Two polynomials agree coefficient by coefficient."""
    a, b = coefficients(left, variable), coefficients(right, variable)
    size = max(len(a), len(b))
    a, b = (k + [sp.S.Zero] * (size - len(k)) for k in (a, b))
    pairs = list(zip(a, b, strict=True))
    telling = [(p, q) for p, q in pairs if p != q] or pairs  # what is the same to the letter needs no certificate
    return Together(tuple(Identity(p, q, tuple(substitution)) for p, q in telling))
