"""Text with maths, for GitHub and for LaTeX.

Texts in this project write maths as ``$...$`` and ``$$...$$``. On GitHub the robust forms are dollar-backtick for inline
maths and fenced ``math`` blocks for displays (Markdown otherwise eats backslashes); LaTeX needs its special characters
escaped outside maths and long displays shrunk to the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from derivations.pages.numerals import FILTERS

TEMPLATES = Path(__file__).parent.parent / "templates"
STUDIES = Path(__file__).parent.parent / "studies"
MATHS = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
ESCAPES = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"}
ESCAPES |= {
    "|": r"\textbar{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}


def markdown(text: str) -> str:
    """``$...$`` text as GitHub Markdown."""

    def put(match: re.Match[str]) -> str:
        display, inline = match.groups()
        return f"\n```math\n{display.strip()}\n```\n" if display else f"$`{inline}`$"

    return re.sub(r"\n{3,}", "\n\n", MATHS.sub(put, text)).strip()


def latex(text: str) -> str:
    """``$...$`` text as LaTeX."""
    parts, position = [], 0
    for match in MATHS.finditer(text):
        parts.append(_escape(text[position : match.start()]))
        display, inline = match.groups()
        parts.append(display_latex(display) if display else f"${inline}$")
        position = match.end()
    parts.append(_escape(text[position:]))
    return "".join(parts)


def display_latex(formula: str) -> str:
    """A displayed formula, shrunk to the line if it is longer."""
    return rf"\fitted{{{formula.strip()}}}"


def _escape(text: str) -> str:
    escaped = "".join(ESCAPES.get(character, character) for character in text)
    escaped = re.sub(r"\*\*(.+?)\*\*", r"\\textbf{\1}", escaped)
    return re.sub(r"`([^`]+)`", r"\\texttt{\1}", escaped)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, STUDIES]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="((#",
        comment_end_string="#))",
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        autoescape=False,
    )
    environment.filters |= {"md": markdown, "tex": latex, "fit": display_latex, **FILTERS}
    return environment


def render(template: str, **context: Any) -> str:
    """Fill a template."""
    return _environment().get_template(template).render(**context)


@dataclass(frozen=True)
class Prose:
    """The sentences of a study: the blocks of ``prose.md`` in its folder, which are fed numbers."""

    folder: str

    def __call__(self, block: str, **numbers: Any) -> str:
        """One block, on one line. Raises ``UndefinedError`` for a number that it names and is not given."""
        return " ".join(self.paragraphs(block, **numbers))

    def paragraphs(self, block: str, **numbers: Any) -> list[str]:
        """The paragraphs of one block, between empty lines: each on one line, and no space before a comma, semicolon or full stop."""
        template = _environment().get_template(f"{self.folder}/prose.md")
        text = "".join(template.blocks[block](template.new_context(numbers)))
        lines = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
        return [re.sub(r" ([,;.])(?= |$)", r"\1", line) for line in lines]
