"""Results that are tables: as a frame of pandas', and on axes of matplotlib's. Neither is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theory.errors import InputError


class Shown:
    """A result with ``columns`` of one length by name; the first is what the others are drawn against."""

    def columns(self) -> Mapping[str, Any]:
        """The table, column by column."""
        raise NotImplementedError

    def to_frame(self) -> Any:
        """The table as a ``pandas.DataFrame``. Raises ``InputError`` where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise InputError("to_frame needs the extra 'frame': pip install 'nqm[frame]'") from None
        return pandas.DataFrame(dict(self.columns()))

    def plot(self, ax: Any = None) -> Any:
        """Draw every column against the first, both axes logarithmic; on new axes if none are given. The axes come back."""
        ax = axes(ax)
        (name, across), *others = self.columns().items()
        for label, values in others:
            ax.plot(across, values, label=label)
        ax.set(xlabel=name, xscale="log", yscale="log")
        ax.legend()
        return ax


def axes(ax: Any) -> Any:
    """The axes given, or new ones."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots()[1]
