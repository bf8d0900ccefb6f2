"""Loops of an update rule over a number of steps or of workers, which may be a symbol where the rule is printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Body = Callable[[Any, Any, Any], Any]
"""(j, value, gradient) -> the next value: repetition j, on a minibatch of its own."""


def repeated(count: Any, body: Body, start: Any, gradient: Any) -> Any:
    """The value after ``body`` was applied to ``start`` for j = 0, ..., count - 1.

    Each repetition is given a minibatch of its own, the first one ``gradient``, the others fresh ones. A ``count`` that is no int knows
    itself how to repeat.
    """
    if not isinstance(count, int):
        return count.repeated(body, start, gradient)
    value = start
    for j in range(count):
        value = body(j, value, gradient if j == 0 else gradient.fresh())
    return value
