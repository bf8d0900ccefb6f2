"""Print one JSON object a line, {"name", "value", "unit", "target", "met"}, and write the same to results.json."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.batch_size import big_problem, figure_set, figures_3a_and_4, optimal_schedules
from benchmarks.library import equivalences, gallery, library
from benchmarks.measure import RESULTS, report, seconds
from benchmarks.simulation import simulation
from benchmarks.steps import many_coordinates, many_steps


def command_line() -> None:
    command = [sys.executable, "-m", "nqm", "--help"]
    subprocess.run(command, capture_output=True, check=True)
    report(
        "nqm --help, median of 5",
        sorted(seconds(lambda: subprocess.run(command, capture_output=True, check=True)) for _ in range(5))[2],
        "s",
        0.3,
    )


def derivations() -> None:
    from theory.analysis.derivation import derive
    from theory.optimizers import SGD, AggMo, Averaged, ExponentialAggMo, HeavyBall
    from theory.rule.filter import _extract_symbolic

    derive(SGD())  # imports and caches apart
    four = Averaged(Averaged(Averaged(Averaged(HeavyBall()))))
    for name, rule, target in (
        ("derive EMA over momentum, three states, everything", Averaged(HeavyBall()), 1.0),
        ("derive EMA over EMA over momentum, four states, everything", Averaged(Averaged(HeavyBall())), 3.0),
        ("derive EMA over two-velocity momentum, four states, everything", Averaged(AggMo()), 3.0),
        (
            "derive three EMAs over momentum, five states, all that nqm derive prints",
            Averaged(Averaged(Averaged(HeavyBall()))),
            5.0,
        ),
        ("derive four EMAs over momentum, six states, all that nqm derive prints", four, 5.0),
        ("derive AggMo of six velocities, seven states, all that nqm derive prints", ExponentialAggMo(6), 5.0),
    ):
        _extract_symbolic.cache_clear()

        def everything(rule: Any = rule) -> None:
            d = derive(rule)
            _ = d.stability, d.mean_response, d.noise_responses, d.steady_state_risk, d.exact_risk, d.risk_bound
            if d.system.order < 5:  # beyond, nothing shows the whole covariance
                _ = d.stationary_covariance

        report(name, seconds(everything), "s", target)


def claims() -> None:
    from derivations.ledger.ledger import verify
    from theory.claims import ledger
    from theory.statements.planting import is_caught, planted_errors

    entries = []
    report("nqm verify, CPU", seconds(lambda: entries.extend(verify(list(ledger()))), cpu=True), "s", 60.0)
    steps = sorted(((r.seconds, f"{e.claim.id}/{r.step.name}") for e in entries for r in e.steps), reverse=True)
    for k, (duration, name) in enumerate(steps[:5], 1):
        report(f"slowest symbolic step {k}: {name}", duration, "s", 1.0)
    report("claims undecided", sum(not e.ok for e in entries), "claims", 0)
    score = [is_caught(wrong) for claim in ledger() for _, wrong in planted_errors(claim)]
    report(f"planted errors caught, of {len(score)}", sum(score), "errors", len(score), at_least=True)


def float64_error(samples: int = 1500) -> None:
    """The worst relative error of the float64 risk against intervals over the promised domain, and where."""
    from numerics.dynamics.moments import risk
    from numerics.dynamics.precise import precise_risk
    from numerics.problem.noisy_quadratic import NoisyQuadratic
    from theory.optimizers import SGD, Averaged, HeavyBall

    rng = random.Random(0)
    noisy: tuple[float, str] = (0.0, "")
    quiet: tuple[float, str] = (0.0, "")
    for _ in range(samples):
        beta, gamma = (rng.choice([0.0, 0.5, 0.9, 1 - 10 ** -rng.uniform(0.01, 6)]) for _ in range(2))
        momentum = rng.random() < 0.5
        edge = 2 * (1 + beta) if momentum else 2.0
        x = rng.choice(
            [10 ** rng.uniform(-12, 0), edge * (1 - 10 ** -rng.uniform(0, 4)), edge * rng.random(), (1 - beta**0.5) ** 2]
        )
        x = min(max(x, 1e-12), edge * (1 - 1e-4))
        inner = HeavyBall(learning_rate=x, momentum=beta) if momentum else SGD(learning_rate=x)
        rule = Averaged(inner, decay=gamma) if rng.random() < 0.5 else inner
        steps, noise = int(10 ** rng.uniform(0, 9)), rng.choice([0.0, 1.0])
        problem = NoisyQuadratic([1.0], [noise])
        (exact,) = precise_risk(rule, problem, [steps], 64, digits=18)
        if exact.lower < Fraction(1, 10**280):
            continue
        error = abs(float((Fraction(float(risk(rule, problem, [steps], 64)[0])) - exact.lower) / exact.lower))
        where = f"{rule}: {', '.join(f'{k}={v!r}' for k, v in rule.hyperparameters().items())}, c={noise:g}, t={steps}"
        if noise:
            noisy = max(noisy, (error, where))
        else:
            quiet = max(quiet, (error, where))
    report(
        f"worst relative error of float64 risk, {samples} random settings, with noise",
        noisy[0],
        "relative",
        1e-10,
        note=noisy[1],
    )
    report("the same without noise (deep decay and oscillation)", quiet[0], "relative", 1e-10, note=quiet[1])


def main() -> None:
    parts = (command_line, derivations, library, equivalences, gallery, claims, float64_error)
    for part in (
        *parts,
        many_steps,
        many_coordinates,
        figures_3a_and_4,
        optimal_schedules,
        big_problem,
        figure_set,
        simulation,
    ):
        part()
    (Path(__file__).parent / "results.json").write_text(json.dumps(RESULTS, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
