"""Figures of the study of adaptive methods."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, Picture, Rows, TabledPicture, axes_of
from derivations.pages.rendering import Prose
from derivations.studies.adaptive.moments import LAWS, STEPS, under_all_laws
from derivations.studies.adaptive.study import BATCH_SIZES, HESSIANS, RULES, AdaptiveStudy

PROSE = Prose("adaptive")
WHERE = {"diagonal": "along the axes", "rotated": "rotated"}
NAMES = {
    "sign": "signSGD",
    "signum": r"Signum, $\beta = 0.9$",
    "rmsprop": "RMSProp, $a = 0.99$",
    "adam-half": r"Adam, $\beta_1 = 0$, $\beta_2 = 0.5$",
    "adam-0": r"Adam, $\beta_1 = 0$, $\beta_2 = 0.9$",
    "adam": r"Adam, $\beta_1 = 0.9$, $\beta_2 = 0.99$",
    "adam-tuned": r"Adam, $\beta_1$, $\beta_2$ tuned",
    "sgd": "SGD (exact)",
    "momentum": "momentum (exact)",
    "proxy-sgd": r"$H^{1/2}$-preconditioned SGD (exact)",
    "proxy-momentum": r"$H^{1/2}$-preconditioned momentum (exact)",
}
COLOURS = {
    "sign": RED,
    "signum": GREY,
    "rmsprop": GREEN,
    "adam-half": PURPLE,
    "adam-0": ORANGE,
    "adam": BLUE,
    "adam-tuned": BLUE,
    "sgd": GREY,
    "momentum": GREY,
    "proxy-sgd": "black",
    "proxy-momentum": "black",
}
SIMULATED = tuple(RULES)
DRAWN = ("sign", "rmsprop", "adam-0", "adam-tuned")
EXACT = {"sgd": "-", "momentum": "--", "proxy-sgd": "-", "proxy-momentum": "--"}


def adaptive_figures(study: AdaptiveStudy) -> list[TabledPicture]:
    """All figures of the page."""
    steps = Picture("adaptive-steps", "steps to target", PROSE("steps_figure"), lambda: steps_drawn(study))
    rates = Picture("adaptive-rates", "the best learning rate", PROSE("rates_figure"), lambda: rates_drawn(study))
    moments = Picture("adaptive-moments", "where higher moments matter", PROSE("moments_figure"), moments_drawn)
    return [
        TabledPicture("A1", steps, lambda: steps_table(study)),
        TabledPicture("A2", rates, lambda: rates_table(study)),
        TabledPicture("A3", moments, moments_table),
    ]


def steps_table(study: AdaptiveStudy) -> Rows:
    """Steps of every curve."""
    curves = {f"{rule}, {k}": study.steps(rule, k) for rule in SIMULATED for k in HESSIANS}
    curves |= {rule: study.steps(rule) for rule in EXACT}
    return [("batch_size", *curves), *((b, *(float(c[j]) for c in curves.values())) for j, b in enumerate(BATCH_SIZES))]


def steps_drawn(study: AdaptiveStudy) -> Figure:
    """Steps against batch size, one panel a Hessian."""
    figure, panels = axes_of(10.5, 4.2, 2)
    for ax, hessian in zip(panels, HESSIANS, strict=True):
        for rule, style in EXACT.items():
            ax.plot(BATCH_SIZES, study.steps(rule), color=COLOURS[rule], ls=style, lw=1.2, label=NAMES[rule])
        for rule in DRAWN:
            ax.plot(BATCH_SIZES, study.steps(rule, hessian), "o-", ms=3.5, color=COLOURS[rule], label=NAMES[rule])
        ax.set_xscale("log", base=2)
        ax.set_yscale("log", base=2)
        ax.minorticks_off()
        ax.grid(alpha=0.25, lw=0.5)
        ax.set(xlabel="batch size $B$", title=WHERE[hessian], ylim=(2, 4096))
    panels[0].set_ylabel("steps to risk 0.01")
    panels[1].legend(loc="upper right", fontsize=7.5)
    return figure


def rates_table(study: AdaptiveStudy) -> Rows:
    """Best learning rates, with the standard error of their logarithm where there are several seeds."""
    columns: dict[str, list[float]] = {}
    for rule in SIMULATED[:-1]:
        for hessian in HESSIANS:
            mean, error = study.rates(rule, hessian)
            columns[f"{rule}, {hessian}"] = list(mean)
            if np.any(error):
                columns[f"{rule}, {hessian}, error of log"] = list(error)
    return [("batch_size", *columns), *((b, *(float(c[j]) for c in columns.values())) for j, b in enumerate(BATCH_SIZES))]


def rates_drawn(study: AdaptiveStudy) -> Figure:
    """Best learning rate against batch size, one panel a Hessian."""
    figure, panels = axes_of(10.5, 4.0, 2)
    for ax, hessian in zip(panels, HESSIANS, strict=True):
        for rule in ("sign", "adam-half", "adam-0", "signum", "adam", "rmsprop"):
            mean, error = study.rates(rule, hessian)
            reach = mean * (np.exp(2 * error) - 1)
            ax.errorbar(BATCH_SIZES, mean, reach, fmt="o-", ms=3.5, capsize=2, color=COLOURS[rule], label=NAMES[rule])
        ax.set_xscale("log", base=2)
        ax.set_yscale("log", base=2)
        ax.minorticks_off()
        ax.grid(alpha=0.25, lw=0.5)
        ax.set(xlabel="batch size $B$", title=WHERE[hessian], ylim=(2**-9.5, 0.75))
    panels[0].set_ylabel(r"best learning rate $\alpha$")
    panels[1].legend(loc="lower right", fontsize=8)
    return figure


def moments_table() -> Rows:
    """Mean risk of every rule under every law."""
    found = under_all_laws()
    columns = {f"{rule}, {law.name}": laws.risk[j] for rule, laws in found.items() for j, law in enumerate(LAWS)}
    return [("step", *columns), *((t, *(float(c[k]) for c in columns.values())) for k, t in enumerate(STEPS))]


def moments_drawn() -> Figure:
    """Ratios of risk, one panel a rule."""
    figure, panels = axes_of(11.0, 3.8, 3)
    colours = ("black", BLUE, GREEN, ORANGE, RED, PURPLE)
    for ax, (rule, laws) in zip(panels, under_all_laws().items(), strict=True):
        for law, colour, ratio, reach in zip(LAWS, colours, laws.ratio, 2 * laws.error, strict=True):
            ax.plot(STEPS, ratio, color=colour, lw=1.2, label=law.name)
            ax.fill_between(STEPS, ratio - reach, ratio + reach, color=colour, alpha=0.12, lw=0)
        ax.set(title=rule, xlabel="step $t$")
        ax.grid(alpha=0.25, lw=0.5)
    panels[0].set(ylabel="risk over the exact risk", ylim=(0.9, 1.1))
    panels[1].set(ylabel="risk over Gaussian risk")
    panels[1].set_yscale("log", base=2)
    panels[2].set(ylim=(0.9, 1.1))
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(LAWS), fontsize=8)
    return figure
