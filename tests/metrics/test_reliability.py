"""Reliability: bands worked by hand, and the Brier score that its parts sum to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.metrics import (
    brier_decomposition,
    brier_score,
    calibration_error_by_chance,
    expected_calibration_error,
    probability,
    reliability_bands,
    wilson_interval,
)

# Two bands of four: 0.1 given and 0 of 4 seen, 0.5 given and 3 of 4 seen.
GIVEN = [0.1] * 4 + [0.5] * 4
SEEN = [False] * 4 + [True, True, True, False]
CLIENTS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80)


def parts_of(is_default, prob_default, n_bands=10):
    bands = reliability_bands(is_default=is_default, prob_default=prob_default, n_bands=n_bands)
    return brier_decomposition(is_default=is_default, prob_default=prob_default, bands=bands)


def test_a_band_says_what_was_given_and_what_was_seen():
    low, high = reliability_bands(is_default=SEEN, prob_default=GIVEN, n_bands=2)

    assert (low.n, low.n_defaults, low.prob_mean, low.observed) == (4, 0, pytest.approx(0.1), 0.0)
    assert (high.n, high.n_defaults, high.prob_least, high.prob_greatest) == (4, 3, 0.5, 0.5)
    assert high.interval() == wilson_interval(3, 4)
    assert high.interval(0.5) == wilson_interval(3, 4, 0.5)


def test_the_expected_error_worked_by_hand():
    # Gaps of 0.1 and 0.25, each for half of the clients: 0.175.
    bands = reliability_bands(is_default=SEEN, prob_default=GIVEN, n_bands=2)

    assert expected_calibration_error(bands) == pytest.approx(0.175)


def test_the_expected_error_weighs_bands_by_their_clients():
    # 0.2 given to eight of whom none defaults, 0.8 to two who both do: 0.8 * 0.2 + 0.2 * 0.2 = 0.2.
    bands = reliability_bands(is_default=[False] * 8 + [True] * 2, prob_default=[0.2] * 8 + [0.8] * 2, n_bands=5)

    assert [band.n for band in bands] == [8, 2]
    assert expected_calibration_error(bands) == pytest.approx(0.2)


def test_the_parts_of_the_brier_score_worked_by_hand():
    # Reliability (0.1^2 + 0.25^2)/2 = 0.03625; 3 of 8 default, resolution (0.375^2 + 0.375^2)/2 = 0.140625;
    # uncertainty 0.375 * 0.625 = 0.234375; sum 0.13. Score: (4 * 0.01 + 4 * 0.25)/8 = 0.13.
    parts = parts_of(SEEN, GIVEN, 2)

    assert (parts.reliability, parts.resolution, parts.uncertainty) == pytest.approx((0.03625, 0.140625, 0.234375))
    assert parts.within_bands == pytest.approx(0, abs=1e-15)


def test_what_bands_leave_out_worked_by_hand():
    # One band of 0.2 (repaid) and 0.6 (default): variance 0.04 less twice the covariance 0.1.
    parts = parts_of([False, True], [0.2, 0.6], 1)

    assert parts.within_bands == pytest.approx(0.04 - 2 * 0.1)


@given(CLIENTS, st.integers(1, 12))
def test_the_parts_sum_to_the_score_and_all_but_the_remainder_to_that_of_the_banded_forecast(clients, n_bands):
    p, y = np.array([p for p, _ in clients]), np.array([y for _, y in clients])
    bands = reliability_bands(is_default=y, prob_default=p, n_bands=n_bands)
    banded = np.concatenate([np.full(band.n, band.prob_mean) for band in bands])
    order = np.argsort(p, kind="stable")

    parts = parts_of(y, p, n_bands)

    murphy = parts.reliability - parts.resolution + parts.uncertainty
    assert murphy == pytest.approx(brier_score(is_default=y[order], prob_default=banded), abs=1e-12)
    assert murphy + parts.within_bands == pytest.approx(brier_score(is_default=y, prob_default=p), abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(5, 9)), min_size=1, max_size=6))
def test_frequencies_given_as_probabilities_have_no_error(groups):
    # n of each group default and are given exactly n / size; groups of one frequency are one.
    given = np.concatenate([np.full(size, n / size) for n, size in groups])
    seen = np.concatenate([np.arange(size) < n for n, size in groups])

    bands = reliability_bands(is_default=seen, prob_default=given, n_bands=1000)

    assert expected_calibration_error(bands) == pytest.approx(0, abs=1e-12)
    assert parts_of(seen, given, 1000).reliability == pytest.approx(0, abs=1e-12)


def test_true_probabilities_lie_within_the_intervals_about_as_often_as_promised():
    rng = np.random.default_rng(3)
    p = probability(rng.normal(-2.5, 1, 100_000))

    bands = reliability_bands(is_default=rng.random(p.size) < p, prob_default=p, n_bands=100)

    inside = [low <= band.prob_mean <= high for band in bands for low, high in [band.interval(0.95)]]
    assert 0.88 <= np.mean(inside) <= 1


def test_one_frequency_for_all_has_no_resolution():
    parts = parts_of(SEEN, [0.375] * 8)

    assert (parts.reliability, parts.resolution) == pytest.approx((0, 0))


def test_nobody_has_no_bands():
    with pytest.raises(ValueError, match="found 0 values"):
        reliability_bands(is_default=[], prob_default=[])


def test_the_error_by_chance_worked_by_hand():
    # Bands of 4 given 0.1 and 0.5: sqrt(2/pi * 0.09/4) = 0.119683 and sqrt(2/pi * 0.25/4) = 0.199471; mean 0.159577.
    bands = reliability_bands(is_default=SEEN, prob_default=GIVEN, n_bands=2)

    assert calibration_error_by_chance(bands) == pytest.approx(0.159577, abs=1e-6)


def test_true_probabilities_show_about_the_error_of_chance():
    rng = np.random.default_rng(12)
    found = []
    for _ in range(40):
        p = probability(rng.normal(-2, 0.8, 2000))
        bands = reliability_bands(is_default=rng.random(p.size) < p, prob_default=p)
        found.append(expected_calibration_error(bands) / calibration_error_by_chance(bands))

    assert np.mean(found) == pytest.approx(1, abs=0.1)
