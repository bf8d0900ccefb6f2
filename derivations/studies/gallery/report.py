"""The gallery: a page for every optimizer, and an index that compares them all."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from derivations.ledger.examination import Examination, examine
from derivations.pages.derivation import Section, derivation_sections, symbols_section, system_section
from derivations.pages.equivalences import equivalences
from derivations.pages.picture import Picture
from derivations.pages.portraits import portrait
from derivations.pages.rendering import render
from derivations.studies.gallery.exhibits import EXHIBITS, LINEAR, VARYING, Exhibit, exhibit
from derivations.studies.gallery.figures import comparison, performance
from derivations.studies.gallery.study import (
    CONTRACTION,
    TARGET,
    Gallery,
    compute_gallery,
    relative_steady_state,
    stale_rows,
    winners,
)
from derivations.tasks.run import Task, run_tasks
from derivations.tasks.study import Study
from theory.algebra.printing import tex
from theory.algebra.symbols import beside
from theory.analysis.derivation import Derivation
from theory.analysis.expansion import double_root_curves, small_step
from theory.rule.filter import extract
from theory.rule.model import B, c, h
from theory.rule.optimizer import Optimizer

SIZES = {"small": 2.0**4, "critical": 2.0**14, "large": 2.0**20}
COMPARED = [
    "optimizer-heavy-ball",
    "optimizer-nesterov",
    "optimizer-qhm",
    "optimizer-agg-mo",
    "optimizer-exponential-agg-mo",
    "optimizer-accelerated-sgd",
    "optimizer-ema",
    "optimizer-ema-heavy-ball",
    "optimizer-preconditioned",
    "optimizer-diloco",
]
LONGEST = 1500  # characters of LaTeX beyond which a formula is not shown


@dataclass(frozen=True)
class Row:
    """One optimizer in the index."""

    exhibit: Exhibit
    states: str
    stable: str
    steady: str
    steps: tuple[str, ...]


def gallery_files(gallery: Gallery, workers: int = 1, progress: Callable[[int, int], None] | None = None) -> dict[str, bytes]:
    """All files of the gallery, name to content; they do not depend on the workers."""
    tasks: list[Task] = [{"page": e.page, "rows": gallery.to_rows()} for e in EXHIBITS]
    files: dict[str, bytes] = {}
    rows = []
    for e, made in zip(EXHIBITS, run_tasks(make_page, tasks, workers, None, None, progress), strict=True):
        files |= {name: text.encode() for name, text in made["files"].items()}
        rows.append(Row(e, made["states"], made["stable"], made["steady"], tuple(made["steps"])))
    picture = Picture(
        "gallery-steps",
        "Steps of the optimizers over those of SGD",
        "Tuned gradient steps to the target over those of tuned SGD, against examples in a gradient step.",
        comparison(gallery, COMPARED),
    )
    text = {"rows": rows, "picture": picture, "sizes": SIZES, "target": TARGET, "contraction": CONTRACTION}
    files["gallery.md"] = render("gallery.md", **text).encode()
    return files | picture.files()


def make_page(task: Task) -> dict[str, Any]:
    """One page and its row in the index, as a task: plain data in and out (a page and its pictures are text)."""
    e, gallery = exhibit(task["page"]), Gallery.from_rows(task["rows"])
    examination = examine(e.symbolic)
    files = page_files(e, gallery, examination)
    row = _row(e, examination.derivation, gallery)
    shown = {"states": row.states, "stable": row.stable, "steady": row.steady, "steps": list(row.steps)}
    return {"files": {name: content.decode() for name, content in files.items()}, **shown}


def page_files(e: Exhibit, gallery: Gallery, examination: Examination | None = None, alone: bool = False) -> dict[str, bytes]:
    """One optimizer's page with its pictures; ``alone``: without links to the index and the gallery."""
    with beside(e.symbolic.own_symbols()):  # the formulas of the whole page agree on names
        return _page_files(e, gallery, examination or examine(e.symbolic), alone)


def _page_files(e: Exhibit, gallery: Gallery, found: Examination, alone: bool) -> dict[str, bytes]:
    pictures = pictures_of(e, gallery, found.derivation)
    context: dict[str, Any] = {
        "title": e.label,
        "alone": alone,
        "note": e.note,
        "source": source_of(type(e.symbolic)),
        "counts": [(n, str(v)) for n, v in e.symbolic.counts().items()],
        "examination": found,
        "hyperparameters": [
            {"name": n, "symbol": tex(v), "domain": str(e.symbolic.hypotheses_by_symbol()[v].interval)}
            for n, v in e.symbolic.hyperparameters().items()
        ],
        "sections": sections_of(found.derivation) if found.derivation else _without_derivation(e, found),
        "equivalences": equivalences(e.symbolic) if found.derivation else None,
        "pictures": pictures,
    }
    files = {f"{e.page}.md": render("optimizer.md", **context).encode()}
    for picture in pictures:
        files |= picture.files()
    return files


def source_of(cls: type[Optimizer]) -> str:
    """The rule as it is written; a rule that is a special reading of another brings that one along."""
    parents = [c for c in cls.__mro__ if c is not Optimizer and issubclass(c, Optimizer) and not inspect.isabstract(c)]
    return "\n\n\n".join(textwrap.dedent(inspect.getsource(c)).strip() for c in reversed(parents))


