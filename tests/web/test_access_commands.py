"""`solvable user …` and `solvable key …`: people and keys are made, listed, changed and ended."""

import pytest
from typer.testing import CliRunner

from solvable.cli.access import key, user
from solvable.errors import AccessError
from solvable.web.access import Role, Scope
from solvable.web.journal.keys import find_key
from solvable.web.journal.models import Person

pytestmark = pytest.mark.django_db


def printed(commands, *arguments, told=""):
    done = CliRunner().invoke(commands, arguments, input=told)
    assert done.exit_code == 0, done.output
    return done.output


def line_about(name, commands):
    return next(line for line in printed(commands, "list").splitlines() if name in line)


def test_people_are_let_in_listed_changed_and_shut_out():
    printed(user, "create", "nora", "--role", "auditor", told="quatre-mots-sans-suite\n")
    assert "auditor" in line_about("nora", user)

    printed(user, "role", "nora", "analyst")
    printed(user, "password", "nora", told="quatre-autres-mots-sans-suite\n")
    nora = Person.objects.get()
    assert nora.role == Role.ANALYST
    assert nora.check_password("quatre-autres-mots-sans-suite")

    printed(user, "deactivate", "nora")
    assert "no" in line_about("nora", user).split()

    printed(user, "activate", "nora")
    assert "yes" in line_about("nora", user).split()


def test_keys_are_made_listed_and_revoked():
    clear_key = printed(key, "create", "nightly batch", "--scope", "score").strip()
    prefix = clear_key[: len("solvable_000000")]

    assert find_key(clear_key).held == {Scope.SCORE}
    assert line_about(prefix, key).count("–") == 2  # neither used nor revoked
    printed(key, "revoke", prefix)
    assert line_about(prefix, key).count("–") == 1
    assert find_key(clear_key) is None


@pytest.mark.parametrize(
    ("commands", "arguments"),
    [
        pytest.param(user, ["create", "nora"], id="a person without a role"),
        pytest.param(user, ["create", "nora", "--role", "king"], id="a role there is not"),
        pytest.param(key, ["create", "batch"], id="a key without a scope"),
        pytest.param(key, ["create", "batch", "--scope", "all"], id="a scope there is not"),
    ],
)
def test_nobody_is_let_in_without_saying_what_for(commands, arguments):
    done = CliRunner().invoke(commands, arguments)

    assert done.exit_code == 2
    assert arguments[-1] in done.stderr or "Missing option" in done.stderr
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("commands", "arguments"), [(user, ["role", "nora", "auditor"]), (key, ["revoke", "solvable_000000"])]
)
def test_what_is_not_there_is_said_with_where_to_look(commands, arguments):
    done = CliRunner().invoke(commands, arguments)

    assert isinstance(done.exception, AccessError)
    assert " list` to see" in str(done.exception)
