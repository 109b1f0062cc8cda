"""Bundles that travel: one file out of a workspace, and into another one."""

import re
import shutil
import uuid
import zipfile
from pathlib import Path

from solvable.errors import BundleError, ConfigError
from solvable.models.bundle import load_bundle
from solvable.models.manifest import CHECKSUMS
from solvable.portfolios.workspace import Workspace

__all__ = ["export_bundle", "take_in_bundle"]

# What a bundle's files may be called: plain names, so that none can be written elsewhere.
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# A model of 10,000 trees with its state has some 50 MB.
MOST_BYTES = 1 << 30
# The first day that a zip can tell: the same bundle makes the same file, whenever it is exported.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def export_bundle(folder: Path, file: Path) -> None:
    """Write a bundle into one new .zip file, after a check of all its files.

    Raises
    ------
    BundleError
        A file of the bundle is missing or was changed.
    ConfigError
        The file is there already, or does not end in .zip.
    """
    if file.suffix != ".zip" or file.exists():
        found = "one that is there already" if file.exists() else file.name
        raise ConfigError(f"Expected a new file ending in .zip, found {found}. Name another one.")
    load_bundle(folder)
    unfinished = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (CHECKSUMS, *_listed_files((folder / CHECKSUMS).read_text(encoding="utf-8"))):
                archive.writestr(zipfile.ZipInfo(f"{folder.name}/{name}", NO_DATE), (folder / name).read_bytes())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


def take_in_bundle(file: Path, workspace: Workspace) -> Path:
    """Take a bundle in that was exported elsewhere; it stands on the shelf, and does not serve by itself.

    Returns
    -------
    Path
        The folder of the bundle; one that is there already stays as it is.

    Raises
    ------
    BundleError
        The file is no exported bundle, a file of it was changed, or another bundle has its version.
    """
    aside = workspace.bundles / f".aside-{uuid.uuid4().hex[:12]}"
    aside.mkdir(parents=True)
    try:
        _unpack(file, aside)
        version = load_bundle(aside).version
        folder = workspace.bundles / version
        if not PLAIN_NAME.fullmatch(version):
            raise _no_bundle(file, f"the version {version!r}")
        if not folder.exists():
            aside.rename(folder)
        elif (folder / CHECKSUMS).read_bytes() != (aside / CHECKSUMS).read_bytes():
            raise BundleError(
                f"expected a model that is not here, found another one of the same version {version}. "
                "Compare both, and remove the one that is wrong.",
                file=str(file),
            )
        return folder
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _unpack(file: Path, aside: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            members = {member.filename.rpartition("/")[2]: member for member in archive.infolist()}
            if CHECKSUMS not in members or sum(member.file_size for member in members.values()) > MOST_BYTES:
                raise _no_bundle(file, "none of its checksums" if CHECKSUMS not in members else "over 1 GB")
            sums = archive.read(members[CHECKSUMS]).decode("utf-8")
            for name in (CHECKSUMS, *_listed_files(sums)):
                if name in members:  # What is missing is told by its name when the bundle is read.
                    (aside / name).write_bytes(archive.read(members[name]))
    except FileNotFoundError as error:
        raise BundleError("expected a file, found none. Check the path.", file=str(file)) from error
    except (zipfile.BadZipFile, UnicodeDecodeError, OSError) as error:
        raise _no_bundle(file, "something else") from error


def _listed_files(sums: str) -> list[str]:
    names = [line.split("  ", 1)[1] for line in sums.splitlines() if "  " in line]
    return [name for name in names if PLAIN_NAME.fullmatch(name)]


def _no_bundle(file: Path, found: str) -> BundleError:
    return BundleError(
        f"expected a bundle as `solvable bundle export` writes it, found {found}. Export it again.", file=str(file)
    )
