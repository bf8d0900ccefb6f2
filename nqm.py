"""nqm: exact theory of stochastic optimizers on the noisy quadratic model.

    import nqm
    nqm.derive(nqm.HeavyBall())                      # symbolic theory of any linear update rule
    nqm.equivalent(A, B)                             # are two rules the same, under which map of hyperparameters
    nqm.risk(opt, problem, steps, batch_size)        # exact expected risk, float64
    nqm.precise_risk(...)                            # intervals that contain it, any number of digits
    nqm.steps_to_target(opt, problem, 64, 0.01)      # exact first hit of a target risk
    nqm.tune(nqm.HeavyBall(), problem, 64, 0.01)     # the fewest steps over all settings
    nqm.simulate(...)                                # Monte Carlo, for any rule
    nqm.confirm(...)                                 # a verdict by simulation, valid whenever it stops
    nqm.race(nqm.Adam(), problem, 64, 0.01)          # tuning by simulation
    nqm.noise_scales(opt, problem, steps, 64)        # gradient noise scales along the exact trajectory
    nqm.displacement(opt, problem, steps, 64)        # how far it has moved from its start
    nqm.estimate.from_gradients(gradients)           # the noise scale of your own model, with an interval
    nqm.advise(problem, 0.01, [16, 256])             # which optimizer at which batch size
    nqm.ledger()                                     # the settled claims

Names are loaded when first used, so that ``nqm --help`` is immediate.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"


def _require_own_packages() -> None:
    """Raise ``ImportError`` in one sentence where another folder of the same name stands before one of this project's."""
    here = os.path.dirname(os.path.realpath(__file__))
    for name in ("theory", "numerics", "montecarlo", "derivations"):
        spec = importlib.util.find_spec(name)
        places = [] if spec is None else list(spec.submodule_search_locations or [spec.origin or ""])
        if not any(os.path.realpath(place) == os.path.join(here, name) for place in places):
            found = (
                f"finds {places[0]} first: rename that, or run from another folder"
                if places
                else "finds none: install nqm again"
            )
            raise ImportError(f"nqm needs its own package {name!r}, and Python {found}")


_require_own_packages()

