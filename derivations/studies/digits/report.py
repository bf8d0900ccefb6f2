"""The report page on prediction against training: hits and misses, critical batch sizes, the order of the optimizers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.stats import kendalltau

from derivations.own_model.advice import DEFAULTS, Advice
from derivations.pages.page import Found, Page, Table
from derivations.studies.digits.figures import SHORT, TITLES, curve, ratio_curves, reality_figures
from derivations.studies.digits.study import (
    FULL,
    NOISE_RULES,
    NOISE_RUNS,
    NOISE_SIZE,
    NOISE_STEPS,
    SMALL,
    Reality,
    run_experiment,
)
from derivations.studies.digits.training import PATIENCE
from derivations.studies.digits.tuned_training import FEW_SEEDS, NEWTON, RULE, SEEDS
from derivations.tasks.study import Run, Study
from numerics.curves.critical import critical_batch_size
from numerics.tuning.tune import Tuned

HIT, NEAR = 1.25, 2.0
RELIABLE, ORDERLY = 0.75, 0.5  # share of cells, and Kendall's tau, from which a prediction is called trustworthy
TIE = 1.05  # trained steps this near to the fewest count as the fewest
INTRODUCTION = (
    "For each model the Hessian and the noise of single examples are measured at its minimum (all directions, all examples), which gives "
    "$h$, $c$ and the squared displacement of the start, and `nqm advise` tunes every optimizer on that quadratic, exactly. Then the same "
    "update rules are trained on the model itself, tuned as well as the search allows: learning rates, a grid with momentum or decay, a "
    f"finer one, the best three again; the better of the best two is measured with seeds of its own ({SEEDS[-1]} runs, eight times as many for the "
    f"linear model). Settings later than {PATIENCE:g} times the first are not waited for. Steps are the first look (2% apart) at which the "
    "mean loss on all examples is at the target. Minibatches are drawn with "
    "replacement. Preconditioner: $H^{1/2}$ at the minimum. Natural gradient: the exact Fisher information of the current point, its "
    "prediction that of $H^{1}$. "
)


def reality_files(reality: Reality) -> dict[str, bytes]:
    """All files of the page, name to content."""
    versions = ", ".join(f"{name} {version}" for name, version in reality.versions.items())
    return Page(
        "digits",
        "Prediction against reality",
        "Steps to target that the noisy quadratic predicts, and training on real data;\n"
        "[data](digits.json) and a CSV beside every figure; `nqm experiment digits` makes them anew.",
        INTRODUCTION + f"Seed {reality.seed}; {versions}.",
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


def advice_of(model: dict[str, Any]) -> Advice:
    """The stored predictions as ``nqm advise`` holds them."""
    rows = {
        name: [Tuned(None, float(r["batch_size"]), r["steps"]) for r in model["predicted"][name]]
        for name in (*DEFAULTS, NEWTON)
        if name in model["predicted"]
    }
    return Advice(model["target"], 0.0, rows)


def ratios(model: dict[str, Any]) -> Any:
    """Predicted over trained steps of all cells where both are known, full gradients among them."""
    found = [values for _, _, values in ratio_curves(model)]
    return np.concatenate(found) if found else np.array([])


def share_within(values: Any, factor: float) -> float:
    """How many ratios lie between 1/factor and factor."""
    return float(np.mean((values <= factor) & (values >= 1 / factor)))


def orders(model: dict[str, Any]) -> list[tuple[float, list[str], list[str], float, float]]:
    """At each finite batch size: rules as predicted and as trained, Kendall's tau, and the cost of following the prediction.

    The cost is the trained steps of the rule predicted to be the fastest over the fewest trained steps of any predicted rule.
    """
    advice = advice_of(model)
    rule_of = {RULE[r].predicted: r for r in model["trained"] if RULE[r].predicted}
    found = []
    for size in advice.batch_sizes:
        real = {r: s for r in rule_of.values() for b, s in curve(model, r, predicted=False) if b == size and s}
        guessed = [rule_of[n] for n in advice.order(size) if rule_of.get(n) in real]
        if len(guessed) < 2:
            continue
        ours = {rule_of[n]: advice.steps(n, size) for n in advice.rows if rule_of.get(n) in real}
        tau = float(kendalltau([ours[r] for r in guessed], [real[r] for r in guessed]).statistic)
        trained = sorted(guessed, key=lambda r: real[r])
        found.append((size, guessed, trained, tau, real[guessed[0]] / real[trained[0]]))
    return found


def _summary(reality: Reality) -> Found:
    parts = []
    for name, model in reality.models.items():
        values = ratios(model)
        parts.append(
            f"{TITLES[name]}: {share_within(values, HIT):.0%} of {values.size} cells within 25%, {share_within(values, NEAR):.0%} within a "
            f"factor of 2, median ratio {np.median(values):.2f}"
        )
    return Found(
        "How well are steps to target predicted? (predicted over trained, full gradients among the cells)",
        "; ".join(parts) + ".",
    )


def _about(name: str, model: dict[str, Any]) -> Found:
    f, m = model["facts"], model["measurement"]
    per_rule = ", ".join(f"{rule} {values.min():.2f} to {values.max():.2f}" for rule, _, values in ratio_curves(model))
    found = orders(model)
    right = sum(cost <= TIE for *_, cost in found)
    worst = max((cost for *_, cost in found), default=math.nan)
    return Found(
        f"{TITLES[name]}: where does it hit, where does it miss?",
        f"Ratios by rule: {per_rule}. The rule predicted to be the fastest is the fastest in training (or within 5% of it) at {right} of "
        f"{len(found)} batch sizes, and at worst takes {worst:.2f} times the fewest steps. What the quadratic leaves out: from start to "
        f"minimum tr $\\Sigma$ goes from {f['noise_at_start']:.3g} to {f['noise_at_minimum']:.3g}, the largest curvature from "
        f"{f['curvature_at_start']:.3g} to {f['curvature_at_minimum']:.3g}; the loss of the start above the minimum is "
        f"{f['excess_at_start']:.3g}, on the quadratic {m['initial_risk']:.3g}; {m['off_diagonal'][0]:.0%} of $C$ lies off the diagonal.",
    )


def _trust(reality: Reality) -> Found:
    by_rule: dict[str, list[float]] = {}
    for model in reality.models.values():
        for rule, _, values in ratio_curves(model):
            by_rule.setdefault(rule, []).extend(abs(math.log(v)) for v in values)
    typical = ", ".join(f"{rule} {math.exp(float(np.median(v))):.2f}" for rule, v in by_rule.items())
    noise = [v for model in reality.models.values() for v in noise_ratios(model)]
    orderly = []
    for name, model in reality.models.items():
        found = orders(model)
        taus, costs = [tau for *_, tau, _ in found], [cost for *_, cost in found]
        orderly.append(f"{TITLES[name]}: {np.mean(taus):.2f} and {np.mean(costs):.2f} ({np.max(costs):.2f} at worst)")
    return Found(
        "What should a practitioner trust?",
        f"Over all models: the typical factor (median, either way) between prediction and training is {typical}. Kendall's tau between the "
        "predicted and the trained order of the optimizers, mean over the batch sizes, and trained steps of the rule predicted to be the fastest "
        f"over the fewest: {'; '.join(orderly)}. Noise alone, from the minimum: predicted over trained risk between {min(noise):.2f} and "
        f"{max(noise):.2f} over all models, rules and steps. In short: {_in_short(reality, noise)}.",
    )


def _in_short(reality: Reality, noise: Sequence[float]) -> str:
    """The advice that the numbers bear out: of what most is right, and within which bounds."""
    near = {SHORT[n]: share_within(ratios(m), NEAR) for n, m in reality.models.items()}
    order = {SHORT[n]: float(np.mean([tau for *_, tau, _ in orders(m)])) for n, m in reality.models.items()}
    off = max(max(v, 1 / v) for v in noise)

    def split(shares: dict[str, float], enough: float) -> tuple[str, str]:
        good, bad = ([n for n, v in shares.items() if (v >= enough) == wanted] for wanted in (True, False))
        return " and ".join(good) or "no model", " and ".join(bad) or "no model"

    counted, uncounted = split(near, RELIABLE)
    ordered, unordered = split(order, ORDERLY)
    return (
        f"what the noise does near a minimum can be trusted within a factor of {off:.2f}, for every model and rule; counts of steps (at least "
        f"{RELIABLE:.0%} of the cells within a factor of {NEAR:g}) for {counted}, not for {uncounted}; the order of the optimizers (mean tau at "
        f"least {ORDERLY:g}) for {ordered}; as a guess only for {unordered}"
    )


def _cell(predicted: float | None, trained: float | None) -> str:
    if trained is None:
        return f"{predicted:.0f} / -" if predicted else "-"
    if not predicted:
        return f"- / {trained:.0f}"
    ratio = predicted / trained
    mark = "" if 1 / HIT <= ratio <= HIT else "!" if 1 / NEAR <= ratio <= NEAR else "!!"
    return f"{predicted:.0f} / {trained:.0f}{mark}"


def _hits(name: str, model: dict[str, Any]) -> Table:
    rules = list(model["trained"])
    sizes = [b for b, _ in curve(model, rules[0], predicted=False)]
    rows = []
    for size in sizes:
        cells = []
        for rule in rules:
            ours = dict(curve(model, rule, predicted=True)).get(size)
            real = dict(curve(model, rule, predicted=False)).get(size)
            cells.append(_cell(ours, real))
        rows.append(("all" if math.isinf(size) else f"{size:g}", *cells))
    text = (
        f"Predicted / trained steps to a loss {model['target']:g} above the minimum. A mark: off by more than 25%; two: by more than a factor of 2. "
        "All: full gradients."
    )
    return Table(f"{TITLES[name]}: hits and misses", text, ("$B$", *rules), rows)


def _critical(reality: Reality) -> Table:
    rows = []
    for name, model in reality.models.items():
        for rule in model["trained"]:
            both = [_crossing(curve(model, rule, predicted)) for predicted in (True, False)]
            ours, real = both
            ratio = f"{ours / real:.2f}" if ours and real else "-"
            rows.append((TITLES[name], rule, *(f"{v:.0f}" if v else "-" for v in both), ratio))
    text = (
        r"$E_{\min}/S_{\min}$: fewest examples at a batch size of the table over steps with full gradients, predicted and trained. In the small "
        "models of this page most curves have not ended to fall at the largest batch size."
    )
    return Table("Critical batch sizes", text, ("model", "rule", "predicted", "trained", "predicted over trained"), rows)


def _crossing(points: Sequence[tuple[float, float | None]]) -> float | None:
    known = [(b, s) for b, s in points if s and math.isfinite(b)]
    plateau = next((s for b, s in points if math.isinf(b)), None)
    if len(known) < 3 or not plateau:
        return None
    return critical_batch_size([b for b, _ in known], [s for _, s in known], plateau).crossing


def noise_ratios(model: dict[str, Any]) -> list[float]:
    """Predicted over trained risk of runs begun at the minimum."""
    return [r["predicted"] / r["trained"] for r in model["noise"]]


def _noise(reality: Reality) -> Table:
    rows = []
    for rule in NOISE_RULES:
        for step in NOISE_STEPS:
            cells = []
            for model in reality.models.values():
                (r,) = (r for r in model["noise"] if (r["rule"], r["step"]) == (rule, step))
                cells.append(f"{r['predicted'] / r['trained']:.2f} ({r['error'] / r['trained']:.0%})")
            rows.append((rule, str(step), *cells))
    text = (
        f"Runs begun at the minimum, $B = {NOISE_SIZE}$: risk on the quadratic over the trained excess loss (its standard error), {NOISE_RUNS} runs. "
        "Learning rate 0.25 over the largest curvature, with momentum 0.9 a tenth of that; decay 0.9."
    )
    return Table("Noise alone", text, ("rule", "step", *(SHORT[n] for n in reality.models)), rows)


def _order(reality: Reality) -> Table:
    rows = []
    for name, model in reality.models.items():
        for size, guessed, trained, tau, cost in orders(model):
            rows.append((TITLES[name], f"{size:g}", guessed[0], trained[0], f"{tau:.2f}", f"{cost:.2f}"))
    text = (
        "The rule that `nqm advise` puts first and the one that was first in training (of those with a prediction), Kendall's tau between both "
        "orders, and trained steps of the first one over those of the second."
    )
    return Table("The order of the optimizers", text, ("model", "$B$", "predicted first", "trained first", "tau", "cost"), rows)


def _facts(reality: Reality) -> Table:
    kinds: list[tuple[str, Callable[[dict[str, Any], dict[str, Any]], str]]] = [
        ("parameters", lambda f, m: f"{f['parameters']}"),
        ("examples", lambda f, m: f"{f['examples']}"),
        ("penalty", lambda f, m: f"{f['penalty']:g}"),
        ("least loss", lambda f, m: f"{f['least_loss']:.3g}"),
        ("excess at the start", lambda f, m: f"{f['excess_at_start']:.3g}"),
        ("the same on the quadratic", lambda f, m: f"{m['initial_risk']:.3g}"),
        ("condition number", lambda f, m: f"{m['h'][0] / m['h'][-1]:.0f}"),
        ("largest curvature, start", lambda f, m: f"{f['curvature_at_start']:.3g}"),
        ("largest curvature, minimum", lambda f, m: f"{f['curvature_at_minimum']:.3g}"),
        (r"tr $\Sigma$, start", lambda f, m: f"{f['noise_at_start']:.3g}"),
        (r"tr $\Sigma$, minimum", lambda f, m: f"{f['noise_at_minimum']:.3g}"),
        ("share of $C$ off the diagonal", lambda f, m: "{:.1%} ({:.1%} to {:.1%})".format(*m["off_diagonal"])),
        ("the same in a random basis", lambda f, m: f"{m['random']:.0%}"),
        ("cosine of $C$ and $H$", lambda f, m: f"{m['cosine']:.3f}"),
        (r"exponent of $c \sim h^p$", lambda f, m: f"{m['exponent']:.2f}"),
    ]
    models = list(reality.models.values())
    rows = [(title, *(show(m["facts"], m["measurement"]) for m in models)) for title, show in kinds]
    return Table("What was measured", "95% interval in brackets.", ("", *(SHORT[n] for n in reality.models)), rows)


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
