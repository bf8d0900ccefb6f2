"""The optimizers, one file each, and the registry that the command line and the admission exam read."""

from theory.optimizers.accelerated_sgd import AcceleratedSGD, AcceleratedSGDLookahead
from theory.optimizers.adam import Adam
from theory.optimizers.agg_mo import AggMo, ExponentialAggMo
from theory.optimizers.averaged import Averaged
from theory.optimizers.dampened_heavy_ball import DampenedHeavyBall
from theory.optimizers.decoupled_weight_decay import DecoupledWeightDecay
from theory.optimizers.delayed_sgd import DelayedSGD
from theory.optimizers.heavy_ball import HeavyBall, NormalizedHeavyBall, VelocityHeavyBall
from theory.optimizers.inside_round import InsideRound
from theory.optimizers.kalman_gain import KalmanGain
from theory.optimizers.local_sgd import DiLoCo, DiLoCoNesterov, LocalSGD
from theory.optimizers.lookahead import Lookahead
from theory.optimizers.nesterov import Nesterov, NesterovLookahead
from theory.optimizers.polyak_average import PolyakAverage, TailAverage
from theory.optimizers.preconditioned import Preconditioned
from theory.optimizers.qhm import QHM
from theory.optimizers.rms_prop import RMSProp
from theory.optimizers.schedule_free import ScheduleFree
from theory.optimizers.scheduled import InverseTimeDecay, LinearDecay, WarmUp
from theory.optimizers.sgd import SGD
from theory.optimizers.sign_sgd import Lion, SignSGD
from theory.optimizers.weight_decay import WeightDecay
from theory.rule.optimizer import Optimizer

_LINEAR = (
    SGD,
    HeavyBall,
    VelocityHeavyBall,
    NormalizedHeavyBall,
    Averaged,
    Preconditioned,
    Nesterov,
    NesterovLookahead,
    QHM,
    AggMo,
    ExponentialAggMo,
    AcceleratedSGD,
    AcceleratedSGDLookahead,
    WeightDecay,
    DecoupledWeightDecay,
    Lookahead,
    DelayedSGD,
    LocalSGD,
    DiLoCo,
    DiLoCoNesterov,
    InsideRound,
)
_TIME_VARYING = (KalmanGain, DampenedHeavyBall, PolyakAverage, TailAverage, ScheduleFree, WarmUp, LinearDecay, InverseTimeDecay)
_NONLINEAR = (Adam, RMSProp, SignSGD, Lion)

REGISTRY: dict[str, type[Optimizer]] = {cls.slug: cls for cls in (*_LINEAR, *_TIME_VARYING, *_NONLINEAR)}

__all__ = [
    "QHM",
    "SGD",
    "AcceleratedSGD",
    "AcceleratedSGDLookahead",
    "Adam",
    "AggMo",
    "Averaged",
    "DampenedHeavyBall",
    "DecoupledWeightDecay",
    "DelayedSGD",
    "DiLoCo",
    "DiLoCoNesterov",
    "ExponentialAggMo",
    "HeavyBall",
    "InsideRound",
    "InverseTimeDecay",
    "KalmanGain",
    "LinearDecay",
    "Lion",
    "LocalSGD",
    "Lookahead",
    "Nesterov",
    "NesterovLookahead",
    "NormalizedHeavyBall",
    "PolyakAverage",
    "Preconditioned",
    "RMSProp",
    "ScheduleFree",
    "SignSGD",
    "TailAverage",
    "VelocityHeavyBall",
    "WarmUp",
    "WeightDecay",
]
