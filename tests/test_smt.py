"""z3 as an outsider: it agrees with what the ledger rests on, contradicts what is planted, and says what it does not decide."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from dataclasses import replace

import pytest
import sympy as sp

from derivations.smt.outsider import Answer, Reply, reply, sweep
from derivations.smt.questions import Condition, Question, conditions, denominators, questions
from derivations.smt.translation import Translation, z3
from tests.command_line import run
from theory.claims import ledger
from theory.errors import InputError
from theory.proof.certificate import Identity, Together
from theory.proof.inequality import Growth, NonZero, PositiveMultiple, PositiveThroughout, Positivity, Square
from theory.proof.sequences import Follows, Increasing, InPower, Sum
from theory.rule.domain import Distinct, Domain, Positive, between, domain, natural
from theory.statements.claim import Claim
from theory.statements.statement import Statement, Step

x, y, b, q = sp.symbols("x y b q", positive=True)
p = sp.Symbol("p", real=True)
n, k, m = sp.symbols("n k m", integer=True, nonnegative=True)
UNIT = domain(between(x, 0, 1))


def ask(expression: sp.Expr, relation: str, where: Domain, seconds: float = 5.0) -> Reply:
    return reply(Question("planted", "here", "certificate", Condition(sp.sympify(expression), relation, where)), seconds)


def planted(left: sp.Expr, where: Domain, witness: dict[sp.Symbol, sp.Expr]) -> Claim:
    return Claim("planted", "", "", where, Statement(left, "=", sp.S.One), tuple(witness.items()))


def against(claim: Claim) -> list[tuple[Question, Reply]]:
    return sweep([claim]).with_answer(Answer.CONTRADICTS)


def test_z3_agrees_with_the_whole_ledger() -> None:
    """Every condition of every certificate, every denominator and every domain."""
    found = sweep(list(ledger()))
    assert list(found.with_answer(Answer.CONTRADICTS)) == []
    assert list(found.with_answer(Answer.NOT_DECIDED)) == []
    assert found.counts("domain") == {Answer.AGREES: len(ledger()), Answer.CONTRADICTS: 0, Answer.NOT_DECIDED: 0}
    assert found.counts("certificate")[Answer.AGREES] > 500
    assert not any("unknown" in what for what in found.not_asked)


AGREED = {
    "positive": (1 - x, ">", UNIT),
    "not negative": (x * (y - 1) ** 2, ">=", domain(between(x, 0, None), between(y, 0, None))),
    "closed end": (1 + x, ">", domain(between(x, -1, 1, closed="]"))),
    "an excluded point": (x - y, "!=", Domain(UNIT.hypotheses, (Distinct(x, y),))),
    "a given condition": (2 - x - y, ">", Domain((), (), (Positive(4 - 2 * x - 2 * y),))),
    "a chain of intervals": (2 * (1 + x) - y, ">", domain(between(x, 0, 1), between(y, 0, 2 * (1 + x)))),
    "a square root": (sp.sqrt(x) - x, ">", UNIT),
    "a cube root": (x - x ** sp.Rational(4, 3), ">", UNIT),
    "a power of p": (x**p + 1, ">", UNIT),
    "a power of 1 - p": (1 - q ** (1 - p), "!=", domain(between(q, 0, 1), between(p, 0, 1, closed="["))),
    "a power of a whole number": (1 - (1 - x) ** n, "!=", domain(between(x, 0, 2), natural(n, 1))),
    "between whole numbers": (2 * n - 1, "!=", domain(natural(n))),
}
CONTRADICTED = {
    "a flipped sign": (x - 1, ">", UNIT),
    "a wider domain": (1 - x, ">", domain(between(x, 0, 2))),
    "a closed end": (1 + x, ">", domain(between(x, -1, 1, closed="[]"))),
    "a strict sign": (x * (y - 1) ** 2, ">", domain(between(x, 0, None), between(y, 0, None))),
    "no excluded point": (x - y, "!=", domain(between(x, 0, 1), between(y, 0, 1))),
    "another condition": (2 - x - y, ">", Domain((), (), (Positive(5 - 2 * x - 2 * y),))),
    "a longer interval": (2 * (1 + x) - y, ">", domain(between(x, 0, 1), between(y, 0, 2 * (1 + x) + 1))),
    "0/0 inside": ((2 - 3 * x + x**2) / (1 - x), ">", domain(between(x, 0, 1, closed="]"))),
    "a root that is not real": (sp.sqrt(1 - x) + 1, ">", domain(between(x, 0, 2))),
    "a square root below its square": (sp.sqrt(x) - x, ">", domain(between(x, 0, 2))),
    "a power at p = 1": (1 - q ** (1 - p), "!=", domain(between(q, 0, 1), between(p, 0, 1, closed="[]"))),
    "a power of 0": (1 - (1 - x) ** n, "!=", domain(between(x, 0, 2), natural(n, 0))),
    "at a whole number": (2 * n - 4, "!=", domain(natural(n))),
}


@pytest.mark.parametrize("name", AGREED)
def test_what_is_true_is_agreed_with(name: str) -> None:
    """Roots, powers with a symbol above and whole numbers included."""
    assert ask(*AGREED[name]).answer is Answer.AGREES


@pytest.mark.parametrize("name", CONTRADICTED)
def test_what_is_false_is_contradicted_at_a_point_of_the_domain(name: str) -> None:
    """One error planted in each; the point, where it is rational, lies in the domain and breaks the condition."""
    expression, relation, where = CONTRADICTED[name]
    found = ask(expression, relation, where)
    assert found.answer is Answer.CONTRADICTS
    assert found.point
    point = dict(found.point)
    if all(v.is_Rational for v in point.values()):
        assert where.contains(point)
        there = sp.sympify(expression).subs(point)
        assert not (
            there.is_zero is False if relation == "!=" else there.is_positive if relation == ">" else there.is_nonnegative
        )


def test_a_hypothesis_left_out_is_found_out() -> None:
    """A certificate whose domain lost one of its intervals is contradicted."""
    positivity = Positivity((2 * (1 + b) - x) / (1 - b), domain(between(b, 0, 1, closed="["), between(x, 0, 2 * (1 + b))))
    assert positivity.check()
    for index in range(2):
        (wider,) = conditions(replace(positivity, domain=positivity.domain.without(index)))
        assert ask(wider.expression, wider.relation, wider.domain).answer is Answer.CONTRADICTS


def test_the_denominator_of_an_amplification_is_found_out() -> None:
    """Written over (1 + beta - alpha h), the amplification is 0/0 at alpha h = 1 + beta, which the domain holds."""
    beta = sp.Symbol("beta", nonnegative=True)
    where = domain(between(beta, 0, 1, closed="["), between(x, 0, 2))
    left = (2 - x) * (1 + beta) * (x - 1 - beta) / ((1 - beta) * (2 * (1 + beta) - x) * (1 + beta - x))
    found = against(planted(left, where, {beta: sp.S.Zero, x: sp.S.Half}))
    assert "denominator" in {question.kind for question, _ in found}
    for _, contradiction in found:
        point = dict(contradiction.point)
        assert point[x] == 1 + point[beta]
    kept = replace(where, excluded=(Distinct(x, 1 + beta),))
    assert against(planted(left, kept, {beta: sp.S.Zero, x: sp.S.Half})) == []


def test_every_exclusion_of_the_root_formulas_is_needed() -> None:
    """Without one of them a denominator in the characteristic roots, real or not, vanishes somewhere."""
    claim = ledger()["momentum.exact-risk"]
    for index in range(len(claim.domain.excluded)):
        loosened = replace(claim, domain=claim.domain.without(len(claim.domain.hypotheses) + index), proof=lambda claim: ())
        asked = [question for question in questions([loosened]) if question.kind == "denominator"]
        assert Answer.CONTRADICTS in [reply(question).answer for question in asked]


def test_an_empty_domain_is_found_out() -> None:
    """An interval that is nowhere, a condition that never holds, whole numbers between two; and one that has points is not."""
    empty = [
        domain(between(x, 1, 0)),
        domain(between(x, 0, 1), Positive(x - 2)),
        domain(natural(n), Positive(3 * n - 1), Positive(2 - 3 * n)),
        domain(between(x, sp.sqrt(2), 1)),
    ]
    for where in empty:
        ((question, found),) = against(planted(sp.S.One, where, {x: sp.S.Half, n: sp.S.One}))
        assert question.kind == "domain"
        assert found.why == "the domain is empty"
    whole = domain(between(x, 0, 1), natural(n), Positive(n - x), Positive(3 * x - n))
    assert against(planted(sp.S.One, whole, {x: sp.S.Half, n: sp.S.One})) == []


def test_a_domain_with_a_power_is_inhabited_by_its_witness() -> None:
    """An end h^(p - 1) is any positive number to z3: only the witness, the power tied to it, shows a point."""
    where = domain(between(q, 0, None), between(p, 0, 1, closed="[]"), between(x, 0, q ** (p - 1)))
    inhabited = Question("", "", "domain", Condition(sp.S.One, "somewhere", where))
    assert reply(inhabited).answer is Answer.NOT_DECIDED
    witness = ((q, sp.Integer(4)), (p, sp.S.Half), (x, sp.Rational(1, 3)))
    assert reply(replace(inhabited, witness=witness)).answer is Answer.AGREES
    outside = ((q, sp.Integer(4)), (p, sp.S.Half), (x, sp.Rational(2, 3)))
    assert reply(replace(inhabited, witness=outside)).answer is Answer.NOT_DECIDED


UNDECIDED = {
    "a function": (sp.cos(x) + 2, ">", UNIT, "cos(x) is not rational in its symbols"),
    "a symbol that may be complex": (1 + sp.Symbol("r") ** 2, ">=", UNIT, "nothing says that r is real"),
    "two powers": (3 - 2 ** (p / 3) - 2 ** sp.cos(x), ">", UNIT, "not rational"),
    "facts that are not enough": (
        y**p - 2,
        "!=",
        domain(between(y, 2, 3), between(p, 0, sp.S.Half)),
        "the facts stated of y**p are not enough",
    ),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_is_not_decided_is_said_with_its_reason(name: str) -> None:
    """What the arithmetic of the reals cannot say is neither agreed with nor contradicted."""
    *question, why = UNDECIDED[name]
    found = ask(*question)
    assert found.answer is Answer.NOT_DECIDED
    assert why in found.why


FERMAT = (n**3 + k**3 - m**3, "!=", domain(natural(n, 1), natural(k, 1), natural(m, 1)))


def test_a_question_that_takes_too_long_is_not_decided() -> None:
    """Fermat's last theorem for cubes, in a fifth of a second."""
    found = ask(*FERMAT, seconds=0.2)
    assert (found.answer, found.why) == (Answer.NOT_DECIDED, "z3 had no answer after 0.2 s")


