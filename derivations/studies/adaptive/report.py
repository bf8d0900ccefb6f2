"""The report page on adaptive methods: figures, what was found, tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.pages.page import Found, Page, Table
from derivations.studies.adaptive.figures import adaptive_figures
from derivations.studies.adaptive.moments import GAIN_STEPS, LAWS, STEPS, gains, under_all_laws
from derivations.studies.adaptive.study import (
    BATCH_SIZES,
    DIMENSION,
    HESSIANS,
    RATES,
    REPLICATES,
    RULES,
    SEEDS,
    TARGET,
    AdaptiveStudy,
    compute_adaptive,
    problem,
    wrong_races,
)
from derivations.studies.batch_size.findings import exponent
from derivations.tasks.study import Study
from montecarlo.tuning.race import simulated_steps
from montecarlo.verdicts.verdict import Comparison, judge

FALSE_ALARM = 1e-3
INTRODUCTION = (
    rf"Problem: $h_i = 1/i$, $d = {DIMENSION}$, $C = H$, $\mathbb{{E}}\,\theta_0^2 = 1$, target risk 0.01; once along the axes, once "
    rf"rotated by a random orthogonal matrix. Nothing is proved on this page: these rules are not linear, so each count is the step where "
    rf"the mean risk of {REPLICATES} simulated runs crosses the target, and each setting the outcome of a search (successive halving, then "
    rf"Nelder and Mead's simplex, all settings on the same noise; learning rates from {RATES[0]:g} to {RATES[1]:g}). SGD, momentum and their "
    r"preconditioned forms are exact and tuned exactly; they do not depend on the rotation. `nqm experiment adaptive --keep` runs all races again, "
    r"`nqm report --check` some of them."
)


def adaptive_files(study: AdaptiveStudy) -> dict[str, bytes]:
    """All files of the page, name to content."""
    return Page(
        "adaptive",
        "Adaptive methods by simulation",
        "Sign descent, RMSProp and Adam against batch size, beside the exact theory of their linear proxies;\n"
        "[data](adaptive.json) and a CSV beside every figure.",
        INTRODUCTION,
        [proxy(study), scaling(study), small_batches(study), surge(study), moments(), overshoot(study)],
        adaptive_figures(study),
        [*(_steps(study, k) for k in HESSIANS), *(_rates(study, k) for k in HESSIANS), _gains()],
    ).files()


def _power(size: float) -> str:
    return f"$2^{{{round(np.log2(size))}}}$"


def _span(values: Any, form: str = ".2f") -> str:
    return f"{np.nanmin(values):{form}} to {np.nanmax(values):{form}}"


def proxy(study: AdaptiveStudy) -> Found:
    """Adam's steps over those of preconditioned momentum."""
    best = study.steps("proxy-momentum")
    axes, rotated = (study.steps("adam-tuned", k) / best for k in HESSIANS)
    rates = study.rates("adam-0", "diagonal")[0] * np.sqrt(BATCH_SIZES) / study.rates("proxy-sgd")[0]
    return Found(
        "Is $H^{1/2}$-preconditioned momentum a proxy for Adam?",
        f"Tuned Adam takes {_span(axes)} times the steps of tuned $H^{{1/2}}$-preconditioned momentum along the axes and "
        f"{_span(rotated)} times in rotated coordinates, over all batch sizes; for $B \\le 256$, {_span(axes[:3])} and {_span(rotated[:3])}. "
        "Where noise dominates, $\\sqrt{v} \\approx \\sqrt{h/B}$ along the axes, so Adam's learning rate times $\\sqrt{B}$ should be "
        f"the proxy's: the best ones (no momentum) have the ratio {rates[0]:.2f} at $B = 16$, {rates[2]:.2f} at $B = 256$ and "
        f"{rates[-1]:.1f} at $B = 2^{{20}}$, where $v$ follows the signal. In rotated coordinates every entry of $v$ averages over all "
        "curvatures and the preconditioner is lost.",
    )


