"""The whole machinery on one optimizer: what class it is, and what was therefore proved, computed or sampled.

This is the admission exam of the built-in optimizers, the answer of ``nqm verify my_optimizer.py``, and the evidence on an
optimizer's report page.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from montecarlo.simulator import simulate
from montecarlo.tracing import NotTraceable, trace
from montecarlo.vectorised import faithful
from montecarlo.verdict import Comparison, judge
from numerics.enclosure import Enclosure
from numerics.moments import risk
from numerics.precise import enclose, endpoints, interval_context, interval_value, lift, precise_risk
from numerics.problem import NoisyQuadratic
from theory.algebra import cancel, is_zero
from theory.certificate import Lyapunov
from theory.derivation import Derivation, derive
from theory.diagnosis import line_of_error
from theory.errors import InputError, NoStationaryState, NotLinear
from theory.filter import extract
from theory.model import B, c, h, initial_risk, t, z
from theory.optimizer import Optimizer

STEPS = (0, 1, 2, 7, 40)
CURVATURE = Fraction(3, 4)  # not 1, where a power of the curvature would go unseen; a float64 holds it exactly
FLOAT_TOLERANCE = 1e-10
FALSE_ALARM = 1e-5
COORDINATES, REPLICATES = 200, 1000


@dataclass(frozen=True)
class Check:
    """One question of the exam. ``how``: proved, computed (intervals or float64) or sampled."""

    name: str
    how: str
    passed: bool
    detail: str


@dataclass(frozen=True)
class Examination:
    """``kind``: linear, time-varying or nonlinear; ``derivation`` for a linear rule; the checks made."""

    optimizer: Optimizer
    kind: str
    reason: str
    derivation: Derivation | None
    checks: tuple[Check, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of ``nqm verify FILE``."""
        d = self.derivation
        return {
            "optimizer": type(self.optimizer).__name__,
            "class": self.kind,
            "reason": self.reason,
            "ok": self.ok,
            "characteristic_polynomial": str(d.characteristic_polynomial.as_expr()) if d else None,
            "stability": [str(e) for e in d.stability] if d else None,
            "steady_state_risk": steady_state_text(d) if d else None,
            "checks": [{"name": k.name, "how": k.how, "passed": k.passed, "detail": k.detail} for k in self.checks],
        }


def steady_state_text(d: Derivation) -> str | None:
    """The steady-state risk as text; None for a rule without one."""
    try:
        return str(d.steady_state_risk)
    except NoStationaryState:
        return None


def examine(optimizer: Optimizer, points: int = 3, seed: int = 0, progress: Callable[[str], None] | None = None) -> Examination:
    """Classify a rule, derive what can be derived, and compare all routes to its risk with one another.

    Raises ``InputError`` for a malformed rule (division by zero, wrong state, a float literal).
    """
    say = progress or (lambda _: None)
    rng = random.Random(f"{optimizer}/{seed}")
    symbolic = optimizer.symbolic()
    say("extracting")
    try:
        system = extract(symbolic)
    except NotLinear as error:
        checks = tuple(_sampled_only(symbolic, seed, str(error)))
        return Examination(symbolic, "nonlinear", str(error), None, checks)
    if system.time_varying:
        say("comparing float64, intervals and simulation")
        settings = [_random_settings(symbolic, rng) for _ in range(points)]
        checks = tuple(_numeric_checks(settings, seed))
        return Examination(symbolic, "time-varying", "the matrices depend on the step", None, checks)
    say("deriving")
    derivation = derive(symbolic)
    settings = _stable_settings(derivation, rng, points)
    if not settings:
        none = Check("a stable setting exists", "computed", False, "none found among 2000 random settings")
        return Examination(symbolic, "linear", "linear and time-invariant", derivation, (none,))
    say("comparing symbols, intervals, float64 and simulation")
    checks = (
        *_proved_checks(derivation),
        _stability_check(derivation, rng),
        *_symbolic_checks(derivation, settings),
        *_numeric_checks(settings, seed),
    )
    return Examination(symbolic, "linear", "linear and time-invariant", derivation, checks)


def _random_settings(optimizer: Optimizer, rng: random.Random) -> Optimizer:
    """Every hyperparameter a random fraction of its domain (dyadic, so that float64 holds it exactly)."""
    chosen = {}
    for symbol, hypothesis in optimizer.hypotheses_by_symbol().items():
        for _ in range(100):
            value = hypothesis.interval.sample(rng)
            dyadic = Fraction(round(value * 2**20), 2**20)
            if hypothesis.interval.contains(dyadic):
                chosen[symbol] = dyadic
                break
    return optimizer.mapped(lambda value: chosen.get(value, value))


def _moderate_settings(optimizer: Optimizer) -> Optimizer:
    """Every hyperparameter 1/8 if its domain allows, else something near."""
    chosen = {}
    for symbol, hypothesis in optimizer.hypotheses_by_symbol().items():
        candidates = [Fraction(1, 8), Fraction(1, 2), Fraction(1), Fraction(2), *map(Fraction, range(3, 100))]
        chosen[symbol] = next((v for v in candidates if hypothesis.interval.contains(v)), symbol)
    return optimizer.mapped(lambda value: chosen.get(value, value))


