"""Markdown pages as PDF, by pandoc and LaTeX: one source, so nothing is said twice."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from derivations.inputs.output import progress, write_atomic
from derivations.pages.rendering import TEMPLATES, render
from theory.errors import InputError

TOOLS = ("pandoc", "pdflatex", "rsvg-convert")
FOLDER = "pdf"
"""Beside the pages."""


def require_tools() -> None:
    """Raise ``InputError`` that names what is not installed."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise InputError(
            f"--pdf needs {', '.join(missing)}, not installed here (Debian: apt-get install pandoc librsvg2-bin texlive-latex-base)"
        )


def set_pages(pages: Sequence[Path], workers: int) -> None:
    """Set every Markdown page, with the pictures beside it, as ``pdf/NAME.pdf``. Raises ``InputError`` for a page that cannot be set."""
    require_tools()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool, progress("PDF") as tick:
        template = Path(folder) / "page.latex"
        template.write_text(render("page.latex"), encoding="utf-8")
        for k, (page, content) in enumerate(zip(pages, pool.map(lambda page: _pdf(page, template), pages), strict=True)):
            tick(page.stem, k, len(pages))
            write_atomic(page.parent / FOLDER / f"{page.stem}.pdf", content)
    print(f"set {len(pages)} pages in {pages[0].parent / FOLDER}")


def dollars(text: str) -> str:
    """GitHub's forms of maths as those that pandoc knows: dollars around it."""
    displays = re.sub(r"^```math\n(.*?)\n```$", r"$$\1$$", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\$`(.+?)`\$", r"$\1$", displays)


def _pdf(page: Path, template: Path) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as made:
        reader = "gfm+tex_math_dollars-implicit_figures-autolink_bare_uris"
        options = [f"--from={reader}", f"--template={template}", f"--lua-filter={TEMPLATES / 'page.lua'}", "--no-highlight"]
        done = subprocess.run(
            ["pandoc", *options, f"--resource-path={page.parent}", f"--output={made.name}"],
            input=dollars(page.read_text(encoding="utf-8")), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise InputError(f"{page} cannot be set: {' '.join(done.stderr.split())[:600]}")
        return Path(made.name).read_bytes()
