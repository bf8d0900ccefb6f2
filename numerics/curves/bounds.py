"""What no optimizer can beat: examples that information alone demands, whatever is done with them.

Both formulas are read from the theory: the maximum-likelihood risk is the derived steady state of Newton's step
with batch size N, the Bayes risk the proved claim ``information.bayes-attained``, rescaled coordinate by coordinate.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.dynamics.decision import check_target
from numerics.model.quadratic import Quadratic
from theory.analysis.derivation import derive
from theory.claims import information
from theory.optimizers import SGD
from theory.rule.model import B, c, h, t

Floats = NDArray[np.float64]


@lru_cache(maxsize=1)
def _formulas() -> tuple[Any, Any]:
    newton = derive(SGD(learning_rate=1 / h)).steady_state_risk
    bayes = next(k for k in information.claims() if k.id == "information.bayes-attained").statement.right
    return sp.lambdify((h, c, B), newton, "numpy"), sp.lambdify((h, t), bayes, "numpy")


def maximum_likelihood_risk(problem: Quadratic, examples: float) -> float:
    """Risk of the maximum-likelihood estimate after N examples, d/(2N) for C = H (Zhang et al. 2019, section 3.6).

    Not a lower bound for every optimizer: a prior on the start can beat it (claim information.lower-bound).
    """
    return float(problem.counts @ _formulas()[0](problem.h, problem.c, examples))


def bayes_risk(problem: Quadratic, examples: float) -> float:
    """The least expected risk after N examples for Gaussian noise and theta_0 ~ N(0, E theta_0^2): a bound for all."""
    if examples < 1:
        return problem.initial_risk
    noisy = problem.c > 0  # without noise one example tells all
    H, C, S, n = (v[noisy] for v in (problem.h, problem.c, problem.theta0_sq, problem.counts))
    # theta = theta'/sqrt(H/C): one coordinate with C' = H' = S H^2/C and a unit start, its risk in units of C/H
    return float((n * C / H) @ _formulas()[1](S * H**2 / C, examples))


def maximum_likelihood_examples(problem: Quadratic, target: float) -> int:
    """The least N with maximum-likelihood risk <= target."""
    return math.ceil(maximum_likelihood_risk(problem, 1.0) / float(check_target(target)) * (1 - 1e-15))


def bayes_examples(problem: Quadratic, target: float) -> int:
    """The least N with Bayes risk <= target."""
    goal = float(check_target(target))
    if problem.initial_risk <= goal:
        return 0
    low, high = 0, 1
    while bayes_risk(problem, high) > goal:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if bayes_risk(problem, middle) > goal else (low, middle)
    return high
