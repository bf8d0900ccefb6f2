"""What is to be proved comes from the statement: a wrong statement does not survive the certificates of the right one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from theory.claims import ledger
from theory.optimizers import SGD, HeavyBall, PolyakAverage, SignSGD
from theory.proof.certificate import Identity, Induction
from theory.proof.inequality import Positivity
from theory.proof.sequences import InPower
from theory.rule.domain import between, domain, natural
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim, Verdict
from theory.statements.statement import Quantity, Statement, StateMoments, Step
from theory.statements.trial import counterexample, holds_at

alpha = SGD().learning_rate
x, y = sp.symbols("x y", real=True)
p, q = sp.symbols("p q", positive=True)


def restated(claim_id: str, **changes: Any) -> Claim:
    claim = ledger()[claim_id]
    return replace(claim, statement=replace(claim.statement, **changes))


def failing(claim: Claim) -> list[str]:
    verdict, steps = claim.settle()
    assert verdict is Verdict.UNDECIDED
    return [result.step.name for result in steps if not result.holds]


def test_the_transient_of_a_bound_is_read_in_every_power_of_the_initial_risk() -> None:
    """ell_0 squared on the right: at ell_0 = 0 and 1 nothing changes, and yet it is another statement."""
    right = ledger()["momentum.risk-bound-double-upper"].statement.right
    squared = right.subs(initial_risk, initial_risk**2)
    assert [(squared - right).subs(initial_risk, k) for k in (0, 1)] == [0, 0]
    assert "goal: affine" in failing(restated("momentum.risk-bound-double-upper", right=squared))


def test_a_bound_may_not_move_with_the_step() -> None:
    """W_t less a part that dies out is below the risk at every step, though the difference tends to 0: the bound must be constant."""
    claim = ledger()["preconditioning.risk-bound"]
    slope = sp.diff(claim.statement.right, initial_risk)
    rest = claim.statement.right.subs(initial_risk, 0)
    assert "goal: constant" in failing(restated(claim.id, right=slope * initial_risk + rest * (1 - 2 * slope)))


def test_an_unrelated_left_side_is_refused() -> None:
    """A symbol of which the domain says nothing cannot be stated anything of."""
    with pytest.raises(ValueError, match="the domain says nothing of unrelated"):
        restated("momentum.steady-state", left=sp.Symbol("unrelated"))


def test_a_declaration_may_not_contradict_the_domain() -> None:
    """A symbol declared positive on an interval that holds 0, or whole where the domain has fractions."""
    for symbol, where in ((p, between(p, 0, 1, closed="[")), (t, between(t, 0, None)), (q, between(q, -1, 1))):
        with pytest.raises(ValueError, match="declared"):
            Claim("a", "", "", domain(where), Statement(symbol, "<=", symbol), ((symbol, sp.S.One),))


def plain(left: Any, relation: str, right: Any, *where: Any, witness: Any) -> Verdict:
    return Claim("a", "", "", domain(*where), Statement(left, relation, right), witness).settle()[0]


def test_a_statement_is_defined_on_its_whole_domain() -> None:
    """x (x - 1)/(x - 1) = x fails at x = 1, where it is 0/0, although it is an identity of rational functions."""
    left = sp.Mul(x, x - 1, 1 / (x - 1), evaluate=False)
    left = sp.Mul(x * (x - 1), sp.Pow(x - 1, -1, evaluate=False), evaluate=False)
    assert plain(left, "=", x, between(x, 2, 3), witness=((x, sp.Rational(5, 2)),)) is Verdict.PROVED
    assert plain(1 / (x - 1) - 1 / (x - 1), "=", sp.S.Zero, between(x, 0, 2), witness=((x, sp.S.Half),)) is Verdict.PROVED
    gap = x / (x - 1) - 1 / (x - 1)
    assert plain(gap, "=", sp.S.One, between(x, 2, 3), witness=((x, sp.Rational(5, 2)),)) is Verdict.PROVED
    assert plain(gap, "=", sp.S.One, between(x, 0, 3), witness=((x, sp.Rational(5, 2)),)) is not Verdict.PROVED


def test_no_certificate_divides_by_what_may_be_zero() -> None:
    """At alpha h = 1 + beta neither side of the equivalence is divided by the difference that it is about."""
    claim = ledger()["momentum.amplification-below-one"]
    (edge,) = claim.statement.right
    beta = HeavyBall().momentum
    point = {**dict(claim.witness), h: 1, alpha: 1 + dict(claim.witness)[beta]}
    assert edge.subs(point) == 0
    for step in claim.steps:
        for part in getattr(step.certificate, "parts", (step.certificate,)):
            for expression in (v for v in vars(part).values() if isinstance(v, sp.Expr)):
                assert not expression.subs(point).has(sp.zoo, sp.nan), step.name


@pytest.mark.parametrize(
    "certificate", [Identity(sp.Float(0.5) * x, x / 2), Positivity(sp.Float(1.0) + p, domain(between(p, 0, 1)))]
)
def test_a_float_certifies_nothing(certificate: Any) -> None:
    """What a float is meant to be nobody can say."""
    assert not Step("", "", certificate).holds()


def test_roots_are_parted_where_that_is_allowed() -> None:
    """sqrt(x y) = sqrt(x) sqrt(y) for positive numbers, not for real ones: at x = y = -1 it is 1 = -1."""
    assert Identity(sp.sqrt(p * q), sp.sqrt(p) * sp.sqrt(q)).check()
    assert Identity(sp.sqrt(p * x), sp.sqrt(p) * sp.sqrt(x)).check()
    assert not Step("", "", Identity(sp.sqrt(x * y), sp.sqrt(x) * sp.sqrt(y))).holds()
    assert Identity((1 - sp.sqrt(p)) * (1 + sp.sqrt(p)), 1 - p).check()


def test_moments_that_are_not_the_rules_are_not_believed() -> None:
    """The closed form of the state's mean and covariance is checked against the rule's recursion, start and update."""
    claim = ledger()["averaging.exact-risk"]
    (quantity,) = claim.statement.quantities
    moments = quantity.moments
    assert moments is not None
    for wrong in (
        replace(moments, mean=moments.mean * 2),
        replace(moments, covariance=moments.covariance * 2),
        replace(moments, first=2),
        StateMoments(moments.mean.subs(t, t + 1), moments.covariance, 1),
    ):
        bent = restated(claim.id, quantities=(replace(quantity, moments=wrong),))
        assert bent.settle()[0] is not Verdict.PROVED


def test_what_nothing_reduces_is_argued() -> None:
    """Steps that hold, of a statement that no procedure here makes elementary: not proved. The same with a false statement: it fails."""
    rounds = ledger()["rounds.lookahead-rate"]
    assert rounds.settle()[0] is Verdict.ARGUED
    assert not rounds.conclusion
    wrong = replace(
        rounds, statement=replace(rounds.statement, right=rounds.statement.right * 2), proof=lambda claim: rounds.arguments
    )
    assert failing(wrong) == ["goal: fails"]


def test_steps_alone_prove_nothing() -> None:
    """Certificates that hold, of something else: the statement decides."""
    true = Step("true", "", Induction(sp.S.One, t, (sp.S.One,), (-sp.S.One,)))
    claim = Claim(
        "a", "", "", domain(between(x, 0, 1)), Statement(x, ">", 2 * x), ((x, sp.S.Half),), proof=lambda claim: (true,)
    )  # fmt: skip
    assert claim.settle()[0] is not Verdict.PROVED
    assert counterexample is not None


def test_points_are_judged_by_the_definitions() -> None:
    """Every claim's own verdict at its witness, with the quantities run from the rule: refuted ones fail, the others hold."""
    for claim in ledger():
        assert holds_at(claim.statement, dict(claim.witness)) in (
            (False,) if claim.expected is Verdict.REFUTED else (True, None)
        )


