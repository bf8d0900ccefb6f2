"""Run a command as a user does."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from derivations.cli.entry import run_command


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run_command(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def wait_for_result(process: subprocess.Popen[Any], file: Path) -> None:
    """Return once a running command has kept a first result to resume from, however slow the machine is, or has ended."""
    while process.poll() is None and not (file.exists() and '"result"' in file.read_text()):
        time.sleep(0.1)
