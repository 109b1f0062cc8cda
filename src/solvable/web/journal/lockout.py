"""Who guesses passwords is kept out for a while: by the name that is tried, and by the address it is tried from.

An attempt counts before the password is looked at, so that many at once are counted one by one. Names that
nobody has are counted like the others: the answer does not tell which there are.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.crypto import salted_hmac

from solvable.web.journal.models import LoginAttempts, Person

__all__ = ["LIMITS", "LOCKED", "WINDOW", "Kind", "forgive", "locked_people", "note_attempt", "unlock"]


class Kind(StrEnum):
    """What attempts may have in common."""

    NAME = "name"
    ADDRESS = "address"


# OWASP's Authentication Cheat Sheet leaves the figures to the application: five is what a person with the wrong
# password in mind needs, and a branch's people share one address.
LIMITS: Mapping[Kind, int] = {Kind.NAME: 5, Kind.ADDRESS: 30}
WINDOW = timedelta(minutes=15)
LOCKED = timedelta(minutes=15)


def note_attempt(name: str, address: str, *, now: datetime) -> datetime | None:
    """Count an attempt to log in; return until when it is refused unseen, None where the password may be tried."""
    _forget_what_is_over(now)
    person = Person.objects.filter(username=name).first()
    refusals = [
        _count(Kind.NAME, name, person=person, now=now),
        _count(Kind.ADDRESS, address, person=None, now=now),
    ]
    return max((until for until in refusals if until is not None), default=None)


def forgive(name: str, address: str) -> None:
    """Take back the attempts under a name whose password was right; its address gets the last one back."""
    _counts(Kind.NAME, name).delete()
    _counts(Kind.ADDRESS, address).filter(n_attempts__gt=0, locked_until=None).update(n_attempts=F("n_attempts") - 1)


def unlock(person: Person | None) -> int:
    """Let a person try again at once, or every name and address where none is named; return how many counts ended."""
    counts = LoginAttempts.objects.all() if person is None else LoginAttempts.objects.filter(person=person)
    return counts.delete()[0]


def locked_people(now: datetime) -> Mapping[int, datetime]:
    """Return until when each person who cannot try now is kept out, by the person's key in the records."""
    locked = LoginAttempts.objects.filter(person__isnull=False, locked_until__gt=now)
    return {count.person_id: count.locked_until for count in locked if count.person_id and count.locked_until}


def _count(kind: Kind, typed: str, *, person: Person | None, now: datetime) -> datetime | None:
    with transaction.atomic():
        count, _ = LoginAttempts.objects.select_for_update().get_or_create(
            kind=kind, hashed=_hashed(kind, typed), defaults={"person": person, "began_at": now}
        )
        if count.locked_until is None:
            count.n_attempts += 1
            if count.n_attempts > LIMITS[kind]:
                count.locked_until = now + LOCKED
            count.save(update_fields=["n_attempts", "locked_until"])
        return count.locked_until


def _counts(kind: Kind, typed: str) -> QuerySet[LoginAttempts]:
    return LoginAttempts.objects.filter(kind=kind, hashed=_hashed(kind, typed))


def _forget_what_is_over(now: datetime) -> None:
    LoginAttempts.objects.filter(Q(locked_until__lte=now) | Q(locked_until=None, began_at__lte=now - WINDOW)).delete()


def _hashed(kind: Kind, typed: str) -> str:
    return salted_hmac(f"solvable.web.journal.lockout.{kind}", typed, algorithm="sha256").hexdigest()
