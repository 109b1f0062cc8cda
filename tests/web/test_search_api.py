"""What programs find clients by: closed criteria, counts, and a cursor that holds for one list."""

import pytest

from solvable.decisions.search import Criteria, Query
from web.made_up import ACCEPTED, DECLINED, PLAIN, REFERRED, FakeScoringService, open_unscored
from web.test_api import problem_of

CLIENTS = "/v1/clients"


def numbers(answer):
    assert answer.status_code == 200, answer.content
    return [client["client_id"] for client in answer.json()["items"]]


def test_everybody_is_found_where_nothing_is_asked_for(program):
    answer = program.get(CLIENTS)

    found = FakeScoringService().search(Query())
    assert numbers(answer) == [client.client_id for client in found.clients] == [DECLINED, REFERRED, ACCEPTED, PLAIN]
    document = answer.json()
    assert (document["n_clients"], document["first"], document["is_scored"]) == (4, 0, True)
    assert document["counts"]["verdict"] == {"accept": 2, "refer": 1, "decline": 1}
    assert document["counts"].keys() == {
        "verdict", "risk", "contract_type", "known_client", "age", "occupation", "housing",
    }  # fmt: skip
    assert document["next_cursor"] is document["previous_cursor"] is None
    assert document["items"][0] == {
        "client_id": DECLINED,
        "verdict": "decline",
        "score": 485,
        "facts": {
            "credit_amount": {"value": 406597.5, "said": {"fr": "406\u202f598", "en": "406,598"}},
            "income_amount": {"value": 202500.0, "said": {"fr": "202\u202f500", "en": "202,500"}},
            "contract_type": {"value": "Cash loans", "said": {"fr": "prêt personnel", "en": "cash loan"}},
            "occupation": {
                "value": None,
                "said": {"fr": "non renseigné ou autre", "en": "not available or other"},
            },
        },
    }


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"verdict": "accept"}, [ACCEPTED, PLAIN]),
        ({"verdict": ["refer", "decline"]}, [DECLINED, REFERRED]),
        ({"risk": "under-2"}, [ACCEPTED]),
        ({"score_from": "485", "score_to": "548"}, [DECLINED, REFERRED]),
        ({"contract_type": "Revolving loans"}, [ACCEPTED]),
        ({"known_client": "new"}, [REFERRED]),
        ({"age": ["under-30", "60-up"]}, [REFERRED, ACCEPTED]),
        ({"occupation": "not-available"}, [DECLINED]),
        ({"housing": "House / apartment", "credit_amount_from": "200000"}, [PLAIN]),
        ({"income_amount_to": "135000.0"}, [REFERRED, PLAIN]),
        ({"credit_amount_from": "1e6"}, []),
        ({"sort": "-credit_amount"}, [PLAIN, DECLINED, REFERRED, ACCEPTED]),
        ({"sort": "score"}, [DECLINED, REFERRED, PLAIN, ACCEPTED]),
        ({"sort": "-client_id", "limit": "1"}, [PLAIN]),
    ],
)
def test_each_criterion_and_order_changes_who_is_found(program, asked, expected):
    assert numbers(program.get(CLIENTS, asked)) == expected


def test_cursors_lead_through_all_clients_and_back(program):
    asked = {"sort": "credit_amount", "limit": "2"}

    first = program.get(CLIENTS, asked)
    second = program.get(CLIENTS, asked | {"cursor": first.json()["next_cursor"]})
    back = program.get(CLIENTS, asked | {"cursor": second.json()["previous_cursor"]})

    assert numbers(first) + numbers(second) == [REFERRED, ACCEPTED, DECLINED, PLAIN]
    assert second.json()["next_cursor"] is None
    assert back.json() == first.json()


def test_a_cursor_that_was_not_written_here_is_refused(program):
    written = program.get(CLIENTS, {"limit": "2"}).json()["next_cursor"]
    head, signature = written.rsplit(":", 1)

    for forged in ("1", "", head, f"{head}:{signature[::-1]}", f"A{written}"):
        document = problem_of(program.get(CLIENTS, {"limit": "2", "cursor": forged}), 422)
        assert document["type"] == "urn:solvable:problem:search-not-possible"
        assert document["errors"][0]["location"] == ["query", "cursor"]


@pytest.mark.parametrize("other", [{"sort": "score"}, {"verdict": "accept"}])
def test_a_cursor_of_another_list_is_refused(program, other):
    cursor = program.get(CLIENTS, {"limit": "2"}).json()["next_cursor"]

    document = problem_of(program.get(CLIENTS, {"limit": "2", "cursor": cursor} | other), 422)

    assert "another list" in document["detail"]


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"verdict": "perhaps"}, "verdict"),
        ({"occupation": "'; DROP TABLE clients; --"}, "occupation"),
        ({"sort": "is_default"}, "sort"),
        ({"sort": "age"}, "sort"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"score_from": "1_0"}, "score_from"),
        ({"credit_amount_from": "nan"}, "credit_amount_from"),
        ({"credit_amount_from": "1e999"}, "credit_amount_from"),
    ],
)
def test_what_is_no_criterion_is_422_and_names_the_place(program, wrong, where):
    document = problem_of(program.get(CLIENTS, wrong), 422)

    assert document["type"] == "urn:solvable:problem:invalid-request"
    assert where in document["errors"][0]["location"]


@pytest.mark.parametrize("name", ["verdicts", "is_default", "Verdict"])
def test_a_parameter_that_is_spelt_wrong_does_not_find_everybody(program, name):
    document = problem_of(program.get(CLIENTS, {name: "accept"}), 422)

    assert document["errors"][0]["location"] == ["query", name]
    assert "score_from" in document["detail"]


def test_a_range_the_wrong_way_round_is_422(program):
    document = problem_of(program.get(CLIENTS, {"score_from": "500", "score_to": "400"}), 422)

    assert "found 500 to 400" in document["detail"]


def test_what_the_law_protects_is_not_searched_by_with_the_score(program):
    document = problem_of(program.get(CLIENTS, {"age": "60-up", "verdict": "decline"}), 422)

    assert "the law forbids" in document["detail"]
    assert "verdict" not in program.get(CLIENTS, {"age": "60-up"}).json()["counts"]


def test_before_everybody_was_scored_a_list_has_no_verdicts_and_a_search_by_verdict_is_503(program, settings):
    settings.SCORING_SERVICE = open_unscored

    document = program.get(CLIENTS).json()
    refused = program.get(CLIENTS, {"verdict": "accept"})

    assert document["is_scored"] is False
    assert {(client["verdict"], client["score"]) for client in document["items"]} == {(None, None)}
    assert "verdict" not in document["counts"]
    assert problem_of(refused, 503)["type"] == "urn:solvable:problem:not-ready"
    assert b"/secret/place" not in refused.content


def test_the_members_in_the_schema_are_those_that_the_core_counts(desk):
    operation = desk.get("/v1/openapi.json").json()["paths"][CLIENTS]["get"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}

    directory = FakeScoringService().directory
    for choice in directory.choices:
        assert schemas[choice.key]["items"]["enum"] == [member.key for member in choice.members]
    assert {order.removeprefix("-") for order in schemas["sort"]["enum"]} == set(directory.orders)
    everything = {choice.key: frozenset(choice.places) for choice in directory.choices if not choice.is_protected}
    assert FakeScoringService().search(Query(criteria=Criteria(choices=everything))).n_clients == 4
