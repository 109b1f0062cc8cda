"""A session that runs out while somebody types: the text comes back to them, and to nobody else."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from solvable.web.access import Role
from solvable.web.desk.typed_words import LONGEST_WORDS
from solvable.web.journal.records import Decision
from web.test_deciding import DEPARTURE, PAGE, form_on
from web.test_desk import words_of

PASSWORD = "une-phrase-de-passe"
WORDS = DEPARTURE["words"]


@pytest.fixture
def sacha(db):  # noqa: ARG001 - asked for what it does.
    return get_user_model().objects.create_user("sacha", password=PASSWORD, role=Role.RELATIONSHIP_MANAGER)


@pytest.fixture
def typing(sacha):
    """A browser in which somebody has typed a decision, and the form that is about to be sent."""
    browser = Client(raise_request_exception=False)
    browser.force_login(sacha)
    address, hidden = form_on(browser, "enregistrer")
    return browser, address, {**hidden, **DEPARTURE}


def log_in(browser, name, door):
    return browser.post(door, {"username": name, "password": PASSWORD, "next": PAGE})


def test_what_was_typed_is_back_after_logging_in_again_and_nothing_was_recorded(typing):
    browser, address, sent = typing
    Session.objects.all().delete()

    answer = browser.post(address, sent)
    assert answer.url == f"/connexion/?next={PAGE}"
    assert "Votre saisie est conservée" in words_of(browser.get(answer.url))
    assert log_in(browser, "sacha", answer.url).url == PAGE

    page = browser.get(PAGE)
    assert "Votre session avait expiré" in words_of(page)
    assert f">{WORDS}</textarea>" in page.content.decode()
    assert 'value="accept" required checked' in page.content.decode()
    assert 'value="new_documents" selected' in page.content.decode()
    assert not Decision.objects.exists()
    assert WORDS not in words_of(browser.get(PAGE)), "it is given back once"


def test_what_one_person_typed_is_not_for_the_next_who_logs_in(typing, django_user_model):
    browser, address, sent = typing
    django_user_model.objects.create_user("camille", password=PASSWORD, role=Role.RELATIONSHIP_MANAGER)
    Session.objects.all().delete()
    browser.post(address, sent)

    log_in(browser, "camille", "/connexion/")

    assert WORDS not in browser.get(PAGE).content.decode()
    assert "desk.draft" not in browser.session
    browser.post("/deconnexion/")
    log_in(browser, "sacha", "/connexion/")
    assert WORDS not in browser.get(PAGE).content.decode()


def test_whoever_comes_to_log_in_without_having_typed_is_told_of_nothing(client, db):  # noqa: ARG001 - asked for what it does.
    assert "Votre session a expiré" not in words_of(client.get(f"/connexion/?next={PAGE}"))


def test_logging_out_leaves_nothing_behind(typing):
    browser, address, sent = typing
    Session.objects.all().delete()
    browser.post(address, sent)
    log_in(browser, "sacha", "/connexion/")

    browser.post("/deconnexion/")
    log_in(browser, "sacha", "/connexion/")

    assert WORDS not in browser.get(PAGE).content.decode()


@pytest.mark.parametrize("mark", ["", "made-up", None])
def test_a_form_without_a_mark_of_ours_is_not_kept(typing, mark):
    browser, address, sent = typing
    Session.objects.all().delete()
    forged = {name: value for name, value in sent.items() if name != "draft"} | (
        {} if mark is None else {"draft": mark}
    )

    answer = browser.post(address, forged)

    # Nor is its address where the login leads: it takes forms and is no page.
    assert answer.url == "/connexion/?next="
    assert not Session.objects.exists()


def test_a_form_from_before_another_login_is_shown_anew_with_its_text(sacha):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(sacha)
    address, hidden = form_on(browser, "enregistrer")
    browser.cookies["csrftoken"] = "x" * 32

    answer = browser.post(address, {**hidden, **DEPARTURE})

    assert answer.url == PAGE
    assert WORDS in words_of(browser.get(PAGE))
    assert not Decision.objects.exists()


def test_what_is_kept_is_bounded_and_holds_no_password(typing):
    browser, address, sent = typing
    Session.objects.all().delete()

    browser.post(address, {**sent, "words": "x" * 9000, **{f"more{i}": "y" for i in range(40)}})

    kept = browser.session["desk.draft"]["fields"]
    assert len(kept["words"]) == 4000
    assert len(kept) <= 20
    assert not {"csrfmiddlewaretoken", "once", "draft"} & kept.keys()


def test_a_long_text_of_many_lines_comes_back_whole(typing):
    browser, address, sent = typing
    text = "\n".join(["x" * 19] * 200)[:-1].ljust(LONGEST_WORDS, "y")
    Session.objects.all().delete()

    browser.post(address, {**sent, "words": text.replace("\n", "\r\n")})  # As a browser sends it.
    log_in(browser, "sacha", "/connexion/")
    page = browser.get(PAGE)

    assert f">{text}</textarea>" in page.content.decode()
    assert "la fin n’a pas été conservée" not in words_of(page)


def test_a_text_too_long_to_be_kept_comes_back_with_a_word_about_it(typing):
    browser, address, sent = typing
    Session.objects.all().delete()

    browser.post(address, {**sent, "words": "x" * (LONGEST_WORDS + 1)})
    log_in(browser, "sacha", "/connexion/")

    assert (
        "Elle dépassait 4\u202f000 caractères\u00a0: la fin n’a pas été conservée."
        in browser.get(PAGE).content.decode()
    )


def test_whoever_opens_an_address_that_only_takes_a_form_is_told_so(typing):
    browser, address, _ = typing

    answer = browser.get(address)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Cette adresse reçoit un formulaire" in words_of(answer)
