"""Gradient noise scales along the exact trajectory of a linear optimizer, and the batch sizes they suggest.

McCandlish et al. 2018: B_noise = tr(H Sigma)/G'HG, B_simple = tr(Sigma)/|G|^2. On the noisy quadratic Sigma = diag(c) and
G = H theta; numerator and denominator are averaged before they are divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.dynamics.decision import check_target
from numerics.dynamics.evaluator import Evaluator, numeric_values
from numerics.dynamics.moments import moments
from numerics.model.quadratic import Quadratic
from numerics.model.run import check_run
from theory.errors import InputError
from theory.rule.optimizer import Optimizer
from theory.show import Shown

Floats = NDArray[np.float64]
LONGEST = 100_000  # steps of a batch schedule, which is followed step by step
PRICES = 24


@dataclass(frozen=True)
class NoiseScales(Shown):
    """Along a trajectory; arrays of shape (len(steps),). ``gradient_sq`` is E |G|^2; a scale is infinite where it vanishes."""

    steps: tuple[int, ...]
    risk: Floats
    gradient_sq: Floats
    full: Floats
    simple: Floats

    def columns(self) -> dict[str, Any]:
        """Step, risk, squared gradient and both scales."""
        return {name: getattr(self, name) for name in ("steps", "risk", "gradient_sq", "full", "simple")}


def noise_scales(optimizer: Optimizer, problem: Quadratic, steps: Sequence[int], batch_size: float) -> NoiseScales:
    """Risk, squared gradient, B_noise (``full``) and B_simple (``simple``) at the iterate of each step, exact up to rounding.

    Raises ``InputError`` for bad input, ``NotLinear`` for a rule that is not linear.
    """
    whole, size = check_run(steps, batch_size)
    m = moments(optimizer, problem.h, whole)
    h, c = problem.h[:, None], problem.c[:, None]
    second = m.mean**2 * problem.theta0_sq[:, None] + m.variance * c / size
    weights = problem.counts
    gradient = weights @ (h**2 * second)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        full = (weights @ (h * c)) / (weights @ (h**3 * second))
        simple = (weights @ c) / gradient
    return NoiseScales(tuple(whole), weights @ (h * second) / 2, gradient, full, simple)


@dataclass(frozen=True)
class BatchSchedule:
    """A batch size for every step of a fixed rule, that ends at the target. ``batch_sizes``: shape (steps,), not rounded."""

    kind: str
    batch_sizes: Floats

    @property
    def examples(self) -> float:
        """Their sum."""
        return float(self.batch_sizes.sum())


class BatchPlanner:
    """A fixed rule run for a fixed number of steps: risk at the end = bias + sum_k kappa_k/B_k.

    ``kappa`` : shape (steps,); kappa_k is the risk that the noise of step k leaves at the end, for batch size 1
    (for SGD 1/2 alpha^2 sum_i h_i c_i (1 - alpha h_i)^(2 (steps - 1 - k))).

    Raises ``InputError`` for a rule that varies with time, and where the target is not reached even without noise.
    """

    def __init__(self, optimizer: Optimizer, problem: Quadratic, steps: int, target: float) -> None:
        whole, _ = check_run([steps], 1.0)
        if not 1 <= whole[0] <= LONGEST:
            raise InputError(f"a batch schedule has 1 to {LONGEST} steps, got {steps}")
        self.optimizer, self.problem, self.steps, self.target = optimizer, problem, whole[0], float(check_target(target))
        self.matrices = _matrices(optimizer, problem.h)
        weight = problem.counts * problem.h / 2
        final = moments(optimizer, problem.h, [self.steps]).mean[:, 0]
        self.bias = float(weight @ (final**2 * problem.theta0_sq))
        A, b, read, _ = self.matrices
        self.kappa = (_squared_responses(A, b, read, self.steps) @ (weight * problem.c))[::-1]
        if not self.bias < self.target:
            raise InputError(
                f"{optimizer}: {self.steps} steps leave a risk of {self.bias:.4g} even without noise; the target is "
                f"{self.target:g}: take more steps or another learning rate"
            )

    def constant(self) -> BatchSchedule:
        """The one batch size that reaches the target."""
        size = self.kappa.sum() / (self.target - self.bias)
        return BatchSchedule("constant", np.full(self.steps, size))

    def best(self) -> BatchSchedule:
        """The fewest examples: B_k in proportion to sqrt(kappa_k) (claim noise-scale.batch-schedule)."""
        root = np.sqrt(self.kappa)
        return BatchSchedule("optimal", root * root.sum() / (self.target - self.bias))

    def adaptive(self, simple: bool = False) -> BatchSchedule:
        """B_k = sqrt(r B_noise) with the noise scale of the exact expected trajectory under these very batch sizes.

        The price ``r`` is chosen so that the target is met; ``simple`` uses tr(Sigma)/|G|^2 instead.
        """
        low, high = -40.0, 80.0  # log of the price
        for _ in range(5):  # each pass divides the bracket by PRICES - 1
            prices = np.linspace(low, high, PRICES)
            sizes = self._followed(np.exp(prices), simple)
            reached = int(np.argmax(self.bias + (1 / sizes) @ self.kappa <= self.target))
            low, high = prices[max(reached - 1, 0)], prices[reached]
        return BatchSchedule("adaptive, simple" if simple else "adaptive", sizes[reached])

    def _followed(self, prices: Floats, simple: bool) -> Floats:
        """The batch sizes that the rule sqrt(price x noise scale) takes step by step, shape (prices, steps)."""
        A, b, read, e = self.matrices
        p, power = self.problem, 2 if simple else 3
        above = float(p.counts @ (p.h ** (power - 2) * p.c))
        weight = p.counts * p.h**power
        moment = np.broadcast_to(np.einsum("di,dj,d->dij", e, e, p.theta0_sq), (len(prices), *A.shape))
        fresh = (b @ np.swapaxes(b, -1, -2)) * p.c[:, None, None]
        sizes = np.empty((len(prices), self.steps))
        for k in range(self.steps):
            gradient = np.einsum("di,pdij,dj->pd", read, moment, read) @ weight
            sizes[:, k] = np.sqrt(prices * above / gradient)
            moment = A @ moment @ np.swapaxes(A, -1, -2) + fresh / sizes[:, k, None, None, None]
        return sizes


def _matrices(optimizer: Optimizer, h: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """A (d, n, n), b (d, n, m), read (d, n) and e (d, n) of a rule that does not vary with time."""
    system = Evaluator(optimizer)
    if system.time_varying:
        raise InputError(f"{optimizer}: batch schedules are for rules that do not vary with time")
    values = {s: np.asarray(v, dtype=float)[..., None] for s, v in numeric_values(optimizer).items()}
    return system.at(1.0, values, h).arrays(h.shape)


def _squared_responses(A: Floats, b: Floats, read: Floats, steps: int) -> Floats:
    """Sum of squares of read A^k b for k = 0..steps-1, shape (steps, d)."""
    squares = np.empty((steps, len(A)))
    for k in range(steps):
        squares[k] = (np.einsum("di,dij->dj", read, b) ** 2).sum(axis=1)
        b = A @ b
    return squares
