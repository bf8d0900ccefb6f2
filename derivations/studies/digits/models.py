"""Small models on real data: losses and gradients of many parameter vectors at once, in plain NumPy.

One class serves linear regression, multinomial logistic regression and a network of tanh layers. Its parameters are one row of
numbers, so that every update rule of the library runs on it unchanged.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from theory.errors import InputError

Array = NDArray[Any]
STRIDE = 2e-5  # of the central differences that give the Hessian
AT_ONCE = 32  # parameter vectors whose full gradients are taken at once


@dataclass(frozen=True, eq=False)
class Model:
    """Mean loss over the examples plus ``penalty`` |theta|^2/2.

    inputs : (n, features). targets : (n, outputs), one-hot rows for ``kind`` "softmax" (cross entropy), numbers for "squared"
    (half the squared error). hidden : widths of tanh layers. Parameters: for each layer its matrix, inputs x outputs, then its bias.
    """

    name: str
    kind: str
    inputs: Array
    targets: Array
    penalty: float
    hidden: tuple[int, ...] = ()
    seed: int = 0
    begin: Array | None = None

    @property
    def examples(self) -> int:
        """How many there are."""
        return len(self.inputs)

    @cached_property
    def shapes(self) -> list[tuple[int, int]]:
        """Inputs and outputs of each layer."""
        widths = (self.inputs.shape[1], *self.hidden, self.targets.shape[1])
        return list(itertools.pairwise(widths))

    @property
    def parameters(self) -> int:
        """How many there are."""
        return sum((a + 1) * b for a, b in self.shapes)

    def as_type(self, kind: Any) -> Model:
        """The same with its data in another number type."""
        return replace(self, inputs=self.inputs.astype(kind), targets=self.targets.astype(kind))

    @cached_property
    def start(self) -> Array:
        """Where training begins, shape (parameters,): ``begin``, or 0 without hidden layers, or random of variance 1/inputs."""
        if self.begin is not None:
            return self.begin
        rng = np.random.default_rng(self.seed)
        parts = []
        for fan_in, fan_out in self.shapes:
            scale = 1 / math.sqrt(fan_in) if self.hidden else 0.0
            parts += [scale * rng.standard_normal(fan_in * fan_out), np.zeros(fan_out)]
        return np.concatenate(parts)

    def layers(self, theta: Array) -> list[tuple[Array, Array]]:
        """Matrices (runs, inputs, outputs) and biases (runs, 1, outputs) of parameter vectors (runs, parameters)."""
        found, begin = [], 0
        for fan_in, fan_out in self.shapes:
            middle, end = begin + fan_in * fan_out, begin + (fan_in + 1) * fan_out
            found.append((theta[:, begin:middle].reshape(-1, fan_in, fan_out), theta[:, None, middle:end]))
            begin = end
        return found

    def losses(self, theta: Array) -> Array:
        """The loss of each of the parameter vectors (runs, parameters) on all examples; shape (runs,)."""
        values = []
        for part in np.array_split(theta, -(-len(theta) // AT_ONCE)):
            out = self._forward(self.layers(part), self.inputs)[-1]
            if self.kind == "squared":
                mean = ((out - self.targets) ** 2).sum(axis=2).mean(axis=1) / 2
            else:
                top = out.max(axis=2, keepdims=True)
                logs = np.log(np.exp(out - top).sum(axis=2)) + top[..., 0]
                mean = (logs - (out * self.targets).sum(axis=2)).mean(axis=1)
            values.append(mean + self.penalty / 2 * (part**2).sum(axis=1))
        return np.concatenate(values)

    def gradients(self, theta: Array, rows: NDArray[np.intp] | None = None) -> Array:
        """The gradient of each parameter vector on its own minibatch.

        theta : (runs, parameters). rows : (runs, batch) numbers of examples; None takes all examples. Same shape as ``theta``.
        """
        x, y = (self.inputs, self.targets) if rows is None else (self.inputs[rows], self.targets[rows])
        layers = self.layers(theta)
        seen = self._forward(layers, x)
        error = self._error(seen[-1], y) / error_count(seen[-1])
        parts: list[Array] = []
        for k in reversed(range(len(layers))):
            before = np.swapaxes(seen[k], -1, -2)
            parts = [(before @ error).reshape(len(theta), -1), error.sum(axis=1), *parts]
            if k:
                error = (error @ np.swapaxes(layers[k][0], -1, -2)) * (1 - seen[k] ** 2)
        total: Array = np.concatenate(parts, axis=1)
        total += self.penalty * theta
        return total

    def each_gradient(self, theta: Array) -> Array:
        """The gradients of all single examples at one parameter vector (parameters,); shape (examples, parameters)."""
        layers = self.layers(theta[None])
        seen = [a if a.ndim == 2 else a[0] for a in self._forward(layers, self.inputs)]
        error = self._error(seen[-1], self.targets)
        parts: list[Array] = []
        for k in reversed(range(len(layers))):
            outer = seen[k][:, :, None] * error[:, None, :]
            parts = [outer.reshape(self.examples, -1), error, *parts]
            if k:
                error = (error @ layers[k][0][0].T) * (1 - seen[k] ** 2)
        return np.concatenate(parts, axis=1) + self.penalty * theta

    def _forward(self, layers: list[tuple[Array, Array]], x: Array) -> list[Array]:
        """Inputs of every layer, and the output."""
        seen = [x]
        for k, (matrix, bias) in enumerate(layers):
            out = seen[-1] @ matrix + bias
            seen.append(np.tanh(out) if k < len(layers) - 1 else out)
        return seen

    def _error(self, out: Array, targets: Array) -> Array:
        """Derivative of an example's loss by the output."""
        if self.kind == "squared":
            return out - targets
        odds = np.exp(out - out.max(axis=-1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=-1, keepdims=True) - targets)

    def hessian(self, theta: Array, progress: Callable[[int, int], None] | None = None) -> Array:
        """The Hessian at a parameter vector, by central differences of the gradient; symmetric, shape (parameters,) twice."""
        p = len(theta)
        result = np.empty((p, p))
        for k in range(0, p, AT_ONCE):
            move = STRIDE * np.eye(p)[k : k + AT_ONCE]
            result[k : k + AT_ONCE] = (self.gradients(theta + move) - self.gradients(theta - move)) / (2 * STRIDE)
            if progress:
                progress(min(k + AT_ONCE, p), p)
        return np.asarray((result + result.T) / 2)

    def solve(self, progress: Callable[[int, int], None] | None = None) -> tuple[Array, Array]:
        """The minimum reached from the start, and the Hessian there: L-BFGS, then Newton steps. Needs float64 data.

        Raises ``InputError`` if the gradient does not vanish (no minimum was reached).
        """

        def value(theta: Array) -> tuple[float, Array]:
            return float(self.losses(theta[None])[0]), self.gradients(theta[None])[0]

        limit = {"maxiter": 20_000, "maxfun": 40_000, "ftol": 0, "gtol": 1e-9}
        found: Any = minimize(value, self.start, jac=True, method="L-BFGS-B", options=limit)  # type: ignore[call-overload]
        theta = found.x
        H = self.hessian(theta, progress)
        if np.linalg.eigvalsh(H)[0] > 0:
            for _ in range(3):
                theta = theta - np.linalg.solve(H, self.gradients(theta[None])[0])
            H = self.hessian(theta, progress)
        size = float(np.linalg.norm(self.gradients(theta[None])))
        if size > 1e-6:
            raise InputError(f"{self.name}: no minimum was reached, the gradient's norm is {size:.2g}")
        return theta, H

    def descended(self, loss: float, rate: float) -> Model:
        """The same model begun where full gradient descent, looked at every ten steps, first has so small a loss."""
        theta = self.start[None]
        while float(self.losses(theta)[0]) > loss:
            for _ in range(10):
                theta = theta - rate * self.gradients(theta)
        return replace(self, begin=theta[0])

    def fisher(self, theta: Array) -> Array:
        """Fisher information of each parameter vector plus the penalty, without hidden layers; (runs, parameters, parameters)."""
        if self.hidden:
            raise InputError(f"{self.name}: the exact Fisher information is for models without hidden layers")
        outputs, (n, f) = self.targets.shape[1], self._wide.shape
        odds = self._error(self._forward(self.layers(theta), self.inputs)[-1], 0 * self.targets)
        upper = np.triu_indices(f)
        result = np.empty((len(theta), f, outputs, f, outputs), dtype=theta.dtype)
        for a, b in zip(*np.triu_indices(outputs), strict=True):
            same = float(a == b)
            weight = odds[..., a] * (same - odds[..., b]) if self.kind == "softmax" else np.full_like(odds[..., 0], same)
            block = np.zeros((len(theta), f, f), dtype=theta.dtype)
            block[:, *upper] = block[:, upper[1], upper[0]] = weight / n @ self._products
            result[:, :, a, :, b] = result[:, :, b, :, a] = block
        p = f * outputs
        return result.reshape(len(theta), p, p) + self.penalty * np.eye(p, dtype=theta.dtype)

    @cached_property
    def _wide(self) -> Array:
        """Inputs with a column of ones."""
        return np.concatenate([self.inputs, np.ones((self.examples, 1), self.inputs.dtype)], axis=1)

    @cached_property
    def _products(self) -> Array:
        """Products of two inputs of an example, each pair once; shape (examples, pairs)."""
        first, second = np.triu_indices(self._wide.shape[1])
        return self._wide[:, first] * self._wide[:, second]


