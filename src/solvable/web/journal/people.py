"""People who log in to the desk: let in with a role, given another, and shut out."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import translation

from solvable.errors import AccessError
from solvable.web.access import Role
from solvable.web.journal.models import Person

__all__ = [
    "PeopleWithARole",
    "create_person",
    "find_person",
    "let_in",
    "set_active",
    "set_password",
    "set_role",
    "visible_name",
]

MAX_NAME_LENGTH = 150


class PeopleWithARole(ModelBackend):
    """Lets in who has a role and was not shut out; also ends the sessions of whoever loses either."""

    def user_can_authenticate(self, user: Person | AnonymousUser | None) -> bool:
        """Whether somebody with the right password may enter."""
        return super().user_can_authenticate(user) and isinstance(user, Person) and user.role in set(Role)


def create_person(name: str, password: str, *, role: Role) -> Person:
    """Let somebody new log in.

    Raises
    ------
    AccessError
        The name is empty, too long, taken, or has signs that nobody sees; or others would guess the password.
    """
    name = name.strip()
    if not name or len(name) > MAX_NAME_LENGTH:
        raise AccessError(f"A login name has 1 to {MAX_NAME_LENGTH} characters, found {len(name)}. Choose another one.")
    # A line break would part a line of a list or a report, and a sign that turns the writing round show another name.
    hidden = next((sign for sign in name if not sign.isprintable()), None)
    if hidden is not None:
        raise AccessError(
            "Expected a login name of signs that can be seen and plain spaces, "
            f"found U+{ord(hidden):04X} as its character {name.index(hidden) + 1}. Choose another one."
        )
    if Person.objects.filter(username=name).exists():
        raise AccessError(
            f"Expected a login name that nobody has, found {name}, which is taken. Choose another one, "
            "or change that person's password or role with `solvable user password` or `solvable user role`."
        )
    person = Person(username=name, role=role)
    _give_password(person, password)
    person.save()
    return person


def visible_name(told: str) -> str:
    """Return a name that another system tells, without signs that nobody sees; a line break becomes a space.

    Examples
    --------
    >>> visible_name("Nora\\nRoy \\u202e")
    'Nora Roy'
    """
    return " ".join("".join(sign for sign in told if sign.isprintable() or sign.isspace()).split())


def let_in(name: str, password: str, *, role: Role) -> Person:
    """Let somebody log in with this password and role, whether they could before or not. AccessError."""
    if not Person.objects.filter(username=name).exists():
        return create_person(name, password, role=role)
    set_role(name, role)
    set_active(name, is_active=True)
    return set_password(name, password)


def find_person(name: str) -> Person:
    """Return the person who logs in by that name; AccessError."""
    person = Person.objects.filter(username=name.strip()).first()
    if person is None:
        raise AccessError(
            f"Expected the login name of somebody who may log in, found {name.strip()!r}: nobody has it. "
            "Run `solvable user list` to see everybody."
        )
    return person


def set_password(name: str, password: str) -> Person:
    """Give somebody another password; the sessions that were opened with the earlier one end. AccessError."""
    person = find_person(name)
    _give_password(person, password)
    person.save(update_fields=["password"])
    return person


def set_role(name: str, role: Role) -> Person:
    """Give somebody another role, which counts from their next click. AccessError."""
    person = find_person(name)
    person.role = role
    person.save(update_fields=["role"])
    return person


def set_active(name: str, *, is_active: bool) -> Person:
    """Shut somebody out, which ends their sessions for good, or let them in again. AccessError.

    A person is never removed: what they decided keeps naming them.
    """
    person = find_person(name)
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    # Also of those let in: a login under way while they were shut out may have left a session behind.
    _end_sessions(person)
    return person


def _end_sessions(person: Person) -> None:
    """Remove the sessions of a person; whose a session is stands inside it, so that each has to be read."""
    whose = str(person.pk)
    sessions = Session.objects.iterator()
    theirs = [session.session_key for session in sessions if session.get_decoded().get(SESSION_KEY) == whose]
    Session.objects.filter(session_key__in=theirs).delete()


def _give_password(person: Person, password: str) -> None:
    # Django words what it refuses in the language of the desk; the command line, which reads this, is English.
    with translation.override("en"):
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise AccessError(f"Expected a password that is hard to guess. {' '.join(error.messages)}") from error
    person.set_password(password)
