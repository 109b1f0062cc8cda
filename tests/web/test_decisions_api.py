"""Decisions and reviews by the API: recorded once however often they are sent, and read again."""

import json

import pytest

from solvable.vocabulary import Verdict
from solvable.web.journal.audit import audit_journal
from solvable.web.journal.idempotency import Answer
from solvable.web.journal.ledger import find_record
from solvable.web.journal.records import Decision, IdempotencyKey, Scoring
from web.made_up import ACCEPTED, DECLINED, FakeScoringService, open_nothing

ACCEPT, _, DECLINE = Verdict
GROUNDS = {"ground": "new_documents", "words": "Contrat de travail vérifié."}


def send(program, address, body, key="order-0001"):
    return program.post(address, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


def decide(program, client_id=DECLINED, key="order-0001", **changes):
    body = {"proposed": "decline", "taken": "decline", "decided_by": "c.martin", "shown": {"screen": "file"}}
    return send(program, f"/v1/clients/{client_id}/decisions", body | changes, key)


def accepted_against_the_policy(program):
    return decide(program, taken="accept", **GROUNDS).json()["decision_id"]


def test_a_second_decision_on_a_client_says_which_one_it_takes_the_place_of(program):
    first = decide(program).json()["decision_id"]

    refused = problem_of(decide(program, key="order-0002"), 409)
    corrected = decide(program, key="order-0003", corrects=first)

    assert refused["type"].endswith("state-conflict")
    assert f"found decision {first}" in refused["detail"]
    assert corrected.status_code == 201


def confirm(program, decision_id, key="order-0002", **changes):
    body = {"agrees": True, "decided_by": "d.petit"}
    return send(program, f"/v1/decisions/{decision_id}/confirmation", body | changes, key)


def problem_of(answer, status):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()


def test_a_decision_is_recorded_with_what_it_stands_on_and_can_be_read(program):
    answer = decide(program)

    assert answer.status_code == 201
    document = answer.json()
    assert (document["client_id"], document["proposed"], document["taken"]) == (DECLINED, "decline", "decline")
    assert document["state"] == "holds"
    record = find_record(Decision, document["decision_id"])
    scoring = json.loads(find_record(Scoring, record.scoring_id).content)
    [proposal] = FakeScoringService().decide([DECLINED])
    assert scoring["proposal"]["score"] == proposal.score
    assert json.loads(record.content)["shown"] == {"screen": "file"}
    assert document["decided_by"] == record.recorded_by
    assert record.recorded_by.startswith("key:solvable_")
    assert record.recorded_by.endswith(":c.martin")
    assert program.get(f"/v1/decisions/{document['decision_id']}").json() == document
    assert audit_journal().breaks == ()


def test_the_same_write_sent_again_is_answered_again_and_done_once(program):
    first, again = decide(program), decide(program)

    assert (first["Idempotency-Replayed"], again["Idempotency-Replayed"]) == ("false", "true")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert Decision.objects.count() == 1


def test_another_write_under_the_same_key_is_refused(program):
    decide(program)

    for another in (decide(program, decided_by="d.petit"), decide(program, ACCEPTED)):
        assert problem_of(another, 409)["type"] == "urn:solvable:problem:idempotency-key-reused"
    assert Decision.objects.count() == 1


def test_a_write_that_was_refused_may_be_sent_again_under_its_key(program):
    assert decide(program, taken="accept").status_code == 409

    assert decide(program, taken="accept", **GROUNDS).status_code == 201


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        pytest.param({"taken": "accept"}, "grounds-required", id="a departure without grounds"),
        pytest.param({"taken": "accept", "ground": "other"}, "grounds-required", id="a departure without words"),
        pytest.param({"proposed": "accept", "taken": "accept"}, "state-conflict", id="another proposal than it is"),
    ],
)
def test_what_cannot_be_decided_so_is_409_and_leaves_nothing(program, changes, kind):
    assert problem_of(decide(program, **changes), 409)["type"] == f"urn:solvable:problem:{kind}"

    assert not Decision.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_a_decision_against_the_policy_waits_for_another_person_of_the_same_program(program):
    decision_id = accepted_against_the_policy(program)
    assert program.get(f"/v1/decisions/{decision_id}").json()["state"] == "waits"

    same = problem_of(confirm(program, decision_id, decided_by="c.martin"), 409)
    confirmed = confirm(program, decision_id)

    assert same["type"] == "urn:solvable:problem:second-person-required"
    assert (confirmed.status_code, confirmed.json()["state"]) == (201, "holds")
    assert problem_of(confirm(program, decision_id, key="order-0003"), 409)["type"].endswith("state-conflict")


