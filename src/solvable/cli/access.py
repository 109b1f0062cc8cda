"""`solvable key …` and `solvable user …`: who may ask."""

import sys
from typing import Annotated

import typer

from solvable.errors import ConfigError
from solvable.web.prepare import prepare_web

__all__ = ["key", "user"]

key = typer.Typer(help="Keys with which programs call the API.", no_args_is_help=True)
user = typer.Typer(help="People who log in to the desk.", no_args_is_help=True)


@key.command("create")
def create_api_key(
    name: Annotated[str, typer.Argument(help="Which program will use it.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it expires.")] = 90,
) -> None:
    """Make a key and print it; it is kept hashed and cannot be shown again."""
    prepare_web()
    from solvable.web.journal.keys import create_key

    typer.echo(create_key(name, days)[1])


@key.command("revoke")
def revoke_api_key(prefix: Annotated[str, typer.Argument(help="The first characters of the key.")]) -> None:
    """Stop a key from working at once."""
    prepare_web()
    from solvable.web.journal.keys import revoke_key

    if revoke_key(prefix) is None:
        raise ConfigError(
            f"Expected the first characters of a key, solvable_ and six digits, found {prefix}: no such key."
        )


@user.command("create")
def create_user(name: Annotated[str, typer.Argument(help="Login name.")]) -> None:
    """Let a person log in; the password is asked for, or read from standard input."""
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else ""
    prepare_web()
    from solvable.web.journal.people import set_password

    set_password(name, password or sys.stdin.readline().rstrip("\n"))
