"""Where in a user's rule something went wrong: the line of their own file, found by running the rule again under a trace."""

from __future__ import annotations

import linecache
import re
import sys
import traceback
from collections.abc import Callable, Collection, Iterator
from types import CodeType, FrameType
from typing import Any

import sympy as sp

METHODS = ("init", "update", "read")
COMPARISONS = ("__eq__", "__ne__", "__hash__")
Wrong = Callable[[Any], bool]


def line_of_error(error: BaseException) -> str:
    """ " (file.py:12)" for the innermost line of a rule outside this package that an error passed through, else ""."""
    found = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if _is_rule(frame):
            found = _place(frame, line)
    return found


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


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).split(".")[0] in ("sympy", "theory")


def _is_rule(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__", ""))
    return frame.f_code.co_name in METHODS and not module.startswith("theory.")


def place(code: CodeType, line: int) -> str:
    """ " (file.py:12)" for a line of the file that code is from."""
    file = re.split(r"[\\/]", code.co_filename)[-1]
    return f" ({file}:{line})"


def _place(frame: FrameType, line: int) -> str:
    return place(frame.f_code, line)


def source_of_error(error: BaseException) -> str:
    """The text of the innermost line of a rule outside this package that an error passed through, else ""."""
    text = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).split(".")[0] not in ("sympy", "theory", "numpy"):
            text = linecache.getline(frame.f_code.co_filename, line)
    return text


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple | list):
        for part in value:
            yield from _parts(part)
    else:
        yield value


def line_of_comparison(run: Callable[[], Any], data: Collection[Any]) -> str | None:
    """Where a rule asks whether a symbolic value that depends on ``data`` equals another, looks it up (==, in, a dict) or is true:
    " (file.py:12)".

    To SymPy two expressions are equal if they are written alike, so ``step == 0`` is silently false; and ``if step % 2`` is true always.
    None if the rule never asks.
    """
    found: list[str] = []

    def truth(value: Any) -> bool:
        frame = sys._getframe(1)
        if not found and not _is_ours(frame) and any(s in data for s in value.free_symbols):
            found.append(_place(frame, frame.f_lineno))
        return True

    def follow(frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or frame.f_code.co_name not in COMPARISONS or found or frame.f_back is None:
            return
        if _is_ours(frame.f_back):
            return
        if any(s in data for s in getattr(frame.f_locals.get("self"), "free_symbols", ())):
            found.append(_place(frame.f_back, frame.f_back.f_lineno))

    before: Any = sys.getprofile()
    sys.setprofile(follow)
    sp.Expr.__bool__ = truth  # SymPy has none: every expression that is no number is true
    try:
        run()
    finally:
        del sp.Expr.__bool__
        if before is None or callable(before):
            sys.setprofile(before)
        else:  # cProfile's is no function
            before.enable()
    return found[0] if found else None
