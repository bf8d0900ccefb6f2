"""Pictures of noise scales along runs, of the trade-off and of batch schedules, with their numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from derivations.pages.numerals import binary
from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, Picture, Rows, TabledPicture, axes_of
from derivations.pages.rendering import Prose
from derivations.studies.batch_size.study import BatchCurves, Curve
from derivations.studies.noise_scale.runs import GOAL, RULES, SCHEDULES, SMALL, Along, plans

PROSE = Prose("noise_scale")
PARTS = 40  # of a run, whose means are drawn


def noise_scale_figures(study: BatchCurves, runs: dict[str, list[Along]]) -> list[TabledPicture]:
    """All figures of the page; ``runs``: by rule."""
    loss = Picture("noise-scale-loss", "Noise scales as the loss falls", PROSE("loss_figure"), lambda: _scales_drawn(runs))
    hyperbola = Picture(
        "noise-scale-hyperbola",
        "The trade-off against the hyperbola",
        PROSE("hyperbola_figure"),
        lambda: _tradeoff_drawn(study),
    )
    caption = PROSE("schedule_figure", rate=SCHEDULES[1], dimension=SMALL, goal=GOAL)
    schedules = Picture("noise-scale-schedules", "Batch sizes over a run", caption, _plans_drawn)
    return [
        TabledPicture("1", loss, lambda: _scale_rows(runs)),
        TabledPicture("2", hyperbola, lambda: _tradeoff_rows(study)),
        TabledPicture("3", schedules, _plan_rows),
    ]


def _scales_drawn(runs: dict[str, list[Along]]) -> Figure:
    figure, axes = axes_of(9.0, 3.4, len(runs))
    for ax, (rule, mine) in zip(axes, runs.items(), strict=True):
        for run, colour in zip(mine, (BLUE, ORANGE, GREEN, PURPLE), strict=True):
            label = f"$B = {binary(run.batch_size)}$"
            shares = [(k + 0.5) / PARTS for k in range(PARTS)]
            ax.semilogy(shares, _means(run.scales.full), color=colour, lw=1.3, label=label)
            ax.semilogy(shares, _means(run.scales.simple), color=colour, lw=1, ls="--")
        ax.set(xlabel="share of the run", ylabel="noise scale" if ax is axes[0] else "")
        ax.set_title(RULES[rule], fontsize=10)
    axes[0].legend(fontsize=8)
    return figure


def _means(values: Any) -> list[float]:
    """Means over equal parts of a run (momentum oscillates)."""
    return [float(np.mean(part)) for part in np.array_split(values, PARTS)]


def _scale_rows(runs: dict[str, list[Along]]) -> Rows:
    rows: Rows = [("rule", "batch_size", "step", "risk", "noise_scale", "simple_noise_scale")]
    for rule, mine in runs.items():
        for run in mine:
            s = run.scales
            rows += [
                (rule, run.batch_size, t, float(a), float(b), float(c))
                for t, a, b, c in zip(s.steps, s.risk, s.full, s.simple, strict=True)
            ]
    return rows


def _excess(curve: Curve) -> tuple[Any, Any]:
    c = curve.critical
    S, B = np.array(curve.steps, dtype=float), np.array(curve.batch_sizes)
    return S / c.fewest_steps - 1, S * B / c.fewest_examples - 1


def _tradeoff_drawn(study: BatchCurves) -> Figure:
    figure, ax = axes_of()
    x = np.geomspace(1e-4, 1e4, 200)
    ax.loglog(x, 1 / x, color=GREY, lw=1, label="hyperbola")
    for rule, colour in zip(RULES, (BLUE, ORANGE, GREEN), strict=True):
        steps, examples = _excess(study.curve(rule))
        seen = (steps > 0) & (examples > 0)
        ax.loglog(steps[seen], examples[seen], "o-", ms=4, lw=1, color=colour, label=RULES[rule])
    ax.set(xlabel=r"$S/S_{\min} - 1$", ylabel=r"$E/E_{\min} - 1$", xlim=(5e-4, 1e4), ylim=(5e-4, 1e4))
    ax.legend(fontsize=8)
    return figure


def _tradeoff_rows(study: BatchCurves) -> Rows:
    rows: Rows = [("rule", "batch_size", "steps_excess", "examples_excess")]
    for rule in RULES:
        curve = study.curve(rule)
        rows += [(rule, b, float(s), float(e)) for b, s, e in zip(curve.batch_sizes, *_excess(curve), strict=True)]
    return rows


def _plans_drawn() -> Figure:
    figure, ax = axes_of()
    steps, schedules = plans()[SCHEDULES[1]]
    for schedule, colour in zip(schedules, (GREY, ORANGE, PURPLE, BLUE), strict=True):
        ax.plot(
            np.arange(steps), schedule.batch_sizes, color=colour, label=f"{schedule.kind}: {schedule.examples:.0f} examples"
        )
    ax.set(yscale="log", xlabel="step", ylabel="batch size")
    ax.legend(fontsize=8)
    return figure


def _plan_rows() -> Rows:
    steps, schedules = plans()[SCHEDULES[1]]
    rows: Rows = [("step", *(s.kind for s in schedules))]
    return rows + [(k, *(float(s.batch_sizes[k]) for s in schedules)) for k in range(steps)]
