"""Where published files are found: a zip, a folder, single files; and how they are unpacked safely.

A file is recognised by its stem, whatever its case: ``POS_CASH_balance.csv``, ``pos_cash_balance.csv.gz``,
``POS_CASH_balance.parquet``. Nothing is ever written under a name that a zip chose.
"""

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from solvable.errors import ImportRefusedError, listed

__all__ = ["DeliveredFile", "Delivery", "Source", "each_source", "find_files", "is_url", "source_fingerprint", "unpack"]

Source = str | Path | Sequence[str | Path]

MEBIBYTE = 1 << 20
# The largest published file has 0.7 GB; a lender twenty times that size still fits.
MAX_UNPACKED_BYTES = 16_384 * MEBIBYTE
# Published files pack 4 to 8 times; a file that packs 200 times is made to fill the disk.
MAX_UNPACKED_RATIO = 200
# Below this size no ratio is suspicious: a small file of equal rows packs to nothing.
RATIO_MATTERS_FROM_BYTES = 64 * MEBIBYTE

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
FORMATS = (".csv", ".csv.gz", ".parquet", ".parquet.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFile:
    """One recognised file; ``n_bytes`` is its size as delivered, ``path`` is None inside a zip."""

    name: str
    stem: str
    suffix: str
    n_bytes: int
    open: Callable[[], IO[bytes]]
    path: Path | None = None

    @property
    def is_parquet(self) -> bool:
        """Whether the file is Parquet, and CSV otherwise."""
        return self.suffix.startswith(".parquet")

    @property
    def is_gzip(self) -> bool:
        """Whether the file is compressed on its own."""
        return self.suffix.endswith(".gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a source holds: recognised files by stem, and the names of all others."""

    files: Mapping[str, DeliveredFile]
    ignored: tuple[str, ...]


def each_source(source: Source) -> tuple[str | Path, ...]:
    """Return the places that a source names, one or several."""
    return (source,) if isinstance(source, str | Path) else tuple(source)


def is_url(place: str | Path) -> bool:
    """Whether a place is to be fetched over http."""
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))


def source_fingerprint(source: Source) -> str:
    """Tell whether a source is the one of last time, without reading its rows.

    Names, sizes and times of the files; for a zip the names, sizes and checksums it lists. A URL is
    taken by its text: what stands behind it is only known by asking.

    Raises
    ------
    ImportRefusedError
        A path is not there, or a zip cannot be read.
    """
    found: list[tuple[str | int, ...]] = []
    for place in each_source(source):
        if is_url(place):
            found.append((str(place),))
            continue
        path = _existing(Path(place))
        if _is_zip(path):
            with _opened_zip(path) as archive:
                found += [(entry.filename, entry.file_size, entry.CRC) for entry in archive.infolist()]
            continue
        files = [file for file in path.iterdir() if _split_name(file.name)] if path.is_dir() else [path]
        found += [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in sorted(files)]
    return hashlib.sha256(repr(found).encode()).hexdigest()


@contextmanager
def find_files(places: Collection[str | Path], stems: Mapping[str, str]) -> Iterator[Delivery]:
    """Give the files of every place by stem, with the zips among the places held open.

    Parameters
    ----------
    places
        Zips, folders (not what lies deeper in them) or single files.
    stems
        Stem, lower case, to the table that the file feeds.

    Raises
    ------
    ImportRefusedError
        Two files have the same stem, a single file is of no table, a path is not there, or a zip is
        damaged or encrypted.
    """
    files: dict[str, DeliveredFile] = {}
    ignored: list[str] = []
    with ExitStack() as stack:
        for place in places:
            for name, file in _look_into(Path(place), stems, stack):
                if file is None:
                    ignored.append(name)
                elif file.stem in files:
                    raise ImportRefusedError(
                        f"expected one file of {file.stem}, found {files[file.stem].name} and {file.name}. "
                        "Keep the one that counts.",
                        table=stems[file.stem],
                    )
                else:
                    files[file.stem] = file
        yield Delivery(files=files, ignored=tuple(ignored))


