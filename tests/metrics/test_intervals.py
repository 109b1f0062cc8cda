"""Intervals of observed frequencies: worked by hand, at the ends, and what must hold of all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.metrics import mean_interval, normal_quantile, wilson_interval

COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_one_default_in_four_worked_by_hand():
    # z = 1.959964, z^2 = 3.841459: centre (0.25 + 3.841459/8) / (1 + 3.841459/4) = 0.730182/1.960365 = 0.372473;
    # half sqrt(0.1875 * 0.960365 + 0.960365^2/4) / 1.960365 = sqrt(0.180068 + 0.230575)/1.960365 = 0.326884.
    assert wilson_interval(1, 4) == pytest.approx((0.045587, 0.699358), abs=1e-5)


def test_no_default_among_ten_leaves_up_to_z2_over_n_plus_z2():
    # With no event the bounds are 0 and z^2 / (n + z^2) = 3.841459 / 13.841459.
    assert wilson_interval(0, 10) == (0.0, pytest.approx(3.841459 / 13.841459))


def test_nothing_observed_says_nothing():
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_more_confidence_makes_a_wider_interval():
    narrow, wide = wilson_interval(98, 1240, 0.8), wilson_interval(98, 1240, 0.99)

    assert wide[0] < narrow[0] < 98 / 1240 < narrow[1] < wide[1]


@given(COUNTS)
def test_the_interval_holds_the_observed_frequency_within_zero_and_one(counts):
    n_events, n = counts
    low, high = wilson_interval(n_events, n)

    assert 0 <= low <= n_events / n <= high <= 1


@given(COUNTS)
def test_counting_the_repaid_ones_mirrors_the_interval(counts):
    n_events, n = counts
    low, high = wilson_interval(n_events, n)

    assert wilson_interval(n - n_events, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(COUNTS)
def test_ten_times_as_many_applications_of_one_frequency_make_it_narrower(counts):
    n_events, n = counts
    (low, high), (lower, higher) = wilson_interval(10 * n_events, 10 * n), wilson_interval(n_events, n)

    assert high - low < higher - lower


@pytest.mark.parametrize(("n_events", "n"), [(-1, 10), (11, 10)])
def test_counts_that_cannot_be_are_refused(n_events, n):
    with pytest.raises(ValueError, match=rf"0 <= n_events <= n, found {n_events} and {n}"):
        wilson_interval(n_events, n)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95])
def test_a_confidence_that_is_no_fraction_is_refused(confidence):
    with pytest.raises(ValueError, match=f"fraction between 0 and 1, found {confidence}"):
        normal_quantile(confidence)


def test_the_interval_of_a_mean_worked_by_hand():
    # Mean 2.5, standard deviation sqrt(25) = 5 (n - 1), error 5 / sqrt(4) = 2.5.
    assert mean_interval([0, 0, 0, 10]) == pytest.approx((2.5 - 1.959964 * 2.5, 2.5 + 1.959964 * 2.5), abs=1e-4)


def test_the_mean_of_equal_values_is_known_exactly():
    assert mean_interval([3.0, 3.0]) == (3.0, 3.0)


def test_one_value_alone_has_no_interval():
    with pytest.raises(ValueError, match="needs two values, found 1"):
        mean_interval([3.0])
