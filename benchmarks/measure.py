"""Time something, report one figure."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

RESULTS: list[dict[str, Any]] = []


def report(name: str, value: float, unit: str, target: float | None, *, at_least: bool = False, note: str = "") -> None:
    met = None if target is None else bool(value >= target if at_least else value <= target)
    row = {"name": name, "value": float(f"{value:.4g}"), "unit": unit, "target": target, "met": met}
    if note:
        row["note"] = note
    RESULTS.append(row)
    print(json.dumps(row), flush=True)


def seconds(work: Callable[[], Any], cpu: bool = False) -> float:
    clock = time.process_time if cpu else time.perf_counter
    start = clock()
    work()
    return clock() - start
