"""The shelf of bundles: the newest serves, and one that was recorded is never rewritten."""

import dataclasses

import pytest

from builders import make_bundle, make_scorecard_bundle
from solvable.errors import ConfigError, NotReadyError
from solvable.models.bundle import load_bundle
from solvable.models.shelf import (
    bundles_on_shelf,
    current_bundle,
    current_version,
    find_bundle,
    let_serve,
    put_on_shelf,
    serves_at_once,
)
from solvable.portfolios.workspace import Workspace


def make_version(version, trained_at="2026-11-01T00:00:00+00:00"):
    bundle = make_bundle()
    manifest = bundle.manifest.model_copy(update={"version": version, "trained_at": trained_at})
    return dataclasses.replace(bundle, manifest=manifest)


def test_without_a_model_the_command_that_makes_one_is_named(tmp_path):
    with pytest.raises(NotReadyError, match=r"has no model yet\. Run `solvable train` first"):
        current_bundle(Workspace(tmp_path))


def test_a_trained_model_serves_where_none_does_or_when_told_and_a_challenger_when_told_alone(tmp_path):
    workspace = Workspace(tmp_path)

    def serves(version, *, is_told=False, is_challenger=False):
        return serves_at_once(version, workspace, is_told=is_told, is_challenger=is_challenger)

    assert serves("fair-a")
    assert not serves("fair-scorecard-a", is_challenger=True)
    put_on_shelf(make_version("fair-a"), workspace)

    assert not serves("fair-b")  # fair-a serves: it takes a release, or somebody who says so
    assert serves("fair-a")  # learned once more, and the same
    assert serves("fair-b", is_told=True)
    assert serves("fair-scorecard-a", is_told=True, is_challenger=True)


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


def test_a_bundle_is_found_by_the_beginning_of_its_version_that_no_other_has(tmp_path):
    workspace = Workspace(tmp_path)
    for version in ("fair-ab", "fair-abc", "full-x"):
        put_on_shelf(make_version(version), workspace)

    assert find_bundle(workspace, "full").name == "full-x"
    assert find_bundle(workspace, "fair-ab").name == "fair-ab"  # A whole version is no mere beginning.


@pytest.mark.parametrize(("asked", "found"), [("fair", "names 2 of"), ("own", "names none of")])
def test_a_version_that_names_no_bundle_or_several_is_refused_with_those_there(tmp_path, asked, found):
    workspace = Workspace(tmp_path)
    for version in ("fair-a", "fair-b"):
        put_on_shelf(make_version(version), workspace)

    with pytest.raises(ConfigError, match=rf"found '{asked}', which {found} fair-a, fair-b"):
        find_bundle(workspace, asked)


def test_an_earlier_bundle_may_serve_again(tmp_path):
    workspace = Workspace(tmp_path)
    first = put_on_shelf(make_version("fair-a"), workspace)
    put_on_shelf(make_version("fair-b"), workspace)

    let_serve(first, workspace)

    assert current_version(workspace) == "fair-a"
    assert [folder.name for folder in bundles_on_shelf(workspace)] == ["fair-a", "fair-b"]


def test_an_empty_workspace_has_no_bundles_and_none_that_serves(tmp_path):
    assert bundles_on_shelf(Workspace(tmp_path)) == ()
    assert current_version(Workspace(tmp_path)) is None


def test_a_bundle_that_is_not_to_serve_stands_beside_the_one_that_does(tmp_path):
    workspace = Workspace(tmp_path)
    put_on_shelf(make_version("fair-a"), workspace)

    put_on_shelf(make_scorecard_bundle(), workspace, serves=False)

    assert current_bundle(workspace).name == "fair-a"
    assert [folder.name for folder in bundles_on_shelf(workspace)] == ["fair-a", "fair-scorecard-0123456789"]


def test_a_challenger_that_came_first_serves_nobody(tmp_path):
    put_on_shelf(make_scorecard_bundle(), Workspace(tmp_path), serves=False)

    with pytest.raises(NotReadyError, match="has no model yet"):
        current_bundle(Workspace(tmp_path))
