"""Settle claims and gather their evidence: proof steps, intervals, simulation."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from derivations.ledger.sampling import MonteCarloEvidence, monte_carlo_evidence
from numerics.evidence.intervals import IntervalEvidence, interval_evidence
from theory.claims import ledger
from theory.proof.export import export
from theory.statements.claim import Claim, Ledger, Verdict
from theory.statements.statement import StepResult

Progress = Callable[[str, int, int], None]
Settled = tuple[Verdict, tuple[StepResult, ...]]


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: a claim, what its proof steps give, and the evidence beside them.

    ``unsupported`` names claims that it uses and that did not meet their own verdict; then it is undecided itself.
    """

    claim: Claim
    verdict: Verdict
    steps: tuple[StepResult, ...]
    interval: IntervalEvidence
    monte_carlo: MonteCarloEvidence | None
    seconds: float
    unsupported: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """The expected verdict was reached by proof, and all evidence is consistent with it."""
        sampled = self.monte_carlo is None or self.monte_carlo.consistent
        return self.verdict is self.claim.expected and self.interval.consistent and sampled

    @property
    def contradicted(self) -> bool:
        """Whether anything, a certificate or evidence, speaks against a statement that is expected to hold."""
        sampled = self.monte_carlo is not None and not self.monte_carlo.consistent
        return self.verdict is Verdict.REFUTED or bool(self.interval.failures) or sampled

    @property
    def failed_steps(self) -> tuple[str, ...]:
        """Names of the proof steps that did not hold."""
        return (*(r.step.name for r in self.steps if not r.holds), *self.unsupported)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of ``nqm verify``."""
        symbolic = {
            "kind": "symbolic",
            "verdict": str(self.verdict),
            "steps": [
                {
                    "name": r.step.name,
                    "says": r.step.says,
                    "holds": r.holds,
                    "seconds": round(r.seconds, 4),
                    "certificate": export(r.step.certificate),
                }
                for r in self.steps
            ],
        }
        evidence = [symbolic, self.interval.as_dict()]
        if self.monte_carlo:
            evidence.append(self.monte_carlo.as_dict())
        return {
            "id": self.claim.id,
            "title": self.claim.title,
            "source": self.claim.source,
            "expected": str(self.claim.expected),
            "verdict": str(self.verdict),
            "asserted": self.claim.asserted,
            "limit_of": self.claim.limit_of or None,
            "omitted_hypotheses": list(self.claim.omitted),
            "statement": {
                "latex": self.claim.statement.latex(),
                **{side: export(getattr(self.claim.statement, side)) for side in ("left", "relation", "right")},
                "quantities": [
                    {"symbol": export(q.symbol), "kind": q.kind, "rule": str(q.optimizer)}
                    for q in self.claim.statement.quantities
                ],
            },
            "domain": export(self.claim.domain),
            "uses": list(self.claim.uses),
            "assumes": list(self.claim.assumes),
            "evidence": evidence,
            "seconds": round(self.seconds, 4),
        }


class Support:
    """Which claims may be used by others: those that meet their verdict, as must all that they use in turn."""

    def __init__(self, among: Ledger) -> None:
        self._among = among
        self._known: dict[str, bool] = {}
        self._settled: dict[int, tuple[Claim, Settled]] = {}

    def settle(self, claim: Claim) -> Settled:
        """``Claim.settle``, once for each claim (kept with it, so that no other takes its number)."""
        if id(claim) not in self._settled:
            self._settled[id(claim)] = claim, claim.settle()
        return self._settled[id(claim)][1]

    def holds(self, claim_id: str) -> bool:
        """Whether the claim and everything below it is settled as expected."""
        if claim_id not in self._known:
            claim = self._among[claim_id]
            self._known[claim_id] = self.settle(claim)[0] is claim.expected and all(self.holds(used) for used in claim.uses)
        return self._known[claim_id]


def verify(
    claims: Sequence[Claim], seed: int = 0, progress: Progress | None = None, among: Ledger | None = None
) -> list[Entry]:
    """Settle the claims in order, with all that they use (looked up in ``among``, the whole ledger by default).

    ``progress`` is called with (what is being done, done, all).
    """
    support = Support(among or ledger())
    sampled = [claim for claim in claims if claim.monte_carlo]
    total = len(claims) + len(sampled)
    entries = []
    for k, claim in enumerate(claims):
        if progress:
            progress(claim.id, k, total)
        start = time.perf_counter()
        verdict, steps = support.settle(claim)
        missing = tuple(used for used in claim.uses if not support.holds(used))
        interval = interval_evidence(claim, seed=seed)
        seconds = time.perf_counter() - start
        entries.append(Entry(claim, Verdict.UNDECIDED if missing else verdict, steps, interval, None, seconds, missing))
    done = len(claims)

    def count(claim_id: str) -> None:
        nonlocal done
        done += 1
        if progress:
            progress(f"{claim_id} (simulation)", done, total)

    simulated = monte_carlo_evidence(sampled, seed, progress=count)
    return [replace(entry, monte_carlo=simulated.get(entry.claim.id)) for entry in entries]


def headline(entries: Sequence[Entry]) -> str:
    """How many statements came out how, in one line. Refuted are those alone that a source asserts."""
    omitted = sum(bool(e.claim.omitted) for e in entries if e.verdict is Verdict.PROVED)
    asserted = [e for e in entries if e.verdict is not Verdict.REFUTED or e.claim.asserted]
    found = {verdict: sum(e.verdict is verdict for e in asserted) for verdict in Verdict}
    under = {Verdict.PROVED: f" ({omitted} of them under a hypothesis that the source omits)" if omitted else ""}
    always = (Verdict.PROVED, Verdict.REFUTED, Verdict.UNDECIDED)
    parts = {v: f"{found[v]} {v}{under.get(v, '')}" for v in Verdict if found[v] or v in always}
    failing = [e.claim for e in entries if e.verdict is Verdict.REFUTED]
    limits, conjectures = sum(bool(claim.limit_of) for claim in failing), sum(claim.conjecture for claim in failing)
    parts[Verdict.REFUTED] += f", {limits} limits of what is proved" if limits else ""
    parts[Verdict.REFUTED] += f", {conjectures} conjectures that fail" if conjectures else ""
    return f"{len(entries)} claims: {', '.join(parts.values())}"
