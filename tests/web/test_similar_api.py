"""What programs are told of clients who resemble one: what the service found, and why where there are too few."""

import json
from dataclasses import asdict

import pytest

from solvable.explanations.neighbours import FEWEST_NEIGHBOURS, MOST_NEIGHBOURS
from web.made_up import DECLINED, N_ALIKE, REFERRED, FakeScoringService
from web.test_api import problem_of


@pytest.mark.parametrize("client_id", [REFERRED, DECLINED])
@pytest.mark.parametrize("k", [FEWEST_NEIGHBOURS, 250])
def test_similar_clients_are_those_that_the_service_finds(program, client_id, k):
    answer = program.get(f"/v1/clients/{client_id}/similar", {"k": k}).json()

    found = FakeScoringService().similar(client_id, k)
    assert answer == json.loads(json.dumps(asdict(found))) | {"n_clients": k, "rate": found.n_defaults / k}


@pytest.mark.parametrize("k", ["50", "50.0", "50.000"])
def test_a_whole_number_may_be_written_with_a_point_as_the_schema_has_it(program, k):
    assert program.get(f"/v1/clients/{REFERRED}/similar", {"k": k}).json()["n_clients"] == 50


def test_a_hundred_are_found_where_no_number_is_asked_for(program):
    answer = program.get(f"/v1/clients/{REFERRED}/similar").json()

    assert (answer["n_clients"], len(answer["client_ids"]), answer["n_defaults"], answer["rate"]) == (100, 100, 10, 0.1)


def test_a_warning_is_told_where_few_are_like_the_client_and_is_null_elsewhere(program):
    thin, close = (program.get(f"/v1/clients/{client_id}/similar").json() for client_id in (DECLINED, REFERRED))

    assert (thin["nearness"], thin["warning"]["en"]) == ("thin", "Few are like this one.")
    assert (close["nearness"], close["warning"]) == ("close", None)


@pytest.mark.parametrize(
    "k", [FEWEST_NEIGHBOURS - 1, MOST_NEIGHBOURS + 1, "many", "1e2", "050", "50.5", "50.", ".0", "50.0\n", ""]
)
def test_a_number_out_of_bounds_is_422_and_names_the_place(program, k):
    document = problem_of(program.get(f"/v1/clients/{REFERRED}/similar", {"k": k}), 422)

    assert document["type"] == "urn:solvable:problem:invalid-request"
    assert document["errors"][0]["location"] == ["query", "k"]


def test_more_than_there_are_is_422_with_how_many_there_are(program):
    document = problem_of(program.get(f"/v1/clients/{REFERRED}/similar", {"k": N_ALIKE + 1}), 422)

    assert document["type"] == "urn:solvable:problem:too-few-similar"
    assert f"from {FEWEST_NEIGHBOURS} to {N_ALIKE}, found {N_ALIKE + 1}" in document["detail"]
    assert document["errors"] == [{"location": ["query"], "message": document["detail"]}]
