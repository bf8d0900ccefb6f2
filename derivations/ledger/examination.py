"""The whole machinery on one optimizer: what class it is, and what was therefore proved, computed or sampled.

This is the admission exam of the built-in optimizers, the answer of ``nqm verify my_optimizer.py``, and the evidence on an
optimizer's report page.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from derivations.ledger.questions import Check, Question
from derivations.ledger.routes import closed_form, risk_from_series, stationary_interval
from montecarlo.engines.numpy import faithful
from montecarlo.engines.tracing import NotTraceable, trace
from montecarlo.runs.simulate import simulate
from montecarlo.verdicts.verdict import Comparison, judge
from numerics.arithmetic.enclosure import Enclosure
from numerics.dynamics.moments import risk
from numerics.dynamics.precise import enclose, precise_risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.algebra.composition import value
from theory.algebra.field import cancel, is_zero
from theory.analysis.derivation import Derivation, derive
from theory.errors import InputError, NoStationaryState, NotLinear
from theory.proof.certificate import Lyapunov
from theory.rule.diagnosis import line_of_error
from theory.rule.filter import extract
from theory.rule.model import B, c, h, initial_risk
from theory.rule.optimizer import Optimizer

STEPS = (0, 1, 2, 7, 40)
CURVATURE = Fraction(3, 4)  # not 1, where a power of the curvature would go unseen; a float64 holds it exactly
FLOAT_TOLERANCE = 1e-10
FALSE_ALARM = 1e-5
COORDINATES, REPLICATES = 200, 1000
TRIES = 2000
LONGEST = 1500
"""Nodes of an entry of the covariance up to which its equation is proved for all settings."""
MODERATE = 1e100
"""A risk beyond which a setting is left out: products of such numbers are no longer float64's."""
ONE = NoisyQuadratic([float(CURVATURE)], [1.0])


