"""``nqm verify --smt`` and ``--kernel``: what z3 says of the conditions that claims rest on, and what Rocq of the claims."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from derivations.cli.commands import chosen_claims
from derivations.inputs.output import print_table, progress, write_json
from derivations.kernel.rocq import Checked, check
from derivations.report import FOLDER, IS_CHECKOUT
from derivations.smt.outsider import Answer, Reply, Sweep, sweep
from derivations.smt.questions import Question
from derivations.smt.translation import z3
from derivations.studies.kernel.report import STUDY

KINDS = {
    "certificate": "conditions of certificates",
    "denominator": "denominators of statements",
    "domain": "domains with a point",
}


def ask_z3(prefixes: Sequence[str], json: str | None) -> bool:
    """Ask about the claims chosen, print, and return whether z3 contradicts nothing."""
    z3()  # is it there?
    claims = chosen_claims(prefixes)
    with progress("verify --smt") as tick:
        found = sweep(claims, progress=tick)
    if json != "-":
        _print(found)
    if json:
        write_json(json, as_dict(found))
    return not found.with_answer(Answer.CONTRADICTS)


def _print(found: Sweep) -> None:
    rows = []
    for kind, name in KINDS.items():
        counts = found.counts(kind)
        rows.append((name, str(sum(counts.values())), *(str(counts[answer]) for answer in Answer)))
    print_table(f"z3 {z3().get_version_string()}", ("asked", "questions", *map(str, Answer)), rows)
    for answer in (Answer.CONTRADICTS, Answer.NOT_DECIDED):
        for question, reply in found.with_answer(answer):
            print(f"{question.claim} ({question.place}): {question.condition}: {reply}")
    if found.not_asked:
        others = ", ".join(f"{what}: {count}" for what, count in found.not_asked.items())
        print(f"not asked, because they hold no condition on a domain, certificates of {others}")
    against = len(found.with_answer(Answer.CONTRADICTS))
    print(f"z3 contradicts {against or 'nothing'}" + (f" of {len(found.found)} conditions" if against else ""))


def as_dict(found: Sweep) -> dict[str, Any]:
    """The sweep for programs; conditions that z3 agrees with are counted only."""
    return {
        "z3": z3().get_version_string(),
        "counts": {kind: {str(answer): count for answer, count in found.counts(kind).items()} for kind in KINDS},
        "contradicts": [_entry(*pair) for pair in found.with_answer(Answer.CONTRADICTS)],
        "not_decided": [_entry(*pair) for pair in found.with_answer(Answer.NOT_DECIDED)],
        "not_asked": dict(found.not_asked),
    }


def _entry(question: Question, reply: Reply) -> dict[str, Any]:
    return {
        "claim": question.claim,
        "place": question.place,
        "condition": str(question.condition),
        "domain": [str(k) for k in question.condition.domain],
        "why": reply.why,
        "point": {str(s): str(v) for s, v in reply.point},
    }


KERNEL_FOLDER = Path("build/kernel") if IS_CHECKOUT else Path("nqm-kernel")
"""Where the files for Rocq go, and what it found."""


def ask_rocq(prefixes: Sequence[str], workers: int, json: str | None) -> bool:
    """Have the claims chosen checked by Rocq, print, and return whether it rejects no proof and proves all that the reports say it does."""
    claims = chosen_claims(prefixes)
    with progress("verify --kernel") as tick:
        found = list(check(claims, KERNEL_FOLDER, workers, tick))
    rejected = [r for r in found if not r.proved and r.digest]
    stored = STUDY.stored(FOLDER)
    lost = [r for r in found if stored and r.claim in stored.proved and not r.proved and r not in rejected]
    if json != "-":
        _print_checked(found, rejected, lost)
    if json:
        write_json(json, {"claims": [_checked(r) for r in found], "ok": not rejected and not lost})
    return not rejected and not lost


def _print_checked(found: Sequence[Checked], rejected: Sequence[Checked], lost: Sequence[Checked]) -> None:
    rows = [(r.claim, "proved" if r.proved else r.reason, f"{r.seconds:.1f} s" if r.digest else "") for r in found]
    print_table("Rocq", ("claim", "kernel", "time"), rows, fixed=1)
    axioms = sorted({a for r in found for a in r.axioms})
    proved = sum(r.proved for r in found)
    print(f"{proved} of {len(found)} claims proved by Rocq; files in {KERNEL_FOLDER}")
    print(f"axioms used: {', '.join(axioms) or 'none'}")
    print(f"{len(rejected)} proofs rejected" if rejected else "no proof was rejected")
    for r in lost:
        print(f"{r.claim}: the reports call it proved, and it is not: {r.reason}")


def _checked(r: Checked) -> dict[str, Any]:
    return {"id": r.claim, "proved": r.proved, "reason": r.reason, "axioms": list(r.axioms), "seconds": r.seconds}
