"""Run a command as a user does."""

from __future__ import annotations

import pytest

from derivations.cli import _run


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = _run(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err
