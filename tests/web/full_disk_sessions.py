"""Sessions on a disk that fills up: what was stored is read, and nothing more is written."""

from django.contrib.sessions.backends import db
from django.db import OperationalError

__all__ = ["SessionStore"]


class SessionStore(db.SessionStore):
    """Django's own, until the disk is full."""

    is_full = False

    def save(self, must_create: bool = False) -> None:
        """Write the session, or fail as SQLite does."""
        if SessionStore.is_full:
            raise OperationalError("database or disk is full")
        super().save(must_create)