def pictures_of(e: Exhibit, gallery: Gallery, d: Derivation | None) -> list[Picture]:
    """The portrait of a linear rule, and what it achieves."""
    setting = ", ".join(f"{k} = {v:g}" for k, v in {**e.symbolic.counts(), **e.optimizer.hyperparameters()}.items())
    result = []
    if d is not None:
        first = "Root moduli" if e.second is None else "Stability, rate and double roots (dashed)"
        result.append(
            Picture(
                f"{e.page}-portrait",
                f"{e.label}: stability, root locus, impulse and frequency response",
                f"{first}, root locus, impulse response and frequency response of the noise path, at {setting}.",
                portrait(e.optimizer, e.second),
            )
        )
    caption = f"Left: expected risk with {setting}, " if gallery.steps(e.page) else f"Expected risk with {setting}, "
    caption += r"$B = 8$, $c = 1$, on curvatures 1, 0.3 and 0.1, 60 coordinates each, $\mathbb{E}\,\theta_0^2 = 1$."
    if gallery.steps(e.page):
        caption += " Right: " + _tuning(e)
    result.append(
        Picture(f"{e.page}-risk", f"{e.label}: risk over time and steps to the target", caption, performance(e, gallery))
    )
    return result


def _tuning(e: Exhibit) -> str:
    """How the curve of steps came about."""
    where = f"gradient steps to risk {TARGET:g} on $h_i = 1/i$, $d = 10^4$, $C = H$ (the paper's 100 bins), "
    if e.tuning == "bayes":
        return where + "from the Bayes risk."
    if e.tuning == "grid":
        return where + "the best of 32 learning rates, run up to $2^{14}$ steps and looked at every 2%."
    kept = f", {' and '.join(e.kept).replace('=', ' = ')} kept" if e.kept else ""
    return where + f"all hyperparameters tuned{kept}."


def sections_of(d: Derivation) -> list[Section]:
    """The derivation, then the small-step expansion and the double roots."""
    with beside(d.optimizer.own_symbols()):
        return _all_sections(d)


def _all_sections(d: Derivation) -> list[Section]:
    sections = [Section(s.heading, s.text, tuple(_shortened(f) for f in s.formulas)) for s in derivation_sections(d)]
    small = small_step(d)
    if small is not None:
        checked = small.series.check()
        sections.append(
            Section(
                "Small learning rates",
                "With all learning rates times $\\epsilon$, the slowest root is $1 - \\kappa\\epsilon + O(\\epsilon^2)$ (per update), which "
                f"SGD has at the effective learning rate $\\kappa/{tex(h)}$. The steady-state risk is SGD's there, "
                f"$\\kappa\\epsilon {tex(c)}/(4{tex(B)}{tex(h)})$, "
                "times an amplification and times 1 plus a correction"
                + (" (a Taylor formula with its exact remainder, checked)." if checked else "."),
                tuple(
                    _shortened(f)
                    for f in (
                        rf"\kappa/{tex(h)} = {tex(small.effective_learning_rate)}",
                        rf"\text{{amplification}} = {tex(small.amplification)}",
                        rf"\text{{correction}} = {tex(small.correction)}\cdot\kappa\epsilon",
                    )
                ),
            )
        )
    curves = double_root_curves(d)
    if curves:
        shown = tuple(_shortened(f"{tex(e)} = 0") for e in curves)
        sections.append(Section("Double roots", "Two characteristic roots coincide where one of these vanishes.", shown))
    return sections


def _without_derivation(e: Exhibit, found: Examination) -> list[Section]:
    """The matrices of a rule that varies with time; nothing for one that is not linear."""
    return [*symbols_section(e.symbolic), system_section(extract(e.symbolic))] if found.kind == "time-varying" else []


def _shortened(formula: str) -> str:
    if len(formula) <= LONGEST:
        return formula
    return rf"\text{{(a formula of {len(formula):,} characters; }}\texttt{{nqm derive}}\text{{ prints it)}}"


def _row(e: Exhibit, d: Derivation | None, gallery: Gallery) -> Row:
    conditions = "" if d is None else ", ".join(f"$`{tex(k)} > 0`$" for k in d.stability) or "always"
    if len(conditions) > 260:
        conditions = "on its page"
    relative = relative_steady_state(e) if e in LINEAR else None
    tuned = gallery.steps(e.page)
    cells = []
    for size in SIZES.values():
        best = winners(gallery, size, _ranked())
        steps = tuned.get(size)
        text = "" if not e.tuning else "not in $`2^{14}`$" if steps is None else f"{steps:,}"
        cells.append(f"**{text}**" if e.page in best else text)
    states = str(d.system.order) if d else ("varies with time" if e in VARYING else "nonlinear")
    return Row(e, states, conditions, "" if relative is None else f"{relative:.3f}", tuple(cells))


def _ranked() -> Sequence[Exhibit]:
    """Those that may win: not the Bayes bound, which is told what no optimizer knows, nor decay towards the optimum."""
    return [e for e in EXHIBITS if e.tuning in ("search", "grid") and "weight-decay" not in e.page]


STUDY: Study[Gallery] = Study(
    "gallery",
    page=lambda data, run: gallery_files(data["gallery"], run.workers, run.told("gallery")),
    compute=lambda run: compute_gallery(run.workers, run.told("tuning")),
    encode=Gallery.as_json,
    decode=Gallery.from_json,
    check=stale_rows,
)
