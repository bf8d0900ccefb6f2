"""Run a command as a user does."""

from __future__ import annotations

import pytest

from derivations.entry import run_command


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run_command(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err