def unpack(file: DeliveredFile, folder: Path, *, table: str) -> Path:
    """Return a plain file on disk: the delivered one, or what it unpacks to in ``folder``.

    Raises
    ------
    ImportRefusedError
        The file is cut off or damaged, or unpacks to more than a table can be.
    """
    if file.path is not None and not file.is_gzip:
        return file.path
    limit = min(MAX_UNPACKED_BYTES, max(RATIO_MATTERS_FROM_BYTES, file.n_bytes * MAX_UNPACKED_RATIO))
    target = folder / f"{file.stem}{file.suffix.removesuffix('.gz')}"
    try:
        with file.open() as packed, target.open("wb") as plain:
            reader = gzip.GzipFile(fileobj=packed) if file.is_gzip else packed
            n_bytes = 0
            while chunk := reader.read(MEBIBYTE):
                n_bytes += len(chunk)
                if n_bytes > limit:
                    raise ImportRefusedError(
                        f"expected {file.name} to unpack to at most {limit:,} bytes, found more. "
                        "A file that packs this well is no table: check where it comes from.",
                        table=table,
                    )
                plain.write(chunk)
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise ImportRefusedError(
            f"expected {file.name} to be a whole compressed file, found it cut off or damaged. Deliver it again.",
            table=table,
        ) from error
    return target


def _look_into(path: Path, stems: Mapping[str, str], stack: ExitStack) -> Iterator[tuple[str, DeliveredFile | None]]:
    """Yield every file of a place with its name, as None where it is of no table."""
    if _existing(path).is_dir():
        for child in sorted(path.iterdir()):
            if child.is_file():
                yield child.name, _on_disk(child, stems)
    elif _is_zip(path):
        archive = stack.enter_context(_opened_zip(path))
        for entry in archive.infolist():
            if not entry.is_dir():
                yield _printable(entry.filename), _in_zip(archive, entry, stems)
    else:
        file = _on_disk(path, stems)
        if file is None:
            raise ImportRefusedError(
                f"expected a zip, a folder or the file of a table, found {path.name}. "
                f"A table's file is called {listed(list(stems), limit=len(stems))}, and ends in {listed(FORMATS)}."
            )
        yield path.name, file


def _on_disk(path: Path, stems: Mapping[str, str]) -> DeliveredFile | None:
    parts = _split_name(path.name)
    if parts is None or parts[0] not in stems:
        return None
    stem, suffix = parts
    return DeliveredFile(
        name=path.name,
        stem=stem,
        suffix=suffix,
        n_bytes=path.stat().st_size,
        open=lambda: path.open("rb"),
        path=path,
    )


def _in_zip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, stems: Mapping[str, str]) -> DeliveredFile | None:
    parts = _split_name(PurePosixPath(entry.filename).name)
    if parts is None or parts[0] not in stems:
        return None
    stem, suffix = parts
    name = _printable(entry.filename)
    if entry.flag_bits & 0x1:
        raise ImportRefusedError(
            f"expected {name} without a password, found it encrypted. Unpack it first, then import the folder.",
            table=stems[stem],
        )
    return DeliveredFile(
        name=name, stem=stem, suffix=suffix, n_bytes=entry.compress_size, open=lambda: archive.open(entry)
    )


def _split_name(name: str) -> tuple[str, str] | None:
    lowered = name.lower()
    for suffix in FORMATS:
        if lowered.endswith(suffix):
            return lowered.removesuffix(suffix), suffix
    return None


def _existing(path: Path) -> Path:
    if not path.exists():
        raise ImportRefusedError(
            f"expected a zip, a folder, files or an http address, found nothing at {path}. Check the path."
        )
    return path


def _is_zip(path: Path) -> bool:
    """Go by the first bytes: some sites serve a zip under the name of the CSV in it."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in ZIP_STARTS or path.suffix.lower() == ".zip"


def _opened_zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ImportRefusedError(
            f"expected {path.name} to be a whole zip, found it cut off or damaged. Download it again."
        ) from error


def _printable(name: str) -> str:
    """Drop what could steer a terminal: a zip may carry any bytes as a name."""
    return "".join(character for character in name if character.isprintable())
