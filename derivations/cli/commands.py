"""What the commands do, apart from parsing: compute, print a table, write the same as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sympy as sp

from derivations.inputs.names import instantiate, load_file, parse_batch_size, parse_optimizer, parse_settings, whole_steps
from derivations.inputs.output import print_table, progress, write_atomic, write_json
from derivations.ledger.examination import Examination, examine
from derivations.ledger.ledger import Entry, headline, verify
from derivations.ledger.own_claims import own_claims
from derivations.pages.derivation import derivation_document, divergence, plain_derivation
from derivations.tasks.sweep import ProblemSpec
from numerics.dynamics.moments import risk
from numerics.dynamics.precise import precise_risk
from numerics.problem.noisy_quadratic import BinnedQuadratic, NoisyQuadratic
from theory.analysis.derivation import derive
from theory.claims import ledger
from theory.errors import InputError
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer
from theory.statements.claim import Claim

DIRECT_STEPS = 20_000
"""Steps up to which a nonlinear or time-varying rule is run on the command line without a warning."""


def verify_all(files: Sequence[str], prefixes: Sequence[str], seed: int, json: str | None) -> bool:
    """Optimizer files and claims, as asked; all claims if nothing is. Returns whether all is as expected."""
    content: dict[str, Any] = {"ok": True}
    if files:
        content |= _verify_files(files, seed, quiet=json == "-")
    if prefixes or not files:
        content |= (claims := _verify_claims(prefixes, seed, quiet=json == "-")) | {"ok": claims["ok"] and content["ok"]}
    if json:
        write_json(
            json, content | ({"claims": [entry.as_dict() for entry in content["claims"]]} if "claims" in content else {})
        )
    return bool(content["ok"])


def chosen_claims(prefixes: Sequence[str]) -> list[Claim]:
    """The ledger's claims whose ids start with one of the prefixes; all without prefixes."""
    for prefix in prefixes:
        if not ledger().starting_with(prefix):
            groups = sorted({k.id.split(".")[0] for k in ledger()})
            raise InputError(f"no claim id starts with {prefix!r}; groups: {', '.join(groups)}")
    return [k for k in ledger() if not prefixes or any(k.id.startswith(p) for p in prefixes)]


def _verify_claims(prefixes: Sequence[str], seed: int, quiet: bool) -> dict[str, Any]:
    """The ledger of the claims chosen."""
    claims = chosen_claims(prefixes)
    with progress("verify") as tick:
        entries = verify(claims, seed, tick)
    ok = all(e.ok for e in entries)
    if not quiet:
        _print_entries("Ledger", entries, _unexpected)
        print(headline(entries))
        print("every claim met its expected verdict" if ok else "some claims did not meet their expected verdict")
    return {"ok": ok, "claims": entries}


def _unexpected(entry: Entry) -> str:
    return "" if entry.ok else f" UNEXPECTED (expected {entry.claim.expected}): {', '.join(entry.failed_steps)}"


def _unsettled(entry: Entry) -> str:
    """What is missing to a claim of which no verdict is expected."""
    if entry.contradicted:
        return f", CONTRADICTED by intervals at {'; '.join(entry.interval.failures)}" if entry.interval.failures else ""
    missing = [f"not shown: {', '.join(entry.failed_steps)}"] if entry.failed_steps else []
    missing += [f"intervals cannot tell at {_counted(entry.interval.unsettled, 'point')}"] if entry.interval.unsettled else []
    return f" ({'; '.join(missing)})" if missing else ""


def _print_entries(title: str, entries: Sequence[Entry], note: Callable[[Entry], str]) -> None:
    rows = []
    for e in entries:
        kinds = f"{_counted(len(e.steps), 'proof step')}, {_counted(e.interval.points, 'interval point')}"
        if e.monte_carlo:
            kinds += ", simulated"
        hidden = " (hypothesis omitted in the source)" if e.claim.omitted else ""
        rows.append((e.claim.id, f"{e.claim.outcome(e.verdict)}{note(e)}", e.claim.title + hidden, kinds))
    print_table(title, ("claim", "verdict", "statement", "evidence"), rows, fixed=1)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def _verify_files(files: Sequence[str], seed: int, quiet: bool) -> dict[str, Any]:
    """Every optimizer of the user's files through the examination, and the claims of any linear rule settled for it."""
    found: list[tuple[Examination, list[Entry]]] = []
    with progress("examine") as tick:
        for file in files:
            name, _, wanted = file.partition(":")
            classes = [k for k in load_file(Path(name)) if not wanted or k.__name__ == wanted]
            if not classes:
                parse_optimizer(file)  # says what the file does define
            for cls in classes:
                examination = examine(instantiate(cls, Path(name)), seed=seed, progress=lambda what: tick(what, 0, 1))
                found.append((examination, own_claims(examination, seed, tick)))
    if not quiet:
        for e, entries in found:
            print(f"{type(e.optimizer).__name__}: {e.kind} ({e.reason})")
            rows = [(k.how, k.name, "passed" if k.passed else "FAILED", k.detail) for k in e.checks]
            print_table("", ("how", "check", "result", "detail"), rows)
            if entries:
                _print_entries("Claims of any linear rule, for this one", entries, _unsettled)
                print(headline(entries))
    return {
        "ok": all(e.ok and not any(entry.contradicted for entry in entries) for e, entries in found),
        "optimizers": [e.as_dict() | {"claims": [entry.as_dict() for entry in entries]} for e, entries in found],
    }