def _stable_settings(derivation: Derivation, rng: random.Random, points: int) -> list[Optimizer]:
    """Random settings that are stable at the exam's curvature."""
    found: list[Optimizer] = []
    for _ in range(2000):
        candidate = _random_settings(derivation.optimizer, rng)
        if _spectral_radius(derivation, _floats(candidate)) < 1 - 1e-9:
            found.append(candidate)
            if len(found) == points:
                break
    return found


def _proved_checks(derivation: Derivation) -> list[Check]:
    """What is settled for all settings, by certificates."""
    s = derivation.system
    p = derivation.characteristic_polynomial
    monic = p.LC() == 1 and p.degree() == s.order
    annihilates = monic and is_zero(_polynomial_of(p.all_coeffs(), s.A))
    checks = [Check("the characteristic polynomial annihilates A", "proved", annihilates, str(p.as_expr()))]
    text = steady_state_text(derivation)
    if text is not None:
        solved = Lyapunov(s.A, derivation.stationary_covariance, sp.ImmutableMatrix(s.b * s.b.T * c / B)).check()
        checks.append(Check("stationary covariance solves its Lyapunov equation", "proved", solved, text))
    return checks


def _polynomial_of(coefficients: Sequence[sp.Expr], A: sp.ImmutableMatrix) -> sp.ImmutableMatrix:
    """p(A) by Horner's rule, entries in lowest terms."""
    value = sp.ImmutableMatrix(sp.zeros(A.rows))
    for k in coefficients:
        value = sp.ImmutableMatrix(value * A + k * sp.eye(A.rows)).applyfunc(cancel)
    return value


def _stability_check(derivation: Derivation, rng: random.Random) -> Check:
    """The derived inequalities against the characteristic roots, on random settings of both kinds."""
    seen: dict[bool, int] = {True: 0, False: 0}
    agree = True
    for _ in range(40):
        values = _floats(_random_settings(derivation.optimizer, rng))
        radius = _spectral_radius(derivation, values)
        if abs(radius - 1) < 1e-6:
            continue
        stable = all(float(e.subs(values)) > 0 for e in derivation.stability)
        agree = agree and stable == (radius < 1)
        seen[radius < 1] += 1
    conditions = " and ".join(f"{e} > 0" for e in derivation.stability) or "always stable"
    detail = f"{conditions}; {seen[True]} stable and {seen[False]} unstable settings"
    return Check("stability conditions = characteristic roots", "computed", agree and sum(seen.values()) > 0, detail)


def _floats(setting: Optimizer) -> dict[sp.Symbol, float]:
    return {s: float(v) for s, v in {**setting.values(), h: CURVATURE}.items()}


def _spectral_radius(derivation: Derivation, values: dict[sp.Symbol, float]) -> float:
    coefficients = [float(k.subs(values)) for k in derivation.characteristic_polynomial.all_coeffs()]
    return float(np.max(np.abs(np.roots(coefficients)), initial=0.0))


def _symbolic_checks(derivation: Derivation, settings: list[Optimizer]) -> list[Check]:
    """Generating functions, closed form in t and steady state against ball arithmetic on the rule's matrices."""
    series = closed = stationary = True
    evaluated = settled = 0  # a comparison that was never made passes nothing
    has_law = steady_state_text(derivation) is not None
    for setting in settings:
        values: dict[sp.Symbol, Any] = {**setting.values(), h: CURVATURE, c: 1, B: 1, initial_risk: CURVATURE / 2}
        direct = precise_risk(setting, NoisyQuadratic([float(CURVATURE)], [1.0]), STEPS, 1, digits=40)
        from_series = _risk_from_series(derivation, values)
        for step, interval in zip(STEPS, direct, strict=True):
            series = series and from_series[step].overlaps(interval)
            formula = _closed_form(derivation, values, step)
            evaluated += formula is not None
            closed = closed and (formula is None or formula.overlaps(interval))
        late = _stationary_interval(setting) if has_law else None
        if late is not None:
            settled += 1
            stationary = stationary and enclose(derivation.steady_state_risk, values, 30).overlaps(late)
    detail = f"{len(settings)} settings, steps {', '.join(map(str, STEPS))}, 40 digits"
    checks = [Check("generating functions = intervals from the rule", "computed", series, detail)]
    if len(derivation.roots.symbols) <= 2:
        checks.append(Check("exact risk in t = intervals from the rule", "computed", closed and evaluated > 0, detail))
    if has_law:
        checks.append(
            Check(
                "steady-state risk = intervals at t = 2^20",
                "computed",
                stationary and settled > 0,
                f"{settled} settings, 30 digits",
            )
        )
    return checks


