"""The administrators' page: who may log in, which keys hold, and what ends either."""

import logging
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from solvable.web.access import ROLE_NAMES, Role, Scope
from solvable.web.journal.keys import create_key, find_key, revoke_key
from solvable.web.journal.lockout import LIMITS, Kind, note_attempt
from solvable.web.journal.models import ApiKey, LoginAttempts, Person
from web.made_up import DECLINED

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return Person.objects.create(username="ada", role=Role.ADMINISTRATOR)


@pytest.fixture
def nora():
    return Person.objects.create(username="nora", first_name="Nora", last_name="Roy", role=Role.ANALYST)


@pytest.fixture
def office(ada, static_files):  # noqa: ARG001 - asked for what it does.
    """A browser in which an administrator is logged in."""
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    return client


def row_about(office, name, language="fr"):
    """Return the words of the row that starts with a name."""
    office.cookies["django_language"] = language
    page = office.get("/acces/").content.decode()
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, flags=re.DOTALL) if f">{name}<" in row)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", row))).strip()


def lock(name):
    for _ in range(LIMITS[Kind.NAME] + 1):
        note_attempt(name, "10.0.0.1", now=timezone.now())


@pytest.mark.parametrize(("language", "is_open"), [("fr", "ouvert"), ("en", "open")])
def test_everybody_is_listed_with_their_role_in_words_and_whether_they_may_enter(office, nora, language, is_open):
    assert nora.role == Role.ANALYST

    row = row_about(office, "nora", language)

    assert "Nora Roy" in row
    assert getattr(ROLE_NAMES[Role.ANALYST], language) in row
    assert is_open in row


def test_who_was_kept_out_is_shown_and_unlocked_with_a_click(office, nora):
    lock("nora")
    assert "bloqué jusqu’à" in row_about(office, "nora")

    office.post(f"/acces/personnes/{nora.pk}/debloquer/")

    assert "ouvert" in row_about(office, "nora")
    assert not LoginAttempts.objects.filter(kind=Kind.NAME).exists()


def test_access_is_closed_at_once_and_opened_again(office, nora):
    desk = Client()
    desk.force_login(nora)

    office.post(f"/acces/personnes/{nora.pk}/fermer/")
    assert "fermé" in row_about(office, "nora")
    assert desk.get(f"/clients/{DECLINED}/").status_code == 302

    office.post(f"/acces/personnes/{nora.pk}/rouvrir/")
    assert "ouvert" in row_about(office, "nora")
    assert desk.get(f"/clients/{DECLINED}/").status_code == 302, "the earlier session is over for good"


def test_nobody_can_shut_themselves_out(office, ada):
    assert "Fermer" not in row_about(office, "ada")

    assert office.post(f"/acces/personnes/{ada.pk}/fermer/").status_code == 403
    assert office.get("/acces/").status_code == 200


def test_a_key_is_listed_with_what_it_opens_and_revoked_for_good(office):
    key, clear_key = create_key("nightly batch", 90, scopes=[Scope.SCORE])

    row = row_about(office, key.prefix)
    assert "nightly batch" in row
    assert "noter des clients, avec les raisons" in row

    office.post(f"/acces/cles/{key.pk}/revoquer/")
    assert "révoquée" in row_about(office, key.prefix)
    assert find_key(clear_key) is None


def test_a_key_whose_time_is_over_says_so_and_one_that_was_revoked_before_stays_revoked(office):
    expired, _ = create_key("old", 1, scopes=[Scope.SCORE])
    revoked, _ = create_key("older", 1, scopes=[Scope.SCORE])
    revoke_key(revoked.prefix)
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert "expirée" in row_about(office, expired.prefix)
    assert "révoquée" in row_about(office, revoked.prefix)


def test_the_page_shows_no_key_and_no_password(office, nora):
    nora.set_password("quatre-mots-sans-suite")
    nora.save()
    key, clear_key = create_key("nightly batch", 90, scopes=[Scope.SCORE])

    page = office.get("/acces/").content.decode()

    for secret in (clear_key, key.hashed, nora.password):
        assert secret not in page


@pytest.mark.parametrize("action", ["personnes/4711/debloquer", "personnes/4711/fermer", "personnes/4711/rouvrir"])
def test_what_is_not_there_is_404(office, action):
    assert office.post(f"/acces/{action}/").status_code == 404
    assert office.post("/acces/cles/4711/revoquer/").status_code == 404


def test_a_link_changes_nothing_and_neither_does_a_form_of_another_site(office, nora, ada):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(ada)

    assert office.get(f"/acces/personnes/{nora.pk}/fermer/").status_code == 405
    assert careful.post(f"/acces/personnes/{nora.pk}/fermer/").status_code == 403
    assert Person.objects.get(pk=nora.pk).is_active


def test_what_an_administrator_did_is_in_the_log_by_numbers_alone(office, ada, nora, caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("solvable"), "propagate", True)
    caplog.set_level(logging.INFO)

    office.post(f"/acces/personnes/{nora.pk}/fermer/")

    assert f"Person {ada.pk} shut out person {nora.pk}." in caplog.text
    assert "nora" not in caplog.text


@pytest.mark.parametrize("role", list(Role))
def test_each_role_starts_on_a_page_that_is_open_to_it(role):
    person = Person.objects.create(username=role, role=role)
    person.set_password("quatre-mots-sans-suite")
    person.save()
    browser = Client()

    home = browser.post("/connexion/", {"username": role, "password": "quatre-mots-sans-suite"}).url
    page = browser.get(home)

    assert page.status_code == 200
    assert home == ("/acces/" if role is Role.ADMINISTRATOR else "/")
    assert f'class="brand" href="{home}"' in page.content.decode()
    assert ('action="/" method="get"' in browser.get("/nulle-part").content.decode()) is (home == "/")


def test_a_page_that_is_not_open_leads_an_administrator_to_theirs(office):
    page = office.get(f"/clients/{DECLINED}/").content.decode()

    assert 'class="primary" href="/acces/"' in page
    assert "Trouver un client" not in page
