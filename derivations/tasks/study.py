"""What a study is: data that are computed, kept beside the reports, checked, and shown on a page.

``derivations.registry`` finds one in every folder of ``derivations.studies``; the reports, ``nqm experiment`` and the tests go over them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from theory.errors import InputError

Data = TypeVar("Data")
Files = dict[str, bytes]
"""Name to content."""


@dataclass(frozen=True)
class Run:
    """How a study is computed: on how many processes, with finished results kept in the file ``resume``; ``say`` is told (what, done,
    all). Files of its own go to ``folder``. ``small``: fewer cells, in seconds, as a trial.
    """

    folder: Path
    workers: int = 1
    resume: str | None = None
    say: Callable[[str, int, int], None] = field(default=lambda what, done, total: None)
    small: bool = False

    def told(self, what: str) -> Callable[[int, int], None]:
        """``say`` for one stage."""
        return lambda done, total: self.say(what, done, total)


@dataclass(frozen=True)
class Study(Generic[Data]):
    """``name`` : of the study and of its data file, NAME.json.

    page : the files of its page, from the data of all studies by name, drawn as a ``Run`` says.
    compute, encode, decode : the data, and as bytes; ``decode`` raises ``ValueError``, ``KeyError`` or ``TypeError`` for others. None of
        them for a study that only shows what others have computed.
    check : results that do not hold, all or some of them computed anew; in words.
    costly : computed only when asked (``nqm experiment NAME --keep``), not by every ``nqm report``.
    alone : its page needs no other study's data.
    trial : it takes ``Run.small``.
    """

    name: str
    page: Callable[[Mapping[str, Any], Run], Files]
    compute: Callable[[Run], Data] | None = None
    encode: Callable[[Data], bytes] = lambda data: b""
    decode: Callable[[bytes], Data] | None = None
    check: Callable[[Data], list[str]] = lambda data: []
    costly: bool = False
    alone: bool = True
    trial: bool = False

    @property
    def file(self) -> str:
        """Name of the data file."""
        return f"{self.name}.json"

    @property
    def command(self) -> str:
        """What computes the data anew."""
        return f"nqm experiment {self.name} --keep" if self.costly else "nqm report"

    def stored(self, folder: Path, checked: bool = False) -> Data | None:
        """The data kept in a folder. Raises ``InputError`` if they are missing, of another version or (``checked``) do not hold."""
        if self.decode is None:
            return None
        try:
            data = self.decode((folder / self.file).read_bytes())
        except OSError:
            raise InputError(f"{folder / self.file} is missing; run: {self.command}") from None
        except (ValueError, KeyError, TypeError):
            raise InputError(f"{folder / self.file} does not fit this version; run: {self.command}") from None
        wrong = self.check(data) if checked else []
        if wrong:
            raise InputError(
                f"{folder / self.file}: {len(wrong)} results do not hold, the first is {wrong[0]}; run: {self.command}"
            )
        return data

    def files(self, data: Mapping[str, Any], run: Run) -> Files:
        """The page's files and the data file."""
        own = {} if self.decode is None else {self.file: self.encode(data[self.name])}
        return {**self.page(data, run), **own}

    def computed(self, run: Run) -> Data | None:
        """The data, computed now."""
        return None if self.compute is None else self.compute(run)
