"""The study of adaptive methods: its data hold, its statements follow from them, and stale or wrong data are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from derivations.report import FOLDER
from derivations.studies.adaptive import study as adaptive
from derivations.studies.adaptive.figures import adaptive_figures
from derivations.studies.adaptive.report import STUDY, surge
from derivations.studies.adaptive.study import AdaptiveStudy, Race, races, run_race, wrong_races
from theory.errors import InputError


@pytest.fixture(scope="module")
def study() -> AdaptiveStudy:
    found = STUDY.stored(FOLDER)
    assert found is not None
    return found


def test_stored_races_hold(study: AdaptiveStudy) -> None:
    """Settings simulated anew reach the target in the stored number of steps; the proxies' counts are exact."""
    assert wrong_races(study) == []


def test_a_small_race_is_the_stored_one(study: AdaptiveStudy) -> None:
    """One race run in full from its task: the stored result, to rounding."""
    stored = next(r for r in study.curve("sign", "diagonal") if r.batch_size == 2.0**20)
    again = run_race(stored.task)
    assert again["steps"] == pytest.approx(stored.steps, rel=0.02)
    assert again["hyperparameters"]["learning_rate"] == pytest.approx(stored.hyperparameters["learning_rate"], rel=0.05)


def altered(study: AdaptiveStudy, rule: str, size: float, factor: float) -> AdaptiveStudy:
    def change(r: Race) -> Race:
        hit = r.rule == rule and r.batch_size == size and r.steps is not None
        return replace(r, steps=r.steps * factor) if hit and r.steps else r

    return AdaptiveStudy([change(r) for r in study.races])


def test_wrong_data_are_noticed(study: AdaptiveStudy) -> None:
    """3% on a simulated count, one step on an exact one."""
    assert wrong_races(altered(study, "sign", 2.0**20, 1.03))
    assert wrong_races(altered(study, "momentum", 16.0, 1.001))


def test_the_data_file_round_trips_and_foreign_ones_are_refused(study: AdaptiveStudy, tmp_path: Path) -> None:
    """JSON there and back; another list of races, a broken file, none at all."""
    assert AdaptiveStudy.from_json(study.as_json()).races == study.races
    for content in (b"[]", b"{", AdaptiveStudy(study.races[1:]).as_json()):
        (tmp_path / STUDY.file).write_bytes(content)
        with pytest.raises(InputError, match="run: nqm experiment adaptive --keep"):
            STUDY.stored(tmp_path)
    (tmp_path / STUDY.file).write_bytes(altered(study, "sign", 2.0**20, 1.03).as_json())
    with pytest.raises(InputError, match="do not hold"):
        STUDY.stored(tmp_path, checked=True)


def test_the_surge_is_read_off_the_data(study: AdaptiveStudy) -> None:
    """signSGD's best learning rate falls again when rotated and never along the axes; a study without a fall says nowhere."""
    assert "signSGD rotated" in surge(study).answer.split("A fall of more than two standard errors:")[1]
    flat = AdaptiveStudy([replace(r, hyperparameters={**r.hyperparameters, "learning_rate": 0.1}) for r in study.races])
    assert "two standard errors: nowhere" in surge(flat).answer


def test_figures_have_their_numbers(study: AdaptiveStudy) -> None:
    """Every CSV has a row a batch size (or step) and no missing value in the curves that are drawn."""
    for figure in adaptive_figures(study):
        header, *rows = figure.table()
        assert all(len(row) == len(header) for row in rows)
        assert len(rows) in (len(adaptive.BATCH_SIZES), 21)
        assert np.all(np.isfinite(np.array(rows, dtype=float)))


def test_every_race_is_planned_once() -> None:
    """No two tasks are the same."""
    tasks = [tuple(sorted(r.task.items())) for r in races()]
    assert len(set(tasks)) == len(tasks)
