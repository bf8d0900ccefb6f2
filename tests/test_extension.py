"""A user's own optimizer: the commands on a file, twelve wrong files with their messages, rules from other packages."""

from __future__ import annotations

import cProfile
import dataclasses
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derivations.inputs.names import parse_optimizer
from tests.command_line import run
from theory.analysis.derivation import derive
from theory.errors import InputError
from theory.optimizers import SGD, HeavyBall
from theory.rule.filter import extract
from theory.rule.optimizer import Optimizer

HEAD = """from dataclasses import dataclass
from typing import NamedTuple

import sympy
from nqm import Optimizer, Scalar, hyperparameter


@dataclass(frozen=True)
class Mine(Optimizer):
    learning_rate: Scalar = hyperparameter("alpha", above=0)
    momentum: Scalar = hyperparameter("beta", at_least=0, below=1)

    class State(NamedTuple):
        theta: Scalar
        m: Scalar

    def init(self, theta):
        return self.State(theta, 0 * theta)

    def update(self, state, gradient):
"""
FIRST = HEAD.count("\n") + 1  # the line number of the update's first line
RIGHT = """        m = self.momentum * state.m + gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m, m)
"""

WRONG = {
    "float literal": (
        """        m = self.momentum * state.m + 0.9 * gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m, m)
""",
        f"Mine: the update of theta contains the float 0.9 (mine.py:{FIRST}); write an exact fraction: 9*x/10, not 0.9*x",
    ),
    "hidden state on the rule": (
        """        g = gradient(state.theta)
        self.last = g
        return self.State(state.theta - self.learning_rate * g, g)
""",
        f"Mine.update (mine.py:{FIRST + 1}): cannot assign to field 'last': the rule itself is fixed; put what it remembers into State",
    ),
    "hidden state in a list": (
        """        PAST.append(gradient(state.theta))
        return self.State(state.theta - self.learning_rate * sum(PAST), state.m)


PAST = []
""",
        f"Mine: update gives another result when called again with the same state (mine.py:{FIRST + 1}): it remembers something "
        "outside it; put what it remembers into State",
    ),
    "branch on data": (
        """        g = gradient(state.theta)
        if g > 0:
            g = 2 * g
        return self.State(state.theta - self.learning_rate * g, g)
""",
        f"Mine.update (mine.py:{FIRST + 1}) branches on data; use plain operators only, nqm.minimum, nqm.maximum, or 0**step",
    ),
    "wrong state length": (
        """        m = self.momentum * state.m + gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m)
""",
        f"Mine.update (mine.py:{FIRST + 1}): State has the fields (theta, m); missing 1 required positional argument: 'm'",
    ),
    "a tuple of another shape": (
        """        m = self.momentum * state.m + gradient(state.theta)
        return state.theta - self.learning_rate * m, m, m
""",
        f"Mine: update must return a state shaped like init's (theta, m), got (0, 1, 2) (mine.py:{FIRST + 1})",
    ),
    "nothing returned": (
        """        m = self.momentum * state.m + gradient(state.theta)
        self.State(state.theta - self.learning_rate * m, m)
""",
        f"Mine: update must return a state shaped like init's (theta, m), got (None) (mine.py:{FIRST + 1})",
    ),
    "an unknown symbol": (
        """        gamma = sympy.Symbol("gamma")
        m = gamma * state.m + gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m, m)
""",
        f"Mine: unknown symbol gamma (mine.py:{FIRST}); make it a field: name = hyperparameter('gamma', ...)",
    ),
    "a misspelt hyperparameter": (
        """        m = self.momentun * state.m + gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m, m)
""",
        f"Mine.update (mine.py:{FIRST}): AttributeError: 'Mine' object has no attribute 'momentun'; did you mean 'momentum'?",
    ),
    "a division by zero": (
        """        m = self.momentum * state.m + gradient(state.theta) / 0
        return self.State(state.theta - self.learning_rate * m, m)
""",
        f"Mine: the update of theta divides by zero (mine.py:{FIRST})",
    ),
    "an undefined name": (
        """        m = self.momentum * velocity + gradient(state.theta)
        return self.State(state.theta - self.learning_rate * m, m)
""",
        f"Mine.update (mine.py:{FIRST}): NameError: name 'velocity' is not defined",
    ),
    "a syntax error": ("        return self.State(\n", "mine.py:"),
}


