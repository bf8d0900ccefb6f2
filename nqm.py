"""nqm: exact theory of stochastic optimizers on the noisy quadratic model.

    import nqm
    nqm.derive(nqm.HeavyBall())                      # symbolic theory of any linear update rule
    nqm.equivalent(A, B)                             # are two rules the same, under which map of hyperparameters
    nqm.risk(opt, problem, steps, batch_size)        # exact expected risk, float64
    nqm.precise_risk(...)                            # intervals that contain it, any number of digits
    nqm.steps_to_target(opt, problem, 64, 0.01)      # first hit of a target risk: exact, or simulated
    nqm.tune(nqm.HeavyBall(), problem, 64, 0.01)     # the fewest steps over all settings
    nqm.simulate(...)                                # Monte Carlo, for any rule
    nqm.confirm(...)                                 # a verdict by simulation, valid whenever it stops
    nqm.race(nqm.Adam(), problem, 64, 0.01)          # tuning by simulation
    nqm.noise_scales(opt, problem, steps, 64)        # gradient noise scales along the exact trajectory
    nqm.displacement(opt, problem, steps, 64)        # how far it has moved from its start
    nqm.measure.from_gradients(gradients)            # the noise scale of your own model, with an interval
    nqm.advise(problem, 0.01, [16, 256])             # which optimizer at which batch size
    nqm.ledger()                                     # the settled claims

Names are loaded when first used, so that ``nqm --help`` is immediate.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
from functools import cache
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
importlib.import_module("theory")  # chooses SymPy's number types, which must be done before SymPy is there

if TYPE_CHECKING:  # each public name stands here, once: type checkers read it as it is, ``_homes`` at run time
    from derivations.ledger.examination import examine as examine
    from derivations.ledger.ledger import verify as verify
    from derivations.namespaces import bounds as bounds
    from derivations.namespaces import lab as lab
    from derivations.namespaces import measure as measure
    from derivations.namespaces import schedules as schedules
    from derivations.namespaces.any_rule import steps_to_target as steps_to_target
    from derivations.namespaces.any_rule import tune as tune
    from derivations.own_model.advice import Advice as Advice
    from derivations.own_model.advice import advise as advise
    from montecarlo.runs.simulate import simulate as simulate
    from montecarlo.tuning.race import race as race
    from montecarlo.verdicts.sequential import confirm as confirm
    from numerics.arithmetic.enclosure import Enclosure as Enclosure
    from numerics.curves.critical import CriticalBatchSize as CriticalBatchSize
    from numerics.curves.critical import critical_batch_size as critical_batch_size
    from numerics.curves.displacement import displacement as displacement
    from numerics.curves.displacement import local_exponents as local_exponents
    from numerics.curves.noise_scale import NoiseScales as NoiseScales
    from numerics.curves.noise_scale import noise_scales as noise_scales
    from numerics.dynamics.hitting import Undecided as Undecided
    from numerics.dynamics.moments import moments as moments
    from numerics.dynamics.moments import risk as risk
    from numerics.dynamics.precise import enclose as enclose
    from numerics.dynamics.precise import precise_risk as precise_risk
    from numerics.problem.noisy_quadratic import NoisyQuadratic as NoisyQuadratic
    from numerics.problem.noisy_quadratic import RotatedQuadratic as RotatedQuadratic
    from numerics.tuning.tune import Tuned as Tuned
    from numerics.tuning.tune import sweep as sweep
    from theory.analysis.derivation import Derivation as Derivation
    from theory.analysis.derivation import derive as derive
    from theory.claims import ledger as ledger
    from theory.equivalence.decide import Equivalence as Equivalence
    from theory.equivalence.decide import equivalent as equivalent
    from theory.errors import InputError as InputError
    from theory.errors import NoStationaryState as NoStationaryState
    from theory.errors import NotLinear as NotLinear
    from theory.optimizers import *  # noqa: F403 -- every rule of the registry
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


@cache
def _homes() -> dict[str, str]:
    """The module that holds each public name, by the imports for types above; the rules', by their registry, under "*"."""
    with open(__file__, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    (block,) = (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    lines = [line for line in block.body if isinstance(line, ast.ImportFrom) and line.module]
    return {alias.name: line.module for line in lines for alias in line.names if line.module}


def _rules() -> list[str]:
    return list(importlib.import_module(_homes()["*"]).__all__)


def __getattr__(name: str) -> Any:
    if name.startswith("__") and name != "__version__":  # what Python asks of every module
        raise AttributeError(f"module 'nqm' has no attribute {name!r}")
    home = _homes().get(name) or (_homes()["*"] if name in _rules() else None)
    if home is None:
        raise AttributeError(f"module 'nqm' has no attribute {name!r}")
    module = importlib.import_module(home)
    value = getattr(module, name) if hasattr(module, name) else importlib.import_module(f"{home}.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*_homes(), *_rules()} - {"*"})


if __name__ == "__main__":
    from derivations.cli.entry import main

    main()