def _risk_from_series(derivation: Derivation, values: dict[sp.Symbol, Any]) -> list[Enclosure]:
    """Risk at t = 0, 1, ... from the power series of the derived generating functions, in interval arithmetic."""
    context = interval_context(400)
    point = {s: lift(v, context) for s, v in values.items()}
    count = max(STEPS) + 1
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
        [context.mpf(interval_value(k, point, context)) for k in reversed(sp.Poly(part, z).all_coeffs())]
        for part in sp.fraction(sp.together(function))
    )
    result: list[Any] = []
    for k in range(count):
        known = sum((bottom[j] * result[k - j] for j in range(1, min(k, len(bottom) - 1) + 1)), context.mpf(0))
        result.append(((top[k] if k < len(top) else context.mpf(0)) - known) / bottom[0])
    return result


def _closed_form(derivation: Derivation, values: dict[sp.Symbol, Any], step: int) -> Enclosure | None:
    """The derived exact risk at a step, roots written out; None beyond two roots and at a double root."""
    if len(derivation.roots.symbols) > 2:
        return None
    explicit = derivation.exact_risk.subs(t, step).subs(derivation.roots.explicit)
    try:
        return enclose(explicit, {s: v for s, v in values.items() if s in explicit.free_symbols}, 40)
    except ArithmeticError:
        return None


def _stationary_interval(setting: Optimizer) -> Enclosure | None:
    """Risk with the start forgotten, at a step where 50 digits of it have settled, if that comes within 2^20 steps."""
    problem = NoisyQuadratic([float(CURVATURE)], [1.0])
    early, late = precise_risk(setting, problem, [1 << 19, 1 << 20], 1, digits=30)
    if late.upper is None or early.upper is None or not early.overlaps(late):
        return None
    return late


def _numeric_checks(settings: list[Optimizer], seed: int) -> list[Check]:
    """float64 and simulation against intervals."""
    worst, comparisons = 0.0, []
    for k, setting in enumerate(settings):
        problem = NoisyQuadratic([float(CURVATURE)], [1.0])
        exact = precise_risk(setting, problem, STEPS, 4, digits=30)
        floats = risk(setting, problem, STEPS, 4)
        for interval, value in zip(exact, floats, strict=True):
            if interval.upper is not None and interval.upper > 0:
                worst = max(worst, abs(float((Fraction(float(value)) - interval.upper) / interval.upper)))
        many = NoisyQuadratic(np.full(COORDINATES, float(CURVATURE)), 1.0)
        run = simulate(setting, many, STEPS, 4, REPLICATES, seed=seed + k)
        for j, step in enumerate(STEPS):
            theory = float(exact[j]) * COORDINATES
            if np.isfinite(theory):
                comparisons.append(Comparison(f"t = {step}", float(run.risk[j]), float(run.standard_error[j]), theory))
    outcomes = judge(comparisons, FALSE_ALARM)
    largest = max((abs(o.comparison.z) for o in outcomes), default=0.0)
    detectable = max((o.detectable for o in outcomes), default=float("inf"))
    return [
        Check("float64 = intervals", "computed", worst <= FLOAT_TOLERANCE, f"largest relative error {worst:.1e}"),
        Check(
            "simulation = intervals",
            "sampled",
            all(o.consistent for o in outcomes),
            f"largest |z| {largest:.1f} of {len(outcomes)}; an error of {detectable:.1%} would have shown",
        ),
    ]


def _sampled_only(optimizer: Optimizer, seed: int, reason: str) -> list[Check]:
    """For a nonlinear rule: does it run, does simulation repeat itself, and can the fast engines take it."""
    settings = _moderate_settings(optimizer)
    problem = NoisyQuadratic(np.full(COORDINATES, float(CURVATURE)), 1.0)
    try:
        first = simulate(settings, problem, STEPS, 4, REPLICATES, seed=seed)
        second = simulate(settings, problem, STEPS, 4, REPLICATES, seed=seed)
    except (TypeError, AttributeError, ValueError) as error:
        if "branches on data" in reason:
            raise InputError(reason) from None
        where = line_of_error(error)
        raise InputError(f"{type(optimizer).__name__}: the rule does not run on arrays{where}: {error}") from None
    same = bool(np.array_equal(first.risk, second.risk))
    setting = ", ".join(f"{name} = {value}" for name, value in settings.hyperparameters().items())
    detail = f"{setting}; risk at t = {STEPS[-1]}: {first.risk[-1] / COORDINATES:.4g} +- {first.standard_error[-1] / COORDINATES:.1g}"
    return [Check("simulation runs and repeats", "sampled", same, detail), *_recorded(settings)]


def _recorded(setting: Optimizer) -> list[Check]:
    """Whether the operations that the fast engines repeat give the rule's own bits; nothing for a rule that cannot be recorded."""
    numeric = setting.mapped(float)
    try:
        program = trace(numeric)
    except NotTraceable:
        return []
    right, detail = faithful(numeric, program), f"{len(program.nodes)} operations, four steps"
    return [Check("recorded operations = the rule on arrays, bit for bit", "computed", right, detail)]
