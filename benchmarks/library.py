"""The optimizer library: how long each rule takes to derive, and the gallery from nothing."""

from __future__ import annotations

from typing import Any

from benchmarks.measure import report, seconds


def library() -> None:
    from derivations.exhibits import LINEAR
    from theory.derivation import derive
    from theory.expansion import double_root_curves, small_step
    from theory.filter import _extract_symbolic

    for e in LINEAR:
        _extract_symbolic.cache_clear()

        def everything(rule: Any = e.symbolic) -> None:
            d = derive(rule)
            _ = d.stability, d.mean_response, d.noise_responses, d.stationary_covariance, d.steady_state_risk, d.exact_risk
            _ = small_step(d), double_root_curves(d)

        report(f"derive {e.name}, everything", seconds(everything), "s", 5.0)


def equivalences() -> None:
    from theory.equivalence import equivalent
    from theory.optimizers import QHM, SGD, AggMo, LocalSGD, Nesterov, NesterovLookahead

    for first, second in (
        (NesterovLookahead(), QHM()),
        (QHM(), NesterovLookahead()),
        (LocalSGD(), SGD()),
        (AggMo(), QHM()),
        (Nesterov(), AggMo()),
    ):
        report(f"equivalent({first}, {second})", seconds(lambda a=first, b=second: equivalent(a, b)), "s", 5.0)  # type: ignore[misc]


def gallery() -> None:
    from derivations.gallery import compute_gallery
    from derivations.gallery_report import gallery_files

    report("the gallery from nothing, two processes", seconds(lambda: gallery_files(compute_gallery(2), 2)), "s", 240.0)
