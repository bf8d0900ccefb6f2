"""The ledger of claims, one file a group of statements."""

from __future__ import annotations

from functools import cache

from theory.claims import (
    averaging,
    delay,
    diffusion,
    ema,
    information,
    library,
    momentum_dimensions,
    momentum_rates,
    momentum_risk,
    momentum_tradeoffs,
    nesterov,
    noise_estimates,
    noise_scale,
    noise_tradeoff,
    noise_trajectory,
    preconditioning,
    rounds,
    sgd,
    sgd_setup,
)
from theory.statements.claim import Ledger

GROUPS = {
    "sgd": (sgd_setup, sgd),
    "momentum": (momentum_risk, momentum_rates, momentum_tradeoffs, momentum_dimensions),
    "preconditioning": (preconditioning,),
    "ema": (ema,),
    "information": (information,),
    "nesterov": (nesterov,),
    "rounds": (rounds,),
    "delay": (delay,),
    "averaging": (averaging,),
    "library": (library,),
    "noise-scale": (noise_scale, noise_tradeoff, noise_estimates, noise_trajectory),
    "diffusion": (diffusion,),
}
"""Modules by the prefix of their claims' ids; a group is a report."""


@cache
def ledger() -> Ledger:
    """All claims. Made once; a duplicate id or a circular ``uses`` fails here."""
    return Ledger(claim for modules in GROUPS.values() for module in modules for claim in module.claims())