def test_an_interruption_is_heard_inside_z3() -> None:
    """Ctrl-C ends a question as it ends everything else."""
    timer = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        ask(*FERMAT, seconds=30)
    timer.join()


def test_every_kind_of_certificate_is_asked_about() -> None:
    """The conditions of each kind, its parts included; equalities have none."""
    t = sp.Symbol("t", integer=True, nonnegative=True)
    half = Positivity(x, UNIT)
    cases = [
        (half, ["x > 0"]),
        (PositiveThroughout(x, UNIT, strict=False), ["x >= 0"]),
        (PositiveMultiple(2 * x, x, sp.Integer(2), UNIT), ["2*x > 0"]),
        (NonZero(x, UNIT), ["x != 0"]),
        (Square(x * y**2, x, y, UNIT), ["x >= 0"]),
        (Square(x * y**2, x, y, UNIT, ((x, 1 - y),)), ["1 - y >= 0"]),
        (Growth(t * x, t, x, sp.S.One, UNIT), ["x >= 0"]),
        (InPower(2 - x**t, x, t, UNIT, positive=True), ["x >= 0", "1 - x > 0", "2 - w > 0"]),
        (Increasing(1 - x**t, t, InPower(x**t * (1 - x), x, t, UNIT)), ["x + 1 > 0", "1 - x > 0", "w*(1 - x) > 0"]),
        (Sum(2 * x, (half, half)), ["x > 0", "x > 0"]),
        (Follows(3 * x, x, half, UNIT), ["3 > 0", "x > 0"]),
        (Together((half, Identity(x, x))), ["x > 0"]),
        (Identity(x, x), []),
    ]
    for certificate, expected in cases:
        assert [str(k) for k in conditions(certificate)] == expected


