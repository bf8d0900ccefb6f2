"""What a quantity of a statement is, by its definition: a closed expression, with the steps that make it so.

The definitions are those of the model: the state is s_0 = e theta_0, s <- A s + sqrt(c/B) b eps with A and b taken from the update
rule, the iterate is read s, and the risk is h/2 E (read s)^2.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import sympy as sp

from theory.algebra.field import cancel
from theory.analysis import risk, stability
from theory.analysis.derivation import derive
from theory.proof.certificate import Identity, Lyapunov, Together
from theory.proof.inequality import NonZero
from theory.proof.irrational import settled
from theory.rule.domain import Domain
from theory.rule.filter import LinearSystem, extract
from theory.rule.model import B, Gradient, c, h, initial_risk, t, theta, z
from theory.statements import update
from theory.statements.statement import Quantity, Statement, StateMoments, Step


class NotReduced(Exception):
    """No procedure here makes an elementary statement of this one."""


@dataclass(frozen=True)
class Value:
    """A quantity as an expression (or a matrix of them) on a domain, and the steps that prove it to be that."""

    expression: sp.Expr | sp.ImmutableMatrix
    steps: tuple[Step, ...]


def value(quantity: Quantity, domain: Domain) -> Value:
    """The quantity's value on the domain. Raises ``NotReduced`` where none is known in closed form."""
    if quantity.counts or quantity.kind not in KINDS:
        raise NotReduced(f"{quantity.kind} has no closed form here")
    return KINDS[quantity.kind](quantity, domain)


def put(quantity: Quantity, expression: sp.Expr) -> sp.Expr:
    """An expression of the model's symbols on the quantity's own problem."""
    return sp.sympify(expression).xreplace({s: sp.sympify(e) for s, e in quantity.environment})


def system_of(quantity: Quantity) -> LinearSystem:
    """The rule's matrices, extracted from its update, in the model's own symbols."""
    if quantity.counts:
        raise NotReduced("the number of states depends on a symbol")
    return extract(quantity.optimizer)


def inside_circle(quantity: Quantity) -> tuple[sp.Expr, ...]:
    """What is positive exactly where all characteristic roots lie inside the unit circle, or ("roots within") that of radius ``scale``."""
    if quantity.kind != "roots within":
        return tuple(put(quantity, k) for k in derive(quantity.optimizer).jury_conditions)
    (radius,) = quantity.scale
    polynomial = risk.characteristic_polynomial(system_of(quantity), z).as_expr()
    conditions: list[sp.Expr] = []
    for factor, _ in stability.irreducible_factors(polynomial, z):
        coefficients = [cancel(put(quantity, k) / radius**j) for j, k in enumerate(factor.all_coeffs())]
        conditions += stability.schur_conditions(sp.Poly(coefficients, z))
    return tuple(conditions)


def stable_on(quantity: Quantity, domain: Domain) -> Step:
    """Every Jury condition is positive on the domain."""
    conditions = inside_circle(quantity)
    parts = Together(tuple(settled(k, domain) for k in conditions))
    return Step(
        f"${quantity.symbol}$: stable", "All characteristic roots lie inside the unit circle on the whole domain.", parts
    )


def _steady_state(quantity: Quantity, domain: Domain) -> Value:
    derivation = derive(quantity.optimizer)
    s, covariance = derivation.system, derivation.stationary_covariance
    solves = Lyapunov(s.A, covariance, sp.ImmutableMatrix(s.b * s.b.T * c / B))
    read = h / 2 * (s.read * covariance * s.read.T)[0, 0]
    formula = derivation.steady_state_risk
    return Value(
        put(quantity, formula),
        (
            stable_on(quantity, domain),
            Step(f"${quantity.symbol}$: Lyapunov", "The stationary covariance solves its equation.", solves),
            Step(f"${quantity.symbol}$: risk", "h/2 times the iterate's share of it.", Identity(formula, read)),
        ),
    )


def _run(system: LinearSystem, steps: int) -> tuple[sp.Matrix, sp.Matrix]:
    """Mean (of theta_0 = 1) and covariance (of c = B = 1) of the state after a number of updates."""
    mean, covariance = sp.Matrix(system.e), sp.zeros(system.order, system.order)
    for k in range(steps):
        A, b = (m.subs(t, k) for m in (system.A, system.b))
        mean, covariance = A * mean, A * covariance * A.T + b * b.T
    return mean, covariance


