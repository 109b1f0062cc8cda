"""Keys of programs: made once, shown once, found by their start, revoked for good."""

import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable, Collection
from datetime import UTC, timedelta

from django.db import DatabaseError
from django.utils import timezone

from solvable.errors import AccessError, listed
from solvable.web.access import Scope
from solvable.web.journal.models import ApiKey

__all__ = ["HOLDS_FOR_S", "ShownKeys", "create_key", "find_key", "note_use", "revoke_key"]

MAX_DAYS = 3650
# A key that the records knew is not looked up again for so long: that took longer than the rest of an answer. What is
# revoked on this process ends at once, on others within that time.
HOLDS_FOR_S = 2.0
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


class ShownKeys:
    """Records of keys that were shown a moment ago, by the SHA-256 of the whole key; for any number of threads.

    Parameters
    ----------
    clock : seconds that only go on
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._found: dict[str, tuple[float, ApiKey]] = {}

    def find(self, hashed: str, *, prefix: str) -> ApiKey | None:
        """Return the record of a key, whether it still holds or not; None where there is none."""
        now = self._clock()
        found_at, key = self._found.get(hashed, (-HOLDS_FOR_S, None))
        if key is not None and now - found_at < HOLDS_FOR_S:
            return key
        key = ApiKey.objects.filter(prefix=prefix).first()
        if key is None or not hmac.compare_digest(key.hashed, hashed):
            return None
        # A new mapping, without those that are over: other threads read the old one meanwhile.
        recent = {other: found for other, found in self._found.items() if now - found[0] < HOLDS_FOR_S}
        self._found = {**recent, hashed: (now, key)}
        return key

    def forget(self) -> None:
        """Look every key up anew."""
        self._found = {}


_shown = ShownKeys()


def find_key(clear_key: str, shown: ShownKeys = _shown) -> ApiKey | None:
    """Return the record of a key that holds now; None for any other text."""
    form = _FORM.fullmatch(clear_key)
    if form is None:
        return None
    key = shown.find(_hashed(clear_key), prefix=form[1])
    return key if key is not None and key.is_valid(timezone.now()) else None


def note_use(key: ApiKey) -> None:
    """Keep the day on which a key last opened something: one write a day, so that keys nobody uses are found."""
    today = timezone.now().astimezone(UTC).date()
    if key.last_used_on == today:
        return
    try:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
        key.last_used_on = today
    except DatabaseError:
        # A record that cannot be written now must not keep a score from whoever may have it.
        logger.warning("The day on which key %s was used could not be kept.", key.prefix)


def revoke_key(prefix: str) -> ApiKey | None:
    """Make a key hold no longer, from now on; None when there is no key of that start."""
    ApiKey.objects.filter(prefix=prefix, revoked_at=None).update(revoked_at=timezone.now())
    _shown.forget()
    return ApiKey.objects.filter(prefix=prefix).first()


def _hashed(clear_key: str) -> str:
    return hashlib.sha256(clear_key.encode("ascii")).hexdigest()
