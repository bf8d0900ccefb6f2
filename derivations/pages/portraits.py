"""The portrait of a linear rule: where it is stable, how its roots move, what one noise does to it, what it does to all noise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import sympy as sp
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from derivations.pages.picture import BLUE, GREEN, GREY, ORANGE, PURPLE, RED
from numerics.dynamics.evaluator import Evaluator, numeric_values
from theory.algebra.symbols import beside
from theory.optimizers import SGD
from theory.rule.model import h as CURVATURE
from theory.rule.optimizer import Optimizer

Floats = NDArray[np.float64]
PIXELS = 96
SHADES = (0, 0.2, 0.4, 0.6, 0.8, 0.9, 1)
BANDS = 5
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, GREY)


class Dynamics:
    """The matrices of a rule as arrays, at its setting, for any curvature and any values of its hyperparameters."""

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer
        self.system = Evaluator(optimizer)
        self.values = {s: float(v) for s, v in numeric_values(optimizer).items()}

    def at(self, curvature: Any, other: Mapping[sp.Symbol, Any] | None = None) -> tuple[Floats, Floats, Floats, Floats]:
        """(A, b, read, e), the curvature's shape in front of the matrices'."""
        given = {**self.values, **(other or {})}
        shape = np.broadcast_shapes(np.shape(curvature), *(np.shape(g) for g in given.values()))
        return self.system.at(1.0, given, np.asarray(curvature, dtype=np.float64)).arrays(shape)

    def roots(self, curvature: Any, other: Mapping[sp.Symbol, Any] | None = None) -> NDArray[np.complex128]:
        """Characteristic roots, shape of the curvature plus (states,)."""
        return np.asarray(np.linalg.eigvals(self.at(curvature, other)[0]), dtype=np.complex128)

    def radius(self, curvature: Any) -> Floats:
        """The largest modulus."""
        return np.asarray(np.abs(self.roots(curvature)).max(axis=-1), dtype=np.float64)

    def responses(self, curvature: float, steps: int) -> tuple[Floats, Floats]:
        """phi_t, shape (steps + 1,), and g_k for each minibatch, shape (steps, minibatches)."""
        A, b, read, e = self.at(curvature)
        mean, noise = [float(read @ e)], []
        state, spread = e, b
        for _ in range(steps):
            noise.append(read @ spread)
            state, spread = A @ state, A @ spread
            mean.append(float(read @ state))
        return np.array(mean), np.array(noise)

    def gain(self, curvature: float, frequencies: Floats) -> Floats:
        """Power gain from the noise to the iterate, summed over minibatches, at angular frequencies."""
        A, b, read, _ = self.at(curvature)
        z = np.exp(1j * frequencies)[:, None, None]
        solved = np.linalg.solve(z * np.eye(len(A)) - A, np.broadcast_to(b, (len(frequencies), *b.shape)))
        return np.asarray((np.abs(read @ solved) ** 2).sum(axis=-1), dtype=np.float64)


def rate_of(optimizer: Optimizer) -> float:
    """The learning rate that scales the axis x = alpha h; 1 for a rule without one, whose axis is h itself."""
    return float(next((v for n, v in optimizer.hyperparameters().items() if n.split(".")[-1] == "learning_rate"), 1.0))


def axis_label(optimizer: Optimizer) -> str:
    """What x is."""
    symbols = {n.split(".")[-1]: v for n, v in optimizer.symbolic().hyperparameters().items()}
    with beside(optimizer.own_symbols() | optimizer.symbolic().own_symbols()):
        curvature = sp.latex(CURVATURE)
    return f"${sp.latex(symbols['learning_rate'])} {curvature}$" if "learning_rate" in symbols else f"${curvature}$"


def edge(dynamics: Dynamics, depth: float) -> float:
    """Where in x = alpha h the rule first stops being stable (to draw a little beyond it)."""
    x = np.geomspace(1e-3, 64, 2000)
    outside = np.flatnonzero(dynamics.radius(x / depth) >= 1)
    return float(x[outside[0]]) if outside.size else 4.0


def portrait(optimizer: Optimizer, second: str | None) -> Callable[[], Figure]:
    """Four panels at the rule's setting; ``second`` is the hyperparameter on the first panel's horizontal axis."""

    def draw() -> Figure:
        dynamics, rate = Dynamics(optimizer), rate_of(optimizer)
        limit = edge(dynamics, rate)
        figure, axes = plt.subplots(2, 2, figsize=(9, 7.2))
        if second is None:
            _moduli(axes[0, 0], dynamics, rate, limit)
        else:
            _region(axes[0, 0], dynamics, rate, second)
        _locus(axes[0, 1], dynamics, rate, limit)
        _impulse(axes[1, 0], dynamics)
        _frequency(axes[1, 1], dynamics)
        return figure

    return draw


def _region(ax: Any, dynamics: Dynamics, rate: float, second: str) -> None:
    """The spectral radius over (a hyperparameter, alpha h), with its edge at one and the curves of double roots."""
    symbol = next(s for n, s in dynamics.optimizer.symbolic().hyperparameters().items() if n == second)
    value = dynamics.values[symbol]
    interval = dynamics.optimizer.symbolic().hypotheses_by_symbol()[symbol].interval
    low = float(interval.lower or 0) + (0 if interval.lower_closed else 1e-3)
    high = float(interval.upper) if interval.upper is not None else 4 * value
    across = np.linspace(low, high - (0 if interval.upper_closed else 1e-6), PIXELS)
    top = max(edge(Dynamics(dynamics.optimizer.set(**{second: float(v)})), rate) for v in across[:: PIXELS // 8])
    up = np.linspace(1e-6, 1.08 * min(top, 8.0), PIXELS)
    roots = dynamics.roots(up[:, None] / rate + 0 * across, {symbol: across})
    radius = np.abs(roots).max(axis=-1)
    shades = ax.contourf(across, up, radius, levels=SHADES, cmap="Blues_r", alpha=0.8, vmin=0, vmax=1.2)
    ax.figure.colorbar(shades, ax=ax, label="largest root modulus")
    ax.contourf(across, up, radius, levels=[1, np.inf], colors=[RED], alpha=0.15)
    ax.contour(across, up, radius, levels=[1], colors=[RED])
    ax.plot([], [], color=RED, label="edge of stability")
    gaps = _squared_gaps(roots)
    if gaps is not None and gaps.min() < 0 < gaps.max():
        ax.contour(across, up, gaps, levels=[0], colors=["black"], linestyles="--", linewidths=1)
        ax.plot([], [], color="black", ls="--", lw=1, label="double roots")
    ax.plot(value, rate, "o", color="black", ms=4, label="the setting, $h = 1$")
    ax.legend(fontsize=7, loc="upper left")
    ax.set(
        xlabel=f"{second.replace('_', ' ')} ${sp.latex(symbol)}$",
        ylabel=axis_label(dynamics.optimizer),
        title="stability",
    )


def _squared_gaps(roots: NDArray[np.complex128]) -> Floats | None:
    """The discriminant: the product of the squared differences of the roots, real; None for one root."""
    n = roots.shape[-1]
    if n < 2:
        return None
    product = np.ones(roots.shape[:-1], dtype=np.complex128)
    for i in range(n):
        for j in range(i):
            product = product * (roots[..., i] - roots[..., j]) ** 2
    return np.asarray(product.real, dtype=np.float64)


def _moduli(ax: Any, dynamics: Dynamics, rate: float, limit: float) -> None:
    x = np.linspace(1e-4, 1.2 * limit, 200)
    moduli = np.sort(np.abs(dynamics.roots(x / rate)), axis=-1)
    ax.plot(x, moduli, ".", ms=2, color=BLUE)
    ax.axhline(1, color=RED, lw=1)
    ax.axvspan(limit, 1.2 * limit, color=RED, alpha=0.15, lw=0)
    ax.set(
        xlabel=axis_label(dynamics.optimizer),
        ylabel="root moduli",
        title="root moduli and the edge of stability",
        ylim=(0, 1.3),
    )


def _locus(ax: Any, dynamics: Dynamics, rate: float, limit: float) -> None:
    x = np.unique(np.concatenate([np.geomspace(1e-4, 1, 100), np.linspace(0.01, 1.15, 200)])) * limit
    roots = dynamics.roots(x / rate)
    circle = np.exp(1j * np.linspace(0, 2 * np.pi, 200))
    ax.plot(circle.real, circle.imag, color=GREY, lw=1)
    bands = np.minimum((x / limit * BANDS).astype(int), BANDS)
    for band in range(BANDS + 1):
        here = roots[bands == band].ravel()
        here = here[np.abs(here) < 1.6]
        label = rf"$\leq {(band + 1) / BANDS:g}$" if band < BANDS else "unstable"
        colour = mpl.colormaps["viridis"](band / BANDS) if band < BANDS else RED
        ax.plot(here.real, here.imag, ".", ms=3, color=colour, label=label)
    start = dynamics.roots(np.array([rate / rate]))[0]
    ax.plot(start.real, start.imag, "x", color="black", ms=6)
    ax.legend(
        title=f"{axis_label(dynamics.optimizer)}/limit",
        fontsize=7,
        title_fontsize=8,
        loc="center left",
        bbox_to_anchor=(1, 0.5),
    )
    ax.set(
        aspect="equal",
        xlim=(-1.3, 1.3),
        ylim=(-1.3, 1.3),
        title=f"root locus over {axis_label(dynamics.optimizer)} (x: at the setting, $h = 1$)",
    )


def _impulse(ax: Any, dynamics: Dynamics) -> None:
    radius = float(dynamics.radius(1.0))
    steps = int(np.clip(5 / max(1 - radius, 0.02), 12, 120))
    mean, noise = dynamics.responses(1.0, steps)
    ax.axhline(0, color=GREY, lw=0.5)
    ax.plot(range(steps + 1), mean, ":", color="black", label=r"mean $\phi_t$")
    for j in range(noise.shape[1]):
        label = r"noise $g_k$" + (", one line a minibatch" if noise.shape[1] > 1 else "")
        ax.plot(
            range(1, steps + 1),
            noise[:, j],
            color=COLOURS[j % len(COLOURS)],
            lw=1,
            marker=".",
            ms=3,
            label=label if j == 0 else None,
        )
    ax.set(xlabel="update", title="impulse response at $h = 1$")
    ax.legend(fontsize=8)


def _frequency(ax: Any, dynamics: Dynamics) -> None:
    """The gain at the setting, and that of SGD whose mean decays as fast."""
    frequencies = np.geomspace(1e-3, np.pi, 120)
    gain = dynamics.gain(1.0, frequencies)
    ax.loglog(frequencies, gain, color=BLUE, label="this rule")
    radius = float(dynamics.radius(1.0))
    same = Dynamics(SGD(learning_rate=1 - radius)) if 0 < radius < 1 else None
    if same is not None:
        ax.loglog(
            frequencies, same.gain(1.0, frequencies), color=ORANGE, ls="--", label="SGD with the same largest root modulus"
        )
    ax.set(
        xlabel=r"angular frequency $\omega$",
        ylabel=r"$|G(e^{i\omega})|^2$",
        title="frequency response of the noise path, $h = 1$",
    )
    ax.legend(fontsize=8)


def largest_rate(optimizer: Optimizer, wanted: float, names: Sequence[str]) -> Optimizer | None:
    """The optimizer with its learning rates scaled so that at h = 1 its largest root modulus is ``wanted``, on the slow side."""
    low, high = 0.0, 1.0
    base = {n: float(optimizer.hyperparameters()[n]) for n in names}

    def radius(factor: float) -> float:
        return float(Dynamics(optimizer.set(**{n: factor * v for n, v in base.items()})).radius(1.0))

    grid = np.geomspace(1e-5, 1e2, 400)
    values = np.array([radius(float(f)) for f in grid])
    below = np.flatnonzero(values <= wanted)
    if not below.size or below[0] == 0:
        return None
    low, high = float(grid[below[0] - 1]), float(grid[below[0]])
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if radius(middle) <= wanted else (middle, high)
    return optimizer.set(**{n: high * v for n, v in base.items()})
