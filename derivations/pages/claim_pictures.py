"""Pictures of the claims. Curves are evaluated from the claims' own statements and the derived expressions."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from matplotlib.figure import Figure

from derivations.ledger.sampling import right_side
from derivations.pages.picture import BLUE, GREY, ORANGE, RED, Picture, axes_of
from montecarlo.runs.simulate import simulate
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.analysis.derivation import derive
from theory.claims import ledger
from theory.claims.common import alpha, beta, power
from theory.errors import InputError, NotLinear
from theory.optimizers import SGD, HeavyBall, KalmanGain, Preconditioned
from theory.rule.compilation import compile_plain
from theory.rule.model import B, c, h, initial_risk, t
from theory.rule.optimizer import Optimizer


def momentum_stability() -> Figure:
    """Stability region in (beta, alpha h) with the double-root curves."""
    figure, ax = axes_of()
    b = np.linspace(0, 1, 400)
    (edge,) = derive(HeavyBall()).stability
    limit = sp.lambdify(beta, sp.solve(edge, alpha)[0] * h, "numpy")(b) * np.ones_like(b)
    lower, upper = (1 - np.sqrt(b)) ** 2, (1 + np.sqrt(b)) ** 2
    ax.fill_between(b, limit, 4.3, color=RED, alpha=0.15, lw=0)
    ax.fill_between(b, lower, upper, color=BLUE, alpha=0.15, lw=0)
    ax.plot(b, limit, color=RED, label=r"edge of stability, $\alpha h = 2(1+\beta)$")
    ax.plot(b, upper, color=BLUE, ls="--", label=r"double root, $\alpha h = (1+\sqrt{\beta})^2$")
    ax.plot(b, lower, color=BLUE, label=r"double root, $\alpha h = (1-\sqrt{\beta})^2$")
    ax.plot(b, 1 + b, color=GREY, ls=":", label=r"$r_1 + r_2 = 0$, $\alpha h = 1+\beta$")
    ax.text(0.6, 1.05, "underdamped\n(complex roots)", ha="center", color=BLUE)
    ax.text(0.12, 3.4, "unstable", color=RED)
    ax.text(0.03, 0.12, "overdamped", color="black")
    ax.set(xlabel=r"momentum $\beta$", ylabel=r"$\alpha h$", xlim=(0, 1), ylim=(0, 4.3))
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8)
    figure.set_size_inches(8, 3.6)
    return figure


def paper_figure_2_data() -> dict[str, Any]:
    """Rate and steady-state risk against 1 - beta at alpha h = 0.0005, B = c = h = 1, from the claims' statements."""
    product = Fraction(5, 10_000)
    gap = np.logspace(0, -4.5, 400)
    b = 1 - gap
    discriminant = (1 - float(product) + b) ** 2 - 4 * b
    modulus = np.where(discriminant > 0, (1 - float(product) + b + np.sqrt(np.maximum(discriminant, 0))) / 2, np.sqrt(b))
    momentum = ledger()["momentum.steady-state"].statement.right
    plain = ledger()["sgd.steady-state"].statement.right
    at = {h: 1, c: 1, B: 1, alpha: sp.Rational(product.numerator, product.denominator)}
    effective = sp.lambdify(beta, plain.subs(alpha, alpha / (1 - beta)).subs(at), "numpy")(b)
    return {
        "one_minus_beta": gap,
        "rate": 1 - modulus,
        "effective_rate": float(product) / gap,
        "steady_state_risk": sp.lambdify(beta, momentum.subs(at), "numpy")(b),
        "steady_state_risk_sgd": np.where(float(product) / gap < 2, effective, np.nan),
        "critical": 1 - (1 - math.sqrt(product)) ** 2,
    }


def paper_figure_2() -> Figure:
    """Convergence rate and steady-state risk against 1 - beta, alpha h = 0.0005, B = 1 (the paper's Figure 2)."""
    figure, (left, right) = axes_of(8, 3.4, 2)
    data = paper_figure_2_data()
    gap = data["one_minus_beta"]
    left.loglog(gap, data["rate"], color=BLUE, label=r"$1-\max|r_j|$")
    left.loglog(gap, data["effective_rate"], color=ORANGE, ls="--", label=r"$\alpha h/(1-\beta)$")
    left.axvline(data["critical"], color=GREY, ls=":", label=r"critical damping")
    left.set(ylim=(1e-5, 1), xlabel=r"$1-\beta$", ylabel="convergence rate per step", title="rate")
    right.loglog(gap, data["steady_state_risk"], color=BLUE, label="momentum")
    right.loglog(gap, data["steady_state_risk_sgd"], color=ORANGE, ls="--", label=r"SGD at $\alpha/(1-\beta)$")
    right.axvline(data["critical"], color=GREY, ls=":")
    right.set(xlabel=r"$1-\beta$", ylabel=r"steady-state risk ($c = h = 1$)", title="steady-state risk")
    for ax in (left, right):
        ax.invert_xaxis()
        ax.legend(fontsize=8)
    return figure