def moments_of(quantity: Quantity, domain: Domain) -> tuple[sp.Matrix, sp.Matrix, list[Step]]:
    """Mean (of theta_0 = 1) and covariance of the state at step t, in the model's own symbols, and the steps that prove them."""
    system, when, name = system_of(quantity), dict(quantity.environment).get(t, t), quantity.symbol
    if when.is_Integer:
        mean, covariance = _run(system, int(when))
        return mean, covariance * c / B, []
    given = quantity.moments
    if given is None:
        if system.order != 1 or system.time_varying:
            raise NotReduced("no closed form of its moments is given")
        r, e = system.A[0, 0], system.e[0, 0]
        added = sum((g**2 for g in system.b), sp.S.Zero) * c / B
        given = StateMoments(sp.ImmutableMatrix([[e * r**t]]), sp.ImmutableMatrix([[added * (1 - r ** (2 * t)) / (1 - r**2)]]))
    if when != t and (given.first or not (when.is_integer and when.is_nonnegative)):
        raise NotReduced("at a step that may lie before the first")
    for k in domain.hypotheses:
        if k.symbol == t and (k.interval.lower is None or int(k.interval.lower) < given.first):
            raise NotReduced(f"the moments are given from step {given.first} on")
    start, built = _run(system, given.first)
    moved = system.A * given.covariance * system.A.T + system.b * system.b.T * c / B
    bottoms = denominators_of([*given.mean, *given.covariance])
    steps = [
        Step(
            f"${name}$: defined",
            "No denominator vanishes.",
            Together(tuple(NonZero(put(quantity, k), domain) for k in bottoms)),
        )
    ]
    return given.mean, given.covariance, [
        *(steps if bottoms else []),
        Step(f"${name}$: start", f"The state's moments at step {given.first}.",
             Together((_same(given.mean.subs(t, given.first), start), _same(given.covariance.subs(t, given.first), built * c / B)))),
        Step(f"${name}$: update", "One update carries them from t to t + 1.",
             Together((_same(given.mean.subs(t, t + 1), system.A * given.mean), _same(given.covariance.subs(t, t + 1), moved)))),
    ]  # fmt: skip


def _same(left: sp.Matrix, right: sp.Matrix) -> Identity:
    return Identity(sp.ImmutableMatrix(left), sp.ImmutableMatrix(right))


def denominators_of(entries: Iterable[sp.Expr]) -> list[sp.Expr]:
    """The bases of all negative powers that are not plainly positive."""
    powers = {power for entry in entries for power in sp.sympify(entry).atoms(sp.Pow)}
    found = {p.base for p in powers if p.exp.could_extract_minus_sign() and not p.base.is_number and not p.base.is_positive}
    return sorted(found, key=sp.default_sort_key)


def _risk(quantity: Quantity, domain: Domain) -> Value:
    """(read m_t)^2 ell_0 + h/2 read C_t read'."""
    mean, covariance, steps = moments_of(quantity, domain)
    read = system_of(quantity).read
    exact = (read * mean)[0, 0] ** 2 * initial_risk + h / 2 * (read * covariance * read.T)[0, 0]
    return Value(put(quantity, exact), tuple(steps))


def _mean(quantity: Quantity, domain: Domain) -> Value:
    mean, _, steps = moments_of(quantity, domain)
    return Value(put(quantity, (system_of(quantity).read * mean)[0, 0]), tuple(steps))


def _larger_root(quantity: Quantity, domain: Domain) -> Value:
    """Of two real roots."""
    polynomial = _quadratic(quantity)
    discriminant = polynomial.discriminant()
    real = settled(discriminant, domain)
    step = Step(f"${quantity.symbol}$: real", "The discriminant is positive.", real)
    return Value((-polynomial.coeff_monomial(z) + sp.sqrt(discriminant)) / 2, (step,))


def _squared_radius(quantity: Quantity, domain: Domain) -> Value:
    """Of a complex pair: the product of the roots."""
    polynomial = _quadratic(quantity)
    step = Step(f"${quantity.symbol}$: complex", "The discriminant is negative.", settled(-polynomial.discriminant(), domain))
    return Value(polynomial.eval(0), (step,))


def _quadratic(quantity: Quantity) -> sp.Poly:
    polynomial = sp.Poly(put(quantity, risk.characteristic_polynomial(system_of(quantity), z).as_expr()), z)
    if polynomial.degree() != 2:
        raise NotReduced("not two roots")
    return polynomial


def _characteristic(quantity: Quantity, domain: Domain) -> Value:
    return Value(put(quantity, risk.characteristic_polynomial(system_of(quantity), z).as_expr()), ())


