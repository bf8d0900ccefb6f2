"""The paper's figures that need no tuning: risk over time (1 and E.3), and the table behind Figure 2."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.figure import Figure

from derivations.pages.claim_pictures import paper_figure_2_data
from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, Rows, axes_of, key_outside
from derivations.tasks.sweep import PAPER
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.optimizers import SGD, HeavyBall

CURVATURES = (1.0, 0.1, 0.01)
SWITCH, LAST = 150, 400  # steps
CARTOON_RATE, CARTOON_BATCH = 0.5, 10.0


def cartoon_data() -> Rows:
    """Risk of three coordinates and their sum over time, learning rate constant and lowered tenfold at step 150."""
    columns = []
    for h in CURVATURES:
        constant = risk(SGD(learning_rate=CARTOON_RATE), NoisyQuadratic([h], [h]), range(LAST + 1), CARTOON_BATCH)
        second = 2 * constant[SWITCH] / h  # E theta^2 at the switch: SGD has no other state
        lowered = SGD(learning_rate=CARTOON_RATE / 10)
        after = risk(lowered, NoisyQuadratic([h], [h], second), range(LAST - SWITCH + 1), CARTOON_BATCH)
        columns += [constant, np.concatenate([constant[:SWITCH], after])]
    names = [f"h={h:g}{kind}" for h in CURVATURES for kind in ("", ", decayed")]
    table = np.array([*columns, sum(columns[0::2]), sum(columns[1::2])]).T
    return [("step", *names, "total", "total, decayed"), *((t, *map(float, row)) for t, row in enumerate(table))]


def cartoon() -> Figure:
    """The paper's cartoon of Figure 1, exact."""
    figure, ax = axes_of(7.6, 4.0)
    data = np.array(cartoon_data()[1:], dtype=float).T
    for k, (colour, h) in enumerate(zip((BLUE, ORANGE, GREEN), CURVATURES, strict=True)):
        ax.semilogy(data[0], data[1 + 2 * k], color=colour, ls="--", lw=1)
        ax.semilogy(data[0], data[2 + 2 * k], color=colour, label=f"coordinate with $h = {h:g}$")
    ax.semilogy(data[0], data[-2], color="black", ls="--", lw=1, label="total, constant learning rate")
    ax.semilogy(data[0], data[-1], color="black", label=f"total, lowered at step {SWITCH}")
    ax.set(xlabel="step $t$", ylabel="expected risk", ylim=(1e-4, 1))
    key_outside(ax)
    return figure


EFFECTIVE = 0.05
MOMENTA = (0.5, 0.9, 0.99, 0.999)


def effective_data() -> Rows:
    """Risk of SGD at 0.05 and of momentum at the same effective learning rate, B = 64, the paper's spectrum."""
    steps = sorted({int(2 ** (q / 4)) for q in range(73)})
    problem = PAPER.build()
    curves = [risk(SGD(learning_rate=EFFECTIVE), problem, steps, 64)]
    curves += [risk(HeavyBall(learning_rate=EFFECTIVE * (1 - b), momentum=b), problem, steps, 64) for b in MOMENTA]
    header = ("step", "SGD", *(f"beta={b:g}" for b in MOMENTA))
    return [header, *((t, *(float(c[k]) for c in curves)) for k, t in enumerate(steps))]


def effective_drawn() -> Figure:
    """Appendix E.3: the same effective learning rate, with and without momentum."""
    figure, (left, right) = axes_of(9.0, 3.8, 2)
    _, *rows = effective_data()
    data = np.array(rows, dtype=float).T
    left.plot(data[0], data[1], color="black", lw=2, label="SGD, $\\alpha = 0.05$")
    for colour, b, curve in zip((BLUE, ORANGE, GREEN, PURPLE), MOMENTA, data[2:], strict=True):
        left.plot(data[0], curve, color=colour, ls="--", label=f"$\\beta = {b:g}$, $\\alpha = 0.05\\,(1-\\beta)$")
        right.plot(data[0], curve / data[1], color=colour, label=f"$\\beta = {b:g}$")
    left.set_yscale("log", base=2)
    right.axhline(1, color=GREY, lw=0.8)
    for ax in (left, right):
        ax.set_xscale("log", base=2)
        ax.set_xticks([2**q for q in range(0, 19, 3)])
        ax.minorticks_off()
        ax.set_xlabel("step $t$")
        ax.grid(alpha=0.25, lw=0.5)
        ax.legend(fontsize=8)
    left.set_ylabel("expected risk, $B = 64$")
    right.set_ylabel("risk of momentum / risk of SGD")
    return figure


def figure_2_table() -> Rows:
    """The numbers of Figure 2."""
    data = paper_figure_2_data()
    names = [n for n in data if n != "critical"]
    rows = [tuple("" if math.isnan(v) else float(v) for v in row) for row in zip(*(data[n] for n in names), strict=True)]
    return [tuple(names), *rows]
