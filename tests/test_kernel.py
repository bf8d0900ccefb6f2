"""What Rocq is given: theorems printed from claims, rules printed from their own update; and that it rejects what is false."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from derivations.cli.outsiders import ask_rocq
from derivations.kernel.rocq import AXIOMS, LIBRARY, ORDER, Checked, axioms_in, check, file_name, statement_digest, text_of
from derivations.report import FOLDER
from derivations.studies.kernel.report import STUDY, Record
from theory.claims import ledger
from theory.errors import InputError
from theory.kernel.definition import definition
from theory.kernel.gallina import NotPrinted, Printer, identifiers
from theory.kernel.theorem import theorem
from theory.optimizers import HeavyBall, Nesterov
from theory.rule.model import initial_risk, t
from theory.statements.claim import Claim

RECORD: Record = STUDY.stored(FOLDER)  # type: ignore[assignment]
ROCQ = shutil.which("coqc") is not None


def test_the_record_is_of_todays_theorems() -> None:
    """Every claim that the reports call proved by the kernel still makes the theorem that was proved; none is passed over in silence."""
    assert STUDY.check(RECORD) == []


def test_nearly_all_of_the_ledger_is_proved_by_the_kernel() -> None:
    """At least nineteen twentieths of the claims; each of the others has its reason."""
    assert len(RECORD.proved) >= 0.95 * len(ledger())
    assert all(RECORD.missing.values())
    assert {*RECORD.proved, *RECORD.missing} == {claim.id for claim in ledger()}


def test_a_rule_is_printed_by_its_own_update() -> None:
    """Heavy ball's update in Gallina is the class's own code run on terms; another code prints another rule."""
    text = definition(HeavyBall(), "heavy_ball").text
    assert "let u1 := ((beta * (s 1%nat)) + (gradient 0%nat (s 0%nat))) in" in text
    assert "| 0%nat => ((s 0%nat) - (alpha * u1)) | 1%nat => u1" in text
    assert definition(Nesterov(), "heavy_ball").text != text


def test_names_are_kept_apart() -> None:
    """Symbols that print alike, and names that mean something to Rocq, become different identifiers."""
    symbols = [sp.Symbol("S"), sp.Symbol("x'"), sp.Symbol("x_"), sp.Symbol("x"), sp.Symbol("fun"), t, sp.Symbol("t")]
    names = identifiers(symbols)
    assert len(set(names.values())) == len(symbols)
    assert not {"S", "fun"} & set(names.values())
    assert all(re.fullmatch(r"[A-Za-z]\w*", name) for name in names.values())


def test_what_is_divided_by_is_stated_not_to_vanish() -> None:
    """Rocq's 1/0 is a number: a denominator of a statement is a conclusion of its theorem."""
    x = sp.Symbol("x")
    printer = Printer({x: "x"})
    assert printer(1 / (1 - x)) == "(/ (1 - x))"
    assert list(printer.nonzero) == [1 - x]
    assert "((1 - beta) <> 0)" in theorem(ledger()["momentum.amplification-upper"]).statement().replace(
        "(1 - beta) <> 0", "((1 - beta) <> 0)"
    )


def test_floats_and_unknown_functions_are_not_printed() -> None:
    """What has no exact term is refused, not rounded."""
    with pytest.raises(NotPrinted):
        definition(HeavyBall(momentum=0.9), "heavy_ball")
    with pytest.raises(NotPrinted):
        Printer({})(sp.gamma(sp.Rational(1, 3)))


def planted() -> list[tuple[str, Claim]]:
    """Claims with an error each: a false statement whose certificates are those of the true one."""
    bound = ledger()["momentum.risk-bound"]
    steady = ledger()["momentum.steady-state"]
    region = ledger()["momentum.stability-region"]
    said = steady.statement
    (q,) = said.quantities
    nesterov = replace(q, optimizer=Nesterov())
    return [
        ("ell_0 squared on the right", _says(bound, right=bound.statement.right.subs(initial_risk, initial_risk**2))),
        ("a factor of 101/100", _says(steady, right=said.right * sp.Rational(101, 100))),
        ("another rule", replace(steady, statement=replace(said, quantities=(nesterov,)))),
        ("the region's edge moved", _says(region, right=tuple(k + sp.Rational(1, 10) for k in region.statement.right))),
        ("a strict inequality", _says(bound, relation="<")),
    ]


def _says(claim: Claim, **changes: Any) -> Claim:
    return replace(claim, statement=replace(claim.statement, **changes))


@pytest.mark.parametrize(("what", "claim"), planted(), ids=lambda v: v if isinstance(v, str) else v.id)
def test_a_planted_error_changes_the_theorem(what: str, claim: Claim) -> None:
    """Whatever is changed in a statement is changed in its theorem, so that a stored result no longer covers it."""
    assert not RECORD.covers(claim)


