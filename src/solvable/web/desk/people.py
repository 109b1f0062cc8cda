"""The administrators' page: who may log in, which keys hold, and what ends either."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from solvable.vocabulary import Language
from solvable.web.access import ROLE_NAMES, SCOPE_TEXTS, Role
from solvable.web.desk.language import spoken_language
from solvable.web.journal.keys import revoke_key
from solvable.web.journal.lockout import locked_people, unlock
from solvable.web.journal.models import ApiKey, Person
from solvable.web.journal.people import set_active

__all__ = ["let_in_again", "people_page", "revoke", "shut_out", "unlock_person"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """What the page shows of a person; the role in words, none for nobody's."""

    person: Person
    role: str
    locked_until: datetime | None
    is_oneself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """What the page shows of a key: what it opens, in words, and whether it still does."""

    key: ApiKey
    opens: str
    holds: bool


@require_safe
def people_page(request: HttpRequest) -> HttpResponse:
    """Show everybody who ever could log in, and every key."""
    now, language = timezone.now(), spoken_language()
    locked = locked_people(now)
    people = [
        PersonRow(
            person=person,
            role=ROLE_NAMES[Role(person.role)].in_language(language) if person.role else "",
            locked_until=locked.get(person.pk),
            is_oneself=person == request.user,
        )
        for person in Person.objects.order_by("-is_active", "username")
    ]
    keys = [
        KeyRow(key=key, opens=_opens(key, language), holds=key.is_valid(now))
        for key in ApiKey.objects.order_by("-created_at", "-pk")
    ]
    return render(request, "desk/people.html", {"people": people, "keys": keys})


@require_POST
def unlock_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let somebody try again at once who was kept out after too many attempts."""
    person = get_object_or_404(Person, pk=person_id)
    unlock(person)
    logger.info("Person %s unlocked person %s.", request.user.pk, person.pk)
    return redirect("desk:people")


@require_POST
def shut_out(request: HttpRequest, person_id: int) -> HttpResponse:
    """End somebody's access and sessions; never one's own, which could leave nobody to open it again."""
    person = get_object_or_404(Person, pk=person_id)
    if person == request.user:
        raise PermissionDenied
    set_active(person.username, is_active=False)
    logger.info("Person %s shut out person %s.", request.user.pk, person.pk)
    return redirect("desk:people")


@require_POST
def let_in_again(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open somebody's access again."""
    person = get_object_or_404(Person, pk=person_id)
    set_active(person.username, is_active=True)
    logger.info("Person %s let in person %s again.", request.user.pk, person.pk)
    return redirect("desk:people")


@require_POST
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """End a key for good."""
    key = get_object_or_404(ApiKey, pk=key_id)
    revoke_key(key.prefix)
    logger.info("Person %s revoked key %s.", request.user.pk, key.prefix)
    return redirect("desk:people")


def _opens(key: ApiKey, language: Language) -> str:
    return ", ".join(SCOPE_TEXTS[scope].in_language(language) for scope in sorted(key.held))
