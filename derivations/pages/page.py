"""A report page of findings, figures and tables, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from derivations.pages.picture import TabledPicture
from derivations.pages.rendering import Prose, render


@dataclass(frozen=True)
class Table:
    """A titled table; cells may hold maths in dollars."""

    title: str
    text: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Found:
    """A question, or a sentence of a paper, and its answer in numbers."""

    question: str
    answer: str

    @classmethod
    def told(cls, prose: Prose, block: str, **numbers: Any) -> Found:
        """By a block of two paragraphs: the question and the answer."""
        question, answer = prose.paragraphs(block, **numbers)
        return cls(question, answer)


def verdict(holds: bool, word: str = "Confirmed", otherwise: str | None = "Corrected") -> str:
    """The word in bold that a page's own numbers bear out, said of a sentence of a paper.

    Raises ``RuntimeError`` where there is no word for what they say (``otherwise`` None): then the text around it must be written anew.
    """
    if not holds and otherwise is None:
        raise RuntimeError(f"the numbers of this page no longer bear out its verdict {word!r}")
    return f"**{word if holds else otherwise}**"


@dataclass(frozen=True)
class Page:
    """``name`` of its files; ``lead``: Markdown under the title; ``data``: files beside it, by name."""

    name: str
    title: str
    lead: str
    introduction: str
    found: Sequence[Found]
    figures: Sequence[TabledPicture]
    tables: Sequence[Table]
    data: Mapping[str, bytes] = field(default_factory=dict)

    def files(self) -> dict[str, bytes]:
        """Everything, name to content."""
        files = {f"{self.name}.md": render("page.md", page=self).encode()}
        for figure in self.figures:
            files |= figure.files()
        return files | dict(self.data)
