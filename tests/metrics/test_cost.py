"""Costs, worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.metrics import application_costs, cost_curve

OUTCOMES = [True, False, True, False, False]


@pytest.mark.parametrize(
    ("accepted", "cost"),
    [
        pytest.param([True] * 5, 2 * 10 / 5, id="accept all: two defaults"),
        pytest.param([False] * 5, 3 * 1 / 5, id="decline all: three good clients lost"),
        pytest.param([False, True, False, True, True], 0.0, id="a seer costs nothing"),
        pytest.param([True, False, False, True, True], (10 + 1) / 5, id="one default, one good lost"),
    ],
)
def test_cost_counts_defaults_accepted_and_good_clients_declined(accepted, cost):
    found = application_costs(is_default=OUTCOMES, is_accepted=accepted, default_accepted=10, good_declined=1)

    assert found.mean() == pytest.approx(cost)


def test_money_lost_is_each_ones_own():
    # The first defaults on 1000 of which 45 % is lost, the last is good and would have earned 3 % of 2000.
    found = application_costs(
        is_default=OUTCOMES,
        is_accepted=[True, True, False, True, False],
        default_accepted=0.45 * np.array([1000, 9999, 9999, 9999, 9999]),
        good_declined=0.03 * np.array([9999, 9999, 9999, 9999, 2000]),
    )

    assert found.mean() == pytest.approx((450 + 60) / 5)


def test_the_curve_of_costs_worked_by_hand():
    # Scores 400 bad, 420 good, 440 bad, 460 good, 480 good. From 400 on: 20; 420: 10; 440: 11; 460: 1; 480: 2;
    # above all: 3.
    curve = cost_curve(is_default=OUTCOMES, scores=[400, 420, 440, 460, 480], default_accepted=10, good_declined=1)

    assert curve.cutoffs.tolist() == [400, 420, 440, 460, 480, 481]
    assert curve.costs * 5 == pytest.approx([20, 10, 11, 1, 2, 3])
    assert curve.accepted_shares == pytest.approx([1.0, 0.8, 0.6, 0.4, 0.2, 0.0])
    assert curve.cutoffs[curve.least] == 460


def test_of_equally_cheap_cutoffs_the_strictest_is_the_least():
    curve = cost_curve(is_default=[False, True], scores=[400, 410], default_accepted=1, good_declined=1)

    assert curve.costs.tolist() == [0.5, 1.0, 0.5]
    assert curve.cutoffs[curve.least] == 411


@given(st.lists(st.tuples(st.booleans(), st.integers(480, 500), st.integers(1, 9)), min_size=1, max_size=40))
def test_every_point_of_the_curve_is_the_cost_of_that_cutoff(clients):
    bad, scores, amounts = (np.array(column) for column in zip(*clients, strict=True))

    curve = cost_curve(is_default=bad, scores=scores, default_accepted=0.5 * amounts, good_declined=0.1 * amounts)

    for cutoff, cost, share in zip(curve.cutoffs, curve.costs, curve.accepted_shares, strict=True):
        accepted = scores >= cutoff
        assert share == pytest.approx(accepted.mean())
        assert cost == pytest.approx(
            application_costs(
                is_default=bad, is_accepted=accepted, default_accepted=0.5 * amounts, good_declined=0.1 * amounts
            ).mean(),
            abs=1e-12,
        )


def test_a_curve_of_nobody_is_refused():
    with pytest.raises(ValueError, match="needs applications, found none"):
        cost_curve(is_default=[], scores=[], default_accepted=10, good_declined=1)
