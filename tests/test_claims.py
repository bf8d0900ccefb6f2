"""The ledger: every step of every claim is checked, and every planted error is caught."""

from __future__ import annotations

import random

import pytest

from derivations.ledger.sampling import monte_carlo_evidence
from numerics.evidence.intervals import interval_evidence, statement_holds
from theory.claims import GROUPS, ledger
from theory.errors import OutsideDomain
from theory.rule.model import t
from theory.statements.claim import Claim, Ledger, Verdict
from theory.statements.planting import is_caught, planted_errors

CLAIMS = list(ledger())
STEPS = [pytest.param(step, id=f"{claim.id}/{k + 1}-{step.name}") for claim in CLAIMS for k, step in enumerate(claim.steps)]
PLANTED = [pytest.param(wrong, id=f"{claim.id}/{what}") for claim in CLAIMS for what, wrong in planted_errors(claim)]


def by_id(claim: Claim) -> str:
    return claim.id


@pytest.mark.parametrize("step", STEPS)
def test_step_holds(step) -> None:
    """Each proof step's certificate checks, from its own data."""
    assert step.certificate.check()


@pytest.mark.parametrize("claim", CLAIMS, ids=by_id)
def test_claim_meets_its_expected_verdict(claim: Claim) -> None:
    """The steps together give the verdict that the ledger announces."""
    verdict, results = claim.settle()
    assert verdict is claim.expected, [r.step.name for r in results if not r.holds]


@pytest.mark.parametrize("claim", CLAIMS, ids=by_id)
def test_claim_is_not_vacuous(claim: Claim) -> None:
    """The domain has points: the witness, and random ones."""
    assert claim.domain.contains(dict(claim.witness))
    assert claim.domain.contains(claim.domain.sample(random.Random(claim.id)))


@pytest.mark.parametrize("claim", CLAIMS, ids=by_id)
def test_intervals_agree_with_the_verdict(claim: Claim) -> None:
    """The statement holds (or fails at its counterexample) with its left side computed from the rule itself."""
    evidence = interval_evidence(claim, points=4, seed=1)
    assert evidence.consistent, evidence
    assert evidence.verdict is (Verdict.REFUTED if claim.expected is Verdict.REFUTED else Verdict.UNDECIDED)


@pytest.mark.parametrize("noise", ["gaussian", "rademacher"])
def test_simulation_agrees_with_every_risk_claim(noise: str) -> None:
    """Only two moments of the noise matter: Gaussian and Rademacher noise both reproduce the formulas."""
    evidence = monte_carlo_evidence(CLAIMS, seed=7, noise=noise)
    assert len(evidence) >= 8
    assert all(e.consistent for e in evidence.values()), evidence
    assert not any(e.verdict is Verdict.PROVED for e in evidence.values())  # sampling never proves


@pytest.mark.parametrize("wrong", PLANTED)
def test_planted_error_is_caught(wrong: Claim) -> None:
    """A wrong sign, a factor 1.01, a shifted t or a dropped hypothesis does not get the right claim's verdict."""
    assert is_caught(wrong)


def test_an_error_is_planted_in_every_claim() -> None:
    """The test before this one leaves none out."""
    assert [claim.id for claim in CLAIMS if not list(planted_errors(claim))] == []


@pytest.mark.parametrize(
    ("claim_id", "what"),
    [
        ("sgd.steady-state", "factor 1.01"),
        ("momentum.exact-risk", "t for t+1"),
        ("ema.exact-risk", "factor 1.01"),
        ("momentum.second-moments", "sign"),
        ("ema.reduction-factor", "relation turned round"),
        ("momentum.stability-region", "sign"),
    ],
)
def test_intervals_catch_planted_errors_on_their_own(claim_id: str, what: str) -> None:
    """Interval evidence alone, without the proof, refutes a wrong statement."""
    wrong = dict(planted_errors(ledger()[claim_id]))[what]
    assert interval_evidence(wrong, points=60).verdict is Verdict.REFUTED


def test_a_bound_with_another_transient_is_not_accepted() -> None:
    """The bound on the fewest steps is tied to SGD's exact risk: with the power t for 2t it is not proved."""
    from dataclasses import replace

    right = ledger()["diffusion.fewest-steps"]
    s = right.statement
    wrong = replace(right, statement=replace(s, right=s.right.subs(t, t / 2)))
    assert s.right != wrong.statement.right
    assert right.settle()[0] is Verdict.PROVED
    assert wrong.settle()[0] is Verdict.UNDECIDED


