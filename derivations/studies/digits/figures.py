"""Pictures of prediction against training: steps against batch size, their ratio, and the measured spectra."""

from __future__ import annotations

import math
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, Picture, Rows, TabledPicture, axes_of
from derivations.studies.digits.study import Reality
from derivations.studies.digits.tuned_training import RULE

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


def curve(model: dict[str, Any], rule: str, predicted: bool) -> list[tuple[float, float | None]]:
    """(batch size, steps) of a rule, unlimited batches last."""
    if predicted:
        name = RULE[rule].predicted
        rows = model["predicted"].get(name, []) if name else []
        return [(float(r["batch_size"]), r["steps"]) for r in rows]
    return [(float(r["batch_size"]), r["steps"]) for r in model["trained"].get(rule, [])]


def finite(points: list[tuple[float, float | None]]) -> tuple[Any, Any]:
    """Batch sizes and steps where both are finite."""
    kept = [(b, s) for b, s in points if s is not None and math.isfinite(b)]
    return np.array([b for b, _ in kept]), np.array([s for _, s in kept])


def steps_drawn(name: str, model: dict[str, Any]) -> Figure:
    """Lines predicted, points trained."""
    figure, ax = axes_of(6.4, 3.9)
    for rule in model["trained"]:
        sizes, steps = finite(curve(model, rule, predicted=True))
        if sizes.size:
            ax.plot(sizes, steps, color=COLOURS[rule], lw=1.5)
        sizes, steps = finite(curve(model, rule, predicted=False))
        style = "o" if RULE[rule].predicted else "s:"
        ax.plot(sizes, steps, style, color=COLOURS[rule], ms=4.5, lw=1, mec="white", mew=0.5, label=rule)
    ax.set(xscale="log", yscale="log", xlabel="batch size $B$", ylabel=f"steps to a loss {model['target']:g} above the minimum")
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
        for rule, sizes, values in ratio_curves(model):
            shown = np.isfinite(sizes)
            ax.plot(sizes[shown], values[shown], "o-", color=COLOURS[rule], ms=3.5, lw=1.2, label=rule)
        ax.set_xscale("log", base=2)
        ax.set_yscale("log", base=2)
        ax.set_ylim(0.025, 1.8)
        ax.yaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda v, _: f"{v:g}"))
        ax.set(xlabel="batch size $B$", ylabel="predicted over trained steps" if ax is panels[0] else "")
        ax.set_title(SHORT[name], fontsize=9)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=6, fontsize=8)
    return figure


def ratio_curves(model: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """(rule, batch sizes, predicted over trained steps) where both are known, full gradients among them."""
    found = []
    for rule in model["trained"]:
        ours = {b: s for b, s in curve(model, rule, predicted=True) if s}
        real = {b: s for b, s in curve(model, rule, predicted=False) if s}
        both = [b for b in ours if b in real]
        if both:
            found.append((rule, np.array(both), np.array([ours[b] / real[b] for b in both])))
    return found


def spectra_drawn(reality: Reality) -> Figure:
    """Noise against curvature, a point a direction."""
    figure, axes = axes_of(9.0, 3.2, len(reality.models))
    panels = np.atleast_1d(axes)
    for ax, (name, model) in zip(panels, reality.models.items(), strict=True):
        h, c = (np.array(model["measurement"][k]) for k in "hc")
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
    figures = []
    for k, (name, model) in enumerate(reality.models.items()):
        caption = (
            "Lines: the noisy quadratic measured at the minimum, each setting tuned, exact. Points: trained with minibatches drawn with "
            "replacement, tuned in the same way; the first look at which the mean loss of the runs is at the target. Squares: no "
            "theory."
        )
        picture = Picture(f"digits-{name}", f"{TITLES[name]}", caption, lambda n=name, m=model: steps_drawn(n, m))  # type: ignore[misc]
        figures.append(TabledPicture(str(k + 1), picture, lambda m=model: steps_rows(m)))  # type: ignore[misc]
    ratio = Picture(
        "digits-ratios", "Predicted over trained steps", "The band is from 0.8 to 1.25.", lambda: ratios_drawn(reality)
    )
    spectra = Picture(
        "digits-spectra", "Noise against curvature",
        "A point a direction of the Hessian at the minimum. The line has the slope and the trace of $C \\propto H$.", lambda: spectra_drawn(reality),
    )  # fmt: skip
    n = len(figures)
    return [
        *figures,
        TabledPicture(str(n + 1), ratio, lambda: ratio_rows(reality)),
        TabledPicture(str(n + 2), spectra, lambda: spectrum_rows(reality)),
    ]


def steps_rows(model: dict[str, Any]) -> Rows:
    """The numbers of a figure of steps."""
    rows: Rows = [("rule", "batch_size", "predicted", "trained")]
    for rule in model["trained"]:
        ours = dict(curve(model, rule, predicted=True))
        for b, s in curve(model, rule, predicted=False):
            rows.append((rule, b, ours.get(b) or "", s or ""))
    return rows


def ratio_rows(reality: Reality) -> Rows:
    """The numbers of the figure of ratios."""
    rows: Rows = [("model", "rule", "batch_size", "ratio")]
    for name, model in reality.models.items():
        rows += [(name, rule, b, v) for rule, sizes, values in ratio_curves(model) for b, v in zip(sizes, values, strict=True)]
    return rows


def spectrum_rows(reality: Reality) -> Rows:
    """The numbers of the figure of spectra."""
    rows: Rows = [("model", "h", "c", "theta0_sq")]
    for name, model in reality.models.items():
        m = model["measurement"]
        rows += [(name, *v) for v in zip(m["h"], m["c"], m["theta0_sq"], strict=True)]
    return rows