def _transfer(quantity: Quantity, domain: Domain) -> Value:
    """read (I - zA)^-1 e, by a vector that solves the linear system."""
    system = system_of(quantity)
    starts = [sp.ImmutableMatrix(1, system.order, lambda _, j, k=k: int(j == k)) for k in range(system.order)]
    field = [LinearSystem(system.names, system.A, system.b, row, system.e) for row in starts]
    polynomial = risk.characteristic_polynomial(system, z).all_coeffs()
    bottom = sp.Add(*[k * z**j for j, k in enumerate(polynomial)])
    vector = sp.ImmutableMatrix([sum(k * z**j for j, k in enumerate(risk.numerator(s, s.e))) / bottom for s in field])
    solves = Identity(sp.ImmutableMatrix((sp.eye(system.order) - z * system.A) * vector), system.e)
    step = Step(f"${quantity.symbol}$: resolvent", "A vector that solves (I - zA) v = e.", solves)
    return Value(put(quantity, (system.read * vector)[0]), (step,))


def second_moment_map(quantity: Quantity) -> sp.ImmutableMatrix:
    """The matrix that maps (E u^2, E v^2, E uv) of the scaled state one step on (two-state rules, without noise)."""
    system = system_of(quantity)
    scale = sp.diag(*quantity.scale)
    a = (scale * system.A * scale.inv()).applyfunc(cancel)
    (p, q), (r, s) = a.tolist()
    rows = [[p * p, q * q, 2 * p * q], [r * r, s * s, 2 * r * s], [p * r, q * s, p * s + q * r]]
    return sp.ImmutableMatrix(rows).applyfunc(cancel)


def _second_moments(quantity: Quantity, domain: Domain) -> Value:
    return Value(_mapped(quantity), ())


def _mapped(quantity: Quantity) -> sp.ImmutableMatrix:
    return second_moment_map(quantity).applyfunc(lambda entry: put(quantity, entry))


def _second_moment_polynomial(quantity: Quantity, domain: Domain) -> Value:
    (variable,) = [s for s in domain.symbols if s.name == "lambda"]
    return Value((variable * sp.eye(3) - _mapped(quantity)).det(method="berkowitz"), ())


def _next_moments(quantity: Quantity, domain: Domain) -> Value:
    system = system_of(quantity)
    if system.order != 1 or system.time_varying:
        raise NotReduced("more than one state")
    return Value(update.next_moments(system).applyfunc(lambda entry: put(quantity, entry)), ())


def _turned_update(quantity: Quantity, domain: Domain) -> Value:
    try:
        moved = update.turned_update(quantity.optimizer)
    except (TypeError, AttributeError) as error:
        raise NotReduced("the rule looks at coordinates or curvatures") from error
    return Value(moved.applyfunc(lambda entry: put(quantity, entry)), ())


def _gradient(quantity: Quantity, domain: Domain) -> Value:
    return Value(put(quantity, update.queried()), ())


def _squared_gradient(quantity: Quantity, domain: Domain) -> Value:
    """The oracle called with either sign of a noise of unit variance."""
    spread = sp.sqrt(c / B)
    plus, minus = (Gradient(h, partial(operator.mul, sign, spread))(theta) for sign in (1, -1))
    return Value(put(quantity, sp.expand((plus**2 + minus**2) / 2)), ())


KINDS: Mapping[str, Callable[[Quantity, Domain], Value]] = {
    "steady-state risk": _steady_state,
    "risk": _risk,
    "mean response": _mean,
    "characteristic polynomial": _characteristic,
    "mean transfer function": _transfer,
    "second-moment map": _second_moments,
    "second-moment polynomial": _second_moment_polynomial,
    "larger root": _larger_root,
    "squared spectral radius": _squared_radius,
    "squared gradient": _squared_gradient,
    "gradient": _gradient,
    "next mean and variance": _next_moments,
    "update along any axes": _turned_update,
}


def reduced(s: Statement, domain: Domain) -> tuple[Any, Any, list[Step]]:
    """Both sides of a statement with every quantity at its value, and the steps behind them."""
    found = {q.symbol: value(q, domain) for q in s.quantities}
    steps = [step for v in found.values() for step in v.steps]
    left, right = (_with(side, {k: v.expression for k, v in found.items()}) for side in (s.left, s.right))
    return left, right, steps


def _with(side: Any, values: Mapping[sp.Symbol, Any]) -> Any:
    if isinstance(side, sp.Symbol) and side in values:
        return values[side]
    if isinstance(side, tuple):
        return tuple(_with(part, values) for part in side)
    return sp.sympify(side).xreplace(dict(values))
