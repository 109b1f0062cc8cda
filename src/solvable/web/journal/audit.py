"""What an auditor asks of the journal: does the chain hold, and a copy of it to take along."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain as joined
from pathlib import Path

from solvable.errors import ConfigError
from solvable.web.journal.canonical import canonical
from solvable.web.journal.chain import FIRST, Break, BreakKind, Head, Link, Sealed, verify
from solvable.web.journal.ledger import read_head
from solvable.web.journal.records import RECORD_TYPES, ChainLink, Erasure

__all__ = ["Audit", "audit_export", "audit_journal", "export_journal", "parse_head"]

RECORDS, MANIFEST = "records.ndjson", "manifest.json"
FORMAT = 1
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What a look at the whole chain found; it holds where there are no breaks."""

    n_links: int
    head: Head
    breaks: tuple[Break, ...]


def parse_head(text: str) -> Head:
    """Read a head as it was noted: the number of a link, a colon, its seal.

    Raises
    ------
    ConfigError

    Examples
    --------
    >>> parse_head("12:" + "ab" * 32).sequence
    12
    """
    sequence, _, seal = text.strip().partition(":")
    if not (sequence.isascii() and sequence.isdigit() and len(seal) == len(FIRST)):
        raise ConfigError(
            f"Expected the head of a chain, NUMBER:SEAL with 64 digits of a seal, found {text!r}. "
            "Copy it from the log, from a manifest, or from what `solvable audit verify` printed."
        )
    return Head(sequence=int(sequence), seal=seal)


def audit_journal(*, noted: Iterable[Head] = ()) -> Audit:
    """Verify every link and every record of the journal, against heads that were noted elsewhere."""
    head = read_head()
    breaks = tuple(joined(verify(_entries(head), erased=_Erasures(), noted=noted), _unsealed()))
    return Audit(n_links=ChainLink.objects.filter(sequence__lte=head.sequence).count(), head=head, breaks=breaks)


def export_journal(path: Path, *, exported_at: datetime) -> Audit:
    """Write every link with its record into a new zip file, which can be verified without the journal.

    Raises
    ------
    ConfigError
        The file is there already.
    """
    audit = audit_journal()
    digest, n_links = hashlib.sha256(), 0
    try:
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(RECORDS, "w") as file:
                for link, record in _entries(audit.head):
                    line = canonical({"link": asdict(link), "record": asdict(record) if record else None}) + "\n"
                    file.write(line.encode())
                    digest.update(line.encode())
                    n_links += 1
            manifest = {
                "format": FORMAT, "exported_at": exported_at.isoformat(timespec="seconds"), "n_links": n_links,
                "head": str(audit.head), "breaks": [asdict(found) for found in audit.breaks],
                "records_sha256": digest.hexdigest(),
            }  # fmt: skip
            archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
    except FileExistsError as error:
        raise ConfigError(f"Expected the name of a new file, found {path}, which is there. Name another.") from error
    return audit


def audit_export(path: Path, *, noted: Iterable[Head] = ()) -> Audit:
    """Verify an exported file by itself.

    Raises
    ------
    ConfigError
        It is no such file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            with archive.open(RECORDS) as file:
                entries = [_read_entry(line) for line in file]
        erasures = (record.content for _, record in entries if record is not None and record.kind == Erasure.KIND)
        heads = [*noted, parse_head(manifest["head"])] if manifest["n_links"] else list(noted)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ConfigError(
            f"Expected a file that `solvable audit export` wrote, found {path}: {error}. Export it again."
        ) from error
    breaks = tuple(verify(entries, erased=frozenset(_named_by_erasures(erasures)), noted=heads))
    last = entries[-1][0] if entries else None
    head = Head(sequence=last.sequence, seal=last.seal) if last else Head(sequence=0, seal=FIRST)
    return Audit(n_links=len(entries), head=head, breaks=breaks)


class _Erasures:
    """Which records erasures name, looked up again for one that is not known: others may erase meanwhile."""

    def __init__(self) -> None:
        self._known: frozenset[object] = frozenset()

    def __contains__(self, record: object) -> bool:
        if record not in self._known:
            contents = Erasure.objects.values_list("content", flat=True)
            self._known = frozenset(_named_by_erasures(contents))
        return record in self._known


def _entries(head: Head) -> Iterator[tuple[Link, Sealed | None]]:
    """Give the links up to a head, by sequence, with their records, a few thousand at a time."""
    upto, after = ChainLink.objects.filter(sequence__lte=head.sequence).order_by("sequence"), -1
    while links := list(upto.filter(sequence__gt=after)[:_AT_ONCE]):
        wanted: dict[str, list[int]] = {}
        for row in links:
            wanted.setdefault(row.kind, []).append(row.record_id)
        found = {
            (kind, record.pk): record.sealed()
            for kind, ids in wanted.items()
            if kind in RECORD_TYPES
            for record in RECORD_TYPES[kind].objects.filter(pk__in=ids)
        }
        for row in links:
            yield row.link(), found.get((row.kind, row.record_id))
        after = links[-1].sequence


def _unsealed() -> Iterator[Break]:
    """Give every record that no link names."""
    for kind, model in RECORD_TYPES.items():
        sealed = ChainLink.objects.filter(kind=kind).values("record_id")
        for record_id in model.objects.exclude(pk__in=sealed).values_list("pk", flat=True):
            yield Break(kind=BreakKind.RECORD_UNSEALED, sequence=None, found=f"no link names {kind} {record_id}")


def _named_by_erasures(contents: Iterable[str | None]) -> Iterator[tuple[str, int]]:
    for content in contents:
        yield from map(tuple, json.loads(content or "{}").get("erased", ()))


def _read_entry(line: bytes) -> tuple[Link, Sealed | None]:
    entry = json.loads(line)
    return Link(**entry["link"]), Sealed(**entry["record"]) if entry["record"] else None
