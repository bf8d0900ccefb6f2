"""Results that are tables: drawn on the axes that are given, and as a frame where pandas is."""

from __future__ import annotations

import sys
import types
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot

import nqm
from nqm import InputError

PROBLEM = nqm.NoisyQuadratic.power_law(20)
RULE = nqm.SGD(learning_rate=0.3)
RESULTS: dict[str, Any] = {
    "noise scales": lambda: nqm.noise_scales(RULE, PROBLEM, [1, 10, 100], 8),
    "simulation": lambda: nqm.simulate(RULE, PROBLEM, [0, 1, 10], 8, replicates=20),
    "schedule": lambda: nqm.schedules.optimal_schedule(nqm.SGD(), PROBLEM, 64, 0.05, pieces=3),
    "advice": lambda: nqm.advise(PROBLEM, 0.05, [4, 64], ["sgd", "heavy-ball"]),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_drawn_and_tabled(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Axes in, the same axes out, with something on them; new axes if none are given; columns of one length; without pandas a sentence,
    with it a frame of these columns.
    """
    result = RESULTS[name]()
    columns = result.columns()
    assert len({len(values) for values in columns.values()}) == 1
    _, ax = pyplot.subplots()
    assert result.plot(ax) is ax
    assert ax.has_data()
    assert ax.get_legend() is not None
    assert result.plot() is not ax
    pyplot.close("all")
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputError, match=r"pip install 'nqm\[frame\]'"):
        result.to_frame()
    monkeypatch.setitem(sys.modules, "pandas", types.SimpleNamespace(DataFrame=dict))
    assert all(np.array_equal(result.to_frame()[k], v, equal_nan=True) for k, v in columns.items())
