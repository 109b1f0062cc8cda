"""The audit chain: each record sealed into a link that holds the seal of the one before.

Nothing here touches a database: whoever has the links and the contents, an auditor with an exported
file for one, verifies them with this module alone.
"""

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from solvable.web.journal.canonical import canonical

__all__ = ["FIRST", "Break", "BreakKind", "Head", "Link", "Sealed", "commitment_to", "next_link", "verify"]

# What the first link holds in the place of a seal before it.
FIRST = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a chain ends: note it elsewhere, and a chain that was cut shorter is found out.

    Examples
    --------
    >>> str(Head(sequence=0, seal=FIRST))[:8]
    '0:000000'
    """

    sequence: int
    seal: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.seal}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One place of the chain.

    Attributes
    ----------
    kind, record_id
        Which record is sealed here.
    recorded_at
        ISO 8601, UTC.
    commitment
        See :func:`commitment_to`; it stays when the content is erased.
    previous, seal
        SHA-256 of the link before, and of this one.
    """

    sequence: int
    kind: str
    record_id: int
    recorded_at: str
    commitment: str
    previous: str
    seal: str

    @property
    def computed_seal(self) -> str:
        """What the seal must be."""
        fields = (self.sequence, self.kind, self.record_id, self.recorded_at, self.commitment, self.previous)
        return hashlib.sha256(canonical(fields).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What is stored of a record: its content and salt, both None once erased.

    Attributes
    ----------
    columns
        Values that stand beside the content to search by; each must be what the content says.
    """

    kind: str
    record_id: int
    content: str | None
    salt: str | None
    commitment: str
    columns: Mapping[str, object]


class BreakKind(StrEnum):
    """In which way a chain is broken."""

    LINK_MISSING = "link_missing"
    LINK_CHANGED = "link_changed"
    ORDER_CHANGED = "order_changed"
    RECORD_MISSING = "record_missing"
    RECORD_CHANGED = "record_changed"
    RECORD_UNSEALED = "record_unsealed"
    ERASED_WITHOUT_GROUNDS = "erased_without_grounds"
    HEAD_MISSING = "head_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One place where what is stored is not what was written; ``sequence`` is None for a record without a link."""

    kind: BreakKind
    sequence: int | None
    found: str


def commitment_to(content: str, salt: str) -> str:
    """Bind a content without telling it: once content and salt are erased, nobody can try contents out.

    Examples
    --------
    >>> commitment_to("{}", "00") == commitment_to("{}", "01")
    False
    """
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def next_link(head: Head, *, kind: str, record_id: int, recorded_at: str, commitment: str) -> Link:
    """Return the link that follows the head of a chain."""
    unsealed = Link(
        sequence=head.sequence + 1,
        kind=kind,
        record_id=record_id,
        recorded_at=recorded_at,
        commitment=commitment,
        previous=head.seal,
        seal="",
    )
    return Link(**{name: getattr(unsealed, name) for name in Link.__slots__} | {"seal": unsealed.computed_seal})


def verify(
    entries: Iterable[tuple[Link, Sealed | None]],
    *,
    erased: Container[tuple[str, int]] = (),
    noted: Iterable[Head] = (),
) -> Iterator[Break]:
    """Give every place where a chain or a record of it is not as it was written.

    Parameters
    ----------
    entries
        The links by sequence, each with the record it names, or None where that is not there.
    erased
        Records that an erasure names, by kind and number: their content may be gone.
    noted
        Heads that were noted earlier; each must still be in the chain.

    Notes
    -----
    A chain that ends early looks whole: only a noted head tells that it went on. Whoever may write the
    whole table may also seal it anew from a changed record on; a noted head tells that as well.
    """
    expected = {head.sequence: head.seal for head in noted}
    sequence, seal = 0, FIRST
    for link, record in entries:
        if link.sequence > sequence + 1:
            missing = f"{sequence + 1}" if link.sequence == sequence + 2 else f"{sequence + 1} to {link.sequence - 1}"
            yield Break(kind=BreakKind.LINK_MISSING, sequence=sequence + 1, found=f"link {missing} is not there")
        elif link.sequence != sequence + 1 or link.previous != seal:
            found = f"link {link.sequence} does not follow the one before it"
            yield Break(kind=BreakKind.ORDER_CHANGED, sequence=link.sequence, found=found)
        if link.seal != link.computed_seal:
            found = "the link is not as it was sealed"
            yield Break(kind=BreakKind.LINK_CHANGED, sequence=link.sequence, found=found)
        yield from _verify_record(link, record, is_erased=(link.kind, link.record_id) in erased)
        if expected.pop(link.sequence, link.seal) != link.seal:
            found = "the seal is not the one that was noted"
            yield Break(kind=BreakKind.HEAD_MISSING, sequence=link.sequence, found=found)
        sequence, seal = link.sequence, link.seal
    for at in sorted(expected):
        found = f"the chain ends at {sequence}, and was noted to reach {at}"
        yield Break(kind=BreakKind.HEAD_MISSING, sequence=at, found=found)


def _verify_record(link: Link, record: Sealed | None, *, is_erased: bool) -> Iterator[Break]:
    name = f"{link.kind} {link.record_id}"
    if record is None:
        yield Break(kind=BreakKind.RECORD_MISSING, sequence=link.sequence, found=f"{name} is not there")
    elif (record.kind, record.record_id, record.commitment) != (link.kind, link.record_id, link.commitment):
        yield Break(kind=BreakKind.RECORD_CHANGED, sequence=link.sequence, found=f"{name} holds another checksum")
    elif record.content is None or record.salt is None:
        if not is_erased:
            found = f"the content of {name} is gone, and no erasure names it"
            yield Break(kind=BreakKind.ERASED_WITHOUT_GROUNDS, sequence=link.sequence, found=found)
    elif commitment_to(record.content, record.salt) != record.commitment:
        yield Break(kind=BreakKind.RECORD_CHANGED, sequence=link.sequence, found=f"the content of {name} was changed")
    else:
        yield from _verify_columns(link, record, record.content)


def _verify_columns(link: Link, record: Sealed, content: str) -> Iterator[Break]:
    """Hold what is searched by against what is sealed."""
    stated = json.loads(content)
    wrong = [name for name, value in record.columns.items() if stated.get(name) != value]
    if wrong:
        found = f"{link.kind} {link.record_id} says otherwise in its content than in column {', '.join(wrong)}"
        yield Break(kind=BreakKind.RECORD_CHANGED, sequence=link.sequence, found=found)
