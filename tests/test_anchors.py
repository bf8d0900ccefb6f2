"""Every rule of the library against an independent reference: its printed recursion typed here, on the same minibatches.

The references are plain arrays of exact fractions and share nothing with ``theory.optimizers``. ``tests/test_oracles.py`` compares the
rules that optax or PyTorch has with those. Every error planted in an update rule below moves it off its reference.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from random import Random
from textwrap import dedent
from typing import Any

import numpy as np
import pytest

from theory.optimizers import (
    QHM,
    REGISTRY,
    SGD,
    AcceleratedSGD,
    AcceleratedSGDLookahead,
    Adam,
    AggMo,
    Averaged,
    DampenedHeavyBall,
    DecoupledWeightDecay,
    DelayedSGD,
    DiLoCo,
    DiLoCoNesterov,
    ExponentialAggMo,
    HeavyBall,
    InsideRound,
    InverseTimeDecay,
    KalmanGain,
    LinearDecay,
    Lion,
    LocalSGD,
    Lookahead,
    Nesterov,
    NesterovLookahead,
    NormalizedHeavyBall,
    PolyakAverage,
    Preconditioned,
    RMSProp,
    ScheduleFree,
    SignSGD,
    TailAverage,
    VelocityHeavyBall,
    WarmUp,
    WeightDecay,
)  # fmt: skip
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer

STEPS = 24
Array = Any
Noise = Callable[[], Array]
Path = Iterator[Array]
Reference = Callable[[Array, Array, Noise], Path]
"""From curvatures, start and noise (one call a minibatch) the iterates after each update."""

F = Fraction
CURVATURES = np.array([F(1), F(4), F(1, 9), F(25, 16)], dtype=object)
"""Squares, so that half powers of them are fractions too."""
ROOTS = np.array([F(1), F(2), F(1, 3), F(5, 4)], dtype=object)


def noises(seed: object) -> Noise:
    """Random fractions, the same sequence for the same seed."""
    rng = Random(str(seed))
    return lambda: np.array([F(2 * rng.randint(-40, 40) + 1, 32) for _ in CURVATURES], dtype=object)


# -- the references: each the recursion that its paper or library prints ---------------------------------------------------------------


def sgd(a: Any) -> Reference:
    """Robbins and Monro 1951."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        while True:
            x = x - a * (h * x + eps())
            yield x

    return path


def momentum(a: Any, b: Any, form: str) -> Reference:
    """Polyak 1964 in position form: x_(k+1) = x_k - a' g_k + b (x_k - x_(k-1)); 'normalized': a' = a (1 - b)."""
    rate = a * (1 - b) if form == "normalized" else a

    def path(h: Array, x: Array, eps: Noise) -> Path:
        before = x
        while True:
            x, before = x - rate * (h * x + eps()) + b * (x - before), x
            yield x

    return path


def nesterov(a: Any, b: Any, ahead: bool) -> Reference:
    """y_k = x_k + b (x_k - x_(k-1)), x_(k+1) = y_k - a g(y_k); x or the next y is shown (Sutskever et al. 2013, appendix A.1)."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        y = x
        while True:
            new = y - a * (h * y + eps())
            y, x = new + b * (new - x), new
            yield y if ahead else x

    return path


def qhm(a: Any, b: Any, nu: Any) -> Reference:
    """Ma and Yarats 2019, equations 3 and 4, the buffer written out as a weighted sum of all gradients."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        seen: list[Array] = []
        while True:
            seen.append(h * x + eps())
            buffer = sum((1 - b) * b ** (len(seen) - 1 - k) * g for k, g in enumerate(seen))
            x = x - a * ((1 - nu) * seen[-1] + nu * buffer)
            yield x

    return path


def agg_mo(a: Any, decays: tuple[Any, ...]) -> Reference:
    """Lucas et al. 2019, equation 2: v_i <- b_i v_i - g, x <- x + (a/K) sum v_i; the buffers as weighted sums of all gradients."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        seen: list[Array] = []
        while True:
            seen.append(h * x + eps())
            for b in decays:
                x = x - a / F(len(decays)) * sum(b ** (len(seen) - 1 - k) * g for k, g in enumerate(seen))
            yield x

    return path


def accelerated(delta: Any, gamma: Any, a: Any, b: Any, ahead: bool) -> Reference:
    """Jain et al. 2018, algorithm 1: y = a x + (1 - a) v, x = y - delta g, z = b y + (1 - b) v, v = z - gamma g; x or the next y."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        v = x
        while True:
            y = a * x + (1 - a) * v
            g = h * y + eps()
            x = y - delta * g
            z = b * y + (1 - b) * v
            v = z - gamma * g
            yield a * x + (1 - a) * v if ahead else x

    return path


