"""Where in a user's rule something went wrong: the line of their own file, found by running the rule again under a trace."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

METHODS = ("init", "update", "read")
Wrong = Callable[[Any], bool]


def line_of_error(error: BaseException) -> str:
    """ " (file.py:12)" for the innermost line of a rule outside this package that an error passed through, else ""."""
    place = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if _is_rule(frame):
            place = _place(frame, line)
    return place


def line_of_value(run: Callable[[], Any], wrong: Wrong) -> str:
    """ " (file.py:12)" for the first line after which a variable or the result of a rule is wrong, else ""."""
    found: list[str] = []

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        if not _is_rule(frame):
            return None
        line = frame.f_lineno

        def follow(frame: FrameType, event: str, result: Any) -> Any:
            nonlocal line
            values = [*frame.f_locals.values(), *([result] if event == "return" else [])]
            if not found and any(wrong(part) for value in values for part in _parts(value)):
                found.append(_place(frame, line))
            line = frame.f_lineno
            return follow

        return follow

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        run()
    except Exception:
        pass  # the error itself is reported by who asked
    finally:
        sys.settrace(before)
    return found[0] if found else ""


def last_line(run: Callable[[], Any]) -> str:
    """ " (file.py:12)" for the line from which a rule returns."""
    lines: list[str] = []

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        def follow(frame: FrameType, event: str, _: Any) -> Any:
            if event == "return":
                lines.append(_place(frame, frame.f_lineno))
            return follow

        return follow if _is_rule(frame) else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        run()
    except Exception:
        pass
    finally:
        sys.settrace(before)
    return lines[-1] if lines else ""


def _is_rule(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__", ""))
    return frame.f_code.co_name in METHODS and not module.startswith("theory.")


def _place(frame: FrameType, line: int) -> str:
    file = re.split(r"[\\/]", frame.f_code.co_filename)[-1]
    return f" ({file}:{line})"


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple | list):
        for part in value:
            yield from _parts(part)
    else:
        yield value
