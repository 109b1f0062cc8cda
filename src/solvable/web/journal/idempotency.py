"""Writes that a program may send again without doing them again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from solvable.errors import RepeatedKeyError
from solvable.web.journal.ledger import turn
from solvable.web.journal.records import IdempotencyKey

__all__ = ["KEPT_FOR", "Answer", "Write", "answer_once", "forget_old_keys"]

# Longer than any program goes on trying.
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A write as it was sent: whose key, which key, and the SHA-256 of all that the request says."""

    owner: str
    key: str
    request_hash: str
    client_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered: an HTTP status and a body."""

    status: int
    body: str


def answer_once(write: Write, act: Callable[[], Answer], *, at: datetime) -> tuple[Answer, bool]:
    """Do a write and keep its answer, or give the answer that it had; say whether it was done before.

    Key, answer and what was written are one transaction: a key is known exactly where its write is.

    Raises
    ------
    RepeatedKeyError
        The key came with another request before.
    """
    with turn():
        known = IdempotencyKey.objects.filter(owner=write.owner, key=write.key).first()
        if known is not None:
            if known.request_hash != write.request_hash:
                raise RepeatedKeyError
            return Answer(status=known.status, body=known.answer), True
        answer = act()
        IdempotencyKey.objects.create(
            owner=write.owner,
            key=write.key,
            request_hash=write.request_hash,
            status=answer.status,
            answer=answer.body,
            client_id=write.client_id,
            created_at=at,
        )
        return answer, False


def forget_old_keys(*, at: datetime) -> int:
    """Drop keys that no program sends again, and return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]
