"""The letter of a recorded decision, at the desk and by the API: from the record, to whoever may read it."""

import json
import shutil
from datetime import timedelta

import pytest
from django.utils import timezone

from builders import REPOSITORY
from reports.letter.samples import read_pdf, squeezed, words_of
from solvable.decisions.oversight import DepartureGround, TakenDecision
from solvable.vocabulary import Language, Verdict
from solvable.web.journal.decisions import confirm_decision, record_decision
from solvable.web.journal.letters import letter_facts
from solvable.web.journal.records import Scoring
from web.journal.builders import CAMILLE, DOMINIQUE, NOON, at
from web.made_up import ACCEPTED, DECLINED, REFERRED, FakeScoringService, open_nothing

ACCEPT, REFER, DECLINE = Verdict


@pytest.fixture(autouse=True)
def _shipped_letters(settings):
    settings.CONFIG = REPOSITORY / "config"


def record(client_id, taken=None, *, corrects=None, minutes=0.0, with_way=False):
    """Record what a person decided on a made-up client; with grounds where it departs from the proposal."""
    evidence = FakeScoringService().evidence(client_id, with_way=with_way)
    proposed = evidence.decision.verdict
    grounds = {} if taken in (None, proposed) else {"ground": DepartureGround.STUDIED, "words": "Secret du dossier."}
    decision = TakenDecision(proposed=proposed, taken=taken or proposed, **grounds)
    return record_decision(evidence, decision, by=CAMILLE, at=at(minutes), corrects=corrects).pk


def letter(visitor, decision_id, query=""):
    return visitor.get(f"/decisions/{decision_id}/lettre/{query}")


# -- At the desk


def test_the_letter_opens_in_the_browser_under_a_name_and_is_kept_nowhere(desk):
    answer = letter(desk, record(DECLINED))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('inline; filename="decision-')
    assert "no-store" in answer["Cache-Control"]
    assert len(read_pdf(answer.content).pages) <= 2


@pytest.mark.parametrize("client_id", [ACCEPTED, REFERRED, DECLINED])
@pytest.mark.parametrize("language", list(Language))
def test_it_gives_the_reasons_that_the_clients_page_gives_first(desk, client_id, language):
    [decision] = FakeScoringService().decide([client_id])
    desk.cookies["django_language"] = language.value
    page = squeezed(desk.get(f"/clients/{client_id}/").content.decode().replace("&#x27;", "'"))

    words = words_of(letter(desk, record(client_id)).content)

    main = [*decision.against[:3], *decision.in_favour[:3]]
    for reason in main:
        sentence = squeezed(reason.sentence.in_language(language))
        assert sentence in words
        assert sentence in page
    for reason in set(decision.reasons) - set(main):
        assert squeezed(reason.sentence.in_language(language)) not in words


def test_it_speaks_the_language_of_the_desk_or_the_one_that_is_asked_for(desk):
    decision_id = record(DECLINED)

    assert read_pdf(letter(desk, decision_id).content).trailer["/Root"]["/Lang"] == "fr"
    assert read_pdf(letter(desk, decision_id, "?lang=en").content).trailer["/Root"]["/Lang"] == "en"
    assert letter(desk, decision_id, "?lang=de").status_code == 400


def test_a_letter_is_about_a_recorded_decision_and_never_about_a_proposal(desk):
    assert letter(desk, 999).status_code == 404
    assert letter(desk, DECLINED).status_code == 404


def test_what_the_model_and_the_policy_say_since_then_changes_nothing(desk, settings):
    decision_id = record(DECLINED)
    before = letter(desk, decision_id).content

    settings.SCORING_SERVICE = open_nothing

    assert letter(desk, decision_id).content == before


def test_an_internal_note_of_the_person_who_decided_is_not_told_to_the_client(desk):
    answer = letter(desk, record(REFERRED, DECLINE))

    assert squeezed("Elle s’est fondée sur l’étude de votre dossier") in words_of(answer.content)
    assert squeezed("Secret du dossier") not in words_of(answer.content)


@pytest.mark.parametrize(("language", "words"), [("fr", "Il n’y a pas de lettre"), ("en", "There is no letter")])
def test_a_decision_that_waits_for_a_second_person_has_no_letter_and_the_page_says_why(desk, language, words):
    desk.cookies["django_language"] = language

    answer = letter(desk, record(DECLINED, ACCEPT))

    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert f'class="primary" href="/clients/{DECLINED}/decider/"' in answer.content.decode()


