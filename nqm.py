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
    "__version__": "theory.version",
    "derive": "theory.analysis.derivation",
    "Derivation": "theory.analysis.derivation",
    "equivalent": "theory.equivalence.decide",
    "Equivalence": "theory.equivalence.decide",
    "Optimizer": "theory.rule.optimizer",
    "Scalar": "theory.rule.optimizer",
    "hyperparameter": "theory.rule.optimizer",
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
    "sqrt": "theory.rule.functions",
    "exp": "theory.rule.functions",
    "log": "theory.rule.functions",
    "floor": "theory.rule.functions",
    "cos": "theory.rule.functions",
    "sin": "theory.rule.functions",
    "pi": "theory.rule.functions",
    "sign": "theory.rule.functions",
    "maximum": "theory.rule.functions",
    "minimum": "theory.rule.functions",
    "from_torch": "theory.optimizers.external",
    "from_optax": "theory.optimizers.external",
    "InputError": "theory.errors",
    "NotLinear": "theory.errors",
    "NoStationaryState": "theory.errors",
    "ledger": "theory.claims",
    "Claim": "theory.statements.claim",
    "Verdict": "theory.statements.claim",
    "NoisyQuadratic": "numerics.problem.noisy_quadratic",
    "RotatedQuadratic": "numerics.problem.noisy_quadratic",
    "risk": "numerics.dynamics.moments",
    "moments": "numerics.dynamics.moments",
    "precise_risk": "numerics.dynamics.precise",
    "enclose": "numerics.dynamics.precise",
    "Enclosure": "numerics.arithmetic.enclosure",
    "steps_to_target": "numerics.dynamics.hitting",
    "Undecided": "numerics.dynamics.hitting",
    "tune": "numerics.tuning.tune",
    "sweep": "numerics.tuning.tune",
    "Tuned": "numerics.tuning.tune",
    "optimal_schedule": "numerics.schedules.optimal",
    "cheapest_schedule": "numerics.schedules.optimal",
    "Schedule": "numerics.schedules.pieces",
    "critical_batch_size": "numerics.curves.critical",
    "CriticalBatchSize": "numerics.curves.critical",
    "noise_scales": "numerics.curves.noise_scale",
    "NoiseScales": "numerics.curves.noise_scale",
    "BatchPlanner": "numerics.curves.noise_scale",
    "displacement": "numerics.curves.displacement",
    "local_exponents": "numerics.curves.displacement",
    "bayes_risk": "numerics.curves.bounds",
    "bayes_examples": "numerics.curves.bounds",
    "maximum_likelihood_risk": "numerics.curves.bounds",
    "maximum_likelihood_examples": "numerics.curves.bounds",
    "Noise": "montecarlo.engines.noise",
    "quantile_table": "montecarlo.engines.noise",
    "simulate": "montecarlo.runs.simulate",
    "Simulation": "montecarlo.runs.simulate",
    "experiment": "montecarlo.runs.trial",
    "Experiment": "montecarlo.runs.trial",
    "confirm": "montecarlo.verdicts.sequential",
    "SequentialVerdict": "montecarlo.verdicts.sequential",
    "race": "montecarlo.tuning.race",
    "Raced": "montecarlo.tuning.race",
    "simulated_steps": "montecarlo.tuning.race",
    "difference": "montecarlo.runs.variance",
    "controlled": "montecarlo.runs.variance",
    "antithetic": "montecarlo.runs.variance",
    "verify": "derivations.ledger.ledger",
    "examine": "derivations.ledger.examination",
    "advise": "derivations.own_model.advice",
    "Advice": "derivations.own_model.advice",
    "read_measurement": "derivations.own_model.measurement",
    "Measurement": "derivations.own_model.measurement",
}
_MODULES = {"estimate": "numerics.measured.noise_scale", "spectrum": "numerics.measured.spectrum"}
"""Whole modules: ``nqm.estimate.from_gradients(...)``, ``nqm.spectrum.in_eigenbasis(...)``."""

