"""A workspace, a made-up delivery, and what it means that a delivery is refused."""

import shutil

import pytest

from portfolios.builders import contents, make_tables, take_in, write_delivery
from solvable.errors import ImportRefusedError
from solvable.portfolios.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    """Return a workspace that is not there yet."""
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def folder(tmp_path):
    """Return a folder with all eight files."""
    return write_delivery(tmp_path / "delivery", make_tables())


@pytest.fixture(scope="session")
def imported(tmp_path_factory):
    """Return a workspace in which the made-up delivery is current, to be copied and not to be written to."""
    root = tmp_path_factory.mktemp("imported")
    take_in(Workspace(root / "workspace"), write_delivery(root / "delivery", make_tables()))
    return root / "workspace"


@pytest.fixture
def refuses(workspace, imported):
    """Check that a delivery is refused with a message, and that what was there before is untouched."""
    shutil.copytree(imported, workspace.root)
    before = contents(workspace)

    def check(source, match, **facts):
        with pytest.raises(ImportRefusedError, match=match) as refusal:
            take_in(workspace, source)
        assert str(refusal.value).endswith("Nothing was imported.")
        assert {name: getattr(refusal.value, name) for name in facts} == facts
        assert contents(workspace) == before
        assert sorted(p.name for p in workspace.root.glob("tables-*")) == [workspace.tables().folder]

    return check
