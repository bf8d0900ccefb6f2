"""The paper's figures on steps, learning rates and schedules against batch size, from the study's data."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from derivations.pages.claim_pictures import paper_figure_2
from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, Picture, Rows, TabledPicture, axes_of, key_outside
from derivations.studies.batch_size.study import BATCH_SIZES, POWERS, TARGET, TARGETS, BatchCurves, Curve, CurveSpec
from derivations.studies.batch_size.time_figures import cartoon, cartoon_data, effective_data, effective_drawn, figure_2_table
from derivations.tasks.rows import Result
from numerics.curves.bounds import bayes_examples, maximum_likelihood_examples
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.errors import InputError

COLOURS = dict(zip(POWERS, (BLUE, ORANGE, GREEN, PURPLE), strict=True))


def choose(numbers: Sequence[str]) -> list[str]:
    """The figures asked for, all of them by default. Raises ``InputError`` for an unknown one."""
    for number in numbers:
        if number not in NUMBERS:
            raise InputError(f"no figure {number!r}; there are: {', '.join(NUMBERS)}")
    return [n for n in NUMBERS if not numbers or n in numbers]


NUMBERS = ("1", "2", "3a", "3b", "3c", "4", "14a", "14b", "15", "E.3", "E.5")
NEEDS = {
    "3a": ("sgd", "momentum"),
    "3b": ("sgd", "schedule"),
    "3c": ("schedule",),
    "4": ("sgd", "ema"),
    "14a": ("sgd",),
    "14b": ("sgd", "momentum"),
    "15": ("schedule",),
}
"""Rules whose curves, at all powers, a figure draws."""


def needed_curves(numbers: Sequence[str]) -> list[CurveSpec]:
    """What has to be computed for some of the figures."""
    wanted = [CurveSpec(rule, p) for n in numbers for rule in NEEDS.get(n, ()) for p in POWERS]
    if "E.5" in numbers:
        wanted += [CurveSpec(rule, target=t) for rule in ("sgd", "momentum") for t in TARGETS]
    return list(dict.fromkeys(wanted))


def user_curves(curves: dict[str, list[Result]], bounds: dict[str, int], target: float) -> Figure:
    """Steps against batch size of any optimizers, with both information bounds."""
    figure, ax = axes_of(7.6, 4.4)
    sizes = np.array(sorted({r.batch_size for rows in curves.values() for r in rows if math.isfinite(r.batch_size)}))
    for (name, rows), colour in zip(curves.items(), itertools.cycle((BLUE, ORANGE, GREEN, PURPLE, GREY))):
        points = [(r.batch_size, r.steps) for r in rows if math.isfinite(r.batch_size) and r.steps]
        if points:
            ax.plot(*zip(*points, strict=True), color=colour, marker="o", ms=3, label=name)
    powers_of_two(ax, f"steps to risk {target:g}")
    ax.set_xticks(sizes if len(sizes) < 9 else sizes[::3])
    limits = ax.get_ylim()
    for name, ls, key in (("$d/(2N)$ bound", "--", "maximum_likelihood_examples"), ("Bayes bound", ":", "bayes_examples")):
        ax.plot(sizes, bounds[key] / sizes, color="black", ls=ls, lw=1, label=name)
    ax.set_ylim(limits)
    key_outside(ax)
    return figure


def powers_of_two(ax: Any, ylabel: str) -> None:
    """Both axes logarithmic in powers of two."""
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=2)
    ax.set_xticks([2.0**q for q in range(2, 22, 3)])
    ax.minorticks_off()
    ax.set(xlabel="batch size $B$ (examples)", ylabel=ylabel)
    ax.grid(alpha=0.25, lw=0.5)


def against_sgd(study: BatchCurves, rule: str, label: str) -> Callable[[], Figure]:
    """Steps to target of one rule (solid) and of SGD (dashed), each power a colour, with both information bounds."""

    def draw() -> Figure:
        figure, ax = axes_of(7.6, 4.4)
        for p in POWERS:
            solid, dashed = study.curve(rule, p), study.curve("sgd", p)
            ax.plot(solid.batch_sizes, solid.steps, color=COLOURS[p], marker="o", ms=3, label=f"{label}, $p = {p:g}$")
            ax.plot(dashed.batch_sizes, dashed.steps, color=COLOURS[p], ls="--", label=f"SGD, $p = {p:g}$")
        sizes = np.array(BATCH_SIZES)
        problem = NoisyQuadratic.power_law(10_000)
        ax.plot(
            sizes, maximum_likelihood_examples(problem, TARGET) / sizes, color="black", ls="--", lw=1, label="$d/(2N)$ bound"
        )
        ax.plot(sizes, bayes_examples(problem, TARGET) / sizes, color="black", ls=":", lw=1.2, label="Bayes bound")
        powers_of_two(ax, f"steps to risk {TARGET}")
        ax.set_ylim(2.0**1.5, 2.0**21.5)
        key_outside(ax)
        return figure

    return draw


def steps_table(curves: Sequence[Curve]) -> Rows:
    """Batch size, rule, power, target, steps and the hyperparameters."""
    names = list(dict.fromkeys(n for c in curves for r in c.rows for n in r.hyperparameters if n != "power"))
    rows: Rows = [("rule", "power", "target", "batch_size", "steps", *names)]
    for c in curves:
        for r in c.rows:
            values = [r.hyperparameters.get(n, "") for n in names]
            rows.append((c.spec.rule, c.spec.power, c.spec.target, r.batch_size, r.steps, *values))
    return rows


def schedule_table(curves: Sequence[Curve]) -> Rows:
    """One line a piece."""
    rows: Rows = [("power", "batch_size", "steps", "piece", "length", "learning_rate")]
    for c in curves:
        for size, s in c.schedules.items():
            pieces = zip(s.lengths, s.values["learning_rate"], strict=True)
            rows += [(c.spec.power, size, s.steps, k, n, v) for k, (n, v) in enumerate(pieces, 1)]
    return rows


def schedules_drawn(study: BatchCurves) -> Callable[[], Figure]:
    """The optimal learning rates over the pieces, for several batch sizes."""

    def draw() -> Figure:
        figure, ax = axes_of(7.6, 4.0)
        for colour, q in zip(mpl.colormaps["viridis"](np.linspace(0, 0.9, 9)), range(4, 13), strict=True):
            values = study.curve("schedule").schedules[2.0**q].values["learning_rate"]
            ax.stairs(values, np.arange(len(values) + 1), baseline=None, color=colour, lw=1.3, label=f"$B = 2^{{{q}}}$")
        ax.set_yscale("log", base=2)
        ax.minorticks_off()
        ax.set(xlabel="piece of the schedule (of 50)", ylabel=r"learning rate $\alpha$")
        ax.grid(alpha=0.25, lw=0.5)
        key_outside(ax)
        return figure

    return draw


def learning_rates(study: BatchCurves, momentum: bool) -> Callable[[], Figure]:
    """Optimal (effective) learning rates against batch size."""

    def draw() -> Figure:
        figure, ax = axes_of(7.6, 4.0)
        for p in POWERS:
            plain = study.curve("sgd", p)
            if momentum:
                curve = study.curve("momentum", p)
                ax.plot(curve.batch_sizes, effective(curve), color=COLOURS[p], marker="o", ms=3, label=f"momentum, $p = {p:g}$")
            ls, marker = ("--", "") if momentum else ("-", "o")
            rates = plain.values("learning_rate")
            ax.plot(plain.batch_sizes, rates, color=COLOURS[p], ls=ls, marker=marker, ms=3, label=f"SGD, $p = {p:g}$")
        powers_of_two(ax, r"effective learning rate $\alpha/(1-\beta)$" if momentum else r"learning rate $\alpha$")
        key_outside(ax)
        return figure

    return draw


def effective(curve: Curve) -> list[float]:
    """alpha/(1 - beta) of a momentum curve."""
    return [a / (1 - b) for a, b in zip(curve.values("learning_rate"), curve.values("momentum"), strict=True)]


def final_rates(study: BatchCurves) -> Callable[[], Figure]:
    """The last learning rate of the optimal schedules."""

    def draw() -> Figure:
        figure, ax = axes_of(7.0, 4.0)
        for p in POWERS:
            last = {size: s.values["learning_rate"][-1] for size, s in study.curve("schedule", p).schedules.items()}
            ax.plot(list(last), list(last.values()), color=COLOURS[p], marker="o", ms=3, label=f"$p = {p:g}$")
        powers_of_two(ax, "final learning rate")
        key_outside(ax)
        return figure

    return draw


def targets_drawn(study: BatchCurves) -> Callable[[], Figure]:
    """Steps to several targets, momentum solid and SGD dashed."""

    def draw() -> Figure:
        figure, ax = axes_of(7.6, 4.4)
        for colour, target in zip((GREY, PURPLE, BLUE, GREEN, ORANGE), TARGETS, strict=True):
            for rule, ls, marker in (("momentum", "-", "o"), ("sgd", "--", "")):
                curve = study.curve(rule, target=target)
                label = f"{'SGD' if rule == 'sgd' else rule}, risk {target:g}"
                ax.plot(curve.batch_sizes, curve.steps, color=colour, ls=ls, marker=marker, ms=3, label=label)
        powers_of_two(ax, "steps to target")
        key_outside(ax)
        return figure

    return draw


def study_figures(study: BatchCurves, numbers: Sequence[str] = ()) -> list[TabledPicture]:
    """The figures in the paper's order; only those asked for are drawn from the study."""

    def curves(*rules: str) -> list[Curve]:
        return [study.curve(r, p) for r in rules for p in POWERS]

    def steps_of(*rules: str) -> Callable[[], Rows]:
        return lambda: steps_table(curves(*rules))

    every = [
        _figure("1", "Coordinates with and without learning rate decay", cartoon, cartoon_data,
                r"Exact risk of three coordinates of SGD, $\alpha = 0.5$, $B = 10$, $C = H$: constant (dashed), and lowered tenfold at step "
                r"150 (solid). Lowering it frees the high curvatures of noise and slows the low ones."),
        _figure("2", "Rate and steady-state risk of momentum", paper_figure_2, figure_2_table,
                r"Rate and steady-state risk against $1-\beta$ at $\alpha h = 0.0005$, $B = 1$."),
        _figure("3a", "Momentum and preconditioning", against_sgd(study, "momentum", "momentum"), steps_of("sgd", "momentum"),
                "Tuned steps to risk 0.01 against batch size: momentum solid, plain SGD dashed."),
        _figure("3b", "Schedules against fixed learning rates", against_sgd(study, "schedule", "schedule"), steps_of("sgd", "schedule"),
                "Steps to risk 0.01 with the optimal schedule of 50 pieces (solid) and the best fixed learning rate (dashed)."),
        _figure("3c", "Optimal schedules", schedules_drawn(study), lambda: schedule_table([study.curve("schedule")]),
                "The optimal learning rates of SGD, $p = 0$, piece by piece."),
        _figure("4", "Exponential moving averages", against_sgd(study, "ema", "EMA"), steps_of("sgd", "ema"),
                "Tuned steps to risk 0.01: SGD with an average of its iterates solid, plain SGD dashed."),
        _figure("14a", "Optimal learning rate of SGD", learning_rates(study, False), steps_of("sgd"),
                "The learning rate that reaches risk 0.01 in the fewest steps."),
        _figure("14b", "Optimal effective learning rate of momentum", learning_rates(study, True), steps_of("momentum"),
                r"The same for momentum, as $\alpha/(1-\beta)$ (solid), beside plain SGD (dashed)."),
        _figure("15", "Final learning rates of the schedules", final_rates(study), lambda: schedule_table(curves("schedule")),
                "The learning rate of the last of 50 pieces."),
        _figure("E.3", "Momentum at SGD's effective learning rate", effective_drawn, effective_data,
                r"Risk over time at $\alpha/(1-\beta) = 0.05$, $B = 64$: left the risks, right their ratio."),
        _figure("E.5", "Other targets", targets_drawn(study),
                lambda: steps_table([study.curve(r, target=t) for r in ("sgd", "momentum") for t in TARGETS]),
                "Tuned steps to five targets, $p = 0$: momentum solid, SGD dashed."),
    ]  # fmt: skip
    chosen = choose(numbers)
    return [figure for figure in every if figure.number in chosen]


def _figure(number: str, title: str, draw: Callable[[], Figure], table: Callable[[], Rows], caption: str) -> TabledPicture:
    return TabledPicture(number, Picture(f"figure-{number.lower().replace('.', '')}", title, caption, draw), table)