_HOME = {
    "derive": "theory.derivation",
    "Derivation": "theory.derivation",
    "equivalent": "theory.equivalence",
    "Equivalence": "theory.equivalence",
    "Optimizer": "theory.optimizer",
    "Scalar": "theory.optimizer",
    "hyperparameter": "theory.optimizer",
    "SGD": "theory.optimizers",
    "HeavyBall": "theory.optimizers",
    "Averaged": "theory.optimizers",
    "Preconditioned": "theory.optimizers",
    "InsideRound": "theory.optimizers",
    "KalmanGain": "theory.optimizers",
    "Nesterov": "theory.optimizers",
    "NesterovLookahead": "theory.optimizers",
    "DampenedHeavyBall": "theory.optimizers",
    "WeightDecay": "theory.optimizers",
    "QHM": "theory.optimizers",
    "AggMo": "theory.optimizers",
    "AcceleratedSGD": "theory.optimizers",
    "AcceleratedSGDLookahead": "theory.optimizers",
    "DecoupledWeightDecay": "theory.optimizers",
    "DelayedSGD": "theory.optimizers",
    "LocalSGD": "theory.optimizers",
    "DiLoCo": "theory.optimizers",
    "DiLoCoNesterov": "theory.optimizers",
    "PolyakAverage": "theory.optimizers",
    "ExponentialAggMo": "theory.optimizers",
    "NormalizedHeavyBall": "theory.optimizers",
    "VelocityHeavyBall": "theory.optimizers",
    "TailAverage": "theory.optimizers",
    "InverseTimeDecay": "theory.optimizers",
    "LinearDecay": "theory.optimizers",
    "WarmUp": "theory.optimizers",
    "Lookahead": "theory.optimizers",
    "ScheduleFree": "theory.optimizers",
    "Adam": "theory.optimizers",
    "RMSProp": "theory.optimizers",
    "SignSGD": "theory.optimizers",
    "Lion": "theory.optimizers",
    "sqrt": "theory.functions",
    "exp": "theory.functions",
    "log": "theory.functions",
    "floor": "theory.functions",
    "cos": "theory.functions",
    "sin": "theory.functions",
    "pi": "theory.functions",
    "sign": "theory.functions",
    "maximum": "theory.functions",
    "minimum": "theory.functions",
    "from_torch": "theory.twins",
    "from_optax": "theory.twins",
    "InputError": "theory.errors",
    "NotLinear": "theory.errors",
    "NoStationaryState": "theory.errors",
    "ledger": "theory.claims",
    "Claim": "theory.claim",
    "Verdict": "theory.claim",
    "NoisyQuadratic": "numerics.problem",
    "RotatedQuadratic": "numerics.rotated",
    "risk": "numerics.moments",
    "moments": "numerics.moments",
    "precise_risk": "numerics.precise",
    "enclose": "numerics.precise",
    "Enclosure": "numerics.enclosure",
    "steps_to_target": "numerics.hitting",
    "Undecided": "numerics.hitting",
    "tune": "numerics.tuning",
    "sweep": "numerics.tuning",
    "Tuned": "numerics.tuning",
    "optimal_schedule": "numerics.planning",
    "cheapest_schedule": "numerics.planning",
    "Schedule": "numerics.schedule",
    "critical_batch_size": "numerics.critical",
    "CriticalBatchSize": "numerics.critical",
    "noise_scales": "numerics.noise_scale",
    "NoiseScales": "numerics.noise_scale",
    "BatchPlanner": "numerics.noise_scale",
    "displacement": "numerics.displacement",
    "local_exponents": "numerics.displacement",
    "bayes_risk": "numerics.bounds",
    "bayes_examples": "numerics.bounds",
    "maximum_likelihood_risk": "numerics.bounds",
    "maximum_likelihood_examples": "numerics.bounds",
    "Noise": "montecarlo.noise",
    "quantile_table": "montecarlo.noise",
    "simulate": "montecarlo.simulator",
    "Simulation": "montecarlo.simulator",
    "experiment": "montecarlo.experiment",
    "Experiment": "montecarlo.experiment",
    "confirm": "montecarlo.sequential",
    "SequentialVerdict": "montecarlo.sequential",
    "race": "montecarlo.race",
    "Raced": "montecarlo.race",
    "simulated_steps": "montecarlo.race",
    "difference": "montecarlo.variance",
    "controlled": "montecarlo.variance",
    "antithetic": "montecarlo.variance",
    "verify": "derivations.ledger",
    "examine": "derivations.examination",
    "advise": "derivations.advice",
    "Advice": "derivations.advice",
    "read_measurement": "derivations.measurement",
    "Measurement": "derivations.measurement",
}
_MODULES = {"estimate": "montecarlo.estimate", "spectrum": "montecarlo.spectrum"}
"""Whole modules: ``nqm.estimate.from_gradients(...)``, ``nqm.spectrum.in_eigenbasis(...)``."""

