"""The command line. Heavy imports happen inside the commands, so that help is immediate."""

from __future__ import annotations

from typing import Annotated

import typer

from derivations.cli import options
from derivations.cli.model_app import register_model_commands
from derivations.inputs.claimed import CLAIMED

app = typer.Typer(
    name="nqm",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

VersionOption = Annotated[
    bool,
    typer.Option(
        "--version", is_eager=True, callback=lambda asked: _show_version() if asked else None, help="Say which version this is."
    ),
]


@app.callback()
def _options(version: VersionOption = False) -> None:
    """Exact theory of stochastic optimizers on the noisy quadratic model."""
    CLAIMED.clear()


def _show_version() -> None:
    from theory.version import __version__

    print(f"nqm {__version__}")
    raise typer.Exit


@app.command()
def verify(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[CLAIM-ID-PREFIX or FILE.py]...", autocompletion=options.claim_ids)
    ] = None,
    seed: Annotated[int, options.whole_number("--seed", help="Seed of the sampled evidence.")] = 0,
    smt: Annotated[
        bool, typer.Option("--smt", help="Ask z3 (extra smt) about every condition of the claims instead of settling them.")
    ] = False,
    kernel: Annotated[
        bool, typer.Option("--kernel", help="Have Rocq (coqc) prove the claims anew, from the update rules.")
    ] = False,
    workers: options.WorkersOption = 2,
    json: options.JsonOption = None,
) -> None:
    """Settle claims and print the ledger, or put your own optimizer file through the whole machinery.

    Exit code 0 only if every claim met its expected verdict (and every check of a file passed, and
    nothing contradicts a claim about its rules; one that is undecided does not count).
    With --smt: exit code 0 only if z3 contradicts nothing; what it does not decide is listed and does not count.
    With --kernel: exit code 0 only if Rocq rejects no proof and proves what the reports say it does; the others are listed with the reason.
    """
    from derivations.cli.commands import verify_all

    names = targets or []
    files = [n for n in names if n.endswith(".py") or ".py:" in n]
    if smt or kernel:
        from derivations.cli.outsiders import ask_rocq, ask_z3

        if files:
            asked = "--smt" if smt else "--kernel"
            raise typer.BadParameter(
                f"{asked} asks about the ledger's claims, not about {files[0]}: give prefixes of claim ids"
            )
        raise typer.Exit(0 if (ask_z3(names, json) if smt else ask_rocq(names, workers, json)) else 1)
    raise typer.Exit(0 if verify_all(files, [n for n in names if n not in files], seed, json) else 1)


@app.command()
def derive(
    optimizer: options.OptimizerArgument,
    set_: options.SetOption = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Markdown with GitHub maths.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="A LaTeX document.")] = False,
    json: options.JsonOption = None,
) -> None:
    """Print the theory of an optimizer, derived from its update rule."""
    from derivations.cli.commands import show_derivation

    show_derivation(optimizer, set_ or [], "latex" if latex else "markdown" if markdown else "plain", json)


@app.command()
def equivalent(
    first: options.OptimizerArgument,
    second: Annotated[
        str,
        typer.Argument(
            metavar="OPTIMIZER", help="The rule that may be able to do the same.", autocompletion=options.optimizer_names
        ),
    ],
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
        int | None, options.whole_number("--steps", help="Steps of the second rule for one of the first; found if not given.")
    ] = None,
    seconds: Annotated[float, options.number("--seconds", help="Stop after so long and say what was not decided.")] = 120.0,
    json: options.JsonOption = None,
) -> None:
    """Whether the second rule can produce the first one's iterates, and under which map of hyperparameters.

    Exit code 0 if it can, 1 if not (then the first coefficient that differs is shown), 3 if that was not decided.
    """
    from derivations.cli.equivalent import show_equivalence

    raise typer.Exit(show_equivalence((first, second), (set_ or [], set_second or []), steps, json, seconds))


@app.command()
def report(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE.py]...", help="Write the pages of your own optimizers instead.")
    ] = None,
    set_: options.SetOption = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say which reports are stale.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Draw all pages again, even if nothing they are made of has changed.")
    ] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="Set the pages as PDF too, in a folder pdf beside them.")] = False,
    out: Annotated[
        str | None,
        typer.Option(
            "--out", metavar="DIR", help="Where to write; derivations/reports in a checkout, nqm-reports here otherwise."
        ),
    ] = None,
    workers: options.ProcessesOption = 0,
) -> None:
    """Regenerate the derivation reports (Markdown and figures) where what they are made of has changed, or write those of your own optimizers.

    For FILE.py (or FILE.py:ClassName) the pages go to a folder FILE-report beside it, or to --out; --set chooses the setting of the
    pictures.
    """
    if files:
        from derivations.studies.gallery.user_report import write_user_reports

        if check or everything:
            raise typer.BadParameter("--check and --all are for the built-in reports, not for a file")
        raise typer.Exit(write_user_reports(files, set_ or [], out, pdf))
    if set_:
        raise typer.BadParameter("--set needs a FILE.py")
    if pdf and check:
        raise typer.BadParameter("--check writes nothing, --pdf does: give one of them")
    from derivations.report import check_reports, write_reports

    number = options.processes(workers)
    raise typer.Exit(check_reports(out, number, everything) if check else write_reports(out, number, everything, pdf))


