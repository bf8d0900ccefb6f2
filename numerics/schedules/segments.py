"""A run whose hyperparameters are constant on pieces: its risk and the exact gradient of it, by adjoints.

Each piece maps mean and covariance by P = A^n and R (the covariance that n steps build up), both by doubling, with their
tangents in the piece's own hyperparameters. The end's weights are carried backwards through the pieces once; all
gradients follow from products of the two passes, whatever their number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.dynamics.evaluator import Weights
from numerics.model.quadratic import Quadratic
from theory.errors import InputError
from theory.rule.filter import compile_plain, extract
from theory.rule.model import h as CURVATURE
from theory.rule.optimizer import Optimizer

Floats = NDArray[np.float64]


def _slope(entry: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    """The derivative, where there is one: on either side of a bend or a jump."""
    slope = sp.diff(entry, symbol).replace(sp.DiracDelta, lambda *_: sp.S.Zero)
    return slope.replace(sp.Heaviside, lambda x, *_: (1 + sp.sign(x)) / 2)


class Pieces:
    """A linear, time-invariant rule on a problem, run piece by piece with the hyperparameters ``varied`` set anew in each."""

    def __init__(self, optimizer: Optimizer, problem: Quadratic, varied: Sequence[sp.Symbol]) -> None:
        system = extract(optimizer.symbolic())
        if system.time_varying:
            raise InputError(f"{optimizer} is time-varying: it has a schedule of its own")
        self.order = system.order
        self.fixed = {s: float(v) for s, v in optimizer.values().items() if s not in varied}
        noise = system.b * system.b.T
        entries = [*system.increment, *noise]
        tangents = [_slope(entry, s) for s in varied for entry in entries]
        self._symbols = (*varied, *self.fixed, CURVATURE)
        self._entries = compile_plain([*entries, *tangents], self._symbols)
        ends = [*system.read, *system.e]  # read may depend on the hyperparameters, too
        self._ends = compile_plain([*ends, *[_slope(entry, s) for s in varied for entry in ends]], self._symbols)
        self.varied = len(varied)
        moves = (problem.theta0_sq > 0) | (problem.c > 0)  # the others stay at zero, even where a setting diverges
        self.h = problem.h[moves]
        self.start, self.noise = Weights.in_problem(problem).of(moves)

    def ends(self, values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """read in the last piece and e in the first, shape (n, d), and their tangents, (varied, n, d)."""
        n, d = self.order, len(self.h)

        def at(piece: int) -> Floats:
            flat = self._ends(1.0, *values[:, piece], *self.fixed.values(), self.h)
            full = [np.broadcast_to(np.asarray(x, dtype=np.float64), (d,)) for x in flat]
            return np.array(full).reshape(1 + self.varied, 2, n, d)

        last, first = at(-1)[:, 0], at(0)[:, 1] * (self.start > 0)
        return last[0], first[0], last[1:], first[1:]

    def maps(self, values: Floats, lengths: NDArray[np.int64]) -> tuple[Floats, Floats, Floats, Floats]:
        """P and R of every piece with their tangents; values (varied, pieces).

        Shapes (n, n, pieces, d) twice and (n, n, varied, pieces, d) twice: matrix entries first, so that products run over
        long arrays.
        """
        n, shape = self.order, (len(lengths), len(self.h))
        columns = [v[:, None] for v in values] + list(self.fixed.values()) + [self.h]
        flat = [np.broadcast_to(np.asarray(x, dtype=np.float64), shape) for x in self._entries(1.0, *columns)]
        blocks = np.array(flat).reshape(1 + self.varied, 2, n, n, *shape)
        blocks[:, 1] *= self.noise > 0
        D, Q = blocks[0]
        dD, dQ = np.moveaxis(blocks[1:], 0, 3)
        unit = np.eye(n)[:, :, None, None]
        P, R = np.broadcast_to(unit, D.shape), np.zeros_like(D)
        dP, dR = np.zeros_like(dD), np.zeros_like(dD)
        top = int(lengths.max()).bit_length()
        for bit in range(top):
            A = D + unit
            here = (lengths >> bit & 1).astype(bool)[:, None]
            if here.any():
                half = _mul(dD, _wide(_mul(R, _t(A))))
                dR = np.where(here, half + _t(half) + _mul(_wide(A), _mul(dR, _wide(_t(A)))) + dQ, dR)
                dP = np.where(here, _mul(dD, _wide(P)) + _mul(_wide(A), dP), dP)
                R = np.where(here, _mul(A, _mul(R, _t(A))) + Q, R)
                P = np.where(here, _mul(A, P), P)
            if bit + 1 < top:
                half = _mul(dD, _wide(_mul(Q, _t(A))))
                dQ = dQ + half + _t(half) + _mul(_wide(A), _mul(dQ, _wide(_t(A))))
                Q = Q + _mul(A, _mul(Q, _t(A)))
                dD = _mul(dD, _wide(D)) + _mul(_wide(D), dD) + 2 * dD
                D = _mul(D, D) + 2 * D
        return P, R, dP, dR


def _mul(a: Floats, b: Floats) -> Floats:
    """Matrix product on the first two axes."""
    n = len(a)
    if n == 1:
        return a * b
    return np.array([[sum(a[i, k] * b[k, j] for k in range(n)) for j in range(n)] for i in range(n)])


def _t(a: Floats) -> Floats:
    return np.swapaxes(a, 0, 1)


def _wide(a: Floats) -> Floats:
    """With an axis for the varied hyperparameters."""
    return a[:, :, None]


class Run:
    """One run: M at the end, each piece's noise ``q`` at batch size 1, and gradients of any function of them."""

    def __init__(self, pieces: Pieces, values: Floats, lengths: NDArray[np.int64]) -> None:
        self.pieces = pieces
        with np.errstate(over="ignore", invalid="ignore"):
            self.P, self.R, self.dP, self.dR = pieces.maps(values, lengths)
            self.read, e, self.dread, self.de = pieces.ends(values)
            n, _, count, d = self.P.shape
            self.states = np.empty((n, count + 1, d))
            self.states[:, 0] = e
            for k in range(count):
                self.states[:, k + 1] = (self.P[:, :, k] * self.states[None, :, k]).sum(axis=1)
            self.phi = (self.read * self.states[:, -1]).sum(axis=0)
            self.M = float(pieces.start @ self.phi**2)
            self.value = np.empty((n, count + 1, d))  # dM/d(state at the start and after each piece)
            self.worth = np.empty((n, n, count, d))  # d(noise risk)/d(covariance after each piece)
            self.value[:, -1] = 2 * pieces.start * self.phi * self.read
            self.worth[:, :, -1] = pieces.noise * self.read[:, None] * self.read
            for k in reversed(range(count)):
                back = _t(self.P[:, :, k])
                self.value[:, k] = (back * self.value[None, :, k + 1]).sum(axis=1)
                if k:
                    self.worth[:, :, k - 1] = _mul(back, _mul(self.worth[:, :, k], self.P[:, :, k]))
            self.q = np.einsum("ijkd,ijkd->k", self.worth, self.R)

    def risk(self, inverse_batch: Floats) -> float:
        """M + sum_k q_k / B_k."""
        return self.M + float(self.q @ inverse_batch)

    def gradient(self, mu: float, weights: Floats) -> Floats:
        """The derivative of mu M + sum_k weights_k q_k in every value, shape (varied, pieces)."""
        with np.errstate(over="ignore", invalid="ignore"):
            n, _, count, d = self.P.shape
            covariance = np.zeros((n, n, count + 1, d))
            for k in range(count):
                P = self.P[:, :, k]
                covariance[:, :, k + 1] = _mul(P, _mul(covariance[:, :, k], _t(P))) + weights[k] * self.R[:, :, k]
            to_P = mu * self.value[:, None, 1:] * self.states[None, :, :-1]
            to_P += 2 * _mul(self.worth, _mul(self.P, covariance[:, :, :-1]))
            result = np.einsum("ijkd,ijvkd->vk", to_P, self.dP)
            result += weights * np.einsum("ijkd,ijvkd->vk", self.worth, self.dR)
            to_read = mu * 2 * self.pieces.start * self.phi * self.states[:, -1]
            to_read += 2 * self.pieces.noise * (covariance[:, :, -1] * self.read).sum(axis=1)
            result[:, -1] += np.einsum("id,vid->v", to_read, self.dread)
            result[:, 0] += mu * np.einsum("id,vid->v", self.value[:, 0], self.de)
            return np.asarray(result)
