"""Everything the theory knows of one update rule, derived on demand from the rule itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from theory.algebra.symbols import ModelSymbol, beside
from theory.analysis import risk, stability
from theory.analysis.stationary import StationaryLaw
from theory.errors import InputError, NotLinear
from theory.rule.domain import Domain
from theory.rule.filter import LinearSystem, exact, extract
from theory.rule.model import B, c, h, initial_risk, t, z
from theory.rule.optimizer import Optimizer

MODEL = {"h": h, "c": c, "B": B, "t": t, "ell_0": initial_risk}
"""Symbols of the model by name."""


@dataclass(frozen=True)
class Derivation:
    """The theory of a linear, time-invariant update rule; see ``derive``.

    Symbols: h curvature, c gradient noise variance of one example, B batch size, t steps, ell_0 = E l(theta_0), and the
    hyperparameters' own. Every attribute is computed from ``system`` when first asked for.
    """

    optimizer: Optimizer
    system: LinearSystem

    @cached_property
    def domain(self) -> Domain:
        """The domain of the hyperparameters that are symbols."""
        return Domain(tuple(self.optimizer.hypotheses_by_symbol().values()))

    @cached_property
    def characteristic_polynomial(self) -> sp.Poly:
        """det(zI - A), a polynomial in z."""
        return risk.characteristic_polynomial(self.system, z)

    @cached_property
    def roots(self) -> risk.Roots:
        """The characteristic roots: symbols, defining relations, closed forms up to degree two."""
        return risk.characteristic_roots(self.characteristic_polynomial)

    @cached_property
    def stability(self) -> tuple[sp.Expr, ...]:
        """Expressions that are all positive exactly when the rule is stable.

        What holds on the whole domain of the hyperparameters is left out; ``jury_conditions`` has them all.
        """
        return tuple(stability.essential_conditions(self.jury_conditions, self.domain))

    @cached_property
    def jury_conditions(self) -> tuple[sp.Expr, ...]:
        """All conditions (Jury / Schur-Cohn), factor by factor of the characteristic polynomial."""
        factors = stability.irreducible_factors(self.characteristic_polynomial.as_expr(), z)
        return tuple(condition for part, _ in factors for condition in stability.schur_conditions(part))

    @cached_property
    def denominator(self) -> sp.Expr:
        """D(z) = det(I - zA)."""
        return sp.Add(*[k * z**j for j, k in enumerate(self.characteristic_polynomial.all_coeffs())])

    @cached_property
    def mean_response(self) -> sp.Expr:
        """Generating function sum_t phi_t z^t of the mean response E theta_t = phi_t E theta_0."""
        return risk.fraction(self._mean_numerator, self.characteristic_polynomial.all_coeffs(), z)

    @cached_property
    def noise_responses(self) -> tuple[sp.Expr, ...]:
        """Generating functions sum_k g_k z^k, one for each minibatch of an update; V_t = (c/B) sum_{k<t} |g_k|^2."""
        bottom = self.characteristic_polynomial.all_coeffs()
        return tuple(risk.fraction(top, bottom, z) for top in self._noise_numerators)

    @property
    def noise_response(self) -> sp.Expr:
        """The generating function of the noise response, for a rule with one minibatch an update."""
        if len(self.noise_responses) != 1:
            raise ValueError(f"{self.optimizer} takes {len(self.noise_responses)} minibatches an update: use noise_responses")
        return self.noise_responses[0]

    @cached_property
    def _mean_numerator(self) -> list[sp.Expr]:
        return risk.numerator(self.system, self.system.e)

    @cached_property
    def _noise_numerators(self) -> list[list[sp.Expr]]:
        return [risk.numerator(self.system, self.system.b[:, j]) for j in range(self.system.b.cols)]

    @cached_property
    def _stationary_law(self) -> StationaryLaw:
        return StationaryLaw(self.system)

    @cached_property
    def stationary_covariance(self) -> sp.ImmutableMatrix:
        """Covariance of the whole state in the stationary law (state order: ``system.names``)."""
        return self._stationary_law.covariance() * (c / B)

    @cached_property
    def stationary_variance(self) -> sp.Expr:
        """Variance of the iterate in the stationary law."""
        return self._stationary_law.variance() * c / B

    @cached_property
    def steady_state_risk(self) -> sp.Expr:
        """Expected risk in the stationary law, h/2 times the stationary variance."""
        return h * self.stationary_variance / 2  # a product of factors: h cancels by itself

    @cached_property
    def mean_at(self) -> sp.Expr:
        """phi_t at symbolic t: powers of distinct roots up to order two, complete homogeneous polynomials beyond."""
        top = self._mean_numerator
        roots = self.roots.symbols
        if len(roots) > 2:
            return risk.homogeneous_response(top, roots)
        return sp.Add(*[a * r**t for a, r in zip(risk.distinct_root_response(top, roots), roots, strict=True)])

    @cached_property
    def variance_at(self) -> sp.Expr:
        """V_t at symbolic t (a finite sum over the noise response for three and more roots)."""
        roots = self.roots.symbols
        tops = self._noise_numerators
        if len(roots) > 2:
            k = ModelSymbol("k", integer=True, nonnegative=True)
            square = sp.Add(*[risk.homogeneous_response(top, roots, k) ** 2 for top in tops])
            return c / B * sp.Sum(square, (k, 0, t - 1))
        parts = [risk.accumulated_square(risk.distinct_root_response(top, roots), roots) for top in tops]
        return c / B * sp.Add(*parts)

    @cached_property
    def exact_risk(self) -> sp.Expr:
        """E l(theta_t) in t, ell_0 and the roots r_j (``roots.explicit`` gives them in the parameters)."""
        return self.mean_at**2 * initial_risk + h * self.variance_at / 2

    @cached_property
    def exact_risk_double_root(self) -> sp.Expr | None:
        """E l(theta_t) where both roots of a two-root rule coincide in r_1 (parameters tied by the relations)."""
        roots = self.roots.symbols
        if len(roots) != 2:
            return None
        r = roots[0]
        mean, _ = risk.double_root_sums(self._mean_numerator, r)
        squares = sp.Add(*[risk.double_root_sums(top, r)[1] for top in self._noise_numerators])
        return mean**2 * initial_risk + h * c / (2 * B) * squares

    @cached_property
    def risk_bound(self) -> sp.Expr:
        """phi_t^2 ell_0 + steady-state risk: an upper bound, because V_t only grows (theory of Theorems 1 and 2)."""
        return self.mean_at**2 * initial_risk + self.steady_state_risk

    def at(self, expression: Any, by_symbol: Mapping[sp.Symbol, Any] | None = None, /, **given: Any) -> Any:
        """Evaluate one of the expressions above exactly.

        Hyperparameters by name (``learning_rate=...``), model symbols as ``h, c, B, t, ell_0``; either also by symbol, in a mapping.
        Roots are replaced by their closed forms where they have one. Raises ``InputError`` for a name that is unknown or means two.
        """
        own = {n: s for n, s in self.optimizer.hyperparameters().items() if isinstance(s, sp.Symbol)}
        names = {**own, **MODEL}
        values = {s: exact(v) for s, v in (by_symbol or {}).items()}
        for name, value in given.items():
            if name not in names:
                raise InputError(f"{self.optimizer}: no symbol {name!r}; it has: {', '.join(names)}")
            if name in own and name in MODEL:
                raise InputError(
                    f"{self.optimizer}: {name!r} is a hyperparameter and a symbol of the model; "
                    "give its value by symbol: at(expression, {symbol: value})"
                )
            values[names[name]] = exact(value)
        explicit = {s: e.subs(values, simultaneous=True) for s, e in self.roots.explicit.items()}
        return sp.sympify(expression).subs(explicit).subs(values, simultaneous=True).doit()

    def _repr_latex_(self) -> str:
        with beside(self.optimizer.own_symbols()):
            return self._latex_lines()

    def _latex_lines(self) -> str:
        lines = [
            rf"\det({sp.latex(z)}I - A) &= {sp.latex(self.characteristic_polynomial.as_expr())}",
            *[rf"{sp.latex(e)} &> 0" for e in self.stability],
            rf"\mathbb{{E}}\,\ell_\infty &= {sp.latex(self.steady_state_risk)}",
        ]
        body = r" \\ ".join(lines)
        return rf"$\begin{{aligned}} {body} \end{{aligned}}$"


def derive(optimizer: Optimizer) -> Derivation:
    """Derive the theory of an update rule by running it on symbols.

    Hyperparameters given as numbers are taken exactly (0.1 means 1/10). Raises ``NotLinear`` for a rule that is not
    linear in (state, gradient), naming the term, and for a time-varying one, which has no transfer function.
    """
    system = extract(optimizer)
    if system.time_varying:
        raise NotLinear(f"{optimizer} is time-varying: use risk or precise_risk, which compute it exactly step by step")
    return Derivation(optimizer, system)
