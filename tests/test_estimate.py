"""Noise scales measured from gradients: unbiased, covered at their level, and clear about what they cannot tell."""

from __future__ import annotations

import math

import numpy as np
import pytest

from derivations.coverage import CELLS, DATA, LEVELS, RESAMPLES, RUNS, Cell, measured_once, perform, read_coverage, run_coverage
from derivations.report import FOLDER
from montecarlo.estimate import from_gradients, from_norms, inner_products
from montecarlo.pairs import Pairs, PairTests
from montecarlo.spectrum import from_covariance, in_eigenbasis
from nqm import InputError


def gradients(seed: int, n: int = 60, p: int = 12, scale: float = 20.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    spread = 1 / np.sqrt(np.arange(1, p + 1))
    return math.sqrt(float(spread @ spread) / scale / p) + spread * rng.standard_normal((n, p))


def test_both_estimators_are_unbiased_and_their_ratio_is_not() -> None:
    """Over 2,000 measurements |G|^2 and tr Sigma have their true means; the mean of the ratios is off by many standard errors."""
    trace = float((1 / np.arange(1, 13)).sum())
    pairs = []
    for seed in range(2000):
        products = inner_products(gradients(seed, n=20, scale=5.0))
        own, n = np.trace(products), len(products)
        signal = (products.sum() - own) / (n * (n - 1))
        pairs.append((signal, own / n - signal))
    signal, noise = np.array(pairs).T
    for found, truth in ((signal, trace / 5), (noise, trace)):
        assert abs(found.mean() - truth) < 4 * found.std() / math.sqrt(len(found))
    ratio = noise / signal
    assert ratio.mean() - 5 > 5 * ratio.std() / math.sqrt(len(ratio))


def test_point_values_are_the_formulas() -> None:
    """tr Sigma is the sample variance, |G|^2 + tr Sigma/n the squared mean."""
    g = gradients(1)
    found = from_gradients(g)
    assert found.noise.value == pytest.approx(g.var(axis=0, ddof=1).sum())
    assert found.signal.value == pytest.approx(g.mean(axis=0) @ g.mean(axis=0) - g.var(axis=0, ddof=1).sum() / len(g))
    assert found.simple.value == pytest.approx(found.noise.value / found.signal.value)
    assert found.simple.lower < found.simple.value < found.simple.upper


@pytest.mark.parametrize(
    "cell", [Cell("gradients", 64, 16.0, "gaussian"), Cell("norms", 64, 30.0, "gaussian")], ids=lambda c: c.kind
)
def test_intervals_cover_at_their_level_as_stored(cell: Cell) -> None:
    """Counted anew, the intervals hold the truth within three binomial errors of their level, and as often as the page says.

    The page's data may differ by another machine's rounding (3 of 1000 runs), not by another method.
    """
    (kept,) = (c for c in read_coverage((FOLDER / DATA).read_bytes()) if Cell(*(c[k] for k in vars(cell))) == cell)
    found = perform({"cell": {**vars(cell)}, "runs": RUNS, "resamples": RESAMPLES})
    for level in LEVELS:
        counts = found[f"{level:g}"]
        assert counts == pytest.approx(kept["levels"][f"{level:g}"], abs=0.003)
        assert abs(counts["covered"] - level) < 3 * math.sqrt(level * (1 - level) / RUNS)


def test_a_bootstrap_that_pairs_examples_with_themselves_fails_that_test() -> None:
    """Planted error: with |mean of the resample|^2 for |G|^2 the interval misses the truth most of the time."""
    hits = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        g = gradients(seed, n=64, scale=64.0)
        means = np.stack([g[rng.integers(0, 64, 64)].mean(axis=0) for _ in range(200)])
        low, high = np.quantile(g.var(axis=0, ddof=1).sum() / (means**2).sum(axis=1), [0.025, 0.975])
        hits += low <= 64.0 <= high
    assert hits / 60 < 0.5


def test_hidden_gradients_have_no_upper_end() -> None:
    """Where the noise hides the gradient, the interval of the noise scale is unbounded."""
    found = measured_once(Cell("gradients", 64, 6400.0, "gaussian"), 0.95, 2)
    assert math.isinf(found.upper)
    assert found.lower < 6400


def test_pairs_split_into_parts_without_each_other() -> None:
    """g_i . g_j = mean + a_i + a_j + R_ij, where a sums to 0 and so does every row of R (Hoeffding 1948)."""
    products = inner_products(gradients(3))
    p = Pairs(products)
    rebuilt = p.mean + p.linear[:, None] + p.linear + p.rest
    assert np.allclose((rebuilt - products)[~np.eye(p.count, dtype=bool)], 0, atol=1e-12)
    assert abs(p.linear.sum()) < 1e-10
    assert np.allclose(p.rest.sum(axis=1), 0, atol=1e-10)


def test_the_variance_and_its_covariance_with_the_estimate_are_known() -> None:
    """Over 1,500 measurements: the standard error squared against the variance of |G|^2's estimate; the slope, times it, against their
    covariance."""
    n = 40
    products = (inner_products(gradients(seed, n, scale=n / 4)) for seed in range(1500))
    tests = [PairTests(Pairs(p), np.diag(p), np.random.default_rng(0), 1, 0.9) for p in products]
    means = np.array([t.pairs.mean for t in tests])
    variances = np.array([4 * t.lin_var / n - t.pair_var for t in tests])
    assert variances.mean() == pytest.approx(means.var(), rel=0.1)
    assert np.mean([t.slope * t.deviation**2 for t in tests]) == pytest.approx(np.cov(variances, means)[0, 1], rel=0.15)


def test_intervals_of_a_lower_level_lie_within() -> None:
    """80% within 95%, for |G|^2, tr Sigma and their ratio."""
    wide, narrow = (from_gradients(gradients(4), level) for level in (0.95, 0.8))
    for name in ("signal", "noise", "simple"):
        w, s = getattr(wide, name), getattr(narrow, name)
        assert w.lower < s.lower < s.value < s.upper < w.upper


@pytest.mark.parametrize("unit", [1e-150, 1e-12, 1e60])
def test_the_noise_scale_has_no_unit(unit: float) -> None:
    """Gradients a thousand times as long have the same noise scale, however long they are."""
    once, scaled = from_gradients(gradients(5)), from_gradients(gradients(5) * unit)
    assert vars(scaled.simple) == pytest.approx(vars(once.simple), rel=1e-9)
    assert scaled.signal.upper == pytest.approx(once.signal.upper * unit**2)


def test_the_square_norm_of_the_covariance_is_unbiased() -> None:
    """Sum of squared entries of Sigma from pairs of different examples, over 500 measurements."""
    truth = float((1 / np.arange(1, 13) ** 2).sum())
    found = np.array([Pairs(inner_products(gradients(s, n=30))).covariance_norm_sq for s in range(500)])
    assert abs(found.mean() - truth) < 4 * found.std() / math.sqrt(len(found)) + 0.03 * truth


def test_the_share_off_the_diagonal_is_measured() -> None:
    """A diagonal covariance has the share 0, a rotated one its own, both without the bias of a sample covariance."""
    rng = np.random.default_rng(0)
    k, n = 12, 80
    h = 1 / np.arange(1, k + 1)
    basis, turn = (np.linalg.qr(rng.standard_normal((k, k)))[0] for _ in range(2))
    truth = 1 - np.sum(np.diag(turn @ np.diag(h) @ turn.T) ** 2) / np.sum(h**2)
    straight, turned, naive = [], [], []
    for _ in range(40):
        e = rng.standard_normal((n, k)) * np.sqrt(h)
        straight.append(in_eigenbasis(h, basis, e @ basis.T).off_diagonal.value)
        turned.append(in_eigenbasis(h, basis, e @ turn.T @ basis.T).off_diagonal.value)
        naive.append(from_covariance(h, np.cov(e.T)).off_diagonal.value)
    assert np.mean(straight) < 0.03 < np.mean(naive)
    assert abs(np.mean(turned) - truth) < 4 * np.std(turned) / math.sqrt(40)
    assert from_covariance(h, np.cov(e.T), examples=n).off_diagonal.value < naive[-1]


def test_spectra_of_a_known_problem() -> None:
    """Curvatures in order, c = h^2 found with its exponent, cosine and clipping as they should be."""
    rng = np.random.default_rng(0)
    h = np.array([0.5, 2.0, 1.0, -0.1])
    g = rng.standard_normal((4000, 4)) * np.abs(h)
    found = in_eigenbasis(h, np.eye(4), g, clip=True)
    assert found.h.tolist() == [2.0, 1.0, 0.5]
    assert found.clipped == 1
    assert found.c == pytest.approx([4.0, 1.0, 0.25], rel=0.1)
    assert found.exponent == pytest.approx(2, abs=0.1)
    assert found.outside == pytest.approx(0.01 / 5.26, rel=0.2)
    with pytest.raises(InputError, match=r"1 of 4 are not positive, the least is -0.1.*--clip"):
        in_eigenbasis(h, np.eye(4), g)


BAD = [
    (lambda: from_gradients(np.ones(5)), "shape \\(examples, parameters\\)"),
    (lambda: from_gradients(np.ones((5, 3))), "at least 8 examples are needed, got 5"),
    (lambda: from_gradients(np.ones((20, 3))), "show no noise"),
    (lambda: from_gradients(np.where(np.eye(20, 3) > 0, np.nan, 1.0)), "nan at example 0, parameter 0"),
    (lambda: from_gradients(gradients(0), level=2), "level must be between 0 and 1"),
    (lambda: from_gradients(gradients(0), resamples=3), "resamples"),
    (lambda: from_gradients(np.zeros((10_001, 1))), "10001 x 10001 inner products would take"),
    (lambda: from_norms([1.0] * 9, [1.0] * 8, 1, 2), "as many entries as its partner"),
    (lambda: from_norms([1.0] * 9, [1.0] * 9, 4, 2), "0 < small_batch < big_batch"),
    (lambda: from_norms([1.0] * 8 + [-1.0], [1.0] * 9, 1, 2), "-1.0 at index 8"),
    (lambda: from_norms([1.0] * 3, [1.0] * 3, 1, 2), "at least 8 measurements"),
    (lambda: from_norms([1.0] * 9, [2.0] * 9, 1, 2), "show no noise"),
    (lambda: from_norms([2.0] * 9, [1.0] * 9, 1, 2), "do not vary"),
    (lambda: in_eigenbasis([1.0, 1.0], np.eye(3), gradients(0)), "eigenvectors must have the shape"),
    (lambda: in_eigenbasis(np.ones(12), 2 * np.eye(12), gradients(0)), "orthonormal"),
    (lambda: in_eigenbasis([np.inf] * 12, np.eye(12), gradients(0)), "12 are not finite"),
    (lambda: from_covariance([1.0, 2.0], np.eye(3)), "covariance must have the shape"),
    (lambda: from_covariance([1.0, 2.0], [[1.0, 0.5], [0.0, 1.0]]), "symmetric"),
    (lambda: from_covariance([1.0, 2.0], np.diag([1.0, -1.0])), "variances must be >= 0"),
    (lambda: from_covariance([1.0], [[1.0]], examples=3), "at least 8 are needed"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=[m for _, m in BAD])
def test_bad_input_is_answered_in_words(call, message: str) -> None:
    """Wrong shapes, too few or too many examples, NaN, no noise: each says what was given and what is needed."""
    with pytest.raises(InputError, match=message):
        call()


def test_coverage_data_round_trip() -> None:
    """The data file of a small run is refused as the report's; one of all cells is read back."""
    small = run_coverage(cells=CELLS[:1], runs=2)
    with pytest.raises(InputError, match="nqm experiment coverage"):
        read_coverage(small)
