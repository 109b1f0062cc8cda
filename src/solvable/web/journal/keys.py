"""Keys of programs: made once, shown once, found by their start, revoked for good."""

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Collection
from datetime import UTC, timedelta

from django.db import DatabaseError
from django.utils import timezone

from solvable.errors import AccessError, listed
from solvable.web.access import Scope
from solvable.web.journal.models import ApiKey

__all__ = ["create_key", "find_key", "note_use", "revoke_key"]

MAX_DAYS = 3650
_FORM = re.compile(r"(solvable_[0-9a-f]{6})_[A-Za-z0-9_-]{43}")

logger = logging.getLogger(__name__)


def create_key(name: str, days: int, *, scopes: Collection[Scope]) -> tuple[ApiKey, str]:
    """Make a key that holds for ``days`` days and opens what its scopes name; return its record and the key itself.

    The key cannot be shown again. Raises AccessError for a name, a number of days or scopes that make none.
    """
    if not name.strip() or not 1 <= days <= MAX_DAYS:
        raise AccessError(
            f"A key needs a name and 1 to {MAX_DAYS} days to hold, found name {name!r} and {days} days. "
            "Name the program that will use it."
        )
    if not scopes:
        raise AccessError(f"A key needs at least one scope, found none. Choose from {listed(list(Scope))}.")
    prefix = f"solvable_{secrets.token_hex(3)}"
    clear_key = f"{prefix}_{secrets.token_urlsafe(32)}"
    now = timezone.now()
    key = ApiKey.objects.create(
        name=name.strip()[:100],
        prefix=prefix,
        hashed=_hashed(clear_key),
        scopes=" ".join(sorted(set(scopes))),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return key, clear_key


def find_key(clear_key: str) -> ApiKey | None:
    """Return the record of a key that holds now; None for any other text."""
    form = _FORM.fullmatch(clear_key)
    if form is None:
        return None
    key = ApiKey.objects.filter(prefix=form[1]).first()
    if key is None or not hmac.compare_digest(key.hashed, _hashed(clear_key)):
        return None
    return key if key.is_valid(timezone.now()) else None


def note_use(key: ApiKey) -> None:
    """Keep the day on which a key last opened something: one write a day, so that keys nobody uses are found."""
    today = timezone.now().astimezone(UTC).date()
    if key.last_used_on == today:
        return
    try:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
    except DatabaseError:
        # A record that cannot be written now must not keep a score from whoever may have it.
        logger.warning("The day on which key %s was used could not be kept.", key.prefix)


def revoke_key(prefix: str) -> ApiKey | None:
    """Make a key hold no longer, from now on; None when there is no key of that start."""
    ApiKey.objects.filter(prefix=prefix, revoked_at=None).update(revoked_at=timezone.now())
    return ApiKey.objects.filter(prefix=prefix).first()


def _hashed(clear_key: str) -> str:
    return hashlib.sha256(clear_key.encode("ascii")).hexdigest()