def error_count(out: Array) -> int:
    """Examples that an output is the mean over."""
    return int(out.shape[-2])


def load(name: str, examples: int | None = None) -> Model:
    """One of the models of the experiment: "linear" (diabetes), "logistic" or "network" (digits).

    ``examples`` : only so many of them. Raises ``InputError`` for another name, or if scikit-learn is not installed.
    """
    try:
        from sklearn import datasets
    except ImportError:
        raise InputError("the data sets come with scikit-learn: pip install 'nqm[data]'") from None
    if name == "linear":
        x, y = datasets.load_diabetes(return_X_y=True)
        x, y = _standard(x), _standard(y[:, None])
        return Model(name, "squared", x[:examples], y[:examples], 1e-3)
    if name not in ("logistic", "network"):
        raise InputError(f"model must be linear, logistic or network, got {name!r}")
    x, label = datasets.load_digits(return_X_y=True)
    x = (x - x.mean(axis=0)) / 16
    y = np.eye(10)[label]
    hidden, penalty = ((12,), 3e-3) if name == "network" else ((), 1e-3)
    return Model(name, "softmax", x[:examples], y[:examples], penalty, hidden)


def _standard(values: Array) -> Array:
    """Columns of mean 0 and variance 1."""
    return np.asarray((values - values.mean(axis=0)) / values.std(axis=0))