def show_derivation(name: str, settings: Sequence[str], style: str, json: str | None) -> None:
    """One derivation as text, Markdown or LaTeX."""
    derivation = derive(parse_settings(parse_optimizer(name), settings, exact=True))
    if json != "-":
        if style == "plain":
            print_table(f"{derivation.optimizer}", ("quantity", "value"), plain_derivation(derivation))
        else:
            print(derivation_document(derivation, style))
    if json:
        write_json(json, {"optimizer": str(derivation.optimizer), **dict(plain_derivation(derivation))})


def require_set(optimizer: Optimizer) -> None:
    """Raise ``InputError`` naming a hyperparameter that was not set."""
    unset = [n for n, v in optimizer.hyperparameters().items() if isinstance(v, sp.Basic) and not v.is_number]
    if unset:
        raise InputError(f"{optimizer}: {unset[0]} is not set; add --set {unset[0]}=0.1")


def show_risk(
    name: str,
    settings: Sequence[str],
    steps: str,
    batch_size: str,
    spec: ProblemSpec,
    digits: int | None,
    json: str | None,
) -> None:
    """Exact risk at the steps: float64, or intervals with ``digits``."""
    optimizer = parse_settings(parse_optimizer(name), settings, exact=digits is not None)
    require_set(optimizer)
    problem, whole, size = spec.build(), whole_steps(steps), parse_batch_size(batch_size)
    values: list[str] | list[float] | list[list[str]]
    if digits is None:
        with progress("risk") as tick:
            values = [float(v) for v in risk(optimizer, problem, whole, size, lambda done, total: tick("steps", done, total))]
        shown = [f"{v:.10g}" for v in values]
    else:
        with progress("intervals") as tick:
            intervals = precise_risk(
                optimizer, problem, whole, size, digits, lambda done, total: tick("coordinates", done, total)
            )
        values = [list(e.decimal(digits + 2)) for e in intervals]
        shown = [f"[{low}, {high}]" for low, high in values]
    binning = binning_error(optimizer, problem, whole, size)
    if json != "-":
        columns: tuple[str, ...] = ("step", "risk")
        rows: list[tuple[str, ...]] = [(str(s), v) for s, v in zip(whole, shown, strict=True)]
        if binning:
            columns, rows = (
                (*columns, "error of binning at most"),
                [(*r, f"{b:.2e}") for r, b in zip(rows, binning, strict=True)],
            )
        print_table(f"{optimizer}, B = {batch_size}, {spec}", columns, rows)
        note = divergence(optimizer, problem)
        if note:
            print(note)
    if json:
        write_json(json, {"steps": whole, "risk": values, "binning_error": binning, "note": divergence(optimizer, problem)})


def binning_error(optimizer: Optimizer, problem: NoisyQuadratic, steps: Sequence[int], batch_size: float) -> list[float] | None:
    """The bound on what binning did to the risk; None if nothing was binned or no bound is known (a time-varying rule)."""
    if not isinstance(problem, BinnedQuadratic) or extract(optimizer.symbolic()).time_varying:
        return None
    return [float(b) for b in problem.error_bound(optimizer.mapped(float), steps, batch_size)]


STARTING_FILE = '''"""A new optimizer: edit the rule, then run  nqm verify {file}  and  nqm derive {file}:{name}."""

from dataclasses import dataclass
from typing import NamedTuple

from nqm import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class {name}(Optimizer):
    """Say the rule here:  m <- beta m + (1 - beta) g,  theta <- theta - alpha m."""

    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        m: Scalar

    def init(self, theta):
        return self.State(theta, 0 * theta)

    def update(self, state, gradient):
        m = self.momentum * state.m + (1 - self.momentum) * gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m, m)
'''


def write_starting_file(file: str, force: bool) -> None:
    """A file that ``nqm verify`` accepts as it is."""
    path = Path(file)
    if path.suffix != ".py":
        raise InputError(f"the file must end in .py, got {file!r}")
    if path.exists() and not force:
        raise InputError(f"{file} exists; choose another name or add --force")
    name = "".join(part.capitalize() for part in path.stem.replace("-", "_").split("_"))
    if not name.isidentifier():
        raise InputError(f"{path.stem!r} makes no class name; use letters, digits and underscores")
    write_atomic(path, STARTING_FILE.format(file=path.name, name=name).encode())
    print(f"wrote {file}; next: nqm verify {file}")
