"""``nqm.measure``: what a user measured of a model: noise scales and spectra with confidence intervals."""

from __future__ import annotations

from derivations.own_model.measurement import Measurement as Measurement
from derivations.own_model.measurement import read_measurement as read_measurement
from numerics.measured.estimates import Estimate as Estimate
from numerics.measured.estimates import NoiseScale as NoiseScale
from numerics.measured.noise_scale import from_gradients as from_gradients
from numerics.measured.norms import from_norms as from_norms
from numerics.measured.spectrum import Spectrum as Spectrum
from numerics.measured.spectrum import from_covariance as from_covariance
from numerics.measured.spectrum import in_eigenbasis as in_eigenbasis
