"""Who a record says did it: a person of the desk, a program by the start of its key, or a task of the system."""

from solvable.errors import AccessError, listed
from solvable.web.access import Role
from solvable.web.journal.models import ApiKey, Person
from solvable.web.journal.people import find_person

__all__ = ["actor_of_key", "actor_of_person", "find_actor"]


def actor_of_person(person: Person) -> str:
    """Return the name under which a person's records are kept."""
    return f"person:{person.get_username()}"


def actor_of_key(key: ApiKey) -> str:
    """Return the name under which a program's records are kept."""
    return f"key:{key.prefix}"


def find_actor(name: str, *roles: Role) -> str:
    """Return the actor of a person who may log in and has one of some roles.

    Raises
    ------
    AccessError
        There is no such person, they were shut out, or they have another role.
    """
    person = find_person(name)
    if not person.is_active or person.role not in roles:
        found = f"the role {person.role or 'none'}" if person.is_active else "somebody who was shut out"
        raise AccessError(
            f"Expected somebody with the role {listed(roles)}, found {name} with {found}. Ask a colleague who has it."
        )
    return actor_of_person(person)
