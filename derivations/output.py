"""What a user sees: tables on standard output, progress on standard error, files written whole or not at all."""

from __future__ import annotations

import json
import math
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from theory.errors import InputError


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file through a temporary one beside it, so that an interruption leaves no half-written file.

    Raises ``InputError`` if the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}; choose a folder that can be written") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise InputError(f"cannot write {path}: {error.strerror}; choose a folder that can be written") from None
        raise


def check_writable(path: Path) -> None:
    """Say at once, before the work, that a file cannot be written. Raises ``InputError``."""
    probe = path.parent / f".{path.name}.probe"
    try:
        write_atomic(probe, b"")
    except InputError as error:
        raise InputError(str(error).replace(str(probe), str(path))) from None
    probe.unlink()


def write_json(target: str, content: Any) -> None:
    """JSON to a file, or to standard output for ``-``."""
    text = json.dumps(_finite(content), indent=2, default=str, allow_nan=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
    else:
        write_atomic(Path(target), text.encode())


def _finite(content: Any) -> Any:
    """The content with infinities and NaN as null, which JSON has no other word for."""
    if isinstance(content, dict):
        return {key: _finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], fixed: int = 0) -> None:
    """A table for people; the first ``fixed`` columns are never wrapped."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", header_style="bold")
    for k, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=k < fixed)
    for row in rows:
        table.add_row(*row)
    console = Console()
    if not console.is_terminal:
        console.width = 140  # a pipe or a log has no width of its own
    console.print(table)


class Ticker(Protocol):
    """Say what is being done and how far it is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show ``what`` and the share done."""
        ...


@contextmanager
def progress(description: str) -> Iterator[Ticker]:
    """A progress bar with time left on standard error (nothing when that is not a terminal)."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(description, total=None)
        asked: list[int] = []

        def tick(what: str, done: int, total: int) -> None:
            if asked:  # an interruption can be lost inside a library's callback
                raise KeyboardInterrupt
            bar.update(task, description=f"{description}: {what}"[:60], completed=done, total=total)

        def interrupt(number: int, frame: Any) -> None:
            asked.append(number)
            raise KeyboardInterrupt

        if threading.current_thread() is not threading.main_thread():
            yield tick
            return
        before = signal.signal(signal.SIGINT, interrupt)
        try:
            yield tick
        finally:
            signal.signal(signal.SIGINT, before)
