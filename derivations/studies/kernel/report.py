"""What Rocq has checked: which claims, their files, and why the others are not among them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from derivations.kernel.rocq import all_claims, check, file_name, statement_digest, text_of
from derivations.pages.rendering import render
from derivations.tasks.study import Files, Run, Study
from theory.errors import InputError
from theory.statements.claim import Claim


@dataclass(frozen=True)
class Record:
    """``proved``: claim id to the digest of the theorem that was proved. ``missing``: claim id to the reason."""

    proved: Mapping[str, str]
    missing: Mapping[str, str]

    def covers(self, claim: Claim) -> bool:
        """Whether the theorem that was proved is the one that the claim makes now."""
        if claim.id not in self.proved:
            return False
        try:
            return statement_digest(claim) == self.proved[claim.id]
        except InputError:
            return False


def compute(run: Run) -> Record:
    """Every claim through Rocq. Raises ``InputError`` without it."""
    claims = all_claims(())
    found = {r.claim: r for r in check(claims, run.folder, run.workers, run.say)}
    proved = {claim.id: statement_digest(claim) for claim in claims if found[claim.id].proved}
    return Record(proved, {name: r.reason for name, r in found.items() if not r.proved})


def encode(record: Record) -> bytes:
    """As JSON."""
    return (json.dumps({"proved": dict(record.proved), "missing": dict(record.missing)}, indent=1) + "\n").encode()


def decode(content: bytes) -> Record:
    """From JSON."""
    made = json.loads(content)
    return Record({str(k): str(v) for k, v in made["proved"].items()}, {str(k): str(v) for k, v in made["missing"].items()})


def changed(record: Record) -> list[str]:
    """Claims whose theorem is not the one that was proved, or of which the record says nothing."""
    known = {*record.proved, *record.missing}
    return [k.id for k in all_claims(()) if (k.id in record.proved and not record.covers(k)) or k.id not in known]


def page(data: Mapping[str, Any], run: Run) -> Files:
    """The page, and each claim's file."""
    record: Record = data["kernel"]
    claims = all_claims(())
    files: Files = {}
    for k, claim in enumerate(claims):
        run.say(f"kernel: {claim.id}", k, len(claims))
        if record.covers(claim):
            files[file_name(claim)] = text_of(claim)[0].encode()
    rows = [
        (claim, file_name(claim) if file_name(claim) in files else "", record.missing.get(claim.id, "")) for claim in claims
    ]
    context = {"rows": rows, "proved": len(files), "total": len(claims)}
    return {"kernel.md": render("kernel.md", **context).encode(), **files}


STUDY: Study[Record] = Study("kernel", page=page, compute=compute, encode=encode, decode=decode, check=changed, costly=True)
