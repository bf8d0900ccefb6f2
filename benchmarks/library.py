"""The optimizer library: how long each rule takes to derive, and the gallery from nothing."""

from __future__ import annotations

from typing import Any

from benchmarks.measure import report, seconds


def library() -> None:
    from derivations.studies.gallery.exhibits import LINEAR
    from theory.analysis.derivation import derive
    from theory.analysis.expansion import double_root_curves, small_step
    from theory.analysis.stationary import autocovariances
    from theory.optimizers import Averaged, ExponentialAggMo, HeavyBall
    from theory.rule.filter import _extract_symbolic

    three = Averaged(Averaged(Averaged(HeavyBall())))
    long = {
        "three EMAs": three,
        "four EMAs": Averaged(three),
        "AggMo of five": ExponentialAggMo(5),
        "AggMo of six": ExponentialAggMo(6),
    }
    for name, rule in {**{e.name: e.symbolic for e in LINEAR}, **long}.items():
        _extract_symbolic.cache_clear()
        autocovariances.cache_clear()

        def everything(rule: Any = rule) -> None:
            d = derive(rule)
            _ = d.stability, d.mean_response, d.noise_responses, d.stationary_covariance, d.steady_state_risk, d.exact_risk
            _ = small_step(d), double_root_curves(d)

        report(f"derive {name}, everything", seconds(everything), "s", 5.0)


def equivalences() -> None:
    from theory.equivalence.decide import equivalent
    from theory.optimizers import QHM, SGD, AggMo, HeavyBall, LocalSGD, Lookahead, Nesterov, NesterovLookahead

    for first, second in (
        (NesterovLookahead(), QHM()),
        (QHM(), NesterovLookahead()),
        (LocalSGD(), SGD()),
        (AggMo(), QHM()),
        (Nesterov(), AggMo()),
        (Lookahead(SGD(), 5), HeavyBall()),
        (Lookahead(SGD(), 8), HeavyBall()),
        (Lookahead(HeavyBall(), 5), HeavyBall()),
        (HeavyBall(), Lookahead(HeavyBall(), 5)),
    ):
        report(f"equivalent({_named(first)}, {_named(second)})", seconds(lambda a=first, b=second: equivalent(a, b)), "s", 5.0)  # type: ignore[misc]


def _named(rule: Any) -> str:
    return f"{rule}{''.join(f', {n} = {v}' for n, v in rule.counts().items())}"


def gallery() -> None:
    from derivations.studies.gallery.report import gallery_files
    from derivations.studies.gallery.study import compute_gallery

    report("the gallery from nothing, two processes", seconds(lambda: gallery_files(compute_gallery(2), 2)), "s", 240.0)
