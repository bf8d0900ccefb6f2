"""The report page on prediction against training: hits and misses, critical batch sizes, the order of the optimizers."""

from __future__ import annotations

import math

import numpy as np

from derivations.pages.page import Found, Page, Table
from derivations.studies.digits.comparison import (
    crossing,
    orders,
    predicted_steps,
    ratio_curves,
    ratios,
    share_within,
    trained_steps,
)
from derivations.studies.digits.figures import PROSE, SHORT, TITLES, reality_figures
from derivations.studies.digits.results import Facts, Outcome, Reality, Summary
from derivations.studies.digits.study import (
    FULL,
    NOISE_RULES,
    NOISE_RUNS,
    NOISE_SIZE,
    NOISE_STEPS,
    SMALL,
    run_experiment,
)
from derivations.studies.digits.training import PATIENCE
from derivations.studies.digits.tuned_training import FEW_SEEDS, SEEDS
from derivations.tasks.study import Run, Study

HIT, NEAR = 1.25, 2.0
RELIABLE, ORDERLY = 0.75, 0.5  # share of cells, and Kendall's tau, from which a prediction is called trustworthy
TIE = 1.05  # trained steps this near to the fewest count as the fewest


def reality_files(reality: Reality) -> dict[str, bytes]:
    """All files of the page, name to content."""
    return Page(
        "digits",
        "Prediction against reality",
        "Steps to target that the noisy quadratic predicts, and training on real data;\n"
        "[data](digits.json) and a CSV beside every figure; `nqm experiment digits` makes them anew.",
        PROSE("introduction", runs=SEEDS[-1], patience=PATIENCE, seed=reality.seed, versions=reality.versions),
        [_summary(reality), *(_about(name, model) for name, model in reality.models.items()), _trust(reality)],
        reality_figures(reality),
        [
            _facts(reality),
            *(_hits(name, model) for name, model in reality.models.items()),
            _noise(reality),
            _critical(reality),
            _order(reality),
        ],
    ).files()


def _summary(reality: Reality) -> Found:
    shown = []
    for name, model in reality.models.items():
        values = ratios(model)
        hit, near = (share_within(values, factor) for factor in (HIT, NEAR))
        median = float(np.median(values))
        shown.append({"title": TITLES[name], "cells": values.size, "hit": hit, "near": near, "median": median})
    return Found.told(PROSE, "summary", models=shown)


def _about(name: str, model: Outcome) -> Found:
    costs = [order.cost for order in orders(model)]
    return Found.told(
        PROSE,
        "about",
        title=TITLES[name],
        ratios=ratio_curves(model),
        right=sum(cost <= TIE for cost in costs),
        sizes=len(costs),
        worst=max(costs, default=math.nan),
        facts=model.facts,
        measurement=model.measurement,
    )


def _trust(reality: Reality) -> Found:
    factors: dict[str, list[float]] = {}
    for model in reality.models.values():
        for curve in ratio_curves(model):
            factors.setdefault(curve.rule, []).extend(abs(math.log(v)) for v in curve.values)
    noise = [r.ratio for model in reality.models.values() for r in model.noise]
    near, tau, shown = {}, {}, []
    for name, model in reality.models.items():
        near[SHORT[name]] = share_within(ratios(model), NEAR)
        found = orders(model)
        tau[SHORT[name]] = float(np.mean([order.tau for order in found]))
        costs = [order.cost for order in found]
        shown.append({"title": TITLES[name], "tau": tau[SHORT[name]], "cost": np.mean(costs), "worst": np.max(costs)})
    return Found.told(
        PROSE,
        "trust",
        typical={rule: math.exp(float(np.median(logs))) for rule, logs in factors.items()},
        orders=shown,
        noise=noise,
        noise_off=max(max(v, 1 / v) for v in noise),
        reliable=RELIABLE,
        near=NEAR,
        orderly=ORDERLY,
        counted=[n for n, share in near.items() if share >= RELIABLE],
        uncounted=[n for n, share in near.items() if not share >= RELIABLE],
        ordered=[n for n, mean in tau.items() if mean >= ORDERLY],
        unordered=[n for n, mean in tau.items() if not mean >= ORDERLY],
    )


