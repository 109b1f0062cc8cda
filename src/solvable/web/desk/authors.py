"""Who did something, by the name under which colleagues know them."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from solvable.errors import AccessError
from solvable.web.journal.actors import actor_of_person
from solvable.web.journal.models import Person

__all__ = ["author_of", "names_of"]


def author_of(request: HttpRequest) -> str:
    """Return the name under which the records of whoever asks are kept."""
    if not isinstance(request.user, Person):
        raise AccessError("Expected somebody who logged in, found nobody. The gate lets none through.")
    return actor_of_person(request.user)


def names_of(actors: Iterable[str | None]) -> dict[str, str]:
    """Return a name to show for each actor of a record: a person's own, whom a program named, or the system.

    What is asked for is looked up at once, however many there are.
    """
    asked = {actor for actor in actors if actor}
    logins = [actor.partition(":")[2] for actor in asked if actor.startswith("person:")]
    people = {person.get_username(): person.get_full_name() for person in Person.objects.filter(username__in=logins)}
    return {actor: _name(actor, people) for actor in asked}


def _name(actor: str, people: dict[str, str]) -> str:
    kind, _colon, rest = actor.partition(":")
    if kind == "person":
        return people.get(rest) or rest
    if kind == "key":
        key, _colon, named = rest.partition(":")
        return _("%(name)s (program %(key)s)") % {"name": named, "key": key} if named else key
    return _("the system")
