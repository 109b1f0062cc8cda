"""`solvable key …` and `solvable user …`: who may ask, and for what."""

import sys
from datetime import date
from typing import Annotated

import typer

from solvable import terminal
from solvable.errors import AccessError
from solvable.web.access import Role, Scope
from solvable.web.prepare import prepare_web

__all__ = ["key", "user"]

key = typer.Typer(help="Keys with which programs call the API.", no_args_is_help=True)
user = typer.Typer(help="People who log in to the desk.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Login name.")]
Prefix = Annotated[str, typer.Argument(help="The first characters of the key.")]


@key.command("create")
def create_api_key(
    name: Annotated[str, typer.Argument(help="Which program will use it.")],
    scope: Annotated[list[Scope], typer.Option(help="What it opens; may be given several times.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it expires.")] = 90,
) -> None:
    """Make a key and print it; it is kept hashed and cannot be shown again."""
    prepare_web()
    from solvable.web.journal.keys import create_key

    typer.echo(create_key(name, days, scopes=scope)[1])


@key.command("list")
def list_api_keys() -> None:
    """List every key that was ever made: what it opens, until when, and when it was last used."""
    prepare_web()
    from solvable.web.journal.models import ApiKey

    terminal.print_table(
        ("key", "program", "opens", "until", "last used", "revoked"),
        [
            (key.prefix, key.name, key.scopes, _day(key.expires_at), _day(key.last_used_on), _day(key.revoked_at))
            for key in ApiKey.objects.all()
        ],
    )


@key.command("revoke")
def revoke_api_key(prefix: Prefix) -> None:
    """Stop a key from working at once."""
    prepare_web()
    from solvable.web.journal.keys import revoke_key

    if revoke_key(prefix) is None:
        raise AccessError(
            f"Expected the first characters of a key, solvable_ and six digits, found {prefix}: no such key. "
            "Run `solvable key list` to see them all."
        )


@user.command("create")
def create_user(name: Name, role: Annotated[Role, typer.Option(help="What the person may do.")]) -> None:
    """Let a person log in; the password is asked for, or read from standard input."""
    password = _asked_password()
    prepare_web()
    from solvable.web.journal.people import create_person

    create_person(name, password, role=role)


@user.command("list")
def list_users() -> None:
    """List everybody who ever could log in: their role, whether they still may, and when they last did."""
    prepare_web()
    from solvable.web.journal.models import Person

    terminal.print_table(
        ("login", "role", "may log in", "last login"),
        [
            (person.username, person.role or "none", "yes" if person.is_active and person.role else "no",
             _day(person.last_login))
            for person in Person.objects.order_by("username")
        ],
    )  # fmt: skip


@user.command("role")
def change_role(name: Name, role: Annotated[Role, typer.Argument(help="What the person may do from now on.")]) -> None:
    """Give a person another role, which counts at once."""
    prepare_web()
    from solvable.web.journal.people import set_role

    set_role(name, role)


@user.command("password")
def change_password(name: Name) -> None:
    """Give a person another password, asked for or read from standard input; their sessions end."""
    password = _asked_password()
    prepare_web()
    from solvable.web.journal.people import set_password

    set_password(name, password)


@user.command("deactivate")
def deactivate_user(name: Name) -> None:
    """Shut a person out at once; what they did stays on record."""
    prepare_web()
    from solvable.web.journal.people import set_active

    set_active(name, is_active=False)


@user.command("activate")
def activate_user(name: Name) -> None:
    """Let a person in again who was shut out."""
    prepare_web()
    from solvable.web.journal.people import set_active

    set_active(name, is_active=True)


@user.command("unlock")
def unlock_user(
    name: Annotated[str | None, typer.Argument(help="Login name; every name and address without it.")] = None,
) -> None:
    """Let a person try at once who was kept out after too many attempts."""
    prepare_web()
    from solvable.web.journal.lockout import unlock
    from solvable.web.journal.people import find_person

    unlock(None if name is None else find_person(name))


def _asked_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


def _day(moment: date | None) -> str:
    return "–" if moment is None else moment.strftime("%Y-%m-%d")
