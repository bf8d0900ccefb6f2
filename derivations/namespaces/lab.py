"""``nqm.lab``: simulation, taken apart: laws of noise, experiments that are run in parts, variance reduction, steps to target by simulation."""

from __future__ import annotations

from montecarlo.engines.noise import Noise as Noise
from montecarlo.engines.noise import quantile_table as quantile_table
from montecarlo.runs.simulate import Simulation as Simulation
from montecarlo.runs.trial import Experiment as Experiment
from montecarlo.runs.trial import experiment as experiment
from montecarlo.runs.variance import antithetic as antithetic
from montecarlo.runs.variance import controlled as controlled
from montecarlo.runs.variance import difference as difference
from montecarlo.tuning.race import Raced as Raced
from montecarlo.tuning.race import simulated_steps as simulated_steps
from montecarlo.verdicts.sequential import SequentialVerdict as SequentialVerdict
