"""What every test may rely on: a web of its own, far from any real workspace."""

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

from scheduling import FilesByWeight, longest_first

# Small fits on several threads spend their time waiting for each other, the more so beside other work.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The same examples in every run: what fails, fails again. Another seed: pytest --hypothesis-profile=default.
hypothesis.settings.register_profile("repeatable", derandomize=True)
hypothesis.settings.load_profile("repeatable")

_scratch = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the web a secret, records and static files that last as long as the test run."""
    config.stash[_scratch] = tempfile.TemporaryDirectory(prefix="solvable-tests-", ignore_cleanup_errors=True)
    folder = Path(config.stash[_scratch].name)
    settings.SECRET_KEY = "only-for-tests-" + "x" * 40
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
    settings.WORKSPACE = folder
    settings.STATIC_ROOT = folder / "static"
    settings.PASSWORD_HASHERS = ["passwords.QuickArgon2"]
    settings.KEEPS_UP = False  # A thread that outlives its test would look at another test's records.
    # A file and not memory: the server's threads then meet the locks that they meet in service.
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(folder / "journal.sqlite3")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items[:] = longest_first(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesByWeight | None:
    """Let each worker take a file at a time where files are to stay whole."""
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return FilesByWeight(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    config.stash[_scratch].cleanup()


@pytest.fixture(scope="session")
def static_files() -> None:
    """Collect the static files once, as serving does."""
    from solvable.web.prepare import collect_static_files

    collect_static_files(Path(settings.STATIC_ROOT))