def test_where_a_rule_is_not_stable_there_is_no_steady_state() -> None:
    """Beyond the edge the formula is a number, the steady-state risk is none: the statement does not hold there."""
    claim = ledger()["sgd.steady-state"]
    point = {h: sp.S.One, c: sp.S.One, B: sp.S.One, alpha: sp.Integer(3)}
    assert claim.statement.right.subs(point).is_number
    assert holds_at(claim.statement, point) is False


def test_time_varying_rules_need_moments() -> None:
    """Without a closed form of its moments nothing is concluded of the average's mean."""
    mean = Quantity(sp.Symbol("phi"), "mean response", PolyakAverage(SGD()))
    where = domain(between(h, 0, None), between(alpha, 0, 1 / h), natural(t, 1))
    claim = Claim("a", "", "", where, Statement(mean.symbol, "<", sp.Integer(2), (mean,)), ((h, 1), (alpha, sp.S.Half), (t, 3)))
    assert not claim.conclusion


def test_a_power_that_is_not_whole_needs_a_base_that_is_not_negative() -> None:
    """(1 + sqrt(x))^2 = x + 2 sqrt(x) + 1 says nothing of real numbers where x is negative."""
    left, right = (1 + sp.sqrt(x)) ** 2, x + 2 * sp.sqrt(x) + 1
    assert plain(left, "=", right, between(x, 0, 1), witness=((x, sp.Rational(1, 4)),)) is Verdict.PROVED
    assert plain(left, "=", right, between(x, -1, 1), witness=((x, sp.Rational(1, 4)),)) is not Verdict.PROVED


