"""From named columns to the matrix of the trees."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from builders import make_catalogue, make_rows
from solvable.errors import FeatureMismatchError
from solvable.models.encoding import encode, learn_features

FEATURES = list(make_catalogue().features.values())


def test_levels_get_their_alphabetical_place_and_missing_or_unknown_ones_none():
    rows = pa.table({"job": ["smith", None, "clerk", "smith"]})
    known = learn_features(rows, [f for f in FEATURES if f.name == "job"])

    matrix = encode(pa.table({"job": ["clerk", "smith", None, "never met"]}), known)

    np.testing.assert_array_equal(matrix[:, 0], [0, 1, np.nan, np.nan])


def test_a_level_counts_in_the_column_that_has_it_and_in_no_other():
    pieces = [{"job": ["smith", "clerk"], "trade": ["baker", "smith"]}] * 2
    rows = pa.concat_tables([pa.table(piece) for piece in pieces])
    job = next(feature for feature in FEATURES if feature.name == "job")
    known = learn_features(rows, [job, replace(job, name="trade")])

    matrix = encode(pa.table({"job": ["clerk", "baker", None], "trade": ["smith", "clerk", "baker"]}), known)

    np.testing.assert_array_equal(matrix, [[0, 1], [np.nan, np.nan], [np.nan, 0]])
    np.testing.assert_array_equal(encode(rows, known), [[1, 0], [0, 1]] * 2)


def test_monotone_directions_follow_the_catalogue():
    known = learn_features(make_rows(10), FEATURES)

    assert {f.name: f.monotone for f in known} == {
        "late_count": 1, "late_recently_count": 1, "score": -1, "amount": 0, "job": 0, "age": 0,
    }  # fmt: skip


def test_columns_go_by_name_and_not_by_place():
    rows = make_rows(20)
    known = learn_features(rows, FEATURES)

    turned = rows.select(rows.schema.names[::-1])

    np.testing.assert_array_equal(encode(turned, known), encode(rows, known))


def test_what_no_training_row_has_is_left_out():
    rows = pa.table({"job": pa.array([None, None], pa.string()), "score": [0.4, None], "amount": pa.nulls(2)})

    known = learn_features(rows, [f for f in FEATURES if f.name in rows.schema.names])

    assert [feature.name for feature in known] == ["score"]


def test_a_column_that_is_not_there_is_named():
    known = learn_features(make_rows(10), FEATURES)

    with pytest.raises(FeatureMismatchError, match="needs features that are not there: score"):
        encode(make_rows(10).drop_columns(["score"]), known)


def test_numbers_of_any_kind_in_any_pieces_are_read_row_by_row():
    pieces = [{"amount": pa.array([1, None, 3], pa.int32()), "score": pa.array([0.5, float("nan"), None])}] * 2
    known = learn_features(pa.table(pieces[0]), [f for f in FEATURES if f.name in pieces[0]])

    matrix = encode(pa.concat_tables([pa.table(piece) for piece in pieces]), known)

    one = [[0.5, 1], [np.nan, np.nan], [np.nan, 3]]
    assert [feature.name for feature in known] == ["score", "amount"]
    np.testing.assert_array_equal(matrix, one + one)


def test_no_rows_make_a_matrix_of_none():
    known = learn_features(make_rows(10), FEATURES)

    assert encode(make_rows(10).slice(0, 0), known).shape == (0, len(known))