def write(folder: Path, body: str) -> str:
    file = folder / "mine.py"
    file.write_text(HEAD + body, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_told_line_and_remedy(capsys, tmp_path: Path, case: str) -> None:
    """Exit code 2 and one line that names the line of the user's file and what to write instead; no traceback."""
    body, message = WRONG[case]
    code, out, err = run(capsys, "verify", write(tmp_path, body))
    assert code == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert message in err


def test_a_nonlinear_term_is_named_with_its_line(capsys, tmp_path: Path) -> None:
    """A rule that is not linear is simulated, and told which term on which line makes it so; derive refuses it by that line."""
    body = """        g = gradient(state.theta)
        size = g * g
        return self.State(state.theta - self.learning_rate * g, state.m + size)
"""
    file = write(tmp_path, body)
    code, out, _ = run(capsys, "verify", file, "--json", "-")
    (found,) = json.loads(out)["optimizers"]
    assert code == 0
    assert found["class"] == "nonlinear"
    assert f"(mine.py:{FIRST + 1})" in found["reason"]
    code, _, err = run(capsys, "derive", file)
    assert code == 2
    assert f"Mine is not linear: the update of m contains h**2*theta**2 (mine.py:{FIRST + 1})" in err


def test_a_file_gets_its_page(capsys, tmp_path: Path) -> None:
    """`nqm new`, then `nqm report`: the page has derivation, equivalences, examination and pictures."""
    file = tmp_path / "fresh.py"
    assert run(capsys, "new", str(file))[0] == 0
    code, out, _ = run(capsys, "report", str(file), "--set", "momentum=0.5")
    assert code == 0
    assert "linear, every check passed" in out
    text = (tmp_path / "fresh-report" / "fresh.md").read_text(encoding="utf-8")
    for heading in (
        "## Stability",
        "## Stationary law",
        "## Small learning rates",
        "## Equivalences",
        "## Examination",
        "## Pictures",
    ):
        assert heading in text
    assert "`heavy-ball` with" in text
    assert "momentum = 0.5" in text
    assert (tmp_path / "fresh-report" / "fresh-portrait.svg").read_bytes().startswith(b"<?xml")


def test_report_options_that_do_not_fit(capsys) -> None:
    """--set without a file, --check with one."""
    assert run(capsys, "report", "--set", "a=1")[0] == 2
    assert run(capsys, "report", "x.py", "--check")[0] == 2


def test_rules_of_other_packages_are_found(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that registers in nqm.optimizers is known by name, alone and inside a composition; a broken one says whose it is."""
    (tmp_path / "plugin_rules.py").write_text(HEAD + RIGHT, encoding="utf-8")
    info = tmp_path / "plugin_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin-rules\nVersion: 1.0\n", encoding="utf-8")
    points = "[nqm.optimizers]\nmine = plugin_rules:Mine\ngone = plugin_rules:Gone\nnumber = plugin_rules:NamedTuple\n"
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert type(parse_optimizer("mine")).__name__ == "Mine"
    code, out, _ = run(capsys, "derive", "ema(mine)", "--json", "-")
    assert code == 0
    assert json.loads(out)["optimizer"] == "ema(mine)"
    with pytest.raises(InputError, match="optimizer 'gone' of the package plugin-rules does not load"):
        parse_optimizer("gone")
    with pytest.raises(InputError, match=r"plugin_rules:NamedTuple is not a class derived from nqm.Optimizer"):
        parse_optimizer("number")
    sys.modules.pop("plugin_rules", None)


CLASSES = {
    "not frozen": (
        HEAD.replace("(frozen=True)", "") + RIGHT,
        r"Mine \(mine.py:\d+\) can be changed after it is made: write @dataclass\(frozen=True\) above the class",
    ),
    "no decorator": (
        HEAD.replace("@dataclass(frozen=True)\n", "") + RIGHT,
        r"Mine \(mine.py:\d+\): put @dataclass\(frozen=True\) above the class",
    ),
    "a list as a field": (
        HEAD.replace("import sympy", "from dataclasses import field\nimport sympy").replace(
            "    class State", "    betas: list = field(default_factory=list)\n\n    class State"
        )
        + RIGHT,
        r"Mine: betas is a list, which can change; use a tuple",
    ),
    "a point for fresh": (
        HEAD + RIGHT.replace("gradient(state.theta)", "gradient.fresh(state.theta)"),
        rf"Mine.update \(mine.py:{FIRST}\): fresh\(\) takes no point; write gradient.fresh\(\)\(point\)",
    ),
    "math.cos": (
        "import math\n"
        + HEAD.replace("state, gradient)", "state, gradient, step)")
        + RIGHT.replace("self.momentum", "math.cos(step)"),
        rf"Mine.update \(mine.py:{FIRST + 1}\): math.cos knows plain numbers only; write nqm.cos",
    ),
    "the first step alone": (
        HEAD.replace("state, gradient)", "state, gradient, step)")
        + RIGHT.replace("self.momentum", "(1 if step == 0 else self.momentum)"),
        rf"Mine \(mine.py:{FIRST}\) compares a value \(==, in\), looks it up or asks whether it is true, and so branches on data",
    ),
    "a norm": (
        HEAD + RIGHT.replace("gradient(state.theta)", "gradient(state.theta) / (state.m * state.m).sum()"),
        rf"Mine.update \(mine.py:{FIRST}\): a sum or norm over the coordinates; a linear rule treats each coordinate alone",
    ),
    "numpy's norm": (
        "import numpy as np\n"
        + HEAD
        + RIGHT.replace("gradient(state.theta)", "gradient(state.theta) / np.linalg.norm(state.m)"),
        rf"Mine.update \(mine.py:{FIRST + 1}\): a sum or norm over the coordinates",
    ),
}


def factor_file(folder: Path, factor: str) -> tuple[str, int]:
    """A file whose rule multiplies its gradient by a factor of the step and the fields, and the line of the factor."""
    head = "import math\nimport nqm\n" + HEAD.replace("state, gradient)", "state, gradient, step)").replace(
        "    momentum", '    T: Scalar = hyperparameter("T", above=0)\n    momentum'
    )
    file = folder / "mine.py"
    file.write_text(head + RIGHT.replace("gradient(", f"({factor}) * gradient("), encoding="utf-8")
    return str(file), FIRST + 3


PYTHONS = {
    "min(step, self.T) / self.T": "branches on data; write nqm.minimum for min",
    "max(1, self.T - step)": "branches on data; write nqm.maximum for max",
    "1 if step < self.T else 2": "branches on data; use plain operators only, nqm.minimum, nqm.maximum",
    "(step > 2) * 1": "counts with a comparison (<, >), and so branches on data; use plain operators only, nqm.minimum",
    "1 - (step >= 2)": "counts with a comparison (<, >), and so branches on data; use plain operators only, nqm.minimum",
    "int(step)": "int knows plain numbers only; write nqm.floor",
    "round(step)": "round knows plain numbers only; write nqm.floor(x + sympy.Rational(1, 2))",
    "sum(range(step))": "range knows plain numbers only; give the number of turns as a whole-number field",
    "1e400": "contains an infinite number",
    "-1e400 * self.T": "contains an infinite number",
    "self.T / 0": "divides by zero",
    "sympy.log(0)": "divides by zero",
    "1.0": "write 1, not 1.0",
    "self.T * 3.0": "write 3, not 3.0",
    "math.exp(-1)": "write an exact fraction or an exact expression (nqm.sqrt, nqm.exp), not 0.367879",
    "1e-20": "write an exact fraction or an exact expression (nqm.sqrt, nqm.exp), not 1e-20",
    "2.5": "write an exact fraction: 5*x/2, not 2.5*x",
    "-math.pi": "write nqm.pi for math.pi",
    "self.T * sympy.GoldenRatio": "contains GoldenRatio",
    "sympy.I": "contains I",
    "10**400": "contains a number of 401 digits",
    "sympy.Rational(1, 10**400)": "contains a number of 401 digits",
}


@pytest.mark.parametrize("factor", PYTHONS)
def test_what_symbols_do_not_go_through_is_told_with_its_line_and_what_to_write(tmp_path: Path, factor: str) -> None:
    """Functions, comparisons and numbers of Python's in an update: one line of the file, what is wrong, no symbol that is not the user's."""
    file, line = factor_file(tmp_path, factor)
    with pytest.raises(InputError) as caught:
        extract(parse_optimizer(file))
    told = str(caught.value)
    assert f"(mine.py:{line})" in told
    assert PYTHONS[factor] in told
    assert "\n" not in told
    assert "v00" not in told


@pytest.mark.parametrize(
    ("before", "after", "method"),
    [
        ("def update(self, state, gradient)", "def update(self, state, gradient, step, more)", "update"),
        ("def update(self, state, gradient)", "def update(self, state)", "update"),
        ("def update(self, state, gradient)", "def update(self, state, gradient, *, step)", "update"),
        ("def update(self, state, gradient)", "def update()", "update"),
        ("def init(self, theta)", "def init(self)", "init"),
        ("def init(self, theta)", "def init(self, theta, scale)", "init"),
    ],
)
def test_a_method_with_other_arguments_is_told_its_line(tmp_path: Path, before: str, after: str, method: str) -> None:
    """A wrong number of arguments is refused by the line of the method and what it must take; a default or *rest is none."""
    text = HEAD + RIGHT
    line = text[: text.index(before)].count("\n") + 1
    file = tmp_path / "mine.py"
    file.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InputError, match=rf"Mine.{method} \(mine.py:{line}\) takes .*; it must take \(.* behind self"):
        extract(parse_optimizer(str(file)))
    file.write_text(text.replace("def init(self, theta)", "def init(self, theta, *rest, scale=1)"), encoding="utf-8")
    assert extract(parse_optimizer(str(file))).order == 2


def test_a_class_without_a_method_is_told_its_line() -> None:
    """From Python too, whatever is missing."""

    @dataclasses.dataclass(frozen=True)
    class Half(Optimizer):
        def init(self, theta: object) -> tuple[object]:
            return (theta,)

    with pytest.raises(InputError, match=r"Half \(test_extension.py:\d+\) does not define update"):
        Half()  # type: ignore[abstract]


GIVEN: tuple[object, ...] = (sp.nan, sp.oo, -sp.oo, sp.zoo, sp.I, sp.true, sp.Symbol("a") > 0, True, False, np.bool_(True), "0.5", b"1", None,
         10**400, Fraction(10**400), sp.Integer(10) ** 400, float("nan"), float("inf"), 1j, [0.1], {}, np.array([True]),
         np.array(["a"]), np.array([0.1, -1]), -1, object())  # fmt: skip


@pytest.mark.parametrize("value", GIVEN, ids=lambda v: repr(v)[:20])
def test_what_is_no_number_is_refused_where_it_is_given(value: object) -> None:
    """By one short line that names field and domain, whatever is asked of the rule afterwards."""
    with pytest.raises(InputError, match=r"^SGD: learning_rate must be in \(0, inf\), got ") as caught:
        SGD(learning_rate=value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("value", ["sgd", SGD, None, 3, object(), [SGD()]], ids=lambda v: repr(v)[:20])
def test_what_is_no_optimizer_is_refused(value: Any) -> None:
    """Names, classes and other things given to derive: one line."""
    with pytest.raises(InputError, match="an optimizer is needed"):
        derive(value)


def test_an_array_is_not_derived() -> None:
    """Arrays of settings are for the numbers; derive says so in one line."""
    with pytest.raises(InputError, match="derive needs symbols or single numbers as hyperparameters"):
        derive(SGD(learning_rate=np.array([0.1, 0.2])))
    assert derive(SGD(learning_rate=np.float32(0.5))).optimizer.learning_rate == 0.5  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", CLASSES)
def test_a_wrong_class_is_told_in_one_line(tmp_path: Path, case: str) -> None:
    """Decorator, fields, functions, branches: one line with the line of the file, whatever is asked of the rule first."""
    text, message = CLASSES[case]
    file = tmp_path / "mine.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        extract(parse_optimizer(str(file)))
    assert "\n" not in str(caught.value)


def test_a_changed_class_attribute_changes_the_theory(tmp_path: Path) -> None:
    """What was derived is not kept for a class that has changed since: a scalar, and a list in place."""
    file = tmp_path / "mine.py"
    text = (HEAD + RIGHT).replace("    class State", "    scale = 2\n    scales = [1]\n\n    class State")
    file.write_text(
        text.replace("self.learning_rate * m", "self.learning_rate * self.scale * self.scales[0] * m"), encoding="utf-8"
    )
    rule = parse_optimizer(str(file))
    before = extract(rule).b[0]
    type(rule).scale = 3  # type: ignore[attr-defined]
    type(rule).scales[0] = 5  # type: ignore[attr-defined]
    assert extract(rule).b[0] * 2 == before * 15


def test_a_rule_is_derived_under_a_profiler() -> None:
    """cProfile goes on afterwards: the search for comparisons, which profiles too, gives it back."""

    class Fresh(HeavyBall):
        """A rule that nothing has derived before."""

    profiler = cProfile.Profile()
    profiler.enable()
    extract(Fresh())
    profiler.disable()
    names = {entry.code.co_name for entry in profiler.getstats() if hasattr(entry.code, "co_name")}
    assert {"line_of_comparison", "_linear_row"} <= names
