"""The folder where typed tables, features and bundles live, each step committed whole.

Every step writes beside what is there and then replaces one small manifest: whoever reads sees the
old state or the new one, never half of either.
"""

import errno
import hashlib
import json
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from solvable.errors import ConfigError, NotReadyError, StorageError

__all__ = [
    "FeaturesManifest",
    "TableSummary",
    "TablesManifest",
    "Workspace",
    "file_checksum",
    "holding",
    "read_json",
    "replace_json",
]

FORMAT_VERSION = 1
# Full, over quota, over the limit of a file; mounted for reading, not this user's, or no folder.
_DISK_REFUSES = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EIO}
)
# What reading a file of ours meets where it is empty, cut short or another: no JSON, no document, other fields.
_DAMAGE = (ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSummary:
    """What was taken in of one table; ``n_set_aside`` says why for each count of rows left out."""

    name: str
    n_rows: int
    n_clients: int
    n_set_aside: Mapping[str, int]
    ignored_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesManifest:
    """Which tables are there, where they came from, and what they hold.

    ``not_available`` lists tables that were not delivered, which is not the same as the clients
    having nothing in them. ``fingerprint`` changes whenever the stored rows do.
    """

    portfolio: str
    source: str
    source_fingerprint: str
    fingerprint: str
    currency: str | None
    tables: tuple[TableSummary, ...]
    not_available: tuple[str, ...]
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturesManifest:
    """Which feature table is current; ``recipe`` is the checksum of the code and catalogue that made it."""

    portfolio: str
    tables_fingerprint: str
    recipe: str
    fingerprint: str
    currency: str | None
    n_clients: int
    n_features: int
    not_available: tuple[str, ...]
    file: str


class Workspace:
    """A folder of tables, features and bundles; reading from it is cheap, writing is by whole steps."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def bundles(self) -> Path:
        """The folder of model bundles, one folder each."""
        return self.root / "bundles"

    @property
    def tuning(self) -> Path:
        """The folder of searches for parameters, one file each."""
        return self.root / "tuning"

    @property
    def downloads(self) -> Path:
        """The folder of files fetched over http, whole and unfinished."""
        return self.root / "downloads"

    @property
    def scores(self) -> Path:
        """The folder of scores of all clients, one file for each model and feature table."""
        return self.root / "scores"

    @property
    def journal(self) -> Path:
        """The embedded database of records."""
        return self.root / "journal.sqlite3"

    def tables(self) -> TablesManifest:
        """Return what was imported last.

        Raises
        ------
        NotReadyError
            Nothing was imported yet.
        """
        command = "solvable data import PATH"
        found = self._read_manifest("tables", command)
        if found is None:
            raise NotReadyError(f"{self.root} has no tables yet.", command=command)
        with _damage_told(self.root / "tables.json", command):
            found["tables"] = tuple(
                TableSummary(**(table | {"ignored_columns": tuple(table["ignored_columns"])}))
                for table in found["tables"]
            )
            return TablesManifest(**(found | {"not_available": tuple(found["not_available"])}))

    def table_paths(self) -> Mapping[str, Path]:
        """Return the Parquet file of every available table by its stored name."""
        manifest = self.tables()
        return {table.name: self.root / manifest.folder / f"{table.name}.parquet" for table in manifest.tables}

    def features(self) -> FeaturesManifest:
        """Return which feature table is current.

        Raises
        ------
        NotReadyError
            Features were not built yet.
        """
        command = "solvable features build"
        found = self._read_manifest("features", command)
        if found is None:
            raise NotReadyError(f"{self.root} has no features yet.", command=command)
        with _damage_told(self.root / "features.json", command):
            return FeaturesManifest(**(found | {"not_available": tuple(found["not_available"])}))

    def features_path(self) -> Path:
        """Return the Arrow file of the current feature table."""
        return self.root / self.features().file

    def check_features_whole(self) -> None:
        """Check that the current feature table is, to the byte, the one that was built: a second for each GB.

        Raises
        ------
        NotReadyError
            It was changed or damaged since, or is not there: scores and reasons would be of nobody.
        """
        expected, file = self.features().fingerprint, self.features_path()
        found = file_checksum(file) if file.is_file() else "no file"
        if found != expected:
            raise NotReadyError(
                f"{file} must be the feature table that was built, SHA-256 {expected[:12]}, found {found[:12]}.",
                command="solvable features build",
            )

    @contextmanager
    def writing_aside(self, step: str) -> Iterator[Path]:
        """Give a new folder to write into; it is gone again unless :meth:`commit` named it current.

        Raises
        ------
        ConfigError
            Another process is writing the same step of this workspace.
        StorageError
            The disk is full, or may not be written to.
        """
        with _storage_told(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            busy = ConfigError(
                f"Expected to be the only one writing {step} in {self.root}, found another process at it. "
                "Wait until it has ended, then run this again."
            )
            with holding(self.root / f".{step}.lock", busy=busy):
                aside = self.root / f"{step}-{uuid.uuid4().hex[:12]}"
                aside.mkdir()
                try:
                    yield aside
                finally:
                    if self._current_folder(step) != aside.name:
                        shutil.rmtree(aside, ignore_errors=True)

    def check_takes_bundles(self) -> None:
        """Refuse a workspace into which no bundle can be written, before there is any work to lose; StorageError."""
        with _storage_told(self.root):
            self.bundles.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.bundles):
                pass

    def commit(self, step: str, manifest: TablesManifest | FeaturesManifest) -> None:
        """Make what was written aside current, in one replace, and drop what it supersedes."""
        replace_json(self.root / f"{step}.json", {"format_version": FORMAT_VERSION, **asdict(manifest)})
        # Also what a killed process left behind: nobody else is writing while this step is locked.
        for folder in self.root.glob(f"{step}-*"):
            if folder.name != self._current_folder(step):
                shutil.rmtree(folder, ignore_errors=True)

    def _current_folder(self, step: str) -> str | None:
        """Read the folder's name alone: a manifest of another version must not stop the cleaning up."""
        try:
            manifest = json.loads((self.root / f"{step}.json").read_text(encoding="utf-8"))
            return Path(manifest.get("folder") or manifest["file"]).parts[0]
        except (FileNotFoundError, *_DAMAGE):
            return None  # A damaged manifest names nothing, and must not keep the step from being done again.

    def _read_manifest(self, step: str, command: str) -> dict[str, Any] | None:
        path = self.root / f"{step}.json"
        if not path.exists():
            return None
        manifest: dict[str, Any] = read_json(path, command=command)
        found = manifest.pop("format_version", None)
        if found != FORMAT_VERSION:
            raise ConfigError(
                f"{path} must have format version {FORMAT_VERSION}, found {found}. "
                "It was written by another version of solvable: import the data again into a new workspace."
            )
        return manifest


@contextmanager
def _storage_told(root: Path) -> Iterator[None]:
    """Tell in words what a disk refuses; other trouble with files is told by whoever meets it."""
    try:
        yield
    except OSError as error:
        if error.errno not in _DISK_REFUSES:
            raise
        raise StorageError(str(root), found=str(error.strerror)) from error


@contextmanager
def holding(lock: Path, *, busy: Exception | None = None) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends. Windows goes without.

    Parameters
    ----------
    busy : raised where another process holds it; without it, that process is waited for
    """
    with lock.open("w") as file:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX if busy is None else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise busy or error from error
        yield


@contextmanager
def _damage_told(path: Path, command: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise NotReadyError(
            f"{path} must say what this step wrote last, found a damaged file.", command=command
        ) from error


def read_json(path: Path, *, command: str) -> dict[str, Any]:
    """Read what :func:`replace_json` wrote.

    Raises
    ------
    NotReadyError
        The file is damaged; ``command`` writes it anew.
    """
    with _damage_told(path, command):
        return dict(json.loads(path.read_text(encoding="utf-8")))


def replace_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a JSON file so that readers see the old one or the new one, also after a crash."""
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    with aside.open("w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=2, default=str)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def file_checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