def decayed(a: Any, b: Any, coupled: Any, decoupled: Any) -> Reference:
    """Heavy ball on g + coupled x (L2), or x <- x - a m - decoupled x (Loshchilov and Hutter 2019, algorithm 1)."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        m = 0 * x
        while True:
            m = b * m + h * x + eps() + coupled * x
            x = (1 - decoupled) * x - a * m
            yield x

    return path


def preconditioned(a: Any, b: Any, scale: Array) -> Reference:
    """Zhang et al. 2019, section 3.3: heavy ball on P^-1 g, ``scale`` being the diagonal of P^-1."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        m = 0 * x
        while True:
            m = b * m + scale * (h * x + eps())
            x = x - a * m
            yield x

    return path


def averaged(inner: Reference, decay: Any) -> Reference:
    """The exponential average as a weighted sum of x_0 and all iterates (Zhang et al. 2019, equation 11)."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        seen: list[Array] = []
        for y in inner(h, x, eps):
            seen.append(y)
            n = len(seen)
            yield decay**n * x + sum((1 - decay) * decay ** (n - 1 - k) * z for k, z in enumerate(seen))

    return path


def mean(inner: Reference, start: int = 0) -> Reference:
    """The mean of the iterates after number ``start``; up to there the iterate itself."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        seen: list[Array] = []
        for y in inner(h, x, eps):
            seen.append(y)
            kept = seen[start:] or seen[-1:]
            yield sum(kept) / F(len(kept))

    return path


def lookahead(a: Any, b: Any, k: int, pull: Any, after: int | None = None) -> Reference:
    """Zhang, Lucas, Ba and Hinton 2019, algorithm 1 with heavy ball inside, its velocity kept; ``after``: that fast iterate is shown."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        m = 0 * x
        while True:
            fast = [x]
            for _ in range(k):
                m = b * m + h * fast[-1] + eps()
                fast.append(fast[-1] - a * m)
            x = (1 - pull) * x + pull * fast[k]
            yield x if after is None else fast[after]

    return path


def delayed(a: Any, delay: int) -> Reference:
    """x_(t+1) = x_t - a g(x_(t - delay)), x_s = x_0 for s < 0 (Stich and Karimireddy 2020)."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        seen = [x]
        while True:
            stale = seen[max(len(seen) - 1 - delay, 0)]
            seen.append(seen[-1] - a * (h * stale + eps()))
            yield seen[-1]

    return path


def local(a: Any, workers: int, steps: int, outer: str, eta: Any = 1, mu: Any = 0, after: int | None = None) -> Reference:
    """Stich 2019, algorithm 1 (outer 'mean'); Douillard et al. 2023, algorithm 1, lines 3 to 14, the outer optimizer being torch.optim.SGD's
    recursion with momentum ('heavy') or nesterov ('nesterov'). ``after``: the first worker's iterate after that local step.
    """

    def path(h: Array, x: Array, eps: Noise) -> Path:
        buffer = 0 * x
        while True:
            deltas, seen = [], []
            for worker in range(workers):
                y = x
                for _ in range(steps):
                    y = y - a * (h * y + eps())
                    seen += [y] if worker == 0 else []
                deltas.append(x - y)
            grad = sum(deltas) / F(workers)
            buffer = mu * buffer + grad
            x = x - {"mean": grad, "heavy": eta * buffer, "nesterov": eta * (grad + mu * buffer)}[outer]
            yield x if after is None else seen[after - 1]

    return path


def kalman(s: Any, nu: Any) -> Reference:
    """The textbook scalar filter for theta_0 ~ N(0, s) seen through g/h with variance nu/h: gain, estimate and variance step by step."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        variance = s + 0 * x
        while True:
            gain = variance / (variance + nu / h)  # of the innovation g/h, whose noise has variance nu h/h^2
            x = x - gain * (h * x + eps()) / h
            variance = (1 - gain) * variance
            yield x

    return path


def torch_dampened(a: Any, b: Any, tau: Any) -> Reference:
    """torch.optim.SGD's pseudocode: if t > 1: buf <- mu buf + (1 - tau) g, else: buf <- g; x <- x - lr buf."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        buf = None
        while True:
            g = h * x + eps()
            buf = g if buf is None else b * buf + (1 - tau) * g
            x = x - a * buf
            yield x

    return path


