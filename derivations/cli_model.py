"""The commands about noise scales and models of your own: trajectory, measure, advise, experiment.

Heavy imports happen inside them, so that help is immediate.
"""

from __future__ import annotations

from typing import Annotated

import typer

JsonOption = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Also write JSON to FILE (- is standard output, without tables).")
]
FileArgument = Annotated[
    str, typer.Argument(metavar="FILE.npz", help="Arrays of your model: see 'nqm measure --help' and the README.")
]
ClipOption = Annotated[bool, typer.Option("--clip", help="Remove directions of curvature <= 0 and say how many.")]


def register_model_commands(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(trajectory)
    app.command()(measure)
    app.command()(advise)
    app.command()(experiment)


def trajectory(
    optimizer: Annotated[str, typer.Argument(metavar="OPTIMIZER", help="heavy-ball, ema(heavy-ball), or file.py:ClassName.")],
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a hyperparameter; repeatable.")
    ] = None,
    steps: Annotated[str, typer.Option("--steps", help="Comma-separated step numbers.")] = "0,1,10,100,1000,10000",
    batch_size: Annotated[str, typer.Option("--batch-size", help="Batch size B; inf for no noise.")] = "64",
    dimension: Annotated[int, typer.Option("--dimension", help="Power law h_i = 1/i, i = 1..DIMENSION, C = H.")] = 10_000,
    exponent: Annotated[float, typer.Option("--exponent", help="Exponent of the power law, h_i = i^-EXPONENT.")] = 1.0,
    problem: Annotated[
        str | None, typer.Option("--problem", metavar="FILE", help="Problem from a CSV or NPZ file: h,c[,theta0_sq][,count].")
    ] = None,
    json: JsonOption = None,
) -> None:
    """Risk, distance from the start and gradient noise scales along an optimizer's exact trajectory."""
    from derivations.sweeps import ProblemSpec
    from derivations.trajectory_command import show_trajectory

    show_trajectory(optimizer, set_ or [], steps, batch_size, ProblemSpec(dimension, exponent, file=problem), json)


def measure(
    file: FileArgument,
    level: Annotated[float, typer.Option("--level", help="Level of the confidence intervals.")] = 0.95,
    clip: ClipOption = False,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE.npz", help="Write the measured problem (h, c, theta0_sq) for --problem."),
    ] = None,
    json: JsonOption = None,
) -> None:
    """Spectrum, gradient noise and noise scale of your own model, with confidence intervals.

    FILE.npz holds one of: gradients (examples, parameters), if known with hessian, or curvatures and eigenvectors, and displacement
    (start minus minimum); or curvatures and covariance (in the eigenbasis), with examples, displacement, gradient; or
    small_norms_sq, big_norms_sq, small_batch, big_batch.
    """
    from derivations.measure_command import show_measurement

    show_measurement(file, level, clip, out, json)


def advise(
    file: FileArgument,
    target: Annotated[str, typer.Option("--target", help="Loss above the minimum to reach.")] = "0.01",
    batch_sizes: Annotated[
        str, typer.Option("--batch-sizes", help="Comma-separated; 2^10 is understood.")
    ] = "4,16,64,256,1024,4096",
    optimizers: Annotated[
        list[str] | None,
        typer.Option("--optimizer", metavar="OPTIMIZER", help="As in 'nqm derive'; repeatable; five by default."),
    ] = None,
    power: Annotated[float, typer.Option("--power", help="Power of the Hessian in preconditioned rules.")] = 0.5,
    update_cost: Annotated[
        float, typer.Option("--update-cost", help="Cost of one update in gradients of single examples.")
    ] = 0.0,
    initial_risk: Annotated[
        float | None,
        typer.Option("--initial-risk", help="Loss of the start above the minimum, spread evenly over the directions."),
    ] = None,
    clip: ClipOption = False,
    json: JsonOption = None,
) -> None:
    """Which optimizer at which batch size, on your own model: tuned steps, examples and cost, and what to choose."""
    from derivations.measure_command import show_advice

    show_advice(file, target, batch_sizes, optimizers or [], power, update_cost, initial_risk, clip, json)


def experiment(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="digits: theory against training on real data (extra 'data'); coverage.")
    ],
    out: Annotated[str | None, typer.Option("--out", metavar="DIR", help="Where to write; a folder NAME by default.")] = None,
    small: Annotated[bool, typer.Option("--small", help="Fewer examples, rules and batch sizes: seconds.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Also replace the data that the reports are made from.")] = False,
    workers: Annotated[int, typer.Option("--workers", help="Local processes; 0: as many as there are cores, up to four.")] = 0,
    resume: Annotated[
        str | None,
        typer.Option("--resume", metavar="FILE", help="Keep finished results in FILE and do not compute them again."),
    ] = None,
) -> None:
    """Run an experiment from scratch and write its data, measurements and page."""
    import os

    from derivations.experiment_command import run_named

    run_named(name, out, small, keep, workers or min(os.cpu_count() or 1, 4), resume)