def _bound_picture(name: str, prefix: str, values: dict[str, Any], rule: Optimizer) -> Callable[[], Figure]:
    def draw() -> Figure:
        figure, ax = axes_of()
        steps = list(range(41))
        point = {s: sp.Rational(v) for s, v in values.items()}
        exact, bound = (
            [right_side(ledger()[f"{prefix}.{kind}"], {**point, t: sp.Integer(k)}) for k in steps]
            for kind in ("exact-risk", "risk-bound")
        )
        size = 500
        problem = NoisyQuadratic(np.full(size, float(point[h])), float(point[c]), 2 * float(point[initial_risk] / point[h]))
        shown = steps[::2]
        run = simulate(rule, problem, shown, float(point[B]), 40, seed=1)
        ax.semilogy(steps, bound, color=ORANGE, ls="--", label=f"bound ({name})")
        ax.semilogy(steps, exact, color=BLUE, label="exact")
        ax.errorbar(
            shown, run.risk / size, 2 * run.standard_error / size, fmt="o", ms=3, color="black", lw=1, label="simulated, 2 s.e."
        )
        ax.set(xlabel="step $t$", ylabel=r"expected risk $\mathbb{E}\,\ell_t$")
        ax.legend(fontsize=8)
        return figure

    return draw


def preconditioning_power() -> Figure:
    """Total steady-state risk on the standard spectrum at the rate-optimal learning rate, and its slowest rate."""
    figure, (left, right) = axes_of(8, 3.4, 2)
    p_values = np.linspace(0, 0.95, 96)
    spectrum = 1.0 / np.arange(1, 10_001)
    formula = sp.lambdify((h, alpha, power), derive(Preconditioned()).steady_state_risk.subs({c: h, B: 1}), "numpy")
    totals = [float(formula(spectrum, 2 / (spectrum[0] ** (1 - p) + spectrum[-1] ** (1 - p)), p).sum()) for p in p_values]
    left.semilogy(p_values, totals, color=BLUE)
    left.set(xlabel="preconditioning power $p$", ylabel="total steady-state risk, $B = 1$")
    exact = [math.atanh(1e4 ** (p - 1)) / math.atanh(1e-4) for p in p_values]
    right.semilogy(p_values, exact, color=BLUE, label=r"$\mathrm{artanh}(\kappa^{p-1})/\mathrm{artanh}(\kappa^{-1})$")
    right.semilogy(p_values, 1e4**p_values, color=ORANGE, ls="--", label=r"$\kappa^p$")
    right.set(xlabel="preconditioning power $p$", ylabel="gain in rate over $p = 0$")
    right.legend(fontsize=8)
    return figure


def information_bounds() -> Figure:
    """Maximum-likelihood line and Bayes risk against the number of examples."""
    figure, ax = axes_of()
    n = np.unique(np.logspace(0, 6, 200).astype(int))
    spectrum = 1.0 / np.arange(1, 10_001)
    problem = NoisyQuadratic(spectrum, spectrum)
    ax.loglog(n, 10_000 / (2 * n), color=GREY, ls="--", label=r"maximum likelihood, $d/(2N)$")
    bayes = [float((spectrum / (2 * (1 + k * spectrum))).sum()) for k in n]
    ax.loglog(n, bayes, color=BLUE, label="Bayes risk (exact bound, attained by the Kalman gain)")
    steps = [int(k) for k in n if k <= 3_000]
    ax.loglog(steps, risk(SGD(learning_rate=1.0), problem, steps, 1), color=ORANGE, label=r"SGD, $\alpha = 1$, $B = 1$")
    few = [1, 3, 10, 30, 100, 300, 1000]
    ax.loglog(
        few,
        risk(KalmanGain(prior_variance=1, noise=1), problem, few, 1),
        "o",
        ms=4,
        color="black",
        label="Kalman gain, computed",
    )
    ax.set(
        xlabel="examples $N$",
        ylabel="expected risk",
        ylim=(3e-3, 2e2),
        title=r"$h_i = 1/i$, $d = 10^4$, $C = H$, $\theta_0 \sim N(0, I)$",
    )
    ax.legend(fontsize=8)
    return figure


