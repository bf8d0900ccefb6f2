"""Measurements of a user's own model, read from NPZ files: gradients, curvatures, covariances or norms, whatever there is."""

from __future__ import annotations

import math
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.measured.estimates import NoiseScale
from numerics.measured.noise_scale import from_gradients
from numerics.measured.norms import from_norms
from numerics.measured.spectrum import Spectrum, from_covariance, in_eigenbasis
from numerics.problem.noisy_quadratic import NoisyQuadratic
from theory.errors import InputError

Array = NDArray[np.float64]
KINDS = {
    "gradients": ({"gradients"}, {"curvatures", "eigenvectors", "hessian", "displacement"}),
    "covariance": ({"curvatures", "covariance"}, {"examples", "displacement", "gradient"}),
    "norms": ({"small_norms_sq", "big_norms_sq", "small_batch", "big_batch"}, set()),
    "problem": ({"h", "c"}, {"theta0_sq", "count"}),
}
"""Arrays of each kind of file: needed, and allowed beside them."""
SHARE = 0.5
"""Of the machine's memory that a file's arrays may take."""


@dataclass(frozen=True)
class Measurement:
    """What a file tells; None where it does not.

    simple, full : noise scales tr Sigma/|G|^2 and tr(H Sigma)/G'HG at the point measured. point : the same two without intervals,
    where only means are known. theta0_sq : squared distances of the start from the minimum along the kept eigenvectors.
    """

    kind: str
    spectrum: Spectrum | None = None
    simple: NoiseScale | None = None
    full: NoiseScale | None = None
    point: tuple[float, float] | None = None
    theta0_sq: Array | None = None
    given: NoisyQuadratic | None = None

    def problem(self, initial_risk: float | None = None) -> NoisyQuadratic:
        """The noisy quadratic. ``initial_risk``: spread this excess loss as a start equally far in every direction instead.

        Raises ``InputError`` where the file holds too little.
        """
        if self.given is not None and initial_risk is None:
            return self.given
        if self.given is None and self.spectrum is None:
            raise InputError(
                "the file has no curvatures: noise scales alone say nothing about steps; add curvatures and a covariance or eigenvectors"
            )
        h, c = (self.given.h, self.given.c) if self.given is not None else (self.spectrum.h, self.spectrum.c)  # type: ignore[union-attr]
        counts = self.given.counts if self.given is not None else np.ones_like(h)
        if initial_risk is not None:
            if not (math.isfinite(initial_risk) and initial_risk > 0):
                raise InputError(f"the initial risk must be a finite number > 0, got {initial_risk:g}")
            return NoisyQuadratic(h, c, 2 * initial_risk / float(counts @ h), counts)
        if self.theta0_sq is None:
            raise InputError(
                "the file has no displacement (start minus minimum): add it, or give the excess loss at the start with --initial-risk"
            )
        return NoisyQuadratic(h, c, self.theta0_sq)


def read_measurement(path: str | Path, clip: bool = False, level: float = 0.95) -> Measurement:
    """Read a file of one of the KINDS (or a CSV of a problem).

    clip : remove directions of curvature <= 0, counted. level : of the confidence intervals.

    Raises ``InputError`` naming the file, what was found and what is needed; also for arrays larger than the machine's memory.
    """
    file = Path(path)
    if file.suffix == ".csv":
        return Measurement("problem", given=NoisyQuadratic.from_file(file))
    if not file.is_file():
        raise InputError(f"no such file: {file}")
    if file.suffix != ".npz":
        raise InputError(f"{file}: a measurement is read from an .npz file (or a problem from a .csv file)")
    check_size(file)
    try:
        with np.load(file, allow_pickle=False) as content:
            arrays = {name: content[name] for name in content.files}
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise InputError(f"{file} is not an NPZ file of plain arrays: {error}") from None
    kind = kind_of(file, set(arrays))
    try:
        return READERS[kind](file, arrays, clip, level)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None


def check_size(file: Path) -> None:
    """Refuse arrays that would not fit into memory, by their headers. Raises ``InputError`` with the size."""
    size = 0
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(f"{file} is not an NPZ file: {error}") from None
    allowed = memory() * SHARE
    if size > allowed:
        raise InputError(
            f"{file}: its arrays take {size / 2**30:.1f} GiB, more than the {allowed / 2**30:.1f} GiB that may be used here; give "
            "float32, fewer examples, or curvatures and the covariance in their basis"
        )