def test_denominators_of_a_statement() -> None:
    """Bases below a fraction line, at any depth and in a power with a symbol; numbers are none."""
    s = Statement(x / (2 * (1 + y)), "=", 1 / (x + 1 / (x - y)) + q ** (-p))
    assert set(denominators(s)) == {2 * y + 2, x + 1 / (x - y), x - y, q}


def test_the_facts_stated_of_powers_are_true() -> None:
    """At exact points, w = b^e satisfies every fact that z3 is told of it: none of them is an assumption."""
    module = z3()
    e = sp.Symbol("e", real=True)
    whole = sp.Symbol("e", integer=True, nonnegative=True)
    real_points = [(v, u) for v in (4, 1, sp.Rational(1, 9)) for u in (-2, -1, sp.Rational(-1, 2), 0, sp.S.Half, 1, 2)]
    whole_points = [(v, u) for v in (-2, -1, sp.Rational(-1, 2), 0, sp.S.Half, 1, 3) for u in range(4)]
    for exponent, points in ((e, real_points), (whole, whole_points)):
        base = sp.Symbol("base", real=True)
        for v, u in points:
            told = Translation()
            told.ratio(base**exponent)
            assert told.loose == [base**exponent]
            solver = module.Solver()
            known = {str(t)[2:]: t for fact in told.facts for t in _constants(fact)}
            values = {"base": sp.sympify(v), "e": sp.sympify(u), "wer 1": sp.sympify(v) ** u}
            solver.add(*told.facts, *(t == module.RealVal(str(values[name])) for name, t in known.items()))
            assert solver.check() == module.sat, (v, u)


