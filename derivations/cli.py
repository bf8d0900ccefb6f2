"""The command line. Heavy imports happen inside the commands, so that help is immediate."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from derivations.cli_model import register_model_commands

app = typer.Typer(
    name="nqm",
    help="Exact theory of stochastic optimizers on the noisy quadratic model.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

JsonOption = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Also write JSON to FILE (- is standard output, without tables).")
]
SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a hyperparameter; repeatable.")]
OptimizerArgument = Annotated[
    str, typer.Argument(metavar="OPTIMIZER", help="heavy-ball, ema(heavy-ball), or file.py:ClassName.")
]
StepsOption = Annotated[str, typer.Option("--steps", help="Comma-separated step numbers.")]
BatchOption = Annotated[str, typer.Option("--batch-size", help="Batch size B.")]
DimensionOption = Annotated[int, typer.Option("--dimension", help="Power law h_i = 1/i, i = 1..DIMENSION, C = H.")]
CurvaturesOption = Annotated[
    str | None, typer.Option("--curvatures", help="Comma-separated curvatures instead of the power law.")
]
NoiseOption = Annotated[
    str | None, typer.Option("--noise-variances", help="Comma-separated c_i; equal to the curvatures by default.")
]
ExponentOption = Annotated[float, typer.Option("--exponent", help="Exponent of the power law, h_i = i^-EXPONENT.")]
ProblemOption = Annotated[
    str | None, typer.Option("--problem", metavar="FILE", help="Problem from a CSV or NPZ file: h,c[,theta0_sq][,count].")
]
BinsOption = Annotated[
    int, typer.Option("--bins", help="Put the coordinates into so many bins; the error is bounded and shown. 0: do not.")
]
RuleOption = Annotated[str, typer.Option("--rule", help="How to bin: gauss, or lower-edge as in the paper's notebook.")]
WorkersOption = Annotated[int, typer.Option("--workers", help="Local processes.")]
DaskOption = Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help="Run on the Dask cluster of this scheduler.")]
ResumeOption = Annotated[
    str | None, typer.Option("--resume", metavar="FILE", help="Keep finished results in FILE and do not compute them again.")
]


@app.command()
def verify(
    targets: Annotated[list[str] | None, typer.Argument(metavar="[CLAIM-ID-PREFIX or FILE.py]...")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the sampled evidence.")] = 0,
    json: JsonOption = None,
) -> None:
    """Settle claims and print the ledger, or put your own optimizer file through the whole machinery.

    Exit code 0 only if every claim met its expected verdict (and every check of a file passed).
    """
    from derivations.commands import verify_all

    names = targets or []
    files = [n for n in names if n.endswith(".py") or ".py:" in n]
    raise typer.Exit(0 if verify_all(files, [n for n in names if n not in files], seed, json) else 1)


@app.command()
def derive(
    optimizer: OptimizerArgument,
    set_: SetOption = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Markdown with GitHub maths.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="A LaTeX document.")] = False,
    json: JsonOption = None,
) -> None:
    """Print the theory of an optimizer, derived from its update rule."""
    from derivations.commands import show_derivation

    show_derivation(optimizer, set_ or [], "latex" if latex else "markdown" if markdown else "plain", json)


@app.command()
def equivalent(
    first: OptimizerArgument,
    second: Annotated[str, typer.Argument(metavar="OPTIMIZER", help="The rule that may be able to do the same.")],
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help="Restrict the first rule; VALUE may be another hyperparameter's name."
        ),
    ] = None,
    set_second: Annotated[
        list[str] | None, typer.Option("--set-second", metavar="NAME=VALUE", help="The same for the second rule.")
    ] = None,
    steps: Annotated[
        int | None, typer.Option("--steps", help="Steps of the second rule for one of the first; found if not given.")
    ] = None,
    json: JsonOption = None,
) -> None:
    """Whether the second rule can produce the first one's iterates, and under which map of hyperparameters.

    Exit code 0 if it can, 1 if not (then the first coefficient that differs is shown).
    """
    from derivations.equivalence_command import show_equivalence

    raise typer.Exit(0 if show_equivalence((first, second), (set_ or [], set_second or []), steps, json) else 1)


@app.command()
def report(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE.py]...", help="Write the pages of your own optimizers instead.")
    ] = None,
    set_: SetOption = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say which reports are stale.")] = False,
    out: Annotated[
        str | None, typer.Option("--out", metavar="DIR", help="Where to write; derivations/reports by default.")
    ] = None,
    races: Annotated[
        bool, typer.Option("--races", help="Run the simulated races of the adaptive methods again (minutes).")
    ] = False,
    workers: Annotated[int, typer.Option("--workers", help="Local processes; 0: as many as there are cores, up to four.")] = 0,
    resume: ResumeOption = None,
) -> None:
    """Regenerate the derivation reports (Markdown, LaTeX, figures), or write those of your own optimizers.

    For FILE.py (or FILE.py:ClassName) the pages go to a folder FILE-report beside it, or to --out; --set chooses the setting of the
    pictures.
    """
    import os

    many = workers or min(os.cpu_count() or 1, 4)
    if files:
        from derivations.user_report import write_user_reports

        if check or races:
            raise typer.BadParameter("--check and --races are for the built-in reports, not for a file")
        raise typer.Exit(write_user_reports(files, set_ or [], out))
    if set_:
        raise typer.BadParameter("--set needs a FILE.py")
    from derivations.report import check_reports, write_reports

    raise typer.Exit(check_reports(out, many) if check else write_reports(out, races, many, resume))


@app.command()
def risk(
    optimizer: OptimizerArgument,
    set_: SetOption = None,
    steps: StepsOption = "0,1,10,100,1000",
    batch_size: BatchOption = "64",
    dimension: DimensionOption = 10_000,
    exponent: ExponentOption = 1.0,
    curvatures: CurvaturesOption = None,
    noise_variances: NoiseOption = None,
    problem: ProblemOption = None,
    bins: BinsOption = 0,
    rule: RuleOption = "gauss",
    digits: Annotated[int | None, typer.Option("--digits", help="Intervals with that many digits instead of float64.")] = None,
    json: JsonOption = None,
) -> None:
    """Exact expected risk over time."""
    from derivations.commands import show_risk
    from derivations.sweeps import ProblemSpec

    spec = ProblemSpec(dimension, exponent, curvatures, noise_variances, problem, bins, rule)
    show_risk(optimizer, set_ or [], steps, batch_size, spec, digits, json)


@app.command()
def steps(
    optimizers: Annotated[list[str], typer.Argument(metavar="OPTIMIZER...", help="One or more, as in 'nqm derive'.")],
    set_: SetOption = None,
    batch_sizes: Annotated[
        str, typer.Option("--batch-sizes", help="Comma-separated; 2^10 and inf (no noise) are understood.")
    ] = "4,64,1024,16384,262144",
    target: Annotated[str, typer.Option("--target", help="Risk to reach.")] = "0.01",
    dimension: DimensionOption = 10_000,
    exponent: ExponentOption = 1.0,
    curvatures: CurvaturesOption = None,
    noise_variances: NoiseOption = None,
    problem: ProblemOption = None,
    bins: BinsOption = 0,
    rule: RuleOption = "gauss",
    schedule: Annotated[
        int,
        typer.Option(
            "--schedule", metavar="PIECES", help="Fewest steps with a schedule of so many pieces instead of constants."
        ),
    ] = 0,
    plot: Annotated[str | None, typer.Option("--plot", metavar="FILE", help="Draw the curves: .svg, .png or .pdf.")] = None,
    csv: Annotated[
        str | None, typer.Option("--csv", metavar="FILE", help="Write the rows as CSV (- is standard output).")
    ] = None,
    workers: WorkersOption = 1,
    dask: DaskOption = None,
    resume: ResumeOption = None,
    json: JsonOption = None,
) -> None:
    """Fewest steps to a target risk at each batch size, every hyperparameter not set with --set tuned.

    Exact for linear rules; a rule that is not linear (adam, sign-sgd) is tuned by simulation.
    """
    from derivations.batch_commands import show_steps
    from derivations.sweeps import ProblemSpec

    spec = ProblemSpec(dimension, exponent, curvatures, noise_variances, problem, bins, rule)
    show_steps(optimizers, set_ or [], spec, batch_sizes, target, (json, csv, plot), (workers, dask, resume), schedule)


@app.command()
def figures(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="1, 2, 3a, 3b, 3c, 4, 14a, ...; all by default.")
    ] = None,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where to write.")] = "figures",
    workers: WorkersOption = 1,
    dask: DaskOption = None,
    resume: ResumeOption = None,
    json: JsonOption = None,
) -> None:
    """The paper's figures on the noisy quadratic, computed now, as SVG with a CSV of the same numbers."""
    from derivations.batch_commands import write_figures

    write_figures(names or [], out, (workers, dask, resume), json)


