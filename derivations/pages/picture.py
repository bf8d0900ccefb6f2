"""Pictures as files: in the project's style, without dates, the same on every run; with their numbers beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

Rows = list[tuple[Any, ...]]
BLUE, ORANGE, GREEN, PURPLE, GREY, RED = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7F7F7F", "#CC3311"
# colour-blind safe (Okabe and Ito 2008, Tol 2021)
STYLE: Any = {
    "svg.hashsalt": "nqm",
    "svg.fonttype": "path",
    "pdf.compression": 0,
    "pdf.fonttype": 42,
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}
METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}


@dataclass(frozen=True)
class Picture:
    """A figure with its file name, title and caption (maths in dollars)."""

    name: str
    title: str
    caption: str
    draw: Callable[[], Figure]

    def files(self) -> dict[str, bytes]:
        """The picture as SVG, without dates, the same on every run."""
        (content,) = saved(self.draw, "svg")
        return {f"{self.name}.svg": content}


def saved(draw: Callable[[], Figure], *kinds: str) -> list[bytes]:
    """A figure in several formats ("svg", "pdf", "png"), in the project's style and without dates."""
    with mpl.rc_context(STYLE):
        figure = draw()
        contents = []
        for kind in kinds:
            buffer = io.BytesIO()
            figure.savefig(buffer, format=kind, metadata=METADATA.get(kind), dpi=150)
            contents.append(buffer.getvalue())
        plt.close(figure)
    return contents


def axes_of(width: float = 6.0, height: float = 3.6, columns: int = 1) -> tuple[Figure, Any]:
    """A figure of a size in inches with one row of axes."""
    return plt.subplots(1, columns, figsize=(width, height))


def key_outside(ax: Any) -> None:
    """The legend to the right of the axes."""
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)


@dataclass(frozen=True)
class TabledPicture:
    """A figure: its number in the paper it is from or of, the picture, and the same numbers as a table with a header line."""

    number: str
    picture: Picture
    table: Callable[[], Rows]

    def csv(self) -> bytes:
        """The table as CSV."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for row in self.table():
            writer.writerow([f"{v:.10g}" if isinstance(v, float) else v for v in row])
        return text.getvalue().encode()

    def files(self) -> dict[str, bytes]:
        """SVG and CSV."""
        return self.picture.files() | {f"{self.picture.name}.csv": self.csv()}
