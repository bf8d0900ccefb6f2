"""The report page on the limit of the batch size: distance from the start, S_min, and sentences of You et al. and Hoffer et al."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure

from derivations.pages.page import Found, Page, Table, verdict
from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, Picture, Rows, TabledPicture, axes_of
from derivations.studies.batch_limit.distance import (
    BASE_RATE,
    RATE,
    RULES,
    SCALED_SIZES,
    SIZE,
    STEPS,
    distances,
    exponent_at,
    exponents,
    log_law,
    scaled,
    spectra,
)
from derivations.studies.batch_size.study import BatchCurves
from derivations.studies.gallery.exhibits import EXHIBITS
from derivations.studies.gallery.study import Gallery
from derivations.tasks.study import Study

SHOWN_TIMES = (8, 64, 512, 4096, 32768)
SCALED_TIMES = (1, 16, 1024)
SATURATED = 1.01  # a doubling that saves less than this factor has reached the limit
CURVES = (("sgd", 0.0, "SGD", BLUE), ("momentum", 0.0, "momentum", ORANGE), ("ema", 0.0, "EMA", GREEN),
          ("sgd", 0.5, "SGD, $p = 1/2$", PURPLE), ("momentum", 0.5, "momentum, $p = 1/2$", RED))  # fmt: skip
INTRODUCTION = (
    "What You et al. 2020 (The Limit of the Batch Size) and Hoffer et al. 2017 (Train longer, generalize better) say about huge batches and "
    "about the distance from the start, on the noisy quadratic model, where $\\mathbb{E}\\,\\|\\theta_t-\\theta_0\\|^2$ is exact for every linear "
    "optimizer: $\\sum_i (1-\\phi_{t,i})^2\\,\\mathbb{E}\\,\\theta_{0,i}^2 + V_{t,i}$ (claim diffusion.exact). "
    f"Spectra: standard $h_i = 1/i$, $d = 10^4$; log-uniform, 2000 curvatures from 1 to $10^{{-6}}$; a single curvature 1. $C = H$, "
    f"$\\mathbb{{E}}\\,\\theta_0^2 = 1$, $B = {SIZE:.0f}$, SGD at $\\alpha = {RATE:g}$ unless said otherwise. `nqm trajectory` "
    "shows the same for any rule and any spectrum of your own."
)
NOT_TESTABLE = (
    "ImageNet in one minute and batch sizes beyond all previous work: a matter of machines",
    "top-1 accuracy improved by 18%: there is no accuracy, and no generalisation, on a quadratic",
    "numerical optimisation instructions for LARS, LAMB and others: adaptive rules are simulated on the page of adaptive methods",
    "that longer training closes the generalisation gap (Hoffer et al.): there is no test set",
)


def batch_limit_files(study: BatchCurves, gallery: Gallery) -> dict[str, bytes]:
    """All files of the page, name to content."""
    return Page(
        "batch-limit",
        "The limit of the batch size",
        "Distance from the start, and steps at unlimited batch sizes; a CSV beside every figure. The [claims](diffusion.md) are\n"
        "proved apart.",
        INTRODUCTION,
        [_ultra_slow(), _contradict(), _spectra(), _scaling(), _limit(study, gallery), _schemes(gallery),
         Found("Sentences that cannot be tested here", "; ".join(NOT_TESTABLE) + ".")],
        [
            TabledPicture("1", Picture("batch-limit-distance", "Distance from the start", "Left: the root mean squared distance; right: its "
                "local exponent. Grey: a random walk, and a distance proportional to log t.", _distance_drawn), _distance_rows),
            TabledPicture("2", Picture("batch-limit-scaling", "Distance against batch size", f"Standard spectrum; learning rate {BASE_RATE:g} at "
                "B = 1, multiplied by B or its root; fixed at 1/2. Left: from the standard start; right: from the minimum, noise alone.",
                _scaling_drawn), _scaling_rows),
            TabledPicture("3", Picture("batch-limit-steps", "Steps over the fewest steps", "Tuned steps to risk 0.01 over those with unlimited "
                "batches, on the problem of the batch-size page.", lambda: _steps_drawn(study)), lambda: _steps_rows(study)),
        ],
        [_exponent_table(), _scaling_table(), _limit_table(gallery)],
    ).files()  # fmt: skip


def _ultra_slow() -> Found:
    standard = [exponent_at("standard", t) for t in (64, 4096)]
    square, distance = (log_law("log-uniform", 64, 65536, power) for power in (2, 1))
    word = verdict(
        standard[0] > 1.5 / math.log(64) and standard[1] > 1.5 / math.log(4096) and square < 0.01 < distance, "Refuted", None
    )
    return Found(
        '"ultra-slow diffusion": $\\|w_t - w_0\\| \\sim \\log t$ (Hoffer et al., section 4)',
        f"{word} as a law of SGD on quadratics (claims diffusion.log-law, diffusion.bounded): one coordinate converges exponentially, and "
        f"the standard spectrum moves like a power of $t$, exponent {standard[0]:.2f} at $t = 64$ and {standard[1]:.2f} at $t = 4096$, where a "
        f"logarithm would have {1 / math.log(64):.2f} and {1 / math.log(4096):.2f}; from $t = 64$ to $4096$ the best $a + b\\log t$ is off by up to "
        f"{log_law('standard', 64, 4096, 1):.0%}. Where it appears: on a log-uniform spectrum it is the *square* of the distance that is "
        f"logarithmic (off by {square:.1%} from $t = 64$ to $65536$; the distance itself by "
        f"{distance:.1%}), because each doubling of $t$ lets the same number of coordinates go (claim diffusion.ladder).",
    )


def _contradict() -> Found:
    word = verdict(
        log_law("standard", 64, 4096, 2) > 0.1 and log_law("log-uniform", 64, 65536, 2) < 0.01, "Confirmed in kind", None
    )
    return Found(
        '"our experiments show contradictory results with the conclusion of Hoffer et al." (You et al., abstract)',
        f"{word}: on quadratics either result can be had, by the spectrum alone. A power law of curvatures shows no ultra-slow "
        "diffusion, a log-uniform one shows it over as many decades of $t$ as its curvatures span, then it ends. Neither is a property of "
        "the batch size.",
    )


def _spectra() -> Found:
    parts = [
        f"{name} " + ", ".join(f"{exponent_at(name, t):.2f}" for t in (8, 64, 512, 4096, 32768))
        for name in ("standard", "log-uniform")
    ]
    return Found(
        "How does the local exponent of the distance depend on the spectrum?",
        "From $t$ to $2t$ at $t = 8, 64, 512, 4096, 32768$: "
        + "; ".join(parts)
        + ". The start's contraction makes the distance at these "
        "batch sizes; noise alone would be a random walk at first, exponent 1/2 (claim diffusion.random-walk), and then stationary.",
    )


def _scaling() -> Found:
    def spread(scaling: str, time: int, rest: bool) -> float:
        v = np.sqrt(scaled(scaling, time, rest))
        return float(v.max() / v.min())

    def span(scaling: str, time: int, rest: bool) -> str:
        return f"{spread(scaling, time, rest):.2f}"

    word = verdict(
        spread("square root", 1, True) < 1 + 1e-9 and spread("square root", SCALED_TIMES[-1], True) > 1.05, "Corrected", None
    )
    return Found(
        "$\\alpha \\propto \\sqrt{B}$ keeps the distance from the start the same at every batch size (Hoffer et al., section 4)",
        f"{word}: exact for the first step from the minimum (claim diffusion.sqrt-scaling-first), false after it (diffusion.sqrt-scaling). "
        f"Largest over smallest distance for $B = 1$ to ${SCALED_SIZES[-1]:.0f}$, from the minimum, noise alone, after 1, 16 and 1024 "
        "steps: under the root "
        + ", ".join(span("square root", t, True) for t in SCALED_TIMES)
        + "; under $\\alpha \\propto B$ "
        + ", ".join(span("linear", t, True) for t in SCALED_TIMES)
        + "; at a fixed rate "
        + ", ".join(span("fixed", t, True) for t in SCALED_TIMES)
        + ". From the standard start, where the contraction dominates: under the root "
        + ", ".join(span("square root", t, False) for t in SCALED_TIMES)
        + ", under $\\alpha\\propto B$ "
        + ", ".join(span("linear", t, False) for t in SCALED_TIMES)
        + ", fixed "
        + ", ".join(span("fixed", t, False) for t in SCALED_TIMES)
        + ".",
    )


def saturation(steps: dict[float, int]) -> float | None:
    """The batch size from which on a doubling saves less than 1% of the steps; None if not reached. Gaps are interpolated."""
    finite = sorted(b for b in steps if math.isfinite(b))
    for k, b in enumerate(finite[:-1]):
        if all(
            (steps[a] / steps[c]) ** (math.log(2) / math.log(c / a)) < SATURATED
            for a, c in zip(finite[k:-1], finite[k + 1 :], strict=True)
        ):
            return b
    return None


def _limit(study: BatchCurves, gallery: Gallery) -> Found:
    parts = []
    for rule, power, name, _ in CURVES:
        curve = study.curve(rule, power)
        limit = saturation(dict(zip(curve.batch_sizes, curve.steps, strict=True)))
        at = "beyond $2^{21}$" if limit is None else f"from $B = 2^{{{round(math.log2(limit))}}}$ on"
        parts.append(f"{name}: {curve.plateau} steps, doublings gain less than 1% {at}")
    fewest = {study.curve(rule, power).plateau for rule, power, *_ in CURVES}
    word = verdict(len(fewest) > 1, "Confirmed", None)  # not one number for all rules and spectra
    return Found(
        '"the limit of the batch size" (You et al., title)',
        f"{word}: there is one, $S_{{\\min}}$ (claim diffusion.fewest-steps), and it belongs to the optimizer and the spectrum. "
        + "; ".join(parts)
        + ".",
    )


def _schemes(gallery: Gallery) -> Found:
    fewest = {e.label: gallery.steps(e.page)[math.inf] for e in EXHIBITS if math.inf in gallery.steps(e.page)}
    ranked = sorted(fewest, key=lambda n: fewest[n])
    shown = ", ".join(f"{n} {fewest[n]}" for n in (*ranked[:3], ranked[len(ranked) // 2], *ranked[-2:]))
    return Found(
        '"detailed studies on the performance of many state-of-the-art optimization schemes under this setting" (You et al., abstract)',
        f"For {len(fewest)} linear optimizers $S_{{\\min}}$ is in the table below: from {fewest[ranked[0]]} to {fewest[ranked[-1]]} steps ({shown}). "
        "At unlimited batches there is no noise to average away, so averaging gains nothing, while preconditioning and acceleration gain most.",
    )


def _distance_drawn() -> Figure:
    figure, (left, right) = axes_of(9.0, 3.5, 2)
    for name, colour in zip(spectra(), (BLUE, ORANGE, GREEN), strict=True):
        left.loglog(STEPS, np.sqrt(distances(name)), color=colour, label=name)
        right.semilogx(*exponents(name), color=colour, label=name)
    times = np.array(STEPS[2:], dtype=float)
    right.axhline(0.5, color=GREY, lw=0.8, ls=":")
    right.semilogx(times, 1 / np.log(times), color=GREY, lw=0.8, label=r"$\log t$")
    left.set(xlabel="step $t$", ylabel=r"$\|\theta_t - \theta_0\|$")
    right.set(xlabel="step $t$", ylabel="local exponent", ylim=(-0.03, 0.85))
    right.legend(fontsize=8)
    return figure


def _distance_rows() -> Rows:
    rows: Rows = [("spectrum", "step", "squared_distance")]
    return rows + [(name, t, float(v)) for name in spectra() for t, v in zip(STEPS, distances(name), strict=True)]


def _scaling_drawn() -> Figure:
    figure, panels = axes_of(9.0, 3.5, 2)
    for ax, rest in zip(panels, (False, True), strict=True):
        for scaling, colour in zip(("linear", "square root", "fixed"), (BLUE, ORANGE, GREEN), strict=True):
            for time, style in zip(SCALED_TIMES, (":", "--", "-"), strict=True):
                ax.loglog(
                    SCALED_SIZES,
                    np.sqrt(scaled(scaling, time, rest)),
                    style,
                    color=colour,
                    lw=1.3,
                    label=f"{scaling}, $t = {time}$",
                )
        ax.set(xlabel="batch size $B$", ylabel="" if rest else r"$\|\theta_t - \theta_0\|$")
        ax.set_title("from the minimum" if rest else "from the standard start", fontsize=10)
        ax.set_xscale("log", base=2)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside right center", fontsize=7)
    return figure


def _scaling_rows() -> Rows:
    rows: Rows = [("scaling", "from", "step", *(f"B={b:g}" for b in SCALED_SIZES))]
    for scaling in ("linear", "square root", "fixed"):
        for rest in (False, True):
            rows += [(scaling, "minimum" if rest else "start", t, *map(float, scaled(scaling, t, rest))) for t in SCALED_TIMES]
    return rows


def _steps_drawn(study: BatchCurves) -> Figure:
    figure, ax = axes_of()
    for rule, power, name, colour in CURVES:
        curve = study.curve(rule, power)
        ax.loglog(curve.batch_sizes, np.array(curve.steps) / curve.plateau, "o-", ms=3, lw=1.2, color=colour, label=name)
    ax.axhline(1, color=GREY, lw=0.8)
    ax.set_xscale("log", base=2)
    ax.set(xlabel="batch size $B$", ylabel=r"$S(B)/S_{\min}$")
    ax.legend(fontsize=8)
    return figure


def _steps_rows(study: BatchCurves) -> Rows:
    rows: Rows = [("rule", "power", "batch_size", "steps", "fewest_steps")]
    for rule, power, *_ in CURVES:
        curve = study.curve(rule, power)
        rows += [(rule, power, b, s, curve.plateau) for b, s in zip(curve.batch_sizes, curve.steps, strict=True)]
    return rows


def _exponent_table() -> Table:
    rows = [
        (spectrum, rule, *(f"{exponent_at(spectrum, t, rule):.3f}" for t in SHOWN_TIMES))
        for spectrum in ("standard", "log-uniform")
        for rule in RULES
    ]
    text = f"From $t$ to $2t$, $B = {SIZE:.0f}$; learning rate {RATE:g}, with momentum {RATE / 10:g}."
    return Table("Local exponents of the distance", text, ("spectrum", "rule", *(f"$t = {t}$" for t in SHOWN_TIMES)), rows)


def _scaling_table() -> Table:
    rows = []
    for scaling in ("linear", "square root", "fixed"):
        for rest in (False, True):
            for time in SCALED_TIMES:
                values = np.sqrt(scaled(scaling, time, rest))
                slope = float(np.polyfit(np.log(SCALED_SIZES), np.log(values), 1)[0])
                ends = (f"{values[0]:.4g}", f"{values[-1]:.4g}")
                rows.append((scaling, "minimum" if rest else "start", str(time), *ends, f"{slope:+.2f}"))
    text = rf"$\|\theta_t-\theta_0\|$ at $B = 1$ and $B = {SCALED_SIZES[-1]:.0f}$, standard spectrum, and the exponent of $B$ in between."
    return Table(
        "Distance under three scalings of the learning rate",
        text,
        ("scaling", "from", "$t$", "$B = 1$", "largest", "exponent of $B$"),
        rows,
    )


def _limit_table(gallery: Gallery) -> Table:
    rows = []
    for e in EXHIBITS:
        steps = gallery.steps(e.page)
        if math.inf not in steps:
            continue
        limit = saturation(steps)
        rows.append(
            (e.label, str(steps[math.inf]), "beyond $2^{20}$" if limit is None else f"$2^{{{round(math.log2(limit))}}}$")
        )
    rows.sort(key=lambda r: int(r[1]))
    text = (
        "Gradient steps to risk 0.01 with unlimited batches on the problem of the batch-size page, every setting tuned as on the gallery's page "
        "(powers of a preconditioner and counts fixed there); and the batch size from which on doublings save less than 1% of the steps "
        "(batch sizes a factor of 4 apart, interpolated)."
    )
    return Table("The fewest steps of every optimizer", text, ("optimizer", r"$S_{\min}$", "saturated from"), rows)


STUDY: Study[None] = Study(
    "batch-limit", page=lambda data, run: batch_limit_files(data["batch-size"], data["gallery"]), alone=False
)
