"""Reviews by the API: what waits, who looks again, and what came of it; each step once however often it is sent."""

import pytest

from solvable.web.journal.audit import audit_journal
from solvable.web.journal.records import ReviewStep
from web.made_up import DECLINED, REFERRED
from web.test_decisions_api import GROUNDS, decide, problem_of, send

WORDS = "J’ai soldé ce crédit."


@pytest.fixture
def review(program):
    """A review that a client asked for, of a decision that c.martin took."""
    decision_id = decide(program).json()["decision_id"]
    body = {"words": WORDS, "taken_by": "c.martin"}
    return send(program, f"/v1/decisions/{decision_id}/reviews", body, "order-0002").json()


def step(program, review, name, key, **body):
    return send(program, f"/v1/reviews/{review['review_id']}/{name}", body, key)


def assign(program, review, to="d.petit", key="order-0003"):
    return step(program, review, "assignment", key, assigned_to=to, assigned_by="c.martin")


def conclude(program, review, by="d.petit", key="order-0004", **body):
    return step(program, review, "conclusion", key, **({"grounds": "Contrat vérifié.", "decided_by": by} | body))


def test_a_review_can_be_read_with_the_clients_words_and_where_it_stands(program, review):
    read = program.get(f"/v1/reviews/{review['review_id']}").json()

    assert read == review
    assert (read["state"], read["words"], read["client_id"]) == ("asked", WORDS, DECLINED)
    assert (read["assigned_to"], read["grounds"], read["changed_by"]) == (None, None, None)


def test_a_review_is_assigned_and_upheld_with_grounds(program, review):
    assigned = assign(program, review).json()
    concluded = conclude(program, review).json()

    assert assigned["state"] == "assigned"
    assert assigned["assigned_to"].endswith(":d.petit")
    assert (concluded["state"], concluded["grounds"], concluded["changed_by"]) == ("upheld", "Contrat vérifié.", None)
    assert audit_journal().breaks == ()


def test_a_review_that_changes_the_decision_names_the_one_that_corrects_it(program, review):
    assign(program, review)
    correction = decide(program, key="order-0009", corrects=review["decision_id"]).json()["decision_id"]

    concluded = conclude(program, review, changed_by=correction).json()

    assert (concluded["state"], concluded["changed_by"]) == ("changed", correction)


def test_open_reviews_are_listed_and_concluded_ones_are_not(program, review):
    other = decide(program, REFERRED, key="order-0010", proposed="refer", taken="refer").json()["decision_id"]
    second = send(
        program, f"/v1/decisions/{other}/reviews", {"words": "Revoyez.", "taken_by": "c.martin"}, "order-0011"
    ).json()

    both = program.get("/v1/reviews").json()
    second_page = program.get("/v1/reviews", {"offset": 1, "limit": 1}).json()
    assign(program, review)
    conclude(program, review)
    left = program.get("/v1/reviews").json()

    assert both == {"n_open": 2, "reviews": [review, second]}
    assert second_page == {"n_open": 2, "reviews": [second]}
    assert left == {"n_open": 1, "reviews": [second]}


def test_the_same_step_sent_again_is_answered_again_and_done_once(program, review):
    first, again = assign(program, review), assign(program, review)

    assert (first["Idempotency-Replayed"], again["Idempotency-Replayed"]) == ("false", "true")
    assert again.content == first.content
    assert ReviewStep.objects.count() == 1


def test_who_took_the_decision_does_not_look_at_it_again(program, review):
    assert problem_of(assign(program, review, to="c.martin"), 409)["type"].endswith("second-person-required")


def test_only_who_it_is_assigned_to_concludes_and_only_once(program, review):
    assert problem_of(conclude(program, review), 409)["type"].endswith("state-conflict")
    assign(program, review)
    assert problem_of(conclude(program, review, by="e.roux"), 409)["type"].endswith("state-conflict")
    conclude(program, review)

    assert problem_of(conclude(program, review, key="order-0005"), 409)["type"].endswith("state-conflict")
    assert problem_of(assign(program, review, key="order-0006"), 409)["type"].endswith("state-conflict")


def test_a_decision_that_does_not_correct_the_one_under_review_concludes_nothing(program, review):
    assign(program, review)
    another = decide(program, REFERRED, key="order-0012", proposed="refer", taken="refer").json()["decision_id"]

    assert problem_of(conclude(program, review, changed_by=another), 409)["type"].endswith("state-conflict")


def test_a_correction_that_waits_for_a_second_person_concludes_nothing_and_no_corrected_decision_is_upheld(
    program, review
):
    assign(program, review)
    correction = decide(program, key="order-0013", corrects=review["decision_id"], taken="accept", **GROUNDS).json()

    waits = problem_of(conclude(program, review, changed_by=correction["decision_id"]), 409)
    upheld = problem_of(conclude(program, review, key="order-0014"), 409)

    assert "waits for a second person" in waits["detail"]
    assert "name the decision that changed it" in upheld["detail"]
    assert program.get(f"/v1/reviews/{review['review_id']}").json()["state"] == "assigned"


@pytest.mark.parametrize("body", [{"grounds": " "}, {"grounds": ""}, {"decided_by": ""}, {"outcome": "upheld"}])
def test_a_conclusion_that_cannot_be_used_is_422(program, review, body):
    assign(program, review)

    assert problem_of(conclude(program, review, **body), 422)["errors"]


def test_a_review_that_is_not_there_is_404(program):
    nobody = {"review_id": 999}

    for answer in (program.get("/v1/reviews/999"), assign(program, nobody), conclude(program, nobody)):
        assert problem_of(answer, 404)["type"].endswith("unknown-record")


@pytest.mark.parametrize("asked", [{"limit": "0"}, {"limit": "501"}, {"offset": "-1"}, {"offset": "x"}])
def test_a_page_that_there_is_not_is_422(program, asked):
    assert problem_of(program.get("/v1/reviews", asked), 422)["errors"][0]["location"] == ["query", next(iter(asked))]
