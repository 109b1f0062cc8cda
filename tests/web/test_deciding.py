"""Deciding at the desk: recorded once with what was on screen, confirmed by another person, and nothing is lost."""

import json
import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from solvable.decisions.decision import Cutoffs
from solvable.vocabulary import VERDICT_WORDS, Language, Verdict
from solvable.web.access import Role
from solvable.web.journal.audit import audit_journal
from solvable.web.journal.histories import decision_stories
from solvable.web.journal.records import Confirmation, Decision, Review, Scoring
from web.made_up import ACCEPTED, DECLINED, REFERRED, FakeScoringService
from web.test_desk import words_of

PAGE = f"/clients/{DECLINED}/decider/"
DEPARTURE = {"taken": "accept", "ground": "new_documents", "words": "Contrat de travail vérifié."}


def browser_of(name, role):
    client = Client(raise_request_exception=False)
    person, _ = get_user_model().objects.get_or_create(username=name, defaults={"role": role})
    client.force_login(person)
    return client


@pytest.fixture
def approver(db):  # noqa: ARG001 - asked for what it does.
    return browser_of("dominique", Role.APPROVER)


def form_on(desk, action, page=PAGE):
    """Return the address and the hidden fields of a form on a page, as a browser would send them."""
    html = desk.get(page).content.decode()
    [(address, inside)] = re.findall(rf'<form[^>]*action="([^"]*{action}/)"[^>]*>(.*?)</form>', html, flags=re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inside)
    return address, {name: unescape(value) for name, value in hidden}


def decide(desk, taken="decline", page=PAGE, **typed):
    address, hidden = form_on(desk, "enregistrer", page)
    return desk.post(address, {**hidden, "taken": taken, **typed})


def told(answer):
    return answer.context["complaints"]


def story(client_id=DECLINED):
    return decision_stories(client_id)[0]


def test_following_the_proposal_takes_a_click_and_records_what_was_on_screen(desk):
    answer = decide(desk)

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert "Votre décision est enregistrée" in words_of(desk.get(PAGE))
    kept = story()
    assert (kept.by, kept.proposed, kept.taken, kept.state) == ("person:camille", "decline", "decline", "holds")
    [proposal] = FakeScoringService().decide([DECLINED])
    assert kept.shown["score"] == proposal.score
    assert [each["sentence"] for each in kept.shown["against"]] == [each.sentence.fr for each in proposal.against[:3]]
    assert audit_journal().breaks == ()


def test_what_is_recorded_as_shown_is_on_the_page(desk):
    page = words_of(desk.get(PAGE))
    decide(desk)

    for reason in (*story().shown["against"], *story().shown["in_favour"]):
        assert re.sub(r"\s+", " ", reason["sentence"]) in page


def test_whoever_reads_a_decision_sees_what_was_on_screen_also_once_the_proposal_is_another(desk, settings):
    decide(desk)
    cutoffs = Cutoffs(accept_from=300, decline_below=200, accept_below_prob=0.0712, decline_from_prob=0.1325)
    settings.SCORING_SERVICE = lambda: FakeScoringService(cutoffs=cutoffs)

    page = desk.get(PAGE).content.decode()

    [on_screen] = re.findall(r'<details class="on-screen">.*?</details>', page, flags=re.DOTALL)
    assert "Refus proposé" in on_screen
    assert "485 points" in on_screen
    assert "Accord proposé" in page


@pytest.mark.parametrize("language", Language)
def test_the_screens_language_is_recorded_also_where_another_window_changed_it_since(desk, language):
    desk.cookies["django_language"] = language.value
    address, hidden = form_on(desk, "enregistrer")
    desk.cookies["django_language"] = "en" if language is Language.FR else "fr"

    assert desk.post(address, {**hidden, "taken": "decline"}).status_code == 302
    assert story().shown["language"] == language


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        pytest.param({"taken": ""}, {"taken"}, id="nothing chosen"),
        pytest.param({"taken": "perhaps"}, {"taken"}, id="what is no verdict"),
        pytest.param({"taken": "accept", "words": "Vu."}, {"ground"}, id="a departure without its ground"),
        pytest.param({"taken": "accept", "ground": "studied"}, {"words"}, id="a departure without words"),
        pytest.param({"taken": "accept", "ground": "studied", "words": " \n"}, {"words"}, id="with blanks for words"),
        pytest.param({"taken": "accept", "ground": "mood", "words": "Vu."}, {"ground"}, id="what is no ground"),
        pytest.param({"taken": "decline", "words": "x" * 4001}, {"words"}, id="more words than are kept"),
    ],
)
def test_what_is_missing_is_said_at_the_field_and_what_was_typed_stays(desk, typed, missing):
    answer = decide(desk, **typed)

    assert answer.status_code == 422
    assert told(answer).keys() == missing
    page = answer.content.decode()
    assert all(f'id="complaint-{name}"' in page for name in missing)
    assert (
        unescape(re.search(r'<textarea id="field-words"[^>]*>([^<]*)<', page)[1]).strip()
        == typed.get("words", "").strip()
    )
    assert not Decision.objects.exists()


