"""What every claim assumes is on record: nothing is assumed, or said to be assumed by the source, without a line of the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sympy as sp

from tests.hypotheses import FILE, lines, record
from theory.claims import ledger
from theory.rule.domain import Distinct, Domain, Hypothesis, Positive
from theory.statements.claim import Claim

KEPT = dict(part.rstrip().split("\n", 1) for part in FILE.read_text(encoding="utf-8").split("\n\n"))


def test_the_record_is_that_of_the_claims() -> None:
    """Of claims and rules. ``python -m tests.hypotheses`` writes it anew; what has changed is for a reviewer to read."""
    assert record().splitlines() == FILE.read_text(encoding="utf-8").splitlines()


def bent(where: Domain) -> Iterator[tuple[str, Domain]]:
    """The domain with one end moved by a thousandth, one end opened or closed, one condition added, dropped, or flagged otherwise."""
    for k, hypothesis in enumerate(where.hypotheses):
        i = hypothesis.interval
        others = [
            *([("lower end", replace(i, lower=i.lower + sp.Rational(1, 1000)))] if i.lower is not None else []),
            *([("upper end", replace(i, upper=i.upper - sp.Rational(1, 1000)))] if i.upper is not None else []),
            ("lower end opened or closed", replace(i, lower_closed=not i.lower_closed)),
            ("upper end opened or closed", replace(i, upper_closed=not i.upper_closed)),
            ("whole", replace(i, integer=not i.integer)),
            ("bounded", replace(i, upper=i.upper + 1 if i.upper is not None else sp.Integer(10**6))),
        ]
        for what, interval in others:
            yield f"{hypothesis.symbol}: {what}", _with(where, k, replace(hypothesis, interval=interval))
        yield f"{hypothesis.symbol}: flag", _with(where, k, replace(hypothesis, stated=not hypothesis.stated))
    for name in ("excluded", "positive"):
        given = getattr(where, name)
        for k, condition in enumerate(given):
            flagged = replace(condition, stated=not condition.stated)
            yield f"{name} {k}: flag", replace(where, **{name: (*given[:k], flagged, *given[k + 1 :])})
            yield f"{name} {k}: dropped", replace(where, **{name: (*given[:k], *given[k + 1 :])})
    if where.symbols:
        (first, *_) = where.symbols
        yield "a case excluded", replace(where, excluded=(*where.excluded, Distinct(first, sp.Rational(1, 7))))
        yield "a condition more", replace(where, positive=(*where.positive, Positive(first - sp.Rational(1, 1000))))


def _with(where: Domain, k: int, hypothesis: Hypothesis) -> Domain:
    return replace(where, hypotheses=(*where.hypotheses[:k], hypothesis, *where.hypotheses[k + 1 :]))


@pytest.mark.parametrize("claim", list(ledger()), ids=lambda claim: claim.id)
def test_a_hypothesis_changed_in_silence_is_seen(claim: Claim) -> None:
    """Whatever is bent in a claim's domain, its lines are no longer those on record."""
    planted = 0
    for what, where in bent(claim.domain):
        wrong = object.__new__(Claim)
        vars(wrong).update(vars(claim) | {"domain": where})
        assert "\n".join(lines(wrong)) != KEPT[claim.id], what
        planted += 1
    assert planted >= 7 or not claim.domain.hypotheses


def test_what_the_source_leaves_out_is_on_record() -> None:
    """As many conditions are marked in the record as carry ``stated=False``."""
    marked = sum("; not stated by the source" in line for line in FILE.read_text(encoding="utf-8").splitlines())
    assert marked == sum(not condition.stated for claim in ledger() for condition in claim.domain)
