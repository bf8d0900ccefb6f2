"""What a user meets first: the command, its completion, an installed copy, and a folder that stands in the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nqm import __version__
from tests.command_line import run

ROOT = Path(__file__).parent.parent
PACKAGES = ("theory", "numerics", "montecarlo", "derivations")


def python(code: str, folder: Path, home: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A program in a folder of the user's, with nqm found in ``home``."""
    paths = {"PYTHONPATH": f"{folder}{os.pathsep}{home}"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, **paths},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy as ``pip install`` would lay it out, without the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # a build leaves folders behind
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("nqm.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        folder,
        source,
    ]
    subprocess.run(build, check=True, capture_output=True, timeout=300)
    (wheel,) = folder.glob("nqm-*.whl")
    home = folder / "site"
    zipfile.ZipFile(wheel).extractall(home)
    return home


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """``nqm --version``: name and version, exit code 0."""
    assert run(capsys, "--version") == (0, f"nqm {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("nqm derive heavy", "heavy-ball"),
        ("nqm derive ema(heavy", "ema(heavy-ball"),
        ("nqm steps sgd nest", "nesterov"),
        ("nqm verify mom", "momentum"),
        ("nqm verify momentum.risk-bound-d", "momentum.risk-bound-double-upper"),
        ("nqm tr", "trajectory"),
        ("nqm risk sgd --dig", "--digits"),
    ],
)
def test_the_shell_completes(words: str, wanted: str) -> None:
    """Commands, options, optimizers (inside compositions too) and claims are completed in bash."""
    request = {"_NQM_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    program = "import sys; sys.argv = ['nqm']; from derivations.cli.entry import main; main()"
    environment = {**os.environ, **request, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert wanted in done.stdout.split()


@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize("kind", ["package", "folder", "module"])
def test_a_folder_in_the_way_is_a_clear_sentence(tmp_path: Path, name: str, kind: str) -> None:
    """A user's own theory/ or theory.py before nqm's: one sentence says which, or (a mere folder) it is not in the way at all."""
    if kind == "module":
        (tmp_path / f"{name}.py").touch()
    else:
        (tmp_path / name).mkdir()
        if kind == "package":
            (tmp_path / name / "__init__.py").touch()
    done = python("import nqm; nqm.derive(nqm.SGD())", tmp_path)
    if kind == "folder":
        assert done.returncode == 0, done.stderr
    else:
        last = done.stderr.splitlines()[-1]
        assert last.startswith(f"ImportError: nqm needs its own package {name!r}, and Python finds {tmp_path / name}")
        assert "rename" in last


def test_an_installed_copy_is_not_written_to(installed: Path, tmp_path: Path) -> None:
    """Its reports go to a folder where the user stands; what needs a checkout says so in one line; nothing in it changes."""
    before = sorted((p, p.stat().st_mtime_ns) for p in installed.rglob("*") if "__pycache__" not in p.parts and p.is_file())
    done = python("from derivations.report import OUT; print(OUT)", tmp_path, installed)
    assert done.stdout == "nqm-reports\n", done.stderr
    main = "import sys; from derivations.cli.entry import main; main(sys.argv[1:] or {})"
    for arguments, said in (
        (["report", "--check"], "no folder of reports"),
        (["experiment", "coverage", "--keep"], "in a checkout"),
    ):
        done = python(main.format(arguments), tmp_path, installed)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert said in done.stderr
    after = sorted((p, p.stat().st_mtime_ns) for p in installed.rglob("*") if "__pycache__" not in p.parts and p.is_file())
    assert before == after


def test_an_installed_copy_works(installed: Path, tmp_path: Path) -> None:
    """It derives, verifies a claim, and has the stored data of the studies."""
    main = "from derivations.cli.entry import main; main({})"
    for arguments in (
        ["derive", "heavy-ball", "--markdown"],
        ["verify", "sgd.exact-risk"],
        ["new", "mine.py"],
        ["verify", "mine.py"],
    ):
        done = python(main.format(arguments), tmp_path, installed)
        assert done.returncode == 0, done.stderr
    done = python(
        "from derivations.registry import studies; from derivations.report import FOLDER; "
        "assert all(study.stored(FOLDER) for study in studies().values() if study.compute)",
        tmp_path,
        installed,
    )
    assert done.returncode == 0, done.stderr
