"""Symbols, standing hypotheses and small steps that several groups of claims share."""

from __future__ import annotations

import sympy as sp

from theory.optimizers import SGD, Averaged, HeavyBall, Preconditioned
from theory.proof.certificate import Counterexample, Identity, Substitution
from theory.proof.inequality import Positivity
from theory.rule.domain import Hypothesis, between, natural
from theory.rule.model import B, c, h, initial_risk, t
from theory.statements.claim import Claim
from theory.statements.lemmas import with_derived
from theory.statements.statement import Step

alpha: sp.Symbol = SGD().learning_rate
beta: sp.Symbol = HeavyBall().momentum
gamma: sp.Symbol = Averaged().decay
power: sp.Symbol = Preconditioned().power

PAPER = "Zhang et al. 2019"

CURVATURE = between(h, 0, None)
NOISE = (between(c, 0, None, closed="["), between(B, 0, None))
START = between(initial_risk, 0, None, closed="[")
TIME = natural(t)
MODEL: tuple[Hypothesis, ...] = (CURVATURE, *NOISE, START, TIME)

MOMENTUM = between(beta, 0, 1, closed="[")
DECAY = between(gamma, 0, 1, closed="[")
SGD_STABLE = between(alpha, 0, 2 / h)
BELOW_EDGE = between(alpha, 0, 2 / h, stated=False, note="the paper writes alpha h <= 2")
MOMENTUM_STABLE = between(alpha, 0, 2 * (1 + beta) / h, stated=False, note="stability is not stated")
EMA_STABLE = between(alpha, 0, 2 / h, stated=False, note="stability is not stated")


def at(**values: object) -> Substitution:
    """A witness point from keyword values: names alpha, beta, gamma, h, c, B, t, ell."""
    names = {"alpha": alpha, "beta": beta, "gamma": gamma, "h": h, "c": c, "B": B, "t": t, "ell": initial_risk}
    return tuple((names[k], sp.sympify(v)) for k, v in values.items())


def counterexample_step(claim: Claim, says: str, derived: bool = False) -> Step:
    """The statement fails at the claim's witness, computed in exact rational arithmetic.

    ``derived``: the left side names steady-state quantities, replaced by what the rules give.
    """
    s = claim.statement
    left, right = (with_derived(side, s.quantities) if derived else side for side in (s.left, s.right))
    return Step("counterexample", says, Counterexample(left, s.relation, right, claim.witness, claim.domain), refutes=True)


def gap_step(claim: Claim, says: str) -> Step:
    """A strict or weak inequality between derived quantities and formulas: its gap is positive on the domain."""
    s = claim.statement
    left, right = with_derived(s.left, s.quantities), with_derived(s.right, s.quantities)
    gap = right - left if s.relation in ("<", "<=") else left - right
    return Step("gap", says, Positivity(gap, claim.domain, s.relation in ("<", ">")))


def identity_step(claim: Claim, says: str) -> Step:
    """An equation between steady-state quantities and formulas, as an identity of rational functions."""
    s = claim.statement
    under = s.roots.substitution if s.roots else ()
    return Step("identity", says, Identity(with_derived(s.left, s.quantities), with_derived(s.right, s.quantities), under))