def test_there_are_enough_claims() -> None:
    """The ledger covers the paper's sections 3.1-3.6 and the optimizer library; every claim is in the group of its id."""
    assert len(CLAIMS) >= 195
    assert {c.id.split(".")[0] for c in CLAIMS} == set(GROUPS)


def test_a_statement_outside_its_domain_is_refused() -> None:
    """Evaluation where a hypothesis fails names claim, condition and value."""
    claim = ledger()["momentum.steady-state"]
    point = dict(claim.witness)
    alpha = claim.domain.symbols[-1]
    with pytest.raises(OutsideDomain, match=r"momentum.steady-state: needs alpha in .*alpha = 5"):
        statement_holds(claim, {**point, alpha: 5})


def test_the_ledger_refuses_duplicates_cycles_and_unknown_uses() -> None:
    """A ledger with a duplicate id, a circular proof or a missing lemma is not made."""
    from dataclasses import replace

    one = ledger()["sgd.edge-growth"]
    with pytest.raises(ValueError, match="duplicate claim id"):
        Ledger([one, one])
    with pytest.raises(ValueError, match="circular"):
        Ledger([replace(one, id="a", uses=("b",)), replace(one, id="b", uses=("a",))])
    with pytest.raises(ValueError, match="unknown claim"):
        Ledger([replace(one, uses=("no.such",))])


def test_refuted_is_said_of_what_a_source_asserts() -> None:
    """Limits and conjectures fail, too, and the headline counts them apart; a limit stands beside a claim that is expected to be proved."""
    from dataclasses import replace

    from derivations.ledger.ledger import headline, verify

    ids = ("sgd.closed-edge", "ema.reduction-factor", "ema.reduction-at-zero-decay", "nesterov.points-agree")
    entries = verify([ledger()[k] for k in ids])
    assert [e.claim.outcome(e.verdict) for e in entries] == [
        "refuted", "proved", "fails: limit of ema.reduction-factor", "fails: a conjecture",
    ]  # fmt: skip
    told = "1 refuted, 1 limits of what is proved, 1 conjectures that fail, 0 undecided"
    assert headline(entries) == f"4 claims: 1 proved (1 of them under a hypothesis that the source omits), {told}"
    edge, limit, proved = ledger()["sgd.edge-growth"], ledger()["ema.start-elsewhere"], ledger()["ema.risk-bound"]
    for wrong in ({"limit_of": "ema.risk-bound"}, {"conjecture": True}):
        with pytest.raises(ValueError, match="is a statement that fails"):
            replace(edge, **wrong)
    with pytest.raises(ValueError, match="or else a conjecture"):
        replace(limit, conjecture=True)
    alone = replace(limit, uses=())
    for others in ([], [replace(proved, uses=(), built_in=(), expected=Verdict.ARGUED)]):
        with pytest.raises(ValueError, match="no claim that is expected to be proved"):
            Ledger([alone, *others])
    with pytest.raises(ValueError, match="no claim that is expected to be refuted"):
        Ledger([replace(proved, uses=())])


def test_hypotheses_that_the_rule_meets_are_omitted_ones() -> None:
    """Theorem 1 leaves open that m_0 = 0, Theorem 2 that the average starts at theta_0: they count, though no symbol of the domain shows them."""
    assert "m_0 = 0" in ledger()["momentum.risk-bound"].omitted
    assert len(ledger()["momentum.risk-bound"].omitted) == 2
    assert len(ledger()["ema.risk-bound"].omitted) == 3


def test_a_claim_falls_with_what_it_uses() -> None:
    """If a used claim is not settled as expected, nothing that rests on it is proved or refuted."""
    from derivations.ledger.ledger import verify

    wrong = dict(planted_errors(ledger()["sgd.edge-growth"]))["factor 1.01"]
    resting = ledger()["sgd.closed-edge"]
    (entry,) = verify([resting], among=Ledger([wrong, resting]))
    assert entry.verdict is Verdict.UNDECIDED
    assert entry.unsupported == ("sgd.edge-growth",)
    assert not entry.ok
    (entry,) = verify([resting])
    assert entry.ok
