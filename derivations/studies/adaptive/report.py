"""The report page on adaptive methods: figures, what was found, tables."""

from __future__ import annotations

import numpy as np

from derivations.pages.numerals import binary
from derivations.pages.page import Found, Page, Table
from derivations.studies.adaptive.figures import PROSE, WHERE, adaptive_figures
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
MOST = 1000  # steps that an overshoot is followed for
REPEATED = {
    "sign": "signSGD",
    "adam-half": r"Adam with $\beta_1 = 0$, $\beta_2 = 0.5$",
    "adam-0": r"Adam with $\beta_1 = 0$, $\beta_2 = 0.9$",
    "adam": r"Adam with $\beta_1 = 0.9$, $\beta_2 = 0.99$",
}
"""Rules whose best learning rate is known with an error."""
SHORT = {
    "sign": "signSGD",
    "signum": "Signum .9",
    "rmsprop": "RMSProp .99",
    "adam-half": "Adam 0, .5",
    "adam-0": "Adam 0, .9",
    "adam": "Adam .9, .99",
    "adam-tuned": "Adam tuned",
}


def adaptive_files(study: AdaptiveStudy) -> dict[str, bytes]:
    """All files of the page, name to content."""
    return Page(
        "adaptive",
        "Adaptive methods by simulation",
        "Sign descent, RMSProp and Adam against batch size, beside the exact theory of their linear proxies;\n"
        "[data](adaptive.json) and a CSV beside every figure.",
        PROSE("introduction", dimension=DIMENSION, replicates=REPLICATES, rates=RATES),
        [proxy(study), scaling(study), small_batches(study), surge(study), moments(), overshoot(study)],
        adaptive_figures(study),
        [*(_steps(study, k) for k in HESSIANS), *(_rates(study, k) for k in HESSIANS), _gains()],
    ).files()


def proxy(study: AdaptiveStudy) -> Found:
    """Adam's steps over those of preconditioned momentum."""
    best = study.steps("proxy-momentum")
    axes, rotated = (study.steps("adam-tuned", k) / best for k in HESSIANS)
    rates = study.rates("adam-0", "diagonal")[0] * np.sqrt(BATCH_SIZES) / study.rates("proxy-sgd")[0]
    return Found.told(PROSE, "proxy", axes=axes, rotated=rotated, rates=rates)


def scaling(study: AdaptiveStudy) -> Found:
    """How far perfect scaling reaches."""
    curves = {
        "SGD": study.steps("sgd"),
        "momentum": study.steps("momentum"),
        "tuned Adam along the axes": study.steps("adam-tuned", "diagonal"),
        "tuned Adam rotated": study.steps("adam-tuned", "rotated"),
        "$H^{1/2}$-preconditioned momentum": study.steps("proxy-momentum"),
    }
    found = []
    for name, steps in curves.items():
        examples = steps * np.array(BATCH_SIZES)
        largest = max(b for b, e in zip(BATCH_SIZES, np.nanmin(examples) / examples, strict=True) if e >= 0.5)
        found.append((name, largest, exponent(BATCH_SIZES[:3], [float(v) for v in steps[:3]])))
    return Found.told(PROSE, "scaling", curves=found)


def small_batches(study: AdaptiveStudy) -> Found:
    """Adam against SGD at the smallest batch."""
    axes, rotated = (study.steps("adam-tuned", k) / study.steps("sgd") for k in HESSIANS)
    return Found.told(PROSE, "small_batches", axes=axes, rotated=rotated)


