"""Costs, worked by hand."""

import pytest

from solvable.metrics import cost_per_application

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
    found = cost_per_application(is_default=OUTCOMES, is_accepted=accepted, default_accepted=10, good_declined=1)

    assert found == pytest.approx(cost)
