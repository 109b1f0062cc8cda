"""Writing a record: content, salt and link in one transaction, one writer at a time."""

import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction

from solvable.errors import UnknownRecordError
from solvable.web.journal.canonical import canonical
from solvable.web.journal.chain import FIRST, Head, commitment_to, next_link
from solvable.web.journal.records import ChainLink, Record

__all__ = ["append", "find_record", "read_head", "turn"]

R = TypeVar("R", bound=Record)

SALT_BYTES = 32

logger = logging.getLogger("solvable.audit")


@contextmanager
def turn() -> Iterator[None]:
    """Hold a transaction in which nobody else writes records: what is looked up first still holds when it is written.

    SQLite gives the turn with the transaction itself, which begins IMMEDIATE; PostgreSQL by locking the chain
    against other writers, while everybody may read on.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {ChainLink._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        yield


def append(record: R, stated: Mapping[str, Any], *, by: str, at: datetime) -> R:
    """Write a record and its link, and return it written.

    Parameters
    ----------
    record
        New, its columns set but for those that every record has beside the client.
    stated
        What the content says beyond the columns.
    at
        With its time zone.
    """
    record.recorded_by, record.recorded_at = by, at
    columns = record.columns()
    record.content = canonical({**stated, **columns})
    record.salt = secrets.token_hex(SALT_BYTES)
    record.commitment = commitment_to(record.content, record.salt)
    with turn():
        record.save()
        link = next_link(
            read_head(),
            kind=record.KIND,
            record_id=record.pk,
            recorded_at=columns["recorded_at"],
            commitment=record.commitment,
        )
        ChainLink(**{name: getattr(link, name) for name in type(link).__slots__}).save()
    # The log goes elsewhere than the records: each line is a head that they can later be held against.
    transaction.on_commit(lambda: logger.info("chain %s", Head(sequence=link.sequence, seal=link.seal)))
    return record


def read_head() -> Head:
    """Return where the chain ends now."""
    last = ChainLink.objects.order_by("-sequence").values_list("sequence", "seal").first()
    return Head(sequence=last[0], seal=last[1]) if last else Head(sequence=0, seal=FIRST)


def find_record(kind: type[R], record_id: int) -> R:
    """Return a record whose content is there; UnknownRecordError."""
    found = kind.objects.filter(pk=record_id, content__isnull=False).first()
    if found is None:
        raise UnknownRecordError(kind.KIND, record_id)
    return found  # type: ignore[no-any-return]
