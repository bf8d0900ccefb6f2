"""What a user sees: tables on standard output, progress on standard error, files written whole or not at all."""

from __future__ import annotations

import io
import json
import math
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from montecarlo.files import check_writable as check_writable
from montecarlo.files import write_atomic as write_atomic
from theory.errors import InputError

QUIET = 1.0
"""Seconds after which a terminal on which nothing moves is told that there is work."""


class Working:
    """A word on a terminal's standard error while nothing else is shown: libraries load, a picture is drawn.

    ``active``: the entry point has begun a command, at whose end it takes the word away.
    """

    def __init__(self) -> None:
        self._over: threading.Event | None = None
        self._lock, self._shown, self.active = threading.Lock(), False, False

    def begin(self) -> None:
        """From now on nothing is shown."""
        self.end()
        if self.active and sys.stderr.isatty():
            self._over = threading.Event()
            threading.Thread(target=self._show, args=(self._over,), daemon=True).start()

    def _show(self, over: threading.Event) -> None:
        seconds = 0.0
        while not over.wait(QUIET):
            seconds += QUIET
            with self._lock:
                if not over.is_set():
                    self._shown = True
                    os.write(2, f"\rworking, {seconds:.0f} s".encode())

    def end(self) -> None:
        """Something is shown now."""
        if self._over is None:
            return
        with self._lock:
            self._over.set()
            self._over = None
            if self._shown:
                os.write(2, b"\r\x1b[K")
            self._shown = False


WORKING = Working()


class StandardOutput(io.FileIO):
    """The file behind standard output, which may go away while there are still results to be kept in other files.

    A reader who has seen enough (``| head``) is no error: what follows is dropped. A full disk raises ``InputError``, once.
    """

    def write(self, data: Any) -> int:
        """Write, or drop, the bytes."""
        WORKING.end()
        try:
            return super().write(data) or 0
        except OSError as error:
            self._drop_the_rest()
            if isinstance(error, BrokenPipeError):
                return len(data)
            raise InputError(f"cannot write standard output: {error.strerror}; send it elsewhere") from None

    def _drop_the_rest(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


class StandardError(StandardOutput):
    """The file behind standard error: what cannot be said is no reason to fail otherwise than one would have."""

    def write(self, data: Any) -> int:
        """Write, or drop, the bytes."""
        try:
            return super().write(data)
        except InputError:
            return len(data)


def keep_standard_streams() -> None:
    """Put ``StandardOutput`` and ``StandardError`` under the two streams; a closed one is opened on nothing."""
    for name, kind in (("stdout", StandardOutput), ("stderr", StandardError)):
        plain = getattr(sys, name)
        if plain is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (it is the stream from now on)
            continue
        raw, by_line = kind(plain.fileno(), "w", closefd=False), kind is StandardError or plain.isatty()
        setattr(sys, name, io.TextIOWrapper(io.BufferedWriter(raw), plain.encoding, plain.errors, line_buffering=by_line))


def write_json(target: str, content: Any) -> None:
    """JSON to a file, or to standard output for ``-``."""
    text = json.dumps(_finite(content), indent=2, default=str, allow_nan=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
    else:
        write_atomic(target, text.encode())


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

    table = Table(header_style="bold")
    for k, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=k < fixed)
    for row in rows:
        table.add_row(*row)
    console = Console()
    if not console.is_terminal:
        console.width = 140  # a pipe or a log has no width of its own
    if title:  # a line of its own, which a narrow table does not break
        console.print(title, style="italic", soft_wrap=True, markup=False, highlight=False)
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
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        Remaining(),
    )
    console = Console(stderr=True)
    WORKING.end()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(description, total=None)

        def tick(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"{description}: {what}"[:60], completed=done, total=total)

        yield tick
    WORKING.begin()
