"""Bins of a feature: everybody in one, nobody alone in one."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_feature
from solvable.explanations.comparison.axis import FEWEST_IN_CELL, MOST_LEVELS, NO_BIN, build_axis
from solvable.vocabulary import Text, Unit


def said(value):
    return Text(fr=f"{value}", en=f"{value}")


def axis_of(values, *, own=None, unit=Unit.RATIO):
    kind = pa.string() if unit is Unit.CATEGORY else pa.float64()
    return build_axis(make_feature("x", unit=unit), pa.chunked_array([pa.array(values, kind)]), own, said=said)


def everyone(axis):
    return axis.counts_by(np.zeros(axis.places.size, dtype=np.int8), 1)[0, :-1].tolist()


def test_a_bin_of_few_joins_its_smaller_neighbour():
    axis = axis_of([0.0] * 40 + [1.0] * 3 + [2.0] * 20, unit=Unit.COUNT)

    assert [bin_.label.en for bin_ in axis.bins] == ["0.0", "1.0 and more"]
    assert everyone(axis) == [40, 23]


def test_empty_ends_are_left_out_unless_the_client_is_there():
    values = [0.0] * 50 + list(np.linspace(10, 20, 200))

    assert axis_of(values).bins[0].label.en == "0.0"
    assert axis_of(values, own=-5.0).bins[0].label.en == "less than 0.0"
    assert axis_of(values, own=-5.0).client == 0


def test_the_client_and_the_others_are_put_into_bins_alike():
    values = list(np.linspace(0, 100, 300))

    axis = axis_of(values)

    assert all(axis_of(values, own=values[i]).client == axis.places[i] for i in range(0, 300, 13))


def test_who_has_no_value_is_in_no_bin():
    axis = axis_of([None] * 10 + [1.0] * 30 + [2.0] * 30, unit=Unit.COUNT)

    assert set(axis.places[:10].tolist()) == {NO_BIN}
    assert axis.client is None
    assert sum(everyone(axis)) == 60


def test_levels_stand_by_size_and_those_of_few_together():
    axis = axis_of(["a"] * 20 + ["b"] * 30 + ["c"] * 3 + ["d"] * 2, own="c", unit=Unit.CATEGORY)

    assert [(bin_.label.fr, bin_.levels) for bin_ in axis.bins] == [
        ("b", ("b",)), ("a", ("a",)), ("autres", ("c", "d")),
    ]  # fmt: skip
    assert everyone(axis) == [30, 20, 5]
    assert axis.client == 2


def test_one_level_of_few_takes_another_with_it_so_that_no_difference_tells_it():
    axis = axis_of(["a"] * 20 + ["b"] * 30 + ["c"] * 3, unit=Unit.CATEGORY)

    assert [bin_.levels for bin_ in axis.bins] == [("b",), ("a", "c")]


def test_no_stands_before_yes():
    axis = axis_of([1.0] * 40 + [0.0] * 10, own=1.0, unit=Unit.FLAG)

    assert [bin_.levels for bin_ in axis.bins] == [(0.0,), (1.0,)]
    assert axis.client == 1
    assert everyone(axis) == [10, 40]


def test_a_flag_that_hardly_anybody_has_is_not_told_apart():
    (only,) = axis_of([0.0] * 40 + [1.0] * 2, own=1.0, unit=Unit.FLAG).bins

    assert only.label.en == "all values"


def test_more_levels_than_a_reader_takes_in_end_as_other():
    values = [f"level {i:02d}" for i in range(MOST_LEVELS + 3) for _ in range(50 - i)]

    axis = axis_of(values, unit=Unit.CATEGORY)

    assert len(axis.bins) == MOST_LEVELS + 1
    assert len(axis.bins[-1].levels) == 3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-40, 400).map(float)), min_size=30, max_size=120), st.data())
def test_everybody_is_counted_once_and_nobody_stands_alone(values, data):
    values = [*values, *([1.0] * 30)]
    own = data.draw(st.one_of(st.none(), st.sampled_from([v for v in values if v is not None])))

    axis = axis_of(values, own=own, unit=data.draw(st.sampled_from([Unit.RATIO, Unit.DAYS, Unit.AMOUNT, Unit.FLAG])))

    counts = everyone(axis)
    assert sum(counts) == sum(value is not None for value in values)
    assert all(n == 0 or n >= FEWEST_IN_CELL for n in counts)
    assert np.sum(axis.places == NO_BIN) == sum(value is None for value in values)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_never_matters(seed):
    values = np.random.default_rng(seed).lognormal(3, 1, 400)
    order = np.random.default_rng(seed + 10).permutation(400)

    first, second = axis_of(values.tolist()), axis_of(values[order].tolist())

    assert first.bins == second.bins
    assert first.places[order].tolist() == second.places.tolist()