def schedule_free(a: Any, b: Any) -> Reference:
    """Defazio et al. 2024, equations 4 to 6, x written out as the mean of all z."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        z, after = x, []
        while True:
            y = (1 - b) * z + b * x
            z = z - a * (h * y + eps())
            after.append(z)
            x = sum(after) / F(len(after))
            yield x

    return path


def scheduled(rates: Callable[[], Iterator[Any]], b: Any) -> Reference:
    """Heavy ball, theta <- theta - rate_t m, with the rates of a list."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        m = 0 * x
        for rate in rates():
            m = b * m + h * x + eps()
            x = x - rate * m
            yield x

    return path


def sign_of(x: Array) -> Array:
    return np.array([(k > 0) - (k < 0) for k in x], dtype=object)


def signum(a: Any, b: Any, memory: Any = None) -> Reference:
    """Bernstein et al. 2018, algorithm 2; with a ``memory`` Chen et al. 2023, algorithm 2 (Lion, no decay)."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        m = 0 * x
        while True:
            g = h * x + eps()
            ahead = b * m + (1 - b) * g
            m = ahead if memory is None else memory * m + (1 - memory) * g
            x = x - a * sign_of(ahead)
            yield x

    return path


def adam(a: float, b1: float, b2: float, e: float) -> Reference:
    """Kingma and Ba 2015, algorithm 1, line by line."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        m, v, t = 0 * x, 0 * x, 0
        while True:
            t += 1
            g = h * x + eps()
            m = b1 * m + (1 - b1) * g
            v = b2 * v + (1 - b2) * g**2
            m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
            x = x - a * m_hat / (np.sqrt(v_hat) + e)
            yield x

    return path


def rms_prop(a: float, decay: float, mu: float, e: float) -> Reference:
    """torch.optim.RMSprop's pseudocode."""

    def path(h: Array, x: Array, eps: Noise) -> Path:
        v, buf = 0 * x, 0 * x
        while True:
            g = h * x + eps()
            v = decay * v + (1 - decay) * g**2
            buf = mu * buf + g / (np.sqrt(v) + e)
            x = x - a * buf
            yield x

    return path


# -- the comparisons -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Anchor:
    """A rule at a setting and its reference; ``exact`` in fractions, else in float64."""

    rule: Optimizer
    reference: Reference
    exact: bool = True


def value(rng: Random, edge: Any = None) -> Fraction:
    """A fraction in (0, 1), or the edge."""
    return F(rng.randint(1, 19), 20) if edge is None else F(edge)


