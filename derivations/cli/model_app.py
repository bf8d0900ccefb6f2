"""The commands about noise scales and models of your own: trajectory, measure, advise, experiment.

Heavy imports happen inside them, so that help is immediate.
"""

from __future__ import annotations

from typing import Annotated

import typer

from derivations.cli import options

ClipOption = Annotated[bool, typer.Option("--clip", help="Remove directions of curvature <= 0 and say how many.")]


def register_model_commands(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command()(trajectory)
    app.command()(measure)
    app.command()(advise)
    app.command()(experiment)


def trajectory(
    optimizer: options.OptimizerArgument,
    set_: options.SetOption = None,
    steps: options.StepsOption = "0,1,10,100,1000,10000",
    batch_size: options.BatchOption = "64",
    dimension: options.DimensionOption = 10_000,
    exponent: options.ExponentOption = 1.0,
    problem: options.ProblemOption = None,
    json: options.JsonOption = None,
) -> None:
    """Risk, distance from the start and gradient noise scales along an optimizer's exact trajectory."""
    from derivations.cli.trajectory import show_trajectory
    from derivations.tasks.sweep import ProblemSpec

    show_trajectory(optimizer, set_ or [], steps, batch_size, ProblemSpec(dimension, exponent, file=problem), json)


def measure(
    file: options.MeasuredArgument,
    level: Annotated[float, options.number("--level", help="Level of the confidence intervals.")] = 0.95,
    clip: ClipOption = False,
    out: Annotated[
        str | None, options.output("--out", "Write the measured problem (h, c, theta0_sq) for --problem.", "FILE.npz")
    ] = None,
    json: options.JsonOption = None,
) -> None:
    """Spectrum, gradient noise and noise scale of your own model, with confidence intervals.

    FILE.npz holds one of: gradients (examples, parameters), if known with hessian, or curvatures and eigenvectors, and displacement
    (start minus minimum); or curvatures and covariance (in the eigenbasis), with examples, displacement, gradient; or
    small_norms_sq, big_norms_sq, small_batch, big_batch.
    """
    from derivations.cli.measure import show_measurement

    show_measurement(file, level, clip, out, json)


def advise(
    file: options.MeasuredArgument,
    target: Annotated[str, typer.Option("--target", help="Loss above the minimum to reach.")] = "0.01",
    batch_sizes: Annotated[
        str, typer.Option("--batch-sizes", help="Comma-separated; 2^10 is understood.")
    ] = "4,16,64,256,1024,4096",
    optimizers: Annotated[
        list[str] | None,
        typer.Option("--optimizer", metavar="OPTIMIZER", help="As in 'nqm derive'; repeatable; five by default."),
    ] = None,
    power: Annotated[float, options.number("--power", help="Power of the Hessian in preconditioned rules.")] = 0.5,
    update_cost: Annotated[
        float, options.number("--update-cost", help="Cost of one update in gradients of single examples.")
    ] = 0.0,
    initial_risk: Annotated[
        float | None,
        options.number("--initial-risk", help="Loss of the start above the minimum, spread evenly over the directions."),
    ] = None,
    clip: ClipOption = False,
    json: options.JsonOption = None,
) -> None:
    """Which optimizer at which batch size, on your own model: tuned steps, examples and cost, and what to choose."""
    from derivations.cli.measure import show_advice

    show_advice(file, target, batch_sizes, optimizers or [], power, update_cost, initial_risk, clip, json)


def experiment(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="digits: theory against training on real data (extra 'data'); adaptive, batch-size, coverage, gallery.",
        ),
    ],
    out: Annotated[
        str | None, typer.Option("--out", metavar="DIR", help="Where to write; a folder nqm-NAME by default.")
    ] = None,
    small: Annotated[bool, typer.Option("--small", help="Fewer examples, rules and batch sizes: seconds.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Also replace the data that the reports are made from.")] = False,
    workers: options.ProcessesOption = 0,
    resume: options.ResumeOption = None,
) -> None:
    """Run an experiment from scratch and write its data, measurements and page."""
    from derivations.cli.experiment import run_named

    run_named(name, out, small, keep, options.processes(workers), resume)
