"""Routes to a rule's risk that share nothing with the recursion of its matrices: series, closed form, a step far out."""

from __future__ import annotations

from typing import Any

import sympy as sp

from numerics.arithmetic.enclosure import Enclosure
from numerics.dynamics.precise import enclose, endpoints, interval_context, interval_value, lift, precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.analysis.derivation import Derivation
from theory.rule.model import B, c, h, initial_risk, t, z
from theory.rule.optimizer import Optimizer


def risk_from_series(derivation: Derivation, values: dict[sp.Symbol, Any], count: int) -> list[Enclosure]:
    """Risk at t = 0, 1, ..., count - 1 from the power series of the derived generating functions, in interval arithmetic."""
    context = interval_context(400)
    point = {s: lift(v, context) for s, v in values.items()}
    mean = _series(derivation.mean_response, count, point, context)
    noise = [_series(g, count, point, context) for g in derivation.noise_responses]
    scale = point[h] * point[c] / (2 * point[B])
    result, variance = [], context.mpf(0)
    for k in range(count):
        result.append(endpoints(mean[k] * mean[k] * point[initial_risk] + scale * variance))
        variance = variance + sum(g[k] * g[k] for g in noise)
    return result


def _series(function: sp.Expr, count: int, point: dict[sp.Symbol, Any], context: Any) -> list[Any]:
    """Power series coefficients of a rational function of z."""
    top, bottom = (
        [context.mpf(interval_value(k, point, context.one)) for k in reversed(sp.Poly(part, z).all_coeffs())]
        for part in sp.fraction(sp.together(function))
    )
    result: list[Any] = []
    for k in range(count):
        known = sum((bottom[j] * result[k - j] for j in range(1, min(k, len(bottom) - 1) + 1)), context.mpf(0))
        result.append(((top[k] if k < len(top) else context.mpf(0)) - known) / bottom[0])
    return result


def closed_form(derivation: Derivation, values: dict[sp.Symbol, Any], step: int) -> Enclosure | None:
    """The derived exact risk at a step, roots written out; None beyond two roots and at a double root."""
    if len(derivation.roots.symbols) > 2:
        return None
    explicit = derivation.exact_risk.subs(t, step).subs(derivation.roots.explicit)
    try:
        return enclose(explicit, {s: v for s, v in values.items() if s in explicit.free_symbols}, 40)
    except ArithmeticError:
        return None


def stationary_interval(setting: Optimizer, problem: NoisyQuadratic) -> Enclosure | None:
    """Risk with the start forgotten, at a step where 50 digits of it have settled, if that comes within 2^20 steps."""
    early, late = precise_risk(setting, problem, [1 << 19, 1 << 20], 1, digits=30)
    if late.upper is None or early.upper is None or not early.overlaps(late):
        return None
    return late
