"""Files that a command has named, so that no option writes over what another put or has there."""

from __future__ import annotations

import os

from montecarlo.files import is_standard_output, is_stream
from theory.errors import InputError

CLAIMED: dict[str, tuple[str, bool]] = {}
"""The files that the running command has named: by the place each leads to, its option and whether that writes to it."""


def claim_rule(path: str | os.PathLike[str]) -> None:
    """A file of rules, or one that it imports: no option of the running command may write to it."""
    claim("OPTIMIZER", os.fspath(path), writes=False)


def claim(name: str, path: str, writes: bool) -> None:
    """Two options that mean one file, which one of them writes, would destroy what the other put or has there."""
    place = os.path.realpath(path)
    if writes and (path == "-" or (place != os.devnull and is_standard_output(path))):
        place = "-"
    elif is_stream(path):
        return
    other, written_there = CLAIMED.get(place, (name, False))
    if place in CLAIMED and (writes or written_there):
        both = f"both write standard output, {path}" if place == "-" else f"are one file, {path}"
        raise InputError(f"{other} and {name} {both}; give each its own")
    CLAIMED[place] = (name, writes)
