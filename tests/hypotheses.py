"""The hypotheses of every claim, and every rule's domain, as text, kept in ``hypotheses.txt``: ``python -m tests.hypotheses`` writes it anew.

A hypothesis narrowed, widened, added or marked as stated shows as a line of the difference that a reviewer reads; where an interval is
narrower than the rule's own for its hyperparameter, the line says so.
"""

from __future__ import annotations

from pathlib import Path

from theory.claims import ledger
from theory.optimizers import REGISTRY
from theory.rule.domain import Hypothesis
from theory.statements.claim import Claim

FILE = Path(__file__).with_name("hypotheses.txt")


def record() -> str:
    """A paragraph a rule and a claim: its name, and a line for every condition, in order."""
    rules = {f"rule {slug}": [f"  {k}" for k in cls().hypotheses_by_symbol().values()] for slug, cls in REGISTRY.items()}
    paragraphs = rules | {claim.id: lines(claim) for claim in ledger()}
    return "\n".join("\n".join([name, *found]) + "\n" for name, found in paragraphs.items())


def lines(claim: Claim) -> list[str]:
    """Each condition, how it departs from the rule's own domain, whether the source states it, and the note."""
    own = {s: k.interval for q in claim.statement.quantities for s, k in q.optimizer.hypotheses_by_symbol().items()}
    found = []
    for condition in claim.domain:
        line = f"  {condition}"
        if isinstance(condition, Hypothesis) and condition.interval != own.get(condition.symbol, condition.interval):
            line += f" where the rule has {own[condition.symbol]}"
        line += "" if condition.stated else "; not stated by the source"
        found.append(line + (f" ({condition.note})" if condition.note else ""))
    return found


if __name__ == "__main__":
    FILE.write_text(record(), encoding="utf-8")
