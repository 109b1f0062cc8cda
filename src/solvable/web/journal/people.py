"""People who log in to the desk."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from solvable.errors import ConfigError
from solvable.web.journal.models import Person

__all__ = ["set_password"]

MAX_NAME_LENGTH = 150


def set_password(name: str, password: str) -> Person:
    """Let a person log in with this password, under a new name or one that is known.

    Sessions that were opened with an earlier password end.

    Raises
    ------
    ConfigError
        The name is empty or too long, or the password is one that others would guess.
    """
    if not name.strip() or len(name) > MAX_NAME_LENGTH:
        raise ConfigError(
            f"A login name has 1 to {MAX_NAME_LENGTH} characters, found {len(name.strip())}. Choose another one."
        )
    person = Person.objects.filter(username=name.strip()).first() or Person(username=name.strip())
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ConfigError(f"Expected a password that is hard to guess. {' '.join(error.messages)}") from error
    person.set_password(password)
    person.save()
    return person
