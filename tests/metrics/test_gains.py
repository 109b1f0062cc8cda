"""Gains and lift: worked by hand, at both ends, and what must hold of all tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.metrics import gains_table

CLIENTS = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=100).filter(
    lambda clients: any(bad for _, bad in clients)
)


def test_gains_worked_by_hand():
    # The riskier five hold 2 of 3 defaults: captured 2/3 of them by looking at half, lift 4/3.
    first, second = gains_table(
        is_default=[False, False, True, False, False, False, True, False, True, False],
        prob_default=[0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1],
        n_bands=2,
    )

    assert (first.n, first.n_defaults, first.looked_at_share) == (5, 2, 0.5)
    assert (first.default_rate, first.captured_share, first.lift) == pytest.approx((0.4, 2 / 3, 4 / 3))
    assert (second.n_defaults, second.captured_share, second.lift) == (1, 1.0, 1.0)


def test_a_perfect_ranking_captures_every_default_first():
    first, *_ = gains_table(is_default=[True] + [False] * 9, prob_default=[0.9] + [0.1] * 9)

    assert (first.captured_share, first.lift) == (1.0, pytest.approx(10))


def test_no_ranking_at_all_is_one_band_without_lift():
    (only,) = gains_table(is_default=[True, False, False], prob_default=[0.5] * 3)

    assert (only.n, only.captured_share, only.lift) == (3, 1.0, 1.0)


@given(CLIENTS)
def test_all_bands_together_hold_everybody_once(clients):
    bands = gains_table(is_default=[bad for _, bad in clients], prob_default=[risk for risk, _ in clients])

    assert sum(band.n for band in bands) == len(clients)
    assert sum(band.n_defaults for band in bands) == sum(bad for _, bad in clients)
    assert (bands[-1].looked_at_share, bands[-1].captured_share) == (1.0, 1.0)


def test_gains_without_a_default_are_refused():
    with pytest.raises(ValueError, match="found none in 2 applications"):
        gains_table(is_default=[False, False], prob_default=[0.1, 0.2])
