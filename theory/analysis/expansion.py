"""What is left of a rule for small learning rates, and where its characteristic roots coincide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sympy as sp

from theory.algebra.composition import TooLong
from theory.algebra.field import cancel, is_zero
from theory.algebra.symbols import ModelSymbol
from theory.analysis.derivation import Derivation
from theory.analysis.stability import irreducible_factors
from theory.analysis.stationary import StationaryLaw
from theory.errors import NoStationaryState
from theory.proof.asymptotics import Series
from theory.proof.inequality import positive_on
from theory.rule.model import B, c, h, z

EPSILON = ModelSymbol("epsilon", positive=True)
"""Common factor of all learning rates of a rule."""
RATES = ("learning_rate", "long_step")
DISCRIMINANT_ORDER = 3  # beyond, the discriminant is too long to be of use


@dataclass(frozen=True)
class SmallStep:
    """Expansion in the common factor epsilon of the learning rates.

    The slowest characteristic root is 1 - ``contraction`` epsilon + O(epsilon^2); ``terms``: the Taylor coefficients of the
    steady-state risk ``risk``. Over SGD with the same contraction, whose risk is contraction c/(4 B h) to first order, it is
    ``amplification`` times as large, and ``correction`` says what the next order does.
    """

    contraction: sp.Expr
    terms: tuple[sp.Expr, ...]
    risk: sp.Expr

    @cached_property
    def series(self) -> Series:
        """The Taylor formula with its exact remainder, by which the terms can be checked (slow beyond four states)."""
        remainder = (self.risk - sum(term * EPSILON**k for k, term in enumerate(self.terms))) / EPSILON ** len(self.terms)
        return Series(self.risk, EPSILON, self.terms, cancel(remainder))

    @property
    def effective_learning_rate(self) -> sp.Expr:
        """The learning rate at which SGD contracts as fast."""
        return cancel(self.contraction / h)

    @property
    def amplification(self) -> sp.Expr:
        """First-order steady-state risk over that of SGD at the effective learning rate."""
        return cancel(self.terms[1] * 4 * B * h / (self.contraction * c))

    @property
    def correction(self) -> sp.Expr:
        """What the next order adds: the risk is the first-order one times 1 + correction * (contraction epsilon) + ..."""
        return cancel(self.terms[2] / (self.terms[1] * self.contraction))


def small_step(d: Derivation) -> SmallStep | None:
    """The expansion, or None for a rule that forgets even without a learning rate, or has no steady state."""
    rates = [s for n, s in d.optimizer.hyperparameters().items() if n.split(".")[-1] in RATES and isinstance(s, sp.Symbol)]
    scaled = {s: EPSILON * s for s in rates}
    polynomial = d.characteristic_polynomial.as_expr().xreplace(scaled)
    at_rest = {z: 1, EPSILON: 0}
    slope = sp.diff(polynomial, z).subs(at_rest)
    if not rates or not is_zero(polynomial.subs(at_rest)) or is_zero(slope):
        return None
    contraction = cancel(sp.diff(polynomial, EPSILON).subs(at_rest) / slope)
    try:
        variance = StationaryLaw(d.system.subs(scaled)).variance_series(EPSILON, 3)
    except (NoStationaryState, TooLong):
        return None
    if variance is None or is_zero(contraction):
        return None
    terms = tuple(h * term * c / (2 * B) for term in variance)
    return SmallStep(contraction, terms, d.steady_state_risk.xreplace(scaled))


def double_root_curves(d: Derivation) -> list[sp.Expr]:
    """Expressions that vanish where two characteristic roots coincide: factors of the discriminant without a sign of their own."""
    p = d.characteristic_polynomial
    if not 2 <= p.degree() <= DISCRIMINANT_ORDER:
        return []
    found: dict[sp.Expr, None] = {}
    parts = irreducible_factors(p.as_expr(), z)
    expressions = [part.discriminant() for part, _ in parts if part.degree() > 1]
    expressions += [sp.resultant(a, b) for k, (a, _) in enumerate(parts) for b, _ in parts[:k]]
    for expression in expressions:
        for factor in sp.Mul.make_args(cancel(expression)):
            base = factor.as_base_exp()[0] if factor.is_Pow and factor.exp.is_Integer else factor
            if not base.is_number and not positive_on(base, d.domain) and not positive_on(-base, d.domain):
                found[base] = None
    return [e for e in found if e.free_symbols - {h}]
