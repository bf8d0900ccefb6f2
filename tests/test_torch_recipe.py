"""The PyTorch recipe runs as printed, and measures what it says (make torch)."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from derivations.own_model.measurement import read_measurement
from tests.command_line import run

RECIPE = Path(__file__).parent.parent / "derivations" / "measuring-a-pytorch-model.md"


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore:.*torch.jit.script.*:DeprecationWarning")  # PyTorch's own, on importing torch.func
def test_the_recipe_measures_a_tiny_network(monkeypatch, capsys, tmp_path: Path) -> None:
    """Its code runs; its eigenpairs are those of the Hessian by finite differences; Lanczos finds the largest; advise answers."""
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", RECIPE.read_text(encoding="utf-8"), re.S)
    scope: dict[str, object] = {}
    exec(compile(code, str(RECIPE), "exec"), scope)
    found = read_measurement("model.npz")
    assert found.spectrum is not None
    with np.load("model.npz") as arrays:
        gradients, curvatures = arrays["gradients"], arrays["curvatures"]
        displacement = arrays["displacement"]
    assert np.linalg.norm(gradients.mean(axis=0)) < 1e-6 * np.linalg.norm(gradients, axis=1).mean()
    with np.load("largest.npz") as arrays:
        assert arrays["curvatures"] == pytest.approx(curvatures[-5:], rel=1e-8)
    import torch

    loss, minimum = scope["loss"], scope["minimum"]
    moved = minimum + torch.as_tensor(1e-3 * displacement / np.linalg.norm(displacement))
    rise = float(loss(moved, scope["inputs"], scope["targets"]) - loss(minimum, scope["inputs"], scope["targets"]))
    along = (displacement @ scope["eigenvectors"].numpy()) / np.linalg.norm(displacement)
    assert rise == pytest.approx(0.5e-6 * float(curvatures @ along**2), rel=1e-2)
    code_, out, _ = run(capsys, "advise", "model.npz", "--target", "0.01", "--batch-sizes", "4,16")
    assert code_ == 0
    assert "tuned steps" in out