def _constants(term: object) -> list[object]:
    children = term.children()  # type: ignore[attr-defined]
    if not children:
        return [term] if term.decl().kind() == z3().Z3_OP_UNINTERPRETED else []  # type: ignore[attr-defined]
    return [found for child in children for found in _constants(child)]


def test_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 0 where z3 contradicts nothing, 1 where it does, 2 without z3 or for a file; counts and points are printed."""
    code, out, _ = run(capsys, "verify", "--smt", "sgd.", "--json", "-")
    content = json.loads(out)
    assert code == 0
    assert content["counts"]["domain"]["agrees"] > 3
    assert content["contradicts"] == content["not_decided"] == []
    wrong = Step("planted", "", Positivity(x - 1, UNIT))
    claim = replace(ledger()["sgd.exact-risk"], id="sgd.planted", proof=lambda claim: [wrong])
    monkeypatch.setattr("derivations.cli.outsiders.chosen_claims", lambda prefixes: [claim])
    code, out, _ = run(capsys, "verify", "--smt")
    assert code == 1
    assert "sgd.planted (planted): x - 1 > 0: contradicts at x = 1/2" in out
    assert "z3 contradicts 1 of" in out
    code, _, err = run(capsys, "verify", "--smt", "rule.py")
    assert code == 2
    assert "not about rule.py" in err
    monkeypatch.setitem(sys.modules, "z3", None)
    code, _, err = run(capsys, "verify", "--smt")
    assert (code, err) == (2, "nqm: asking z3 needs the extra 'smt': pip install 'nqm[smt]'\n")
    with pytest.raises(InputError, match="extra 'smt'"):
        Translation()
