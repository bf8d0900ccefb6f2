"""Pictures of the distance from the start and of steps at unlimited batches, with their numbers."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, Picture, Rows, TabledPicture, axes_of
from derivations.pages.rendering import Prose
from derivations.studies.batch_limit.distance import (
    BASE_RATE,
    SCALED_SIZES,
    SCALED_TIMES,
    SCALINGS,
    STEPS,
    distances,
    exponents,
    scaled,
    spectra,
)
from derivations.studies.batch_size.study import BatchCurves

PROSE = Prose("batch_limit")
CURVES = (("sgd", 0.0, "SGD", BLUE), ("momentum", 0.0, "momentum", ORANGE), ("ema", 0.0, "EMA", GREEN),
          ("sgd", 0.5, "SGD, $p = 1/2$", PURPLE), ("momentum", 0.5, "momentum, $p = 1/2$", RED))  # fmt: skip
"""Rule and power of a curve of the batch-size study, its name and colour here."""


def batch_limit_figures(study: BatchCurves) -> list[TabledPicture]:
    """All figures of the page."""
    distance = Picture("batch-limit-distance", "Distance from the start", PROSE("distance_figure"), _distance_drawn)
    scaling = Picture(
        "batch-limit-scaling", "Distance against batch size", PROSE("scaling_figure", rate=BASE_RATE), _scaling_drawn
    )
    steps = Picture("batch-limit-steps", "Steps over the fewest steps", PROSE("steps_figure"), lambda: _steps_drawn(study))
    return [
        TabledPicture("1", distance, _distance_rows),
        TabledPicture("2", scaling, _scaling_rows),
        TabledPicture("3", steps, lambda: _steps_rows(study)),
    ]


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
        for scaling, colour in zip(SCALINGS, (BLUE, ORANGE, GREEN), strict=True):
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
    for scaling in SCALINGS:
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
