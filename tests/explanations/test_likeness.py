"""The space of likeness: places by comparison alone, and a distance that is one."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_bundle, make_rows
from solvable.explanations.likeness import MOST_FEATURES, LevelAxis, LikenessSpace, NumberAxis, choose_features
from solvable.explanations.neighbours import Crowd
from solvable.models.manifest import ModelFeature

NAN = float("nan")
AMOUNT = ModelFeature(name="amount", unit="amount", levels=None, monotone=0)
JOB = ModelFeature(name="job", unit="category", levels=("clerk", "smith"), monotone=0)

clients = st.lists(
    st.tuples(
        st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False, width=32)),
        st.one_of(st.none(), st.integers(0, 3).map(float)),
        st.sampled_from([None, "clerk", "smith", "baker"]),
    ),
    min_size=3,
    max_size=12,
)


def table_of(drawn):
    amounts, counts, jobs = zip(*drawn, strict=True)
    return pa.table({
        "amount": pa.array(amounts, pa.float64()),
        "late": pa.array(counts, pa.float64()),
        "job": pa.array(jobs, pa.string()),
    })  # fmt: skip


def distances_between(rows):
    """Every client's distance to every client, shape (n, n)."""
    late = ModelFeature(name="late", unit="count", levels=None, monotone=1)
    space = LikenessSpace.learn(rows, [AMOUNT, late, JOB], {"amount": 5.0, "late": 3.0, "job": 3.0})
    crowd = Crowd.gather(space, rows)
    return np.stack([crowd.distances(crowd.stand.of(i)) for i in range(rows.num_rows)]).astype(int)


def test_a_value_stands_where_half_of_its_equals_and_all_below_it_end():
    axis = NumberAxis.learn("amount", 1000, np.array([4.0, 1.0, NAN, 2.0, 1.0]))

    # Of four known values: two ones (a quarter), a two (five eighths), a four (seven eighths).
    assert axis.place(np.array([1.0, 2.0, 4.0])).tolist() == [250, 625, 875]
    # Between two and four three quarters are below; below the least nobody, above the greatest all.
    assert axis.place(np.array([3.0, 0.5, 9.0])).tolist() == [750, 0, 1000]


def test_a_missing_value_stands_in_the_middle_and_half_the_reach_away():
    rows = pa.table({"amount": pa.array([1.0, 2.0, 3.0, None, None])})
    space = LikenessSpace.learn(rows, [AMOUNT], {"amount": 1.0})
    crowd = Crowd.gather(space, rows)

    from_missing = crowd.distances(crowd.stand.of(3)) / space.numbers[0].reach

    # Thirds in their middles are at 1/6, 3/6 and 5/6.
    assert from_missing == pytest.approx([1 / 3 + 1 / 2, 1 / 2, 1 / 3 + 1 / 2, 0, 0], abs=1e-3)


def test_levels_are_wholly_apart_and_an_unknown_one_is_as_none():
    axis = LevelAxis(feature="job", reach=10, levels=("clerk", "smith"))

    assert axis.code(pa.chunked_array([["smith", None, "clerk", "astronaut"]])).tolist() == [1, -1, 0, -1]


def test_an_axis_is_as_long_as_the_model_uses_its_feature():
    rows = pa.table({"amount": [1.0, 2.0], "job": ["clerk", "smith"]})

    space = LikenessSpace.learn(rows, [AMOUNT, JOB], {"amount": 3.0, "job": 1.0})

    assert [axis.feature for axis in space.widest(2)] == ["amount", "job"]
    # Three and one of four parts of 32,766, rounded down.
    assert (space.numbers[0].reach, space.levels[0].reach) == (24_574, 8_191)


def test_features_are_chosen_by_use_until_four_fifths_are_covered():
    assert choose_features({"a": 5.0, "b": 3.0, "c": 2.0}) == ("a", "b")
    assert choose_features({"a": 5.0, "b": 2.9, "c": 2.1}) == ("a", "b", "c")


def test_features_that_the_model_does_not_use_are_never_chosen():
    assert choose_features({"a": 1.0, "b": 0.0}) == ("a",)


def test_no_more_features_are_chosen_than_an_answer_has_time_for():
    chosen = choose_features({f"f{i:03}": 1.0 for i in range(300)})

    assert chosen == tuple(f"f{i:03}" for i in range(MOST_FEATURES))


def test_only_features_of_the_model_make_the_space():
    bundle = make_bundle()
    names = [feature.name for feature in bundle.manifest.features]

    space = LikenessSpace.learn(make_rows(300), bundle.manifest.features, dict.fromkeys(names, 1.0))

    assert {axis.feature for axis in space.widest(99)} <= set(names)
    assert "age" not in names


@settings(max_examples=40, deadline=None)
@given(clients)
def test_the_distance_is_a_metric(drawn):
    away = distances_between(table_of(drawn))

    assert (np.diag(away) == 0).all()
    assert (away == away.T).all()
    by_way_of_a_third = (away[:, :, None] + away[None, :, :]).min(axis=1)
    assert (away <= by_way_of_a_third).all()
    assert away.max() <= 32_766


@settings(max_examples=40, deadline=None)
@given(clients)
def test_the_unit_of_an_amount_never_changes_a_distance(drawn):
    rows = table_of(drawn)
    other_unit = rows.set_column(
        0, "amount", pa.array([None if a is None else a * 655.957 for a, _, _ in drawn], pa.float64())
    )

    assert (distances_between(rows) == distances_between(other_unit)).all()


@settings(max_examples=40, deadline=None)
@given(clients, st.integers(0, 2**32 - 1))
def test_the_order_of_rows_never_changes_a_distance(drawn, seed):
    rows = table_of(drawn)
    order = np.random.default_rng(seed).permutation(rows.num_rows)

    assert (distances_between(rows.take(order)) == distances_between(rows)[np.ix_(order, order)]).all()
