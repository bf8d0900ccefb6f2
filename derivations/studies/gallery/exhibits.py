"""What the gallery shows: every optimizer with the setting of its pictures and how it is tuned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derivations.inputs.names import parse_optimizer, parse_settings
from theory.rule.optimizer import Optimizer


@dataclass(frozen=True)
class Exhibit:
    """One optimizer of the gallery.

    ``name`` as on the command line; ``counts``: whole-number fields; ``setting``: of the pictures; ``last`` step of the picture of
    risk; ``second``: the hyperparameter beside alpha h in the picture of stability; ``kept``: what is not tuned; ``tuning``:
    "search" (exact, all free hyperparameters), "grid" (time-varying: the learning rate alone), "bayes" or "" (not tuned);
    ``depth``: gradient steps one after the other in an update, ``workers`` of them side by side; ``note`` and ``title`` for
    its page.
    """

    page: str
    name: str
    setting: tuple[str, ...]
    last: int = 80
    second: str | None = None
    counts: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    tuning: str = "search"
    depth: int = 1
    workers: int = 1
    note: str = ""
    title: str = ""

    @property
    def label(self) -> str:
        """Its name for people."""
        return self.title or self.name

    @cached_property
    def symbolic(self) -> Optimizer:
        """The rule, hyperparameters symbolic, whole-number fields set."""
        return parse_settings(parse_optimizer(self.name), self.counts)

    @cached_property
    def optimizer(self) -> Optimizer:
        """The rule at the setting of its pictures."""
        return parse_settings(self.symbolic, self.setting)

    @property
    def tuned_from(self) -> Optimizer:
        """The rule with what is not tuned set."""
        return parse_settings(self.symbolic, self.kept)


FOUR = "Four hyperparameters are more than the search masters: at small batches a better setting than the one shown may well exist."
MOMENTUM = ("learning_rate=0.2", "momentum=0.8")
LINEAR = (
    Exhibit("optimizer-sgd", "sgd", ("learning_rate=0.5",), 60),
    Exhibit("optimizer-heavy-ball", "heavy-ball", MOMENTUM, second="momentum"),
    Exhibit("optimizer-velocity-heavy-ball", "velocity-heavy-ball", MOMENTUM, second="momentum"),
    Exhibit("optimizer-normalized-heavy-ball", "normalized-heavy-ball", ("learning_rate=1", "momentum=0.8"), second="momentum"),
    Exhibit("optimizer-nesterov", "nesterov", MOMENTUM, second="momentum"),
    Exhibit("optimizer-nesterov-lookahead", "nesterov-lookahead", MOMENTUM, second="momentum"),
    Exhibit("optimizer-qhm", "qhm", ("learning_rate=1", "momentum=0.9", "discount=0.7"), second="discount"),
    Exhibit(
        "optimizer-agg-mo", "agg-mo", ("learning_rate=0.2", "momentum=0.5", "second_momentum=0.9"), second="second_momentum"
    ),
    Exhibit("optimizer-exponential-agg-mo", "exponential-agg-mo", ("learning_rate=0.2", "damping=0.3"), second="damping"),
    Exhibit(
        "optimizer-accelerated-sgd",
        "accelerated-sgd",
        ("learning_rate=0.2", "long_step=1", "mixing=0.8", "forgetting=0.1"),
        second="mixing",
        note=FOUR,
    ),
    Exhibit(
        "optimizer-accelerated-sgd-lookahead",
        "accelerated-sgd-lookahead",
        ("learning_rate=0.2", "long_step=1", "mixing=0.8", "forgetting=0.1"),
        second="mixing",
        note=FOUR,
    ),
    Exhibit("optimizer-ema", "ema(sgd)", ("learning_rate=0.5", "decay=0.9"), second="decay"),
    Exhibit("optimizer-ema-heavy-ball", "ema(heavy-ball)", (*MOMENTUM, "decay=0.9"), 100, second="decay"),
    Exhibit("optimizer-preconditioned", "preconditioned(sgd)", ("learning_rate=0.5", "power=0.5"), 60, kept=("power=0.5",)),
    Exhibit(
        "optimizer-weight-decay",
        "weight-decay(sgd)",
        ("learning_rate=0.5", "weight_decay=0.01"),
        60,
        kept=("weight_decay=0.0001",),
        note="The optimum of the model is 0, towards which decay pulls: tuned, it would win in one step. So it is kept at 0.0001.",
    ),
    Exhibit(
        "optimizer-decoupled-weight-decay",
        "decoupled-weight-decay(sgd)",
        ("learning_rate=0.5", "shrinkage=0.01"),
        60,
        kept=("shrinkage=0.0001",),
        note="The optimum of the model is 0, towards which decay pulls: tuned, it would win in one step. So it is kept at 0.0001.",
    ),
    Exhibit("optimizer-lookahead", "lookahead(sgd)", ("learning_rate=0.5", "a=0.5"), 40, second="a", counts=("k=5",), depth=5),
    Exhibit(
        "optimizer-inside-round",
        "inside-round(local-sgd)",
        ("learning_rate=0.5",),
        40,
        counts=("workers=4", "local_steps=4", "after=4"),
        tuning="",
        depth=4,
        workers=4,
        note="One worker's own iterate just before a meeting: its risk is that of its own batch, not of all of them.",
    ),
    Exhibit("optimizer-delayed-sgd", "delayed-sgd", ("learning_rate=0.2",), 60, counts=("delay=2",)),
    Exhibit(
        "optimizer-local-sgd",
        "local-sgd",
        ("learning_rate=0.5",),
        40,
        counts=("workers=2", "local_steps=2"),
        depth=2,
        workers=2,
    ),
    Exhibit(
        "optimizer-diloco",
        "diloco",
        ("learning_rate=0.2", "outer_learning_rate=0.7", "outer_momentum=0.8"),
        second="outer_momentum",
        counts=("workers=2", "local_steps=2"),
        depth=2,
        workers=2,
    ),
    Exhibit(
        "optimizer-diloco-nesterov",
        "diloco-nesterov",
        ("learning_rate=0.2", "outer_learning_rate=0.7", "outer_momentum=0.8"),
        second="outer_momentum",
        counts=("workers=2", "local_steps=2"),
        depth=2,
        workers=2,
    ),
)
VARYING = (
    Exhibit(
        "optimizer-kalman-gain",
        "kalman-gain",
        ("prior_variance=1", "noise=1"),
        60,
        tuning="bayes",
        note="Told the prior and the noise, it is the Bayes estimator: nothing that sees the same gradients can be below it.",
    ),
    Exhibit("optimizer-polyak-average", "polyak-average(sgd)", ("learning_rate=0.5",), tuning="grid"),
    Exhibit("optimizer-tail-average", "tail-average(sgd)", ("learning_rate=0.5",), counts=("start=20",), tuning="grid"),
    Exhibit(
        "optimizer-schedule-free", "schedule-free", ("learning_rate=0.5", "momentum=0.9"), kept=("momentum=0.9",), tuning="grid"
    ),
    Exhibit("optimizer-warm-up", "warm-up(sgd)", ("learning_rate=0.5",), counts=("warm_up=20",), tuning="grid"),
    Exhibit("optimizer-linear-decay", "linear-decay(sgd)", ("learning_rate=0.5",), counts=("horizon=80",), tuning=""),
    Exhibit(
        "optimizer-inverse-time-decay",
        "inverse-time-decay(sgd)",
        ("learning_rate=1", "decay_rate=0.1"),
        kept=("decay_rate=0.001",),
        tuning="grid",
    ),
    Exhibit(
        "optimizer-dampened-heavy-ball",
        "dampened-heavy-ball",
        ("learning_rate=0.5", "momentum=0.8", "dampening=0.5"),
        tuning="",
        note="After its first step it is heavy ball with learning rate alpha (1 - tau).",
    ),
)
RACED = "It is not linear: simulated only, here and in [the report on adaptive methods](adaptive.md)."
NONLINEAR = (
    Exhibit(
        "optimizer-adam",
        "adam",
        ("learning_rate=0.05", "momentum=0.9", "second_decay=0.99", "epsilon=0"),
        tuning="",
        note=RACED,
    ),
    Exhibit(
        "optimizer-rmsprop",
        "rmsprop",
        ("learning_rate=0.05", "second_decay=0.99", "momentum=0", "epsilon=0.001"),
        tuning="",
        note=RACED,
    ),
    Exhibit("optimizer-sign-sgd", "sign-sgd", ("learning_rate=0.05", "momentum=0.9"), tuning="", note=RACED),
    Exhibit("optimizer-lion", "lion", ("learning_rate=0.05", "momentum=0.9", "memory=0.99"), tuning="", note=RACED),
)
EXHIBITS = (*LINEAR, *VARYING, *NONLINEAR)


def exhibit(page: str) -> Exhibit:
    """The exhibit of a page."""
    return next(e for e in EXHIBITS if e.page == page)
