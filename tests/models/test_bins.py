"""Bins: every value in one of them, weights worked by hand, and too few to judge by weigh nothing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvable.models.bins import Bin, Binning, Cut, limits_of, weights_of_evidence

NUMBERS = st.floats(-1e9, 1e9, width=32).filter(lambda x: x == 0 or abs(x) > 1e-6)
FEW = Cut(splits=(0.5, 7.0), groups=None)


def weigh(places, is_default, n_bins, least_bin_share=0.0):
    return weights_of_evidence(np.array(places), np.array(is_default, bool), n_bins, least_bin_share=least_bin_share)


def as_single(*values):
    return np.array(values, dtype=np.float32)


def test_a_number_on_a_limit_is_in_the_bin_above_it():
    assert FEW.places(as_single(0.499, 0.5, 6.99, 7.0, 1e6), None).tolist() == [0, 1, 1, 2, 2]


def test_a_number_that_single_precision_puts_a_hair_below_a_limit_has_reached_it():
    assert float(np.float32(0.7)) < 0.7
    assert Cut(splits=(0.7,), groups=None).places(as_single(0.7), None).tolist() == [1]


def test_no_value_has_a_bin_of_its_own_and_so_has_a_level_that_no_bin_has():
    levels = Cut(splits=(), groups=(("clerk",), ("baker", "smith")))

    assert FEW.places(as_single(np.nan), None).tolist() == [3]
    assert levels.places(as_single(0, 1, 2, 3, np.nan), ("baker", "clerk", "nurse", "smith")).tolist() == [
        1,
        0,
        2,
        1,
        2,
    ]


def test_a_feature_without_limits_has_one_bin_and_the_one_without_a_value():
    assert Cut(splits=(), groups=None).places(as_single(-3, 8, np.nan), None).tolist() == [0, 0, 1]


@given(st.lists(NUMBERS, min_size=2, max_size=30))
def test_cutting_down_keeps_the_order_and_goes_at_most_one_step_down(numbers):
    x = np.sort(np.array(numbers, dtype=np.float32))

    cut = limits_of(x)

    assert (np.diff(cut) >= 0).all()
    # A step is at most a hundredth of the number; what single precision cannot tell apart may go up.
    assert (cut <= x + 1e-5 * np.abs(x)).all()
    assert (cut >= x - 0.0101 * np.abs(x)).all()


@given(NUMBERS)
def test_a_limit_is_cut_down_to_itself(number):
    limit = limits_of(as_single(number))

    assert limits_of(limit.astype(np.float32)).tolist() == pytest.approx(limit.tolist(), rel=1e-9)


def test_weights_are_the_logarithm_of_the_shares_of_goods_over_bads():
    # Goods 3 and 1 of 4, bads 1 and 3 of 4.
    bins = weigh([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 0, 1, 1, 1], 2)

    assert [place.woe for place in bins] == pytest.approx([math.log(3), -math.log(3)])
    assert [(place.n_clients, place.n_defaults) for place in bins] == [(4, 1), (4, 3)]


def test_a_bin_like_everybody_weighs_nothing():
    assert [place.woe for place in weigh([0, 0, 1, 1], [0, 1, 0, 1], 2)] == [0, 0]


@pytest.mark.parametrize(
    ("places", "is_default", "share"),
    [
        pytest.param([0, 0, 0, 0, 1, 1], [0, 1, 0, 1, 0, 0], 0.0, id="no default"),
        pytest.param([0, 0, 0, 0, 1, 1], [0, 1, 0, 1, 1, 1], 0.0, id="no good client"),
        pytest.param([0, 0, 0, 0, 0, 0], [0, 1, 0, 1, 1, 1], 0.0, id="nobody"),
        pytest.param([0, 0, 0, 0, 0, 1, 1], [0, 1, 0, 1, 1, 0, 1], 0.3, id="fewer than a bin may have"),
    ],
)
def test_a_bin_of_too_few_to_judge_by_weighs_nothing(places, is_default, share):
    assert weigh(places, is_default, 2, share)[1].woe == 0


def test_a_bin_of_exactly_as_many_as_it_must_have_weighs():
    assert weigh([0, 0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 0, 1], 2, 2 / 7)[1].woe != 0


def test_information_is_worked_by_hand_less_what_chance_gives():
    # (3/4 - 1/4) * ln 3 twice, less one degree of freedom times 1/4 + 1/4.
    bins = weigh([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 0, 1, 1, 1], 2)

    assert Binning(feature="f", cut=Cut(splits=(1.0,), groups=None), bins=bins).information == pytest.approx(
        math.log(3) - 0.5
    )


def test_a_feature_that_tells_nothing_has_no_information_on_average():
    rng = np.random.default_rng(5)
    cut = Cut(splits=(1.0, 2.0, 3.0), groups=None)

    found = [
        Binning(feature="f", cut=cut, bins=weigh(rng.integers(0, 4, 4000), rng.random(4000) < 0.1, 5)).information
        for _ in range(400)
    ]

    assert np.mean(found) == pytest.approx(0, abs=4 * np.std(found) / 20)


def test_the_mean_weight_is_that_of_the_clients():
    bins = (Bin(n_clients=30, n_defaults=3, woe=0.4), Bin(n_clients=10, n_defaults=5, woe=-2.0))

    assert Binning(feature="f", cut=Cut(splits=(), groups=None), bins=bins).mean_woe == pytest.approx(-0.2)
