"""What an optimizer and a number may be called on the command line."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nqm
from derivations.cli.commands import STARTING_FILE
from derivations.inputs.names import SOURCES, parse_number, parse_optimizer, parse_settings, settings_text
from derivations.tasks.sweep import ProblemSpec
from tests.command_line import run
from tests.effort import effort
from theory.errors import InputError
from theory.optimizers import HeavyBall

WRAPPER = """from dataclasses import dataclass
from typing import NamedTuple
from nqm import Optimizer, Scalar, hyperparameter
{imports}

@dataclass(frozen=True)
class Half(Optimizer):
    inner: Optimizer{default}
    share: Scalar = hyperparameter("s", above=0, at_most=1)

    class State(NamedTuple):
        theta: Scalar
        inside: tuple

    def init(self, theta):
        return self.State(theta, self.inner.init(theta))

    def update(self, state, gradient):
        inside = self.inner.advance(state.inside, gradient, 0)
        return self.State(state.theta + self.share * (self.inner.read(inside) - state.theta), inside)
"""


@pytest.mark.parametrize("folder", ["plain", "with (1)", "my.py folder", "a(b"])
def test_a_files_wrapper_takes_what_it_wraps(tmp_path: Path, folder: str) -> None:
    """file.py:Wrapper(heavy-ball), nested either way, with and without a default inner rule, in folders of any name."""
    (tmp_path / folder).mkdir()
    for default in ("", " = nqm.SGD()"):
        file = tmp_path / folder / f"rule{len(default)}.py"
        file.write_text(WRAPPER.format(imports="import nqm", default=default))
        for text in (f"{file}:Half(heavy-ball)", f"{file}(heavy-ball)", f"{file}:Half( heavy-ball )"):
            assert str(parse_optimizer(text)) == "half(heavy-ball)"
        assert str(parse_optimizer(f"ema({file}:Half(ema(sgd)))")) == "ema(half(ema(sgd)))"
        assert str(parse_optimizer(f"{file}:Half({file}:Half)")) == "half(half(sgd))"
        assert str(parse_optimizer(f"{file}")) == "half(sgd)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sgd(heavy-ball)", "sgd does not wrap"),
        ("ema(heavy-ball", "unbalanced"),
        ("ema(heavy-bal)", "did you mean 'heavy-ball'"),
        ("none.py:Rule(sgd)", "no such file"),
        ("", "name is missing"),
        ("ema()", "missing between the ( and the )"),
        ("(sgd)", "missing in front of the ("),
        ("ema( )", "missing between the ( and the )"),
        ("ema((sgd))", "missing in front of the ("),
        ("ema(sgd))", "a ) too many"),
        ("sgd)", "a ) too many"),
        ("ema(ema(sgd)", "it must end in )"),
    ],
)
def test_what_is_no_optimizer_is_one_line(text: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt composition is answered with what is wrong in it."""
    code, out, err = run(capsys, "derive", text)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


