"""What the reports were made of and what came out, so that they need not be drawn again to be known as fresh."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "manifest.json"
ROOT = Path(__file__).parent.parent
SOURCES = ("nqm.py", "theory/**/*.py", "numerics/**/*.py", "montecarlo/**/*.py", "derivations/**/*.py")
TEMPLATES, LOCK = "derivations/templates/*", "requirements.lock"


@dataclass(frozen=True)
class Manifest:
    """``inputs``: a digest of all that decides on the reports but their own stored data; ``outputs``: file name to digest."""

    inputs: str
    outputs: dict[str, str]

    @classmethod
    def of(cls, inputs: str, files: Mapping[str, bytes]) -> Manifest:
        """The manifest of files made of these inputs."""
        return cls(inputs, {name: _digest(content) for name, content in sorted(files.items())})

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """The manifest in a folder; None if there is none that can be read."""
        try:
            made = json.loads((folder / NAME).read_bytes())
            return cls(str(made["inputs"]), {str(name): str(digest) for name, digest in made["outputs"].items()})
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def as_json(self) -> bytes:
        """What stands in the file."""
        return (json.dumps(asdict(self), indent=1) + "\n").encode()

    def stale(self, folder: Path) -> list[str]:
        """The files of a folder that are not these: missing, different or not among them."""
        there = {p.name: _digest(p.read_bytes()) for p in folder.glob("*") if p.is_file() and p.name != NAME}
        differing = [name for name, digest in self.outputs.items() if there.get(name) != digest]
        return differing + sorted(f"{name} (no longer generated)" for name in there.keys() - self.outputs.keys())


def present_inputs() -> str:
    """The digest of the sources, templates and locked libraries that stand here, and of Python's version."""
    digest = hashlib.sha256(f"{sys.version_info.major}.{sys.version_info.minor}".encode())
    for path in sorted({p for pattern in (*SOURCES, TEMPLATES, LOCK) for p in ROOT.glob(pattern) if p.is_file()}):
        digest.update(f"\0{path.relative_to(ROOT).as_posix()}\0{_digest(path.read_bytes())}".encode())
    return digest.hexdigest()[:32]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
