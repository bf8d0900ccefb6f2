"""The report page on the gradient noise scale in numbers: along trajectories, against critical batch sizes, in batch schedules."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from derivations.pages.page import Found, Page, Table, verdict
from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, Picture, Rows, TabledPicture, axes_of
from derivations.studies.batch_size.study import BatchCurves, Curve
from derivations.studies.noise_scale.coverage import LEVELS, read_coverage, run_coverage, written
from derivations.studies.noise_scale.coverage_tables import coverage_table, law_table
from derivations.tasks.study import Study
from derivations.tasks.sweep import PAPER
from numerics.curves.noise_scale import BatchPlanner, BatchSchedule, NoiseScales, noise_scales
from numerics.dynamics.hitting import steps_to_target
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.optimizers import SGD

RULES = {"sgd": "SGD", "momentum": "momentum", "ema": "EMA (at the average)"}
SHOWN = (16.0, 1024.0, 2.0**14)
POINTS = 400
PARTS = 40
AGREES = 2.0  # factor within which a statement about a size counts as confirmed
MISFIT = 0.05  # of a curve that counts as a hyperbola
SCHEDULES = (1.5, 0.5, 0.1)  # learning rates whose batch sizes are planned
LENGTH = 1.3  # of their runs, in units of the steps needed without noise
SMALL, GOAL = 100, 0.02  # their problem's dimension and target
INTRODUCTION = (
    r"$\mathcal{B}_\text{noise} = \operatorname{tr}(H\Sigma)/G^\top HG$ and $\mathcal{B}_\text{simple} = \operatorname{tr}\Sigma/|G|^2$ "
    "(McCandlish et al. 2018) on the noisy quadratic model, where both are exact along any linear optimizer's trajectory (numerator and "
    "denominator averaged before they are divided). Problem, where no other is named: that of the batch-size page, $h_i = 1/i$, $d = 10^4$, "
    "100 lower-edge bins, target 0.01, tuned settings from there. What is proved about them is on the page of claims, noise-scale."
)
NOT_TESTABLE = (
    "that batch limits differ from domain to domain (MNIST, ImageNet, Dota, ...), with model size, and in reinforcement learning: the "
    "quadratic has no domains; the page on digits measures three small models",
)


@dataclass(frozen=True)
class Along:
    """A tuned run: its noise scales at some of its steps, and their means over all."""

    curve: Curve
    batch_size: float
    scales: NoiseScales

    @property
    def full(self) -> float:
        """Mean of B_noise over the steps."""
        return float(np.mean(self.scales.full))

    @property
    def simple(self) -> float:
        """Mean of B_simple over the steps."""
        return float(np.mean(self.scales.simple))


def along(study: BatchCurves, rule: str, batch_size: float) -> Along:
    """The tuned run of a rule at a batch size of the study."""
    curve = study.curve(rule)
    last = curve.at(batch_size)
    setting = {n: v for n, v in curve.setting(batch_size).items() if n != "power"}
    steps = np.unique(np.linspace(0, last, min(last, POINTS) + 1).astype(int))
    return Along(curve, batch_size, noise_scales(curve.spec.build().set(**setting), PAPER.build(), steps.tolist(), batch_size))


@cache
def plans() -> dict[float, tuple[int, list[BatchSchedule]]]:
    """By learning rate: steps, and the constant, adaptive, simple adaptive and optimal batch schedules."""
    problem = NoisyQuadratic.power_law(SMALL)
    found = {}
    for rate in SCHEDULES:
        rule = SGD(learning_rate=rate)
        least = steps_to_target(rule, problem, math.inf, GOAL)
        assert least is not None
        planner = BatchPlanner(rule, problem, int(least * LENGTH), GOAL)
        found[rate] = planner.steps, [planner.constant(), planner.adaptive(), planner.adaptive(simple=True), planner.best()]
    return found


def noise_scale_files(study: BatchCurves, cells: list[dict[str, Any]]) -> dict[str, bytes]:
    """All files of the page, name to content."""
    runs = {rule: [along(study, rule, b) for b in (*SHOWN, 2.0**20)] for rule in RULES}
    return Page(
        "noise-scale-numbers",
        "The gradient noise scale in numbers",
        "Along exact trajectories, against critical batch sizes, in batch schedules, and measured from samples;\n"
        "[coverage data](coverage.json) and a CSV beside every figure. The [claims](noise-scale.md) are proved apart.",
        INTRODUCTION,
        [_predicts(study, runs), _increases(runs), _tradeoff(study), _adaptive(), _untested()],
        [
            TabledPicture("1", Picture("noise-scale-loss", "Noise scales as the loss falls", "Tuned runs to risk 0.01, means over fortieths of them. "
                "Solid: tr(H Sigma)/G'HG; dashed: tr Sigma/|G|^2.", lambda: _scales_drawn(runs)), lambda: _scale_rows(runs)),
            TabledPicture("2", Picture("noise-scale-hyperbola", "The trade-off against the hyperbola", "Exact steps and examples of tuned constant "
                "settings, in excess of the fewest. On the hyperbola the product of both is 1.", lambda: _tradeoff_drawn(study)),
                lambda: _tradeoff_rows(study)),
            TabledPicture("3", Picture("noise-scale-schedules", "Batch sizes over a run", f"SGD at learning rate {SCHEDULES[1]:g}, $h_i = 1/i$, "
                f"$d = {SMALL}$, target {GOAL:g}: all reach it at the last step.", _plans_drawn), _plan_rows),
        ],
        [
            _critical_table(study, runs), _plan_table(),
            *(table(cells, level) for level in LEVELS for table in (coverage_table, law_table)),
        ],
    ).files()  # fmt: skip


def _predicts(study: BatchCurves, runs: dict[str, list[Along]]) -> Found:
    parts, off = [], {}
    critical = {rule: study.curve(rule).critical.crossing for rule in RULES}
    for rule, name in RULES.items():
        at = next(r for r in runs[rule] if r.batch_size == SHOWN[1])
        off[rule] = max(max(v / critical[rule], critical[rule] / v) for v in (at.full, at.simple))
        parts.append(
            f"{name}: critical batch size {critical[rule]:.0f}, mean over the tuned run at $B = 1024$ {at.full:.0f} "
            f"($\\mathcal{{B}}_\\text{{noise}}$) and {at.simple:.0f} ($\\mathcal{{B}}_\\text{{simple}}$), off by up to a factor of {off[rule]:.1f}"
        )
    return Found(
        '"a simple and easy-to-measure statistic called the gradient noise scale predicts the largest useful batch size" (abstract)',
        f"{verdict(max(off.values()) <= AGREES)}. {'; '.join(parts)}. The noise scale is a property of a point, not of a rule: momentum's "
        f"critical batch size is {critical['momentum'] / critical['sgd']:.0f} times that of SGD, the average's "
        f"{critical['ema'] / critical['sgd']:.2f} times, and the noise scales of the points they run through do not say so.",
    )


def _increases(runs: dict[str, list[Along]]) -> Found:
    parts, losses = [], []
    for run in runs["sgd"]:
        s = run.scales
        late = int(np.argmax(s.full >= 0.95 * s.full[-1]))
        losses.append(float(s.risk[late] / s.risk[-1]))
        parts.append(
            f"at $B = 2^{{{round(math.log2(run.batch_size))}}}$ it grows from {s.full[0]:.2f} to {s.full[-1]:.0f}, and has come within 5% of that "
            f"when the loss is still {losses[-1]:.0f} times the target"
        )
    return Found(
        '"the noise scale increases as the loss decreases over a training run" (abstract)',
        f"{verdict(max(losses) <= AGREES)}: "
        + "at first. For tuned SGD $\\mathcal{B}_\\text{noise}$: "
        + "; ".join(parts)
        + ". From then on the steep directions "
        "are stationary and it tells the temperature $\\alpha/B$, whatever the loss does (claims noise-scale.stationary-small-step and "
        "noise-scale.grows-whenever-loss-falls).",
    )


def _tradeoff(study: BatchCurves) -> Found:
    worst = max(study.curve(r).critical.misfit for r in RULES)
    misfits = ", ".join(
        f"{study.curve(r).critical.misfit:.0%} for {n} (near $B = {study.curve(r).critical.misfit_at:.0f}$)"
        for r, n in RULES.items()
    )
    return Found(
        "The trade-off between compute-efficiency and time-efficiency is $(S/S_{\\min} - 1)(E/E_{\\min} - 1) = 1$ (section 2.3)",
        f"{verdict(worst <= MISFIT)}: exact where the learning rate is at its best in every step (claim noise-scale.hyperbola); against tuned "
        f"constant settings the best-fitting hyperbola is off by up to {misfits}.",
    )


def _adaptive() -> Found:
    parts, shares = [], []
    for rate, (_, schedules) in plans().items():
        constant, adaptive, simple, best = (s.examples for s in schedules)
        shares.append((constant - min(adaptive, simple)) / (constant - best))
        parts.append(
            f"at $\\alpha = {rate:g}$ it saves {1 - adaptive / constant:.0%} of the examples ({1 - simple / constant:.0%} with "
            f"$\\mathcal{{B}}_\\text{{simple}}$), the optimum {1 - best / constant:.0%}"
        )
    return Found(
        '"a rough model of the benefits of adaptive batch-size training" (abstract): $B = \\sqrt{r\\,\\mathcal{B}}$',
        f"{verdict(min(shares) * AGREES >= 1)} for a fixed learning rate: "
        + "; ".join(parts)
        + ". The rule follows the noise scale, which stops growing once the "
        "steep directions are stationary; the optimum knows that noise made early is forgotten and starts with batches far smaller.",
    )


def _untested() -> Found:
    return Found("Sentences that cannot be tested here", "; ".join(NOT_TESTABLE) + ".")


def _scales_drawn(runs: dict[str, list[Along]]) -> Figure:
    figure, axes = axes_of(9.0, 3.4, len(runs))
    for ax, (rule, mine) in zip(axes, runs.items(), strict=True):
        for run, colour in zip(mine, (BLUE, ORANGE, GREEN, PURPLE), strict=True):
            label = f"$B = 2^{{{round(math.log2(run.batch_size))}}}$"
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


def _critical_table(study: BatchCurves, runs: dict[str, list[Along]]) -> Table:
    rows = []
    for rule, name in RULES.items():
        c = study.curve(rule).critical
        for run in runs[rule]:
            size = f"$2^{{{round(math.log2(run.batch_size))}}}$"
            s = run.scales
            cells = (run.full, run.simple, float(s.full[-1]), float(s.simple[-1]))
            rows.append(
                (name, f"{c.crossing:.0f}", f"{c.critical:.0f}" if c.critical else "-", size, *(f"{v:.0f}" for v in cells))
            )
    text = (
        r"Critical: $E_{\min}/S_{\min}$, and where efficiency is one half. Means over the steps of the tuned run at batch size $B$; then the "
        "values at its end."
    )
    header = ("rule", "critical", "half", "$B$", "mean noise", "mean simple", "end noise", "end simple")
    return Table("Noise scales beside critical batch sizes", text, header, rows)


def _plan_table() -> Table:
    rows = [
        (
            f"{rate:g}",
            str(steps),
            *(f"{s.examples:.0f}" for s in schedules),
            f"{schedules[0].examples / schedules[-1].examples:.2f}",
        )
        for rate, (steps, schedules) in plans().items()
    ]
    text = (
        rf"Examples to risk {GOAL:g} at a fixed learning rate, $h_i = 1/i$, $d = {SMALL}$, in {LENGTH:g} times the steps needed without noise; batch "
        r"sizes not rounded. Adaptive: $B = \sqrt{r\,\mathcal{B}}$ along its own exact trajectory, $r$ such that the target is met. Optimal: "
        r"$B_k \propto \sqrt{\kappa_k}$ (claim noise-scale.batch-schedule)."
    )
    header = (r"$\alpha$", "steps", "constant", "adaptive", "adaptive, simple", "optimal", "constant over optimal")
    return Table("Batch schedules", text, header, rows)


STUDY: Study[list[dict[str, Any]]] = Study(
    "coverage",
    page=lambda data, run: noise_scale_files(data["batch-size"], data["coverage"]),
    compute=lambda run: run_coverage(run.workers, run.resume, run.told("cells"), small=run.small),
    encode=written,
    decode=read_coverage,
    costly=True,
    trial=True,
    alone=False,
)