@app.command()
def simulate(
    optimizer: OptimizerArgument,
    set_: SetOption = None,
    steps: StepsOption = "0,1,10,100",
    batch_size: BatchOption = "64",
    dimension: DimensionOption = 100,
    exponent: ExponentOption = 1.0,
    curvatures: CurvaturesOption = None,
    noise_variances: NoiseOption = None,
    problem: ProblemOption = None,
    rotate: Annotated[
        int | None, typer.Option("--rotate", metavar="SEED", help="Rotate the Hessian by the random rotation of this seed.")
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(help="Independent runs, 10000 by default; with --confirm the most there may be, 10^9 by default."),
    ] = None,
    noise: Annotated[str, typer.Option(help="gaussian, rademacher, uniform, laplace, student-t or table.")] = "gaussian",
    start: Annotated[str, typer.Option(help="Law of the start, as --noise, scaled to its second moment.")] = "gaussian",
    seed: Annotated[int, typer.Option(help="Seed; with it the result is the same for any number of workers.")] = 0,
    engine: Annotated[str, typer.Option(help="auto, numpy, compiled (extra fast) or jax (extra jax).")] = "auto",
    confirm: Annotated[
        float | None,
        typer.Option("--confirm", metavar="TOLERANCE", help="Sample until the exact risk is confirmed this well, or refuted."),
    ] = None,
    claim: Annotated[
        float | None, typer.Option("--claim", help="With --confirm: the risk claimed, instead of the exact.")
    ] = None,
    false_alarm: Annotated[float, typer.Option("--false-alarm", help="Chance of a wrong verdict.")] = 1e-3,
    plot: Annotated[
        str | None, typer.Option("--plot", metavar="FILE", help="Draw the risk over time: .svg, .png or .pdf.")
    ] = None,
    workers: WorkersOption = 1,
    dask: DaskOption = None,
    resume: ResumeOption = None,
    json: JsonOption = None,
) -> None:
    """Monte Carlo beside the exact value, in standard errors. Works for any rule, linear or not."""
    from derivations.laboratory import RunSpec
    from derivations.simulate_command import confirm_simulation, parsed_steps, show_simulation
    from derivations.sweeps import ProblemSpec

    spec = RunSpec(
        optimizer,
        tuple(set_ or ()),
        ProblemSpec(dimension, exponent, curvatures, noise_variances, problem),
        *parsed_steps(steps, batch_size),
        noise,
        start,
        seed,
        engine,  # type: ignore[arg-type]
        rotate,
    )
    if confirm is not None:
        if dask or resume or plot:
            raise typer.BadParameter("--confirm runs in this process: --dask, --resume and --plot do not go with it")
        confirm_simulation(spec, confirm, claim, false_alarm, 10**9 if replicates is None else replicates, workers, json)
    elif claim is not None:
        raise typer.BadParameter("--claim needs --confirm TOLERANCE")
    else:
        scale = (workers, dask, resume)
        show_simulation(spec, 10_000 if replicates is None else replicates, false_alarm, scale, plot, json)


@app.command()
def new(
    file: Annotated[str, typer.Argument(metavar="FILE.py")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Write a starting file for a new optimizer."""
    from derivations.commands import write_starting_file

    write_starting_file(file, force)


register_model_commands(app)


def main(arguments: list[str] | None = None) -> None:
    """Entry point: bad input ends with one line and exit code 2, an interruption with 130."""
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    from theory.errors import InputError

    try:
        result: Any = app(arguments, standalone_mode=False)
        code = int(result or 0)
        if code == 130:  # the parser has caught the interruption itself
            print("interrupted", file=sys.stderr)
        return code
    except InputError as error:
        message = " ".join(str(error).split())
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        usage = getattr(error, "format_message", None)
        if type(error).__name__ == "Abort":
            print("interrupted", file=sys.stderr)
            return 130
        if usage is None:
            raise
        message = f"{' '.join(usage().split())} (see 'nqm --help')"
    print(f"nqm: {message}", file=sys.stderr)
    return 2
