"""Options that several commands share: what they are called, how the shell completes them, which files they may write."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from derivations.inputs.claimed import claim
from montecarlo.files import check_writable


def written(context: typer.Context, option: typer.CallbackParam, path: str | None) -> str | None:
    """A file that the command will write, checked before any work. Raises ``InputError`` if it cannot or must not be written."""
    if path is None or context.resilient_parsing:
        return path
    if path != "-":
        check_writable(path)
    claim(_name(option), path, writes=True)
    return path


def read(context: typer.Context, option: typer.CallbackParam, path: str | None) -> str | None:
    """A file that the command reads, which no other option may write to."""
    if path is not None and not context.resilient_parsing:
        claim(_name(option), path, writes=False)
    return path


def kept(context: typer.Context, option: typer.CallbackParam, path: str | None) -> str | None:
    """A file that the command reads and adds to."""
    if path == "":
        check_writable(path)
    if path is not None and not context.resilient_parsing:
        claim(_name(option), path, writes=True)
    return path


def _name(option: typer.CallbackParam) -> str:
    return option.opts[0] if option.opts[0].startswith("-") else str(option.metavar)


def whole_number(*names: str, help: str, metavar: str = "<int>") -> Any:
    """An option that takes a whole number, which may be written as 2^10 or 1e6."""
    return typer.Option(*names, help=help, metavar=metavar, parser=str, callback=_whole)


def number(*names: str, help: str, metavar: str = "<float>") -> Any:
    """An option that takes a number, which may be written as 1/3 or 2^-10."""
    return typer.Option(*names, help=help, metavar=metavar, parser=str, callback=_number)


def _whole(context: typer.Context, option: typer.CallbackParam, value: str | None) -> str | int | None:
    if value is None or context.resilient_parsing:
        return value
    from derivations.inputs.names import parse_whole

    return parse_whole(value, _name(option))


def _number(context: typer.Context, option: typer.CallbackParam, value: str | None) -> str | float | None:
    if value is None or context.resilient_parsing:
        return value
    from derivations.inputs.names import parse_number

    return float(parse_number(value, _name(option)))


def optimizer_names(incomplete: str) -> Iterable[str]:
    """Completions of an optimizer: names, and inside a composition the names of what may be wrapped."""
    from derivations.inputs.names import known_optimizers

    outer, opening, inner = incomplete.rpartition("(")
    return [f"{outer}{opening}{name}" for name in known_optimizers() if name.startswith(inner)]


def claim_ids(incomplete: str) -> Iterable[str]:
    """Completions of a claim's id, and files of rules."""
    from theory.claims import ledger

    ids = [k.id for k in ledger() if k.id.startswith(incomplete)]
    return ids if "." in incomplete else sorted({i.split(".")[0] for i in ids})


def output(name: str, text: str, metavar: str = "FILE") -> Any:
    """An option that names a file to write."""
    return typer.Option(name, metavar=metavar, help=text, callback=written)


JsonOption = Annotated[str | None, output("--json", "Also write JSON to FILE (- is standard output, without tables).")]
PlotOption = Annotated[str | None, output("--plot", "Draw a picture: .svg, .png or .pdf.")]
CsvOption = Annotated[str | None, output("--csv", "Write the rows as CSV (- is standard output).")]
SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a hyperparameter; repeatable.")]
OptimizerArgument = Annotated[
    str,
    typer.Argument(
        metavar="OPTIMIZER", help="heavy-ball, ema(heavy-ball), or file.py:ClassName.", autocompletion=optimizer_names
    ),
]
StepsOption = Annotated[str, typer.Option("--steps", help="Comma-separated step numbers.")]
BatchOption = Annotated[str, typer.Option("--batch-size", help="Batch size B; inf for no noise.")]
DimensionOption = Annotated[int, whole_number("--dimension", help="Power law h_i = 1/i, i = 1..DIMENSION, C = H.")]
CurvaturesOption = Annotated[
    str | None, typer.Option("--curvatures", help="Comma-separated curvatures instead of the power law.")
]
NoiseOption = Annotated[
    str | None, typer.Option("--noise-variances", help="Comma-separated c_i; equal to the curvatures by default.")
]
ExponentOption = Annotated[float, number("--exponent", help="Exponent of the power law, h_i = i^-EXPONENT.")]
ProblemOption = Annotated[
    str | None,
    typer.Option("--problem", metavar="FILE", help="Problem from a CSV or NPZ file: h,c[,theta0_sq][,count].", callback=read),
]
BinsOption = Annotated[
    int, whole_number("--bins", help="Put the coordinates into so many bins; the error is bounded and shown. 0: do not.")
]
RuleOption = Annotated[str, typer.Option("--rule", help="How to bin: gauss, or lower-edge as in the paper's notebook.")]
WorkersOption = Annotated[int, whole_number("--workers", help="Local processes.")]
ProcessesOption = Annotated[int, whole_number("--workers", help="Local processes; 0: as many as there are cores, up to four.")]
DaskOption = Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help="Run on the Dask cluster of this scheduler.")]
ResumeOption = Annotated[
    str | None,
    typer.Option(
        "--resume", metavar="FILE", help="Keep finished results in FILE and do not compute them again.", callback=kept
    ),
]
MeasuredArgument = Annotated[
    str,
    typer.Argument(metavar="FILE.npz", help="Arrays of your model: see 'nqm measure --help'.", callback=read),
]


def processes(asked: int) -> int:
    """How many local processes ``--workers`` means."""
    return asked or min(os.cpu_count() or 1, 4)
