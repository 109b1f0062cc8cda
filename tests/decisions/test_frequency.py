"""The frequency behind a probability: who counts as alike, and when there are too few to say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.decisions.frequency import (
    ENOUGH_CLIENTS,
    ENOUGH_DEFAULTS,
    FEWEST_SHOWN,
    FrequencyTable,
    ObservedFrequency,
    points_alike,
)
from solvable.metrics import wilson_interval
from solvable.models.points import PointsScale

MOST_POINTS = 20


def make_table(groups):
    """Return the table of groups of (score, clients, defaults)."""
    scores = np.concatenate([np.full(n, score) for score, n, _ in groups])
    bad = np.concatenate([np.arange(n) < n_defaults for _, n, n_defaults in groups])
    return FrequencyTable.build(scores=scores, is_default=bad, most_points=MOST_POINTS)


def test_a_score_that_enough_have_is_told_by_those_alone():
    table = make_table([(490, 900, 90), (500, 1240, 98), (510, 900, 30)])

    found = table.around(500)

    assert (found.n, found.n_defaults, found.rate) == (1240, 98, pytest.approx(98 / 1240))
    assert (found.low, found.high) == wilson_interval(98, 1240)
    assert (found.score_from, found.score_to) == (500, 500)


def test_points_are_added_on_both_sides_until_there_are_enough_clients():
    # 300 at 500; 498 to 502 add 100 and 120: 520 clients, and 34 defaults among them.
    table = make_table([(498, 100, 12), (500, 300, 20), (502, 120, 2), (503, 400, 1)])

    found = table.around(500)

    assert (found.n, found.n_defaults, found.score_from, found.score_to) == (520, 34, 498, 502)


def test_and_until_there_are_enough_defaults():
    table = make_table([(500, 600, ENOUGH_DEFAULTS - 1), (501, 50, 1)])

    assert (table.around(500).n, table.around(500).score_to) == (650, 501)


def test_never_from_further_away_than_odds_that_are_alike():
    table = make_table([(500, 40, 3), (500 + MOST_POINTS, 40, 2), (501 + MOST_POINTS, 5000, 100)])

    found = table.around(500)

    assert (found.n, found.n_defaults) == (80, 5)
    assert (found.score_from, found.score_to) == (500 - MOST_POINTS, 500 + MOST_POINTS)


def test_how_far_that_is_follows_from_the_points_that_double_the_odds():
    scale = PointsScale(score_at_odds=600, odds=30.0, points_to_double_odds=20, scale_from=300, scale_to=850)

    assert points_alike(scale) == 8


def test_so_few_that_they_might_be_recognised_are_not_told():
    table = make_table([(500, FEWEST_SHOWN - 1, 2), (600, FEWEST_SHOWN, 1)])

    assert table.around(500) is None
    assert table.around(600).n == FEWEST_SHOWN


@pytest.mark.parametrize("score", [399, 501])
def test_of_a_score_beyond_all_that_occur_nothing_is_known(score):
    table = make_table([(400, 100, 30), (500, 100, 2)])

    assert table.around(score) is None
    assert table.interval(score, 0.95) == (0.0, 1.0)


def test_the_interval_is_there_however_few_the_clients():
    table = make_table([(500, 4, 1)])

    assert table.interval(500, 0.9) == wilson_interval(1, 4, 0.9)


@given(st.lists(st.tuples(st.integers(440, 520), st.booleans()), min_size=1, max_size=80))
def test_counts_are_those_of_the_window_and_it_is_the_smallest_that_holds_enough(clients):
    scores, bad = (np.array(column) for column in zip(*clients, strict=True))
    scores, bad = np.repeat(scores, 25), np.repeat(bad, 25)

    table = FrequencyTable.build(scores=scores, is_default=bad, most_points=MOST_POINTS)

    def within(score, points):
        near = np.abs(scores - score) <= points
        return int(near.sum()), int(bad[near].sum())

    for score in range(table.first, table.last + 1):
        i = score - table.first
        reach = int(table.reach[i])
        assert within(score, reach) == (table.n[i], table.n_defaults[i])
        if reach:
            n, n_defaults = within(score, reach - 1)
            assert n < ENOUGH_CLIENTS or n_defaults < ENOUGH_DEFAULTS
        if reach < MOST_POINTS:
            assert table.n[i] >= ENOUGH_CLIENTS
            assert table.n_defaults[i] >= ENOUGH_DEFAULTS


def test_a_frequency_of_too_few_cannot_exist():
    with pytest.raises(ValueError, match=r"at least 30 clients .* found 1 of 4"):
        ObservedFrequency(n=4, n_defaults=1, low=0.1, high=0.6, score_from=500, score_to=500)