def risk_lines(ax: Any, optimizer: Optimizer, problem: NoisyQuadratic, steps: Sequence[int], seed: int = 3) -> None:
    """Exact risk and bound where there are any, and simulation."""
    shown = list(steps)[:: max(1, len(steps) // 20)]
    run = simulate(optimizer, problem, shown, 8, 60, seed=seed)
    bound = upper_bound(optimizer, problem, steps, 8)
    if bound is not None:
        ax.semilogy(steps, bound, color=ORANGE, ls="--", label="bound: transient + steady state")
    with contextlib.suppress(NotLinear):
        ax.semilogy(steps, risk(optimizer, problem, steps, 8), color=BLUE, label="exact")
    ax.errorbar(shown, run.risk, 2 * run.standard_error, fmt="o", ms=3, color="black", lw=1, label="simulated, 2 s.e.")
    ax.set(xlabel="update", ylabel="expected risk", yscale="log")
    ax.legend(fontsize=8)


def upper_bound(optimizer: Optimizer, problem: NoisyQuadratic, steps: Sequence[int], batch_size: float) -> Any:
    """phi_t^2 ell_0 plus the derived steady-state risk; None for a rule without one."""
    try:
        d = derive(optimizer.symbolic())
        symbols = list(optimizer.values())
        formula = compile_plain(d.steady_state_risk, (h, c, B, *symbols))
    except InputError:
        return None
    quiet = NoisyQuadratic(problem.h, 0.0, problem.theta0_sq, problem.counts)
    steady = formula(1.0, problem.h, problem.c, batch_size, *[float(v) for v in optimizer.values().values()])
    return risk(optimizer, quiet, steps, batch_size) + float((steady * problem.counts).sum())


MOMENTUM_POINT: dict[Any, Any] = {h: 1, c: 2, B: 1, initial_risk: 1, beta: "4/5", alpha: "1/10"}
EMA_POINT: dict[Any, Any] = {h: 1, c: 8, B: 1, initial_risk: "1/4", sp.Symbol("gamma", nonnegative=True): "9/10", alpha: "3/10"}


def group_pictures() -> dict[str, tuple[Picture, ...]]:
    """The pictures of each report on statements."""
    from theory.optimizers import Averaged

    momentum = HeavyBall(learning_rate=0.1, momentum=0.8)
    average = Averaged(SGD(learning_rate=0.3), decay=0.9)
    return {
        "momentum": (
            Picture(
                "momentum-stability",
                "Stability region of momentum SGD",
                "Stability region of momentum SGD with both double-root curves. Theorem 1 excludes only the lower one.",
                momentum_stability,
            ),
            Picture(
                "momentum-figure-2",
                "Figure 2 of the paper",
                r"The paper's Figure 2, recomputed: $\alpha h = 0.0005$, $B = 1$. The effective learning rate describes both the rate "
                r"and the steady-state risk while $\alpha h \ll (1-\beta)^2$; past critical damping the rate falls.",
                paper_figure_2,
            ),
            Picture(
                "momentum-bound",
                "Theorem 1 against the exact risk",
                r"Theorem 1's bound, the exact risk and a simulation: $\alpha h = 0.1$, $\beta = 0.8$, $h = B = 1$, $c = 2$, $\ell_0 = 1$. "
                "The risk is not monotone.",
                _bound_picture("Theorem 1", "momentum", MOMENTUM_POINT, momentum),
            ),
        ),
        "ema": (
            Picture(
                "ema-bound",
                "Theorem 2 against the exact risk",
                r"Theorem 2's bound, the exact risk and a simulation: $\alpha h = 0.3$, $\gamma = 0.9$, $h = B = 1$, $c = 8$, $\ell_0 = 1/4$.",
                _bound_picture("Theorem 2", "ema", EMA_POINT, average),
            ),
        ),
        "preconditioning": (
            Picture(
                "preconditioning-power",
                "Steady-state risk and rate against the power",
                r"$h_i = 1/i$, $d = 10^4$, $C = H$, $\alpha = 2/(\tilde h_1 + \tilde h_d)$. The total steady-state risk first falls with the "
                r"power and then rises; the gain in rate is just above $\kappa^p$.",
                preconditioning_power,
            ),
        ),
        "information": (
            Picture(
                "information-bounds",
                "Maximum likelihood and Bayes",
                "The maximum-likelihood line is not a lower bound under the prior: the Bayes risk lies below it and is attained.",
                information_bounds,
            ),
        ),
    }
