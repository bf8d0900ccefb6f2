"""The ledger's claims about any linear rule, made for a user's own and settled like all others."""

from __future__ import annotations

from derivations.ledger.examination import Examination
from derivations.ledger.ledger import Entry, Progress, verify
from theory.claims.library import of_rule
from theory.statements.claim import Ledger


def own_claims(examination: Examination, seed: int = 0, progress: Progress | None = None) -> list[Entry]:
    """Where the rule is stable, its steady state and its transient: entries as of the library's rules.

    None for a rule that is not linear and time-invariant, or for which no stable setting was found. Nobody expects a verdict of them: a
    claim that its certificates do not settle is undecided, which says nothing against the rule; one that is ``contradicted`` does.
    """
    if examination.kind != "linear" or not examination.stable:
        return []
    rule = examination.optimizer
    claims = Ledger(of_rule(rule.slug, rule))
    return verify(list(claims), seed, progress, claims)
