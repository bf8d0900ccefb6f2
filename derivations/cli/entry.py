"""The command's entry point: one line for bad input, and Ctrl-C that is heard whatever it interrupts.

Nothing heavy is imported before the interruption is looked after.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Never

AGAIN = 2.0
"""Seconds after which an interruption that has not ended the command is raised again."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit: with 2 and one line for bad input, with 130 when interrupted."""
    end: list[int] = []
    # The interpreter exits by the signal itself where the interruption came inside an exec; registered first, this runs last.
    atexit.register(lambda: _leave(end[0]) if end else None)
    try:
        with _interruptible():
            from derivations.inputs.output import WORKING, keep_standard_streams

            keep_standard_streams()
            WORKING.active = True
            WORKING.begin()
            try:
                code = run_command(arguments)
            finally:
                WORKING.end()
    except KeyboardInterrupt:
        code = _interrupted()
    if code == 130:
        end.append(code)
    sys.exit(code)


def run_command(arguments: list[str] | None) -> int:
    """The exit code of a command; its complaints and the word on an interruption have been printed."""
    from derivations.cli.app import app
    from theory.errors import InputError

    try:
        result: Any = app(arguments, standalone_mode=False)
        sys.stdout.flush()
        code = int(result or 0)
        return _interrupted() if code == 130 else code  # the parser has caught the interruption itself
    except InputError as error:
        message = " ".join(str(error).split())
    except KeyboardInterrupt:
        return _interrupted()
    except Exception as error:
        usage = getattr(error, "format_message", None)
        if type(error).__name__ == "Abort":
            return _interrupted()
        if usage is None:
            raise
        said = " ".join(usage().split())
        if not said:  # no command was given: the parser has shown the help
            return 2
        message = f"{said} (see 'nqm --help')"
    except SystemExit:  # no code of ours: a rule's
        message = "a file of rules ended the program (sys.exit) when its rule ran; remove that"
    print(f"nqm: {message}", file=sys.stderr)
    return 2


@contextmanager
def _interruptible() -> Iterator[None]:
    """In this block an interruption is raised again and again until it leaves: it can be lost inside a library's callback."""
    over, main_thread = threading.Event(), threading.get_ident()

    def repeat() -> None:
        while not over.wait(AGAIN):
            signal.pthread_kill(main_thread, signal.SIGINT)

    repeater = threading.Thread(target=repeat, daemon=True)

    def interrupt(number: int, frame: Any) -> Never:
        if repeater.ident is None:
            repeater.start()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        over.set()
        if repeater.ident is not None:
            repeater.join()
        signal.signal(signal.SIGINT, before)


def _interrupted() -> int:
    print("interrupted", file=sys.stderr)
    return 130


def _leave(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)
