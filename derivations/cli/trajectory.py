"""``nqm trajectory``: risk, distance from the start and gradient noise scales along an optimizer's exact trajectory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from derivations.cli.commands import require_set
from derivations.inputs.names import parse_batch_size, parse_optimizer, parse_settings, whole_steps
from derivations.inputs.output import print_table, write_json
from derivations.tasks.sweep import ProblemSpec
from numerics.curves.displacement import displacement, local_exponents
from numerics.curves.noise_scale import noise_scales


def show_trajectory(
    name: str, settings: Sequence[str], steps: str, batch_size: str, spec: ProblemSpec, json: str | None
) -> None:
    """Print a line a step; write JSON if asked."""
    optimizer = parse_settings(parse_optimizer(name), settings)
    require_set(optimizer)
    times, size, problem = sorted(set(whole_steps(steps))), parse_batch_size(batch_size), spec.build()
    scales = noise_scales(optimizer, problem, times, size)
    squared = displacement(optimizer, problem, times, size)
    rows: list[dict[str, Any]] = [
        {
            "step": t,
            "risk": float(scales.risk[k]),
            "distance": float(np.sqrt(squared[k])),
            "exponent": None,
            "gradient_norm": float(np.sqrt(scales.gradient_sq[k])),
            "noise_scale": float(scales.full[k]),
            "simple_noise_scale": float(scales.simple[k]),
        }
        for k, t in enumerate(times)
    ]
    later = [k for k, t in enumerate(times) if t > 0 and squared[k] > 0]
    if len(later) > 1:
        _, exponents = local_exponents([times[k] for k in later], squared[later])
        for k, value in zip(later[1:], exponents, strict=True):
            rows[k]["exponent"] = float(value) if math.isfinite(value) else None
    if json != "-":
        header = ("step", "risk", "distance", "its exponent", "|G|", "tr(H Sigma)/G'HG", "tr Sigma/|G|^2")
        shown = [tuple("" if v is None else f"{v:.6g}" for v in row.values()) for row in rows]
        print_table(
            f"{optimizer}, B = {size:g}, {spec}: root mean squares; the exponent since the line above", header, shown, fixed=1
        )
    if json:
        write_json(json, {"rows": rows})
