"""The paper's sentences about its figures on the noisy quadratic, each with the measured numbers that confirm or correct it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from derivations.pages.page import verdict
from derivations.studies.batch_size.figures import effective
from derivations.studies.batch_size.study import POWERS, TARGET, TARGETS, BatchCurves, Curve
from derivations.studies.batch_size.time_figures import effective_data
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


def tally(found: Sequence[Finding]) -> str:
    """How many sentences there are of each kind."""
    right = sum(f.holds for f in found)
    return f"{len(found)} of the paper's sentences measured: {right} confirmed, {len(found) - right} corrected"


def per_power(values: Sequence[float], form: Callable[[float], str] = lambda v: f"{v:.3g}") -> str:
    """One number for each power, in words."""
    return ", ".join(f"{form(v)} ($p = {p:g}$)" for p, v in zip(POWERS, values, strict=True))


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


def steps(curve: Curve, batch_size: float) -> int:
    """Steps at a batch size."""
    return int(curve.at(batch_size)["steps"])


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
    scaling = [exponent(c.batch_sizes[:4], c.steps[:4]) for c in (*sgd, *momentum)]
    flat = [c.steps[-1] / c.plateau - 1 for c in (*sgd, *momentum)]
    small = [1 - steps(m, SMALL) / steps(s, SMALL) for s, m in zip(sgd, momentum, strict=True)]
    grown = [critical(m) / critical(s) for s, m in zip(sgd, momentum, strict=True)]
    fast = [s.plateau / m.plateau for s, m in zip(sgd, momentum, strict=True)]
    helped = [steps(sgd[0], SMALL) / steps(s, SMALL) for s in sgd]
    betas = study.curve("momentum").at(SMALL)["hyperparameters"]["momentum"]
    plain = steps(study.curve("fixed-momentum"), SMALL) / steps(sgd[0], SMALL) - 1
    extended = (steps(momentum[-1], SMALL) == min(steps(c, SMALL) for c in (*sgd, *momentum))
                and momentum[-1].plateau == min(c.plateau for c in (*sgd, *momentum))
                and critical(momentum[-1]) == max(critical(c) for c in (*sgd, *momentum)))  # fmt: skip
    both = steps(sgd[0], SMALL) / steps(momentum[-1], SMALL), sgd[0].plateau / momentum[-1].plateau
    return [
        Finding("3a", "each optimizer shows two distinct regimes: a small-batch (stochastic) regime with perfect linear scaling, and a "
                "large-batch (deterministic) regime insensitive to batch size", max(abs(v + 1) for v in scaling) < 0.01 and max(flat) < 0.01,
                f"Between $B = 4$ and $32$ steps fall as $B$ to a power between {min(scaling):.4f} and {max(scaling):.4f}; at "
                f"$B = 2^{{21}}$ they are within {max(flat):.2%} of the plateau."),
        Finding("3a", "the performance of momentum-based optimizers matches that of the plain SGD methods in the small-batch regime",
                max(small) < 0.02,
                f"At $B = 4$ tuned momentum needs fewer steps by {per_power(small, lambda v: f'{v:.1%}')}. It takes momentum so near to 1 "
                f"($1-\\beta$ is {scientific(1 - betas)} at $p = 0$) that the slowest coordinates oscillate and pass through zero just "
                f"as the target is reached. With $\\beta = 0.9$ held fixed steps differ from SGD's by {plain:+.2%}: then they match."),
        Finding("3a", "momentum increases the critical batch size and gives substantial speedups in the large batch regime",
                min(grown) > 1 and min(fast) > 1.5,
                f"The critical batch size grows by a factor of {per_power(grown)}; on the plateau steps fall by a factor of {per_power(fast)}."),
        Finding("3a", "Preconditioning also increases the critical batch size and gives substantial speedups in the large batch regime, but "
                "interestingly, also improves performance by a small constant factor even for very small batches", helped[1] > 1.5,
                f"SGD's critical batch size is {per_power([critical(s) for s in sgd], lambda v: f'{v:.0f}')} and its plateau "
                f"{per_power([s.plateau for s in sgd], lambda v: f'{v:.0f}')} steps. At $B = 4$ steps fall by a factor of "
                f"{per_power(helped)}: not so small."),
        Finding("3a", "Combining momentum with preconditioning extends both of these trends", extended,
                f"Momentum at $p = 0.75$ against SGD at $p = 0$: {both[0]:.1f} times fewer steps at $B = 4$, {both[1]:.0f} times fewer on the "
                "plateau."),
    ]  # fmt: skip


def _schedules(study: BatchCurves) -> list[Finding]:
    schedule, sgd = ([study.curve(r, p) for p in POWERS] for r in ("schedule", "sgd"))
    bound = bayes_examples(NoisyQuadratic.power_law(10_000), TARGET)
    gain = [steps(s, 16.0) / steps(c, 16.0) for s, c in zip(sgd, schedule, strict=True)]
    scaling = [exponent(c.batch_sizes[:4], c.steps[:4]) for c in schedule]
    near = [steps(c, SMALL) * SMALL / bound for c in schedule]
    best_near = [min(b * s for b, s in zip(c.batch_sizes, c.steps, strict=True)) / bound for c in schedule]
    gap = [math.log(steps(s, SMALL) / steps(c, SMALL)) / math.log(steps(s, SMALL) * SMALL / bound)
           for s, c in zip(sgd, schedule, strict=True)]  # fmt: skip
    late = [steps(c, LARGE) / steps(s, LARGE) - 1 for s, c in zip(sgd, schedule, strict=True)]
    shapes = {size: _shape(study, size) for size in (16.0, 256.0)}
    shown = "; ".join(
        f"at $B = {size:.0f}$ the rate stays at its limit $2/h_1$ for {held} of 50 pieces, and over the rest an exponential explains "
        f"{fits['exponential']:.1%} of the variance of its logarithm, a straight line {fits['linear']:.1%} of its own"
        for size, (fits, held) in shapes.items()
    )
    last = [exponent([2.0**q for q in range(4, 13)], [_final(c, 2.0**q) for q in range(4, 13)]) for c in schedule]
    return [
        Finding("3b", "optimized learning rate schedules help significantly in the small batch regime", min(gain) > 1.5,
                f"At $B = 16$ the optimal schedule needs fewer steps by a factor of {per_power(gain)}."),
        Finding("3b", "We observe the same linear scaling as with fixed-learning-rate SGD, but with a better constant factor",
                max(abs(v + 1) for v in scaling) < 0.05,
                f"Steps fall as $B$ to the power {per_power(scaling, lambda v: f'{v:.3f}')} between $B = 4$ and $32$; at $p = 0$ perfect scaling "
                "ends there already."),
        Finding("3b", "optimized schedules nearly achieve the information theoretic optimum", max(best_near) < 1.25,
                f"At $B = 4$ they take {per_power(near, lambda v: f'{v:.3f}')} times the examples of the Bayes bound ({bound:,}): near for "
                "strong preconditioning only; with 50 pieces plain SGD stays half again above it."),
        Finding("3b", "learning rate schedules close most of the gap between the fixed learning rate performance and the information theoretic "
                "lower bound", min(gap) > 0.5,
                f"On the logarithmic scale of the figure, at $B = 4$ they close {per_power(gap, lambda v: f'{v:.0%}')} of it."),
        Finding("3b", "learning rate schedules do not improve at all over fixed learning rates in the large batch regime",
                max(abs(v) for v in late) < 0.005,
                f"At $B = 2^{{20}}$ steps change by {per_power(late, lambda v: f'{v:+.1%}')}: little, and more where few steps are needed, as then "
                "each step can have a rate of its own."),
        Finding("3c", "they maintain a large learning rate throughout training followed by a roughly exponential decay",
                min(fits["exponential"] for fits, _ in shapes.values()) > 0.95,
                f"For $p = 0$, {shown}. At small batches the middle is close to exponential; the end always falls faster, to almost nothing in the "
                "last piece."),
        Finding("15", "even though the different batch sizes start with the same learning rate, their final learning rates at the end of "
                "training scale linearly with batch size", max(abs(v - 1) for v in last) < 0.15,
                f"From $B = 16$ to $4096$ the final rate grows as $B$ to the power {per_power(last, lambda v: f'{v:.2f}')}."),
    ]  # fmt: skip


def _final(curve: Curve, batch_size: float) -> float:
    return float(curve.at(batch_size)["values"]["learning_rate"][-1])


def _shape(study: BatchCurves, batch_size: float) -> tuple[dict[str, float], int]:
    """How well a line and an exponential describe the falling part of a schedule, and for how many pieces it is constant."""
    values = np.array(study.curve("schedule").at(batch_size)["values"]["learning_rate"])
    held = int(np.count_nonzero(values > 0.999 * values.max()))
    falling, pieces = values[held:], np.arange(held, len(values))
    fits = {"linear": falling, "exponential": np.log(falling)}
    return {name: float(np.corrcoef(pieces, y)[0, 1] ** 2) for name, y in fits.items()}, held


def _averages(study: BatchCurves) -> list[Finding]:
    ema, sgd = ([study.curve(r, p) for p in POWERS] for r in ("ema", "sgd"))
    gain = [steps(s, SMALL) / steps(e, SMALL) for s, e in zip(sgd, ema, strict=True)]
    late = [steps(e, LARGE) / steps(s, LARGE) - 1 for s, e in zip(sgd, ema, strict=True)]
    shrunk = [critical(e) / critical(s) for s, e in zip(sgd, ema, strict=True)]
    return [
        Finding("4", "EMA reduces the number of steps required especially for plain SGD with preconditioning power 0",
                gain[0] == max(gain) and min(gain) > 1,
                f"At $B = 4$ by a factor of {per_power(gain)}."),
        Finding("4", "EMA becomes redundant in the large batch (near-deterministic) regime", max(abs(v) for v in late) < 0.01,
                f"At $B = 2^{{20}}$ steps change by {per_power(late, lambda v: f'{v:+.2%}')}."),
        Finding("4", "EMA would reduce the critical batch size and therefore achieve the same amount of acceleration with less computation",
                max(shrunk) < 1, f"The critical batch size is multiplied by {per_power(shrunk)}."),
    ]  # fmt: skip


def _rates(study: BatchCurves) -> list[Finding]:
    sgd, momentum = ([study.curve(r, p) for p in POWERS] for r in ("sgd", "momentum"))
    plain = [before_critical(c, c.values("learning_rate")) for c in sgd]
    combined = [before_critical(c, effective(c)) for c in momentum]
    ratio = [effective(m)[0] / s.values("learning_rate")[0] for s, m in zip(sgd, momentum, strict=True)]
    header, *rows = effective_data()
    data = np.array(rows, dtype=float)
    worst = [float(np.abs(data[:, k] / data[:, 1] - 1).max()) for k in range(2, data.shape[1])]
    end = [float(abs(data[-1, k] / data[-1, 1] - 1)) for k in range(2, data.shape[1])]
    shown = ", ".join(f"{w:.1%} ($\\{n.replace('=', ' = ')}$)" for w, n in zip(worst, header[2:], strict=True))
    return [
        Finding("14a", "the optimal learning rate of plain (preconditioned) SGD scales linearly with batch size before it hits the critical batch "
                "size", max(abs(v - 1) for v in plain) < 0.05,
                f"Where scaling is perfect it grows as $B$ to the power {per_power(plain, lambda v: f'{v:.3f}')}."),
        Finding("14b", "The linear scaling also holds for the effective learning rate of momentum SGD",
                max(abs(v - 1) for v in combined) < 0.05,
                f"It grows as $B$ to the power {per_power(combined, lambda v: f'{v:.3f}')}."),
        Finding("14b", "In the small batch regime, the optimal effective learning rate for momentum SGD matches the optimal plain SGD learning "
                "rate", max(abs(v - 1) for v in ratio) < 0.1,
                f"At $B = 4$ their ratio is {per_power(ratio, lambda v: f'{v:.3f}')}."),
        Finding("E.3", "the convergence rate and steady state risk ... are the same as the ones in plain SGD, except that they use an effective "
                "learning rate", max(end) < 0.01,
                f"At $\\alpha/(1-\\beta) = 0.05$, $B = 64$ the risks differ by at most {shown} on the way and by {max(end):.1%} at "
                "$t = 2^{18}$: the same in the long run, slower at the start while the momentum builds up."),
    ]  # fmt: skip


def _targets(study: BatchCurves) -> list[Finding]:
    pairs = [(study.curve("sgd", target=t), study.curve("momentum", target=t)) for t in TARGETS]
    gains = [s.plateau / m.plateau for s, m in pairs]
    sizes = [critical(s) for s, _ in pairs]
    shown = "; ".join(f"target {t:g}: {b:.0f} and {g:.0f}" for t, b, g in zip(TARGETS, sizes, gains, strict=True))
    return [
        Finding("E.5", "The results don't seem to be sensitive to either the initial variance or the target risk", max(gains) / min(gains) < 2.5,
                f"SGD's critical batch size and momentum's gain on the plateau: {shown}. The shape of the curves is the same; the critical batch "
                f"size itself grows as the target to the power {exponent(TARGETS, sizes):.2f}. Scaling $\\theta$ shows that an initial variance "
                "$s^2$ is exactly a target divided by $s^2$ at batch size $s^2 B$."),
    ]  # fmt: skip


def nearness(study: BatchCurves) -> list[tuple[str, float, float, float]]:
    """(rule, power, examples over the Bayes bound, over d/(2N)) at the batch size where each curve uses fewest examples."""
    problem = NoisyQuadratic.power_law(10_000)
    bayes, likelihood = bayes_examples(problem, TARGET), maximum_likelihood_examples(problem, TARGET)
    return [
        (
            rule,
            p,
            study.curve(rule, p).critical.fewest_examples / bayes,
            study.curve(rule, p).critical.fewest_examples / likelihood,
        )
        for rule in ("sgd", "momentum", "ema", "schedule")
        for p in POWERS
    ]
