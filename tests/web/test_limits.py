"""Bodies that the API does not read are refused before they are read, and only before who may ask."""

import pytest

from web.made_up import DECLINED
from web.test_api import problem_of

WHAT_IF = f"/v1/clients/{DECLINED}/what-if"
BODY = '{"changes": {"credit_amount": 300000}}'


def test_a_body_as_large_as_the_limit_is_read_and_a_larger_one_is_413(program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = len(BODY)
    assert program.post(WHAT_IF, BODY, content_type="application/json").status_code == 200

    document = problem_of(program.post(WHAT_IF, BODY + " ", content_type="application/json"), 413)

    assert document["type"] == "urn:solvable:problem:body-too-large"
    assert f"at most {len(BODY)} bytes, found one of {len(BODY) + 1}" in document["detail"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_of_another_type_is_415_and_says_which_is_read(program, content_type):
    document = problem_of(program.post(WHAT_IF, BODY, content_type=content_type), 415)

    assert document["type"] == "urn:solvable:problem:media-type"
    assert "Expected a body of type application/json" in document["detail"]


def test_parameters_of_the_type_do_not_matter(program):
    assert program.post(WHAT_IF, BODY, content_type="application/json; charset=utf-8").status_code == 200


def test_a_body_that_is_missing_is_422_and_is_named(program):
    document = problem_of(program.generic("POST", WHAT_IF, b"", content_type=""), 422)

    assert document["errors"][0]["location"][0] == "body"


def test_a_body_of_unknown_length_is_411(program):
    answer = program.post(
        WHAT_IF, BODY, content_type="application/json", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked"
    )

    assert problem_of(answer, 411)["type"] == "urn:solvable:problem:length-required"


def test_who_shows_no_key_is_told_of_that_and_not_of_limits(stranger, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1

    problem_of(stranger.post(WHAT_IF, BODY, content_type="text/plain"), 401)


def test_every_operation_that_reads_a_body_says_how_it_refuses_others(desk):
    paths = desk.get("/v1/openapi.json").json()["paths"]
    reading = [one for operations in paths.values() for one in operations.values() if "requestBody" in one]

    assert len(reading) >= 5
    for operation in reading:
        assert {"411", "413", "415"} <= operation["responses"].keys(), operation["operationId"]
