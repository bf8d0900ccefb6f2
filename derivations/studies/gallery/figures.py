"""Pictures of what an optimizer achieves: risk over time, and tuned steps against batch size beside the paper's optimizers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from derivations.pages.claim_pictures import risk_lines
from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE
from derivations.studies.gallery.exhibits import Exhibit, exhibit
from derivations.studies.gallery.study import Gallery
from numerics.problem.noisy_quadratic import NoisyQuadratic

YARDSTICKS = {"optimizer-sgd": GREY, "optimizer-heavy-ball": ORANGE, "optimizer-ema": GREEN, "optimizer-kalman-gain": PURPLE}
"""The paper's optimizers and the Bayes bound, drawn on every page."""
LABELS = {"optimizer-kalman-gain": "Bayes bound"}
PROBLEM = NoisyQuadratic([c for c in (1.0, 0.3, 0.1) for _ in range(60)], 1.0)


def performance(e: Exhibit, gallery: Gallery) -> Callable[[], Figure]:
    """Risk over time at the exhibit's setting and, where it was tuned, its steps against batch size."""

    def draw() -> Figure:
        curve = gallery.steps(e.page)
        figure, axes = plt.subplots(1, 2 if curve else 1, figsize=(9.5 if curve else 5.5, 3.5), squeeze=False)
        risk_lines(axes[0, 0], e.optimizer, PROBLEM, range(e.last + 1))
        if curve:
            _steps(axes[0, 1], e, gallery)
        return figure

    return draw


def _steps(ax: Any, e: Exhibit, gallery: Gallery) -> None:
    for page, colour in YARDSTICKS.items():
        if page != e.page:
            _curve(ax, gallery, page, colour, LABELS.get(page, exhibit(page).name), "--" if page in LABELS else "-", 1.0)
    _curve(ax, gallery, e.page, BLUE, e.label, "-", 2.0)
    ax.set(xlabel="examples in a gradient step", ylabel="gradient steps to risk 0.01")
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=10)
    ax.legend(fontsize=8)


def _curve(ax: Any, gallery: Gallery, page: str, colour: str, label: str, style: str, width: float) -> None:
    points = [(b, s) for b, s in gallery.steps(page).items() if math.isfinite(b)]
    ax.plot(*zip(*points, strict=True), style, color=colour, lw=width, marker=".", ms=3 * width, label=label)


def comparison(gallery: Gallery, pages: list[str]) -> Callable[[], Figure]:
    """Steps of several optimizers relative to SGD's, against batch size."""

    def draw() -> Figure:
        figure, ax = plt.subplots(figsize=(8, 4.2))
        plain = gallery.steps("optimizer-sgd")
        for k, page in enumerate(pages):
            points = [(b, s / plain[b]) for b, s in gallery.steps(page).items() if math.isfinite(b)]
            ax.plot(*zip(*points, strict=True), marker=".", color=plt.get_cmap("tab10")(k % 10), label=exhibit(page).name)
        ax.axhline(1, color=GREY, lw=1)
        ax.set(xlabel="examples in a gradient step", ylabel="gradient steps over those of SGD")
        ax.set_xscale("log", base=2)
        ax.set_yscale("log", base=10)
        ax.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
        return figure

    return draw
