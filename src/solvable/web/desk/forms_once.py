"""Forms that write records: done once however often they are sent, by a double click or after a lost answer."""

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.http import HttpRequest
from django.utils import timezone

from solvable.web.desk.authors import author_of
from solvable.web.desk.drafts import MARK
from solvable.web.journal.canonical import canonical
from solvable.web.journal.idempotency import Answer, Write, answer_once

__all__ = ["do_once", "new_once_key"]

_ONCE = re.compile(r"[0-9a-f]{32}")


def new_once_key() -> str:
    """Return a key for one form, under which it is done once."""
    return uuid.uuid4().hex


def do_once(request: HttpRequest, act: Callable[[str], object], *, client_id: int) -> None:
    """Have a person's form write its records, unless it has done so before.

    Parameters
    ----------
    act
        Takes the name under which the person's records are kept. What it raises is raised, and leaves nothing written.

    Raises
    ------
    RepeatedKeyError
        The same form was sent before and said something else.
    """
    by = author_of(request)
    sent = request.POST.get("once", "")
    # Whoever sends a form that no page of ours gave out gets a key that nobody used.
    once = sent if _ONCE.fullmatch(sent) else new_once_key()
    write = Write(owner=by, key=once, request_hash=_hash_of(request.path, request.POST.dict()), client_id=client_id)

    def done() -> Answer:
        act(by)
        return Answer(status=HTTPStatus.SEE_OTHER, body="")

    answer_once(write, done, at=timezone.now())


def _hash_of(path: str, sent: Mapping[str, str]) -> str:
    """Return the SHA-256 of all that a form says, but for what is new each time that it is shown."""
    said = {name: value for name, value in sent.items() if name not in ("csrfmiddlewaretoken", MARK)}
    return hashlib.sha256(f"{path}\n{canonical(said)}".encode()).hexdigest()
