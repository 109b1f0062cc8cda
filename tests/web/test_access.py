"""Who may do what: every address is asked with every role, every scope and with none."""

import logging

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from builders import REPOSITORY
from solvable.web.access import ACCESS, ROLE_NAMES, Line, Role, Scope
from solvable.web.journal.keys import create_key, revoke_key
from solvable.web.journal.models import ApiKey
from solvable.web.journal.people import set_active, set_role
from web.made_up import DECLINED
from web.routes import every_route

CLIENT = f"/clients/{DECLINED}/"
SCORE = f"/v1/clients/{DECLINED}/score"
DOOR = "door"
SEE_CLIENTS = set(Role) - {Role.ADMINISTRATOR}

pytestmark = pytest.mark.django_db


def person_at_the_desk(name="nora", **about):
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_user(name, **about))
    return client


def program_with(scopes):
    """Return a program whose key has these scopes, also such as nobody could ask for."""
    key, clear_key = create_key("a test", 1, scopes=list(Scope))
    ApiKey.objects.filter(pk=key.pk).update(scopes=scopes)
    return Client(raise_request_exception=False, headers={"X-API-Key": clear_key})


def outcome(client, route):
    """Return how far a request came: to the door, to a refusal's status, or in."""
    answer = client.generic(route.method, route.address)
    if answer.status_code == 302 and answer.url.startswith("/connexion/?next="):
        return DOOR
    return answer.status_code if answer.status_code in (401, 403) else "in"


# -- The table


def test_every_address_has_a_line_and_every_line_an_address():
    # The index of the API stands behind the desk's first page, at the same address.
    without_address = {"api:api-root", "openid_connect_login", "openid_connect_callback"}
    assert {route.name for route in every_route()} == ACCESS.keys() - without_address


def keys_in_words(line):
    if line.is_open:
        return "open to all"
    return ", ".join(f"`{scope}`" for scope in Scope if scope in line.scopes)


def test_the_documentation_shows_the_table_as_it_is():
    rows = [
        "| page or operation | " + " | ".join(ROLE_NAMES[role].en for role in Role) + " | keys |",
        "|---" * (len(Role) + 2) + "|",
    ]
    for name, line in ACCESS.items():
        marks = ["yes" if line.is_open or role in line.roles else "" for role in Role]
        rows.append(f"| `{name}` | {' | '.join(marks)} | {keys_in_words(line)} |".replace("  ", " "))

    documented = (REPOSITORY / "docs" / "access.md").read_text("utf-8")

    assert "\n".join(rows) in documented, "Write this into docs/access.md:\n" + "\n".join(rows)


def test_a_line_cannot_be_open_to_all_and_to_some():
    with pytest.raises(ValueError, match="open to everybody or to some, found both"):
        Line(is_open=True, roles=frozenset({Role.ANALYST}))


# -- People


def test_whoever_did_not_log_in_gets_nothing_but_the_door_and_the_health(stranger):
    for route in every_route():
        expected = "in" if ACCESS[route.name].is_open else 401 if route.is_operation else DOOR
        assert outcome(stranger, route) == expected, route


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_its_lines_name_and_nothing_else(role):
    for route in every_route():
        line = ACCESS[route.name]
        expected = "in" if line.is_open or role in line.roles else 401 if route.is_operation else 403
        assert outcome(person_at_the_desk(role=role, name=f"{route}"[:150]), route) == expected, route


@pytest.mark.parametrize(
    "about",
    [
        pytest.param({"role": ""}, id="no role"),
        pytest.param({"role": "", "is_superuser": True, "is_staff": True}, id="Django's superuser"),
        pytest.param({"role": Role.ANALYST, "is_active": False}, id="shut out"),
    ],
)
def test_whoever_has_no_role_or_was_shut_out_is_a_stranger(about):
    nobody = person_at_the_desk(**about)

    for route in every_route():
        expected = "in" if ACCESS[route.name].is_open else 401 if route.is_operation else DOOR
        assert outcome(nobody, route) == expected, route


@pytest.mark.parametrize("role", list(Role))
def test_who_decides_who_may_enter_sees_no_client(role):
    answer = person_at_the_desk(role=role).get(CLIENT)

    assert answer.status_code == (200 if role in SEE_CLIENTS else 403)
    assert (b"485" in answer.content) is (role in SEE_CLIENTS)


def test_another_role_counts_from_the_next_click_and_so_does_being_shut_out():
    nora = person_at_the_desk(role=Role.ANALYST)
    assert nora.get(CLIENT).status_code == 200

    set_role("nora", Role.ADMINISTRATOR)
    assert nora.get(CLIENT).status_code == 403

    set_role("nora", Role.ANALYST)
    set_active("nora", is_active=False)
    assert nora.get(CLIENT).status_code == 302


@pytest.mark.parametrize(("language", "words"), [("fr", "ne vous est pas ouverte"), ("en", "is not open to you")])
def test_a_page_that_is_not_open_says_so_and_tells_nothing_of_the_client(language, words):
    administrator = person_at_the_desk(role=Role.ADMINISTRATOR)
    administrator.cookies["django_language"] = language

    answer = administrator.get(CLIENT)

    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert str(DECLINED).encode() not in answer.content.replace(f'value="{CLIENT}"'.encode(), b"")


# -- Programs


@pytest.mark.parametrize(
    "held", [pytest.param("", id="no scope"), pytest.param("everything", id="one there is not"), *Scope]
)
def test_a_key_opens_the_operations_of_its_scopes_and_no_page(held):
    program = program_with(held)

    for route in every_route():
        line = ACCESS[route.name]
        expected = "in" if line.is_open or held in line.scopes else 403 if route.is_operation else DOOR
        assert outcome(program, route) == expected, route


def test_a_key_for_something_else_is_403_and_says_what_it_would_take():
    answer = program_with("").get(SCORE)

    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:solvable:problem:scope-required"
    assert "these scopes: score; found a key for none" in answer.json()["detail"]


def test_a_revoked_key_is_no_key(program, key):
    revoke_key(key[: len("solvable_000000")])

    assert program.get(SCORE).status_code == 401


def test_a_refused_request_leaves_no_day_of_use():
    program_with("").get(SCORE)

    assert ApiKey.objects.get().last_used_on is None


def test_an_answered_request_leaves_the_day_of_use(program):
    program.get(SCORE)

    assert ApiKey.objects.get().last_used_on is not None


# -- What nobody thought of


forgotten = [
    path("", include("solvable.web.urls")),
    path("oubliee", lambda _request: HttpResponse("secret"), name="forgotten"),
    path("v1/forgotten", lambda _request: HttpResponse("secret"), name="forgotten-operation"),
]


class ForgottenRoutes:
    """The project's addresses and two that the table does not know."""

    urlpatterns = forgotten
    handler403 = "solvable.web.desk.errors.not_allowed"


@pytest.mark.parametrize("address", ["/oubliee", "/v1/forgotten"])
def test_an_address_without_a_line_is_open_to_nobody_and_the_log_says_so(settings, address, caplog, monkeypatch):
    settings.ROOT_URLCONF = ForgottenRoutes
    monkeypatch.setattr(logging.getLogger("solvable"), "propagate", True)

    for visitor in (Client(), program_with("score"), *(person_at_the_desk(role, role=role) for role in Role)):
        answer = visitor.get(address)
        assert answer.status_code in (302, 401, 403)
        assert b"secret" not in answer.content

    assert "has no line in the access table" in caplog.text
