"""The shelf of bundles: the newest serves, and one that was recorded is never rewritten."""

import dataclasses

import pytest

from builders import make_bundle
from solvable.errors import NotReadyError
from solvable.models.bundle import load_bundle
from solvable.models.shelf import current_bundle, put_on_shelf
from solvable.portfolios.workspace import Workspace


def make_version(version, trained_at="2026-11-01T00:00:00+00:00"):
    bundle = make_bundle()
    manifest = bundle.manifest.model_copy(update={"version": version, "trained_at": trained_at})
    return dataclasses.replace(bundle, manifest=manifest)


def test_without_a_model_the_command_that_makes_one_is_named(tmp_path):
    with pytest.raises(NotReadyError, match=r"has no model yet\. Run `solvable train` first"):
        current_bundle(Workspace(tmp_path))


def test_the_bundle_put_last_serves_and_the_earlier_one_stays(tmp_path):
    workspace = Workspace(tmp_path)
    first = put_on_shelf(make_version("fair-a"), workspace)

    put_on_shelf(make_version("fair-b"), workspace)

    assert load_bundle(current_bundle(workspace)).version == "fair-b"
    assert load_bundle(first).version == "fair-a"
    assert sorted(path.name for path in workspace.bundles.iterdir()) == ["current.json", "fair-a", "fair-b"]


def test_a_version_that_is_there_is_not_written_again(tmp_path):
    workspace = Workspace(tmp_path)
    folder = put_on_shelf(make_version("fair-a"), workspace)
    before = (folder / "SHA256SUMS").read_bytes()

    put_on_shelf(make_version("fair-a", trained_at="2027-01-01T00:00:00+00:00"), workspace)

    assert (folder / "SHA256SUMS").read_bytes() == before