def anchors(rng: Random, low: Any = None, top: Any = None, epsilon: Any = None) -> list[Anchor]:
    """Every rule at a random setting; ``low`` is put for all hyperparameters that may be 0, ``top`` for all that may be 1."""
    a, e, g = (value(rng) for _ in range(3))
    b, c, mu = (value(rng, low) for _ in range(3))
    lo = top if top is not None else low
    nu, p, q = (value(rng, lo) for _ in range(3))
    pull = value(rng, top)
    hb = {"learning_rate": a, "momentum": b}
    inner, ball = HeavyBall(**hb), momentum(a, b, "")
    power, scale = {0: (F(0), ROOTS**0), 1: (F(1), 1 / CURVATURES)}.get(lo, (F(1, 2), 1 / ROOTS))
    exponential = tuple(1 - pull**k for k in range(4))
    horizon, tiny = 9, g / 10 if epsilon is None else F(epsilon)
    return [
        Anchor(SGD(learning_rate=a), sgd(a)),
        Anchor(inner, ball),
        Anchor(VelocityHeavyBall(**hb), ball),
        Anchor(NormalizedHeavyBall(**hb), momentum(a, b, "normalized")),
        Anchor(Averaged(inner, decay=c), averaged(ball, c)),
        Anchor(Nesterov(**hb), nesterov(a, b, ahead=False)),
        Anchor(NesterovLookahead(**hb), nesterov(a, b, ahead=True)),
        Anchor(QHM(**hb, discount=nu), qhm(a, b, nu)),
        Anchor(AggMo(**hb, second_momentum=c), agg_mo(a, (b, c))),
        Anchor(ExponentialAggMo(4, learning_rate=a, damping=pull), agg_mo(a, exponential)),
        Anchor(AcceleratedSGD(learning_rate=a, long_step=e, mixing=p, forgetting=q), accelerated(a, e, p, q, ahead=False)),
        Anchor(AcceleratedSGDLookahead(learning_rate=a, long_step=e, mixing=p, forgetting=q), accelerated(a, e, p, q, ahead=True)),
        Anchor(WeightDecay(inner, weight_decay=c), decayed(a, b, c, 0)),
        Anchor(DecoupledWeightDecay(inner, shrinkage=c), decayed(a, b, 0, c)),
        Anchor(Preconditioned(inner, power=power), preconditioned(a, b, scale), exact=power != F(1, 2)),
        Anchor(Lookahead(inner, 3, a=pull), lookahead(a, b, 3, pull)),
        Anchor(DelayedSGD(3, learning_rate=a), delayed(a, 3)),
        Anchor(DelayedSGD(0, learning_rate=a), delayed(a, 0)),
        Anchor(LocalSGD(3, 2, learning_rate=a), local(a, 3, 2, "mean")),
        Anchor(DiLoCo(2, 3, learning_rate=a, outer_learning_rate=e, outer_momentum=mu), local(a, 2, 3, "heavy", e, mu)),
        Anchor(DiLoCoNesterov(3, 2, learning_rate=a, outer_learning_rate=e, outer_momentum=mu), local(a, 3, 2, "nesterov", e, mu)),
        Anchor(InsideRound(Lookahead(inner, 3, a=pull), 2), lookahead(a, b, 3, pull, after=2)),
        Anchor(InsideRound(LocalSGD(2, 3, learning_rate=a), 3), local(a, 2, 3, "mean", after=3)),
        Anchor(KalmanGain(prior_variance=e, noise=g), kalman(e, g)),
        Anchor(DampenedHeavyBall(**hb, dampening=c), torch_dampened(a, b, c)),
        Anchor(PolyakAverage(inner), mean(ball)),
        Anchor(TailAverage(inner, 5), mean(ball, 5)),
        Anchor(ScheduleFree(**hb), schedule_free(a, b)),
        Anchor(WarmUp(inner, 7), scheduled(lambda: iter([a * F(min(k, 7), 7) for k in range(1, STEPS + 1)]), b)),
        Anchor(
            LinearDecay(inner, horizon),
            scheduled(lambda: iter([*(a - a * F(k, horizon) for k in range(horizon)), *repeat(F(0), STEPS)]), b),
        ),
        Anchor(InverseTimeDecay(inner, decay_rate=c), scheduled(lambda: iter([a / (1 + c * k) for k in range(STEPS)]), b)),
        Anchor(Adam(**hb, second_decay=c, epsilon=tiny), adam(*map(float, (a, b, c, tiny))), exact=False),
        Anchor(RMSProp(learning_rate=a, second_decay=c, momentum=b, epsilon=tiny), rms_prop(*map(float, (a, c, b, tiny))), exact=False),
        Anchor(SignSGD(**hb), signum(a, b)),
        Anchor(Lion(**hb, memory=c), signum(a, b, c)),
    ]  # fmt: skip


def walked(rule: Optimizer, h: Array, start: Array, eps: Noise) -> list[Array]:
    """The iterates of a rule of ours; whatever asks for a minibatch gets the next noise."""
    state, found = rule.init(start), []
    for step in range(STEPS):
        state = rule.advance(state, Gradient(h, eps), step)
        found.append(rule.read(state))
    return found


def agrees(anchor: Anchor, seed: object, rule: Optimizer | None = None) -> bool:
    """Whether a rule (the anchor's, unless another is given) walks the reference's path."""
    rule, rng = rule or anchor.rule, Random(f"start {seed}")
    start = np.array([F(rng.randint(-30, 30), 8) for _ in CURVATURES], dtype=object)
    h, eps, ours = CURVATURES, noises(seed), noises(seed)
    if anchor.exact:
        path = anchor.reference(h, start, eps)
        return all(np.array_equal(x, next(path)) for x in walked(rule, h, start, ours))
    h, start = h.astype(float), start.astype(float)
    path = anchor.reference(h, start, lambda: eps().astype(float))
    found = walked(rule.mapped(float), h, start, lambda: ours().astype(float))
    return all(np.allclose(x.astype(float), next(path).astype(float), rtol=1e-10, atol=1e-12) for x in found)


