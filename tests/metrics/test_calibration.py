"""Probabilities: what the line through the outcomes must be."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.metrics import brier_score, fit_logistic_line, log_loss, log_odds, logistic_line_intervals, probability


def test_brier_score_worked_by_hand():
    # (0.8 - 1)^2 = 0.04 and (0.4 - 0)^2 = 0.16: mean 0.10.
    assert brier_score(is_default=[True, False], prob_default=[0.8, 0.4]) == pytest.approx(0.10)


def test_certainty_that_comes_true_has_brier_score_zero():
    assert brier_score(is_default=[True, False], prob_default=[1.0, 0.0]) == 0.0


@given(st.floats(-30, 30))
def test_log_odds_and_probability_undo_each_other(x):
    assert float(log_odds(probability(x))) == pytest.approx(x, rel=1e-3, abs=1e-9)


def test_two_groups_give_the_line_through_their_observed_log_odds():
    # 1 default in 4 at x = 0, 3 in 4 at x = 1: log-odds -ln 3 and +ln 3, so intercept -ln 3, slope 2 ln 3.
    x = [0.0] * 4 + [1.0] * 4
    y = [True, False, False, False, True, True, True, False]

    slope, intercept = fit_logistic_line(is_default=y, odds_log=x)

    assert (slope, intercept) == pytest.approx((2 * math.log(3), -math.log(3)))


def test_probabilities_twice_too_bold_are_found_to_have_slope_one_half():
    rng = np.random.default_rng(5)
    true = rng.normal(-2, 1, 400_000)
    y = rng.random(true.size) < probability(true)

    slope, intercept = fit_logistic_line(is_default=y, odds_log=2 * true)

    assert slope == pytest.approx(0.5, abs=0.01)
    assert intercept == pytest.approx(0.0, abs=0.03)


@given(st.floats(0.2, 5), st.floats(-20, 20))
def test_stretching_and_shifting_the_scale_changes_no_fitted_probability(stretch, shift):
    x = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 2.5])
    y = np.array([False, True, False, False, True, True])
    slope, intercept = fit_logistic_line(is_default=y, odds_log=x)

    moved = fit_logistic_line(is_default=y, odds_log=stretch * x + shift)

    np.testing.assert_allclose(moved[0] * (stretch * x + shift) + moved[1], slope * x + intercept, atol=1e-6)


@pytest.mark.parametrize(
    ("y", "x", "message"),
    [
        pytest.param([True, True], [0.0, 1.0], "needs both outcomes", id="one outcome alone"),
        pytest.param([True, False], [1.0, 1.0], "varying log-odds", id="no variation"),
        pytest.param([False, False, True, True], [0.0, 1.0, 2.0, 3.0], "separate the outcomes", id="separated"),
    ],
)
def test_a_line_that_does_not_exist_is_refused(y, x, message):
    with pytest.raises(ValueError, match=message):
        fit_logistic_line(is_default=y, odds_log=x)


def test_log_loss_worked_by_hand():
    # A default at odds 3 to 1 was given 3/4, a good client at the same odds 1/4: -(ln 0.75 + ln 0.25) / 2.
    found = log_loss(is_default=[True, False], odds_log=[math.log(3), math.log(3)])

    assert found == pytest.approx(-(math.log(0.75) + math.log(0.25)) / 2)


def test_log_loss_of_far_too_bold_odds_is_their_size_and_no_overflow():
    assert log_loss(is_default=[False], odds_log=[1000.0]) == pytest.approx(1000.0)
    assert log_loss(is_default=[True], odds_log=[1000.0]) == 0.0


def test_the_intervals_of_a_line_worked_by_hand():
    # 50 defaults in 100 at x = -1 and at x = 1: the line is flat, every weight 1/4, information 200/4 on both
    # coefficients, so errors of sqrt(1/50) = 0.141421.
    (slope_low, slope_high), (low, high) = logistic_line_intervals(odds_log=[-1.0, 1.0] * 100, slope=0, intercept=0)

    assert (slope_high - slope_low) / 2 == pytest.approx(1.959964 * 0.141421, rel=1e-5)
    assert (low, high) == pytest.approx((-1.959964 * 0.141421, 1.959964 * 0.141421), rel=1e-5)


def test_the_intervals_of_a_line_hold_the_truth_about_as_often_as_promised():
    rng = np.random.default_rng(7)
    held = []
    for _ in range(100):
        x = rng.normal(-1.5, 1, 800)
        y = rng.random(800) < probability(x)
        slope, intercept = fit_logistic_line(is_default=y, odds_log=x)
        of_slope, of_intercept = logistic_line_intervals(odds_log=x, slope=slope, intercept=intercept)
        held.append((of_slope[0] <= 1 <= of_slope[1], of_intercept[0] <= 0 <= of_intercept[1]))

    assert (np.mean(held, axis=0) >= 0.88).all()
