"""Points: a straight line in log-odds, whole on screen."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from solvable.metrics import log_odds
from solvable.models.points import PointsScale

SCALE = PointsScale(score_at_odds=500, odds=10.0, points_to_double_odds=50, scale_from=250, scale_to=750)


def test_ten_goods_to_a_bad_give_500_points_and_twice_as_many_50_more():
    assert float(SCALE.points(-math.log(10))) == pytest.approx(500)
    assert float(SCALE.points(-math.log(20))) == pytest.approx(550)
    assert float(SCALE.points(-math.log(5))) == pytest.approx(450)


def test_points_on_a_half_are_shown_as_the_lower_the_stricter():
    line = PointsScale(score_at_odds=0, odds=1.0, points_to_double_odds=1, scale_from=0, scale_to=1)

    assert line.score(np.array([-math.log(2) / 2, -math.log(2) * 0.51])).tolist() == [0, 1]


@given(st.floats(0.0001, 0.9999), st.floats(0.0001, 0.9999))
def test_riskier_never_shows_more_points(one, other):
    low, high = sorted((one, other))

    assert SCALE.score(log_odds(low)) >= SCALE.score(log_odds(high))


@given(st.integers(100, 900))
def test_a_score_begins_at_the_probability_that_is_named_for_it(score):
    limit = SCALE.prob_default_below(score)

    assert SCALE.score(log_odds(limit * (1 - 1e-9))) == score
    assert SCALE.score(log_odds(limit * (1 + 1e-9))) == score - 1


def test_a_scale_that_ends_before_it_begins_is_refused_with_both_ends():
    with pytest.raises(ValidationError, match="found 750 and 250"):
        PointsScale(score_at_odds=500, odds=10.0, points_to_double_odds=50, scale_from=750, scale_to=250)
