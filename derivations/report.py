"""The reports: one page a group of statements and one an optimizer, in Markdown and LaTeX, with an index.

Everything is generated in memory first; files are then replaced one by one, whole. Nothing depends on the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from derivations.inputs.output import check_writable, progress, write_atomic
from derivations.ledger.ledger import Entry, headline, verify
from derivations.manifest import NAME, Manifest, present_inputs
from derivations.pages.claim_pictures import group_pictures
from derivations.pages.picture import Picture
from derivations.pages.rendering import render
from derivations.registry import studies
from derivations.tasks.study import Run
from theory.algebra.printing import tex
from theory.claims import GROUPS, ledger
from theory.errors import InputError
from theory.proof.certificate import Together
from theory.statements.claim import Claim, Step

FOLDER = Path(__file__).parent / "reports"
"""The stored data of the studies and, in a checkout, the reports."""
IS_CHECKOUT = (FOLDER / "index.md").is_file()
OUT = FOLDER if IS_CHECKOUT else Path("nqm-reports")
"""Where the reports go: an installed copy is not written to."""

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


def build_reports(data: Mapping[str, Any], run: Run) -> dict[str, bytes]:
    """All report files, name to content, from the data of all studies by name."""
    total = len(ledger()) + len(GROUPS) + len(studies())
    entries = verify(list(ledger()), progress=lambda what, done, _: run.say(what, min(done, len(ledger())), total))
    files: dict[str, bytes] = {}
    pictures = group_pictures()
    done = len(ledger())
    for group in GROUPS:
        run.say(group, done, total)
        mine = [e for e in entries if e.claim.id.split(".")[0] == group]
        files |= _group_files(group, mine, pictures.get(group, ()))
        done += 1
    for study in studies().values():
        run.say(study.name, done, total)
        files |= study.files(data, run)
        done += 1
    files |= _index_files(entries)
    return files


def _group_files(group: str, entries: list[Entry], pictures: tuple[Picture, ...]) -> dict[str, bytes]:
    context: dict[str, Any] = {
        "title": TITLES[group],
        "entries": entries,
        "counts": headline(entries),
        "figures": pictures,
        "hypotheses": hypotheses,
        "roots": roots,
        "evidence": evidence,
        "kind": kind,
    }
    files = {f"{group}.{suffix}": render(f"group.{suffix}", **context).encode() for suffix in ("md", "tex")}
    for picture in pictures:
        files |= picture.files()
    return files


def _index_files(entries: list[Entry]) -> dict[str, bytes]:
    pages = [(f"[{TITLES[g]}]({g}.md)", f"[tex]({g}.tex)") for g in GROUPS]
    context: dict[str, Any] = {"headline": headline(entries), "pages": pages, "entries": entries, "point": point}
    return {f"index.{suffix}": render(f"index.{suffix}", **context).encode() for suffix in ("md", "tex")}


def hypotheses(claim: Claim) -> str:
    """The hypotheses as text, the omitted ones marked."""
    return ", ".join(f"${k.latex()}$" + ("" if k.stated else " **(omitted in the source)**") for k in claim.domain) + "."


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


def write_reports(out: str | None, workers: int = 1) -> int:
    """Write every file; returns the exit code. Studies that are costly keep their stored data: ``nqm experiment NAME --keep``."""
    folder = Path(out) if out else OUT
    check_writable(folder / "index.md")
    inputs = present_inputs()
    with progress("report") as tick:
        run = Run(folder, workers, say=tick)
        data = {name: s.stored(FOLDER) if s.costly else s.computed(run) for name, s in studies().items()}
        files = build_reports(data, run)
    for name, content in files.items():
        write_atomic(folder / name, content)
    known = inputs if inputs == present_inputs() else "changed while the reports were made"
    write_atomic(folder / NAME, Manifest.of(known, files).as_json())
    print(f"wrote {len(files)} files to {folder}")
    return 0


def check_reports(out: str | None, workers: int = 1, everything: bool = False) -> int:
    """Say which files differ from what would be generated; returns the exit code.

    Digests decide where nothing that the reports are made of has changed since; else, and with ``everything``, all are generated.
    """
    folder = Path(out) if out else OUT
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder of reports; write one with 'nqm report', or name another with --out")
    made, inputs = Manifest.read(folder), present_inputs()
    how = "nothing that they are made of has changed"
    if made is None or made.inputs != inputs or everything:
        how = "all were generated again"
        with progress("report") as tick:
            tick("stored studies", 0, 1)
            data = {name: study.stored(folder, checked=True) for name, study in studies().items()}
            made = Manifest.of(inputs, build_reports(data, Run(folder, workers, say=tick)))
    stale, total = made.stale(folder), len(made.outputs)
    for name in stale:
        print(f"stale: {folder / name}")
    print(f"{len(stale)} of {total} files are stale; run: nqm report" if stale else f"all {total} files are fresh ({how})")
    return 1 if stale else 0
