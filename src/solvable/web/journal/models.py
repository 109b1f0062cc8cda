"""What the journal keeps: the people who work at the desk, how often a login failed, and the keys of programs."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from solvable.web.access import ROLE_NAMES, Role, Scope
from solvable.web.journal import records  # noqa: F401 - Django finds the tables of an application here.

__all__ = ["ApiKey", "LoginAttempts", "Person"]


class Person(AbstractUser):
    """Somebody who works at the desk.

    A table of our own from the first day: Django cannot change to one once there are records. Django's
    flags for staff and superusers, its groups and its permissions open nothing here: the role alone does.
    """

    role = models.CharField(
        max_length=32,
        blank=True,
        choices=[(role.value, name.en) for role, name in ROLE_NAMES.items()],
        help_text="what the person may do; empty: nothing",
    )
    tour_closed_at = models.DateTimeField(
        null=True, blank=True, help_text="when the person closed the tour of the desk"
    )

    class Meta(AbstractUser.Meta):
        """Nobody has a role that there is not."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=["", *(role.value for role in Role)]), name="person_has_a_known_role"
            )
        ]


class ApiKey(models.Model):
    """The right of one program to ask the API, for what its scopes name, until a date.

    The key itself is not here: who reads the journal cannot use it. It has 256 random bits, so that
    one round of SHA-256 protects it as well as a slow hash would.
    """

    name = models.CharField(max_length=100, help_text="which program uses it, and for what")
    prefix = models.CharField(max_length=16, unique=True, help_text="start of the key, to find it by")
    hashed = models.CharField(max_length=64, help_text="SHA-256 of the whole key")
    scopes = models.CharField(max_length=200, help_text="what it opens, by space")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True, help_text="day on which it last opened something, in UTC")

    class Meta:
        """Newest last, as they were given."""

        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def held(self) -> frozenset[Scope]:
        """The scopes of the key; one that this version does not know opens nothing."""
        return frozenset(scope for scope in Scope if scope.value in self.scopes.split())

    def is_valid(self, at: datetime) -> bool:
        """Whether the key opened anything at that moment."""
        return at < self.expires_at and (self.revoked_at is None or at < self.revoked_at)


class LoginAttempts(models.Model):
    """How often somebody tried to log in of late, under one name or from one address.

    What was typed is kept as a keyed hash: people type their password into the wrong field.
    """

    kind = models.CharField(max_length=8, help_text="what the attempts have in common: name or address")
    hashed = models.CharField(max_length=64, help_text="HMAC of the name or the address")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, help_text="who has that name")
    n_attempts = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One count for each name and each address."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "hashed"], name="one_count_for_each_name_and_address")
        ]

    def __str__(self) -> str:
        return f"{self.n_attempts} attempts by {self.kind}"
