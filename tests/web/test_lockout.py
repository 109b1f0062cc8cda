"""Who guesses passwords is kept out for a while, and learns nothing from being so."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from solvable.cli.access import user
from solvable.web.access import Role
from solvable.web.journal.lockout import (
    LIMITS,
    LOCKED,
    WINDOW,
    Kind,
    forgive,
    locked_people,
    note_attempt,
    unlock,
)
from solvable.web.journal.models import LoginAttempts
from solvable.web.journal.people import create_person

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PASSWORD = "quatre-mots-sans-suite"
N_BY_NAME, N_BY_ADDRESS = LIMITS[Kind.NAME], LIMITS[Kind.ADDRESS]

pytestmark = pytest.mark.django_db


def attempts(n, name="nora", address="10.0.0.1", now=NOW):
    """Return what each of some attempts in a row is told."""
    return [note_attempt(name, address, now=now) for _ in range(n)]


# -- Counting


def test_a_name_may_be_tried_five_times_and_is_then_locked_for_a_quarter_of_an_hour():
    assert attempts(N_BY_NAME + 2) == [None] * 5 + [NOW + timedelta(minutes=15)] * 2


def test_a_locked_name_is_locked_from_every_address_and_no_other_name_is():
    attempts(N_BY_NAME + 1)

    assert note_attempt("nora", "10.0.0.2", now=NOW) == NOW + LOCKED
    assert note_attempt("paul", "10.0.0.2", now=NOW) is None


def test_an_address_that_tries_one_name_after_another_is_locked_for_all_of_them():
    told = [note_attempt(f"name-{i}", "10.0.0.1", now=NOW) for i in range(N_BY_ADDRESS + 1)]

    assert told == [None] * N_BY_ADDRESS + [NOW + LOCKED]
    assert note_attempt("nora", "10.0.0.1", now=NOW) == NOW + LOCKED
    assert note_attempt("nora", "10.0.0.2", now=NOW) is None


def test_a_lock_ends_by_itself_and_what_is_long_past_no_longer_counts():
    attempts(N_BY_NAME + 1)

    assert note_attempt("nora", "10.0.0.1", now=NOW + LOCKED - timedelta(seconds=1)) is not None
    assert note_attempt("nora", "10.0.0.1", now=NOW + LOCKED) is None

    attempts(N_BY_NAME, name="paul")
    assert attempts(N_BY_NAME, name="paul", now=NOW + WINDOW) == [None] * N_BY_NAME


def test_a_right_password_takes_the_count_of_the_name_back_and_one_of_its_address():
    attempts(N_BY_NAME)

    forgive("nora", "10.0.0.1")

    assert attempts(N_BY_NAME) == [None] * N_BY_NAME
    assert LoginAttempts.objects.get(kind=Kind.ADDRESS).n_attempts == 2 * N_BY_NAME - 1


def test_what_was_typed_is_not_kept():
    note_attempt("my-own-password", "10.0.0.1", now=NOW)

    stored = str(list(LoginAttempts.objects.values()))
    assert "my-own-password" not in stored
    assert "10.0.0.1" not in stored


@pytest.mark.parametrize("name", ["nora", None])
def test_an_administrator_unlocks_one_person_or_everybody(name):
    nora = create_person("nora", PASSWORD, role=Role.ANALYST)
    attempts(N_BY_NAME + 1)
    attempts(N_BY_NAME + 1, name="nobody")
    assert locked_people(NOW) == {nora.pk: NOW + LOCKED}

    unlock(nora if name else None)

    assert locked_people(NOW) == {}
    assert attempts(1) == [None]
    assert (attempts(1, name="nobody") == [None]) is (name is None)


@pytest.mark.django_db(transaction=True)
def test_many_attempts_at_once_are_counted_one_by_one():
    def attempt(_):
        try:
            return note_attempt("nora", "10.0.0.1", now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(attempt, range(16)))

    assert told.count(None) == N_BY_NAME


# -- At the door


@pytest.fixture
def nora():
    return create_person("nora", PASSWORD, role=Role.ANALYST)


WRONG = "faux"


def knock(visitor, name="nora", password=WRONG, **headers):
    return visitor.post("/connexion/", {"username": name, "password": password}, **headers)


def page_without_what_differs(response, name):
    """Return a page without the name that was typed, the token of its form and the request's number."""
    page = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return page.replace(name, "NAME")


def test_the_door_answers_alike_for_a_name_that_somebody_has_and_for_one_that_nobody_has(nora, stranger):  # noqa: ARG001
    told = {name: [knock(stranger, name) for _ in range(N_BY_NAME + 1)] for name in ("nora", "nemo")}

    for ours, other in zip(told["nora"], told["nemo"], strict=True):
        assert ours.status_code == other.status_code
        assert page_without_what_differs(ours, "nora") == page_without_what_differs(other, "nemo")
    assert [answer.status_code for answer in told["nora"]] == [200] * N_BY_NAME + [429]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Trop de tentatives à la suite. Réessayez dans 15 minutes"), ("en", "Try again in 15 minutes")],
)
def test_who_is_locked_out_is_told_for_how_long_and_the_right_password_changes_nothing(
    nora,  # noqa: ARG001
    stranger,
    language,
    words,
):
    stranger.cookies["django_language"] = language
    for _ in range(N_BY_NAME):
        knock(stranger)

    answer = knock(stranger, password=PASSWORD)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= LOCKED.total_seconds()
    assert words in answer.content.decode()
    assert "sessionid" not in stranger.cookies

    LoginAttempts.objects.update(locked_until=timezone.now())
    assert knock(stranger, password=PASSWORD).url == "/"


def test_the_command_line_unlocks(nora, stranger):  # noqa: ARG001
    for _ in range(N_BY_NAME + 1):
        knock(stranger)

    assert CliRunner().invoke(user, ["unlock", "nora"]).exit_code == 0

    assert knock(stranger, password=PASSWORD).url == "/"


def test_an_empty_form_counts_for_nobody(stranger):
    knock(stranger, name="", password="")

    assert not LoginAttempts.objects.exists()


@pytest.mark.parametrize(
    ("is_behind_proxy", "forwarded", "n_addresses"),
    [
        pytest.param(False, ["1.1.1.1", "2.2.2.2"], 1, id="without a proxy, what a caller claims counts for nothing"),
        pytest.param(True, ["1.1.1.1", "2.2.2.2"], 2, id="behind a proxy, what it saw"),
        pytest.param(True, ["9.9.9.9, 1.1.1.1", "8.8.8.8, 1.1.1.1"], 1, id="what the caller put before it does not"),
        pytest.param(True, ["2001:db8::1", "2001:db8::2"], 1, id="a network of version 6 is one address"),
        pytest.param(True, ["nonsense", "nonsense"], 1, id="what is no address is one too"),
    ],
)
def test_attempts_are_counted_by_the_address_that_the_nearest_proxy_saw(
    settings, is_behind_proxy, forwarded, n_addresses
):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_behind_proxy else None

    for address in forwarded:
        knock(Client(), headers={"X-Forwarded-For": address})

    assert LoginAttempts.objects.filter(kind=Kind.ADDRESS).count() == n_addresses
