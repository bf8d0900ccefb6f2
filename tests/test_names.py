"""What an optimizer and a number may be called on the command line."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nqm
from derivations.names import SOURCES, parse_number, parse_optimizer, parse_settings, settings_text
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
        ("", "unknown optimizer"),
        ("ema()", "unknown optimizer"),
        ("(sgd)", "unknown optimizer"),
    ],
)
def test_what_is_no_optimizer_is_one_line(text: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt composition is answered with what is wrong in it."""
    code, out, err = run(capsys, "derive", text)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


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
        lambda: nqm.simulated_steps(rule, one, 4, 0.1, seed=seed),
        lambda: nqm.estimate.from_gradients(np.eye(64), seed=seed),
        lambda: one.rotated(seed=seed),
    ):
        with pytest.raises(InputError, match="seed must be a whole number >= 0"):
            call()