SETTINGS: dict[str, dict[str, Any]] = {
    "random": {}, "no epsilon": {"epsilon": 0}, "zeros": {"low": 0}, "ones": {"top": 1}, "zeros and ones": {"low": 0, "top": 1},
}  # fmt: skip
ALL = {name: anchors(Random(name), **given) for name, given in SETTINGS.items()}
IDS = [f"{a.rule}{list(a.rule.counts().values()) or ''}" for a in ALL["random"]]


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("k", range(len(IDS)), ids=IDS)
def test_a_rule_walks_its_references_path(k: int, setting: str) -> None:
    """Every iterate of 24 updates is the printed recursion's, on four curvatures and the same noise: in fractions where the rule is rational."""
    assert agrees(ALL[setting][k], setting)


def test_every_rule_of_the_registry_has_a_reference() -> None:
    """None is left out, and each has an error planted in it."""
    assert {type(a.rule) for a in ALL["random"]} == set(REGISTRY.values())
    assert {cls for cls, _, _, _ in PLANTED} == set(REGISTRY.values())


# -- planted errors --------------------------------------------------------------------------------------------------------------------

PLANTED: list[tuple[type[Optimizer], str, str, str]] = [
    (SGD, "update", "gradient(state.theta)", "(gradient(state.theta) + gradient.fresh()(state.theta)) / 2"),
    (SGD, "update", "- self", "+ self"),
    (HeavyBall, "update", "+ gradient", "+ (1 - self.momentum) * gradient"),
    (HeavyBall, "update", "learning_rate * m", "learning_rate * state.m"),
    (VelocityHeavyBall, "update", "gradient(state.theta)", "gradient(state.theta + self.momentum * state.m)"),
    (VelocityHeavyBall, "update", "theta + v", "theta + self.momentum * v"),
    (NormalizedHeavyBall, "update", "(1 - self.momentum) * ", ""),
    (NormalizedHeavyBall, "update", "self.learning_rate * m", "self.learning_rate * (1 - self.momentum) * m"),
    (Averaged, "update", "self.inner.read(inner)", "self.inner.read(state.inner)"),
    (Averaged, "update", "self.decay * state.average + (1 - self.decay)", "(1 - self.decay) * state.average + self.decay"),
    (Averaged, "init", "self.inner.read(inner)", "0 * theta"),
    (Preconditioned, "update", "(-self.power)", "self.power"),
    (Preconditioned, "update", "ScaledGradient(gradient, gradient.curvature ** (-self.power))", "gradient"),
    (Nesterov, "update", "state.theta + self.momentum * state.v)", "state.theta)"),
    (Nesterov, "update", "state.theta + v", "state.theta + self.momentum * v"),
    (NesterovLookahead, "read", "self.momentum * ", ""),
    (NesterovLookahead, "read", " + self.momentum * state.v", ""),
    (QHM, "update", "self.discount * d", "self.discount * state.d"),
    (QHM, "update", "(1 - self.momentum) * g", "g"),
    (AggMo, "update", "self.second_momentum", "self.momentum"),
    (AggMo, "update", " / 2", ""),
    (ExponentialAggMo, "update", "self.damping**k", "self.damping ** (k + 1)"),
    (ExponentialAggMo, "update", " / self.velocities", ""),
    (AcceleratedSGD, "update", "self.mixing * state.x + (1 - self.mixing) * state.v", "self.mixing * state.v + (1 - self.mixing) * state.x"),
    (AcceleratedSGD, "update", "self.forgetting * y", "self.forgetting * state.x"),
    (AcceleratedSGD, "read", "state.x", "state.v"),
    (AcceleratedSGDLookahead, "update", "y - self.learning_rate * g", "state.x - self.learning_rate * g"),
    (AcceleratedSGDLookahead, "read", "self.mixing * state.x + (1 - self.mixing) * state.v", "state.x"),
    (WeightDecay, "update", "DecayedGradient(gradient, self.weight_decay)", "gradient"),
    (WeightDecay, "update", "self.weight_decay)", "-self.weight_decay)"),
    (DecoupledWeightDecay, "update", "self.shrinkage * state.theta", "self.shrinkage * after.theta"),
    (DecoupledWeightDecay, "update", "after.theta - self", "after.theta + self"),
    (Lookahead, "round", "self.a * (inner.theta - state.slow)", "self.a * (path[0] - state.slow)"),
    (Lookahead, "round", "inner._replace(theta=slow)", "self.inner.init(slow)"),
    (Lookahead, "round", "self.inner.advance(inner, minibatch,", "self.inner.advance(inner, gradient,"),
    (DelayedSGD, "update", "seen[-1]", "seen[0]"),
    (DelayedSGD, "update", "seen[:-1]", "(*seen[1:-1], seen[0])"),
    (LocalSGD, "_local_steps", "local_step, theta, minibatch)", "local_step, theta, gradient)"),
    (LocalSGD, "_local_steps", "local_step, theta, minibatch)", "local_step, paths[-2][-1] if len(paths) > 1 else theta, minibatch)"),
    (DiLoCo, "moved", "self.outer_learning_rate * m", "self.outer_learning_rate * progress"),
    (DiLoCo, "round", "state.theta - mean", "mean - state.theta"),
    (DiLoCoNesterov, "moved", "(progress + self.outer_momentum * m)", "(progress + self.outer_momentum * state.m)"),
    (DiLoCoNesterov, "moved", "(progress + self.outer_momentum * m)", "m"),
    (InsideRound, "update", "self.after - 1", "self.after - 2"),
    (InsideRound, "update", "path[self.after - 1]", "self.inner.read(following)"),
    (KalmanGain, "update", "(step + 1)", "step"),
    (KalmanGain, "update", " * gradient.curvature", ""),
    (DampenedHeavyBall, "update", " * (1 - 0**step)", ""),
    (DampenedHeavyBall, "update", "(1 - damped)", "(1 - self.momentum)"),
    (PolyakAverage, "averaged", "step + 1", "step + 2"),
    (PolyakAverage, "update", "self.inner.read(inner) - state.average", "self.inner.read(state.inner) - state.average"),
    (TailAverage, "averaged", "step - self.start", "step - self.start - 1"),
    (TailAverage, "averaged", "maximum(step - self.start, 0)", "step"),
    (ScheduleFree, "update", "(1 - self.momentum) * state.z + self.momentum * state.x", "self.momentum * state.z + (1 - self.momentum) * state.x"),
    (ScheduleFree, "update", "(z - state.x)", "(state.z - state.x)"),
    (WarmUp, "rate", "step + 1", "step"),
    (WarmUp, "rate", "minimum(step + 1, self.warm_up)", "(step + 1)"),
    (LinearDecay, "rate", "self.horizon - step", "self.horizon - step - 1"),
    (LinearDecay, "rate", "maximum(self.horizon - step, 0)", "(self.horizon - step)"),
    (InverseTimeDecay, "rate", "* step", "* (step + 1)"),
    (InverseTimeDecay, "rate", "/ (1 + self.decay_rate * step)", "/ (1 + self.decay_rate) ** step"),
    (Adam, "update", "rate = self.learning_rate / (1 - self.momentum ** (step + 1))", "rate = self.learning_rate"),
    (Adam, "update", "(spread + self.epsilon)", "sqrt(spread * spread + self.epsilon)"),
    (RMSProp, "update", "(sqrt(v) + self.epsilon)", "sqrt(v + self.epsilon)"),
    (RMSProp, "update", "sqrt(v)", "sqrt(state.v)"),
    (SignSGD, "update", "sign(m)", "sign(state.m)"),
    (SignSGD, "update", "sign(m)", "m"),
    (Lion, "update", "self.memory * state.m + (1 - self.memory) * g", "ahead"),
    (Lion, "update", "sign(ahead)", "sign(self.memory * state.m + (1 - self.memory) * g)"),
]  # fmt: skip
"""Rule, the function of it that is changed, what stands there and what is put for it."""