def scaling(study: AdaptiveStudy) -> Found:
    """How far perfect scaling reaches."""
    curves = {
        "SGD": study.steps("sgd"),
        "momentum": study.steps("momentum"),
        "tuned Adam along the axes": study.steps("adam-tuned", "diagonal"),
        "tuned Adam rotated": study.steps("adam-tuned", "rotated"),
        "$H^{1/2}$-preconditioned momentum": study.steps("proxy-momentum"),
    }
    parts = []
    for name, steps in curves.items():
        examples = steps * np.array(BATCH_SIZES)
        largest = max(b for b, e in zip(BATCH_SIZES, np.nanmin(examples) / examples, strict=True) if e >= 0.5)
        slope = exponent(BATCH_SIZES[:3], [float(v) for v in steps[:3]])
        parts.append(f"{name} {_power(largest)} ({slope:.2f})")
    return Found(
        '"Adam and K-FAC, result in much larger critical batch sizes than stochastic gradient descent with momentum" (Zhang et al. 2019)',
        "The largest batch size of the study at which examples are at most twice the fewest, and in brackets the exponent of steps "
        f"against batch size from 16 to 256: {', '.join(parts)}.",
    )


def small_batches(study: AdaptiveStudy) -> Found:
    """Adam against SGD at the smallest batch."""
    sgd = study.steps("sgd")
    axes, rotated = (study.steps("adam-tuned", k) / sgd for k in HESSIANS)
    return Found(
        '"Adam and K-FAC can reduce the number of steps needed to reach the target compared to plain SGD even for the smallest batch sizes, '
        'although neither optimizer does so in all cases" (Zhang et al. 2019)',
        f"At $B = 16$ tuned Adam takes {axes[0]:.2f} times the steps of tuned SGD along the axes and {rotated[0]:.2f} times in rotated "
        f"coordinates; at $B = 2^{{20}}$, {axes[-1]:.2f} and {rotated[-1]:.2f} times.",
    )


def surge(study: AdaptiveStudy) -> Found:
    """The best learning rate against batch size."""
    parts, present = [], []
    for rule, name in (
        ("sign", "signSGD"),
        ("adam-half", "Adam with $\\beta_1 = 0$, $\\beta_2 = 0.5$"),
        ("adam-0", "Adam with $\\beta_1 = 0$, $\\beta_2 = 0.9$"),
        ("adam", "Adam with $\\beta_1 = 0.9$, $\\beta_2 = 0.99$"),
    ):
        for hessian in HESSIANS:
            mean, error = study.rates(rule, hessian)
            top = int(np.argmax(mean))
            fall, reach = mean[-1] / mean[top] - 1, 2 * float(np.hypot(error[-1], error[top]))
            where = "along the axes" if hessian == "diagonal" else "rotated"
            fallen = (
                " and hardly less after"
                if fall > -0.01
                else f", then {fall:+.0%} at $2^{{20}}$ (two standard errors: {reach:.0%})"
            )
            parts.append(f"{name} {where}: largest at {_power(BATCH_SIZES[top])}{fallen}")
            if fall < -reach and top < len(mean) - 1:
                present.append(f"{name} {where}")
    rest = []
    for rule, name in (("signum", "Signum"), ("rmsprop", "RMSProp")):
        mean, _ = study.rates(rule, "rotated")
        rest.append(f"{name} {mean[-1] / mean.max() - 1:+.0%}")
    steps = study.steps("sign", "rotated")
    best = int(np.nanargmin(steps))
    return Found(
        "Does the best learning rate surge, rising and then falling with the batch size (Li et al. 2024)?",
        f"{'; '.join(parts)}. A fall of more than two standard errors: {' and '.join(present) or 'nowhere'}. From the largest to $2^{{20}}$, "
        f"rotated, one draw: {', '.join(rest)}. Rotated signSGD takes {steps[best]:.0f} steps at {_power(BATCH_SIZES[best])} and "
        f"{steps[-1]:.0f} at $2^{{20}}$. ({max(SEEDS.values())} draws of noise and rotation for the rules named first.)",
    )


def moments() -> Found:
    """What laws of equal variance do."""
    found = under_all_laws()
    parts = []
    for rule in ("signSGD", "Adam"):
        last = zip(LAWS[1:], found[rule].ratio[1:, -1], found[rule].error[1:, -1], strict=True)
        parts.append(f"{rule}: " + ", ".join(f"{law.name} {r:.2f} ({e:.2f})" for law, r, e in last))
    linear = found["SGD"]
    pairs = zip(linear.ratio.ravel(), linear.error.ravel(), strict=True)
    outcomes = judge([Comparison("", float(r), float(e), 1.0) for r, e in pairs], FALSE_ALARM)
    word = "agrees with" if all(o.consistent for o in outcomes) else "DISAGREES with"
    worst = max(o.detectable for o in outcomes)
    return Found(
        "Do higher moments of the noise matter?",
        f"Not to a linear rule: SGD under all {len(LAWS)} laws {word} the one exact risk ({len(outcomes)} comparisons, false-alarm rate "
        f"{FALSE_ALARM:g} for all; an error of {worst:.0%} would have shown). Risk at step {STEPS[-1]} over that under Gaussian noise, standard "
        f"error in brackets: {'; '.join(parts)}. A sign sees how often the noise exceeds the gradient and nothing else; Adam divides by a long "
        "mean of squares, which is a second moment.",
    )