if TYPE_CHECKING:
    from derivations.ledger.examination import examine as examine
    from derivations.ledger.ledger import verify as verify
    from derivations.own_model.advice import Advice as Advice
    from derivations.own_model.advice import advise as advise
    from derivations.own_model.measurement import Measurement as Measurement
    from derivations.own_model.measurement import read_measurement as read_measurement
    from montecarlo.engines.noise import Noise as Noise
    from montecarlo.engines.noise import quantile_table as quantile_table
    from montecarlo.runs.simulate import Simulation as Simulation
    from montecarlo.runs.simulate import simulate as simulate
    from montecarlo.runs.trial import Experiment as Experiment
    from montecarlo.runs.trial import experiment as experiment
    from montecarlo.runs.variance import antithetic as antithetic
    from montecarlo.runs.variance import controlled as controlled
    from montecarlo.runs.variance import difference as difference
    from montecarlo.tuning.race import Raced as Raced
    from montecarlo.tuning.race import race as race
    from montecarlo.tuning.race import simulated_steps as simulated_steps
    from montecarlo.verdicts.sequential import SequentialVerdict as SequentialVerdict
    from montecarlo.verdicts.sequential import confirm as confirm
    from numerics.arithmetic.enclosure import Enclosure as Enclosure
    from numerics.curves.bounds import bayes_examples as bayes_examples
    from numerics.curves.bounds import bayes_risk as bayes_risk
    from numerics.curves.bounds import maximum_likelihood_examples as maximum_likelihood_examples
    from numerics.curves.bounds import maximum_likelihood_risk as maximum_likelihood_risk
    from numerics.curves.critical import CriticalBatchSize as CriticalBatchSize
    from numerics.curves.critical import critical_batch_size as critical_batch_size
    from numerics.curves.displacement import displacement as displacement
    from numerics.curves.displacement import local_exponents as local_exponents
    from numerics.curves.noise_scale import BatchPlanner as BatchPlanner
    from numerics.curves.noise_scale import NoiseScales as NoiseScales
    from numerics.curves.noise_scale import noise_scales as noise_scales
    from numerics.dynamics.hitting import Undecided as Undecided
    from numerics.dynamics.hitting import steps_to_target as steps_to_target
    from numerics.dynamics.moments import moments as moments
    from numerics.dynamics.moments import risk as risk
    from numerics.dynamics.precise import enclose as enclose
    from numerics.dynamics.precise import precise_risk as precise_risk
    from numerics.measured import spectrum as spectrum
    from numerics.problem.noisy_quadratic import NoisyQuadratic as NoisyQuadratic
    from numerics.problem.noisy_quadratic import RotatedQuadratic as RotatedQuadratic
    from numerics.schedules.optimal import cheapest_schedule as cheapest_schedule
    from numerics.schedules.optimal import optimal_schedule as optimal_schedule
    from numerics.schedules.pieces import Schedule as Schedule
    from numerics.tuning.tune import Tuned as Tuned
    from numerics.tuning.tune import sweep as sweep
    from numerics.tuning.tune import tune as tune
    from theory.analysis.derivation import Derivation as Derivation
    from theory.analysis.derivation import derive as derive
    from theory.claims import ledger as ledger
    from theory.equivalence.decide import Equivalence as Equivalence
    from theory.equivalence.decide import equivalent as equivalent
    from theory.errors import InputError as InputError
    from theory.errors import NoStationaryState as NoStationaryState
    from theory.errors import NotLinear as NotLinear
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
    from theory.optimizers.external import from_optax as from_optax
    from theory.optimizers.external import from_torch as from_torch
    from theory.rule.functions import cos as cos
    from theory.rule.functions import exp as exp
    from theory.rule.functions import floor as floor
    from theory.rule.functions import log as log
    from theory.rule.functions import maximum as maximum
    from theory.rule.functions import minimum as minimum
    from theory.rule.functions import pi as pi
    from theory.rule.functions import sign as sign
    from theory.rule.functions import sin as sin
    from theory.rule.functions import sqrt as sqrt
    from theory.rule.optimizer import Optimizer as Optimizer
    from theory.rule.optimizer import Scalar as Scalar
    from theory.rule.optimizer import hyperparameter as hyperparameter
    from theory.statements.claim import Claim as Claim
    from theory.statements.claim import Verdict as Verdict
    from theory.version import __version__ as __version__


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
    from derivations.cli.entry import main

    main()
