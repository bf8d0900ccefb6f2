"""Extended-precision floats with a bound on their rounding error: intervals at the speed of arrays.

Every operation adds what its own rounding may have done (IEEE arithmetic rounds to nearest) and carries the operands' bounds along.
There are no digits to spare where errors are magnified: then the bound is useless, which is for ``ball`` to mend.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.arithmetic.doubling import doubled_moments
from numerics.arithmetic.exact import exact_number, extended
from numerics.dynamics.evaluator import Evaluator
from numerics.model.quadratic import Quadratic
from theory.rule.optimizer import Optimizer

Extended = NDArray[np.longdouble]
EPS = np.finfo(np.longdouble).eps  # twice the relative rounding error
TINY = np.finfo(np.longdouble).tiny  # more than the rounding error of a product that underflows
UP = np.longdouble(1 + 2.0**-40)  # more than covers the rounding of the few operations on a bound
MOST = 100
"""Exponents from here on are left to balls."""
PART = 16_000  # coordinates handled at once


class _Unknown:
    """Functions whose rounding nothing bounds here: nothing is said of their values."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_: Bounded(0, np.inf)


class Bounded:
    """Numbers known to lie within ``error`` of ``value``, both arrays."""

    __slots__ = ("error", "value")
    __array_ufunc__ = None  # NumPy must leave mixed operators to this class

    def __init__(self, value: Any, error: Any = 0) -> None:
        self.value: Extended = np.asarray(value, dtype=np.longdouble)
        self.error: Extended = np.asarray(error, dtype=np.longdouble)

    @classmethod
    def exact(cls, number: Any) -> Bounded:
        """A single exact number."""
        fraction = Fraction(number)
        nearest = extended(fraction)
        same = Fraction(*nearest.as_integer_ratio()) == fraction
        return cls(nearest, 0.0 if same else abs(nearest) * EPS + TINY)

    @classmethod
    def column(cls, problem: Quadratic, name: str) -> Bounded:
        """One of h, c, theta0_sq and counts of a problem."""
        values = problem.extended(name)
        return cls(values, 0 if problem.fits(name) else abs(values) * EPS + TINY)

    def __getitem__(self, rows: slice) -> Bounded:
        return Bounded(self.value[rows], self.error[rows] if self.error.ndim else self.error)

    def __abs__(self) -> Bounded:
        return Bounded(abs(self.value), self.error)

    def __array_namespace__(self) -> _Unknown:
        """Where ``theory.rule.functions`` looks for functions."""
        return _Unknown()

    def _coerce(self, other: Any) -> Bounded:
        return other if isinstance(other, Bounded) else Bounded.exact(other)

    def __neg__(self) -> Bounded:
        return Bounded(-self.value, self.error)

    def __add__(self, other: Any) -> Bounded:
        b = self._coerce(other)
        value = self.value + b.value
        return Bounded(value, (self.error + b.error + EPS * abs(value)) * UP)

    def __sub__(self, other: Any) -> Bounded:
        return self + -self._coerce(other)

    def __mul__(self, other: Any) -> Bounded:
        b = self._coerce(other)
        value = self.value * b.value
        carried = abs(self.value) * b.error + (abs(b.value) + b.error) * self.error
        return Bounded(value, (carried + EPS * abs(value) + TINY) * UP)

    def __truediv__(self, other: Any) -> Bounded:
        b = self._coerce(other)
        value = self.value / b.value
        least = abs(b.value) - b.error * UP
        carried = np.where(least > 0, (self.error + abs(value) * (1 + EPS) * b.error) / least, np.inf)
        return Bounded(value, (carried + EPS * abs(value) + TINY) * UP)

    def __pow__(self, exponent: Any) -> Bounded:
        """Powers of one exponent, by products and square roots, which IEEE arithmetic rounds to nearest.

        ``NotImplementedError`` for arrays of exponents: nothing bounds the rounding of a library's power.
        """
        power = self._coerce(exponent)
        if power.value.size != 1 or not abs(power.value.item()) < MOST:
            raise NotImplementedError
        whole, part = divmod(Fraction(*power.value.item().as_integer_ratio()), 1)
        base = self if whole >= 0 else 1 / self
        result = Bounded(np.ones_like(self.value))
        for _ in range(abs(whole)):
            result = result * base
        root = self
        while part:
            root, part = root._sqrt(), 2 * part
            if part >= 1:
                result, part = result * root, part - 1
        if power.error.any():  # x^(p + e) = x^p exp(e log x), and |log x| is below (|binary exponent| + 2) log 2
            moved = power.error.item() * (abs(np.frexp(self.value)[1]) + 2)
            result = result * Bounded(1, np.where((self.value > 2 * self.error) & (moved < 0.5), moved, np.inf))
        return result

    def _sqrt(self) -> Bounded:
        """Square roots of entries above 0; without a bound for others."""
        root = np.sqrt(self.value)
        sure = self.value > self.error * UP
        return Bounded(root, np.where(sure, (self.error / root + EPS * root + TINY) * UP, np.inf))

    def __radd__(self, other: Any) -> Bounded:
        return self.__add__(other)

    def __rsub__(self, other: Any) -> Bounded:
        return (-self).__add__(other)

    def __rmul__(self, other: Any) -> Bounded:
        return self.__mul__(other)

    def __rtruediv__(self, other: Any) -> Bounded:
        return self._coerce(other) / self

    def ends(self) -> tuple[Any, Any]:
        """Lower and upper bound of the sum of all entries; NaN or infinite where there is none."""
        total, size = self.value.sum(), abs(self.value).sum()
        spread = (self.error.sum() + (self.value.size + 4) * EPS * size) * (1 + 1e-9)
        return total - spread, total + spread


def bounded_risks(optimizer: Optimizer, problem: Quadratic, steps: Sequence[int], batch_size: float) -> list[tuple[Any, Any]]:
    """Bounds of the risk of a time-invariant rule at each step, -inf and inf (or NaN) where this arithmetic has none."""
    system = Evaluator(optimizer)
    with np.errstate(all="ignore"):
        totals = [Bounded(0) for _ in steps]
        try:
            values = {s: Bounded.exact(exact_number(v)) for s, v in optimizer.values().items()}
            columns = [Bounded.column(problem, name) for name in ("h", "c", "theta0_sq", "counts")]
            per_batch = None if math.isinf(batch_size) else 1 / Bounded.exact(exact_number(batch_size))
            for k in range(0, len(problem.h), PART):
                h, c, s, count = (column[k : k + PART] for column in columns)
                zero = Bounded(np.zeros(h.value.shape))
                pairs = doubled_moments(*system.at(Bounded(1), values, h, Bounded(0), zero).growth, zero, steps)
                for j, (mean, variance) in enumerate(pairs):
                    risk = mean * mean * s
                    if per_batch is not None:
                        risk = risk + variance * c * per_batch
                    low, high = (risk * count * h / 2).ends()
                    totals[j] = totals[j] + Bounded((low + high) / 2, (high - low) / 2 * UP + EPS * (abs(low) + abs(high)))
        except (NotImplementedError, OverflowError):
            return [(-np.inf, np.inf)] * len(steps)
        return [total.ends() for total in totals]
