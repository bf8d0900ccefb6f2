"""Strategies from the hyperparameters' domains, reaching the stability edge and the double roots."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from derivations.pages.portraits import Dynamics, edge, rate_of
from derivations.studies.gallery.exhibits import LINEAR
from theory.analysis.expansion import RATES
from theory.optimizers import SGD, Averaged, HeavyBall
from theory.rule.domain import Interval
from theory.rule.optimizer import Optimizer

EDGE = 1e-4  # relative distance to the stability edge that float64 is promised for
NEAR_ONE = 1e-6


def _log(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda e: 10.0**e)


def unit_interval() -> st.SearchStrategy[float]:
    """[0, 1 - 1e-6], with both ends and their neighbourhoods."""
    near = _log(-6, -0.01).map(lambda gap: 1 - gap)
    return st.one_of(st.sampled_from([0.0, 0.25, 0.5, 0.9, 1 - NEAR_ONE]), near, st.floats(0, 1 - NEAR_ONE))


@st.composite
def momentum_settings(draw: st.DrawFn) -> tuple[float, float]:
    """(x, beta) with 1e-12 <= x <= (1 - 1e-4) 2(1 + beta): anywhere, at the edge, at and near both double roots."""
    beta = draw(unit_interval())
    edge = 2 * (1 + beta)
    lower, upper = (1 - beta**0.5) ** 2, (1 + beta**0.5) ** 2
    nudge = draw(st.sampled_from([0.0, 1e-15, -1e-12, 1e-8]))
    x = draw(
        st.one_of(
            _log(-12, 0),
            st.floats(0.01, 0.99).map(lambda u: edge * u),
            _log(-4, -1).map(lambda gap: edge * (1 - gap)),
            st.just(lower * (1 + nudge)),
            st.just(upper * (1 + nudge)),
        )
    )
    return min(max(x, 1e-12), edge * (1 - EDGE)), beta


@st.composite
def stable_optimizers(draw: st.DrawFn):  # type: ignore[no-untyped-def]
    """A stable rule at curvature 1, up to three states, its settings in the promised domain."""
    kind = draw(st.sampled_from(["sgd", "heavy-ball", "ema", "ema(heavy-ball)"]))
    if kind in ("sgd", "ema"):
        x = draw(st.one_of(_log(-12, 0), st.floats(1e-6, 2 * (1 - EDGE)), _log(-4, -1).map(lambda gap: 2 * (1 - gap))))
        inner = SGD(learning_rate=min(x, 2 * (1 - EDGE)))
        if kind == "sgd":
            return inner
        coincident = 1 - inner.learning_rate
        decay = draw(st.one_of(unit_interval(), st.just(min(max(coincident, 0.0), 1 - NEAR_ONE))))
        return Averaged(inner, decay=decay)
    x, beta = draw(momentum_settings())
    rule = HeavyBall(learning_rate=x, momentum=beta)
    return rule if kind == "heavy-ball" else Averaged(rule, decay=draw(unit_interval()))


def step_counts() -> st.SearchStrategy[int]:
    """0 to 10^9, every order of magnitude."""
    return st.one_of(st.integers(0, 50), st.floats(0, 9).map(lambda e: int(10.0**e)))


def inside(interval: Interval) -> st.SearchStrategy[float]:
    """A hyperparameter's domain, closed ends included, open ones approached to 1e-3."""
    low, high = float(interval.lower or 0), 4.0 if interval.upper is None else float(interval.upper)
    gap = 1e-3 * (high - low)
    low, high = (low if interval.lower_closed else low + gap), (high if interval.upper_closed else high - gap)
    return st.one_of(st.sampled_from([low, high]), st.floats(low, high))


@st.composite
def library_settings(draw: st.DrawFn) -> tuple[Optimizer, float]:
    """Any linear rule of the gallery with its hyperparameters anywhere in their domains, and a curvature.

    The curvature is small, or anywhere below and a little beyond the first edge of stability, or close to it on either side, or at a
    double root (where the discriminant changes its sign).
    """
    e = draw(st.sampled_from(LINEAR))
    names = {s: n for n, s in e.symbolic.hyperparameters().items()}
    domains = {names[s]: k.interval for s, k in e.symbolic.hypotheses_by_symbol().items()}
    free = {n: draw(inside(k)) for n, k in domains.items() if n.split(".")[-1] not in RATES}
    optimizer = e.optimizer.set(**free) if free else e.optimizer
    dynamics = Dynamics(optimizer)
    limit = edge(dynamics, rate_of(optimizer)) / rate_of(optimizer)
    across = np.linspace(1e-3, 1, 200) * limit
    roots = dynamics.roots(across)
    gaps = np.prod([(roots[:, i] - roots[:, j]) ** 2 for i in range(roots.shape[1]) for j in range(i)], axis=0).real
    double = across[:-1][np.diff(np.sign(gaps)) != 0] if roots.shape[1] > 1 else np.array([])
    curvature = draw(
        st.one_of(
            _log(-8, 0).map(lambda u: u * limit),
            st.floats(0.01, 1.3).map(lambda u: u * limit),
            st.tuples(_log(-4, -1), st.sampled_from([-1, 1])).map(lambda gap: limit * (1 + gap[1] * gap[0])),
            *([st.sampled_from(double.tolist())] if double.size else []),
        )
    )
    return optimizer, float(curvature)
