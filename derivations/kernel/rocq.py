"""Rocq run on the claims' theorems: files written, compiled in parallel, the axioms of each read back.

Results are kept beside the files; what has not changed since is not compiled again.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from derivations.inputs.output import check_writable, write_atomic
from theory.claims import ledger
from theory.errors import InputError
from theory.kernel.proofs.script import script
from theory.kernel.theorem import theorem
from theory.statements.claim import Claim
from theory.statements.values import NotReduced

LIBRARY = Path(__file__).parent / "library"
ORDER = ("Complex", "Sequences", "Rules", "Tactics", "Rounds", "Delay")
"""The library's files; each may use those before it."""
AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "functional_extensionality_dep",
        "Classical_Prop.classic",
        "classic",
    }
)
"""What Coq's real numbers rest on, the last its logarithm alone (so real powers); nothing else may be assumed."""
LIMIT = 300
"""Seconds for one file."""
COMPILER = "coqc"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Checked:
    """What came out for a claim: ``proved``, or why not; the axioms used; seconds taken; the digest of what was compiled."""

    claim: str
    proved: bool
    reason: str = ""
    axioms: tuple[str, ...] = ()
    seconds: float = 0.0
    digest: str = ""


def file_name(claim: Claim) -> str:
    """The name of a claim's file."""
    return re.sub(r"\W", "_", claim.id) + ".v"


def text_of(claim: Claim) -> tuple[str, str]:
    """The file for Rocq; or "" and why there is none."""
    try:
        return script(claim), ""
    except (InputError, NotReduced) as error:
        return "", str(error)
    except (LookupError, StopIteration, ValueError) as error:  # no way to a proof is known, whatever the statement holds
        return "", f"no proof is made ({type(error).__name__}: {error})"


def statement_digest(claim: Claim) -> str:
    """A digest of the theorem alone: the rules as written, the hypotheses, what follows, and the library that defines its words."""
    made = theorem(claim)
    rules = "\n".join(rule.text for rule in made.definitions.values())
    return _digest(f"{library_digest()}\n{rules}\n{made.statement()}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@cache
def library_digest() -> str:
    """A digest of the library's files."""
    return _digest("".join((LIBRARY / f"{name}.v").read_text(encoding="utf-8") for name in ORDER))


def check(
    claims: Sequence[Claim], folder: Path, workers: int, progress: Progress = lambda what, done, total: None
) -> Iterator[Checked]:
    """Every claim in order. Raises ``InputError`` if there is no Rocq or its library does not compile."""
    compiler = shutil.which(COMPILER)
    if compiler is None:
        raise InputError(f"no {COMPILER} found: --kernel needs Rocq (Debian: apt-get install coq); 'make kernel' installs it")
    check_writable(folder / "checked.json")
    total = 2 * len(claims)
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    library = _compiled_library(compiler, version, folder, progress, total)
    known = _known(folder)
    texts = []
    for k, claim in enumerate(claims):
        progress(f"{claim.id} (written)", k, total)
        texts.append(text_of(claim))
    found: dict[str, Checked] = {}

    def one(job: tuple[Claim, tuple[str, str]]) -> Checked:
        claim, (text, reason) = job
        if not text:
            return Checked(claim.id, False, reason)
        digest = _digest(f"{library}\n{text}")
        if claim.id in known and known[claim.id].digest == digest and known[claim.id].proved:
            return known[claim.id]
        path = folder / file_name(claim)
        write_atomic(path, text.encode())
        return _compiled(compiler, claim, path, digest)

    with ThreadPoolExecutor(workers) as pool:
        try:
            for k, result in enumerate(pool.map(one, zip(claims, texts, strict=True))):
                progress(result.claim, len(claims) + k, total)
                found[result.claim] = result
                yield result
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            kept = {name: r for name, r in (known | found).items() if r.digest}
            write_atomic(folder / "checked.json", json.dumps({n: asdict(r) for n, r in kept.items()}, indent=1).encode())


def _known(folder: Path) -> dict[str, Checked]:
    """Results kept from before; none if they cannot be read."""
    try:
        stored = json.loads((folder / "checked.json").read_text(encoding="utf-8"))
        return {name: Checked(**{**r, "axioms": tuple(r["axioms"])}) for name, r in stored.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _compiled_library(compiler: str, version: str, folder: Path, progress: Progress, total: int) -> str:
    """The library's files compiled in the folder, if they are not; a digest of them and of the compiler."""
    digest = _digest(f"{version}\n{library_digest()}")
    mark = folder / "library" / "digest"
    if mark.is_file() and mark.read_text() == digest:
        return digest
    for name in ORDER:
        progress(f"library: {name}", 0, total)
        path = folder / "library" / f"{name}.v"
        write_atomic(path, (LIBRARY / path.name).read_bytes())
        done = subprocess.run([compiler, "-Q", str(path.parent), "Nqm", str(path)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise InputError(f"{path} does not compile: {_first_line(done.stderr)}")
    write_atomic(mark, digest.encode())
    return digest


def _compiled(compiler: str, claim: Claim, path: Path, digest: str) -> Checked:
    """One file, and what it rests on."""
    begun = time.monotonic()
    command = [compiler, "-Q", str(path.parent / "library"), "Nqm", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return Checked(claim.id, False, f"not checked within {LIMIT} s")
    seconds = round(time.monotonic() - begun, 1)
    if done.returncode:
        return Checked(claim.id, False, f"rejected: {_first_line(done.stderr)}", (), seconds, digest)
    axioms = axioms_in(done.stdout)
    if axioms is None:
        return Checked(claim.id, False, "rejected: what it rests on was not printed", (), seconds, digest)
    foreign = sorted(set(axioms) - AXIOMS)
    return Checked(claim.id, not foreign, f"rests on {', '.join(foreign)}" if foreign else "", axioms, seconds, digest)


def axioms_in(output: str) -> tuple[str, ...] | None:
    """The names that ``Print Assumptions`` lists; None if it has not been asked."""
    _, found, listed = output.partition("Axioms:")
    if not found:
        return () if "Closed under the global context" in output else None
    return tuple(sorted(set(re.findall(r"^([A-Za-z_][\w.']*)\s*(?::|$)", listed, re.MULTILINE))))


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("File ")]
    return " ".join(lines)[:200] or "no message"


def all_claims(prefixes: Sequence[str]) -> list[Claim]:
    """The ledger's claims whose ids begin so; all of them without prefixes."""
    return [k for k in ledger() if not prefixes or any(k.id.startswith(p) for p in prefixes)]
