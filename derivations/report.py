"""The reports: one page a group of statements and one an optimizer, in Markdown and LaTeX, with an index.

Everything is generated in memory first; files are then replaced one by one, whole. Nothing depends on the clock.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from derivations.inputs.output import Ticker, check_writable, progress, write_atomic
from derivations.ledger.ledger import Entry, headline, verify
from derivations.manifest import NAME, Manifest, present_inputs
from derivations.pages.claim_pictures import group_pictures
from derivations.pages.picture import Picture
from derivations.pages.rendering import render
from derivations.studies.adaptive.report import adaptive_files, checked_adaptive, new_or_stored
from derivations.studies.adaptive.study import AdaptiveStudy
from derivations.studies.batch_limit.report import batch_limit_files
from derivations.studies.batch_size.report import batch_files, stored_study
from derivations.studies.batch_size.study import Study, compute_study
from derivations.studies.digits.report import reality_files, stored_reality
from derivations.studies.gallery.exhibits import EXHIBITS
from derivations.studies.gallery.report import gallery_files
from derivations.studies.gallery.study import Gallery, compute_gallery, stored_gallery
from derivations.studies.noise_scale.report import noise_scale_files, stored_coverage
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


def build_reports(
    study: Study, adaptive: AdaptiveStudy, gallery: Gallery, kept: Path, workers: int = 1, tick: Ticker | None = None
) -> dict[str, bytes]:
    """All report files, name to content; ``kept``: the folder of the experiments' data, which a report never computes."""
    total = len(ledger()) + len(GROUPS) + len(EXHIBITS) + 5
    say = tick or (lambda what, done, total: None)
    entries = verify(list(ledger()), progress=lambda what, done, _: say(what, min(done, len(ledger())), total))
    files: dict[str, bytes] = {}
    pictures = group_pictures()
    done = len(ledger())
    for group in GROUPS:
        say(group, done, total)
        mine = [e for e in entries if e.claim.id.split(".")[0] == group]
        files |= _group_files(group, mine, pictures.get(group, ()))
        done += 1
    files |= gallery_files(gallery, workers, lambda made, _: say("gallery", done + made, total))
    done += len(EXHIBITS)
    say("batch sizes", done, total)
    files |= batch_files(study)
    say("adaptive methods", done + 1, total)
    files |= adaptive_files(adaptive)
    say("noise scale", done + 2, total)
    files |= noise_scale_files(study, stored_coverage(kept))
    say("limit of the batch size", done + 3, total)
    files |= batch_limit_files(study, gallery)
    say("digits", done + 4, total)
    files |= reality_files(stored_reality(kept))
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


def write_reports(out: str | None, races: bool = False, workers: int = 1, resume: str | None = None) -> int:
    """Write every file; returns the exit code.

    ``races``: run the simulated races again (minutes) on so many ``workers``, finished ones kept in the file ``resume``.
    """
    folder = Path(out) if out else OUT
    check_writable(folder / "index.md")
    inputs = present_inputs()
    with progress("report") as tick:
        study = compute_study(progress=lambda done, total: tick("batch-size study", done, total))
        adaptive = new_or_stored(FOLDER, races, workers, resume, lambda done, total: tick("races", done, total))
        gallery = compute_gallery(workers, lambda done, total: tick("gallery", done, total))
        files = build_reports(study, adaptive, gallery, FOLDER, workers, tick)
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
            tick("stored study", 0, 1)
            stored = stored_study(folder), checked_adaptive(folder), stored_gallery(folder)
            made = Manifest.of(inputs, build_reports(*stored, folder, workers, tick))
    stale, total = made.stale(folder), len(made.outputs)
    for name in stale:
        print(f"stale: {folder / name}")
    print(f"{len(stale)} of {total} files are stale; run: nqm report" if stale else f"all {total} files are fresh ({how})")
    return 1 if stale else 0