@app.command()
def risk(
    optimizer: options.OptimizerArgument,
    set_: options.SetOption = None,
    steps: options.StepsOption = "0,1,10,100,1000",
    batch_size: options.BatchOption = "64",
    dimension: options.DimensionOption = 10_000,
    exponent: options.ExponentOption = 1.0,
    curvatures: options.CurvaturesOption = None,
    noise_variances: options.NoiseOption = None,
    problem: options.ProblemOption = None,
    bins: options.BinsOption = 0,
    rule: options.RuleOption = "gauss",
    digits: Annotated[
        int | None, options.whole_number("--digits", help="Intervals with that many digits instead of float64.")
    ] = None,
    json: options.JsonOption = None,
) -> None:
    """Exact expected risk over time."""
    from derivations.cli.commands import show_risk
    from derivations.tasks.sweep import ProblemSpec

    spec = ProblemSpec(dimension, exponent, curvatures, noise_variances, problem, bins, rule)
    show_risk(optimizer, set_ or [], steps, batch_size, spec, digits, json)


@app.command()
def steps(
    optimizers: Annotated[
        list[str],
        typer.Argument(metavar="OPTIMIZER...", help="One or more, as in 'nqm derive'.", autocompletion=options.optimizer_names),
    ],
    set_: options.SetOption = None,
    batch_sizes: Annotated[
        str, typer.Option("--batch-sizes", help="Comma-separated; 2^10 and inf (no noise) are understood.")
    ] = "4,64,1024,16384,262144",
    target: Annotated[str, typer.Option("--target", help="Risk to reach.")] = "0.01",
    dimension: options.DimensionOption = 10_000,
    exponent: options.ExponentOption = 1.0,
    curvatures: options.CurvaturesOption = None,
    noise_variances: options.NoiseOption = None,
    problem: options.ProblemOption = None,
    bins: options.BinsOption = 0,
    rule: options.RuleOption = "gauss",
    schedule: Annotated[
        int,
        options.whole_number(
            "--schedule", metavar="PIECES", help="Fewest steps with a schedule of so many pieces instead of constants."
        ),
    ] = 0,
    plot: options.PlotOption = None,
    csv: options.CsvOption = None,
    workers: options.WorkersOption = 1,
    dask: options.DaskOption = None,
    resume: options.ResumeOption = None,
    json: options.JsonOption = None,
) -> None:
    """Fewest steps to a target risk at each batch size, every hyperparameter not set with --set tuned.

    Exact for linear rules; a rule that is not linear (adam, sign-sgd) is tuned by simulation.
    """
    from derivations.cli.batch import show_steps
    from derivations.tasks.sweep import ProblemSpec

    spec = ProblemSpec(dimension, exponent, curvatures, noise_variances, problem, bins, rule)
    show_steps(optimizers, set_ or [], spec, batch_sizes, target, (json, csv, plot), (workers, dask, resume), schedule)


@app.command()
def figures(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="1, 2, 3a, 3b, 3c, 4, 14a, ...; all by default.")
    ] = None,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where to write.")] = "figures",
    workers: options.WorkersOption = 1,
    dask: options.DaskOption = None,
    resume: options.ResumeOption = None,
    json: options.JsonOption = None,
) -> None:
    """The paper's figures on the noisy quadratic, computed now, as SVG with a CSV of the same numbers."""
    from derivations.cli.batch import write_figures

    write_figures(names or [], out, (workers, dask, resume), json)


@app.command()
def simulate(
    optimizer: options.OptimizerArgument,
    set_: options.SetOption = None,
    steps: options.StepsOption = "0,1,10,100",
    batch_size: options.BatchOption = "64",
    dimension: options.DimensionOption = 100,
    exponent: options.ExponentOption = 1.0,
    curvatures: options.CurvaturesOption = None,
    noise_variances: options.NoiseOption = None,
    problem: options.ProblemOption = None,
    rotate: Annotated[
        int | None,
        options.whole_number("--rotate", metavar="SEED", help="Rotate the Hessian by the random rotation of this seed."),
    ] = None,
    replicates: Annotated[
        int | None,
        options.whole_number(
            "--replicates", help="Independent runs, 10000 by default; with --confirm the most there may be, 10^9 by default."
        ),
    ] = None,
    noise: Annotated[str, typer.Option(help="gaussian, rademacher, uniform, laplace, student-t or table.")] = "gaussian",
    start: Annotated[str, typer.Option(help="Law of the start, as --noise, scaled to its second moment.")] = "gaussian",
    seed: Annotated[
        int, options.whole_number("--seed", help="Seed; with it the result is the same for any number of workers.")
    ] = 0,
    engine: Annotated[str, typer.Option(help="auto, numpy, compiled (extra fast) or jax (extra jax).")] = "auto",
    confirm: Annotated[
        float | None,
        options.number(
            "--confirm", metavar="TOLERANCE", help="Sample until the exact risk is confirmed this well, or refuted."
        ),
    ] = None,
    claim: Annotated[
        float | None, options.number("--claim", help="With --confirm: the risk claimed, instead of the exact.")
    ] = None,
    false_alarm: Annotated[float, options.number("--false-alarm", help="Chance of a wrong verdict.")] = 1e-3,
    plot: options.PlotOption = None,
    workers: options.WorkersOption = 1,
    dask: options.DaskOption = None,
    resume: options.ResumeOption = None,
    json: options.JsonOption = None,
) -> None:
    """Monte Carlo beside the exact value, in standard errors. Works for any rule, linear or not."""
    from derivations.cli.simulate import confirm_simulation, parsed_steps, show_simulation
    from derivations.tasks.simulation import RunSpec
    from derivations.tasks.sweep import ProblemSpec

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
    from derivations.cli.commands import write_starting_file

    write_starting_file(file, force)


register_model_commands(app)
