"""A bundle that moves to another machine: whole or refused, and scoring to the last bit as before."""

import dataclasses
import os
import subprocess
import sys
import zipfile

import numpy as np
import pyarrow.parquet as pq
import pytest

from builders import make_bundle, make_rows
from solvable.errors import BundleError, ConfigError
from solvable.models.bundle import load_bundle
from solvable.models.shelf import current_version, put_on_shelf
from solvable.models.transfer import export_bundle, take_in_bundle
from solvable.portfolios.workspace import Workspace

ROWS = make_rows(300, seed=8)
VERSION = make_bundle().version
# What a stranger's program would do: take the file in, score, print every bit.
ELSEWHERE = """
import sys
from pathlib import Path
import pyarrow.parquet as pq
from solvable.models.bundle import load_bundle
from solvable.models.transfer import take_in_bundle
from solvable.portfolios.workspace import Workspace

bundle = load_bundle(take_in_bundle(Path(sys.argv[1]), Workspace(Path(sys.argv[2]))))
for log_odds in bundle.log_odds(pq.read_table(sys.argv[3])):
    print(float(log_odds).hex())
"""


@pytest.fixture
def exported(tmp_path):
    folder = put_on_shelf(make_bundle(), Workspace(tmp_path / "here"))
    file = tmp_path / "model.zip"
    export_bundle(folder, file)
    return file


def test_another_interpreter_with_a_clean_environment_scores_to_the_last_bit_alike(exported, tmp_path):
    pq.write_table(ROWS, tmp_path / "rows.parquet")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    paths = (exported, elsewhere / "workspace", tmp_path / "rows.parquet")
    done = subprocess.run(
        [sys.executable, "-I", "-c", ELSEWHERE, *map(str, paths)],
        env={"PATH": os.defpath}, cwd=elsewhere, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [float(x).hex() for x in make_bundle().log_odds(ROWS)]


def test_what_is_taken_in_is_the_same_model_and_does_not_serve_by_itself(exported, tmp_path):
    workspace = Workspace(tmp_path / "there")

    folder = take_in_bundle(exported, workspace)

    assert folder == workspace.bundles / VERSION
    np.testing.assert_array_equal(load_bundle(folder).log_odds(ROWS), make_bundle().log_odds(ROWS))
    assert current_version(workspace) is None


def test_taking_the_same_model_in_twice_changes_nothing(exported, tmp_path):
    workspace = Workspace(tmp_path / "there")
    folder = take_in_bundle(exported, workspace)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}

    take_in_bundle(exported, workspace)

    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert [path.name for path in workspace.bundles.iterdir()] == [VERSION]


def test_the_same_model_makes_the_same_file_whenever_it_is_exported(exported, tmp_path):
    export_bundle(tmp_path / "here" / "bundles" / VERSION, tmp_path / "again.zip")

    assert (tmp_path / "again.zip").read_bytes() == exported.read_bytes()


def test_another_model_under_a_version_that_is_here_is_refused(exported, tmp_path):
    workspace = Workspace(tmp_path / "there")
    bundle = make_bundle()
    other = dataclasses.replace(bundle, manifest=bundle.manifest.model_copy(update={"trained_at": "2020-01-01"}))
    put_on_shelf(other, workspace)

    with pytest.raises(BundleError, match=f"found another one of the same version {VERSION}"):
        take_in_bundle(exported, workspace)


def test_a_file_that_was_changed_on_the_way_is_refused_by_its_name(exported, tmp_path):
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(exported) as before, zipfile.ZipFile(changed, "w") as after:
        for member in before.infolist():
            content = before.read(member)
            after.writestr(member, content[:-1] + b"!" if member.filename.endswith(".ubj") else content)

    with pytest.raises(BundleError, match=r"booster\.ubj: expected SHA-256 \w+, found \w+"):
        take_in_bundle(changed, Workspace(tmp_path / "there"))
    assert not any((tmp_path / "there" / "bundles").iterdir())


def test_no_name_in_a_file_from_elsewhere_leads_out_of_the_shelf(exported, tmp_path):
    hostile = tmp_path / "hostile.zip"
    with zipfile.ZipFile(exported) as before, zipfile.ZipFile(hostile, "w") as after:
        for member in before.infolist():
            content = before.read(member)
            if member.filename.endswith("SHA256SUMS"):
                content += b"0" * 64 + b"  ../../outside.txt\n" + b"0" * 64 + b"  /outside.txt\n"
            after.writestr(member, content)
        after.writestr("../../outside.txt", "where it must not be")

    take_in_bundle(hostile, Workspace(tmp_path / "there"))

    assert not list(tmp_path.rglob("outside.txt"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda path: path.write_text("no zip"), "found something else", id="no zip"),
        pytest.param(
            lambda path: zipfile.ZipFile(path, "w").close(), "found none of its checksums", id="a zip of nothing"
        ),
        pytest.param(lambda _: None, "expected a file, found none", id="not there"),
    ],
)
def test_what_is_no_bundle_is_refused_and_leaves_nothing(tmp_path, make, message):
    file = tmp_path / "model.zip"
    make(file)

    with pytest.raises(BundleError, match=message):
        take_in_bundle(file, Workspace(tmp_path / "there"))
    assert not any((tmp_path / "there" / "bundles").iterdir())


@pytest.mark.parametrize(
    ("name", "found"), [("model.tar", r"found model\.tar"), ("model.zip", "found one that is there already")]
)
@pytest.mark.usefixtures("exported")
def test_only_a_new_zip_is_written(tmp_path, name, found):
    with pytest.raises(ConfigError, match=rf"a new file ending in \.zip, {found}"):
        export_bundle(tmp_path / "here" / "bundles" / VERSION, tmp_path / name)


@pytest.mark.usefixtures("exported")
def test_a_damaged_model_is_not_exported(tmp_path):
    folder = tmp_path / "here" / "bundles" / VERSION
    (folder / "manifest.json").write_text("{}")

    with pytest.raises(BundleError, match=r"manifest\.json: expected SHA-256"):
        export_bundle(folder, tmp_path / "again.zip")
    assert not (tmp_path / "again.zip").exists()
