"""What an engine is given: a problem, and a simulation that has been set up."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from montecarlo.engines.noise import Noise
from theory.rule.optimizer import Optimizer

Array = NDArray[np.float64]


class Problem(Protocol):
    """What the simulator needs of a problem: arrays of shape (d,).

    A problem whose Hessian is not diagonal also has ``rotation`` (eigenvectors as columns, shape (d, d)) and ``noise_factor``
    (shape (d, k), the noise of one example is noise_factor @ eps); its arrays then belong to the eigenbasis.
    """

    @property
    def h(self) -> Array:
        """Curvatures."""
        ...

    @property
    def c(self) -> Array:
        """Noise variances of one example."""
        ...

    @property
    def theta0_sq(self) -> Array:
        """Second moments at the start."""
        ...

    @property
    def counts(self) -> Array:
        """Multiplicities."""
        ...


class Setup(Hashable, Protocol):
    """A simulation that has been set up and checked: what ``montecarlo.runs.trial.Experiment`` shows to an engine."""

    @property
    def optimizer(self) -> Optimizer:
        """The rule, its hyperparameters numbers."""
        ...

    @property
    def problem(self) -> Problem:
        """On what it runs."""
        ...

    @property
    def steps(self) -> tuple[int, ...]:
        """At which steps the risk is wanted, ascending."""
        ...

    @property
    def batch_size(self) -> float:
        """Of the noise; infinite for none."""
        ...

    @property
    def noise(self) -> Noise:
        """Law of the gradients' noise."""
        ...

    @property
    def start(self) -> Noise:
        """Law of the start."""
        ...

    @property
    def seed(self) -> int:
        """Of everything random."""
        ...

    @property
    def rows(self) -> int:
        """Replicates in a block."""
        ...

    @property
    def silent(self) -> bool:
        """Whether there is no noise to draw."""
        ...