def _cell(predicted: float | None, trained: float | None) -> str:
    if trained is None:
        return f"{predicted:.0f} / -" if predicted else "-"
    if not predicted:
        return f"- / {trained:.0f}"
    ratio = predicted / trained
    mark = "" if 1 / HIT <= ratio <= HIT else "!" if 1 / NEAR <= ratio <= NEAR else "!!"
    return f"{predicted:.0f} / {trained:.0f}{mark}"


def _hits(name: str, model: Outcome) -> Table:
    rules = list(model.trained)
    curves = [(predicted_steps(model, rule), trained_steps(model, rule)) for rule in rules]
    rows = [
        ("all" if math.isinf(size) else f"{size:g}", *(_cell(ours.get(size), real.get(size)) for ours, real in curves))
        for size in curves[0][1]
    ]
    return Table(f"{TITLES[name]}: hits and misses", PROSE("hits_table", target=model.target), ("$B$", *rules), rows)


def _critical(reality: Reality) -> Table:
    rows = []
    for name, model in reality.models.items():
        for rule in model.trained:
            ours, real = crossing(predicted_steps(model, rule)), crossing(trained_steps(model, rule))
            ratio = f"{ours / real:.2f}" if ours and real else "-"
            rows.append((TITLES[name], rule, *(f"{v:.0f}" if v else "-" for v in (ours, real)), ratio))
    header = ("model", "rule", "predicted", "trained", "predicted over trained")
    return Table("Critical batch sizes", PROSE("critical_table"), header, rows)


def _noise(reality: Reality) -> Table:
    found = [{(r.rule, r.step): r for r in model.noise} for model in reality.models.values()]
    rows = [
        (rule, str(step), *(f"{(r := of[rule, step]).ratio:.2f} ({r.error / r.trained:.0%})" for of in found))
        for rule in NOISE_RULES
        for step in NOISE_STEPS
    ]
    header = ("rule", "step", *(SHORT[n] for n in reality.models))
    return Table("Noise alone", PROSE("noise_table", size=NOISE_SIZE, runs=NOISE_RUNS), header, rows)


def _order(reality: Reality) -> Table:
    rows = [
        (TITLES[name], f"{o.batch_size:g}", o.predicted[0], o.trained[0], f"{o.tau:.2f}", f"{o.cost:.2f}")
        for name, model in reality.models.items()
        for o in orders(model)
    ]
    header = ("model", "$B$", "predicted first", "trained first", "tau", "cost")
    return Table("The order of the optimizers", PROSE("order_table"), header, rows)


def _facts(reality: Reality) -> Table:
    columns = [_measured(model.facts, model.measurement) for model in reality.models.values()]
    rows = [(title, *(column[title] for column in columns)) for title in columns[0]]
    return Table("What was measured", PROSE("facts_table"), ("", *(SHORT[n] for n in reality.models)), rows)


def _measured(f: Facts, m: Summary) -> dict[str, str]:
    """A column of the table, by the titles of its rows."""
    return {
        "parameters": f"{f.parameters}",
        "examples": f"{f.examples}",
        "penalty": f"{f.penalty:g}",
        "least loss": f"{f.least_loss:.3g}",
        "excess at the start": f"{f.excess_at_start:.3g}",
        "the same on the quadratic": f"{m.initial_risk:.3g}",
        "condition number": f"{m.h[0] / m.h[-1]:.0f}",
        "largest curvature, start": f"{f.curvature_at_start:.3g}",
        "largest curvature, minimum": f"{f.curvature_at_minimum:.3g}",
        r"tr $\Sigma$, start": f"{f.noise_at_start:.3g}",
        r"tr $\Sigma$, minimum": f"{f.noise_at_minimum:.3g}",
        "share of $C$ off the diagonal": "{:.1%} ({:.1%} to {:.1%})".format(*m.off_diagonal),
        "the same in a random basis": f"{m.random:.0%}",
        "cosine of $C$ and $H$": f"{m.cosine:.3f}",
        r"exponent of $c \sim h^p$": f"{m.exponent:.2f}",
    }


def _computed(run: Run) -> Reality:
    setups, seeds = (SMALL, FEW_SEEDS) if run.small else (FULL, SEEDS)
    return run_experiment(run.folder, setups, seeds, run.workers, run.resume, run.say)


STUDY: Study[Reality] = Study(
    "digits",
    page=lambda data, run: reality_files(data["digits"]),
    compute=_computed,
    encode=Reality.as_json,
    decode=Reality.from_json,
    costly=True,
    trial=True,
)