def test_a_second_person_who_disagrees_says_why(program):
    decision_id = accepted_against_the_policy(program)

    assert problem_of(confirm(program, decision_id, agrees=False), 409)["type"].endswith("grounds-required")
    refused = confirm(program, decision_id, agrees=False, words="Contrat à durée déterminée.")

    assert refused.json()["state"] == "refused"


def test_a_correction_names_the_decision_that_it_takes_the_place_of(program):
    earlier = decide(program).json()["decision_id"]

    correction = decide(program, key="order-0002", corrects=earlier).json()

    assert correction["corrects"] == earlier
    assert program.get(f"/v1/decisions/{earlier}").json()["state"] == "corrected"


def test_a_review_is_asked_in_the_clients_words_and_says_until_when_it_is_due(program):
    decision_id = decide(program).json()["decision_id"]
    address = f"/v1/decisions/{decision_id}/reviews"
    body = {"words": "J’ai soldé ce crédit.", "taken_by": "c.martin"}

    answer = send(program, address, body, "order-0002").json()

    assert answer["decision_id"] == decision_id
    assert answer["due_on"] > answer["asked_at"][:10]
    assert problem_of(send(program, address, body, "order-0003"), 409)["type"].endswith("state-conflict")
    assert problem_of(send(program, address, body | {"words": "  "}, "order-0004"), 422)["errors"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"taken": "maybe"}, "taken", id="no verdict"),
        pytest.param({"ground": "mood"}, "ground", id="no ground of the list"),
        pytest.param({"decided_by": ""}, "decided_by", id="nobody"),
        pytest.param({"decided_by": "c\x00martin"}, "decided_by", id="a name that no database takes"),
        pytest.param({"words": "\ud800"}, "words", id="half a character"),
        pytest.param({"words": "x" * 4001}, "words", id="more words than anybody reads"),
        pytest.param({"shown": {"score": 12}}, "shown", id="what was shown in numbers"),
        pytest.param({"shown": {"\ud800": "file"}}, "shown", id="half a character in a name"),
        pytest.param({"verdict": "accept"}, "verdict", id="a field that is not known"),
        pytest.param({"corrects": 0}, "corrects", id="no number"),
    ],
)
def test_a_body_that_cannot_be_used_is_422_and_names_the_place(program, changes, place):
    document = problem_of(decide(program, **changes), 422)

    assert place in document["errors"][0]["location"]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("idempotency_key", ["", "short", "with space in", "x" * 101, "é" * 10])
def test_a_write_needs_a_key_of_its_own(program, idempotency_key):
    document = problem_of(decide(program, key=idempotency_key), 422)

    assert document["errors"][0]["location"][0] == "header"


def test_a_body_that_is_no_json_is_400(program):
    answer = program.post(
        f"/v1/clients/{DECLINED}/decisions", b"\xff", content_type="application/json",
        headers={"Idempotency-Key": "order-0001"},
    )  # fmt: skip

    assert "a body is JSON" in problem_of(answer, 400)["detail"]


def test_what_is_not_there_is_404(program):
    assert problem_of(decide(program, client_id=999), 404)["type"].endswith("unknown-client")
    for answer in (program.get("/v1/decisions/999"), confirm(program, 999)):
        assert problem_of(answer, 404)["type"].endswith("unknown-record")


def test_a_service_that_is_not_ready_records_nothing(program, settings):
    settings.SCORING_SERVICE = open_nothing

    assert problem_of(decide(program), 503)["type"].endswith("not-ready")
    assert not IdempotencyKey.objects.exists()


def test_an_answer_is_kept_as_it_was_given(program):
    first = decide(program)

    kept = IdempotencyKey.objects.get()
    assert Answer(status=kept.status, body=kept.answer) == Answer(status=201, body=first.content.decode())
    assert kept.client_id == DECLINED
