"""Somebody stays logged in while they click, and never longer than a working day."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from solvable.web.access import Role
from solvable.web.journal.people import create_person, set_active, set_password
from solvable.web.prepare import prepare_web
from web.full_disk_sessions import SessionStore

PASSWORD = "quatre-mots-sans-suite"


def note(desk, **notes):
    session = desk.session
    session.update(notes)
    session.save()


def is_logged_in(desk):
    return desk.get("/").status_code == 200


def test_a_session_ends_after_a_while_without_a_click(desk, settings):
    assert is_logged_in(desk)
    stored = Session.objects.get()
    assert (stored.expire_date - timezone.now()).total_seconds() <= settings.SESSION_COOKIE_AGE == 30 * 60

    Session.objects.update(expire_date=timezone.now())

    assert not is_logged_in(desk)


def test_a_click_keeps_a_session_alive_and_is_noted_at_most_once_a_minute(desk):
    assert is_logged_in(desk)
    first = Session.objects.get().expire_date

    assert is_logged_in(desk)
    assert Session.objects.get().expire_date == first

    note(desk, seen_at=int(time.time()) - 61)
    Session.objects.update(expire_date=first)
    assert is_logged_in(desk)
    assert Session.objects.get().expire_date > first


def test_a_session_ends_after_a_working_day_however_busy_it_was(desk, settings):
    assert is_logged_in(desk)

    note(desk, began_at=int(time.time()) - settings.SESSION_LONGEST_S + 60)
    assert is_logged_in(desk)

    note(desk, began_at=int(time.time()) - settings.SESSION_LONGEST_S)
    assert not is_logged_in(desk)
    assert not Session.objects.exists()


def test_logging_in_makes_a_session_of_its_own(stranger, db):  # noqa: ARG001 - asked for what it does.
    create_person("nora", PASSWORD, role=Role.ANALYST)
    planted = stranger.session
    planted["planted"] = "by somebody who knows this session's number"
    planted.save()
    stranger.cookies["sessionid"] = planted.session_key

    stranger.post("/connexion/", {"username": "nora", "password": PASSWORD})

    assert stranger.cookies["sessionid"].value != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_another_password_ends_the_sessions_of_the_earlier_one(stranger, db):  # noqa: ARG001 - asked for what it does.
    create_person("nora", PASSWORD, role=Role.ANALYST)
    stranger.post("/connexion/", {"username": "nora", "password": PASSWORD})
    assert is_logged_in(stranger)

    set_password("nora", PASSWORD + "-deux")

    assert not is_logged_in(stranger)


def test_who_was_shut_out_and_let_in_again_has_to_log_in_anew_and_nobody_else(stranger, desk):
    create_person("nora", PASSWORD, role=Role.ANALYST)
    stranger.post("/connexion/", {"username": "nora", "password": PASSWORD})
    assert is_logged_in(stranger)

    set_active("nora", is_active=False)
    assert not is_logged_in(stranger)
    set_active("nora", is_active=True)

    assert not is_logged_in(stranger)
    assert is_logged_in(desk)
    stranger.post("/connexion/", {"username": "nora", "password": PASSWORD})
    assert is_logged_in(stranger)


@pytest.mark.django_db
def test_a_stranger_leaves_no_session(stranger):
    stranger.get("/")
    stranger.get("/connexion/")

    assert not Session.objects.exists()


def test_sessions_that_are_over_are_forgotten_when_the_server_starts(desk):
    assert is_logged_in(desk)
    over = Session.objects.create(session_key="over", session_data="", expire_date=timezone.now())

    prepare_web()

    assert list(Session.objects.values_list("session_key", flat=True)) == [desk.cookies["sessionid"].value]
    assert not Session.objects.filter(pk=over.pk).exists()


def test_a_session_that_cannot_be_kept_is_answered_as_records_that_are_away(settings, monkeypatch, stranger):
    settings.SESSION_ENGINE = "web.full_disk_sessions"
    stranger.force_login(create_person("camille", PASSWORD, role=Role.RELATIONSHIP_MANAGER))
    monkeypatch.setattr(SessionStore, "is_full", True)

    answer = stranger.get("/")  # The click is noted after the page was made.

    assert answer.status_code == 503
    assert "Traceback" not in answer.content.decode()
