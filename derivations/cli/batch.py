"""``nqm steps`` and ``nqm figures``: compute, print a table, write JSON, CSV and plots."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from derivations.inputs.names import parse_batch_sizes, parse_number, parse_optimizer, parse_settings, settings_text
from derivations.inputs.output import check_writable, print_table, progress, write_atomic, write_json
from derivations.tasks.rows import SEARCHED, NamedSchedule, RacedRow, Result, ScheduleRow
from derivations.tasks.sweep import ProblemSpec, run_curves, schedule_task, sweep_tasks
from numerics.curves.bounds import bayes_examples, maximum_likelihood_examples
from numerics.curves.critical import CriticalBatchSize, critical_batch_size
from numerics.dynamics.decision import check_target
from theory.errors import InputError
from theory.rule.optimizer import Optimizer

PLOTS = (".svg", ".png", ".pdf")


def show_steps(
    names: Sequence[str],
    settings: Sequence[str],
    problem: ProblemSpec,
    batch_sizes: str,
    target: str,
    files: tuple[str | None, str | None, str | None],
    scale: tuple[int, str | None, str | None],
    pieces: int = 0,
) -> None:
    """Tuned steps to target of one or more optimizers, or with schedules of so many pieces.

    ``files``: JSON, CSV, plot; ``scale``: workers, Dask address, resume file.
    """
    json, table, plot = files
    workers, dask, resume = scale
    goal = float(check_target(float(parse_number(target, "--target"))))
    sizes = parse_batch_sizes(batch_sizes)
    for name in names:
        parse_settings(parse_optimizer(name), settings)  # says what is wrong before any work
    full = problem.build()
    if plot and Path(plot).suffix not in PLOTS:
        raise InputError(f"--plot writes {', '.join(PLOTS)}, got {plot}")
    if pieces:
        curves = [[schedule_task(n, settings, problem, b, goal, pieces) for b in sorted(set(sizes))] for n in names]
    else:
        curves = [sweep_tasks(name, settings, problem, sizes, goal) for name in names]
    with progress("steps") as tick:
        at = [0, 1]

        def done(finished: int, total: int) -> None:
            at[:] = finished, total
            tick("batch sizes", finished, total)

        found = run_curves(curves, workers, dask, resume, done, lambda what: tick(what, *at))
    rows = [
        [NamedSchedule.of(name, r) if isinstance(r, ScheduleRow) else r for r in curve]
        for name, curve in zip(names, found, strict=True)
    ]
    bounds = {
        "bayes_examples": bayes_examples(full, goal),
        "maximum_likelihood_examples": maximum_likelihood_examples(full, goal),
    }
    critical = {name: analysed(curve) for name, curve in zip(names, rows, strict=True)}
    flat = [row for curve in rows for row in curve]
    if json != "-" and table != "-":
        _print_steps(f"steps to risk {goal:g}, {problem}, tuned", flat, bounds, goal)
        _print_critical(critical)
    if json:
        described = {n: None if c is None else vars(c) for n, c in critical.items()}
        write_json(json, {"target": goal, **bounds, "rows": [r.to_row() for r in flat], "critical_batch_size": described})
    if table:
        _write_csv(table, flat)
    if plot:
        _write_plot(Path(plot), dict(zip(names, rows, strict=True)), bounds, goal)


def analysed(rows: Sequence[Result]) -> CriticalBatchSize | None:
    """The critical batch size of a curve that has its plateau (unlimited batches) and at least three more points."""
    steps = {r.batch_size: r.steps for r in rows if r.steps}
    plateau = steps.pop(math.inf, None)
    if plateau is None or len(steps) < 3:
        return None
    return critical_batch_size(list(steps), list(steps.values()), plateau)


def _print_steps(title: str, rows: Sequence[Result], bounds: dict[str, int], target: float) -> None:
    shown = [_cells(r, bounds["bayes_examples"], target) for r in rows]
    columns = ("optimizer", "B", "steps", "optimality", "examples", "over Bayes", "binning error / target", "hyperparameters")
    print_table(title, columns, shown, fixed=4)
    _print_searched(rows)
    print(
        f"examples needed by any optimizer (Bayes): {bounds['bayes_examples']}; by maximum likelihood: {bounds['maximum_likelihood_examples']}"
    )


def _print_critical(critical: dict[str, CriticalBatchSize | None]) -> None:
    for name, c in critical.items():
        if c is not None:
            where = "beyond these batch sizes" if c.critical is None else f"{c.critical:.4g}"
            print(
                f"{name}: critical batch size {where} (efficiency 1/2), E_min/S_min = {c.crossing:.4g}, plateau {c.fewest_steps:.0f} steps"
            )


def _print_searched(rows: Sequence[Result]) -> None:
    """Where a search by simulation looked, and where it might look further."""
    for r in rows:
        if isinstance(r, RacedRow) and r.searched:
            rule = parse_optimizer(r.optimizer)
            ranges = ", ".join(
                f"{n} from {_inside(rule, n, low)} to {_inside(rule, n, high)}" for n, (low, high) in r.searched.items()
            )
            print(f"{r.optimizer}, B = {r.batch_size:g}: simulated {r.settings_tried} settings, {ranges}")
            if r.at_end_of_search:
                print(
                    f"  the best stands at the end of what was searched of {', '.join(r.at_end_of_search)}: beyond may be better"
                )


def _inside(rule: Optimizer, name: str, value: float) -> str:
    """A value with three digits, or as many more as it takes to lie in the hyperparameter's domain: just below 1 is not 1."""
    for digits in range(3, 17):
        text = f"{value:.{digits}g}"
        with suppress(InputError):
            rule.set(**{name: float(text)})
            return text
    return f"{value!r}"