if TYPE_CHECKING:
    from derivations.advice import Advice as Advice
    from derivations.advice import advise as advise
    from derivations.examination import examine as examine
    from derivations.ledger import verify as verify
    from derivations.measurement import Measurement as Measurement
    from derivations.measurement import read_measurement as read_measurement
    from montecarlo import estimate as estimate
    from montecarlo import spectrum as spectrum
    from montecarlo.experiment import Experiment as Experiment
    from montecarlo.experiment import experiment as experiment
    from montecarlo.noise import Noise as Noise
    from montecarlo.noise import quantile_table as quantile_table
    from montecarlo.race import Raced as Raced
    from montecarlo.race import race as race
    from montecarlo.race import simulated_steps as simulated_steps
    from montecarlo.sequential import SequentialVerdict as SequentialVerdict
    from montecarlo.sequential import confirm as confirm
    from montecarlo.simulator import Simulation as Simulation
    from montecarlo.simulator import simulate as simulate
    from montecarlo.variance import antithetic as antithetic
    from montecarlo.variance import controlled as controlled
    from montecarlo.variance import difference as difference
    from numerics.bounds import bayes_examples as bayes_examples
    from numerics.bounds import bayes_risk as bayes_risk
    from numerics.bounds import maximum_likelihood_examples as maximum_likelihood_examples
    from numerics.bounds import maximum_likelihood_risk as maximum_likelihood_risk
    from numerics.critical import CriticalBatchSize as CriticalBatchSize
    from numerics.critical import critical_batch_size as critical_batch_size
    from numerics.displacement import displacement as displacement
    from numerics.displacement import local_exponents as local_exponents
    from numerics.enclosure import Enclosure as Enclosure
    from numerics.hitting import Undecided as Undecided
    from numerics.hitting import steps_to_target as steps_to_target
    from numerics.moments import moments as moments
    from numerics.moments import risk as risk
    from numerics.noise_scale import BatchPlanner as BatchPlanner
    from numerics.noise_scale import NoiseScales as NoiseScales
    from numerics.noise_scale import noise_scales as noise_scales
    from numerics.planning import cheapest_schedule as cheapest_schedule
    from numerics.planning import optimal_schedule as optimal_schedule
    from numerics.precise import enclose as enclose
    from numerics.precise import precise_risk as precise_risk
    from numerics.problem import NoisyQuadratic as NoisyQuadratic
    from numerics.rotated import RotatedQuadratic as RotatedQuadratic
    from numerics.schedule import Schedule as Schedule
    from numerics.tuning import Tuned as Tuned
    from numerics.tuning import sweep as sweep
    from numerics.tuning import tune as tune
    from theory.claim import Claim as Claim
    from theory.claim import Verdict as Verdict
    from theory.claims import ledger as ledger
    from theory.derivation import Derivation as Derivation
    from theory.derivation import derive as derive
    from theory.equivalence import Equivalence as Equivalence
    from theory.equivalence import equivalent as equivalent
    from theory.errors import InputError as InputError
    from theory.errors import NoStationaryState as NoStationaryState
    from theory.errors import NotLinear as NotLinear
    from theory.functions import cos as cos
    from theory.functions import exp as exp
    from theory.functions import floor as floor
    from theory.functions import log as log
    from theory.functions import maximum as maximum
    from theory.functions import minimum as minimum
    from theory.functions import pi as pi
    from theory.functions import sign as sign
    from theory.functions import sin as sin
    from theory.functions import sqrt as sqrt
    from theory.optimizer import Optimizer as Optimizer
    from theory.optimizer import Scalar as Scalar
    from theory.optimizer import hyperparameter as hyperparameter
    from theory.optimizers import QHM as QHM
    from theory.optimizers import SGD as SGD
    from theory.optimizers import AcceleratedSGD as AcceleratedSGD
    from theory.optimizers import AcceleratedSGDLookahead as AcceleratedSGDLookahead
    from theory.optimizers import Adam as Adam
    from theory.optimizers import AggMo as AggMo
    from theory.optimizers import Averaged as Averaged
    from theory.optimizers import DampenedHeavyBall as DampenedHeavyBall
    from theory.optimizers import DecoupledWeightDecay as DecoupledWeightDecay
    from theory.optimizers import DelayedSGD as DelayedSGD
    from theory.optimizers import DiLoCo as DiLoCo
    from theory.optimizers import DiLoCoNesterov as DiLoCoNesterov
    from theory.optimizers import ExponentialAggMo as ExponentialAggMo
    from theory.optimizers import HeavyBall as HeavyBall
    from theory.optimizers import InsideRound as InsideRound
    from theory.optimizers import InverseTimeDecay as InverseTimeDecay
    from theory.optimizers import KalmanGain as KalmanGain
    from theory.optimizers import LinearDecay as LinearDecay
    from theory.optimizers import Lion as Lion
    from theory.optimizers import LocalSGD as LocalSGD
    from theory.optimizers import Lookahead as Lookahead
    from theory.optimizers import Nesterov as Nesterov
    from theory.optimizers import NesterovLookahead as NesterovLookahead
    from theory.optimizers import NormalizedHeavyBall as NormalizedHeavyBall
    from theory.optimizers import PolyakAverage as PolyakAverage
    from theory.optimizers import Preconditioned as Preconditioned
    from theory.optimizers import RMSProp as RMSProp
    from theory.optimizers import ScheduleFree as ScheduleFree
    from theory.optimizers import SignSGD as SignSGD
    from theory.optimizers import TailAverage as TailAverage
    from theory.optimizers import VelocityHeavyBall as VelocityHeavyBall
    from theory.optimizers import WarmUp as WarmUp
    from theory.optimizers import WeightDecay as WeightDecay
    from theory.twins import from_optax as from_optax
    from theory.twins import from_torch as from_torch


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        globals()[name] = importlib.import_module(_MODULES[name])
        return globals()[name]
    if name not in _HOME:
        raise AttributeError(f"module 'nqm' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*_HOME, *_MODULES, "__version__"])


if __name__ == "__main__":
    from derivations.entry import main

    main()