def overshoot(study: AdaptiveStudy) -> Found:
    """How RMSProp comes to need so few steps along the axes."""
    rate = float(study.rates("rmsprop", "diagonal")[0][-1])
    rule = RULES["rmsprop"]().set(learning_rate=rate)
    counts = [simulated_steps(rule, problem(k), BATCH_SIZES[-1], TARGET, REPLICATES, most=1000) for k in HESSIANS]
    axes, rotated = ("more than 1000" if c is None else f"{c:.1f}" for c in counts)
    return Found(
        f"Why does RMSProp along the axes need {study.steps('rmsprop', 'diagonal')[-1]:.0f} steps at large batches?",
        f"Without bias correction its first step is $\\alpha/\\sqrt{{1-a}} = 10\\alpha$ in every coordinate, an overshoot whose gradient tells "
        f"the curvature: $\\sqrt{{v}} \\approx \\alpha h$, and the next step is nearly Newton's. With $\\alpha = {rate:.4g}$ it takes {axes} "
        f"steps along the axes, and {rotated} rotated. A property of a pure quadratic started from rest, not of RMSProp in use.",
    )


SHORT = {
    "sign": "signSGD",
    "signum": "Signum .9",
    "rmsprop": "RMSProp .99",
    "adam-half": "Adam 0, .5",
    "adam-0": "Adam 0, .9",
    "adam": "Adam .9, .99",
    "adam-tuned": "Adam tuned",
}
WHERE = {"diagonal": "along the axes", "rotated": "rotated"}


def _steps(study: AdaptiveStudy, hessian: str) -> Table:
    columns = [study.steps(r, hessian) for r in RULES] + [study.steps(r) for r in ("proxy-momentum", "momentum", "sgd")]
    header = ("$B$", *(SHORT[r] for r in RULES), "proxy", "momentum", "SGD")
    rows = [(_power(b), *(f"{c[j]:.0f}" for c in columns)) for j, b in enumerate(BATCH_SIZES)]
    text = r"Simulated counts are rounded; mean over the draws. The proxy is $H^{1/2}$-preconditioned momentum, exact."
    return Table(f"Steps to target, {WHERE[hessian]}", text, header, rows)


def _rates(study: AdaptiveStudy, hessian: str) -> Table:
    columns = [study.rates(r, hessian) for r in SHORT if r != "adam-tuned"]

    def cell(mean: float, error: float) -> str:
        return f"{mean:.4f}" + (f" ({error:.0%})" if error else "")

    rows = [(_power(b), *(cell(m[j], e[j]) for m, e in columns)) for j, b in enumerate(BATCH_SIZES)]
    text = "In brackets the standard error, relative, over three draws of noise and rotation."
    return Table(
        f"Best learning rates, {WHERE[hessian]}", text, ("$B$", *(n for r, n in SHORT.items() if r != "adam-tuned")), rows
    )


def _gains() -> Table:
    text = (
        "Plain variance over reduced variance for the same number of simulated trajectories, measured: above 1 it pays. $d = 64$, $B = 16$, "
        "SGD at 0.5 unless another rule is named."
    )
    header = ("trick", *(f"$t = {t}$" for t in GAIN_STEPS))
    return Table("Variance reduction", text, header, [(name, *(f"{v:.3g}" for v in values)) for name, values in gains()])


STUDY: Study[AdaptiveStudy] = Study(
    "adaptive",
    page=lambda data, run: adaptive_files(data["adaptive"]),
    compute=lambda run: compute_adaptive(run.workers, run.resume, run.told("races")),
    encode=AdaptiveStudy.as_json,
    decode=AdaptiveStudy.from_json,
    check=wrong_races,
    costly=True,
)
