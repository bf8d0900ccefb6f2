"""``nqm.schedules``: hyperparameters and batch sizes in pieces: the fewest steps, the fewest examples."""

from __future__ import annotations

from numerics.curves.noise_scale import BatchPlanner as BatchPlanner
from numerics.schedules.optimal import cheapest_schedule as cheapest_schedule
from numerics.schedules.optimal import optimal_schedule as optimal_schedule
from numerics.schedules.pieces import Schedule as Schedule
