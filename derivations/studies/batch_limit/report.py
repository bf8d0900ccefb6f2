"""The report page on the limit of the batch size: distance from the start, S_min, and sentences of You et al. and Hoffer et al."""

from __future__ import annotations

import math

import numpy as np

from derivations.pages.numerals import binary
from derivations.pages.page import Found, Page, Table, verdict
from derivations.studies.batch_limit.distance import (
    RATE,
    RULES,
    SCALED_SIZES,
    SCALED_TIMES,
    SCALINGS,
    SIZE,
    exponent_at,
    log_law,
    scaled,
)
from derivations.studies.batch_limit.figures import CURVES, PROSE, batch_limit_figures
from derivations.studies.batch_size.study import BatchCurves
from derivations.studies.gallery.exhibits import EXHIBITS
from derivations.studies.gallery.study import Gallery
from derivations.tasks.study import Study

SHOWN_TIMES = (8, 64, 512, 4096, 32768)
EARLY, LATE, LAST = (
    64,
    4096,
    65536,
)  # steps between which a logarithm is fitted: on the standard spectrum, on the log-uniform one
SATURATED = 1.01  # a doubling that saves less than this factor has reached the limit


def batch_limit_files(study: BatchCurves, gallery: Gallery) -> dict[str, bytes]:
    """All files of the page, name to content."""
    return Page(
        "batch-limit",
        "The limit of the batch size",
        "Distance from the start, and steps at unlimited batch sizes; a CSV beside every figure. The [claims](diffusion.md) are\n"
        "proved apart.",
        PROSE("introduction", size=SIZE, rate=RATE),
        [
            _ultra_slow(),
            _contradict(),
            _spectra(),
            _scaling(),
            _limit(study),
            _schemes(gallery),
            Found.told(PROSE, "untested"),
        ],
        batch_limit_figures(study),
        [_exponent_table(), _scaling_table(), _limit_table(gallery)],
    ).files()


def _ultra_slow() -> Found:
    times = (EARLY, LATE)
    exponents, logarithms = [exponent_at("standard", t) for t in times], [1 / math.log(t) for t in times]
    square, distance = (log_law("log-uniform", EARLY, LAST, power) for power in (2, 1))
    faster = all(power > 1.5 * logarithm for power, logarithm in zip(exponents, logarithms, strict=True))
    return Found.told(
        PROSE,
        "ultra_slow",
        verdict=verdict(faster and square < 0.01 < distance, "Refuted", None),
        times=times,
        last=LAST,
        exponents=exponents,
        logarithms=logarithms,
        standard_off=log_law("standard", EARLY, LATE, 1),
        square_off=square,
        distance_off=distance,
    )


def _contradict() -> Found:
    either = log_law("standard", EARLY, LATE, 2) > 0.1 and log_law("log-uniform", EARLY, LAST, 2) < 0.01
    return Found.told(PROSE, "contradict", verdict=verdict(either, "Confirmed in kind", None))


def _spectra() -> Found:
    standard, log_uniform = ([exponent_at(name, t) for t in SHOWN_TIMES] for name in ("standard", "log-uniform"))
    return Found.told(PROSE, "spectra", times=SHOWN_TIMES, standard=standard, log_uniform=log_uniform)


def _scaling() -> Found:
    def spread(scaling: str, time: int, rest: bool) -> float:
        """Largest over smallest distance over the batch sizes."""
        distances = np.sqrt(scaled(scaling, time, rest))
        return float(distances.max() / distances.min())

    minimum, start = ({s: [spread(s, t, rest) for t in SCALED_TIMES] for s in SCALINGS} for rest in (True, False))
    first, *_, last = minimum["square root"]
    return Found.told(
        PROSE,
        "scaling",
        verdict=verdict(first < 1 + 1e-9 and last > 1.05, "Corrected", None),
        times=SCALED_TIMES,
        largest=SCALED_SIZES[-1],
        minimum=minimum,
        start=start,
    )


def saturation(steps: dict[float, int]) -> float | None:
    """The batch size from which on a doubling saves less than 1% of the steps; None if not reached. Gaps are interpolated."""
    finite = sorted(b for b in steps if math.isfinite(b))
    for k, b in enumerate(finite[:-1]):
        if all(
            (steps[a] / steps[c]) ** (math.log(2) / math.log(c / a)) < SATURATED
            for a, c in zip(finite[k:-1], finite[k + 1 :], strict=True)
        ):
            return b
    return None


def _limit(study: BatchCurves) -> Found:
    shown = []
    for rule, power, name, _ in CURVES:
        curve = study.curve(rule, power)
        shown.append((name, curve.plateau, saturation(dict(zip(curve.batch_sizes, curve.steps, strict=True)))))
    differ = len({fewest for _, fewest, _ in shown}) > 1  # not one number for all rules and spectra
    return Found.told(PROSE, "limit", verdict=verdict(differ, "Confirmed", None), curves=shown)


def _schemes(gallery: Gallery) -> Found:
    fewest = {e.label: gallery.steps(e.page)[math.inf] for e in EXHIBITS if math.inf in gallery.steps(e.page)}
    ranked = sorted(fewest.items(), key=lambda scheme: scheme[1])
    shown = (*ranked[:3], ranked[len(ranked) // 2], *ranked[-2:])
    return Found.told(PROSE, "schemes", count=len(ranked), fewest=ranked[0][1], most=ranked[-1][1], shown=shown)


def _exponent_table() -> Table:
    rows = [
        (spectrum, rule, *(f"{exponent_at(spectrum, t, rule):.3f}" for t in SHOWN_TIMES))
        for spectrum in ("standard", "log-uniform")
        for rule in RULES
    ]
    header = ("spectrum", "rule", *(f"$t = {t}$" for t in SHOWN_TIMES))
    return Table("Local exponents of the distance", PROSE("exponent_table", size=SIZE, rate=RATE), header, rows)


def _scaling_table() -> Table:
    rows = []
    for scaling in SCALINGS:
        for rest in (False, True):
            for time in SCALED_TIMES:
                values = np.sqrt(scaled(scaling, time, rest))
                slope = float(np.polyfit(np.log(SCALED_SIZES), np.log(values), 1)[0])
                ends = (f"{values[0]:.4g}", f"{values[-1]:.4g}")
                rows.append((scaling, "minimum" if rest else "start", str(time), *ends, f"{slope:+.2f}"))
    header = ("scaling", "from", "$t$", "$B = 1$", "largest", "exponent of $B$")
    text = PROSE("scaling_table", largest=SCALED_SIZES[-1])
    return Table("Distance under three scalings of the learning rate", text, header, rows)


def _limit_table(gallery: Gallery) -> Table:
    rows = []
    for e in EXHIBITS:
        steps = gallery.steps(e.page)
        if math.inf in steps:
            limit = saturation(steps)
            rows.append((e.label, str(steps[math.inf]), "beyond $2^{20}$" if limit is None else f"${binary(limit)}$"))
    rows.sort(key=lambda row: int(row[1]))
    header = ("optimizer", r"$S_{\min}$", "saturated from")
    return Table("The fewest steps of every optimizer", PROSE("limit_table"), header, rows)


STUDY: Study[None] = Study(
    "batch-limit", page=lambda data, run: batch_limit_files(data["batch-size"], data["gallery"]), alone=False
)
