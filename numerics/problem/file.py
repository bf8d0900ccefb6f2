"""Problems read from CSV and NPZ files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from theory.errors import InputError

REQUIRED, OPTIONAL = ("h", "c"), ("theta0_sq", "count")


def read_columns(path: str | Path) -> dict[str, Any]:
    """A problem's columns from a file: ``h,c[,theta0_sq][,count]`` as CSV with a header line, or arrays of these names as NPZ.

    Raises ``InputError`` for a missing file, an unknown kind or column, and, with its line number, a bad entry.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError(f"no such file: {file}")
    if file.suffix == ".npz":
        return _read_npz(file)
    if file.suffix == ".csv":
        return _read_csv(file)
    raise InputError(f"{file}: a problem is read from a .csv or .npz file")


def _check_names(file: Path, names: list[str]) -> None:
    unknown = [n for n in names if n not in REQUIRED + OPTIONAL]
    missing = [n for n in REQUIRED if n not in names]
    if unknown or missing or len(set(names)) < len(names):
        raise InputError(f"{file}: columns must be h,c[,theta0_sq][,count], got {','.join(names) or 'none'}")


def _read_npz(file: Path) -> dict[str, Any]:
    try:
        with np.load(file, allow_pickle=False) as content:
            columns = {name: content[name] for name in content.files}
    except (ValueError, OSError) as error:
        raise InputError(f"{file} is not an NPZ file of plain arrays: {error}") from None
    _check_names(file, list(columns))
    return columns


def _read_csv(file: Path) -> dict[str, Any]:
    lower = {"h": 0.0, "c": -1.0, "theta0_sq": -1.0, "count": 0.0}  # h and count must be positive, the others not negative
    rows: list[list[float]] = []
    with file.open(newline="", encoding="utf-8-sig") as handle:
        reader = csv.reader(handle)
        names = [n.strip() for n in next(reader, [])]
        _check_names(file, names)
        for cells in reader:
            if not cells:
                continue
            where = f"{file}:{reader.line_num}"
            if len(cells) != len(names):
                raise InputError(f"{where}: {len(names)} values expected, got {len(cells)}")
            row = []
            for name, cell in zip(names, cells, strict=True):
                try:
                    value = float(cell)
                except ValueError:
                    raise InputError(f"{where}: {name} must be a number, got {cell.strip()!r}") from None
                if not np.isfinite(value) or value < 0 or value <= lower[name]:
                    allowed = "> 0" if lower[name] == 0 else ">= 0"
                    raise InputError(f"{where}: {name} must be finite and {allowed}, got {cell.strip()}")
                row.append(value)
            rows.append(row)
    if not rows:
        raise InputError(f"{file}: no coordinates; give at least one line below the header")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