def test_what_is_missing_is_told_beside_a_proposal_that_was_computed_once(desk, settings):
    service = FakeScoringService()
    settings.SCORING_SERVICE = lambda: service
    address, hidden = form_on(desk, "enregistrer")
    service.asked.clear()

    assert desk.post(address, {**hidden, "taken": ""}).status_code == 422
    assert service.asked == [DECLINED]


def test_a_double_click_decides_once(desk):
    address, hidden = form_on(desk, "enregistrer")
    sent = {**hidden, "taken": "decline"}

    answers = [desk.post(address, sent) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {302}
    assert Decision.objects.count() == 1


def test_a_form_that_comes_back_changed_after_it_was_recorded_is_not_recorded_over_it(desk):
    address, hidden = form_on(desk, "enregistrer")
    desk.post(address, {**hidden, "taken": "decline"})

    answer = desk.post(address, {**hidden, **DEPARTURE})

    assert answer.status_code == 409
    assert "Ce formulaire a déjà été envoyé" in words_of(answer)
    assert DEPARTURE["words"] in words_of(answer)
    assert Decision.objects.count() == 1


def test_of_two_people_the_second_is_told_what_the_first_decided_and_may_correct_it(desk, approver):
    address, hidden = form_on(approver, "enregistrer")
    decide(desk)

    answer = approver.post(address, {**hidden, **DEPARTURE})

    assert answer.status_code == 409
    said = words_of(answer)
    assert re.search(r"Entre-temps, à \d\d:\d\d, Camille Martin a décidé pour ce client : refus", said)
    assert DEPARTURE["words"] in said
    assert Decision.objects.count() == 1

    again = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', answer.content.decode()))
    corrected = approver.post(address, {**hidden, "seen": again["seen"], "once": "0" * 32, **DEPARTURE})

    assert corrected.status_code == 302
    latest, earlier = decision_stories(DECLINED)
    assert (latest.corrects, earlier.state) == (earlier.decision_id, "corrected")


def test_a_correction_says_why_whatever_it_decides(desk):
    decide(desk)

    refused = decide(desk, "decline")
    recorded = decide(desk, "decline", words="Mauvais dossier ouvert.")

    assert told(refused).keys() == {"words"}
    assert recorded.status_code == 302
    assert story().corrects is not None


@pytest.mark.parametrize("change", ["verdict", "score"])
def test_a_proposal_that_changed_meanwhile_is_said_and_nothing_is_lost(desk, settings, change):
    address, hidden = form_on(desk, "enregistrer")
    low = 400 if change == "verdict" else 519
    cutoffs = Cutoffs(accept_from=560, decline_below=low, accept_below_prob=0.0712, decline_from_prob=0.1325)
    settings.SCORING_SERVICE = lambda: FakeScoringService(cutoffs=cutoffs)

    answer = desk.post(address, {**hidden, **DEPARTURE})

    assert answer.status_code == 409
    assert "La proposition a changé" in words_of(answer)
    assert DEPARTURE["words"] in words_of(answer)
    assert not Decision.objects.exists()


def test_after_a_study_the_page_asks_for_the_decision_and_for_what_the_study_showed(desk):
    page = f"/clients/{REFERRED}/decider/"
    decide(desk, "refer", page)

    shown = words_of(desk.get(page))
    assert "Décider après l’étude" in shown
    assert "Dites ce que l’étude a montré" in shown
    assert "Corriger la décision" not in shown

    decide(desk, "accept", page, ground="studied", words="Revenus vérifiés.")
    assert "Corriger la décision" in words_of(desk.get(page))


def test_what_holds_is_told_once_and_earlier_decisions_below_it(desk):
    decide(desk)
    assert "Décisions précédentes" not in words_of(desk.get(PAGE))

    decide(desk, words="Mauvais dossier ouvert.")

    page = words_of(desk.get(PAGE))
    assert page.count("Mauvais dossier ouvert.") == 1
    assert page.index("en vigueur") < page.index("Décisions précédentes") < page.index("remplacée depuis")


# -- The second person


def test_a_departure_that_the_policy_watches_waits_for_an_approver(desk, approver):
    decide(desk, **DEPARTURE)
    assert "en attente d’une seconde personne" in words_of(desk.get(PAGE))
    assert "Vous êtes la seconde personne" not in words_of(desk.get(PAGE))

    address, hidden = form_on(approver, "confirmer")
    answer = approver.post(address, {**hidden, "agrees": "yes"})

    assert answer.url == PAGE
    assert (story().state, story().second.by) == ("holds", "person:dominique")
    assert approver.post(address, {**hidden, "agrees": "yes"}).status_code == 302
    assert Confirmation.objects.count() == 1


def test_who_refuses_to_confirm_says_why_and_it_can_be_decided_anew(desk, approver):
    decide(desk, **DEPARTURE)
    address, hidden = form_on(approver, "confirmer")

    assert told(approver.post(address, {**hidden, "agrees": "no"})).keys() == {"second_words"}
    assert told(approver.post(address, hidden)).keys() == {"agrees"}
    approver.post(address, {**hidden, "agrees": "no", "second_words": "Contrat à durée déterminée."})

    assert story().state == "refused"
    assert "Aucune décision n’est en vigueur" in words_of(desk.get(PAGE))
    assert "Décider à nouveau" in words_of(desk.get(PAGE))
    assert "Contrat à durée déterminée." in words_of(desk.get(PAGE))


def test_nobody_confirms_their_own_decision(approver):
    decide(approver, **DEPARTURE)

    assert "c’est à une autre personne de la valider" in words_of(approver.get(PAGE))
    answer = approver.post(f"/decisions/{story().decision_id}/confirmer/", {"agrees": "yes"})
    assert answer.status_code == 409
    assert "Il faut une autre personne" in words_of(answer)


def test_a_decision_that_was_confirmed_meanwhile_is_said(desk, approver):
    decide(desk, **DEPARTURE)
    address, hidden = form_on(approver, "confirmer")
    third = browser_of("sacha", Role.APPROVER)
    third.post(address, {"agrees": "yes"})

    answer = approver.post(address, {**hidden, "agrees": "no", "second_words": "Non."})

    assert answer.status_code == 409
    assert "le dossier a avancé" in words_of(answer)
    assert story().second.by == "person:sacha"


# -- A review


def test_the_clients_words_are_taken_down_and_say_until_when_they_get_an_answer(desk):
    decide(desk)
    address, hidden = form_on(desk, "reexamen")

    assert told(desk.post(address, hidden)).keys() == {"review_words"}
    assert desk.post(address, {**hidden, "review_words": "J’ai soldé ce crédit."}).url == PAGE
    desk.post(address, {**hidden, "review_words": "J’ai soldé ce crédit."})

    assert Review.objects.count() == 1
    assert json.loads(Review.objects.get().content)["words"] == "J’ai soldé ce crédit."
    assert "nous lui devons une réponse d’ici le" in words_of(desk.get(PAGE))
    assert "Ouvrir le réexamen" in words_of(desk.get(PAGE))


def test_whoever_corrects_for_a_review_finds_the_way_back_to_it(desk):
    decide(desk)
    address, hidden = form_on(desk, "reexamen")
    desk.post(address, {**hidden, "review_words": "J’ai soldé ce crédit."})

    decide(desk, words="Quittance vue.")

    assert f'href="/reexamens/{Review.objects.get().pk}/"' in desk.get(PAGE).content.decode()


# -- Who sees what


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ANALYST])
def test_who_only_reads_sees_what_was_decided_and_no_form(desk, role):
    decide(desk, **DEPARTURE)
    reader = browser_of("alix", role)

    page = words_of(reader.get(PAGE))

    assert "Contrat de travail vérifié." in page
    assert "Camille Martin" in page
    assert '<form class="decide-form' not in reader.get(PAGE).content.decode()