def test_words_of_a_claim_stay_a_comment() -> None:
    """A title that would end its comment, or open a string in it, and go on with an axiom, is still a comment."""
    title = 'x *) Axiom wrong : False. (* "'
    text, _ = text_of(replace(ledger()["sgd.steady-state"], title=title))
    assert "*) Axiom" not in text
    assert '"' not in text.split("*)")[0]


def test_a_number_that_exists_hides_no_variable() -> None:
    """A variable called v1 and the first number that is said to exist have different names."""
    steady = ledger()["sgd.steady-state"]
    v1 = sp.Symbol("v1", positive=True)
    rate = next(k.symbol for k in steady.domain.hypotheses if k.symbol.name == "alpha")
    (q,) = steady.statement.quantities
    renamed = tuple(replace(k, symbol=v1) if k.symbol == rate else k for k in steady.domain.hypotheses)
    said = replace(
        steady.statement,
        right=steady.statement.right.xreplace({rate: v1}),
        quantities=(replace(q, optimizer=q.optimizer.set(learning_rate=v1)),),
    )
    claim = replace(steady, statement=said, domain=replace(steady.domain, hypotheses=renamed))
    made = theorem(claim)
    ((name, _),) = made.values
    assert name not in {name for name, _ in made.binders}


def test_a_proof_that_is_gone_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What the reports call proved and Rocq is not given any more is an error, though nothing was rejected."""
    gone = Checked("sgd.steady-state", False, "no way")
    monkeypatch.setattr("derivations.cli.outsiders.check", lambda *_: iter([gone]))
    assert not ask_rocq(["sgd.steady-state"], 1, None)
    assert "the reports call it proved, and it is not: no way" in capsys.readouterr().out


def test_axioms_are_read_from_what_rocq_prints() -> None:
    """Names at the line's beginning, types aside; an axiom of one's own is foreign."""
    shown = "Axioms:\nClassicalDedekindReals.sig_forall_dec\n  : forall P : nat -> Prop,\n    x\nmine : False\n"
    assert axioms_in(shown) == ("ClassicalDedekindReals.sig_forall_dec", "mine")
    assert "mine" not in AXIOMS
    assert axioms_in("Closed under the global context\n") == ()
    assert axioms_in("") is None


def test_the_library_assumes_nothing() -> None:
    """No axiom, parameter or admitted proof stands in the files written by hand."""
    for name in ORDER:
        text = re.sub(r"\(\*.*?\*\)", "", (LIBRARY / f"{name}.v").read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"\b(Axiom|Parameter|Conjecture|Admitted|admit|Abort|give_up)\b", text), name


def test_no_rocq_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the compiler, the message names it and what installs it."""
    monkeypatch.setattr("derivations.kernel.rocq.COMPILER", "no-such-compiler")
    with pytest.raises(InputError, match="no no-such-compiler found: --kernel needs Rocq"):
        list(check([ledger()["sgd.steady-state"]], tmp_path, 1))


def test_the_digest_is_of_the_theorem_alone() -> None:
    """Another proof does not change it; another domain does."""
    claim = ledger()["sgd.steady-state"]
    assert statement_digest(claim) == statement_digest(replace(claim, proof=lambda c: ()))
    *others, last = claim.domain.hypotheses
    loose = replace(last, interval=replace(last.interval, upper=3 * last.interval.upper))
    wider = replace(claim, domain=replace(claim.domain, hypotheses=(*others, loose)))
    assert statement_digest(wider) != statement_digest(claim)


@pytest.mark.kernel
@pytest.mark.parametrize(("what", "claim"), planted(), ids=lambda v: v if isinstance(v, str) else v.id)
def test_rocq_rejects_a_planted_error(what: str, claim: Claim, tmp_path: Path) -> None:
    """The certificates of the true statement prove no false one: no proof is made, or Rocq rejects it."""
    (found,) = check([claim], tmp_path, 1)
    assert not found.proved


@pytest.mark.kernel
def test_rocq_rejects_a_wrong_certificate(tmp_path: Path) -> None:
    """A proof for another rate is no proof."""
    (good,) = check([ledger()["sgd.steady-state"]], tmp_path, 1)
    assert good.proved
    assert set(good.axioms) <= AXIOMS
    right, _ = text_of(ledger()["sgd.steady-state"])
    text = right.replace("rec1 ((alpha * h) - 1)", "rec1 ((alpha * h) - 2)")
    assert text != right
    path = tmp_path / file_name(ledger()["sgd.steady-state"])
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(["coqc", "-Q", str(tmp_path / "library"), "Nqm", str(path)], capture_output=True, check=False)
    assert done.returncode != 0
