"""The study of adaptive methods: its data hold, its statements follow from them, and stale or wrong data are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from derivations.report import FOLDER
from derivations.studies.adaptive import study as adaptive
from derivations.studies.adaptive.figures import adaptive_figures
from derivations.studies.adaptive.report import DATA, checked_adaptive, new_or_stored, stored_adaptive, surge
from derivations.studies.adaptive.study import AdaptiveStudy, Race, races, run_race, wrong_races
from theory.errors import InputError


@pytest.fixture(scope="module")
def study() -> AdaptiveStudy:
    found = stored_adaptive(FOLDER)
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
        (tmp_path / DATA).write_bytes(content)
        assert stored_adaptive(tmp_path) is None
        with pytest.raises(InputError, match="nqm report --races"):
            checked_adaptive(tmp_path)
    (tmp_path / DATA).write_bytes(altered(study, "sign", 2.0**20, 1.03).as_json())
    with pytest.raises(InputError, match="do not hold"):
        checked_adaptive(tmp_path)


def test_the_surge_is_read_off_the_data(study: AdaptiveStudy) -> None:
    """signSGD's best learning rate falls again when rotated and never along the axes; a study without a fall says nowhere."""
    assert "signSGD rotated" in surge(study).answer.split("A fall of more than two standard errors:")[1]
    flat = AdaptiveStudy([replace(r, hyperparameters={**r.hyperparameters, "learning_rate": 0.1}) for r in study.races])
    assert "two standard errors: nowhere" in surge(flat).answer


def test_races_are_rerun_only_when_asked(study: AdaptiveStudy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stored data are used; without them, or on request, every race is run."""
    calls: list[int] = []

    def run(workers: int, resume: object, progress: object) -> AdaptiveStudy:
        calls.append(workers)
        return study

    monkeypatch.setattr("derivations.studies.adaptive.report.compute_adaptive", run)
    new_or_stored(FOLDER, False, 2, None, lambda done, total: None)
    assert calls == []
    new_or_stored(FOLDER, True, 2, None, lambda done, total: None)
    new_or_stored(tmp_path, False, 3, None, lambda done, total: None)
    assert calls == [2, 3]


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
