"""Step by step against optimizers that this project did not write, on the same noise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from theory.errors import InputError
from theory.optimizers import (
    REGISTRY,
    SGD,
    Averaged,
    HeavyBall,
    InverseTimeDecay,
    LinearDecay,
    NormalizedHeavyBall,
    PolyakAverage,
    WarmUp,
)
from theory.optimizers.external import from_optax, from_torch
from theory.rule.model import Gradient
from theory.rule.optimizer import Optimizer

STEPS = 60
H = np.array([1.0, 0.3, 2.0])
START = np.array([1.0, -2.0, 0.5])
NOISE = np.random.default_rng(0).standard_normal((STEPS, 3))

OPTAX: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("sgd", {"learning_rate": 0.3}),
    "momentum": ("sgd", {"learning_rate": 0.2, "momentum": 0.9}),
    "nesterov": ("sgd", {"learning_rate": 0.2, "momentum": 0.9, "nesterov": True}),
    "adam": ("adam", {"learning_rate": 0.1}),
    "adam, other betas": ("adam", {"learning_rate": 0.1, "b1": 0.5, "b2": 0.8, "eps": 0.01}),
    "adamw": ("adamw", {"learning_rate": 0.1, "weight_decay": 0.2}),
    "rmsprop": ("rmsprop", {"learning_rate": 0.05, "eps_in_sqrt": False}),
    "rmsprop with momentum": ("rmsprop", {"learning_rate": 0.05, "decay": 0.8, "eps_in_sqrt": False, "momentum": 0.7}),
    "sign": ("sign_sgd", {"learning_rate": 0.1}),
    "signum": ("signum", {"learning_rate": 0.1, "beta": 0.8}),
    "lion": ("lion", {"learning_rate": 0.1}),
    "schedule-free": ("schedule_free_sgd", {"learning_rate": 0.3, "b1": 0.8}),
}
TORCH: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {"lr": 0.3}),
    "momentum": ("SGD", {"lr": 0.2, "momentum": 0.9}),
    "nesterov": ("SGD", {"lr": 0.2, "momentum": 0.9, "nesterov": True}),
    "dampening": ("SGD", {"lr": 0.2, "momentum": 0.9, "dampening": 0.4}),
    "weight decay": ("SGD", {"lr": 0.2, "momentum": 0.9, "weight_decay": 0.1}),
    "all at once": ("SGD", {"lr": 0.2, "momentum": 0.7, "dampening": 0.3, "weight_decay": 0.1}),
    "adam": ("Adam", {"lr": 0.1}),
    "adam, other settings": ("Adam", {"lr": 0.1, "betas": (0.5, 0.8), "eps": 0.01, "weight_decay": 0.1}),
    "adamw": ("AdamW", {"lr": 0.1, "weight_decay": 0.2}),
    "rmsprop": ("RMSprop", {"lr": 0.05}),
    "rmsprop with momentum": ("RMSprop", {"lr": 0.05, "alpha": 0.8, "momentum": 0.7}),
}
AVERAGES = {
    "ema": Averaged(HeavyBall(learning_rate=0.2, momentum=0.8), decay=0.9),
    "swa": PolyakAverage(SGD(learning_rate=0.3)),
}


def ours(optimizer: Optimizer, updates: int = STEPS) -> np.ndarray:
    """The iterates of the rule on the shared noise, shape (updates, 3); every minibatch takes the next noise."""
    optimizer = optimizer.mapped(float)
    state, noise = optimizer.init(START), iter(NOISE)
    path = []
    for k in range(updates):
        state = optimizer.advance(state, Gradient(H, lambda: next(noise)), k)
        path.append(optimizer.read(state))
    return np.array(path)


def optax_path(transform: Any, shown: Callable[[Any, Any], Any] = lambda state, theta: theta) -> np.ndarray:
    """The iterates of an optax transformation in float64; ``shown`` reads the iterate."""
    import jax
    import jax.numpy as jnp
    import optax

    with jax.enable_x64(True):
        theta = jnp.asarray(START)
        state = transform.init(theta)
        path = []
        for k in range(STEPS):
            updates, state = transform.update(jnp.asarray(H) * theta + NOISE[k], state, theta)
            theta = optax.apply_updates(theta, updates)
            path.append(np.asarray(shown(state, theta)))
        return np.array(path)


def same(path: np.ndarray, other: np.ndarray) -> None:
    """Equal to rounding; and one step off would be seen."""
    assert np.allclose(path, other, rtol=1e-10, atol=1e-12)
    assert not np.allclose(np.roll(path, 1, axis=0), other, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("case", OPTAX)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_iterates_are_optaxs(case: str) -> None:
    """The converted rule walks optax's path."""
    import jax
    import optax

    name, settings = OPTAX[case]
    extra = {"lion": {"weight_decay": 0.0}}.get(name, {})
    with jax.enable_x64(True):
        if name == "schedule_free_sgd":
            transform = optax.contrib.schedule_free_sgd(**settings)
            path = optax_path(transform, optax.contrib.schedule_free_eval_params)
        else:
            path = optax_path(getattr(optax, name)(**settings, **extra))
    same(ours(from_optax(name, **settings)), path)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_average_is_optaxs_incremental_update() -> None:
    """EMA over momentum is optax.incremental_update over optax.sgd."""
    import jax
    import optax

    average = [START]

    def shown(state: Any, theta: Any) -> Any:
        average.append(np.asarray(optax.incremental_update(theta, average[-1], 1 - 0.9)))
        return average[-1]

    with jax.enable_x64(True):
        path = optax_path(optax.sgd(0.2, momentum=0.8), shown)
    same(ours(AVERAGES["ema"]), path)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_averaged_gradients_are_momentum_at_another_learning_rate() -> None:
    """optax.ema over the gradients, then SGD at alpha: heavy ball at alpha (1 - beta)."""
    import jax
    import optax

    with jax.enable_x64(True):
        path = optax_path(optax.chain(optax.ema(0.8, debias=False), optax.sgd(0.5)))
    same(ours(HeavyBall(learning_rate=0.5 * (1 - 0.8), momentum=0.8)), path)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("inner", [SGD(learning_rate=0.3), HeavyBall(learning_rate=0.2, momentum=0.5)], ids=str)
