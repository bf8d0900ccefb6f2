"""``nqm simulate``: Monte Carlo beside the exact value; a picture; a sequential verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from derivations.cli.batch import PLOTS
from derivations.cli.commands import binning_error, require_set
from derivations.inputs.names import parse_batch_size, whole_steps
from derivations.inputs.output import print_table, progress, write_atomic, write_json
from derivations.pages.derivation import divergence
from derivations.tasks.simulation import RunSpec, run_simulation
from montecarlo.runs.simulate import Simulation
from montecarlo.verdicts.sequential import SequentialVerdict, confirm
from montecarlo.verdicts.verdict import Comparison, Outcome, check_rate, judge
from numerics.dynamics.moments import risk
from numerics.problem.noisy_quadratic import BinnedQuadratic
from theory.errors import InputError, NotLinear

Scale = tuple[int, str | None, str | None]
POINTS = 60
"""Steps drawn in a picture."""


def parsed_steps(steps: str, batch_size: str) -> tuple[tuple[int, ...], float]:
    """Steps and batch size as the user wrote them. Raises ``InputError``."""
    return tuple(whole_steps(steps)), parse_batch_size(batch_size)


def show_simulation(
    spec: RunSpec, replicates: int, false_alarm: float, scale: Scale, plot: str | None, json: str | None
) -> None:
    """Exact and simulated risk with standard error and z, judged together; ``scale``: workers, Dask address, resume file."""
    require_set(spec.rule())
    check_rate(false_alarm)
    if plot and Path(plot).suffix not in PLOTS:
        raise InputError(f"--plot writes {', '.join(PLOTS)}, got {plot}")
    drawn = replace(spec, steps=tuple(sorted({*spec.steps, *_curve(max(spec.steps))}))) if plot else spec
    with progress("simulate") as tick:
        run = run_simulation(drawn, replicates, scale, lambda done, total: tick("chunks", done, total))
    exact, reason = _exact(drawn)
    rows = [_row(run, exact, run.steps.index(step)) for step in spec.steps]
    outcomes = _judged(rows, false_alarm)
    if json != "-":
        _print(spec, run, rows, outcomes, false_alarm, reason)
    if plot:
        from derivations.pages.simulation_figures import draw_run

        write_atomic(Path(plot), draw_run(drawn, run, exact, Path(plot).suffix[1:]))
    if json:
        content = {
            "rows": rows,
            "replicates": run.replicates,
            "complete": run.complete,
            "engine": run.engine,
            "noise": run.noise,
        }
        write_json(json, {**content, "consistent": all(o.consistent for o in outcomes) if outcomes else None})
    if not run.complete:
        raise KeyboardInterrupt


def _curve(last: int) -> Sequence[int]:
    """Steps for a picture, from 0 to the last."""
    return sorted({round(k * last / POINTS) for k in range(POINTS + 1)})


def _exact(spec: RunSpec) -> tuple[list[float] | None, str]:
    """The exact risk at the steps, or why there is none."""
    try:
        return [float(v) for v in risk(spec.rule(), spec.build_problem(), spec.steps, spec.batch_size)], ""
    except NotLinear as error:
        return None, str(error)


def _row(run: Simulation, exact: list[float] | None, k: int) -> dict[str, Any]:
    row = {"step": run.steps[k], "simulated": float(run.risk[k]), "standard_error": float(run.standard_error[k])}
    z = Comparison("", row["simulated"], row["standard_error"], exact[k]).z if exact else None
    return {**row, "exact": exact[k] if exact else None, "z": z}


def _judged(rows: Sequence[dict[str, Any]], false_alarm: float) -> list[Outcome]:
    finite = [r for r in rows if r["exact"] is not None and np.isfinite(r["exact"])]
    return judge([Comparison(str(r["step"]), r["simulated"], r["standard_error"], r["exact"]) for r in finite], false_alarm)


def _print(
    spec: RunSpec,
    run: Simulation,
    rows: Sequence[dict[str, Any]],
    outcomes: Sequence[Outcome],
    false_alarm: float,
    reason: str,
) -> None:
    problem = spec.build_problem()
    rotated = "" if spec.rotation is None else ", rotated Hessian"
    if isinstance(problem, BinnedQuadratic):
        rotated += f", in {len(problem.h)} bins"
    title = f"{spec.rule()}, B = {spec.batch_size:g}, {spec.problem}{rotated}, {run.replicates} replicates, {run.noise} noise, {run.engine} engine"
    table = [tuple("-" if v is None else f"{v:+.2f}" if k == "z" else f"{v:.6g}" for k, v in row.items()) for row in rows]
    print_table(title + ("" if run.complete else " (PARTIAL: interrupted)"), tuple(rows[0]), table)
    if reason:
        print(f"no exact value: {reason}")
    if outcomes:
        word = "agree" if all(o.consistent for o in outcomes) else "DISAGREE"
        largest = max(o.detectable for o in outcomes)
        print(f"simulation and theory {word} (false-alarm rate {false_alarm:g}; an error of {largest:.2%} would have shown)")
        print("the rate is that of Gaussian means; --confirm TOLERANCE gives a verdict whose rate does not rest on it")
    bound = None if reason else binning_error(spec.rule(), problem, spec.steps, spec.batch_size)
    if bound:
        print(f"the bins change the exact risk by at most {max(bound):.2e}")
    note = divergence(spec.rule(), problem)
    if note:
        print(note)


def confirm_simulation(
    spec: RunSpec, tolerance: float, claim: float | None, false_alarm: float, replicates: int, workers: int, json: str | None
) -> None:
    """Sample until the exact risk (or another claim) is confirmed within the tolerance, or refuted."""
    require_set(spec.rule())
    exact, reason = _exact(spec)
    if claim is None and exact is None:
        raise InputError(f"there is no exact risk to confirm; give --claim VALUE ({reason})")
    claimed: Any = claim if claim is not None else exact
    with progress("confirm") as tick:
        found = confirm(
            spec.rule(),
            spec.build_problem(),
            spec.steps,
            spec.batch_size,
            claimed,
            tolerance,
            false_alarm,
            noise=spec.noise,
            start=spec.start,
            seed=spec.seed,
            engine=spec.engine,
            workers=workers,
            replicates=replicates,
            progress=lambda v: tick(f"within {v.detectable:.2%}", v.replicates, replicates),
        )
    if json != "-":
        print_verdict(found, spec)
    if json:
        fields = ("verdict", "claimed", "estimate", "lower", "upper", "tolerance", "false_alarm", "replicates", "detectable")
        write_json(json, {name: getattr(found, name) for name in (*fields, "rests_on")})


def print_verdict(found: SequentialVerdict, spec: RunSpec) -> None:
    """One line of verdict, one of what it rests on."""
    where = f"the risk at step{'s' if len(spec.steps) > 1 else ''} {', '.join(map(str, spec.steps))}"
    word = {
        "confirmed": f"confirmed: {where} is {found.claimed:.6g} within {found.tolerance:.3g} relative",
        "refuted": f"REFUTED: {where} is not {found.claimed:.6g}",
        "undecided": f"undecided: the replicates ran out; {where} may or may not be {found.claimed:.6g}",
    }[found.verdict]
    print(word)
    reach = (
        f"simulated {found.estimate:.6g}, between {found.lower:.6g} and {found.upper:.6g}"
        if math.isfinite(found.upper - found.lower)
        else f"simulated {found.estimate:.6g}, no bounds yet"
    )
    print(
        f"{reach} after {found.replicates} replicates; false-alarm rate {found.false_alarm:g} at whatever moment one stops; "
        f"an error of {found.detectable:.2%} would have been refuted"
    )
    print(f"it rests on {found.rests_on}")