def test_a_number_at_another_step_is_another_number() -> None:
    """phi_(t+1) is not phi_t, nor the risk of the same rule at 2 t its risk at t, and no step lies before the first."""
    mean = ledger()["momentum.mean-response"]
    (quantity,) = mean.statement.quantities
    later = restated(mean.id, quantities=(replace(quantity, environment=((t, t + 1),)),))
    assert later.settle()[0] is not Verdict.PROVED
    same = ledger()["preconditioning.equivalence-momentum"]
    ours, theirs = same.statement.quantities
    doubled = replace(theirs, environment=(*theirs.environment, (t, 2 * t)))
    assert restated(same.id, quantities=(ours, doubled)).settle()[0] is not Verdict.PROVED
    moved = ledger()["diffusion.exact"]
    (distance,) = moved.statement.quantities
    s = moved.statement
    before = restated(moved.id, right=s.right.subs(t, t - 1), quantities=(replace(distance, environment=((t, t - 1),)),))
    assert before.settle()[0] is not Verdict.PROVED


def test_roots_within_a_circle_are_tied_to_its_radius() -> None:
    """Within the square of the radius, or the unit circle, is another statement."""
    claim = ledger()["momentum.slowest-dimension"]
    (quantity,) = claim.statement.quantities
    (radius,) = quantity.scale
    assert claim.settle()[0] is Verdict.PROVED
    for wrong in (radius**2, sp.S.One, 2 * radius):
        assert restated(claim.id, quantities=(replace(quantity, scale=(wrong,)),)).settle()[0] is not Verdict.PROVED
    assert restated(claim.id, quantities=(replace(quantity, kind="stable"),)).settle()[0] is not Verdict.PROVED


def test_not_every_rule_is_at_home_along_any_axes() -> None:
    """Sign descent looks at coordinates: nothing is concluded of it along others. And momentum is not SGD."""
    claim = ledger()["sgd.any-axes"]
    (quantity,) = claim.statement.quantities
    for rule in (SignSGD(learning_rate=alpha, momentum=sp.S.Zero), HeavyBall()):
        assert restated(claim.id, quantities=(replace(quantity, optimizer=rule),)).settle()[0] is not Verdict.PROVED


def test_complex_roots_have_no_larger_one() -> None:
    """Underdamped, equation 7 is no statement on a root."""
    claim = ledger()["momentum.overdamped-root"]
    point = {h: sp.S.One, alpha: sp.S.One, HeavyBall().momentum: sp.Rational(1, 4)}
    assert holds_at(claim.statement, point) is False
    opposite = replace(claim, domain=ledger()["momentum.underdamped-modulus"].domain, witness=tuple(point.items()))
    assert opposite.settle()[0] is not Verdict.PROVED


def test_the_noise_of_a_query_is_that_of_the_model() -> None:
    """With C = 2 H a query is not the gradient of that likelihood, and an update of the variance adds alpha^2 c/B once."""
    claim = ledger()["information.gaussian-mean"]
    (query,) = claim.statement.quantities
    louder = replace(query, environment=tuple((k, 2 * v if k == c else v) for k, v in query.environment))
    assert restated(claim.id, quantities=(louder,)).settle()[0] is not Verdict.PROVED
    moments = ledger()["sgd.mean-and-variance"]
    right = moments.statement.right
    assert (
        restated(moments.id, right=sp.ImmutableMatrix([right[0], right[1] + alpha**2 * c / B])).settle()[0]
        is not Verdict.PROVED
    )


def test_powers_that_stay_in_an_interval_are_whole() -> None:
    """(-1/2)^(t/2) is not real, and (1/2)^-t leaves every interval: neither is w to a power."""
    where = domain(between(x, 0, 1), natural(t))
    assert InPower(2 - (x / 2) ** t, x / 2, t, where).check()
    for power in ((x / 2) ** (t / 2), (x / 2) ** (-t)):
        assert not InPower(2 - power, x / 2, t, where).check()
