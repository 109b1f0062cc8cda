"""The list of what waits, and a review from the client's words to its outcome."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone

from solvable.decisions.oversight import DepartureGround, ReviewTerms, TakenDecision
from solvable.vocabulary import Verdict
from solvable.web.access import Role
from solvable.web.desk.reviewing import N_ON_A_PAGE
from solvable.web.journal.decisions import confirm_decision, record_decision
from solvable.web.journal.queue import Missing, Owner, WaitingFor, belonging_to, waiting_cases
from solvable.web.journal.records import ReviewStep
from solvable.web.journal.reviews import ask_review, assign_review
from web.made_up import ACCEPTED, DECLINED, REFERRED, FakeScoringService
from web.test_deciding import browser_of, form_on, told
from web.test_desk import words_of

CAMILLE, DOMINIQUE = "person:camille", "person:dominique"
# At noon, so that days are whole ones also where the clocks change in between.
NOW = timezone.localtime().replace(hour=12)
TERMS = ReviewTerms(days=30)


def decided(client_id, taken=None, *, by=CAMILLE, days_ago=0, corrects=None, alike=None):
    """Record a decision on a client, or on another one who is just like that."""
    evidence = FakeScoringService().evidence(client_id)
    if alike is not None:
        evidence = replace(evidence, decision=replace(evidence.decision, client_id=alike))
    proposed = evidence.decision.verdict
    grounds = {} if taken in (None, proposed) else {"ground": DepartureGround.STUDIED, "words": "Étudié."}
    decision = TakenDecision(proposed=proposed, taken=taken or proposed, **grounds)
    return record_decision(evidence, decision, by=by, at=NOW - timedelta(days=days_ago), corrects=corrects)


def contested(client_id=DECLINED, *, days_ago=0, **about):
    decision = decided(client_id, days_ago=days_ago, **about)
    at = NOW - timedelta(days=days_ago)
    return ask_review(decision.pk, words="J’ai soldé ce crédit.", terms=TERMS, by=CAMILLE, at=at)


@pytest.fixture
def colleague(db):  # noqa: ARG001 - asked for what it does.
    return browser_of("dominique", Role.RELATIONSHIP_MANAGER)


# -- What waits


@pytest.mark.django_db
def test_what_waits_is_what_nobody_has_concluded_overdue_first_then_due_then_the_oldest():
    study = decided(REFERRED, days_ago=90)
    watched = decided(DECLINED, Verdict.ACCEPT, days_ago=2, alike=7)
    due, overdue = contested(ACCEPTED, days_ago=1), contested(DECLINED, days_ago=40)
    decided(ACCEPTED, alike=8)

    cases = waiting_cases()

    assert [(case.kind, case.decision_id) for case in cases] == [
        (WaitingFor.REVIEW, overdue.decision_id),
        (WaitingFor.REVIEW, due.decision_id),
        (WaitingFor.STUDY, study.pk),
        (WaitingFor.SECOND_PERSON, watched.pk),
    ]
    assert [case.is_overdue(NOW.date()) for case in cases] == [True, False, False, False]
    assert [case.missing for case in cases] == [
        Missing.SOMEBODY, Missing.SOMEBODY, Missing.DECISION, Missing.CONFIRMATION,
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_was_confirmed_corrected_or_concluded_waits_no_more():
    watched = decided(DECLINED, Verdict.ACCEPT)
    confirm_decision(watched.pk, agrees=True, by=DOMINIQUE, at=NOW)
    study = decided(REFERRED)
    decided(REFERRED, Verdict.ACCEPT, corrects=study.pk)

    assert waiting_cases() == []


@pytest.mark.django_db
def test_a_case_belongs_to_whom_it_was_last_assigned_or_to_nobody():
    review = contested()
    study = decided(REFERRED)
    assert [case.review_id for case in belonging_to(waiting_cases(), Owner.NOBODY, DOMINIQUE)] == [review.pk]

    assign_review(review.pk, to="person:sacha", by=DOMINIQUE, at=NOW)
    assign_review(review.pk, to=DOMINIQUE, by=DOMINIQUE, at=NOW)

    assert [case.review_id for case in belonging_to(waiting_cases(), Owner.MINE, DOMINIQUE)] == [review.pk]
    assert [case.decision_id for case in belonging_to(waiting_cases(), Owner.MINE, CAMILLE)] == [study.pk]
    assert belonging_to(waiting_cases(), Owner.NOBODY, DOMINIQUE) == []


@pytest.mark.django_db
def test_a_decision_that_the_second_person_refused_waits_for_whoever_took_it_to_decide_anew():
    watched = decided(DECLINED, Verdict.ACCEPT)
    confirm_decision(watched.pk, agrees=False, words="Trop tôt.", by=DOMINIQUE, at=NOW)

    [case] = waiting_cases()
    assert (case.kind, case.missing, case.owner) == (WaitingFor.REFUSED, Missing.NEW_DECISION, CAMILLE)

    decided(DECLINED, corrects=watched.pk)
    assert waiting_cases() == []


# -- The list


def test_a_case_says_what_was_decided_by_whom_and_what_is_missing(desk):
    watched = decided(DECLINED, Verdict.ACCEPT)
    assert "Accord, par Camille" in words_of(desk.get("/reexamens/"))
    assert "La validation d’une seconde personne" in words_of(desk.get("/reexamens/"))

    confirm_decision(watched.pk, agrees=False, words="Trop tôt.", by=DOMINIQUE, at=NOW)

    page = words_of(desk.get("/reexamens/?whose=mine"))
    assert "Décision refusée par la seconde personne" in page
    assert "Une nouvelle décision" in page


def test_an_empty_list_says_so_and_the_frame_leads_to_it(desk):
    assert 'href="/reexamens/"' in desk.get("/").content.decode()
    assert "Aucun dossier n’est en attente" in words_of(desk.get("/reexamens/"))
    assert "Vous ne suivez aucun dossier" in words_of(desk.get("/reexamens/", {"whose": "mine"}))


def test_overdue_is_a_word_and_not_only_a_colour_and_says_how_many(desk):
    contested(days_ago=40)

    said = words_of(desk.get("/reexamens/"))

    assert "1 dossier en retard" in said
    assert "En retard" in said
    assert "40 jours" in said
    assert "Quelqu’un pour reprendre le dossier" in said


def test_each_filter_says_how_many_cases_it_has_and_shows_just_those(desk):
    decided(REFERRED)
    contested(DECLINED, by=DOMINIQUE)

    for whose, clients in (
        ("all", {REFERRED, DECLINED}),
        ("mine", {REFERRED}),
        ("nobody", {DECLINED}),
        ("x", {REFERRED, DECLINED}),
    ):
        page = desk.get("/reexamens/", {"whose": whose})
        assert (
            set(map(int, re.findall(r'<th role="rowheader"[^>]*><a[^>]*>(\d+)</a>', page.content.decode()))) == clients
        )
        assert [each.n_cases for each in page.context["filters"]] == [2, 1, 1]


@pytest.mark.parametrize("asked", ["2", "9", "-1", "x", "²"])
def test_a_long_list_goes_on_over_pages(desk, asked):
    for number in range(1, N_ON_A_PAGE + 2):
        decided(REFERRED, alike=number)

    page = desk.get("/reexamens/", {"page": asked})

    assert page.status_code == 200
    on_second = asked in ("2", "9")
    assert len(page.context["rows"]) == (1 if on_second else N_ON_A_PAGE)
    assert ("Précédents" in words_of(page)) is on_second


# -- One review


def test_whoever_took_the_decision_is_told_that_somebody_else_reviews_it(desk):
    review = contested()

    said = words_of(desk.get(f"/reexamens/{review.pk}/"))

    assert "J’ai soldé ce crédit." in said
    assert "une autre personne doit la revoir" in said
    assert "Prendre le dossier" not in said
    assert desk.post(f"/reexamens/{review.pk}/prendre/").status_code == 409
    assert not ReviewStep.objects.exists()


def test_a_colleague_takes_the_case_and_upholds_the_decision_with_grounds(colleague, desk):
    review = contested()
    page = f"/reexamens/{review.pk}/"
    address, hidden = form_on(colleague, "prendre", page)
    assert colleague.post(address, hidden).url == page

    address, hidden = form_on(colleague, "conclure", page)
    assert told(colleague.post(address, {**hidden, "outcome": "upheld"})).keys() == {"grounds"}
    assert told(colleague.post(address, {**hidden, "grounds": "Vu."})).keys() == {"outcome"}
    answer = colleague.post(address, {**hidden, "outcome": "upheld", "grounds": "Le crédit court encore."})

    assert answer.url == page
    assert "La décision est maintenue" in words_of(colleague.get(page))
    assert "Le crédit court encore." in words_of(desk.get(f"/clients/{DECLINED}/decider/"))
    assert waiting_cases() == []
    assert (
        colleague.post(address, {**hidden, "outcome": "upheld", "grounds": "Le crédit court encore."}).status_code
        == 302
    )
    assert ReviewStep.objects.count() == 2


def test_whoever_takes_a_case_after_their_session_ran_out_is_led_back_to_its_page(colleague):
    review = contested()
    page = f"/reexamens/{review.pk}/"
    address, hidden = form_on(colleague, "prendre", page)
    Session.objects.all().delete()

    assert colleague.post(address, hidden).url == f"/connexion/?next={page}"
    assert not ReviewStep.objects.exists()


def test_a_changed_decision_is_recorded_first_and_must_hold(colleague):
    review = contested()
    assign_review(review.pk, to=DOMINIQUE, by=DOMINIQUE, at=NOW)
    page = f"/reexamens/{review.pk}/"
    address, hidden = form_on(colleague, "conclure", page)
    changed = {**hidden, "outcome": "changed", "grounds": "Quittance vue."}
    assert "Enregistrez d’abord une décision" in told(colleague.post(address, changed))["outcome"]

    correction = decided(DECLINED, Verdict.ACCEPT, by=DOMINIQUE, corrects=review.decision_id)
    assert "attend encore une seconde personne" in told(colleague.post(address, changed))["outcome"]
    assert (
        "indiquez que la décision est modifiée"
        in told(colleague.post(address, {**changed, "outcome": "upheld"}))["outcome"]
    )
    confirm_decision(correction.pk, agrees=True, by="person:sacha", at=NOW)

    assert colleague.post(address, changed).url == page
    assert ReviewStep.objects.get(step="changed").decision_id == correction.pk


def test_a_case_that_went_to_somebody_else_meanwhile_is_said(colleague):
    review = contested()
    assign_review(review.pk, to=DOMINIQUE, by=DOMINIQUE, at=NOW)
    address, hidden = form_on(colleague, "conclure", f"/reexamens/{review.pk}/")
    assign_review(review.pk, to="person:sacha", by="person:sacha", at=NOW)

    answer = colleague.post(address, {**hidden, "outcome": "upheld", "grounds": "Vu."})

    assert answer.status_code == 409
    assert "le dossier a avancé" in words_of(answer)
    assert "Reprendre le dossier de sacha" in words_of(answer)


def test_an_auditor_reads_and_touches_nothing(db):  # noqa: ARG001 - asked for what it does.
    get_user_model().objects.create_user("camille", first_name="Camille", last_name="Martin")
    review = contested()
    auditor = browser_of("alix", Role.AUDITOR)

    page = auditor.get(f"/reexamens/{review.pk}/")

    assert "Camille Martin" in words_of(page)
    assert '<form class="take"' not in page.content.decode()
    assert auditor.post(f"/reexamens/{review.pk}/prendre/").status_code == 403


def test_a_review_that_is_not_there_has_a_page(desk):
    assert desk.get("/reexamens/999/").status_code == 404
