"""Step by step against optimizers that this project did not write, on the same noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from theory.model import Gradient
from theory.optimizer import Optimizer
from theory.optimizers import SGD, Averaged, HeavyBall

STEPS = 60
H = np.array([1.0, 0.3, 2.0])
START = np.array([1.0, -2.0, 0.5])
NOISE = np.random.default_rng(0).standard_normal((STEPS, 3))

SETTINGS = {
    "sgd": SGD(learning_rate=0.3),
    "heavy-ball": HeavyBall(learning_rate=0.2, momentum=0.9),
    "ema": Averaged(SGD(learning_rate=0.3), decay=0.95),
    "ema(heavy-ball)": Averaged(HeavyBall(learning_rate=0.2, momentum=0.8), decay=0.9),
}


def ours(optimizer: Optimizer) -> np.ndarray:
    """The iterates of the rule on the shared noise, shape (STEPS, 3)."""
    state = optimizer.init(START)
    path = []
    for k in range(STEPS):
        state = optimizer.advance(state, Gradient(H, lambda k=k: NOISE[k]), k)
        path.append(optimizer.read(state))
    return np.array(path)


def optax_path(name: str) -> np.ndarray:
    """The same with optax: sgd (momentum) and incremental_update for the average."""
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    import optax

    setting = SETTINGS[name]
    values = setting.hyperparameters()
    transform = optax.sgd(values["learning_rate"], momentum=values.get("momentum"))
    theta = jnp.asarray(START)
    average, state = theta, transform.init(theta)
    path = []
    for k in range(STEPS):
        updates, state = transform.update(jnp.asarray(H) * theta + NOISE[k], state)
        theta = optax.apply_updates(theta, updates)
        if "decay" in values:
            average = optax.incremental_update(theta, average, 1 - values["decay"])
        path.append(np.asarray(average if "decay" in values else theta))
    return np.array(path)


def torch_path(name: str) -> np.ndarray:
    """The same with torch.optim.SGD and torch.optim.swa_utils.AveragedModel."""
    import torch
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    values = SETTINGS[name].hyperparameters()
    model = torch.nn.Linear(3, 1, bias=False, dtype=torch.float64)
    with torch.no_grad():
        model.weight.copy_(torch.tensor(START)[None])
    average: Any = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(values.get("decay", 0.0)))
    average.update_parameters(model)  # the first call copies: the average starts at theta_0
    rule = torch.optim.SGD(model.parameters(), lr=values["learning_rate"], momentum=values.get("momentum", 0.0))
    path = []
    for k in range(STEPS):
        model.weight.grad = torch.tensor(H) * model.weight.detach() + torch.tensor(NOISE[k])
        rule.step()
        average.update_parameters(model)
        shown = average.module if "decay" in values else model
        path.append(shown.weight.detach().numpy()[0].copy())
    return np.array(path)


def check(oracle: Callable[[str], np.ndarray], name: str) -> None:
    path = ours(SETTINGS[name])
    assert np.allclose(path, oracle(name), rtol=1e-12, atol=1e-13)
    shifted = np.roll(path, 1, axis=0)
    assert not np.allclose(shifted, oracle(name), rtol=1e-12, atol=1e-13)  # one step off would be seen


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_iterates_are_optaxs(name: str) -> None:
    """sgd with momentum, and an incremental average of it, step by step in float64."""
    check(optax_path, name)


@pytest.mark.torch
@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.filterwarnings("ignore")
def test_iterates_are_torchs(name: str) -> None:
    """torch.optim.SGD with momentum and AveragedModel with an EMA, step by step in float64 (make torch)."""
    check(torch_path, name)