def memory() -> int:
    """Bytes of the machine's memory."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def kind_of(file: Path, names: set[str]) -> str:
    """The kind of file that has these arrays. Raises ``InputError`` naming what is missing or not understood."""
    for kind, (needed, optional) in KINDS.items():
        if needed <= names:
            unknown = names - needed - optional
            if unknown:
                allowed = ", ".join(sorted(optional)) or "nothing else"
                beside = ", ".join(sorted(needed))
                raise InputError(f"{file}: {', '.join(sorted(unknown))} not understood beside {beside}; allowed: {allowed}")
            return kind
    choices = "; or ".join(", ".join(sorted(needed)) for needed, _ in KINDS.values())
    raise InputError(f"{file} has the arrays {', '.join(sorted(names)) or '(none)'}; needed: {choices}")


def _gradients(file: Path, arrays: dict[str, Any], clip: bool, level: float) -> Measurement:
    g = arrays["gradients"]
    simple = from_gradients(g, level)
    if "hessian" in arrays:
        if "curvatures" in arrays or "eigenvectors" in arrays:
            raise InputError("give the hessian, or its curvatures and eigenvectors, not both")
        arrays["curvatures"], arrays["eigenvectors"] = _eigenpairs(arrays["hessian"], g.shape[1])
    if ("curvatures" in arrays) != ("eigenvectors" in arrays):
        raise InputError("curvatures and eigenvectors go together; one of them is missing")
    if "curvatures" not in arrays:
        if "displacement" in arrays:
            raise InputError("a displacement needs curvatures and eigenvectors beside it")
        return Measurement("gradients", simple=simple)
    spectrum = in_eigenbasis(arrays["curvatures"], arrays["eigenvectors"], g, clip, level)
    basis = np.asarray(arrays["eigenvectors"], dtype=float)[:, spectrum.kept]
    full = from_gradients((np.asarray(g, dtype=float) @ basis) * np.sqrt(spectrum.h), level)
    moved = None
    if "displacement" in arrays:
        moved = (_numbers("displacement", arrays["displacement"], g.shape[1]) @ basis) ** 2
    return Measurement("gradients", spectrum, simple, full, theta0_sq=moved)


def _eigenpairs(hessian: Any, parameters: int) -> tuple[Array, Array]:
    H = np.asarray(hessian, dtype=float)
    if H.shape != (parameters, parameters):
        raise InputError(f"hessian must have the shape (parameters, parameters) = {(parameters, parameters)}, got {H.shape}")
    if not np.all(np.isfinite(H)):
        raise InputError(f"hessian: {np.count_nonzero(~np.isfinite(H))} entries are not finite")
    if np.max(np.abs(H - H.T)) > 1e-5 * np.max(np.abs(H)):
        raise InputError("hessian must be symmetric")
    values, vectors = np.linalg.eigh((H + H.T) / 2)
    return values[::-1], vectors[:, ::-1]


def _covariance(file: Path, arrays: dict[str, Any], clip: bool, level: float) -> Measurement:
    examples = float(_numbers("examples", arrays["examples"], 1)[0]) if "examples" in arrays else math.inf
    spectrum = from_covariance(arrays["curvatures"], arrays["covariance"], examples, clip)
    k = len(np.atleast_1d(arrays["curvatures"]))
    moved = _numbers("displacement", arrays["displacement"], k)[spectrum.kept] ** 2 if "displacement" in arrays else None
    point = None
    if "gradient" in arrays:
        g = _numbers("gradient", arrays["gradient"], k)[spectrum.kept]
        with np.errstate(divide="ignore"):
            point = (float(spectrum.c.sum() / (g @ g)), float(spectrum.h @ spectrum.c / (spectrum.h @ g**2)))
    return Measurement("covariance", spectrum, point=point, theta0_sq=moved)


def _norms(file: Path, arrays: dict[str, Any], clip: bool, level: float) -> Measurement:
    small, big = (float(_numbers(n, arrays[n], 1)[0]) for n in ("small_batch", "big_batch"))
    return Measurement("norms", simple=from_norms(arrays["small_norms_sq"], arrays["big_norms_sq"], small, big, level))


def _problem(file: Path, arrays: dict[str, Any], clip: bool, level: float) -> Measurement:
    return Measurement("problem", given=NoisyQuadratic.from_file(file))


READERS = {"gradients": _gradients, "covariance": _covariance, "norms": _norms, "problem": _problem}


def _numbers(name: str, values: Any, length: int) -> Array:
    """Finite numbers of a length."""
    array = np.atleast_1d(np.asarray(values))
    if not (np.issubdtype(array.dtype, np.floating) or np.issubdtype(array.dtype, np.integer)) or array.shape != (length,):
        raise InputError(f"{name} must be {length} number{'s' if length > 1 else ''}, got {array.dtype} of shape {array.shape}")
    if not np.all(np.isfinite(array)):
        raise InputError(f"{name}: {np.count_nonzero(~np.isfinite(array))} entries are not finite")
    return array.astype(float)