def test_what_people_type_is_text_and_nothing_else(desk):
    decide(desk, taken="accept", ground="other", words="<script>alert(1)</script>\x00 & « vu »")

    page = desk.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_every_verdict_can_be_taken_and_the_proposed_one_comes_first_and_none_is_chosen(desk):
    for client_id, proposed in ((ACCEPTED, Verdict.ACCEPT), (REFERRED, Verdict.REFER), (DECLINED, Verdict.DECLINE)):
        page = desk.get(f"/clients/{client_id}/decider/").content.decode()
        offered = re.findall(r'name="taken" value="(\w+)"', page)
        assert offered[0] == proposed
        assert set(offered) == set(Verdict)
        assert not re.search(r'name="taken"[^>]* checked', page)
        assert VERDICT_WORDS[proposed].fr in page.lower()


def test_a_decision_that_is_not_there_has_a_page(approver):
    assert approver.post("/decisions/999/confirmer/", {"agrees": "yes"}).status_code == 404
    assert approver.post("/decisions/999/reexamen/", {"review_words": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("client_id", "taken", "is_recorded"),
    [
        pytest.param(REFERRED, "refer", True, id="not accepted"),
        pytest.param(ACCEPTED, "accept", False, id="accepted"),
    ],
)
def test_what_would_lead_to_a_yes_is_recorded_for_the_letter_of_who_is_not_accepted(
    desk, client_id, taken, is_recorded
):
    decide(desk, taken, page=f"/clients/{client_id}/decider/")

    assert (json.loads(Scoring.objects.get().content)["way_to_yes"] is not None) is is_recorded


def test_the_page_leads_to_the_letter_of_the_decision_that_holds(desk):
    decide(desk)

    page = desk.get(PAGE).content.decode()

    [decision_id] = Decision.objects.values_list("pk", flat=True)
    assert f'href="/decisions/{decision_id}/lettre/' in page
    assert desk.get(f"/decisions/{decision_id}/lettre/")["Content-Type"] == "application/pdf"
