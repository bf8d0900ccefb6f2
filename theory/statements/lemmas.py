"""Theorems that claims use and do not prove, by their names; and steady states put for their symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from theory.analysis.derivation import derive
from theory.statements.statement import Quantity

SCHUR_COHN = "Schur-Cohn criterion (Jury 1964; Gantmacher, Theory of Matrices II, ch. XV)"
CAYLEY_HAMILTON = "Cayley-Hamilton theorem"
LYAPUNOV = "a stable linear recursion has one stationary covariance, the solution of its Lyapunov equation"
GEOMETRIC_DECAY = "$r^t$ tends to 0 exactly when $|r| < 1$"


def with_derived(expression: sp.Expr, quantities: Sequence[Quantity]) -> sp.Expr:
    """An expression with each steady-state quantity replaced by what the rule gives for it."""
    values: Mapping[sp.Symbol, sp.Expr] = {
        q.symbol: derive(q.optimizer).steady_state_risk for q in quantities if q.kind == "steady-state risk"
    }
    return expression.subs(values)