def _cells(r: Result, bayes: int, target: float) -> tuple[str, ...]:
    """One row of the table."""
    steps = ("never" if r.exact else "none found") if r.steps is None else str(r.steps)
    if r.steps is not None and not r.exact:
        steps += " (not confirmed)"
    examples = "-" if r.examples is None else f"{r.examples:.6g}"
    over = "-" if r.examples is None or not bayes else f"{r.examples / bayes:.2f}"
    binning = "-" if r.binning_error is None else f"{r.binning_error / target:.1e}"
    if r.binning_error is not None and r.binning_error > target:
        binning = "> 1: use more bins"
    return (r.optimizer, f"{r.batch_size:g}", steps, r.optimality, examples, over, binning, settings_text(r.hyperparameters))


def _write_csv(target: str, rows: Sequence[Result]) -> None:
    names = list(dict.fromkeys(n for r in rows for n in r.hyperparameters))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    plain = ("optimizer", "batch_size", "steps", "examples", *SEARCHED, "binning_error")
    writer.writerow([*plain, *names])
    for r in rows:
        row = r.to_row()
        writer.writerow(["" if row[k] is None else row[k] for k in plain] + [r.hyperparameters.get(n, "") for n in names])
    if target == "-":
        print(text.getvalue(), end="")
    else:
        write_atomic(Path(target), text.getvalue().encode())


def _write_plot(path: Path, curves: dict[str, list[Result]], bounds: dict[str, int], target: float) -> None:
    from derivations.pages.picture import saved
    from derivations.studies.batch_size.figures import user_curves

    (content,) = saved(lambda: user_curves(curves, bounds, target), path.suffix[1:])
    write_atomic(path, content)


def write_figures(numbers: Sequence[str], out: str, scale: tuple[int, str | None, str | None], json: str | None) -> None:
    """The paper's figures as SVG and CSV in a folder, from curves computed now."""
    from derivations.studies.batch_size.figures import choose, needed_curves, study_figures
    from derivations.studies.batch_size.study import compute_study

    workers, dask, resume = scale
    chosen = choose(numbers)
    folder = Path(out)
    check_writable(folder / "figure-1.svg")
    with progress("figures") as tick:
        study = compute_study(
            workers, dask, resume, lambda done, total: tick("curves", done, total), only=needed_curves(chosen)
        )
        figures = study_figures(study, chosen)
        written = []
        for k, figure in enumerate(figures):
            tick(f"figure {figure.number}", k, len(figures))
            for name, content in figure.files().items():
                if not name.endswith(".pdf"):
                    write_atomic(folder / name, content)
                    written.append((figure.number, figure.picture.title, str(folder / name)))
    if json != "-":
        print_table("", ("figure", "title", "file"), written)
    if json:
        write_json(json, {"figures": [{"figure": n, "title": t, "file": f} for n, t, f in written]})
