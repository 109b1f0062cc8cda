"""Bands of equal count: ties together, the order of rows without effect."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.metrics import equal_count_bands

VALUES = st.lists(st.integers(0, 30), min_size=1, max_size=200)


def test_ten_different_values_in_five_bands_are_pairs():
    assert equal_count_bands(range(10), 5).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_a_tie_that_reaches_over_a_limit_stays_whole_where_its_middle_is():
    # Of ten, the six equal ones stand from place 2 to 8, with their middle at 0.5: the upper half.
    assert equal_count_bands([0, 0, *[5] * 6, 9, 9], 2).tolist() == [0, 0, *[1] * 6, 1, 1]


def test_everybody_alike_makes_one_band():
    assert equal_count_bands([0.3] * 7, 10).tolist() == [0] * 7


@given(VALUES, st.integers(1, 20))
def test_bands_follow_the_values_and_no_number_is_left_out(values, n_bands):
    band = equal_count_bands(values, n_bands)

    assert set(band.tolist()) == set(range(int(band.max()) + 1))
    assert band.max() < n_bands
    order = np.argsort(values, kind="stable")
    assert (np.diff(band[order]) >= 0).all()
    assert all(len(set(band[np.array(values) == value].tolist())) == 1 for value in values)


@given(VALUES, st.randoms())
def test_the_order_of_rows_does_not_matter(values, shuffle):
    order = list(range(len(values)))
    shuffle.shuffle(order)

    assert equal_count_bands(np.array(values)[order], 4).tolist() == equal_count_bands(values, 4)[order].tolist()


@pytest.mark.parametrize(
    ("values", "n_bands", "found"),
    [
        pytest.param([], 3, "found 0 values", id="nobody"),
        pytest.param([1.0, float("nan")], 3, "1 of them missing", id="a missing value"),
        pytest.param([1.0], 0, "and 0 bands", id="no band"),
    ],
)
def test_bands_that_cannot_be_are_refused(values, n_bands, found):
    with pytest.raises(ValueError, match=found):
        equal_count_bands(values, n_bands)
