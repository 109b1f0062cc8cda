"""A bundle scores the same after it was saved, and is refused when a byte of it changed."""

import json

import numpy as np
import pytest

from builders import make_bundle, make_rows
from solvable.errors import BundleError, FeatureMismatchError
from solvable.models.bundle import load_bundle, save_bundle
from solvable.models.validation import read_validation
from solvable.portfolios.workspace import file_checksum

FILES = ("booster.ubj", "importance.json", "manifest.json", "outcomes.parquet", "standings.json", "validation.json")


@pytest.fixture
def folder(tmp_path):
    save_bundle(make_bundle(), tmp_path)
    return tmp_path


def test_a_loaded_bundle_scores_to_the_last_bit_as_the_one_that_was_saved(folder):
    rows = make_rows(200, seed=7)

    loaded = load_bundle(folder)

    np.testing.assert_array_equal(loaded.log_odds(rows), make_bundle().log_odds(rows))
    assert loaded.outcomes.equals(make_bundle().outcomes)
    assert loaded.manifest == make_bundle().manifest
    assert loaded.validation == make_bundle().validation
    assert loaded.standings == make_bundle().standings
    assert loaded.importance == make_bundle().importance


def test_a_client_alone_scores_as_in_company(folder):
    bundle, rows = load_bundle(folder), make_rows(50, seed=7)

    alone = [bundle.prob_default(rows.slice(i, 1))[0] for i in range(50)]

    np.testing.assert_array_equal(alone, bundle.prob_default(rows))


def test_saving_twice_writes_the_same_bytes(folder, tmp_path_factory):
    again = tmp_path_factory.mktemp("again")

    save_bundle(load_bundle(folder), again)

    assert (again / "SHA256SUMS").read_text() == (folder / "SHA256SUMS").read_text()


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_refused_by_the_name_of_its_file(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)

    with pytest.raises(BundleError, match=rf"{name}: expected SHA-256 \w+, found \w+") as caught:
        load_bundle(folder)
    assert caught.value.file.endswith(name)


@pytest.mark.parametrize("name", [*FILES, "SHA256SUMS"])
def test_a_missing_file_is_refused_by_its_name(folder, name):
    (folder / name).unlink()

    with pytest.raises(BundleError, match=name):
        load_bundle(folder)


def test_an_unknown_format_version_is_refused(folder):
    write_manifest(folder, lambda manifest: manifest | {"format_version": 99})

    with pytest.raises(BundleError, match=r"manifest\.json: expected format version 4, found 99"):
        load_bundle(folder)


def test_a_bundle_of_an_older_format_is_to_be_trained_again_and_not_called_damaged(folder):
    write_manifest(folder, lambda manifest: manifest | {"format_version": 3})
    (folder / "importance.json").unlink()

    with pytest.raises(BundleError, match=r"expected format version 4, found 3.*or train again"):
        load_bundle(folder)


def test_a_manifest_that_lacks_a_field_is_refused(folder):
    write_manifest(folder, lambda manifest: {k: v for k, v in manifest.items() if k != "calibration"})

    with pytest.raises(BundleError, match=r"manifest\.json: 1 fields are wrong(.|\n)*calibration"):
        load_bundle(folder)


def test_a_validation_is_read_without_the_model_and_refused_where_it_lacks_a_field(folder):
    assert read_validation(folder) == make_bundle().validation

    (folder / "validation.json").write_text('{"n_clients": 3}')

    with pytest.raises(BundleError, match=r"validation\.json: \d+ fields are wrong(.|\n)*ranking(.|\n)*Train again"):
        read_validation(folder)


def test_a_validation_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BundleError, match=r"validation\.json: expected the validation of the model, found none"):
        read_validation(tmp_path)


def test_rows_that_lack_a_feature_are_refused(folder):
    with pytest.raises(FeatureMismatchError, match="fair-0123456789 needs features that are not there: amount"):
        load_bundle(folder).prob_default(make_rows(3).drop_columns(["amount"]))


def write_manifest(folder, change):
    """Change the manifest and record its new checksum, as somebody would who wants it accepted."""
    path = folder / "manifest.json"
    before = file_checksum(path)
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(before, file_checksum(path)))