def surge(study: AdaptiveStudy) -> Found:
    """The best learning rate against batch size: its largest value, and how far it falls from there to the largest batch size."""
    repeated, surging = [], []
    for rule, name in REPEATED.items():
        for hessian in HESSIANS:
            mean, error = study.rates(rule, hessian)
            top = int(np.argmax(mean))
            fall, reach = mean[-1] / mean[top] - 1, 2 * float(np.hypot(error[-1], error[top]))
            where = WHERE[hessian]
            repeated.append({"name": name, "where": where, "largest_at": BATCH_SIZES[top], "fall": fall, "reach": reach})
            if fall < -reach and top < len(mean) - 1:
                surging.append(f"{name} {where}")
    rates = {name: study.rates(rule, "rotated")[0] for rule, name in (("signum", "Signum"), ("rmsprop", "RMSProp"))}
    steps = study.steps("sign", "rotated")
    best = int(np.nanargmin(steps))
    return Found.told(
        PROSE,
        "surge",
        repeated=repeated,
        surging=surging,
        once=[(name, mean[-1] / mean.max() - 1) for name, mean in rates.items()],
        steps=steps[best],
        size=BATCH_SIZES[best],
        last_steps=steps[-1],
        draws=max(SEEDS.values()),
    )


def moments() -> Found:
    """What laws of equal variance do."""
    found = under_all_laws()
    linear = found["SGD"]
    pairs = zip(linear.ratio.ravel(), linear.error.ravel(), strict=True)
    outcomes = judge([Comparison("", float(r), float(e), 1.0) for r, e in pairs], FALSE_ALARM)
    names = [law.name for law in LAWS[1:]]
    return Found.told(
        PROSE,
        "moments",
        laws=len(LAWS),
        agrees=all(o.consistent for o in outcomes),
        comparisons=len(outcomes),
        false_alarm=FALSE_ALARM,
        detectable=max(o.detectable for o in outcomes),
        step=STEPS[-1],
        rules={
            rule: list(zip(names, found[rule].ratio[1:, -1], found[rule].error[1:, -1], strict=True))
            for rule in ("signSGD", "Adam")
        },
    )


def overshoot(study: AdaptiveStudy) -> Found:
    """How RMSProp comes to need so few steps along the axes."""
    rate = float(study.rates("rmsprop", "diagonal")[0][-1])
    rule = RULES["rmsprop"]().set(learning_rate=rate)
    axes, rotated = (simulated_steps(rule, problem(k), BATCH_SIZES[-1], TARGET, REPLICATES, most=MOST) for k in HESSIANS)
    steps = study.steps("rmsprop", "diagonal")[-1]
    return Found.told(PROSE, "overshoot", steps=steps, rate=rate, axes=axes, rotated=rotated, most=MOST)


def _steps(study: AdaptiveStudy, hessian: str) -> Table:
    columns = [study.steps(r, hessian) for r in RULES] + [study.steps(r) for r in ("proxy-momentum", "momentum", "sgd")]
    header = ("$B$", *(SHORT[r] for r in RULES), "proxy", "momentum", "SGD")
    rows = [(f"${binary(b)}$", *(f"{c[j]:.0f}" for c in columns)) for j, b in enumerate(BATCH_SIZES)]
    return Table(f"Steps to target, {WHERE[hessian]}", PROSE("steps_table"), header, rows)


def _rates(study: AdaptiveStudy, hessian: str) -> Table:
    rules = {r: name for r, name in SHORT.items() if r != "adam-tuned"}
    columns = [study.rates(r, hessian) for r in rules]

    def cell(mean: float, error: float) -> str:
        return f"{mean:.4f}" + (f" ({error:.0%})" if error else "")

    rows = [(f"${binary(b)}$", *(cell(m[j], e[j]) for m, e in columns)) for j, b in enumerate(BATCH_SIZES)]
    return Table(f"Best learning rates, {WHERE[hessian]}", PROSE("rates_table"), ("$B$", *rules.values()), rows)


def _gains() -> Table:
    rows = [(name, *(f"{v:.3g}" for v in values)) for name, values in gains()]
    return Table("Variance reduction", PROSE("gains_table"), ("trick", *(f"$t = {t}$" for t in GAIN_STEPS)), rows)


STUDY: Study[AdaptiveStudy] = Study(
    "adaptive",
    page=lambda data, run: adaptive_files(data["adaptive"]),
    compute=lambda run: compute_adaptive(run.workers, run.resume, run.told("races")),
    encode=AdaptiveStudy.as_json,
    decode=AdaptiveStudy.from_json,
    check=wrong_races,
    costly=True,
)
