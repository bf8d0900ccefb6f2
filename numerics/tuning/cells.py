"""What a search keeps at each batch size, and the deterministic populations it tries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GENERATIONS = 7


def lattice(points: int, dimensions: int) -> Floats:
    """A Kronecker lattice in the open unit cube, shape (points, dimensions): even, deterministic, any size."""
    ratio = 2.0
    for _ in range(40):
        ratio = (1 + ratio) ** (1 / (dimensions + 1))  # the generalised golden ratio
    steps = ratio ** -np.arange(1.0, dimensions + 1)
    return np.asarray((0.5 + np.arange(1, points + 1)[:, None] * steps) % 1.0)


def population(short: bool, dimensions: int) -> tuple[int, int, int]:
    """(size, elite, generations) of a population; what few axes do not need, many do."""
    many = dimensions > 2
    size = (48 if short else 40 if many else 16) * dimensions
    return size, size // 6 + 1, GENERATIONS * (2 if many else 1)


@dataclass
class Cell:
    """The search at one batch size: a number of steps to try, the best that was reached, the most that was missed."""

    batch_size: float
    starts: Floats  # (starts, axes): the population's best, or Newton's iterates
    steps: int
    radius: Floats | None = None  # (starts,) trust radii
    best: Floats | None = None
    reached: int = 0
    missed: int = 0
    stride: int = 1  # how many steps are taken off when digging
    failures: int = 0  # how often taking off one was not possible

    @property
    def settled(self) -> bool:
        """Whether the bracket is closed."""
        return self.best is not None and self.reached - self.missed <= 1

    def take(self, u: Floats, steps: int) -> None:
        """Note that ``steps`` are enough with the setting u."""
        if self.best is None or steps < self.reached:
            self.best, self.reached = u.copy(), steps
