"""The clients that a model learns from: each on its side, with what was known of them."""

import itertools

import numpy as np
import pyarrow as pa
import pytest

from builders import make_catalogue, make_rows, make_workspace, training_config
from solvable.models.encoding import encode
from solvable.models.sample import read_sides
from solvable.models.splits import Side, sides_of
from solvable.portfolios.feature_table import FeatureTable

ROWS = make_rows(2000, seed=5)
FEATURES = list(make_catalogue().features.values())
SHARES = training_config().sides


def read(folder, rows=ROWS, exposure="amount"):
    table = FeatureTable(make_workspace(folder, rows).features_path())
    return read_sides(table, FEATURES, shares=SHARES, exposure=exposure)


def test_every_client_with_an_outcome_is_on_the_side_of_its_hash(tmp_path):
    unknown = pa.array([None if i % 7 == 0 else bad for i, bad in enumerate(ROWS["is_default"].to_pylist())])
    rows = ROWS.set_column(1, "is_default", unknown)

    sides = read(tmp_path, rows)

    known = [i for i, bad in zip(rows["client_id"].to_pylist(), unknown.to_pylist(), strict=True) if bad is not None]
    for side, where in zip(Side, [sides[side].client_ids for side in Side], strict=True):
        assert where.tolist() == [i for i, s in zip(known, sides_of(known, SHARES), strict=True) if s == side.value]


def test_what_is_read_column_by_column_is_what_whole_rows_say(tmp_path):
    sample = read(tmp_path)[Side.TRAIN]

    rows = ROWS.filter(pa.array(sides_of(ROWS["client_id"].to_pylist(), SHARES) == Side.TRAIN.value))
    np.testing.assert_array_equal(sample.X, encode(rows, sample.features))
    np.testing.assert_array_equal(sample.is_default, rows["is_default"].to_numpy())
    np.testing.assert_array_equal(sample.exposure, rows["amount"].to_numpy())
    assert sample.n_defaults == rows["is_default"].to_numpy().sum()


def test_a_level_that_only_other_sides_have_is_not_known(tmp_path):
    on_train = sides_of(ROWS["client_id"].to_pylist(), SHARES) == Side.TRAIN.value
    jobs = pa.array(np.where(on_train, "clerk", "smith"))
    sides = read(tmp_path, ROWS.set_column(ROWS.schema.get_field_index("job"), "job", jobs))

    place = [feature.name for feature in sides[Side.TRAIN].features].index("job")

    assert sides[Side.TRAIN].features[place].levels == ("clerk",)
    assert np.isnan(sides[Side.REPORT].X[:, place]).all()


def test_a_feature_that_nobody_on_train_has_is_left_out_everywhere(tmp_path):
    rows = ROWS.set_column(ROWS.schema.get_field_index("job"), "job", pa.nulls(ROWS.num_rows, pa.string()))

    sides = read(tmp_path, rows)

    for sample in sides.values():
        assert "job" not in {feature.name for feature in sample.features}
        assert sample.X.shape[1] == len(sample.features) == len(FEATURES) - 1


def test_without_an_amount_asked_for_the_exposure_is_not_known(tmp_path):
    assert np.isnan(read(tmp_path, exposure=None)[Side.TRAIN].exposure).all()


def test_reading_fewer_features_keeps_their_values_and_order(tmp_path):
    sample = read(tmp_path)[Side.TRAIN]

    fewer = sample.reading({"amount", "score"})

    assert [feature.name for feature in fewer.features] == ["score", "amount"]
    np.testing.assert_array_equal(fewer.X[:, 0], sample.X[:, 2])


@pytest.mark.parametrize("n_repeats", [1, 3])
def test_repeats_draw_folds_of_their_own(tmp_path, n_repeats):
    sample = read(tmp_path)[Side.TRAIN]

    folds = sample.folds(5, n_repeats=n_repeats)

    assert folds.shape == (n_repeats, sample.n_clients)
    assert set(folds.ravel()) == set(range(5))
    for one, other in itertools.pairwise(folds):
        assert 0.1 < (one == other).mean() < 0.3  # One in five by chance.