@dataclass(frozen=True)
class Examination:
    """``kind``: linear, time-varying or nonlinear; ``derivation`` for a linear rule; the checks made."""

    optimizer: Optimizer
    kind: str
    reason: str
    derivation: Derivation | None
    checks: tuple[Check, ...] = field(default=())
    stable: bool = True
    """Whether a stable setting was found, of a linear rule."""

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
        settings = _bounded_settings(symbolic, rng, points)
        checks = tuple(_numeric_checks(settings, seed)) if settings else (_none("a setting with a finite risk"),)
        return Examination(symbolic, "time-varying", "the matrices depend on the step", None, checks)
    say("deriving")
    derivation = derive(symbolic)
    settings = _stable_settings(derivation, rng, points)
    if not settings:
        return Examination(
            symbolic, "linear", "linear and time-invariant", derivation, (_none("a stable setting"),), stable=False
        )
    say("comparing symbols, intervals, float64 and simulation")
    checks = (
        *_proved_checks(derivation),
        *_covariance_check(derivation, settings),
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


def _none(what: str) -> Check:
    return Check(f"{what} exists", "computed", False, f"none found among {TRIES} random settings")


def _bounded_settings(optimizer: Optimizer, rng: random.Random, points: int) -> list[Optimizer]:
    """Random settings at which the risk stays moderate over the exam's steps."""
    tried = (_random_settings(optimizer, rng) for _ in range(TRIES))
    with np.errstate(all="ignore"):
        return list(itertools.islice((s for s in tried if np.all(risk(s, ONE, STEPS, 4) < MODERATE)), points))


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
    for _ in range(TRIES):
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
    return [Check("the characteristic polynomial annihilates A", "proved", annihilates, str(p.as_expr()))]


def _covariance_check(derivation: Derivation, settings: list[Optimizer]) -> list[Check]:
    """The Lyapunov equation: for all settings, or, where the covariance is too long to be expanded, exactly at some."""
    text = steady_state_text(derivation)
    if text is None:
        return []
    s, covariance = derivation.system, derivation.stationary_covariance
    forcing = sp.ImmutableMatrix(s.b * s.b.T * c / B)
    name = "stationary covariance solves its Lyapunov equation"
    if all(next(itertools.islice(sp.preorder_traversal(entry), LONGEST, None), None) is None for entry in covariance):
        return [Check(name, "proved", Lyapunov(s.A, covariance, forcing).check(), text)]
    question = Question(name, "computed")
    for setting in settings:
        given = {k: Fraction(v) for k, v in {**setting.values(), h: CURVATURE, c: 1, B: 1}.items()}
        A, solution, driven = (m.applyfunc(lambda e, k=given: sp.Rational(value(e, k))) for m in (s.A, covariance, forcing))
        question.compare(solution == A * solution * A.T + driven, f"{_shown(setting)}: it does not, in fractions")
    return [question.answer(f"exactly, at {len(settings)} settings: too long to be expanded for all")]


def _polynomial_of(coefficients: Sequence[sp.Expr], A: sp.ImmutableMatrix) -> sp.ImmutableMatrix:
    """p(A) by Horner's rule, entries in lowest terms."""
    value = sp.ImmutableMatrix(sp.zeros(A.rows))
    for k in coefficients:
        value = sp.ImmutableMatrix(value * A + k * sp.eye(A.rows)).applyfunc(cancel)
    return value


def _stability_check(derivation: Derivation, rng: random.Random) -> Check:
    """The derived inequalities against the characteristic roots, on random settings of both kinds."""
    question = Question("stability conditions = characteristic roots", "computed")
    seen: dict[bool, int] = {True: 0, False: 0}
    for _ in range(40):
        setting = _random_settings(derivation.optimizer, rng)
        values = _floats(setting)
        radius = _spectral_radius(derivation, values)
        if abs(radius - 1) < 1e-6:
            continue
        stable = all(float(e.subs(values)) > 0 for e in derivation.stability)
        said = "hold" if stable else "do not hold"
        question.compare(
            stable == (radius < 1), f"{_shown(setting)}: the conditions {said}, the largest root modulus is {radius:.6g}"
        )
        seen[radius < 1] += 1
    conditions = " and ".join(f"{e} > 0" for e in derivation.stability) or "always stable"
    return question.answer(f"{conditions}; {seen[True]} stable and {seen[False]} unstable settings")


def _shown(setting: Optimizer) -> str:
    """A setting and the exam's curvature, as a failure names them."""
    return ", ".join(f"{n} = {v}" for n, v in {**setting.hyperparameters(), "h": CURVATURE}.items())


def _floats(setting: Optimizer) -> dict[sp.Symbol, float]:
    return {s: float(v) for s, v in {**setting.values(), h: CURVATURE}.items()}


def _spectral_radius(derivation: Derivation, values: dict[sp.Symbol, float]) -> float:
    coefficients = [float(k.subs(values)) for k in derivation.characteristic_polynomial.all_coeffs()]
    return float(np.max(np.abs(np.roots(coefficients)), initial=0.0))


def _symbolic_checks(derivation: Derivation, settings: list[Optimizer]) -> list[Check]:
    """Generating functions, closed form in t and steady state against ball arithmetic on the rule's matrices."""
    series = Question("generating functions = intervals from the rule", "computed")
    closed = Question("exact risk in t = intervals from the rule", "computed")
    stationary = Question("steady-state risk = intervals at t = 2^20", "computed")
    has_law = steady_state_text(derivation) is not None
    for setting in settings:
        values: dict[sp.Symbol, Any] = {**setting.values(), h: CURVATURE, c: 1, B: 1, initial_risk: CURVATURE / 2}
        direct = precise_risk(setting, ONE, STEPS, 1, digits=40)
        from_series = risk_from_series(derivation, values, max(STEPS) + 1)
        for step, interval in zip(STEPS, direct, strict=True):
            _meet(series, setting, step, from_series[step], interval)
            formula = closed_form(derivation, values, step)
            if formula is not None:
                _meet(closed, setting, step, formula, interval)
        late = stationary_interval(setting, ONE) if has_law else None
        if late is not None:
            _meet(stationary, setting, 1 << 20, enclose(derivation.steady_state_risk, values, 30), late)
    detail = f"{len(settings)} settings, steps {', '.join(map(str, STEPS))}, 40 digits"
    checks = [series.answer(detail)]
    if len(derivation.roots.symbols) <= 2:
        checks.append(closed.answer(detail))
    if has_law:
        checks.append(stationary.answer(f"{stationary.compared} settings, 30 digits"))
    return checks


def _meet(question: Question, setting: Optimizer, step: int, formula: Enclosure, rule: Enclosure) -> None:
    """Whether two intervals of one number overlap."""
    values = " against ".join("infinity" if e.upper is None else f"{float(e):.15g}" for e in (formula, rule))
    question.compare(formula.overlaps(rule), f"{_shown(setting)}, step {step}: {values} from the rule")


def _numeric_checks(settings: list[Optimizer], seed: int) -> list[Check]:
    """float64 and simulation against intervals."""
    floating, sampled = Question("float64 = intervals", "computed"), Question("simulation = intervals", "sampled")
    worst, comparisons = 0.0, []
    for k, setting in enumerate(settings):
        exact = precise_risk(setting, ONE, STEPS, 4, digits=30)
        floats = risk(setting, ONE, STEPS, 4)
        run = simulate(setting, _many(), STEPS, 4, REPLICATES, seed=seed + k)
        for j, (step, interval) in enumerate(zip(STEPS, exact, strict=True)):
            where = f"{_shown(setting)}, step {step}"
            if interval.upper is None or not np.isfinite(float(interval) * COORDINATES):
                floating.compare(False, f"{where}: the risk is infinite, beyond every number that float64 holds")
                continue
            error = _relative_error(float(floats[j]), interval)
            worst = max(worst, error)
            floating.compare(error <= FLOAT_TOLERANCE, f"{where}: {floats[j]:.17g}, intervals give {float(interval):.17g}")
            theory = float(interval) * COORDINATES
            comparisons.append(Comparison(where, float(run.risk[j]), float(run.standard_error[j]), theory))
    outcomes = judge(comparisons, FALSE_ALARM)
    for o in outcomes:
        told = f"{o.comparison.name}: simulated {o.comparison.estimate:.6g}, exact {o.comparison.theory:.6g}, z = {o.comparison.z:.1f}"
        sampled.compare(o.consistent, told)
    largest = max((abs(o.comparison.z) for o in outcomes), default=0.0)
    detectable = max((o.detectable for o in outcomes), default=float("inf"))
    return [
        floating.answer(f"largest relative error {worst:.1e}"),
        sampled.answer(f"largest |z| {largest:.1f} of {len(outcomes)}; an error of {detectable:.1%} would have shown"),
    ]


def _relative_error(value: float, interval: Enclosure) -> float:
    """The error of a float64 (not finite: infinite) against an interval with an upper end."""
    assert interval.upper is not None
    if not np.isfinite(value):
        return float("inf")
    if not interval.upper:
        return 0.0 if value == 0 else float("inf")
    return abs(float((Fraction(value) - interval.upper) / interval.upper))


def _many() -> NoisyQuadratic:
    """The exam's curvature many times over, for simulations."""
    return NoisyQuadratic(np.full(COORDINATES, float(CURVATURE)), 1.0)


def _sampled_only(optimizer: Optimizer, seed: int, reason: str) -> list[Check]:
    """For a nonlinear rule: does it run, does simulation repeat itself, and can the fast engines take it."""
    settings = _moderate_settings(optimizer)
    try:
        first, second = (simulate(settings, _many(), STEPS, 4, REPLICATES, seed=seed) for _ in range(2))
    except (TypeError, AttributeError, ValueError) as error:
        if "branches on data" in reason:
            raise InputError(reason) from None
        where = line_of_error(error)
        raise InputError(f"{type(optimizer).__name__}: the rule does not run on arrays{where}: {error}") from None
    question = Question("simulation runs and repeats", "sampled")
    for step, one, other in zip(STEPS, first.risk / COORDINATES, second.risk / COORDINATES, strict=True):
        question.compare(bool(np.isfinite(one)), f"{_shown(settings)}, step {step}: the risk is {one}")
        question.compare(
            bool(one == other), f"{_shown(settings)}, step {step}: {one:.17g}, and {other:.17g} with the same seed"
        )
    detail = f"{_shown(settings)}; risk at t = {STEPS[-1]}: {first.risk[-1] / COORDINATES:.4g} +- {first.standard_error[-1] / COORDINATES:.1g}"
    return [question.answer(detail), *_recorded(settings)]


def _recorded(setting: Optimizer) -> list[Check]:
    """Whether the operations that the fast engines repeat give the rule's own bits; nothing for a rule that cannot be recorded."""
    numeric = setting.mapped(float)
    try:
        program = trace(numeric)
    except NotTraceable:
        return []
    right, detail = faithful(numeric, program), f"{len(program.nodes)} operations, four steps"
    return [Check("recorded operations = the rule on arrays, bit for bit", "computed", right, detail)]
