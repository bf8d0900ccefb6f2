"""What each study's pages were made of and what came out, so that they need not be drawn again to be known as fresh."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from derivations.sources import ROOT, closure, modules, texts

NAME = "manifest.json"
TEMPLATES, LOCK = ROOT / "derivations" / "templates", ROOT / "requirements.lock"


@dataclass(frozen=True)
class Part:
    """``inputs``: a digest of all that decides on some pages; ``outputs``: their files, name to digest."""

    inputs: str
    outputs: dict[str, str]

    @classmethod
    def of(cls, inputs: str, files: Mapping[str, bytes]) -> Part:
        """Files made of these inputs."""
        return cls(inputs, {name: _digest(content) for name, content in sorted(files.items())})


@dataclass(frozen=True)
class Manifest:
    """The parts by the name of their study."""

    parts: dict[str, Part] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest in a folder; without parts if there is none that can be read."""
        try:
            made = json.loads((folder / NAME).read_bytes())["parts"]
            parts = {
                str(study): Part(str(part["inputs"]), {str(name): str(digest) for name, digest in part["outputs"].items()})
                for study, part in made.items()
            }
            return cls(parts)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls()

    def as_json(self) -> bytes:
        """What stands in the file."""
        return (json.dumps(asdict(self), indent=1) + "\n").encode()

    @property
    def outputs(self) -> dict[str, str]:
        """The files of all parts."""
        return {name: digest for part in self.parts.values() for name, digest in part.outputs.items()}

    def stale(self, folder: Path) -> list[str]:
        """The files of a folder that are not these: missing, different or not among them."""
        there = {p.name: _digest(p.read_bytes()) for p in folder.glob("*") if p.is_file() and p.name != NAME}
        outputs = self.outputs
        differing = [name for name, digest in outputs.items() if there.get(name) != digest]
        return differing + sorted(f"{name} (no longer generated)" for name in there.keys() - outputs.keys())


def inputs_of(module: str, data: Iterable[bytes] = ()) -> str:
    """A digest of what a module's pages are made of: sources that it imports, templates named there, data, libraries, Python's version."""
    sources = sorted(modules()[name] for name in closure(module))
    named = set().union(*(texts(path) for path in sources))
    templates = sorted(path for path in TEMPLATES.glob("*") if path.name in named)
    digest = hashlib.sha256(f"{sys.version_info.major}.{sys.version_info.minor}".encode())
    prose = sorted({text for source in sources for text in source.parent.glob("*.md")})
    for path in (*sources, *templates, *prose, *([LOCK] if LOCK.is_file() else [])):
        digest.update(f"\0{path.relative_to(ROOT).as_posix()}\0{_digest(path.read_bytes())}".encode())
    for content in data:
        digest.update(f"\0\0{_digest(content)}".encode())
    return digest.hexdigest()[:32]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
