"""Whether a bundle's files are those that were recorded; it loads no library of models."""

from collections.abc import Iterable
from pathlib import Path

from solvable.errors import BundleError
from solvable.models.manifest import CHECKSUMS, MANIFEST, Manifest, read_manifest
from solvable.portfolios.workspace import file_checksum

__all__ = ["check_bundle", "check_files"]


def check_bundle(folder: Path) -> Manifest:
    """Check every file that a bundle's list of checksums names, and return what the manifest says.

    Raises
    ------
    BundleError
        A file is missing or was changed, or the bundle is of a format version that is not read here.
    """
    # The manifest first: what a bundle of another format lacks is no fault of its files.
    check_files(folder, (MANIFEST,))
    manifest = read_manifest(folder)
    check_files(folder, _recorded(folder))
    return manifest


def check_files(folder: Path, names: Iterable[str]) -> None:
    """Check that files are there as they were recorded; BundleError names the first that is not."""
    recorded = _recorded(folder)
    for name in names:
        path = folder / name
        found = file_checksum(path) if path.is_file() else "no such file"
        if found != recorded.get(name):
            raise BundleError(
                f"expected SHA-256 {recorded.get(name, 'recorded')}, found {found}. "
                "The bundle was changed or cut short: copy it again whole, or train again.",
                file=str(path),
            )


def _recorded(folder: Path) -> dict[str, str]:
    """Return the checksum of each file, by its name."""
    sums = folder / CHECKSUMS
    if not sums.is_file():
        raise BundleError(
            "expected a bundle's list of checksums, found none. Train, or copy the bundle whole.", file=str(sums)
        )
    return dict(line.split("  ", 1)[::-1] for line in sums.read_text(encoding="utf-8").splitlines() if "  " in line)
