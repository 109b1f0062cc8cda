"""What a workspace promises to whoever reads it while it is being written."""

import json
import sys

import pytest

from solvable.errors import ConfigError, NotReadyError, StorageError
from solvable.portfolios.workspace import FeaturesManifest, TablesManifest, TableSummary, Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def make_tables_manifest(folder, **changes):
    summary = TableSummary(name="loans", n_rows=3, n_clients=2, n_set_aside={"why": 1}, ignored_columns=("X",))
    facts = {
        "portfolio": "home_credit", "source": "here", "source_fingerprint": "s", "fingerprint": "f", "currency": None,
        "tables": (summary,), "not_available": ("cards",), "folder": folder,
    }  # fmt: skip
    return TablesManifest(**(facts | changes))


def make_features_manifest(file):
    return FeaturesManifest(
        portfolio="home_credit", tables_fingerprint="t", recipe="r", fingerprint="f", currency="EUR", n_clients=2,
        n_features=5, not_available=(), file=file,
    )  # fmt: skip


def commit_tables(workspace, **changes):
    with workspace.writing_aside("tables") as aside:
        (aside / "loans.parquet").write_text("rows")
        manifest = make_tables_manifest(aside.name, **changes)
        workspace.commit("tables", manifest)
    return manifest


def fail_halfway(workspace, error):
    with workspace.writing_aside("tables") as aside:
        (aside / "loans.parquet").write_text("half")
        raise error


def test_an_empty_workspace_says_which_command_fills_it(workspace):
    with pytest.raises(NotReadyError, match="solvable data import"):
        workspace.tables()
    with pytest.raises(NotReadyError, match="solvable features build"):
        workspace.features_path()


def test_what_was_committed_is_read_back(workspace):
    manifest = commit_tables(workspace)

    assert workspace.tables() == manifest
    assert workspace.table_paths()["loans"].read_text() == "rows"


def test_features_are_committed_the_same_way(workspace):
    with workspace.writing_aside("features") as aside:
        (aside / "features.arrow").write_text("rows")
        manifest = make_features_manifest(f"{aside.name}/features.arrow")
        workspace.commit("features", manifest)

    assert workspace.features() == manifest
    assert workspace.features_path().read_text() == "rows"


def test_a_new_commit_drops_the_old_folder_and_what_a_killed_process_left(workspace):
    commit_tables(workspace)
    (workspace.root / "tables-leftover").mkdir()

    manifest = commit_tables(workspace, fingerprint="other")

    assert [folder.name for folder in workspace.root.glob("tables-*")] == [manifest.folder]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_work_that_fails_leaves_the_earlier_state_and_no_folder(workspace, error):
    manifest = commit_tables(workspace)

    with pytest.raises(error):
        fail_halfway(workspace, error)

    assert workspace.tables() == manifest
    assert [folder.name for folder in workspace.root.glob("tables-*")] == [manifest.folder]


def test_a_workspace_of_another_version_is_not_read_but_can_be_written_anew(workspace):
    commit_tables(workspace)
    path = workspace.root / "tables.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format_version": 99}))

    with pytest.raises(ConfigError, match="format version 1, found 99"):
        workspace.tables()
    with pytest.raises(RuntimeError):
        fail_halfway(workspace, RuntimeError)
    assert commit_tables(workspace) == workspace.tables()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such lock")
def test_only_one_writes_a_step_at_a_time(workspace):
    with workspace.writing_aside("tables"):
        with pytest.raises(ConfigError, match="found another process at it"):
            commit_tables(Workspace(workspace.root))
        with workspace.writing_aside("features"):
            pass

    assert commit_tables(workspace) == workspace.tables()


def test_a_place_that_takes_no_bundles_is_refused_before_there_is_one(tmp_path):
    (tmp_path / "a file").touch()

    with pytest.raises(StorageError, match=r"Expected to write into .*a file, found: Not a directory"):
        Workspace(tmp_path / "a file").check_takes_bundles()
