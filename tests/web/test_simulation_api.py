"""What programs are told of a client who asks differently: what the service says, and why where it cannot."""

import pytest

from solvable.portfolios.home_credit import home_credit
from solvable.portfolios.simulation import LARGEST_AMOUNT, LONGEST_TERM_MONTHS, simulated
from solvable.terminal_simulation import way_document, what_if_document
from solvable.vocabulary import Language
from solvable.web.api.simulation_schemas import ChangesIn
from web.made_up import ACCEPTED, DECLINED, REFERRED, FakeScoringService, open_nothing
from web.test_api import problem_of

WHAT_IF = f"/v1/clients/{REFERRED}/what-if"


def try_changes(program, changes, path=WHAT_IF, **options):
    return program.post(path, {"changes": changes, **options}, content_type="application/json")


def in_language(answer, language):
    """Return an answer with its words in one language, as the command line's documents have them."""
    if isinstance(answer, dict) and answer.keys() == {"fr", "en"}:
        return answer[language.value]
    if isinstance(answer, dict):
        return {key: in_language(part, language) for key, part in answer.items()}
    return [in_language(part, language) for part in answer] if isinstance(answer, list) else answer


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "changes",
    [{"credit_amount": 200_000}, {"term_months": 36, "goods_price_amount": 300_000.5}, {"income_amount": 1.0}, {}],
)
def test_what_would_be_decided_is_what_the_command_line_says(program, changes, language):
    answer = in_language(try_changes(program, changes).json(), language)

    said = what_if_document(FakeScoringService().what_if(REFERRED, changes), language)
    told = [{"key": change["reason"]} | change for change in said["changes"]]
    for change in told:
        del change["reason"]
    assert answer == {**said, "changes": told}


def test_changed_reasons_are_the_difference_of_the_scores(program):
    answer = try_changes(program, {"credit_amount": 200_000}).json()

    gained = sum(change["points_after"] - change["points_before"] for change in answer["changes"])
    assert gained == answer["after"]["score"] - answer["before"]["score"] > 0
    assert answer["before"]["loan"]["amount"] == 406_597.5
    assert answer["after"]["loan"]["amount"] == 200_000


def test_a_stated_term_takes_the_place_of_the_estimate(program):
    stated = try_changes(program, {}, contract_term_months=24).json()["before"]["loan"]
    estimated = try_changes(program, {}).json()["before"]["loan"]

    assert (stated["term_months"], stated["is_term_estimated"]) == (24, False)
    assert estimated["is_term_estimated"]
    searched = program.get(f"/v1/clients/{REFERRED}/way-to-yes", {"contract_term_months": 24}).json()
    assert searched["before"]["loan"] == stated


def test_the_names_of_changes_are_those_that_the_portfolio_declares():
    assert set(ChangesIn.model_fields) == set(simulated(home_credit()))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"credit_amount": 1e6, "annuity_amount": 5e4, "term_months": 24}, "found all three"),
        ({"annuity_amount": 100}, "above the interest"),
    ],
)
def test_a_change_that_cannot_be_computed_is_422_with_what_was_expected_and_found(program, changes, told):
    document = problem_of(try_changes(program, changes), 422)

    assert document["type"] == "urn:solvable:problem:change-not-possible"
    assert document["detail"].startswith("Expected")
    assert told in document["detail"]
    assert document["errors"] == [{"location": ["body"], "message": document["detail"]}]


def test_a_stated_term_that_does_not_pay_the_amount_back_is_422_and_names_the_query(program):
    document = problem_of(program.get(f"/v1/clients/{REFERRED}/way-to-yes", {"contract_term_months": 2}), 422)

    assert document["type"] == "urn:solvable:problem:change-not-possible"
    assert document["errors"][0]["location"] == ["query"]


@pytest.mark.parametrize(
    "changes",
    [
        {"credit": 1000}, {"credit_amount": "1000"}, {"credit_amount": True}, {"credit_amount": 0},
        {"income_amount": -5}, {"annuity_amount": LARGEST_AMOUNT * 1.01}, {"term_months": LONGEST_TERM_MONTHS + 1},
        {"goods_price_amount": [1]}, {"age_years": 50},
    ],
)  # fmt: skip
def test_a_change_that_does_not_keep_to_the_schema_is_422_and_names_the_field(program, changes):
    document = problem_of(try_changes(program, changes), 422)

    assert document["type"] == "urn:solvable:problem:invalid-request"
    assert document["errors"][0]["location"][-2:] == ["changes", next(iter(changes))]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_what_is_no_number_is_422(program, number):
    body = f'{{"changes": {{"credit_amount": {number}}}}}'

    problem_of(program.post(WHAT_IF, body, content_type="application/json"), 422)


def test_a_body_that_is_no_json_is_400(program):
    problem_of(program.post(WHAT_IF, "{", content_type="application/json"), 400)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("client_id", "found"), [(REFERRED, "way"), (DECLINED, "no_way"), (ACCEPTED, "already_accepted")]
)
def test_the_way_to_a_yes_is_what_the_command_line_says(program, client_id, found, language):
    answer = in_language(program.get(f"/v1/clients/{client_id}/way-to-yes").json(), language)

    assert answer["found"] == found
    for alternative in answer["alternatives"]:
        assert alternative["verdict"] == "accept"
        assert alternative.pop("label")
    way = FakeScoringService().way_to_yes(client_id)
    assert answer == way_document(way, language, currency=None)


def test_an_unknown_client_is_404(program):
    problem_of(try_changes(program, {}, path="/v1/clients/999/what-if"), 404)


def test_a_service_that_is_not_ready_is_503(program, settings):
    settings.SCORING_SERVICE = open_nothing

    assert problem_of(try_changes(program, {}), 503)["type"] == "urn:solvable:problem:not-ready"


def test_what_may_be_changed_is_listed_with_where_it_stands_by_the_names_that_changes_have(program):
    answer = program.get(f"/v1/clients/{REFERRED}/askable").json()

    assert [(one["name"], one["label"]["fr"], one["unit"], one["value"]) for one in answer["askable"]] == [
        (one.name, one.label.fr, one.unit, one.value) for one in FakeScoringService().askable(REFERRED)
    ]
    assert {one["name"] for one in answer["askable"]} <= ChangesIn.model_fields.keys()


def test_nothing_is_listed_of_nobody(program):
    assert problem_of(program.get("/v1/clients/999/askable"), 404)["type"] == "urn:solvable:problem:unknown-client"
