"""What bands tell of default, worked by hand, and what chance alone would have them tell."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.metrics import information_by_chance, information_value, rank_correlation

COUNTS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=12).filter(
    lambda bands: sum(good for good, _ in bands) > 0 and sum(bad for _, bad in bands) > 0
)


def test_the_information_value_by_hand():
    # With half a client each: goods 30.5 and 10.5 of 41, bads 5.5 and 10.5 of 16.
    first, second = 30.5 / 41 - 5.5 / 16, 10.5 / 41 - 10.5 / 16
    by_hand = first * math.log((30.5 / 41) / (5.5 / 16)) + second * math.log((10.5 / 41) / (10.5 / 16))

    assert information_value(n_good=[30, 10], n_bad=[5, 10]) == pytest.approx(by_hand)


def test_bands_in_which_both_spread_alike_tell_nothing():
    assert information_value(n_good=[70, 70], n_bad=[9, 9]) == pytest.approx(0)
    assert information_value(n_good=[70], n_bad=[9]) == 0


def test_a_band_without_any_default_has_a_finite_value():
    assert 0 < information_value(n_good=[50, 50], n_bad=[0, 20]) < math.inf


def test_a_band_that_holds_nobody_counts_for_nothing():
    assert information_value(n_good=[50, 0, 50], n_bad=[5, 0, 20]) == information_value(n_good=[50, 50], n_bad=[5, 20])


@given(COUNTS)
def test_it_is_never_below_nothing_and_the_order_of_bands_does_not_matter(bands):
    good, bad = [g for g, _ in bands], [b for _, b in bands]

    value = information_value(n_good=good, n_bad=bad)

    assert value >= 0
    assert information_value(n_good=good[::-1], n_bad=bad[::-1]) == pytest.approx(value)


@pytest.mark.parametrize(("good", "bad"), [([5, 5], [0, 0]), ([0, 0], [5, 5])])
def test_one_outcome_alone_is_refused(good, bad):
    with pytest.raises(ValueError, match=rf"found {sum(good)} good clients and {sum(bad)} bad ones"):
        information_value(n_good=good, n_bad=bad)


def test_bands_that_have_nothing_to_do_with_default_tell_as_much_as_chance_gives():
    rng = np.random.default_rng(5)
    values = [
        information_value(n_good=rng.multinomial(2700, [0.1] * 10), n_bad=rng.multinomial(300, [0.1] * 10))
        for _ in range(400)
    ]

    # Of 400 draws the mean is within a tenth of what is expected.
    assert np.mean(values) == pytest.approx(information_by_chance(10, n_good=2700, n_bad=300), rel=0.1)


def test_one_band_tells_nothing_by_chance():
    assert information_by_chance(1, n_good=10, n_bad=10) == 0
    assert information_by_chance(0, n_good=10, n_bad=10) == 0


def test_rank_correlation_by_hand_with_a_tie():
    # Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: covariance 4.5/4, variances 4.5/4 and 5/4.
    assert rank_correlation([1, 5, 5, 9], [10, 30, 20, 40]) == pytest.approx(4.5 / math.sqrt(4.5 * 5))


def test_what_rises_as_the_other_falls_is_minus_one():
    assert rank_correlation([1, 2, 3], [9, 8, 0]) == pytest.approx(-1)


def test_only_clients_who_have_both_count():
    nan = math.nan

    assert rank_correlation([1, nan, 2, 3], [1, 0, nan, 2]) is None
    assert rank_correlation([1, nan, 2, 3], [1, -50, 2, 3]) == pytest.approx(1)


def test_what_never_varies_has_no_correlation():
    assert rank_correlation([1, 1, 1], [1, 2, 3]) is None
