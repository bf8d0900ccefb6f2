"""``nqm equivalent``: are two rules the same, shown as a table and as JSON."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Never

import sympy as sp

from derivations.inputs.names import parse_number, parse_optimizer
from derivations.inputs.output import print_table, progress, write_json
from derivations.pages.derivation import text
from theory.equivalence.answer import Equivalence
from theory.equivalence.decide import equivalent
from theory.errors import InputError, NotDecided
from theory.rule.optimizer import Optimizer

SECONDS = 120.0
"""How long a question may take."""


class OutOfTime(BaseException):
    """The time that a question was given is over. No ``Exception``, so that nothing on the way takes it for a failed step."""


def show_equivalence(
    names: tuple[str, str],
    settings: tuple[Sequence[str], Sequence[str]],
    steps: int | None,
    json: str | None,
    seconds: float = SECONDS,
) -> int:
    """Decide, print, and return the exit code: 0 if there is a map, 1 if not, 3 if that was not decided."""
    if not seconds > 0:
        raise InputError(f"--seconds must be above 0, got {seconds:g}")
    first, second = (restricted(parse_optimizer(n), s) for n, s in zip(names, settings, strict=True))
    question = "the recursions of both rules"
    with progress("equivalent") as tick:

        def note(what: str) -> None:
            nonlocal question
            question = what
            tick(what, 0, 1)

        try:
            with _limited(seconds):
                answer = equivalent(first, second, steps, note=note)
            undecided = ""
        except OutOfTime:
            undecided = f"{first} and {second}, not decided in {seconds:g} s: {question}"
        except NotDecided as error:
            undecided = str(error)
    if undecided:
        print(f"nqm: {undecided}; set hyperparameters to numbers with --set, or give more --seconds", file=sys.stderr)
        if json:
            write_json(json, {"first": str(first), "second": str(second), "equivalent": None, "not_decided": undecided})
        return 3
    if json != "-":
        print_answer(answer)
    if json:
        write_json(json, as_dict(answer))
    return 0 if answer else 1


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """In this block ``OutOfTime`` is raised once the seconds are over, again and again: it can be lost inside a library's callback."""

    def over(number: int, frame: Any) -> Never:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def restricted(optimizer: Optimizer, settings: Sequence[str]) -> Optimizer:
    """The rule with ``name=value`` settings, where a value may be the name of another of its hyperparameters."""
    known = optimizer.hyperparameters()
    given: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = (part.strip() for part in setting.partition("="))
        if not equals:
            raise InputError(f"--set needs name=value, got {setting!r}")
        number = known[value] if value in known else parse_number(value, f"--set {name}")
        given[name] = number if isinstance(number, sp.Basic) else sp.Rational(number.numerator, number.denominator)
    return optimizer.set(**given) if given else optimizer


def print_answer(answer: Equivalence) -> None:
    """The answer as a sentence and a table."""
    if answer:
        senses = {"iterates": "the same iterates on the same minibatches", "law": "paths of the same mean and covariance"}
        print(f"{answer.second} can do what {answer.first} does: {senses[answer.sense]}")
        rows = [(name, text(value)) for name, value in (answer.map or {}).items()] + [(n, "any value") for n in answer.free]
        rows += [("steps for one", str(answer.steps))] if answer.steps > 1 else []
        rows += [("batch size times", str(answer.batch_ratio))] if answer.batch_ratio != 1 else []
        print_table("", (f"{answer.second}", f"in terms of {answer.first}"), rows)
        if answer.domain == "sampled":
            print("that the map stays in the domain was tried at random settings, not proved")
        return
    print(f"{answer.second} cannot do what {answer.first} does")
    if answer.difference:
        d = answer.difference
        forced = [(f"forced: {name}", text(value)) for name, value in d.forced.items()]
        sides = [(f"{answer.first}", text(d.left)), (f"{answer.second}", text(d.right))]
        print_table("", (f"first difference: {d.place}", ""), [*sides, *forced])
    else:
        print(answer.leaving)
    if answer.special:
        rows = [(", ".join(f"{n} = {v}" for n, v in where.items()), case.mapping) for where, case in answer.special]
        print_table("It can where", (f"{answer.first}", f"{answer.second}"), rows)


def as_dict(answer: Equivalence) -> dict[str, Any]:
    """The answer for programs."""
    d = answer.difference
    return {
        "first": str(answer.first),
        "second": str(answer.second),
        "equivalent": bool(answer),
        "map": {n: str(v) for n, v in answer.map.items()} if answer.map is not None else None,
        "free": list(answer.free),
        "steps": answer.steps,
        "batch_ratio": str(answer.batch_ratio),
        "sense": answer.sense,
        "domain": answer.domain if answer else None,
        "difference": {"place": d.place, "first": str(d.left), "second": str(d.right)} if d else None,
        "leaving": answer.leaving or None,
        "special": [
            {"where": {n: str(v) for n, v in where.items()}, "map": {n: str(v) for n, v in (case.map or {}).items()}}
            for where, case in answer.special
        ],
    }
