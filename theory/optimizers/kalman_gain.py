"""The Bayes-optimal gain for a Gaussian start, coordinate by coordinate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from theory.errors import InputError
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class KalmanGain(Optimizer):
    """theta <- theta - K_t g with K_t = s/(nu + (t+1) s h): a time-varying, curvature-aware learning rate.

    Optimal among all estimators when theta_0 ~ N(0, s) and the noise is Gaussian with c/B = nu h (for C = H, nu = 1/B).
    Kalman 1960; the information bound of Zhang et al. 2019, section 3.6, made exact under a prior.
    """

    prior_variance: Scalar = hyperparameter("s", above=0)
    noise: Scalar = hyperparameter("nu", above=0)

    class State(NamedTuple):
        theta: Scalar

    def init(self, theta: Scalar) -> State:
        return self.State(theta)

    def update(self, state: State, gradient: Any, step: Scalar) -> State:  # type: ignore[override]
        if not isinstance(gradient, Gradient):
            raise InputError("KalmanGain: its gain is optimal for the plain gradient; do not precondition or decay it")
        s = self.prior_variance
        gain = s / (self.noise + (step + 1) * s * gradient.curvature)
        return self.State(state.theta - gain * gradient(state.theta))
