"""Pictures of prediction against training: steps against batch size, their ratio, and the measured spectra."""

from __future__ import annotations

import math
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, Picture, Rows, TabledPicture, axes_of
from derivations.pages.rendering import Prose
from derivations.studies.digits.comparison import Array, Steps, predicted_steps, ratio_curves, trained_steps
from derivations.studies.digits.results import Outcome, Reality
from derivations.studies.digits.tuned_training import RULE

PROSE = Prose("digits")
COLOURS = {
    "SGD": BLUE,
    "momentum": ORANGE,
    "Nesterov": RED,
    "EMA": GREEN,
    "preconditioned": PURPLE,
    "natural gradient": "black",
    "Adam": GREY,
}
TITLES = {
    "linear": "Linear regression on diabetes",
    "logistic": "Logistic regression on digits",
    "network": "A small network on digits",
    "network-late": "The same network, from near its minimum",
}


SHORT = {
    "linear": "linear regression",
    "logistic": "logistic regression",
    "network": "network",
    "network-late": "network, late start",
}


def finite(steps: Steps) -> tuple[Array, Array]:
    """Batch sizes and steps where both are finite."""
    kept = [(b, s) for b, s in steps.items() if s is not None and math.isfinite(b)]
    return np.array([b for b, _ in kept]), np.array([s for _, s in kept])


def steps_drawn(name: str, model: Outcome) -> Figure:
    """Lines predicted, points trained."""
    figure, ax = axes_of(6.4, 3.9)
    for rule in model.trained:
        sizes, steps = finite(predicted_steps(model, rule))
        if sizes.size:
            ax.plot(sizes, steps, color=COLOURS[rule], lw=1.5)
        sizes, steps = finite(trained_steps(model, rule))
        style = "o" if RULE[rule].predicted else "s:"
        ax.plot(sizes, steps, style, color=COLOURS[rule], ms=4.5, lw=1, mec="white", mew=0.5, label=rule)
    ax.set(xscale="log", yscale="log", xlabel="batch size $B$", ylabel=f"steps to a loss {model.target:g} above the minimum")
    ax.set_xscale("log", base=2)
    ax.set_title(f"{TITLES[name]}: lines predicted, points trained", fontsize=10)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    figure.set_size_inches(7.6, 3.9)
    return figure


def ratios_drawn(reality: Reality) -> Figure:
    """Predicted over trained steps, a panel a model."""
    figure, axes = axes_of(9.0, 3.3, len(reality.models))
    panels = np.atleast_1d(axes)
    for ax, (name, model) in zip(panels, reality.models.items(), strict=True):
        ax.axhspan(0.8, 1.25, color=GREY, alpha=0.2, lw=0)
        ax.axhline(1, color=GREY, lw=0.8)
        for r in ratio_curves(model):
            shown = np.isfinite(r.batch_sizes)
            ax.plot(r.batch_sizes[shown], r.values[shown], "o-", color=COLOURS[r.rule], ms=3.5, lw=1.2, label=r.rule)
        ax.set_xscale("log", base=2)
        ax.set_yscale("log", base=2)
        ax.set_ylim(0.025, 1.8)
        ax.yaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda v, _: f"{v:g}"))
        ax.set(xlabel="batch size $B$", ylabel="predicted over trained steps" if ax is panels[0] else "")
        ax.set_title(SHORT[name], fontsize=9)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=6, fontsize=8)
    return figure


def spectra_drawn(reality: Reality) -> Figure:
    """Noise against curvature, a point a direction."""
    figure, axes = axes_of(9.0, 3.2, len(reality.models))
    panels = np.atleast_1d(axes)
    for ax, (name, model) in zip(panels, reality.models.items(), strict=True):
        h, c = np.array(model.measurement.h), np.array(model.measurement.c)
        ax.loglog(h, c, ".", color=BLUE, ms=4)
        scale = c.sum() / h.sum()
        ax.loglog([h.min(), h.max()], [scale * h.min(), scale * h.max()], color=GREY, lw=1, label=f"$c = {scale:.2g}\\, h$")
        ax.set(xlabel="curvature $h$", ylabel="noise variance $c$" if ax is panels[0] else "")
        ax.set_ylim(bottom=max(c.min(), c.max() * 1e-8) / 2)
        ax.set_title(SHORT[name], fontsize=9)
        ax.legend(loc="upper left", fontsize=8)
    return figure


def reality_figures(reality: Reality) -> list[TabledPicture]:
    """All figures of the page."""
    ratio = Picture("digits-ratios", "Predicted over trained steps", PROSE("ratio_figure"), lambda: ratios_drawn(reality))
    spectra = Picture("digits-spectra", "Noise against curvature", PROSE("spectrum_figure"), lambda: spectra_drawn(reality))
    pictures: list[tuple[Picture, Callable[[], Rows]]] = [
        *(_steps_figure(name, model) for name, model in reality.models.items()),
        (ratio, lambda: ratio_rows(reality)),
        (spectra, lambda: spectrum_rows(reality)),
    ]
    return [TabledPicture(str(k), picture, rows) for k, (picture, rows) in enumerate(pictures, 1)]


def _steps_figure(name: str, model: Outcome) -> tuple[Picture, Callable[[], Rows]]:
    picture = Picture(f"digits-{name}", TITLES[name], PROSE("steps_figure"), lambda: steps_drawn(name, model))
    return picture, lambda: steps_rows(model)


def steps_rows(model: Outcome) -> Rows:
    """The numbers of a figure of steps."""
    rows: Rows = [("rule", "batch_size", "predicted", "trained")]
    for rule in model.trained:
        ours = predicted_steps(model, rule)
        rows += [(rule, b, ours.get(b) or "", s or "") for b, s in trained_steps(model, rule).items()]
    return rows


def ratio_rows(reality: Reality) -> Rows:
    """The numbers of the figure of ratios."""
    rows: Rows = [("model", "rule", "batch_size", "ratio")]
    for name, model in reality.models.items():
        for r in ratio_curves(model):
            rows += [(name, r.rule, b, v) for b, v in zip(r.batch_sizes, r.values, strict=True)]
    return rows


def spectrum_rows(reality: Reality) -> Rows:
    """The numbers of the figure of spectra."""
    rows: Rows = [("model", "h", "c", "theta0_sq")]
    for name, model in reality.models.items():
        m = model.measurement
        rows += [(name, *v) for v in zip(m.h, m.c, m.theta0_sq, strict=True)]
    return rows
