"""Files that are written whole or not at all, and records that show when they were damaged."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Any

from theory.errors import InputError


def write_atomic(path: str | Path, content: bytes) -> None:
    """Put the content at a path: a regular file is replaced in one step, so that an interruption leaves the old or the new.

    A link stays, and what it leads to is replaced; a device, a pipe or this process's own standard output is written to and
    stays what it is. Permissions are kept. Raises ``InputError`` if that cannot be done; the old content is then still there.
    """
    try:
        if is_stream(path):
            _pour(path, content)
        else:
            _replace(_place(path), content)
    except OSError as error:
        raise _refusal(path, error) from None


def check_writable(path: str | Path) -> None:
    """Say at once, before the work, that a path cannot be written. Raises ``InputError``."""
    try:
        if is_stream(path):
            if not os.access(path, os.W_OK):
                raise PermissionError(0, "not writable")
            return
        target = _place(path)
        probe, handle = _beside(target)
        os.close(handle)
        probe.unlink()
    except OSError as error:
        raise _refusal(path, error) from None


def require_regular(path: str | Path) -> None:
    """Raise ``InputError`` for a path that results could not be read back from: a folder, a device, a pipe."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise InputError(f"{path} is not a regular file; choose one, or a new name")


def is_stream(path: str | Path) -> bool:
    """Whether the path is something to write to, not to replace: a device, a pipe, or what standard output goes to."""
    try:
        there = os.stat(path)
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(there.st_mode) or stat.S_ISDIR(there.st_mode)) or _is_standard_output(there)


def is_standard_output(path: str | Path) -> bool:
    """Whether the path leads to what standard output goes to."""
    try:
        return _is_standard_output(os.stat(path))
    except FileNotFoundError:
        return False


def _is_standard_output(there: os.stat_result) -> bool:
    try:
        return os.path.samestat(there, os.fstat(1))
    except OSError:  # standard output is closed
        return False


def _pour(path: str | Path, content: bytes) -> None:
    sys.stdout.flush()
    handle = os.dup(1) if _is_standard_output(os.stat(path)) else os.open(path, os.O_WRONLY | os.O_NOCTTY)
    with os.fdopen(handle, "wb", buffering=0) as file:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]


def _place(path: str | Path) -> Path:
    """The regular file, there already or to be made, that a path leads to through any links."""
    if not str(path):
        raise OSError(0, "its name is empty")
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # realpath leaves a circle of links as it is
        raise OSError(0, "its links lead in a circle")
    if target.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(0, "it is read-only")
    return target


def _beside(target: Path) -> tuple[Path, int]:
    """A new file in the target's folder, with the permissions that the target has or would get."""
    target.parent.mkdir(parents=True, exist_ok=True)
    name = target.parent / f".nqm-{secrets.token_hex(8)}"
    return name, os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)


def _replace(target: Path, content: bytes) -> None:
    beside, handle = _beside(target)
    try:
        with os.fdopen(handle, "wb") as file:
            if target.exists():
                os.fchmod(handle, stat.S_IMODE(target.stat().st_mode))
            file.write(content)
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _refusal(path: str | Path, error: OSError) -> InputError:
    return InputError(f"cannot write {str(path) or repr('')}: {error.strerror or error}; choose a place that can be written")


def sealed(content: dict[str, Any]) -> str:
    """The content as one line of JSON with a checksum, for ``unsealed``."""
    return json.dumps({**content, "check": _checksum(content)})


def unsealed(line: str | bytes) -> dict[str, Any] | None:
    """The content of a line that ``sealed`` made, or None if it is anything else or one character of it has changed."""
    try:
        content = json.loads(line)
        return content if content.pop("check") == _checksum(content) else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