def test_lookahead_is_optaxs(inner: Optimizer) -> None:
    """A round of Lookahead is a synchronisation period of optax.lookahead, whose slow weights it reads."""
    import jax
    import jax.numpy as jnp
    import optax

    values = inner.hyperparameters()
    transform = optax.lookahead(optax.sgd(values["learning_rate"], momentum=values.get("momentum")), 4, 0.6)
    with jax.enable_x64(True):
        params = optax.LookaheadParams.init_synced(jnp.asarray(START))
        state = transform.init(params)
        path = []
        for k in range(STEPS):
            updates, state = transform.update(jnp.asarray(H) * params.fast + NOISE[k], state, params)
            params = optax.apply_updates(params, updates)
            path.append(np.asarray(params.slow))
    same(ours(from_optax("lookahead", inner=inner, sync_period=4, slow_step_size=0.6), STEPS // 4), np.array(path[3::4]))


def torch_path(name: str, settings: dict[str, Any], average: Any = None) -> np.ndarray:
    """The iterates of torch.optim in float64, or those of a torch.optim.swa_utils average."""
    import torch
    from torch.optim.swa_utils import AveragedModel

    model = torch.nn.Linear(3, 1, bias=False, dtype=torch.float64)
    with torch.no_grad():
        model.weight.copy_(torch.tensor(START)[None])
    shown: Any = model
    if average:
        mean = AveragedModel(model, **average)
        shown = mean.module
    rule = getattr(torch.optim, name)(model.parameters(), **settings)
    if average and "multi_avg_fn" in average:
        mean.update_parameters(model)  # the first call copies: the average starts at theta_0
    path = []
    for k in range(STEPS):
        model.weight.grad = torch.tensor(H) * model.weight.detach() + torch.tensor(NOISE[k])
        rule.step()
        if average:
            mean.update_parameters(model)
        path.append(shown.weight.detach().numpy()[0].copy())
    return np.array(path)


@pytest.mark.torch
@pytest.mark.parametrize("case", TORCH)
@pytest.mark.filterwarnings("ignore")
def test_iterates_are_torchs(case: str) -> None:
    """The converted rule walks torch.optim's path (make torch)."""
    name, settings = TORCH[case]
    same(ours(from_torch(name, **settings)), torch_path(name, settings))


@pytest.mark.torch
@pytest.mark.parametrize("kind", AVERAGES)
@pytest.mark.filterwarnings("ignore")
def test_averages_are_torchs(kind: str) -> None:
    """torch.optim.swa_utils: EMA from theta_0 on, SWA from the first iterate on."""
    from torch.optim.swa_utils import get_ema_multi_avg_fn

    settings = {"lr": 0.2, "momentum": 0.8} if kind == "ema" else {"lr": 0.3}
    average = {"multi_avg_fn": get_ema_multi_avg_fn(0.9)} if kind == "ema" else {"avg_fn": None}
    same(ours(AVERAGES[kind]), torch_path("SGD", settings, average))


TWINLESS = {
    *(
        "kalman-gain",
        "preconditioned",
        "agg-mo",
        "qhm",
        "accelerated-sgd",
        "accelerated-sgd-lookahead",
        "delayed-sgd",
        "local-sgd",
        "diloco",
    ),
    *("diloco-nesterov", "exponential-agg-mo", "inside-round"),
}


SCHEDULES: dict[str, tuple[Optimizer, Callable[[Any], Any]]] = {
    "warm-up": (WarmUp(SGD(learning_rate=0.4), 8), lambda optax: optax.linear_schedule(0.4 / 8, 0.4, 7)),
    "linear decay": (LinearDecay(SGD(learning_rate=0.4), 50), lambda optax: optax.linear_schedule(0.4, 0.0, 50)),
    "inverse-time decay": (InverseTimeDecay(SGD(learning_rate=0.4), decay_rate=0.1), lambda _: lambda k: 0.4 / (1 + 0.1 * k)),
}


@pytest.mark.parametrize("case", SCHEDULES)
@pytest.mark.parametrize("momentum", [None, 0.8])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_schedules_are_optaxs(case: str, momentum: float | None) -> None:
    """A scheduled learning rate multiplies the whole step, heavy ball's velocity included, as in optax.sgd."""
    import jax
    import optax

    rule, schedule = SCHEDULES[case]
    if momentum is not None:
        rule = replace(rule, inner=HeavyBall(learning_rate=0.4, momentum=momentum))
    with jax.enable_x64(True):
        rate = schedule(optax)  # optax counts in int32 and would divide in single precision
        path = optax_path(optax.sgd(lambda k: rate(k.astype(float)), momentum=momentum))
    same(ours(rule), path)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_normalized_momentum_is_optaxs_ema_of_gradients() -> None:
    """m <- beta m + (1 - beta) g, without bias correction, is optax.ema in front of a learning rate."""
    import jax
    import optax

    with jax.enable_x64(True):
        path = optax_path(optax.chain(optax.ema(0.8, debias=False), optax.scale(-0.5)))
    same(ours(NormalizedHeavyBall(learning_rate=0.5, momentum=0.8)), path)


def test_every_rule_with_a_twin_is_compared() -> None:
    """The comparisons reach every optimizer of the registry but those that no library has."""
    rules = [from_optax(name, **settings) for name, settings in OPTAX.values()]
    rules += [from_torch(name, **settings) for name, settings in TORCH.values()]
    rules += [*AVERAGES.values(), from_optax("lookahead", inner=SGD(learning_rate=0.1), sync_period=2, slow_step_size=0.5)]
    met = {type(r).slug for r in rules} | {type(i).slug for r in rules for i in r.inner_optimizers()}
    met |= {type(rule).slug for rule, _ in SCHEDULES.values()} | {NormalizedHeavyBall.slug}
    met |= {"velocity-heavy-ball"} if "heavy-ball" in met else set()  # the same iterates at a constant learning rate
    met |= {"tail-average"} if "polyak-average" in met else set()  # begun later
    met |= {"nesterov"} if "nesterov-lookahead" in met else set()  # the same rule read at another point
    assert met == set(REGISTRY) - TWINLESS


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: from_torch("Adagrad"), "torch.optim.Adagrad has no twin here; known: SGD, Adam, AdamW, RMSprop"),
        (lambda: from_torch("Adam", lr=0.1, amsgrad=True), "no rule here has 'amsgrad'; understood: lr, betas"),
        (lambda: from_torch("SGD", lr=0.1, nesterov=True), "nesterov needs a momentum"),
        (lambda: from_optax("rmsprop", learning_rate=0.1), "epsilon inside the root"),
    ],
)
def test_settings_without_a_twin_are_refused(call: Callable[[], Optimizer], message: str) -> None:
    """One line naming the setting."""
    with pytest.raises(InputError, match=message):
        call()
