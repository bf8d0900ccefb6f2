"""The pages of the claims: every statement with its proof and its evidence, and the index of all pages with the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derivations.kernel.rocq import file_name
from derivations.ledger.ledger import Entry, headline, verify
from derivations.pages.claim_pictures import group_pictures
from derivations.pages.picture import Picture
from derivations.pages.rendering import render
from derivations.studies.kernel.report import Record
from derivations.tasks.study import Files, Run, Study
from theory.algebra.printing import tex
from theory.claims import GROUPS, ledger
from theory.proof.certificate import Together
from theory.statements.claim import Claim, Verdict
from theory.statements.statement import Step

TITLES = {
    "sgd": "Plain SGD (equation 4)",
    "momentum": "Momentum SGD (Theorem 1)",
    "preconditioning": "Preconditioning (equations 8 to 10)",
    "ema": "Exponential moving averages (Theorem 2)",
    "information": "The information bound (section 3.6)",
    "nesterov": "Nesterov's momentum and QHM",
    "rounds": "Rules in rounds: Lookahead, local SGD, DiLoCo",
    "delay": "Delayed gradients",
    "averaging": "Plain averages and decaying learning rates",
    "library": "What the derivation adds",
    "noise-scale": "The gradient noise scale (McCandlish et al. 2018)",
    "diffusion": "Distance from the start (Hoffer et al. 2017, You et al. 2020)",
}


def claims_files(run: Run, record: Record) -> Files:
    """All files: the claims are settled, their pictures drawn; ``record`` says what Rocq has proved."""
    entries = verify(list(ledger()), progress=run.say)
    pictures = group_pictures()
    by_rocq = {e.claim.id for e in entries if record.covers(e.claim)}
    files = _index_files(entries, by_rocq)
    for group in GROUPS:
        mine = [e for e in entries if e.claim.id.split(".")[0] == group]
        files |= _group_files(group, mine, pictures.get(group, ()), by_rocq)
    return files


def checked_by(entry: Entry, by_rocq: set[str]) -> str:
    """What stands behind an entry: Rocq's kernel, the certificates, or (argued) certificates under an extrapolation."""
    if entry.claim.id in by_rocq:
        return "kernel"
    return "extrapolation" if entry.verdict is Verdict.ARGUED else "certificates"


def _group_files(group: str, entries: list[Entry], pictures: tuple[Picture, ...], by_rocq: set[str]) -> Files:
    context: dict[str, Any] = {
        "title": TITLES[group],
        "entries": entries,
        "counts": headline(entries),
        "figures": pictures,
        "hypotheses": hypotheses,
        "roots": roots,
        "evidence": evidence,
        "kind": kind,
        "checked_by": lambda entry: checked_by(entry, by_rocq),
        "file_name": file_name,
    }
    files = {f"{group}.md": render("group.md", **context).encode()}
    for picture in pictures:
        files |= picture.files()
    return files


def _index_files(entries: list[Entry], by_rocq: set[str]) -> Files:
    pages = [f"[{TITLES[g]}]({g}.md)" for g in GROUPS]
    context: dict[str, Any] = {
        "headline": headline(entries),
        "by_rocq": len(by_rocq),
        "pages": pages,
        "entries": entries,
        "point": point,
        "checked_by": lambda entry: checked_by(entry, by_rocq),
    }
    return {"index.md": render("index.md", **context).encode()}


def hypotheses(claim: Claim) -> str:
    """The hypotheses as text, the omitted ones marked."""
    given = [(k.latex(), k.stated, k.note) for k in claim.domain] + [(k.latex, False, "") for k in claim.built_in]
    marks = ["" if stated else f" **(omitted in the source{': ' + note if note else ''})**" for _, stated, note in given]
    return ", ".join(f"${formula}${mark}" for (formula, _, _), mark in zip(given, marks, strict=True)) + "."


def roots(claim: Claim) -> list[str]:
    """What the root symbols stand for."""
    form = claim.statement.roots
    return [] if form is None else [f"${tex(s)} = {tex(e)}$" for s, e in form.explicit]


def kind(step: Step) -> str:
    """The certificate's kind in words."""
    parts = step.certificate.parts if isinstance(step.certificate, Together) else (step.certificate,)
    return " and ".join(dict.fromkeys(type(p).__name__.lower() for p in parts))


def point(claim: Claim) -> str:
    """The witness as text."""
    return ", ".join(f"$`{tex(s)} = {tex(v)}`$" for s, v in claim.witness)


def evidence(entry: Entry) -> str:
    """Interval and Monte Carlo evidence in one paragraph."""
    i = entry.interval
    if i.verdict == "refuted":
        text = (
            f"Intervals ({i.digits} digits): fails at the counterexample, the left side taken from the rule where it names one."
        )
    else:
        text = f"Intervals: holds at {i.points} rational points to {i.digits} digits."
    if entry.monte_carlo:
        shown = "; ".join(
            f"{o.comparison.name.split(' at ')[1]}: simulated {o.comparison.estimate:.4g}, formula {o.comparison.theory:.4g}, "
            f"z = {o.comparison.z:+.1f}"
            for o in entry.monte_carlo.outcomes
        )
        worst = max(o.detectable for o in entry.monte_carlo.outcomes)
        text += (
            f" Monte Carlo ({entry.monte_carlo.samples:,} samples): {shown}. An error of {worst:.1%} would have been caught."
        )
    return text


def page(data: Mapping[str, Any], run: Run) -> Files:
    """The files, with what Rocq has proved."""
    return claims_files(run, data["kernel"])


STUDY: Study[None] = Study("claims", page=page, alone=False)
