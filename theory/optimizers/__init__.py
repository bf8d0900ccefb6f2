"""The optimizers, one file each, and the registry that the command line and the admission exam read."""

from theory.optimizer import Optimizer
from theory.optimizers.averaged import Averaged
from theory.optimizers.heavy_ball import HeavyBall
from theory.optimizers.kalman_gain import KalmanGain
from theory.optimizers.preconditioned import Preconditioned
from theory.optimizers.sgd import SGD

REGISTRY: dict[str, type[Optimizer]] = {cls.slug: cls for cls in (SGD, HeavyBall, Averaged, Preconditioned, KalmanGain)}

__all__ = ["REGISTRY", "SGD", "Averaged", "HeavyBall", "KalmanGain", "Preconditioned"]