HEAD = "from dataclasses import dataclass\nimport nqm\nfrom nqm import hyperparameter\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("import sys\n\nsys.exit(0)\n", 3, "ends the program"),
        ("raise SystemExit\n", 1, "ends the program"),
        ("def f():\n    exit(3)\n\nf()\n", 2, "ends the program"),
        ("\nimport no_such_module\n", 2, "ModuleNotFoundError"),
        ("x = 1\ny = x / 0\n", 2, "ZeroDivisionError"),
        ("raise ValueError('two\\nlines')\n", 1, "ValueError: two lines"),
        ("raise BaseException\n", 1, "BaseException"),
        (HEAD + "a = hyperparameter('a', nothing=1)\n", 4, "TypeError"),
        (HEAD + "a = hyperparameter('a', above='x')\n", 4, ""),
        (HEAD + "a = hyperparameter('a', above=1, at_least=0)\n", 4, ""),
        ("import beside\n", 1, "does not import"),
        ("x = 1\ny = '\0'\n", 2, "null byte"),
        ("x = 1\ny = (\n", 2, "never closed"),
        ("x = 1\n  y = 2\n", 2, "unexpected indent"),
        ("# \xe9\nx = 1\n", 0, ""),
        ("import theory.mine\n", 1, "theory beside it has the name of a package of nqm"),
        ("from theory.mine import RATE\n", 1, "rename yours"),
        ("from theory import RATE\n", 1, "rename yours"),
        ("\nfrom numerics import mine\n", 2, "numerics beside it has the name"),
    ],
)
@pytest.mark.parametrize("command", ["derive", "verify", "risk"])
def test_a_file_that_does_not_import_says_where(
    tmp_path: Path,
    text: str,
    line: int,
    said: str,
    command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever a user's file does when it is imported: one line with the file, as it was given, and the line in it; exit code 2."""
    for folder in ("theory", "numerics"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("")
        (tmp_path / folder / "mine.py").write_text("RATE = 1\n")
    (tmp_path / "beside.py").write_text("x = 1\n1 / 0\n")
    file = tmp_path / "rule.py"
    file.write_bytes(text.encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    for given_ in (str(file), "rule.py"):
        code, out, err = run(capsys, command, given_)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert f"nqm: {given_}:{line}: " in err if line else f"nqm: {given_}" in err
        assert said in err


def test_what_a_rule_prints_is_not_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Print in a rule's file, in its update and in a file that it imports: on standard error, the JSON is whole."""
    file = tmp_path / "rule.py"
    (tmp_path / "beside.py").write_text(
        "import sys\nprint('beside')\nsys.stdout.write('raw\\n')\ndef tell():\n    print('told')\n"
    )
    text = STARTING_FILE.format(file="rule.py", name="Rule").replace(
        "        m = ", "        print('updated')\n        beside.tell()\n        m = "
    )
    file.write_text(f"import beside\nprint('imported')\n{text}")
    setting = ("--set", "learning_rate=0.1", "--set", "momentum=0.5", "--steps", "1", "--dimension", "3")
    for arguments in (("verify", str(file)), ("derive", str(file)), ("risk", str(file), *setting)):
        code, out, err = run(capsys, *arguments, "--json", "-")
        assert code == 0
        assert json.loads(out)
        assert all(word in err for word in ("beside", "raw", "imported", "updated", "told"))


def test_a_rule_that_ends_the_program_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """sys.exit(0) when the rule runs is no success."""
    file = tmp_path / "rule.py"
    text = STARTING_FILE.format(file="rule.py", name="Rule").replace(
        "        m = ", "        raise SystemExit(0)\n        m = "
    )
    file.write_text(text)
    for command in ("verify", "derive"):
        code, out, err = run(capsys, command, str(file))
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "sys.exit" in err


@pytest.mark.parametrize(
    ("text", "value"),
    [("2^10", 1024), ("2^0", 1), ("2^-2", Fraction(1, 4)), ("1/2^10", None), ("0.5^3", Fraction(1, 8)), (" 10 ^ 6 ", 10**6),
     ("4^0.5", 2), ("4^1/2", None), ("1^1e300", 1), ("2^2000", None), ("2^1e308", None), ("1e308^1e308", None), ("0^-1", None),
     ("(-1)^0.5", None), ("-8^1/3", None), ("2^", None), ("^2", None), ("^", None), ("2^^2", None), ("2^x", None), ("0^2", None),
     ("2^inf", None), ("1e-300^2", None), ("2^3^2", 512), ("2^9^9^9", None), ("-1^1e300", None), ("-1^3", None)],
)  # fmt: skip
def test_a_power_is_the_number_or_one_line(text: str, value: Fraction | None) -> None:
    """2^10 wherever a number is asked for: exact for whole powers, refused before it fills the memory."""
    if value is None:
        with pytest.raises(InputError, match="it needs"):
            parse_number(text, "it")
    else:
        assert parse_number(text, "it") == value


@pytest.mark.parametrize("command", ["risk", "simulate", "trajectory", "steps"])
@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("size", "2^2", ""),
        ("size", "inf", ""),
        ("size", "4e0", ""),
        ("size", "2^2000", "between 1e-308 and 1e308"),
        ("size", "-inf", "needs a number > 0, or inf"),
        ("size", "abc", "needs a number > 0, or inf"),
        ("size", "0", "must be > 0, got 0"),
        ("size", "nan", "needs a number > 0, or inf"),
        ("size", "", "needs a number > 0, or inf"),
        ("--dimension", "2^2", ""),
        ("--dimension", "4e0", ""),
        ("--dimension", "2^2000", "between 1e-308 and 1e308"),
        ("--dimension", "x", "must be a whole number"),
        ("--dimension", "4.5", "must be a whole number"),
        ("--dimension", "inf", "must be a whole number"),
        ("--dimension", "-1", "whole number"),
        ("--steps", "2^2,1e1", ""),
        ("--steps", "abc", "must be whole numbers >= 0"),
        ("--steps", "1,,2", "must be whole numbers >= 0"),
        ("--steps", "-1", "must be whole numbers >= 0"),
        ("--steps", "inf", "must be whole numbers >= 0"),
    ],
)
def test_numbers_are_understood_alike(
    command: str, option: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command takes the same words for a batch size, a dimension and steps, and a refusal names the option that was given."""
    if command == "steps" and option == "--steps":
        return
    if option == "size":
        option = "--batch-sizes" if command == "steps" else "--batch-size"
    setting = ("--target", "0.9") if command == "steps" else ("--set", "learning_rate=0.1")
    small = {"--dimension": "3", "--batch-sizes" if command == "steps" else "--batch-size": "4"} | {option: text}
    small |= {} if command == "steps" or option == "--steps" else {"--steps": "1,2"}
    more = ("--replicates", "2^3", "--false-alarm", "1e-9") if command == "simulate" else ()
    code, out, err = run(capsys, command, "sgd", *setting, *more, *(f"{k}={v}" for k, v in small.items()))
    if not said:
        assert (code, err) == (0, "")
        return
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert text == "-1" or f"{option} " in err


@pytest.mark.parametrize(
    ("exponent", "law"), [("-1", "i"), ("1", "1/i"), ("-2", "i^2"), ("0", "i^0"), ("-0.0", "i^0"), ("1.5", "i^-1.5")]
)
def test_the_power_law_in_print(exponent: str, law: str) -> None:
    """The exponent has one sign."""
    assert str(ProblemSpec(5, float(exponent))) == f"h_i = {law}, d = 5"


def test_a_rule_imports_its_neighbours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file may import a file beside it; files of that name in two folders are two; the import path is as it was."""
    import sys

    before = list(sys.path)
    slugs = []
    for k in (2, 3):
        folder = tmp_path / str(k)
        folder.mkdir()
        (folder / "shared.py").write_text(f"FACTOR = {k}\n")
        (folder / "rule.py").write_text(
            WRAPPER.format(imports="from shared import FACTOR", default="").replace("self.share *", "self.share * FACTOR *")
        )
        _, out, _ = run(capsys, "derive", f"{folder / 'rule.py'}:Half(sgd)", "--json", "-")
        slugs.append(out)
        assert SOURCES[str(folder / "rule.py")] == {folder / "shared.py"}
    assert slugs[0] != slugs[1]
    assert sys.path == before


@given(
    st.one_of(
        st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.decimals(allow_nan=False, allow_infinity=False)
    )
)
def test_a_number_is_taken_exactly_or_refused(number: object) -> None:
    """What a float64 can hold is taken as the fraction that was written, anything else is one line."""
    exact = Fraction(str(number))
    if exact and not 3e-308 <= abs(exact) <= 1e308:
        with pytest.raises(InputError, match="between 1e-308 and 1e308"):
            parse_number(str(number), "it")
    else:
        assert parse_number(str(number), "it") == exact


@pytest.mark.parametrize(
    "text",
    [
        "1e400",
        "-1e400",
        "1e-400",
        "1e999999999",
        "1e-999999999",
        "1/1e400",
        "1e308/1e-308",
        "1/0",
        "nan",
        "inf",
        "0x1",
        "",
        "1/2/3",
        "1_0/",
    ],
)
@pytest.mark.parametrize("where", ["--set", "--batch-size", "--steps"])
def test_numbers_that_nothing_holds(text: str, where: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Too large, too small, not a number: one line that repeats it, at once."""
    arguments = {"--set": "learning_rate=0.1", "--batch-size": "4", "--steps": "1"} | {
        where: f"learning_rate={text}" if where == "--set" else text
    }
    code, out, err = run(capsys, "risk", "sgd", "--dimension", "2", *(w for pair in arguments.items() for w in pair))
    if (text, where) == ("inf", "--batch-size"):  # no noise
        assert code == 0
        return
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert text in err


def test_random_text_is_never_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """Junk for an optimizer, a setting and a number."""
    chance = random.Random(0)
    for _ in range(effort(20)):
        junk = "".join(chance.choices("ema(heavy-ball).py:=/0123456789e^,- \t", k=chance.randrange(12)))
        risk = ("risk", "sgd", "--dimension=2")
        for arguments in (
            ("derive", "--", junk),
            (*risk, f"--set={junk}"),
            (*risk, "--set=learning_rate=1", f"--batch-size={junk}"),
        ):
            code, _, err = run(capsys, *arguments)
            assert code in (0, 2), (arguments, err)


@given(st.floats(0, 1, exclude_max=True))
def test_settings_in_print_are_the_settings(momentum: float) -> None:
    """What a table prints, ``--set`` takes, to the same number: a momentum just below 1 is not printed as 1."""
    name, _, value = settings_text({"momentum": momentum}).partition(" = ")
    rule = parse_settings(HeavyBall(), [f"{name}={value}"]) if momentum == 0 or momentum > 1e-307 else None
    assert rule is None or rule.hyperparameters()["momentum"] == momentum


@pytest.mark.parametrize(
    ("command", "dimension"),
    [("risk", 10_000), ("simulate", 100), ("risk", 7), ("simulate", 7), ("trajectory", 7), ("steps", 7)],
)
def test_the_problem_is_printed(command: str, dimension: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Every table says on which problem: the commands have defaults of their own."""
    given_ = () if dimension in (100, 10_000) else (f"--dimension={dimension}",)
    more = {"steps": ("--batch-sizes=4", "--target=0.5"), "simulate": ("--replicates=8", "--false-alarm=1e-6")}.get(command, ())
    setting = () if command == "steps" else ("--set=learning_rate=0.1", "--steps=1")
    _, out, _ = run(capsys, command, "sgd", *setting, *given_, *more)
    assert f"h_i = 1/i, d = {dimension}" in out


@pytest.mark.parametrize("seed", [None, -1, 1.5, "1", True, float("nan"), float("inf"), [1]])
def test_a_seed_is_a_whole_number(seed: object) -> None:
    """Everything that draws says so in one line for any other seed."""
    one, rule = nqm.NoisyQuadratic([1.0], [1.0]), nqm.SGD(learning_rate=0.1)
    for call in (
        lambda: nqm.simulate(rule, one, [1], 4, replicates=4, seed=seed),
        lambda: nqm.confirm(rule, one, [1], 4, 1.0, seed=seed),
        lambda: nqm.race(nqm.SGD(), one, 4, 0.1, seed=seed),
        lambda: nqm.lab.simulated_steps(rule, one, 4, 0.1, seed=seed),
        lambda: nqm.measure.from_gradients(np.eye(64), seed=seed),
        lambda: one.rotated(seed=seed),
    ):
        with pytest.raises(InputError, match="seed must be a whole number >= 0"):
            call()
