"""Whole points add up, each next to its exact value."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solvable.explanations.rounding import whole_points


def test_largest_remainder_worked_by_hand():
    # Floors 1, 1, -1 sum to 1; one point is left for 2: it goes to the first of the largest remainders.
    assert whole_points(np.array([1.4, 1.4, -0.9]), 2).tolist() == [2, 1, -1]
    assert whole_points(np.array([2.0, -2.0]), 0).tolist() == [2, -2]
    assert whole_points(np.array([0.0, 0.6]), 1).tolist() == [0, 1]
    assert whole_points(np.array([]), 0).tolist() == []


def test_points_that_nobody_can_take_are_refused():
    with pytest.raises(ValueError, match="Nothing to give 1 points to"):
        whole_points(np.zeros(3), 1)


@given(st.lists(st.floats(-80, 80), min_size=1, max_size=30), st.floats(-0.49, 0.49))
def test_whole_points_sum_to_the_total_each_next_to_its_exact_value(exact, base_rounding):
    exact = np.array(exact)
    total = round(float(exact.sum()) + base_rounding)
    assume(exact.any())

    whole = whole_points(exact, total)

    assert whole.sum() == total
    assert (whole[exact == 0] == 0).all()
    if np.count_nonzero(exact) > 2:
        assert (np.abs(whole - exact) <= 1.5).all()
