"""The paper's sentences about its figures on the noisy quadratic, each with the measured numbers that confirm or correct it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from derivations.pages.page import verdict
from derivations.pages.rendering import Prose
from derivations.studies.batch_size.figures import effective
from derivations.studies.batch_size.study import POWERS, TARGET, TARGETS, BatchCurves, Curve
from derivations.studies.batch_size.time_figures import MOMENTA, effective_data
from numerics.curves.bounds import bayes_examples, maximum_likelihood_examples
from numerics.problem.noisy_quadratic import NoisyQuadratic

SMALL, LARGE = 4.0, 2.0**20
PAPER = "Zhang et al. 2019"


@dataclass(frozen=True)
class Finding:
    """A sentence of the paper, whether the exact curves bear it out, and the numbers. ``figure`` is the figure it is about."""

    figure: str
    quote: str
    holds: bool
    measured: str

    @property
    def verdict(self) -> str:
        """Confirmed or corrected."""
        return verdict(self.holds, "confirmed", "corrected")


def say(block: str, **numbers: Any) -> str:
    """A block of ``prose.md``."""
    return Prose("batch_size")(block, per_power=per_power, scientific=scientific, **numbers)


def tally(found: Sequence[Finding]) -> str:
    """How many sentences there are of each kind."""
    return say("tally", measured=len(found), confirmed=sum(f.holds for f in found))


def per_power(values: Sequence[float], form: str = ".3g") -> str:
    """One number for each power, in words."""
    return ", ".join(f"{v:{form}} ($p = {p:g}$)" for p, v in zip(POWERS, values, strict=True))


def scientific(value: float) -> str:
    """A small number in powers of ten."""
    if value == 0:
        return "$0$"
    power = math.floor(math.log10(value))
    return f"${value / 10**power:.1f} \\cdot 10^{{{power}}}$"


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The slope of log value against log batch size, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def before_critical(curve: Curve, values: Sequence[float]) -> float:
    """The exponent of a hyperparameter over the batch sizes of perfect scaling."""
    kept = [k for k, b in enumerate(curve.batch_sizes) if b <= curve.critical.perfect_until]
    return exponent([curve.batch_sizes[k] for k in kept], [values[k] for k in kept])


def critical(curve: Curve) -> float:
    """The critical batch size (efficiency one half)."""
    value = curve.critical.critical
    assert value is not None
    return value


def findings(study: BatchCurves) -> list[Finding]:
    """All sentences, in the order of the figures."""
    return [*_figure_3a(study), *_schedules(study), *_averages(study), *_rates(study), *_targets(study)]


def _figure_3a(study: BatchCurves) -> list[Finding]:
    sgd, momentum = ([study.curve(r, p) for p in POWERS] for r in ("sgd", "momentum"))
    both = (*sgd, *momentum)
    scaling = [exponent(c.batch_sizes[:4], c.steps[:4]) for c in both]
    above = max(c.steps[-1] / c.plateau - 1 for c in both)
    saved = [1 - m.at(SMALL) / s.at(SMALL) for s, m in zip(sgd, momentum, strict=True)]
    grown = [critical(m) / critical(s) for s, m in zip(sgd, momentum, strict=True)]
    fast = [s.plateau / m.plateau for s, m in zip(sgd, momentum, strict=True)]
    helped = [sgd[0].at(SMALL) / s.at(SMALL) for s in sgd]
    fixed = study.curve("fixed-momentum").at(SMALL) / sgd[0].at(SMALL) - 1
    plain, best = sgd[0], momentum[-1]
    extended = (best.at(SMALL) == min(c.at(SMALL) for c in both) and best.plateau == min(c.plateau for c in both)
                and critical(best) == max(critical(c) for c in both))  # fmt: skip
    return [
        Finding("3a", "each optimizer shows two distinct regimes: a small-batch (stochastic) regime with perfect linear scaling, and a "
                "large-batch (deterministic) regime insensitive to batch size", max(abs(v + 1) for v in scaling) < 0.01 and above < 0.01,
                say("regimes", least=min(scaling), most=max(scaling), above=above)),
        Finding("3a", "the performance of momentum-based optimizers matches that of the plain SGD methods in the small-batch regime",
                max(saved) < 0.02,
                say("momentum_at_small_batches", saved=saved, missing=1 - momentum[0].setting(SMALL)["momentum"], fixed=fixed)),
        Finding("3a", "momentum increases the critical batch size and gives substantial speedups in the large batch regime",
                min(grown) > 1 and min(fast) > 1.5, say("momentum_at_large_batches", critical=grown, plateau=fast)),
        Finding("3a", "Preconditioning also increases the critical batch size and gives substantial speedups in the large batch regime, but "
                "interestingly, also improves performance by a small constant factor even for very small batches", helped[1] > 1.5,
                say("preconditioning", critical=[critical(s) for s in sgd], plateau=[s.plateau for s in sgd], small=helped)),
        Finding("3a", "Combining momentum with preconditioning extends both of these trends", extended,
                say("combined", small=plain.at(SMALL) / best.at(SMALL), plateau=plain.plateau / best.plateau)),
    ]  # fmt: skip


def _schedules(study: BatchCurves) -> list[Finding]:
    schedule, sgd = ([study.curve(r, p) for p in POWERS] for r in ("schedule", "sgd"))
    bound = bayes_examples(NoisyQuadratic.power_law(10_000), TARGET)
    gain = [s.at(16.0) / c.at(16.0) for s, c in zip(sgd, schedule, strict=True)]
    scaling = [exponent(c.batch_sizes[:4], c.steps[:4]) for c in schedule]
    near = [c.at(SMALL) * SMALL / bound for c in schedule]
    nearest = [min(b * s for b, s in zip(c.batch_sizes, c.steps, strict=True)) / bound for c in schedule]
    closed = [
        math.log(s.at(SMALL) / c.at(SMALL)) / math.log(s.at(SMALL) * SMALL / bound) for s, c in zip(sgd, schedule, strict=True)
    ]
    late = [c.at(LARGE) / s.at(LARGE) - 1 for s, c in zip(sgd, schedule, strict=True)]
    shapes = [Shape.of(schedule[0], size) for size in (16.0, 256.0)]
    sizes = [2.0**q for q in range(4, 13)]
    last = [exponent(sizes, [c.schedules[b].values["learning_rate"][-1] for b in sizes]) for c in schedule]
    return [
        Finding("3b", "optimized learning rate schedules help significantly in the small batch regime", min(gain) > 1.5,
                say("schedules_at_small_batches", gain=gain)),
        Finding("3b", "We observe the same linear scaling as with fixed-learning-rate SGD, but with a better constant factor",
                max(abs(v + 1) for v in scaling) < 0.05, say("schedules_scale", exponents=scaling)),
        Finding("3b", "optimized schedules nearly achieve the information theoretic optimum", max(nearest) < 1.25,
                say("schedules_near_the_bound", ratios=near, bound=bound)),
        Finding("3b", "learning rate schedules close most of the gap between the fixed learning rate performance and the information theoretic "
                "lower bound", min(closed) > 0.5, say("schedules_close_the_gap", shares=closed)),
        Finding("3b", "learning rate schedules do not improve at all over fixed learning rates in the large batch regime",
                max(abs(v) for v in late) < 0.005, say("schedules_at_large_batches", changes=late)),
        Finding("3c", "they maintain a large learning rate throughout training followed by a roughly exponential decay",
                min(s.exponential for s in shapes) > 0.95, say("shapes", shapes=shapes)),
        Finding("15", "even though the different batch sizes start with the same learning rate, their final learning rates at the end of "
                "training scale linearly with batch size", max(abs(v - 1) for v in last) < 0.15, say("final_rates", exponents=last)),
    ]  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """For how many pieces the rate of a schedule is held, and how well a line, and an exponential, describe it after that (R^2)."""

    batch_size: float
    held: int
    linear: float
    exponential: float

    @classmethod
    def of(cls, curve: Curve, batch_size: float) -> Shape:
        """Of the schedule at a batch size."""
        values = np.array(curve.schedules[batch_size].values["learning_rate"])
        held = int(np.count_nonzero(values > 0.999 * values.max()))
        falling, pieces = values[held:], np.arange(held, len(values))
        linear, exponential = (float(np.corrcoef(pieces, y)[0, 1] ** 2) for y in (falling, np.log(falling)))
        return cls(batch_size, held, linear, exponential)


def _averages(study: BatchCurves) -> list[Finding]:
    ema, sgd = ([study.curve(r, p) for p in POWERS] for r in ("ema", "sgd"))
    gain = [s.at(SMALL) / e.at(SMALL) for s, e in zip(sgd, ema, strict=True)]
    late = [e.at(LARGE) / s.at(LARGE) - 1 for s, e in zip(sgd, ema, strict=True)]
    shrunk = [critical(e) / critical(s) for s, e in zip(sgd, ema, strict=True)]
    return [
        Finding("4", "EMA reduces the number of steps required especially for plain SGD with preconditioning power 0",
                gain[0] == max(gain) and min(gain) > 1, say("averages_at_small_batches", gain=gain)),
        Finding("4", "EMA becomes redundant in the large batch (near-deterministic) regime", max(abs(v) for v in late) < 0.01,
                say("averages_at_large_batches", changes=late)),
        Finding("4", "EMA would reduce the critical batch size and therefore achieve the same amount of acceleration with less computation",
                max(shrunk) < 1, say("averages_critical", factors=shrunk)),
    ]  # fmt: skip


def _rates(study: BatchCurves) -> list[Finding]:
    sgd, momentum = ([study.curve(r, p) for p in POWERS] for r in ("sgd", "momentum"))
    plain = [before_critical(c, c.values("learning_rate")) for c in sgd]
    combined = [before_critical(c, effective(c)) for c in momentum]
    ratio = [effective(m)[0] / s.values("learning_rate")[0] for s, m in zip(sgd, momentum, strict=True)]
    risks = np.array(effective_data()[1:], dtype=float)[:, 1:]  # SGD's, then one column for each of MOMENTA
    apart = np.abs(risks[:, 1:] / risks[:, :1] - 1)
    end = float(apart[-1].max())
    return [
        Finding("14a", "the optimal learning rate of plain (preconditioned) SGD scales linearly with batch size before it hits the critical batch "
                "size", max(abs(v - 1) for v in plain) < 0.05, say("rate_of_sgd", exponents=plain)),
        Finding("14b", "The linear scaling also holds for the effective learning rate of momentum SGD",
                max(abs(v - 1) for v in combined) < 0.05, say("rate_of_momentum", exponents=combined)),
        Finding("14b", "In the small batch regime, the optimal effective learning rate for momentum SGD matches the optimal plain SGD learning "
                "rate", max(abs(v - 1) for v in ratio) < 0.1, say("rates_compared", ratios=ratio)),
        Finding("E.3", "the convergence rate and steady state risk ... are the same as the ones in plain SGD, except that they use an effective "
                "learning rate", end < 0.01,
                say("effective_rate", on_the_way=zip(MOMENTA, apart.max(axis=0), strict=True), at_the_end=end)),
    ]  # fmt: skip


def _targets(study: BatchCurves) -> list[Finding]:
    pairs = [(study.curve("sgd", target=t), study.curve("momentum", target=t)) for t in TARGETS]
    gains = [s.plateau / m.plateau for s, m in pairs]
    sizes = [critical(s) for s, _ in pairs]
    return [
        Finding("E.5", "The results don't seem to be sensitive to either the initial variance or the target risk", max(gains) / min(gains) < 2.5,
                say("targets", curves=zip(TARGETS, sizes, gains, strict=True), exponent=exponent(TARGETS, sizes))),
    ]  # fmt: skip


def nearness(study: BatchCurves) -> list[tuple[str, float, float, float]]:
    """(rule, power, examples over the Bayes bound, over d/(2N)) at the batch size where each curve uses fewest examples."""
    problem = NoisyQuadratic.power_law(10_000)
    bayes, likelihood = bayes_examples(problem, TARGET), maximum_likelihood_examples(problem, TARGET)
    return [
        (rule, p, fewest / bayes, fewest / likelihood)
        for rule in ("sgd", "momentum", "ema", "schedule")
        for p in POWERS
        for fewest in [study.curve(rule, p).critical.fewest_examples]
    ]
