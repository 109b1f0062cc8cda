"""What the journal keeps: the people who work at the desk, and the keys of programs."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from solvable.web.journal import records  # noqa: F401 - Django finds the tables of an application here.

__all__ = ["ApiKey", "Person"]


class Person(AbstractUser):
    """Somebody who works at the desk.

    A table of our own from the first day: Django cannot change to one once there are records.
    """


class ApiKey(models.Model):
    """The right of one program to ask the API, until a date.

    The key itself is not here: who reads the journal cannot use it. It has 256 random bits, so that
    one round of SHA-256 protects it as well as a slow hash would.
    """

    name = models.CharField(max_length=100, help_text="which program uses it, and for what")
    prefix = models.CharField(max_length=16, unique=True, help_text="start of the key, to find it by")
    hashed = models.CharField(max_length=64, help_text="SHA-256 of the whole key")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest last, as they were given."""

        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_valid(self, at: datetime) -> bool:
        """Whether the key opened anything at that moment."""
        return at < self.expires_at and (self.revoked_at is None or at < self.revoked_at)
