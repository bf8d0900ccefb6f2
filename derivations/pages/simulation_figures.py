"""Pictures of simulations."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from derivations.pages.claim_pictures import upper_bound
from derivations.pages.picture import BLUE, GREY, ORANGE, axes_of, saved
from derivations.tasks.simulation import RunSpec
from montecarlo.runs.simulate import Simulation


def draw_run(spec: RunSpec, run: Simulation, exact: list[float] | None, kind: str) -> bytes:
    """Risk over time: simulated with a band of two standard errors, exact where there is an exact one, the bound of the theory."""

    def draw() -> Figure:
        steps, mean, reach = np.array(run.steps), run.risk, 2 * run.standard_error
        rule, problem = spec.rule(), spec.build_problem()
        bound = upper_bound(rule, problem, run.steps, spec.batch_size)
        figure, panels = axes_of(10.0 if exact else 6.4, 3.8, 2 if exact else 1)
        ax = panels[0] if exact else panels
        if bound is not None:
            ax.semilogy(steps, bound, color=ORANGE, ls="--", label="bound: transient + steady state")
        if exact:
            ax.semilogy(steps, exact, color=BLUE, label="exact")
        _band(ax, steps, mean, np.maximum(reach, 0), f"simulated, {run.replicates} replicates, 2 standard errors")
        ax.set_yscale("log")
        ax.set(xlabel="step $t$", ylabel=r"expected risk $\mathbb{E}\,L(\theta_t)$")
        ax.legend(fontsize=8)
        if exact:
            truth = np.array(exact)
            panels[1].axhline(0, color=BLUE, label="exact")
            _band(panels[1], steps, mean / truth - 1, reach / truth, "simulated")
            if bound is not None:
                panels[1].plot(steps, bound / truth - 1, color=ORANGE, ls="--", label="bound")
            limit = 1.3 * float(np.max((np.abs(mean - truth) + reach) / truth))
            panels[1].set(xlabel="step $t$", ylabel="relative to the exact risk", ylim=(-limit, limit))
            panels[1].legend(fontsize=8)
        rotated = "" if spec.rotation is None else ", rotated Hessian"
        figure.suptitle(f"{rule}, B = {spec.batch_size:g}{rotated}, {run.noise} noise", fontsize=10)
        return figure

    return saved(draw, kind)[0]


def _band(ax: Any, steps: Any, mean: Any, reach: Any, label: str) -> None:
    ax.fill_between(steps, mean - reach, mean + reach, color=GREY, alpha=0.35, lw=0)
    ax.errorbar(steps, mean, reach, fmt="o", ms=2, color="black", lw=0.6, label=label)