def plant(monkeypatch: pytest.MonkeyPatch, cls: type[Optimizer], where: str, old: str, new: str) -> None:
    """The function with another text, in the class or its module."""
    module = sys.modules[cls.__module__]
    owner: Any = cls if hasattr(cls, where) else module
    source = dedent(inspect.getsource(getattr(owner, where)))
    assert old in source
    names = dict(vars(module))
    exec("from __future__ import annotations\n" + source.replace(old, new), names)
    monkeypatch.setattr(owner, where, names[where])


def caught(cls: type[Optimizer]) -> bool:
    """Whether a comparison of that rule fails (or the rule itself does)."""
    for setting, cases in ALL.items():
        for anchor in cases:
            if type(anchor.rule) is cls:
                try:
                    if not agrees(anchor, setting):
                        return True
                except (ArithmeticError, IndexError):
                    return True
    return False


@pytest.mark.parametrize("planted", PLANTED, ids=lambda p: f"{p[0].__name__}.{p[1]}: {p[3] or 'without ' + p[2]}")
def test_an_error_planted_in_a_rule_is_caught(monkeypatch: pytest.MonkeyPatch, planted: tuple[Any, str, str, str]) -> None:
    """With one expression of an update changed the rule leaves its reference's path."""
    assert not caught(planted[0])
    plant(monkeypatch, *planted)
    assert caught(planted[0])
