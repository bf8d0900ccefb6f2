"""``nqm measure`` and ``nqm advise``: from a file of a user's own model to a spectrum, a noise scale and a choice."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from derivations.inputs.names import parse_batch_sizes, parse_number, settings_text
from derivations.inputs.output import print_table, progress, write_atomic, write_json
from derivations.own_model.advice import DEFAULTS, Advice, advise, state_size
from derivations.own_model.measurement import Measurement, read_measurement
from numerics.dynamics.decision import check_target
from numerics.measured.estimates import Estimate, NoiseScale
from theory.errors import InputError

ASSUMPTIONS = (
    "the loss is quadratic from the start to the target: the curvatures do not move",
    "the noise is that of the point measured, all the way: where it vanishes with the loss, small batches do better than said here",
    "C is diagonal where H is: 'nqm measure' shows the share that is not",
    "every setting is tuned for this target; risk is the loss above the minimum, on the examples measured",
)
FAIR = 0.25
"""Share of C off the diagonal up to which the model is called fair."""


@dataclass(frozen=True)
class Row:
    """A quantity measured, with an interval unless its ends are NaN; ``support`` as of ``Estimate``."""

    name: str
    value: float
    lower: float = math.nan
    upper: float = math.nan
    support: str = ""

    @property
    def interval(self) -> str:
        """In print; a conservative or approximate one says so."""
        if math.isnan(self.lower):
            return ""
        kind = self.support.split(":")[0]
        return f"{_number(self.lower)} to {_number(self.upper)}{', ' + kind if kind else ''}"

    def as_dict(self) -> dict[str, float | str]:
        """For JSON."""
        return {"value": self.value, "lower": self.lower, "upper": self.upper, "support": self.support}


def show_measurement(file: str, level: float, clip: bool, out: str | None, json: str | None) -> None:
    """Print what a file tells; write the problem and JSON if asked."""
    if not 0 < level < 1:
        raise InputError(f"--level must be between 0 and 1, got {level:g}")
    if out and Path(out).suffix != ".npz":
        raise InputError(f"--out writes an .npz file, got {out}")
    with progress("measure") as tick:
        tick("reading and resampling", 0, 1)
        found = read_measurement(file, clip, level)
    rows = measured_rows(found)
    if json != "-":
        shown = [(row.name, _number(row.value), row.interval) for row in rows]
        print_table(f"{file}: {found.kind}", ("quantity", "value", f"{level:.0%} interval"), shown)
        for line in remarks(found):
            print(line)
    if json:
        content = {row.name: row.as_dict() for row in rows}
        write_json(json, {"file": file, "kind": found.kind, "level": level, "quantities": content, "remarks": remarks(found)})
    if out:
        problem = found.problem()
        buffer = io.BytesIO()
        np.savez(buffer, h=problem.h, c=problem.c, theta0_sq=problem.theta0_sq)
        write_atomic(Path(out), buffer.getvalue())
        if json != "-":
            print(f"wrote {out}: use it with --problem {out}")


def measured_rows(found: Measurement) -> list[Row]:
    """Everything measured."""
    rows: list[Row] = []

    def plain(name: str, value: float) -> None:
        rows.append(Row(name, value))

    def with_interval(name: str, e: Estimate) -> None:
        rows.append(Row(name, e.value, e.lower, e.upper, e.support))

    def scale(signal: str, noise: str, s: NoiseScale) -> None:
        with_interval(signal, s.signal)
        with_interval(noise, s.noise)
        with_interval(f"noise scale {noise}/{signal}", s.simple)

    if found.simple:
        plain("measurements" if found.kind == "norms" else "examples", float(found.simple.examples))
        scale("|G|^2", "tr Sigma", found.simple)
    if found.full:
        scale("G'HG", "tr(H Sigma)", found.full)
    if found.point:
        plain("noise scale tr Sigma/|G|^2", found.point[0])
        plain("noise scale tr(H Sigma)/G'HG", found.point[1])
    if found.spectrum:
        s = found.spectrum
        plain("directions", float(len(s.h)))
        plain("largest curvature", float(s.h[0]))
        plain("smallest curvature", float(s.h[-1]))
        plain("condition number", float(s.h[0] / s.h[-1]))
        plain("tr H", float(s.h.sum()))
        plain("tr C along these directions", float(s.c.sum()))
        with_interval("share of C off the diagonal", s.off_diagonal)
        plain("the same in a random basis", s.random)
        plain("cosine of C and H", s.cosine)
        plain("exponent p of c ~ h^p", s.exponent)
        plain("noise outside these directions", s.outside)
        plain("curvatures <= 0 removed", float(s.clipped))
    if found.given or found.theta0_sq is not None:
        plain("loss of the start above the minimum, on the quadratic", found.problem().initial_risk)
    return [row for row in rows if not math.isnan(row.value)]


def remarks(found: Measurement) -> list[str]:
    """What the numbers mean for the use of the model, in plain sentences."""
    said = [f"{row.name} is {row.support}." for row in measured_rows(found) if row.support]
    if found.simple:
        what = "measurements" if found.kind == "norms" else "examples"
        said.append(
            f"Kinds of {what} rarer than 1 in {1 / found.simple.rarest:.0f} may be missing among these: what they carry, no interval knows."
        )
    if found.simple and math.isinf(found.simple.simple.upper):
        why = "too few examples carry it" if found.simple.simple.support else "the gradient is hidden in its noise"
        said.append(f"The noise scale has no upper end, as {why}: measure more examples, or earlier in training.")
    if found.spectrum:
        share = found.spectrum.off_diagonal.value
        fair = "is a fair model here" if share < FAIR else "leaves much out: take its advice with care"
        if found.spectrum.off_diagonal.support:
            fair = "may be a fair model or not: measure more examples"
        random = f"{found.spectrum.random:.0%} in a basis without relation to it"
        said.append(f"{share:.0%} of C lies off the diagonal ({random}): the noisy quadratic {fair}.")
        if found.spectrum.clipped:
            said.append(
                f"{found.spectrum.clipped} directions of curvature <= 0 were removed: along them the quadratic says nothing."
            )
    return said


def show_advice(
    file: str,
    target: str,
    batch_sizes: str,
    optimizers: Sequence[str],
    power: float,
    update_cost: float,
    initial_risk: float | None,
    clip: bool,
    json: str | None,
) -> None:
    """Tune, print the tables, write JSON if asked."""
    goal = float(check_target(float(parse_number(target, "--target"))))
    sizes = [b for b in parse_batch_sizes(batch_sizes) if math.isfinite(b)]
    if not sizes:
        raise InputError("--batch-sizes: at least one finite batch size is needed")
    with progress("advise") as tick:
        tick("reading", 0, 1)
        found = read_measurement(file, clip)
        problem = found.problem(initial_risk)
        advice = advise(problem, goal, sizes, tuple(optimizers) or DEFAULTS, update_cost, power, tick)
    if json != "-":
        print_advice(advice, [*ASSUMPTIONS, *remarks(found)])
    if json:
        write_json(json, {**advice.as_dict(), "assumptions": [*ASSUMPTIONS, *remarks(found)]})


def print_advice(advice: Advice, assumptions: Sequence[str]) -> None:
    """The tables of an advice."""
    header = ("batch size", *advice.rows, "choose")
    rows = [
        (_number(b), *(_steps(advice, n, b) for n in advice.rows), advice.recommended(b) or "-") for b in advice.batch_sizes
    ]
    rows.append(("unlimited", *(_steps(advice, n, math.inf) for n in advice.rows), advice.recommended(math.inf) or "-"))
    print_table(f"tuned steps to a loss {advice.target:g} above the minimum", header, rows, fixed=1)
    details = []
    for name in advice.rows:
        critical = advice.critical(name)
        best = min(
            (t for t in advice.rows[name] if t.examples and math.isfinite(t.batch_size)),
            key=lambda t: t.examples or 0,
            default=None,
        )
        if best is None:
            details.append((name, str(state_size(name)), "-", "-", "-", "the target was not reached"))
            continue
        cheapest = min(
            (t for t in advice.rows[name] if t.steps and math.isfinite(t.batch_size)), key=lambda t: advice.cost(t) or math.inf
        )
        details.append((
            name, str(state_size(name)), f"{best.examples:.0f} at B = {_number(best.batch_size)}",
            f"{advice.cost(cheapest):.0f} at B = {_number(cheapest.batch_size)}",
            _number(critical.crossing) if critical else "-", settings_text(best.hyperparameters),
        ))  # fmt: skip
    header = (
        "optimizer",
        "numbers kept",
        "fewest examples",
        "least cost",
        "critical batch size",
        "setting at the fewest examples",
    )
    print_table("optimizers", header, details, fixed=1)
    budgets = [
        (f"{e:.0f}", name, _number(t.batch_size), str(t.steps), settings_text(t.hyperparameters))
        for e, name, t in advice.by_budget()
    ]
    print_table("fewest steps within a budget of examples", ("examples", "choose", "batch size", "steps", "setting"), budgets)
    print("This holds if " + "; ".join(assumptions[: len(ASSUMPTIONS)]) + ".")
    for line in assumptions[len(ASSUMPTIONS) :]:
        print(line)


def _steps(advice: Advice, name: str, batch_size: float) -> str:
    steps = advice.steps(name, batch_size)
    return "-" if steps is None else str(steps)


def _number(value: float) -> str:
    return (
        "unbounded" if math.isinf(value) else f"{value:.0f}" if value == round(value) and abs(value) < 1e7 else f"{value:.4g}"
    )