def test_it_is_dated_from_the_day_on_which_a_second_person_confirmed(desk):
    decision_id = record(DECLINED, ACCEPT)
    confirm_decision(decision_id, agrees=True, by=DOMINIQUE, at=NOON + timedelta(days=2))

    assert squeezed("Le 30 novembre 2026, nous avons donné notre accord") in words_of(letter(desk, decision_id).content)


def test_a_decision_that_the_second_person_refused_has_no_letter(desk):
    decision_id = record(DECLINED, ACCEPT)
    confirm_decision(decision_id, agrees=False, words="Trop tôt.", by=DOMINIQUE, at=at(5))

    assert letter(desk, decision_id).status_code == 409


def test_the_letter_of_a_replaced_decision_is_marked_as_a_copy_and_the_new_one_is_not(desk):
    first = record(REFERRED, DECLINE)
    second = record(REFERRED, ACCEPT, corrects=first, minutes=30)

    assert squeezed("Une autre décision a remplacé celle-ci le 28 novembre 2026") in words_of(
        letter(desk, first).content
    )
    assert squeezed("a remplacé celle-ci") not in words_of(letter(desk, second).content)


def test_a_decision_shortly_before_midnight_utc_is_of_the_next_day_at_the_bank(db):  # noqa: ARG001 - has the journal.
    decision_id = record(DECLINED, minutes=11.5 * 60)

    facts = letter_facts(decision_id)

    assert timezone.get_default_timezone_name() == "Europe/Paris"
    assert (facts.decided_at.day, facts.decided_on.day) == (28, 29)


def test_texts_that_cannot_be_used_are_told_to_the_log_and_not_to_the_visitor(desk, settings, tmp_path, caplog):
    settings.CONFIG = tmp_path
    folder = shutil.copytree(REPOSITORY / "config" / "letters", tmp_path / "letters")
    with (folder / "letter.typ").open("a", encoding="utf-8") as file:
        file.write("#nonsense\n")

    answer = letter(desk, record(DECLINED))

    assert answer.status_code == 503
    assert b"nonsense" not in answer.content
    assert "letter.typ, line" in caplog.text


# -- By the API


def test_a_program_gets_the_same_letter(program, desk):
    decision_id = record(DECLINED)

    answer = program.get(f"/v1/decisions/{decision_id}/letter?lang=en")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == letter(desk, decision_id, "?lang=en").content


@pytest.mark.parametrize(
    ("taken", "query", "status"),
    [
        pytest.param(DECLINE, "?lang=de", 422, id="a language that is not spoken"),
        pytest.param(ACCEPT, "", 409, id="a decision that waits"),
    ],
)
def test_a_program_is_told_why_there_is_no_letter(program, taken, query, status):
    answer = program.get(f"/v1/decisions/{record(DECLINED, taken)}/letter{query}")

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_a_program_is_told_that_there_is_no_such_decision(program):
    assert program.get("/v1/decisions/999/letter").status_code == 404


@pytest.mark.parametrize("tells_way", [True, False])
def test_a_program_says_whether_what_leads_to_a_yes_is_recorded_for_the_letter(program, tells_way):
    body = {"proposed": "refer", "taken": "refer", "decided_by": "c.martin", "tells_way": tells_way}
    answer = program.post(
        f"/v1/clients/{REFERRED}/decisions", json.dumps(body), content_type="application/json",
        headers={"Idempotency-Key": "order-0001"},
    )  # fmt: skip

    assert (json.loads(Scoring.objects.get().content)["way_to_yes"] is not None) is tells_way
    pdf = program.get(f"/v1/decisions/{answer.json()['decision_id']}/letter").content
    assert (squeezed("Si vous rameniez le montant demandé") in words_of(pdf)) is tells_way


def test_the_description_of_the_api_says_that_a_letter_is_a_pdf(program):
    responses = program.get("/v1/openapi.json").json()["paths"]["/v1/decisions/{decision_id}/letter"]["get"][
        "responses"
    ]

    assert list(responses["200"]["content"]) == ["application/pdf"]
    assert {"404", "409", "422", "503"} <= responses.keys()
