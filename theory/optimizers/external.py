"""Settings of other libraries' optimizers, translated into the rules of this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from theory.errors import InputError
from theory.optimizers import (
    SGD,
    Adam,
    DampenedHeavyBall,
    DecoupledWeightDecay,
    HeavyBall,
    Lion,
    Lookahead,
    NesterovLookahead,
    RMSProp,
    ScheduleFree,
    SignSGD,
    WeightDecay,
)
from theory.rule.optimizer import Optimizer, Scalar

Defaults = Mapping[str, Any]
TINY = Fraction(1, 10**8)


def from_torch(name: str, **settings: Any) -> Optimizer:
    """The rule that ``torch.optim.<name>(**settings)`` runs, with PyTorch's defaults and conventions.

    Parameters
    ----------
    name : SGD, Adam, AdamW or RMSprop.
    settings : its keyword arguments: lr, momentum, dampening, weight_decay, nesterov; betas, eps; alpha.

    PyTorch's Nesterov momentum stores the look-ahead point, so it becomes ``NesterovLookahead``. Its dampening spares the first
    step, so it becomes ``DampenedHeavyBall``. Raises ``InputError`` for a setting that no rule here has.
    """
    return _translate("torch.optim", _TORCH, name, settings)


def from_optax(name: str, **settings: Any) -> Optimizer:
    """The rule that ``optax.<name>(**settings)`` runs, with optax's defaults and conventions.

    Parameters
    ----------
    name : sgd, adam, adamw, rmsprop, sign_sgd, signum, lion, schedule_free_sgd, or lookahead with ``inner`` one of our rules.
    settings : its keyword arguments.

    Raises ``InputError`` for a setting that no rule here has.
    """
    return _translate("optax", _OPTAX, name, settings)


def _translate(
    library: str, known: Mapping[str, tuple[Defaults, Callable[..., Optimizer]]], name: str, given: Defaults
) -> Optimizer:
    if name not in known:
        raise InputError(f"{library}.{name} has no twin here; known: {', '.join(known)}")
    defaults, build = known[name]
    unknown = [k for k in given if k not in defaults]
    if unknown:
        raise InputError(f"{library}.{name}: no rule here has {unknown[0]!r}; understood: {', '.join(defaults)}")
    return build(**{**defaults, **given})


def _decayed(rule: Optimizer, weight_decay: Scalar) -> Optimizer:
    return WeightDecay(rule, weight_decay=weight_decay) if weight_decay else rule


def _torch_sgd(lr: Scalar, momentum: Scalar, dampening: Scalar, weight_decay: Scalar, nesterov: bool) -> Optimizer:
    rule: Optimizer
    if nesterov:
        if not momentum or dampening:
            raise InputError("torch.optim.SGD: nesterov needs a momentum and no dampening")
        rule = NesterovLookahead(learning_rate=lr, momentum=momentum)
    elif momentum and dampening:
        rule = DampenedHeavyBall(learning_rate=lr, momentum=momentum, dampening=dampening)
    else:
        rule = HeavyBall(learning_rate=lr, momentum=momentum) if momentum else SGD(learning_rate=lr)
    return _decayed(rule, weight_decay)


def _torch_adam(lr: Scalar, betas: tuple[Scalar, Scalar], eps: Scalar, weight_decay: Scalar) -> Optimizer:
    return _decayed(Adam(learning_rate=lr, momentum=betas[0], second_decay=betas[1], epsilon=eps), weight_decay)


def _torch_adamw(lr: Scalar, betas: tuple[Scalar, Scalar], eps: Scalar, weight_decay: Scalar) -> Optimizer:
    return DecoupledWeightDecay(_torch_adam(lr, betas, eps, 0), shrinkage=lr * weight_decay)


def _torch_rmsprop(lr: Scalar, alpha: Scalar, eps: Scalar, momentum: Scalar, weight_decay: Scalar) -> Optimizer:
    return _decayed(RMSProp(learning_rate=lr, second_decay=alpha, momentum=momentum, epsilon=eps), weight_decay)


_TORCH: dict[str, tuple[Defaults, Callable[..., Optimizer]]] = {
    "SGD": (
        {"lr": Fraction(1, 1000), "momentum": 0, "dampening": 0, "weight_decay": 0, "nesterov": False},
        _torch_sgd,
    ),
    "Adam": (
        {"lr": Fraction(1, 1000), "betas": (Fraction(9, 10), Fraction(999, 1000)), "eps": TINY, "weight_decay": 0},
        _torch_adam,
    ),
    "AdamW": (
        {
            "lr": Fraction(1, 1000),
            "betas": (Fraction(9, 10), Fraction(999, 1000)),
            "eps": TINY,
            "weight_decay": Fraction(1, 100),
        },
        _torch_adamw,
    ),
    "RMSprop": (
        {"lr": Fraction(1, 100), "alpha": Fraction(99, 100), "eps": TINY, "momentum": 0, "weight_decay": 0},
        _torch_rmsprop,
    ),
}


def _optax_sgd(learning_rate: Scalar, momentum: Scalar, nesterov: bool) -> Optimizer:
    return _torch_sgd(learning_rate, momentum or 0, 0, 0, nesterov)


def _optax_rmsprop(learning_rate: Scalar, decay: Scalar, eps: Scalar, eps_in_sqrt: bool, momentum: Scalar) -> Optimizer:
    if eps_in_sqrt and eps:
        raise InputError("optax.rmsprop: epsilon inside the root has no twin here; give eps_in_sqrt=False")
    return RMSProp(learning_rate=learning_rate, second_decay=decay, momentum=momentum or 0, epsilon=eps)


def _optax_lookahead(inner: Optimizer, sync_period: int, slow_step_size: Scalar) -> Optimizer:
    return Lookahead(inner, sync_period, a=slow_step_size)


_OPTAX: dict[str, tuple[Defaults, Callable[..., Optimizer]]] = {
    "sgd": ({"learning_rate": None, "momentum": None, "nesterov": False}, _optax_sgd),
    "adam": (
        {"learning_rate": None, "b1": Fraction(9, 10), "b2": Fraction(999, 1000), "eps": TINY},
        lambda learning_rate, b1, b2, eps: Adam(learning_rate=learning_rate, momentum=b1, second_decay=b2, epsilon=eps),
    ),
    "adamw": (
        {
            "learning_rate": None,
            "b1": Fraction(9, 10),
            "b2": Fraction(999, 1000),
            "eps": TINY,
            "weight_decay": Fraction(1, 10000),
        },
        lambda learning_rate, b1, b2, eps, weight_decay: _torch_adamw(learning_rate, (b1, b2), eps, weight_decay),
    ),
    "rmsprop": (
        {"learning_rate": None, "decay": Fraction(9, 10), "eps": TINY, "eps_in_sqrt": True, "momentum": None},
        _optax_rmsprop,
    ),
    "sign_sgd": ({"learning_rate": None}, lambda learning_rate: SignSGD(learning_rate=learning_rate, momentum=0)),
    "signum": (
        {"learning_rate": None, "beta": Fraction(9, 10)},
        lambda learning_rate, beta: SignSGD(learning_rate=learning_rate, momentum=beta),
    ),
    "lion": (
        {"learning_rate": None, "b1": Fraction(9, 10), "b2": Fraction(99, 100)},
        lambda learning_rate, b1, b2: Lion(learning_rate=learning_rate, momentum=b1, memory=b2),
    ),
    "schedule_free_sgd": (
        {"learning_rate": 1, "b1": Fraction(9, 10)},
        lambda learning_rate, b1: ScheduleFree(learning_rate=learning_rate, momentum=b1),
    ),
    "lookahead": ({"inner": None, "sync_period": None, "slow_step_size": None}, _optax_lookahead),
}
